//! The vehicle, the transfer and the roadworthiness test.

use vocabulary::{Date, Vin};

use super::{Case, Light, Reading, Rule};
use crate::{field::Role, text::TextCheck};

pub(super) fn check(case: &mut Case<'_>) {
    for reading in case.readings {
        identity(case, reading);
        cession_day(case, reading);
        cession_time(case, reading);
        test(case, reading);
    }
    fiscal_power(case);
    mileage(case);
}

/// The pieces on which a transfer must be dated.
const DATED: [&str; 2] = ["certificat_immatriculation_barre", "certificat_cession"];

fn identity<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let either = case.read(reading, Role::PlateOrVin);
    let vin_as_well = either.filter(|text| Vin::parse(text).is_ok());
    let plate_as_well = either.filter(|_| vin_as_well.is_none());
    if let Some(read) = case.read(reading, Role::Vin).or(vin_as_well)
        && let Some(declared) = case.evaluation.facts.text("vehicle.vin")
    {
        let rejection = Some("vin_different");
        same(case, Rule::Vin, reading, read, declared, TextCheck::Vin, rejection);
    }
    if let Some(read) = case.read(reading, Role::Plate).or(plate_as_well)
        && let Some(declared) = case.evaluation.facts.text("vehicle.plate")
    {
        let rejection = Some("immatriculation_differente");
        same(case, Rule::Plate, reading, read, declared, TextCheck::Plate, rejection);
    }
}

/// Compares in the one way of writing; what is no number at all may be a misreading, and is looked at.
fn same<'a>(
    case: &mut Case<'a>,
    rule: Rule,
    reading: &'a Reading,
    read: &str,
    declared: &str,
    check: TextCheck,
    rejection: Option<&'static str>,
) {
    match check.read(read) {
        Ok(written) if written == declared => case.agrees(rule, reading, read),
        Ok(_) => case.note(rule, Light::Red, reading, read, declared, rejection),
        Err(_) => case.note(rule, Light::Amber, reading, read, declared, None),
    }
}

fn cession_day<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let declared = case.evaluation.facts.day("cession.on");
    let due = declared.map_or_else(String::new, |day| day.to_string());
    if let (Some(signed), Some(cession)) = (case.read_day(reading, Role::SignedOn), declared) {
        // A mandate or a request signed before the purchase speaks of a vehicle that was not the buyer's.
        if signed < cession {
            let (read, rejection) = (signed.to_string(), Some("dates_incoherentes"));
            case.note(Rule::CessionDay, Light::Red, reading, &read, &due, rejection);
        }
    }
    let Some(read) = case.read(reading, Role::CessionDay) else {
        // Somebody typed other fields of the piece: the date was looked for and is not there.
        if looked_at(reading) && DATED.contains(&reading.piece.as_str()) && declared.is_some() {
            let rejection = Some("date_cession_absente");
            case.note(Rule::CessionDay, Light::Red, reading, "", &due, rejection);
        }
        return;
    };
    match (case.read_day(reading, Role::CessionDay), declared) {
        (Some(day), Some(declared)) if day == declared => {
            case.agrees(Rule::CessionDay, reading, read);
        }
        (Some(_), Some(_)) => {
            let rejection = Some("dates_incoherentes");
            case.note(Rule::CessionDay, Light::Red, reading, read, &due, rejection);
        }
        (None, _) => case.note(Rule::CessionDay, Light::Amber, reading, read, &due, None),
        (Some(_), None) => {}
    }
}

fn cession_time<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let due = case.evaluation.facts.text("cession.at").unwrap_or_default();
    let Some(read) = case.read(reading, Role::CessionTime) else {
        if looked_at(reading) && case.evaluation.facts.day("cession.on").is_some() {
            // The certificate of transfer must bear the hour; the older titles have no room for it.
            match reading.piece.as_str() {
                "certificat_cession" => {
                    let rejection = Some("heure_cession_absente");
                    case.note(Rule::CessionTime, Light::Red, reading, "", due, rejection);
                }
                "certificat_immatriculation_barre" => {
                    case.note(Rule::CessionTime, Light::Amber, reading, "", due, None);
                }
                _ => {}
            }
        }
        return;
    };
    match TextCheck::Time.read(read) {
        Ok(time) if time == due => case.agrees(Rule::CessionTime, reading, read),
        Ok(_) if !due.is_empty() => {
            let rejection = Some("dates_incoherentes");
            case.note(Rule::CessionTime, Light::Red, reading, read, due, rejection);
        }
        Ok(_) => {}
        Err(_) => case.note(Rule::CessionTime, Light::Amber, reading, read, due, None),
    }
}

fn looked_at(reading: &Reading) -> bool {
    reading.fields.values().any(|text| !text.trim().is_empty())
}

fn test<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(kind) = case.kind(reading) else { return };
    let result = case.read(reading, Role::TestResult);
    if result == Some("defavorable") {
        let rejection = Some("ct_defavorable");
        case.note(Rule::Test, Light::Red, reading, "defavorable", "favorable", rejection);
        return;
    }
    let retest = result == Some("contre_visite");
    let tested = case.read_day(reading, Role::TestDay);
    let last = if case.evaluation.demarche.is_transfer || retest {
        let months = if retest {
            kind.ages.months_after_contre_visite
        } else {
            kind.ages.months_on_transfer
        };
        tested.zip(months).and_then(|(day, months)| day.plus_months(months))
    } else {
        case.read_day(reading, Role::ExpiresOn)
    };
    let Some(last) = last else { return };
    let (read, due) = (last.to_string(), case.on.to_string());
    if last < case.on {
        case.note(Rule::Test, Light::Red, reading, &read, &due, Some("ct_perime"));
    } else if retest {
        case.note(Rule::Test, Light::Amber, reading, &read, &due, None);
    } else {
        case.agrees(Rule::Test, reading, &read);
    }
}

/// One apart is a rounding to look at, three apart another vehicle.
fn fiscal_power(case: &mut Case<'_>) {
    let read: Vec<(&Reading, u32)> = case
        .readings
        .iter()
        .filter_map(|one| {
            Some((one, case.read(one, Role::FiscalPower)?.trim_end_matches(" CV").parse().ok()?))
        })
        .collect();
    let Some((_, first)) = read.first().copied() else { return };
    for (reading, power) in read.into_iter().skip(1) {
        let light = match power.abs_diff(first) {
            0 => Light::Green,
            1 | 2 => Light::Amber,
            _ => Light::Red,
        };
        let (power, due) = (power.to_string(), first.to_string());
        case.note(Rule::FiscalPower, light, reading, &power, &due, None);
    }
}

/// A test done before the transfer cannot have seen more kilometres than the transfer, nor a later one fewer.
fn mileage(case: &mut Case<'_>) {
    let facts = &case.evaluation.facts;
    let (Some(declared), Some(cession)) =
        (facts.int("vehicle.mileage_km"), facts.day("cession.on"))
    else {
        return;
    };
    for reading in case.readings {
        let Some(read) = case.read(reading, Role::Mileage) else { continue };
        let digits: String = read.chars().filter(char::is_ascii_digit).collect();
        let Ok(kilometres) = digits.parse::<i64>() else { continue };
        let seen: Option<Date> = case.read_day(reading, Role::TestDay);
        let backwards = match seen {
            Some(day) if day <= cession => kilometres > declared,
            Some(_) => kilometres < declared,
            None => kilometres != declared,
        };
        if backwards {
            let due = declared.to_string();
            case.note(Rule::Mileage, Light::Amber, reading, read, &due, None);
        } else {
            case.agrees(Rule::Mileage, reading, read);
        }
    }
}
