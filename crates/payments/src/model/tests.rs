use vocabulary::Date;

use super::*;

const SOMEBODY: Uuid = Uuid::from_u128(70);
const SECOND: Uuid = Uuid::from_u128(71);

fn share(taxes: i64, fee: i64, excess: i64) -> Share {
    Share { taxes: Cents(taxes), fee: Cents(fee), excess: Cents(excess) }
}

/// A page that was paid.
fn page(number: u128, cents: i64, taxes: i64, excess: i64) -> Checkout {
    Checkout {
        id: CheckoutId(Uuid::from_u128(number)),
        dossier: Uuid::nil(),
        reference: "CC-1".to_owned(),
        provider: "stripe".to_owned(),
        cents: Cents(cents),
        taxes: Cents(taxes),
        excess: Cents(excess),
        state: CheckoutState::Paid,
        provider_ref: None,
        page: None,
        payment_ref: None,
        opened_at: Timestamp::UNIX_EPOCH,
        until: Timestamp::UNIX_EPOCH,
        paid_at: None,
    }
}

/// The price, of which a euro too much came, and a complement of taxes, of which five did.
fn pages() -> (Checkout, Checkout) {
    (page(1, 43_100, 40_000, 100), page(2, 2_500, 2_000, 500))
}

fn by_card(of: &Checkout, state: RefundState, cause: Cause, share: Share) -> Refund {
    Refund {
        id: RefundId(Uuid::nil()),
        dossier: Uuid::nil(),
        checkout: of.id,
        cents: share.sum(),
        share,
        cause,
        state,
        provider_ref: None,
        asked_by: None,
        decided_by: None,
        problem: None,
        asked_at: Timestamp::UNIX_EPOCH,
        done_at: None,
    }
}

fn by_transfer(of: Option<&Checkout>, state: TransferBackState, share: Share) -> TransferBack {
    TransferBack {
        id: Uuid::nil(),
        dossier: Uuid::nil(),
        checkout: of.map(|it| it.id),
        share,
        cents: share.sum(),
        cause: Cause::Repriced,
        state,
        sent_on: Date::parse("2026-11-21").unwrap(),
        asked_by: SOMEBODY,
        decided_by: None,
        asked_at: Timestamp::UNIX_EPOCH,
    }
}

fn dispute(of: &Checkout, state: DisputeState, cents: i64, taken: i64) -> Dispute {
    Dispute { checkout: of.id, cents: Cents(cents), taken: Cents(taken), state, answer_until: None }
}

#[test]
fn what_a_page_took_is_taxes_what_was_above_the_price_and_for_the_rest_our_fee() {
    let (price, complement) = pages();
    assert_eq!(price.share(), share(40_000, 3_000, 100));
    assert_eq!(complement.share(), share(2_000, 0, 500), "a complement is of taxes alone");
}

#[test]
fn what_goes_back_to_a_card_is_of_its_page_and_is_kept_all_the_same_where_it_does_not_go() {
    let (price, complement) = pages();
    let unpaid = Checkout { state: CheckoutState::Closed, ..page(3, 9_000, 9_000, 0) };
    let gesture = |state, fee| by_card(&price, state, Cause::Goodwill, share(0, fee, 0));
    let refunds = vec![
        gesture(RefundState::Asked, 100),
        gesture(RefundState::Planned, 200),
        gesture(RefundState::Sent, 400),
        gesture(RefundState::Done, 800),
        gesture(RefundState::Failed, 50),
        gesture(RefundState::Declined, 60),
        by_card(&complement, RefundState::Done, Cause::Excess, share(0, 0, 500)),
    ];
    let checkouts = vec![unpaid, complement.clone(), price.clone()];
    let money = Money { checkouts, refunds, ..Money::default() };
    assert_eq!(money.kept_of(&price), share(40_000, 1_500, 100));
    assert_eq!(money.kept_of(&complement), share(2_000, 0, 0));
    assert_eq!(money.kept(), share(42_000, 1_500, 100), "nothing came by the page that is closed");
    assert_eq!(money.held(), share(42_000, 1_500, 100));
    assert_eq!(money.left(), Cents(43_600));
    assert_eq!(money.disputed(), Cents(0));
}

#[test]
fn a_transfer_instead_of_a_card_is_of_its_page_and_one_of_what_came_by_transfer_is_of_none() {
    let (price, complement) = pages();
    let transfers = vec![
        by_transfer(Some(&price), TransferBackState::Asked, share(1_000, 0, 0)),
        by_transfer(Some(&price), TransferBackState::Done, share(2_000, 0, 0)),
        by_transfer(Some(&price), TransferBackState::Declined, share(4_000, 0, 0)),
        by_transfer(None, TransferBackState::Done, share(500, 700, 0)),
    ];
    let checkouts = vec![complement.clone(), price.clone()];
    let money = Money { checkouts, by_transfer: transfers, ..Money::default() };
    assert_eq!(money.kept_of(&price), share(37_000, 3_000, 100));
    assert_eq!(money.kept_of(&complement), share(2_000, 0, 500));
    assert_eq!(money.left(), Cents(42_600));
}

