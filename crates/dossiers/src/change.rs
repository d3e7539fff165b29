//! What can happen to a dossier: in clear what is nobody's, beside it what is somebody's.

use std::collections::BTreeMap;

use demarches::DemarcheKind;
use serde::{Deserialize, Serialize};
use vocabulary::{Cents, Date, Lang};

use crate::items::{Form, LinkTask, Priority};
use crate::order::{Means, NewTaxes, Order};
use crate::party::{Party, PartyRole};
use crate::piece::{Asked, Slot};
use crate::record::Record;
use crate::status::Closing;
use crate::tracks::{Filing, Payment, Pieces, Reason, filing};
use crate::{At, Id, Reference, Side};

/// What happened. Nothing in it is personal: it stays when the people are erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields say what they are; ids are those of the tables")]
pub enum Change {
    /// A draft was begun. Its answers and the facts of a simulation are in [`Personal`].
    Begun {
        reference: Reference,
        #[serde(with = "crate::code::kind")]
        kind: DemarcheKind,
        rules: Rules,
        #[serde(with = "crate::code::lang")]
        lang: Lang,
        link: Option<String>,
        person: Option<Id>,
    },
    /// Taken over whole, from another program or for a demonstration of nobody's.
    TakenOver { opening: Box<Opening> },
    /// Answers were given or taken away: which, the values are in [`Personal`].
    Answered { questions: Vec<String>, facts: Vec<String> },
    /// Another démarche was chosen.
    DemarcheChanged {
        #[serde(with = "crate::code::kind")]
        kind: DemarcheKind,
        rules: Rules,
    },
    /// The link of the draft was replaced.
    LinkRenewed { link: String },
    /// It belongs to an account from now on, and the link of the draft opens nothing.
    Attached { person: Id },
    /// Somebody was named, or named anew.
    PartySet { party: Id, role: PartyRole },
    /// Somebody was taken away.
    PartyRemoved { party: Id },
    /// Ordered: price, list of pieces and delay are fixed.
    Ordered { order: Order, pieces: Vec<Asked>, due_on: Option<Date> },
    /// The taxes were worked out again, and why.
    Repriced { taxes: NewTaxes, reason: Reason },
    /// The list of pieces after a fact changed.
    Listed { pieces: Vec<Asked>, due_on: Option<Date>, reason: Reason },
    /// Money came: a transfer, or a card.
    TransferRecorded {
        payment: Id,
        cents: Cents,
        received_on: Date,
        #[serde(default, skip_serializing_if = "Means::is_transfer")]
        means: Means,
    },
    /// Money was given back, `above` of it because it had been paid above the price; where that is not said, as much of it
    /// as was.
    Refunded {
        refund: Id,
        cents: Cents,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        above: Option<Cents>,
    },
    /// What was given back came back to us: the bank did not take it.
    RefundReturned { refund: Id },
    /// The money moved otherwise.
    PaymentMoved { to: Payment, reason: Option<Reason> },
    /// Documents came for a piece, of the kind that they are.
    Received { slot: String, kind: String, documents: Vec<Id> },
    /// They were taken back.
    TakenBack { slot: String },
    /// The check began.
    CheckStarted,
    /// A piece is good.
    Accepted { slot: String },
    /// A piece is to be replaced.
    Refused { slot: String, reason: String },
    /// A piece is not needed.
    Waived { slot: String, reason: Reason },
    /// The customer has replaced what was refused.
    Corrected,
    /// All pieces are good.
    Validated,
    /// The check is opened again.
    Reopened { reason: Reason },
    /// Somebody read the documents of a piece: which fields, the values are in [`Personal`]; who signed, by quality. It
    /// stands for all that was read of them before.
    Read {
        slot: String,
        fields: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signed_by: Option<Vec<String>>,
    },
    /// Forms were made and wait for signatures.
    SignaturesAsked { forms: Vec<String> },
    /// A form was signed.
    Signed { form: String, evidence: Id },
    /// A form was signed by hand, and its photograph came: it counts once somebody looked at it.
    SignedOnPaper { form: String, evidence: Id },
    /// A signature on paper is good.
    SignatureAccepted { form: String },
    /// It is not: the form is to be signed again.
    SignatureRefused { form: String, reason: String },
    /// Signatures are void.
    SignaturesVoided { reason: Reason },
    /// Nothing stands in the way of filing, but the rules across pieces `despite`: why, the words say.
    Ready {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        despite: Vec<String>,
    },
    /// Something does, after all.
    NotReady { reason: Reason },
    /// A step of the filing; numbers that it gave are in [`Personal`]. Of what is taken up again, the pieces `gone` are not
    /// kept any more: they are expected anew.
    FilingStepped {
        step: filing::Step,
        reason: Option<Reason>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        record: Option<Record>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gone: Vec<String>,
    },
    /// What was noted of a step was put right: all the numbers that it gave are in [`Personal`], and what it gave lasts
    /// `until`.
    FilingCorrected {
        step: filing::Step,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// The papers are in the vault of a third party.
    Deposited { vault: String },
    /// Somebody works on it, or nobody.
    Assigned { to: Option<Id> },
    /// It presses more, or less.
    Prioritised { priority: Priority },
    /// Something is to be done.
    TaskAdded { task: Id, assignee: Option<Id>, priority: Priority, due_on: Option<Date> },
    /// It was.
    TaskDone { task: Id },
    /// A note was written.
    NoteAdded { note: Id },
    /// A message was sent.
    MessageSent { message: Id, from: Side },
    /// A one-time link was given.
    LinkGiven {
        link: Id,
        token_hash: String,
        party: Option<Id>,
        task: LinkTask,
        target: String,
        expires_at: At,
    },
    /// It was used.
    LinkUsed { link: Id },
    /// It was taken back.
    LinkRevoked { link: Id },
    /// Closed before its end.
    Closed { how: Closing, reason: Reason },
    /// The change `of` was undone: what it touched is as it was.
    Undone { of: i64, back: Box<Back> },
    /// A change of a newer program.
    #[serde(other)]
    Unknown,
}

/// The rules under which a dossier is filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Their name, for people.
    pub version: String,
    /// `sha256:…`
    pub hash: String,
}

