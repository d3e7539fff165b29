use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;

use super::*;

/// A provider that answers from a list, and then takes everything.
struct Scripted {
    name: &'static str,
    answers: Mutex<VecDeque<Failure>>,
    asked: Mutex<u32>,
}

impl Scripted {
    fn new(name: &'static str, answers: impl IntoIterator<Item = Failure>) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        Arc::new(Self { name, answers, asked: Mutex::new(0) })
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }
}

#[async_trait]
impl Provider<()> for Scripted {
    fn name(&self) -> &'static str {
        self.name
    }

    fn remembers(&self) -> Duration {
        Duration::ZERO
    }

    async fn send(&self, (): &()) -> Result<Accepted, Failure> {
        *self.asked.lock().unwrap() += 1;
        match self.answers.lock().unwrap().pop_front() {
            Some(failure) => Err(failure),
            None => Ok(Accepted { provider: self.name, message_id: None }),
        }
    }
}

fn both(first: &Arc<Scripted>, second: &Arc<Scripted>) -> Route<()> {
    Route::new(Arc::clone(first) as _, Some(Arc::clone(second) as _))
}

async fn who_took(route: &Route<()>, perhaps_with: Option<&str>) -> Result<&'static str, Failed> {
    route.send(&(), perhaps_with).await.map(|accepted| accepted.provider)
}

#[tokio::test(start_paused = true)]
async fn the_second_is_asked_when_the_first_certainly_did_not_take_it() {
    for failure in [Failure::not_taken("503"), Failure::Misconfigured("401".into())] {
        let (first, second) = (Scripted::new("a", [failure]), Scripted::new("b", []));
        assert_eq!(who_took(&both(&first, &second), None).await, Ok("b"));
    }
}

#[tokio::test(start_paused = true)]
async fn the_second_is_never_asked_after_an_unknown_outcome_or_a_refusal() {
    for failure in [Failure::unknown("cut"), Failure::Refused("550".into())] {
        let (first, second) = (Scripted::new("a", [failure.clone()]), Scripted::new("b", []));
        let failed = Failed { provider: "a", failure };
        assert_eq!(who_took(&both(&first, &second), None).await, Err(failed));
        assert_eq!(second.asked(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_one_may_have_taken_is_asked_of_that_one_alone() {
    let (first, second) = (Scripted::new("a", []), Scripted::new("b", [Failure::not_taken("503")]));
    let route = both(&first, &second);
    let failed = Failed { provider: "b", failure: Failure::not_taken("503") };
    assert_eq!(who_took(&route, Some("b")).await, Err(failed));
    assert_eq!(who_took(&route, Some("b")).await, Ok("b"));
    assert_eq!(first.asked(), 0);
    assert_eq!(route.legs(Some("gone")).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_sends_straight_to_the_second_until_a_trial_works() {
    let first = Scripted::new("a", (0..FAILURES).map(|_| Failure::not_taken("503")));
    let second = Scripted::new("b", []);
    let route = both(&first, &second);
    for _ in 0..FAILURES + 3 {
        assert_eq!(who_took(&route, None).await, Ok("b"));
    }
    assert_eq!(first.asked(), FAILURES);
    tokio::time::advance(PAUSE).await;
    assert_eq!(who_took(&route, None).await, Ok("a"));
}

#[tokio::test(start_paused = true)]
async fn refused_addresses_do_not_open_the_breaker() {
    let first = Scripted::new("a", (0..2 * FAILURES).map(|_| Failure::Refused("550".into())));
    let route = Route::new(Arc::clone(&first) as _, None);
    for _ in 0..2 * FAILURES {
        let _ = route.send(&(), None).await;
    }
    assert_eq!(route.send(&(), None).await.unwrap().provider, "a");
}

#[tokio::test(start_paused = true)]
async fn with_all_breakers_open_the_failure_says_when_to_come_back() {
    let first = Scripted::new("a", (0..FAILURES).map(|_| Failure::unknown("cut")));
    let route = Route::new(Arc::clone(&first) as _, None);
    for _ in 0..FAILURES {
        let _ = route.send(&(), None).await;
    }
    let failure = route.send(&(), None).await.unwrap_err().failure;
    assert!(failure.lets_another_try(), "nothing was sent");
    assert!(matches!(failure, Failure::Temporary { retry_after: Some(PAUSE), .. }), "{failure:?}");
}
