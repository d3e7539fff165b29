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

/// An order: nothing of it ever changes.
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

/// A bank transfer that was seen on the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
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
