//! What was ordered, at which price, and what was paid.

use serde::{Deserialize, Serialize};
use vocabulary::{Cents, Date};

use crate::At;

/// A line of taxes, frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// `y1` … `y5`.
    pub code: String,
    /// What it comes to, rounded to the cent.
    pub cents: Cents,
}

/// An order. Our fee and what was accepted never change; the taxes do, with the facts, until it is filed ([`NewTaxes`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// What it is priced as, an id of `operations.toml`.
    pub operation: String,
    /// The day of issue that the price is for.
    pub issued_on: Date,
    /// The six lines.
    pub lines: Vec<Line>,
    /// The total of the taxes less the sum of the lines.
    pub rounding: Cents,
    /// The total of the taxes: paid for the customer.
    pub taxes: Cents,
    /// Our fee, before VAT.
    pub fee_net: Cents,
    /// VAT on our fee.
    pub fee_vat: Cents,
    /// What is to be paid.
    pub total: Cents,
    /// Hash of the tables it was computed with.
    pub baremes: String,
    /// Version of the general terms that was accepted.
    pub terms: String,
    /// Asked that we start before the fourteen days are over, and knows what is lost then.
    pub express_start: bool,
    /// When.
    pub at: At,
}

/// The taxes of an order, worked out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTaxes {
    /// What it is priced as now.
    pub operation: String,
    /// The day of issue that they are for.
    pub issued_on: Date,
    /// The six lines.
    pub lines: Vec<Line>,
    /// Their total less the sum of the lines.
    pub rounding: Cents,
    /// Their total.
    pub taxes: Cents,
    /// Hash of the tables they were computed with.
    pub baremes: String,
}

impl Order {
    /// The order with other taxes: our fee stays (demarches B5).
    #[must_use]
    pub fn with(&self, new: NewTaxes) -> Self {
        Self {
            operation: new.operation,
            issued_on: new.issued_on,
            lines: new.lines,
            rounding: new.rounding,
            taxes: new.taxes,
            total: new.taxes + self.fee_net + self.fee_vat,
            baremes: new.baremes,
            ..self.clone()
        }
    }
}

vocabulary::codes! {
    /// How money came.
    pub enum Means {
        /// A bank transfer that was seen on the account.
        Transfer = "transfer",
        /// A card, by a provider of payments.
        Card = "card",
    }
}

crate::code::in_json!(Means);

/// As what was written before there was a choice says.
impl Default for Means {
    fn default() -> Self {
        Self::Transfer
    }
}

impl Means {
    /// Nothing need be written of it.
    #[must_use]
    pub fn is_transfer(&self) -> bool {
        *self == Self::Transfer
    }
}

/// Money that came: a transfer that was seen on the account, a card that was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// By what means.
    #[serde(default, skip_serializing_if = "Means::is_transfer")]
    pub means: Means,
    /// How much.
    pub cents: Cents,
    /// The day on which it came.
    pub received_on: Date,
    /// The bank's reference, which may name somebody. Personal.
    #[serde(skip)]
    pub reference: Option<String>,
    /// When it was recorded.
    pub at: At,
}

/// Money that was given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// How much.
    pub cents: Cents,
    /// What of it lowers the price: the rest had been paid above it.
    pub given: Cents,
    /// When it was known.
    pub at: At,
}
