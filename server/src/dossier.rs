//! Dossiers over HTTP, for their customers: with an account, or with the link of a draft.
//!
//! Read [`Mine`] (a request about somebody's dossier) and [`Mine::open`] (whose it is), then a module. A dossier that is
//! somebody else's looks like one that does not exist, and that is written down.

pub mod begin;
pub mod forms;
pub mod guest;
pub mod invoice;
pub mod letters;
pub mod links;
pub mod news;
pub mod order;
pub mod overview;
pub mod pay;
pub mod people;
pub mod pieces;
pub mod questions;
pub(crate) mod sms;
pub mod standing;

use accounts::operations::limits;
use app::site::Place;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Redirect, Response};
use demarches::answers::Answers;
use demarches::{Demarches, Evaluation, Versions};
use dossiers::operations::{DossierId, Failure, NotDone, Who, drafts, money, workspace};
use dossiers::{Reference, Refusal, State as Dossier};
use sealing::Token;
use sqlx::{PgConnection, Postgres, Transaction};
use vocabulary::Date;

use crate::database::Chain;
use crate::people::cookies::{self, DRAFTS};
use crate::people::guard::caller;
use crate::people::{Answer, Broken, Caller, Here};
use crate::state::State;

/// Drafts whose links one browser keeps.
const MOST_DRAFTS: usize = 8;
/// Seconds that it keeps them: as long as a draft that nobody touches (demarches B8).
const DRAFTS_LAST: i64 = 90 * 24 * 3600;

/// A request about somebody's own dossier.
pub struct Mine {
    /// The request.
    pub here: Here,
    caller: Option<Caller>,
    tokens: Vec<Token>,
}

/// A dossier that is theirs.
pub struct Opened {
    /// Its id.
    pub id: DossierId,
    /// As they may see it.
    pub state: Dossier,
    by: By,
}

#[derive(Clone, Copy)]
enum By {
    Account,
    Link(usize),
    /// A link for one task: whoever has it acts by that link alone.
    Guest,
}

impl Opened {
    /// Its name in addresses.
    #[must_use]
    pub fn name(&self) -> String {
        self.state.reference.to_string()
    }

    /// It belongs to an account.
    #[must_use]
    pub const fn held(&self) -> bool {
        matches!(self.by, By::Account)
    }
}

impl FromRequestParts<State> for Mine {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let here = Here::from_request_parts(parts, state).await?;
        let caller = caller(state, &parts.headers)
            .await
            .map_err(axum::response::IntoResponse::into_response)?;
        let kept = cookies::get(&parts.headers, DRAFTS).unwrap_or_default();
        let tokens = kept.split('.').filter_map(Token::parse).take(MOST_DRAFTS).collect();
        Ok(Self { here, caller, tokens })
    }
}

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        accounts::operations::Failure::Audit(Chain(&failure).to_string()).into()
    }
}

/// Why something was not done for a customer.
pub enum NotForThem {
    /// No such dossier, or not theirs.
    Missing,
    /// The rules say no: a sentence for the person.
    Refused(Refusal),
    /// Something kept us from answering.
    Broken(Broken),
}

impl From<NotDone> for NotForThem {
    fn from(not: NotDone) -> Self {
        match not {
            NotDone::Missing => Self::Missing,
            NotDone::Refused(refusal) => Self::Refused(refusal),
            // Only the staff says which version it saw.
            NotDone::Changed(_) => Self::Refused(Refusal::NoSuchStep),
            NotDone::Failed(failure) => Self::Broken(failure.into()),
        }
    }
}

/// A case: what was answered under the rules of its dossier, and what follows on the day.
pub struct Case<'a> {
    /// Its rules.
    pub rules: &'a Demarches,
    /// The answers that these rules read.
    pub answers: Answers,
    /// What follows.
    pub evaluation: Evaluation<'a>,
}

impl Case<'static> {
    /// The case of `dossier` on the day `today`.
    ///
    /// # Errors
    ///
    /// [`Refusal::RulesUnknown`] when its version of the rules is not among `rules`.
    pub fn of(dossier: &Dossier, rules: &Versions, today: Date) -> Result<Self, Refusal> {
        let rules = rules.by_version(&dossier.rules.hash).ok_or(Refusal::RulesUnknown)?;
        let pairs =
            dossier.answers.iter().map(|(question, text)| (question.as_str(), text.as_str()));
        let known = pairs.filter(|pair| rules.answers([*pair]).is_ok());
        let answers = rules.answers(known).map_err(|_| Refusal::RulesUnknown)?;
        let evaluation = money::evaluate(dossier, rules, today)?;
        Ok(Self { rules, answers, evaluation })
    }
}

impl Mine {
    /// A request of somebody who has a link for one task: nobody, wherever else they are signed in.
    fn of_guest(here: Here) -> Self {
        Self { here, caller: None, tokens: Vec::new() }
    }

