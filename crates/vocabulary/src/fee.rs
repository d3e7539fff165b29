use crate::Cents;

/// What a house charges for a démarche: a fixed sum and a share of the taxes, both before VAT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeRule {
    /// The fixed sum, before VAT.
    pub fixed: Cents,
    /// The share of the taxes, in hundredths of a percent, before VAT: 150 is 1.5 %.
    pub share: i64,
    /// VAT, in hundredths of a percent: 2000 is 20 %.
    pub vat: i64,
}

/// Our price for one démarche of known taxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Before VAT.
    pub net: Cents,
    /// VAT, rounded to the cent, half up.
    pub vat: Cents,
}

/// Hundredths of a percent in the whole.
const WHOLE: i64 = 10_000;

impl Fee {
    /// What the customer pays, VAT included.
    #[must_use]
    pub fn gross(self) -> Cents {
        self.net + self.vat
    }
}

impl FeeRule {
    /// A sum that bears its VAT already, whatever the taxes.
    #[must_use]
    pub const fn flat(gross: Cents) -> Self {
        Self { fixed: gross, share: 0, vat: 0 }
    }

    /// The fee where the taxes come to `taxes`: the share is rounded to the cent, half up, and then the VAT of the sum.
    #[must_use]
    pub fn on(self, taxes: Cents) -> Fee {
        let net = self.fixed + part(taxes, self.share);
        Fee { net, vat: part(net, self.vat) }
    }

    /// What the customer pays, VAT included, where the taxes come to `taxes`.
    #[must_use]
    pub fn gross(self, taxes: Cents) -> Cents {
        self.on(taxes).gross()
    }

    /// The share with its VAT, in hundredths of a percent, half up: what is said to people.
    #[must_use]
    pub const fn gross_share(self) -> i64 {
        (self.share * (WHOLE + self.vat) + WHOLE / 2).div_euclid(WHOLE)
    }
}

/// So many hundredths of a percent of `sum`, half up.
const fn part(sum: Cents, basis_points: i64) -> Cents {
    Cents((sum.0 * basis_points + WHOLE / 2).div_euclid(WHOLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_sum_does_not_follow_the_taxes() {
        let rule = FeeRule { fixed: Cents(2_492), share: 0, vat: 2_000 };
        let fee = rule.on(Cents(1_000_000));
        assert_eq!((fee.net, fee.vat, fee.gross()), (Cents(2_492), Cents(498), Cents(2_990)));
        assert_eq!(rule.gross(Cents::ZERO), Cents(2_990));
        assert_eq!(FeeRule::flat(Cents(2_990)).gross(Cents(42_776)), Cents(2_990));
    }

    #[test]
    fn a_share_is_of_the_taxes_and_bears_vat() {
        let rule = FeeRule { fixed: Cents(1_000), share: 150, vat: 2_000 };
        // 1.5 % of 427.76 is 6.4164: 6.42, and 20 % of 16.42 is 3.284.
        let fee = rule.on(Cents(42_776));
        assert_eq!((fee.net, fee.vat), (Cents(1_642), Cents(328)));
        assert_eq!(rule.gross_share(), 180);
    }

    #[test]
    fn half_a_cent_goes_up() {
        assert_eq!(part(Cents(1), 5_000), Cents(1));
        assert_eq!(part(Cents(1), 4_999), Cents(0));
    }
}
