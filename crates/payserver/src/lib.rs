//! A provider of payments for development and tests. It speaks Stripe's protocol and PayPlug's over real sockets, and takes no
//! money.
//!
//! It holds what Stripe holds: Checkout Sessions, payments, refunds, disputes, events, the account. It knows a call again by its
//! key, gives back no more than came, closes a page once, signs its reports, and sends them once, twice, late, in any order or
//! never, as it is told ([`Delivery`]). It can be down, slow, or lose an answer after it did what was asked ([`Mood`]).
//! As PayPlug it holds payments and refunds, knows no call again, signs nothing, and reports to the address of each payment.
//! `GET /` lists what there is, and `/pay/{session}` is the page where a person walks every outcome.
//!
//! Nothing of the product depends on it but its tests; its memory is its only store.

mod api;
mod objects;
mod page;
mod payplug;
mod reports;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use tokio::net::TcpListener;

pub use reports::{Delivery, Target};
pub use world::{Mood, Outcome, World};

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Payserver {
    /// What it holds.
    pub world: Arc<World>,
    address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Payserver {
    /// Listens on `address`; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// When nobody may listen there.
    pub async fn start(address: SocketAddr, key: &str) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(World::new(&format!("http://{address}"), key));
        let app = router(Arc::clone(&world));
        let task = tokio::spawn(async move {
            // It serves until it is dropped: an error of one connection is not one of the server.
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { world, address, task })
    }

    /// Where it is: `http://127.0.0.1:8420`.
    #[must_use]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until it ends, which it does not by itself.
    pub async fn ended(mut self) {
        let _ = (&mut self.task).await;
    }
}

impl Drop for Payserver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn router(world: Arc<World>) -> Router {
    Router::new()
        .route("/v1/checkout/sessions", get(api::sessions).post(api::open))
        .route("/v1/checkout/sessions/{id}", get(api::session))
        .route("/v1/checkout/sessions/{id}/expire", post(api::expire))
        .route("/v1/refunds", get(api::refunds).post(api::refund))
        .route("/v1/refunds/{id}", get(api::one_refund))
        .route("/v1/disputes/{id}", get(api::dispute))
        .route("/v1/events", get(api::events))
        .route("/v1/balance_transactions", get(api::movements))
        .route("/v1/payments", get(payplug::api::list).post(payplug::api::create))
        .route("/v1/payments/{id}", get(payplug::api::payment).patch(payplug::api::change))
        .route("/v1/payments/{id}/refunds", get(payplug::api::refunds).post(payplug::api::refund))
        .route("/v1/payments/{id}/refunds/{refund}", get(payplug::api::one_refund))
        .route("/", get(page::all))
        .route("/act", post(page::act))
        .route("/pay/{id}", get(page::pay).post(page::decide))
        .with_state(world)
}
