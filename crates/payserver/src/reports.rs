//! Reports: signed as Stripe signs them, sent again until they are taken.

use std::sync::Arc;
use std::time::Duration;

use ring::hmac;

use crate::objects;
use crate::world::World;

/// How events are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// At once.
    #[default]
    Once,
    /// At once, and again.
    Twice,
    /// After so long.
    Late(Duration),
    /// When [`World::send_held`] says so, in any order.
    Held,
    /// Never.
    Never,
}

/// Where events are reported to.
#[derive(Clone, Debug)]
pub struct Target {
    /// An address.
    pub address: String,
    /// What signs them.
    pub secret: String,
    /// The host that is asked for, where the address is not its own.
    pub host: Option<String>,
}

/// Tries before it gives up.
const TRIES: u32 = 5;

/// The header that signs `body` at `second`.
pub(crate) fn signed(secret: &str, second: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{second}.{body}").as_bytes());
    let hex = tag.as_ref().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("t={second},v1={hex}")
}

pub(crate) fn later(world: &Arc<World>, id: String, after: Duration) {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::time::sleep(after).await;
        let (body, targets) = {
            let state = world.state();
            let Some(event) = state.objects.get(&id) else { return };
            (event.to_string(), state.targets.clone())
        };
        // A second installation changes nothing: the program does it, or a test did.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::new();
        for target in targets {
            for attempt in 0..TRIES {
                let mut call = client
                    .post(&target.address)
                    .header("content-type", "application/json")
                    .header("stripe-signature", signed(&target.secret, objects::now(), &body))
                    .timeout(Duration::from_secs(10))
                    .body(body.clone());
                if let Some(host) = &target.host {
                    call = call.header("host", host);
                }
                if call.send().await.is_ok_and(|answer| answer.status().is_success()) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(200 << attempt)).await;
            }
        }
    });
}
