//! Random histories: what the tables hold is what the events say, whatever happened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use accounts::Visit;
use demarches::DemarcheKind;
use fastrand::Rng;
use sealing::MasterKeys;
use sqlx::{PgConnection, PgPool};
use tenants::Directory;
use vocabulary::{Cents, Date, Lang};

use super::acting::{self, Open};
use super::{Who, history, store, undo};
use crate::change::{Change, Personal, Rules};
use crate::items::{FormState, LinkTask, Priority};
use crate::order::{Line, Means, NewTaxes, Order};
use crate::piece::Asked;
use crate::status::Closing;
use crate::tracks::filing::Step;
use crate::tracks::{Payment, Pieces, Reason, Signature};
use crate::{At, Id, Party, PartyRole, PublicStatus, Record, Reference, Side, SlotState};

const HISTORIES: u32 = 10_000;
/// Histories of one transaction.
const BATCH: u32 = 250;

static KEYS: LazyLock<Arc<MasterKeys>> = LazyLock::new(|| Arc::new(MasterKeys::random()));

fn visit() -> Visit {
    Visit {
        house: Arc::clone(&Directory::builtin().unwrap().tenants[0]),
        origin: String::new(),
        now: "2026-11-21T11:00:00Z".parse().unwrap(),
        lang: Lang::Fr,
        device: String::new(),
        network: None,
        keys: Arc::clone(&KEYS),
        tries_per_network: 0,
        came_with: None,
    }
}

const SLOTS: [&str; 4] = ["piece_identite", "piece_identite/2", "permis_conduire", "kbis"];
const FORMS: [&str; 2] = ["mandat/titulaire", "demande_immatriculation/titulaire"];
const QUESTIONS: [&str; 3] = ["vehicle.vin", "titulaire.kind", "cession.code"];

fn words(rng: &mut Rng) -> Personal {
    Personal::of_words(&format!("mots n° {}", rng.u8(..)))
}

fn why(rng: &mut Rng) -> Reason {
    Reason::new(["erreur", "doublon", "retard"][rng.usize(0..3)]).unwrap()
}

fn id(rng: &mut Rng) -> Id {
    Id(rng.u128(..))
}

/// One of the ids that there are, or another.
fn known<T>(rng: &mut Rng, map: &BTreeMap<Id, T>) -> Id {
    let place = rng.usize(0..=map.len());
    map.keys().nth(place).copied().unwrap_or_else(|| id(rng))
}

fn asked(rng: &mut Rng) -> Vec<Asked> {
    let mut asked = Vec::new();
    for slot in SLOTS {
        if rng.u8(0..5) > 0 {
            let kind = slot.trim_end_matches("/2").to_owned();
            let or = if rng.bool() { vec!["passeport".to_owned()] } else { Vec::new() };
            asked.push(Asked { slot: slot.to_owned(), kind, or, optional: rng.u8(0..4) == 0 });
        }
    }
    asked
}

fn day(rng: &mut Rng) -> Date {
    Date::new(2026, 11, rng.u8(1..=30)).unwrap()
}

fn order(rng: &mut Rng, at: At) -> Order {
    let (taxes, fee) = (rng.i64(0..3) * 10_000, rng.i64(0..2) * 3_000);
    Order {
        operation: "changement_titulaire".to_owned(),
        issued_on: day(rng),
        lines: vec![Line { code: "y1".to_owned(), cents: Cents(taxes) }],
        rounding: Cents(0),
        taxes: Cents(taxes),
        fee_net: Cents(fee),
        fee_vat: Cents(fee / 5),
        total: Cents(taxes + fee + fee / 5),
        baremes: "sha256:x".to_owned(),
        terms: "2026-11".to_owned(),
        express_start: rng.bool(),
        at,
    }
}

