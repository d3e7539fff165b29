//! Who takes money for us: which provider, and each house's account with it.

use std::collections::BTreeMap;

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
    fn read(text: &str) -> Self {
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

    /// The hosts that have one of their own.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
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

/// Who takes money for us.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    /// Stripe; without anybody, people pay by transfer.
    pub stripe: Option<StripeSettings>,
}

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] =
    &["PAYMENTS", "STRIPE_URL", "STRIPE_PAGES", "STRIPE_KEY", "STRIPE_WEBHOOK_SECRET"];

pub(super) fn read<'text>(
    text: &dyn Fn(&str) -> Option<&'text str>,
    production: bool,
    problems: &mut Vec<String>,
) -> Payments {
    match text("PAYMENTS") {
        None | Some("none") => return Payments::default(),
        Some("stripe") => {}
        Some(other) => {
            problems.push(format!("- PAYMENTS: « {other} » is not one of none, stripe"));
            return Payments::default();
        }
    }
    let mut secrets = |name: &str, example: &str| {
        let read = PerHouse::read(text(name).unwrap_or_default());
        if read.is_empty() {
            problems.push(format!("- {name}: needed by PAYMENTS=stripe; example: {example}"));
        }
        read
    };
    let keys = secrets("STRIPE_KEY", "sk_live_…, or host.example=sk_live_…");
    let signed = secrets("STRIPE_WEBHOOK_SECRET", "whsec_…, or host.example=whsec_…");
    let mut address = |name: &str, usual: &str| {
        let value = text(name).unwrap_or(usual).trim_end_matches('/').to_owned();
        let url = Url::parse(&value).ok();
        let fits = url.as_ref().is_some_and(|url| {
            url.has_host() && (url.scheme() == "https" || url.scheme() == "http" && !production)
        });
        if !fits {
            problems.push(format!("- {name}: not an address with https; example: {usual}"));
        }
        value
    };
    let base = address("STRIPE_URL", Stripe::BASE);
    let pages = address("STRIPE_PAGES", Stripe::PAGES);
    Payments { stripe: Some(StripeSettings { base, pages, keys, secrets: signed }) }
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
        assert!(payments.stripe.is_none() && problems.is_empty());
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
