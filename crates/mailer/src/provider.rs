use std::time::Duration;

use async_trait::async_trait;

/// How long a provider that never forgets knows a message again.
pub const FOREVER: Duration = Duration::MAX;

/// One who carries messages of kind `M` ([`Letter`](crate::Letter) or [`Text`](crate::Text)) to people.
#[async_trait]
pub trait Provider<M>: Send + Sync {
    /// Its name in the log of messages.
    fn name(&self) -> &'static str;

    /// How long, from the first request, a repeated one with the same id is known and not sent again.
    ///
    /// Zero for one that keeps no key: each repetition may arrive.
    fn remembers(&self) -> Duration;

    /// Hands `message` over.
    ///
    /// # Errors
    ///
    /// [`Failure`], which says above all whether the message may have been taken.
    async fn send(&self, message: &M) -> Result<Accepted, Failure>;
}

/// The provider took the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Which provider.
    pub provider: &'static str,
    /// Its name for the message; none when it only said that it had it already.
    pub message_id: Option<String>,
}

/// Why the provider did not say that it took the message.
///
/// The reasons are statuses and codes, never a provider's sentence: those quote addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Later may do.
    #[error("{reason}")]
    Temporary {
        /// It may have taken the message all the same: we cannot know.
        unknown: bool,
        /// It asked to be left alone so long.
        retry_after: Option<Duration>,
        /// Statuses and codes.
        reason: String,
    },
    /// It will never take this message: a bad address, a number that refuses us.
    #[error("{0}")]
    Refused(String),
    /// It does not take our messages: bad credentials, an unknown sender, no credit. Somebody must be told.
    #[error("{0}")]
    Misconfigured(String),
}

impl Failure {
    /// Later may do, and the message was certainly not taken.
    #[must_use]
    pub fn not_taken(reason: impl Into<String>) -> Self {
        Self::Temporary { unknown: false, retry_after: None, reason: reason.into() }
    }

    /// Nobody can say if the message was taken.
    #[must_use]
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Temporary { unknown: true, retry_after: None, reason: reason.into() }
    }

    /// The message may have been taken.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Temporary { unknown: true, .. })
    }

    /// Another provider may be asked: this one certainly did not take the message, and the message is not at fault.
    #[must_use]
    pub const fn lets_another_try(&self) -> bool {
        matches!(self, Self::Temporary { unknown: false, .. } | Self::Misconfigured(_))
    }
}
