//! Single values: days, sums, shares, words.

use std::collections::BTreeSet;

use vocabulary::{Cents, Date};

use crate::check::{At, Checker};
use crate::refusal::Reason;

impl Checker {
    /// The day written `text`.
    pub(crate) fn date(&mut self, at: &At, text: &str) -> Option<Date> {
        let date = Date::parse(text).ok();
        if date.is_none() {
            self.leave_out(at, Reason::BadDate(text.to_owned()));
        }
        date
    }

    /// The number written `text` with at most `places` decimals, in units of the last one.
    pub(crate) fn decimal(&mut self, at: &At, text: &str, places: u32) -> Option<i64> {
        let Some(value) = decimal(text, places) else {
            self.refuse(at, Reason::BadAmount(text.to_owned()));
            return None;
        };
        if value < 0 {
            self.refuse(at, Reason::Negative(text.to_owned()));
            return None;
        }
        Some(value)
    }

    /// The sum written `text`, in euros with at most two decimals.
    pub(crate) fn cents(&mut self, at: &At, text: &str) -> Option<Cents> {
        self.decimal(at, text, 2).map(Cents)
    }

    /// The whole euros written `text`.
    pub(crate) fn euros(&mut self, at: &At, text: &str) -> Option<u32> {
        let value = self.decimal(at, text, 0)?;
        let euros = u32::try_from(value).ok();
        if euros.is_none() {
            self.refuse(at, Reason::BadAmount(text.to_owned()));
        }
        euros
    }

    /// `value` hundredths.
    pub(crate) fn percent(&mut self, at: &At, value: u32) -> Option<u8> {
        let percent = u8::try_from(value).ok().filter(|percent| *percent <= 100);
        if percent.is_none() {
            self.refuse(at, Reason::PercentAbove100(value));
        }
        percent
    }

    /// What `word` stands for.
    pub(crate) fn word<T: Copy>(&mut self, at: &At, word: &str, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let reason = Reason::UnknownWord { word: word.to_owned(), allowed: names.join(", ") };
            self.refuse(at, reason);
        }
        found
    }

    /// Refuses what stands twice among `ids`.
    pub(crate) fn unique<'a>(&mut self, ids: impl IntoIterator<Item = (&'a At, &'a str)>) {
        let mut seen = BTreeSet::new();
        for (at, id) in ids {
            if !seen.insert(id) {
                self.refuse(at, Reason::Twice(id.to_owned()));
            }
        }
    }
}

/// Exact, without floats: `"-54.95"` with two places is -5495. At most nine digits before the point.
fn decimal(text: &str, places: u32) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let missing = (places as usize).checked_sub(fraction.len())?;
    let all = || whole.bytes().chain(fraction.bytes());
    if whole.is_empty() || whole.len() > 9 || !all().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = all().fold(0_i64, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    Some(sign * (0..missing).fold(value, |sum, _| sum * 10))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn amounts_are_read_exactly() {
        assert_eq!(decimal("54.95", 2), Some(5495));
        assert_eq!(decimal("59.5", 2), Some(5950));
        assert_eq!(decimal("11", 2), Some(1100));
        assert_eq!(decimal("-0.01", 2), Some(-1));
        assert_eq!(decimal("0.136", 3), Some(136));
        for text in
            ["", ".", "1.", ".5", "1.234", "1,5", "1e3", " 1", "+1", "--1", "1234567890", "١"]
        {
            assert_eq!(decimal(text, 2), None, "{text}");
        }
    }
}