/// Something that might happen next: often what helps the dossier on, sometimes nonsense.
#[expect(clippy::too_many_lines, reason = "one line a change: a list of what may happen")]
fn change(rng: &mut Rng, open: &Open) -> (Change, Personal) {
    let state = &open.state;
    let none = Personal::default();
    let slot = SLOTS[rng.usize(0..SLOTS.len())].to_owned();
    let plain = |change| (change, Personal::default());
    match rng.u8(0..51) {
        0..=2 => {
            let question = QUESTIONS[rng.usize(0..3)].to_owned();
            let answer = (rng.u8(0..4) > 0).then(|| format!("{}", rng.u8(0..3)));
            let answers = BTreeMap::from([(question.clone(), answer)]);
            let change =
                Change::Answered { questions: vec![question], facts: vec!["seats".to_owned()] };
            let facts = BTreeMap::from([("seats".to_owned(), rng.bool().then(|| "5".to_owned()))]);
            (change, Personal { answers, facts, ..none })
        }
        3 => {
            let rules = Rules { version: "2".to_owned(), hash: "sha256:2".to_owned() };
            plain(Change::DemarcheChanged { kind: DemarcheKind::ImportUe, rules })
        }
        4 => plain(Change::LinkRenewed { link: format!("{:064x}", rng.u128(..)) }),
        5 => {
            let email = rng.bool().then(|| "lea@exemple.fr".to_owned());
            (Change::Attached { person: id(rng) }, Personal { email, ..none })
        }
        6 => {
            let party = known(rng, &state.parties);
            let role = PartyRole::ALL[rng.usize(0..PartyRole::ALL.len())];
            let last_name = ["Durand", "Lefèvre"][rng.usize(0..2)].to_owned();
            let data = Party { last_name, birth_date: Some(day(rng)), ..Party::default() };
            (Change::PartySet { party, role }, Personal { party: Some(data), ..none })
        }
        7 => plain(Change::PartyRemoved { party: known(rng, &state.parties) }),
        8..=10 => {
            let (order, pieces) = (order(rng, open.now), asked(rng));
            plain(Change::Ordered { order, pieces, due_on: rng.bool().then(|| day(rng)) })
        }
        11 => plain(Change::Listed { pieces: asked(rng), due_on: None, reason: why(rng) }),
        12..=14 => {
            let cents = Cents(rng.i64(0..3) * 12_000);
            let means = if rng.bool() { Means::Card } else { Means::Transfer };
            let (payment, received_on) = (id(rng), day(rng));
            (Change::TransferRecorded { payment, cents, received_on, means }, words(rng))
        }
        46..=47 => {
            let cents = Cents(rng.i64(0..3) * 12_000);
            let above = rng.bool().then(|| Cents(rng.i64(0..2) * 12_000));
            plain(Change::Refunded { refund: known(rng, &state.refunds), cents, above })
        }
        48 => plain(Change::RefundReturned { refund: known(rng, &state.refunds) }),
        49 | 50 => {
            let Order { operation, issued_on, lines, rounding, taxes, baremes, .. } =
                order(rng, open.now);
            let taxes = NewTaxes { operation, issued_on, lines, rounding, taxes, baremes };
            plain(Change::Repriced { taxes, reason: why(rng) })
        }
        15 => {
            let to = Payment::ALL[rng.usize(0..Payment::ALL.len())];
            plain(Change::PaymentMoved { to, reason: rng.bool().then(|| why(rng)) })
        }
        16..=22 => {
            let kind = if rng.u8(0..6) == 0 { "passeport" } else { slot.trim_end_matches("/2") };
            let documents = vec![id(rng)];
            plain(Change::Received { kind: kind.to_owned(), slot, documents })
        }
        23 => plain(Change::TakenBack { slot }),
        24 | 25 => plain(Change::CheckStarted),
        26..=28 => plain(Change::Accepted { slot }),
        29 => (Change::Refused { slot, reason: "illisible".to_owned() }, words(rng)),
        30 => plain(Change::Waived { slot, reason: why(rng) }),
        31 => plain(Change::Corrected),
        32 => plain(Change::Validated),
        33 => match rng.u8(0..4) {
            0 => plain(Change::Reopened { reason: why(rng) }),
            1 => plain(Change::SignaturesVoided { reason: why(rng) }),
            2 => plain(Change::NotReady { reason: why(rng) }),
            _ => plain(Change::Deposited { vault: "COFFRE-1".to_owned() }),
        },
        34 => plain(Change::SignaturesAsked { forms: FORMS.map(str::to_owned).to_vec() }),
        35 | 36 => {
            let (form, evidence) = (FORMS[rng.usize(0..2)].to_owned(), id(rng));
            match rng.u8(0..6) {
                0 | 1 => plain(Change::Signed { form, evidence }),
                2 | 3 => plain(Change::SignedOnPaper { form, evidence }),
                4 => plain(Change::SignatureAccepted { form }),
                _ => (
                    Change::SignatureRefused { form, reason: "signature_manquante".to_owned() },
                    words(rng),
                ),
            }
        }
        37 => {
            let despite = if rng.bool() { vec!["vin".to_owned()] } else { Vec::new() };
            (Change::Ready { despite }, words(rng))
        }
        38 => {
            let step = Step::ALL[rng.usize(0..Step::ALL.len())];
            let numbers = BTreeMap::from([("cpi_numero".to_owned(), "12".to_owned())]);
            let on = day(rng);
            let record = rng.bool().then(|| Record { until: Some(on), ..Record::on(on) });
            let words = rng.bool().then(|| "Dossier incomplet".to_owned());
            let gone = if rng.bool() { vec![slot] } else { Vec::new() };
            let change = Change::FilingStepped { step, reason: Some(why(rng)), record, gone };
            (change, Personal { words, numbers, ..none })
        }
        39..=42 => talk(rng, open, slot),
        43 | 44 => {
            let mut fields = BTreeMap::new();
            for field in ["E", "date_cession", "barree"] {
                if rng.bool() {
                    fields.insert(field.to_owned(), format!("{}", rng.u8(0..4)));
                }
            }
            let signed_by = rng.bool().then(|| vec!["titulaire".to_owned(); rng.usize(0..3)]);
            let names = fields.keys().cloned().collect();
            (Change::Read { slot, fields: names, signed_by }, Personal { fields, ..none })
        }
        _ if rng.u8(0..8) == 0 => {
            let how = Closing::ALL[rng.usize(0..Closing::ALL.len())];
            plain(Change::Closed { how, reason: why(rng) })
        }
        _ => plain(Change::CheckStarted),
    }
}

