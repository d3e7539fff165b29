//! Drafts: begun with or without an account, answered question by question, found again by their link.

use std::collections::BTreeMap;

use accounts::{Person, Visit};
use demarches::{DemarcheKind, Demarches, Versions};
use sealing::Token;
use simulator::facts::Fact;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

use super::acting::{self, Open, hex};
use super::store::{events, load};
use super::{DossierId, Failure, NotDone, Who, time};
use crate::change::Rules;
use crate::tracks::Filing;
use crate::{Change, Party, PartyRole, Personal, Reference, Refusal, State};

/// What a draft begins with.
#[derive(Clone, Debug)]
pub struct Beginning<'a> {
    /// The démarche.
    pub kind: DemarcheKind,
    /// The facts of a simulation, by their names; those that questions ask for become answers.
    pub simulation: &'a [(Fact, String)],
    /// The secret of its link, for whoever has no account.
    pub link: Option<&'a Token>,
    /// Whose it is.
    pub person: Option<&'a Person>,
}

/// Begins a draft under the rules in force, and numbers it.
///
/// # Errors
///
/// [`NotDone::Refused`] when neither a link nor an account opens it again.
pub async fn begin(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    beginning: &Beginning<'_>,
) -> Result<(DossierId, State), NotDone> {
    begin_known(conn, visit, rules, beginning, Known::default()).await
}

/// What is known otherwise when a draft begins.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// Answers, by their questions. Those that the démarche does not ask, or does not take, are left out.
    pub answers: &'a [(&'a str, String)],
    /// Somebody of the dossier.
    pub party: Option<(PartyRole, Party)>,
}

/// Begins a draft as [`begin`] does, with what is `known` otherwise.
///
/// # Errors
///
/// As [`begin`]; [`Refusal::BadText`] for somebody of whom too much is said.
pub async fn begin_known(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    beginning: &Beginning<'_>,
    known: Known<'_>,
) -> Result<(DossierId, State), NotDone> {
    if known.party.as_ref().is_some_and(|(_, party)| !party.fits()) {
        return Err(Refusal::BadText.into());
    }
    let link = beginning.link.filter(|_| beginning.person.is_none());
    let who = match (beginning.person, link) {
        (Some(person), _) => Who::Customer(person),
        (None, Some(token)) => Who::Link(token),
        (None, None) => return Err(Refusal::NoSuchThing.into()),
    };
    let rules = rules.in_force();
    let pairs = beginning.simulation.iter().map(|(fact, text)| (*fact, text.as_str()));
    let mut answers = rules.answers_of_simulation(pairs);
    if !known.answers.is_empty() {
        let today = time::paris(visit.now)?;
        for (question, text) in known.answers {
            drop(rules.answer(&mut answers, question, text, today));
        }
        let evaluation = rules.evaluate(beginning.kind, &answers, today);
        for question in evaluation.set_aside {
            answers.remove(&question);
        }
    }
    let answers =
        answers.iter().map(|(question, text)| (question.to_owned(), Some(text))).collect();
    let facts = beginning.simulation.iter().filter(|(fact, _)| is_kept(*fact));
    let facts = facts.map(|(fact, text)| (fact.id().to_owned(), Some(text.clone()))).collect();
    let email = beginning.person.map(|person| person.email.as_str().to_owned());
    let personal = Personal { answers, facts, email, ..Personal::default() };
    let change = Change::Begun {
        reference: number(conn, visit).await?,
        kind: beginning.kind,
        rules: version(rules),
        lang: visit.lang,
        link: link.map(|token| hex(&token.hash())),
        person: beginning.person.map(|person| person.id.0.into()),
    };
    let mut open = acting::begin(conn, visit, who, change, personal).await?;
    let id = open.id;
    if let Some((role, party)) = known.party {
        let personal = Personal { party: Some(party), ..Personal::default() };
        open.make_with(Change::PartySet { party: Uuid::now_v7().into(), role }, personal)?;
    }
    Ok((id, open.save(conn).await?))
}

/// Facts that are of the day or of the démarche are not kept: they are worked out when the price is.
fn is_kept(fact: Fact) -> bool {
    !matches!(fact, Fact::IssuedOn | Fact::Operation)
}

