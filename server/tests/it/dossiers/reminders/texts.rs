//! Reminders by SMS: to whom, when, and what becomes of one that cannot be sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accounts::{Person, Profile, Tell};
use server::State;
use sqlx::PgPool;

use super::super::{Folder, dossier, ordered};
use super::{remind, since_the_start, told, wants};
use crate::somebody::served;
use crate::support::work_until;

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
    let folder = Folder::new();
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
