use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

/// A line of what is to be paid: the customer reads it on the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In the customer's language.
    pub label: String,
    /// More than nothing.
    pub cents: Cents,
}

/// What somebody is asked to pay. Does not print: it may hold an address.
#[derive(Clone, PartialEq, Eq)]
pub struct Demand {
    /// Ours. The key of the call is made of it: asked twice, the provider opens one page.
    pub id: Uuid,
    /// The reference of the dossier, which the statement of the bank may show.
    pub reference: String,
    /// At least one.
    pub lines: Vec<Line>,
    /// Whom the provider writes a receipt to.
    pub email: Option<String>,
    /// The language of the page.
    pub lang: Lang,
    /// Where the browser comes back to, paid or not: it proves nothing.
    pub back: String,
    /// Where it comes back to when the person gives up.
    pub given_up: String,
    /// Since when it may have been asked: a provider without keys of its own looks for nothing older.
    pub since: Timestamp,
    /// From when on the page takes no money.
    pub until: Timestamp,
}

impl Demand {
    /// The sum of its lines.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.cents).sum()
    }
}

impl std::fmt::Debug for Demand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Demand").field(&self.id).finish()
    }
}

/// A page of the provider, where the person pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The provider's name for it.
    pub reference: String,
    /// Its address.
    pub page: String,
}

/// Where a page of the provider stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckoutState {
    /// It takes money, or is about to say that it did.
    Open,
    /// It was paid.
    Paid,
    /// It takes no money any more, and took none.
    Closed,
}

/// What became of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The provider's name for it.
    pub reference: String,
    /// Ours, as the provider brings it back.
    pub ours: Option<Uuid>,
    /// Where it stands.
    pub state: CheckoutState,
    /// What it asks for.
    pub cents: Cents,
    /// The provider's name for the payment, once there is one.
    pub payment: Option<String>,
}

/// Money to give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundOrder {
    /// Ours. The key of the call is made of it: asked twice, the provider gives back once.
    pub id: Uuid,
    /// The provider's name for the payment.
    pub payment: String,
    /// How much of it.
    pub cents: Cents,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// The bank has it.
    Pending,
    /// It was given back.
    Done,
    /// It came back to the provider: the card is closed, the bank refused.
    Failed,
}

/// What became of a refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundStanding {
    /// The provider's name for it.
    pub reference: String,
    /// Ours, as the provider brings it back: none for one that somebody made on the provider's own pages.
    pub ours: Option<Uuid>,
    /// The payment that it takes from.
    pub payment: Option<String>,
    /// How much.
    pub cents: Cents,
    /// Where it stands.
    pub state: RefundState,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeState {
    /// The bank asks, or decides.
    Open,
    /// The money stays ours.
    Won,
    /// The customer has it back.
    Lost,
}

/// A payment that the bank of the customer was asked to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputeStanding {
    /// The provider's name for it.
    pub reference: String,
    /// The payment.
    pub payment: Option<String>,
    /// How much is asked back.
    pub cents: Cents,
    /// Where it stands.
    pub state: DisputeState,
    /// What moved on our account for it until now, the fees apart: nothing while the bank only asks.
    pub lines: Vec<Taken>,
    /// Until when the bank hears us.
    pub answer_until: Option<Timestamp>,
}

/// What a dispute took from our account, or gave back, in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The provider's name for the line: it moved once, however often and in whatever order it is read.
    pub reference: String,
    /// More than nothing: from us.
    pub cents: Cents,
}

impl DisputeStanding {
    /// What the provider took from our account for it until now.
    #[must_use]
    pub fn taken(&self) -> Cents {
        self.lines.iter().map(|line| line.cents).sum()
    }
}

/// What moved on the account that we have with the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovementKind {
    /// A customer paid.
    Payment,
    /// A customer was paid back.
    Refund,
    /// A refund came back.
    RefundFailed,
    /// A disputed payment was taken away.
    Dispute,
    /// A dispute was won: it came back.
    DisputeWon,
    /// Paid out to our bank.
    Payout,
    /// A fee of the provider apart from a payment.
    Fee,
    /// Anything else.
    Other,
}

/// A line of the provider's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The provider's name for the line.
    pub reference: String,
    /// What it is.
    pub kind: MovementKind,
    /// What it is about, by the name that [`Standing::payment`], [`RefundStanding`] or [`DisputeStanding`] bears.
    pub source: Option<String>,
    /// Our id of the page or the refund, as the provider brings it back: whose it is, before it is known to have moved.
    pub ours: Option<Uuid>,
    /// More than nothing: to us.
    pub gross: Cents,
    /// What the provider keeps, more than nothing: from us.
    pub fee: Cents,
    /// When.
    pub at: Timestamp,
}

impl Movement {
    /// What the account grew by.
    #[must_use]
    pub fn net(&self) -> Cents {
        self.gross - self.fee
    }
}

/// What a report is about: what is to be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A page.
    Checkout(String),
    /// A payment, of whatever page.
    Payment(String),
    /// A refund; `payment/refund` where the provider finds it under its payment only.
    Refund(String),
    /// A dispute.
    Dispute(String),
    /// Nothing that we follow.
    Other,
}

impl About {
    /// What it is, in a word.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Checkout(_) => "checkout",
            Self::Payment(_) => "payment",
            Self::Refund(_) => "refund",
            Self::Dispute(_) => "dispute",
            Self::Other => "other",
        }
    }

    /// What is kept of it, as [`About::id`] and [`About::reference`].
    #[must_use]
    pub fn read(id: &str, reference: Option<String>) -> Self {
        match (id, reference) {
            ("checkout", Some(reference)) => Self::Checkout(reference),
            ("payment", Some(reference)) => Self::Payment(reference),
            ("refund", Some(reference)) => Self::Refund(reference),
            ("dispute", Some(reference)) => Self::Dispute(reference),
            _ => Self::Other,
        }
    }

    /// The provider's name for it.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Checkout(it) | Self::Payment(it) | Self::Refund(it) | Self::Dispute(it) => {
                Some(it)
            }
            Self::Other => None,
        }
    }
}

impl About {
    /// The page or payment that it names or stands under.
    #[must_use]
    pub fn under(&self) -> Option<&str> {
        self.reference()?.split('/').next()
    }
}

/// A report of the provider: that something happened, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The provider's name for the report: the same one is kept once.
    pub id: String,
    /// The provider's word for what happened.
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// When it happened.
    pub at: Timestamp,
}
