use demarches::DemarcheKind;
use dossiers::change::Rules;
use dossiers::order::{Means, Order, Payment};
use dossiers::{Actor, At, Change, Event, Id, Reference};
use jiff::Timestamp;
use vocabulary::{Date, Lang};

use super::closed::event;
use super::repriced::difference_held;
use super::*;
use crate::{CheckoutId, Dispute, DisputeState};

/// A dossier that was paid by card: 400 euros of taxes, and 30 of our fee. Its pieces were refused `round` times.
fn paid(express_start: bool, round: u16) -> State {
    let (at, day) = (At(0), Date::parse("2026-11-21").unwrap());
    let begun = Change::Begun {
        reference: Reference::new(2026, 1).unwrap(),
        kind: DemarcheKind::ChangementTitulaire,
        rules: Rules { version: "1".to_owned(), hash: "sha256:1".to_owned() },
        lang: Lang::Fr,
        link: None,
        person: None,
    };
    let order = Order {
        operation: "changement_titulaire".to_owned(),
        issued_on: day,
        lines: Vec::new(),
        rounding: Cents(0),
        taxes: Cents(40_000),
        fee_net: Cents(2_500),
        fee_vat: Cents(500),
        total: Cents(43_000),
        baremes: String::new(),
        terms: String::new(),
        express_start,
        at,
    };
    let card =
        Payment { means: Means::Card, cents: order.total, received_on: day, reference: None, at };
    let begun = State::begun(&Event::new(at, Actor::MACHINE, begun)).unwrap();
    State { round, order: Some(order), transfers: [(Id(1), card)].into(), ..begun }
}

/// The page by which it was.
fn page() -> Checkout {
    Checkout {
        id: CheckoutId(Uuid::from_u128(1)),
        dossier: Uuid::nil(),
        reference: "CG-2026-000001".to_owned(),
        provider: "stripe".to_owned(),
        cents: Cents(43_000),
        taxes: Cents(40_000),
        excess: Cents(0),
        state: CheckoutState::Paid,
        provider_ref: None,
        page: None,
        payment_ref: None,
        opened_at: Timestamp::UNIX_EPOCH,
        until: Timestamp::UNIX_EPOCH,
        paid_at: None,
    }
}

#[test]
fn what_is_on_its_way_back_and_what_a_bank_has_is_not_owed_once_more() {
    let gesture = Refund {
        id: RefundId(Uuid::nil()),
        dossier: Uuid::nil(),
        checkout: page().id,
        cents: Cents(1_000),
        share: Share { fee: Cents(1_000), ..Share::default() },
        cause: Cause::Goodwill,
        state: RefundState::Asked,
        provider_ref: None,
        asked_by: None,
        decided_by: None,
        problem: None,
        asked_at: Timestamp::UNIX_EPOCH,
        done_at: None,
    };
    let dispute = Dispute {
        checkout: page().id,
        cents: Cents(10_000),
        taken: Cents(0),
        state: DisputeState::Open,
        answer_until: None,
    };
    let money = Money {
        checkouts: vec![page()],
        refunds: vec![gesture],
        disputes: vec![dispute],
        ..Money::default()
    };
    // Of 430 euros 10 are on their way, and the bank is asked for 100.
    let most = Cents(32_000);
    let found = owed(&paid(true, 0), &money, closing::Cause::CustomerAsked);
    assert_eq!((found.least, found.most), (most, most));
    // Work has begun: of our fee 20 euros are left to weigh.
    let found = owed(&paid(true, 1), &money, closing::Cause::CustomerAsked);
    assert_eq!((found.least, found.most), (Cents(30_000), most));
}

#[test]
fn whoever_withdraws_after_work_that_they_asked_for_is_told_apart_from_whoever_just_withdraws() {
    let withdraws = (closing::Cause::CustomerAsked, Cause::Withdrawal);
    for (express_start, round, expected) in [
        (true, 1, Cause::Started),
        (true, 0, Cause::Withdrawal),
        (false, 1, Cause::Withdrawal),
        (false, 0, Cause::Withdrawal),
    ] {
        let before = paid(express_start, round);
        assert_eq!(event(&before, withdraws), expected, "{express_start} {round}");
    }
}

#[test]
fn what_the_desk_closes_goes_back_for_the_cause_that_it_chose_unless_it_was_filed() {
    let begun = paid(true, 1);
    let filed = State { filed_at: Some(At(1)), ..paid(true, 1) };
    for (why, expected) in [
        (closing::Cause::CustomerAsked, Cause::Started),
        (closing::Cause::Duplicate, Cause::Closed),
        (closing::Cause::Impossible, Cause::Ineligible),
        (closing::Cause::Silent, Cause::Silent),
    ] {
        assert_eq!(event(&begun, (why, Cause::Closed)), expected, "{why:?}");
        assert_eq!(event(&filed, (why, Cause::Closed)), Cause::Refused, "{why:?}");
    }
    let asked = (closing::Cause::CustomerAsked, Cause::Closed);
    assert_eq!(event(&paid(true, 0), asked), Cause::Cancelled, "nothing was checked yet");
}

#[test]
fn what_a_price_fell_by_is_taxes_and_what_was_paid_above_it_and_none_of_our_fee() {
    let above = Checkout { cents: Cents(43_100), excess: Cents(100), ..page() };
    let money = Money { checkouts: vec![above], ..Money::default() };
    assert_eq!(difference_held(&money), Cents(40_100));
}
