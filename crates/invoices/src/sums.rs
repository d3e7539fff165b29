//! What was sold, what papers say so far, and what is still to be said. Pure: whole cents in and out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vocabulary::Cents;

/// What a sum is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "code")]
pub enum Item {
    /// A tax, by its code: `y1` … `y5`. A débours.
    Tax(String),
    /// What the rounding of the law adds to the taxes, or takes from them. A débours.
    Rounding,
    /// Our fee.
    Fee,
}

/// A sum and the VAT on it. A débours bears none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Before VAT.
    pub net: Cents,
    /// VAT.
    pub vat: Cents,
}

impl Sum {
    /// With VAT.
    #[must_use]
    pub fn gross(self) -> Cents {
        self.net + self.vat
    }

    /// What bears no VAT.
    #[must_use]
    pub const fn net(net: Cents) -> Self {
        Self { net, vat: Cents::ZERO }
    }

    fn is_nothing(self) -> bool {
        self == Self::default()
    }

    fn less(self, other: Self) -> Self {
        Self { net: self.net - other.net, vat: self.vat - other.vat }
    }

    /// So many times.
    pub(crate) const fn times(self, count: i64) -> Self {
        Self { net: Cents(self.net.0 * count), vat: Cents(self.vat.0 * count) }
    }
}

/// Sums, each for an item; what is nothing is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<Item, Sum>);

impl Sums {
    /// Those of an order: its taxes by code, what rounding adds to them, and our fee.
    #[must_use]
    pub fn ordered<'a>(
        taxes: impl IntoIterator<Item = (&'a str, Cents)>,
        rounding: Cents,
        fee: Sum,
    ) -> Self {
        let mut sums = Self::default();
        for (code, cents) in taxes {
            sums.add(Item::Tax(code.to_owned()), Sum::net(cents));
        }
        sums.add(Item::Rounding, Sum::net(rounding));
        sums.add(Item::Fee, fee);
        sums
    }

    /// Adds `sum` to what there is for `item`.
    pub fn add(&mut self, item: Item, sum: Sum) {
        let known = self.get(&item);
        let sum = Sum { net: known.net + sum.net, vat: known.vat + sum.vat };
        if sum.is_nothing() {
            self.0.remove(&item);
        } else {
            self.0.insert(item, sum);
        }
    }

    /// What there is for `item`.
    #[must_use]
    pub fn get(&self, item: &Item) -> Sum {
        self.0.get(item).copied().unwrap_or_default()
    }

    /// Each item with its sum, taxes first, our fee last.
    pub fn iter(&self) -> impl Iterator<Item = (&Item, Sum)> {
        self.0.iter().map(|(item, sum)| (item, *sum))
    }

    /// Whether there is nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was paid for the customer.
    #[must_use]
    pub fn taxes(&self) -> Cents {
        self.iter().filter(|(item, _)| **item != Item::Fee).map(|(_, sum)| sum.net).sum()
    }

    /// All of it, VAT included.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.iter().map(|(_, sum)| sum.gross()).sum()
    }

    /// What of these was sold where `taxes` were, and the fee came to `fee`: all of it line by line, else less of the first
    /// codes. `None` where more taxes were sold than these are: what the price fell by is still to go back.
    #[must_use]
    pub fn sold(&self, taxes: Cents, fee: Sum) -> Option<Self> {
        let mut left = self.taxes() - taxes;
        if left < Cents::ZERO {
            return None;
        }
        let mut sold = Self::default();
        if taxes > Cents::ZERO {
            for (item, sum) in self.iter().filter(|(item, _)| **item != Item::Fee) {
                // Of taxes that rounding raised, the last cents are those of rounding: it comes last.
                let part = left.min(sum.net).max(Cents::ZERO);
                left = left - part;
                sold.add(item.clone(), Sum::net(sum.net - part));
            }
        }
        sold.add(Item::Fee, fee);
        Some(sold)
    }

    /// What an invoice must still say, and what a credit note must, where papers say `self` and `sold` was sold. Taxes stand
    /// together on one of the two, and so does the fee.
    #[must_use]
    pub fn to_issue(&self, sold: &Self) -> (Self, Self) {
        let (mut more, mut less) = (Self::default(), Self::default());
        let items = sold.0.keys().chain(self.0.keys());
        let differs = |item: &Item| sold.get(item).less(self.get(item));
        let taxes_fall = sold.taxes() < self.taxes();
        for item in items {
            let difference = differs(item);
            let fee_falls = difference.gross().0.is_negative();
            let falls = if *item == Item::Fee { fee_falls } else { taxes_fall };
            let (to, sum) =
                if falls { (&mut less, difference.times(-1)) } else { (&mut more, difference) };
            if to.get(item).is_nothing() {
                to.add(item.clone(), sum);
            }
        }
        (more, less)
    }
}

#[cfg(test)]
mod tests;
