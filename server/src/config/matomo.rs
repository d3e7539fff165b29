//! Where events are counted: a Matomo of the house's own, or nowhere.

use std::collections::BTreeMap;

use secrecy::SecretString;
use url::Url;

/// A Matomo, and the sites of the houses in it.
#[derive(Clone, Debug)]
pub struct MatomoSettings {
    /// Where it is.
    pub base: String,
    /// The site of all houses that have none of their own.
    usual: Option<u32>,
    of: BTreeMap<String, u32>,
    /// What lets an event say when it happened, however late it is told.
    pub token: Option<SecretString>,
}

impl MatomoSettings {
    /// The site of the house that answers at `hosts`; none: its events are not counted.
    #[must_use]
    pub fn site(&self, hosts: &[String]) -> Option<u32> {
        hosts.iter().find_map(|host| self.of.get(host)).copied().or(self.usual)
    }
}

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] = &["MATOMO_URL", "MATOMO_SITE", "MATOMO_TOKEN"];

pub(super) fn read<'text>(
    text: &dyn Fn(&str) -> Option<&'text str>,
    production: bool,
    problems: &mut Vec<String>,
) -> Option<MatomoSettings> {
    let base = text("MATOMO_URL")?.trim_end_matches('/').to_owned();
    let url = Url::parse(&base).ok();
    let fits = url.is_some_and(|url| {
        url.has_host() && (url.scheme() == "https" || url.scheme() == "http" && !production)
    });
    if !fits {
        problems.push(
            "- MATOMO_URL: not an address with https; example: https://matomo.example".to_owned(),
        );
    }
    let token = text("MATOMO_TOKEN").map(|token| SecretString::from(token.to_owned()));
    let mut settings = MatomoSettings { base, usual: None, of: BTreeMap::new(), token };
    let entries = text("MATOMO_SITE").unwrap_or_default().split(',').map(str::trim);
    for entry in entries.filter(|entry| !entry.is_empty()) {
        let (host, site) =
            entry.split_once('=').map_or((None, entry), |(host, site)| (Some(host.trim()), site));
        match (host, site.trim().parse().ok().filter(|site| *site > 0)) {
            (None, Some(site)) => settings.usual = Some(site),
            (Some(host), Some(site)) => {
                settings.of.insert(host.to_owned(), site);
            }
            (_, None) => {
                problems.push(format!("- MATOMO_SITE: « {entry} » is not a site’s number"));
            }
        }
    }
    if settings.usual.is_none() && settings.of.is_empty() {
        problems
            .push("- MATOMO_SITE: needed by MATOMO_URL; example: 1, or host.example=2".to_owned());
    }
    Some(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_of(pairs: &[(&str, &'static str)]) -> (Option<MatomoSettings>, Vec<String>) {
        let mut problems = Vec::new();
        let text = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        (read(&text, true, &mut problems), problems)
    }

    #[test]
    fn nothing_is_counted_unless_it_is_said_where() {
        assert!(read_of(&[]).0.is_none());
        assert!(read_of(&[("MATOMO_SITE", "1")]).0.is_none());
    }

    #[test]
    fn each_house_has_a_site_of_its_own_or_that_of_all() {
        let (settings, problems) = read_of(&[
            ("MATOMO_URL", "https://matomo.example/"),
            ("MATOMO_SITE", "1, demo2.localhost=7"),
        ]);
        assert_eq!(problems, Vec::<String>::new());
        let settings = settings.unwrap();
        assert_eq!(settings.base, "https://matomo.example");
        let site = |host: &str| settings.site(&[host.to_owned()]);
        assert_eq!((site("localhost"), site("demo2.localhost")), (Some(1), Some(7)));
    }

    #[test]
    fn an_address_without_tls_and_a_site_that_is_none_are_said() {
        let (_, problems) =
            read_of(&[("MATOMO_URL", "http://matomo.example"), ("MATOMO_SITE", "0")]);
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
