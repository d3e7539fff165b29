//! One-time links: co-holder, host, seller or parent sends one piece or signs one form, and sees nothing else.

use access::Role;
use accounts::Visit;
use audit::{Act, Entry as Audited, Kind, Thing};
use sealing::Token;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Email;

use super::acting::{self, Open, hex};
use super::pieces::gathered;
use super::store::load;
use super::{DossierId, Failure, NotDone, Who, history};
use crate::items::{FormState, Link, LinkTask};
use crate::{Actor, At, Change, Id, Personal, Refusal, Side, SlotState, State};

/// Days that a link opens.
pub const OPENS_DAYS: i64 = 14;

/// What a link is given for.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// For whom.
    pub party: Option<Id>,
    /// What it is for.
    pub task: LinkTask,
    /// Which piece or form.
    pub target: &'a str,
    /// Where it is sent: a code for a signature goes there too, and nowhere else.
    pub email: &'a Email,
}

/// Gives a link whose secret is `token`, and says until when it opens; those given before for the same thing open nothing
/// more. Whoever signs by it was named: the link goes when somebody else is.
///
/// # Errors
///
/// [`Refusal::NoSuchPiece`], [`Refusal::NoSuchForm`], [`Refusal::NoSuchThing`], and [`Refusal::PieceInCheck`] where
/// nothing more may be sent.
pub async fn give(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    token: &Token,
    given: Given<'_>,
) -> Result<At, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let state = &open.state;
    waits(state, given.task, given.target)?;
    let known = given.party.map(|party| state.parties.contains_key(&party));
    if !known.unwrap_or(given.task == LinkTask::Upload) {
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
    let expires_at = open.now.plus_seconds(OPENS_DAYS * 24 * 3600);
    let change = Change::LinkGiven {
        link,
        token_hash: hex(&token.hash()),
        party: given.party,
        task: given.task,
        target: given.target.to_owned(),
        expires_at,
    };
    let email = Some(given.email.as_str().to_owned());
    open.make_with(change, Personal { email, ..Personal::default() })?;
    open.save(conn).await?;
    Ok(expires_at)
}

/// Whether what a link would be for can be done now.
fn waits(state: &State, task: LinkTask, target: &str) -> Result<(), Refusal> {
    match task {
        LinkTask::Upload => {
            let slot = state.slots.get(target).ok_or(Refusal::NoSuchPiece)?;
            let open = [SlotState::Expected, SlotState::Received, SlotState::Refused];
            if open.contains(&slot.state) { Ok(()) } else { Err(Refusal::PieceInCheck) }
        }
        LinkTask::Sign => {
            let form = state.forms.get(target).filter(|form| form.waits());
            form.map(drop).ok_or(Refusal::NoSuchForm)
        }
    }
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

/// Takes back the links that `party` has: they are not in the dossier any more, or are somebody else.
pub(super) fn take_back_of(open: &mut Open, party: Id) -> Result<(), Refusal> {
    let theirs = |link: &Link| link.ended_at.is_none() && link.party == Some(party);
    let links: Vec<Id> =
        open.state.links.iter().filter(|(_, link)| theirs(link)).map(|(id, _)| *id).collect();
    for link in links {
        open.make(Change::LinkRevoked { link })?;
    }
    Ok(())
}

/// What a link opens: one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Of which dossier.
    pub dossier: DossierId,
    /// By which link.
    pub id: Id,
    /// What it is for, where it was sent, until when it opens.
    pub link: Link,
    /// The dossier: what the form prints is in it. Nobody who has a link is shown anything else of it.
    pub state: State,
}

/// The task that the link of `token` opens.
///
/// # Errors
///
/// [`NotDone::Missing`] for a link of nothing; [`Refusal::LinkUsed`], [`Refusal::LinkExpired`], [`Refusal::Closed`]; what
/// says that nothing more is to be sent or signed there.
pub async fn find(conn: &mut PgConnection, visit: &Visit, token: &Token) -> Result<Task, NotDone> {
    let found = load::by_one_time_link(conn, &token.hash()).await?;
    let (id, link) = found.ok_or(NotDone::Missing)?;
    let sealer = history::sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?.for_customer();
    let one = usable(&state, link.into(), visit.now.into())?.clone();
    waits(&state, one.task, &one.target)?;
    Ok(Task { dossier: id, id: link.into(), link: one, state })
}

