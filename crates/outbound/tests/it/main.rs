//! The client against servers on loopback.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod listed;

use std::sync::Once;

/// The TLS provider that the program installs.
fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}
