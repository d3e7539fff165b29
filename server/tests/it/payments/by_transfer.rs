//! Money given back by transfer: recorded once, alone or by two, booked and credited.

use access::Role;
use accounts::operations::sessions::Method;
use dossiers::tracks::Payment;
use ledger::Account;
use payments::operations::NotDone;
use payments::operations::by_transfer::{self, Sent};
use payments::{Cause, Refusal, Share};
use payserver::Outcome;
use sqlx::PgPool;
use vocabulary::{Cents, Date, Lang};

use super::Shop;
use crate::dossiers::{HOLDER, dossier};
use crate::somebody::{begin, get_as, send_as, somebody, visit};
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
    let (clerk, _) = somebody(&shop.state, "chef", &[Role::Operateur]).await;
    let (id, _) = dossier(&shop.state, &reference).await;
    let (today, later) = (server::clock::today(), Date::parse("2199-01-01").unwrap());
    for (cents, on) in [(0, today), (1, later)] {
        let sent = Sent { cents: Cents(cents), cause: Cause::Goodwill, on, reference: "VIR 2" };
        let (mut tx, by) = (begin(&shop.state).await, (&clerk, Cents(5_000)));
        let made = by_transfer::record(&mut tx, &visit(&shop.state), by, id, sent).await;
        let refused = matches!(made, Err(NotDone::Refused(Refusal::BadSum)));
        assert!(refused, "{cents} on {on}: {made:?}");
    }
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
    assert!(shop.tasks(&reference).await.is_empty(), "it was for one person to decide");
    let credited = async || {
        let credit = "select count(*) from invoices where number like 'A-%' and total_cents = 1000";
        sqlx::query_scalar::<_, i64>(credit).fetch_one(&pool).await.unwrap() == 1
    };
    work_until(&shop.state, &shop.jobs, credited).await;

    // What one gives back alone, what was given before counted: our fee, then taxes.
    let back = shop.records(&reference, &operator, ("transfer_back", 4_000, "VIR 4")).await;
    assert_eq!(back.status, 303, "{}", back.body);
    assert_eq!(dossier(&shop.state, &reference).await.1.paid(), total - 5_000);
    let fee = order.fee_net + order.fee_vat;
    let share = Share { taxes: Cents(5_000) - fee, fee: fee - Cents(1_000), excess: Cents(0) };
    assert_eq!(shop.money(&reference).await.by_transfer[0].share, share);

    // A cent above, a second person decides.
    let asked = shop.records(&reference, &operator, ("transfer_back", 1, "VIR 5")).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    assert_eq!(dossier(&shop.state, &reference).await.1.paid(), total - 5_000, "nothing yet");
    let tasks = shop.tasks(&reference).await;
    let [task] = tasks.as_slice() else { panic!("{tasks:?}") };
    let waits = "Un remboursement par virement attend une deuxième personne\u{202f}: 0,01\u{a0}€";
    assert!(task.starts_with(waits) && task.contains("VIR 5"), "{task}");
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let path = format!("/gestion/dossiers/{reference}");
    let page = get_as(&shop.site, &path, &chief).await.body;
    let left = wording::numbers::euros(Cents(total - 5_001), Lang::Fr);
    let most = format!("À rembourser par virement au plus\u{202f}: {left}.");
    assert!(page.contains(&most), "what waits is not there any more: {page}");
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
    assert_eq!(shop.held(Account::Debours).await, Cents(5_001) - fee - order.taxes);
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "what went back is sold no more");
    assert_eq!(send_as(&shop.site, &path, &chief, &fields).await.status, 422, "it is decided once");
    assert_eq!(shop.told("dossier_refunded").await, 3, "the customer hears of each, once");
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
    // The card takes a gesture of two euros, and three euros too much come by transfer: these go back first.
    assert_eq!(shop.gives(&reference, &operator, "2").await.status, 303);
    shop.until(&reference, |it| it.paid() == total - 700).await;
    let came = shop.records(&reference, &operator, ("transfer", 300, "VIR 3")).await;
    assert_eq!(came.status, 303, "{}", came.body);
    let back = shop.records(&reference, &operator, ("transfer_back", 1_000, "VIR 2")).await;
    assert_eq!(back.status, 303, "{}", back.body);
    let money = shop.money(&reference).await;
    let share = Share { taxes: Cents(0), fee: Cents(700), excess: Cents(300) };
    assert_eq!((money.by_transfer[0].checkout, money.by_transfer[0].share), (None, share));
    assert_eq!(shop.held(Account::Bank).await, Cents(total - 2_200));
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "nothing is owed either way");
}
