use serde::Deserialize;
use simulator::baremes::{Energy, EnergyGroup, EnergyMass, Text, Y1Energy};

use crate::check::{Checker, Item};
use crate::document::Document;
use crate::refusal::Reason;
use crate::tables::Head;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    p3: String,
    label: String,
    label_en: String,
    group: String,
    y1: String,
    mass: String,
    #[serde(default)]
    e85_abatement: bool,
    confirmed: bool,
}

const GROUPS: [(&str, EnergyGroup); 8] = [
    ("thermal", EnergyGroup::Thermal),
    ("electric", EnergyGroup::Electric),
    ("hydrogen", EnergyGroup::Hydrogen),
    ("phev", EnergyGroup::Phev),
    ("hev", EnergyGroup::Hev),
    ("e85", EnergyGroup::E85),
    ("lpg", EnergyGroup::Lpg),
    ("cng", EnergyGroup::Cng),
];

const WAIVERS: [(&str, Y1Energy); 3] = [
    ("none", Y1Energy::None),
    ("electric", Y1Energy::Electric),
    ("alternative", Y1Energy::Alternative),
];

const MASSES: [(&str, EnergyMass); 4] = [
    ("none", EnergyMass::None),
    ("exempt", EnergyMass::Exempt),
    ("phev", EnergyMass::Phev),
    ("hybrid", EnergyMass::Hybrid),
];

/// Reads `energies.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Vec<Energy> {
    doc.only(check, &["meta", "energy"]);
    let (head, _) = check.head::<Head>(doc, "meta");
    let rows = check.list::<Row>(doc, "energy", &head);
    check.unique(rows.iter().map(|row| (&row.at, row.value.p3.as_str())));
    let mut energies = Vec::new();
    for Item { at, value, .. } in rows {
        let code = value.p3.as_bytes();
        if code.len() != 2 || !code.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            check.refuse(&at.key("p3"), Reason::BadCode(value.p3.clone()));
        }
        let group = check.word(&at.key("group"), &value.group, &GROUPS);
        let y1 = check.word(&at.key("y1"), &value.y1, &WAIVERS);
        let mass = check.word(&at.key("mass"), &value.mass, &MASSES);
        let (Some(group), Some(y1), Some(mass)) = (group, y1, mass) else { continue };
        energies.push(Energy {
            p3: value.p3,
            label: Text { fr: value.label, en: value.label_en },
            group,
            y1,
            mass,
            e85: value.e85_abatement,
            confirmed: value.confirmed,
        });
    }
    energies
}
