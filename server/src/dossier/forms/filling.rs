//! A dossier as the forms want it.

use std::collections::BTreeMap;

use demarches::DemarcheKind;
use demarches::kind::Signer;
use dossiers::operations::money::evaluate;
use dossiers::{Party, PartyRole, State as Dossier};
use forms::{
    Case, Company, Guardian, House, Identity, Natural, Person, Representative, Transfer, Vehicle,
    from_lines,
};
use vocabulary::Date;

use crate::dossier::people::{named, wanted};
use crate::people::Here;

/// Fields of the certificate that the price was told.
const CERTIFICATE: [(&str, &str); 8] = [
    ("energy", "P.3"),
    ("fiscal_cv", "P.6"),
    ("co2_g_km", "V.7"),
    ("mass_in_running_order_kg", "G"),
    ("ptac_kg", "F.2"),
    ("seats", "S.1"),
    ("net_power_kw", "P.2"),
    ("max_technical_mass_kg", "F.1"),
];

/// The case of `dossier`, for the copy that somebody signs, dated `date`.
pub(super) fn case_of(
    here: &Here,
    dossier: &Dossier,
    (signer, number): (Signer, u32),
    date: Date,
) -> Case {
    let answer = |question: &str| dossier.answers.get(question).cloned().unwrap_or_default();
    let people = people_of(here, dossier, date);
    let all = |role: PartyRole| {
        people.iter().filter(move |(one, _)| *one == role).map(|(_, party)| *party)
    };
    let one = |role| all(role).next();
    let legal = answer("titulaire.signatory_is_legal_representative") != "false";
    let main = one(PartyRole::Company).or(one(PartyRole::Minor)).or(one(PartyRole::Holder));
    let holder = match (one(PartyRole::Company), main) {
        (Some(company), _) => as_company(company, legal),
        (None, Some(holder)) => natural(holder),
        (None, None) => Person::natural("", ""),
    };
    let guardian = one(PartyRole::Parent).map(|parent| Guardian {
        person: natural(parent),
        is_parent: one(PartyRole::Minor).is_some(),
    });
    let on = Date::parse(&answer("cession.on")).ok();
    let place = main.map(|party| party.city.clone());
    Case {
        kind: dossier.kind,
        reference: dossier.reference.to_string(),
        rules: dossier.rules.version.clone(),
        signer,
        number,
        holder,
        co_holders: all(PartyRole::CoHolder).map(natural).collect(),
        guardian,
        lessor: one(PartyRole::Lessor).map(|lessor| as_company(lessor, true)),
        host: one(PartyRole::Host).map(natural),
        sellers: all(PartyRole::Seller).map(natural).collect(),
        buyer: None,
        heirs: Vec::new(),
        renouncing: Vec::new(),
        // Who buys to sell again, or asks for a trade plate, is the company of the case.
        professional: one(PartyRole::Company)
            .filter(|_| {
                matches!(dossier.kind, DemarcheKind::DeclarationAchat | DemarcheKind::WGarage)
            })
            .map(|company| as_company(company, legal)),
        vehicle: vehicle(dossier),
        transfer: on.map(|on| Transfer {
            on,
            at: answer("cession.at"),
            code: answer("cession.code"),
        }),
        house: house(here),
        place: place.unwrap_or_default(),
        date,
    }
}

/// Those whom the case wants on the day `date`, and who sold: whoever was named for an earlier answer is printed nowhere.
/// Nobody where its rules are gone.
fn people_of<'dossier>(
    here: &Here,
    dossier: &'dossier Dossier,
    date: Date,
) -> Vec<(PartyRole, &'dossier Party)> {
    let rules = here.state().rules().by_version(&dossier.rules.hash);
    let Some(case) = rules.and_then(|rules| evaluate(dossier, rules, date).ok()) else {
        return Vec::new();
    };
    let wanted = wanted(&case).into_iter();
    let mut people: Vec<_> = wanted
        .filter_map(|wanted| named(dossier, wanted).map(|(_, party)| (wanted.role, party)))
        .collect();
    let beside = |role: &PartyRole| {
        // In whose name a trade plate is asked for is no question of every version of the rules.
        let unsaid = case.facts.code("titulaire.kind").is_none() && people.is_empty();
        *role == PartyRole::Seller || *role == PartyRole::Company && unsaid
    };
    let others = dossier.parties.values().filter(|(role, _)| beside(role));
    let others: Vec<_> = others.map(|(role, party)| (*role, party)).collect();
    people.extend(others);
    people
}

/// The house, as the forms name it.
pub(crate) fn house(here: &Here) -> House {
    let identity = &here.asked.tenant.identity;
    House {
        brand: identity.brand.clone(),
        legal_name: identity.legal_name.clone(),
        siret: identity.siren.chars().filter(char::is_ascii_digit).collect(),
        address: identity.address.clone(),
        habilitation: identity.habilitation_number.clone(),
    }
}

fn vehicle(dossier: &Dossier) -> Vehicle {
    let answer = |question: &str| dossier.answers.get(question).cloned().unwrap_or_default();
    let mut certificate = BTreeMap::from([
        ("D.1".to_owned(), answer("vehicle.make")),
        ("J.1".to_owned(), answer("vehicle.genre")),
    ]);
    for (fact, field) in CERTIFICATE {
        if let Some(text) = dossier.facts.get(fact) {
            certificate.insert(field.to_owned(), text.clone());
        }
    }
    Vehicle {
        plate: answer("vehicle.plate"),
        vin: answer("vehicle.vin"),
        first_registered_on: Date::parse(&answer("vehicle.first_registered_on")).ok(),
        formula_number: answer("vehicle.formula_number"),
        mileage_km: answer("vehicle.mileage_km").parse().ok(),
        certificate,
    }
}

fn natural(party: &Party) -> Person {
    let identity = Identity::Natural(Natural {
        last_name: party.last_name.clone(),
        used_name: party.used_name.clone(),
        first_names: party.first_names.clone(),
        birth_date: party.birth_date,
        birth_place: party.birth_place.clone(),
    });
    Person { identity, address: address(party) }
}

fn as_company(party: &Party, legal: bool) -> Person {
    let name = format!("{} {}", party.last_name.to_uppercase(), party.first_names);
    let representative = (!name.trim().is_empty()).then(|| Representative {
        name: name.trim().to_owned(),
        quality: if legal { "représentant légal" } else { "signataire habilité" }.to_owned(),
        is_legal: legal,
    });
    let identity = Identity::Company(Company {
        name: party.company_name.clone(),
        siret: party.siren.chars().filter(char::is_ascii_digit).collect(),
        representative,
    });
    Person { identity, address: address(party) }
}

fn address(party: &Party) -> Option<vocabulary::PostalAddress> {
    from_lines(&party.address_line, &party.address_more, &party.postcode, &party.city, "").ok()
}
