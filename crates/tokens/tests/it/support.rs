use std::sync::Arc;

use access::Role;
use accounts::operations::links::Purpose;
use accounts::operations::sign_up::{Credential, Joined, join};
use accounts::operations::{people, sign_in};
use accounts::{Person, PersonId, Visit};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sealing::{MasterKeys, Token};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::Directory;
use tokens::operations::grants::{Granted, Tokens, with_password};
use tokens::operations::{Holder, holder};
use tokens::{Scopes, Secret};
use vocabulary::{Email, Lang};

const KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

pub(crate) fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A request to the house number `house`, so many seconds after noon.
pub(crate) fn visit_to(house: usize, seconds: i64) -> Visit {
    let house = Arc::clone(&Directory::builtin().unwrap().tenants[house]);
    Visit {
        origin: format!("https://{}", house.hosts[0]),
        house,
        now: noon() + SignedDuration::from_secs(seconds),
        lang: Lang::Fr,
        device: String::new(),
        network: None,
        keys: Arc::new(MasterKeys::new(&KEY.into(), &[]).unwrap()),
        tries_per_network: 0,
        came_with: None,
    }
}

pub(crate) fn visit(seconds: i64) -> Visit {
    visit_to(0, seconds)
}

/// A transaction of the application, in the house of `visit`.
pub(crate) async fn within(pool: &PgPool, visit: &Visit) -> Transaction<'static, Postgres> {
    let mut conn = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut conn, noon()).await.unwrap();
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    drop(conn);
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
    tx
}

/// Somebody with the password whose hash is `hash`, who signed up before noon, with `roles` in place of a customer's.
pub(crate) async fn somebody(conn: &mut PgConnection, name: &str, roles: &[Role]) -> Person {
    let visit = visit(-3600);
    let token = Token::random();
    let email = Email::parse(&format!("{name}@exemple.fr")).unwrap();
    // The letter holds the link, and no test reads it: the link is made here.
    sqlx::query(
        "insert into links (token_hash, tenant_id, purpose, email, language, created_at, expires_at)
        values ($1, $2, 'sign_up', $3, 'fr', $4, $5)",
    )
    .bind(token.hash().to_vec())
    .bind(visit.tenant().0)
    .bind(email.as_str())
    .bind(visit.now.to_sqlx())
    .bind(noon().to_sqlx())
    .execute(&mut *conn)
    .await
    .unwrap();
    let password = Credential::Password("hash".to_owned());
    let joined = join(conn, &visit, &token, Purpose::SignUp, password).await.unwrap();
    let Joined::Opened(opened) = joined else { panic!("{joined:?}") };
    let person = people::find(conn, opened.person).await.unwrap().unwrap();
    for role in roles {
        right(conn, &person, *role, true).await;
    }
    if !roles.contains(&Role::Client) {
        right(conn, &person, Role::Client, false).await;
    }
    people::find(conn, person.id).await.unwrap().unwrap()
}

pub(crate) async fn right(conn: &mut PgConnection, person: &Person, role: Role, given: bool) {
    let admin = Person { id: PersonId(uuid::Uuid::from_u128(1)), ..person.clone() };
    people::set_right(conn, &visit(0), &admin, person, (role, given)).await.unwrap();
}

/// What a program gets for the right password.
pub(crate) async fn granted(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    code: Option<&str>,
) -> Granted {
    let known = sign_in::known(conn, visit, &person.email).await.unwrap().unwrap();
    with_password(conn, visit, &known, (true, code), &Scopes::all()).await.unwrap()
}

/// The acts in the audit on things of `kind`, oldest first.
pub(crate) async fn noted(conn: &mut PgConnection, kind: &str) -> Vec<String> {
    sqlx::query_scalar("select act from audit_events where object_kind = $1 order by at, id")
        .bind(kind)
        .fetch_all(conn)
        .await
        .unwrap()
}

pub(crate) fn tokens(granted: Granted) -> Tokens {
    match granted {
        Granted::Tokens(tokens) => tokens,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn whose(conn: &mut PgConnection, visit: &Visit, bearer: &str) -> Option<Holder> {
    holder(conn, visit, bearer).await.unwrap()
}

pub(crate) fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

pub(crate) fn revealed(secret: &Secret) -> String {
    secret.reveal()
}
