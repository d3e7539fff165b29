//! One task for somebody without an account: the link of a letter opens it, and nothing else.
//!
//! The secret stands in the address once. It goes into a cookie of this host at once, as the links of drafts do, and the
//! page has the id of the link in its address: what is kept in a history, sent on to somebody or written in a log by
//! whoever stands between opens nothing.

pub mod signing;

use accounts::operations::limits::{self, Counted};
use app::site::Place;
use app::site::dossier::{
    DossierPage, FormProblem, GuestDone, GuestTask, GuestView, SignedFrom, draft,
};
use axum::extract::{FromRequestParts, Multipart, Path};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use dossiers::Refusal;
use dossiers::items::{FormState, LinkTask};
use dossiers::operations::NotDone;
use dossiers::operations::links::{self, Task};
use jiff::Timestamp;
use sealing::Token;
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::forms::signing::{AtForm, Read, minutes};
use super::forms::{Asked, Said, Templates};
use super::links::asker;
use super::pieces::named;
use super::pieces::sending::{self, Kept, Sender};
use super::{By, Mine, NotForThem, Opened};
use crate::people::cookies::{self, TASKS};
use crate::people::{Answer, Broken, Here, value};
use crate::state::State;

/// Links that one browser keeps.
const MOST_TASKS: usize = 8;
/// Seconds that it keeps them: as long as they open.
const TASKS_LAST: i64 = links::OPENS_DAYS * 24 * 3600;

/// A request of somebody who has links.
pub struct Guest {
    mine: Mine,
    tokens: Vec<Token>,
}

impl FromRequestParts<State> for Guest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let here = Here::from_request_parts(parts, state).await?;
        let kept = cookies::get(&parts.headers, TASKS).unwrap_or_default();
        let tokens = kept.split('.').filter_map(Token::parse).take(MOST_TASKS).collect();
        Ok(Self { mine: Mine::of_guest(here), tokens })
    }
}

/// What somebody comes for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wants {
    /// To see what is asked.
    Look,
    /// To send the piece.
    Send,
    /// To sign the form.
    Sign,
}

/// What a link opens.
struct Found<'a> {
    token: &'a Token,
    task: Task,
}

impl Guest {
    /// The secret of the link `id`, where this browser was given it.
    async fn token_of(&self, conn: &mut PgConnection, id: &str) -> Result<Option<&Token>, Broken> {
        for token in &self.tokens {
            let link = links::id_of(conn, token).await?;
            if link.is_some_and(|link| link.to_string() == id) {
                return Ok(Some(token));
            }
        }
        Ok(None)
    }

    /// The task of the link `id`, or the answer in its place. Where it is shown, that is written down.
    async fn find(
        &self,
        mut tx: Transaction<'static, Postgres>,
        id: &str,
        wants: Wants,
    ) -> Result<Result<(Transaction<'static, Postgres>, Found<'_>), Response>, Broken> {
        let Some(token) = self.token_of(&mut tx, id).await? else {
            return Ok(Err(self.mine.missing(tx).await?));
        };
        let visit = &self.mine.here.visit;
        let found = if wants == Wants::Look {
            links::open(&mut tx, visit, token).await
        } else {
            links::find(&mut tx, visit, token).await
        };
        match found {
            Ok(task) => Ok(Ok((tx, Found { token, task }))),
            Err(why) => {
                drop(tx);
                Ok(Err(self.ended(id, token, why, wants).await?))
            }
        }
    }

    /// Whether the form that the link of `token` was for is signed: one that was refused since, or is void, is not.
    async fn is_signed(&self, token: &Token) -> Result<bool, Broken> {
        let mut tx = self.mine.begin().await?;
        let form = links::form_of(&mut tx, &self.mine.here.visit, token).await?;
        tx.commit().await?;
        Ok(matches!(form, Some(FormState::Signed | FormState::ToCheck)))
    }

