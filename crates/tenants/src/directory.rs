use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vocabulary::{Date, FeeRule};

use crate::fees::{FeeList, ServiceFee, fee_on};
use crate::settings::Settings;

/// Identifier of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantId(pub Uuid);

/// What a tenant shows of itself. Every text is data: nothing here is read by a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the legal notice, field by field: the names say it")]
pub struct Identity {
    pub brand: String,
    /// A demonstration: no real démarche, fictitious numbers, a banner on every page.
    pub demo: bool,
    pub legal_name: String,
    pub legal_form: String,
    pub capital: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub siren: String,
    pub rcs: String,
    pub vat_number: String,
    pub publication_director: String,
    pub host_name: String,
    pub host_address: String,
    pub host_phone: String,
    pub habilitation_number: String,
    pub agrement_number: String,
    pub prefecture: String,
    /// Since when the house is habilitée.
    #[serde(default)]
    pub habilitation_date: Option<Date>,
    /// What the habilitation opens: `PIVO PRO`…
    #[serde(default)]
    pub habilitation_profile: String,
    /// Who acts for the customer under the mandate; empty for the house itself.
    #[serde(default)]
    pub mandataire: String,
    pub mediator_name: String,
    pub mediator_address: String,
    pub mediator_url: String,
    /// The account that transfers are made to; empty while none is taken.
    #[serde(default)]
    pub iban: String,
    /// The bank of that account.
    #[serde(default)]
    pub bic: String,
    pub hours_fr: String,
    pub hours_en: String,
    /// Day of the accessibility audit, `YYYY-MM-DD`; without it the statement says « non audité ».
    #[serde(default)]
    pub accessibility_audited_on: Option<Date>,
}

impl Identity {
    /// The mentions without which no order may be taken, that are still empty.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("legal_name", &self.legal_name),
            ("address", &self.address),
            ("phone", &self.phone),
            ("email", &self.email),
            ("siren", &self.siren),
            ("publication_director", &self.publication_director),
            ("host_name", &self.host_name),
            ("habilitation_number", &self.habilitation_number),
            ("agrement_number", &self.agrement_number),
            ("mediator_name", &self.mediator_name),
            ("mediator_url", &self.mediator_url),
        ]
        .into_iter()
        .filter(|(_, value)| value.trim().is_empty())
        .map(|(name, _)| name)
        .collect()
    }
}

/// A house: its identity, its hosts, its prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its identifier.
    pub id: TenantId,
    /// Its short name.
    pub slug: String,
    /// Serves the addresses without a name (127.0.0.1).
    pub is_default: bool,
    /// What it shows of itself.
    pub identity: Identity,
    /// Hosts that it answers under, lower case, without port.
    pub hosts: Vec<String>,
    /// What it charges.
    pub fees: Vec<ServiceFee>,
    /// What it decides, for rules to read.
    pub settings: Settings,
}

impl Tenant {
    /// Our price for `demarche` on `day`; `None` when nothing is charged on that day.
    #[must_use]
    pub fn fee(&self, demarche: Option<&str>, day: Date) -> Option<FeeRule> {
        fee_on(&self.fees, demarche, day)
    }

    /// All that is charged on `day`, as a list.
    #[must_use]
    pub fn fee_list(&self, day: Date) -> FeeList {
        FeeList::on(&self.fees, day)
    }

    /// All that was charged on `day` before the house published any list.
    #[must_use]
    pub fn first_fee_list(&self, day: Date) -> FeeList {
        FeeList::begun_with(&self.fees, day)
    }
}

/// All tenants, as a server keeps them in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The tenants.
    pub tenants: Vec<Arc<Tenant>>,
}

impl Directory {
    /// The tenant that answers under `host` (a `Host` header: any case, with or without port).
    ///
    /// A loopback address serves the default tenant; any other unknown host serves nobody.
    #[must_use]
    pub fn by_host(&self, host: &str) -> Option<&Arc<Tenant>> {
        let name = without_port(host);
        if matches!(name, "127.0.0.1" | "[::1]") {
            return self.tenants.iter().find(|tenant| tenant.is_default);
        }
        let answers =
            |tenant: &&Arc<Tenant>| tenant.hosts.iter().any(|one| one.eq_ignore_ascii_case(name));
        self.tenants.iter().find(answers)
    }

    /// The tenants compiled in: seed of an empty database, and what is shown when none can be reached at start.
    ///
    /// # Errors
    ///
    /// The text of the parser when the compiled-in file is not one; a test reads it.
    pub fn builtin() -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(include_str!("../data/tenants.toml"))?;
        Ok(Self { tenants: file.tenant.into_iter().map(|entry| Arc::new(entry.into())).collect() })
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[derive(Deserialize)]
struct File {
    tenant: Vec<TenantEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantEntry {
    id: Uuid,
    slug: String,
    #[serde(default)]
    is_default: bool,
    hosts: Vec<String>,
    identity: Identity,
    fee: Vec<FeeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FeeEntry {
    demarche: Option<String>,
    net_cents: i64,
    #[serde(default)]
    share_basis_points: i64,
    vat_basis_points: i64,
    effective_from: Date,
    effective_to: Option<Date>,
}

impl From<TenantEntry> for Tenant {
    fn from(entry: TenantEntry) -> Self {
        Self {
            id: TenantId(entry.id),
            slug: entry.slug,
            is_default: entry.is_default,
            identity: entry.identity,
            hosts: entry.hosts,
            settings: Settings::default(),
            fees: entry
                .fee
                .into_iter()
                .map(|fee| ServiceFee {
                    demarche: fee.demarche,
                    rule: FeeRule {
                        fixed: vocabulary::Cents(fee.net_cents),
                        share: fee.share_basis_points,
                        vat: fee.vat_basis_points,
                    },
                    effective_from: fee.effective_from,
                    effective_to: fee.effective_to,
                    list: None,
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_name_their_tenant_whatever_the_case_and_the_port() {
        let directory = Directory::builtin().unwrap();
        let slug = |host: &str| directory.by_host(host).map(|tenant| tenant.slug.as_str());
        assert_eq!(slug("localhost:3000"), Some("demo"));
        assert_eq!(slug("LOCALHOST"), Some("demo"));
        assert_eq!(slug("127.0.0.1:41234"), Some("demo"));
        assert_eq!(slug("[::1]:3000"), Some("demo"));
        assert_eq!(slug("demo2.localhost:3000"), Some("demo2"));
        assert_eq!(slug("evil.example"), None);
        assert_eq!(slug("localhost.evil.example"), None);
        assert_eq!(slug(""), None);
    }

    #[test]
    fn the_demo_tenants_lack_no_mention_and_say_that_they_are_a_demonstration() {
        for tenant in &Directory::builtin().unwrap().tenants {
            assert_eq!(tenant.identity.missing(), Vec::<&str>::new(), "{}", tenant.slug);
            assert!(tenant.identity.demo, "{}", tenant.slug);
        }
    }

    #[test]
    fn an_empty_mention_is_named() {
        let mut identity = Directory::builtin().unwrap().tenants[0].identity.clone();
        identity.mediator_url = " ".into();
        identity.siren = String::new();
        assert_eq!(identity.missing(), ["siren", "mediator_url"]);
    }
}
