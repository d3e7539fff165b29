//! Sums, dates and quantities as people read them.
//!
//! Written digit by digit: the formatting machinery of the standard library would weigh more in the browser than
//! all of this module.

use alloc::string::String;

use vocabulary::{Amount, Cents, Date, Lang};

/// Narrow no-break space: between thousands, before a unit, and before French high punctuation.
pub const NARROW: char = '\u{202f}';

/// A sum that can be shown in cents: whole cents, or an exact amount rounded half up to a cent.
pub trait Sum: Copy {
    /// The sum in cents.
    fn cents(self) -> i64;
}

impl Sum for Cents {
    fn cents(self) -> i64 {
        self.0
    }
}

impl Sum for Amount {
    fn cents(self) -> i64 {
        self.to_cents().0
    }
}

/// A sum with its cents: `1 234,56 €`, `€1,234.56`.
#[must_use]
pub fn euros(sum: impl Sum, lang: Lang) -> String {
    money(sum.cents(), true, lang)
}

/// A sum without its cents when they are nil: `60 €`, `54,95 €`; `€60`, `€54.95`.
#[must_use]
pub fn euros_short(sum: impl Sum, lang: Lang) -> String {
    let cents = sum.cents();
    money(cents, cents % 100 != 0, lang)
}

fn money(cents: i64, with_cents: bool, lang: Lang) -> String {
    let mut text = String::new();
    if cents < 0 {
        text.push('\u{2212}');
    }
    let absolute = cents.unsigned_abs();
    if lang == Lang::En {
        text.push('€');
    }
    push_grouped(&mut text, absolute / 100, lang);
    if with_cents {
        text.push(lang.pick(',', '.'));
        push_two_digits(&mut text, absolute % 100);
    }
    if lang == Lang::Fr {
        text.push(NARROW);
        text.push('€');
    }
    text
}

/// A whole number, its thousands apart: `1 234`, `1,234`.
#[must_use]
pub fn integer(number: u64, lang: Lang) -> String {
    let mut text = String::new();
    push_grouped(&mut text, number, lang);
    text
}

/// A number of kilograms: `1 320 kg`, `1,320 kg`.
#[must_use]
pub fn kg(kilograms: u32, lang: Lang) -> String {
    with_unit(kilograms, "kg", lang)
}

/// A number of grams of CO₂ by kilometre: `118 g/km`.
#[must_use]
pub fn grams(grams_by_km: u32, lang: Lang) -> String {
    with_unit(grams_by_km, "g/km", lang)
}

/// A number of fiscal horsepower: `6 CV`.
#[must_use]
pub fn cv(fiscal_cv: u32, lang: Lang) -> String {
    with_unit(fiscal_cv, "CV", lang)
}

/// A percentage: `28 %`, `28%`.
#[must_use]
pub fn percent(hundredths: u32, lang: Lang) -> String {
    let mut text = integer(u64::from(hundredths), lang);
    if lang == Lang::Fr {
        text.push(NARROW);
    }
    text.push('%');
    text
}

/// A share in hundredths of a percent, without nils at its end: `1,5 %`, `1.5%`.
#[must_use]
pub fn share(basis_points: u64, lang: Lang) -> String {
    let mut text = integer(basis_points / 100, lang);
    let part = basis_points % 100;
    if part != 0 {
        text.push(lang.pick(',', '.'));
        push_two_digits(&mut text, part);
        if part.is_multiple_of(10) {
            text.pop();
        }
    }
    if lang == Lang::Fr {
        text.push(NARROW);
    }
    text.push('%');
    text
}

/// A number with its unit, kept on one line.
#[must_use]
pub fn with_unit(number: u32, unit: &str, lang: Lang) -> String {
    let mut text = integer(u64::from(number), lang);
    text.push(NARROW);
    text.push_str(unit);
    text
}

/// A day in full: `1er mars 2026`, `1 March 2026`.
#[must_use]
pub fn date(day: Date, lang: Lang) -> String {
    let mut text = String::new();
    push_number(&mut text, u64::from(day.day()));
    if lang == Lang::Fr && day.day() == 1 {
        text.push_str("er");
    }
    text.push(' ');
    text.push_str(month(day.month(), lang));
    text.push(' ');
    push_number(&mut text, u64::from(day.year()));
    text
}

/// A day in figures, `21/11/2026`, in both languages: the order is the one printed on the certificate.
#[must_use]
pub fn date_short(day: Date) -> String {
    let mut text = String::new();
    push_two_digits(&mut text, u64::from(day.day()));
    text.push('/');
    push_two_digits(&mut text, u64::from(day.month()));
    text.push('/');
    push_number(&mut text, u64::from(day.year()));
    text
}

