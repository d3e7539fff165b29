use super::steps;

vocabulary::codes! {
    /// Where the forms are.
    pub enum Signature {
        /// Not made yet.
        APreparer = "a_preparer",
        /// Made, and waiting for somebody.
        ASigner = "a_signer",
        /// Signed by all, by somebody on paper: we look at it.
        AVerifier = "a_verifier",
        /// Signed by all.
        Signee = "signee",
        /// A printed field changed since: to be made and signed again.
        Perimee = "perimee",
    }
}

steps!(
    Signature,
    [
        (APreparer, ASigner, On),
        (ASigner, AVerifier, On),
        (ASigner, Signee, On),
        (AVerifier, Signee, On),
        (AVerifier, ASigner, Back),
        (ASigner, Perimee, Back),
        (AVerifier, Perimee, Back),
        (Signee, Perimee, Back),
        (Perimee, ASigner, On),
    ]
);
