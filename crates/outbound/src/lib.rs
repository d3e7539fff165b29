//! Calls to services outside: the one HTTP client, and the breaker before a service that fails.
//!
//! It goes to the hosts of the configuration and nowhere else, follows no redirect, uses no proxy of the environment, and
//! never waits long. A host listed by name must resolve to public addresses: a name that somebody points at our own
//! network opens nothing. A host listed as an address, or as `localhost`, is meant, and may be reached without TLS.
//! rustls' provider must have been installed by the program. [`exchange`] sends a request and says, when no answer came,
//! whether it may have arrived. Left out: what a status means, which each service's client says for itself.

mod addresses;
mod answer;
mod breaker;
mod resolver;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, redirect};
use url::{Host, Url};

use resolver::Guard;

pub use answer::{Answer, Unanswered, exchange};
pub use breaker::Breaker;

/// How long a connection may take.
pub const CONNECT: Duration = Duration::from_secs(3);
/// How long a request may take, all in all.
pub const TOTAL: Duration = Duration::from_secs(10);

/// Calls the listed hosts. Cheap to clone: the connections are shared.
#[derive(Clone, Debug)]
pub struct Outbound {
    client: reqwest::Client,
    hosts: Arc<[Host]>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// A listed host is no host.
    #[error("`{0}` is no host")]
    Host(String),
    /// The client could not be made: no TLS provider, no roots.
    #[error("the HTTP client cannot be made")]
    Client(#[from] reqwest::Error),
}

/// Why a call was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// The address is none.
    #[error("no address")]
    NotAnAddress,
    /// The host is not listed.
    #[error("host not listed")]
    Host,
    /// A host listed by name is called without TLS.
    #[error("no TLS")]
    NoTls,
}

/// The client that calls `hosts`: names (`api.brevo.com`), addresses (`10.0.0.5`, `[::1]`) or `localhost`, without ports.
///
/// # Errors
///
/// [`Unusable`] when a host is none, or TLS has no provider or roots.
pub fn client<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Result<Outbound, Unusable> {
    within(hosts, CONNECT, TOTAL)
}

/// The same with other limits: how long a connection and a whole request may take.
///
/// # Errors
///
/// As [`client`].
pub fn within<'a>(
    hosts: impl IntoIterator<Item = &'a str>,
    connect: Duration,
    total: Duration,
) -> Result<Outbound, Unusable> {
    let read = |host: &'a str| Host::parse(host).map_err(|_| Unusable::Host(host.to_owned()));
    let hosts: Arc<[Host]> = hosts.into_iter().map(read).collect::<Result<_, _>>()?;
    let client = reqwest::Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(connect)
        .timeout(total)
        .dns_resolver(Guard)
        .user_agent("carteclaire")
        .build()?;
    Ok(Outbound { client, hosts })
}

impl Outbound {
    /// A request to `address`.
    ///
    /// # Errors
    ///
    /// [`Forbidden`] unless its host is listed, and called by `https` where it is listed by name.
    pub fn request(&self, method: Method, address: &str) -> Result<RequestBuilder, Forbidden> {
        let url = Url::parse(address).map_err(|_| Forbidden::NotAnAddress)?;
        let host = url.host().ok_or(Forbidden::NotAnAddress)?.to_owned();
        if !self.hosts.contains(&host) {
            return Err(Forbidden::Host);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_meant(&host) => {}
            _ => return Err(Forbidden::NoTls),
        }
        Ok(self.client.request(method, url))
    }

    /// A `POST` to `address`.
    ///
    /// # Errors
    ///
    /// As [`Outbound::request`].
    pub fn post(&self, address: &str) -> Result<RequestBuilder, Forbidden> {
        self.request(Method::POST, address)
    }
}

/// An address, or this machine: whoever lists it knows where it leads.
fn is_meant(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

/// Whether `address` is one of the open internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    addresses::is_public(address)
}
