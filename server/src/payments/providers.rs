//! Whoever takes money for each house, made of the settings.

use std::collections::BTreeMap;
use std::sync::Arc;

use psp::{Careful, Provider};
use psp_payplug::PayPlug;
use psp_stripe::Stripe;
use secrecy::SecretString;
use tenants::Tenant;
use url::Url;

use crate::config::{Config, Payments, PerHouse};

/// Whoever takes money for each house, or did: what came by somebody is given back by them.
#[derive(Debug, Default)]
pub struct Providers {
    takes: Payments,
    accounts: Vec<Accounts>,
}

/// Accounts with one provider: one for each host that has its own, and one for all others.
#[derive(Debug)]
struct Accounts {
    name: &'static str,
    usual: Option<Arc<Careful>>,
    of: BTreeMap<String, Arc<Careful>>,
}

impl Accounts {
    fn new(
        name: &'static str,
        keys: &PerHouse,
        account: impl Fn(&str, SecretString) -> Arc<dyn Provider>,
    ) -> Self {
        let account = |house: &str| {
            let key = keys.of(house).first()?.clone();
            Some(Arc::new(Careful::new(account(house, key))))
        };
        let of = keys.hosts().filter_map(|host| Some((host.to_owned(), account(host)?))).collect();
        Self { name, usual: account(""), of }
    }

    fn of(&self, house: &Tenant) -> Option<&Arc<Careful>> {
        house.hosts.iter().find_map(|host| self.of.get(host)).or(self.usual.as_ref())
    }
}

impl Providers {
    /// Those of the settings.
    ///
    /// # Errors
    ///
    /// When a provider's address cannot be called.
    pub fn open(config: &Config) -> Result<Self, outbound::Unusable> {
        let takes = config.payments.clone();
        let mut accounts = Vec::new();
        if takes.stripe.is_some() || takes.payplug.is_some() {
            // A second installation changes nothing: the program's first line does it, tests begin here.
            drop(rustls::crypto::ring::default_provider().install_default());
        }
        if let Some(settings) = &takes.stripe {
            let http = client(&settings.base)?;
            accounts.push(Accounts::new(Stripe::NAME, &settings.keys, |house, key| {
                let secrets = settings.secrets.of(house).to_vec();
                let (base, pages) = (&settings.base, &settings.pages);
                Arc::new(Stripe::new(http.clone(), base, key, secrets, pages))
            }));
        }
        if let Some(settings) = &takes.payplug {
            let http = client(&settings.base)?;
            accounts.push(Accounts::new(PayPlug::NAME, &settings.keys, |_, key| {
                Arc::new(PayPlug::new(http.clone(), &settings.base, key, &settings.pages))
            }));
        }
        Ok(Self { takes, accounts })
    }

    /// Whoever takes money for `house`.
    #[must_use]
    pub fn of(&self, house: &Tenant) -> Option<&Arc<Careful>> {
        self.named(house, self.takes.taker(&house.hosts).id())
    }

    /// The account of `house` with the provider called `name`, whether it still takes money by it or not.
    #[must_use]
    pub fn named(&self, house: &Tenant, name: &str) -> Option<&Arc<Careful>> {
        self.accounts.iter().find(|it| it.name == name)?.of(house)
    }

    /// Every account of `house`.
    pub fn all<'a>(&'a self, house: &'a Tenant) -> impl Iterator<Item = &'a Arc<Careful>> {
        self.accounts.iter().filter_map(|accounts| accounts.of(house))
    }
}

/// The client that calls the API at `base`, and nothing else.
fn client(base: &str) -> Result<outbound::Outbound, outbound::Unusable> {
    let address = Url::parse(base).ok();
    outbound::client([address.as_ref().and_then(Url::host_str).unwrap_or_default()])
}
