//! Sign-in by another provider (OpenID Connect, code flow with PKCE).
//!
//! Read [`Provider`]: [`Provider::question`] is where a browser is sent, [`Provider::identity`] is who the code that
//! it brings back stands for. What the provider publishes (its addresses, its keys) is read at each sign-in: a key
//! that was changed is known at once, and nothing here has to be kept fresh.
//!
//! Left out: what is kept between the question and its answer, and whose account an identity opens (`accounts`).

mod http;
mod provider;

pub use provider::{Failed, Identity, Provider, Secrets, Settings};
