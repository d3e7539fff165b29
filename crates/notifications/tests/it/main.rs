//! What is told, sent and reported, on real PostgreSQL and with servers on loopback.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod dossiers;
mod kills;
mod letters;
mod reports;
mod retention;
mod roles;
mod sending;
#[path = "../../../mailer/tests/it/smtp_server.rs"]
mod smtp_server;
mod support;
mod telling;
mod templates;
