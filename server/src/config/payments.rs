//! Who takes money for us: which provider, and each house's account with it.

use std::collections::BTreeMap;

use psp_payplug::PayPlug;
use psp_stripe::Stripe;
use secrecy::SecretString;
use url::Url;

/// A secret for all houses, or one for each host: `sk_live_1`, `host.example=sk_live_2`. Several of one host: the first is
/// in use, reports of the others are believed still.
#[derive(Clone, Debug, Default)]
pub struct PerHouse {
    usual: Vec<SecretString>,
    of: BTreeMap<String, Vec<SecretString>>,
}

impl PerHouse {
    pub(super) fn read(text: &str) -> Self {
        let mut all = Self::default();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            match entry.split_once('=') {
                Some((host, secret)) => {
                    all.of
                        .entry(host.trim().to_owned())
                        .or_default()
                        .push(secret.trim().to_owned().into());
                }
                None => all.usual.push(entry.to_owned().into()),
            }
        }
        all
    }

    /// The secrets of the house at `host`.
    #[must_use]
    pub fn of(&self, host: &str) -> &[SecretString] {
        self.of.get(host).unwrap_or(&self.usual)
    }

    /// The secrets of the house that answers at `hosts`.
    #[must_use]
    pub fn of_house(&self, hosts: &[String]) -> &[SecretString] {
        hosts.iter().find_map(|host| self.of.get(host)).unwrap_or(&self.usual)
    }

    /// The secrets that are of the house at `hosts` alone, and not of all houses.
    #[must_use]
    pub fn own_of_house(&self, hosts: &[String]) -> &[SecretString] {
        hosts.iter().find_map(|host| self.of.get(host)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The hosts that have one of their own.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    /// Every secret.
    pub(super) fn all(&self) -> impl Iterator<Item = &SecretString> {
        self.usual.iter().chain(self.of.values().flatten())
    }

    fn is_empty(&self) -> bool {
        self.usual.is_empty() && self.of.is_empty()
    }
}

/// Accounts with Stripe.
#[derive(Clone, Debug)]
pub struct StripeSettings {
    /// Where its API is.
    pub base: String,
    /// The origin of its pages.
    pub pages: String,
    /// The keys of the accounts.
    pub keys: PerHouse,
    /// What signs its reports.
    pub secrets: PerHouse,
}

/// Accounts with PayPlug.
#[derive(Clone, Debug)]
pub struct PayPlugSettings {
    /// Where its API is.
    pub base: String,
    /// The origin of its pages.
    pub pages: String,
    /// The secret keys of the accounts.
    pub keys: PerHouse,
}

vocabulary::codes! {
    /// Who takes cards.
    pub enum Taker {
        /// Nobody: people pay by transfer.
        Nobody = "none",
        /// Stripe.
        Stripe = "stripe",
        /// PayPlug.
        PayPlug = "payplug",
    }
}

/// Who takes money for us.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    usual: Option<Taker>,
    of: BTreeMap<String, Taker>,
    /// Stripe: where it takes cards, or did.
    pub stripe: Option<StripeSettings>,
    /// PayPlug: where it takes cards, or did.
    pub payplug: Option<PayPlugSettings>,
}

impl Payments {
    /// Who takes cards for the house that answers at `hosts`.
    #[must_use]
    pub fn taker(&self, hosts: &[String]) -> Taker {
        let own = hosts.iter().find_map(|host| self.of.get(host)).copied();
        own.or(self.usual).unwrap_or(Taker::Nobody)
    }

    fn names(&self, taker: Taker) -> bool {
        self.usual == Some(taker) || self.of.values().any(|it| *it == taker)
    }
}

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] = &[
    "PAYMENTS",
    "STRIPE_URL",
    "STRIPE_PAGES",
    "STRIPE_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "PAYPLUG_URL",
    "PAYPLUG_PAGES",
    "PAYPLUG_KEY",
];

pub(super) fn read<'text>(
    text: &dyn Fn(&str) -> Option<&'text str>,
    production: bool,
    problems: &mut Vec<String>,
) -> Payments {
    let mut payments = Payments::default();
    let entries = text("PAYMENTS").unwrap_or_default().split(',').map(str::trim);
    for entry in entries.filter(|entry| !entry.is_empty()) {
        let (host, name) = entry
            .split_once('=')
            .map_or((None, entry), |(host, name)| (Some(host.trim().to_owned()), name.trim()));
        match (host, Taker::parse(name)) {
            (None, Some(taker)) => payments.usual = Some(taker),
            (Some(host), Some(taker)) => {
                payments.of.insert(host, taker);
            }
            (_, None) => {
                let known = Taker::IDS.join(", ");
                problems.push(format!("- PAYMENTS: « {name} » is not one of {known}"));
            }
        }
    }
    let wanted = |taker, key| payments.names(taker) || text(key).is_some();
    let mut reading = Reading { text, production, problems };
    let stripe = wanted(Taker::Stripe, "STRIPE_KEY").then(|| reading.stripe());
    let payplug = wanted(Taker::PayPlug, "PAYPLUG_KEY").then(|| reading.payplug());
    Payments { stripe, payplug, ..payments }
}

