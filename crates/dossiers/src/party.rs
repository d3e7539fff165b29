//! The people of a dossier. All of it is personal: it stands in [`crate::Personal`], and is sealed.

use serde::{Deserialize, Serialize};
use vocabulary::Date;

use crate::code::in_json;

vocabulary::codes! {
    /// What somebody is to the dossier.
    pub enum PartyRole {
        /// The main holder.
        Holder = "holder",
        /// Another holder.
        CoHolder = "co_holder",
        /// Who houses the holder.
        Host = "host",
        /// A minor who will be the holder.
        Minor = "minor",
        /// A parent or guardian who signs.
        Parent = "parent",
        /// The company that will be the holder.
        Company = "company",
        /// Who owns the leased vehicle.
        Lessor = "lessor",
        /// Who sold it.
        Seller = "seller",
    }
}

in_json!(PartyRole);

/// Somebody, as the forms want them. Does not print: what is printed ends in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields of the forms, by their names")]
pub struct Party {
    pub last_name: String,
    /// Name in use, where it is another.
    pub used_name: String,
    pub first_names: String,
    pub birth_date: Option<Date>,
    pub birth_place: String,
    pub company_name: String,
    pub siren: String,
    /// Number and street.
    pub address_line: String,
    /// Building, floor, « chez ».
    pub address_more: String,
    pub postcode: String,
    pub city: String,
    pub email: String,
    pub phone: String,
}

impl std::fmt::Debug for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Party(…)")
    }
}

impl Party {
    /// Longest text of a field, in characters.
    pub const MAX: usize = 200;

    /// As lists name them: `DURAND Léa`, or the company.
    #[must_use]
    pub fn display(&self) -> String {
        if !self.company_name.is_empty() {
            return self.company_name.clone();
        }
        let last = if self.used_name.is_empty() { &self.last_name } else { &self.used_name };
        format!("{} {}", last.to_uppercase(), self.first_names).trim().to_owned()
    }

    /// Every name that people may look for them by.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        [&self.last_name, &self.used_name, &self.first_names, &self.company_name]
            .into_iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }

    /// Whether whoever was named so is somebody else `now`: what was sent to them is not for whoever is named.
    #[must_use]
    pub fn is_another(&self, now: &Self) -> bool {
        let named = |party: &Self| {
            let names = [&party.last_name, &party.first_names, &party.company_name];
            names.map(|name| name.trim().to_lowercase())
        };
        named(self) != named(now)
    }

    /// Whether every field is of a length that is kept.
    #[must_use]
    pub fn fits(&self) -> bool {
        [
            &self.last_name,
            &self.used_name,
            &self.first_names,
            &self.birth_place,
            &self.company_name,
            &self.siren,
            &self.address_line,
            &self.address_more,
            &self.postcode,
            &self.city,
            &self.email,
            &self.phone,
        ]
        .into_iter()
        .all(|text| text.chars().count() <= Self::MAX && !text.contains('\0'))
    }
}
