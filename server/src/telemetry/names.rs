//! Every metric that the program emits. Dashboards and alerts (`deploy`) name no other, and each of these is emitted
//! somewhere: tests compare.

use psp_payplug::PayPlug;
use psp_stripe::Stripe;

/// What a metric measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What only grows.
    Counter,
    /// What goes up and down.
    Gauge,
    /// Times, told as quantiles with their sum and count.
    Histogram,
}

use Kind::{Counter, Gauge, Histogram};

/// A metric: its name, its kind, and what it says with which labels, each of few values.
pub type Metric = (&'static str, Kind, &'static str);

/// All of them.
pub const METRICS: &[Metric] = &[
    ("requests_total", Counter, "Requests answered, by route and status class"),
    ("request_seconds", Histogram, "Time to answer, by route"),
    ("requests_limited_total", Counter, "Requests above the limit of an address"),
    ("posts_from_elsewhere_total", Counter, "Forms sent from other sites"),
    ("pages_total", Counter, "Pages served, from the cache or rendered"),
    ("csp_reports_total", Counter, "Parts of a page that a browser refused"),
    ("panics_total", Counter, "Requests that met a panic"),
    ("jobs_waiting", Gauge, "Jobs that wait, by task"),
    ("jobs_running", Gauge, "Jobs that a worker has, by task"),
    ("jobs_dead", Gauge, "Jobs that are not tried any more, by task"),
    ("jobs_oldest_seconds", Gauge, "How late the oldest waiting job is, by task"),
    ("jobs_unknown", Gauge, "Jobs that wait for a task without handler"),
    ("jobs_sampled_seconds", Gauge, "When a worker last looked, in seconds since 1970"),
    ("jobs_unknown_task_total", Counter, "Tasks found without handler"),
    ("job_failures_total", Counter, "Attempts that failed, by task"),
    ("job_seconds", Histogram, "Time of an attempt, by task"),
    ("payment_pages_total", Counter, "Customers sent to a page of the provider, by result"),
    ("payment_notices_total", Counter, "Reports of providers of payments, by result"),
    ("payment_notices_missed_total", Counter, "Reports that never came and were found"),
    ("payments_total", Counter, "What followed from a provider's word, by what"),
    ("payments_cents_total", Counter, "Euro cents that came or went, by what"),
    ("accounting_differences_total", Counter, "Differences between the accounts and a report"),
    ("invoices_issued_total", Counter, "Invoices and credit notes that were issued, by kind"),
    ("psp_calls_total", Counter, "Calls to providers of payments, by provider and result"),
    ("psp_call_seconds", Histogram, "Time of a call to a provider of payments, by provider"),
    ("notifications_total", Counter, "Attempts to send a message, by result"),
    ("delivery_reports_total", Counter, "Reports of delivery, by provider and result"),
    ("helpdesk_requests_total", Counter, "Questions of helpdesks, by result"),
    ("analytics_events_total", Counter, "Events told to Matomo, by result"),
];

/// Counters that alerts wait for, with their labels. One that is first shown at one never grew, to whoever asks.
const BEGUN: &[(&str, &[(&str, &str)])] = &[
    ("csp_reports_total", &[]),
    ("panics_total", &[]),
    ("payment_notices_total", &[("result", "refused")]),
    ("payment_notices_missed_total", &[]),
    ("payments_total", &[("what", "disputed")]),
    ("payments_total", &[("what", "not_given_back")]),
    ("accounting_differences_total", &[]),
    ("notifications_total", &[("result", "given_up")]),
    ("helpdesk_requests_total", &[("result", "refused")]),
];

/// Results of a call to a provider of payments that alerts wait for.
const BEGUN_CALLS: &[&str] = &["temporary", "unknown", "open", "misconfigured"];

/// Says what each metric is to whoever reads them, and shows from now on, at nothing, the counters that alerts wait for.
pub fn begin() {
    describe();
    for (name, labels) in BEGUN.iter().copied() {
        metrics::counter!(name, labels).increment(0);
    }
    for provider in [Stripe::NAME, PayPlug::NAME] {
        for result in BEGUN_CALLS.iter().copied() {
            metrics::counter!("psp_calls_total", "provider" => provider, "result" => result)
                .increment(0);
        }
    }
}

fn describe() {
    for (name, kind, help) in METRICS.iter().copied() {
        match kind {
            Counter => metrics::describe_counter!(name, help),
            Gauge => metrics::describe_gauge!(name, help),
            Histogram => metrics::describe_histogram!(name, help),
        }
    }
}
