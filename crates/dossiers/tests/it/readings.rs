//! What is read on pieces, what the rules across them make of it, and closing at the desk.

use std::collections::BTreeMap;

use access::Role;
use accounts::{Person, Visit};
use demarches::checks::{Light, Rule};
use demarches::kind::Signer;
use dossiers::operations::checks::{self, Read, SAME};
use dossiers::operations::closing::{self, Cause, Owed};
use dossiers::operations::undo::undo;
use dossiers::operations::{
    DossierId, NotDone, Who, drafts, filing, history, people, pieces, purge,
};
use dossiers::{Party, PartyRole, PublicStatus, Refusal, State};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use vocabulary::{Cents, Date};

use crate::support::{
    RULES, agrees, at_version, begin, by, customer, document, in_check, later, operator, paid,
    person, ready, refusal, send_all, signed, visit,
};

const TITLE: &str = "certificat_immatriculation_barre";

fn typed(fields: &[(&str, &str)]) -> Read {
    let fields = fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned()));
    Read { fields: fields.collect(), signed_by: None }
}

async fn reads(
    tx: &mut PgConnection,
    visit: &Visit,
    max: &Person,
    id: DossierId,
    (slot, fields): (&str, &[(&str, &str)]),
) -> Result<State, NotDone> {
    checks::read(tx, visit, &RULES, by(max), id, slot, typed(fields)).await
}

