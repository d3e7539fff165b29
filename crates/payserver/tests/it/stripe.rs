use jiff::SignedDuration;
use payserver::{Delivery, Mood, Outcome};
use psp::{
    About, CheckoutState, DisputeState, Failure, MovementKind, Provider as _, RefundOrder,
    RefundState,
};
use uuid::Uuid;
use vocabulary::Cents;

use super::{client, demand, now, of, server};

fn refund(payment: &str, cents: i64) -> RefundOrder {
    RefundOrder { id: Uuid::now_v7(), payment: payment.to_owned(), cents: Cents(cents) }
}

#[tokio::test]
async fn a_page_opens_is_paid_and_says_so() {
    let server = server().await;
    server.world.deliver(Delivery::Never);
    let stripe = client(&server);
    let id = Uuid::now_v7();
    let opened = stripe.open(&demand(id)).await.unwrap();
    assert!(opened.page.starts_with(&server.base()));
    let open = stripe.checkout(&opened.reference).await.unwrap();
    assert_eq!((open.state, open.ours, open.cents), (CheckoutState::Open, Some(id), Cents(44_360)));
    assert_eq!(open.payment, None);

    assert!(server.world.decide(&opened.reference, Outcome::Declined), "and the page stays open");
    assert_eq!(stripe.checkout(&opened.reference).await.unwrap().state, CheckoutState::Open);
    assert!(server.world.decide(&opened.reference, Outcome::Paid));
    let paid = stripe.checkout(&opened.reference).await.unwrap();
    assert_eq!(paid.state, CheckoutState::Paid);
    let of = stripe.checkout_of(&paid.payment.clone().unwrap()).await.unwrap();
    assert_eq!(of, Some(paid), "a payment leads to its page");
    assert_eq!(stripe.checkout_of("pi_unknown").await.unwrap(), None);
    assert!(!server.world.decide(&opened.reference, Outcome::Paid), "it is paid once");
}

#[tokio::test]
async fn the_same_demand_opens_one_page_and_another_sum_under_its_key_none() {
    let server = server().await;
    let stripe = client(&server);
    let demand = demand(Uuid::now_v7());
    let (first, second) =
        (stripe.open(&demand).await.unwrap(), stripe.open(&demand).await.unwrap());
    assert_eq!(first, second);
    assert_eq!(server.world.sessions().len(), 1);
    let mut other = demand;
    other.lines.pop();
    assert!(matches!(stripe.open(&other).await, Err(Failure::Refused(_))));
}

#[tokio::test]
async fn a_closed_page_takes_nothing_and_a_paid_one_says_so_when_it_is_closed() {
    let server = server().await;
    let stripe = client(&server);
    let one = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    assert_eq!(stripe.close(&one.reference).await.unwrap().state, CheckoutState::Closed);
    assert_eq!(stripe.close(&one.reference).await.unwrap().state, CheckoutState::Closed);
    assert!(!server.world.decide(&one.reference, Outcome::Paid));
    let other = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    server.world.decide(&other.reference, Outcome::Paid);
    assert_eq!(stripe.close(&other.reference).await.unwrap().state, CheckoutState::Paid);
}

