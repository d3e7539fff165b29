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

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_its_code_to_whoever_reads_the_log() {
        assert_eq!(Refusal::TooMuch.to_string(), "too_much");
    }
}
