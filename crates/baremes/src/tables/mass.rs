use serde::Deserialize;
use simulator::baremes::{MassClass, MassEffect, MassEightSeats, MassEnergy, MassScale};
use vocabulary::Date;

use crate::LAST_DAY;
use crate::check::{At, Checker, Dated, Period};
use crate::document::Document;
use crate::periods::cover;
use crate::refusal::Reason;
use crate::tables::co2::brackets;

/// What `malus_masse.toml` holds.
pub(crate) struct Mass {
    pub(crate) from: Date,
    pub(crate) scales: Vec<MassScale>,
    pub(crate) energies: Vec<MassEnergy>,
    pub(crate) eight_seats: Vec<MassEightSeats>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    label: String,
    bands: Vec<Band>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    from_kg: u32,
    to_kg: Option<u32>,
    rate: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByEnergy {
    class: String,
    effect: String,
    kg: Option<u32>,
    max_percent_of_mass: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EightSeats {
    periods: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kilograms {
    kg: u32,
}

const CLASSES: [(&str, MassClass); 4] = [
    ("electric_hydrogen", MassClass::ElectricHydrogen),
    ("phev", MassClass::Phev),
    ("hybrid", MassClass::Hybrid),
    ("micro_hybrid", MassClass::MicroHybrid),
];

/// Reads `malus_masse.toml`.
pub(crate) fn read(check: &mut Checker, doc: &Document) -> Option<Mass> {
    doc.only(check, &["law", "scale", "energy", "eight_seats_legal_person"]);
    let (head, law) = check.head::<Law>(doc, "law");
    let place = At::file(doc.file).key("law").key("from");
    let from = law.and_then(|law| check.date(&place, &law.from));
    // Without its first day, the only gap that counts is one between two periods.
    let days = |periods: &[(At, Period)]| {
        let first = periods.iter().map(|(_, period)| period.from).min();
        (from.or(first).unwrap_or(LAST_DAY), LAST_DAY)
    };

    let rows = check.dated::<Scale>(doc, "scale", &head);
    let periods: Vec<_> = rows.iter().map(|row| (row.at.clone(), row.period)).collect();
    let list = At::file(doc.file).key("scale");
    cover(check, &list, "the scale", days(&periods), periods.iter().map(|(at, p)| (at, *p)));
    let scales = rows.into_iter().map(|row| scale(check, row)).collect();

    let rows = check.dated::<ByEnergy>(doc, "energy", &head);
    let mut energies = Vec::new();
    let mut of_class: Vec<(MassClass, (At, Period))> = Vec::new();
    for row in rows {
        let class = check.word(&row.at.key("class"), &row.value.class, &CLASSES);
        let effect = effect(check, &row);
        let cite = check.cite(&row.at, &row.cited);
        let Period { from, to, .. } = row.period;
        let Some(class) = class else { continue };
        of_class.push((class, (row.at, row.period)));
        let effect = effect.unwrap_or(MassEffect::None);
        energies.push(MassEnergy { class, from, to, effect, cite });
    }
    let list = At::file(doc.file).key("energy");
    for (name, class) in CLASSES {
        let own = of_class.iter().filter(|(of, _)| *of == class);
        let own: Vec<_> = own.map(|(_, placed)| placed.clone()).collect();
        cover(check, &list, name, days(&own), own.iter().map(|(at, p)| (at, *p)));
    }

    let mut eight_seats = Vec::new();
    if let Some(item) = check.table::<EightSeats>(doc, "eight_seats_legal_person", &head) {
        let at = item.at.key("periods");
        let rows = check.nested_dated::<Kilograms>(&at, item.value.periods, &item.cited);
        let periods: Vec<_> = rows.iter().map(|row| (row.at.clone(), row.period)).collect();
        let placed = periods.iter().map(|(at, p)| (at, *p));
        cover(check, &at, "eight seats", days(&periods), placed);
        for row in rows {
            let Period { from, to, .. } = row.period;
            let cite = check.cite(&row.at, &row.cited);
            eight_seats.push(MassEightSeats { from, to, kg: row.value.kg, cite });
        }
    }
    Some(Mass { from: from?, scales, energies, eight_seats })
}

fn scale(check: &mut Checker, row: Dated<Scale>) -> MassScale {
    let Dated { at, cited, period, value } = row;
    let written = value.bands.into_iter().map(|band| (band.from_kg, band.to_kg, band.rate));
    let bands = brackets(check, &at.key("bands"), None, "rate", written);
    let cite = check.cite(&at, &cited);
    MassScale { label: value.label, from: period.from, to: period.to, bands, cite }
}

fn effect(check: &mut Checker, row: &Dated<ByEnergy>) -> Option<MassEffect> {
    let ByEnergy { effect, kg, max_percent_of_mass, .. } = &row.value;
    let max_percent =
        max_percent_of_mass.and_then(|n| check.percent(&row.at.key("max_percent_of_mass"), n));
    let known = [("none", false), ("exempt", false), ("abatement", true)];
    let takes_kilograms = check.word(&row.at.key("effect"), effect, &known)?;
    if kg.is_some() != takes_kilograms {
        check.refuse(&row.at.key("kg"), Reason::Missing);
    }
    if max_percent_of_mass.is_some() && !takes_kilograms {
        check.refuse(&row.at.key("max_percent_of_mass"), Reason::KeyUnknown);
    }
    Some(match (effect.as_str(), kg) {
        ("exempt", _) => MassEffect::Exempt,
        (_, Some(kg)) => MassEffect::Off { kg: *kg, max_percent },
        (_, None) => MassEffect::None,
    })
}
