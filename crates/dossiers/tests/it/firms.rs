//! Whose name each piece is compared with, where the main holder is a firm or was somebody else before.

use accounts::Person;
use demarches::checks::{Light, Rule};
use dossiers::operations::checks::{self, Read};
use dossiers::operations::{DossierId, Who, drafts, money, people, pieces};
use dossiers::{Id, Party, PartyRole, State};
use sqlx::{PgConnection, PgPool};
use vocabulary::Date;

use crate::support::{
    RULES, answer_all, begin, by, customer, document, draft, operator, order, ready, visit,
};

const FIRM: &[(&str, &str)] = &[
    ("titulaire.kind", "personne_morale"),
    ("titulaire.siren", "732829320"),
    ("titulaire.signatory_is_legal_representative", "true"),
    ("titulaire.cotitulaire_count", "2"),
    ("titulaire.postcode", "75011"),
    ("vehicle.genre", "VP"),
    ("vehicle.first_registered_on", "2021-05-14"),
    ("vehicle.situation", "aucune"),
    ("seller.kind", "particulier"),
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("vehicle.is_leased", "false"),
    ("vehicle.plate", "AB-123-CD"),
    ("vehicle.vin", "VF1RFB00X56789012"),
    ("vehicle.make", "RENAULT"),
];

fn named(first_names: &str, last_name: &str) -> Party {
    Party {
        last_name: last_name.to_owned(),
        first_names: first_names.to_owned(),
        ..Party::default()
    }
}

async fn puts(
    tx: &mut PgConnection,
    lea: &Person,
    id: DossierId,
    (before, role, party): (Option<Id>, PartyRole, Party),
) -> Id {
    let who = Who::Customer(lea);
    people::set(tx, &visit(), who, id, before, (role, party)).await.unwrap().0
}

async fn reads(
    tx: &mut PgConnection,
    max: &Person,
    id: DossierId,
    (slot, first_names, last_name): (&str, &str, &str),
) -> State {
    let fields = [("nom_naissance", last_name), ("prenoms", first_names)];
    let fields = fields.map(|(field, text)| (field.to_owned(), text.to_owned()));
    let read = Read { fields: fields.into(), signed_by: None };
    checks::read(tx, &visit(), &RULES, by(max), id, slot, read).await.unwrap()
}

/// What the names on the piece `slot` come to.
fn names(state: &State, slot: &str) -> Option<Light> {
    let today = Date::parse("2026-11-21").unwrap();
    let verdicts = checks::verdicts(state, demarches::builtin(), today).unwrap();
    let mut of_names = verdicts.iter().filter(|one| one.slot == slot && one.rule == Rule::Names);
    of_names.next().map(|one| one.light)
}

/// What the dossier says where the name is read on the piece `slot`.
fn due(state: &State, slot: &str) -> Option<String> {
    let today = Date::parse("2026-11-21").unwrap();
    let blanks = checks::blanks(state, demarches::builtin(), slot, today).unwrap();
    blanks.fields.into_iter().find(|one| one.field.id == "nom_naissance")?.due
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_piece_of_each_co_holder_of_a_firm_is_compared_with_their_own_name(pool: PgPool) {
    const FIRST: &str = "piece_identite_cotitulaire";
    const SECOND: &str = "piece_identite_cotitulaire/2";
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let who = Who::Customer(&lea);
    answer_all(&mut tx, &visit, who, id, FIRM).await;
    let state = order(&mut tx, &visit, who, id).await.unwrap();
    let transfer = money::Transfer {
        cents: state.order.unwrap().total,
        received_on: Date::parse("2026-11-21").unwrap(),
        reference: "VIR MARTIN 4217",
    };
    money::record_transfer(&mut tx, &visit, Who::House, id, transfer).await.unwrap();
    for slot in [FIRST, SECOND] {
        let piece = (slot, FIRST);
        pieces::receive(&mut tx, &visit, who, id, piece, vec![document()]).await.unwrap();
    }
    // Named before it was said that the holder is a firm: nobody's piece is hers.
    puts(&mut tx, &lea, id, (None, PartyRole::Holder, named("Léa", "Durand"))).await;
    let firm = Party { company_name: "Garage Martin".to_owned(), ..Party::default() };
    puts(&mut tx, &lea, id, (None, PartyRole::Company, firm)).await;
    // The first of them is not named whole yet: the second keeps their place.
    let first = puts(&mut tx, &lea, id, (None, PartyRole::CoHolder, named("Paul", ""))).await;
    puts(&mut tx, &lea, id, (None, PartyRole::CoHolder, named("Anne", "Petit"))).await;
    reads(&mut tx, &max, id, (FIRST, "Paul", "Martin")).await;
    let state = reads(&mut tx, &max, id, (SECOND, "Anne", "Petit")).await;
    assert_eq!(names(&state, FIRST), None, "nobody knows whose name it is");
    assert_eq!(names(&state, SECOND), Some(Light::Green));

    let paul = (Some(first), PartyRole::CoHolder, named("Paul", "Martin"));
    puts(&mut tx, &lea, id, paul).await;
    // One more than there are: left of an earlier answer.
    puts(&mut tx, &lea, id, (None, PartyRole::CoHolder, named("Jean", "Grand"))).await;
    let state = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    assert_eq!(names(&state, FIRST), Some(Light::Green));
    assert_eq!(names(&state, SECOND), Some(Light::Green));
    assert_eq!(due(&state, FIRST).as_deref(), Some("Martin"));
    assert_eq!(due(&state, SECOND).as_deref(), Some("Petit"));
    let state = reads(&mut tx, &max, id, (SECOND, "Paul", "Martin")).await;
    assert_eq!(names(&state, SECOND), Some(Light::Red), "it is the first one's");
}
