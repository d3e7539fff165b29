use dossiers::items::Priority;
use dossiers::operations::staff::{self, assign_all};
use dossiers::operations::{NotDone, Who, drafts, history, pieces};
use dossiers::{Change, Refusal, SlotState};
use sqlx::PgPool;

use crate::support::{
    RULES, agrees, at_version, begin, by, customer, in_check, operator, paid, ready, refusal, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_of_two_operators_on_one_piece_is_told_what_the_first_did(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, ada, max) = (visit(), customer(), operator("ada"), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = in_check(&mut tx, &visit, &lea, &ada).await;
    let shown = drafts::find(&mut tx, &visit, Who::Staff(&ada), id).await.unwrap().version;
    tx.commit().await.unwrap();

    let (mut first, mut second) = (begin(&pool, &visit).await, begin(&pool, &visit).await);
    let slot = "piece_identite";
    pieces::accept(&mut first, &visit, at_version(&ada, shown), id, slot).await.unwrap();
    let refused = ("expiree", "");
    let (late, ()) = tokio::join!(
        pieces::refuse(&mut second, &visit, &RULES, at_version(&max, shown), id, slot, refused),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            first.commit().await.unwrap();
        }
    );
    let Err(NotDone::Changed(changed)) = late else { panic!("not told: {late:?}") };
    assert_eq!(changed.version, shown + 1);
    assert_eq!(changed.since[0].event.change, Change::Accepted { slot: slot.to_owned() });
    assert_eq!(changed.since[0].event.by.person, Some(ada.id.0.into()));
    second.rollback().await.unwrap();

    // Another piece is in nobody's way, whatever the page had seen.
    let mut tx = begin(&pool, &visit).await;
    let state =
        pieces::accept(&mut tx, &visit, at_version(&max, shown), id, "permis_conduire").await;
    let state = state.unwrap();
    assert_eq!(state.slots[slot].state, SlotState::Accepted);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_is_taken_by_one_and_given_to_another(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, ada, max) = (visit(), customer(), operator("ada"), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let id = paid(&mut tx, &visit, &lea).await;
    let state = staff::claim(&mut tx, &visit, by(&ada), id).await.unwrap();
    assert_eq!(state.assignee, Some(ada.id.0.into()));
    let again = staff::claim(&mut tx, &visit, by(&ada), id).await.unwrap();
    assert_eq!(again.version, state.version, "taking what one has is no event");
    assert_eq!(refusal(staff::claim(&mut tx, &visit, by(&max), id).await), Refusal::Taken);
    assert_eq!(refusal(staff::release(&mut tx, &visit, by(&max), id).await), Refusal::Taken);
    let state = staff::assign(&mut tx, &visit, by(&max), id, Some(max.id)).await.unwrap();
    assert_eq!(state.assignee, Some(max.id.0.into()));
    let state = staff::release(&mut tx, &visit, by(&max), id).await.unwrap();
    assert_eq!(state.assignee, None);
    let state = staff::prioritise(&mut tx, &visit, by(&max), id, Priority::Urgent).await.unwrap();
    assert_eq!(state.priority, Priority::Urgent);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn of_many_given_at_once_only_those_that_nobody_touched_go(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, ada, max) = (visit(), customer(), operator("ada"), operator("max"));
    let mut tx = begin(&pool, &visit).await;
    let mut shown = Vec::new();
    for _ in 0..3 {
        let id = paid(&mut tx, &visit, &lea).await;
        let state = drafts::find(&mut tx, &visit, Who::Staff(&ada), id).await.unwrap();
        shown.push((id, state.version));
    }
    staff::claim(&mut tx, &visit, by(&max), shown[1].0).await.unwrap();
    let each = assign_all(&mut tx, &visit, &ada, &shown, Some(ada.id)).await.unwrap();
    let given: Vec<bool> = shown
        .iter()
        .map(|(id, _)| each.iter().any(|(one, outcome)| one == id && outcome.is_ok()))
        .collect();
    assert_eq!(given, [true, false, true]);
    let taken = each.iter().find(|(id, _)| *id == shown[1].0).unwrap();
    assert!(matches!(taken.1, Err(NotDone::Changed(_))));
    let state = drafts::find(&mut tx, &visit, Who::Staff(&ada), shown[1].0).await.unwrap();
    assert_eq!(state.assignee, Some(max.id.0.into()));
}
