//! The accounts of a year as the tax office reads them: the « fichier des écritures comptables » (livre des procédures
//! fiscales, art. A47 A-1): eighteen columns parted by tabs, ISO 8859-15, an entry after the other in the order in which they
//! were booked, numbered without a hole. The first takes up the balances of the year before ([`Opening`]).

mod signs;

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use vocabulary::{Cents, Date};

use self::signs::{latin, one_line};
use crate::{Account, Chart, Entry, Kind};

/// An entry, and when it was booked: it was valid from then on, for nothing of it ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The entry.
    pub entry: Entry,
    /// When.
    pub at: Timestamp,
}

/// What an account held when the year began: of customers, what each dossier owed or was owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which account.
    pub account: Account,
    /// Of which dossier; empty but for customers.
    pub reference: String,
    /// More than nothing: a debit.
    pub cents: Cents,
}

/// Where what is in no account of the balance sheet is taken up: what earlier years earned, or lost.
const EARNED: (&str, &str) = ("110000", "Report à nouveau (solde créditeur)");
const LOST: (&str, &str) = ("119000", "Report à nouveau (solde débiteur)");

/// The columns, in their order.
pub const COLUMNS: [&str; 18] = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
];

/// The name of the file: the SIREN of the house and the last day of the year. `None` without a SIREN of nine digits: no other
/// name is one that the tax office reads.
#[must_use]
pub fn name(siren: &str, year: u16) -> Option<String> {
    let digits: String = siren.chars().filter(|sign| !sign.is_whitespace()).collect();
    let fits = digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("{digits}FEC{year:04}1231.txt"))
}

/// The file of `entries`, which are in the order in which they were booked, of a year that began on `first` with `openings`.
#[must_use]
pub fn file(first: Date, openings: &[Opening], entries: &[Booked], chart: &Chart) -> Vec<u8> {
    let mut text = COLUMNS.join("\t");
    text.push_str("\r\n");
    let taken_up = opening_lines(first, openings, chart);
    let begins = if taken_up.is_empty() { 1_u64 } else { 2 };
    let booked = (begins..).zip(entries).flat_map(|(number, one)| lines(number, one, chart));
    for line in taken_up.into_iter().chain(booked) {
        text.push_str(&line.join("\t"));
        text.push_str("\r\n");
    }
    latin(&text)
}

/// The lines that take up the balances of the year before: accounts of the balance sheet, classes 1 to 5, and of all others
/// together what is left of them.
fn opening_lines(first: Date, openings: &[Opening], chart: &Chart) -> Vec<[String; 18]> {
    let (day, year) = (digits(&first.to_string()), first.year());
    let line = |(number, label): (&str, &str), reference: &str, cents: Cents| {
        let of = if reference.is_empty() {
            (String::new(), String::new())
        } else {
            (one_line(reference), one_line(&format!("Dossier {reference}")))
        };
        let [debit, credit] = sides(cents);
        [
            "AN".to_owned(),
            "À-nouveaux".to_owned(),
            "1".to_owned(),
            day.clone(),
            number.to_owned(),
            one_line(label),
            of.0,
            of.1,
            format!("AN{year}"),
            day.clone(),
            format!("À-nouveaux {year}"),
            debit,
            credit,
            String::new(),
            String::new(),
            day.clone(),
            String::new(),
            String::new(),
        ]
    };
    let stays =
        |one: &&Opening| matches!(chart.of(one.account).0.as_bytes().first(), Some(b'1'..=b'5'));
    let held: Vec<&Opening> =
        openings.iter().filter(|one| one.cents.0 != 0).filter(stays).collect();
    let mut lines: Vec<_> =
        held.iter().map(|one| line(chart.of(one.account), &one.reference, one.cents)).collect();
    let rest = -held.iter().map(|one| one.cents).sum::<Cents>();
    let left = match rest.0.cmp(&0) {
        Ordering::Less => Some(EARNED),
        Ordering::Equal => None,
        Ordering::Greater => Some(LOST),
    };
    lines.extend(left.map(|account| line(account, "", rest)));
    lines
}

