use alloc::string::String;

use simulator::answer::{
    AgeReduction, Co2Formula, Formula, Line, MassFormula, Outcome, Share, TableRef, Y1Formula,
    Y2Formula,
};
use simulator::baremes::{Baremes, MassScale};
use simulator::facts::{Fact, Norm};
use simulator::mass::slices;
use vocabulary::{Amount, Date, Lang};

use super::nil::{nil_reason, unknown_reason};
use crate::labels::push_fact;
use crate::numbers::{cv, euros, euros_short, grams, integer, kg, percent, push_number};

/// How a line was worked out, with its numbers: `6 CV × (54,95 € + 14,00 €)`; or why nothing is due, or what is missing.
#[must_use]
pub fn formula(line: &Line, baremes: &Baremes, lang: Lang) -> String {
    match &line.formula {
        Formula::Nil(reason) => nil_reason(*reason, baremes, lang),
        Formula::Lacks(fact) => lacks(*fact, lang),
        Formula::Unknown(reason) => unknown_reason(*reason, baremes, lang),
        Formula::Y1(y1) => y1_formula(y1, lang),
        Formula::Y2(y2) => y2_formula(y2, due(line), lang),
        Formula::Co2(co2) => co2_formula(co2, baremes, lang),
        Formula::Mass(mass) => mass_formula(mass, baremes, lang),
        Formula::Fixed => {
            [lang.pick("Montant fixe de ", "Fixed amount of "), &euros(due(line), lang)].concat()
        }
    }
}

fn due(line: &Line) -> Amount {
    match line.outcome {
        Outcome::Due(amount) => amount,
        Outcome::Missing(_) | Outcome::UnknownBareme => Amount::ZERO,
    }
}

fn lacks(fact: Fact, lang: Lang) -> String {
    let mut text = String::from(lang.pick("À préciser\u{202f}: ", "To be completed: "));
    push_fact(&mut text, fact, lang);
    text
}

fn y1_formula(y1: &Y1Formula, lang: Lang) -> String {
    let mut text = cv(y1.cv, lang);
    if y1.cv_estimated {
        text.push_str(lang.pick(" (estimés)", " (estimated)"));
    }
    text.push_str(" × ");
    let rate = euros(y1.rate, lang);
    match y1.surcharge {
        Some(surcharge) => {
            text.push_str(&["(", &rate, " + ", &euros(surcharge, lang), ")"].concat());
        }
        None => text.push_str(&rate),
    }
    match y1.share {
        Share::Full => {}
        Share::HalfByKind => {
            text.push_str(lang.pick(
                " × ½ (demi-tarif de ce genre de véhicule)",
                " × ½ (half rate for this type of vehicle)",
            ));
        }
        Share::HalfByAge => {
            text.push_str(
                lang.pick(
                    " × ½ (véhicule de dix ans ou plus)",
                    " × ½ (vehicle of ten years or more)",
                ),
            );
        }
        Share::Percent(share) => {
            text.push_str(" × ");
            text.push_str(&percent(u32::from(share), lang));
        }
    }
    if let Some(cap) = y1.waived_cap {
        text.push_str(" − ");
        text.push_str(&euros(cap, lang));
        text.push_str(
            lang.pick(
                " (exonération plafonnée pour l’énergie)",
                " (capped exemption for the energy)",
            ),
        );
    } else if y1.waived_percent > 0 {
        text.push_str(" × ");
        text.push_str(&percent(u32::from(100 - y1.waived_percent.min(100)), lang));
        text.push_str(lang.pick(
            " (exonération partielle pour l’énergie)",
            " (partial exemption for the energy)",
        ));
    }
    text
}

fn y2_formula(y2: &Y2Formula, due: Amount, lang: Lang) -> String {
    let mut text = String::from(lang.pick("Forfait de ", "Flat sum of "));
    text.push_str(&euros(due, lang));
    let in_bracket =
        y2.ptac_kg.is_some_and(|kg| kg > y2.above_kg && y2.up_to_kg.is_none_or(|last| kg <= last));
    if let (Some(ptac), true) = (y2.ptac_kg, in_bracket) {
        text.push_str(lang.pick(" pour un PTAC de ", " for a PTAC of "));
        text.push_str(&kg(ptac, lang));
        text.push_str(lang.pick(" (tranche ", " (bracket "));
        push_bracket(&mut text, y2, lang);
        text.push(')');
    } else {
        text.push_str(lang.pick(
            " pour ce genre de véhicule, quel que soit le PTAC",
            " for this type of vehicle, whatever its PTAC",
        ));
    }
    text
}

fn push_bracket(text: &mut String, y2: &Y2Formula, lang: Lang) {
    if y2.above_kg > 0 {
        text.push_str(lang.pick("de plus de ", "over "));
        text.push_str(&kg(y2.above_kg, lang));
    }
    if let Some(last) = y2.up_to_kg {
        if y2.above_kg > 0 {
            text.push_str(lang.pick(" à ", " to "));
        } else {
            text.push_str(lang.pick("jusqu’à ", "up to "));
        }
        text.push_str(&kg(last, lang));
    }
}

