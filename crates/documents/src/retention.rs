//! How long pieces are kept (demarches B8, decision 11): a class each, and a day once its dossier has ended.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use vocabulary::codes;

codes! {
    /// How long a piece is kept, and how it is shown.
    pub enum Class {
        /// Says who somebody is: shown under a watermark, and kept shortest when nothing was filed.
        Identity = "identity",
        /// Any other piece of the operation.
        Ordinary = "ordinary",
        /// About health (CMI): taken with a consent of its own, destroyed when the dossier is filed.
        Health = "health",
        /// What the parties agreed online: order, terms.
        Contract = "contract",
    }
}

/// What became of a dossier, on a day in Paris.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Filed with the administration.
    Filed(Date),
    /// Cancelled, or left as a draft that nobody touches.
    NotFiled(Date),
}

codes! {
    /// Why something is destroyed. The names are in certificates: none ever changes or goes.
    pub enum Rule {
        /// Five full years after the year of the filing.
        FiledFiveYears = "filed_five_years",
        /// Data about health, at the filing.
        HealthAtFiling = "health_at_filing",
        /// Thirty days after a dossier that was not filed.
        NotFiledThirtyDays = "not_filed_thirty_days",
        /// Ninety days after a dossier that was not filed.
        NotFiledNinetyDays = "not_filed_ninety_days",
        /// Ten years after an agreement.
        ContractTenYears = "contract_ten_years",
        /// Seven days after it was taken back or replaced.
        WithdrawnSevenDays = "withdrawn_seven_days",
        /// Thirty days after a file was refused: nothing of it but the row is there.
        RefusedThirtyDays = "refused_thirty_days",
        /// Seven days after the antivirus found something.
        QuarantinedSevenDays = "quarantined_seven_days",
        /// The person asked for it, and no law keeps it.
        AskedFor = "asked_for",
    }
}

impl Rule {
    /// Follows from the end of a dossier, and goes when that is taken up again.
    #[must_use]
    pub const fn is_of_an_ending(self) -> bool {
        matches!(
            self,
            Self::FiledFiveYears
                | Self::HealthAtFiling
                | Self::NotFiledThirtyDays
                | Self::NotFiledNinetyDays
                | Self::ContractTenYears
        )
    }

    /// The law wants it kept until then: it is destroyed no earlier, whoever asks.
    #[must_use]
    pub const fn is_kept_by_law(self) -> bool {
        matches!(self, Self::FiledFiveYears | Self::ContractTenYears)
    }
}

/// The last day that there is, where a date would come after it.
const NEVER: Date = date(9999, 12, 31);

/// `days` days after `day`.
#[must_use]
pub(crate) fn after(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(NEVER)
}

impl Class {
    /// The day on which a piece of this class is destroyed, once its dossier ended, and why.
    #[must_use]
    pub fn destroyed_on(self, ending: Ending) -> (Date, Rule) {
        match (self, ending) {
            (Self::Contract, Ending::Filed(day) | Ending::NotFiled(day)) => {
                (day.checked_add(10.years()).unwrap_or(NEVER), Rule::ContractTenYears)
            }
            (Self::Health, Ending::Filed(day)) => (day, Rule::HealthAtFiling),
            // Papers of year N go on 1 January of N+6.
            (Self::Identity | Self::Ordinary, Ending::Filed(day)) => {
                let goes = Date::new(day.year().saturating_add(6), 1, 1).unwrap_or(NEVER);
                (goes, Rule::FiledFiveYears)
            }
            (Self::Identity | Self::Health, Ending::NotFiled(day)) => {
                (after(day, 30), Rule::NotFiledThirtyDays)
            }
            (Self::Ordinary, Ending::NotFiled(day)) => (after(day, 90), Rule::NotFiledNinetyDays),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_goes_on_its_day() {
        let (filed, ended) = (date(2026, 11, 22), date(2028, 2, 29));
        for (class, ending, goes, rule) in [
            (Class::Identity, Ending::Filed(filed), date(2032, 1, 1), Rule::FiledFiveYears),
            (
                Class::Ordinary,
                Ending::Filed(date(2026, 1, 1)),
                date(2032, 1, 1),
                Rule::FiledFiveYears,
            ),
            (
                Class::Ordinary,
                Ending::Filed(date(2026, 12, 31)),
                date(2032, 1, 1),
                Rule::FiledFiveYears,
            ),
            (Class::Health, Ending::Filed(filed), filed, Rule::HealthAtFiling),
            (Class::Contract, Ending::Filed(filed), date(2036, 11, 22), Rule::ContractTenYears),
            (Class::Identity, Ending::NotFiled(ended), date(2028, 3, 30), Rule::NotFiledThirtyDays),
            (Class::Health, Ending::NotFiled(ended), date(2028, 3, 30), Rule::NotFiledThirtyDays),
            (Class::Ordinary, Ending::NotFiled(ended), date(2028, 5, 29), Rule::NotFiledNinetyDays),
            (Class::Contract, Ending::NotFiled(ended), date(2038, 2, 28), Rule::ContractTenYears),
        ] {
            assert_eq!(class.destroyed_on(ending), (goes, rule), "{class:?} {ending:?}");
        }
    }

    #[test]
    fn every_ending_gives_a_rule_of_endings() {
        for class in Class::ALL {
            for ending in [Ending::Filed(date(2026, 6, 1)), Ending::NotFiled(date(2026, 6, 1))] {
                assert!(class.destroyed_on(ending).1.is_of_an_ending());
            }
        }
        assert!(!Rule::AskedFor.is_of_an_ending());
    }
}
