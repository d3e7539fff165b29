//! The text of each field.

use demarches::kind::Signer;
use vocabulary::{AddressField, Date};

use crate::case::{Case, Identity, Person};
use crate::catalogue::Role;
use crate::nature::{nature, ticked};
use crate::people::{Signatory, mandant};

/// What a ticked box holds.
pub(crate) const TICK: &str = "X";

/// `22/11/2026`.
pub(crate) fn day(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// The field `id` of a section about nobody.
pub(crate) fn of_case(case: &Case, signatory: &Signatory, id: &str) -> String {
    if let Some(code) = id.strip_prefix("vehicle.") {
        return of_vehicle(case, code);
    }
    let transfer = case.transfer.as_ref();
    match id {
        "operation" => nature(case.kind).to_owned(),
        "place" => case.place.clone(),
        "date" => day(case.date),
        "signer.name" => signatory.name.clone(),
        "signer.quality" => signatory.quality.clone(),
        "holder_count" => (case.co_holders.len() + 1).to_string(),
        "transfer.on" => transfer.map(|one| day(one.on)).unwrap_or_default(),
        "transfer.at" => transfer.map(|one| one.at.clone()).unwrap_or_default(),
        "transfer.code" => transfer.map(|one| one.code.clone()).unwrap_or_default(),
        box_ if box_ == ticked(case.kind) => TICK.to_owned(),
        _ => String::new(),
    }
}

fn of_vehicle(case: &Case, code: &str) -> String {
    let vehicle = &case.vehicle;
    match code {
        "A" => vehicle.plate.clone(),
        "E" => vehicle.vin.clone(),
        "B" => vehicle.first_registered_on.map(day).unwrap_or_default(),
        "formula_number" => vehicle.formula_number.clone(),
        "mileage" => vehicle.mileage_km.map(|km| format!("{} km", grouped(km))).unwrap_or_default(),
        other => vehicle.certificate.get(other).cloned().unwrap_or_default(),
    }
}

/// `123 456`, with spaces that do not break.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// The field `id` of the mandataire.
pub(crate) fn of_house(case: &Case, id: &str) -> String {
    let house = &case.house;
    match id {
        "company_name" | "full_name" => house.legal_name.clone(),
        "siret" => house.siret.clone(),
        "full_address" => house.address.clone(),
        "habilitation" => house.habilitation.clone(),
        _ => String::new(),
    }
}

/// The field `id` of somebody.
pub(crate) fn of_person(case: &Case, role: Role, person: &Person, id: &str) -> String {
    match id {
        "full_name" => return person.full_name(),
        "full_address" => {
            return person
                .address
                .as_ref()
                .map(vocabulary::PostalAddress::one_line)
                .unwrap_or_default();
        }
        _ => {}
    }
    if let Some(field) = AddressField::parse(id) {
        return person.address.as_ref().map(|one| one.text(field).to_owned()).unwrap_or_default();
    }
    match (&person.identity, id) {
        (Identity::Natural(one), "last_name") => one.last_name.clone(),
        (Identity::Natural(one), "used_name") => one.used_name.clone(),
        (Identity::Natural(one), "first_names") => one.first_names.clone(),
        (Identity::Natural(one), "birth_date") => one.birth_date.map(day).unwrap_or_default(),
        (Identity::Natural(one), "birth_place") => one.birth_place.clone(),
        (Identity::Company(one), "company_name") => one.name.clone(),
        (Identity::Company(one), "siret") => one.siret.clone(),
        (Identity::Company(one), "representative") => one
            .representative
            .as_ref()
            .map(|who| format!("{}, {}", who.name, who.quality))
            .unwrap_or_default(),
        (Identity::Natural(_), "representative") if role == Role::Mandant => mandant(case)
            .filter(|(_, signer)| matches!(signer, Signer::Parent | Signer::Tuteur))
            .and(case.guardian.as_ref())
            .map(|guardian| guardian.person.full_name())
            .unwrap_or_default(),
        _ => String::new(),
    }
}