    /// The page of a link that opens nothing any more; of one that was used just now, its thanks.
    async fn ended(&self, id: &str, token: &Token, why: NotDone, wants: Wants) -> Answer {
        let here = &self.mine.here;
        let said = GuestDone::parse(value(&app::query::pairs(&here.asked.query), "fait"));
        let thanks = wants == Wants::Sign || said == Some(GuestDone::Signed);
        let used = matches!(why, NotDone::Refused(Refusal::LinkUsed));
        if used && thanks && !self.is_signed(token).await? {
            let page = DossierPage::GuestEnded(id, Refusal::LinkUsed);
            return Ok(here.rendered(draft(&here.asked, &page)));
        }
        let page = match (NotForThem::from(why), said) {
            (NotForThem::Broken(broken), _) => return Err(broken),
            (NotForThem::Missing, _) => return Ok(here.error(404)),
            // A second click on « Signer »: it is signed.
            (NotForThem::Refused(Refusal::LinkUsed), _) if wants == Wants::Sign => {
                return Ok(self.thanked(id, GuestDone::Signed));
            }
            (NotForThem::Refused(Refusal::LinkUsed), Some(done)) => {
                DossierPage::GuestDone(id, done)
            }
            (NotForThem::Refused(why), _) => DossierPage::GuestEnded(id, why),
        };
        Ok(here.rendered(draft(&here.asked, &page)))
    }

    /// On to the thanks.
    fn thanked(&self, id: &str, done: GuestDone) -> Response {
        let to = Place::Task.with(id, self.mine.here.asked.lang);
        Redirect::to(&format!("{to}?fait={}", done.id())).into_response()
    }

    /// Counts what is sent through a link; how many minutes to wait where it is too much.
    async fn too_often(&self, conn: &mut PgConnection, task: &Task) -> Result<Option<i64>, Broken> {
        let visit = &self.mine.here.visit;
        let network = limits::count(conn, visit, Counted::Network).await?;
        let link = limits::count(conn, visit, Counted::Link(Uuid::from(task.id))).await?;
        Ok(network.into_iter().chain(link).map(minutes).max())
    }

    /// What is asked, with what is said of it besides.
    async fn shown(&self, found: &Found<'_>, problems: &[String], said: &Said<'_>) -> Answer {
        self.shown_with(found, problems, said, None).await
    }

    /// The same, with why something was not done.
    async fn shown_with(
        &self,
        found: &Found<'_>,
        problems: &[String],
        said: &Said<'_>,
        refusal: Option<Refusal>,
    ) -> Answer {
        let (here, task) = (&self.mine.here, &found.task);
        let (id, asker) = (task.id.to_string(), asker(&task.state));
        let until = Timestamp::from_microsecond(task.link.expires_at.0).unwrap_or(here.visit.now);
        let rendered = |asked: GuestTask<'_>| {
            let view = GuestView { id: &id, asker: &asker, task: asked, until, refusal };
            here.rendered(draft(&here.asked, &DossierPage::Guest(Box::new(view))))
        };
        let target = task.link.target.as_str();
        let shown = match task.link.task {
            LinkTask::Upload => here
                .state()
                .rules()
                .by_version(&task.state.rules.hash)
                .zip(task.state.slots.get(target))
                .map(|(rules, piece)| {
                    rendered(GuestTask::Piece { rules, slot: target, piece, problems })
                }),
            LinkTask::Sign => match Asked::named(target) {
                Some(one) => {
                    let mut tx = self.mine.begin().await?;
                    let instants = Read::instants(said.read.as_ref(), here.visit.now);
                    let templates =
                        Templates::at(here.state(), &mut tx, one.form, instants).await?;
                    tx.commit().await?;
                    let at = at_form(here, task, &one, templates);
                    let shown = at.shown(SignedFrom::Link(&id), true, said, |form| {
                        rendered(GuestTask::Form(Box::new(form)))
                    });
                    shown.await?
                }
                None => None,
            },
        };
        Ok(shown.unwrap_or_else(|| here.error(503)))
    }
}

