//! Pages on which somebody pays, disputes, and what is held of all that moved.

mod refund;

use jiff::Timestamp;
use refund::above;
use uuid::Uuid;
use vocabulary::Cents;

use crate::{Share, shared};

pub use refund::{Cause, Refund, RefundId, RefundState, TransferBack, TransferBackState};

/// The id of a [`Checkout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CheckoutId(pub Uuid);

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

impl Dispute {
    /// What is not ours to give back: all that is asked while the bank did not decide, then what it took.
    #[must_use]
    pub fn holds(&self) -> Cents {
        match self.state {
            DisputeState::Open => self.cents.max(self.taken),
            DisputeState::Won | DisputeState::Lost => self.taken,
        }
    }
}

/// All that moved for a dossier by a provider, and back by transfer, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Its pages.
    pub checkouts: Vec<Checkout>,
    /// What was or is to be given back.
    pub refunds: Vec<Refund>,
    /// What was given back by transfer.
    pub by_transfer: Vec<TransferBack>,
    /// What banks are asked to take back.
    pub disputes: Vec<Dispute>,
}

impl Money {
    /// What may still be given back to cards: what came by the provider, less what went or is to go, and what banks took.
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

    /// What of the page `checkout` may still be given back, in its parts: what a bank took, or is asked to, is not ours.
    #[must_use]
    pub fn held_of(&self, checkout: &Checkout) -> Share {
        let kept = self.kept_of(checkout);
        let gone = self.disputed_of(checkout.id).min(kept.sum());
        // Taxes before our fee: of what is left no more is given back as taxes than there may be.
        kept.less(shared(Cause::Fraud, gone, kept).unwrap_or_default())
    }

    /// What came by the provider, less what went or is to go back, whatever banks say.
    #[must_use]
    pub fn kept(&self) -> Share {
        let paid = self.checkouts.iter().filter(|it| it.state == CheckoutState::Paid);
        paid.map(|it| self.kept_of(it)).fold(Share::default(), Share::and)
    }

    /// The same of the page `checkout`.
    #[must_use]
    pub fn kept_of(&self, checkout: &Checkout) -> Share {
        let of_it =
            self.refunds.iter().filter(|it| it.checkout == checkout.id && it.state.counts());
        let by_card = of_it.map(|it| it.share).fold(Share::default(), Share::and);
        let instead = self.by_transfer.iter();
        let instead = instead.filter(|it| it.checkout == Some(checkout.id) && it.state.counts());
        checkout
            .share()
            .less(by_card)
            .less(instead.map(|it| it.share).fold(Share::default(), Share::and))
    }

    /// What banks took of the page `checkout`, or are asked to take.
    #[must_use]
    pub fn disputed_of(&self, checkout: CheckoutId) -> Cents {
        self.disputes.iter().filter(|it| it.checkout == checkout).map(Dispute::holds).sum()
    }

    /// What banks took, or are asked to take, of what was not given back.
    #[must_use]
    pub fn disputed(&self) -> Cents {
        self.kept().sum() - self.held().sum()
    }

    /// What is to go back, and did not go yet.
    #[must_use]
    pub fn on_its_way(&self) -> Share {
        self.waiting().map(|(_, share)| share).fold(Share::default(), Share::and)
    }

    /// What of that had been paid above the price.
    #[must_use]
    pub fn above_on_its_way(&self) -> Cents {
        self.waiting().map(|(cause, share)| above(cause, share)).sum()
    }

    fn waiting(&self) -> impl Iterator<Item = (Cause, Share)> {
        let waits = [RefundState::Asked, RefundState::Planned, RefundState::Sent];
        let by_card = self.refunds.iter().filter(move |it| waits.contains(&it.state));
        let by_card = by_card.map(|it| (it.cause, it.share));
        let asked = self.by_transfer.iter().filter(|it| it.state == TransferBackState::Asked);
        by_card.chain(asked.map(|it| (it.cause, it.share)))
    }

    /// What the staff asked to be given back, and no second person decided: one person's part, however it is split.
    #[must_use]
    pub fn by_one_person(&self) -> Cents {
        let by_card = self
            .refunds
            .iter()
            .filter(|it| it.asked_by.is_some() && it.decided_by.is_none() && it.state.counts());
        let by_transfer =
            self.by_transfer.iter().filter(|it| it.decided_by.is_none() && it.state.counts());
        by_card.map(|it| it.cents).chain(by_transfer.map(|it| it.cents)).sum()
    }
}

#[cfg(test)]
mod tests;
