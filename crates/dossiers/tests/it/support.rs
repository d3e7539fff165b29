use std::sync::{Arc, LazyLock};

use access::Role;
use accounts::{Person, PersonId, Profile, Tell, Visit};
use demarches::kind::FilingChannel;
use demarches::{DemarcheKind, Versions};
use dossiers::operations::drafts::{self, Beginning};
use dossiers::operations::filing::{self, Told};
use dossiers::operations::money::{self, Accepted, Tables, Transfer};
use dossiers::operations::pieces::{self, Seen};
use dossiers::operations::{DossierId, NotDone, Who, history, signatures};
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::{Id, Refusal, State};
use jiff::{SignedDuration, Timestamp};
use sealing::{MasterKeys, Token};
use simulator::facts::Fact;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::Directory;
use uuid::Uuid;
use vocabulary::{Date, Email, Lang};

pub(crate) static KEYS: LazyLock<Arc<MasterKeys>> =
    LazyLock::new(|| Arc::new(MasterKeys::random()));
pub(crate) static RULES: LazyLock<Versions> = LazyLock::new(|| Versions::new(demarches::builtin()));

pub(crate) fn noon() -> Timestamp {
    "2026-11-21T11:00:00.123456789Z".parse().unwrap()
}

pub(crate) fn visit_of(index: usize) -> Visit {
    Visit {
        house: Arc::clone(&Directory::builtin().unwrap().tenants[index]),
        origin: "http://localhost:3000".to_owned(),
        now: noon(),
        lang: Lang::Fr,
        device: "Firefox, Linux".to_owned(),
        network: None,
        keys: Arc::clone(&KEYS),
        tries_per_network: 0,
        came_with: None,
    }
}

pub(crate) fn visit() -> Visit {
    visit_of(0)
}

pub(crate) fn later(visit: &Visit, wait: SignedDuration) -> Visit {
    Visit { now: visit.now + wait, ..visit.clone() }
}

pub(crate) fn seconds(visit: &Visit, seconds: i64) -> Visit {
    later(visit, SignedDuration::from_secs(seconds))
}

pub(crate) async fn ready(pool: &PgPool) {
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A transaction of the application in the house of `visit`.
pub(crate) async fn begin(pool: &PgPool, visit: &Visit) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
    tx
}

pub(crate) fn person(email: &str, roles: &[Role]) -> Person {
    Person {
        id: PersonId(Uuid::now_v7()),
        email: Email::parse(email).unwrap(),
        lang: Lang::Fr,
        roles: roles.to_vec(),
        has_password: false,
        has_totp: false,
        profile: Profile::default(),
        tell: Tell { reminders: true, sms: false, news: false },
        created_at: noon(),
        last_seen_at: noon(),
    }
}

pub(crate) fn customer() -> Person {
    person("lea.durand@example.org", &[Role::Client])
}

pub(crate) fn operator(name: &str) -> Person {
    person(&format!("{name}@carteclaire.example"), &[Role::Operateur])
}

pub(crate) fn by(person: &Person) -> Seen<'_> {
    Seen { by: person, version: None }
}

pub(crate) fn at_version(person: &Person, version: i64) -> Seen<'_> {
    Seen { by: person, version: Some(version) }
}

pub(crate) fn tables() -> Tables<'static> {
    Tables { baremes: baremes::builtin(), hash: "sha256:test" }
}

pub(crate) fn document() -> Id {
    Uuid::now_v7().into()
}

