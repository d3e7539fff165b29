//! A worker is killed (SIGKILL) at each step of sending, a hundred times: a real process, a real database, a provider on
//! loopback that counts.

use std::collections::{BTreeMap, HashMap};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jobs::Failed;
use mailer::{Brevo, Letter, Provider};
use notifications::{State, Template};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, PgPool};
use uuid::Uuid;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::sending::smtp;
use crate::smtp_server::{Mood, Server};
use crate::support::{Office, channels, install, later, notice, now, office};

const ROUNDS: u64 = 100;
/// Long enough for any machine: here only kills leave things open.
const PATIENCE: Duration = Duration::from_secs(20);
/// What the worker's process is told: database, provider and message.
const TOLD: &str = "NOTIFICATIONS_WORKER";

fn brevo(base: &str) -> Arc<dyn Provider<Letter>> {
    install();
    let http = outbound::client(["127.0.0.1"]).unwrap();
    Arc::new(Brevo::new(http, base, "xkeysib-1".to_owned().into()))
}

fn provider(told: &Value) -> Arc<dyn Provider<Letter>> {
    match told["brevo"].as_str() {
        Some(base) => brevo(base),
        None => Arc::new(smtp(u16::try_from(told["smtp"].as_u64().unwrap()).unwrap(), PATIENCE)),
    }
}

/// The worker's process: this very test, told what to do.
#[tokio::test]
async fn a_worker_that_is_told_nothing_does_nothing() {
    #[expect(clippy::disallowed_methods, reason = "how a process of these tests is told its part")]
    let Ok(told) = std::env::var(TOLD) else { return };
    let told: Value = serde_json::from_str(&told).unwrap();
    let app = crate::support::app(told["database"].as_str().unwrap().parse().unwrap());
    let office = Office { jobs: app.clone(), app };
    let channels = channels(provider(&told), None);
    let id = told["notification"].as_str().unwrap().parse().unwrap();
    let _ = office.attempt(&channels, id, 1, now()).await;
}

fn worker(told: &Value) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kills::a_worker_that_is_told_nothing_does_nothing"])
        .env(TOLD, told.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// When the worker of a round is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    /// At any moment of its life.
    Whenever,
    /// Once the row says that the provider is asked.
    Asking,
    /// Once the provider has the request.
    Received,
    /// Never.
    Done,
}

