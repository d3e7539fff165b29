use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use jobs::{Failed, Worker};
use mailer::{
    Accepted, FOREVER, Failure, Letter, Patience, Phone, Provider, Smtp, SmtpSettings, Tls,
};
use notifications::operations::{self, Channels, SendNotification};
use notifications::{Notice, Recipient, State, Template};
use sqlx::PgPool;

use crate::smtp_server::{Mood, Server, Step};
use crate::support::{Office, Scripted, channels, install, later, notice, now, office, tenants};

pub(crate) fn smtp(port: u16, patience: Duration) -> Smtp {
    install();
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        tls: Tls::None,
        credentials: None,
        hello: "carteclaire.example".into(),
        patience: Patience { connect: patience, answer: patience, delivery: patience },
    };
    Smtp::new(settings, &[]).unwrap()
}

async fn values_are_kept(pool: &PgPool) -> bool {
    sqlx::query_scalar("select exists (select from notifications where values is not null)")
        .fetch_one(pool)
        .await
        .unwrap()
}

fn again(reason: &str) -> Result<(), Failed> {
    Err(Failed::Again(reason.into()))
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_mail_server_that_was_down_gets_one_mail_when_it_is_up(pool: PgPool) {
    let office = office(&pool).await;
    let moods = [
        (Mood::Answers(Step::Greeting, "421 closed"), "smtp: connect: 421"),
        (Mood::Dies(Step::Mail), "smtp: mail: no connection"),
        (Mood::Hangs(Step::Rcpt), "smtp: rcpt: no answer in time"),
    ];
    let server = Server::start(moods[0].0, None, false).await;
    let smtp = smtp(server.address.port(), Duration::from_millis(500));
    let channels = channels(Arc::new(smtp), None);
    let notice = notice(Template::VerifyEmail, Some("verify:1"));
    let id = office.tell(&notice).await;
    for (number, (mood, reason)) in (1..).zip(moods) {
        *server.mood.lock().unwrap() = mood;
        assert_eq!(office.attempt(&channels, id, number, now()).await, again(reason));
        assert_eq!(office.state(id).await, State::Waiting, "the page says that it is late");
        assert_eq!(office.tell(&notice).await, id, "asked again meanwhile");
    }
    *server.mood.lock().unwrap() = Mood::Well;
    office.attempt(&channels, id, 4, later(60)).await.unwrap();
    office.attempt(&channels, id, 5, later(120)).await.unwrap();
    assert_eq!(server.mails.lock().unwrap().len(), 1);
    let entry = office.entry(id).await;
    assert_eq!((entry.state, entry.attempts, entry.last_error), (State::Sent, 4, None));
    assert_eq!(entry.provider.as_deref(), Some("smtp"));
    assert_eq!(entry.provider_message_id, Some(format!("<{id}@carteclaire.example>")));
    assert_eq!(entry.subject.as_deref(), Some("Vérifiez votre adresse électronique"));
    assert_eq!(entry.recipient.as_deref(), Some("a…@example.org"));
    assert_eq!(entry.sent_at, Some(later(60)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_worker_sends_what_was_told(pool: PgPool) {
    let office = office(&pool).await;
    let texts = Scripted::new("texts", FOREVER, []);
    let channels = Channels {
        sms: mailer::Route::new(Arc::clone(&texts) as _, None),
        ..channels(Scripted::new("mails", FOREVER, []), None)
    };
    let id = office.tell(&notice(Template::OneTimeCode, None)).await;
    let worker = Worker::new(office.jobs.clone(), (office.app.clone(), channels)).task(
        |context: Arc<(PgPool, Channels)>, task: SendNotification, attempt| async move {
            operations::send(&context.0, &context.1, &task, &attempt, now()).await
        },
    );
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(worker.run_until(async { drop(stopped.await) }));
    let sent = async {
        while office.state(id).await != State::Sent {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let came = tokio::time::timeout(Duration::from_mins(1), sent).await;
    stop.send(()).unwrap();
    running.await.unwrap();
    assert!(came.is_ok(), "it was never sent");
    assert_eq!(*texts.asked.lock().unwrap(), [id]);
    assert_eq!(office.waiting_jobs().await, 0);
}

/// What goes to a telephone of somebody.
fn text(template: Template) -> Notice {
    let to = Recipient::Sms(Phone::parse("+33612345678").unwrap());
    Notice { to, ..notice(template, None) }
}

fn by_text(failures: impl IntoIterator<Item = Failure>) -> (Arc<Scripted>, Channels) {
    let texts = Scripted::new("texts", FOREVER, failures);
    let sms = mailer::Route::new(Arc::clone(&texts) as _, None);
    let channels = channels(Scripted::new("mails", FOREVER, []), None);
    (texts, Channels { sms, ..channels })
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_text_that_is_tried_again_by_night_waits_for_the_morning_and_a_code_does_not(
    pool: PgPool,
) {
    let office = office(&pool).await;
    let (texts, channels) = by_text([Failure::not_taken("503")]);
    let paid = office.tell(&text(Template::DossierPaid)).await;
    assert_eq!(office.attempt(&channels, paid, 1, now()).await, again("texts: 503"));
    let night = "2026-11-21T22:10:00Z".parse().unwrap();
    office.attempt(&channels, paid, 2, night).await.unwrap();
    assert_eq!((texts.asked(), office.state(paid).await), (1, State::Waiting));
    let mut conn = office.jobs.acquire().await.unwrap();
    let page = jobs::operations::Page::default();
    let waiting = jobs::operations::waiting(&mut conn, page).await.unwrap();
    let morning: jiff::Timestamp = "2026-11-22T07:00:00Z".parse().unwrap();
    assert_eq!(waiting.iter().map(|job| job.run_at).collect::<Vec<_>>(), [morning]);
    office.attempt(&channels, paid, 1, morning).await.unwrap();
    assert_eq!((texts.asked(), office.state(paid).await), (2, State::Sent));

    let reminder = office.tell(&text(Template::DossierUnpaid)).await;
    office.attempt(&channels, reminder, 1, morning).await.unwrap();
    assert_eq!(office.state(reminder).await, State::Waiting, "that is a Sunday");
    let code = office.tell(&text(Template::OneTimeCode)).await;
    office.attempt(&channels, code, 1, night).await.unwrap();
    assert_eq!((texts.asked(), office.state(code).await), (3, State::Sent));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_text_that_is_to_be_tried_again_is_stopped_too(pool: PgPool) {
    let office = office(&pool).await;
    let (texts, channels) = by_text([Failure::unknown("cut")]);
    let id = office.tell(&text(Template::DossierPaid)).await;
    assert_eq!(office.attempt(&channels, id, 1, now()).await, again("texts: cut"));
    assert_eq!(office.state(id).await, State::Sending);
    let mut tx = office.enter(tenants()[0]).await;
    assert_eq!(operations::stop_texts(&mut tx, "+33612345678", now()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    office.attempt(&channels, id, 2, later(60)).await.unwrap();
    assert_eq!((texts.asked(), office.state(id).await), (1, State::Failed));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn values_go_once_it_is_sent_or_given_up(pool: PgPool) {
    let office = office(&pool).await;
    let refused = Failure::Refused("550".into());
    let mails = Scripted::new("mails", FOREVER, [Failure::not_taken("503"), refused]);
    let channels = channels(mails, None);
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    assert_eq!(office.attempt(&channels, id, 1, now()).await, again("mails: 503"));
    assert!(values_are_kept(&pool).await);
    let given_up = office.attempt(&channels, id, 2, now()).await;
    assert_eq!(given_up, Err(Failed::ForGood("mails: 550".into())));
    assert_eq!(office.state(id).await, State::Failed);
    assert!(!values_are_kept(&pool).await);
    office.attempt(&channels, id, 3, now()).await.unwrap();

    let id = office.tell(&notice(Template::SignInLink, None)).await;
    office.attempt(&channels, id, 1, now()).await.unwrap();
    assert!(!values_are_kept(&pool).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_last_attempt_gives_up(pool: PgPool) {
    let office = office(&pool).await;
    let bad = Failure::Misconfigured("401".into());
    let channels = channels(Scripted::new("mails", FOREVER, [bad.clone(), bad]), None);
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    assert_eq!(office.attempt(&channels, id, 11, now()).await, again("mails: 401"));
    assert!(matches!(office.attempt(&channels, id, 12, now()).await, Err(Failed::ForGood(_))));
    let entry = office.entry(id).await;
    assert_eq!((entry.state, entry.last_error.as_deref()), (State::Failed, Some("mails: 401")));
    assert!(!values_are_kept(&pool).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_second_provider_gets_what_the_first_certainly_did_not_take(pool: PgPool) {
    let office = office(&pool).await;
    let first = Scripted::new("first", Duration::ZERO, [Failure::not_taken("503")]);
    let second = Scripted::new("second", Duration::ZERO, []);
    let channels = channels(first, Some(Arc::clone(&second) as _));
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    office.attempt(&channels, id, 1, now()).await.unwrap();
    let entry = office.entry(id).await;
    assert_eq!((entry.provider.as_deref(), entry.attempts), (Some("second"), 2));
}

async fn unknown_once(
    pool: &PgPool,
    remembers: Duration,
    more: Vec<Failure>,
) -> (Office, Channels, [Arc<Scripted>; 2], uuid::Uuid) {
    let office = office(pool).await;
    let answers = std::iter::once(Failure::unknown("cut")).chain(more);
    let first = Scripted::new("first", remembers, answers);
    let second = Scripted::new("second", remembers, []);
    let channels = channels(Arc::clone(&first) as _, Some(Arc::clone(&second) as _));
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    assert_eq!(office.attempt(&channels, id, 1, now()).await, again("first: cut"));
    assert_eq!(office.state(id).await, State::Sending);
    (office, channels, [first, second], id)
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_may_have_been_taken_is_asked_of_the_same_provider_alone(pool: PgPool) {
    let more = vec![Failure::not_taken("503"), Failure::unknown("cut"), Failure::unknown("cut")];
    let (office, channels, [first, second], id) =
        unknown_once(&pool, Duration::from_mins(15), more).await;
    assert_eq!(office.attempt(&channels, id, 2, later(3)).await, again("first: 503"));
    assert_eq!(office.attempt(&channels, id, 3, later(10)).await, again("first: cut"));
    assert_eq!(office.attempt(&channels, id, 4, later(30)).await, again("first: cut"));
    office.attempt(&channels, id, 5, later(90)).await.unwrap();
    assert_eq!((first.asked(), second.asked()), (5, 0));
    assert_eq!(office.state(id).await, State::Sent);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provider_that_keeps_no_key_is_asked_twice_at_most(pool: PgPool) {
    let more = vec![Failure::unknown("cut")];
    let (office, channels, [first, second], id) = unknown_once(&pool, Duration::ZERO, more).await;
    assert_eq!(office.attempt(&channels, id, 2, later(3)).await, again("first: cut"));
    let given_up = office.attempt(&channels, id, 3, later(10)).await;
    assert_eq!(given_up, Err(Failed::ForGood("perhaps sent".into())));
    assert_eq!((first.asked(), second.asked()), (2, 0));
    let entry = office.entry(id).await;
    assert_eq!((entry.state, entry.last_error.as_deref()), (State::Failed, Some("perhaps sent")));
    assert!(!values_are_kept(&pool).await);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_request_that_certainly_was_not_taken_does_not_count(pool: PgPool) {
    let refused = || Failure::not_taken("503");
    let more = vec![refused(), refused(), refused(), Failure::unknown("cut")];
    let (office, channels, [first, _], id) = unknown_once(&pool, Duration::ZERO, more).await;
    for number in 2..5 {
        assert_eq!(office.attempt(&channels, id, number, later(3)).await, again("first: 503"));
    }
    assert_eq!(office.attempt(&channels, id, 5, later(10)).await, again("first: cut"));
    assert!(matches!(office.attempt(&channels, id, 6, later(10)).await, Err(Failed::ForGood(_))));
    assert_eq!(first.asked(), 5);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_provider_that_has_forgotten_the_key_counts_as_one_without(pool: PgPool) {
    let more = vec![Failure::not_taken("503"), Failure::unknown("cut"), Failure::unknown("cut")];
    let quarter = Duration::from_mins(15);
    let (office, channels, [first, _], id) = unknown_once(&pool, quarter, more).await;
    // It forgot the first request; the second certainly was not taken, and begins no new quarter of an hour.
    assert_eq!(office.attempt(&channels, id, 2, later(901)).await, again("first: 503"));
    // The third may arrive beside the first; the fourth is known again.
    assert_eq!(office.attempt(&channels, id, 3, later(1000)).await, again("first: cut"));
    assert_eq!(office.attempt(&channels, id, 4, later(1100)).await, again("first: cut"));
    assert!(matches!(office.attempt(&channels, id, 5, later(2000)).await, Err(Failed::ForGood(_))));
    assert_eq!(first.asked(), 4);
}

/// A provider that fails, while another worker asks it for the same message and never learns what became of that.
struct Overlapped {
    app: PgPool,
    first: AtomicBool,
}

#[async_trait]
impl Provider<Letter> for Overlapped {
    fn name(&self) -> &'static str {
        "first"
    }

    fn remembers(&self) -> Duration {
        Duration::from_mins(15)
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        if !self.first.swap(false, Ordering::SeqCst) {
            return Err(Failure::not_taken("503"));
        }
        let office = Office { app: self.app.clone(), jobs: self.app.clone() };
        let other = Scripted::new("first", Duration::from_mins(15), [Failure::unknown("cut")]);
        let other = channels(other, None);
        assert_eq!(office.attempt(&other, letter.id, 2, later(1)).await, again("first: cut"));
        Err(Failure::not_taken("503"))
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_workers_at_one_message_do_not_send_it_by_two_providers(pool: PgPool) {
    let office = office(&pool).await;
    let first = Overlapped { app: office.app.clone(), first: AtomicBool::new(true) };
    let second = Scripted::new("second", Duration::ZERO, []);
    let channels = channels(Arc::new(first), Some(Arc::clone(&second) as _));
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    for number in 1..3 {
        assert_eq!(office.attempt(&channels, id, number, later(2)).await, again("first: 503"));
        assert_eq!((second.asked(), office.state(id).await), (0, State::Sending));
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_message_of_an_unknown_house_or_of_nobody_is_given_up(pool: PgPool) {
    let office = office(&pool).await;
    let mails = Scripted::new("mails", FOREVER, []);
    let mut channels = channels(Arc::clone(&mails) as _, None);
    channels.houses =
        Arc::new(std::collections::HashMap::<uuid::Uuid, notifications::House>::new());
    let id = office.tell(&notice(Template::SignInLink, None)).await;
    assert!(matches!(office.attempt(&channels, id, 1, now()).await, Err(Failed::ForGood(_))));
    let nobody = office.attempt(&channels, uuid::Uuid::nil(), 1, now()).await;
    assert_eq!(nobody, Err(Failed::ForGood("no such notification".into())));
    assert_eq!(mails.asked(), 0);
}