    /// Whether somebody takes cards for the house.
    fn takes_cards(&self) -> bool {
        self.here.state().providers().of(&self.here.asked.tenant).is_some()
    }

    /// A transaction of the house.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, Broken> {
        Ok(self.here.begin().await?)
    }

    /// The rules of the démarches, with every version that a dossier may be filled under.
    #[must_use]
    pub fn rules(&self) -> Versions {
        self.here.state().rules()
    }

    /// Whoever is signed in.
    #[must_use]
    pub const fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// The dossier `reference` when it is theirs, by their account or by a link that this browser keeps. A draft that was
    /// begun before they signed in becomes their account's.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn open(
        &self,
        conn: &mut PgConnection,
        reference: &str,
    ) -> Result<Option<Opened>, Broken> {
        let Some(reference) = Reference::parse(reference) else { return Ok(None) };
        let Some(id) = workspace::by_reference(conn, reference).await? else { return Ok(None) };
        let visit = &self.here.visit;
        if let Some(caller) = &self.caller {
            let who = Who::Customer(&caller.person);
            if let Some(state) = found(drafts::find(conn, visit, who, id).await)? {
                return Ok(Some(Opened { id, state, by: By::Account }));
            }
        }
        for (place, token) in self.tokens.iter().enumerate() {
            let Some(state) = found(drafts::find(conn, visit, Who::Link(token), id).await)? else {
                continue;
            };
            let Some(caller) = &self.caller else {
                return Ok(Some(Opened { id, state, by: By::Link(place) }));
            };
            if found(drafts::attach(conn, visit, token, &caller.person).await)?.is_none() {
                return Ok(None);
            }
            let who = Who::Customer(&caller.person);
            let state = found(drafts::find(conn, visit, who, id).await)?;
            return Ok(state.map(|state| Opened { id, state, by: By::Account }));
        }
        Ok(None)
    }

    /// As whom they act on `opened`.
    #[must_use]
    pub fn who(&self, opened: &Opened) -> Who<'_> {
        match (opened.by, &self.caller) {
            (By::Account, Some(caller)) => Who::Customer(&caller.person),
            (By::Account | By::Guest, _) => Who::Link(NOBODY.get_or_init(Token::random)),
            (By::Link(place), _) => match self.tokens.get(place) {
                Some(token) => Who::Link(token),
                None => Who::Link(NOBODY.get_or_init(Token::random)),
            },
        }
    }

    /// The answer to whoever asks for what is not theirs. Written down, for a reference that is guessed is a sign.
    ///
    /// # Errors
    ///
    /// When it cannot be written down.
    pub async fn missing(&self, mut tx: Transaction<'static, Postgres>) -> Answer {
        let person = self.caller.as_ref().map(|caller| &caller.person);
        limits::refused(&mut tx, &self.here.visit, person, "dossier").await?;
        tx.commit().await?;
        Ok(self.here.error(404))
    }

    /// The case of `dossier` today.
    ///
    /// # Errors
    ///
    /// [`Refusal::RulesUnknown`] when its version of the rules is gone.
    pub fn case(&self, dossier: &Dossier) -> Result<Case<'static>, Refusal> {
        Case::of(dossier, &self.rules(), self.here.asked.today)
    }

    /// Keeps the link of a draft in the browser, before those that it has.
    fn keep(&self, response: &mut Response, token: &Token) {
        let known = self.tokens.iter().filter(|one| one.hash() != token.hash());
        let all: Vec<&str> =
            std::iter::once(token).chain(known).take(MOST_DRAFTS).map(Token::reveal).collect();
        cookies::set(response, DRAFTS, &all.join("."), DRAFTS_LAST);
    }

    /// On to a page of the dossier `name`.
    fn to(&self, place: Place, name: &str) -> Response {
        Redirect::to(&place.with(name, self.here.asked.lang)).into_response()
    }

    /// On to the dossier `name`, which says what was done, or why it was not.
    fn done(&self, name: &str, said: &str) -> Response {
        let address = Place::Dossier.with(name, self.here.asked.lang);
        Redirect::to(&format!("{address}?{said}")).into_response()
    }

    /// What to answer when `done` was refused: back to the dossier, which says why.
    fn refused(&self, name: &str, why: NotForThem) -> Answer {
        match why {
            NotForThem::Missing => Ok(self.here.error(404)),
            NotForThem::Refused(refusal) => Ok(self.done(name, &format!("refus={}", refusal.id()))),
            NotForThem::Broken(broken) => Err(broken),
        }
    }
}

/// A link that opens nothing, for a case that cannot be.
static NOBODY: std::sync::OnceLock<Token> = std::sync::OnceLock::new();

/// What was found, nothing for what is not theirs.
fn found<T>(result: Result<T, NotDone>) -> Result<Option<T>, Broken> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(NotDone::Failed(failure)) => Err(failure.into()),
        Err(_) => Ok(None),
    }
}
