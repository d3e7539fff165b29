//! Customers who must act: what they are told again, and when it stops.

mod texts;

use accounts::operations::people;
use accounts::{Person, Profile, Tell, Visit};
use dossiers::operations::{Who, filing, pieces, signatures, talk};
use dossiers::tracks::{Reason, Signature};
use jiff::{SignedDuration, Timestamp};
use server::State;
use server::reminders::{Reminded, remind_house};
use sqlx::PgPool;
use vocabulary::Lang;

use super::{dossier, ordered, paid};
use crate::somebody::{begin, served, visit};

/// Template, channel and what was to be said, oldest first.
async fn told(pool: &PgPool) -> Vec<(String, String, serde_json::Value)> {
    sqlx::query_as(
        "select template, channel, coalesce(values, '{}') from notifications
         where template like 'dossier_%' and template not in ('dossier_ordered', 'dossier_paid')
         order by created_at, channel",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

/// The house at ten in the morning of a Tuesday, from which its days are counted.
fn start() -> Timestamp {
    "2027-01-05T09:00:00Z".parse().unwrap()
}

fn on_day(state: &State, days: i64) -> Visit {
    Visit { now: start() + SignedDuration::from_hours(24 * days), ..visit(state) }
}

/// Everything that happened until now happened on the first day.
async fn since_the_start(pool: &PgPool) {
    let start = start().to_string();
    let parts: Vec<String> = sqlx::query_scalar(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'dossier_events'::regclass",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    // What happened never changes: the guard is taken away for the time of a test, by the owner.
    for part in parts.iter().map(String::as_str).chain(["dossier_events"]) {
        let sql = format!("alter table {part} disable trigger user");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await.unwrap();
    }
    for sql in [
        "update dossiers set status_since = $1::timestamptz, changed_at = $1::timestamptz",
        "update dossier_events set at = $1::timestamptz",
    ] {
        sqlx::query(sql).bind(&start).execute(pool).await.unwrap();
    }
}

async fn remind(state: &State, day: i64) -> Reminded {
    remind_house(state, &on_day(state, day)).await.unwrap()
}

async fn wants(state: &State, person: &Person, tell: Tell) {
    let profile = Profile { phone: "+33612345678".to_owned(), ..person.profile.clone() };
    let mut tx = begin(state).await;
    let saved = people::save_profile(&mut tx, person.id, &profile, Lang::Fr, tell);
    saved.await.unwrap();
    tx.commit().await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_order_that_is_not_paid_is_reminded_four_times_and_then_left_to_the_staff(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    let letter = Reminded { letters: 1, ..Reminded::default() };
    let nothing = Reminded::default();
    let days = [
        (0, nothing),
        (2, nothing),
        (3, letter),
        // The same morning once more, and the next.
        (3, nothing),
        (4, nothing),
        (7, letter),
        (15, letter),
        (30, letter),
        (31, nothing),
        // A Sunday.
        (33, nothing),
        (34, Reminded { silent: 1, ..nothing }),
        (35, nothing),
        (60, nothing),
    ];
    for (day, expected) in days {
        assert_eq!(remind(&state, day).await, expected, "day {day}");
    }
    let told = told(&pool).await;
    let said: Vec<_> =
        told.iter().map(|(template, channel, _)| (&**template, &**channel)).collect();
    assert_eq!(said, [("dossier_unpaid", "email"); 4]);
    let days: Vec<i64> = told.iter().map(|(_, _, it)| it["day"].as_i64().unwrap()).collect();
    assert_eq!(days, [3, 7, 15, 30]);
    let last: Vec<bool> = told.iter().map(|(_, _, it)| it["last"].as_bool().unwrap()).collect();
    assert_eq!(last, [false, false, false, true]);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(told[0].2["total"], found.order.as_ref().unwrap().total.0);
    let tasks: Vec<_> = found.tasks.values().filter_map(|task| task.words.as_deref()).collect();
    assert!(matches!(tasks[..], [words] if words.starts_with("Client silencieux")), "{tasks:?}");
    assert!(tasks[0].contains("5 janvier 2027, 4 rappels sans réponse."), "{tasks:?}");
}

/// The only task of the staff.
async fn task(state: &State, reference: &str) -> String {
    let (_, found) = dossier(state, reference).await;
    let mut tasks = found.tasks.into_values().filter_map(|task| task.words);
    let words = tasks.next().unwrap();
    assert_eq!(tasks.next(), None);
    words
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_sent_every_piece_is_reminded_of_the_forms_that_are_void_or_were_never_made(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    let visit = visit(&state);
    for (name, signs) in [("lea", true), ("max", false)] {
        let (person, _, reference) = paid(&site, &state, name).await;
        let (id, found) = dossier(&state, &reference).await;
        let who = Who::Customer(&person);
        let mut tx = begin(&state).await;
        for (slot, asked) in &found.slots {
            let piece = (slot.as_str(), asked.kind.as_str());
            let document = uuid::Uuid::now_v7().into();
            pieces::receive(&mut tx, &visit, who, id, piece, vec![document]).await.unwrap();
        }
        if signs {
            let rules = state.rules();
            signatures::ask(&mut tx, &visit, &rules, who, id).await.unwrap();
            let why = Reason::new("champ_imprime_modifie").unwrap();
            let void = signatures::void(&mut tx, &visit, Who::House, id, why).await.unwrap();
            assert_eq!(void.signature, Signature::Perimee);
        }
        tx.commit().await.unwrap();
    }
    since_the_start(&pool).await;
    assert_eq!(remind(&state, 3).await.letters, 2);
    let told = told(&pool).await;
    assert_eq!(told.len(), 2, "{told:?}");
    for (template, _, values) in &told {
        let forms = values["forms"].as_array().unwrap();
        assert_eq!((template.as_str(), forms.len()), ("dossier_to_sign", 2), "{values}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_owes_a_difference_is_not_reminded_of_an_order_that_they_paid(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = paid(&site, &state, "lea").await;
    sqlx::query("update dossiers set payment = 'complement_du', status = 'a_payer'")
        .execute(&pool)
        .await
        .unwrap();
    since_the_start(&pool).await;
    assert_eq!(remind(&state, 3).await.letters, 1);
    let told = told(&pool).await;
    assert_eq!((told.len(), told[0].0.as_str()), (1, "dossier_complement"));
    let link = told[0].2["link"].as_str().unwrap();
    assert!(link.contains(&reference) && told[0].2["due"].is_i64(), "{told:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_customer_of_whom_nothing_is_asked_gets_no_letter_and_the_staff_is_told(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = paid(&site, &state, "lea").await;
    // To be corrected, with nothing that was refused.
    sqlx::query("update dossiers set status = 'a_corriger'").execute(&pool).await.unwrap();
    since_the_start(&pool).await;
    for day in [3, 30] {
        assert_eq!(remind(&state, day).await, Reminded::default(), "day {day}");
    }
    assert_eq!(remind(&state, 34).await, Reminded { silent: 1, ..Reminded::default() });
    assert!(task(&state, &reference).await.contains("aucun rappel"));
    assert!(told(&pool).await.is_empty());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_dossier_that_cannot_be_read_keeps_no_other_from_its_reminder(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, broken) = ordered(&site, &state, "lea").await;
    ordered(&site, &state, "max").await;
    since_the_start(&pool).await;
    // The first one, by its id, is sealed under no key.
    let (id, _) = dossier(&state, &broken).await;
    sqlx::query("update dossiers set personal = 'x' where id = $1")
        .bind(id.0)
        .execute(&pool)
        .await
        .unwrap();
    assert!(remind_house(&state, &on_day(&state, 3)).await.is_err(), "it is said");
    assert_eq!(told(&pool).await.len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn reminders_begin_anew_when_the_customer_acts_and_stop_when_the_dossier_is_closed(
    pool: PgPool,
) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, _, reference) = paid(&site, &state, "lea").await;
    since_the_start(&pool).await;
    assert_eq!(remind(&state, 7).await.letters, 1);
    let (id, _) = dossier(&state, &reference).await;
    // She writes on the eighth day: the seventh of before is no third of now.
    let mut tx = begin(&state).await;
    let who = Who::Customer(&lea);
    talk::message(&mut tx, &on_day(&state, 8), who, id, "Je cherche ma pièce.").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(remind(&state, 10).await, Reminded::default());
    assert_eq!(remind(&state, 11).await.letters, 1);
    let told = told(&pool).await;
    let days: Vec<_> = told.iter().map(|(name, _, it)| (&**name, it["day"].as_i64())).collect();
    assert_eq!(days, [("dossier_reminder", Some(7)), ("dossier_reminder", Some(3))]);
    let missing = told[0].2["missing"].as_array().unwrap();
    let is_named = |it: &serde_json::Value| it.as_str().is_some_and(|it| !it.contains('_'));
    assert!(!missing.is_empty() && missing.iter().all(is_named), "{missing:?}");
    let mut tx = begin(&state).await;
    let reason = Reason::new("demande_client").unwrap();
    filing::cancel(&mut tx, &on_day(&state, 12), who, id, reason).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(remind(&state, 41).await, Reminded::default());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_was_not_reminded_in_time_is_reminded_once_before_they_are_called_silent(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    // No worker ran for weeks.
    assert_eq!(remind(&state, 45).await.letters, 1);
    assert_eq!(remind(&state, 46).await, Reminded::default());
    assert_eq!(remind(&state, 48).await.silent, 1);
    assert_eq!(told(&pool).await.len(), 1);
    let words = task(&state, &reference).await;
    assert!(words.contains("un rappel sans réponse"), "{words}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nobody_is_reminded_by_night_on_a_sunday_or_against_their_will(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, _, reference) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    // The fifth day is a Sunday; a night before and after it.
    for hours in [24 * 5, 24 * 4 + 12, 24 * 5 + 20] {
        let now = start() + SignedDuration::from_hours(hours);
        let visit = Visit { now, ..visit(&state) };
        assert_eq!(remind_house(&state, &visit).await.unwrap(), Reminded::default(), "{now}");
    }
    wants(&state, &lea, Tell { reminders: false, sms: true, news: false }).await;
    for day in [6, 7, 15, 30] {
        remind(&state, day).await;
    }
    assert!(told(&pool).await.is_empty(), "they said no");
    assert_eq!(remind(&state, 34).await.silent, 1, "the staff is told all the same");
    let words = task(&state, &reference).await;
    assert!(words.contains("aucun rappel, le client n’en veut pas"), "{words}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_wrote_a_draft_is_told_once_before_it_is_forgotten(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (_, _, reference) = super::answered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    assert_eq!(remind(&state, 74).await, Reminded::default());
    assert_eq!(remind(&state, 76).await, Reminded { drafts: 1, ..Reminded::default() });
    assert_eq!(remind(&state, 77).await, Reminded::default());
    let told = told(&pool).await;
    assert_eq!((told.len(), told[0].0.as_str()), (1, "dossier_draft_ending"));
    assert_eq!(told[0].2["until"], "2027-04-05");
    assert!(told[0].2["link"].as_str().unwrap().ends_with(&reference), "{told:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whoever_is_told_late_has_a_week_and_is_told_the_true_day(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    super::answered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    // Two days later than it should, it is still the ninetieth day; then a week from the letter.
    assert_eq!(remind(&state, 78).await.drafts, 1);
    assert_eq!(told(&pool).await[0].2["until"], "2027-04-05");
    sqlx::query("delete from dossier_reminders").execute(&pool).await.unwrap();
    sqlx::query("delete from notification_keys").execute(&pool).await.unwrap();
    assert_eq!(remind(&state, 88).await.drafts, 1);
    assert_eq!(told(&pool).await[1].2["until"], "2027-04-10");
}