#[tokio::test]
async fn money_goes_back_once_and_never_more_than_came() {
    let server = server().await;
    let stripe = client(&server);
    let page = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    server.world.decide(&page.reference, Outcome::Paid);
    let payment = stripe.checkout(&page.reference).await.unwrap().payment.unwrap();
    let order = refund(&payment, 40_000);
    let (first, again) =
        (stripe.refund(&order).await.unwrap(), stripe.refund(&order).await.unwrap());
    assert_eq!(first, again);
    assert_eq!(
        (first.state, first.ours, first.cents),
        (RefundState::Done, Some(order.id), Cents(40_000))
    );
    assert_eq!(server.world.refunds().len(), 1, "one call, one refund");
    assert!(matches!(stripe.refund(&refund(&payment, 4_361)).await, Err(Failure::Refused(_))));
    server.world.refund_comes_back(&first.reference);
    let back = stripe.refund_standing(&first.reference).await.unwrap();
    assert_eq!(back.state, RefundState::Failed);
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_found_after_its_key_was_forgotten() {
    let server = server().await;
    let stripe = client(&server);
    let page = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    server.world.decide(&page.reference, Outcome::Paid);
    let payment = stripe.checkout(&page.reference).await.unwrap().payment.unwrap();
    let order = refund(&payment, 1_000);
    server.world.forget_what_is_made(Mood::Forgetful);
    let lost = stripe.refund(&order).await.unwrap_err();
    assert!(!lost.did_nothing(), "{lost}");
    server.world.forget_what_is_made(Mood::Well);
    server.world.forget_keys();
    let found = stripe.refund(&order).await.unwrap();
    assert_eq!((found.ours, found.cents), (Some(order.id), Cents(1_000)));
    assert_eq!(server.world.refunds().len(), 1, "it was made once");
    stripe.refund(&refund(&payment, 1_000)).await.unwrap();
    assert_eq!(server.world.refunds().len(), 2, "another of the same sum is another");
}

#[tokio::test]
async fn a_page_takes_cards_alone_and_no_less_than_stripe_takes() {
    let server = server().await;
    let stripe = client(&server);
    stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    assert_eq!(server.world.sessions()[0]["allowed_payment_method_types"][0], "card");
    let mut little = demand(Uuid::now_v7());
    little.lines.truncate(1);
    little.lines[0].cents = Cents(stripe.least().0 - 1);
    assert!(matches!(stripe.open(&little).await, Err(Failure::Refused(_))));
    (little.id, little.lines[0].cents) = (Uuid::now_v7(), stripe.least());
    stripe.open(&little).await.unwrap();
}

#[tokio::test]
async fn a_dispute_says_what_was_taken_and_what_came_back() {
    let server = server().await;
    let stripe = client(&server);
    let page = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
    server.world.decide(&page.reference, Outcome::Paid);
    let payment = stripe.checkout(&page.reference).await.unwrap().payment.unwrap();
    let id = server.world.dispute(&payment).unwrap();
    let open = stripe.dispute(&id).await.unwrap();
    assert_eq!((open.state, open.taken()), (DisputeState::Open, Cents(44_360)));
    assert_eq!(open.payment, Some(payment));
    assert!(open.answer_until.is_some());
    server.world.close_dispute(&id, true);
    let won = stripe.dispute(&id).await.unwrap();
    assert_eq!((won.state, won.taken()), (DisputeState::Won, Cents(0)));
    assert_eq!(won.lines[0], open.lines[0], "each line keeps its name");
    let (since, until) =
        (now() - SignedDuration::from_secs(60), now() + SignedDuration::from_secs(5));
    let lines = stripe.movements(since, until).await.unwrap();
    let of_it: Vec<_> = lines.iter().filter(|it| it.source.as_deref() == Some(&*id)).collect();
    assert_eq!(of_it.len(), 2, "{lines:?}");
    assert_eq!((of_it[0].kind, of_it[1].kind), (MovementKind::Dispute, MovementKind::DisputeWon));
    assert_eq!(of_it.iter().map(|it| it.gross).sum::<Cents>(), Cents(0));
    assert!(of_it[0].fee.0 > 0, "a dispute costs, whoever wins");
}

#[tokio::test]
async fn the_account_adds_up_and_no_report_is_missed_however_many_there_are() {
    let server = server().await;
    server.world.deliver(Delivery::Never);
    let stripe = client(&server);
    let since = now() - SignedDuration::from_secs(5);
    for _ in 0..120 {
        let page = stripe.open(&demand(Uuid::now_v7())).await.unwrap();
        server.world.decide(&page.reference, Outcome::Paid);
    }
    let notices = stripe.notices_since(since).await.unwrap();
    assert_eq!(notices.len(), 120, "over more than one page of the list");
    assert!(notices.iter().all(|notice| matches!(notice.about, About::Checkout(_))));
    let until = now() + SignedDuration::from_secs(5);
    let lines = stripe.movements(since, until).await.unwrap();
    assert_eq!(lines.len(), 120);
    assert!(lines.iter().all(|line| line.kind == MovementKind::Payment));
    let named =
        |line: &psp::Movement| line.source.as_deref().is_some_and(|it| it.starts_with("pi_"));
    assert!(lines.iter().all(named), "by the name that we know the payment by");
    assert!(lines.iter().all(|line| line.ours.is_some()), "and by our own, before we know it");
    let net: i64 = lines.iter().map(|line| line.net().0).sum();
    assert_eq!(net, server.world.balance());
    assert!(
        stripe.movements(until, until + SignedDuration::from_secs(5)).await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn another_key_is_a_setting_to_mend_and_not_a_call_to_repeat() {
    let server = server().await;
    let wrong = of(&server, "sk_other").open(&demand(Uuid::now_v7())).await;
    assert!(matches!(wrong, Err(Failure::Misconfigured(_))), "{wrong:?}");
}
