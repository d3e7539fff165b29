use super::*;
use crate::{Address, Buyer, Seller, Sum};

/// A line of `sums`: before VAT, and VAT.
pub(crate) fn line(item: Item, sums: (i64, i64)) -> Line {
    let (net, vat) = sums;
    Line { item, label: "Une ligne".to_owned(), sum: Sum { net: Cents(net), vat: Cents(vat) } }
}

/// A paper of `lines`, paid by card, of a house with VAT.
pub(crate) fn content(lines: Vec<Line>) -> Content {
    let day = Date::parse("2026-11-21").unwrap();
    Content {
        seller: Seller {
            name: "CarteClaire".to_owned(),
            address: Address::read("1 rue de l’Exemple, 75011 Paris"),
            siren: "732 829 320".to_owned(),
            vat_number: "FR44 732829320".to_owned(),
            iban: "FR76 3000 6000 0112 3456 7890 189".to_owned(),
            ..Seller::default()
        },
        buyer: Buyer { name: "DURAND Léa".to_owned(), ..Buyer::default() },
        reference: "CG-2026-000001".to_owned(),
        service: String::new(),
        served_on: day,
        paid_on: day,
        means: "card".to_owned(),
        lines,
        vat_rate: 2_000,
        corrects: Vec::new(),
    }
}

fn xml(content: &Content) -> String {
    let number = Number { kind: crate::Kind::Invoice, year: 2026, place: 1 };
    written(number, content.paid_on, content)
}

/// What stands in each element `name`, in order.
fn all<'xml>(xml: &'xml str, name: &str) -> Vec<&'xml str> {
    let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(&begin).skip(1).map(|rest| rest.split(&end).next().unwrap()).collect()
}

#[test]
fn a_name_with_letters_that_xml_does_not_have_is_written_without_them() {
    let mut xml = Xml(String::new());
    xml.text("ram:Name", "DURAND\u{fffe}\u{ffff} <&>\u{1}fils");
    assert_eq!(xml.0, "<ram:Name>DURAND &lt;&amp;&gt; fils</ram:Name>");
}

#[test]
fn lines_are_numbered_from_one_and_what_was_paid_for_the_customer_says_so() {
    let tax = || line(Item::Tax("y1".to_owned()), (41_370, 0));
    let lines = vec![tax(), line(Item::Rounding, (-46, 0)), line(Item::Fee, (2_492, 498))];
    let xml = xml(&content(lines));
    assert_eq!(all(&xml, "ram:LineID"), ["1", "2", "3"]);
    assert_eq!(all(&xml, "ram:Description"), [DEBOURS; 2], "and our fee does not");
    assert_eq!(all(&xml, "ram:ChargeAmount"), ["413.70", "0.46", "24.92"]);
    for quantity in ["1", "-1", "1"] {
        assert!(xml.contains(&format!(" unitCode=\"C62\">{quantity}<")), "{xml}");
    }
    assert!(xml.contains(" schemeID=\"VA\">FR44732829320<"), "{xml}");
    let mut nothing = Xml(String::new());
    super::line(&mut nothing, 1, &line(Item::Rounding, (0, 0)), 0);
    assert!(nothing.0.contains(" unitCode=\"C62\">1<"), "{}", nothing.0);
}

#[test]
fn how_it_was_paid_is_said_with_the_account_that_a_transfer_goes_to() {
    let card = content(vec![line(Item::Fee, (100, 20))]);
    let transfer = Content { means: "transfer".to_owned(), ..card.clone() };
    let nowhere = Seller { iban: String::new(), ..transfer.seller.clone() };
    let nowhere = Content { seller: nowhere, ..transfer.clone() };
    let paid = |content: &Content| {
        let xml = xml(content);
        let means = all(&xml, "ram:SpecifiedTradeSettlementPaymentMeans").concat();
        let code = all(&means, "ram:TypeCode").concat();
        (code, all(&means, "ram:IBANID").concat())
    };
    assert_eq!(paid(&card), ("48".to_owned(), String::new()));
    let account = "FR7630006000011234567890189".to_owned();
    assert_eq!(paid(&transfer), ("30".to_owned(), account));
    assert_eq!(paid(&nowhere), ("1".to_owned(), String::new()));
}

#[test]
fn what_bears_no_vat_says_why() {
    let (tax, fee) = (|| line(Item::Rounding, (100, 0)), |vat| line(Item::Fee, (50, vat)));
    let code = "VATEX-EU-79-C";
    let both = format!("{DEBOURS}. {NO_VAT}");
    for (lines, vat_rate, basis, why) in [
        (vec![tax(), fee(10)], 2_000, vec!["1.00", "0.50"], Some((DEBOURS, Some(code)))),
        (vec![tax()], 2_000, vec!["1.00"], Some((DEBOURS, Some(code)))),
        (vec![tax()], 0, vec!["1.00"], Some((DEBOURS, Some(code)))),
        (vec![tax(), fee(0)], 0, vec!["1.50"], Some((both.as_str(), None))),
        (vec![fee(0)], 0, vec!["0.50"], Some((NO_VAT, None))),
        (vec![fee(10)], 2_000, vec!["0.50"], None),
    ] {
        let content = Content { vat_rate, ..content(lines) };
        let xml = xml(&content);
        let reasons: Vec<&str> = why.iter().map(|(reason, _)| *reason).collect();
        let codes: Vec<&str> = why.iter().filter_map(|(_, code)| *code).collect();
        assert_eq!(all(&xml, "ram:ExemptionReason"), reasons, "{:?}", content.lines);
        assert_eq!(all(&xml, "ram:ExemptionReasonCode"), codes, "{:?}", content.lines);
        assert_eq!(all(&xml, "ram:BasisAmount"), basis, "{:?}", content.lines);
    }
}