fn found(state: &State, slot: &str) -> BTreeMap<Rule, Light> {
    let today = Date::parse("2026-11-21").unwrap();
    let verdicts = checks::verdicts(state, demarches::builtin(), today).unwrap();
    verdicts.iter().filter(|one| one.slot == slot).map(|one| (one.rule, one.light)).collect()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_read_on_a_piece_is_compared_kept_sealed_and_forgotten_with_its_documents(
    pool: PgPool,
) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let fields = [
        ("A", "ab 123 cd"),
        ("E", "VF1RFB00X56789013"),
        ("date_cession", "31/10/2026"),
        ("heure_cession", SAME),
        ("barree", "true"),
        ("mention_cede", "true"),
        ("I", " "),
    ];
    let state = reads(&mut tx, &visit, &max, id, (TITLE, &fields)).await.unwrap();
    let slot = &state.slots[TITLE];
    assert_eq!(slot.typed["date_cession"], "2026-10-31");
    assert_eq!(slot.typed["heure_cession"], "17:05", "the same as the dossier");
    assert!(!slot.typed.contains_key("I"), "nothing was typed there");
    let verdicts = found(&state, TITLE);
    assert_eq!(verdicts[&Rule::Plate], Light::Green);
    assert_eq!(verdicts[&Rule::Vin], Light::Red);
    assert_eq!(verdicts[&Rule::CessionTime], Light::Green);
    let kept: Vec<Option<Vec<u8>>> =
        sqlx::query_scalar("select typed from dossier_pieces where typed is not null")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert_eq!(kept.len(), 1);
    let (sealed, plain) = (kept[0].as_deref().unwrap(), b"VF1RFB00X56789013");
    assert!(!sealed.windows(plain.len()).any(|part| part == plain), "it stands in clear");
    let payloads: Vec<String> =
        sqlx::query_scalar("select payload::text from dossier_events where act = 'read'")
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    assert!(payloads[0].contains("\"E\"") && !payloads[0].contains("VF1"), "{payloads:?}");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    let told = history::of(&mut tx, &visit, Who::Customer(&lea), id).await.unwrap();
    assert!(told.iter().all(|entry| entry.event.change.code() != "read"), "our own work");

    let other = [("A", "AB-123-CD")];
    let state = reads(&mut tx, &visit, &max, id, (TITLE, &other)).await.unwrap();
    assert_eq!(state.slots[TITLE].typed.len(), 1, "it stands for all that was read before");
    let words = ("vin_different", "");
    pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, TITLE, words).await.unwrap();
    let who = Who::Customer(&lea);
    let again = vec![document()];
    let state = pieces::receive(&mut tx, &visit, who, id, (TITLE, TITLE), again).await.unwrap();
    assert!(!state.slots[TITLE].is_read(), "nobody read the new one");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_field_takes_what_it_is_and_only_of_a_piece_that_is_there(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let plate = (TITLE, &[("A", "AB-123-CD")][..]);
    let early = reads(&mut tx, &visit, &max, id, plate).await;
    assert_eq!(refusal(early), Refusal::NoDocument);
    send_all(&mut tx, &visit, &lea, id).await;
    for fields in [
        [("date_cession", "hier")],
        [("barree", "oui")],
        [("couleur", "bleu")],
        [("C.1", SAME)],
        [("A", &*"x".repeat(201))],
    ] {
        let refused = reads(&mut tx, &visit, &max, id, (TITLE, &fields)).await;
        assert_eq!(refusal(refused), Refusal::BadAnswer, "{fields:?}");
    }
    let stranger = Read { signed_by: Some(vec![Signer::Bailleur]), ..Read::default() };
    let refused = checks::read(&mut tx, &visit, &RULES, by(&max), id, TITLE, stranger).await;
    assert_eq!(refusal(refused), Refusal::BadAnswer);
    let none = reads(&mut tx, &visit, &max, id, ("kbis", &[])).await;
    assert_eq!(refusal(none), Refusal::NoSuchPiece);
    let state = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    let theirs = reads(&mut tx, &visit, &operator("ada"), id, plate).await.unwrap();
    let seen = at_version(&max, state.version);
    let late = checks::read(&mut tx, &visit, &RULES, seen, id, TITLE, typed(plate.1)).await;
    assert!(matches!(late, Err(NotDone::Changed(_))), "{late:?}");
    // The name of the holder stands on their own piece.
    let holder =
        Party {
            last_name: "Durand".to_owned(), first_names: "Léa".to_owned(), ..Party::default()
        };
    let named = (PartyRole::Holder, holder);
    people::set(&mut tx, &visit, Who::Customer(&lea), id, None, named).await.unwrap();
    let read = [("nom_naissance", SAME), ("prenoms", "Lea")];
    let state = reads(&mut tx, &visit, &max, id, ("piece_identite", &read)).await.unwrap();
    assert_eq!(found(&state, "piece_identite")[&Rule::Names], Light::Green);
    assert!(state.version > theirs.version);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_red_is_filed_unless_somebody_writes_why(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let dated = [("date_cession", SAME), ("heure_cession", SAME)];
    let wrong = (TITLE, &[("E", "VF1RFB00X56789013"), dated[0], dated[1]][..]);
    reads(&mut tx, &visit, &max, id, wrong).await.unwrap();
    let early = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "peu importe").await;
    assert_eq!(refusal(early), Refusal::NotAllAccepted, "what else is open comes first");
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let red = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "  ").await;
    assert_eq!(refusal(red), Refusal::RedCheck);
    let why = "chiffre illisible sur la photo, vu sur le véhicule";
    let state = filing::ready(&mut tx, &visit, &RULES, by(&max), id, why).await.unwrap();
    assert_eq!(state.status, PublicStatus::PretADeposer);
    let history = history::of(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    let last = &history.last().unwrap().event;
    assert_eq!(last.payload().unwrap()["despite"], serde_json::json!(["vin"]));
    assert_eq!(last.personal.words.as_deref(), Some(why));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
    undo(&mut tx, &visit, by(&max), id, state.version).await.unwrap();
    let right = (TITLE, &[("E", SAME), dated[0], dated[1]][..]);
    reads(&mut tx, &visit, &max, id, right).await.unwrap();
    filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap();
    assert_eq!(history::verify_chain(&mut tx, id).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_read_is_not_passed_over_because_its_rules_are_gone(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    for is_read in [true, false] {
        let id = in_check(&mut tx, &visit, &lea, &max).await;
        signed(&mut tx, &visit, Who::Customer(&lea), id).await;
        if is_read {
            let wrong = (TITLE, &[("E", "VF1RFB00X56789013")][..]);
            reads(&mut tx, &visit, &max, id, wrong).await.unwrap();
        }
        pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
        sqlx::query("update dossiers set rules_hash = 'sha256:' || repeat('0', 64)")
            .execute(&mut *tx)
            .await
            .unwrap();
        let ready = filing::ready(&mut tx, &visit, &RULES, by(&max), id, " ").await;
        if is_read {
            assert_eq!(refusal(ready), Refusal::RulesUnknown);
            let why = "comparé à la main";
            filing::ready(&mut tx, &visit, &RULES, by(&max), id, why).await.unwrap();
            let history = history::of(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
            assert_eq!(history.last().unwrap().event.personal.words.as_deref(), Some(why));
        } else {
            assert_eq!(ready.unwrap().status, PublicStatus::PretADeposer);
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_read_is_forgotten_with_the_document_and_nothing_else_is(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    reads(&mut tx, &visit, &max, id, (TITLE, &[("A", "AB-123-CD")])).await.unwrap();
    let other = ("piece_identite", &[("prenoms", "Léa")][..]);
    let state = reads(&mut tx, &visit, &max, id, other).await.unwrap();
    let gone = Uuid::from_u128(state.slots[TITLE].documents[0].0);
    assert_eq!(purge::forget_readings(&mut tx, &[(gone, id)]).await.unwrap(), 1);
    let state = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    assert!(!state.slots[TITLE].is_read());
    assert!(state.slots["piece_identite"].is_read(), "its document is still there");
    assert_eq!(purge::forget_readings(&mut tx, &[(gone, id)]).await.unwrap(), 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_read_is_undone_and_no_other_undoing_forgets_it(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let first = (TITLE, &[("A", "AB-123-CD")][..]);
    let before = reads(&mut tx, &visit, &max, id, first).await.unwrap();
    let accepted = pieces::accept(&mut tx, &visit, by(&max), id, TITLE).await.unwrap();
    let state = undo(&mut tx, &visit, by(&max), id, accepted.version).await.unwrap();
    assert_eq!(state.slots, before.slots, "what was read stays");
    let second = (TITLE, &[("A", "EF-456-GH")][..]);
    let wrong = reads(&mut tx, &visit, &max, id, second).await.unwrap();
    assert_eq!(found(&wrong, TITLE)[&Rule::Plate], Light::Red);
    let state = undo(&mut tx, &visit, by(&max), id, wrong.version).await.unwrap();
    assert_eq!(state.slots, before.slots);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_paid_dossier_is_closed_by_a_supervisor_and_what_is_owed_is_said_first(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let chief = person("ines@carteclaire.example", &[Role::Superviseur]);
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let state = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    let order = state.order.clone().unwrap();
    let most = order.total;
    let shared = Owed { least: Cents(most.0 - order.fee_net.0 - order.fee_vat.0), most };
    let whole = Owed { least: most, most };
    for (cause, expected) in [
        (Cause::CustomerAsked, shared),
        (Cause::Silent, shared),
        (Cause::Impossible, whole),
        (Cause::Duplicate, whole),
    ] {
        assert_eq!(closing::owed(&state, cause), expected, "{cause:?}");
    }
    let asked = Cause::CustomerAsked;
    let theirs = closing::close(&mut tx, &visit, by(&max), id, asked).await;
    assert_eq!(refusal(theirs), Refusal::SupervisorOnly);
    let stale = at_version(&chief, state.version - 1);
    let late = closing::close(&mut tx, &visit, stale, id, asked).await;
    assert!(matches!(late, Err(NotDone::Changed(_))));
    let closed = closing::close(&mut tx, &visit, by(&chief), id, asked).await.unwrap();
    assert_eq!(closed.status, PublicStatus::Annule);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());

    // Nothing was looked at yet: all of it; and nothing was paid: an operator may, and nothing is left to do.
    let unread = paid(&mut tx, &visit, &lea).await;
    let state = drafts::find(&mut tx, &visit, Who::Staff(&max), unread).await.unwrap();
    let paid = Cents(state.paid());
    assert_eq!(closing::owed(&state, Cause::Silent), Owed { least: paid, most: paid });
    let bare = crate::support::draft(&mut tx, &visit, &lea).await;
    let closed = closing::close(&mut tx, &visit, by(&max), bare, Cause::Impossible).await.unwrap();
    assert_eq!((closed.status, closed.tasks.len()), (PublicStatus::Refuse, 0));
    let again = later(&visit, jiff::SignedDuration::from_secs(1));
    let again = closing::close(&mut tx, &again, by(&max), bare, Cause::Duplicate).await;
    assert_eq!(refusal(again), Refusal::Closed);
}
