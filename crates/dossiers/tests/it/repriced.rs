use dossiers::operations::money::{self, GivenBack, Transfer};
use dossiers::operations::{DossierId, Who, closing, drafts, history, repricing};
use dossiers::order::Order;
use dossiers::tracks::{Payment, Reason};
use dossiers::{PublicStatus, Refusal, State};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::support::{
    ANSWERS, RULES, agrees, answer_all, begin, customer, draft, operator, order, ready, refusal,
    tables, visit,
};

const PARIS: &str = "75011";
const AJACCIO: &str = "20000";

async fn ordered_in(conn: &mut PgConnection, postcode: &'static str) -> DossierId {
    let (visit, person) = (visit(), customer());
    let id = draft(conn, &visit, &person).await;
    let answers: Vec<(&str, &str)> = ANSWERS
        .iter()
        .map(|(name, text)| (*name, if *name == "titulaire.postcode" { postcode } else { text }))
        .collect();
    let who = Who::House;
    answer_all(conn, &visit, who, id, &answers).await;
    order(conn, &visit, who, id).await.unwrap();
    id
}

async fn moves_to(conn: &mut PgConnection, id: DossierId, postcode: &str) -> Cents {
    let (visit, rules) = (visit(), demarches::builtin());
    let answer = ("titulaire.postcode", postcode);
    let answered = drafts::answer(conn, &visit, &RULES, Who::House, id, answer, None).await;
    let state = answered.unwrap().state;
    let today = Date::parse("2026-11-21").unwrap();
    let case = money::evaluate(&state, rules, today).unwrap();
    repricing::price_again(&visit, &state, rules, &case, tables(), today).unwrap().total()
}

async fn reprice(conn: &mut PgConnection, id: DossierId, total: Cents) -> State {
    let why = (total, Reason::new("adresse corrigée").unwrap());
    let staff = operator("lea");
    let (visit, who) = (visit(), Who::Staff(&staff));
    repricing::reprice(conn, &visit, &RULES, tables(), who, id, why).await.unwrap()
}

async fn pays(conn: &mut PgConnection, id: DossierId, cents: Cents) -> State {
    let transfer = Transfer {
        cents,
        received_on: Date::parse("2026-11-21").unwrap(),
        reference: &format!("VIR {}", Uuid::now_v7()),
    };
    money::record_transfer(conn, &visit(), Who::House, id, transfer).await.unwrap()
}

/// A dossier of somebody in `postcode` that is paid, and what was ordered.
async fn paid_in(conn: &mut PgConnection, postcode: &'static str) -> (DossierId, Order) {
    let id = ordered_in(conn, postcode).await;
    let found = drafts::find(conn, &visit(), Who::House, id).await.unwrap();
    let order = found.order.unwrap();
    pays(conn, id, order.total).await;
    (id, order)
}

async fn gives_back(conn: &mut PgConnection, id: DossierId, cents: Cents) -> State {
    gives(conn, id, (cents, cents)).await
}

