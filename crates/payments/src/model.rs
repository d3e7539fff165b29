use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

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
    /// Why money is given back (demarches B5).
    pub enum Cause {
        /// The customer withdrew from the contract.
        Withdrawal = "withdrawal",
        /// The dossier was closed before it was filed.
        Closed = "closed",
        /// More came than was due.
        Excess = "excess",
        /// The staff decided it.
        Goodwill = "goodwill",
        /// Somebody gave it back on the provider's own pages.
        Outside = "outside",
    }
}

impl Cause {
    /// As people call it.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::Withdrawal => ("rétractation", "withdrawal"),
            Self::Closed => ("dossier clos", "file closed"),
            Self::Excess => ("trop-perçu", "paid in excess"),
            Self::Goodwill => ("décision de la maison", "decision of the house"),
            Self::Outside => ("fait chez le prestataire", "made at the provider"),
        };
        lang.pick(fr, en)
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
        let came = self.checkouts.iter().filter(|it| it.state == CheckoutState::Paid);
        let gone = |it: &&Refund| !matches!(it.state, RefundState::Failed | RefundState::Declined);
        let went: Cents = self.refunds.iter().filter(gone).map(|it| it.cents).sum();
        came.map(|it| it.cents).sum::<Cents>() - went
    }
}
