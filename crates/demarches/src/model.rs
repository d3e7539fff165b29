//! The rules once checked: every code is known, every text is there in both languages.

use std::collections::BTreeMap;

use simulator::facts::{Fact, Operation};
use vocabulary::{Cents, Date, Lang};

use crate::{
    expr::{Expr, Truth},
    facts::{Derived, FactRefused, FactRules, KnownFacts},
    kind::{AntsProcedure, DemarcheKind, FilingChannel, Quality},
};

/// The same words in both languages; neither is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The words in `lang`.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        lang.pick(&self.fr, &self.en)
    }
}

/// All the rules. Made by [`crate::load`].
#[derive(Clone, Debug)]
pub struct Demarches {
    /// The day on which the rules were last checked against their sources.
    pub checked_on: Date,
    pub(crate) facts: FactRules,
    pub(crate) derived: Vec<Derived>,
    pub(crate) piece_kinds: BTreeMap<String, PieceKind>,
    pub(crate) groups: Vec<Group>,
    /// In the order of [`DemarcheKind::ALL`], each once: [`crate::load`] sees to it.
    pub(crate) in_order: Vec<Demarche>,
}

impl Demarches {
    /// Every démarche, in the order of [`DemarcheKind::ALL`].
    #[must_use]
    pub fn all(&self) -> &[Demarche] {
        &self.in_order
    }

    /// The démarche `kind`.
    #[must_use]
    pub fn get(&self, kind: DemarcheKind) -> &Demarche {
        &self.in_order[kind as usize]
    }

    /// The démarche whose page has the slug `slug` in `lang`.
    #[must_use]
    pub fn by_slug(&self, lang: Lang, slug: &str) -> Option<&Demarche> {
        self.in_order.iter().find(|demarche| demarche.page.slug.in_lang(lang) == slug)
    }

    /// The groups of the index page, in order, each with its démarches.
    pub fn groups(&self) -> impl Iterator<Item = (&Group, Vec<&Demarche>)> {
        self.groups.iter().map(|group| {
            let members = self.in_order.iter().filter(|one| one.page.group == group.id).collect();
            (group, members)
        })
    }

    /// The kind of piece `id`.
    #[must_use]
    pub fn piece_kind(&self, id: &str) -> Option<&PieceKind> {
        self.piece_kinds.get(id)
    }

    /// Every kind of piece, by its id.
    pub fn piece_kinds(&self) -> impl Iterator<Item = &PieceKind> {
        self.piece_kinds.values()
    }

    /// Every fact that a condition may read.
    #[must_use]
    pub const fn fact_rules(&self) -> &FactRules {
        &self.facts
    }

    /// Reads facts given as text, as a form sends them.
    ///
    /// # Errors
    ///
    /// [`FactRefused`] for a fact that the rules do not know, or a value that its type does not allow.
    pub fn facts<'a>(
        &self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<KnownFacts, FactRefused> {
        KnownFacts::read(&self.facts, pairs)
    }
}

/// How sure a rule is. Anything but [`Confidence::Official`] must be editable without a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// « O »: the official text was seen.
    Official,
    /// « O+S », « O+K »: partly official.
    Partly,
    /// « S »: a secondary source was seen.
    Secondary,
    /// « K »: trade knowledge.
    Trade,
    /// « ? »: unknown.
    Unknown,
}

/// One démarche: its rules and the words of its page.
#[derive(Clone, Debug)]
pub struct Demarche {
    /// Which one.
    pub kind: DemarcheKind,
    /// The channels of filing, the default first.
    pub channels: Vec<FilingChannel>,
    /// The téléprocédure where it can be filed at the ANTS.
    pub ants_procedure: Option<AntsProcedure>,
    /// The legal delay, where there is one.
    pub deadline: Option<Deadline>,
    /// How long what it yields is valid, where that is bounded.
    pub validity: Option<Validity>,
    /// What it is priced as, unless an alternative applies.
    pub operation: Operation,
    /// What it is priced as in other situations.
    pub alternatives: Vec<Alternative>,
    /// What the operator checks across the pieces, in French.
    pub checks: Vec<String>,
    /// What else has to be typed, in French.
    pub typed: Vec<String>,
    /// What comes out of it: codes such as `cpi`.
    pub outputs: Vec<String>,
    /// For the operator, when the démarche is not the right one.
    pub guard: Option<String>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// The words of its page.
    pub page: Page,
    pub(crate) requirements: Vec<Requirement>,
}

impl Demarche {
    /// What the démarche is priced as for what is known; `None` while that leaves several.
    ///
    /// The first alternative that holds replaces the operation; one that may still hold leaves the price open.
    #[must_use]
    pub fn operation_for(&self, known: &KnownFacts) -> Option<Operation> {
        for alternative in &self.alternatives {
            match alternative.when.truth(known) {
                Truth::True => return Some(alternative.operation),
                Truth::Unknown => return None,
                Truth::False => {}
            }
        }
        Some(self.operation)
    }
}

