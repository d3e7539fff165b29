//! Codes of an application and codes on paper.

use sealing::MasterKeys;
use secrecy::zeroize::Zeroizing;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::audited::{Act, Whose, note};
use super::told::{self, Letter, To};
use super::{Failure, store};
use crate::{Person, PersonId, RecoveryCode, TotpSecret, Visit};

/// Which code was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// One of the application.
    Application,
    /// One of those on paper.
    Paper,
}

/// Binds a sealed secret to its person: another's row cannot be put in its place.
fn bound(person: PersonId) -> [u8; 16] {
    *person.0.as_bytes()
}

const PURPOSE: &str = "totp";

fn open(visit: &Visit, person: PersonId, sealed: &[u8]) -> Result<TotpSecret, Failure> {
    let plain = visit
        .keys
        .open(PURPOSE, &bound(person), sealed)
        .map_err(|error| Failure::Sealed(error.to_string()))?;
    TotpSecret::from_bytes(&plain).ok_or_else(|| Failure::Sealed("not 160 bits".to_owned()))
}

/// Secrets sealed again in one go: a rotation never holds many rows.
const RESEALED_AT_ONCE: i64 = 200;

/// Seals under the current master the secrets of the house that are under a previous one, of at most 200 people after the
/// person `after`: for a rotation of the master keys. How many, and after whom to go on in another transaction; `None`
/// once there is nobody. Safe to stop and to run again.
///
/// # Errors
///
/// [`Failure::Sealed`] when a secret does not open: its master must be among the previous ones.
pub async fn reseal(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    after: Uuid,
) -> Result<(u64, Option<Uuid>), Failure> {
    let mut done = 0;
    let rows = store::second_factor::lock_secrets(conn, after, RESEALED_AT_ONCE).await?;
    for (person, sealed) in rows.iter().filter(|(_, sealed)| keys.is_outdated(sealed)) {
        let place = bound(PersonId(*person));
        let opened = keys.open(PURPOSE, &place, sealed);
        let plain = Zeroizing::new(opened.map_err(|error| Failure::Sealed(error.to_string()))?);
        let anew = keys.seal(PURPOSE, &place, &plain);
        store::second_factor::reseal_totp(conn, *person, &anew).await?;
        done += 1;
    }
    Ok((done, rows.last().map(|(last, _)| *last)))
}

/// The code that `typed` is, now used up; `None` when it is none.
pub(super) async fn accepts(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    typed: &str,
) -> Result<Option<Used>, Failure> {
    if let Some(code) = RecoveryCode::parse(typed) {
        let used = store::second_factor::use_code(conn, person.0, code.hash(), visit.now).await?;
        if used {
            note(conn, visit, Act::RecoveryUsed, Whose::Somebody(person), &json!({})).await?;
        }
        return Ok(used.then_some(Used::Paper));
    }
    let Some(totp) = store::second_factor::lock_totp(conn, person.0).await? else {
        return Ok(None);
    };
    let Some(sealed) = totp.secret.filter(|_| totp.confirmed) else { return Ok(None) };
    let secret = open(visit, person, &sealed)?;
    let Some(step) = secret.accepts(typed, totp.last_step, visit.now) else { return Ok(None) };
    store::second_factor::totp_used(conn, person.0, step, visit.now).await?;
    Ok(Some(Used::Application))
}

/// Begins with an application: its secret, in use once [`confirm`]ed. A secret that waits already is given again, so
/// that a reloaded page shows the same drawing.
///
/// # Errors
///
/// When the database or the sealing fails.
pub async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
) -> Result<TotpSecret, Failure> {
    let kept = store::second_factor::lock_totp(conn, person.id.0).await?;
    if let Some(sealed) = kept.filter(|totp| !totp.confirmed).and_then(|totp| totp.secret) {
        return open(visit, person.id, &sealed);
    }
    let secret = TotpSecret::random();
    let sealed = visit.keys.seal(PURPOSE, &bound(person.id), secret.as_bytes());
    store::second_factor::set_totp(conn, person.id.0, Some(&sealed)).await?;
    Ok(secret)
}

/// Puts the application in use with its first code: the codes on paper, shown once; `None` when the code is wrong.
///
/// # Errors
///
/// When the database or the sealing fails.
pub async fn confirm(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    typed: &str,
) -> Result<Option<Vec<RecoveryCode>>, Failure> {
    let Some(totp) = store::second_factor::lock_totp(conn, person.id.0).await? else {
        return Ok(None);
    };
    let Some(sealed) = totp.secret.filter(|_| !totp.confirmed) else { return Ok(None) };
    let secret = open(visit, person.id, &sealed)?;
    let Some(step) = secret.accepts(typed, totp.last_step, visit.now) else { return Ok(None) };
    store::second_factor::totp_used(conn, person.id.0, step, visit.now).await?;
    changed(conn, visit, person, Act::TotpAdded).await?;
    new_codes(conn, visit, person.id).await.map(Some)
}

/// Other codes on paper; those of before serve no more.
async fn new_codes(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
) -> Result<Vec<RecoveryCode>, Failure> {
    let codes: Vec<_> = (0..RecoveryCode::COUNT).map(|_| RecoveryCode::random()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.hash().to_vec()).collect();
    store::second_factor::set_codes(conn, visit.tenant().0, person.0, &hashes).await?;
    Ok(codes)
}

/// Other codes on paper for `person`, who is told.
///
/// # Errors
///
/// When the database fails.
pub async fn renew_codes(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
) -> Result<Vec<RecoveryCode>, Failure> {
    changed(conn, visit, person, Act::RecoveryRenewed).await?;
    new_codes(conn, visit, person.id).await
}

/// Codes on paper that were not used.
///
/// # Errors
///
/// When the database does not answer.
pub async fn codes_left(conn: &mut PgConnection, person: PersonId) -> Result<i64, sqlx::Error> {
    store::second_factor::codes_left(conn, person.0).await
}

/// Gives the application up, and the codes on paper with it.
///
/// # Errors
///
/// When the database does not answer.
pub async fn remove(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
) -> Result<(), Failure> {
    store::second_factor::set_totp(conn, person.id.0, None).await?;
    store::second_factor::set_codes(conn, visit.tenant().0, person.id.0, &[]).await?;
    changed(conn, visit, person, Act::TotpRemoved).await
}

async fn changed(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    act: Act,
) -> Result<(), Failure> {
    note(conn, visit, act, Whose::own(person), &json!({})).await?;
    let added = act != Act::TotpRemoved;
    let values = json!({ "enabled": added });
    told::tell(conn, visit, To::person(person), Letter::TotpChanged, values).await?;
    Ok(())
}
