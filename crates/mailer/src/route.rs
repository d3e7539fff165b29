use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use outbound::Breaker;

use crate::provider::{Accepted, Failure, Provider};

/// Failures in a row that open a provider's breaker.
const FAILURES: u32 = 5;
/// How long it stays open.
const PAUSE: Duration = Duration::from_secs(30);

/// The way of messages of kind `M`: a first provider, and perhaps a second.
pub struct Route<M> {
    legs: Vec<Leg<M>>,
}

/// One provider of a route, behind its breaker.
pub struct Leg<M> {
    provider: Arc<dyn Provider<M>>,
    breaker: Arc<Breaker>,
}

/// Nobody took the message: the last word, and whose it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{provider}: {failure}")]
pub struct Failed {
    /// Who failed last.
    pub provider: &'static str,
    /// How.
    #[source]
    pub failure: Failure,
}

impl<M> Route<M> {
    /// Asks `first`, and `second` when the first certainly did not take the message.
    #[must_use]
    pub fn new(first: Arc<dyn Provider<M>>, second: Option<Arc<dyn Provider<M>>>) -> Self {
        let leg = |provider| Leg { provider, breaker: Arc::new(Breaker::new(FAILURES, PAUSE)) };
        Self { legs: std::iter::once(first).chain(second).map(leg).collect() }
    }

    /// The providers to ask, in order.
    ///
    /// A message that the provider `perhaps_with` may have taken is asked of that one alone: another would not know it
    /// again. When it is no longer configured, everybody is asked, and the caller decides if that is once too often.
    #[must_use]
    pub fn legs(&self, perhaps_with: Option<&str>) -> Vec<&Leg<M>> {
        let same = |leg: &&Leg<M>| Some(leg.name()) == perhaps_with;
        match self.legs.iter().find(same) {
            Some(leg) => vec![leg],
            None => self.legs.iter().collect(),
        }
    }

    /// Hands `message` to the first that takes it.
    ///
    /// # Errors
    ///
    /// [`Failed`] with the word of the last one asked; after a failure that leaves it open whether the message was taken,
    /// nobody else is asked.
    pub async fn send(&self, message: &M, perhaps_with: Option<&str>) -> Result<Accepted, Failed> {
        let mut last = None;
        for leg in self.legs(perhaps_with) {
            match leg.send(message).await {
                Ok(accepted) => return Ok(accepted),
                Err(failure) => {
                    let goes_on = failure.lets_another_try();
                    last = Some(Failed { provider: leg.name(), failure });
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        let nobody = || Failed { provider: "none", failure: Failure::not_taken("no provider") };
        Err(last.unwrap_or_else(nobody))
    }
}

impl<M> Leg<M> {
    /// The provider's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.provider.name()
    }

    /// How long the provider knows a message again: [`Provider::remembers`].
    #[must_use]
    pub fn remembers(&self) -> Duration {
        self.provider.remembers()
    }

    /// Hands `message` over, unless the breaker is open.
    ///
    /// # Errors
    ///
    /// What the provider answers; an open breaker is a temporary failure that certainly sent nothing.
    pub async fn send(&self, message: &M) -> Result<Accepted, Failure> {
        if let Err(left) = self.breaker.pass() {
            return Err(Failure::Temporary {
                unknown: false,
                retry_after: Some(left),
                reason: "breaker open".into(),
            });
        }
        let answer = self.provider.send(message).await;
        match &answer {
            // A refused address is an answer: the provider is well.
            Ok(_) | Err(Failure::Refused(_)) => self.breaker.worked(),
            Err(failure) => {
                self.breaker.failed();
                if let Failure::Misconfigured(reason) = failure {
                    tracing::error!(
                        provider = self.name(),
                        reason,
                        "a provider does not take our messages"
                    );
                }
            }
        }
        answer
    }
}

impl<M> fmt::Debug for Route<M> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.legs.iter().map(Leg::name)).finish()
    }
}

#[cfg(test)]
mod tests;
