//! The forms: made, signed each with its evidence, void once a printed field changed.

use accounts::Visit;
use demarches::Versions;
use sqlx::PgConnection;

use super::drafts::rules_of;
use super::{DossierId, NotDone, Who, acting, money, time};
use crate::tracks::Reason;
use crate::{Change, Id, State};

/// Says that the forms of the case were made and wait for their signatures, one for each who signs.
///
/// # Errors
///
/// [`Refusal::NotOrdered`](crate::Refusal::NotOrdered), and [`Refusal::NoSuchForm`](crate::Refusal::NoSuchForm) where
/// there is none.
pub async fn ask(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    who: Who<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let rules = rules_of(rules, &open.state)?;
    let case = money::evaluate(&open.state, rules, time::paris(visit.now)?)?;
    open.make(Change::SignaturesAsked { forms: money::forms_asked(&case) })?;
    Ok(open.save(conn).await?)
}

/// Says that `form` was signed; `evidence` is the document that proves it: the file of the signature, or the photograph.
///
/// # Errors
///
/// [`Refusal::NoSuchForm`](crate::Refusal::NoSuchForm) when it waits for no signature.
pub async fn sign(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    form: &str,
    evidence: Id,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    open.make(Change::Signed { form: form.to_owned(), evidence })?;
    Ok(open.save(conn).await?)
}

/// Says that the signatures are void.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`](crate::Refusal::NoSuchStep) when nothing waits or is signed.
pub async fn void(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    open.make(Change::SignaturesVoided { reason })?;
    Ok(open.save(conn).await?)
}
