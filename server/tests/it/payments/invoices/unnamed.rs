//! Papers of whom nobody has named: they wait, or say what was answered.

use ::invoices::{Address, Content};
use access::Role;
use accounts::operations::sessions::Method;
use dossiers::operations::{Who, drafts};
use sqlx::PgPool;

use super::super::Shop;
use crate::dossiers::dossier;
use crate::somebody::{begin, visit};
use crate::support::signed_in;

/// What a page says while its invoice waits.
const WAITS: &str = "Votre facture vient dès que le titulaire est connu";

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_invoice_waits_until_its_customer_has_a_name_and_an_address(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    shop.until_asked().await;
    assert!(shop.papers().await.is_empty(), "nobody is known to invoice");
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(page.body.contains(WAITS), "{}", page.body);
    let english = browser.get(&shop.site, &format!("/en/dossier/{reference}")).await;
    assert!(english.body.contains("as soon as the holder is known"), "{}", english.body);

    // What was given back meanwhile is not invoiced first.
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    assert_eq!(shop.gives_back(&reference, &operator).await.status, 303);
    shop.until(&reference, |it| it.refunds.len() == 1).await;
    shop.until_asked().await;
    assert!(shop.papers().await.is_empty());

    shop.named(&mut browser, &reference).await;
    shop.until_told(1).await;
    let [said]: [Content; 1] = shop.said(&reference).await.try_into().unwrap();
    assert_eq!(said.buyer.name, "LEFÈVRE Léa Marie");
    let lives = Address {
        line: "12 rue de la Roquette".to_owned(),
        more: String::new(),
        postcode: "75011".to_owned(),
        city: "Paris 11e Arrondissement".to_owned(),
    };
    assert_eq!((said.buyer.address, said.buyer.siren.as_str()), (lives, ""));
    assert_eq!(shop.papers().await[0].3, found.order.unwrap().total.0 - 1_000);
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(!page.body.contains(WAITS), "{}", page.body);
    // Named anew, nothing is left to issue.
    shop.named(&mut browser, &reference).await;
    shop.until_asked().await;
    assert_eq!(shop.papers().await.len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_sold_and_given_back_before_anybody_was_named_is_on_no_paper(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, _) = shop.paid("lea").await;
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    let after = shop.until(&reference, |it| !it.refunds.is_empty()).await;
    assert_eq!(after.paid(), 0);
    shop.until_asked().await;
    assert!(shop.papers().await.is_empty());
    let page = browser.get(&shop.site, &format!("/dossier/{reference}")).await;
    assert!(!page.body.contains(WAITS) && !page.body.contains("Vos factures"), "{}", page.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_is_never_named_is_invoiced_at_the_end_by_what_was_answered(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let (id, found) = dossier(&shop.state, &reference).await;
    // The desk finds that a company buys it.
    for answer in [("titulaire.kind", "personne_morale"), ("titulaire.siren", "552100554")] {
        let (mut tx, rules) = (begin(&shop.state).await, shop.state.rules());
        let visit = visit(&shop.state);
        drafts::answer(&mut tx, &visit, &rules, Who::House, id, answer, None).await.unwrap();
        tx.commit().await.unwrap();
    }
    let accountant = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let whole = (found.order.unwrap().total.0, "VIR 1");
    assert_eq!(shop.transferred(&reference, &accountant, whole).await.status, 303);
    shop.until_asked().await;
    assert!(shop.papers().await.is_empty());

    // What came by transfer is given back by somebody: until then it is sold.
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    shop.until_told(1).await;
    let [said]: [Content; 1] = shop.said(&reference).await.try_into().unwrap();
    let buyer = said.buyer;
    assert_eq!((buyer.name.as_str(), buyer.siren.as_str()), ("lea@exemple.fr", "552100554"));
    assert_eq!(buyer.address.postcode, "75011");
}
