use demarches::DemarcheKind;
use dossiers::operations::drafts::{self, Beginning};
use dossiers::operations::{NotDone, Who, history};
use dossiers::{PublicStatus, Refusal};
use sealing::Token;
use sqlx::PgPool;
use vocabulary::Email;

use crate::support::{
    RULES, agrees, begin, customer, draft, draft_by_link, order, person, ready, refusal, visit,
};

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_is_resumed_by_its_link_until_it_belongs_to_an_account(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea, token) = (visit(), customer(), Token::random());
    let mut tx = begin(&pool, &visit).await;
    let id = draft_by_link(&mut tx, &visit, &token).await;
    let who = Who::Link(&token);
    let answer = ("vehicle.plate", "ab 123 cd");
    drafts::answer(&mut tx, &visit, &RULES, who, id, answer, None).await.unwrap();

    assert_eq!(drafts::by_link(&mut tx, &token).await.unwrap(), Some(id));
    let state = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    assert_eq!(state.answers["vehicle.plate"], "AB-123-CD", "as the rules write it");
    assert_eq!(state.facts["fiscal_cv"], "6", "the facts of the simulation came along");

    assert_eq!(drafts::attach(&mut tx, &visit, &token, &lea).await.unwrap(), id);
    assert_eq!(drafts::by_link(&mut tx, &token).await.unwrap(), None);
    assert!(matches!(drafts::find(&mut tx, &visit, who, id).await, Err(NotDone::Missing)));
    let state = drafts::find(&mut tx, &visit, Who::Customer(&lea), id).await.unwrap();
    assert_eq!(state.email.as_deref(), Some("lea.durand@example.org"));
    let stolen = drafts::attach(&mut tx, &visit, &token, &person("x@example.org", &[])).await;
    assert!(matches!(stolen, Err(NotDone::Missing)));
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn somebody_elses_draft_looks_missing(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let (token, other) = (Token::random(), Token::random());
    let mut tx = begin(&pool, &visit).await;
    let own = draft(&mut tx, &visit, &lea).await;
    let linked = draft_by_link(&mut tx, &visit, &token).await;
    let stranger = person("max@example.org", &[access::Role::Client]);
    for (who, id) in [
        (Who::Customer(&stranger), own),
        (Who::Customer(&lea), linked),
        (Who::Link(&other), linked),
        (Who::Link(&token), own),
        (Who::Staff(&stranger), own),
    ] {
        assert!(matches!(drafts::find(&mut tx, &visit, who, id).await, Err(NotDone::Missing)));
        let answer = ("vehicle.plate", "AB-123-CD");
        let answered = drafts::answer(&mut tx, &visit, &RULES, who, id, answer, None).await;
        assert!(matches!(answered, Err(NotDone::Missing)));
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_pages_that_answer_the_same_question_hear_of_each_other(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    tx.commit().await.unwrap();

    // Both pages show the question without an answer; both answer at once.
    let (mut first, mut second) = (begin(&pool, &visit).await, begin(&pool, &visit).await);
    let one = ("titulaire.cotitulaire_count", "1");
    let answered = drafts::answer(&mut first, &visit, &RULES, who, id, one, None).await.unwrap();
    assert_eq!(answered.replaced, None);
    let (late, ()) = tokio::join!(
        drafts::answer(
            &mut second,
            &visit,
            &RULES,
            who,
            id,
            ("titulaire.cotitulaire_count", "2"),
            None
        ),
        async {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            first.commit().await.unwrap();
        }
    );
    let late = late.unwrap();
    assert_eq!(late.replaced.as_deref(), Some("1"), "the later one wins, and says so");
    assert_eq!(late.state.answers["titulaire.cotitulaire_count"], "2");
    second.commit().await.unwrap();

    let mut tx = begin(&pool, &visit).await;
    // Another question is in nobody's way, and a page that showed the answer replaces it knowingly.
    let other = ("titulaire.is_minor", "false");
    let quiet = drafts::answer(&mut tx, &visit, &RULES, who, id, other, None).await.unwrap();
    assert_eq!(quiet.replaced, None);
    let known = ("titulaire.cotitulaire_count", "0");
    let quiet = drafts::answer(&mut tx, &visit, &RULES, who, id, known, Some("2")).await.unwrap();
    assert_eq!(quiet.replaced, None);
    agrees(&history::rebuild(&mut tx, &visit, id).await.unwrap());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_answer_that_is_none_changes_nothing(pool: PgPool) {
    ready(&pool).await;
    let (visit, lea) = (visit(), customer());
    let who = Who::Customer(&lea);
    let mut tx = begin(&pool, &visit).await;
    let id = draft(&mut tx, &visit, &lea).await;
    let before = drafts::find(&mut tx, &visit, who, id).await.unwrap();
    for answer in [("vehicle.plate", "what?"), ("weather", "rain"), ("cession.on", "2199-01-01")] {
        let outcome = drafts::answer(&mut tx, &visit, &RULES, who, id, answer, None).await;
        assert_eq!(refusal(outcome), Refusal::BadAnswer);
    }
    let same = ("vehicle.genre", "VP");
    drafts::answer(&mut tx, &visit, &RULES, who, id, same, Some("VP")).await.unwrap();
    assert_eq!(drafts::find(&mut tx, &visit, who, id).await.unwrap(), before, "no event either");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_demarche_keeps_the_answers_and_an_order_wants_an_address(pool: PgPool) {
    ready(&pool).await;
    let (visit, token) = (visit(), Token::random());
    let who = Who::Link(&token);
    let mut tx = begin(&pool, &visit).await;
    let id = draft_by_link(&mut tx, &visit, &token).await;
    let kind = DemarcheKind::DuplicataPerte;
    drafts::change_demarche(&mut tx, &visit, &RULES, who, id, kind).await.unwrap();
    let kind = DemarcheKind::ChangementTitulaire;
    let state = drafts::change_demarche(&mut tx, &visit, &RULES, who, id, kind).await.unwrap();
    assert_eq!((state.kind, state.answers["vehicle.genre"].as_str()), (kind, "VP"));
    crate::support::answer_all(&mut tx, &visit, who, id, crate::support::ANSWERS).await;
    assert_eq!(refusal(order(&mut tx, &visit, who, id).await), Refusal::EmailNeeded);
    let (next, email) = (Token::random(), Email::parse("lea@example.org").unwrap());
    drafts::renew_link(&mut tx, &visit, who, id, &next, Some(&email)).await.unwrap();
    assert_eq!(drafts::by_link(&mut tx, &token).await.unwrap(), None, "the old link is dead");
    let state = order(&mut tx, &visit, Who::Link(&next), id).await.unwrap();
    assert_eq!(state.status, PublicStatus::APayer);
    let kind = DemarcheKind::DuplicataPerte;
    let late = drafts::change_demarche(&mut tx, &visit, &RULES, Who::Link(&next), id, kind).await;
    assert_eq!(refusal(late), Refusal::AlreadyOrdered);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn numbers_follow_each_other_in_each_house(pool: PgPool) {
    ready(&pool).await;
    let (here, there, lea) = (visit(), crate::support::visit_of(1), customer());
    let mut numbers = Vec::new();
    for visit in [&here, &there, &here, &here] {
        let mut tx = begin(&pool, visit).await;
        let beginning = Beginning {
            kind: DemarcheKind::ChangementAdresse,
            simulation: &[],
            link: None,
            person: Some(&lea),
        };
        let (_, state) = drafts::begin(&mut tx, visit, &RULES, &beginning).await.unwrap();
        numbers.push(state.reference.to_string());
        tx.commit().await.unwrap();
    }
    let expected = ["CG-2026-000001", "CG-2026-000001", "CG-2026-000002", "CG-2026-000003"];
    assert_eq!(numbers, expected);
}
