//! The rules once checked: every code is known, every text is there in both languages.

use std::collections::BTreeMap;

use simulator::facts::Operation;
use vocabulary::{Date, Lang};

use crate::{
    block::Block,
    checks::Words,
    delay::{Deadline, Term},
    derived::Derived,
    expr::{Expr, Truth},
    facts::{FactRefused, FactRules, KnownFacts, Value},
    field::{Field, Licence},
    kind::{AntsProcedure, DemarcheKind, FilingChannel, Signer},
    page::{Group, Page},
    piece_kind::PieceKind,
    question::Question,
    rejection::Rejection,
    source::Source,
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
    /// The name of this version, for people.
    pub version: String,
    /// `sha256:` and the hash of the rules, the words of the pages left out: what a dossier keeps.
    pub hash: String,
    pub(crate) facts: FactRules,
    pub(crate) derived: Vec<Derived>,
    pub(crate) questions: Vec<Question>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) terms: Vec<Term>,
    pub(crate) sources: BTreeMap<String, Source>,
    pub(crate) rejections: Vec<Rejection>,
    pub(crate) fields: BTreeMap<String, Field>,
    pub(crate) licences: Vec<Licence>,
    pub(crate) checks: BTreeMap<crate::checks::Rule, Words>,
    pub(crate) signers: BTreeMap<Signer, Text>,
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

    /// The question that asks for the fact `id`.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.fact == id)
    }

    /// Every block, in the order of the rules.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The block `id`.
    #[must_use]
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id)
    }

    /// The delay `id`, such as `cpi`: what starts later than the questions is looked up here.
    #[must_use]
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }

    /// The source `id`.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.get(id)
    }

    /// The field `id` that is typed from a piece.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.get(id)
    }

    /// Every reason to refuse a piece, in the order of the rules.
    #[must_use]
    pub fn rejections(&self) -> &[Rejection] {
        &self.rejections
    }

    /// The reasons to refuse a piece of the kind `piece`.
    pub fn rejections_for<'a>(&'a self, piece: &'a str) -> impl Iterator<Item = &'a Rejection> {
        self.rejections.iter().filter(move |one| one.applies_to(piece))
    }

    /// The words for `signer`.
    #[must_use]
    pub fn signer_label(&self, signer: Signer) -> Option<&Text> {
        self.signers.get(&signer)
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
    /// The vehicle changes hands: what is asked of a transfer is asked here.
    pub is_transfer: bool,
    pub(crate) requirements: Vec<Requirement>,
    /// Facts that the démarche itself settles.
    pub(crate) sets: Vec<(String, Value)>,
    /// Its questions, as places in the list of all.
    pub(crate) questions: Vec<usize>,
}

impl Demarche {
    /// What the démarche is priced as for what is known; `None` while that leaves several.
    ///
    /// The first alternative that holds replaces the operation; one that may still hold leaves the price open.
    #[must_use]
    pub fn operation_for(&self, known: &KnownFacts) -> Option<Operation> {
        let mut known = known.clone();
        for (fact, value) in &self.sets {
            known.insert_if_unknown(fact, value);
        }
        self.operation_known(&known)
    }

    /// The same, what the démarche sets being known already.
    pub(crate) fn operation_known(&self, known: &KnownFacts) -> Option<Operation> {
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
    /// Where this line was read, when that is not where its kind was.
    pub(crate) source: Option<String>,
}

/// A condition with its words.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) expr: Expr,
    pub(crate) words: Text,
}
