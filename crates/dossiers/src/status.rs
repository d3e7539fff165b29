//! What the customer is told, derived from the tracks.

use vocabulary::Lang;

use crate::code::in_json;
use crate::items::FormState;
use crate::state::State;
use crate::tracks::{Filing, Payment, Pieces, Signature};

vocabulary::codes! {
    /// The one status that the customer sees (B1).
    pub enum PublicStatus {
        /// Not ordered yet, saved.
        Brouillon = "brouillon",
        /// The price is fixed and waits for payment.
        APayer = "a_payer",
        /// Pieces or a signature are missing.
        ACompleter = "a_completer",
        /// We are checking.
        EnControle = "en_controle",
        /// Pieces were refused, or a signature on paper.
        ACorriger = "a_corriger",
        /// Everything is accepted.
        PretADeposer = "pret_a_deposer",
        /// Sent.
        Depose = "depose",
        /// The administration asks for more.
        ComplementDemande = "complement_demande",
        /// May drive in France until a day.
        CpiDisponible = "cpi_disponible",
        /// The title is on its way.
        TitreEnRoute = "titre_en_route",
        /// Received.
        Termine = "termine",
        /// Refused.
        Refuse = "refuse",
        /// Cancelled.
        Annule = "annule",
        /// Withdrawn within the legal delay.
        Retracte = "retracte",
        /// Given up for want of an answer.
        Expire = "expire",
    }
}

vocabulary::codes! {
    /// Whose move it is.
    pub enum Move {
        /// The customer's.
        Customer = "customer",
        /// Ours: a delay is promised.
        House = "house",
        /// The administration's.
        Administration = "administration",
        /// The post's.
        Post = "post",
        /// Nobody's.
        Nobody = "nobody",
    }
}

vocabulary::codes! {
    /// How a dossier was closed before its end.
    pub enum Closing {
        /// We cannot do it.
        Refuse = "refuse",
        /// Cancelled.
        Annule = "annule",
        /// Withdrawn within the legal delay.
        Retracte = "retracte",
        /// Given up for want of an answer.
        Expire = "expire",
    }
}

in_json!(PublicStatus, Closing);

impl From<Closing> for PublicStatus {
    fn from(closing: Closing) -> Self {
        match closing {
            Closing::Refuse => Self::Refuse,
            Closing::Annule => Self::Annule,
            Closing::Retracte => Self::Retracte,
            Closing::Expire => Self::Expire,
        }
    }
}

impl PublicStatus {
    /// Whose move it is.
    #[must_use]
    pub const fn whose_move(self) -> Move {
        match self {
            // Who answers the administration is said beside it; the customer is asked first.
            Self::Brouillon
            | Self::APayer
            | Self::ACompleter
            | Self::ACorriger
            | Self::ComplementDemande => Move::Customer,
            Self::EnControle | Self::PretADeposer => Move::House,
            Self::Depose => Move::Administration,
            Self::TitreEnRoute => Move::Post,
            _ => Move::Nobody,
        }
    }

    /// Whether nothing will change it any more.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Termine | Self::Refuse | Self::Annule | Self::Retracte | Self::Expire)
    }

    /// Its name for people.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::Brouillon => ("Brouillon", "Draft"),
            Self::APayer => ("À payer", "To be paid"),
            Self::ACompleter => ("À compléter", "To be completed"),
            Self::EnControle => ("En contrôle", "Being checked"),
            Self::ACorriger => ("À corriger", "To be corrected"),
            Self::PretADeposer => ("Prêt à déposer", "Ready to file"),
            Self::Depose => ("Déposé", "Filed"),
            Self::ComplementDemande => ("Complément demandé", "More is asked for"),
            Self::CpiDisponible => ("CPI disponible", "Provisional certificate ready"),
            Self::TitreEnRoute => ("Titre en route", "Title on its way"),
            Self::Termine => ("Terminé", "Done"),
            Self::Refuse => ("Refusé", "Refused"),
            Self::Annule => ("Annulé", "Cancelled"),
            Self::Retracte => ("Rétracté", "Withdrawn"),
            Self::Expire => ("Expiré", "Expired"),
        };
        lang.pick(fr, en)
    }
}

/// The public status of `state`.
pub(crate) fn of(state: &State) -> PublicStatus {
    if let Some(closed) = &state.closed {
        return closed.how.into();
    }
    match state.filing {
        Filing::NonDepose(_) => before_filing(state),
        Filing::Pret(_) if state.payment == Payment::ComplementDu => PublicStatus::APayer,
        Filing::Pret(_) => PublicStatus::PretADeposer,
        Filing::Depose(_) | Filing::InstructionAnts(_) => PublicStatus::Depose,
        Filing::ComplementAnts(_) => PublicStatus::ComplementDemande,
        Filing::CpiEmis(_) | Filing::TitreProduit(_) => PublicStatus::CpiDisponible,
        Filing::TitreExpedie(_) => PublicStatus::TitreEnRoute,
        Filing::Recu(_) => PublicStatus::Termine,
        Filing::RefuseAnts(_) => PublicStatus::Refuse,
    }
}

fn before_filing(state: &State) -> PublicStatus {
    match state.payment {
        Payment::Devis => return PublicStatus::Brouillon,
        Payment::APayer | Payment::ComplementDu => return PublicStatus::APayer,
        _ => {}
    }
    let signed = state.signature == Signature::Signee;
    let asked_again = state.forms.values().any(|form| form.state == FormState::Refused);
    match state.pieces {
        Pieces::Attendues => PublicStatus::ACompleter,
        Pieces::ACorriger => PublicStatus::ACorriger,
        // A signature that was looked at and refused is a correction like that of a piece.
        _ if asked_again => PublicStatus::ACorriger,
        // What is to be signed does not wait for the check, nor the check for it; the customer's move shows first.
        Pieces::Recues | Pieces::Validees if !signed && state.asks_to_sign() => {
            PublicStatus::ACompleter
        }
        Pieces::Recues | Pieces::EnControle | Pieces::Validees => PublicStatus::EnControle,
    }
}
