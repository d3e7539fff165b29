//! Headers that protect, and posts from elsewhere refused.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::state::State;

/// Headers of every answer.
const ALWAYS: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains; preload"),
];

/// Headers of what a browser may show as a page. On the parts that a page fetches they would do nothing, and a first
/// visit fetches more than ten.
const OF_PAGES: [(HeaderName, &str); 3] = [
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
];

/// The policy of a page with these inline scripts, whose own script may send files to the origin `sends_to`, and whose forms
/// may lead to the origins `leads_to`: hashes, not nonces, as caches may keep it.
#[must_use]
pub fn policy(inline_scripts: &[String], sends_to: Option<&str>, leads_to: &[String]) -> String {
    let mut policy = String::from("default-src 'none'; base-uri 'none'; connect-src 'self'");
    if let Some(origin) = sends_to {
        policy.push(' ');
        policy.push_str(origin);
    }
    policy.push_str("; font-src 'self'; form-action 'self'");
    // A form that leads to another site by a redirect leads there in the eyes of the browser.
    for origin in leads_to {
        policy.push(' ');
        policy.push_str(origin);
    }
    policy.push_str(
        "; frame-ancestors 'none'; img-src 'self'; manifest-src 'self'; \
         style-src 'self'; worker-src 'self'; report-uri /csp-reports; script-src 'self' 'wasm-unsafe-eval'",
    );
    for script in inline_scripts {
        policy.push_str(" 'sha256-");
        policy.push_str(&base64(&Sha256::digest(script.as_bytes())));
        policy.push('\'');
    }
    policy
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            if place <= chunk.len() {
                let index = group >> (18 - 6 * place) & 63;
                text.push(char::from(ALPHABET[index as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

/// The policy of an answer that is no page.
#[must_use]
pub fn policy_without_script(path: &str) -> HeaderValue {
    // A worker lives under the policy of its own file: it fetches what it keeps.
    HeaderValue::from_static(if path == "/sw.js" {
        "default-src 'none'; base-uri 'none'; connect-src 'self'; frame-ancestors 'none'"
    } else {
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    })
}

/// What the place of an answer says about its headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Other sites may read it: the API, and the picture of a shared link.
    shared: bool,
    /// Script, style, letters or tables that a page fetches, never shown alone.
    part: bool,
}

impl Nature {
    /// That of the answer at `path`.
    #[must_use]
    pub fn of(path: &str) -> Self {
        Self {
            shared: path.starts_with("/api/") || path.starts_with("/og."),
            part: ["/pkg/", "/own/", "/fonts/", "/baremes/"]
                .iter()
                .any(|folder| path.starts_with(folder)),
        }
    }
}

/// Adds the headers of an answer; `policy` is that of an answer that has none of its own.
pub fn protect(response: &mut Response, policy: HeaderValue, nature: Nature) {
    // What is not there is answered with a page, wherever it was looked for.
    let part = nature.part && response.status().is_success();
    let out = response.headers_mut();
    out.reserve(ALWAYS.len() + OF_PAGES.len() + 2);
    let mut add = |headers: &[(HeaderName, &'static str)]| {
        for (name, value) in headers {
            out.entry(name.clone()).or_insert(HeaderValue::from_static(value));
        }
    };
    add(&ALWAYS);
    if !part {
        add(&OF_PAGES);
    }
    let readers = if nature.shared { "cross-origin" } else { "same-origin" };
    out.entry(CROSS_ORIGIN_RESOURCE_POLICY).or_insert(HeaderValue::from_static(readers));
    if !part {
        out.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
}

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Refuses a form that another site sent. The API ignores cookies, and so is left alone.
#[must_use]
pub fn refuse_posts_from_elsewhere(state: &State, request: &Request) -> Option<Response> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    if safe || path.starts_with("/api/") || path == "/csp-reports" || is_own(request.headers()) {
        return None;
    }
    metrics::counter!("posts_from_elsewhere_total").increment(1);
    tracing::warn!("a form that another site sent is refused");
    let page = crate::pages::error(state, request.headers(), path, 403);
    Some(page.unwrap_or_else(|| StatusCode::FORBIDDEN.into_response()))
}

/// Whether a post comes from a page of the host that it is sent to.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let (Some(from), Some(host)) =
        (text(header::ORIGIN).or_else(|| text(header::REFERER)), text(header::HOST))
    else {
        return false;
    };
    from.split_once("://").is_some_and(|(_, rest)| rest.split('/').next() == Some(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }

    #[test]
    fn a_policy_names_its_scripts_and_nothing_unsafe() {
        let policy = policy(
            &["alert(1)".to_owned()],
            Some("https://files.example"),
            &["https://pay.example".to_owned()],
        );
        assert!(policy.contains("connect-src 'self' https://files.example;"), "{policy}");
        assert!(
            policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{policy}"
        );
        assert!(policy.starts_with("default-src 'none'"));
        assert!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"));
    }

    #[test]
    fn a_post_is_ours_when_its_page_is() {
        let own = |pairs: &[(&'static str, &'static str)]| {
            is_own(
                &pairs
                    .iter()
                    .map(|(name, value)| {
                        (HeaderName::from_static(name), HeaderValue::from_static(value))
                    })
                    .collect(),
            )
        };
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "http://localhost:3000"),
            ("host", "localhost:3000")
        ]));
        assert!(own(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")]));
        assert!(!own(&[("origin", "http://evil.example"), ("host", "localhost:3000")]));
        assert!(!own(&[("origin", "null"), ("host", "localhost:3000")]));
        assert!(own(&[("referer", "http://localhost:3000/contact"), ("host", "localhost:3000")]));
        assert!(!own(&[
            ("referer", "http://localhost:3000.evil.example/"),
            ("host", "localhost:3000")
        ]));
        assert!(!own(&[("host", "localhost:3000")]));
    }
}
