//! The same by PayPlug, which signs nothing, knows no call again and keeps no reports.

use std::time::Duration;

use axum::body::Body;
use dossiers::tracks::Payment;
use ledger::Account;
use payments::operations::notices;
use payserver::{Delivery, Mood, Outcome};
use psp::About;
use sqlx::PgPool;
use vocabulary::Cents;

use super::Shop;
use crate::dossiers::dossier;
use crate::somebody::begin;
use crate::support::{ask, request};

async fn posted(shop: &Shop, host: &str, body: &str) -> u16 {
    let request = request("POST", "/api/v1/payments/payplug", host);
    let request = request.body(Body::from(body.to_owned())).unwrap();
    ask(&shop.site, request).await.status.as_u16()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_card_pays_by_payplug_after_it_was_given_up_and_what_came_goes_back(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let path = format!("/dossier/{reference}/paiement");
    let page = browser.get(&shop.site, &path).await;
    let leads = format!("form-action 'self' {};", shop.provider.base());
    assert!(page.header("content-security-policy").contains(&leads));
    let first = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(shop.sent_to(&mut browser, &reference).await, first, "one page at a time");
    let payment = &shop.provider.world.payments()[0];
    let order = dossier(&shop.state, &reference).await.1.order.unwrap();
    assert_eq!(payment["amount"], order.total.0);
    assert_eq!(payment["metadata"]["dossier"], reference);

    // PayPlug ends a page that is given up, and nobody has told us yet: another is opened all the same.
    shop.provider.world.deliver(Delivery::Never);
    shop.provider.world.give_up(&first);
    let second = shop.sent_to(&mut browser, &reference).await;
    assert_ne!(second, first);
    assert_eq!(shop.provider.world.live_pages().len(), 1);
    shop.provider.world.deliver(Delivery::Once);
    assert!(shop.provider.world.decide(&second, Outcome::NotAuthenticated), "refused once");
    let back = browser.get(&shop.site, &format!("{path}/retour")).await;
    assert!(back.body.contains("Nous attendons votre banque"));
    assert!(shop.provider.world.decide(&second, Outcome::Paid), "and accepted then");
    let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    assert_eq!((found.owed(), found.paid()), (0, order.total.0));
    assert_eq!(shop.held(Account::Provider).await, order.total);
    assert_eq!(shop.told("dossier_paid").await, 1);

    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    shop.until(&reference, |it| it.payment == Payment::Rembourse).await;
    assert_eq!(shop.provider.world.payments_given_back().len(), 1);
    assert_eq!(shop.provider.world.payplug_balance(), 0);
    assert_eq!(shop.held(Account::Provider).await, Cents(0));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_payment_that_is_reported_twice_late_in_disorder_or_never_is_taken_once(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    for (name, delivery) in [
        ("lea", Delivery::Twice),
        ("max", Delivery::Late(Duration::from_millis(300))),
        ("zoe", Delivery::Held),
    ] {
        shop.provider.world.deliver(delivery);
        let (mut browser, reference) = shop.ordered(name).await;
        let page = shop.sent_to(&mut browser, &reference).await;
        shop.provider.world.decide(&page, Outcome::Paid);
        shop.provider.world.send_held();
        let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
        assert_eq!(found.transfers.len(), 1, "{name}");
    }
    // Never reported: whoever sweeps finds it, and what somebody gave back in PayPlug's portal.
    shop.provider.world.deliver(Delivery::Never);
    let (mut browser, reference) = shop.ordered("ada").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    shop.provider.world.decide(&page, Outcome::Paid);
    shop.sweep().await;
    let found = shop.until(&reference, |it| it.payment == Payment::Payee).await;
    let total = found.order.unwrap().total.0;
    assert!(shop.provider.world.refund_outside(&page, 500));
    let before = shop.notices().await;
    shop.sweep().await;
    shop.until(&reference, |it| it.paid() == total - 500).await;
    assert_eq!(shop.notices().await, before + 1, "what is known is not read again");
    assert_eq!(shop.held(Account::Provider).await, Cents(4 * total - 500));
    assert_eq!(shop.provider.world.payplug_balance(), 4 * total - 500);
    assert_eq!(shop.told("dossier_paid").await, 4, "each was told once");

    // What went back is not asked after again; what a bank still has is.
    let name = "select provider_ref from payment_refunds";
    let name: String = sqlx::query_scalar(name).fetch_one(&pool).await.unwrap();
    let about = About::Refund(name);
    let mut tx = begin(&shop.state).await;
    assert!(!notices::is_unsettled(&mut tx, "payplug", &about).await.unwrap());
    let sent = "update payment_refunds set state = 'sent', done_at = null";
    sqlx::query(sent).execute(&mut *tx).await.unwrap();
    assert!(notices::is_unsettled(&mut tx, "payplug", &about).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn payplug_that_is_down_or_forgets_loses_nothing_and_leaves_one_live_page(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let path = format!("/dossier/{reference}/paiement");
    shop.provider.world.be(Mood::Down);
    let down = browser.send(&shop.site, &path, &[]).await;
    assert_eq!(down.status, 503);
    assert!(down.body.contains("ne répond pas en ce moment"), "{}", down.body);
    shop.provider.world.be(Mood::Well);
    shop.provider.world.forget_what_is_made(Mood::Forgetful);
    assert_eq!(browser.send(&shop.site, &path, &[]).await.status, 503);
    assert_eq!(shop.provider.world.live_pages().len(), 1, "it was made, and nobody was told");
    shop.provider.world.forget_what_is_made(Mood::Well);
    let page = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(shop.provider.world.payments().len(), 1, "what was forgotten is found again");
    assert!(shop.provider.world.decide(&page, Outcome::Paid));
    shop.until(&reference, |it| it.payment == Payment::Payee).await;

    // The refund is made and its answer lost: asked again, it is found, and not made twice.
    shop.provider.world.forget_what_is_made(Mood::Forgetful);
    browser.send(&shop.site, &format!("/dossier/{reference}/retractation"), &[]).await;
    crate::support::work_until(&shop.state, &shop.jobs, async || {
        !shop.provider.world.payments_given_back().is_empty()
    })
    .await;
    shop.provider.world.forget_what_is_made(Mood::Well);
    shop.until(&reference, |it| it.payment == Payment::Rembourse).await;
    assert_eq!(shop.provider.world.payments_given_back().len(), 1);
    assert_eq!(shop.held(Account::Provider).await, Cents(0));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_lie_about_a_payment_pays_nothing_and_hides_nothing(pool: PgPool) {
    let shop = Shop::of(&pool, "payplug").await;
    let (mut browser, reference) = shop.ordered("lea").await;
    let page = shop.sent_to(&mut browser, &reference).await;
    assert_eq!(posted(&shop, "localhost:3000", "{}").await, 401);
    assert_eq!(posted(&shop, "localhost:3000", "not even JSON").await, 401);
    let lie = format!("{{\"object\":\"payment\",\"id\":\"{page}\",\"is_paid\":true}}");
    let strange = lie.replace(&page, "pay_of_nobody");
    assert_eq!(posted(&shop, "localhost:3000", &strange).await, 200);
    assert_eq!(posted(&shop, "demo2.localhost:3000", &lie).await, 200, "another house's");
    assert_eq!(shop.notices().await, 0, "what is about nothing of ours is not even kept");
    assert_eq!(posted(&shop, "localhost:3000", &lie).await, 200);
    crate::support::work_until(&shop.state, &shop.jobs, async || {
        let outcome: Option<String> = sqlx::query_scalar("select outcome from payment_notices")
            .fetch_one(&shop.pool)
            .await
            .unwrap();
        outcome.as_deref() == Some("no_change")
    })
    .await;
    assert_eq!(dossier(&shop.state, &reference).await.1.payment, Payment::APayer);
    shop.provider.world.decide(&page, Outcome::Paid);
    shop.until(&reference, |it| it.payment == Payment::Payee).await;
}
