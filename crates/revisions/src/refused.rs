/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No revision has this identifier, in this house.
    #[error("there is no such revision")]
    Missing,
    /// Only whoever writes it may do that.
    #[error("the revision is another one's")]
    NotTheAuthor,
    /// Whoever writes it cannot be the second to look at it.
    #[error("nobody looks at their own revision")]
    OwnWork,
    /// It changed since it was shown.
    #[error("the revision changed meanwhile")]
    Changed,
    /// That step does not follow from where it is.
    #[error("the revision has not come that far, or further")]
    NoSuchStep,
    /// It is not said why.
    #[error("a revision says why")]
    NoteNeeded,
    /// It is not said what must change.
    #[error("whoever sends back says what must change")]
    RemarkNeeded,
    /// A reason or a remark has more words than are kept.
    #[error("more words than are kept")]
    WordsTooLong,
    /// A document is longer than is kept.
    #[error("a document is longer than is kept")]
    DocumentTooLong,
    /// The day is past.
    #[error("nothing is in force from a past day on")]
    PastDay,
    /// A row holds what this crate never writes.
    #[error("a row holds what is no revision")]
    Row,
    /// The database did not answer, or refused.
    #[error("the revisions could not be read or written")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}