/// What goes on beside: who works on it, tasks, notes, messages, links.
fn talk(rng: &mut Rng, open: &Open, slot: String) -> (Change, Personal) {
    let state = &open.state;
    let plain = |change| (change, Personal::default());
    match rng.u8(0..9) {
        0 => plain(Change::Assigned { to: rng.bool().then(|| id(rng)) }),
        1 => plain(Change::Prioritised { priority: Priority::ALL[rng.usize(0..4)] }),
        2 => {
            let due_on = rng.bool().then(|| day(rng));
            let (task, priority) = (id(rng), Priority::High);
            (Change::TaskAdded { task, assignee: None, priority, due_on }, words(rng))
        }
        3 => plain(Change::TaskDone { task: known(rng, &state.tasks) }),
        4 => (Change::NoteAdded { note: id(rng) }, words(rng)),
        5 => (Change::MessageSent { message: id(rng), from: Side::Customer }, words(rng)),
        6 => {
            let change = Change::LinkGiven {
                link: id(rng),
                token_hash: format!("{:032x}{:032x}", rng.u128(..), rng.u128(..)),
                party: None,
                task: LinkTask::Upload,
                target: slot,
                expires_at: open.now.plus_seconds(60),
            };
            let email = rng.bool().then(|| "max@exemple.fr".to_owned());
            (change, Personal { email, ..Personal::default() })
        }
        7 => plain(Change::LinkUsed { link: known(rng, &state.links) }),
        _ => plain(Change::LinkRevoked { link: known(rng, &state.links) }),
    }
}

/// Some way towards the title, as far as nothing is in the way.
fn help(rng: &mut Rng, open: &mut Open) {
    let slots: Vec<(String, String)> =
        open.state.slots.iter().map(|(name, slot)| (name.clone(), slot.kind.clone())).collect();
    let mut changes = Vec::new();
    for (slot, kind) in &slots {
        let (slot, kind) = (slot.clone(), kind.clone());
        changes.push(Change::Received { slot, kind, documents: vec![id(rng)] });
    }
    changes.push(Change::CheckStarted);
    changes.extend(slots.iter().map(|(slot, _)| Change::Accepted { slot: slot.clone() }));
    changes.push(Change::Validated);
    changes.push(Change::SignaturesAsked { forms: FORMS.map(str::to_owned).to_vec() });
    for form in FORMS {
        let (form, evidence) = (form.to_owned(), id(rng));
        if rng.bool() {
            changes.push(Change::Signed { form, evidence });
            continue;
        }
        changes.push(Change::SignedOnPaper { form: form.clone(), evidence });
        if rng.u8(0..4) > 0 {
            changes.push(Change::SignatureAccepted { form });
        }
    }
    changes.push(Change::Ready { despite: Vec::new() });
    for step in [Step::File, Step::TakenUp, Step::Provisional, Step::Produced, Step::Posted] {
        changes.push(Change::FilingStepped { step, reason: None, record: None, gone: Vec::new() });
    }
    changes.truncate(rng.usize(0..=changes.len() + 8));
    for change in changes {
        // An order of nothing has no piece to check.
        let _ = open.make(change);
    }
}

