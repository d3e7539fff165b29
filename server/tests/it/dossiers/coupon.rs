//! The drawing that lights the field asked for, and the coupon that answers several questions.

use sqlx::PgPool;

use super::{Browser, dossier, ordered};
use crate::somebody::served;

const COUPON: &str = "CRFRAAB123CD0VF1RFB00X5678901272105149VP<<<<\n\
                      CI<<RENAULT<<<<<<<CLIO<<<<<<<<<2021AB1234536";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_two_lines_of_the_coupon_answer_what_they_tell(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    let path = format!("/dossier/{reference}/question/vehicle.plate");
    let page = browser.get(&site, &path).await;
    assert!(page.body.contains("name=\"coupon\""), "{}", page.body);
    let wrong = COUPON.replace("AB123CD", "AB128CD");
    let refused = browser.send(&site, &path, &[("coupon", &wrong), ("seen", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("l’immatriculation (ligne 1, signes 6 à 13)"));
    assert!(refused.body.contains("CRFRAAB128CD0VF1"), "what was pasted stays");
    assert!(refused.body.contains("href=\"#coupon\""), "the summary leads there");
    let (_, found) = dossier(&state, &reference).await;
    assert!(!found.answers.contains_key("vehicle.vin"), "nothing is half read");

    let typed = COUPON.to_lowercase().replace('\n', "\r\n");
    let read = browser.send(&site, &path, &[("coupon", &typed), ("retour", "1")]).await;
    assert_eq!(read.header("location"), format!("{path}?coupon=1&retour=1"), "{}", read.body);
    let (_, found) = dossier(&state, &reference).await;
    for (question, answer) in [
        ("vehicle.plate", "AB-123-CD"),
        ("vehicle.vin", "VF1RFB00X56789012"),
        ("vehicle.first_registered_on", "2021-05-14"),
        ("vehicle.formula_number", "2021AB12345"),
        ("vehicle.make", "RENAULT"),
        ("vehicle.genre", "VP"),
    ] {
        assert_eq!(found.answers.get(question).map(String::as_str), Some(answer), "{question}");
    }
    let page = browser.get(&site, read.header("location")).await;
    let (_, said) = page.body.split_once("Le coupon est lu.").unwrap();
    let said = said.split("</ul>").next().unwrap();
    assert!(said.contains("AB-123-CD") && said.contains("14 mai 2021"), "{said}");
    assert!(page.body.contains("name=\"retour\" value=\"1\""), "the way back is kept");
    // What has no check digit says nothing against what somebody answered.
    let make = format!("/dossier/{reference}/question/vehicle.make");
    browser.send(&site, &make, &[("answer", "ALPINE"), ("seen", "RENAULT")]).await;
    browser.send(&site, &path, &[("coupon", COUPON)]).await;
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.answers["vehicle.make"], "ALPINE");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn once_it_is_ordered_the_coupon_says_only_what_was_left_open(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered(&site, &state, "lea").await;
    let (_, before) = dossier(&state, &reference).await;
    let open = "vehicle.formula_number";
    assert_eq!(before.answers.get(open).map(String::as_str), Some(""), "it was passed over");
    let path = format!("/dossier/{reference}/question/{open}");
    let read = browser.send(&site, &path, &[("coupon", COUPON)]).await;
    assert_eq!(read.status, 303, "{}", read.body);
    let (_, after) = dossier(&state, &reference).await;
    assert_eq!(after.answers[open], "2021AB12345");
    for question in ["vehicle.plate", "vehicle.vin", "vehicle.first_registered_on"] {
        assert_eq!(after.answers.get(question), before.answers.get(question), "{question}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_question_about_the_certificate_lights_its_field(pool: PgPool) {
    let (site, _) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    for (question, field) in [("vehicle.plate", "A"), ("vehicle.vin", "E"), ("vehicle.make", "D.1")]
    {
        let path = format!("/dossier/{reference}/question/{question}");
        let page = browser.get(&site, &path).await.body;
        assert_eq!(page.matches("is-lit").count(), 1, "{question}");
        let mut tags = page.split('<').map(|tag| tag.split('>').next().unwrap());
        let lit = tags.find(|tag| tag.contains(&format!("data-field=\"{field}\"")));
        assert!(lit.unwrap().contains("is-lit"), "{question}: {lit:?}");
    }
    let other = format!("/dossier/{reference}/question/titulaire.kind");
    let page = browser.get(&site, &other).await.body;
    assert!(!page.contains("class=\"certificate\"") && !page.contains("name=\"coupon\""));
}
