/// Why a file was not put or got. The store's own words are the source, for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// A file is there already, and was not to be replaced.
    #[error("a file is there already")]
    Taken,
    /// Longer than was allowed; nothing is kept.
    #[error("longer than the allowed {most} bytes")]
    TooLong {
        /// The length allowed, in bytes.
        most: u64,
    },
    /// Whoever sent the file stopped; nothing is kept.
    #[error("the file stopped before its end")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store answers, and does not let us: credentials, rights, or a request that it does not know.
    #[error("the store of files refused")]
    Refused(#[source] object_store::Error),
    /// The store does not answer, or fails: worth another try later.
    #[error("the store of files cannot be reached")]
    Unreachable(#[source] object_store::Error),
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as Theirs;
        match error {
            Theirs::NotFound { .. } => Self::Missing,
            Theirs::AlreadyExists { .. } | Theirs::Precondition { .. } => Self::Taken,
            Theirs::PermissionDenied { .. }
            | Theirs::Unauthenticated { .. }
            | Theirs::InvalidPath { .. }
            | Theirs::NotSupported { .. }
            | Theirs::NotImplemented { .. }
            | Theirs::UnknownConfigurationKey { .. } => Self::Refused(error),
            _ => Self::Unreachable(error),
        }
    }
}
