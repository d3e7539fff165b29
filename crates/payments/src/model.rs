use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

use crate::Share;

/// The id of a [`Checkout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CheckoutId(pub Uuid);

/// The id of a [`Refund`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefundId(pub Uuid);

vocabulary::codes! {
    /// Where a page stands, as we know it. It never goes back.
    pub enum CheckoutState {
        /// The provider was perhaps asked.
        Planned = "planned",
        /// The provider has it.
        Open = "open",
        /// It was paid.
        Paid = "paid",
        /// It takes no money any more, and took none.
        Closed = "closed",
    }
}

/// A page of a provider where somebody pays for a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// Its id: the key of the call.
    pub id: CheckoutId,
    /// Of which dossier.
    pub dossier: Uuid,
    /// Its reference, for people.
    pub reference: String,
    /// Which provider.
    pub provider: String,
    /// What it asks for.
    pub cents: Cents,
    /// How much of it are taxes.
    pub taxes: Cents,
    /// How much of it was paid above the price; the rest is our fee.
    pub excess: Cents,
    /// Where it stands.
    pub state: CheckoutState,
    /// The provider's name for it.
    pub provider_ref: Option<String>,
    /// Its address.
    pub page: Option<String>,
    /// The provider's name for the payment.
    pub payment_ref: Option<String>,
    /// When it was planned.
    pub opened_at: Timestamp,
    /// Until when it takes money.
    pub until: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
}

impl Checkout {
    /// Its parts.
    #[must_use]
    pub fn share(&self) -> Share {
        let fee = self.cents - self.taxes - self.excess;
        Share { taxes: self.taxes, fee, excess: self.excess }
    }
}

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
    /// What went wrong, as a code.
    pub problem: Option<String>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it went back.
    pub done_at: Option<Timestamp>,
}

vocabulary::codes! {
    /// Where a dispute stands.
    pub enum DisputeState {
        /// The bank asks, or decides.
        Open = "open",
        /// The money stays ours.
        Won = "won",
        /// The customer has it back.
        Lost = "lost",
    }
}

impl From<psp::DisputeState> for DisputeState {
    fn from(state: psp::DisputeState) -> Self {
        match state {
            psp::DisputeState::Open => Self::Open,
            psp::DisputeState::Won => Self::Won,
            psp::DisputeState::Lost => Self::Lost,
        }
    }
}

/// A payment that a bank is asked to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Of which page.
    pub checkout: CheckoutId,
    /// How much is asked back.
    pub cents: Cents,
    /// What was taken from us until now.
    pub taken: Cents,
    /// Where it stands.
    pub state: DisputeState,
    /// Until when the bank hears us.
    pub answer_until: Option<Timestamp>,
}

/// All that a provider moved for a dossier, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Its pages.
    pub checkouts: Vec<Checkout>,
    /// What was or is to be given back.
    pub refunds: Vec<Refund>,
    /// What banks are asked to take back.
    pub disputes: Vec<Dispute>,
}

impl Money {
    /// What may still be given back: what came by the provider, less what went or is to go.
    #[must_use]
    pub fn left(&self) -> Cents {
        self.held().sum()
    }

    /// The same in its parts.
    #[must_use]
    pub fn held(&self) -> Share {
        let paid = self.checkouts.iter().filter(|it| it.state == CheckoutState::Paid);
        paid.map(|it| self.held_of(it)).fold(Share::default(), Share::and)
    }

    /// What of the page `checkout` may still be given back, in its parts.
    #[must_use]
    pub fn held_of(&self, checkout: &Checkout) -> Share {
        let of_it =
            self.refunds.iter().filter(|it| it.checkout == checkout.id && it.state.counts());
        checkout.share().less(of_it.map(|it| it.share).fold(Share::default(), Share::and))
    }

    /// What is to go back, and did not go yet.
    #[must_use]
    pub fn on_its_way(&self) -> Share {
        let waits = [RefundState::Asked, RefundState::Planned, RefundState::Sent];
        let waiting = self.refunds.iter().filter(|it| waits.contains(&it.state));
        waiting.map(|it| it.share).fold(Share::default(), Share::and)
    }
}
