//! Accounts on a real PostgreSQL, under the role of the application.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod limits;
mod links;
mod quiet;
mod second_factor;
mod sessions;
mod sign_in;
mod support;
mod walls;
