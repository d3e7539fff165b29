//! How events are chained and sealed: as the audit does, a chain a dossier.

use ring::digest;
use sealing::PersonKey;
use uuid::Uuid;

use super::Failure;
use crate::At;

/// What the events are sealed for.
const EVENT: &str = "dossier event";
/// What the tables are sealed for.
const TABLE: &str = "dossier";

/// A row of the events, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) tenant: Uuid,
    pub(super) dossier: Uuid,
    pub(super) sequence: i64,
    pub(super) at: At,
    pub(super) side: String,
    pub(super) actor_person: Option<Uuid>,
    pub(super) actor_role: Option<String>,
    pub(super) act: String,
    /// To the byte.
    pub(super) payload: String,
    pub(super) sealed: Option<Vec<u8>>,
    pub(super) previous: Option<Vec<u8>>,
    pub(super) hash: Vec<u8>,
}

/// Parts one after the other, each preceded by whether it is there and by its length.
fn part(context: &mut digest::Context, part: Option<&[u8]>) {
    match part {
        None => context.update(&[0]),
        Some(bytes) => {
            context.update(&[1]);
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(bytes);
        }
    }
}

impl Row {
    /// The hash that it must have: of every column, that of the event before included.
    pub(super) fn computed(&self) -> [u8; 32] {
        let mut context = digest::Context::new(&digest::SHA256);
        let actor = self.actor_person.map(Uuid::into_bytes);
        for one in [
            Some(b"carteclaire dossier event 1".as_slice()),
            Some(self.tenant.as_bytes().as_slice()),
            Some(self.dossier.as_bytes().as_slice()),
            Some(self.sequence.to_be_bytes().as_slice()),
            Some(self.at.0.to_be_bytes().as_slice()),
            Some(self.side.as_bytes()),
            actor.as_ref().map(<[u8; 16]>::as_slice),
            self.actor_role.as_deref().map(str::as_bytes),
            Some(self.act.as_bytes()),
            Some(self.payload.as_bytes()),
            self.sealed.as_deref(),
            self.previous.as_deref(),
        ] {
            part(&mut context, one);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}

/// What seals and opens what one dossier keeps.
pub(super) struct Sealer {
    pub(super) tenant: Uuid,
    pub(super) dossier: Uuid,
    /// `None`: no key was made yet, or it was destroyed.
    pub(super) key: Option<PersonKey>,
}

impl Sealer {
    fn place(&self, what: &str) -> Vec<u8> {
        [self.tenant.as_bytes().as_slice(), self.dossier.as_bytes(), what.as_bytes()].concat()
    }

    fn sealing(&self, purpose: &str, what: &str, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        let key = self.key.as_ref().ok_or(Failure::Row("the key of the dossier is destroyed"))?;
        Ok(key.seal(purpose, &self.place(what), plain))
    }

    fn opening(
        &self,
        purpose: &str,
        what: &str,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure> {
        let Some(key) = self.key.as_ref() else { return Ok(None) };
        let plain = key.open(purpose, &self.place(what), sealed);
        Ok(Some(plain.map_err(sealing::operations::Failed::from)?))
    }

    /// Seals a cell of the tables, for the place `what`.
    pub(super) fn seal(&self, what: &str, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.sealing(TABLE, what, plain)
    }

    /// Opens a cell; `None` when its key is destroyed.
    pub(super) fn open(&self, what: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.opening(TABLE, what, sealed)
    }

    pub(super) fn seal_words(
        &self,
        what: &str,
        words: Option<&str>,
    ) -> Result<Option<Vec<u8>>, Failure> {
        words.map(|words| self.seal(what, words.as_bytes())).transpose()
    }

    pub(super) fn open_words(
        &self,
        what: &str,
        sealed: Option<&[u8]>,
    ) -> Result<Option<String>, Failure> {
        let Some(plain) = sealed.map(|sealed| self.open(what, sealed)).transpose()?.flatten()
        else {
            return Ok(None);
        };
        String::from_utf8(plain).map(Some).map_err(|_| Failure::Row("words that are no text"))
    }

    /// Seals the personal part of the event `sequence`.
    pub(super) fn seal_event(&self, sequence: i64, plain: &[u8]) -> Result<Vec<u8>, Failure> {
        self.sealing(EVENT, &sequence.to_string(), plain)
    }

    /// Opens it; `None` when its key is destroyed.
    pub(super) fn open_event(
        &self,
        sequence: i64,
        sealed: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure> {
        self.opening(EVENT, &sequence.to_string(), sealed)
    }
}
