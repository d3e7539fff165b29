use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use mailer::webhooks::{Report, Reported};
use mailer::{Accepted, FOREVER, Failure, Letter, Provider};
use notifications::operations::{apply, forget_person};
use notifications::{State, Template};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{Office, Scripted, channels, later, notice, now, office, tenants};

fn report(id: Option<Uuid>, message_id: Option<String>, state: Reported, detail: &str) -> Report {
    Report { provider: "mails", message_id, id, state, at: later(30), detail: detail.into() }
}

fn about(id: Uuid, state: Reported, detail: &str) -> Report {
    report(Some(id), Some(format!("<{id}>")), state, detail)
}

/// Applies as the webhook does: by a transaction that knows no tenant.
async fn applied(office: &Office, report: &Report, at: Timestamp) -> bool {
    let mut tx = office.app.begin().await.unwrap();
    let changed = apply(&mut tx, report, at).await.unwrap();
    tx.commit().await.unwrap();
    changed
}

async fn sent(office: &Office) -> Uuid {
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    let channels = channels(Scripted::new("mails", FOREVER, []), None);
    office.attempt(&channels, id, 1, now()).await.unwrap();
    id
}

fn orders<T: Clone>(all: &[T]) -> Vec<Vec<T>> {
    if all.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (place, first) in all.iter().enumerate() {
        let mut rest = all.to_vec();
        rest.remove(place);
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            found.push(order);
        }
    }
    found
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn reports_give_one_end_in_whatever_order_and_however_often(pool: PgPool) {
    let office = office(&pool).await;
    let soft = (Reported::Bounced { permanent: false }, "soft_bounce");
    let slow = (Reported::Bounced { permanent: false }, "error");
    let hard = (Reported::Bounced { permanent: true }, "hard_bounce");
    let (delivered, deferred) =
        ((Reported::Delivered, "delivered"), (Reported::Deferred, "deferred"));
    for (reports, end, error) in [
        (vec![deferred, soft, delivered], State::Delivered, None),
        (vec![deferred, soft, slow], State::Bounced, Some("soft_bounce")),
        (vec![soft, delivered, hard], State::Bounced, Some("hard_bounce")),
        (vec![delivered, (Reported::Complained, "spam")], State::Complained, Some("spam")),
    ] {
        for order in orders(&reports) {
            let id = sent(&office).await;
            for (state, detail) in order.iter().chain(&order) {
                applied(&office, &about(id, *state, detail), now()).await;
            }
            let entry = office.entry(id).await;
            assert_eq!((entry.state, entry.last_error.as_deref()), (end, error), "{order:?}");
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_that_is_quicker_than_the_answer_is_the_answer(pool: PgPool) {
    let office = office(&pool).await;
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    assert!(applied(&office, &about(id, Reported::Delivered, "delivered"), now()).await);
    let mails = Scripted::new("mails", FOREVER, []);
    let channels = channels(Arc::clone(&mails) as _, None);
    office.attempt(&channels, id, 1, now()).await.unwrap();
    assert_eq!(mails.asked(), 0);
    let entry = office.entry(id).await;
    assert_eq!((entry.state, entry.sent_at), (State::Delivered, Some(later(30))));
}

/// A provider whose report overtakes its answer.
struct Overtaken(sqlx::PgPool);

#[async_trait]
impl Provider<Letter> for Overtaken {
    fn name(&self) -> &'static str {
        "mails"
    }

    fn remembers(&self) -> Duration {
        FOREVER
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        let mut tx = self.0.begin().await.unwrap();
        let report = about(letter.id, Reported::Bounced { permanent: true }, "hard_bounce");
        apply(&mut tx, &report, now()).await.unwrap();
        tx.commit().await.unwrap();
        Ok(Accepted { provider: "mails", message_id: None })
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_that_overtakes_the_answer_stays(pool: PgPool) {
    let office = office(&pool).await;
    let channels = channels(Arc::new(Overtaken(office.app.clone())), None);
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    office.attempt(&channels, id, 1, now()).await.unwrap();
    let entry = office.entry(id).await;
    assert_eq!((entry.state, entry.last_error.as_deref()), (State::Bounced, Some("hard_bounce")));
    assert_eq!(entry.provider_message_id, Some(format!("<{id}>")));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_report_finds_its_message_by_the_providers_name_for_it(pool: PgPool) {
    let office = office(&pool).await;
    let (id, other) = (sent(&office).await, sent(&office).await);
    let by_name = |name: String| report(None, Some(name), Reported::Delivered, "delivered");
    assert!(applied(&office, &by_name(format!("<{id}>")), now()).await);
    assert_eq!(office.state(id).await, State::Delivered);
    assert_eq!(office.state(other).await, State::Sent);
    assert!(!applied(&office, &by_name("<nobody>".into()), now()).await);
    let unnamed = report(None, None, Reported::Delivered, "delivered");
    assert!(!applied(&office, &unnamed, now()).await);
    let mut elsewhere = by_name(format!("<{other}>"));
    elsewhere.provider = "another";
    assert!(!applied(&office, &elsewhere, now()).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_person_who_is_forgotten_leaves_neither_address_nor_words(pool: PgPool) {
    let office = office(&pool).await;
    let person = Uuid::now_v7();
    let mut theirs = notice(Template::SignInLink, None);
    theirs.person = Some(person);
    let (gone, open) = (office.tell(&theirs).await, office.tell(&theirs).await);
    let others = office.tell(&notice(Template::SignInLink, None)).await;
    let mails = Scripted::new("mails", FOREVER, []);
    let channels = channels(Arc::clone(&mails) as _, None);
    office.attempt(&channels, gone, 1, now()).await.unwrap();

    let mut tx = office.enter(tenants()[0]).await;
    assert_eq!(forget_person(&mut tx, person, None, now()).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let left: i64 = sqlx::query_scalar(
        "select count(*) from notifications where notifications::text like '%lovelace%' or values is not null",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(left, 1, "the message of another");
    assert_eq!(office.entry(gone).await.subject, None);
    assert_eq!(office.state(open).await, State::Failed);
    office.attempt(&channels, open, 1, now()).await.unwrap();
    assert_eq!(mails.asked(), 1, "what was not sent is not sent any more");
    assert_eq!(office.state(others).await, State::Waiting);
}
