//! Where a request comes from, as far as a person needs it to know their own sessions again.

use std::sync::Arc;

use audit::IpPrefix;
use jiff::Timestamp;
use sealing::MasterKeys;
use tenants::{Tenant, TenantId};
use vocabulary::Lang;

/// A request: to which house, when, from where, in which language, and what it is answered with.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The house.
    pub house: Arc<Tenant>,
    /// Scheme, host and port of its pages: `https://carteclaire.example`.
    pub origin: String,
    /// When.
    pub now: Timestamp,
    /// Language of the page.
    pub lang: Lang,
    /// The browser and its system, in words: `Firefox, Android`.
    pub device: String,
    /// The network it comes from: `203.0.113.0/24`. Never the whole address.
    pub network: Option<IpPrefix>,
    /// What seals secrets.
    pub keys: Arc<MasterKeys>,
    /// How often one network may try in a quarter of an hour; 0 for no limit.
    pub tries_per_network: i32,
    /// Hash of the secret of the session that came along: a new one takes its place.
    pub came_with: Option<[u8; 32]>,
}

impl Visit {
    /// The house, by its identifier.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.house.id
    }

    /// An address of the house in the language of the visit: `path` in French, `/en` before `en`.
    #[must_use]
    pub fn address(&self, fr: &str, en: &str) -> String {
        format!("{}{}", self.origin, self.lang.pick(fr, en))
    }
}

/// The browser and the system that a `User-Agent` names; an empty text when it names none that we know.
///
/// The order matters: Edge and Opera call themselves Chrome, and Chrome calls itself Safari.
#[must_use]
pub fn device(user_agent: &str) -> String {
    const BROWSERS: &[(&str, &str)] = &[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: &[(&str, &str)] = &[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
    };
    [find(BROWSERS), find(SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_its_owner_names_it() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                "Firefox, Android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0 Safari/537.36",
                "Chrome, Linux",
            ),
            ("curl/8.0", ""),
        ] {
            assert_eq!(device(agent), name, "{agent}");
        }
    }
}
