//! How many requests one address may send to forms and to the API.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::state::State;

/// Requests by address.
#[derive(Debug)]
pub struct Limits {
    per_second: u32,
    keyed: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// `per_second` requests in the long run, ten times as many at once; `None` for 0.
    #[must_use]
    pub fn new(per_second: u32) -> Option<Self> {
        let rate = NonZeroU32::new(per_second)?;
        let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::new(10)?));
        Some(Self { per_second, keyed: RateLimiter::keyed(quota) })
    }

    /// Seconds to wait before `address` may ask again; `None` when it may now.
    #[must_use]
    pub fn wait(&self, address: IpAddr) -> Option<u64> {
        let refused = self.keyed.check_key(&prefix(address)).err()?;
        Some(refused.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }

    /// Forgets addresses that were quiet for a while.
    pub fn forget_quiet(&self) {
        self.keyed.retain_recent();
    }
}

/// An IPv6 client owns at least a /64: it counts as one.
fn prefix(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// The address of the client: the peer's, or what a trusted proxy says.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .into_iter()
        .flat_map(|list| list.rsplit(','))
        .filter_map(|address| address.trim().parse().ok())
        .find(|address| !trusted.contains(address))
        .unwrap_or(peer)
}

/// Counts a request that is limited: the limit that it is under, `None` for the others.
///
/// # Errors
///
/// What is too much is refused: 429 with the time to wait.
pub fn check(state: &State, request: &Request) -> Result<Option<u32>, Box<Response>> {
    let limited = request.method() == Method::POST || request.uri().path().starts_with("/api/");
    let Some(limits) = state.limits().filter(|_| limited) else { return Ok(None) };
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |info| info.0.ip());
    let address = client_address(peer, request.headers(), &state.config().trusted_proxies);
    let Some(seconds) = limits.wait(address) else { return Ok(Some(limits.per_second)) };
    metrics::counter!("requests_limited_total").increment(1);
    tracing::warn!(network = %audit::IpPrefix::of(address), "a client asks too much");
    let problem = wording::answer::Problem::new(
        429,
        "Too many requests / Trop de demandes",
        "Wait, then try again. Attendez, puis recommencez.",
    );
    let mut response = (StatusCode::TOO_MANY_REQUESTS, axum::Json(problem)).into_response();
    let out = response.headers_mut();
    out.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(wording::answer::Problem::MEDIA_TYPE),
    );
    Err(Box::new(response))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_that_asks_too_much_waits_and_others_do_not() {
        let limits = Limits::new(2).unwrap();
        let refused = (0..100).filter(|_| limits.wait(ip("192.0.2.1")).is_some()).count();
        assert_eq!(refused, 80);
        assert_eq!(limits.wait(ip("192.0.2.2")), None);
        assert!(Limits::new(0).is_none());
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        let limits = Limits::new(1).unwrap();
        for host in 0..10 {
            assert_eq!(limits.wait(ip(&format!("2001:db8::{host}"))), None);
        }
        assert!(limits.wait(ip("2001:db8::ffff")).is_some());
        assert_eq!(limits.wait(ip("2001:db8:1::1")), None);
    }

    #[test]
    fn only_a_trusted_proxy_speaks_for_others() {
        let headers = HeaderMap::from_iter([(
            header::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static("6.6.6.6, 203.0.113.9, 10.0.0.2"),
        )]);
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(client_address(ip("10.0.0.1"), &headers, &trusted), ip("203.0.113.9"));
        assert_eq!(client_address(ip("198.51.100.1"), &headers, &trusted), ip("198.51.100.1"));
        assert_eq!(client_address(ip("10.0.0.1"), &HeaderMap::new(), &trusted), ip("10.0.0.1"));
    }
}
