//! The people of a dossier: named, named anew, taken away.

use accounts::Visit;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{DossierId, NotDone, Who, acting, links};
use crate::{Change, Id, Party, PartyRole, Personal, Refusal, State};

/// Most people that a dossier names.
const MOST: usize = 60;

/// Names somebody; `party` is whoever is named anew, `None` somebody new.
///
/// # Errors
///
/// [`Refusal::BadText`], [`Refusal::NoSuchThing`], [`Refusal::AlreadyFiled`].
pub async fn set(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    party: Option<Id>,
    (role, data): (PartyRole, Party),
) -> Result<(Id, State), NotDone> {
    if !data.fits() {
        return Err(Refusal::BadText.into());
    }
    let mut open = acting::open(conn, visit, who, id).await?;
    let known = &open.state.parties;
    let party = match party {
        Some(party) if !known.contains_key(&party) => return Err(Refusal::NoSuchThing.into()),
        Some(party) => party,
        None if known.len() >= MOST => return Err(Refusal::NoSuchThing.into()),
        None => Uuid::now_v7().into(),
    };
    if known.get(&party) != Some(&(role, data.clone())) {
        if known.get(&party).is_some_and(|(_, before)| before.is_another(&data)) {
            links::take_back_of(&mut open, party)?;
        }
        let personal = Personal { party: Some(data), ..Personal::default() };
        open.make_with(Change::PartySet { party, role }, personal)?;
    }
    Ok((party, open.save(conn).await?))
}

/// Takes somebody away.
///
/// # Errors
///
/// [`Refusal::NoSuchThing`], [`Refusal::AlreadyFiled`].
pub async fn remove(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    party: Id,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    links::take_back_of(&mut open, party)?;
    open.make(Change::PartyRemoved { party })?;
    Ok(open.save(conn).await?)
}
