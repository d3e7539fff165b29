use access::Role;
use jobs::operations::When;
use server::retention::DestroyDocuments;
use sqlx::PgPool;

use super::{ANSWERS, Browser, answered, dossier};
use crate::somebody::{begin, send_as, served, somebody};
use crate::support::work_until;

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_simulation_becomes_a_draft_whose_questions_are_asked_one_by_one(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let asked = browser.get(&site, "/dossier/nouveau?demarche=changement_titulaire").await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains("Commencer"), "{}", asked.body);
    let reference = browser.begin(&site).await;
    assert!(reference.starts_with("CG-20"), "{reference}");
    // What the simulator was told is not asked again.
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.answers.get("vehicle.genre").map(String::as_str), Some("VP"));
    browser.answer_all(&site, &reference, ANSWERS).await;
    let page = browser.get(&site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains("Vérifiez vos réponses"), "{}", page.body);
    assert!(page.body.contains("Continuer vers la commande"), "{}", page.body);
    assert!(page.body.contains("data-grand-total-cents"), "the price");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_the_simulator_was_told_is_carried_over_without_standing_in_an_address(pool: PgPool) {
    let (site, _) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let fields = [
        ("reprendre", "1"),
        ("operation", "duplicata"),
        ("genre", "VP"),
        ("disability_card", "true"),
    ];
    let page = browser.send(&site, "/dossier/nouveau", &fields).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("disability_card=true"), "in the form, not in an address");
    assert!(page.body.contains("repris"), "{}", page.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_answer_that_is_none_is_refused_with_what_was_typed(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    let path = format!("/dossier/{reference}/question/vehicle.plate");
    let answered = browser.send(&site, &path, &[("answer", "12 ZZZ"), ("seen", "")]).await;
    assert_eq!(answered.status, 422);
    assert!(answered.body.contains("12 ZZZ") && answered.body.contains("AB-123-CD"));
    let (_, found) = dossier(&state, &reference).await;
    assert!(!found.answers.contains_key("vehicle.plate"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_windows_that_answer_the_same_question_hear_of_each_other(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    let path = format!("/dossier/{reference}/question/vehicle.plate");
    browser.send(&site, &path, &[("answer", "AB-123-CD"), ("seen", "")]).await;
    let late = browser.send(&site, &path, &[("answer", "EF-456-GH"), ("seen", "")]).await;
    assert_eq!(late.header("location"), format!("/dossier/{reference}?fait=ailleurs"));
    let page = browser.get(&site, late.header("location")).await;
    assert!(page.body.contains("autre fenêtre"), "{}", page.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.answers["vehicle.plate"], "EF-456-GH");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_is_gone_on_with_by_its_link_on_another_device(pool: PgPool) {
    let (site, _) = served(&pool, &[]).await;
    let mut phone = Browser::default();
    let reference = phone.begin(&site).await;
    let path = format!("/dossier/{reference}/lien");
    let wrong = phone.send(&site, &path, &[("email", "nobody")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"nobody\""), "what was typed is kept");
    let sent = phone.send(&site, &path, &[("email", "lea@exemple.fr")]).await;
    assert_eq!(sent.header("location"), format!("/dossier/{reference}?fait=lien"));
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where template = 'dossier_resume'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let path = link.strip_prefix("http://localhost:3000").unwrap();
    let mut laptop = Browser::default();
    let before = laptop.get(&site, &format!("/dossier/{reference}")).await;
    assert_eq!(before.status, 404, "a reference alone opens nothing");
    let opened = laptop.get(&site, path).await;
    assert_eq!(opened.header("location"), format!("/dossier/{reference}"));
    assert_eq!(laptop.get(&site, &format!("/dossier/{reference}")).await.status, 200);
    let still = phone.get(&site, &format!("/dossier/{reference}")).await;
    assert_eq!(still.status, 200, "the first device was given the new link");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_is_sent_links_of_drafts_without_end(pool: PgPool) {
    let (site, _) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    let path = format!("/dossier/{reference}/lien");
    let mut refused = 0;
    for _ in 0..8 {
        let sent = browser.send(&site, &path, &[("email", "lea@exemple.fr")]).await;
        refused += u32::from(sent.status == 422 && sent.body.contains("Trop de liens"));
    }
    assert_eq!(refused, 3, "five letters an hour to one address");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_belongs_to_the_account_of_whoever_signs_in(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let reference = browser.begin(&site).await;
    let (person, cookie) = somebody(&state, "lea", &[Role::Client]).await;
    browser.session = cookie.clone();
    assert_eq!(browser.get(&site, &format!("/dossier/{reference}")).await.status, 200);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.person, Some(person.id.0.into()));
    // On another device of theirs, by the account alone.
    let mut other = Browser::signed_in(&cookie);
    assert_eq!(other.get(&site, &format!("/dossier/{reference}")).await.status, 200);
    let home = other.get(&site, "/compte").await;
    assert!(home.body.contains(&reference), "the account lists it");
    // The link of the draft opens nothing any more.
    let mut old = Browser { session: String::new(), ..browser };
    assert_eq!(old.get(&site, &format!("/dossier/{reference}")).await.status, 404);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn somebody_elses_dossier_looks_missing_and_that_is_written_down(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = answered(&site, &state, "lea").await;
    let (_, other) = somebody(&state, "max", &[Role::Client]).await;
    for cookie in [other.as_str(), ""] {
        for path in ["", "/commande", "/prix", "/question/vehicle.plate", "/echeance.ics"] {
            let mut browser = Browser::signed_in(cookie);
            let answer = browser.get(&site, &format!("/dossier/{reference}{path}")).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        let path = format!("/dossier/{reference}/question/vehicle.plate");
        let sent = send_as(&site, &path, cookie, &[("answer", "ZZ-999-ZZ")]).await;
        assert_eq!(sent.status, 404);
    }
    let refusals: i64 =
        sqlx::query_scalar("select count(*) from audit_events where act = 'refused'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert!(refusals > 0, "nothing was written down");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_that_nobody_touches_is_forgotten_after_ninety_days(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut browser = Browser::default();
    let old = browser.begin(&site).await;
    let young = Browser::default().begin(&site).await;
    sqlx::query("update dossiers set changed_at = now() - interval '91 days' where reference = $1")
        .bind(&old)
        .execute(&pool)
        .await
        .unwrap();
    let mut tx = begin(&state).await;
    jobs::operations::enqueue(&mut tx, &DestroyDocuments {}, &When::default()).await.unwrap();
    tx.commit().await.unwrap();
    let workers = jobs::operations::pool((*pool.connect_options()).clone(), 6);
    work_until(&state, &workers, async || {
        let left: Vec<String> =
            sqlx::query_scalar("select reference from dossiers").fetch_all(&pool).await.unwrap();
        left == [young.as_str()]
    })
    .await;
    assert_eq!(browser.get(&site, &format!("/dossier/{old}")).await.status, 404);
}
