//! Where the proof of a signature is: its files are in the store, sealed under the key that is wrapped here.

use accounts::{Person, Visit};
use audit::{Act, Actor, Entry, Kind, Thing};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::store::evidence;
use super::{DossierId, Failure};
use crate::items::FormState;
use crate::{Id, State};

/// The proof of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What [`Change::Signed`](crate::Change::Signed) names.
    pub id: Uuid,
    /// Of which dossier.
    pub dossier: DossierId,
    /// The form, as the dossier names it: `mandat/titulaire`.
    pub form: String,
    /// The key of its files, wrapped.
    pub wrapped: Vec<u8>,
    /// SHA-256 of the signed PDF.
    pub pdf_sha256: [u8; 32],
    /// It may be handed to the administration: a working sheet may not.
    pub may_be_filed: bool,
    /// When it was signed.
    pub at: Timestamp,
}

/// Keeps where a proof is, in the transaction that says that the form is signed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn keep(
    conn: &mut PgConnection,
    visit: &Visit,
    proof: &Evidence,
) -> Result<(), sqlx::Error> {
    evidence::insert(conn, visit.tenant().0, proof).await
}

/// Says in the audit that `person` of the staff opens `proof`, a signature on a dossier of `about`. Who may, the caller
/// asks.
///
/// # Errors
///
/// When it cannot be written: then nothing is shown.
pub async fn viewed(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    proof: &Evidence,
    about: Option<Uuid>,
) -> Result<(), Failure> {
    let entry = Entry {
        tenant: visit.tenant().0,
        subject: Thing { kind: Kind::Dossier, id: proof.dossier.0 },
        actor: Actor {
            person: Some(person.id.0),
            role: person.roles.iter().copied().find(|role| role.is_staff()),
        },
        act: Act::DocumentViewed,
        object: Some(Thing { kind: Kind::Document, id: proof.id }),
        about,
        payload: None,
        ip: visit.network.clone(),
    };
    audit::operations::record(conn, &visit.keys, &entry, visit.now).await.map_err(Failure::Audit)
}

/// The proof `id`; another house's looks missing. Whose dossier it is, the caller asks.
///
/// # Errors
///
/// When the database does not answer.
pub async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Evidence>, Failure> {
    evidence::find(conn, id).await
}

/// The forms of `state`, the dossier `id`, that were signed on a screen on a working sheet: the administration is handed
/// none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn working_sheets(
    conn: &mut PgConnection,
    id: DossierId,
    state: &State,
) -> Result<Vec<String>, sqlx::Error> {
    let sheets: Vec<Id> =
        evidence::not_to_file(conn, id).await?.into_iter().map(Id::from).collect();
    let signed = state.forms.iter().filter(|(_, form)| form.state == FormState::Signed);
    let on_sheets = signed.filter(|(_, form)| form.evidence.is_some_and(|id| sheets.contains(&id)));
    Ok(on_sheets.map(|(name, _)| name.clone()).collect())
}

/// The wrapped keys of at most `most` proofs of the house after the proof `after`, locked for a rotation of the keys that
/// wrap them.
///
/// # Errors
///
/// When the database does not answer.
pub async fn lock_keys(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    evidence::lock_keys(conn, after, most).await
}

/// Keeps the key of the proof `id` as it is wrapped anew.
///
/// # Errors
///
/// When the database does not answer.
pub async fn save_key(
    conn: &mut PgConnection,
    id: Uuid,
    wrapped: &[u8],
) -> Result<(), sqlx::Error> {
    evidence::save_key(conn, id, wrapped).await
}
