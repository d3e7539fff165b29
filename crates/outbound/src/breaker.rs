use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Stops asking a provider that fails again and again, and tries it once in a while.
///
/// Closed, each call passes. After so many failures in a row it opens: no call passes until the pause is over, then one
/// does (half-open), the next only after another pause or a success. A trial that is never answered for blocks nothing.
#[derive(Debug)]
pub struct Breaker {
    failures: u32,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Closed { failed: u32 },
    Open { until: Instant },
}

impl Breaker {
    /// Opens after `failures` in a row, for `pause`.
    #[must_use]
    pub const fn new(failures: u32, pause: Duration) -> Self {
        Self { failures, pause, state: Mutex::new(State::Closed { failed: 0 }) }
    }

    /// Whether a call may pass now.
    ///
    /// # Errors
    ///
    /// How long until one may.
    pub fn pass(&self) -> Result<(), Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Open { until } = *state else { return Ok(()) };
        let now = Instant::now();
        if now < until {
            return Err(until - now);
        }
        *state = State::Open { until: now + self.pause };
        Ok(())
    }

    /// A call was answered for.
    pub fn worked(&self) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State::Closed { failed: 0 };
    }

    /// A call failed.
    pub fn failed(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let open = State::Open { until: Instant::now() + self.pause };
        *state = match *state {
            State::Closed { failed } if failed + 1 < self.failures => {
                State::Closed { failed: failed + 1 }
            }
            _ => open,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(30);

    fn opened() -> Breaker {
        let breaker = Breaker::new(2, PAUSE);
        breaker.failed();
        assert_eq!(breaker.pass(), Ok(()), "one failure is none");
        breaker.failed();
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_so_many_failures_in_a_row_and_says_how_long() {
        let breaker = opened();
        assert_eq!(breaker.pass(), Err(PAUSE));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(breaker.pass(), Err(Duration::from_secs(20)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_success_between_failures_keeps_it_closed() {
        let breaker = Breaker::new(2, PAUSE);
        breaker.failed();
        breaker.worked();
        breaker.failed();
        assert_eq!(breaker.pass(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_pause_one_call_passes_and_its_success_closes() {
        let breaker = opened();
        tokio::time::advance(PAUSE).await;
        assert_eq!(breaker.pass(), Ok(()));
        assert!(breaker.pass().is_err(), "the second waits for the first");
        breaker.worked();
        assert_eq!((breaker.pass(), breaker.pass()), (Ok(()), Ok(())));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_trial_opens_it_again_and_one_that_never_ends_does_not_block() {
        let breaker = opened();
        tokio::time::advance(PAUSE).await;
        assert_eq!(breaker.pass(), Ok(()));
        breaker.failed();
        assert_eq!(breaker.pass(), Err(PAUSE));
        tokio::time::advance(PAUSE).await;
        assert_eq!(breaker.pass(), Ok(()), "and nobody says what became of it");
        tokio::time::advance(PAUSE).await;
        assert_eq!(breaker.pass(), Ok(()));
    }
}
