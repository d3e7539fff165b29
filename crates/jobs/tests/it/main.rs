//! The queue and its workers, on real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod effects;
mod failures;
mod houses;
mod queue;
mod roles;
mod samples;
mod support;
mod workers;
