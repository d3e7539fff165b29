//! The questions: one asks for one fact, and bears its name.

use std::collections::BTreeMap;

use crate::{expr::Expr, kind::DemarcheKind, model::Text};

/// A question. What it asks for, and what is allowed, is the rule of its fact.
#[derive(Clone, Debug)]
pub struct Question {
    /// The fact that it asks for, which is also its id.
    pub fact: String,
    /// What is asked.
    pub label: Text,
    /// How to answer, where there is something to say.
    pub help: Option<Text>,
    /// Why we ask.
    pub why: Text,
    /// The answers of a choice, in order; one for each value of the fact. Empty for any other type.
    pub choices: Vec<Choice>,
    /// It may be passed over: the list of pieces does not depend on it.
    pub optional: bool,
    pub(crate) ask_when: Option<Expr>,
    pub(crate) variants: Vec<Variant>,
    /// By value, the codes of the simulation's fact that say the same, where they are others.
    pub(crate) contract: BTreeMap<String, Vec<String>>,
}

impl Question {
    /// What is asked in the démarche `kind`, where the same question is worded otherwise.
    #[must_use]
    pub fn label_in(&self, kind: DemarcheKind) -> &Text {
        let variant = self.variants.iter().find(|variant| variant.kinds.contains(&kind));
        variant.map_or(&self.label, |variant| &variant.label)
    }
}

/// One answer of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The value of the fact.
    pub value: String,
    /// Its words.
    pub label: Text,
}

/// Other words for the same question.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) kinds: Vec<DemarcheKind>,
    pub(crate) label: Text,
}
