//! Versions of the rules: a dossier keeps the hash of the one it was filled under.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::load::load;
use crate::model::Demarches;
use crate::refusal::Refusal;

/// The versions that can still be read, and the one in force.
#[derive(Clone, Debug)]
pub struct Versions {
    by_hash: BTreeMap<String, &'static Demarches>,
    in_force: &'static Demarches,
}

impl Versions {
    /// One version, in force.
    #[must_use]
    pub fn new(rules: &'static Demarches) -> Self {
        Self { by_hash: BTreeMap::from([(rules.hash.clone(), rules)]), in_force: rules }
    }

    /// Keeps `rules` for the dossiers that were filled under them.
    pub fn keep(&mut self, rules: &'static Demarches) {
        self.by_hash.entry(rules.hash.clone()).or_insert(rules);
    }

    /// Puts `rules` in force; those that were stay for the dossiers that were filled under them.
    pub fn publish(&mut self, rules: &'static Demarches) {
        self.in_force = rules;
        self.by_hash.insert(rules.hash.clone(), rules);
    }

    /// The version in force: what a new dossier is filled under.
    #[must_use]
    pub const fn in_force(&self) -> &'static Demarches {
        self.in_force
    }

    /// The version whose hash is `hash`.
    #[must_use]
    pub fn by_version(&self, hash: &str) -> Option<&'static Demarches> {
        self.by_hash.get(hash).copied()
    }
}

/// The rules that are written `text`, kept as long as the program runs: dossiers that were filled under them read them
/// until then, and a house publishes a few versions a year. The same text is read and kept once.
///
/// # Errors
///
/// Every [`Refusal`], as [`load`].
pub fn kept(text: &str) -> Result<&'static Demarches, Vec<Refusal>> {
    static KEPT: Mutex<BTreeMap<[u8; 32], &'static Demarches>> = Mutex::new(BTreeMap::new());
    let name: [u8; 32] = Sha256::digest(text).into();
    // A panic while it was held left a whole map: entries are only ever added.
    let known = KEPT.lock().unwrap_or_else(PoisonError::into_inner).get(&name).copied();
    if let Some(known) = known {
        return Ok(known);
    }
    // Read outside the lock: that takes a while, and others go on. Two who come at once keep the same one.
    let rules = load(text)?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(*kept.entry(name).or_insert_with(|| Box::leak(Box::new(rules))))
}
