//! Of money that comes and goes back: what is taxes, what is our fee, what was paid above the price (demarches B5).

use vocabulary::Cents;

use crate::Cause;

/// The parts of a sum, none below nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Taxes, paid for the customer: débours.
    pub taxes: Cents,
    /// Our fee, VAT included.
    pub fee: Cents,
    /// Paid above the price: neither, and owed back as it is.
    pub excess: Cents,
}

/// A part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// [`Share::taxes`].
    Taxes,
    /// [`Share::fee`].
    Fee,
    /// [`Share::excess`].
    Excess,
}

impl Share {
    /// The sum of its parts.
    #[must_use]
    pub fn sum(self) -> Cents {
        self.taxes + self.fee + self.excess
    }

    /// One of its parts.
    #[must_use]
    pub const fn of(self, part: Part) -> Cents {
        match part {
            Part::Taxes => self.taxes,
            Part::Fee => self.fee,
            Part::Excess => self.excess,
        }
    }

    const fn set(&mut self, part: Part, cents: Cents) {
        match part {
            Part::Taxes => self.taxes = cents,
            Part::Fee => self.fee = cents,
            Part::Excess => self.excess = cents,
        }
    }

    /// With `other`, part by part.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            taxes: self.taxes + other.taxes,
            fee: self.fee + other.fee,
            excess: self.excess + other.excess,
        }
    }

    /// Without `other`, part by part, none below nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        let part = |one: Cents, other: Cents| Cents((one - other).0.max(0));
        Self {
            taxes: part(self.taxes, other.taxes),
            fee: part(self.fee, other.fee),
            excess: part(self.excess, other.excess),
        }
    }

    /// The lesser of both, part by part.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self {
            taxes: self.taxes.min(other.taxes),
            fee: self.fee.min(other.fee),
            excess: self.excess.min(other.excess),
        }
    }
}

/// What of the fee is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeePart {
    /// All of it.
    All,
    /// All but what the work done is worth.
    WorkLeft,
    /// All but what the general terms keep, never more than the work done is worth.
    ButKept,
    /// Nothing.
    Nothing,
}

/// What of the taxes is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxesPart {
    /// All of them.
    All,
    /// All of them, unless they were paid to the State.
    UnlessFiled,
    /// What the price fell by.
    Difference,
    /// What the administration returns: somebody says how much.
    AsReturned,
    /// Nothing.
    Nothing,
}

/// A row of the table of B5: what is given back, and which part a sum of one's own is taken from first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Of our fee.
    pub fee: FeePart,
    /// Of the taxes.
    pub taxes: TaxesPart,
    /// The order in which parts give.
    pub from: [Part; 3],
}

/// What is above the price, then taxes, then our fee: for whom work was done that is paid.
const TAXES_FIRST: [Part; 3] = [Part::Excess, Part::Taxes, Part::Fee];
/// What is above the price, then our fee, then taxes: for what is ours to give.
const FEE_FIRST: [Part; 3] = [Part::Excess, Part::Fee, Part::Taxes];

impl Cause {
    /// Its row in the table of B5.
    #[must_use]
    pub const fn row(self) -> Row {
        const fn row(fee: FeePart, taxes: TaxesPart, from: [Part; 3]) -> Row {
            Row { fee, taxes, from }
        }
        match self {
            Self::Cancelled | Self::Withdrawal | Self::Ineligible | Self::Closed => {
                row(FeePart::All, TaxesPart::All, TAXES_FIRST)
            }
            Self::Started => row(FeePart::WorkLeft, TaxesPart::UnlessFiled, TAXES_FIRST),
            Self::Silent => row(FeePart::ButKept, TaxesPart::UnlessFiled, TAXES_FIRST),
            Self::Refused => row(FeePart::All, TaxesPart::AsReturned, FEE_FIRST),
            Self::Repriced => row(FeePart::Nothing, TaxesPart::Difference, TAXES_FIRST),
            Self::Excess | Self::TooLate => row(FeePart::Nothing, TaxesPart::Nothing, TAXES_FIRST),
            Self::OurError => row(FeePart::All, TaxesPart::Nothing, FEE_FIRST),
            Self::Fraud => row(FeePart::Nothing, TaxesPart::UnlessFiled, TAXES_FIRST),
            Self::Validated | Self::Goodwill | Self::Outside => {
                row(FeePart::Nothing, TaxesPart::Nothing, FEE_FIRST)
            }
        }
    }
}

