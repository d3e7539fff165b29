use vocabulary::Lang;

vocabulary::codes! {
    /// Why a thing about money was not done. Nothing changed then.
    pub enum Refusal {
        /// Nothing is to be paid.
        NothingDue = "nothing_due",
        /// The dossier is closed.
        Closed = "closed",
        /// More than what came and was not given back.
        TooMuch = "too_much",
        /// More than what came by transfer, or could not go back to a card, and was not given back.
        MoreThanTransfers = "more_than_transfers",
        /// The same transfer was recorded.
        SameTransfer = "same_transfer",
        /// A sum that is none.
        BadSum = "bad_sum",
        /// Whoever asked for it does not decide it.
        SamePerson = "same_person",
        /// It was decided already.
        Decided = "decided",
    }
}

impl Refusal {
    /// What the person is told.
    #[must_use]
    pub const fn sentence(self, lang: Lang) -> &'static str {
        let (fr, en) = match self {
            Self::NothingDue => ("Il n’y a rien à payer.", "There is nothing to pay."),
            Self::Closed => ("Ce dossier est clos.", "This file is closed."),
            Self::TooMuch => (
                "Ce montant dépasse ce qui a été payé par carte et reste à rembourser.",
                "This sum is more than what was paid by card and not given back.",
            ),
            Self::MoreThanTransfers => (
                "Ce montant dépasse ce qui est venu par virement, ou n’a pas pu retourner sur une carte, et reste à rembourser.",
                "This sum is more than what came by transfer, or could not go back to a card, and was not given back.",
            ),
            Self::SameTransfer => {
                ("Ce virement est déjà noté.", "This transfer is recorded already.")
            }
            Self::BadSum => ("Ce montant n’est pas valable.", "This sum is not valid."),
            Self::SamePerson => (
                "Une autre personne que celle qui a demandé ce remboursement doit le décider.",
                "Somebody other than whoever asked for this refund must decide it.",
            ),
            Self::Decided => {
                ("Ce remboursement est déjà décidé.", "This refund has been decided already.")
            }
        };
        lang.pick(fr, en)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for Refusal {}
