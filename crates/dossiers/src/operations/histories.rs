//! Random histories: what the tables hold is what the events say, whatever happened.

mod random;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use accounts::Visit;
use demarches::DemarcheKind;
use fastrand::Rng;
use random::{asked, change, day, help, id, order};
use sealing::MasterKeys;
use sqlx::{PgConnection, PgPool};
use tenants::Directory;
use vocabulary::{Cents, Lang};

use super::{Who, acting, history, store, undo};
use crate::change::{Change, Personal, Rules};
use crate::items::FormState;
use crate::order::Means;
use crate::tracks::{Pieces, Signature};
use crate::{PublicStatus, Reference, SlotState};

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
