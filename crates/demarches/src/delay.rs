//! Delays: how long the law or a paper gives, and until when that is in a case.

use vocabulary::{Cents, Date};

use crate::{expr::Expr, kind::DemarcheKind, model::Text};

/// A length of time, in the unit that the law counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// Months, date to date; the last day of the month where the day is missing.
    Months(u16),
    /// Days.
    Days(u16),
}

impl Delay {
    /// The last day, for something that happened on `day`. `None` past 2199.
    #[must_use]
    pub fn last_day(self, day: Date) -> Option<Date> {
        match self {
            Self::Months(months) => day.plus_months(months),
            Self::Days(days) => (0..days).try_fold(day, |date, _| date.tomorrow()),
        }
    }
}

/// The legal delay of a démarche, date to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// How long.
    pub delay: Delay,
    /// From what: « la date de cession ».
    pub from: Text,
    /// The article, where it was read.
    pub basis: Option<String>,
    /// What being late costs, where the law says.
    pub fine: Option<Fine>,
    /// The fact that holds the day that it runs from.
    pub(crate) since: String,
    pub(crate) when: Option<Expr>,
}

impl Deadline {
    /// The last day, for something that happened on `day`. `None` past 2199.
    #[must_use]
    pub fn last_day(&self, day: Date) -> Option<Date> {
        self.delay.last_day(day)
    }
}

/// What being late costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fine {
    /// In words.
    pub text: Text,
    /// The fixed fine.
    pub fixed: Cents,
    /// The most that a court may give.
    pub max: Cents,
}

/// Another delay worth knowing: how long one may drive on a paper, how long a paper is good.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id in the rules.
    pub id: String,
    /// What ends.
    pub label: Text,
    /// How long.
    pub delay: Delay,
    /// Where it was read, an id of [`crate::Demarches::source`].
    pub source: String,
    /// The fact that holds the day that it runs from; without one, the day comes from the life of the dossier.
    pub(crate) since: Option<String>,
    pub(crate) kinds: Vec<DemarcheKind>,
    pub(crate) when: Option<Expr>,
}

/// A delay that runs in a case.
#[derive(Clone, Copy, Debug)]
pub struct Due<'a> {
    /// What it is about.
    pub what: DueKind<'a>,
    /// The day that it runs from, where it is known.
    pub since: Option<Date>,
    /// The last day, where the first is known.
    pub last_day: Option<Date>,
}

/// What a delay is about.
#[derive(Clone, Copy, Debug)]
pub enum DueKind<'a> {
    /// The legal delay of the démarche.
    Legal(&'a Deadline),
    /// Another one.
    Term(&'a Term),
}
