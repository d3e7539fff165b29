//! Tokens on a real PostgreSQL, as the application's role.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod families;
mod keys;
mod support;