/// Starts a worker and kills it; says what the row then holds.
async fn killed(
    office: &Office,
    told: &Value,
    id: Uuid,
    when: When,
    received: &AtomicUsize,
) -> State {
    let before = received.load(Ordering::SeqCst);
    let mut worker = worker(told);
    let soon = Duration::from_micros(200);
    let ends = async {
        match when {
            When::Whenever => tokio::time::sleep(Duration::from_millis(fastrand::u64(0..80))).await,
            When::Asking => {
                while office.state(id).await == State::Waiting {
                    tokio::time::sleep(soon).await;
                }
            }
            When::Received => {
                while received.load(Ordering::SeqCst) == before {
                    tokio::time::sleep(soon).await;
                }
            }
            When::Done => {
                while worker.try_wait().unwrap().is_none() {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        }
    };
    // A worker that finds nothing to do never comes to the step; it is ended all the same.
    let _ = tokio::time::timeout(Duration::from_secs(5), ends).await;
    worker.kill().unwrap();
    worker.wait().unwrap();
    office.state(id).await
}

const STEPS: [When; 4] = [When::Whenever, When::Asking, When::Received, When::Done];

/// A Brevo that sends each idempotency key once, says so the second time, and takes its time to answer.
struct Counting {
    sent: Arc<Mutex<HashMap<String, usize>>>,
    received: Arc<AtomicUsize>,
}

impl Respond for Counting {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let key = body["headers"]["idempotencyKey"].as_str().unwrap().to_owned();
        let id = body["headers"]["X-Mailin-custom"].as_str().unwrap().to_owned();
        assert_eq!(key, id);
        let mut sent = self.sent.lock().unwrap();
        let answer = if sent.contains_key(&key) {
            let known = json!({ "code": "duplicate_parameter", "message": "idempotencyKey" });
            ResponseTemplate::new(400).set_body_json(known)
        } else {
            sent.insert(key.clone(), 1);
            ResponseTemplate::new(201)
                .set_body_json(json!({ "messageId": format!("<{key}@relay>") }))
        };
        self.received.fetch_add(1, Ordering::SeqCst);
        answer.set_delay(Duration::from_millis(fastrand::u64(0..8)))
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_hundred_killed_workers_send_each_mail_exactly_once_by_a_provider_that_keeps_our_key(
    pool: PgPool,
) {
    let office = office(&pool).await;
    let server = MockServer::start().await;
    let (sent, received) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
    let counting = Counting { sent: Arc::clone(&sent), received: Arc::clone(&received) };
    Mock::given(method("POST"))
        .and(path("/v3/smtp/email"))
        .respond_with(counting)
        .mount(&server)
        .await;
    let channels = channels(brevo(&server.uri()), None);
    let mut left = BTreeMap::<&str, u32>::new();
    for round in 0..ROUNDS {
        let id = office.tell(&notice(Template::SignInLink, None)).await;
        let database = pool.connect_options().to_url_lossy().to_string();
        let told = json!({ "database": database, "brevo": server.uri(), "notification": id });
        let when = STEPS[usize::try_from(round % 4).unwrap()];
        let state = killed(&office, &told, id, when, &received).await;
        *left.entry(state.id()).or_default() += 1;
        office.attempt(&channels, id, 2, later(60)).await.unwrap();
        office.attempt(&channels, id, 3, later(61)).await.unwrap();
        assert_eq!(office.state(id).await, State::Sent, "round {round}, killed at {when:?}");
    }
    let sent = sent.lock().unwrap();
    let requests = received.load(Ordering::SeqCst);
    assert_eq!(sent.len(), usize::try_from(ROUNDS).unwrap(), "each mail was sent");
    assert!(requests > sent.len(), "no request was repeated: the kills came too late");
    // When a worker dies before it did anything is the machine's affair.
    for state in ["sending", "sent"] {
        assert!(left.contains_key(state), "no worker was killed at {state}: {left:?}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_hundred_killed_workers_send_each_mail_at_most_twice_by_smtp(pool: PgPool) {
    let office = office(&pool).await;
    let server = Server::start(Mood::Well, None, false).await;
    let received = Arc::clone(&server.received);
    let port = server.address.port();
    let channels = channels(Arc::new(smtp(port, PATIENCE)), None);
    let (mut twice, mut given_up) = (0, 0);
    for round in 0..ROUNDS {
        let id = office.tell(&notice(Template::SignInLink, None)).await;
        let database = pool.connect_options().to_url_lossy().to_string();
        let told = json!({ "database": database, "smtp": port, "notification": id });
        // One kill, or two in a row.
        for time in 0..=(round / 4) % 2 {
            let when = STEPS[usize::try_from((round + time) % 4).unwrap()];
            let state = killed(&office, &told, id, when, &received).await;
            if state == State::Sent {
                break;
            }
        }
        let ended = office.attempt(&channels, id, 3, later(60)).await;
        let mails = server.mails.lock().unwrap();
        let name = format!("Message-ID: <{id}@");
        let arrived = mails.iter().filter(|mail| mail.contains(&name)).count();
        assert!(arrived <= 2, "round {round}: {arrived} times");
        match ended {
            Ok(()) => assert!(arrived >= 1, "round {round}: said to be sent, and lost"),
            Err(error) => {
                assert_eq!(error, Failed::ForGood("perhaps sent".into()));
                given_up += 1;
            }
        }
        twice += u32::from(arrived == 2);
    }
    assert!(
        twice > 0 && given_up > 0,
        "{twice} twice, {given_up} given up: the kills came too late"
    );
}