/// The name of a month, 1 to 12; empty for any other number.
#[must_use]
pub const fn month(number: u8, lang: Lang) -> &'static str {
    match number {
        1 => lang.pick("janvier", "January"),
        2 => lang.pick("février", "February"),
        3 => lang.pick("mars", "March"),
        4 => lang.pick("avril", "April"),
        5 => lang.pick("mai", "May"),
        6 => lang.pick("juin", "June"),
        7 => lang.pick("juillet", "July"),
        8 => lang.pick("août", "August"),
        9 => lang.pick("septembre", "September"),
        10 => lang.pick("octobre", "October"),
        11 => lang.pick("novembre", "November"),
        12 => lang.pick("décembre", "December"),
        _ => "",
    }
}

fn push_grouped(text: &mut String, number: u64, lang: Lang) {
    if number < 1_000 {
        push_number(text, number);
        return;
    }
    push_grouped(text, number / 1_000, lang);
    text.push(lang.pick(NARROW, ','));
    let rest = number % 1_000;
    push_digit(text, rest / 100);
    push_two_digits(text, rest % 100);
}

pub(crate) fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    push_digit(text, number % 10);
}

fn push_two_digits(text: &mut String, number: u64) {
    push_digit(text, number / 10);
    push_digit(text, number % 10);
}

fn push_digit(text: &mut String, digit: u64) {
    text.push(char::from(b'0' + u8::try_from(digit % 10).unwrap_or_default()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_in_both_languages() {
        for (cents, fr, en) in [
            (0, "0,00\u{202f}€", "€0.00"),
            (5, "0,05\u{202f}€", "€0.05"),
            (42_776, "427,76\u{202f}€", "€427.76"),
            (123_456, "1\u{202f}234,56\u{202f}€", "€1,234.56"),
            (100_000_000, "1\u{202f}000\u{202f}000,00\u{202f}€", "€1,000,000.00"),
            (6_000_700, "60\u{202f}007,00\u{202f}€", "€60,007.00"),
            (-30, "\u{2212}0,30\u{202f}€", "\u{2212}€0.30"),
        ] {
            assert_eq!(euros(Cents(cents), Lang::Fr), fr);
            assert_eq!(euros(Cents(cents), Lang::En), en);
            assert_eq!(euros(Amount::from_cents(Cents(cents)), Lang::Fr), fr);
        }
    }

    #[test]
    fn a_short_sum_keeps_only_cents_that_count() {
        assert_eq!(euros_short(Cents::euros(60, 0), Lang::Fr), "60\u{202f}€");
        assert_eq!(euros_short(Cents::euros(54, 95), Lang::Fr), "54,95\u{202f}€");
        assert_eq!(euros_short(Cents::euros(80_000, 0), Lang::En), "€80,000");
        assert_eq!(euros_short(Cents(-150), Lang::En), "\u{2212}€1.50");
    }

    #[test]
    fn an_exact_half_cent_is_shown_rounded_up() {
        assert_eq!(
            euros(Amount::from_cents(Cents::euros(344, 75)).half(), Lang::Fr),
            "172,38\u{202f}€"
        );
    }

    #[test]
    fn days_are_read_in_both_languages() {
        let first = Date::new(2026, 3, 1).unwrap();
        let today = Date::new(2026, 11, 21).unwrap();
        assert_eq!(date(first, Lang::Fr), "1er mars 2026");
        assert_eq!(date(first, Lang::En), "1 March 2026");
        assert_eq!(date(today, Lang::Fr), "21 novembre 2026");
        assert_eq!(date(today, Lang::En), "21 November 2026");
        assert_eq!(date_short(first), "01/03/2026");
        assert_eq!(date_short(today), "21/11/2026");
    }

    #[test]
    fn every_month_has_a_name_of_its_own_in_both_languages() {
        for number in 1..=12 {
            assert!(!month(number, Lang::Fr).is_empty());
            assert_ne!(month(number, Lang::Fr), month(number, Lang::En));
        }
        assert_eq!(month(13, Lang::Fr), "");
    }

    #[test]
    fn quantities_keep_their_unit_on_the_line() {
        assert_eq!(kg(1320, Lang::Fr), "1\u{202f}320\u{202f}kg");
        assert_eq!(kg(1320, Lang::En), "1,320\u{202f}kg");
        assert_eq!(grams(118, Lang::Fr), "118\u{202f}g/km");
        assert_eq!(cv(6, Lang::En), "6\u{202f}CV");
        assert_eq!(percent(28, Lang::Fr), "28\u{202f}%");
        assert_eq!(percent(28, Lang::En), "28%");
        assert_eq!(integer(1_000_001, Lang::Fr), "1\u{202f}000\u{202f}001");
    }
}
