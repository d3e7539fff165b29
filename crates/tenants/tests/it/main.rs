//! Houses on a real database, under the role of the application.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod changing;
