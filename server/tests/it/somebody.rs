//! Somebody who has an account, for tests of what is theirs.

use access::Role;
use accounts::operations::links::Purpose;
use accounts::operations::people;
use accounts::operations::sign_up::{Credential, Joined, join};
use accounts::{Password, Person, PersonId, Visit};
use axum::Router;
use axum::body::Body;
use sealing::Token;
use server::State;
use sqlx::PgPool;
use vocabulary::{Email, Lang};

use crate::support::{Answer, ask, request, state_with};

pub(crate) const PASSWORD: &str = "trois chevaux gris et un âne";

/// A site whose database is `pool`, and its memory.
pub(crate) async fn served(pool: &PgPool, settings: &[(&str, &str)]) -> (Router, State) {
    let mut tx = pool.begin().await.unwrap();
    tenants::operations::seed_if_empty(&mut tx, server::clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    jobs::operations::migrate(&pool.connect_options()).await.unwrap();
    let application = crate::support::as_application(pool).await;
    let state = state_with(Some(application), settings);
    (server::router(state.clone()), state)
}

/// A request to the first house, now.
pub(crate) fn visit(state: &State) -> Visit {
    let house = std::sync::Arc::clone(&state.directory().tenants[0]);
    Visit {
        origin: state.config().origin(&house.hosts[0]),
        house,
        now: server::clock::now(),
        lang: Lang::Fr,
        device: String::new(),
        network: None,
        keys: state.keys(),
        tries_per_network: 0,
        came_with: None,
    }
}

pub(crate) async fn begin(state: &State) -> sqlx::Transaction<'static, sqlx::Postgres> {
    server::database::begin(state, visit(state).tenant()).await.unwrap()
}

/// A person with [`PASSWORD`] and `roles`, and the cookie of their session.
pub(crate) async fn somebody(state: &State, name: &str, roles: &[Role]) -> (Person, String) {
    let visit = visit(state);
    let token = Token::random();
    let email = Email::parse(&format!("{name}@exemple.fr")).unwrap();
    let mut tx = begin(state).await;
    // The letter holds the link, and no test reads it: the link is made here.
    sqlx::query(
        "insert into links (token_hash, tenant_id, purpose, email, language, created_at, expires_at)
        values ($1, $2, 'sign_up', $3, 'fr', now(), now() + interval '1 day')",
    )
    .bind(token.hash().to_vec())
    .bind(visit.tenant().0)
    .bind(email.as_str())
    .execute(&mut *tx)
    .await
    .unwrap();
    let password = Password::choose(PASSWORD, &email, "").unwrap();
    let hash = Credential::Password(state.hasher().hash(&password).await.unwrap());
    let joined = join(&mut tx, &visit, &token, Purpose::SignUp, hash).await.unwrap();
    let Joined::Opened(opened) = joined else { panic!("{joined:?}") };
    let person = people::find(&mut tx, opened.person).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    for role in Role::ALL {
        right(state, &person, *role, roles.contains(role)).await;
    }
    // The change of rights ended that session.
    let mut tx = begin(state).await;
    let person = people::find(&mut tx, person.id).await.unwrap().unwrap();
    let method = accounts::operations::sessions::Method::Password;
    let opened =
        accounts::operations::sessions::open(&mut tx, &visit, &person, method).await.unwrap();
    tx.commit().await.unwrap();
    (person, format!("{}={}", server::people::SESSION, opened.token.reveal()))
}

/// Gives `role`, or takes it.
pub(crate) async fn right(state: &State, person: &Person, role: Role, given: bool) {
    let admin = Person { id: PersonId(uuid::Uuid::from_u128(1)), ..person.clone() };
    let mut tx = begin(state).await;
    people::set_right(&mut tx, &visit(state), &admin, person, (role, given)).await.unwrap();
    tx.commit().await.unwrap();
}

/// A page asked with `cookie`.
pub(crate) async fn get_as(site: &Router, path: &str, cookie: &str) -> Answer {
    let request = request("GET", path, "localhost:3000").header("cookie", cookie);
    ask(site, request.body(Body::empty()).unwrap()).await
}

/// A form sent from a page of ours, with `cookie`.
pub(crate) async fn send_as(
    site: &Router,
    path: &str,
    cookie: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let request = request("POST", path, "localhost:3000")
        .header("cookie", cookie)
        .header("origin", "http://localhost:3000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(app::query::encode(fields.iter().copied())))
        .unwrap();
    ask(site, request).await
}
