use std::time::Duration;

use jiff::SignedDuration;
use payserver::{Delivery, Mood, Outcome, Payserver};
use psp::{
    About, CheckoutState, Demand, Failure, MovementKind, Opened, Provider as _, RefundOrder,
    RefundState, Unreadable,
};
use psp_payplug::PayPlug;
use tokio::net::TcpListener;
use uuid::Uuid;
use vocabulary::Cents;

use super::faults::one_request;
use super::{KEY, demand, now, payplug_of, server};

fn client(server: &Payserver) -> PayPlug {
    payplug_of(server, KEY)
}

fn refund(payment: &str, cents: i64) -> RefundOrder {
    RefundOrder { id: Uuid::now_v7(), payment: payment.to_owned(), cents: Cents(cents) }
}

/// A page that was paid.
async fn paid(server: &Payserver, payplug: &PayPlug) -> Opened {
    let page = payplug.open(&demand(Uuid::now_v7())).await.unwrap();
    assert!(server.world.decide(&page.reference, Outcome::Paid));
    page
}

#[tokio::test]
async fn a_page_opens_is_paid_and_says_so() {
    let server = server().await;
    server.world.deliver(Delivery::Never);
    let payplug = client(&server);
    let id = Uuid::now_v7();
    let opened = payplug.open(&demand(id)).await.unwrap();
    assert!(opened.page.starts_with(&server.base()));
    let open = payplug.checkout(&opened.reference).await.unwrap();
    assert_eq!((open.state, open.ours, open.cents), (CheckoutState::Open, Some(id), Cents(44_360)));
    assert_eq!(open.payment, None);

    assert!(server.world.decide(&opened.reference, Outcome::Declined), "and the page stays open");
    assert_eq!(payplug.checkout(&opened.reference).await.unwrap().state, CheckoutState::Open);
    assert!(server.world.decide(&opened.reference, Outcome::Paid));
    let paid = payplug.checkout(&opened.reference).await.unwrap();
    assert_eq!(paid.state, CheckoutState::Paid);
    assert_eq!(paid.payment.as_deref(), Some(opened.reference.as_str()), "a page is its payment");
    assert_eq!(payplug.checkout_of(&opened.reference).await.unwrap(), Some(paid));
    assert_eq!(payplug.checkout_of("pay_unknown").await.unwrap(), None);
    assert!(!server.world.decide(&opened.reference, Outcome::Paid), "it is paid once");
}

#[tokio::test]
async fn a_card_that_is_refused_too_often_ends_the_page() {
    let server = server().await;
    server.world.deliver(Delivery::Never);
    let payplug = client(&server);
    let page = payplug.open(&demand(Uuid::now_v7())).await.unwrap();
    for _ in 0..3 {
        assert!(server.world.decide(&page.reference, Outcome::NotAuthenticated));
    }
    assert_eq!(payplug.checkout(&page.reference).await.unwrap().state, CheckoutState::Closed);
    assert!(!server.world.decide(&page.reference, Outcome::Paid));
    assert_eq!(server.world.payments()[0]["failure"]["code"], "3ds_declined");
}

#[tokio::test]
async fn the_same_demand_opens_one_page_and_another_sum_under_its_name_none() {
    let server = server().await;
    let payplug = client(&server);
    let demand = demand(Uuid::now_v7());
    let (first, second) =
        (payplug.open(&demand).await.unwrap(), payplug.open(&demand).await.unwrap());
    assert_eq!(first, second);
    assert_eq!(server.world.payments().len(), 1);
    let mut other = demand;
    other.lines.pop();
    assert!(matches!(payplug.open(&other).await, Err(Failure::Refused(_))));
    assert!(server.world.live_pages().is_empty(), "what nobody was shown takes no money");
}

