//! Money of a dossier that is closed: nothing goes back twice, and what is decided by one is decided once.

use std::sync::Arc;
use std::time::Duration;

use access::Role;
use accounts::operations::sessions::Method;
use dossiers::operations::closing;
use dossiers::tracks::Payment;
use payments::operations::refunds::{self, By};
use payments::operations::{NotDone, apply};
use payments::{Cause, Money, RefundState, Refusal, Share};
use psp::{CheckoutState, DisputeStanding, DisputeState, Standing};
use sqlx::PgPool;
use vocabulary::Cents;

use super::Shop;
use crate::dossiers::dossier;
use crate::somebody::{begin, get_as, send_as, somebody, visit};
use crate::support::{Answer, signed_in};

impl Shop {
    pub(super) async fn money(&self, reference: &str) -> Money {
        let (id, _) = dossier(&self.state, reference).await;
        let mut tx = begin(&self.state).await;
        let money = payments::operations::of_dossier(&mut tx, id.0).await.unwrap();
        tx.commit().await.unwrap();
        money
    }

    /// Somebody at the desk gives `sum` back to the card, as a gesture.
    pub(super) async fn gives(&self, reference: &str, by: &str, sum: &str) -> Answer {
        let version = dossier(&self.state, reference).await.1.version.to_string();
        let fields = [
            ("act", "give_back"),
            ("version", version.as_str()),
            ("cause", "goodwill"),
            ("sum", sum),
        ];
        send_as(&self.site, &format!("/gestion/dossiers/{reference}"), by, &fields).await
    }

