use vocabulary::{Cents, Date};

use crate::Account;

vocabulary::codes! {
    /// What a transaction of the ledger is about.
    pub enum Kind {
        /// A customer paid.
        Payment = "payment",
        /// An invoice was issued.
        Invoice = "invoice",
        /// A credit note was issued.
        CreditNote = "credit_note",
        /// A refund was decided, went out, or came back.
        Refund = "refund",
        /// A disputed payment was taken, or won.
        Dispute = "dispute",
        /// The provider kept its fee.
        ProviderFee = "provider_fee",
        /// The provider paid out.
        Payout = "payout",
        /// The taxes were paid to the State.
        Filing = "filing",
        /// The State gave the taxes back: it refused what was filed.
        TaxesReturned = "taxes_returned",
    }
}

/// One leg: more than nothing is a debit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Of which account.
    pub account: Account,
    /// How much.
    pub cents: Cents,
}

/// A transaction of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What caused it: the same cause is booked once.
    pub cause: String,
    /// What it is about.
    pub kind: Kind,
    /// The reference of the dossier, for people.
    pub reference: String,
    /// The day that it belongs to.
    pub on: Date,
    legs: Vec<Leg>,
}

/// What was sold; or, all of it below nothing, what is taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// Taxes, paid for the customer.
    pub taxes: Cents,
    /// Our fee, before VAT.
    pub net: Cents,
    /// VAT on it.
    pub vat: Cents,
}

impl Sale {
    /// Our fee, VAT included.
    #[must_use]
    pub fn fee(self) -> Cents {
        self.net + self.vat
    }

    /// Their sum.
    #[must_use]
    pub fn sum(self) -> Cents {
        self.taxes + self.net + self.vat
    }

    /// What `taxes` and `fee`, VAT included, come to on top of what was `sold` before (below nothing: taken back), where
    /// the whole fee is `whole` before VAT and with it. VAT of a part is rounded half up on the total, so that however a
    /// fee is paid and given back in parts, its VAT comes to that of the whole, and to nothing.
    #[must_use]
    pub fn on_top(sold: Self, taxes: Cents, fee: Cents, whole: (Cents, Cents)) -> Self {
        let (net, gross) = whole;
        let vat_of = |part: i64| {
            let vat = gross.0 - net.0;
            if gross.0 <= 0 { 0 } else { (2 * part * vat + gross.0).div_euclid(2 * gross.0) }
        };
        let vat = Cents(vat_of(sold.fee().0 + fee.0)) - sold.vat;
        Self { taxes, net: fee - vat, vat }
    }
}

/// Its legs do not add up to nothing, or there are not two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the legs of a transaction do not add up to nothing")]
pub struct Unbalanced;

impl Entry {
    /// The transaction of `legs`; those of nothing are left out.
    ///
    /// # Errors
    ///
    /// [`Unbalanced`] unless they are two or more that add up to nothing.
    pub fn new(
        cause: String,
        kind: Kind,
        reference: String,
        on: Date,
        legs: impl IntoIterator<Item = (Account, Cents)>,
    ) -> Result<Self, Unbalanced> {
        let legs: Vec<Leg> = legs
            .into_iter()
            .filter(|(_, cents)| cents.0 != 0)
            .map(|(account, cents)| Leg { account, cents })
            .collect();
        let total = legs.iter().try_fold(0_i64, |sum, leg| sum.checked_add(leg.cents.0));
        if legs.len() < 2 || total != Some(0) || i16::try_from(legs.len()).is_err() {
            return Err(Unbalanced);
        }
        Ok(Self { cause, kind, reference, on, legs })
    }

    /// `cents` from `credit` to `debit`.
    ///
    /// # Errors
    ///
    /// [`Unbalanced`] when nothing moves.
    pub fn moved(
        cause: String,
        kind: Kind,
        reference: String,
        on: Date,
        (debit, credit): (Account, Account),
        cents: Cents,
    ) -> Result<Self, Unbalanced> {
        Self::new(cause, kind, reference, on, [(debit, cents), (credit, -cents)])
    }

    /// What was sold, and the customer owes it; below nothing, what is taken back of that.
    ///
    /// # Errors
    ///
    /// [`Unbalanced`] when it is nothing.
    pub fn sold(
        cause: String,
        reference: String,
        on: Date,
        sale: Sale,
    ) -> Result<Self, Unbalanced> {
        let kind = if sale.sum().0.is_negative() { Kind::CreditNote } else { Kind::Invoice };
        Self::new(cause, kind, reference, on, legs(sale))
    }

