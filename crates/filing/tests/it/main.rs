//! Packages as whoever opens them finds them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod packages;
mod verifying;
