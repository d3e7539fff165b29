//! Dossiers on a real PostgreSQL, as the application and as two houses.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod copies;
mod correcting;
mod desk;
mod drafts;
mod filing_steps;
mod firms;
mod journey;
mod links;
mod lists;
mod purge;
mod readings;
mod repriced;
mod shelf;
mod signatures;
mod support;
mod tampering;
mod undo;
mod walls;
