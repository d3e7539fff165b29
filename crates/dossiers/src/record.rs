//! What is written down of a step of the filing (demarches B6), and the names of the numbers that the administration gives.

use demarches::kind::FilingChannel;
use serde::{Deserialize, Serialize};
use vocabulary::{Date, codes};

use crate::Id;
use crate::code::in_json;
use crate::tracks::filing::Step;

/// A step of the filing as it was recorded: nothing in it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The day on which it was made.
    pub on: Date,
    /// By which way it was filed.
    #[serde(default, with = "crate::code::maybe_channel", skip_serializing_if = "Option::is_none")]
    pub channel: Option<FilingChannel>,
    /// The last day of what it gave: a provisional certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Who of the staff made it; known from the event, and shown to the staff alone.
    #[serde(skip)]
    pub by: Option<Id>,
}

impl Record {
    /// Made on `on`, and no more.
    #[must_use]
    pub const fn on(on: Date) -> Self {
        Self { on, channel: None, until: None, by: None }
    }
}

codes! {
    /// A number that the administration or the post gave. Personal: they stand sealed in the dossier.
    pub enum Number {
        /// Of the téléprocédure, as the site of the ANTS gives it.
        AntsDossier = "ants_dossier_number",
        /// Of the operation in the SIV.
        SivOperation = "siv_operation_ref",
        /// The registration number that was given.
        Plate = "immatriculation_attribuee",
        /// Of the provisional certificate.
        Cpi = "cpi_numero",
        /// Printed on the title.
        Formula = "titre_numero_formule",
        /// By which the post follows the title.
        Tracking = "tracking",
    }
}

in_json!(Number);

impl Number {
    /// The numbers that `step` gives: no other is recorded with it.
    #[must_use]
    pub const fn given_by(step: Step) -> &'static [Self] {
        match step {
            Step::File => &[Self::AntsDossier, Self::SivOperation],
            Step::Provisional => &[Self::Cpi, Self::Plate],
            Step::Produced => &[Self::Formula],
            Step::Posted => &[Self::Tracking],
            Step::TakenUp
            | Step::AsksMore
            | Step::Answered
            | Step::Received
            | Step::Refused
            | Step::TakenUpAgain
            | Step::Completed => &[],
        }
    }
}