/// Gives `cents` back, `above` of it because it was paid above the price.
async fn gives(conn: &mut PgConnection, id: DossierId, (cents, above): (Cents, Cents)) -> State {
    let back = GivenBack { refund: Uuid::now_v7(), cents, above, reference: None };
    money::record_refund(conn, &visit(), id, back).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_complement_is_owed_until_it_is_paid_and_our_fee_stays(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, before) = paid_in(&mut tx, AJACCIO).await;
    let total = moves_to(&mut tx, id, PARIS).await;
    let after = reprice(&mut tx, id, total).await;
    let due = total - before.total;
    assert!(due.0 > 0);
    assert_eq!((after.payment, after.owed(), after.excess()), (Payment::ComplementDu, due.0, 0));
    assert_eq!(after.status, PublicStatus::APayer, "it is the customer's move");
    let order = after.order.unwrap();
    assert_eq!((order.total, order.fee_net, order.at), (total, before.fee_net, before.at));
    let half = pays(&mut tx, id, Cents(1)).await;
    assert_eq!((half.payment, half.owed()), (Payment::ComplementDu, due.0 - 1));
    let paid = pays(&mut tx, id, Cents(due.0 - 1)).await;
    assert_eq!((paid.payment, paid.owed()), (Payment::Soldee, 0));
    agrees(&history::rebuild(&mut tx, &visit(), id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_price_that_fell_leaves_too_much_until_it_went_back(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, before) = paid_in(&mut tx, PARIS).await;
    let total = moves_to(&mut tx, id, AJACCIO).await;
    let after = reprice(&mut tx, id, total).await;
    let fell = before.total - total;
    assert_eq!((after.payment, after.excess()), (Payment::TropPercu, fell.0));
    let part = gives_back(&mut tx, id, Cents(fell.0 - 1)).await;
    assert_eq!((part.payment, part.excess()), (Payment::TropPercu, 1));
    let all = gives_back(&mut tx, id, Cents(1)).await;
    assert_eq!((all.payment, all.excess(), all.given(), all.owed()), (Payment::Soldee, 0, 0, 0));
    agrees(&history::rebuild(&mut tx, &visit(), id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_difference_that_comes_back_pays_what_the_price_rose_by_since(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, before) = paid_in(&mut tx, PARIS).await;
    let total = moves_to(&mut tx, id, AJACCIO).await;
    reprice(&mut tx, id, total).await;
    let fell = before.total - total;
    let back = |refund| GivenBack { refund, cents: fell, above: fell, reference: None };
    let first = Uuid::now_v7();
    let gone = money::record_refund(&mut tx, &visit(), id, back(first)).await.unwrap();
    assert_eq!(gone.payment, Payment::Soldee);
    let total = moves_to(&mut tx, id, PARIS).await;
    let owing = reprice(&mut tx, id, total).await;
    assert_eq!((owing.payment, owing.owed()), (Payment::ComplementDu, fell.0));
    let paid = money::refund_returned(&mut tx, &visit(), id, first).await.unwrap();
    assert_eq!((paid.payment, paid.owed(), paid.excess()), (Payment::Soldee, 0, 0));

    let total = moves_to(&mut tx, id, AJACCIO).await;
    reprice(&mut tx, id, total).await;
    let second = Uuid::now_v7();
    money::record_refund(&mut tx, &visit(), id, back(second)).await.unwrap();
    let held = money::refund_returned(&mut tx, &visit(), id, second).await.unwrap();
    assert_eq!((held.payment, held.excess()), (Payment::TropPercu, fell.0), "it is still theirs");
    agrees(&history::rebuild(&mut tx, &visit(), id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_gesture_on_our_fee_leaves_what_the_price_fell_by_to_go_back(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, before) = paid_in(&mut tx, PARIS).await;
    let total = moves_to(&mut tx, id, AJACCIO).await;
    reprice(&mut tx, id, total).await;
    let fell = before.total - total;
    let gift = gives(&mut tx, id, (Cents(1_000), Cents(0))).await;
    assert_eq!((gift.payment, gift.excess(), gift.given()), (Payment::TropPercu, fell.0, 1_000));
    let all = gives(&mut tx, id, (fell, fell)).await;
    assert_eq!((all.excess(), all.given(), all.owed()), (0, 1_000, 0));
    assert!(all.lets_work_begin());
    agrees(&history::rebuild(&mut tx, &visit(), id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dispute_that_is_won_forgets_nothing_that_is_owed(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, _) = paid_in(&mut tx, AJACCIO).await;
    let total = moves_to(&mut tx, id, PARIS).await;
    let owing = reprice(&mut tx, id, total).await;
    assert_eq!(owing.payment, Payment::ComplementDu);
    let why = || Reason::new("litige_bancaire");
    let disputed = move_to(&mut tx, id, (Payment::Contestee, why())).await;
    assert_eq!(disputed.after_dispute(), Payment::ComplementDu);
    let won = move_to(&mut tx, id, (disputed.after_dispute(), why())).await;
    assert_eq!((won.payment, won.owed()), (Payment::ComplementDu, owing.owed()));
    pays(&mut tx, id, Cents(won.owed())).await;
    let given = gives_back(&mut tx, id, Cents(500)).await;
    assert_eq!(given.after_dispute(), Payment::RemboursePartiel);
    agrees(&history::rebuild(&mut tx, &visit(), id).await.unwrap());
}

async fn move_to(
    conn: &mut PgConnection,
    id: DossierId,
    (to, why): (Payment, Option<Reason>),
) -> State {
    money::move_payment(conn, &visit(), Who::House, id, to, why).await.unwrap()
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_gesture_on_our_fee_is_not_asked_for_again(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let (id, before) = paid_in(&mut tx, AJACCIO).await;
    let given = gives_back(&mut tx, id, Cents(1_000)).await;
    assert_eq!((given.owed(), given.given()), (0, 1_000), "{given:?}");
    let owed = closing::owed(&given, closing::Cause::Silent);
    assert_eq!(owed.most, before.total - Cents(1_000));
    let total = moves_to(&mut tx, id, PARIS).await;
    let after = reprice(&mut tx, id, total).await;
    assert_eq!(after.owed(), (total - before.total).0, "the complement, and not the gesture");
    let again = gives_back(&mut tx, id, Cents(500)).await;
    assert_eq!(
        (again.payment, again.owed()),
        (Payment::ComplementDu, (total - before.total).0),
        "another gesture does not make up for what is due"
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_price_is_worked_out_again_by_whom_it_is_theirs_and_as_the_page_showed_it(pool: PgPool) {
    ready(&pool).await;
    let mut tx = begin(&pool, &visit()).await;
    let id = ordered_in(&mut tx, PARIS).await;
    let same = drafts::find(&mut tx, &visit(), Who::House, id).await.unwrap().order.unwrap().total;
    let (visit, staff) = (visit(), operator("lea"));
    let why = || Reason::new("adresse corrigée").unwrap();
    let tried = async |conn: &mut PgConnection, who: Who<'_>, total| {
        refusal(repricing::reprice(conn, &visit, &RULES, tables(), who, id, (total, why())).await)
    };
    let by_staff = Who::Staff(&staff);
    assert_eq!(tried(&mut tx, by_staff, same).await, Refusal::NoSuchStep, "nothing changed");
    let total = moves_to(&mut tx, id, AJACCIO).await;
    assert_eq!(tried(&mut tx, by_staff, same).await, Refusal::PriceChanged);
    pays(&mut tx, id, same).await;
    let state = drafts::find(&mut tx, &visit, Who::House, id).await.unwrap();
    assert!(state.person.is_some());
    reprice(&mut tx, id, total).await;
    assert_eq!(tried(&mut tx, by_staff, total).await, Refusal::NoSuchStep, "it is the price now");
}
