//! What is known of a case: plain, so that it can be made of any dossier.

use std::collections::BTreeMap;

use demarches::kind::{DemarcheKind, Signer};
use vocabulary::{Date, PostalAddress};

use crate::silent;

/// What the forms of a case are filled from.
#[derive(Clone, PartialEq, Eq)]
pub struct Case {
    /// The démarche.
    pub kind: DemarcheKind,
    /// The reference of the dossier.
    pub reference: String,
    /// The version of the rules of the démarches.
    pub rules: String,
    /// In which quality somebody signs this copy: each signs their own.
    pub signer: Signer,
    /// Which of several who sign in that quality, from 1.
    pub number: u32,
    /// The main holder; a company where it is one, a minor where it is one.
    pub holder: Person,
    /// The other holders.
    pub co_holders: Vec<Person>,
    /// Who signs for a minor or a protected adult.
    pub guardian: Option<Guardian>,
    /// Who owns a leased vehicle; the holder above is then its tenant.
    pub lessor: Option<Person>,
    /// Who houses the holder.
    pub host: Option<Person>,
    /// Who sells, the first one before the others.
    pub sellers: Vec<Person>,
    /// Who buys from the holder, in a declaration of transfer.
    pub buyer: Option<Person>,
    /// Every heir.
    pub heirs: Vec<Person>,
    /// The heirs who do not become holders.
    pub renouncing: Vec<Person>,
    /// The car professional who asks for himself: a purchase declaration, a trade plate.
    pub professional: Option<Person>,
    /// The vehicle.
    pub vehicle: Vehicle,
    /// The sale or the gift.
    pub transfer: Option<Transfer>,
    /// To whom the mandate is given.
    pub house: House,
    /// Where it is signed.
    pub place: String,
    /// On which day, in Paris.
    pub date: Date,
}

/// Somebody, as the forms want them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub identity: Identity,
    /// Where.
    pub address: Option<PostalAddress>,
}

/// A natural person or a company.
#[derive(Clone, PartialEq, Eq)]
pub enum Identity {
    /// A natural person.
    Natural(Natural),
    /// A company, an association, a sole trader under the name of the business.
    Company(Company),
}

/// A natural person.
#[derive(Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of the forms, by their names")]
pub struct Natural {
    pub last_name: String,
    pub used_name: String,
    pub first_names: String,
    pub birth_date: Option<Date>,
    pub birth_place: String,
}

/// A company.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Company {
    /// *Raison sociale*.
    pub name: String,
    /// SIRET or SIREN: digits.
    pub siret: String,
    /// Who signs for it.
    pub representative: Option<Representative>,
}

/// Who signs for a company: never the company's own name, and nobody without a quality.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Representative {
    /// Last and first name, in letters.
    pub name: String,
    /// `gérante`, `président`; for a holder of an authority, what he is.
    pub quality: String,
    /// By law, and not by an authority that was given.
    pub is_legal: bool,
}

/// Who signs for somebody who cannot.
#[derive(Clone, PartialEq, Eq)]
pub struct Guardian {
    /// Who.
    pub person: Person,
    /// Of a minor: a parent; else the guardian of a protected adult.
    pub is_parent: bool,
}

/// The vehicle, as its certificate tells.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Vehicle {
    /// A: the plate, as it is written.
    pub plate: String,
    /// E.
    pub vin: String,
    /// B.
    pub first_registered_on: Option<Date>,
    /// The number of the form of the certificate.
    pub formula_number: String,
    /// Kilometres.
    pub mileage_km: Option<u32>,
    /// Every other field by its code: `D.1` the make, `P.6` the fiscal power.
    pub certificate: BTreeMap<String, String>,
}

/// A sale or a gift.
#[derive(Clone, PartialEq, Eq)]
pub struct Transfer {
    /// On.
    pub on: Date,
    /// At: `14:30`.
    pub at: String,
    /// The code that the buyer was given.
    pub code: String,
}

/// The house, to whom the mandate is given.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct House {
    /// How it calls itself, at the foot of a page.
    pub brand: String,
    /// Under which name it is registered.
    pub legal_name: String,
    /// SIRET or SIREN: digits.
    pub siret: String,
    /// Its address, in one line.
    pub address: String,
    /// The number under which it may write to the register.
    pub habilitation: String,
}

silent!(Case, Person, Identity, Natural, Company, Representative, Guardian, Vehicle, Transfer);

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House(…)")
    }
}

impl Person {
    /// A natural person by their names.
    #[must_use]
    pub fn natural(last_name: &str, first_names: &str) -> Self {
        let identity = Identity::Natural(Natural {
            last_name: last_name.into(),
            first_names: first_names.into(),
            ..Natural::default()
        });
        Self { identity, address: None }
    }

    /// A company by its name and number.
    #[must_use]
    pub fn company(name: &str, siret: &str, representative: Option<Representative>) -> Self {
        let identity =
            Identity::Company(Company { name: name.into(), siret: siret.into(), representative });
        Self { identity, address: None }
    }

    /// Living at `address`.
    #[must_use]
    pub fn at(mut self, address: PostalAddress) -> Self {
        self.address = Some(address);
        self
    }

    /// The company, where it is one.
    #[must_use]
    pub const fn as_company(&self) -> Option<&Company> {
        match &self.identity {
            Identity::Company(company) => Some(company),
            Identity::Natural(_) => None,
        }
    }

    /// The name in full: `DURAND épouse MARTIN Léa`, or the company.
    #[must_use]
    pub fn full_name(&self) -> String {
        match &self.identity {
            Identity::Company(company) => company.name.clone(),
            Identity::Natural(one) if one.used_name.is_empty() => {
                format!("{} {}", one.last_name.to_uppercase(), one.first_names)
            }
            Identity::Natural(one) => format!(
                "{} (nom d’usage {}) {}",
                one.last_name.to_uppercase(),
                one.used_name.to_uppercase(),
                one.first_names
            ),
        }
        .trim()
        .to_owned()
    }
}
