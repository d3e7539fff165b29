//! What is kept of a change: who, when, what; and how it is written.

use serde_json::{Map, Value as Json};

use crate::code::in_json;
use crate::{At, Change, Id, Personal};

vocabulary::codes! {
    /// On which side somebody acts.
    pub enum Side {
        /// The customer, signed in or with the link of a draft.
        Customer = "customer",
        /// Somebody with a one-time link.
        Guest = "guest",
        /// The staff.
        Staff = "staff",
        /// The house itself: a rule, a job.
        Machine = "machine",
    }
}

in_json!(Side);

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// On which side.
    pub side: Side,
    /// Who, where that is known.
    pub person: Option<Id>,
    /// In which role, a code of the table of rights.
    pub role: Option<String>,
}

impl Actor {
    /// The house itself.
    pub const MACHINE: Self = Self { side: Side::Machine, person: None, role: None };
}

/// Something that happened to a dossier. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: At,
    /// By whom.
    pub by: Actor,
    /// What.
    pub change: Change,
    /// What of it is personal; empty once erased.
    pub personal: Personal,
    /// Until when we promise to move, where the change makes it our move.
    pub promised_at: Option<At>,
    /// What a newer program wrote beside it: kept as it is.
    pub other: Map<String, Json>,
}

/// The version of the payloads that this program writes.
pub const VERSION: u64 = 1;

impl Event {
    /// `change` by `by` at `at`, with nothing personal.
    #[must_use]
    pub fn new(at: At, by: Actor, change: Change) -> Self {
        let personal = Personal::default();
        Self { at, by, change, personal, promised_at: None, other: Map::new() }
    }

    /// What is kept in clear: `{"v":1,"type":…}`.
    ///
    /// # Errors
    ///
    /// Never for a change of this crate: each is an object.
    pub fn payload(&self) -> Result<Json, serde_json::Error> {
        let mut object = Map::new();
        object.insert("v".to_owned(), Json::from(VERSION));
        // What is not understood is written again as it was read.
        if self.change != Change::Unknown
            && let Json::Object(change) = serde_json::to_value(&self.change)?
        {
            object.extend(change);
        }
        if let Some(promised) = self.promised_at {
            object.insert("promised_at".to_owned(), Json::from(promised.0));
        }
        for (name, value) in &self.other {
            object.entry(name.clone()).or_insert_with(|| value.clone());
        }
        Ok(Json::Object(object))
    }

    /// Reads what [`payload`](Self::payload) gave, or a newer program: fields that this one does not know are kept in
    /// [`other`](Self::other), and a change that it does not know is [`Change::Unknown`].
    ///
    /// # Errors
    ///
    /// When it is no payload.
    pub fn read(
        at: At,
        by: Actor,
        payload: &Json,
        personal: Personal,
    ) -> Result<Self, serde_json::Error> {
        let change: Change = serde_json::from_value(payload.clone())?;
        let promised_at = payload.get("promised_at").and_then(Json::as_i64).map(At);
        let mut other = payload.as_object().cloned().unwrap_or_default();
        // A change that is not known keeps all that it says.
        if change != Change::Unknown {
            if let Json::Object(known) = serde_json::to_value(&change)? {
                other.retain(|name, _| !known.contains_key(name));
            }
            other.remove("type");
        }
        other.remove("v");
        other.remove("promised_at");
        Ok(Self { at, by, change, personal, promised_at, other })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(payload: &Json) -> Event {
        Event::read(At(7), Actor::MACHINE, payload, Personal::default()).unwrap()
    }

    #[test]
    fn fields_of_a_newer_program_survive() {
        let payload = json!({ "v": 1, "type": "accepted", "slot": "mandat", "seen_for_ms": 1200 });
        let event = read(&payload);
        assert_eq!(event.change, Change::Accepted { slot: "mandat".to_owned() });
        assert_eq!(event.payload().unwrap(), payload);
    }

    #[test]
    fn a_change_of_a_newer_program_is_kept_and_not_understood() {
        let payload = json!({ "v": 1, "type": "teleported", "to": "ANTS" });
        let event = read(&payload);
        assert_eq!(event.change, Change::Unknown);
        assert_eq!(event.payload().unwrap(), payload);
    }
}
