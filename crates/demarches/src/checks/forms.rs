//! Signatures, stamps, crossings-out, versions of forms.

use super::{Case, Found, Light, Reading, Rule, due};
use crate::{
    field::Role,
    kind::{Quality, Signer},
};

pub(super) fn check(case: &mut Case<'_>) {
    for reading in case.readings {
        signatures(case, reading);
        seal(case, reading);
        struck_out(case, reading);
        crossing_out(case, reading);
        form_version(case, reading);
    }
}

fn signatures<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(signed) = &reading.signed_by else { return };
    let Some(form) = case.evaluation.forms.iter().find(|form| form.piece.id == reading.piece)
    else {
        return;
    };
    let mut missing = Vec::new();
    for due in &form.signers {
        let count = due::count(*due, case.declared);
        if signed.iter().filter(|one| **one == due.signer).count() < count {
            missing.push(due.signer);
        }
    }
    let Some(first) = missing.first() else {
        case.agrees(Rule::Signatures, reading, "");
        return;
    };
    let others = matches!(
        first,
        Signer::Cotitulaires | Signer::Coacquereurs | Signer::Covendeurs | Signer::AutresHeritiers
    );
    let rejection = if others { "cosignature_manquante" } else { "signature_manquante" };
    let (light, rejection) = (Light::Red, Some(rejection));
    let (rule, read, due) = (Rule::Signatures, String::new(), String::new());
    case.found.push(Found { rule, light, reading, read, due, missing, rejection });
}

/// Asked of a seller who is a company, and of a company that buys.
fn seal<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(kind) = case.kind(reading).filter(|kind| kind.has(Quality::SealIfCompany)) else {
        return;
    };
    let Some(stamped) = case.ticked(reading, Role::Seal) else { return };
    let company = match case.evaluation.facts.code("seller.kind") {
        Some(seller) => matches!(seller, "professionnel_auto" | "bailleur"),
        None => kind.signatures.contains(&Signer::AcheteurProfessionnel),
    };
    if stamped {
        case.agrees(Rule::Seal, reading, "");
    } else if company {
        case.note(Rule::Seal, Light::Red, reading, "", "", Some("cachet_manquant"));
    }
}

fn struck_out<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let struck = case.ticked(reading, Role::StruckOut);
    let marked = case.ticked(reading, Role::TransferMark);
    if struck == Some(false) {
        case.note(Rule::StruckOut, Light::Red, reading, "", "", Some("non_barree"));
    }
    if marked == Some(false) {
        case.note(Rule::StruckOut, Light::Red, reading, "", "", Some("mention_cede_absente"));
    }
    if struck == Some(true) && marked == Some(true) {
        case.agrees(Rule::StruckOut, reading, "");
    }
}

fn crossing_out<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    if !case.kind(reading).is_some_and(|kind| kind.has(Quality::NoCrossingOut)) {
        return;
    }
    match case.ticked(reading, Role::CrossingOut) {
        Some(true) => {
            case.note(Rule::CrossingOut, Light::Red, reading, "", "", Some("rature"));
        }
        Some(false) => case.agrees(Rule::CrossingOut, reading, ""),
        None => {}
    }
}

/// An older version of the form is looked at, never passed in silence; a dead form is refused.
fn form_version<'a>(case: &mut Case<'a>, reading: &'a Reading) {
    let Some(cerfa) = case.kind(reading).and_then(|kind| kind.cerfa) else { return };
    let number = case.read(reading, Role::FormNumber).and_then(|text| text.parse::<u32>().ok());
    let version = case.read(reading, Role::FormVersion).and_then(|text| text.parse::<u8>().ok());
    let due = cerfa.to_string();
    if let Some(number) = number.filter(|number| *number != cerfa.number) {
        let (read, rejection) = (number.to_string(), Some("formulaire_perime"));
        case.note(Rule::FormVersion, Light::Red, reading, &read, &due, rejection);
    } else if let Some(version) = version {
        let read = format!("{}*{version:02}", cerfa.number);
        if cerfa.version.is_none_or(|current| version >= current) {
            case.agrees(Rule::FormVersion, reading, &read);
        } else {
            case.note(Rule::FormVersion, Light::Amber, reading, &read, &due, None);
        }
    }
}
