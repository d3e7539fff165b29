//! Tokens for a password, for a refresh token, for an API key.

use accounts::operations::limits::Wait;
use accounts::operations::sign_in::Known;
use accounts::operations::sign_in::program::{self, Proved};
use accounts::operations::{Failure, people};
use accounts::{Person, PersonId, Visit};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use sealing::Token;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{audited, keys, may_hold, scopes_of, store};
use crate::{AccessToken, Scopes, Secret, Signer, Source};

/// How long a refresh token may stay unused.
pub const IDLE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a sign-in lasts, refreshed or not.
pub const WHOLE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How long a revoked sign-in is kept, so that it is told from one that never was.
pub(super) const REVOKED_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What a program is given.
#[derive(Debug)]
pub struct Tokens {
    /// The access token, for the `Authorization` of each call.
    pub access: String,
    /// Seconds that it lives.
    pub seconds: i64,
    /// What gives the next one, once. None for an API key, which serves again.
    pub refresh: Option<Token>,
    /// What they may be used for.
    pub scopes: Scopes,
}

/// What was answered to a demand for tokens.
#[derive(Debug)]
pub enum Granted {
    /// Tokens.
    Tokens(Tokens),
    /// It is not right. Nothing says what.
    Wrong,
    /// The password is right, and a code is wanted too.
    CodeWanted,
    /// The password is right, the code is not.
    CodeWrong,
    /// The refresh token of this person was used before: its family is revoked now, and it is audited.
    Reused(PersonId),
    /// Too often.
    Wait(Wait),
}

fn signed(visit: &Visit, token: &AccessToken) -> String {
    Signer::new(&visit.keys).sign(token, &visit.origin, visit.now)
}

fn access(visit: &Visit, person: Uuid, scopes: Scopes, source: Source) -> Tokens {
    let tenant = visit.tenant().0;
    let token = AccessToken { person, tenant, scopes, source };
    Tokens {
        access: signed(visit, &token),
        seconds: Signer::LIVES.as_secs(),
        refresh: None,
        scopes: token.scopes,
    }
}

/// Tokens for whoever is `known`, when the password was `right` and the code, where one is wanted, is too.
///
/// # Errors
///
/// When the database fails.
pub async fn with_password(
    conn: &mut PgConnection,
    visit: &Visit,
    known: &Known,
    (right, code): (bool, Option<&str>),
    scopes: &Scopes,
) -> Result<Granted, Failure> {
    let (person, method) = match program::prove(conn, visit, known, right, code, may_hold).await? {
        Proved::Person(person, method) => (person, method),
        Proved::Wrong => return Ok(Granted::Wrong),
        Proved::CodeWanted => return Ok(Granted::CodeWanted),
        Proved::CodeWrong => return Ok(Granted::CodeWrong),
        Proved::Wait(wait) => return Ok(Granted::Wait(wait)),
    };
    let known = store::families::knows_device(conn, person.id.0, &visit.device).await?;
    let tokens = open(conn, visit, &person, scopes).await?;
    program::entered(conn, visit, &person, method, !known).await?;
    Ok(Granted::Tokens(tokens))
}

/// A family of tokens for `person`, with its first.
async fn open(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    scopes: &Scopes,
) -> Result<Tokens, Failure> {
    let family = store::families::Family {
        id: Uuid::now_v7(),
        person: person.id.0,
        scopes: scopes.ids(),
        created_at: visit.now.to_sqlx(),
        ends_at: (visit.now + WHOLE).to_sqlx(),
    };
    let device: String = visit.device.chars().take(80).collect();
    store::families::insert(conn, visit.tenant().0, &family, &device).await?;
    next(conn, visit, &family).await
}

/// The next tokens of `family`.
async fn next(
    conn: &mut PgConnection,
    visit: &Visit,
    family: &store::families::Family,
) -> Result<Tokens, Failure> {
    let token = Token::random();
    let until = (visit.now + IDLE).min(family.ends_at.to_jiff());
    let tenant = visit.tenant().0;
    store::families::insert_token(conn, tenant, family.id, token.hash(), until).await?;
    let scopes = scopes_of("token_families", &family.scopes)?;
    let mut tokens = access(visit, family.person, scopes, Source::Family(family.id));
    tokens.refresh = Some(token);
    Ok(tokens)
}

/// The tokens that follow `token`, which serves no more. Used a second time it revokes all that followed it.
///
/// # Errors
///
/// When the database fails.
pub async fn refresh(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> Result<Granted, Failure> {
    // Of two at once the second waits here, and finds it used.
    let Some(kept) = store::families::lock_token(conn, token.hash()).await? else {
        return Ok(Granted::Wrong);
    };
    let Some(family) = store::families::living(conn, kept.family_id, visit.now).await? else {
        return Ok(Granted::Wrong);
    };
    if kept.used_at.is_some() {
        store::families::revoke(conn, family.id, visit.now).await?;
        audited::reused(conn, visit, family.person, family.id).await?;
        return Ok(Granted::Reused(PersonId(family.person)));
    }
    if kept.expires_at.to_jiff() <= visit.now {
        return Ok(Granted::Wrong);
    }
    let person = people::find(conn, PersonId(family.person)).await?;
    if !person.is_some_and(|person| may_hold(&person)) {
        return Ok(Granted::Wrong);
    }
    store::families::use_up(conn, token.hash(), visit.now).await?;
    next(conn, visit, &family).await.map(Granted::Tokens)
}

/// An access token for the key of `secret`, for `scopes` among the key's own (all of them for `None`).
///
/// # Errors
///
/// When the database fails.
pub async fn with_key(
    conn: &mut PgConnection,
    visit: &Visit,
    secret: &Secret,
    scopes: Option<&Scopes>,
) -> Result<Granted, Failure> {
    let Some((key, person)) = keys::used(conn, visit, secret).await? else {
        return Ok(Granted::Wrong);
    };
    let scopes = scopes.map_or_else(|| Some(key.scopes.clone()), |asked| key.scopes.and(asked));
    let Some(scopes) = scopes else { return Ok(Granted::Wrong) };
    Ok(Granted::Tokens(access(visit, person.id.0, scopes, Source::Key(key.id))))
}

/// Ends the sign-in that `token` is of, used or not; `false` when there is none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn revoke(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> Result<bool, sqlx::Error> {
    let Some(kept) = store::families::lock_token(conn, token.hash()).await? else {
        return Ok(false);
    };
    store::families::revoke(conn, kept.family_id, visit.now).await
}
