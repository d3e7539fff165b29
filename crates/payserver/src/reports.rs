//! Reports: signed as Stripe signs them, or not at all as PayPlug's, sent again until they are taken.

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

/// A report on its way.
struct Call {
    address: String,
    host: Option<String>,
    /// What Stripe signs it with; PayPlug signs nothing.
    secret: Option<String>,
    body: String,
}

/// Who is told of the event or report `id`, and what.
fn calls(world: &World, id: &str) -> Vec<Call> {
    let state = world.state();
    let Some(object) = state.objects.get(id) else { return Vec::new() };
    if object["object"] == "event" {
        let body = object.to_string();
        let to = |target: &Target| Call {
            address: target.address.clone(),
            host: target.host.clone(),
            secret: Some(target.secret.clone()),
            body: body.clone(),
        };
        return state.targets.iter().map(to).collect();
    }
    let address = object["to"].as_str().unwrap_or_default();
    let body = object["body"].to_string();
    let found = state.found_at.iter().find_map(|(origin, at)| {
        let path = address.strip_prefix(origin.as_str())?;
        let host = origin.split_once("://")?.1.to_owned();
        Some((format!("http://{at}{path}"), Some(host)))
    });
    let (address, host) = found.or_else(|| here(address)).unwrap_or((address.to_owned(), None));
    vec![Call { address, host, secret: None, body }]
}

/// A name below `localhost` is this machine, whatever its resolver says.
fn here(address: &str) -> Option<(String, Option<String>)> {
    let (host, path) = address.strip_prefix("http://")?.split_once('/')?;
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    name.ends_with(".localhost")
        .then(|| (format!("http://127.0.0.1:{port}/{path}"), Some(host.to_owned())))
}

/// Sends the event or report `id` in so long, until it is taken.
pub(crate) fn later(world: &Arc<World>, id: String, after: Duration) {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        tokio::time::sleep(after).await;
        // A second installation changes nothing: the program does it, or a test did.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::new();
        for told in calls(&world, &id) {
            for attempt in 0..TRIES {
                let mut call = client
                    .post(&told.address)
                    .header("content-type", "application/json")
                    .timeout(Duration::from_secs(10))
                    .body(told.body.clone());
                if let Some(secret) = &told.secret {
                    let header = signed(secret, objects::now(), &told.body);
                    call = call.header("stripe-signature", header);
                }
                if let Some(host) = &told.host {
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