    pub(super) async fn tasks(&self, reference: &str) -> Vec<String> {
        let (_, found) = dossier(&self.state, reference).await;
        found.tasks.values().filter_map(|task| task.words.clone()).collect()
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_a_bank_is_asked_to_take_is_not_given_back_a_second_time(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, _) = shop.paid("lea").await;
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    shop.provider.world.dispute(&payment).unwrap();
    shop.until(&reference, |it| it.payment == Payment::Contestee).await;
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let refused = shop.gives(&reference, &chief, "10").await;
    assert!(refused.body.contains("dépasse ce qui a été payé par carte"), "{}", refused.body);

    // Nor is what the price falls by meanwhile.
    let (id, mut fallen) = dossier(&shop.state, &reference).await;
    let order = fallen.order.as_mut().unwrap();
    (order.taxes, order.total) = (order.taxes - Cents(2_000), order.total - Cents(2_000));
    let (mut tx, now) = (begin(&shop.state).await, visit(&shop.state));
    let gone = refunds::settle_repriced(&mut tx, &now, By::House, id, &fallen).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(gone, None);

    // Whoever settles the money of a dossier does so alone.
    let (mut first, mut second) = (begin(&shop.state).await, begin(&shop.state).await);
    payments::operations::hold(&mut first, id.0).await.unwrap();
    sqlx::query("set local lock_timeout = '50ms'").execute(&mut *second).await.unwrap();
    assert!(payments::operations::hold(&mut second, id.0).await.is_err(), "the other waits");
    first.rollback().await.unwrap();
    second.rollback().await.unwrap();

    let path = format!("/dossier/{reference}/retractation");
    let done = browser.send(&shop.site, &path, &[]).await;
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=retractation"));
    assert!(shop.money(&reference).await.refunds.is_empty(), "the bank has it");
    let tasks = shop.tasks(&reference).await;
    assert!(tasks.iter().any(|it| it.contains("Contestation bancaire en cours")), "{tasks:?}");
    assert!(!tasks.iter().any(|it| it.contains("Le prix a baissé")), "{tasks:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_sum_that_is_split_wants_a_second_person_all_the_same(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total.0;
    let operator = signed_in(&pool, &[Role::Operateur], Method::Passkey).await;
    // What the provider refuses for good is somebody's to give back otherwise, and counts for nothing.
    shop.provider.world.refuse_refunds(true);
    assert_eq!(shop.gives(&reference, &operator, "40").await.status, 303);
    let after = shop.until(&reference, |it| !it.tasks.is_empty()).await;
    let money = shop.money(&reference).await;
    assert_eq!((after.paid(), money.refunds[0].state), (total, RefundState::Failed));
    shop.provider.world.refuse_refunds(false);
    for sum in ["30", "20"] {
        let given = shop.gives(&reference, &operator, sum).await;
        assert_eq!(given.status, 303, "{}", given.body);
    }
    shop.until(&reference, |it| it.paid() == total - 5_000).await;
    assert_eq!(shop.gives(&reference, &operator, "0,01").await.status, 303);
    let money = shop.money(&reference).await;
    assert_eq!((money.refunds[0].cents, money.refunds[0].state), (Cents(1), RefundState::Asked));

    let (id, _) = dossier(&shop.state, &reference).await;
    let mut tx = begin(&shop.state).await;
    let nothing = (Cents(0), Cause::Goodwill);
    let not = refunds::give_back(&mut tx, &visit(&shop.state), By::House, id, nothing).await;
    assert!(matches!(not, Err(NotDone::Refused(Refusal::BadSum))), "{not:?}");
    tx.rollback().await.unwrap();

    // Whoever gets around our rules meets those of the database, and is told the same.
    let decided = "update payment_refunds set decided_by = asked_by where state = 'asked'";
    let recorded = "insert into payment_back_transfers
            (id, tenant_id, dossier_id, cents, taxes_cents, fee_cents, excess_cents, cause, state,
             sent_on, line, part, asked_by, decided_by, asked_at)
        select gen_random_uuid(), tenant_id, dossier_id, 1, 0, 1, 0, cause, 'done',
            current_date, sha256('line'), 1, asked_by, asked_by, asked_at
        from payment_refunds
        where state = 'asked'";
    let planned = "insert into payment_refunds
            (id, tenant_id, dossier_id, checkout_id, cents, taxes_cents, fee_cents, excess_cents,
             cause, state, asked_at)
        select gen_random_uuid(), tenant_id, dossier_id, checkout_id, 1000000, 0, 1000000, 0,
            cause, 'planned', asked_at
        from payment_refunds
        where state = 'asked'";
    for (written, refusal) in [
        (decided, Refusal::SamePerson),
        (recorded, Refusal::SamePerson),
        (planned, Refusal::TooMuch),
    ] {
        let mut tx = begin(&shop.state).await;
        let error = sqlx::query(written).execute(&mut *tx).await.unwrap_err();
        let not = NotDone::from(error);
        assert!(matches!(not, NotDone::Refused(why) if why == refusal), "{refusal:?}: {not:?}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_on_its_way_is_not_owed_again_when_it_is_closed(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total;
    let chief = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    assert_eq!(shop.gives(&reference, &chief, "60").await.status, 303);
    let path = format!("/dossier/{reference}/retractation");
    let page = browser.get(&shop.site, &path).await;
    let rest = wording::numbers::euros(total - Cents(6_000), vocabulary::Lang::Fr);
    assert!(page.body.contains(&format!("Vous serez remboursé de {rest}")), "{}", page.body);
    browser.send(&shop.site, &path, &[]).await;
    let money = shop.money(&reference).await;
    assert_eq!(money.refunds.iter().map(|it| it.cents).sum::<Cents>(), total);
    assert_eq!(shop.tasks(&reference).await, Vec::<String>::new(), "nothing is left to anybody");

    // It is sent once a second person says yes, unless a bank has it meanwhile: a cent is too much.
    let asked = money.refunds.iter().find(|it| it.state == RefundState::Asked).unwrap();
    let (other, _) = somebody(&shop.state, "autre", &[Role::Superviseur]).await;
    let visit = visit(&shop.state);
    let mut tx = begin(&shop.state).await;
    assert_eq!(refunds::to_send(&mut tx, asked.id).await.unwrap(), None);
    let decided = refunds::decide(&mut tx, &visit, &other, asked.id, true).await.unwrap();
    assert_eq!(decided.state, RefundState::Planned);
    let sent = refunds::to_send(&mut tx, asked.id).await.unwrap();
    assert_eq!(sent.map(|(_, order)| order.cents), Some(Cents(6_000)));
    tx.rollback().await.unwrap();
    let payment = shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned();
    let dispute = DisputeStanding {
        reference: "du_1".to_owned(),
        payment: Some(payment),
        cents: Cents(1),
        state: DisputeState::Open,
        lines: Vec::new(),
        answer_until: None,
    };
    let mut tx = begin(&shop.state).await;
    apply::dispute(&mut tx, &visit, "stripe", &dispute).await.unwrap();
    let not = refunds::decide(&mut tx, &visit, &other, asked.id, true).await;
    assert!(matches!(not, Err(NotDone::Refused(Refusal::TooMuch))), "{not:?}");
    tx.rollback().await.unwrap();

    // The second person says no: what it stood for is somebody's to weigh again.
    let path = format!("/gestion/dossiers/{reference}");
    let second = signed_in(&pool, &[Role::Superviseur], Method::Passkey).await;
    let (refund, version) =
        (asked.id.0.to_string(), dossier(&shop.state, &reference).await.1.version.to_string());
    let fields = [
        ("act", "decide_refund"),
        ("version", version.as_str()),
        ("refund", refund.as_str()),
        ("decision", "non"),
    ];
    assert_eq!(send_as(&shop.site, &path, &second, &fields).await.status, 303);
    let tasks = shop.tasks(&reference).await;
    assert!(tasks.iter().any(|it| it.contains("60,00\u{a0}€ a été refusé")), "{tasks:?}");
    assert_eq!(get_as(&shop.site, &path, &chief).await.status, 200);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_above_the_price_of_what_was_filed_is_no_part_of_our_fee(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid("lea").await;
    let (id, mut before) = dossier(&shop.state, &reference).await;
    let mut order = before.order.take().unwrap();
    let (paid, fee) = (order.total, order.fee_net + order.fee_vat);
    (order.taxes, order.total) = (order.taxes - Cents(2_000), order.total - Cents(2_000));
    // Checked, filed and refused, after its price fell and before the difference went.
    (before.order, before.round, before.filed_at) = (Some(order), 1, Some(before.begun_at));
    let visit = visit(&shop.state);
    let mut tx = begin(&shop.state).await;
    let asked = (closing::Cause::CustomerAsked, Cause::Closed);
    let back = refunds::settle_closed(&mut tx, &visit, &before, id, asked).await.unwrap();
    assert_eq!(back, Cents(2_000), "our fee is for work that they asked for");
    tx.rollback().await.unwrap();

    let mut tx = begin(&shop.state).await;
    let why = (closing::Cause::Impossible, Cause::Ineligible);
    let back = refunds::settle_closed(&mut tx, &visit, &before, id, why).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(back, fee + Cents(2_000));
    let money = shop.money(&reference).await;
    let share = |cause| money.refunds.iter().find(|it| it.cause == cause).unwrap().share;
    assert_eq!(share(Cause::Repriced), Share { taxes: Cents(2_000), ..Share::default() });
    assert_eq!(share(Cause::Refused), Share { fee, ..Share::default() });
    let tasks = shop.tasks(&reference).await;
    let [task] = tasks.as_slice() else { panic!("{tasks:?}") };
    let euros = |sum: Cents| format!("{},{:02}\u{a0}€", sum.0 / 100, sum.0 % 100);
    let between = format!("entre {} et {}, dont {0} rendus d’office", euros(back), euros(paid));
    assert!(task.starts_with("Décider des taxes") && task.contains(&between), "{between}: {task}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_does_not_answer_has_all_back_but_the_work_done_on_what_they_paid_of_our_fee(
    pool: PgPool,
) {
    let shop = Shop::open(&pool).await;
    let (_, reference, _) = shop.paid("lea").await;
    let (id, mut before) = dossier(&shop.state, &reference).await;
    let mut order = before.order.take().unwrap();
    let (paid, rose) = (order.total, order.fee_vat);
    // The check has begun, two fifths of the work; the taxes rose, and what is due for them never came.
    (order.taxes, order.total) = (order.taxes + rose, order.total + rose);
    let worth = Cents(order.fee_net.0 * 2 / 5);
    (before.order, before.round) = (Some(order), 1);
    let mut visit = visit(&shop.state);
    Arc::make_mut(&mut visit.house).settings.silent_fee = Cents(10_000);
    let mut tx = begin(&shop.state).await;
    let why = (closing::Cause::Silent, Cause::Closed);
    let back = refunds::settle_closed(&mut tx, &visit, &before, id, why).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(back, paid - worth);
    let money = shop.money(&reference).await;
    let [refund] = money.refunds.as_slice() else { panic!("{money:?}") };
    assert_eq!((refund.cents, refund.cause), (back, Cause::Silent));
    assert!(shop.tasks(&reference).await.is_empty(), "the terms say what is kept: it is settled");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_payment_that_comes_while_its_customer_withdraws_goes_back(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    let total = dossier(&shop.state, &reference).await.1.order.unwrap().total;
    let said = Standing {
        reference: page,
        ours: None,
        state: CheckoutState::Paid,
        cents: total,
        payment: Some("pi_meanwhile".to_owned()),
    };
    let mut tx = begin(&shop.state).await;
    apply::checkout(&mut tx, &visit(&shop.state), "stripe", &said).await.unwrap();
    let path = format!("/dossier/{reference}/retractation");
    let (done, ()) = tokio::join!(browser.send(&shop.site, &path, &[]), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        tx.commit().await.unwrap();
    });
    assert_eq!(done.header("location"), format!("/dossier/{reference}?fait=retractation"));
    let money = shop.money(&reference).await;
    assert_eq!(money.refunds.iter().map(|it| it.cents).sum::<Cents>(), total, "{money:?}");
}
