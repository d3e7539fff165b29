use dossiers::PartyRole;
use sqlx::PgPool;

use super::super::dossiers::{Browser, dossier, total_of};
use super::firms::FIRM;
use super::{LIST, garage, ids, import};
use crate::somebody::{get_as, send_as, served};

const TWO: &str = "plate;vin;make;genre;B;P.3;P.6\n\
    AB-123-CD;VF1RFB00X56789012;Renault;VP;2021-05-14;ES;5\n\
    EF-456-GH;;Dacia;VP;2019-03-02;GO;6\n";

/// The references of the dossiers that a page links to.
fn references(page: &str) -> Vec<String> {
    let mut all: Vec<String> = page
        .split("/dossier/CG-")
        .skip(1)
        .map(|rest| format!("CG-{}", rest.split(['/', '"']).next().unwrap()))
        .collect();
    all.sort();
    all.dedup();
    all
}

fn ticked(ids: &[String]) -> Vec<(&str, &str)> {
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("v", id.as_str())).collect();
    fields.extend([("demarche", "changement_titulaire"), ("firm", "1")]);
    fields
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn one_post_begins_a_draft_for_each_vehicle_and_a_second_one_none(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    send_as(&site, "/compte/entreprise", &cookie, FIRM).await;
    import(&site, &cookie, TWO).await;
    let all = ids(&get_as(&site, LIST, &cookie).await.body);
    let begun = send_as(&site, LIST, &cookie, &ticked(&all)).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    assert!(begun.body.contains("2 dossiers commencés"), "{}", begun.body);
    assert!(begun.body.contains("Il manque"), "{}", begun.body);
    let first = references(&begun.body);
    assert_eq!(first.len(), 2);

    let again = send_as(&site, LIST, &cookie, &ticked(&all)).await;
    assert!(again.body.contains("2 déjà en cours"), "{}", again.body);
    assert_eq!(references(&again.body), first);
    assert!(again.body.contains("notice-warning") && !again.body.contains("notice-success"));
    // Another démarche is another dossier.
    let other = [("v", all[0].as_str()), ("demarche", "duplicata_perte")];
    let other = send_as(&site, LIST, &cookie, &other).await;
    assert!(other.body.contains("1 dossier commencé."), "{}", other.body);

    // All that is known is carried over, and the firm is the holder.
    let list = get_as(&site, LIST, &cookie).await.body;
    assert_eq!(references(&list).len(), 3);
    for reference in &first {
        assert!(list.contains(reference), "{list}");
    }
    let mut found = dossier(&state, &first[0]).await.1;
    if found.answers["vehicle.plate"] != "AB-123-CD" {
        found = dossier(&state, &first[1]).await.1;
    }
    for (question, answer) in [
        ("vehicle.plate", "AB-123-CD"),
        ("vehicle.vin", "VF1RFB00X56789012"),
        ("vehicle.make", "RENAULT"),
        ("vehicle.genre", "VP"),
        ("vehicle.first_registered_on", "2021-05-14"),
        ("titulaire.kind", "personne_morale"),
        ("titulaire.siren", "552100554"),
        ("titulaire.postcode", "75011"),
    ] {
        assert_eq!(found.answers.get(question).map(String::as_str), Some(answer), "{question}");
    }
    assert_eq!((found.facts["fiscal_cv"].as_str(), found.facts["energy"].as_str()), ("5", "ES"));
    let (role, party) = found.parties.values().next().unwrap();
    assert_eq!((*role, party.company_name.as_str()), (PartyRole::Company, "Garage du Pont"));
    // Nothing of it is ordered.
    assert!(found.order.is_none());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_begun_for_nobody_for_too_many_or_for_somebody_elses(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    let plates: Vec<String> = (1..=51).map(|number| format!("AB-{number:03}-CD")).collect();
    let plates = plates.join("\n");
    import(&site, &cookie, &format!("plate\n{plates}")).await;
    let page = get_as(&site, LIST, &cookie).await.body;
    let mut all = ids(&page);
    let next = page.split("?apres=").nth(1).unwrap().split('"').next().unwrap();
    all.extend(ids(&get_as(&site, &format!("{LIST}?apres={next}"), &cookie).await.body));
    assert_eq!(all.len(), 51);
    let nobody = send_as(&site, LIST, &cookie, &ticked(&[])).await;
    assert!(nobody.status == 422 && nobody.body.contains("Cochez au moins un véhicule"));
    let shown = ids(&nobody.body);
    assert!(nobody.body.contains(&format!("href=\"#v-{}\"", shown[0])), "{}", nobody.body);
    let many = send_as(&site, LIST, &cookie, &ticked(&all)).await;
    assert!(many.status == 422 && many.body.contains("Au plus 50 dossiers"), "{}", many.body);
    let none = send_as(&site, LIST, &cookie, &[("v", all[0].as_str())]).await;
    assert!(none.status == 422 && none.body.contains("Choisissez une démarche"));
    assert!(none.body.contains("href=\"#demarche\""), "{}", none.body);
    assert_eq!(none.body.matches("aria-invalid=\"true\"").count(), 1);
    // What was ticked stays ticked, also on a later page.
    for id in [&all[0], &all[50]] {
        let after = if *id == all[50] { next } else { "" };
        let none = send_as(&site, LIST, &cookie, &[("v", id), ("apres", after)]).await;
        let box_of = none.body.split(&format!("value=\"{id}\"")).nth(1).unwrap();
        assert!(box_of.split('>').next().unwrap().contains("checked"), "{}", none.body);
    }

    let other = garage(&state, "autre").await;
    let stolen = send_as(&site, LIST, &other, &ticked(&all[..1])).await;
    assert!(references(&stolen.body).is_empty(), "{}", stolen.body);
    let count: i64 =
        sqlx::query_scalar("select count(*) from dossiers").fetch_one(&pool).await.unwrap();
    assert_eq!(count, 0);
}

/// What is asked besides what the vehicle and the firm say.
const REST: &[(&str, &str)] = &[
    ("vehicle.situation", "aucune"),
    ("vehicle.is_leased", "false"),
    ("seller.kind", "particulier"),
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("titulaire.cotitulaire_count", "0"),
];

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_forms_of_a_firms_dossier_are_the_firms_and_signed_by_who_represents_it(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let cookie = garage(&state, "garage").await;
    send_as(&site, "/compte/entreprise", &cookie, FIRM).await;
    import(&site, &cookie, TWO).await;
    let all = ids(&get_as(&site, LIST, &cookie).await.body);
    let begun = send_as(&site, LIST, &cookie, &ticked(&all[1..])).await;
    let reference = references(&begun.body).remove(0);
    let mut browser = Browser::signed_in(&cookie);
    browser.answer_all(&site, &reference, REST).await;
    let order = format!("/dossier/{reference}/commande");
    let page = browser.get(&site, &order).await;
    assert_eq!(page.status, 200, "{}", page.header("location"));
    let total = total_of(&page.body);
    let fields = [("cgv", "1"), ("express", "1"), ("perte", "1"), ("total", total.as_str())];
    let done = browser.send(&site, &order, &fields).await;
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=commande"));
    let again = send_as(&site, LIST, &cookie, &ticked(&all[1..])).await.body;
    assert!(again.contains("Déjà commandé") && !again.contains("il reste à commander"), "{again}");
    let (id, found) = dossier(&state, &reference).await;
    assert!(found.slots.contains_key("extrait_kbis"), "{:?}", found.slots.keys());
    super::super::dossiers::pay(&state, id, &found).await;
    let made = browser.send(&site, &format!("/dossier/{reference}/formulaires"), &[]).await;
    assert_eq!(made.header("location"), format!("/dossier/{reference}?fait=formulaires"));
    let (_, found) = dossier(&state, &reference).await;
    let mandate = found.forms.keys().find(|name| name.starts_with("mandat/")).unwrap();
    let form = format!("/dossier/{reference}/formulaire/{}", mandate.replace('/', "."));
    let page = browser.get(&site, &form).await;
    assert!(page.body.contains("MARTIN Anne"), "the representative signs: {}", page.body);
    let at = page.body.split("name=\"a\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let sheet = browser.get(&site, &format!("{form}/pdf?a={at}")).await;
    assert_eq!(sheet.header("content-type"), "application/pdf");
}