/// What a proposal goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What came and was not given back.
    pub held: Share,
    /// The work done, in hundredths.
    pub work: u8,
    /// What the general terms keep from a customer who does not answer.
    pub kept: Cents,
    /// The taxes were paid to the State.
    pub filed: bool,
    /// What the price fell by, and was not given back.
    pub difference: Cents,
}

/// What the table of B5 gives back for `cause`: never more of a part than is held. What was paid above the price goes back
/// whatever the cause.
#[must_use]
pub fn proposed(cause: Cause, known: Known) -> Share {
    let Row { fee, taxes, .. } = cause.row();
    let held = known.held;
    // Rounded down to the cent: for the customer.
    let worth = Cents((held.fee.0 * i64::from(known.work.min(100)) / 100).clamp(0, held.fee.0));
    let fee = match fee {
        FeePart::All => held.fee,
        FeePart::WorkLeft => held.fee - worth,
        FeePart::ButKept => held.fee - known.kept.min(worth),
        FeePart::Nothing => Cents(0),
    };
    let taxes = match taxes {
        TaxesPart::All => held.taxes,
        TaxesPart::UnlessFiled if !known.filed => held.taxes,
        TaxesPart::Difference => known.difference,
        TaxesPart::UnlessFiled | TaxesPart::AsReturned | TaxesPart::Nothing => Cents(0),
    };
    Share { taxes, fee, excess: held.excess }.within(held)
}

/// Shares `cents` that are given back for `cause`, from parts in the order of its row: their sum is `cents`, and no part is
/// more than is `held`. `None` when less is held, or nothing is to be shared.
#[must_use]
pub fn shared(cause: Cause, cents: Cents, held: Share) -> Option<Share> {
    if cents.0 <= 0 {
        return None;
    }
    let mut share = Share::default();
    let mut left = cents;
    for part in cause.row().from {
        let taken = left.min(held.of(part));
        share.set(part, taken);
        left = left - taken;
    }
    (left.0 == 0).then_some(share)
}

