//! Whether both malus are owed at all: event, vehicle, exemptions (CIBS L421-2, L421-33, L421-36, L421-65 to L421-70-1).

use vocabulary::Date;

use crate::answer::{LineCode, NilReason, OutOfScope, UnknownReason, Warning};
use crate::baremes::Due;
use crate::case::{Case, Notes};
use crate::facts::{Code2, EcCategory, Fact, Genre, NationalBody, Operation, Origin, Use};

/// Whether a malus is owed, before its table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    /// It is: read the table.
    Owed,
    /// It is not, and why.
    Nil(NilReason),
    /// No source says.
    Unknown(UnknownReason),
    /// It depends on this fact.
    Lacks(Fact),
}

/// J.2 of a pick-up.
const PICKUP: Code2 = *b"BE";
/// J.2 of a truck body.
const TRUCK: Code2 = *b"BA";
/// J.2 of a van.
const VAN: Code2 = *b"BB";
/// J.2 of a wheelchair-accessible vehicle.
const WHEELCHAIR: Code2 = *b"SH";
/// J.2 of the other special purposes: camping-car, armoured vehicle, ambulance, hearse.
const SPECIAL: [Code2; 4] = [*b"SA", *b"SB", *b"SC", *b"SD"];
/// Seats from which a pick-up or a truck body counts as a passenger vehicle (L421-2).
const SEATS: u32 = 5;

/// Whether the operation opens the malus that its rule says `due` of.
pub(crate) fn gate(case: &Case<'_>, notes: &mut Notes, due: Due) -> Gate {
    if due == Due::No {
        return Gate::Nil(NilReason::Operation(case.operation));
    }
    if let Some(reason) = settled_at_once(case, notes) {
        return Gate::Nil(reason);
    }
    match vehicle(case, notes) {
        Gate::Owed => {}
        out => return out,
    }
    if let Some(reason) = exemption(case, notes) {
        return Gate::Nil(reason);
    }
    match case.operation {
        Operation::ChangementTitulaire if !converted(case) => reopened(case),
        Operation::VehiculeDemonstration => Gate::Unknown(UnknownReason::Operation(case.operation)),
        _ => {
            demonstrated(case, notes);
            Gate::Owed
        }
    }
}

/// When a demonstration car owes its malus was found in no source: it is computed as for any new car, and said.
fn demonstrated(case: &Case<'_>, notes: &mut Notes) {
    let rules = &case.baremes.operations;
    let id = Operation::VehiculeDemonstration.id();
    if case.facts.use_ == Some(Use::Demonstration)
        && let Some(rule) = rules.iter().find(|rule| rule.id == id)
    {
        notes.cite(case.baremes, Some(LineCode::Y3Co2), rule.cite);
    }
}

/// Whether the certificate records a conversion into a passenger vehicle that has not paid yet.
fn converted(case: &Case<'_>) -> bool {
    case.origin() == Origin::Converted && case.facts.malus_settled != Some(true)
}

/// Events that owe nothing whatever the vehicle is.
fn settled_at_once(case: &Case<'_>, notes: &mut Notes) -> Option<NilReason> {
    match case.operation {
        Operation::ModificationTechnique => {
            case.ask(Fact::Origin);
            if case.facts.origin.is_none() && passenger(case) {
                case.assume(Fact::Origin);
            }
            (!converted(case)).then_some(NilReason::NotConverted)
        }
        Operation::ChangementTitulaire if !converted(case) => {
            let from = case.baremes.anti_circumvention_from;
            if case.issued_on >= from {
                // Who has answered sees the question again; who has not is asked if the vehicle is concerned.
                return (case.facts.malus_settled == Some(true)).then(|| {
                    case.ask(Fact::MalusSettled);
                    NilReason::AlreadyInFrance
                });
            }
            if case.facts.malus_settled != Some(false) {
                return Some(NilReason::AlreadyInFrance);
            }
            if from.year() == case.issued_on.year() + 1 {
                // Press and one ruling put the start a year earlier.
                let cite = case.baremes.anti_circumvention_cite;
                notes.warn(Warning::Doubt { line: Some(LineCode::Y3Co2), cite });
            }
            Some(NilReason::ReopensFrom(from))
        }
        _ => None,
    }
}