#[test]
fn what_banks_took_or_are_asked_to_take_is_not_given_back_and_is_taxes_before_our_fee() {
    let (price, complement) = pages();
    let whole = share(40_000, 3_000, 100);
    for (state, asked, taken, held, gone) in [
        (DisputeState::Open, 10_000, 0, share(30_100, 3_000, 0), 10_000),
        (DisputeState::Open, 10_000, 10_000, share(30_100, 3_000, 0), 10_000),
        (DisputeState::Open, 42_100, 42_100, share(0, 1_000, 0), 42_100),
        (DisputeState::Won, 10_000, 0, whole, 0),
        // It is won, and what was taken did not come back yet.
        (DisputeState::Won, 10_000, 10_000, share(30_100, 3_000, 0), 10_000),
        (DisputeState::Lost, 10_000, 10_000, share(30_100, 3_000, 0), 10_000),
        (DisputeState::Lost, 10_000, 2_500, share(37_600, 3_000, 0), 2_500),
    ] {
        let money = Money {
            checkouts: vec![complement.clone(), price.clone()],
            disputes: vec![dispute(&price, state, asked, taken)],
            ..Money::default()
        };
        let case = format!("{state:?}, {asked} asked, {taken} taken");
        assert_eq!(money.held_of(&price), held, "{case}");
        assert_eq!(money.held_of(&complement), share(2_000, 0, 500), "{case}");
        assert_eq!(money.left(), held.sum() + Cents(2_500), "{case}");
        assert_eq!(money.kept(), share(42_000, 3_000, 600), "{case}");
        assert_eq!(money.disputed(), Cents(gone), "{case}");
    }
}

#[test]
fn a_bank_takes_nothing_a_second_time_of_what_went_back() {
    let (price, _) = pages();
    let back = share(40_000, 2_700, 100);
    let money = Money {
        refunds: vec![by_card(&price, RefundState::Done, Cause::Cancelled, back)],
        disputes: vec![dispute(&price, DisputeState::Open, 43_100, 0)],
        checkouts: vec![price],
        ..Money::default()
    };
    assert_eq!(money.kept(), share(0, 300, 0));
    assert_eq!(money.disputed(), Cents(300));
    assert_eq!(money.left(), Cents(0));
}

#[test]
fn on_its_way_is_what_is_asked_for_or_sent_and_of_that_what_the_price_fell_by_was_above_it() {
    let (price, complement) = pages();
    let fell = |state, taxes| by_card(&price, state, Cause::Repriced, share(taxes, 0, 0));
    let transfer = |state, taxes| by_transfer(Some(&complement), state, share(taxes, 0, 0));
    let money = Money {
        refunds: vec![
            by_card(&price, RefundState::Asked, Cause::Goodwill, share(1_000, 3_000, 0)),
            fell(RefundState::Planned, 1_200),
            by_card(&price, RefundState::Sent, Cause::Excess, share(0, 0, 100)),
            fell(RefundState::Done, 2_000),
            fell(RefundState::Failed, 3_000),
            fell(RefundState::Declined, 4_000),
        ],
        by_transfer: vec![
            transfer(TransferBackState::Asked, 500),
            transfer(TransferBackState::Done, 5_000),
            transfer(TransferBackState::Declined, 6_000),
        ],
        ..Money::default()
    };
    assert_eq!(money.on_its_way(), share(2_700, 3_000, 100));
    assert_eq!(money.above_on_its_way(), Cents(1_800), "a gesture on taxes is not above the price");
}

#[test]
fn one_person_s_part_is_what_the_staff_asked_for_and_no_second_person_decided() {
    let (price, _) = pages();
    let card = |asked_by, decided_by, state, fee| Refund {
        asked_by,
        decided_by,
        ..by_card(&price, state, Cause::Goodwill, share(0, fee, 0))
    };
    let transfer = |decided_by, state, fee| TransferBack {
        decided_by,
        ..by_transfer(None, state, share(0, fee, 0))
    };
    let (asked, decided) = (Some(SOMEBODY), Some(SECOND));
    let money = Money {
        refunds: vec![
            card(asked, None, RefundState::Planned, 1_000),
            card(asked, None, RefundState::Done, 2_000),
            card(asked, None, RefundState::Asked, 4_000),
            card(asked, decided, RefundState::Done, 6_000),
            card(asked, decided, RefundState::Declined, 10),
            card(asked, None, RefundState::Failed, 20),
            // What was given back elsewhere took its place.
            card(asked, None, RefundState::Declined, 30),
            // By the rules of the house.
            card(None, None, RefundState::Done, 3_000),
        ],
        by_transfer: vec![
            transfer(None, TransferBackState::Done, 500),
            transfer(None, TransferBackState::Asked, 700),
            transfer(decided, TransferBackState::Done, 5_001),
            transfer(decided, TransferBackState::Declined, 40),
        ],
        ..Money::default()
    };
    assert_eq!(money.by_one_person(), Cents(8_200));
}
