//! Ten thousand random histories of money: orders, cards, refusals, refunds, disputes, prices that change, reports that come
//! twice, late or in any order, a provider that is down, a worker that is killed. Whatever happened, the accounts add up and
//! say what the provider says.

mod life;
mod reports;
mod steps;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use access::Role;
use accounts::{Person, PersonId, Profile, Tell, Visit};
use demarches::Versions;
use jiff::SignedDuration;
use ledger::Account;
use payments::operations::reconciliation;
use payserver::{Delivery, Payserver};
use psp::{Movement, Provider as _};
use psp_stripe::Stripe;
use sealing::MasterKeys;
use sqlx::postgres::PgPoolOptions;
use sqlx::{PgPool, Postgres, Transaction};
use tenants::Directory;
use uuid::Uuid;
use vocabulary::{Cents, Email, Lang};

use life::Life;

use super::{SECRET, now};

const HISTORIES: u64 = 10_000;
/// Histories that share a provider: what it lists stays short.
const BATCH: u64 = 125;
/// Batches at once.
const LANES: u64 = 4;
/// Where the random numbers begin: a history that failed is lived again by its number.
const SEED: u64 = 20_261_122;

static KEYS: LazyLock<Arc<MasterKeys>> = LazyLock::new(|| Arc::new(MasterKeys::random()));
static RULES: LazyLock<Versions> = LazyLock::new(|| Versions::new(demarches::builtin()));

/// What every history has at hand.
#[derive(Clone)]
struct Scene {
    pool: PgPool,
    visit: Visit,
    customer: Person,
    chief: Person,
    second: Person,
    /// What an order comes to, by where its holder lives.
    totals: BTreeMap<&'static str, Cents>,
    /// Questions that everybody passes over.
    left_open: Vec<String>,
}

impl Scene {
    async fn set(pool: &PgPool) -> Self {
        let visit = Visit {
            house: Arc::clone(&Directory::builtin().unwrap().tenants[0]),
            origin: "http://localhost:3000".to_owned(),
            now: now(),
            lang: Lang::Fr,
            device: String::new(),
            network: None,
            keys: Arc::clone(&KEYS),
            tries_per_network: 0,
            came_with: None,
        };
        let mut owner = pool.acquire().await.unwrap();
        tenants::operations::seed_if_empty(&mut owner, visit.now).await.unwrap();
        jobs::operations::migrate(&pool.connect_options()).await.unwrap();
        // As the application, which waits for no disk: what is committed is what counts here.
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .after_connect(|conn, _| {
                Box::pin(async move {
                    let quick = "set role carteclaire_app; set synchronous_commit = off";
                    sqlx::Executor::execute(conn, quick).await.map(drop)
                })
            })
            .connect_with((*pool.connect_options()).clone().statement_cache_capacity(500))
            .await
            .unwrap();
        let person = |name: &str, role: Role| Person {
            id: PersonId(Uuid::now_v7()),
            email: Email::parse(&format!("{name}@example.org")).unwrap(),
            lang: Lang::Fr,
            roles: vec![role],
            has_password: false,
            has_totp: false,
            profile: Profile::default(),
            tell: Tell { reminders: true, sms: false, news: false },
            created_at: visit.now,
            last_seen_at: visit.now,
        };
        let mut scene = Self {
            pool,
            customer: person("lea", Role::Client),
            chief: person("chef", Role::Superviseur),
            second: person("second", Role::Superviseur),
            totals: BTreeMap::new(),
            left_open: Vec::new(),
            visit,
        };
        for postcode in life::POSTCODES {
            let (total, left_open) = life::priced(&scene, postcode).await;
            scene.totals.insert(postcode, total);
            scene.left_open.extend(left_open);
        }
        scene
    }

    async fn begin(&self) -> Transaction<'static, Postgres> {
        let mut tx = self.pool.begin().await.unwrap();
        tenants::operations::enter(&mut tx, self.visit.tenant()).await.unwrap();
        tx
    }
}

/// Lives the histories `from` to `to` before one provider; what happened how often, what it reports and holds.
async fn batch(
    scene: Scene,
    from: u64,
    to: u64,
) -> (BTreeMap<&'static str, u32>, Vec<Movement>, i64) {
    let server = super::server().await;
    server.world.deliver(Delivery::Held);
    let stripe = patient(&server);
    let began = scene.visit.now - SignedDuration::from_hours(1);
    let mut seen = BTreeMap::new();
    for number in from..to {
        let mut life = Life::begin(&scene, (&server, &stripe), SEED + number).await;
        life.live().await;
        life.settle_down().await;
        life.check().await;
        for (what, times) in life.happened {
            *seen.entry(what).or_default() += times;
        }
    }
    let until = now() + SignedDuration::from_hours(1);
    let lines = stripe.movements(began, until).await.unwrap();
    (seen, lines, server.world.balance())
}

/// A client that waits as long as a busy machine needs.
fn patient(server: &Payserver) -> Stripe {
    let long = Duration::from_secs(30);
    let http = outbound::within(["127.0.0.1"], long, long).unwrap();
    let secrets = vec![SECRET.to_owned().into()];
    Stripe::new(http, &server.base(), super::KEY.to_owned().into(), secrets, &server.base())
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn whatever_happened_the_accounts_add_up_and_hold_what_the_provider_holds(pool: PgPool) {
    let scene = Scene::set(&pool).await;
    let lanes = (0..LANES).map(|lane| {
        let scene = scene.clone();
        tokio::spawn(async move {
            let (mut seen, mut lines, mut held) = (BTreeMap::new(), Vec::new(), 0);
            for number in (lane..HISTORIES / BATCH).step_by(usize::try_from(LANES).unwrap()) {
                let some = (number * BATCH, (number + 1) * BATCH);
                let lived = Box::pin(batch(scene.clone(), some.0, some.1)).await;
                for (what, times) in lived.0 {
                    *seen.entry(what).or_insert(0_u32) += times;
                }
                lines.extend(lived.1);
                held += lived.2;
            }
            (seen, lines, held)
        })
    });
    let lanes: Vec<_> = lanes.collect();
    let (mut seen, mut lines, mut held) = (BTreeMap::new(), Vec::new(), 0);
    for lane in lanes {
        let lived = lane.await.unwrap();
        for (what, times) in lived.0 {
            *seen.entry(what).or_insert(0_u32) += times;
        }
        lines.extend(lived.1);
        held += lived.2;
    }
    // A generator that never gets anywhere proves nothing.
    for what in steps::SEEN {
        assert!(seen.contains_key(what), "{what} never happened: {seen:?}");
    }

    let later = Visit { now: now() + SignedDuration::from_hours(48), ..scene.visit.clone() };
    let mut tx = scene.begin().await;
    let compared =
        reconciliation::report(&mut tx, &later, "stripe", &lines, later.now).await.unwrap();
    let open = reconciliation::differences(&mut tx, 5).await.unwrap();
    assert_eq!((compared.lines, compared.found), (lines.len(), 0), "{open:?}");
    let accounts = ledger::operations::balances(&mut tx).await.unwrap();
    let account = |account: Account| accounts.get(&account).copied().unwrap_or_default();
    assert_eq!(accounts.values().copied().sum::<Cents>(), Cents(0));
    assert_eq!(account(Account::Provider), Cents(held), "what the provider holds, its fees booked");
    assert_eq!(account(Account::Refunds), Cents(0), "nothing is on its way");
    let again = reconciliation::report(&mut tx, &later, "stripe", &lines, later.now).await.unwrap();
    assert_eq!(again, reconciliation::Compared::default(), "a report read twice books nothing");
    tx.commit().await.unwrap();
}
