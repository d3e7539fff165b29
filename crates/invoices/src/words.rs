//! Sums, days and mentions, as they are printed in French.

use vocabulary::{Cents, Date};

use crate::{Content, Kind};

/// `123456` as `1 234,56 €`.
pub(crate) fn euros(cents: Cents) -> String {
    let (sign, cents) = if cents.0 < 0 { ("−", -cents.0) } else { ("", cents.0) };
    let digits = (cents / 100).to_string();
    let mut whole = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            whole.push('\u{202f}');
        }
        whole.push(digit);
    }
    format!("{sign}{whole},{:02}\u{a0}€", cents % 100)
}

/// `2000` as `20 %`, `550` as `5,5 %`.
pub(crate) fn percent(hundredths: i64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    format!("{}\u{202f}%", text.trim_end_matches('0').trim_end_matches(','))
}

/// `21/11/2026`.
pub(crate) fn day(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// Why taxes paid for the customer bear no VAT.
pub(crate) const DEBOURS: &str =
    "Débours, non soumis à TVA (article 267, II, 2° du code général des impôts)";
/// Why the fee of a house without VAT bears none.
pub(crate) const NO_VAT: &str = "TVA non applicable, article 293 B du code général des impôts";
/// Of early payment (code de commerce L441-9).
pub(crate) const DISCOUNT: &str = "Pas d’escompte pour paiement anticipé.";
/// Of late payment between traders (code de commerce L441-10).
pub(crate) const LATE: &str = "En cas de retard de paiement entre professionnels\u{202f}: pénalités au taux de trois fois l’intérêt légal.";
/// Of its costs (code de commerce L441-10 and D441-5).
pub(crate) const COSTS: &str = "En cas de retard de paiement entre professionnels\u{202f}: indemnité forfaitaire pour frais de recouvrement de 40\u{a0}€.";

/// What the foot of a paper says of whoever issued it.
pub(crate) fn identity(content: &Content) -> String {
    let seller = &content.seller;
    let mut parts = vec![seller.name.clone()];
    let form = match (seller.legal_form.as_str(), seller.capital.as_str()) {
        ("", _) => String::new(),
        (form, "") => form.to_owned(),
        (form, capital) => format!("{form} au capital de {capital}"),
    };
    parts.push(form);
    parts.push(seller.address.lines().collect::<Vec<_>>().join(", "));
    parts.push(labelled("SIREN", &seller.siren));
    parts.push(seller.rcs.clone());
    parts.push(labelled("TVA", &seller.vat_number));
    parts.push(seller.phone.clone());
    parts.push(seller.email.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" – ")
}

fn labelled(label: &str, value: &str) -> String {
    if value.is_empty() { String::new() } else { format!("{label} {value}") }
}

/// The mentions under the sums.
pub(crate) fn mentions(kind: Kind, content: &Content) -> Vec<String> {
    let mut mentions = Vec::new();
    if content.taxes().0 != 0 {
        mentions.push(format!(
            "{DEBOURS}\u{202f}: taxes payées au Trésor public au nom et pour le compte du client, en vertu de son mandat."
        ));
    }
    if content.vat_rate == 0 && content.fee().net.0 != 0 {
        mentions.push(format!("{NO_VAT}."));
    }
    if kind == Kind::Invoice {
        mentions.push(DISCOUNT.to_owned());
        if content.is_between_traders() {
            mentions.extend([LATE.to_owned(), COSTS.to_owned()]);
        }
    }
    if content.seller.demo {
        mentions.push("Démonstration\u{202f}: ce document n’a aucune valeur.".to_owned());
    }
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Item;
    use crate::cii::tests::{content, line};

    #[test]
    fn sums_rates_and_days_are_printed_as_french_people_write_them() {
        assert_eq!(euros(Cents(0)), "0,00\u{a0}€");
        assert_eq!(euros(Cents(5)), "0,05\u{a0}€");
        assert_eq!(euros(Cents(12_345)), "123,45\u{a0}€");
        assert_eq!(euros(Cents(123_456_789)), "1\u{202f}234\u{202f}567,89\u{a0}€");
        assert_eq!(euros(Cents(-30)), "−0,30\u{a0}€");
        assert_eq!((percent(2000), percent(550)), ("20\u{202f}%".into(), "5,5\u{202f}%".into()));
        assert_eq!((percent(0), percent(1000)), ("0\u{202f}%".into(), "10\u{202f}%".into()));
        assert_eq!(day(Date::parse("2026-01-09").unwrap()), "09/01/2026");
    }

    #[test]
    fn a_house_without_vat_says_so_of_its_fee_and_no_other_does() {
        let (taxes, fee) = (|| line(Item::Rounding, (100, 0)), |vat| line(Item::Fee, (100, vat)));
        for (lines, vat_rate, said) in [
            (vec![taxes(), fee(0)], 0, true),
            (vec![taxes()], 0, false),
            (vec![taxes(), fee(20)], 2_000, false),
            (vec![taxes()], 2_000, false),
        ] {
            let content = Content { vat_rate, ..content(lines) };
            for kind in [Kind::Invoice, Kind::CreditNote] {
                let mentions = mentions(kind, &content);
                let says = mentions.iter().any(|one| one.starts_with(NO_VAT));
                assert_eq!(says, said, "{mentions:?}");
            }
        }
    }
}