/// One history in two or more writings; gives its status, and where its signatures were after each change.
async fn lived(
    conn: &mut PgConnection,
    visit: &Visit,
    seed: u32,
) -> (PublicStatus, BTreeSet<Signature>) {
    let mut signatures = BTreeSet::new();
    let mut rng = Rng::with_seed(u64::from(seed));
    let begun = Change::Begun {
        reference: Reference::new(2026, seed + 1).unwrap(),
        kind: DemarcheKind::ChangementTitulaire,
        rules: Rules { version: "1".to_owned(), hash: "sha256:1".to_owned() },
        lang: Lang::Fr,
        link: Some(format!("{seed:064x}")),
        person: None,
    };
    let mut open =
        acting::begin(conn, visit, Who::House, begun, Personal::default()).await.unwrap();
    // Every other one is helped to where more can happen to it.
    if seed.is_multiple_of(2) {
        let pieces = asked(&mut rng);
        let order = order(&mut rng, open.now);
        let (payment, cents) = (id(&mut rng), Cents(40_000));
        open.make(Change::Ordered { order, pieces, due_on: None }).unwrap();
        let received_on = day(&mut rng);
        let means = Means::Transfer;
        open.make(Change::TransferRecorded { payment, cents, received_on, means }).unwrap();
    }
    if seed.is_multiple_of(4) {
        help(&mut rng, &mut open);
    }
    for _ in 0..rng.u8(1..=3) {
        for _ in 0..rng.u8(5..25) {
            open.now = open.now.plus_seconds(rng.i64(0..100));
            let (change, personal) = change(&mut rng, &open);
            let before = open.state.clone();
            let undone = change.clone();
            let refused = open.state.slots.values().any(|slot| slot.state == SlotState::Refused);
            let open_correction = open.state.pieces == Pieces::ACorriger;
            assert!(open_correction || !refused, "history {seed}: refused, and not to correct");
            if open.make_with(change, personal).is_err() {
                assert_eq!(open.state, before, "history {seed}: refused, and yet changed");
            } else if undone.can_be_undone() && rng.u8(0..4) == 0 {
                let (back, personal) = undo::back(&undone, &before, &open.state).unwrap();
                let change = Change::Undone { of: open.state.version, back: Box::new(back) };
                open.make_back(change, personal, before.promised_at).unwrap();
                assert_eq!(open.state.slots, before.slots, "history {seed}: {undone:?}");
                assert_eq!(open.state.status, before.status, "history {seed}: {undone:?}");
                assert_eq!(open.state.forms, before.forms, "history {seed}: {undone:?}");
                assert_eq!(open.state.signature, before.signature, "history {seed}: {undone:?}");
            }
            let to_check = open.state.forms.values().any(|form| form.state == FormState::ToCheck);
            assert!(!to_check || open.state.clear().is_err(), "history {seed}: filed unseen");
            signatures.insert(open.state.signature);
        }
        open.write(conn).await.unwrap();
    }
    let rebuilt = history::rebuild(conn, visit, open.id).await.unwrap();
    assert_eq!(rebuilt.tables.as_ref(), Some(&rebuilt.events), "history {seed}");
    assert_eq!(rebuilt.events, open.state, "history {seed}");
    if seed.is_multiple_of(10) {
        assert_eq!(history::verify_chain(conn, open.id).await.unwrap(), None, "history {seed}");
    }
    (open.state.status, signatures)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_tables_of_ten_thousand_random_histories_are_what_their_events_say(pool: PgPool) {
    let visit = visit();
    tenants::operations::seed_if_empty(&mut pool.acquire().await.unwrap(), visit.now)
        .await
        .unwrap();
    let mut reached: BTreeMap<PublicStatus, u32> = BTreeMap::new();
    let lives = |from: u32| {
        let (pool, visit) = (pool.clone(), visit.clone());
        async move {
            let mut reached = Vec::new();
            for batch in (from..HISTORIES / BATCH).step_by(2) {
                let mut tx = pool.begin().await.unwrap();
                store::as_application(&mut tx).await.unwrap();
                tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
                for seed in batch * BATCH..(batch + 1) * BATCH {
                    reached.push(lived(&mut tx, &visit, seed).await);
                }
                tx.commit().await.unwrap();
            }
            reached
        }
    };
    let (one, other) = tokio::join!(tokio::spawn(lives(0)), tokio::spawn(lives(1)));
    let mut signatures = BTreeSet::new();
    for (status, seen) in one.unwrap().into_iter().chain(other.unwrap()) {
        *reached.entry(status).or_default() += 1;
        signatures.extend(seen);
    }
    assert_eq!(signatures.len(), Signature::ALL.len(), "{signatures:?}");
    assert_eq!(reached.values().sum::<u32>(), HISTORIES);
    // A generator that never gets anywhere proves nothing.
    for status in [
        PublicStatus::APayer,
        PublicStatus::ACompleter,
        PublicStatus::EnControle,
        PublicStatus::ACorriger,
        PublicStatus::PretADeposer,
        PublicStatus::Depose,
        PublicStatus::CpiDisponible,
        PublicStatus::TitreEnRoute,
        PublicStatus::Annule,
    ] {
        assert!(reached.contains_key(&status), "{status:?} is never reached: {reached:?}");
    }
}
