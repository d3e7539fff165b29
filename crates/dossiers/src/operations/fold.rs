//! What the tables keep of the personal part of a dossier in one sealed cell, and how a row reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::tracks::filing::Step;
use crate::{Id, Record, State};

/// The personal part of the row of a dossier.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub(super) answers: BTreeMap<String, String>,
    pub(super) facts: BTreeMap<String, String>,
    pub(super) email: Option<String>,
    pub(super) numbers: BTreeMap<String, String>,
    pub(super) records: BTreeMap<Step, (Record, Option<Id>)>,
    pub(super) said: Option<String>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept(…)")
    }
}

impl Kept {
    pub(super) fn of(state: &State) -> Self {
        Self {
            answers: state.answers.clone(),
            facts: state.facts.clone(),
            email: state.email.clone(),
            numbers: state.numbers.clone(),
            records: state.records.iter().map(|(step, it)| (*step, (*it, it.by))).collect(),
            said: state.said.clone(),
        }
    }

    /// The records of the filing, each with who made it.
    pub(super) fn records(&self) -> BTreeMap<Step, Record> {
        let each = self.records.iter();
        each.map(|(step, (record, by))| (*step, Record { by: *by, ..*record })).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
