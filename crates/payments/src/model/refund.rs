//! Money that goes back, to a card or by transfer, and why.

use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::{Cents, Date, Lang};

use super::CheckoutId;
use crate::{Share, TaxesPart};

/// The id of a [`Refund`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefundId(pub Uuid);

vocabulary::codes! {
    /// Where a refund stands.
    pub enum RefundState {
        /// It waits for a second person.
        Asked = "asked",
        /// It is decided; the provider was perhaps asked.
        Planned = "planned",
        /// The provider has it.
        Sent = "sent",
        /// The money went back.
        Done = "done",
        /// The provider could not give it back.
        Failed = "failed",
        /// The second person said no.
        Declined = "declined",
    }
}

vocabulary::codes! {
    /// Why money is given back: the events of demarches B5, and what is none of them. What each gives back says
    /// [`Cause::row`].
    pub enum Cause {
        /// Cancelled before any check.
        Cancelled = "cancelled",
        /// The customer withdrew from the contract, before work began or without having asked that it begin.
        Withdrawal = "withdrawal",
        /// The customer withdrew after having asked that work begin.
        Started = "withdrawal_started",
        /// The démarche cannot be done: an opposition, another démarche.
        Ineligible = "ineligible",
        /// The customer did not answer the reminders.
        Silent = "silent",
        /// Filed, and refused by the administration for a piece that we accepted.
        Refused = "refused",
        /// Filed and validated: nothing is given back by us.
        Validated = "validated",
        /// The price fell after it was paid.
        Repriced = "repriced",
        /// Our own error.
        OurError = "our_error",
        /// A fraud.
        Fraud = "fraud",
        /// The staff decided it.
        Goodwill = "goodwill",
        /// The dossier was closed before it was filed, for what was nobody's choice.
        Closed = "closed",
        /// More came than was due.
        Excess = "excess",
        /// It came after the dossier was closed.
        TooLate = "too_late",
        /// Somebody gave it back on the provider's own pages.
        Outside = "outside",
    }
}

impl Cause {
    /// The causes that somebody of the staff chooses from.
    pub const AT_THE_DESK: [Self; 9] = [
        Self::Goodwill,
        Self::Repriced,
        Self::OurError,
        Self::Refused,
        Self::Ineligible,
        Self::Cancelled,
        Self::Withdrawal,
        Self::Started,
        Self::Fraud,
    ];

    /// As people call it.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::Cancelled => ("annulé avant tout contrôle", "cancelled before any check"),
            Self::Withdrawal => ("rétractation", "withdrawal"),
            Self::Started => ("rétractation, travail commencé", "withdrawal, work begun"),
            Self::Ineligible => ("démarche impossible", "procedure not possible"),
            Self::Silent => ("client sans réponse", "customer without an answer"),
            Self::Refused => ("refusé par l’administration", "refused by the administration"),
            Self::Validated => ("déposé et validé", "filed and validated"),
            Self::Repriced => ("prix recalculé", "price worked out again"),
            Self::OurError => ("erreur de la maison", "error of the house"),
            Self::Fraud => ("fraude", "fraud"),
            Self::Goodwill => ("décision de la maison", "decision of the house"),
            Self::Closed => ("dossier clos", "file closed"),
            Self::Excess => ("trop-perçu", "paid in excess"),
            Self::TooLate => ("payé après la clôture", "paid after the closing"),
            Self::Outside => ("fait chez le prestataire", "made at the provider"),
        };
        lang.pick(fr, en)
    }
}

impl RefundState {
    /// What it takes of a payment cannot be given back once more.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Failed | Self::Declined)
    }
}

/// Money to give back, or given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its id: the key of the call.
    pub id: RefundId,
    /// Of which dossier.
    pub dossier: Uuid,
    /// Of which page.
    pub checkout: CheckoutId,
    /// How much.
    pub cents: Cents,
    /// What of it is taxes, our fee, or was above the price.
    pub share: Share,
    /// Why.
    pub cause: Cause,
    /// Where it stands.
    pub state: RefundState,
    /// The provider's name for it.
    pub provider_ref: Option<String>,
    /// Who asked; none: the house itself.
    pub asked_by: Option<Uuid>,
    /// The second person, who decided; none: nobody had to, or has yet.
    pub decided_by: Option<Uuid>,
    /// What went wrong, as a code.
    pub problem: Option<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it went back.
    pub done_at: Option<Timestamp>,
}