fn version(rules: &Demarches) -> Rules {
    Rules { version: rules.version.clone(), hash: rules.hash.clone() }
}

async fn number(conn: &mut PgConnection, visit: &Visit) -> Result<Reference, NotDone> {
    let year = time::paris(visit.now)?.year();
    let tenant = visit.tenant().0;
    let number =
        events::next_number(conn, tenant, i16::try_from(year).unwrap_or(i16::MAX), 1).await?;
    let number = u32::try_from(number).ok().and_then(|number| Reference::new(year, number));
    number.ok_or_else(|| Failure::Row("a number of no dossier").into())
}

/// The rules under which `state` is filled.
///
/// # Errors
///
/// [`Refusal::RulesUnknown`] when that version is not among `rules`.
pub fn rules_of(rules: &Versions, state: &State) -> Result<&'static Demarches, Refusal> {
    rules.by_version(&state.rules.hash).ok_or(Refusal::RulesUnknown)
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The dossier as it is now.
    pub state: State,
    /// Another page answered the same question otherwise since this one was made: its answer, which this one replaced.
    pub replaced: Option<String>,
}

/// Answers `question` of the démarche with `text`; an empty text takes an answer that may be empty away. Written at once.
///
/// `seen` is the answer that the page showed: two pages never overwrite each other without saying so.
///
/// # Errors
///
/// [`Refusal::BadAnswer`] when the question does not take it; the caller asks [`Demarches::answer`] why.
pub async fn answer(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    who: Who<'_>,
    id: DossierId,
    (question, text): (&str, &str),
    seen: Option<&str>,
) -> Result<Answered, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    may_answer(&open.state, who, Some(question))?;
    let rules = rules_of(rules, &open.state)?;
    let text = read_answer(rules, (question, text), time::paris(visit.now)?)?;
    let before = open.state.answers.get(question);
    let replaced = before.filter(|before| seen != Some(before.as_str()) && **before != text);
    let replaced = replaced.cloned();
    put_answer(&mut open, question, text)?;
    Ok(Answered { state: open.save(conn).await?, replaced })
}

/// The answer `text` to `question` as the rules write it: `2026-10-31` for `31/10/2026`.
pub(super) fn read_answer(
    rules: &Demarches,
    (question, text): (&str, &str),
    today: Date,
) -> Result<String, Refusal> {
    let mut answers = rules.answers([]).map_err(|_| Refusal::BadAnswer)?;
    rules.answer(&mut answers, question, text, today).map_err(|_| Refusal::BadAnswer)?;
    Ok(answers.iter().next().map(|(_, text)| text).unwrap_or_default())
}

/// Answers `question` with `text`, as [`read_answer`] gave it; no event where that is its answer already.
pub(super) fn put_answer(open: &mut Open, question: &str, text: String) -> Result<(), Refusal> {
    if open.state.answers.get(question) == Some(&text) {
        return Ok(());
    }
    let change = Change::Answered { questions: vec![question.to_owned()], facts: Vec::new() };
    let answers = BTreeMap::from([(question.to_owned(), Some(text))]);
    open.make_with(change, Personal { answers, ..Personal::default() })
}

/// Says the fact `fact` of the price with `text`, empty to take it away. What it may be, the simulator says when it is
/// ordered.
///
/// # Errors
///
/// [`NotDone`]; [`Refusal::BadText`] for a text longer than any fact.
pub async fn say_fact(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    fact: Fact,
    text: &str,
) -> Result<State, NotDone> {
    let said = read_fact(fact, text)?;
    let mut open = acting::open(conn, visit, who, id).await?;
    may_answer(&open.state, who, None)?;
    if open.state.order.is_some() {
        return Err(Refusal::AlreadyOrdered.into());
    }
    put_fact(&mut open, fact, said)?;
    Ok(open.save(conn).await?)
}

