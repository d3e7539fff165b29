//! What a customer owes in the end, what papers say so far, and what is still to be said. Pure: whole cents in and out.

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

    /// What the customer owes of these in the end, where `back` was given back of them.
    ///
    /// Taxes are taken off the first code first; of the fee, net and VAT keep their proportion, rounded to the cent, half up.
    #[must_use]
    pub fn kept(&self, back: Share) -> Self {
        let mut kept = self.clone();
        if back.taxes >= self.taxes() {
            kept.0.retain(|item, _| *item == Item::Fee);
        } else {
            let mut left = back.taxes;
            let codes: Vec<Item> =
                self.0.keys().filter(|item| matches!(item, Item::Tax(_))).cloned().collect();
            for code in codes {
                let part = left.min(kept.get(&code).net).max(Cents::ZERO);
                kept.add(code, Sum::net(-part));
                left = left - part;
            }
            // Of taxes that rounding raised, the last cents are those of rounding.
            kept.add(Item::Rounding, Sum::net(-left));
        }
        let fee = self.get(&Item::Fee);
        let gross = fee.gross().0;
        let stays = (gross - back.fee.0).clamp(0, gross.max(0));
        let net =
            if gross == 0 { 0 } else { (2 * fee.net.0 * stays + gross).div_euclid(2 * gross) };
        kept.0.remove(&Item::Fee);
        kept.add(Item::Fee, Sum { net: Cents(net), vat: Cents(stays - net) });
        kept
    }

    /// What an invoice must still say, and what a credit note must, where papers say `self` and `kept` is owed. Taxes stand
    /// together on one of the two, and so does the fee.
    #[must_use]
    pub fn to_issue(&self, kept: &Self) -> (Self, Self) {
        let (mut more, mut less) = (Self::default(), Self::default());
        let items = kept.0.keys().chain(self.0.keys());
        let differs = |item: &Item| kept.get(item).less(self.get(item));
        let taxes_rise = kept.taxes() >= self.taxes();
        for item in items {
            let difference = differs(item);
            let rises = if *item == Item::Fee { difference.gross().0 >= 0 } else { taxes_rise };
            let (to, sum) =
                if rises { (&mut more, difference) } else { (&mut less, difference.times(-1)) };
            if to.get(item).is_nothing() {
                to.add(item.clone(), sum);
            }
        }
        (more, less)
    }
}

/// How much of a sum is taxes, and how much our fee with its VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Taxes.
    pub taxes: Cents,
    /// Our fee, VAT included.
    pub fee: Cents,
}

impl Share {
    /// How `back`, given back of `ordered` in all so far, is shared: as whoever gave it back `said`, where that adds up; else
    /// our fee goes first.
    #[must_use]
    pub fn of(back: Cents, ordered: &Sums, said: Option<Self>) -> Self {
        let back = back.max(Cents::ZERO).min(ordered.total());
        let fits = |said: &Self| {
            said.taxes + said.fee == back
                && (Cents::ZERO..=ordered.taxes()).contains(&said.taxes)
                && said.fee >= Cents::ZERO
        };
        if let Some(said) = said.filter(fits) {
            return said;
        }
        let fee = back.min(ordered.get(&Item::Fee).gross());
        Self { taxes: back - fee, fee }
    }
}

/// What was given back of what was ordered at the price `ordered`, where `came` came and `went` went: what came in excess
/// was never invoiced.
#[must_use]
pub fn given_back(ordered: Cents, came: Cents, went: Cents) -> Cents {
    let excess = (came - ordered).max(Cents::ZERO);
    (went - excess).max(Cents::ZERO).min(ordered)
}

#[cfg(test)]
mod tests;