struct Reading<'a, 'text> {
    text: &'a dyn Fn(&str) -> Option<&'text str>,
    production: bool,
    problems: &'a mut Vec<String>,
}

impl Reading<'_, '_> {
    fn stripe(&mut self) -> StripeSettings {
        StripeSettings {
            keys: self.secrets("STRIPE_KEY", "sk_live_…, or host.example=sk_live_…"),
            secrets: self.secrets("STRIPE_WEBHOOK_SECRET", "whsec_…, or host.example=whsec_…"),
            base: self.address("STRIPE_URL", Stripe::BASE),
            pages: self.address("STRIPE_PAGES", Stripe::PAGES),
        }
    }

    fn payplug(&mut self) -> PayPlugSettings {
        PayPlugSettings {
            keys: self.secrets("PAYPLUG_KEY", "sk_live_…, or host.example=sk_live_…"),
            base: self.address("PAYPLUG_URL", PayPlug::BASE),
            pages: self.address("PAYPLUG_PAGES", PayPlug::PAGES),
        }
    }

    fn secrets(&mut self, name: &str, example: &str) -> PerHouse {
        let read = PerHouse::read((self.text)(name).unwrap_or_default());
        if read.is_empty() {
            self.problems.push(format!("- {name}: needed by PAYMENTS; example: {example}"));
        }
        read
    }

    fn address(&mut self, name: &str, usual: &str) -> String {
        let value = (self.text)(name).unwrap_or(usual).trim_end_matches('/').to_owned();
        let url = Url::parse(&value).ok();
        let fits = url.as_ref().is_some_and(|url| {
            url.has_host()
                && (url.scheme() == "https" || url.scheme() == "http" && !self.production)
        });
        if !fits {
            self.problems.push(format!("- {name}: not an address with https; example: {usual}"));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn read_of(pairs: &[(&str, &'static str)], production: bool) -> (Payments, Vec<String>) {
        let mut problems = Vec::new();
        let text = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        (read(&text, production, &mut problems), problems)
    }

    #[test]
    fn without_anything_nobody_takes_cards() {
        let (payments, problems) = read_of(&[], true);
        assert!(payments.stripe.is_none() && payments.payplug.is_none() && problems.is_empty());
        assert_eq!(payments.taker(&["localhost".to_owned()]), Taker::Nobody);
    }

    #[test]
    fn each_house_has_its_own_provider_and_one_that_left_gives_back_still() {
        let (payments, problems) = read_of(
            &[
                ("PAYMENTS", "stripe, demo2.localhost = payplug, old.localhost=none"),
                ("STRIPE_KEY", "sk_1"),
                ("STRIPE_WEBHOOK_SECRET", "whsec_1"),
                ("PAYPLUG_KEY", "sk_2"),
            ],
            true,
        );
        assert_eq!(problems, Vec::<String>::new());
        let taker = |host: &str| payments.taker(&[host.to_owned()]);
        assert_eq!(taker("localhost"), Taker::Stripe);
        assert_eq!(taker("demo2.localhost"), Taker::PayPlug);
        assert_eq!(taker("old.localhost"), Taker::Nobody);
        assert_eq!(payments.payplug.unwrap().base, PayPlug::BASE);
        let (left, _) = read_of(&[("PAYMENTS", "none"), ("PAYPLUG_KEY", "sk_2")], true);
        assert!(left.payplug.is_some() && left.stripe.is_none());
        let (_, problems) = read_of(&[("PAYMENTS", "payplug")], true);
        assert_eq!(problems.len(), 1, "{problems:?}");
    }

    #[test]
    fn each_house_has_an_account_of_its_own_or_that_of_all() {
        let (payments, problems) = read_of(
            &[
                ("PAYMENTS", "stripe"),
                ("STRIPE_KEY", "sk_all, demo2.localhost=sk_2"),
                ("STRIPE_WEBHOOK_SECRET", "whsec_new,whsec_old"),
            ],
            true,
        );
        assert_eq!(problems, Vec::<String>::new());
        let stripe = payments.stripe.unwrap();
        let key = |host| {
            stripe.keys.of(host).iter().map(|it| it.expose_secret().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(key("localhost"), ["sk_all"]);
        assert_eq!(key("demo2.localhost"), ["sk_2"]);
        assert_eq!(stripe.keys.hosts().collect::<Vec<_>>(), ["demo2.localhost"]);
        assert_eq!(stripe.secrets.of("localhost").len(), 2);
        assert_eq!(stripe.base, Stripe::BASE);
    }

    #[test]
    fn what_is_missing_or_without_tls_is_said_and_no_secret_is_repeated() {
        let given = [
            ("PAYMENTS", "stripe"),
            ("STRIPE_KEY", "hunter2"),
            ("STRIPE_URL", "http://127.0.0.1:1"),
        ];
        let (_, problems) = read_of(&given, true);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems.iter().any(|it| it.contains("STRIPE_WEBHOOK_SECRET")));
        assert!(problems.iter().any(|it| it.contains("STRIPE_URL")));
        assert!(!problems.join("").contains("hunter2"));
        assert_eq!(read_of(&given, false).1.len(), 1, "on a developer's machine without TLS");
        assert_eq!(read_of(&[("PAYMENTS", "cash")], false).1.len(), 1);
    }
}
