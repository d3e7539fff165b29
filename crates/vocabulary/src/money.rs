use core::iter::Sum;
use core::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

/// A sum in whole euro cents.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `euros` and `cents` (0 to 99) as one sum.
    #[must_use]
    pub const fn euros(euros: i64, cents: i64) -> Self {
        Self(euros * 100 + cents)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::ZERO, Add::add)
    }
}

/// An exact sum, in thousandths of a cent: half of a rate of odd cents, less a percentage, still fits.
///
/// Rounded only where the law rounds: [`Amount::to_cents`] for a line, [`Amount::to_euro`] for the total.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Amount(i64);

/// Thousandths of a cent in a cent.
const PER_CENT: i64 = 1_000;
/// Thousandths of a cent in a euro.
const PER_EURO: i64 = 100 * PER_CENT;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole euros.
    #[must_use]
    pub const fn from_euros(euros: i64) -> Self {
        Self(euros * PER_EURO)
    }

    /// Whole cents.
    #[must_use]
    pub const fn from_cents(cents: Cents) -> Self {
        Self(cents.0 * PER_CENT)
    }

    /// Thousandths of a cent.
    #[must_use]
    pub const fn from_millicents(millicents: i64) -> Self {
        Self(millicents)
    }

    /// Thousandths of a cent.
    #[must_use]
    pub const fn millicents(self) -> i64 {
        self.0
    }

    /// `count` times this sum.
    #[must_use]
    pub const fn times(self, count: i64) -> Self {
        Self(self.0 * count)
    }

    /// `percent` hundredths of this sum. Exact for every sum of whole tenths of a cent.
    #[must_use]
    pub const fn percent(self, percent: i64) -> Self {
        Self(self.0 * percent / 100)
    }

    /// Half of this sum.
    #[must_use]
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }

    /// The nearest cent, half up.
    #[must_use]
    pub const fn to_cents(self) -> Cents {
        Cents((self.0 + PER_CENT / 2).div_euclid(PER_CENT))
    }

    /// The nearest whole euro, half up, as cents (CIBS L131-2).
    #[must_use]
    pub const fn to_euro(self) -> Cents {
        Cents((self.0 + PER_EURO / 2).div_euclid(PER_EURO) * 100)
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_cent_goes_up() {
        assert_eq!(Amount::from_cents(Cents(3_4475)).half().to_cents(), Cents(1_7238));
        assert_eq!(Amount::from_millicents(1_499).to_cents(), Cents(1));
        assert_eq!(Amount::from_millicents(1_500).to_cents(), Cents(2));
    }

    #[test]
    fn a_half_euro_goes_up() {
        assert_eq!(Amount::from_cents(Cents::euros(424, 50)).to_euro(), Cents::euros(425, 0));
        assert_eq!(Amount::from_cents(Cents::euros(424, 49)).to_euro(), Cents::euros(424, 0));
        assert_eq!(Amount::from_cents(Cents::euros(424, 70)).to_euro(), Cents::euros(425, 0));
    }
}