impl Refund {
    /// What of it had been paid above the price. A gesture of ours never is, even where it reaches into the taxes; taxes that
    /// go back because none are due are, as far as the price fell, and so is whatever somebody gave back at the provider.
    #[must_use]
    pub fn above(&self) -> Cents {
        above(self.cause, self.share)
    }
}

pub(super) fn above(cause: Cause, share: Share) -> Cents {
    if cause == Cause::Outside {
        // Nobody said why: it settles what is owed back, and the dossier takes no more of it than that.
        return share.sum();
    }
    match cause.row().taxes {
        TaxesPart::All | TaxesPart::UnlessFiled | TaxesPart::Difference => {
            share.excess + share.taxes
        }
        TaxesPart::AsReturned | TaxesPart::Nothing => share.excess,
    }
}

vocabulary::codes! {
    /// Where a refund by transfer stands.
    pub enum TransferBackState {
        /// It waits for a second person.
        Asked = "asked",
        /// It is in the accounts.
        Done = "done",
        /// The second person said no.
        Declined = "declined",
    }
}

impl TransferBackState {
    /// What it takes of what is held cannot be given back once more.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Declined)
    }
}

/// Money that was given back by a bank transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferBack {
    /// Its id.
    pub id: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
    /// Of which page, where the card did not take it; none: of what came by transfer.
    pub checkout: Option<CheckoutId>,
    /// What of it is taxes, our fee, or was above the price.
    pub share: Share,
    /// How much.
    pub cents: Cents,
    /// Why.
    pub cause: Cause,
    /// Where it stands.
    pub state: TransferBackState,
    /// The day on which it left our account.
    pub sent_on: Date,
    /// Who recorded it.
    pub asked_by: Uuid,
    /// The second person, who decided; none: nobody had to, or has yet.
    pub decided_by: Option<Uuid>,
    /// When it was recorded.
    pub asked_at: Timestamp,
}

impl TransferBack {
    /// What of it had been paid above the price, as [`Refund::above`].
    #[must_use]
    pub fn above(&self) -> Cents {
        above(self.cause, self.share)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn by_transfer(cause: Cause) -> TransferBack {
        let share = Share { taxes: Cents(1_200), fee: Cents(0), excess: Cents(100) };
        TransferBack {
            id: Uuid::nil(),
            dossier: Uuid::nil(),
            checkout: None,
            share,
            cents: share.sum(),
            cause,
            state: TransferBackState::Done,
            sent_on: Date::parse("2026-11-21").unwrap(),
            asked_by: Uuid::nil(),
            decided_by: None,
            asked_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn each_cause_has_a_name_of_its_own_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            let names: BTreeSet<&str> = Cause::ALL.iter().map(|it| it.label(lang)).collect();
            assert_eq!(names.len(), Cause::ALL.len(), "{names:?}");
        }
        assert_eq!(Cause::Repriced.label(Lang::Fr), "prix recalculé");
        assert_eq!(Cause::Repriced.label(Lang::En), "price worked out again");
    }

    #[test]
    fn a_transfer_back_that_was_declined_takes_nothing_of_what_is_held() {
        let mut counted = TransferBackState::ALL.iter().filter(|it| it.counts());
        assert_eq!(counted.next(), Some(&TransferBackState::Asked), "what waits is spoken for");
        assert_eq!(counted.next(), Some(&TransferBackState::Done));
        assert_eq!(counted.next(), None);
    }

    #[test]
    fn by_transfer_too_a_difference_had_been_paid_above_the_price_and_a_gesture_on_taxes_had_not() {
        assert_eq!(by_transfer(Cause::Repriced).above(), Cents(1_300));
        assert_eq!(by_transfer(Cause::Goodwill).above(), Cents(100));
        assert_eq!(by_transfer(Cause::Outside).above(), Cents(1_300));
    }
}
