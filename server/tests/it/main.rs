//! The site and its API, asked as a browser or a program would, without a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod api;
mod authenticator;
mod dashboards;
mod dossiers;
mod erasure;
mod faults;
mod fleets;
mod gestion;
mod helpdesk;
mod keys;
mod observatory;
mod official;
#[cfg(feature = "oidc")]
mod outside;
mod pages;
mod payments;
mod posts;
mod protection;
#[cfg(feature = "oidc")]
mod provider;
mod refusals;
mod somebody;
mod support;
mod texts;
mod tokens;
mod worker;