/// Shares `cents` that somebody gave back at the provider without a word of why: what is owed back first, which is what was
/// paid above the price and the `difference` that it fell by, then the rest as a gesture. `None` as [`shared`].
#[must_use]
pub fn shared_outside(cents: Cents, held: Share, difference: Cents) -> Option<Share> {
    let owed = cents.min(difference).min(held.excess + held.taxes);
    let Some(first) = shared(Cause::Repriced, owed, held) else {
        return shared(Cause::Outside, cents, held);
    };
    if owed == cents {
        return Some(first);
    }
    Some(first.and(shared(Cause::Outside, cents - owed, held.less(first))?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(taxes: i64, fee: i64, excess: i64) -> Share {
        Share { taxes: Cents(taxes), fee: Cents(fee), excess: Cents(excess) }
    }

    fn fits(share: Share, held: Share) -> bool {
        [Part::Taxes, Part::Fee, Part::Excess]
            .into_iter()
            .all(|part| share.of(part).0 >= 0 && share.of(part) <= held.of(part))
    }

    fn any_share() -> impl Strategy<Value = Share> {
        (0_i64..1_000_000, 0_i64..50_000, 0_i64..50_000).prop_map(|(a, b, c)| share(a, b, c))
    }

    fn any_cause() -> impl Strategy<Value = Cause> {
        prop::sample::select(Cause::ALL)
    }

    #[test]
    fn each_event_gives_back_what_b5_says() {
        let known = Known {
            held: share(40_000, 3_000, 0),
            work: 40,
            kept: Cents(500),
            filed: false,
            difference: Cents(1_200),
        };
        for (cause, unfiled, filed) in [
            (Cause::Cancelled, share(40_000, 3_000, 0), share(40_000, 3_000, 0)),
            (Cause::Withdrawal, share(40_000, 3_000, 0), share(40_000, 3_000, 0)),
            (Cause::Started, share(40_000, 1_800, 0), share(0, 1_800, 0)),
            (Cause::Ineligible, share(40_000, 3_000, 0), share(40_000, 3_000, 0)),
            (Cause::Silent, share(40_000, 2_500, 0), share(0, 2_500, 0)),
            (Cause::Refused, share(0, 3_000, 0), share(0, 3_000, 0)),
            (Cause::Validated, share(0, 0, 0), share(0, 0, 0)),
            (Cause::Repriced, share(1_200, 0, 0), share(1_200, 0, 0)),
            (Cause::OurError, share(0, 3_000, 0), share(0, 3_000, 0)),
            (Cause::Fraud, share(40_000, 0, 0), share(0, 0, 0)),
            (Cause::Goodwill, share(0, 0, 0), share(0, 0, 0)),
        ] {
            assert_eq!(proposed(cause, known), unfiled, "{cause:?}");
            assert_eq!(proposed(cause, Known { filed: true, ..known }), filed, "{cause:?}, filed");
        }
        let little = Known { work: 10, ..known };
        assert_eq!(
            proposed(Cause::Silent, little).fee,
            Cents(2_700),
            "never more is kept than the work done is worth"
        );
    }

    #[test]
    fn a_sum_of_ones_own_is_taken_in_the_order_of_its_cause() {
        let held = share(40_000, 3_000, 100);
        for (cause, cents, expected) in [
            (Cause::Goodwill, 1_000, share(0, 900, 100)),
            (Cause::Goodwill, 10_000, share(6_900, 3_000, 100)),
            (Cause::Started, 41_000, share(40_000, 900, 100)),
            (Cause::Repriced, 1_000, share(900, 0, 100)),
            (Cause::Excess, 100, share(0, 0, 100)),
            (Cause::Cancelled, 43_100, held),
        ] {
            assert_eq!(shared(cause, Cents(cents), held), Some(expected), "{cause:?} {cents}");
        }
        assert_eq!(shared(Cause::Goodwill, Cents(43_101), held), None);
        assert_eq!(shared(Cause::Goodwill, Cents(0), held), None);
        assert_eq!(shared(Cause::Goodwill, Cents(-5), held), None);
    }

    #[test]
    fn what_went_back_outside_is_what_was_owed_back_before_it_is_our_fee() {
        let held = share(40_000, 3_000, 100);
        for (cents, difference, expected) in [
            (2_000, 2_000, share(1_900, 0, 100)),
            (2_500, 2_000, share(1_900, 500, 100)),
            (1_000, 2_000, share(900, 0, 100)),
            (1_000, 0, share(0, 900, 100)),
            (43_100, 2_000, held),
        ] {
            let found = shared_outside(Cents(cents), held, Cents(difference));
            assert_eq!(found, Some(expected), "{cents} {difference}");
        }
        assert_eq!(shared_outside(Cents(43_101), held, Cents(2_000)), None);
        assert_eq!(shared_outside(Cents(0), held, Cents(2_000)), None);
    }

    proptest! {
        #[test]
        fn parts_add_up_to_the_sum_and_no_part_gives_more_than_it_has(
            cause in any_cause(), held in any_share(), thousandths in 0_i64..=1_000
        ) {
            let cents = Cents(held.sum().0 * thousandths / 1_000);
            if let Some(share) = shared(cause, cents, held) {
                prop_assert_eq!(share.sum(), cents);
                prop_assert!(fits(share, held));
            } else {
                prop_assert_eq!(cents.0, 0);
            }
            prop_assert_eq!(shared(cause, held.sum() + Cents(1), held), None);
        }

        #[test]
        fn however_often_money_goes_back_no_part_is_given_back_twice(
            held in any_share(), steps in prop::collection::vec((any_cause(), 1_i64..200_000), 1..20)
        ) {
            let mut given = Share::default();
            for (cause, cents) in steps {
                let left = held.less(given);
                if let Some(share) = shared(cause, Cents(cents), left) {
                    given = given.and(share);
                }
                prop_assert!(fits(given, held));
                prop_assert_eq!(held.less(given).sum() + given.sum(), held.sum());
            }
        }

        #[test]
        fn a_proposal_is_held_and_can_be_shared_as_it_is(
            cause in any_cause(), held in any_share(), work in 0_u8..=120, kept in 0_i64..60_000,
            filed: bool, difference in 0_i64..60_000
        ) {
            let known = Known { held, work, kept: Cents(kept), filed, difference: Cents(difference) };
            let share = proposed(cause, known);
            prop_assert!(fits(share, held));
            if share.sum().0 > 0 {
                let again = shared(cause, share.sum(), held).map(Share::sum);
                prop_assert_eq!(again, Some(share.sum()));
            }
            let more = Known { work: work.saturating_add(10), ..known };
            prop_assert!(proposed(cause, more).fee <= share.fee, "more work never gives more back");
        }
    }
}