#[tokio::test]
async fn a_page_whose_making_was_not_answered_is_found_and_no_second_is_made() {
    let server = server().await;
    let payplug = client(&server);
    let lost_then_found = async |mood: Mood, demand: Demand| {
        // The list is read, then the page is made, and the answer is lost.
        server.world.forget_what_is_made(mood);
        let lost = payplug.open(&demand).await.unwrap_err();
        assert!(lost.may_pass() && !lost.did_nothing(), "{lost}");
        server.world.forget_what_is_made(Mood::Well);
        payplug.open(&demand).await.unwrap()
    };
    for mood in [Mood::Forgetful, Mood::Slow(Duration::from_secs(2))] {
        let before = server.world.payments().len();
        let page = lost_then_found(mood, demand(Uuid::now_v7())).await;
        assert_eq!(server.world.payments().len(), before + 1, "{mood:?}");
        assert_eq!(server.world.payments()[before]["id"], *page.reference);
    }
}

#[tokio::test]
async fn two_windows_that_ask_at_once_get_one_live_page() {
    let server = server().await;
    let payplug = client(&server);
    let mut twice = 0;
    for _ in 0..20 {
        let demand = demand(Uuid::now_v7());
        let (live, made) = (server.world.live_pages().len(), server.world.payments().len());
        let (one, other) = tokio::join!(payplug.open(&demand), payplug.open(&demand));
        assert_eq!(one.unwrap(), other.unwrap());
        assert_eq!(server.world.live_pages().len(), live + 1);
        twice += server.world.payments().len() - made - 1;
    }
    assert!(twice > 0, "they never asked at the same moment: this test tells nothing");
}

#[tokio::test]
async fn a_closed_page_takes_nothing_and_a_paid_one_says_so_when_it_is_closed() {
    let server = server().await;
    let payplug = client(&server);
    let demand = demand(Uuid::now_v7());
    let one = payplug.open(&demand).await.unwrap();
    assert_eq!(payplug.close(&one.reference).await.unwrap().state, CheckoutState::Closed);
    assert_eq!(payplug.close(&one.reference).await.unwrap().state, CheckoutState::Closed);
    assert!(!server.world.decide(&one.reference, Outcome::Paid));
    assert!(matches!(payplug.open(&demand).await, Err(Failure::Refused(_))), "over is over");
    let other = paid(&server, &payplug).await;
    assert_eq!(payplug.close(&other.reference).await.unwrap().state, CheckoutState::Paid);
}

#[tokio::test]
async fn who_paid_and_asks_again_is_led_back_and_not_to_a_second_page() {
    let server = server().await;
    let payplug = client(&server);
    let demand = demand(Uuid::now_v7());
    let page = payplug.open(&demand).await.unwrap();
    server.world.decide(&page.reference, Outcome::Paid);
    let again = payplug.open(&demand).await.unwrap();
    assert_eq!((again.reference, again.page), (page.reference, demand.back));
    assert_eq!(server.world.payments().len(), 1);
}

#[tokio::test]
async fn money_goes_back_once_and_never_more_than_came() {
    let server = server().await;
    let payplug = client(&server);
    let payment = paid(&server, &payplug).await.reference;
    let order = refund(&payment, 40_000);
    server.world.forget_what_is_made(Mood::Forgetful);
    let lost = payplug.refund(&order).await.unwrap_err();
    assert!(!lost.did_nothing(), "{lost}");
    server.world.forget_what_is_made(Mood::Well);
    let (first, again) =
        (payplug.refund(&order).await.unwrap(), payplug.refund(&order).await.unwrap());
    assert_eq!(first, again);
    assert_eq!(
        (first.state, first.ours, first.cents),
        (RefundState::Done, Some(order.id), Cents(40_000))
    );
    assert_eq!(server.world.payments_given_back().len(), 1, "what was lost was made");
    assert!(matches!(payplug.refund(&refund(&payment, 4_361)).await, Err(Failure::Refused(_))));
    assert_eq!(payplug.refund_standing(&first.reference).await.unwrap(), first);
    assert!(payplug.refund_standing("pay_1/../re_1").await.is_err());
    assert!(matches!(payplug.dispute("dp_1").await, Err(Failure::Refused(_))));
}

