use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;
use vocabulary::{Lang, codes};

use crate::{Class, Consent, Kind, Refusal, Rule, Slot, Source};

codes! {
    /// Who does not answer, while a piece waits.
    pub enum Awaited {
        /// The antivirus.
        Antivirus = "antivirus",
        /// The store of files.
        Store = "store",
        /// Whoever keeps the keys.
        Keys = "keys",
        /// A machine with time to read it.
        Reader = "reader",
    }
}

/// What is kept of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the kept file is: a JPEG or a PDF.
    pub kind: Kind,
    /// How many pages it has.
    pub pages: u16,
    /// Its length in bytes, before it was sealed.
    pub length: u64,
    /// Its SHA-256, before it was sealed.
    pub sha256: [u8; 32],
}

/// Where a piece stands. Whether the desk finds it good is the dossier's affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Sent; nobody has read it yet, because of whom it waits for if somebody does not answer.
    Waiting(Option<Awaited>),
    /// Being read.
    Reading,
    /// The antivirus found this in it; nobody opens it.
    Quarantined(String),
    /// Not taken.
    Refused(Refusal),
    /// Kept, and may be shown.
    Accepted(Facts),
    /// Gone since then.
    Destroyed(Timestamp),
}

impl State {
    /// Its name in the database and in addresses.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Waiting(_) => "waiting",
            Self::Reading => "reading",
            Self::Quarantined(_) => "quarantined",
            Self::Refused(_) => "refused",
            Self::Accepted(_) => "accepted",
            Self::Destroyed(_) => "destroyed",
        }
    }

    /// What it is called on a page.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &'static str {
        match self {
            Self::Waiting(_) => lang.pick("Vérification en attente", "Waiting to be checked"),
            Self::Reading => lang.pick("Vérification en cours", "Being checked"),
            Self::Quarantined(_) | Self::Refused(_) => lang.pick("Fichier refusé", "File refused"),
            Self::Accepted(_) => lang.pick("Fichier reçu", "File received"),
            Self::Destroyed(_) => lang.pick("Fichier détruit", "File destroyed"),
        }
    }

    /// What to tell the person who sent it, beside the label. The reasons of a refusal are the
    /// [`sentence`](Refusal::sentence) of its [`refusal`](Self::refusal).
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> Option<&'static str> {
        Some(match self {
            Self::Waiting(Some(_)) => lang.pick(
                "Votre fichier est bien arrivé. La vérification a pris du retard de notre côté et reprendra d’elle-même\u{202f}: vous n’avez rien à renvoyer.",
                "Your file has arrived. Checking it takes longer on our side and goes on by itself: there is nothing to send again.",
            ),
            Self::Waiting(None) | Self::Reading => lang.pick(
                "Votre fichier est bien arrivé. Nous vérifions qu’il s’ouvre sans risque.",
                "Your file has arrived. We are checking that it opens safely.",
            ),
            Self::Destroyed(_) => lang.pick(
                "Ce fichier a été détruit à la fin de sa durée de conservation.",
                "This file was destroyed at the end of the time that it is kept.",
            ),
            Self::Quarantined(_) | Self::Refused(_) | Self::Accepted(_) => return None,
        })
    }

    /// Why it was not taken, when it was not.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Quarantined(_) => Some(Refusal::Infected),
            Self::Refused(refusal) => Some(*refusal),
            _ => None,
        }
    }

    /// What is kept, once it may be shown.
    #[must_use]
    pub fn accepted(&self) -> Option<&Facts> {
        match self {
            Self::Accepted(facts) => Some(facts),
            _ => None,
        }
    }
}

/// A piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub id: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
    /// For what.
    pub slot: Slot,
    /// Where it stands.
    pub state: State,
    /// What it is called when it is saved; nothing once destroyed.
    pub name: Option<String>,
    /// SHA-256 of the file as it was sent.
    pub sent_sha256: [u8; 32],
    /// How it came.
    pub source: Source,
    /// How long it is kept.
    pub class: Class,
    /// Who sent it, when known.
    pub by: Option<Uuid>,
    /// Until when the piece is in force, when somebody said so.
    pub expires_on: Option<Date>,
    /// Whether it is shown under a watermark.
    pub watermarked: bool,
    /// The person's word, where one was wanted.
    pub consent: Option<Consent>,
    /// When it came.
    pub received_at: Timestamp,
    /// Since when it is taken back or replaced.
    pub withdrawn_at: Option<Timestamp>,
    /// What took its place.
    pub replaced_by: Option<Uuid>,
    /// The day on which it is destroyed, and why, once that is known.
    pub destroyed: Option<(Date, Rule)>,
}
