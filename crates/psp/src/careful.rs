use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use outbound::Breaker;
use vocabulary::Cents;

use crate::failure::{Failure, Unreadable};
use crate::model::{
    Demand, DisputeStanding, Movement, Notice, Opened, RefundOrder, RefundStanding, Standing,
};
use crate::provider::{Headers, Provider};

/// Failures in a row after which a provider is left alone.
const FAILURES: u32 = 5;
/// How long it is.
const PAUSE: Duration = Duration::from_secs(30);

/// A provider behind its breaker: one that fails again and again is not asked for a while, and people are told at once.
pub struct Careful {
    provider: Arc<dyn Provider>,
    breaker: Breaker,
}

impl Careful {
    /// `provider`, left alone for half a minute after five failures in a row.
    #[must_use]
    pub fn new(provider: Arc<dyn Provider>) -> Self {
        Self { provider, breaker: Breaker::new(FAILURES, PAUSE) }
    }

    async fn asked<T>(
        &self,
        call: impl Future<Output = Result<T, Failure>> + Send,
    ) -> Result<T, Failure> {
        let provider = self.provider.name();
        let count = |result| {
            metrics::counter!("psp_calls_total", "provider" => provider, "result" => result)
                .increment(1);
        };
        if let Err(left) = self.breaker.pass() {
            count("open");
            return Err(Failure::Temporary {
                unknown: false,
                retry_after: Some(left),
                reason: "breaker open".to_owned(),
            });
        }
        let began = Instant::now();
        let answer = call.await;
        metrics::histogram!("psp_call_seconds", "provider" => provider).record(began.elapsed());
        count(match &answer {
            Ok(_) => "done",
            Err(Failure::Refused(_)) => "refused",
            Err(Failure::Temporary { unknown: false, .. }) => "temporary",
            Err(Failure::Temporary { unknown: true, .. }) => "unknown",
            Err(Failure::Misconfigured(_)) => "misconfigured",
            Err(Failure::Unreadable(_)) => "unreadable",
        });
        match &answer {
            // What it refuses is an answer: the provider is well.
            Ok(_) | Err(Failure::Refused(_)) => self.breaker.worked(),
            Err(_) => self.breaker.failed(),
        }
        answer
    }
}

impl std::fmt::Debug for Careful {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Careful").field(&self.provider.name()).finish()
    }
}

#[async_trait]
impl Provider for Careful {
    fn name(&self) -> &'static str {
        self.provider.name()
    }

    fn pages(&self) -> &[String] {
        self.provider.pages()
    }

    fn signs_reports(&self) -> bool {
        self.provider.signs_reports()
    }

    fn least(&self) -> Cents {
        self.provider.least()
    }

    async fn open(&self, demand: &Demand) -> Result<Opened, Failure> {
        self.asked(self.provider.open(demand)).await
    }

    async fn checkout(&self, reference: &str) -> Result<Standing, Failure> {
        self.asked(self.provider.checkout(reference)).await
    }

    async fn close(&self, reference: &str) -> Result<Standing, Failure> {
        self.asked(self.provider.close(reference)).await
    }

    async fn checkout_of(&self, payment: &str) -> Result<Option<Standing>, Failure> {
        self.asked(self.provider.checkout_of(payment)).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<RefundStanding, Failure> {
        self.asked(self.provider.refund(order)).await
    }

    async fn refund_standing(&self, reference: &str) -> Result<RefundStanding, Failure> {
        self.asked(self.provider.refund_standing(reference)).await
    }

    async fn dispute(&self, reference: &str) -> Result<DisputeStanding, Failure> {
        self.asked(self.provider.dispute(reference)).await
    }

    fn notice(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notice, Unreadable> {
        self.provider.notice(headers, body, now)
    }

    async fn notices_since(&self, from: Timestamp) -> Result<Vec<Notice>, Failure> {
        self.asked(self.provider.notices_since(from)).await
    }

    async fn movements(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Movement>, Failure> {
        self.asked(self.provider.movements(from, until)).await
    }
}
