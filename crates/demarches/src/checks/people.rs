//! Names, validity and age of papers, the licence, the company, the insurance.

use vocabulary::{Date, Siren, Siret};

use super::{
    Case, Light, PersonName, Reading, Rule,
    names::{Likeness, ReadName, compare},
};
use crate::{
    field::{Extension, Role, Whose},
    kind::Quality,
};

pub(super) fn check(case: &mut Case<'_>) {
    for reading in case.readings {
        names(case, reading);
        in_force(case, reading);
        recent(case, reading);
        licence(case, reading);
        company_number(case, reading);
        insured(case, reading);
    }
}

fn names<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(kind) = case.kind(reading) else { return };
    let Some(whose) = kind.bears else { return };
    let family = [Role::BirthName, Role::UsedName, Role::FamilyName];
    let read = ReadName {
        family: family.iter().filter_map(|role| case.read(reading, *role)).collect(),
        first: case.read(reading, Role::FirstNames),
        full: case.read(reading, Role::FullName),
    };
    if kind.has(Quality::BearsName) && !read.family.is_empty() && read.first.is_none() {
        let family = read.family.join(" ");
        case.note(Rule::FirstName, Light::Red, reading, &family, "", Some("sans_prenom"));
    }
    let people: Vec<&PersonName> = match whose {
        Whose::Titulaire => case.declared.holder(reading.person).into_iter().collect(),
        Whose::Hebergeant => {
            case.declared.host.as_ref().or(case.declared.parent.as_ref()).into_iter().collect()
        }
        Whose::Parent => case.declared.parent.iter().collect(),
        Whose::Vendeur => case.declared.sellers.iter().collect(),
    };
    let Some(likeness) = people.iter().filter_map(|person| compare(person, &read)).max() else {
        return;
    };
    let written =
        [&read.family[..], &[read.first.unwrap_or_default(), read.full.unwrap_or_default()]];
    let written = written.concat().join(" ");
    let due: Vec<String> = people
        .iter()
        .map(|person| format!("{} {}", person.first_names, person.birth_name))
        .collect();
    let (light, rejection) = match likeness {
        Likeness::Same => (Light::Green, None),
        Likeness::Close => (Light::Amber, None),
        Likeness::Different => (Light::Red, Some("nom_different")),
    };
    case.note(Rule::Names, light, reading, written.trim(), &due.join(", "), rejection);
}

fn in_force<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(kind) = case.kind(reading).filter(|kind| kind.has(Quality::InForce)) else { return };
    let nature = case.read(reading, Role::Nature);
    let issued = case.read_day(reading, Role::IssuedOn);
    let born = case.read_day(reading, Role::BornOn);
    let printed = case.read_day(reading, Role::ExpiresOn);
    let extended = kind
        .extensions
        .iter()
        .filter(|extension| Some(extension.nature.as_str()) == nature)
        .find_map(|extension| extended(extension, printed, issued, born));
    let written = printed.map_or_else(String::new, |day| day.to_string());
    let due = case.on.to_string();
    if printed.is_some_and(|day| day >= case.on) {
        case.agrees(Rule::InForce, reading, &written);
    } else if extended.is_some_and(|day| day >= case.on) {
        case.note(Rule::InForce, Light::Amber, reading, &written, &due, None);
    } else if printed.or(extended).is_some() {
        case.note(Rule::InForce, Light::Red, reading, &written, &due, Some("expiree"));
    }
}

/// The last day of a paper that is good for longer than it says; its day of issue follows from the printed end where it
/// was not read.
fn extended(
    extension: &Extension,
    printed: Option<Date>,
    issued: Option<Date>,
    born: Option<Date>,
) -> Option<Date> {
    if let Some(until) = extension.until {
        return Some(until);
    }
    let (first, last) = extension.issued?;
    let issued = issued?;
    let of_age = !extension.adult || born?.plus_years(18)? <= issued;
    if !of_age || !(first..=last).contains(&issued) {
        return None;
    }
    printed?.plus_years(extension.years)
}

fn recent<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(kind) = case.kind(reading) else { return };
    let Some(issued) = case.read_day(reading, Role::IssuedOn) else { return };
    let nature = case.read(reading, Role::Nature).unwrap_or_default();
    let written = issued.to_string();
    let last = if kind.ageless.iter().any(|one| one == nature) {
        // A tax notice has no limit of months, but it is last year's or this year's.
        let fresh = nature != "avis_imposition" || issued.year() + 1 >= case.on.year();
        fresh.then_some(case.on)
    } else if let Some(months) = kind.ages.months {
        issued.plus_months(months)
    } else if let Some(days) = kind.ages.days {
        crate::delay::Delay::Days(days).last_day(issued)
    } else {
        return;
    };
    if last.is_some_and(|last| last >= case.on) {
        case.agrees(Rule::Recent, reading, &written);
    } else {
        let due = case.on.to_string();
        case.note(Rule::Recent, Light::Red, reading, &written, &due, Some("trop_ancienne"));
    }
}

fn licence<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(read) = case.read(reading, Role::LicenceCategories) else { return };
    if !case.kind(reading).is_some_and(|kind| kind.has(Quality::CategoryMatches)) {
        return;
    }
    let facts = &case.evaluation.facts;
    let Some(genre) = facts.code("vehicle.genre") else { return };
    let trained = facts.is_true("titulaire.rides_125_on_b_licence");
    let Some(licence) =
        case.rules.licences.iter().find(|one| one.genres.iter().any(|it| it == genre))
    else {
        return;
    };
    let due = licence.categories.join(", ");
    let covers = read.split([',', ' ', ';', '/']).map(str::trim).any(|category| {
        licence.categories.iter().any(|one| one.eq_ignore_ascii_case(category))
            || trained && category.eq_ignore_ascii_case("B")
    });
    if covers {
        case.agrees(Rule::Licence, reading, read);
    } else {
        case.note(Rule::Licence, Light::Red, reading, read, &due, Some("permis_inadapte"));
    }
}

fn company_number<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(read) = case.read(reading, Role::CompanyNumber) else { return };
    if !case.kind(reading).is_some_and(|kind| kind.bears_company) {
        return;
    }
    let Some(declared) = case.evaluation.facts.text("titulaire.siren") else { return };
    let siren = Siren::parse(read).or_else(|_| Siret::parse(read).map(|siret| siret.siren()));
    match siren {
        Ok(siren) if siren.as_str() == declared => {
            case.agrees(Rule::CompanyNumber, reading, read);
        }
        Ok(_) => {
            case.note(
                Rule::CompanyNumber,
                Light::Red,
                reading,
                read,
                declared,
                Some("nom_different"),
            );
        }
        Err(_) => case.note(Rule::CompanyNumber, Light::Amber, reading, read, declared, None),
    }
}

/// Not in the name of the previous owner. Somebody else's is looked at: a parent's or a leasing company's may do.
fn insured<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(read) = case.read(reading, Role::Insured) else { return };
    let name = ReadName { full: Some(read), ..ReadName::default() };
    let likeness = |one: &PersonName| compare(one, &name);
    let holder = case.declared.holders().filter_map(likeness).max();
    let seller = case.declared.sellers.iter().filter_map(likeness).max();
    if holder == Some(Likeness::Same) {
        case.agrees(Rule::Insured, reading, read);
    } else if seller == Some(Likeness::Same) {
        case.note(Rule::Insured, Light::Red, reading, read, "", Some("nom_different"));
    } else if holder.is_some() {
        case.note(Rule::Insured, Light::Amber, reading, read, "", None);
    }
}
