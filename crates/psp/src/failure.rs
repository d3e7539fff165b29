use std::time::Duration;

use outbound::{Forbidden, Unanswered};

/// Why a provider did not do what it was asked. Reasons are statuses and codes, never its sentences: those quote people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Later may do.
    #[error("{reason}")]
    Temporary {
        /// It may have done it all the same: the same key is asked again, never another one.
        unknown: bool,
        /// It asked to be left alone so long.
        retry_after: Option<Duration>,
        /// Statuses and codes.
        reason: String,
    },
    /// It will never do this: a sum above what is left, an object that it does not know.
    #[error("{0}")]
    Refused(String),
    /// It does not take our calls: a bad key, a closed account. Somebody must be told.
    #[error("{0}")]
    Misconfigured(String),
    /// It answered, and what it said cannot be read: another version of its API.
    #[error("{0}")]
    Unreadable(&'static str),
}

impl Failure {
    /// The same call may succeed later.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Temporary { .. })
    }

    /// It certainly did nothing.
    #[must_use]
    pub const fn did_nothing(&self) -> bool {
        matches!(
            self,
            Self::Temporary { unknown: false, .. } | Self::Refused(_) | Self::Misconfigured(_)
        )
    }

    /// What `status` means where the provider says nothing closer; `code` is the provider's own.
    #[must_use]
    pub fn of_status(status: u16, code: &str, retry_after: Option<Duration>) -> Self {
        let reason = format!("{status} {code}").trim_end().to_owned();
        let temporary = |unknown| Self::Temporary { unknown, retry_after, reason: reason.clone() };
        match status {
            // A gateway, or the provider in trouble: nobody knows what became of the request.
            500 | 502 | 504 => temporary(true),
            408 | 409 | 425 | 429 | 501 | 503 | 505..=599 => temporary(false),
            401 | 403 => Self::Misconfigured(reason),
            _ => Self::Refused(reason),
        }
    }
}

impl From<Forbidden> for Failure {
    fn from(forbidden: Forbidden) -> Self {
        Self::Misconfigured(forbidden.to_string())
    }
}

impl From<Unanswered> for Failure {
    fn from(why: Unanswered) -> Self {
        let temporary =
            |unknown| Self::Temporary { unknown, retry_after: None, reason: why.to_string() };
        match why {
            Unanswered::NotSent => temporary(false),
            Unanswered::Impossible => Self::Misconfigured(why.to_string()),
            Unanswered::Late | Unanswered::Cut => temporary(true),
        }
    }
}

/// Why a report is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The provider did not send this, or did so long ago.
    #[error("the signature is not the provider's")]
    NotTheirs,
    /// They sent it, and it is not what they document.
    #[error("the report cannot be read")]
    Malformed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_whether_the_provider_may_have_done_it() {
        let did_nothing = |status| Failure::of_status(status, "", None).did_nothing();
        for status in [400, 401, 402, 404, 409, 429, 503] {
            assert!(did_nothing(status), "{status}");
        }
        for status in [500, 502, 504] {
            assert!(!did_nothing(status), "{status}");
        }
        assert!(!Failure::from(Unanswered::Late).did_nothing());
        assert!(!Failure::from(Unanswered::Cut).did_nothing());
        assert!(Failure::from(Unanswered::NotSent).did_nothing());
    }
}
