//! Signing in by another provider: what is kept between the question and its answer, and whose account an identity
//! opens.
//!
//! An identity (a provider and its name for somebody) opens the account that it is tied to, and no other. It is tied
//! to a new account when the provider checked an address that nobody here has. It is never tied to an existing account
//! because the addresses are alike: whoever says so signs in to that account first, by its own means.

use access::Role;
use jiff::SignedDuration;
use sealing::Token;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Email;

use super::audited::{Act, Whose, note};
use super::limits::{self, Counted, Wait};
use super::sessions::{Method, Opened};
use super::sign_in::{SignIn, enter, proved};
use super::sign_up::{self, Asked};
use super::store::ceremonies::{self, Ceremony};
use super::{Failure, store};
use crate::{Person, PersonId, Visit};

/// Time to sign in there.
pub const WITHIN: SignedDuration = SignedDuration::from_mins(10);
const OUTSIDE: &str = "outside";

/// A question under way: what ties its answer to it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Comes back with the browser.
    pub state: Token,
    /// Comes back within the identity.
    pub nonce: Token,
    /// Redeems the code.
    pub verifier: Token,
    /// Where to go then.
    pub next: String,
}

/// Who a provider says it is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Their address, as it says.
    pub email: Option<Email>,
    /// It checked that address.
    pub verified: bool,
}

/// What an identity led to.
#[derive(Debug)]
pub enum Entered {
    /// A sign-in to the account that it is tied to.
    SignIn(SignIn),
    /// A new account, and its first session.
    Made(Opened),
    /// It is tied from now on to the account of whoever was signed in. To be audited.
    Linked,
    /// An account has the address: its owner signs in by its own means first.
    Known,
    /// The account that has the address is signed in, but it was not proved lately by whom.
    Unconfirmed,
    /// The provider did not check the address: a letter goes there, as at any sign-up.
    Letter(Asked),
    /// The provider says no address.
    NoAddress,
}

/// Keeps `waiting` until its answer comes: the name under which it is found, for a cookie of that browser.
///
/// # Errors
///
/// When the database fails.
pub async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    waiting: &Waiting,
) -> Result<Result<Uuid, Wait>, Failure> {
    if let Some(wait) = limits::count(conn, visit, Counted::Network).await? {
        return Ok(Err(wait));
    }
    let id = Uuid::new_v4();
    let state = json!({
        "state": waiting.state.reveal(),
        "nonce": waiting.nonce.reveal(),
        "verifier": waiting.verifier.reveal(),
        "next": waiting.next,
    });
    let kept = Ceremony { person: None, state };
    let until = visit.now + WITHIN;
    ceremonies::insert(conn, visit.tenant().0, id, OUTSIDE, &kept, until).await?;
    Ok(Ok(id))
}

/// The question under `id`, when `state` is its own. It is asked once, whatever the answer is worth.
///
/// # Errors
///
/// When the database does not answer.
pub async fn take(
    conn: &mut PgConnection,
    visit: &Visit,
    id: Uuid,
    state: &Token,
) -> Result<Option<Waiting>, Failure> {
    let Some(kept) = ceremonies::take(conn, id, OUTSIDE, visit.now).await? else {
        return Ok(None);
    };
    let text = |name: &str| kept.state.get(name).and_then(|value| value.as_str());
    let bad = Failure::Row { table: "ceremonies", what: "state" };
    let token = |name: &str| text(name).and_then(Token::parse);
    let (Some(known), Some(nonce), Some(verifier)) =
        (token("state"), token("nonce"), token("verifier"))
    else {
        return Err(bad);
    };
    let next = text("next").unwrap_or_default().to_owned();
    // Hashes are compared: the time that it takes says nothing of the state.
    let same = known.hash() == state.hash();
    Ok(same.then_some(Waiting { state: known, nonce, verifier, next }))
}

/// Goes where `identity` leads. `caller` is whoever is signed in, and whether it was proved lately that it is them.
///
/// # Errors
///
/// When the database fails.
pub async fn come_in(
    conn: &mut PgConnection,
    visit: &Visit,
    identity: &Identity,
    caller: Option<(&Person, bool)>,
) -> Result<Entered, Failure> {
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    if let Some(person) = store::outside::find(conn, issuer, subject).await? {
        return proved(conn, visit, PersonId(person), Method::Oidc).await.map(Entered::SignIn);
    }
    let Some(email) = &identity.email else { return Ok(Entered::NoAddress) };
    if !identity.verified {
        return sign_up::ask(conn, visit, email).await.map(Entered::Letter);
    }
    if let Some((owner, _)) = store::people::by_email(conn, &email.folded()).await? {
        return link(conn, visit, identity, owner, caller).await;
    }
    let person = Uuid::now_v7();
    let tenant = visit.tenant().0;
    if !store::people::insert(conn, tenant, person, email, visit.lang, visit.now).await? {
        // Somebody took the address meanwhile.
        return Ok(Entered::Known);
    }
    store::outside::insert(conn, tenant, issuer, subject, person, visit.now).await?;
    store::people::grant(conn, tenant, person, Role::Client, None, visit.now).await?;
    let whose = Whose::Own(PersonId(person), Role::Client);
    note(conn, visit, Act::RoleGranted, whose, &json!({ "role": Role::Client.id() })).await?;
    let made = store::people::find(conn, person).await?.ok_or(sqlx::Error::RowNotFound)?;
    enter(conn, visit, &made, Method::Oidc).await.map(Entered::Made)
}

/// Ties `identity` to the account of `owner`, who has its address, when it is they who are signed in.
///
/// Only an identity with the very address of the account is tied: nobody can tie theirs to somebody else's account by
/// sending that person's browser here.
async fn link(
    conn: &mut PgConnection,
    visit: &Visit,
    identity: &Identity,
    owner: Uuid,
    caller: Option<(&Person, bool)>,
) -> Result<Entered, Failure> {
    match caller {
        Some((person, _)) if person.id.0 != owner => Ok(Entered::Known),
        None => Ok(Entered::Known),
        Some((_, false)) => Ok(Entered::Unconfirmed),
        Some((person, true)) => {
            let tenant = visit.tenant().0;
            let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
            store::outside::insert(conn, tenant, issuer, subject, owner, visit.now).await?;
            note(
                conn,
                visit,
                Act::IdentityLinked,
                Whose::own(person),
                &json!({ "issuer": issuer }),
            )
            .await?;
            Ok(Entered::Linked)
        }
    }
}
