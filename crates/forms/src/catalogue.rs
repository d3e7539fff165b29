//! What is on each form, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use demarches::kind::Signer;
use serde::Deserialize;

use crate::Form;

/// Somebody whom a section of a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Mandant,
    Agent,
    Holder,
    CoHolder,
    Guardian,
    Lessee,
    Host,
    Seller,
    Buyer,
    Heir,
    Professional,
    Signer,
}

impl Role {
    pub(crate) const ALL: [Self; 12] = [
        Self::Mandant,
        Self::Agent,
        Self::Holder,
        Self::CoHolder,
        Self::Guardian,
        Self::Lessee,
        Self::Host,
        Self::Seller,
        Self::Buyer,
        Self::Heir,
        Self::Professional,
        Self::Signer,
    ];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Mandant => "mandant",
            Self::Agent => "agent",
            Self::Holder => "holder",
            Self::CoHolder => "co_holder",
            Self::Guardian => "guardian",
            Self::Lessee => "lessee",
            Self::Host => "host",
            Self::Seller => "seller",
            Self::Buyer => "buyer",
            Self::Heir => "heir",
            Self::Professional => "professional",
            Self::Signer => "signer",
        }
    }

    /// Of whom there may be several, or nobody: their fields bear a number.
    pub(crate) const fn is_list(self) -> bool {
        matches!(self, Self::CoHolder | Self::Lessee | Self::Seller | Self::Heir)
    }

    /// Whom a dossier has no place for: they are written on the sheet by hand.
    pub(crate) const fn is_never_named(self) -> bool {
        matches!(
            self,
            Self::Mandant
                | Self::Seller
                | Self::Buyer
                | Self::Heir
                | Self::Professional
                | Self::Signer
        )
    }

    /// Without whom the form is good.
    pub(crate) const fn may_lack(self) -> bool {
        matches!(self, Self::CoHolder | Self::Lessee)
    }
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name; that of somebody is preceded by their role, and by a number where there may be several.
    pub id: String,
    /// What stands above it, in French.
    pub label: String,
    /// Twelfths of the line.
    pub width: u8,
    /// Most characters.
    #[serde(default = "most")]
    pub max: usize,
    /// Boxes, one a character, where it has such.
    pub cells: Option<u8>,
    /// It is a box to tick.
    #[serde(default)]
    pub check: bool,
    /// It may stay empty.
    #[serde(default)]
    pub optional: bool,
    /// Whose it is, where not everybody has it.
    pub(crate) only: Option<Only>,
    /// The question whose answer is printed.
    pub(crate) fact: Option<String>,
}

/// A kind of person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Only {
    Natural,
    Company,
}

const fn most() -> usize {
    240
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) of: Option<Role>,
    pub(crate) blocks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) text: String,
    /// Only for those who sign so; for everybody where nobody is named.
    #[serde(default)]
    signers: Vec<String>,
}

impl Statement {
    pub(crate) fn is_for(&self, signer: Signer) -> bool {
        self.signers.is_empty() || self.signers.iter().any(|one| one == signer.id())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sheet {
    id: String,
    pub(crate) number: Option<u32>,
    pub(crate) title: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) statements: Vec<Statement>,
}

type Rows = Vec<Vec<Field>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    block: BTreeMap<String, Rows>,
    form: Vec<Sheet>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/forms.toml")).expect("our own file, read by every test")
});

pub(crate) fn of(form: Form) -> &'static Sheet {
    CATALOGUE.form.iter().find(|sheet| sheet.id == form.id()).expect("a test reads each form")
}

/// The rows of the block named `name`.
pub(crate) fn rows(name: &str) -> &'static [Vec<Field>] {
    CATALOGUE.block.get(name).expect("a test reads each block of each form")
}

/// The block of every form, below its sections.
pub(crate) const SIGNATURE: &str = "signature";

/// What is printed on a form: a signature on it is void once any of it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Questions whose answers are printed, by their ids; those of the démarche itself change the form altogether.
    pub answers: Vec<&'static str>,
    /// Roles of people of whom something is printed, by the ids of dossiers; `house` is the house itself.
    pub parties: Vec<&'static str>,
    /// Fields of the vehicle's certificate, by their codes.
    pub certificate: Vec<&'static str>,
}

