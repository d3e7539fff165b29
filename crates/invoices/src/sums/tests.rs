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

fn share(taxes: i64, fee: i64) -> Share {
    Share { taxes: Cents(taxes), fee: Cents(fee) }
}

#[test]
fn an_order_that_no_paper_says_is_one_invoice_line_by_line() {
    let (invoice, credit) = Sums::default().to_issue(&order());
    assert_eq!(invoice, order());
    assert_eq!((invoice.taxes(), invoice.total()), (Cents(42_700), Cents(45_690)));
    assert!(invoice.iter().all(|(item, _)| *item != tax("y2")), "a tax of nothing has no line");
    assert!(credit.is_empty());
}

#[test]
fn all_that_is_given_back_is_a_credit_note_of_the_same_lines() {
    let back = Share::of(Cents(45_690), &order(), None);
    let (invoice, credit) = order().to_issue(&order().kept(back));
    assert!(invoice.is_empty());
    assert_eq!(credit, order());
}

#[test]
fn our_fee_goes_first_unless_whoever_gave_back_said_otherwise() {
    assert_eq!(Share::of(Cents(1_000), &order(), None), share(0, 1_000));
    assert_eq!(Share::of(Cents(3_000), &order(), None), share(10, 2_990));
    assert_eq!(Share::of(Cents(42_700), &order(), Some(share(42_700, 0))), share(42_700, 0));
    // What does not add up was said of something else.
    assert_eq!(Share::of(Cents(1_000), &order(), Some(share(500, 0))), share(0, 1_000));
    assert_eq!(Share::of(Cents(1_000), &order(), Some(share(1_500, -500))), share(0, 1_000));
    assert_eq!(Share::of(Cents(99_999_999), &order(), None), share(42_700, 2_990));
}

#[test]
fn half_a_fee_is_half_of_its_net_and_of_its_vat() {
    let kept = order().kept(share(0, 1_495));
    assert_eq!(kept.get(&Item::Fee), Sum { net: Cents(1_246), vat: Cents(249) });
    let (_, credit) = order().to_issue(&kept);
    assert_eq!(credit.get(&Item::Fee), Sum { net: Cents(1_246), vat: Cents(249) });
    assert_eq!(credit.taxes(), Cents::ZERO);
}

#[test]
fn a_part_of_the_taxes_is_taken_off_the_first_code() {
    let (_, credit) = order().to_issue(&order().kept(share(41_400, 0)));
    let lines: Vec<_> = credit.iter().map(|(item, sum)| (item.clone(), sum.net.0)).collect();
    assert_eq!(lines, [(tax("y1"), 41_370), (tax("y4"), 30)]);
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

#[test]
fn what_came_in_excess_was_never_invoiced() {
    for (came, went, back) in
        [(45_690, 0, 0), (91_380, 45_690, 0), (91_380, 91_380, 45_690), (45_690, 1_000, 1_000)]
    {
        assert_eq!(
            given_back(Cents(45_690), Cents(came), Cents(went)),
            Cents(back),
            "{came} {went}"
        );
    }
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
    /// Whatever is given back, in however many steps: papers say in the end what is owed, to the cent.
    #[test]
    fn papers_say_what_is_owed(order in sums(), steps in proptest::collection::vec(0_i64..300_000, 0..6)) {
        let (mut said, mut back) = (Sums::default(), Cents::ZERO);
        for step in steps.into_iter().chain([0]) {
            back = (back + Cents(step)).min(order.total());
            let kept = order.kept(Share::of(back, &order, None));
            prop_assert_eq!(kept.total(), order.total() - back);
            let (more, less) = said.to_issue(&kept);
            prop_assert!(more.taxes() >= Cents::ZERO && more.get(&Item::Fee).gross() >= Cents::ZERO);
            prop_assert!(less.taxes() >= Cents::ZERO && less.get(&Item::Fee).gross() >= Cents::ZERO);
            for (item, sum) in more.iter() {
                said.add(item.clone(), sum);
            }
            for (item, sum) in less.iter() {
                said.add(item.clone(), sum.times(-1));
            }
            prop_assert_eq!(&said, &kept);
        }
    }
}