/// The lines of an entry, one a leg.
fn lines(number: u64, booked: &Booked, chart: &Chart) -> Vec<[String; 18]> {
    let Booked { entry, at } = booked;
    let (code, journal) = journal(entry);
    let day = digits(&entry.on.to_string());
    let valid = digits(&at.to_zoned(paris()).date().to_string());
    let words = one_line(&format!("{} {}", words(entry.kind), entry.reference));
    entry
        .legs()
        .iter()
        .map(|leg| {
            let (account, label) = chart.of(leg.account);
            // Whose debt it is, by the dossier: nobody's name leaves the dossiers.
            let of_customer = leg.account == Account::Customer && !entry.reference.is_empty();
            let auxiliary = |text: String| if of_customer { text } else { String::new() };
            let [debit, credit] = sides(leg.cents);
            [
                code.to_owned(),
                journal.to_owned(),
                number.to_string(),
                day.clone(),
                account.to_owned(),
                one_line(label),
                auxiliary(one_line(&entry.reference)),
                auxiliary(one_line(&format!("Dossier {}", entry.reference))),
                one_line(if entry.reference.is_empty() { &entry.cause } else { &entry.reference }),
                day.clone(),
                words.clone(),
                debit,
                credit,
                String::new(),
                String::new(),
                valid.clone(),
                String::new(),
                String::new(),
            ]
        })
        .collect()
}

fn paris() -> TimeZone {
    // Without its tables the day is that of UTC: an hour or two at midnight.
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}

/// The journal of an entry.
fn journal(entry: &Entry) -> (&'static str, &'static str) {
    let moves = |account| entry.legs().iter().any(|leg| leg.account == account);
    match entry.kind {
        Kind::Invoice | Kind::CreditNote => ("VE", "Ventes"),
        _ if moves(Account::Bank) => ("BQ", "Banque"),
        _ if moves(Account::Provider) => ("PP", "Prestataire de paiement"),
        _ => ("OD", "Opérations diverses"),
    }
}

const fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Payment => "Règlement",
        Kind::Invoice => "Vente",
        Kind::CreditNote => "Avoir",
        Kind::Refund => "Remboursement",
        Kind::Dispute => "Litige bancaire",
        Kind::ProviderFee => "Commission du prestataire",
        Kind::Payout => "Virement du prestataire",
        Kind::Filing => "Taxes versées à l’État",
        Kind::TaxesReturned => "Taxes rendues par l’État",
    }
}

/// What is debited, and what is credited: one of them is nothing.
fn sides(cents: Cents) -> [String; 2] {
    [cents.0, -cents.0].map(|side| sum(Cents(side.max(0))))
}

/// A sum with a comma, as French files have it.
fn sum(cents: Cents) -> String {
    format!("{},{:02}", cents.0 / 100, cents.0 % 100)
}

/// `2026-11-22` as `20261122`.
fn digits(day: &str) -> String {
    day.chars().filter(char::is_ascii_digit).collect()
}

