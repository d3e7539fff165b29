use super::steps;

vocabulary::codes! {
    /// Where the forms are.
    pub enum Signature {
        /// Not made yet.
        APreparer = "a_preparer",
        /// Made, and waiting for somebody.
        ASigner = "a_signer",
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
        (ASigner, Signee, On),
        (ASigner, Perimee, Back),
        (Signee, Perimee, Back),
        (Perimee, ASigner, On),
    ]
);