fn co2_formula(co2: &Co2Formula, baremes: &Baremes, lang: Lang) -> String {
    let mut text = table_name(co2.table, baremes, lang);
    text.push_str(lang.pick("\u{202f}: ", ": "));
    let unit = |value| in_table_unit(co2.table, value, lang);
    text.push_str(&unit(co2.measured));
    push_off(&mut text, co2.e85_off, "E85", lang);
    push_off(
        &mut text,
        co2.seats_off,
        lang.pick("société, 8 places ou plus", "company, 8 seats or more"),
        lang,
    );
    if co2.base != co2.measured {
        text.push_str(" = ");
        text.push_str(&unit(co2.base));
    }
    text.push_str(" → ");
    text.push_str(&euros_short(co2.full, lang));
    push_age(&mut text, co2.age, lang);
    if let Some(cap) = co2.price_cap {
        text.push_str(lang.pick(
            ", plafonné à la moitié du prix payé\u{202f}: ",
            ", capped at half of the price paid: ",
        ));
        text.push_str(&euros_short(cap, lang));
    }
    text
}

fn mass_formula(mass: &MassFormula, baremes: &Baremes, lang: Lang) -> String {
    let scale = baremes.mass.get(usize::from(mass.scale));
    let mut text = String::from(lang.pick("Barème ", "Scale "));
    if let Some(scale) = scale {
        push_years(&mut text, &scale.label, scale.from, scale.to);
    }
    text.push_str(lang.pick("\u{202f}: ", ": "));
    text.push_str(&kg(mass.mass_kg, lang));
    push_off(&mut text, mass.energy_off_kg, lang.pick("hybride", "hybrid"), lang);
    push_off(
        &mut text,
        mass.seats_off_kg,
        lang.pick("société, 8 places ou plus", "company, 8 seats or more"),
        lang,
    );
    if mass.base_kg != mass.mass_kg {
        text.push_str(" = ");
        text.push_str(&kg(mass.base_kg, lang));
    }
    text.push_str(" → ");
    let written = scale.map_or(0, |scale| push_slices(&mut text, scale, mass.base_kg, lang));
    if written != 1 {
        text.push_str(if written > 1 { " = " } else { "" });
        text.push_str(&euros_short(mass.full, lang));
    }
    push_age(&mut text, mass.age, lang);
    if let Some(cap) = mass.sum_cap {
        text.push_str(lang.pick(
            ", ramené au plafond commun aux deux malus\u{202f}: ",
            ", cut to the ceiling shared by both penalties: ",
        ));
        text.push_str(&euros_short(cap, lang));
    }
    text
}

/// Writes `200 kg × 10 € + 51 kg × 15 €`, and answers how many bands it took.
fn push_slices(text: &mut String, scale: &MassScale, base_kg: u32, lang: Lang) -> usize {
    let mut written = 0;
    for slice in slices(scale, base_kg) {
        if written > 0 {
            text.push_str(" + ");
        }
        text.push_str(&kg(slice.kg, lang));
        text.push_str(" × ");
        text.push_str(&euros_short(Amount::from_euros(i64::from(slice.euros)), lang));
        written += 1;
    }
    written
}

fn push_off(text: &mut String, off: u32, why: &str, lang: Lang) {
    if off > 0 {
        text.push_str(" − ");
        text.push_str(&integer(u64::from(off), lang));
        text.push_str(" (");
        text.push_str(why);
        text.push(')');
    }
}

fn push_age(text: &mut String, age: Option<AgeReduction>, lang: Lang) {
    let Some(age) = age else { return };
    text.push_str(lang.pick(", moins ", ", less "));
    text.push_str(&percent(u32::from(age.percent), lang));
    text.push_str(lang.pick(" pour l’ancienneté (", " for its age ("));
    push_months(text, age.months, lang);
    if age.yearly {
        text.push_str(lang.pick(", comptés par année", ", counted by year"));
    }
    text.push(')');
}

/// Writes « 26 mois commencés »; one month is in the singular.
pub(super) fn push_months(text: &mut String, months: u32, lang: Lang) {
    push_number(text, u64::from(months));
    text.push_str(match months {
        0 | 1 => lang.pick(" mois commencé", " month begun"),
        _ => lang.pick(" mois commencés", " months begun"),
    });
}

/// What a malus table is called: « Barème WLTP 2026 », « Barème en CV 2014-2016 ».
pub(super) fn table_name(table: TableRef, baremes: &Baremes, lang: Lang) -> String {
    let index = usize::from(table.index);
    let mut text = String::from(lang.pick("Barème ", "Table "));
    text.push_str(match table.norm {
        Norm::Wltp => "WLTP ",
        Norm::Nedc => "NEDC ",
        Norm::None => lang.pick("en CV ", "in CV "),
    });
    let period = match table.norm {
        Norm::Wltp => baremes.wltp.get(index).map(|table| (&table.label, table.from, table.to)),
        Norm::Nedc => baremes.nedc.get(index).map(|table| (&table.label, table.from, table.to)),
        Norm::None => baremes.cv.get(index).map(|table| (&table.label, table.from, table.to)),
    };
    if let Some((label, from, to)) = period {
        push_years(&mut text, label, from, to);
    }
    text
}

/// Grams by kilometre, or CV for a table in CV.
pub(super) fn in_table_unit(table: TableRef, value: u32, lang: Lang) -> String {
    match table.norm {
        Norm::Wltp | Norm::Nedc => grams(value, lang),
        Norm::None => cv(value, lang),
    }
}

/// The label of a table when it is made of years, else the years that it spans: words in it would be of one language.
fn push_years(text: &mut String, label: &str, from: Date, to: Date) {
    if label.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        text.push_str(label);
        return;
    }
    push_number(text, u64::from(from.year()));
    if to.year() != from.year() {
        text.push('-');
        push_number(text, u64::from(to.year()));
    }
}
