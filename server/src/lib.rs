//! The server: [`router`] is the whole site and its API, made of settings and of what is kept in memory.
//!
//! Read [`config`] (what can be set), [`state`] (what a server keeps), [`routes`] (every way in), then a handler.

pub mod accounting;
pub mod analytics;
pub mod api;
pub mod around;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod dev_mail;
pub mod dossier;
pub mod files;
pub mod filings;
pub mod fleets;
pub mod gestion;
pub mod health;
pub mod helpdesk;
pub mod invoices;
pub mod limits;
pub mod mail;
pub mod objects;
pub mod openapi;
pub mod pages;
pub mod papers;
pub mod payments;
pub mod people;
pub mod posts;
pub mod reminders;
pub mod reports;
pub mod retention;
pub mod rotation;
pub mod routes;
pub mod rules;
pub mod security;
pub mod signatures;
mod state;
pub mod telemetry;
pub mod texts;
pub mod worker;

pub use routes::router;
pub use state::{Database, DossierNews, State};
