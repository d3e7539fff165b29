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
