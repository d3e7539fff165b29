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

    /// Its legs.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
