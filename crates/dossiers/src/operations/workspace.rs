//! One dossier as the staff works on it: everything, and who it is about is told that it was looked at.

use access::Role;
use accounts::{Person, Visit};
use audit::{Act, Actor, Entry as Audited, Kind, Thing};
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::{events, load};
use super::{DossierId, Entry, Failure, NotDone, history};
use crate::{Reference, State};

/// Most dossiers of a customer's list.
const MOST: i64 = 500;
/// Dossiers of a customer that are read at once where all are.
const AT_ONCE: i64 = 50;

/// A dossier and its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workspace {
    /// The dossier.
    pub state: State,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
}

/// The dossier `id` for `person` of the staff; the view is written in the audit, in the chain of the dossier. The number
/// of queries does not depend on the dossier.
///
/// # Errors
///
/// [`NotDone::Missing`] for another house's, and for who is not of the staff.
pub async fn one(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    id: DossierId,
) -> Result<Workspace, NotDone> {
    if !person.is_staff() {
        return Err(NotDone::Missing);
    }
    let sealer = history::sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    let rows = events::after(conn, id.0, 0).await?;
    let history: Result<Vec<Entry>, Failure> =
        rows.iter().map(|row| Entry::read(&sealer, row)).collect();
    let history = history?;
    let actor = Actor { person: Some(person.id.0), role: person.roles.first().copied() };
    looked(conn, visit, (id, &state), actor).await?;
    Ok(Workspace { state, history })
}

/// The dossier that is called `reference`, for a helpdesk that was told by the house to ask: the look is written in the audit,
/// in the chain of the dossier, as one of the support's that no person of ours made.
///
/// # Errors
///
/// [`NotDone::Missing`] for another house's, and for one that is not there.
pub async fn for_helpdesk(
    conn: &mut PgConnection,
    visit: &Visit,
    reference: Reference,
) -> Result<State, NotDone> {
    let id = by_reference(conn, reference).await?.ok_or(NotDone::Missing)?;
    let sealer = history::sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    let actor = Actor { person: None, role: Some(Role::Support) };
    looked(conn, visit, (id, &state), actor).await?;
    Ok(state)
}

/// Writes down that somebody looked at a dossier.
async fn looked(
    conn: &mut PgConnection,
    visit: &Visit,
    (id, state): (DossierId, &State),
    actor: Actor,
) -> Result<(), Failure> {
    let entry = Audited {
        tenant: visit.tenant().0,
        subject: Thing { kind: Kind::Dossier, id: id.0 },
        actor,
        act: Act::DossierViewed,
        object: Some(Thing { kind: Kind::Dossier, id: id.0 }),
        about: state.person.map(Uuid::from),
        payload: None,
        ip: visit.network.clone(),
    };
    audit::operations::record(conn, &visit.keys, &entry, visit.now).await.map_err(Failure::Audit)
}

/// The dossier that is called `reference`, in the house that was entered.
///
/// # Errors
///
/// When the database does not answer.
pub async fn by_reference(
    conn: &mut PgConnection,
    reference: Reference,
) -> Result<Option<DossierId>, Failure> {
    Ok(super::store::desk::by_reference(conn, &reference.to_string()).await?.map(DossierId))
}

/// Who made the version `version` of the dossier `id`, where that is somebody.
///
/// # Errors
///
/// When the database does not answer.
pub async fn made_by(
    conn: &mut PgConnection,
    id: DossierId,
    version: i64,
) -> Result<Option<Uuid>, Failure> {
    Ok(super::store::desk::made_by(conn, id.0, version).await?)
}

/// The dossiers of a customer, the latest first, without what the staff keeps for itself.
///
/// # Errors
///
/// When the database does not answer.
pub async fn of_person(
    conn: &mut PgConnection,
    person: accounts::PersonId,
) -> Result<Vec<super::queues::Row>, Failure> {
    super::store::queues::of_person(conn, person.0, None, MOST).await
}

/// The same, a page of those that are older than `after`; none: there are no more.
pub(super) async fn of_person_after(
    conn: &mut PgConnection,
    person: accounts::PersonId,
    after: Option<DossierId>,
) -> Result<Vec<super::queues::Row>, Failure> {
    super::store::queues::of_person(conn, person.0, after.map(|after| after.0), AT_ONCE).await
}

/// Those of `dossiers` that are `person`'s, without what the staff keeps for itself.
///
/// # Errors
///
/// When the database does not answer.
pub async fn among(
    conn: &mut PgConnection,
    person: accounts::PersonId,
    dossiers: &[DossierId],
) -> Result<Vec<super::queues::Row>, Failure> {
    let ids: Vec<Uuid> = dossiers.iter().map(|dossier| dossier.0).collect();
    super::store::queues::among(conn, person.0, &ids).await
}