/// What can be undone, as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of the state")]
pub struct Back {
    pub slots: BTreeMap<String, Slot>,
    pub pieces: Pieces,
    pub round: u16,
    pub filing: Filing,
    pub assignee: Option<Id>,
    pub priority: Priority,
    pub open_tasks: Vec<Id>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<String, Form>,
}

/// A dossier taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields of the state")]
pub struct Opening {
    pub reference: Reference,
    #[serde(with = "crate::code::kind")]
    pub kind: DemarcheKind,
    pub rules: Rules,
    #[serde(with = "crate::code::lang")]
    pub lang: Lang,
    pub person: Option<Id>,
    pub pieces: Pieces,
    pub signature: crate::tracks::Signature,
    pub payment: Payment,
    pub filing: Filing,
    pub closed: Option<Closing>,
    pub assignee: Option<Id>,
    pub priority: Priority,
    pub due_on: Option<Date>,
    /// Nobody's: of a demonstration. A real one goes in [`Personal::found_by`].
    pub found_by: Option<FoundBy>,
}

/// What a dossier is looked up by, besides its reference. Personal.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundBy {
    /// As lists name the holder.
    pub holder: String,
    /// The plate.
    pub plate: String,
    /// The VIN.
    pub vin: String,
    /// Every other name and address, a space between.
    pub words: String,
}

impl std::fmt::Debug for FoundBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FoundBy(…)")
    }
}

/// What of a change is somebody's: sealed under the key of the dossier, gone with it. Does not print.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Personal {
    /// Answers by question; `None`: taken away.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, Option<String>>,
    /// Facts of the price by their name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Option<String>>,
    /// Somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
    /// What was written: a note, a message, the words of a refusal, a reference of the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Where the customer is written to, or whoever is given a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// What was read on a piece, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Numbers given by the administration, by name: plate, CPI, formula.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, String>,
    /// What a dossier taken over is looked up by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_by: Option<FoundBy>,
}

impl Personal {
    /// Words and nothing else.
    #[must_use]
    pub fn of_words(words: &str) -> Self {
        Self { words: Some(words.to_owned()), ..Self::default() }
    }

    /// Nothing is personal.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Debug for Personal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Personal(…)")
    }
}

impl Change {
    /// Whether it may still happen once the dossier is closed.
    #[must_use]
    pub const fn survives_closing(&self) -> bool {
        matches!(
            self,
            Self::NoteAdded { .. }
                | Self::MessageSent { .. }
                | Self::TaskAdded { .. }
                | Self::TaskDone { .. }
                | Self::Assigned { .. }
                | Self::Attached { .. }
                | Self::PaymentMoved { .. }
                | Self::TransferRecorded { .. }
                | Self::Refunded { .. }
                | Self::RefundReturned { .. }
                | Self::Deposited { .. }
                | Self::LinkRevoked { .. }
                // of an assignment or a task: what was decided before is behind the closing
                | Self::Undone { .. }
        )
    }

    /// Whether the staff may undo it within [`UNDO_SECONDS`].
    #[must_use]
    pub const fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::Accepted { .. }
                | Self::Refused { .. }
                | Self::Waived { .. }
                | Self::SignatureAccepted { .. }
                | Self::SignatureRefused { .. }
                | Self::Read { .. }
                | Self::Validated
                | Self::Ready { .. }
                | Self::Assigned { .. }
                | Self::Prioritised { .. }
                | Self::TaskDone { .. }
        )
    }

    /// Whether it is the staff's own: the customer never sees it.
    #[must_use]
    pub const fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Read { .. }
                | Self::NoteAdded { .. }
                | Self::TaskAdded { .. }
                | Self::TaskDone { .. }
                | Self::Assigned { .. }
                | Self::Prioritised { .. }
                | Self::Undone { .. }
                | Self::Unknown
        )
    }

    /// Its code, as it is kept.
    #[must_use]
    pub fn code(&self) -> String {
        let json = serde_json::to_value(self).unwrap_or_default();
        json.get("type").and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned()
    }
}

/// Seconds within which a change of the staff can be undone.
pub const UNDO_SECONDS: i64 = 10;
