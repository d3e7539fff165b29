//! Customers who must act: what they are told again, and when it stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
use crate::support::work_until;

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
async fn who_wants_sms_gets_the_short_words_too(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, ..) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    assert_eq!(remind(&state, 3).await.letters, 1);
    wants(&state, &lea, Tell { reminders: true, sms: true, news: false }).await;
    assert_eq!(remind(&state, 7).await.letters, 1);
    let said: Vec<_> = told(&pool).await.into_iter().map(|(name, by, _)| (name, by)).collect();
    let by = |channel: &str| ("dossier_unpaid".to_owned(), channel.to_owned());
    assert_eq!(said, [by("email"), by("email"), by("sms")]);

    let since: Option<bool> =
        sqlx::query_scalar("select tell_sms_since is not null from people where id = $1")
            .bind(lea.id.0)
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(since, Some(true), "since when they want it is kept");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_lives_overseas_gets_the_short_words_in_the_morning_of_there(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, ..) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    let postcode = "97200".to_owned();
    let lea = Person { profile: Profile { postcode, ..lea.profile.clone() }, ..lea };
    wants(&state, &lea, Tell { reminders: true, sms: true, news: false }).await;
    // Ten in the morning of Paris is five in Fort-de-France.
    assert_eq!(remind(&state, 3).await.letters, 1);
    let told = told(&pool).await;
    let zones: Vec<_> = told.iter().map(|(_, by, it)| (&**by, it["zone"].as_str())).collect();
    assert_eq!(zones, [("email", None), ("sms", Some("972"))]);
    let waits: bool = sqlx::query_scalar(
        "select run_at = '2027-01-08T12:00:00Z'::timestamptz from graphile_worker._private_jobs
         where key = (select 'notification:' || id from notifications where channel = 'sms')",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(waits, "until eight of there");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn where_no_text_can_leave_the_letter_goes_alone(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let (lea, ..) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    wants(&state, &lea, Tell { reminders: true, sms: true, news: false }).await;
    crate::texts::no_texts(&state);
    assert_eq!(remind(&state, 3).await.letters, 1);
    let by: Vec<String> = told(&pool).await.into_iter().map(|(_, by, _)| by).collect();
    assert_eq!(by, ["email"]);
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

/// Nobody is disturbed by a text, whenever the tests run.
fn never_quiet(state: &State) {
    let mut directory = (*state.directory()).clone();
    for house in &mut directory.tenants {
        let settings = &mut Arc::make_mut(house).settings;
        (settings.quiet_from, settings.quiet_until) = (0, 0);
    }
    state.set_directory(directory);
}

/// A provider of texts that knows no telephone, on a real socket; how often it was asked.
async fn deaf_provider() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let refuse = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        let body = r#"{"code":21211,"message":"The 'To' number is not valid","status":400}"#;
        let kind = [("content-type", "application/json")];
        std::future::ready((axum::http::StatusCode::BAD_REQUEST, kind, body))
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(refuse);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, asked)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_text_that_cannot_be_sent_is_noted_at_the_desk_and_the_mail_goes(pool: PgPool) {
    let (address, asked) = deaf_provider().await;
    let folder = super::Folder::new();
    let mail = folder.0.join("mail");
    let settings = [
        ("SMS_PROVIDER", "twilio"),
        ("TWILIO_URL", address.as_str()),
        ("TWILIO_ACCOUNT", "AC1"),
        ("TWILIO_TOKEN", "12345"),
        ("MAIL_FOLDER", mail.to_str().unwrap()),
    ];
    let (site, state) = served(&pool, &settings).await;
    never_quiet(&state);
    let (lea, _, reference) = ordered(&site, &state, "lea").await;
    since_the_start(&pool).await;
    wants(&state, &lea, Tell { reminders: true, sms: true, news: false }).await;
    assert_eq!(remind(&state, 3).await.letters, 1);
    // Tests run on Sundays too, on which no reminder goes to a telephone: news do.
    sqlx::query("update notifications set template = 'dossier_paid' where channel = 'sms'")
        .execute(&pool)
        .await
        .unwrap();
    let jobs = jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let sent = async || {
        let sql = "select count(*) from notifications where template = 'dossier_unpaid' and state = 'sent'";
        let mails: i64 = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        mails == 1 && !dossier(&state, &reference).await.1.notes.is_empty()
    };
    work_until(&state, &jobs, sent).await;
    let (_, found) = dossier(&state, &reference).await;
    let notes: Vec<_> = found.notes.values().filter_map(|note| note.words.as_deref()).collect();
    assert!(matches!(notes[..], [one] if one.contains("twilio: 400 21211")), "{notes:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
