use dossiers::operations::undo::undo;
use dossiers::operations::{Who, drafts, filing, history, pieces, staff};
use dossiers::{PublicStatus, Refusal, SlotState};
use sqlx::PgPool;

use crate::support::{
    RULES, agrees, begin, by, customer, document, in_check, operator, ready, refusal, seconds,
    signed, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_refusal_is_undone_within_ten_seconds_and_not_after(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let before = drafts::find(&mut tx, &visit, Who::Staff(&max), id).await.unwrap();
    let words = ("illisible", "le nom");
    let slot = "piece_identite";
    let refused = pieces::refuse(&mut tx, &visit, &RULES, by(&max), id, slot, words).await.unwrap();
    assert_eq!(refused.status, PublicStatus::ACorriger);

    let late = undo(&mut tx, &seconds(&visit, 11), by(&max), id, refused.version).await;
    assert_eq!(refusal(late), Refusal::TooLateToUndo);
    let soon = seconds(&visit, 10);
    let state = undo(&mut tx, &soon, by(&max), id, refused.version).await.unwrap();
    assert_eq!(state.slots, before.slots);
    assert_eq!((state.status, state.pieces), (before.status, before.pieces));
    assert_eq!((state.round, state.promised_at), (before.round, before.promised_at));
    assert_eq!(state.version, before.version + 2, "both stand in the history");
    let told = history::of(&mut tx, &soon, Who::Customer(&lea), id).await.unwrap();
    assert!(
        told.iter().all(|entry| entry.sequence <= before.version),
        "the customer hears of neither"
    );
    let again = undo(&mut tx, &soon, by(&max), id, refused.version).await;
    assert_eq!(refusal(again), Refusal::NothingToUndo);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_somebody_else_did_or_built_upon_is_not_undone(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, ada, max) = (visit(), customer(), operator("ada"), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    let slot = "piece_identite";
    let accepted = pieces::accept(&mut tx, &visit, by(&max), id, slot).await.unwrap().version;
    let theirs = undo(&mut tx, &visit, by(&ada), id, accepted).await;
    assert_eq!(refusal(theirs), Refusal::NothingToUndo);
    // Another piece came between, and is in nobody's way.
    let refused = ("expiree", "");
    let other = "permis_conduire";
    pieces::refuse(&mut tx, &visit, &RULES, by(&ada), id, other, refused).await.unwrap();
    let state = undo(&mut tx, &visit, by(&max), id, accepted).await.unwrap();
    assert_eq!(state.slots[slot].state, SlotState::Checking);
    assert_eq!(state.slots[other].state, SlotState::Refused);
    assert_eq!(state.status, PublicStatus::ACorriger, "the other correction stays open");
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());

    let who = Who::Customer(&lea);
    pieces::receive(&mut tx, &visit, who, id, (other, other), vec![document()]).await.unwrap();
    let refused = state.version - 1;
    let late = undo(&mut tx, &visit, by(&ada), id, refused).await;
    assert_eq!(refusal(late), Refusal::NothingToUndo, "the customer has replaced it");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_claim_and_a_mark_are_undone(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, max) = (visit(), customer(), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &max).await;
    signed(&mut tx, &visit, Who::Customer(&lea), id).await;
    let taken = staff::claim(&mut tx, &visit, by(&max), id).await.unwrap().version;
    assert_eq!(undo(&mut tx, &visit, by(&max), id, taken).await.unwrap().assignee, None);
    pieces::validate_all(&mut tx, &visit, by(&max), id).await.unwrap();
    let marked = filing::ready(&mut tx, &visit, &RULES, by(&max), id, "").await.unwrap().version;
    let state = undo(&mut tx, &visit, by(&max), id, marked).await.unwrap();
    assert_eq!(state.status, PublicStatus::EnControle);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}
