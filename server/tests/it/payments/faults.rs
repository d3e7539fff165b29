use std::time::Duration;

use axum::body::Body;
use dossiers::tracks::Payment;
use ledger::Account;
use payserver::{Delivery, Mood, Outcome};
use sqlx::PgPool;

use super::Shop;
use crate::dossiers::dossier;
use crate::support::{ask, request, work_until};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provider_that_is_down_or_forgets_loses_nothing_and_opens_one_page(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let path = format!("/dossier/{reference}/paiement");
    for mood in [Mood::Down, Mood::Forgetful] {
        shop.provider.world.be(mood);
        let down = browser.send(&shop.site, &path, &[]).await;
        assert_eq!(down.status, 503, "{mood:?}");
        assert!(down.body.contains("ne répond pas en ce moment"), "{}", down.body);
        assert!(down.body.contains("form method=\"post\""), "one tries again from there");
    }
    shop.provider.world.be(Mood::Well);
    let page = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(shop.provider.world.sessions().len(), 1, "what was forgotten is found again");
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    shop.until(&reference, |it| it.payment == Payment::Payee).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn reports_that_come_twice_late_in_disorder_or_never_pay_once(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    for (name, delivery) in [
        ("lea", Delivery::Twice),
        ("max", Delivery::Late(Duration::from_millis(300))),
        ("zoe", Delivery::Held),
    ] {
        shop.provider.world.deliver(delivery);
        let (mut browser, reference) = shop.ordered(name).await;
        let page = shop.sent_to(&mut browser, &reference).await;
        shop.provider.world.decide(&page, Outcome::Declined);
        shop.provider.world.decide(&page, Outcome::Paid);
        shop.provider.world.send_held();
        let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
        assert_eq!(found.transfers.len(), 1, "{name}");
    }
    // Never reported: whoever sweeps finds it.
    shop.provider.world.deliver(Delivery::Never);
    let (mut browser, reference) = shop.ordered("ada").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    shop.provider.world.decide(&page, Outcome::Paid);
    shop.sweep().await;
    let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    let total = found.order.unwrap().total;
    assert_eq!(shop.held(Account::Provider).await.0, 4 * total.0);
    assert_eq!(shop.told("dossier_paid").await, 4, "each was told once");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_that_nobody_signed_is_refused_and_a_stranger_s_payment_is_not_ours(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let post = async |path: &str, signature: &str, body: &str| {
        let request = request("POST", path, "localhost:3000")
            .header("stripe-signature", signature.to_owned())
            .body(Body::from(body.to_owned()));
        ask(&shop.site, request.unwrap()).await.status.as_u16()
    };
    let path = "/api/v1/payments/stripe";
    assert_eq!(post(path, "t=1,v1=00", "{}").await, 401);
    assert_eq!(post("/api/v1/payments/payplug", "t=1,v1=00", "{}").await, 401);
    assert_eq!(post("/api/v1/payments/nobody", "t=1,v1=00", "{}").await, 404);
    assert_eq!(shop.notices().await, 0);

    // A payment of the same account that no page of ours asked for: kept, read, and nothing follows.
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    sqlx::query("delete from payment_checkouts").execute(&shop.pool).await.unwrap();
    shop.provider.world.decide(&page, Outcome::Paid);
    work_until(&shop.state, &shop.jobs, async || {
        let handled: Option<String> =
            sqlx::query_scalar("select outcome from payment_notices limit 1")
                .fetch_optional(&shop.pool)
                .await
                .unwrap()
                .flatten();
        handled.as_deref() == Some("not_ours")
    })
    .await;
    assert_eq!(dossier(&shop.state, &reference).await.1.payment, Payment::APayer);
    assert!(shop.address.port() > 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_page_whose_time_is_over_takes_no_money_any_more_and_another_does(pool: PgPool) {
    let shop = Shop::open(&pool).await;
    let world = &shop.provider.world;
    world.deliver(Delivery::Never);
    let (mut browser, reference) = shop.ordered("lea").await;
    world.be(Mood::Down);
    let down = browser.send(&shop.site, &format!("/dossier/{reference}/paiement"), &[]).await;
    assert_eq!(down.status, 503, "its page was never opened");
    world.be(Mood::Well);
    let (mut browser, reference) = shop.ordered("max").await;
    let over = shop.sent_to(&mut browser, &reference).await;
    let past = "update payment_checkouts set until = now() - interval '1 minute'";
    sqlx::query(past).execute(&pool).await.unwrap();
    let (mut browser, reference) = shop.ordered("zoe").await;
    let open = shop.sent_to(&mut browser, &reference).await;

    shop.sweep().await;
    work_until(&shop.state, &shop.jobs, async || {
        let closed = "select count(*) from payment_checkouts where state = 'closed'";
        let closed: i64 = sqlx::query_scalar(closed).fetch_one(&pool).await.unwrap();
        closed == 2
    })
    .await;
    assert!(!world.decide(&over, Outcome::Paid), "the provider closed it, too");
    assert!(world.decide(&open, Outcome::Paid));
}