/// A car registered in France that escaped its malus owes it at the next change of holder (L421-36).
fn reopened(case: &Case<'_>) -> Gate {
    let before = case.baremes.age_zero_before;
    if case.first_registered_on().is_some_and(|first| first < before) {
        return Gate::Nil(NilReason::FirstRegisteredBefore(before));
    }
    case.ask(Fact::MalusSettled);
    if case.facts.malus_settled == Some(false) {
        return Gate::Owed;
    }
    case.assume(Fact::MalusSettled);
    Gate::Nil(NilReason::AlreadyInFrance)
}

/// Whether the genre can be a passenger vehicle's at all.
fn passenger(case: &Case<'_>) -> bool {
    matches!(case.genre(), Genre::Vp | Genre::Ctte)
}

/// Whether the vehicle is a passenger vehicle in the sense of both malus.
fn vehicle(case: &Case<'_>, notes: &mut Notes) -> Gate {
    let out = |reason| Gate::Nil(NilReason::OutOfScope(reason));
    let genre = case.genre();
    if genre == Genre::Vasp {
        return out(OutOfScope::SpecialPurpose);
    }
    if !passenger(case) {
        return out(OutOfScope::Kind);
    }
    case.ask(Fact::NationalBody);
    match case.facts.national_body {
        Some(NationalBody::DerivVp) => return out(OutOfScope::DerivVp),
        Some(NationalBody::Caravane) => return out(OutOfScope::SpecialPurpose),
        _ => {}
    }
    case.ask(Fact::Body);
    case.ask(Fact::EcCategory);
    let body = case.facts.body;
    let category = case.facts.ec_category.unwrap_or(match genre {
        Genre::Ctte => EcCategory::N1,
        _ => EcCategory::M1,
    });
    match category {
        EcCategory::M1 | EcCategory::M1G if genre == Genre::Vp => {
            if body.is_some_and(|body| SPECIAL.contains(&body)) {
                return out(OutOfScope::SpecialPurpose);
            }
            Gate::Owed
        }
        EcCategory::N1 | EcCategory::N1G => goods(case, notes, category),
        _ => out(OutOfScope::Kind),
    }
}

/// Goods vehicles that carry five people: pick-ups, and off-road truck bodies since 2026.
fn goods(case: &Case<'_>, notes: &mut Notes, category: EcCategory) -> Gate {
    let out = |reason| Gate::Nil(NilReason::OutOfScope(reason));
    let from = match case.facts.body {
        Some(PICKUP) => case.baremes.pickup_from,
        Some(TRUCK) => {
            if case.facts.ec_category.is_none() {
                case.assume(Fact::EcCategory);
            }
            if category != EcCategory::N1G {
                return out(OutOfScope::Kind);
            }
            case.baremes.truck_body_from
        }
        Some(VAN) => return out(OutOfScope::Van),
        Some(_) => return out(OutOfScope::Kind),
        None => {
            case.assume(Fact::Body);
            return out(OutOfScope::Van);
        }
    };
    if case.seats() < SEATS {
        return out(OutOfScope::FewSeats);
    }
    case.ask(Fact::Use);
    if case.facts.use_ == Some(Use::Ski) {
        return out(OutOfScope::Ski);
    }
    let Some(first) = case.first_registered_on() else {
        return Gate::Lacks(Fact::FirstRegisteredOn);
    };
    if case.facts.body == Some(TRUCK) && doubtful(case, first) {
        let cite = case.baremes.scope_cite;
        notes.warn(Warning::Doubt { line: Some(LineCode::Y3Co2), cite });
    }
    if first < from { out(OutOfScope::Before(from)) } else { Gate::Owed }
}

/// One copy of the law taxes truck bodies from the same day as pick-ups.
fn doubtful(case: &Case<'_>, first: Date) -> bool {
    case.baremes.pickup_from <= first && first < case.baremes.truck_body_from
}

fn exemption(case: &Case<'_>, notes: &mut Notes) -> Option<NilReason> {
    if case.is_electric() {
        crate::y1::confirm(case, notes);
        return Some(NilReason::Electric);
    }
    let accessible = case.facts.body == Some(WHEELCHAIR)
        || case.facts.national_body == Some(NationalBody::Handicap);
    if accessible {
        return Some(NilReason::WheelchairAccessible);
    }
    case.ask(Fact::DisabilityCard);
    if case.facts.disability_card == Some(true) {
        return Some(NilReason::DisabilityCard);
    }
    case.ask(Fact::Use);
    (case.facts.use_ == Some(Use::CivilSecurity)).then_some(NilReason::CivilSecurity)
}
