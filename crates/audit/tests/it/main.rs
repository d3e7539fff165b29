//! The audit: chains and their check in memory, and on a real PostgreSQL as the application's role.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod anchors;
mod house;
mod recording;
mod rights;
mod showing;
mod tampered_rows;
mod tampering;
mod world;