/// The first and the last day of `year`; `None` for a year out of the calendar.
#[must_use]
pub fn days_of(year: u16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sale;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn year() -> Vec<Booked> {
        let reference = || "CG-2026-000001".to_owned();
        let on = |day| Date::new(2026, 11, day).unwrap();
        let sale = Sale { taxes: Cents(37_000), net: Cents(2_492), vat: Cents(498) };
        let paid = Entry::moved(
            "payment:1".to_owned(),
            Kind::Payment,
            reference(),
            on(22),
            (Account::Provider, Account::Customer),
            Cents(39_990),
        );
        let fee = Entry::moved(
            "fee:stripe:txn_1".to_owned(),
            Kind::ProviderFee,
            String::new(),
            on(22),
            (Account::ProviderFees, Account::Provider),
            Cents(624),
        );
        vec![
            Booked { entry: paid.unwrap(), at: at("2026-11-22T12:00:00Z") },
            Booked {
                entry: Entry::sold("sale:1".to_owned(), reference(), on(22), sale).unwrap(),
                at: at("2026-11-22T12:00:00Z"),
            },
            // Booked in the night: valid the day after, in Paris.
            Booked { entry: fee.unwrap(), at: at("2026-11-22T23:30:00Z") },
        ]
    }

    fn first() -> Date {
        Date::new(2026, 1, 1).unwrap()
    }

    fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        assert!(text.ends_with("\r\n"));
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn the_file_is_named_by_the_siren_and_the_last_day_of_the_year() {
        assert_eq!(name("123 456 789", 2026).as_deref(), Some("123456789FEC20261231.txt"));
        for siren in ["", "12345678", "1234567890", "12345678A", "\u{661}23456789"] {
            assert_eq!(name(siren, 2026), None, "{siren}");
        }
    }

    #[test]
    fn a_year_begins_with_what_the_balance_sheet_held_and_what_earlier_years_earned() {
        let opening = |account, reference: &str, cents| Opening {
            account,
            reference: reference.to_owned(),
            cents: Cents(cents),
        };
        let held = [
            opening(Account::Provider, "", 40_000),
            opening(Account::Customer, "CG-2025-000007", -1_500),
            opening(Account::Customer, "CG-2025-000009", 500),
            opening(Account::Debours, "", -36_000),
            opening(Account::Revenue, "", -3_624),
            opening(Account::ProviderFees, "", 624),
        ];
        let rows = rows(&file(first(), &held, &year(), &Chart::default()));
        let taken_up: Vec<&Vec<String>> = rows.iter().filter(|row| row[0] == "AN").collect();
        let said: Vec<_> = taken_up
            .iter()
            .map(|row| (row[4].as_str(), row[6].as_str(), row[11].as_str(), row[12].as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("517000", "", "400,00", "0,00"),
                ("411000", "CG-2025-000007", "0,00", "15,00"),
                ("411000", "CG-2025-000009", "5,00", "0,00"),
                ("467100", "", "0,00", "360,00"),
                ("110000", "", "0,00", "30,00"),
            ]
        );
        for row in taken_up {
            assert_eq!(
                (row[2].as_str(), row[3].as_str(), row[15].as_str()),
                ("1", "20260101", "20260101")
            );
            assert_eq!(row[1], "\u{c0}-nouveaux");
        }
        assert_eq!(rows[6][2], "2", "the entries of the year follow");
        let lost = [opening(Account::Bank, "", -700), opening(Account::ProviderFees, "", 700)];
        let rows = self::rows(&file(first(), &lost, &[], &Chart::default()));
        assert_eq!((rows[2][4].as_str(), rows[2][11].as_str()), ("119000", "7,00"));
    }

    #[test]
    fn every_line_has_eighteen_columns_and_every_entry_adds_up() {
        let rows = rows(&file(first(), &[], &year(), &Chart::default()));
        assert_eq!(rows[0], COLUMNS);
        assert_eq!(rows.len(), 1 + 2 + 4 + 2);
        let cents = |text: &str| text.replace(',', "").parse::<i64>().unwrap();
        let mut totals = std::collections::BTreeMap::<u64, i64>::new();
        for row in &rows[1..] {
            assert_eq!(row.len(), 18, "{row:?}");
            let number = row[2].parse().unwrap();
            *totals.entry(number).or_default() += cents(&row[11]) - cents(&row[12]);
            assert!(row[3].len() == 8 && row[9].len() == 8 && row[15].len() == 8, "{row:?}");
        }
        assert_eq!(totals.keys().copied().collect::<Vec<_>>(), [1, 2, 3], "no number is left out");
        assert!(totals.values().all(|total| *total == 0), "{totals:?}");
    }

    #[test]
    fn a_line_says_journal_account_dossier_words_and_sum() {
        let rows = rows(&file(first(), &[], &year(), &Chart::default()));
        let line = |row: &[String]| row.join("|");
        assert_eq!(
            line(&rows[1]),
            "PP|Prestataire de paiement|1|20261122|517000|Prestataire de paiement|||CG-2026-000001|20261122|\
             R\u{e8}glement CG-2026-000001|399,90|0,00|||20261122||"
        );
        assert_eq!(
            line(&rows[3]),
            "VE|Ventes|2|20261122|411000|Clients|CG-2026-000001|Dossier CG-2026-000001|CG-2026-000001|20261122|\
             Vente CG-2026-000001|399,90|0,00|||20261122||"
        );
        assert_eq!(rows[4][4], "467100");
        assert_eq!(rows[8][15], "20261123", "valid from when it was booked, in Paris");
        assert_eq!(rows[8][8], "fee:stripe:txn_1", "what has no dossier is named by its cause");
    }

    #[test]
    fn an_entry_stands_in_the_journal_of_what_it_moves() {
        let of = |kind, debit, credit| {
            let (cause, reference) = (String::from("cause"), String::new());
            let entry = Entry::moved(cause, kind, reference, first(), (debit, credit), Cents(1));
            journal(&entry.unwrap()).0
        };
        assert_eq!(of(Kind::Invoice, Account::Customer, Account::Revenue), "VE");
        assert_eq!(of(Kind::CreditNote, Account::Revenue, Account::Customer), "VE");
        assert_eq!(of(Kind::Payout, Account::Bank, Account::Provider), "BQ");
        assert_eq!(of(Kind::Refund, Account::Customer, Account::Provider), "PP");
        assert_eq!(of(Kind::Refund, Account::Customer, Account::Refunds), "OD");
    }
}
