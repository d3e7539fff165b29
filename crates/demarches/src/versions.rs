//! Versions of the rules: a dossier keeps the hash of the one it was filled under.

use std::{collections::BTreeMap, sync::Arc};

use crate::model::Demarches;

/// The versions that can still be read, and the one in force.
#[derive(Clone, Debug)]
pub struct Versions {
    by_hash: BTreeMap<String, Arc<Demarches>>,
    in_force: Arc<Demarches>,
}

impl Versions {
    /// One version, in force.
    #[must_use]
    pub fn new(rules: Demarches) -> Self {
        let in_force = Arc::new(rules);
        Self { by_hash: BTreeMap::from([(in_force.hash.clone(), in_force.clone())]), in_force }
    }

    /// Keeps `rules` for the dossiers that were filled under them.
    pub fn keep(&mut self, rules: Demarches) {
        self.by_hash.insert(rules.hash.clone(), Arc::new(rules));
    }

    /// Puts `rules` in force; those that were stay for the dossiers that were filled under them.
    pub fn publish(&mut self, rules: Demarches) {
        self.in_force = Arc::new(rules);
        self.by_hash.insert(self.in_force.hash.clone(), self.in_force.clone());
    }

    /// The version in force: what a new dossier is filled under.
    #[must_use]
    pub const fn in_force(&self) -> &Arc<Demarches> {
        &self.in_force
    }

    /// The version whose hash is `hash`.
    #[must_use]
    pub fn by_version(&self, hash: &str) -> Option<&Arc<Demarches>> {
        self.by_hash.get(hash)
    }
}