/// A legal delay, date to date.
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
}

impl Deadline {
    /// The last day, for something that happened on `day`. `None` past 2199.
    #[must_use]
    pub fn last_day(&self, day: Date) -> Option<Date> {
        match self.delay {
            Delay::Months(months) => day.plus_months(months),
            Delay::Days(days) => (0..days).try_fold(day, |date, _| date.tomorrow()),
        }
    }
}

/// A length of time, in the unit that the law counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delay {
    /// Months, date to date; the last day of the month where the day is missing.
    Months(u16),
    /// Days.
    Days(u16),
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

/// How long what a démarche yields is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Validity {
    /// A number of months; not renewable.
    Months {
        /// In general.
        months: u16,
        /// For the special cases.
        special_months: u16,
        /// The special cases, in words.
        special: Vec<Text>,
        /// Since when.
        since: Date,
    },
    /// Until a day of the year, with a time to renew.
    Until {
        /// The day, in words.
        until: Text,
        /// When to renew, in words.
        renewal: Text,
    },
}

/// Another operation that prices the démarche, and when.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The operation.
    pub operation: Operation,
    /// When, over the facts.
    pub when: Expr,
    /// When, in words.
    pub words: Text,
}

/// A line of the list of pieces.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    /// The kinds that satisfy the line, the one to propose first.
    pub(crate) any_of: Vec<String>,
    pub(crate) condition: Option<Condition>,
    pub(crate) optional: bool,
    pub(crate) note: Option<Text>,
}

/// A condition with its words.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) expr: Expr,
    pub(crate) words: Text,
}

/// A kind of supporting document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceKind {
    /// Its id in the rules.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// What makes it good, in words, where there is something to say.
    pub rule: Option<Text>,
    /// The numbered form, where it is one.
    pub cerfa: Option<Cerfa>,
    /// Numbers of older forms that are refused.
    pub obsolete_forms: Vec<u32>,
    /// How old it may be.
    pub ages: Ages,
    /// What else makes it good, and what care it needs.
    pub qualities: Vec<Quality>,
    /// How many are asked for.
    pub per: Per,
    /// Who signs, as codes.
    pub signatures: Vec<String>,
    /// Fields that must be filled in, in French.
    pub mandatory_fields: Vec<String>,
    /// Further fields where a company signs, in French.
    pub company_fields: Vec<String>,
    /// Marks that it must bear, in French.
    pub marks: Vec<String>,
    /// What is accepted as such, in words.
    pub accepted: Vec<Text>,
    /// What is accepted in unusual situations, in words.
    pub special_cases: Vec<Text>,
    /// What is typed from it to be compared with the other pieces.
    pub typed_fields: Vec<String>,
    /// How sure the rule is.
    pub confidence: Confidence,
}

impl PieceKind {
    /// Whether the piece has `quality`.
    #[must_use]
    pub fn has(&self, quality: Quality) -> bool {
        self.qualities.contains(&quality)
    }
}

/// A numbered form of the administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cerfa {
    /// Its number: 13757.
    pub number: u32,
    /// The version last seen, where it was.
    pub version: Option<u8>,
}

impl std::fmt::Display for Cerfa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.version {
            Some(version) => write!(f, "{}*{version:02}", self.number),
            None => write!(f, "{}", self.number),
        }
    }
}

/// How old a piece may be on the day of filing; `None` = no such rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// Months, in general.
    pub months: Option<u16>,
    /// Months, for a change of holder.
    pub months_on_transfer: Option<u16>,
    /// Months, where a re-test was prescribed.
    pub months_after_contre_visite: Option<u16>,
    /// Days.
    pub days: Option<u16>,
}

/// How many of a piece are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// One for the dossier.
    Dossier,
    /// One for the main holder.
    MainHolder,
    /// One for each holder.
    Holder,
}

/// A group of démarches on the index page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: Text,
}

/// The words of a démarche's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The group on the index page.
    pub group: String,
    /// The last part of its address.
    pub slug: Text,
    /// Its title, at most 60 characters.
    pub label: Text,
    /// What it is; fits a search engine's description (at most 155 characters).
    pub summary: Text,
    /// Who may ask for it.
    pub who: Text,
    /// Until when, and what being late costs.
    pub deadline: Text,
    /// What one receives.
    pub result: Text,
    /// How it goes with us, step by step.
    pub steps: Vec<Text>,
    /// How to do it without us, and what that costs.
    pub free_route: Text,
    /// Questions that people ask.
    pub faq: Vec<Faq>,
    /// Cases whose price the page computes.
    pub examples: Vec<Example>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faq {
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
}

/// A case whose price a page computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The case, in words.
    pub label: Text,
    /// The operation and the other facts, under the names of the simulation, ready for a query string.
    pub facts: Vec<(Fact, String)>,
}
