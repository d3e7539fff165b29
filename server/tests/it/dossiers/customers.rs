use access::Role;
use dossiers::operations::money::Transfer;
use dossiers::operations::{Who, money};
use dossiers::{PublicStatus, tracks};
use sqlx::PgPool;
use vocabulary::{Cents, Date};

use super::{Browser, answered, dossier, ordered, total_of};
use crate::somebody::{begin, served, somebody, visit};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_order_wants_an_account_the_terms_and_the_price_that_was_shown(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut nobody = Browser::default();
    let draft = nobody.begin(&site).await;
    nobody.answer_all(&site, &draft, super::ANSWERS).await;
    let sent_away = nobody.get(&site, &format!("/dossier/{draft}/commande")).await;
    assert!(sent_away.header("location").starts_with("/connexion?next=%2Fdossier"), "{draft}");

    let (_, mut browser, reference) = answered(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/commande");
    let page = browser.get(&site, &path).await;
    assert!(page.body.contains("Commande avec obligation de paiement"), "{}", page.body);
    assert!(page.body.contains("renoncer"), "the withdrawal is told");
    let total = total_of(&page.body);
    let refused = |fields: Vec<(&'static str, String)>| fields;
    for (fields, said) in [
        (refused(vec![("total", total.clone())]), "Acceptez les conditions"),
        (
            refused(vec![("cgv", "1".into()), ("express", "1".into()), ("total", total.clone())]),
            "cochez les deux cases",
        ),
        (refused(vec![("cgv", "1".into()), ("total", "1".into())]), "Le prix a changé"),
    ] {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.send(&site, &path, &fields).await;
        assert_eq!(answer.status, 422, "{said}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
        assert!(dossier(&state, &reference).await.1.order.is_none(), "{said}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_order_is_confirmed_by_a_letter_and_says_how_to_pay(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered(&site, &state, "lea").await;
    let page = browser.get(&site, &format!("/dossier/{reference}?fait=commande")).await;
    for words in
        ["À payer", "FR76 3000 6000 0112 3456 7890 189", &reference, "Renoncer au contrat ici"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let (email, link): (String, String) = sqlx::query_as(
        "select recipient, values ->> 'link' from notifications where template = 'dossier_ordered'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(email, "lea@exemple.fr");
    assert_eq!(link, format!("http://localhost:3000/dossier/{reference}"));
    let (_, found) = dossier(&state, &reference).await;
    let order = found.order.unwrap();
    assert!(order.express_start);
    assert_eq!(order.terms.len(), 10, "the day of the terms: {}", order.terms);
    // Nothing is sent before the transfer has come.
    let early = browser.get(&site, &format!("/dossier/{reference}/piece/piece_identite")).await;
    assert!(!early.body.contains("type=\"file\""), "{}", early.body);
    // Questions are closed, and ordering twice leads to the dossier.
    let again = browser.get(&site, &format!("/dossier/{reference}/commande")).await;
    assert_eq!(again.header("location"), format!("/dossier/{reference}"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn people_are_named_once_each_and_checked(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/personne/holder");
    let page = browser.get(&site, &path).await;
    assert!(page.body.contains("value=\"75011\""), "the postcode of the answers");
    let good = [
        ("last_name", "Lefèvre"),
        ("first_names", "Léa Marie"),
        ("birth_date", "1990-11-21"),
        ("birth_place", "Rennes"),
        ("address_line", "12 rue de la Roquette"),
        ("postcode", "75011"),
        ("city", "paris"),
    ];
    let mut wrong = good;
    wrong[6].1 = "Marseille";
    let refused = browser.send(&site, &path, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("ne va pas avec ce code postal") && refused.body.contains("Lefèvre")
    );
    wrong[6].1 = "Paris";
    wrong[0].1 = "";
    assert_eq!(browser.send(&site, &path, &wrong).await.status, 422, "a name is needed");
    let saved = browser.send(&site, &path, &good).await;
    assert_eq!(saved.header("location"), format!("/dossier/{reference}?fait=personnes"));
    let again = browser.send(&site, &path, &good).await;
    assert_eq!(again.status, 303);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.parties.len(), 1, "named anew, not twice");
    let (_, party) = found.parties.values().next().unwrap();
    assert_eq!(
        (party.last_name.as_str(), party.city.as_str()),
        ("Lefèvre", "Paris 11e Arrondissement")
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_message_is_kept_and_a_contract_is_withdrawn_from(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/message");
    let sent = browser.send(&site, &path, &[("words", "Bonjour, où en est-on\u{202f}?")]).await;
    assert_eq!(sent.header("location"), format!("/dossier/{reference}?fait=message"));
    let page = browser.get(&site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains("Bonjour, où en est-on"), "{}", page.body);
    let long = "é".repeat(5_001);
    let refused = browser.send(&site, &path, &[("words", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains(&long), "what was typed is kept");

    let path = format!("/dossier/{reference}/retractation");
    assert!(browser.get(&site, &path).await.body.contains("Confirmer la rétractation"));
    let done = browser.send(&site, &path, &[]).await;
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=retractation"));
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.status, PublicStatus::Retracte);
    let told: i64 = sqlx::query_scalar(
        "select count(*) from notifications where template = 'dossier_closed' and values ->> 'how' = 'retracte'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(told, 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_transfer_that_is_too_small_leaves_the_dossier_to_be_paid(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, mut browser, reference) = ordered(&site, &state, "lea").await;
    let (id, found) = dossier(&state, &reference).await;
    let total = found.order.unwrap().total;
    for (cents, payment) in
        [(Cents(total.0 - 1), tracks::Payment::APayer), (Cents(1), tracks::Payment::Payee)]
    {
        let received_on = Date::parse("2026-11-21").unwrap();
        let transfer = Transfer { cents, received_on, reference: "VIR 1" };
        let mut tx = begin(&state).await;
        money::record_transfer(&mut tx, &visit(&state), Who::House, id, transfer).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(dossier(&state, &reference).await.1.payment, payment);
    }
    let page = browser.get(&site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains("À compléter") && page.body.contains("À envoyer"), "{}", page.body);
    let (_, staff) = somebody(&state, "max", &[Role::Client]).await;
    let other = Browser::signed_in(&staff).get(&site, &format!("/dossier/{reference}")).await;
    assert_eq!(other.status, 404);
}
