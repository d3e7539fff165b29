//! One-time links: co-holder, host, seller or parent sends one piece or signs one form, and sees nothing else.

use accounts::Visit;
use sealing::Token;
use sqlx::PgConnection;
use uuid::Uuid;

use super::acting::{self, hex};
use super::store::load;
use super::{DossierId, NotDone, Who, history};
use crate::items::{Link, LinkTask};
use crate::{Actor, At, Change, Id, Party, Reference, Refusal, Side, Slot, State};

/// Days that a link opens.
const OPENS_DAYS: i64 = 14;

/// What a link is given for.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// For whom.
    pub party: Option<Id>,
    /// What it is for.
    pub task: LinkTask,
    /// Which piece or form.
    pub target: &'a str,
}

/// Gives a link whose secret is `token`; those given before for the same thing open nothing more.
///
/// # Errors
///
/// [`Refusal::NoSuchPiece`], [`Refusal::NoSuchForm`], [`Refusal::NoSuchThing`].
pub async fn give(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    token: &Token,
    given: Given<'_>,
) -> Result<Id, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let state = &open.state;
    match given.task {
        LinkTask::Upload if !state.slots.contains_key(given.target) => {
            return Err(Refusal::NoSuchPiece.into());
        }
        LinkTask::Sign if !state.forms.contains_key(given.target) => {
            return Err(Refusal::NoSuchForm.into());
        }
        _ => {}
    }
    if given.party.is_some_and(|party| !state.parties.contains_key(&party)) {
        return Err(Refusal::NoSuchThing.into());
    }
    let same = |link: &Link| {
        link.ended_at.is_none() && link.task == given.task && link.target == given.target
    };
    let before: Vec<Id> =
        state.links.iter().filter(|(_, link)| same(link)).map(|(id, _)| *id).collect();
    for link in before {
        open.make(Change::LinkRevoked { link })?;
    }
    let link = Uuid::now_v7().into();
    open.make(Change::LinkGiven {
        link,
        token_hash: hex(&token.hash()),
        party: given.party,
        task: given.task,
        target: given.target.to_owned(),
        expires_at: open.now.plus_seconds(OPENS_DAYS * 24 * 3600),
    })?;
    open.save(conn).await?;
    Ok(link)
}

/// Takes a link back.
///
/// # Errors
///
/// [`Refusal::LinkUsed`], [`Refusal::NoSuchThing`].
pub async fn revoke(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    link: Id,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    open.make(Change::LinkRevoked { link })?;
    Ok(open.save(conn).await?)
}

/// What somebody with a link sees: one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Of which dossier, by its reference.
    pub reference: Reference,
    /// The démarche.
    pub kind: demarches::DemarcheKind,
    /// What is to be done.
    pub task: LinkTask,
    /// Which piece or form.
    pub target: String,
    /// The piece, where one is to be sent.
    pub slot: Option<Slot>,
    /// Who it is for, as they were named.
    pub party: Option<Party>,
    /// Until when the link opens.
    pub expires_at: At,
}

/// The task that the link of `token` opens.
///
/// # Errors
///
/// [`NotDone::Missing`] for a link of nothing; [`Refusal::LinkUsed`], [`Refusal::LinkExpired`], [`Refusal::Closed`].
pub async fn open(conn: &mut PgConnection, visit: &Visit, token: &Token) -> Result<Task, NotDone> {
    let found = load::by_one_time_link(conn, &token.hash()).await?;
    let (id, link) = found.ok_or(NotDone::Missing)?;
    let sealer = history::sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    let link = usable(&state, link.into(), visit.now.into())?;
    let slot = state.slots.get(&link.target).filter(|_| link.task == LinkTask::Upload);
    let party = link.party.and_then(|party| state.parties.get(&party));
    Ok(Task {
        reference: state.reference,
        kind: state.kind,
        task: link.task,
        target: link.target.clone(),
        slot: slot.cloned(),
        party: party.map(|(_, party)| party.clone()),
        expires_at: link.expires_at,
    })
}

fn usable(state: &State, link: Id, now: At) -> Result<&Link, Refusal> {
    let link = state.links.get(&link).ok_or(Refusal::NoSuchThing)?;
    if link.used {
        return Err(Refusal::LinkUsed);
    }
    if link.ended_at.is_some() || link.expires_at <= now {
        return Err(Refusal::LinkExpired);
    }
    if state.closed.is_some() {
        return Err(Refusal::Closed);
    }
    Ok(link)
}

/// What is done through a link.
#[derive(Clone, Debug)]
pub enum Done<'a> {
    /// The piece is sent: its kind and documents.
    Sent(&'a str, Vec<Id>),
    /// The form is signed: its evidence.
    Signed(Id),
}

/// Does the one task of the link of `token`, which is used by it.
///
/// # Errors
///
/// As [`open`], and [`Refusal::LinkForAnother`] when the link is for the other kind of task.
pub async fn act(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
    done: Done<'_>,
) -> Result<(), NotDone> {
    let found = load::by_one_time_link(conn, &token.hash()).await?;
    let (id, link) = found.ok_or(NotDone::Missing)?;
    // The link is what opens it, and one task of it alone.
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    open.actor = Actor { side: Side::Guest, person: None, role: None };
    let given = usable(&open.state, link.into(), open.now)?;
    let target = given.target.clone();
    let change = match (given.task, done) {
        (LinkTask::Upload, Done::Sent(kind, documents)) => {
            Change::Received { slot: target, kind: kind.to_owned(), documents }
        }
        (LinkTask::Sign, Done::Signed(evidence)) => Change::Signed { form: target, evidence },
        _ => return Err(Refusal::LinkForAnother.into()),
    };
    open.make(change)?;
    open.make(Change::LinkUsed { link: link.into() })?;
    open.save(conn).await?;
    Ok(())
}
