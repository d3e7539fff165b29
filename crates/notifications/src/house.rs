use std::collections::HashMap;
use std::hash::BuildHasher;

use mailer::Party;
use serde::Serialize;
use tenants::{Tenant, TenantId};
use uuid::Uuid;

use crate::quiet::Quiet;

/// Who writes: shown in every message, under the key `house`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct House {
    /// The name people know.
    pub brand: String,
    /// The name in law, with its form.
    pub legal_name: String,
    /// Where it is.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Where people write to it; answers to a mail go there.
    pub email: String,
    /// When it answers, in French.
    pub hours_fr: String,
    /// When it answers, in English.
    pub hours_en: String,
    /// The address of its site.
    pub site: String,
    /// The sender of its mails.
    #[serde(skip)]
    pub from: Party,
    /// The sender of its texts.
    #[serde(skip)]
    pub sms_from: String,
    /// The hours in which it disturbs nobody.
    #[serde(skip)]
    pub quiet: Quiet,
}

impl House {
    /// The house of `tenant`, whose site is `site`; mails come from the address `from`, texts from `sms_from`.
    #[must_use]
    pub fn of(tenant: &Tenant, site: &str, from: &str, sms_from: &str) -> Self {
        let identity = &tenant.identity;
        Self {
            brand: identity.brand.clone(),
            legal_name: identity.legal_name.clone(),
            address: identity.address.clone(),
            phone: identity.phone.clone(),
            email: identity.email.clone(),
            hours_fr: identity.hours_fr.clone(),
            hours_en: identity.hours_en.clone(),
            site: site.to_owned(),
            from: Party { name: identity.brand.clone(), address: from.to_owned() },
            sms_from: sms_from.to_owned(),
            quiet: Quiet::of(tenant),
        }
    }
}

/// Who knows the houses: they change while the program runs.
pub trait Houses: Send + Sync {
    /// The house of a tenant.
    fn house(&self, tenant: TenantId) -> Option<House>;
}

/// A program that knows its houses from a table.
impl<S: BuildHasher + Send + Sync> Houses for HashMap<Uuid, House, S> {
    fn house(&self, tenant: TenantId) -> Option<House> {
        self.get(&tenant.0).cloned()
    }
}