/// Why a thing was refused; anything else ends the test.
#[track_caller]
pub(crate) fn refusal<T: std::fmt::Debug>(outcome: Result<T, NotDone>) -> Refusal {
    match outcome {
        Err(NotDone::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

/// A used car of Paris, simulated.
pub(crate) fn simulation() -> Vec<(Fact, String)> {
    [
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
    ]
    .map(|(fact, text)| (fact, text.to_owned()))
    .to_vec()
}

/// The purchase of that car by one holder at home.
pub(crate) const ANSWERS: &[(&str, &str)] = &[
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
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("vehicle.is_leased", "false"),
    ("vehicle.plate", "AB-123-CD"),
    ("vehicle.vin", "VF1RFB00X56789012"),
    ("vehicle.make", "RENAULT"),
];

/// Answers whatever the rules ask with `given`, and passes over what may be.
pub(crate) async fn answer_all(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    given: &[(&str, &str)],
) {
    loop {
        let state = drafts::find(conn, visit, who, id).await.unwrap();
        let today = Date::parse("2026-11-21").unwrap();
        let case = money::evaluate(&state, demarches::builtin(), today).unwrap();
        let Some(question) = case.next_question() else { return };
        let text = given.iter().find(|(fact, _)| *fact == question.fact).map(|(_, text)| *text);
        let text = text.or(question.optional.then_some("")).unwrap_or_else(|| {
            panic!("{} is asked too", question.fact);
        });
        let answer = (question.fact.as_str(), text);
        drafts::answer(conn, visit, &RULES, who, id, answer, None).await.unwrap();
    }
}

/// A draft of `person`, begun from the simulation.
pub(crate) async fn draft(conn: &mut PgConnection, visit: &Visit, person: &Person) -> DossierId {
    let simulation = simulation();
    let beginning = Beginning {
        kind: DemarcheKind::ChangementTitulaire,
        simulation: &simulation,
        link: None,
        person: Some(person),
    };
    drafts::begin(conn, visit, &RULES, &beginning).await.unwrap().0
}

/// The same with a link and no account.
pub(crate) async fn draft_by_link(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> DossierId {
    let simulation = simulation();
    let beginning = Beginning {
        kind: DemarcheKind::ChangementTitulaire,
        simulation: &simulation,
        link: Some(token),
        person: None,
    };
    drafts::begin(conn, visit, &RULES, &beginning).await.unwrap().0
}

/// Ordered and paid by `person`.
pub(crate) async fn paid(conn: &mut PgConnection, visit: &Visit, person: &Person) -> DossierId {
    let id = draft(conn, visit, person).await;
    let who = Who::Customer(person);
    answer_all(conn, visit, who, id, ANSWERS).await;
    let state = order(conn, visit, who, id).await.unwrap();
    let transfer = Transfer {
        cents: state.order.unwrap().total,
        received_on: Date::parse("2026-11-21").unwrap(),
        reference: "VIR DURAND 4217",
    };
    money::record_transfer(conn, visit, Who::House, id, transfer).await.unwrap();
    id
}

pub(crate) async fn order(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let state = drafts::find(conn, visit, who, id).await.unwrap();
    let today = Date::parse("2026-11-21").unwrap();
    let case = money::evaluate(&state, demarches::builtin(), today).unwrap();
    let price = money::price(visit, &state, demarches::builtin(), &case, tables(), today).unwrap();
    let accepted = Accepted { terms: "2026-11", express_start: true, total: price.total() };
    money::order(conn, visit, &RULES, tables(), who, id, accepted).await
}

/// Every piece sent, the check begun.
pub(crate) async fn in_check(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    staff: &Person,
) -> DossierId {
    let id = paid(conn, visit, person).await;
    send_all(conn, visit, person, id).await;
    pieces::start_check(conn, visit, by(staff), id).await.unwrap();
    id
}

pub(crate) async fn send_all(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: DossierId,
) {
    let who = Who::Customer(person);
    let state = drafts::find(conn, visit, who, id).await.unwrap();
    for (name, slot) in &state.slots {
        let piece = (name.as_str(), slot.kind.as_str());
        pieces::receive(conn, visit, who, id, piece, vec![document()]).await.unwrap();
    }
}

/// Every form asked for and signed.
pub(crate) async fn signed(conn: &mut PgConnection, visit: &Visit, who: Who<'_>, id: DossierId) {
    let state = signatures::ask(conn, visit, &RULES, who, id).await.unwrap();
    for form in state.forms.keys() {
        signatures::sign(conn, visit, who, id, (form, document()), &state).await.unwrap();
    }
}

/// That tables and events say the same, and the chain is whole.
#[track_caller]
pub(crate) fn agrees(rebuilt: &history::Rebuilt) {
    if !rebuilt.agrees() {
        let tables = rebuilt.tables.as_ref().unwrap();
        assert_eq!(format!("{tables:#?}"), format!("{:#?}", rebuilt.events));
        panic!("tables and events differ in what does not print");
    }
}

/// Writes down that `staff`, who has an account then, may transmit to the SIV.
pub(crate) async fn with_siv_access(conn: &mut PgConnection, visit: &Visit, staff: &Person) {
    sqlx::query(
        "insert into people
             (id, tenant_id, email, email_folded, language, created_at, last_seen_at, siv_access_checked_on)
         values ($1, $2, $3, $3, 'fr', now(), now(), '2026-09-01')
         on conflict (id) do nothing",
    )
    .bind(staff.id.0)
    .bind(visit.tenant().0)
    .bind(staff.email.as_str())
    .execute(conn)
    .await
    .unwrap();
}

/// A step on the day of the visit, with the number that a provisional certificate wants.
pub(crate) fn told(step: Step) -> Told<'static> {
    let told = Told::bare(step, Date::parse("2026-11-21").unwrap());
    let cpi = (Number::Cpi, "CPI-1234".to_owned());
    Told { numbers: (step == Step::Provisional).then_some(cpi).into_iter().collect(), ..told }
}

/// Filed by `staff` on the site of the ANTS, under `number`.
pub(crate) async fn filed(
    conn: &mut PgConnection,
    visit: &Visit,
    staff: &Person,
    id: DossierId,
    number: &str,
) -> Result<State, NotDone> {
    with_siv_access(conn, visit, staff).await;
    let numbers = [(Number::AntsDossier, number.to_owned())].into();
    let told = Told { numbers, ..told(Step::File) };
    let with = (&*RULES, Some(tables()));
    filing::file(conn, visit, with, by(staff), id, (FilingChannel::AntsTp, told)).await
}