/// What `text` says of `fact`; nothing where it takes it away.
pub(super) fn read_fact(fact: Fact, text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.len() > 40 || text.contains('\0') || !is_kept(fact) {
        return Err(Refusal::BadText);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Says `fact` so, as [`read_fact`] gave it; no event where it is said so already.
pub(super) fn put_fact(open: &mut Open, fact: Fact, said: Option<String>) -> Result<(), Refusal> {
    let name = fact.id().to_owned();
    if open.state.facts.get(&name) == said.as_ref() {
        return Ok(());
    }
    let change = Change::Answered { questions: Vec::new(), facts: vec![name.clone()] };
    let facts = BTreeMap::from([(name, said)]);
    open.make_with(change, Personal { facts, ..Personal::default() })
}

/// What is printed on the forms and changes neither price nor pieces: left open at the order, it may be said after it.
pub const SAID_LATER: [&str; 6] = [
    "vehicle.plate",
    "vehicle.vin",
    "vehicle.make",
    "vehicle.formula_number",
    "vehicle.mileage_km",
    "cession.code",
];

/// Whether the customer of `state` may still say what they left open about `question`.
#[must_use]
pub fn may_be_said_later(state: &State, question: &str) -> bool {
    let said = state.answers.get(question).is_some_and(|text| !text.is_empty());
    SAID_LATER.contains(&question) && !said && state.closed.is_none()
}

/// The customer answers a draft; what was ordered is changed by the staff, until it is ready to be filed.
pub(super) fn may_answer(
    state: &State,
    who: Who<'_>,
    question: Option<&str>,
) -> Result<(), Refusal> {
    let staff = matches!(who, Who::Staff(_) | Who::House);
    let later = question.is_some_and(|question| may_be_said_later(state, question));
    match (&state.order, state.filing) {
        (Some(_), _) if !staff && !later => Err(Refusal::AlreadyOrdered),
        (_, Filing::NonDepose(_)) => Ok(()),
        _ => Err(Refusal::AlreadyFiled),
    }
}

/// Chooses another démarche, under the rules in force; answers that no longer apply are kept and not counted.
///
/// # Errors
///
/// [`Refusal::AlreadyOrdered`] once it is no draft.
pub async fn change_demarche(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    who: Who<'_>,
    id: DossierId,
    kind: DemarcheKind,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let rules = version(rules.in_force());
    if open.state.kind != kind || open.state.rules != rules {
        open.make(Change::DemarcheChanged { kind, rules })?;
    }
    Ok(open.save(conn).await?)
}

/// The draft that the link of `token` opens; `None` for a link of nothing, of another house, or of what belongs to an
/// account since.
///
/// # Errors
///
/// When the database does not answer.
pub async fn by_link(
    conn: &mut PgConnection,
    token: &Token,
) -> Result<Option<DossierId>, sqlx::Error> {
    load::by_link(conn, &token.hash()).await
}

/// Replaces the link of a draft, and keeps where its customer wants it: the link of before opens nothing more.
///
/// # Errors
///
/// [`Refusal::Attached`] when it belongs to an account.
pub async fn renew_link(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    token: &Token,
    email: Option<&vocabulary::Email>,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let email = email.map(|email| email.as_str().to_owned());
    let change = Change::LinkRenewed { link: hex(&token.hash()) };
    open.make_with(change, Personal { email, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}

/// Gives the draft that the link of `token` opens to `person`, who has just signed in. From then on the link opens nothing.
///
/// # Errors
///
/// [`NotDone::Missing`] when the link opens nothing.
pub async fn attach(
    conn: &mut PgConnection,
    visit: &Visit,
    token: &Token,
    person: &Person,
) -> Result<DossierId, NotDone> {
    let id = by_link(conn, token).await?.ok_or(NotDone::Missing)?;
    let mut open = acting::open(conn, visit, Who::Link(token), id).await?;
    open.actor = Who::Customer(person).actor();
    let email = Some(person.email.as_str().to_owned());
    let change = Change::Attached { person: person.id.0.into() };
    open.make_with(change, Personal { email, ..Personal::default() })?;
    open.save(conn).await?;
    Ok(id)
}

/// The dossier as whoever may see it does.
///
/// # Errors
///
/// [`NotDone::Missing`] when it is not `who`'s.
pub async fn find(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    let sealer = super::history::sealer_of(conn, visit, id).await?;
    let state = load::state(conn, &sealer).await?.ok_or(NotDone::Missing)?;
    if !acting::is_theirs(&state, who) {
        return Err(NotDone::Missing);
    }
    Ok(if who.is_of_the_house() { state } else { state.for_customer() })
}
