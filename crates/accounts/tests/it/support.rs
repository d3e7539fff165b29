use std::sync::{Arc, LazyLock};

use accounts::operations::links::Purpose;
use accounts::operations::sign_up::{Credential, Joined};
use accounts::operations::{people, sign_up};
use accounts::{Hasher, Password, Person, Visit};
use jiff::{SignedDuration, Timestamp};
use sealing::{MasterKeys, Token};
use sqlx::{PgPool, Postgres, Transaction};
use tenants::Directory;
use vocabulary::{Email, Lang};

pub(crate) static KEYS: LazyLock<Arc<MasterKeys>> =
    LazyLock::new(|| Arc::new(MasterKeys::random()));
pub(crate) static HASHER: LazyLock<Hasher> = LazyLock::new(|| Hasher::new(2));

pub(crate) fn noon() -> Timestamp {
    "2026-11-22T11:00:00Z".parse().unwrap()
}

/// A request to the house `index` of the demonstration, at noon.
pub(crate) fn visit_of(index: usize) -> Visit {
    let house = Arc::clone(&Directory::builtin().unwrap().tenants[index]);
    Visit {
        house,
        origin: "http://localhost:3000".to_owned(),
        now: noon(),
        lang: Lang::Fr,
        device: "Firefox, Linux".to_owned(),
        network: Some(audit::IpPrefix::of("203.0.113.7".parse().unwrap())),
        keys: Arc::clone(&KEYS),
        tries_per_network: 0,
        came_with: None,
    }
}

pub(crate) fn visit() -> Visit {
    visit_of(0)
}

pub(crate) fn later(visit: &Visit, wait: SignedDuration) -> Visit {
    Visit { now: visit.now + wait, ..visit.clone() }
}

/// A database with its houses and the tables of the jobs.
pub(crate) async fn ready(pool: &PgPool) {
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A transaction of the application in the house of `visit`.
pub(crate) async fn begin(pool: &PgPool, visit: &Visit) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
    tx
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// The secret of the latest link in a letter to `to`, read as the owner of the tables.
pub(crate) async fn token(pool: &PgPool, to: &str) -> Token {
    let link: String = sqlx::query_scalar(
        "select values ->> 'link' from notifications where recipient = $1 and values is not null order by id desc limit 1",
    )
    .bind(to)
    .fetch_one(pool)
    .await
    .unwrap();
    Token::parse(link.rsplit('/').next().unwrap()).unwrap()
}

/// Letters to `to`, by template, oldest first.
pub(crate) async fn letters(pool: &PgPool, to: &str) -> Vec<String> {
    sqlx::query_scalar("select template from notifications where recipient = $1 order by id")
        .bind(to)
        .fetch_all(pool)
        .await
        .unwrap()
}

pub(crate) const PASSWORD: &str = "quatre mots pris au hasard";

/// Somebody with a password, who came by the letter.
pub(crate) async fn somebody(pool: &PgPool, visit: &Visit, address: &str) -> Person {
    let mut tx = begin(pool, visit).await;
    sign_up::ask(&mut tx, visit, &email(address)).await.unwrap();
    tx.commit().await.unwrap();
    let token = token(pool, address).await;
    let hash =
        HASHER.hash(&Password::choose(PASSWORD, &email(address), "").unwrap()).await.unwrap();
    let mut tx = begin(pool, visit).await;
    let joined =
        sign_up::join(&mut tx, visit, &token, Purpose::SignUp, Credential::Password(hash)).await;
    assert!(matches!(joined.unwrap(), Joined::Opened(_)));
    let person = people::by_email(&mut tx, &email(address)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    person
}

/// The acts in the audit of a house, oldest first.
pub(crate) async fn acts(pool: &PgPool, visit: &Visit) -> Vec<String> {
    sqlx::query_scalar("select act from audit_events where tenant_id = $1 order by at, id")
        .bind(visit.tenant().0)
        .fetch_all(pool)
        .await
        .unwrap()
}
