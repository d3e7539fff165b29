use std::collections::BTreeMap;

use uuid::Uuid;
use vocabulary::{Cents, Date, FeeRule};

/// A line of `service_fees`: what a tenant charges for a démarche while a period runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFee {
    /// Code of the démarche; `None` for every démarche without a line of its own.
    pub demarche: Option<String>,
    /// How much.
    pub rule: FeeRule,
    /// First day.
    pub effective_from: Date,
    /// Last day, if it ends.
    pub effective_to: Option<Date>,
    /// The list that it was published in; `None` for what the house began with.
    pub list: Option<FeeListId>,
}

/// A list of fees that two people published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeListId {
    /// Its revision.
    pub revision: Uuid,
    /// When it was published, in microseconds since 1970: of two lists of one day the later one holds.
    pub published: i64,
}

impl ServiceFee {
    fn runs_on(&self, day: Date) -> bool {
        self.effective_from <= day && self.effective_to.is_none_or(|last| day <= last)
    }
}

/// The lines among `fees` that hold on `day`: those of the list whose day is the latest that has come, or else those that
/// the house began with.
pub(crate) fn lines_on(fees: &[ServiceFee], day: Date) -> impl Iterator<Item = &ServiceFee> {
    let since = |fee: &ServiceFee| Some((fee.effective_from, fee.list?.published));
    let lists = fees.iter().filter(|fee| fee.list.is_some() && fee.effective_from <= day);
    let latest = lists.max_by_key(|fee| since(fee)).and_then(|fee| fee.list);
    fees.iter().filter(move |fee| fee.list == latest && fee.runs_on(day))
}

/// The price among `fees` for `demarche` on `day`: its own line first, else the one for all.
pub(crate) fn fee_on(fees: &[ServiceFee], demarche: Option<&str>, day: Date) -> Option<FeeRule> {
    let running = || lines_on(fees, day);
    running()
        .find(|fee| fee.demarche.is_some() && fee.demarche.as_deref() == demarche)
        .or_else(|| running().find(|fee| fee.demarche.is_none()))
        .map(|fee| fee.rule)
}

/// What a house charges, as a draft of it is written: in euros and percent, before VAT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeeList {
    /// VAT, in hundredths of a percent.
    pub vat: i64,
    /// For every démarche without a line of its own: the fixed sum and the share of the taxes.
    pub general: (Cents, i64),
    /// For démarches by their codes: the same.
    pub own: BTreeMap<String, (Cents, i64)>,
}

/// Why a text is no list of fees.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no list of fees: {0}")]
pub struct NotAFeeList(String);

/// Highest fixed sum: ten thousand euros.
pub const FIXED_MAX: Cents = Cents(1_000_000);
/// Highest share and highest VAT: the whole.
pub const SHARE_MAX: i64 = 10_000;

impl FeeList {
    /// The lines among `fees` that hold on `day`, as a list: all bear one rate of VAT, the database sees to it.
    #[must_use]
    pub fn on(fees: &[ServiceFee], day: Date) -> Self {
        Self::of(lines_on(fees, day))
    }

    /// Those among `fees` on `day` that the house began with, whatever lists it has published.
    #[must_use]
    pub fn begun_with(fees: &[ServiceFee], day: Date) -> Self {
        Self::of(fees.iter().filter(|fee| fee.list.is_none() && fee.runs_on(day)))
    }

    fn of<'fees>(lines: impl Iterator<Item = &'fees ServiceFee>) -> Self {
        let mut list = Self::default();
        for line in lines {
            let FeeRule { fixed, share, vat } = line.rule;
            list.vat = vat;
            match &line.demarche {
                None => list.general = (fixed, share),
                Some(demarche) => drop(list.own.insert(demarche.clone(), (fixed, share))),
            }
        }
        list
    }

    /// Each line with the démarche that it is for.
    pub fn rules(&self) -> impl Iterator<Item = (Option<&str>, FeeRule)> {
        let (fixed, share) = self.general;
        let general = std::iter::once((None, FeeRule { fixed, share, vat: self.vat }));
        general.chain(self.own.iter().map(|(demarche, (fixed, share))| {
            let rule = FeeRule { fixed: *fixed, share: *share, vat: self.vat };
            (Some(demarche.as_str()), rule)
        }))
    }

    /// What is charged for `demarche`.
    #[must_use]
    pub fn rule(&self, demarche: &str) -> FeeRule {
        let own = self.rules().find(|(one, _)| *one == Some(demarche));
        let (fixed, share) = self.general;
        own.map_or(FeeRule { fixed, share, vat: self.vat }, |(_, rule)| rule)
    }

    /// The list as a text: a line a démarche, so that what differs can be seen.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("vat = \"{}\"\n", hundredths(self.vat));
        for (demarche, rule) in self.rules() {
            let of = demarche.map(|code| format!("demarche = \"{code}\"\n")).unwrap_or_default();
            let (fixed, share) = (hundredths(rule.fixed.0), hundredths(rule.share));
            let line = format!("\n[[fee]]\n{of}fixed = \"{fixed}\"\nshare = \"{share}\"\n");
            text.push_str(&line);
        }
        text
    }

    /// Reads what [`FeeList::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// [`NotAFeeList`] for any other text, a démarche that stands twice, or a list without its general line.
    pub fn read(text: &str) -> Result<Self, NotAFeeList> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            vat: String,
            fee: Vec<Line>,
        }
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Line {
            demarche: Option<String>,
            fixed: String,
            share: String,
        }
        let wrong = |what: &str| NotAFeeList(what.to_owned());
        let file: File = toml::from_str(text).map_err(|error| wrong(error.message()))?;
        let number = |text: &str, most: i64| {
            read_hundredths(text).filter(|it| *it <= most).ok_or_else(|| wrong(text))
        };
        let (mut general, mut own) = (None, BTreeMap::new());
        for line in file.fee {
            let fixed = Cents(number(&line.fixed, FIXED_MAX.0)?);
            let share = number(&line.share, SHARE_MAX)?;
            match line.demarche {
                None if general.is_some() => return Err(wrong("two general lines")),
                None => general = Some((fixed, share)),
                Some(demarche) if own.contains_key(&demarche) => return Err(wrong(&demarche)),
                Some(demarche) => drop(own.insert(demarche, (fixed, share))),
            }
        }
        let general = general.ok_or_else(|| wrong("no general line"))?;
        Ok(Self { vat: number(&file.vat, SHARE_MAX)?, general, own })
    }
}

