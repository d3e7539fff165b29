use proptest::prelude::*;

use super::*;

fn tax(code: &str) -> Item {
    Item::Tax(code.to_owned())
}

/// 413,70 and 13,76 of taxes, rounded to 427,00; a fee of 24,92 and its VAT of 4,98.
fn order() -> Sums {
    let fee = Sum { net: Cents(2492), vat: Cents(498) };
    Sums::ordered([("y1", Cents(41_370)), ("y2", Cents(0)), ("y4", Cents(1_376))], Cents(-46), fee)
}

fn fee(net: i64, vat: i64) -> Sum {
    Sum { net: Cents(net), vat: Cents(vat) }
}

#[test]
fn an_order_that_no_paper_says_is_one_invoice_line_by_line() {
    let (invoice, credit) = Sums::default().to_issue(&order());
    assert_eq!(invoice, order());
    assert!(!invoice.is_empty());
    assert_eq!((invoice.taxes(), invoice.total()), (Cents(42_700), Cents(45_690)));
    assert!(invoice.iter().all(|(item, _)| *item != tax("y2")), "a tax of nothing has no line");
    assert!(credit.is_empty());
}

#[test]
fn what_was_sold_whole_is_the_order_and_what_was_taken_back_whole_is_nothing() {
    assert_eq!(order().sold(Cents(42_700), fee(2_492, 498)), Some(order()));
    let nothing = order().sold(Cents::ZERO, Sum::default()).unwrap();
    assert!(nothing.is_empty());
    let (invoice, credit) = order().to_issue(&nothing);
    assert!(invoice.is_empty());
    assert_eq!(credit, order(), "a credit note of the same lines");
}

#[test]
fn a_part_of_the_fee_that_went_back_is_credited_alone() {
    let sold = order().sold(Cents(42_700), fee(1_246, 249)).unwrap();
    let (_, credit) = order().to_issue(&sold);
    assert_eq!(credit.get(&Item::Fee), fee(1_246, 249));
    assert_eq!(credit.taxes(), Cents::ZERO);
}

#[test]
fn a_part_of_the_taxes_is_taken_off_the_first_codes() {
    let sold = order().sold(Cents(1_300), fee(2_492, 498)).unwrap();
    let (_, credit) = order().to_issue(&sold);
    let lines: Vec<_> = credit.iter().map(|(item, sum)| (item.clone(), sum.net.0)).collect();
    assert_eq!(lines, [(tax("y1"), 41_370), (tax("y4"), 30)]);
}

#[test]
fn taxes_that_are_others_and_come_to_the_same_are_one_invoice_of_both() {
    let other = Sums::ordered([("y2", Cents(42_700))], Cents::ZERO, fee(2_492, 498));
    let (invoice, credit) = order().to_issue(&other);
    assert!(credit.is_empty(), "nothing is given back");
    let lines: Vec<_> = invoice.iter().map(|(item, sum)| (item.clone(), sum.net.0)).collect();
    let rounding = (Item::Rounding, 46);
    let taxes = [(tax("y1"), -41_370), (tax("y2"), 42_700), (tax("y4"), -1_376)];
    assert_eq!(lines, [taxes.as_slice(), &[rounding]].concat());
}

#[test]
fn while_what_the_price_fell_by_is_still_to_go_back_nothing_is_said() {
    assert_eq!(order().sold(Cents(42_701), fee(2_492, 498)), None);
}

#[test]
fn a_price_that_rises_is_a_second_invoice_and_one_that_falls_a_credit_note() {
    let fee = Sum { net: Cents(2492), vat: Cents(498) };
    let now = Sums::ordered([("y1", Cents(51_370)), ("y4", Cents(376))], Cents(-46), fee);
    let (more, less) = order().to_issue(&now);
    assert_eq!(
        (more.get(&tax("y1")).net, more.get(&tax("y4")).net),
        (Cents(10_000), Cents(-1_000))
    );
    assert!(less.is_empty());
    let (more, less) = now.to_issue(&order());
    assert_eq!(
        (less.get(&tax("y1")).net, less.get(&tax("y4")).net),
        (Cents(10_000), Cents(-1_000))
    );
    assert!(more.is_empty());
}

fn sums() -> impl Strategy<Value = Sums> {
    let taxes = proptest::collection::vec(0_i64..500_000, 1..6);
    (taxes, -50_i64..50, 0_i64..50_000, 0_i64..10_000).prop_map(|(taxes, rounding, net, rate)| {
        let codes = ["y1", "y2", "y3_co2", "y3_mass", "y4", "y5"];
        let fee = Sum { net: Cents(net), vat: Cents(net * rate / 10_000) };
        let rounding = rounding.max(-taxes.iter().sum::<i64>());
        Sums::ordered(codes.into_iter().zip(taxes.into_iter().map(Cents)), Cents(rounding), fee)
    })
}

proptest! {
    /// Whatever is sold and taken back, in however many steps: papers say in the end what was sold, to the cent.
    #[test]
    fn papers_say_what_was_sold(
        order in sums(),
        steps in proptest::collection::vec((0_i64..=1_000, 0_i64..=1_000), 0..6),
    ) {
        let mut said = Sums::default();
        for (taxes, part) in steps {
            let whole = order.get(&Item::Fee);
            let gross = whole.gross().0 * part / 1_000;
            // As the accounts part it: VAT of the whole, half up.
            let vat = if whole.gross().0 == 0 { 0 } else { gross * whole.vat.0 / whole.gross().0 };
            let sold = (Cents(order.taxes().0 * taxes / 1_000), fee(gross - vat, vat));
            let sold = order.sold(sold.0, sold.1).unwrap();
            prop_assert_eq!(sold.taxes(), Cents(order.taxes().0 * taxes / 1_000));
            let (more, less) = said.to_issue(&sold);
            prop_assert!(more.taxes() >= Cents::ZERO && more.get(&Item::Fee).gross() >= Cents::ZERO);
            prop_assert!(less.taxes() >= Cents::ZERO && less.get(&Item::Fee).gross() >= Cents::ZERO);
            for (item, sum) in more.iter() {
                said.add(item.clone(), sum);
            }
            for (item, sum) in less.iter() {
                said.add(item.clone(), sum.times(-1));
            }
            prop_assert_eq!(&said, &sold);
        }
    }
}