/// Somebody who has a link at the form that it is for: the code goes where the link went.
fn at_form<'a>(here: &'a Here, task: &'a Task, one: &'a Asked, templates: Templates) -> AtForm<'a> {
    AtForm {
        here,
        id: task.dossier,
        state: &task.state,
        one,
        templates,
        email: task.link.email.as_deref().unwrap_or_default(),
        account: None,
        counted: Uuid::from(task.id),
    }
}

/// The dossier of a task, for what takes files: nobody's but the link's.
fn opened(task: &Task) -> Opened {
    Opened { id: task.dossier, state: task.state.clone(), by: By::Guest }
}

/// `GET /demande/lien/{token}`: the link of the letter. Kept in this browser, then to the task.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(guest: Guest, Path(token): Path<String>) -> Answer {
    let mut tx = guest.mine.begin().await?;
    let found = match Token::parse(&token) {
        Some(token) => links::id_of(&mut tx, &token).await?.map(|id| (id, token)),
        None => None,
    };
    let Some((id, token)) = found else { return guest.mine.missing(tx).await };
    tx.commit().await?;
    let to = Place::Task.with(&id.to_string(), guest.mine.here.asked.lang);
    let mut response = Redirect::to(&to).into_response();
    let known = guest.tokens.iter().filter(|one| one.hash() != token.hash());
    let all: Vec<&str> =
        std::iter::once(&token).chain(known).take(MOST_TASKS).map(Token::reveal).collect();
    cookies::set(&mut response, TASKS, &all.join("."), TASKS_LAST);
    let none = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, none);
    Ok(response)
}

/// `GET /demande/{id}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(guest: Guest, Path(id): Path<String>) -> Answer {
    let tx = guest.mine.begin().await?;
    let (tx, found) = match guest.find(tx, &id, Wants::Look).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    tx.commit().await?;
    let pairs = app::query::pairs(&guest.mine.here.asked.query);
    guest.shown(&found, &[], &Said::asked(&pairs)).await
}

/// `POST /demande/{id}/piece`: the piece, whole; where one file is not taken, none is.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send(guest: Guest, Path(id): Path<String>, files: Multipart) -> Answer {
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, Wants::Send).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let often = guest.too_often(&mut tx, &found.task).await?;
    tx.commit().await?;
    let (mine, lang) = (&guest.mine, guest.mine.here.asked.lang);
    let opened = opened(&found.task);
    let target = found.task.link.target.as_str();
    let slot = opened.state.slots.get(target);
    let Some(slot) = slot.filter(|_| found.task.link.task == LinkTask::Upload) else {
        let why = Some(Refusal::LinkForAnother);
        return guest.shown_with(&found, &[], &Said::default(), why).await;
    };
    if let Some(minutes) = often {
        let text = FormProblem::TooOften(minutes).text(lang);
        return guest.shown(&found, &[text], &Said::default()).await;
    }
    let came = sending::take(mine, &opened, (&named(target), slot), files, Kept::All).await?;
    let mut problems = came.problems;
    if came.documents.is_empty() && problems.is_empty() {
        problems.push(Refusal::NoDocument.sentence(lang).to_owned());
    }
    if problems.is_empty() {
        let kind = if came.kind.is_empty() { &slot.kind } else { &came.kind };
        let sender = Sender::Guest(found.token);
        let put = sending::put_by(mine, &opened, sender, (target, kind), &came.documents);
        let why = match put.await {
            Ok(()) => return Ok(guest.thanked(&id, GuestDone::Sent)),
            Err(NotForThem::Refused(why)) => why,
            Err(NotForThem::Missing) => return Ok(mine.here.error(404)),
            Err(NotForThem::Broken(broken)) => return Err(broken),
        };
        // A second click on « Envoyer »: it is there by the first.
        let there = sending::forget_unplaced(mine, &opened, &came.documents).await?;
        if there && why == Refusal::LinkUsed {
            return Ok(guest.thanked(&id, GuestDone::Sent));
        }
        return guest.shown_with(&found, &[], &Said::default(), Some(why)).await;
    }
    // The link serves once: what was taken is sent again with the rest.
    sending::forget_unplaced(mine, &opened, &came.documents).await?;
    guest.shown(&found, &problems, &Said::default()).await
}
