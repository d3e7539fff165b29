use accounts::{Person, Visit};
use demarches::{DemarcheKind, Versions};
use jiff::SignedDuration;
use simulator::facts::Fact;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::super::drafts::{self, Beginning};
use super::super::money::{self, Accepted, Tables, Transfer};
use super::super::{DossierId, NotDone, Who, people, pieces, signatures, time};
use crate::{Id, Party, PartyRole, Refusal};

/// A used car of Paris, simulated.
const SIMULATION: &[(Fact, &str)] = &[
    (Fact::Departement, "75"),
    (Fact::Genre, "VP"),
    (Fact::Energy, "ES"),
    (Fact::FiscalCv, "6"),
    (Fact::FirstRegisteredOn, "2021-05-14"),
    (Fact::Origin, "used_france"),
    (Fact::Co2GKm, "118"),
    (Fact::Co2Norm, "wltp"),
    (Fact::MassInRunningOrderKg, "1320"),
    (Fact::Seats, "5"),
];

/// The purchase of that car by one holder at home; the day of the transfer is a month ago.
const ANSWERS: &[(&str, &str)] = &[
    ("titulaire.kind", "particulier"),
    ("titulaire.is_minor", "false"),
    ("titulaire.is_protected_adult", "false"),
    ("titulaire.cotitulaire_count", "0"),
    ("titulaire.is_hosted", "false"),
    ("titulaire.holds_licence", "true"),
    ("titulaire.postcode", "75011"),
    ("vehicle.genre", "VP"),
    ("vehicle.first_registered_on", "2021-05-14"),
    ("vehicle.situation", "aucune"),
    ("seller.kind", "particulier"),
    ("cession.at", "17:05"),
    ("vehicle.is_leased", "false"),
    ("vehicle.plate", "AB-123-CD"),
    ("vehicle.vin", "VF1RFB00X56789012"),
];

/// A used car bought by `person`, from the first answer to the last piece: ordered, paid, signed, every piece received,
/// nothing checked. Its documents are names of nothing: there is no file behind them. Under the rules in force.
///
/// # Errors
///
/// As the operations that it goes through; [`Refusal::NotAnswered`] when the rules ask what it has no answer to.
pub async fn whole(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    tables: Tables<'_>,
    person: &Person,
) -> Result<DossierId, NotDone> {
    let today = time::paris(visit.now)?;
    let month_ago = time::paris(visit.now - SignedDuration::from_hours(24 * 30))?.to_string();
    let simulation: Vec<(Fact, String)> =
        SIMULATION.iter().map(|(fact, text)| (*fact, (*text).to_owned())).collect();
    let beginning = Beginning {
        kind: DemarcheKind::ChangementTitulaire,
        simulation: &simulation,
        link: None,
        person: Some(person),
    };
    let (id, _) = drafts::begin(conn, visit, rules, &beginning).await?;
    let who = Who::Customer(person);
    answer_all(conn, visit, rules, who, id, &month_ago).await?;
    let holder = Party {
        last_name: "Exemple".to_owned(),
        first_names: "Camille".to_owned(),
        birth_date: Date::parse("1990-02-17").ok(),
        birth_place: "Lyon".to_owned(),
        address_line: "12 rue de l’Exemple".to_owned(),
        postcode: "75011".to_owned(),
        city: "Paris".to_owned(),
        email: person.email.as_str().to_owned(),
        ..Party::default()
    };
    people::set(conn, visit, who, id, None, (PartyRole::Holder, holder)).await?;
    let state = drafts::find(conn, visit, who, id).await?;
    let case = money::evaluate(&state, rules.in_force(), today)?;
    let price = money::price(visit, &state, rules.in_force(), &case, tables, today);
    let total = price.map_err(|_| Refusal::PriceUnknown)?.total();
    let accepted = Accepted { terms: "demonstration", express_start: true, total };
    money::order(conn, visit, rules, tables, who, id, accepted).await?;
    let transfer = Transfer { cents: total, received_on: today, reference: "DEMONSTRATION" };
    let state = money::record_transfer(conn, visit, Who::House, id, transfer).await?;
    for (name, slot) in &state.slots {
        let piece = (name.as_str(), slot.kind.as_str());
        pieces::receive(conn, visit, who, id, piece, vec![nothing()]).await?;
    }
    let state = signatures::ask(conn, visit, rules, who, id).await?;
    for form in state.forms.keys() {
        signatures::sign(conn, visit, who, id, (form, nothing()), &state).await?;
    }
    Ok(id)
}

/// The name of a document that there is not.
fn nothing() -> Id {
    Uuid::now_v7().into()
}

async fn answer_all(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    who: Who<'_>,
    id: DossierId,
    month_ago: &str,
) -> Result<(), NotDone> {
    let today = time::paris(visit.now)?;
    loop {
        let state = drafts::find(conn, visit, who, id).await?;
        let case = money::evaluate(&state, rules.in_force(), today)?;
        let Some(question) = case.next_question() else { return Ok(()) };
        let given = match question.fact.as_str() {
            "cession.on" => Some(month_ago),
            fact => ANSWERS.iter().find(|(one, _)| *one == fact).map(|(_, text)| *text),
        };
        let text = given.or(question.optional.then_some("")).ok_or(Refusal::NotAnswered)?;
        let answer = (question.fact.as_str(), text);
        drafts::answer(conn, visit, rules, who, id, answer, None).await?;
    }
}