#[tokio::test]
async fn its_reports_say_what_to_read_and_nothing_else_is_believed() {
    let server = server().await;
    let payplug = client(&server);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    server.world.find_at("http://localhost", listener.local_addr().unwrap());
    let page = payplug.open(&demand(Uuid::now_v7())).await.unwrap();
    let heard = tokio::spawn(one_request(listener));
    payplug.close(&page.reference).await.unwrap();
    let (headers, body) = heard.await.unwrap();
    assert!(headers.contains(&("host".to_owned(), "localhost".to_owned())));
    assert!(!payplug.signs_reports());
    let notice = payplug.notice(&|_| None, &body, now()).unwrap();
    assert_eq!(notice.about, About::Checkout(page.reference.clone()));
    assert_eq!(payplug.notice(&|_| None, &body, now()).unwrap().id, notice.id, "kept once");
    // A lie names the same payment, which is read again, and the same report: however it is written, it is one.
    let lie = format!("{{\"object\":\"payment\",\"id\":\"{}\",\"is_paid\":true}}", page.reference);
    let heard = payplug.notice(&|_| None, lie.as_bytes(), now()).unwrap();
    assert_eq!(heard.about, notice.about);
    assert_eq!(heard.id, notice.id);
    for strange in ["", "{}", "[]", "{\"object\":\"payment\",\"id\":\"pay_/../x\"}"] {
        let heard = payplug.notice(&|_| None, strange.as_bytes(), now());
        assert_eq!(heard, Err(Unreadable::NotTheirs), "{strange}");
    }
}

#[tokio::test]
async fn the_account_adds_up_and_nothing_is_missed_however_much_there_is() {
    let server = server().await;
    server.world.deliver(Delivery::Never);
    let payplug = client(&server);
    let since = now() - SignedDuration::from_secs(5);
    for _ in 0..60 {
        paid(&server, &payplug).await;
    }
    let last = paid(&server, &payplug).await;
    payplug.open(&demand(Uuid::now_v7())).await.unwrap();
    payplug.refund(&refund(&last.reference, 1_000)).await.unwrap();
    assert!(server.world.refund_outside(&last.reference, 500));
    let notices = payplug.notices_since(since).await.unwrap();
    let of = |refund: bool| {
        notices.iter().filter(|it| matches!(it.about, About::Refund(_)) == refund).count()
    };
    assert_eq!((of(false), of(true)), (61, 2), "over more than one page of the list");
    let again = payplug.notices_since(since).await.unwrap();
    assert_eq!(again, notices, "each is named the same however often it is looked for");
    let until = now() + SignedDuration::from_secs(5);
    let lines = payplug.movements(since, until).await.unwrap();
    let count = |kind| lines.iter().filter(|line| line.kind == kind).count();
    assert_eq!((count(MovementKind::Payment), count(MovementKind::Refund)), (61, 2));
    let net: i64 = lines.iter().map(|line| line.net().0).sum();
    assert_eq!(net, server.world.payplug_balance());
    assert!(
        payplug.movements(until, until + SignedDuration::from_secs(5)).await.unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_page_takes_no_less_than_payplug_takes() {
    let server = server().await;
    let payplug = client(&server);
    let mut little = demand(Uuid::now_v7());
    little.lines.truncate(1);
    little.lines[0].cents = Cents(payplug.least().0 - 1);
    assert!(matches!(payplug.open(&little).await, Err(Failure::Refused(_))));
    (little.id, little.lines[0].cents) = (Uuid::now_v7(), payplug.least());
    payplug.open(&little).await.unwrap();
}

#[tokio::test]
async fn another_key_is_a_setting_to_mend_and_one_that_is_down_did_nothing() {
    let server = server().await;
    let wrong = payplug_of(&server, "sk_other").open(&demand(Uuid::now_v7())).await;
    assert!(matches!(wrong, Err(Failure::Misconfigured(_))), "{wrong:?}");
    server.world.be(Mood::Down);
    let down = client(&server).open(&demand(Uuid::now_v7())).await.unwrap_err();
    assert!(down.may_pass() && down.did_nothing(), "{down}");
}
