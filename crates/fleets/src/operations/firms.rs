//! The firm of a professional and the picture of its stamp: sealed under their key, gone with the account.

use accounts::{Person, PersonId, Visit};
use audit::Act;
use dossiers::Party;
use sqlx::PgConnection;

use super::store::firms as store;
use super::{Failure, audited};
use crate::{Firm, Stamp};

const PROFILE: &str = "fleet_firms.profile";
const STAMP: &str = "fleet_firms.stamp";

/// The firm of `person`; `None` where they said nothing of it.
///
/// # Errors
///
/// When the database does not answer, or what was sealed does not open.
pub async fn find(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
) -> Result<Option<Firm>, Failure> {
    let Some(sealed) = store::find(conn, person.0).await?.and_then(|row| row.profile) else {
        return Ok(None);
    };
    let Some(plain) = open(conn, visit, person, PROFILE, &sealed).await? else { return Ok(None) };
    let party: Party =
        serde_json::from_slice(&plain).map_err(|_| Failure::Row("the profile of a firm"))?;
    Ok(Some(Firm(party)))
}

/// The stamp of the firm of `person`.
///
/// # Errors
///
/// As [`find`].
pub async fn stamp(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
) -> Result<Option<Stamp>, Failure> {
    let Some(sealed) = store::find(conn, person.0).await?.and_then(|row| row.stamp) else {
        return Ok(None);
    };
    let Some(plain) = open(conn, visit, person, STAMP, &sealed).await? else { return Ok(None) };
    Stamp::of_bytes(&plain).map(Some).ok_or(Failure::Row("the stamp of a firm"))
}

/// Keeps what `person` says of their firm.
///
/// # Errors
///
/// As [`find`].
pub async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    firm: &Firm,
) -> Result<(), Failure> {
    let plain = serde_json::to_vec(&firm.0).map_err(|_| Failure::Row("the profile of a firm"))?;
    let sealed = seal(conn, visit, person.id, PROFILE, &plain).await?;
    store::keep_profile(conn, (visit.tenant().0, person.id.0), &sealed, visit.now).await?;
    audited::by(conn, visit, person, Act::FirmChanged).await
}

/// Keeps the stamp of the firm of `person`, or takes it away.
///
/// # Errors
///
/// As [`find`].
pub async fn keep_stamp(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    stamp: Option<&Stamp>,
) -> Result<(), Failure> {
    let sealed = match stamp {
        Some(stamp) => Some(seal(conn, visit, person.id, STAMP, &stamp.to_bytes()).await?),
        None => None,
    };
    let place = (visit.tenant().0, person.id.0);
    store::keep_stamp(conn, place, sealed.as_deref(), visit.now).await?;
    audited::by(conn, visit, person, Act::StampChanged).await
}

async fn seal(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    purpose: &str,
    plain: &[u8],
) -> Result<Vec<u8>, Failure> {
    let whose = (visit.tenant().0, person.0);
    let place = (purpose, person.0.as_bytes().as_slice());
    let sealed =
        sealing::operations::seal_for(conn, &visit.keys, whose, place, plain, visit.now).await?;
    sealed.ok_or(Failure::Row("somebody who was erased"))
}

async fn open(
    conn: &mut PgConnection,
    visit: &Visit,
    person: PersonId,
    purpose: &str,
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, Failure> {
    let place = (purpose, person.0.as_bytes().as_slice());
    Ok(sealing::operations::open_for(conn, &visit.keys, person.0, place, sealed).await?)
}
