//! The forms: made, signed each with its evidence, looked at where that was on paper, void once a printed field changed.

use std::collections::BTreeSet;

use accounts::Visit;
use demarches::Versions;
use sqlx::PgConnection;

use super::drafts::rules_of;
use super::pieces::{Seen, decide, reason_given};
use super::{DossierId, NotDone, Who, acting, money, time};
use crate::tracks::{Reason, Signature};
use crate::{Change, Id, Personal, Refusal, State};

/// Says that the forms of the case were made and wait for their signatures, one for each who signs. Those that were given
/// while others are waited for stay.
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
    let forms = money::forms_asked(&case);
    // Asked for twice, it is as once.
    let waits = open.state.signature == Signature::ASigner;
    let same = || forms.iter().collect::<BTreeSet<_>>() == open.state.forms.keys().collect();
    if !(waits && same()) {
        open.make(Change::SignaturesAsked { forms })?;
    }
    Ok(open.save(conn).await?)
}

/// Says that `form` was signed on a screen; `evidence` proves it. What was signed is what `read` prints.
///
/// # Errors
///
/// [`Refusal::NoSuchForm`] when it waits for no signature, [`Refusal::NotOnScreen`] where the house takes none,
/// [`Refusal::FormChanged`] where something else is printed by now.
pub async fn sign(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (form, evidence): (&str, Id),
    read: &State,
) -> Result<State, NotDone> {
    if !visit.house.settings.signature.on_screen() {
        return Err(Refusal::NotOnScreen.into());
    }
    let mut open = acting::open(conn, visit, who, id).await?;
    if !open.state.prints_as(read) {
        return Err(Refusal::FormChanged.into());
    }
    open.make(Change::Signed { form: form.to_owned(), evidence })?;
    Ok(open.save(conn).await?)
}

/// Says that `form` was signed by hand; `photograph` is the document that shows it, and waits to be looked at.
///
/// # Errors
///
/// [`Refusal::NoSuchForm`] when it waits for no signature, [`Refusal::NotOnPaper`] where the house takes none.
pub async fn sign_on_paper(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    form: &str,
    photograph: Id,
) -> Result<State, NotDone> {
    if !visit.house.settings.signature.on_paper() {
        return Err(Refusal::NotOnPaper.into());
    }
    let mut open = acting::open(conn, visit, who, id).await?;
    open.make(Change::SignedOnPaper { form: form.to_owned(), evidence: photograph })?;
    Ok(open.save(conn).await?)
}

/// Confirms the signature on paper of `form`: it counts from now on.
///
/// # Errors
///
/// [`Refusal::FormNotInCheck`]; [`NotDone::Changed`].
pub async fn accept(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    form: &str,
) -> Result<State, NotDone> {
    let change = Change::SignatureAccepted { form: form.to_owned() };
    decide(conn, visit, seen, id, change, Personal::default()).await
}

/// Refuses the signature on paper of `form` for the reason `code` of the rules, with what it wants added: the form waits
/// for its signature again.
///
/// # Errors
///
/// [`Refusal::FormNotInCheck`], and as [`pieces::refuse`](super::pieces::refuse).
pub async fn refuse(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    seen: Seen<'_>,
    id: DossierId,
    form: &str,
    (code, words): (&str, &str),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let change = Change::SignatureRefused { form: form.to_owned(), reason: code.to_owned() };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    let rules = rules_of(rules, &open.state)?;
    let words = reason_given(rules, seen, kind_of(form), (code, words))?;
    open.make_with(change, Personal { words, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}

/// Refuses the photograph of `form` without anybody looking at it: it is no picture, or holds a virus.
///
/// # Errors
///
/// [`Refusal::FormNotInCheck`].
pub async fn refuse_photograph(
    conn: &mut PgConnection,
    visit: &Visit,
    id: DossierId,
    form: &str,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    let (form, reason) = (form.to_owned(), PHOTOGRAPH_REFUSED.to_owned());
    open.make(Change::SignatureRefused { form, reason })?;
    Ok(open.save(conn).await?)
}

/// Why a photograph is refused without anybody looking at it: no reason of the rules.
pub const PHOTOGRAPH_REFUSED: &str = "photo_refusee";

/// The kind of piece that the form `name` is: `mandat` for `mandat/titulaire`.
#[must_use]
pub fn kind_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// Says that the signatures are void: all are to be given again. The staff does so until the dossier is ready to be filed.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`] when nothing waits or is signed, [`Refusal::AlreadyFiled`].
pub async fn void(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    let mut open = acting::open_for_house(conn, visit, who, id).await?;
    // Forms are made again while it is not ready: what is, is taken back first.
    if matches!(who, Who::Staff(_)) {
        open.state.may_change_case()?;
    }
    open.make(Change::SignaturesVoided { reason })?;
    Ok(open.save(conn).await?)
}
