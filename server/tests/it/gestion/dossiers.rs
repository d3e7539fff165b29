use access::Role;
use accounts::{Person, Visit};
use audit::operations::Filter;
use demarches::Versions;
use dossiers::operations::money::Tables;
use dossiers::operations::pieces::Seen;
use dossiers::operations::{DossierId, Who, demo, drafts, filing, pieces, staff};
use dossiers::tracks::Reason;
use dossiers::{PublicStatus, SlotState, State};
use sqlx::PgPool;

use super::{Desk, HOST};
use crate::support::Answer;

mod checks;
mod lists;
mod news;
mod roles;

/// The reference of the first dossier of a house.
pub(super) fn first() -> String {
    format!("CG-{}-000001", server::clock::today().year())
}

fn path() -> String {
    format!("/gestion/dossiers/{}", first())
}

fn rules() -> Versions {
    Versions::new(demarches::builtin())
}

/// A dossier of `person` with every piece received, in the house of `visit`.
pub(super) async fn received(desk: &Desk, visit: &Visit, person: &Person) -> DossierId {
    let mut tx = desk.begin(visit.tenant()).await;
    let tables = Tables { baremes: baremes::builtin(), hash: "sha256:test" };
    let id = demo::whole(&mut tx, visit, &rules(), tables, person).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The same, being checked.
async fn in_check(desk: &Desk) -> DossierId {
    let visit = desk.visit(HOST);
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let max = desk.somebody(HOST, "max@house.example", &[Role::Operateur]).await;
    let id = received(desk, &visit, &ada).await;
    let mut tx = desk.begin(visit.tenant()).await;
    let seen = Seen { by: &max, version: None };
    pieces::start_check(&mut tx, &visit, seen, id).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A dossier that was cancelled: whoever sees dossiers at all sees it.
pub(super) async fn closed(desk: &Desk, person: &Person) -> DossierId {
    let visit = desk.visit(HOST);
    let id = received(desk, &visit, person).await;
    let mut tx = desk.begin(visit.tenant()).await;
    let reason = Reason::new("test").unwrap();
    filing::cancel(&mut tx, &visit, Who::House, id, reason).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub(super) async fn state(desk: &Desk, id: DossierId) -> State {
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    drafts::find(&mut tx, &visit, Who::House, id).await.unwrap()
}

/// The version that a page shows.
fn version(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("data-version=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Does `act` from a page that was just opened.
async fn does(desk: &Desk, cookie: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let page = desk.get(cookie, &path()).await;
    let version = version(&page);
    let mut all = vec![("act", act), ("version", version.as_str())];
    all.extend(fields);
    desk.post(cookie, &path(), &all).await
}

#[track_caller]
fn went(answer: &Answer, act: &str) -> String {
    assert_eq!(answer.status.as_u16(), 303, "{act}: {}", answer.body);
    let to = answer.header("location").to_owned();
    assert!(to.contains(&format!("fait={act}")), "{act}: {to}");
    to
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_goes_from_received_to_ready_by_plain_forms(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let ada = desk.somebody(HOST, "ada@example.org", &[Role::Client]).await;
    let id = received(&desk, &desk.visit(HOST), &ada).await;
    let (max, cookie) = desk.sits(Role::Operateur).await;
    went(&does(&desk, &cookie, "claim", &[]).await, "claim");
    went(&does(&desk, &cookie, "start_check", &[]).await, "start_check");
    let slots: Vec<String> = state(&desk, id).await.slots.into_keys().collect();
    let (last, others) = slots.split_last().unwrap();
    for (place, slot) in others.iter().enumerate() {
        let to = went(&does(&desk, &cookie, "accept", &[("slot", slot)]).await, "accept");
        let next = slots[place + 1].replace('/', "-");
        assert!(to.ends_with(&format!("#piece-{next}")), "{to}");
    }
    let early = does(&desk, &cookie, "ready", &[]).await;
    assert_eq!(early.status.as_u16(), 422);
    assert!(early.body.contains("Toutes les pièces ne sont pas encore acceptées."));
    went(&does(&desk, &cookie, "validate_all", &[]).await, "validate_all");
    assert_eq!(state(&desk, id).await.slots[last].state, SlotState::Accepted);
    let to = went(&does(&desk, &cookie, "ready", &[]).await, "ready");
    let now = state(&desk, id).await;
    assert_eq!(now.status, PublicStatus::PretADeposer);
    assert_eq!(now.assignee, Some(max.id.0.into()));
    let page = desk.get(&cookie, &to).await;
    assert!(page.body.contains("Le dossier est prêt à déposer."));
    assert!(page.body.contains("value=\"undo\""), "it can be undone");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refused_piece_says_what_the_customer_reads_and_asks_for_words_where_the_reason_does(
    pool: PgPool,
) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let page = desk.get(&cookie, &path()).await;
    assert!(page.body.contains("La photo est floue."), "the sentence is shown beforehand");
    let slot = ("slot", "piece_identite");
    let bare = [slot, ("reason", "illisible"), ("words", "")];
    let asked = does(&desk, &cookie, "refuse", &bare).await;
    assert_eq!(asked.status.as_u16(), 422);
    let (_, card) = asked.body.split_once("id=\"piece-piece_identite\"").unwrap();
    let (_, choice) = card.split_once("value=\"illisible\"").unwrap();
    assert!(choice.split('>').next().unwrap().contains("checked"), "what was chosen is kept");
    assert_eq!(state(&desk, id).await.slots["piece_identite"].state, SlotState::Checking);

    let other = [slot, ("reason", "ct_defavorable")];
    assert_eq!(does(&desk, &cookie, "refuse", &other).await.status.as_u16(), 422);
    let told = [slot, ("reason", "illisible"), ("words", "le nom de naissance")];
    let to = went(&does(&desk, &cookie, "refuse", &told).await, "refuse");
    let page = desk.get(&cookie, &to).await;
    assert!(page.body.contains("«\u{202f}le nom de naissance\u{202f}»"));
    assert_eq!(state(&desk, id).await.status, PublicStatus::ACorriger);
    // The message about it is ready to be sent.
    let prepared = format!("{}?modele=piece.piece_identite", path());
    let page = desk.get(&cookie, &prepared).await;
    let (_, text) = page.body.split_once("id=\"message-words\"").unwrap();
    let text = text.split("</textarea>").next().unwrap();
    assert!(text.contains("Nous n’arrivons pas à lire cette pièce."), "{text}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_just_done_is_undone_by_whoever_did_it_and_by_nobody_else(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    let (_, other) = desk.sits(Role::Superviseur).await;
    let slot = ("slot", "piece_identite");
    let refused = [slot, ("reason", "flou")];
    let to = went(&does(&desk, &cookie, "refuse", &refused).await, "refuse");
    let page = desk.get(&cookie, &to).await;
    let made = version(&page);
    assert!(page.body.contains(&format!("name=\"of\" value=\"{made}\"")));
    let theirs = desk.get(&other, &to).await;
    assert!(!theirs.body.contains("name=\"of\""), "somebody else is not offered it");
    let of = ("of", made.as_str());
    assert_eq!(does(&desk, &other, "undo", &[of]).await.status.as_u16(), 422);
    went(&does(&desk, &cookie, "undo", &[of]).await, "undo");
    let now = state(&desk, id).await;
    assert_eq!(now.slots["piece_identite"].state, SlotState::Checking);
    let late = "update dossier_events set at = at";
    assert!(sqlx::query(late).execute(&desk.pool).await.is_err(), "no event is ever changed");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_form_made_before_somebody_else_changed_the_same_thing_saves_nothing_and_stays_filled(
    pool: PgPool,
) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (_, first) = desk.sits(Role::Operateur).await;
    let max = desk.find(desk.sits(Role::Superviseur).await.0.id).await;
    let opened = version(&desk.get(&first, &path()).await);
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    let seen = Seen { by: &max, version: None };
    pieces::accept(&mut tx, &visit, seen, id, "piece_identite").await.unwrap();
    tx.commit().await.unwrap();
    let fields = |slot: &'static str| {
        [
            ("act", "refuse"),
            ("version", opened.as_str()),
            ("slot", slot),
            ("reason", "illisible"),
            ("words", "le prénom"),
        ]
    };
    let stale = desk.post(&first, &path(), &fields("piece_identite")).await;
    assert_eq!(stale.status.as_u16(), 409);
    assert!(stale.body.contains("Rien n’a été enregistré"));
    assert!(stale.body.contains("Pièce acceptée ("), "what was done is said");
    assert_ne!(version(&stale), opened, "sending again is sent from what is there now");
    assert_eq!(state(&desk, id).await.slots["piece_identite"].state, SlotState::Accepted);
    // About another piece the same old page is in nobody's way.
    let other = desk.post(&first, &path(), &fields("permis_conduire")).await;
    went(&other, "refuse");
    let without = [("act", "accept"), ("slot", "justificatif_domicile")];
    assert_eq!(desk.post(&first, &path(), &without).await.status.as_u16(), 422, "of no version");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_stays_in_a_form_after_a_conflict_is_what_was_typed(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (me, mine) = desk.sits(Role::Operateur).await;
    let opened = version(&desk.get(&mine, &path()).await);
    let (max, _) = desk.sits(Role::Superviseur).await;
    let visit = desk.visit(HOST);
    let mut tx = desk.begin(visit.tenant()).await;
    let seen = Seen { by: &max, version: None };
    staff::assign(&mut tx, &visit, seen, id, Some(max.id)).await.unwrap();
    tx.commit().await.unwrap();
    let to = me.id.0.to_string();
    let fields = [("act", "assign"), ("version", opened.as_str()), ("to", "")];
    let stale = desk.post(&mine, &path(), &fields).await;
    assert_eq!(stale.status.as_u16(), 409);
    let fields = [("act", "assign"), ("version", opened.as_str()), ("to", to.as_str())];
    let stale = desk.post(&mine, &path(), &fields).await;
    let (_, list) = stale.body.split_once("id=\"to\"").unwrap();
    let (_, chosen) = list.split_once(&format!("value=\"{to}\"")).unwrap();
    assert!(chosen.split('>').next().unwrap().contains("selected"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn notes_tasks_messages_and_transfers_are_kept_where_they_belong(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let id = in_check(&desk).await;
    let (max, cookie) = desk.sits(Role::Superviseur).await;
    let note = [("words", "rappeler avant midi")];
    went(&does(&desk, &cookie, "note", &note).await, "note");
    let message = [("words", "Il nous manque le verso.")];
    went(&does(&desk, &cookie, "message", &message).await, "message");
    let told: Vec<(String, serde_json::Value)> =
        sqlx::query_as("select template, values from notifications")
            .fetch_all(&desk.pool)
            .await
            .unwrap();
    assert_eq!(told.len(), 1, "a note is told to nobody");
    assert_eq!((told[0].0.as_str(), &told[0].1["reference"]), ("dossier_message", &first().into()));
    assert!(!told[0].1.to_string().contains("verso"), "what it says stays here");
    let empty = does(&desk, &cookie, "message", &[("words", "  ")]).await;
    assert_eq!(empty.status.as_u16(), 422);
    let me = max.id.0.to_string();
    let task = [
        ("words", "vérifier le VIN"),
        ("task_to", me.as_str()),
        ("task_priority", "high"),
        ("due_on", "2099-01-31"),
    ];
    went(&does(&desk, &cookie, "add_task", &task).await, "add_task");
    let bad = [("words", "un jour"), ("due_on", "31/01/2099")];
    let kept = does(&desk, &cookie, "add_task", &bad).await;
    assert_eq!(kept.status.as_u16(), 422);
    assert!(kept.body.contains("value=\"un jour\""));
    let sum = [("sum", "1 234,50"), ("on", "2026-11-20"), ("bank", "VIR 42")];
    went(&does(&desk, &cookie, "transfer", &sum).await, "transfer");
    let again = does(&desk, &cookie, "transfer", &sum).await;
    assert!(again.body.contains("Ce virement est déjà enregistré."));
    let wrong = [("sum", "douze"), ("on", "2026-11-20"), ("bank", "VIR 43")];
    let wrong = does(&desk, &cookie, "transfer", &wrong).await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("value=\"douze\""));

    let now = state(&desk, id).await;
    let task = now.tasks.keys().next().unwrap().to_string();
    went(&does(&desk, &cookie, "finish_task", &[("task", &task)]).await, "finish_task");
    let now = state(&desk, id).await;
    assert!(now.tasks.values().all(|task| task.done_at.is_some()));
    assert_eq!((now.notes.len(), now.messages.len(), now.transfers.len()), (1, 1, 2));
    let page = desk.get(&cookie, &path()).await;
    for said in ["rappeler avant midi", "Il nous manque le verso.", "vérifier le VIN", "VIR 42"] {
        assert!(page.body.contains(said), "{said}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_has_the_same_dossier_open_is_named(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let (_, one) = desk.sits(Role::Operateur).await;
    let (_, two) = desk.sits(Role::Superviseur).await;
    let alone = desk.get(&one, &path()).await;
    assert!(!alone.body.contains("Aussi ouvert par"));
    let second = desk.get(&two, &path()).await;
    assert!(second.body.contains("Aussi ouvert par operateur@house.example"));
    let old = "update dossier_presence set seen_at = seen_at - interval '3 minutes'";
    sqlx::query(old).execute(&desk.pool).await.unwrap();
    assert!(!desk.get(&two, &path()).await.body.contains("Aussi ouvert par"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_view_of_a_dossier_is_written_down_and_so_is_one_that_was_refused(pool: PgPool) {
    let desk = Desk::new(pool).await;
    in_check(&desk).await;
    let (_, cookie) = desk.sits(Role::Operateur).await;
    desk.get(&cookie, &path()).await;
    let viewed = Filter { act: Some(audit::Act::DossierViewed), ..Filter::default() };
    assert_eq!(desk.audited(viewed).await.len(), 1);
    let nowhere = desk.get(&cookie, "/gestion/dossiers/CG-2026-999999").await;
    assert_eq!(nowhere.status.as_u16(), 404);
    let refused = Filter { act: Some(audit::Act::Refused), ..Filter::default() };
    assert_eq!(desk.audited(refused).await.len(), 1);
}
