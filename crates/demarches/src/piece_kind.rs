//! The kinds of supporting document.

use crate::{
    field::{Extension, Whose},
    kind::{Quality, Signer},
    model::{Confidence, Text},
};

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
    /// Who signs.
    pub signatures: Vec<Signer>,
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
    /// What is typed from it to be compared with the other pieces: ids of [`crate::Demarches::field`].
    pub typed_fields: Vec<String>,
    /// What it is asked for.
    pub why: Text,
    /// Where it was read that it is: an id of [`crate::Demarches::source`].
    pub source: String,
    /// The natures, as codes, that may be as old as they are: a lease, a title deed.
    pub ageless: Vec<String>,
    /// The natures, as codes, that are good for longer than is printed on them.
    pub(crate) extensions: Vec<Extension>,
    /// Whose name it bears.
    pub(crate) bears: Option<Whose>,
    /// It bears the number of the holder's company.
    pub(crate) bears_company: bool,
    /// How sure the rule is.
    pub confidence: Confidence,
}

impl PieceKind {
    /// Whether the piece has `quality`.
    #[must_use]
    pub fn has(&self, quality: Quality) -> bool {
        self.qualities.contains(&quality)
    }

    /// Whose name it bears; nobody's where it bears none.
    #[must_use]
    pub const fn whose(&self) -> Option<Whose> {
        self.bears
    }

    /// The natures that a rule knows, as codes: others are as good, and follow the common rule.
    #[must_use]
    pub fn natures(&self) -> Vec<&str> {
        let extended = self.extensions.iter().map(|one| one.nature.as_str());
        let mut natures: Vec<&str> =
            self.ageless.iter().map(String::as_str).chain(extended).collect();
        natures.dedup();
        natures
    }

    /// Whose piece the `number`th of its kind is, as the checks count: 0 is the main holder.
    #[must_use]
    pub fn person(&self, number: usize) -> usize {
        match self.per {
            Per::Holder => number.saturating_sub(1),
            Per::CoHolder => number,
            Per::Dossier | Per::MainHolder => 0,
        }
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
    /// One for each holder but the main one.
    CoHolder,
}
