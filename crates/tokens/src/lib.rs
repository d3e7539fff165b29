//! How a program signs in: a short access token, a refresh token that is replaced at each use, keys of professionals.
//!
//! Read [`Scope`] (what a token is for), [`Signer`] (what an access token says), then [`operations::grants`] (what
//! is given for what), [`operations::keys`] and [`operations::holder`] (whose a token is).
//!
//! An access token names a person and what it came from, never a right: at each call the person, their roles and the
//! sign-in or the key behind it are read again, so whatever is taken away is taken away at once. What a token may do
//! is its scopes and the table of `access` together.
//!
//! A refresh token serves once. The second use of one, however soon, revokes the whole family: of two holders one is a
//! thief, and nothing tells which. There is no grace for two refreshes at the same time: a thief who is quick would
//! have it too, and a program that refreshes one at a time never needs it. What a lost answer costs is a sign-in.
//!
//! Left out: HTTP (`server`), passwords, codes and their limits (`accounts`), who may do what (`access`).

mod access_token;
mod scope;
mod secret;

pub mod operations;

pub use access_token::{AccessToken, BadToken, Signer, Source};
pub use scope::{Scope, Scopes};
pub use secret::Secret;