/// The same before somebody: that it was looked at is written in the audit, in the chain of the dossier.
///
/// # Errors
///
/// As [`find`], and when it cannot be written.
pub async fn open(conn: &mut PgConnection, visit: &Visit, token: &Token) -> Result<Task, NotDone> {
    let task = find(conn, visit, token).await?;
    let dossier = Thing { kind: Kind::Dossier, id: task.dossier.0 };
    let entry = Audited {
        tenant: visit.tenant().0,
        subject: dossier,
        actor: audit::Actor { person: None, role: Some(Role::Invite) },
        act: Act::DossierViewed,
        object: Some(dossier),
        about: task.state.person.map(Uuid::from),
        payload: None,
        ip: visit.network.clone(),
    };
    audit::operations::record(conn, &visit.keys, &entry, visit.now)
        .await
        .map_err(Failure::Audit)?;
    Ok(task)
}

/// The link whose secret is `token`, whatever became of it: its id alone.
///
/// # Errors
///
/// When the database does not answer.
pub async fn id_of(conn: &mut PgConnection, token: &Token) -> Result<Option<Id>, Failure> {
    let found = load::by_one_time_link(conn, &token.hash()).await?;
    Ok(found.map(|(_, link)| link.into()))
}

/// How the form stands that the link of `token` was given for, whatever became of the link; nothing for another task.
///
/// # Errors
///
/// When the database does not answer.
pub async fn form_of(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
) -> Result<Option<FormState>, Failure> {
    let Some((id, link)) = load::by_one_time_link(conn, &token.hash()).await? else {
        return Ok(None);
    };
    let sealer = history::sealer_of(conn, visit, id).await?;
    let Some(state) = load::state(conn, &sealer).await? else { return Ok(None) };
    let given = state.links.get(&link.into()).filter(|link| link.task == LinkTask::Sign);
    Ok(given.and_then(|link| Some(state.forms.get(&link.target)?.state)))
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
    /// The piece is sent: its kind and documents, which go after those that are there.
    Sent(&'a str, &'a [Id]),
    /// The form is signed on a screen: its evidence, and the dossier as whoever signed read it.
    Signed(Id, &'a State),
    /// The form is signed by hand: its photograph.
    SignedOnPaper(Id),
}

/// Does the one task of the link of `token`, which is used by it; gives back the documents that were refused before, and
/// make place for others.
///
/// # Errors
///
/// As [`find`]; [`Refusal::LinkForAnother`] when the link is for the other kind of task, [`Refusal::FormChanged`] when the
/// form prints something else than what was read.
pub async fn act(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
    done: Done<'_>,
) -> Result<Vec<Id>, NotDone> {
    let found = load::by_one_time_link(conn, &token.hash()).await?;
    let (id, link) = found.ok_or(NotDone::Missing)?;
    // The link is what opens it, and one task of it alone.
    let mut open = acting::open(conn, visit, Who::House, id).await?;
    open.actor = Actor { side: Side::Guest, person: None, role: None };
    let given = usable(&open.state, link.into(), open.now)?;
    let target = given.target.clone();
    let mut replaced = Vec::new();
    let change = match (given.task, done) {
        (LinkTask::Upload, Done::Sent(kind, documents)) => {
            let (documents, gone) = gathered(&open.state, &target, documents)?;
            replaced = gone;
            Change::Received { slot: target, kind: kind.to_owned(), documents }
        }
        (LinkTask::Sign, Done::Signed(evidence, read)) => {
            if !visit.house.settings.signature.on_screen() {
                return Err(Refusal::NotOnScreen.into());
            }
            if !open.state.prints_as(read) {
                return Err(Refusal::FormChanged.into());
            }
            Change::Signed { form: target, evidence }
        }
        (LinkTask::Sign, Done::SignedOnPaper(evidence)) => {
            if !visit.house.settings.signature.on_paper() {
                return Err(Refusal::NotOnPaper.into());
            }
            Change::SignedOnPaper { form: target, evidence }
        }
        _ => return Err(Refusal::LinkForAnother.into()),
    };
    open.make(change)?;
    open.make(Change::LinkUsed { link: link.into() })?;
    open.save(conn).await?;
    Ok(replaced)
}
