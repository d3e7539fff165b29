use std::collections::BTreeMap;

vocabulary::codes! {
    /// An account.
    pub enum Account {
        /// What customers owe us, or we owe them.
        Customer = "customer",
        /// What the provider of payments holds for us.
        Provider = "provider",
        /// Our account with the bank.
        Bank = "bank",
        /// Taxes held for the State, in the name of customers (CGI 267-II-2°).
        Debours = "debours",
        /// Our fee, before VAT.
        Revenue = "revenue",
        /// VAT collected on it.
        Vat = "vat",
        /// Refunds decided and not gone yet.
        Refunds = "refunds",
        /// What the provider keeps.
        ProviderFees = "provider_fees",
    }
}

impl Account {
    /// Its number and name in the French general chart of accounts (PCG), as the export of the accounts has them.
    #[must_use]
    pub const fn in_chart(self) -> (&'static str, &'static str) {
        match self {
            Self::Customer => ("411000", "Clients"),
            Self::Provider => ("517000", "Prestataire de paiement"),
            Self::Bank => ("512000", "Banque"),
            Self::Debours => ("467100", "Débours pour le compte des clients"),
            Self::Revenue => ("706000", "Prestations de services"),
            Self::Vat => ("445710", "TVA collectée"),
            Self::Refunds => ("419800", "Remboursements à verser"),
            Self::ProviderFees => ("627800", "Commissions du prestataire de paiement"),
        }
    }
}

/// The number and the name of an account, as the export of the accounts has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// Digits.
    pub number: String,
    /// What it is called.
    pub label: String,
}

/// The accounts of a house by their numbers: those of the general chart, where it has none of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart(pub BTreeMap<Account, Numbered>);

impl Chart {
    /// The number and the name of `account`.
    #[must_use]
    pub fn of(&self, account: Account) -> (&str, &str) {
        match self.0.get(&account) {
            Some(own) => (own.number.as_str(), own.label.as_str()),
            None => account.in_chart(),
        }
    }
}

impl Numbered {
    /// Longest name, in characters.
    pub const LABEL_MAX: usize = 80;

    /// What was typed as the number and the name of an account: three to twelve digits, and some words without a tab or the
    /// end of a line, which part the columns of the export.
    #[must_use]
    pub fn read(number: &str, label: &str) -> Option<Self> {
        let (number, label) = (number.trim(), label.trim());
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let said = !label.is_empty()
            && label.chars().count() <= Self::LABEL_MAX
            && !label.chars().any(char::is_control);
        let fits = digits && (3..=12).contains(&number.len()) && said;
        fits.then(|| Self { number: number.to_owned(), label: label.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_may_number_an_account_as_its_accountant_does() {
        let own = Numbered::read(" 51710000 ", "Stripe").unwrap();
        let chart = Chart(BTreeMap::from([(Account::Provider, own)]));
        assert_eq!(chart.of(Account::Provider), ("51710000", "Stripe"));
        assert_eq!(chart.of(Account::Bank), Account::Bank.in_chart());
        for (number, label) in [("51", "x"), ("51A", "x"), ("512000", " "), ("512000", "a\tb")] {
            assert_eq!(Numbered::read(number, label), None, "{number} {label}");
        }
        assert_eq!(Numbered::read("1234567890123", "x"), None);
        assert_eq!(Numbered::read("512000", &"x".repeat(81)), None);
        assert!(Numbered::read("123456789012", &"é".repeat(80)).is_some());
    }
}