/// `2492` as `24.92`.
#[must_use]
pub fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

/// What is typed as euros or percent, `24,92` or `24.92`, in hundredths; nothing below nought.
#[must_use]
pub fn read_hundredths(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let (whole, part) = text.split_once([',', '.']).unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok().map(|whole| whole * 100 + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn line(demarche: Option<&str>, net: i64, from: &str, to: Option<&str>) -> ServiceFee {
        ServiceFee {
            demarche: demarche.map(str::to_owned),
            rule: FeeRule { fixed: Cents(net), share: 0, vat: 2000 },
            effective_from: day(from),
            effective_to: to.map(day),
            list: None,
        }
    }

    fn gross(fees: &[ServiceFee], demarche: Option<&str>, on: &str) -> Option<i64> {
        fee_on(fees, demarche, day(on)).map(|fee| fee.gross(Cents::ZERO).0)
    }

    #[test]
    fn a_demarche_with_its_own_line_does_not_pay_the_general_one() {
        let fees = [
            line(None, 2492, "2026-01-01", None),
            line(Some("changement_adresse"), 0, "2026-01-01", Some("2026-06-30")),
        ];
        assert_eq!(gross(&fees, Some("changement_adresse"), "2026-06-30"), Some(0));
        assert_eq!(gross(&fees, Some("changement_adresse"), "2026-07-01"), Some(2990));
        assert_eq!(gross(&fees, Some("import_ue"), "2026-06-30"), Some(2990));
        assert_eq!(gross(&fees, None, "2026-06-30"), Some(2990));
        assert_eq!(gross(&fees, None, "2025-12-31"), None);
    }

    #[test]
    fn a_published_list_replaces_all_lines_of_before_from_its_day_on() {
        let of = |number: u128, published: i64, from: &str, net: i64| ServiceFee {
            list: Some(FeeListId { revision: Uuid::from_u128(number), published }),
            ..line(None, net, from, None)
        };
        let fees = [
            line(None, 2492, "2026-01-01", None),
            line(Some("import_ue"), 4992, "2026-01-01", None),
            of(1, 10, "2027-01-01", 3000),
            of(2, 20, "2026-12-01", 2000),
            of(3, 30, "2026-12-01", 2100),
        ];
        assert_eq!(gross(&fees, Some("import_ue"), "2026-11-30"), Some(5990));
        assert_eq!(gross(&fees, Some("import_ue"), "2026-12-01"), Some(2520), "the later of two");
        assert_eq!(gross(&fees, None, "2026-12-31"), Some(2520));
        assert_eq!(gross(&fees, None, "2027-01-01"), Some(3600));
        let first = FeeList::begun_with(&fees, day("2027-01-01"));
        assert_eq!(first.general, (Cents(2492), 0), "lists of a day before are no beginning");
        assert_eq!(first.rule("import_ue").fixed, Cents(4992));
    }

    #[test]
    fn a_list_has_one_text_whatever_the_order_of_its_lines() {
        let mut fees = vec![
            line(Some("import_ue"), 4992, "2026-01-01", None),
            line(None, 2492, "2026-01-01", None),
            line(Some("changement_adresse"), 1000, "2026-01-01", None),
        ];
        let text = FeeList::on(&fees, day("2026-02-01")).to_text();
        fees.reverse();
        assert_eq!(FeeList::on(&fees, day("2026-02-01")).to_text(), text);
        let read = FeeList::read(&text).unwrap();
        assert_eq!((read.vat, read.to_text()), (2000, text));
    }

    #[test]
    fn a_list_reads_as_it_is_written() {
        let list = FeeList {
            vat: 2000,
            general: (Cents(2492), 0),
            own: BTreeMap::from([("import_ue".to_owned(), (Cents(4992), 150))]),
        };
        assert_eq!(FeeList::read(&list.to_text()), Ok(list.clone()));
        assert_eq!(list.rule("import_ue"), FeeRule { fixed: Cents(4992), share: 150, vat: 2000 });
        assert_eq!(list.rule("collection").fixed, Cents(2492));
        let twice = format!("{}\n[[fee]]\nfixed = \"1.00\"\nshare = \"0.00\"\n", list.to_text());
        for text in ["", "vat = \"20.00\"\nfee = []", &twice, "vat = \"20\"\nfee = 3"] {
            assert!(FeeList::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn euros_are_read_as_people_write_them() {
        for (text, read) in
            [("24,92", 2492), ("24.9", 2490), ("24", 2400), ("1 000", 100_000), ("0", 0)]
        {
            assert_eq!(read_hundredths(text), Some(read), "{text}");
        }
        for text in ["", "-1", "1,234", "abc", ",5", "1.2.3", "9999999999"] {
            assert_eq!(read_hundredths(text), None, "{text}");
        }
    }
}