    /// Its legs.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }
}

fn legs(sale: Sale) -> [(Account, Cents); 4] {
    [
        (Account::Customer, sale.sum()),
        (Account::Debours, -sale.taxes),
        (Account::Revenue, -sale.net),
        (Account::Vat, -sale.vat),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vat_of_a_fee_in_parts_comes_to_that_of_the_whole_and_back_to_nothing() {
        let whole = (Cents(2_492), Cents(2_990));
        for parts in [[1_000, 1_000, 990], [1, 2_988, 1], [997, 3, 1_990], [2_990, 0, 0]] {
            let mut sold = Sale::default();
            for part in parts.into_iter().chain(parts.map(|part: i64| -part)) {
                let more = Sale::on_top(sold, Cents(0), Cents(part), whole);
                assert_eq!(more.fee(), Cents(part));
                sold = Sale { taxes: Cents(0), net: sold.net + more.net, vat: sold.vat + more.vat };
                if sold.fee() == Cents(2_990) {
                    assert_eq!((sold.net, sold.vat), (Cents(2_492), Cents(498)), "{parts:?}");
                }
            }
            assert_eq!(sold, Sale::default(), "{parts:?}");
        }
        let half = Sale::on_top(Sale::default(), Cents(0), Cents(1_000), whole);
        assert_eq!((half.net, half.vat), (Cents(833), Cents(167)));
        let free = Sale::on_top(Sale::default(), Cents(500), Cents(0), (Cents(0), Cents(0)));
        assert_eq!(free, Sale { taxes: Cents(500), ..Sale::default() });
    }

    #[test]
    fn what_is_sold_is_owed_and_each_part_has_its_account() {
        use Account::{Customer, Debours, Revenue, Vat};
        let on = Date::new(2026, 11, 22).unwrap();
        let sale = Sale { taxes: Cents(370), net: Cents(25), vat: Cents(5) };
        let entry =
            Entry::sold("sale:1".to_owned(), "CG-2026-000001".to_owned(), on, sale).unwrap();
        let legs = entry.legs().iter().map(|leg| (leg.account, leg.cents.0));
        let expected = [(Customer, 400), (Debours, -370), (Revenue, -25), (Vat, -5)];
        assert_eq!(legs.collect::<Vec<_>>(), expected);
        let nothing = Entry::sold("sale:2".to_owned(), String::new(), on, Sale::default());
        assert_eq!(nothing, Err(Unbalanced));
    }

    fn entry(legs: &[(Account, i64)]) -> Result<Entry, Unbalanced> {
        let legs = legs.iter().map(|(account, cents)| (*account, Cents(*cents)));
        let on = Date::new(2026, 11, 22).unwrap();
        Entry::new("payment:1".to_owned(), Kind::Payment, "CG-2026-000001".to_owned(), on, legs)
    }

    #[test]
    fn legs_add_up_to_nothing_or_there_is_no_transaction() {
        use Account::{Bank, Customer, Debours, Provider, Revenue, Vat};
        assert!(entry(&[(Provider, 100), (Customer, -100)]).is_ok());
        assert!(entry(&[(Customer, 100), (Debours, -60), (Revenue, -33), (Vat, -7)]).is_ok());
        assert_eq!(entry(&[(Provider, 100), (Customer, -99)]), Err(Unbalanced));
        assert_eq!(entry(&[(Provider, 0), (Customer, 0)]), Err(Unbalanced), "nothing moves");
        assert_eq!(entry(&[]), Err(Unbalanced));
        assert_eq!(
            entry(&[(Provider, i64::MAX), (Bank, 1), (Customer, i64::MIN)]),
            Err(Unbalanced)
        );
    }

    #[test]
    fn a_leg_of_nothing_is_left_out() {
        let entry = entry(&[(Account::Provider, 5), (Account::Vat, 0), (Account::Customer, -5)]);
        assert_eq!(entry.map(|entry| entry.legs().len()), Ok(2));
    }

    #[test]
    fn every_account_has_a_number_of_its_own() {
        let mut numbers: Vec<&str> = Account::ALL.iter().map(|one| one.in_chart().0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), Account::ALL.len());
        assert!(numbers.iter().all(|number| number.len() == 6));
    }
}