/// Which answers, people and fields of the certificate are printed on `form`.
#[must_use]
pub fn printed_fields(form: Form) -> Printed {
    let sheet = of(form);
    let mut printed = Printed { answers: vec![], parties: vec![], certificate: vec![] };
    for section in &sheet.sections {
        for field in section.blocks.iter().flat_map(|name| rows(name)).flatten() {
            printed.answers.extend(field.fact.as_deref());
            printed.answers.extend((field.id == "siret").then_some("titulaire.siren"));
            printed.certificate.extend(field.id.strip_prefix("vehicle."));
        }
        printed.parties.extend(section.of.map_or(&[][..], parties));
    }
    // Who signs is printed too, and a change of holder is a change of signatory.
    printed.parties.extend(["holder", "company", "minor"]);
    for list in [&mut printed.answers, &mut printed.parties, &mut printed.certificate] {
        list.sort_unstable();
        list.dedup();
    }
    printed
}

/// The people of a dossier who may stand in `role`.
const fn parties(role: Role) -> &'static [&'static str] {
    match role {
        Role::Mandant | Role::Signer => {
            &["holder", "company", "minor", "parent", "lessor", "co_holder"]
        }
        Role::Agent => &["house"],
        Role::Holder | Role::Lessee => &["holder", "company", "minor", "lessor"],
        Role::Buyer => &["holder", "company", "minor", "co_holder"],
        Role::CoHolder => &["co_holder"],
        Role::Guardian => &["parent"],
        Role::Host => &["host"],
        Role::Seller => &["seller"],
        Role::Heir => &["holder", "co_holder"],
        Role::Professional => &["company"],
    }
}

/// The field that `id` names on `form`, numbers included: `co_holder.2.full_name`.
pub(crate) fn field(form: Form, id: &str) -> Option<&'static Field> {
    all(form).find_map(|(of, field)| {
        let rest = match of {
            None => id,
            Some(role) => {
                let rest = id.strip_prefix(role.id())?.strip_prefix('.')?;
                if role.is_list() { numbered(rest)? } else { rest }
            }
        };
        (rest == field.id).then_some(field)
    })
}

/// What follows a number from 1 to 99.
fn numbered(rest: &str) -> Option<&str> {
    let (number, rest) = rest.split_once('.')?;
    let good = matches!(number.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']);
    good.then_some(rest)
}

/// Whether `form` has a field named `id`.
#[must_use]
pub fn is_field(form: Form, id: &str) -> bool {
    field(form, id).is_some()
}

/// The fields of a form with the role that their section is of, the block of the signature included.
pub(crate) fn all(form: Form) -> impl Iterator<Item = (Option<Role>, &'static Field)> {
    let sections = of(form).sections.iter().flat_map(|section| {
        section.blocks.iter().flat_map(|name| rows(name)).flatten().map(|field| (section.of, field))
    });
    sections.chain(rows(SIGNATURE).iter().flatten().map(|field| (None, field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_its_lines_are_full() {
        assert_eq!(CATALOGUE.form.len(), Form::ALL.len());
        for form in Form::ALL {
            let sheet = of(*form);
            assert!(!sheet.title.is_empty() && !sheet.statements.is_empty());
            for name in sheet.sections.iter().flat_map(|section| &section.blocks) {
                for row in rows(name) {
                    let width: u8 = row.iter().map(|field| field.width).sum();
                    assert_eq!(width, 12, "{name}: {}", row[0].id);
                }
            }
        }
    }

    #[test]
    fn a_field_of_one_of_several_bears_a_number_and_no_other_does() {
        for (id, known) in [
            ("mandant.last_name", true),
            ("mandant.1.last_name", false),
            ("vehicle.E", true),
            ("vehicle.Z", false),
            ("place", true),
            ("signer.name", true),
        ] {
            assert_eq!(is_field(Form::Mandat, id), known, "{id}");
        }
        for (id, known) in [
            ("co_holder.1.full_name", true),
            ("co_holder.12.full_name", true),
            ("co_holder.full_name", false),
            ("co_holder.0.full_name", false),
            ("co_holder.01.full_name", false),
        ] {
            assert_eq!(is_field(Form::Demande, id), known, "{id}");
        }
    }

    #[test]
    fn the_plate_and_the_people_of_a_form_are_printed_and_the_colour_of_its_seats_is_not() {
        let printed = printed_fields(Form::Mandat);
        assert_eq!(printed.answers, ["titulaire.siren", "vehicle.plate", "vehicle.vin"]);
        assert!(printed.parties.contains(&"lessor") && printed.parties.contains(&"house"));
        assert!(!printed.parties.contains(&"host"));
        assert!(printed_fields(Form::Hebergement).parties.contains(&"host"));
        assert!(printed_fields(Form::Demande).certificate.contains(&"P.6"));
    }
}
