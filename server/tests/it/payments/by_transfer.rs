//! Money given back by transfer: recorded once, alone or by two, booked and credited.

use access::Role;
use accounts::operations::sessions::Method;
use dossiers::tracks::Payment;
use ledger::Account;
use payments::Share;
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::Cents;

use super::Shop;
use crate::dossiers::{HOLDER, dossier};
use crate::somebody::{get_as, send_as};
use crate::support::{Answer, signed_in, work_until};

impl Shop {
    /// Somebody at the desk records a transfer, in (`transfer`) or out (`transfer_back`).
    async fn records(
        &self,
        reference: &str,
        by: &str,
        (act, cents, bank): (&str, i64, &str),
    ) -> Answer {
        let version = dossier(&self.state, reference).await.1.version.to_string();
        let sum = format!("{}.{:02}", cents / 100, cents % 100);
        let on = server::clock::today().to_string();
        let fields = [
            ("act", act),
            ("version", version.as_str()),
            ("sum", sum.as_str()),
            ("on", on.as_str()),
            ("bank", bank),
            ("refund_cause", "goodwill"),
        ];
        send_as(&self.site, &format!("/gestion/dossiers/{reference}"), by, &fields).await
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_goes_back_by_transfer_is_booked_credited_and_never_more_than_came(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let holder = format!("/dossier/{reference}/personne/holder");
    assert_eq!(browser.send(&shop.site, &holder, HOLDER).await.status, 303);
    let order = dossier(&shop.state, &reference).await.1.order.unwrap();
    let total = order.total.0;
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    let early = shop.records(&reference, &operator, ("transfer_back", 100, "VIR 0")).await;
    assert!(early.body.contains("dépasse ce qui est venu par virement"), "{}", early.body);
    let came = shop.records(&reference, &operator, ("transfer", total, "VIR 1")).await;
    assert_eq!(came.status, 303, "{}", came.body);
    let invoiced = async || {
        let invoice = "select count(*) from invoices where number like 'F-%'";
        sqlx::query_scalar::<_, i64>(invoice).fetch_one(&pool).await.unwrap() == 1
    };
    work_until(&shop.state, &shop.jobs, invoiced).await;

    let back = shop.records(&reference, &operator, ("transfer_back", 1_000, "VIR 2")).await;
    assert_eq!(back.status, 303, "{}", back.body);
    let (_, found) = dossier(&shop.state, &reference).await;
    assert_eq!((found.paid(), found.given()), (total - 1_000, 1_000));
    assert_eq!(found.payment, Payment::RemboursePartiel);
    assert_eq!(shop.held(Account::Bank).await, Cents(total - 1_000));
    assert_eq!(shop.held(Account::Refunds).await, Cents(0));
    assert_eq!(shop.held(Account::Customer).await, Cents(0));
    assert_eq!(shop.held(Account::Debours).await, -order.taxes, "a gesture is of our fee");
    let again = shop.records(&reference, &operator, ("transfer_back", 1_000, "VIR 2")).await;
    assert!(again.body.contains("déjà enregistré"), "{}", again.body);
    let much = shop.records(&reference, &operator, ("transfer_back", total, "VIR 3")).await;
    assert!(much.body.contains("dépasse ce qui est venu par virement"), "{}", much.body);
    let credited = async || {
        let credit = "select count(*) from invoices where number like 'A-%' and total_cents = 1000";
        sqlx::query_scalar::<_, i64>(credit).fetch_one(&pool).await.unwrap() == 1
    };
    work_until(&shop.state, &shop.jobs, credited).await;

    // Above what one gives back alone, what was given before counted, a second person decides.
    let asked = shop.records(&reference, &operator, ("transfer_back", 4_001, "VIR 4")).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    assert_eq!(dossier(&shop.state, &reference).await.1.paid(), total - 1_000, "nothing yet");
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let path = format!("/gestion/dossiers/{reference}");
    let page = get_as(&shop.site, &path, &chief).await.body;
    let refund = page.split("name=\"refund\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let version = dossier(&shop.state, &reference).await.1.version.to_string();
    let fields = [
        ("act", "decide_refund"),
        ("version", version.as_str()),
        ("refund", refund),
        ("decision", "oui"),
    ];
    assert_eq!(send_as(&shop.site, &path, &operator, &fields).await.status, 404);
    assert_eq!(send_as(&shop.site, &path, &chief, &fields).await.status, 303);
    assert_eq!(dossier(&shop.state, &reference).await.1.paid(), total - 5_001);
    assert_eq!(shop.held(Account::Bank).await, Cents(total - 5_001));
    assert_eq!(send_as(&shop.site, &path, &chief, &fields).await.status, 422, "it is decided once");
    assert_eq!(shop.told("dossier_refunded").await, 2, "the customer hears of each, once");
    let kept: Vec<u8> = sqlx::query_scalar("select line from payment_back_transfers limit 1")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(kept.len(), 32, "the bank's reference, which may name somebody, is not kept here");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_a_card_did_not_take_back_goes_by_transfer_and_not_to_the_card_too(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let total = dossier(&shop.state, &reference).await.1.order.unwrap().total.0;
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    // All but ten euros of our fee comes by transfer, and these by card.
    let came = shop.records(&reference, &operator, ("transfer", total - 1_000, "VIR 0")).await;
    assert_eq!(came.status, 303, "{}", came.body);
    let page = shop.sent_to(&mut browser, &reference).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    shop.until(&reference, |it| it.payment == Payment::Payee).await;
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    assert!(shop.provider.world.refund_outside(&payment, 500));
    shop.until(&reference, |it| it.paid() == total - 500).await;
    let refund = shop.provider.world.refunds()[0]["id"].as_str().unwrap().to_owned();
    shop.provider.world.refund_comes_back(&refund);
    shop.until(&reference, |it| it.paid() == total).await;
    let much = shop.records(&reference, &operator, ("transfer_back", total - 499, "VIR 1")).await;
    assert!(much.body.contains("dépasse ce qui est venu par virement"), "{}", much.body);
    let back = shop.records(&reference, &operator, ("transfer_back", 500, "VIR 1")).await;
    assert_eq!(back.status, 303, "{}", back.body);
    let (_, found) = dossier(&shop.state, &reference).await;
    assert_eq!(found.paid(), total - 500);
    assert_eq!(shop.held(Account::Bank).await, Cents(total - 1_500));
    assert_eq!(shop.held(Account::Provider).await, Cents(1_000));
    let money = shop.money(&reference).await;
    assert_eq!(money.left(), Cents(500), "it is not the card's any more");
    assert!(money.by_transfer[0].checkout.is_some());

    // Nor does it go by transfer twice; what came by transfer is still there, in its parts.
    let much = shop.records(&reference, &operator, ("transfer_back", total - 999, "VIR 2")).await;
    assert!(much.body.contains("dépasse ce qui est venu par virement"), "{}", much.body);
    let back = shop.records(&reference, &operator, ("transfer_back", 1_000, "VIR 2")).await;
    assert_eq!(back.status, 303, "{}", back.body);
    let money = shop.money(&reference).await;
    let of_our_fee = Share { fee: Cents(1_000), ..Share::default() };
    assert_eq!((money.by_transfer[0].checkout, money.by_transfer[0].share), (None, of_our_fee));
}
