//! What comes late: of a dossier that is gone, a report that nobody could read, an answer that was lost.

use access::Role;
use accounts::operations::sessions::Method;
use dossiers::operations::money::{self as of_dossiers, Transfer};
use dossiers::operations::purge::purge;
use dossiers::operations::{DossierId, Who, history};
use dossiers::tracks::{Payment, Reason};
use dossiers::{Change, Event, State as Dossier};
use jiff::{SignedDuration, Timestamp};
use ledger::Account;
use payments::operations::refunds::{self, By};
use payments::operations::{apply, notices, reconciliation, sales, sending};
use payments::{Cause, RefundId, RefundState};
use payserver::{Delivery, Mood, Outcome};
use psp::{About, DisputeStanding, DisputeState, Notice, RefundStanding, Taken};
use sqlx::PgPool;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::Shop;
use crate::dossiers::{Browser, dossier};
use crate::somebody::{begin, get_as, somebody, visit};
use crate::support::{signed_in, work_until};

/// The provider's name for the payment of the first page.
fn payment(shop: &Shop) -> String {
    shop.provider.world.sessions()[0]["payment_intent"].as_str().unwrap().to_owned()
}

/// The dossier is closed, and nothing of it changes for a hundred days: it goes.
async fn forgotten(shop: &Shop, id: DossierId) {
    let old = "update dossiers set status = 'annule', changed_at = now() - interval '100 days' where id = $1";
    sqlx::query(old).bind(id.0).execute(&shop.pool).await.unwrap();
    let mut tx = begin(&shop.state).await;
    let gone = purge(&mut tx, visit(&shop.state).now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(gone.never_filed, [id]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_moves_for_a_dossier_that_is_gone_is_booked_and_shown_to_whoever_keeps_the_accounts(
    pool: PgPool,
) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let order = found.order.unwrap();
    let (id, _) = dossier(&shop.state, &reference).await;
    let mut tx = begin(&shop.state).await;
    let entries = history::of(&mut tx, &visit(&shop.state), Who::House, id).await.unwrap();
    tx.commit().await.unwrap();
    let mut events: Vec<Event> = entries.into_iter().map(|entry| entry.event).collect();
    // What does not follow once the personal data is erased, as signatures that a change of data voided.
    let voided = Change::SignaturesVoided { reason: Reason::new("donnee_changee").unwrap() };
    events.insert(1, Event { change: voided, ..events[0].clone() });
    assert!(Dossier::fold(&events).is_err());
    let told = Dossier::ordered(&events).unwrap();
    assert_eq!(
        (told.reference.to_string(), told.order.as_ref()),
        (reference.clone(), Some(&order))
    );
    forgotten(&shop, id).await;

    let payment = payment(&shop);
    assert!(shop.provider.world.refund_outside(&payment, 500));
    let left = order.total - Cents(500);
    work_until(&shop.state, &shop.jobs, async || shop.held(Account::Provider).await == left).await;
    assert_eq!(shop.held(Account::Refunds).await, Cents(0));
    assert_eq!(shop.held(Account::Customer).await, Cents(0), "what went back is sold no more");
    let dispute = shop.provider.world.dispute(&payment).unwrap();
    let gone = async |account, cents| shop.held(account).await == Cents(cents);
    work_until(&shop.state, &shop.jobs, async || gone(Account::Provider, 0).await).await;
    shop.provider.world.close_dispute(&dispute, true);
    work_until(&shop.state, &shop.jobs, async || gone(Account::Provider, left.0).await).await;

    let open: Vec<i64> = sqlx::query_scalar(
        "select booked_cents from accounting_differences
        where kind = 'dossier_gone' and settled_at is null order by booked_cents",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    assert_eq!(open, [-left.0, -500, 0], "the dispute and the refund took, its end gave all back");
    let visit = visit(&shop.state);
    let mut tx = begin(&shop.state).await;
    reconciliation::report(&mut tx, &visit, "stripe", &[], visit.now).await.unwrap();
    assert!(reconciliation::open(&mut tx).await.unwrap() >= 3, "none settles itself");
    tx.commit().await.unwrap();
    let clerk = signed_in(&pool, &[Role::Comptable], Method::Passkey).await;
    let page = get_as(&shop.site, "/gestion/comptes", &clerk).await.body;
    assert!(page.contains("pour un dossier déjà effacé") && page.contains(&reference), "{page}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dispute_that_is_read_late_or_in_disorder_moves_each_line_once(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total;
    let line = |name: &str, cents| Taken { reference: name.to_owned(), cents: Cents(cents) };
    let said = |state, lines: &[Taken]| DisputeStanding {
        reference: "du_1".to_owned(),
        payment: Some(payment(&shop)),
        cents: Cents(400),
        state,
        lines: lines.to_vec(),
        answer_until: None,
    };
    let won = [line("txn_1", 400), line("txn_2", -400)];
    let open = &won[..1];
    // What was read before is written after what was read after it.
    for (state, lines, held) in [
        (DisputeState::Open, &won[..0], 0),
        (DisputeState::Open, open, 400),
        (DisputeState::Open, &won[..0], 400),
        (DisputeState::Won, open, 400),
        (DisputeState::Won, &won[..], 0),
        (DisputeState::Open, open, 0),
    ] {
        let mut tx = begin(&shop.state).await;
        let visit = visit(&shop.state);
        apply::dispute(&mut tx, &visit, "stripe", &said(state, lines)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shop.held(Account::Provider).await, total - Cents(held), "{state:?} {lines:?}");
        let taken = shop.money(&reference).await.disputes[0].taken;
        assert_eq!(taken, Cents(held), "{state:?} {lines:?}");
    }
    let stands = shop.money(&reference).await.disputes[0].state;
    assert_eq!(stands, payments::DisputeState::Won, "what was read before opens it no more");
    let (_, after) = dossier(&shop.state, &reference).await;
    assert_eq!((after.payment, after.tasks.len()), (Payment::Soldee, 2), "each is said once");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_that_nobody_could_read_is_read_by_whoever_sweeps(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    shop.provider.world.decide(&page, Outcome::Paid);
    while shop.notices().await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    // Its job has died, as after a day without the provider.
    let jobs = "delete from graphile_worker._private_jobs";
    sqlx::query(jobs).execute(&shop.jobs).await.unwrap();
    let old = "update payment_notices set heard_at = heard_at - interval '2 hours'";
    sqlx::query(old).execute(&pool).await.unwrap();
    shop.sweep().await;
    let paid = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    assert_eq!(paid.paid(), paid.order.unwrap().total.0, "and once");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_that_can_never_be_read_is_read_once_a_day_after_the_first(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let tenant = visit(&shop.state).tenant().0;
    let at = |instant: &str| instant.parse::<Timestamp>().unwrap();
    let heard = at("2026-11-18T09:00:00Z");
    let about = About::Refund("re_nobody".to_owned());
    let notice =
        Notice { id: "evt_never".to_owned(), kind: "refund.updated".to_owned(), about, at: heard };
    let mut tx = begin(&shop.state).await;
    let body = Some(b"{}".as_slice());
    assert!(notices::hear(&mut tx, tenant, "stripe", &notice, body, heard).await.unwrap());
    for (now, read) in [
        ("2026-11-18T09:30:00Z", 0),
        ("2026-11-18T12:00:00Z", 1),
        // Midnight in Paris, on its first day: once, as at any other time of it.
        ("2026-11-18T23:00:05Z", 1),
        ("2026-11-19T08:45:00Z", 1),
        ("2026-11-19T12:00:00Z", 0),
        // Midnight in Paris.
        ("2026-11-19T23:00:05Z", 1),
        ("2026-11-19T23:15:05Z", 0),
        ("2026-12-18T23:00:05Z", 0),
    ] {
        let found = notices::read_overdue(&mut tx, tenant, at(now)).await.unwrap();
        assert_eq!(found, read, "{now}");
    }
    // What came is kept to the byte for thirty days, and that it came for a year.
    for (now, gone, kept) in [
        ("2026-12-18T09:00:00Z", 0, vec![true]),
        ("2026-12-18T09:00:01Z", 0, vec![false]),
        ("2027-11-18T09:00:01Z", 1, vec![]),
    ] {
        let purged = payments::operations::purge(&mut tx, at(now)).await.unwrap();
        let bodies = "select body is not null from payment_notices";
        let bodies: Vec<bool> = sqlx::query_scalar(bodies).fetch_all(&mut *tx).await.unwrap();
        assert_eq!((purged, bodies), (gone, kept), "{now}");
    }
    tx.rollback().await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refund_that_a_bank_has_since_days_is_read_again_once_a_day(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total;
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    let id: Uuid =
        sqlx::query_scalar("select id from payment_refunds").fetch_one(&pool).await.unwrap();
    let state = async || -> String {
        sqlx::query_scalar("select state from payment_refunds").fetch_one(&pool).await.unwrap()
    };
    // The provider takes it, and says that the bank has it; later it says nothing.
    let (world, visit) = (&shop.provider.world, visit(&shop.state));
    world.deliver(Delivery::Never);
    assert!(world.refund_outside(&payment(&shop), total.0));
    let said = RefundStanding {
        reference: world.refunds()[0]["id"].as_str().unwrap().to_owned(),
        ours: Some(id),
        payment: Some(payment(&shop)),
        cents: total,
        state: psp::RefundState::Pending,
    };
    let mut tx = begin(&shop.state).await;
    refunds::answered(&mut tx, &visit, "stripe", RefundId(id), Ok(&said)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state().await, "sent");
    assert_eq!(shop.held(Account::Refunds).await, -total, "owed back from now on");
    assert_eq!(shop.held(Account::Provider).await, total, "and not gone yet");

    let old = "update payment_refunds set asked_at = now() - interval '2 days'";
    sqlx::query(old).execute(&pool).await.unwrap();
    let mut tx = begin(&shop.state).await;
    for read in [1, 0] {
        let found = notices::read_overdue(&mut tx, visit.tenant().0, visit.now).await.unwrap();
        assert_eq!(found, read);
    }
    tx.commit().await.unwrap();
    work_until(&shop.state, &shop.jobs, async || state().await == "done").await;
    assert_eq!(world.refunds().len(), 1, "what the bank has is not asked for again");
    for account in [Account::Provider, Account::Refunds, Account::Customer] {
        assert_eq!(shop.held(account).await, Cents(0), "nothing is booked twice: {account:?}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_given_back_elsewhere_takes_the_place_of_what_nobody_decided(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (_, reference, found) = shop.paid("lea").await;
    let total = found.order.unwrap().total.0;
    let (id, _) = dossier(&shop.state, &reference).await;
    let (chief, _) = somebody(&shop.state, "chef", &[Role::Superviseur]).await;
    let mut tx = begin(&shop.state).await;
    let by = By::Staff(&chief, Cents(0));
    let what = (Cents(6_000), Cause::Goodwill);
    let asked = refunds::give_back(&mut tx, &visit(&shop.state), by, id, what).await.unwrap();
    assert_eq!(asked, RefundState::Asked);
    tx.commit().await.unwrap();
    let state = async |cause: Cause| {
        let refunds = shop.money(&reference).await.refunds;
        refunds.into_iter().find(|it| it.cause == cause).unwrap().state
    };
    // The same sum, and there is room for both.
    assert!(shop.provider.world.refund_outside(&payment(&shop), 6_000));
    let after = shop.until(&reference, |it| it.paid() == total - 6_000).await;
    assert_eq!(state(Cause::Goodwill).await, RefundState::Asked, "it waits on");
    assert!(after.tasks.is_empty(), "nobody has to ask again");

    assert!(shop.provider.world.refund_outside(&payment(&shop), total - 9_000));
    let after = shop.until(&reference, |it| it.paid() == 3_000).await;
    assert_eq!(after.tasks.len(), 1, "whoever asked is told, once");
    assert_eq!(state(Cause::Goodwill).await, RefundState::Declined);
    assert_eq!(state(Cause::Outside).await, RefundState::Done);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refund_whose_answer_was_lost_waits_before_it_is_asked_for_again(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    shop.until(&reference, |it| it.payment == Payment::Payee).await;
    shop.provider.world.deliver(Delivery::Never);
    shop.provider.world.forget_what_is_made(Mood::Forgetful);
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    work_until(&shop.state, &shop.jobs, async || {
        !shop.provider.world.payments_given_back().is_empty()
    })
    .await;
    shop.provider.world.forget_what_is_made(Mood::Well);
    let refund: Uuid =
        sqlx::query_scalar("select id from payment_refunds").fetch_one(&pool).await.unwrap();
    let now = visit(&shop.state).now;
    let mut tx = begin(&shop.state).await;
    assert!(!sending::claim(&mut tx, RefundId(refund), now).await.unwrap(), "minutes must pass");
    let later = now + sending::APART + SignedDuration::from_mins(1);
    assert!(sending::claim(&mut tx, RefundId(refund), later).await.unwrap());
    assert!(!sending::claim(&mut tx, RefundId(refund), later).await.unwrap(), "one at a time");
    sending::release(&mut tx, RefundId(refund)).await.unwrap();
    assert!(sending::claim(&mut tx, RefundId(refund), later).await.unwrap(), "it did nothing");
    tx.rollback().await.unwrap();

    let long = "update payment_refunds set tried_at = now() - interval '1 hour'";
    sqlx::query(long).execute(&pool).await.unwrap();
    shop.until(&reference, |it| it.payment == Payment::Rembourse).await;
    assert_eq!(shop.provider.world.payments_given_back().len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn however_often_a_payment_is_named_by_nobody_it_has_one_row_and_one_reading(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    let visit = visit(&shop.state);
    for _ in 0..5 {
        let mut tx = begin(&shop.state).await;
        let notice = Notice {
            id: page.clone(),
            kind: "payment".to_owned(),
            about: About::Checkout(page.clone()),
            at: visit.now,
        };
        let tenant = visit.tenant().0;
        notices::hear_unsigned(&mut tx, tenant, "payplug", &notice, visit.now).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!((shop.notices().await, shop.waiting("read_payment_notice").await), (1, 1));
    // What is heard while it is read is read once more.
    let id: Uuid =
        sqlx::query_scalar("select id from payment_notices").fetch_one(&pool).await.unwrap();
    let mut tx = begin(&shop.state).await;
    let heard = notices::find(&mut tx, id).await.unwrap().unwrap();
    let again = Notice {
        id: page.clone(),
        kind: "payment".to_owned(),
        about: About::Checkout(page),
        at: visit.now,
    };
    let later = visit.now + SignedDuration::from_secs(1);
    notices::hear_unsigned(&mut tx, visit.tenant().0, "payplug", &again, later).await.unwrap();
    notices::handled(&mut tx, (id, &heard), notices::Outcome::NoChange, later).await.unwrap();
    assert!(!notices::find(&mut tx, id).await.unwrap().unwrap().handled);
}

/// All but `left` of the price of an ordered dossier comes by transfer.
async fn nearly_paid(shop: &Shop, name: &str, left: i64) -> (Browser, String) {
    let (browser, reference) = shop.ordered(name).await;
    let (id, found) = dossier(&shop.state, &reference).await;
    let visit = visit(&shop.state);
    let received_on = Date::parse("2026-11-21").unwrap();
    let cents = found.order.unwrap().total - Cents(left);
    let transfer = Transfer { cents, received_on, reference: "VIR 1" };
    let mut tx = begin(&shop.state).await;
    let paid = of_dossiers::record_transfer(&mut tx, &visit, Who::House, id, transfer).await;
    let paid = paid.unwrap();
    let payment = Uuid::from(*paid.transfers.keys().next().unwrap());
    let what = (cents, received_on);
    sales::book_transfer(&mut tx, &visit, &paid, payment, what).await.unwrap();
    tx.commit().await.unwrap();
    (browser, reference)
}

/// What is below the `least` of `taker` is paid by transfer, and the page says why.
async fn too_little(pool: &PgPool, taker: &str, least: i64) {
    let shop = Shop::of(pool, taker).await;
    let (mut browser, reference) = nearly_paid(&shop, "lea", least - 1).await;
    let path = format!("/dossier/{reference}/paiement");
    let seen = browser.get(&shop.site, &path).await;
    let sent = browser.send(&shop.site, &path, &[]).await;
    for page in [seen, sent] {
        assert_eq!(page.status, 200);
        assert!(page.body.contains("ne prend pas moins, par carte"), "{}", page.body);
        assert!(page.body.contains("Payer par virement"), "{}", page.body);
        assert!(!page.body.contains("name=\"total\""), "{}", page.body);
    }
    let (mut browser, reference) = nearly_paid(&shop, "max", least).await;
    shop.sent_to(&mut browser, &reference).await;
    let opened = shop.provider.world.sessions().len() + shop.provider.world.payments().len();
    assert_eq!(opened, 1, "the provider was asked for the other alone");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_too_little_for_stripe_is_paid_by_transfer(pool: PgPool) {
    too_little(&pool, "stripe", 50).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_too_little_for_payplug_is_paid_by_transfer(pool: PgPool) {
    too_little(&pool, "payplug", 99).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provider_that_refuses_a_page_is_said_to_and_is_no_error_of_ours(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    shop.provider.world.refuse_pages(true);
    let refused = browser.send(&shop.site, &format!("/dossier/{reference}/paiement"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("n’a pas accepté ce paiement par carte"), "{}", refused.body);
    assert!(refused.body.contains("Payer par virement"), "{}", refused.body);
    shop.provider.world.refuse_pages(false);
    shop.sent_to(&mut browser, &reference).await;
}
