//! Correcting what a customer answered wrongly: every answer and every fact of the price, one form at a time.

use app::site::dossier::answer_refused;
use app::site::gestion::GestionPage;
use app::site::gestion::dossiers::{CorrectionForm, CorrectionView, Wrong, fact_line, of};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use demarches::Answers;
use dossiers::operations::correcting::{self, Correction};
use dossiers::operations::money::{NoPrice, Price};
use dossiers::operations::pieces::Seen;
use dossiers::operations::{Changed, DossierId, NotDone, Who, drafts, workspace};
use dossiers::{Refusal, State};
use simulator::facts::{Fact, FactError};
use sqlx::PgConnection;
use wording::errors::message;

use super::super::Desk;
use super::one::{find, lines, may_see, missing};
use super::{again, colleagues};
use crate::analytics;
use crate::dossier::Case;
use crate::dossier::overview::{asked_for, price};
use crate::people::{Answer, form, value};

/// What was sent and not kept, and why.
#[derive(Default)]
struct Sent<'a> {
    typed: Option<&'a str>,
    /// What is wrong with it.
    error: Option<String>,
    problem: Option<Refusal>,
    changed: Option<Changed>,
}

/// `GET /gestion/dossiers/{reference}/corriger?quoi=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, Path(reference): Path<String>) -> Answer {
    let Some(id) = find(&desk, &reference).await? else { return missing(&desk).await };
    show(&desk, id, value(&desk.pairs(), "quoi"), Sent::default()).await
}

async fn show(desk: &Desk, id: DossierId, name: &str, sent: Sent<'_>) -> Answer {
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    let mut tx = desk.here.begin().await?;
    let state = match workspace::one(&mut tx, visit, person, id).await {
        Ok(opened) if may_see(desk, &opened.state) => opened.state,
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        Ok(_) | Err(_) => {
            drop(tx);
            return missing(desk).await;
        }
    };
    let colleagues = colleagues(&mut tx).await?;
    tx.commit().await?;
    let case = Case::of(&state, &desk.here.state().rules(), desk.today());
    let mut view = CorrectionView {
        reference: state.reference,
        kind: state.kind,
        version: state.version,
        shut: correcting::shut(&state).or_else(|| case.as_ref().err().copied()),
        answers: Vec::new(),
        facts: Vec::new(),
        form: None,
        problem: sent.problem,
        changed: sent.changed,
        colleagues,
    };
    if let Ok(case) = &case {
        let lang = desk.here.asked.lang;
        let facts = asked_for(&state, case, &price(&desk.here, &state, case));
        view.answers = lines(&case.evaluation, lang);
        let kept = |fact: &Fact| state.facts.get(fact.id()).map_or("", String::as_str);
        view.facts = facts.iter().map(|fact| fact_line(*fact, kept(fact), lang)).collect();
        let wrong = chosen(case, &facts, name).filter(|_| view.shut.is_none());
        view.form = wrong.map(|wrong| {
            let name = wrong.name();
            let line = view.answers.iter().chain(&view.facts).find(|line| line.name == name);
            let kept = state.answers.get(name).or_else(|| state.facts.get(name));
            let kept = kept.map_or("", String::as_str);
            CorrectionForm {
                wrong,
                before: line.map(|line| line.value.clone()).unwrap_or_default(),
                typed: sent.typed.unwrap_or(kept).to_owned(),
                error: sent.error,
            }
        });
    }
    desk.page(&GestionPage::Correction(Box::new(view))).await
}

/// What `name` is: a question that applies, or one of the `facts` of the price.
fn chosen(case: &Case<'static>, facts: &[Fact], name: &str) -> Option<Wrong> {
    let question = case.evaluation.questions.iter().find(|one| one.question.fact == name);
    let answer = question.map(|one| Wrong::Answer(case.rules, one.question));
    let fact = || Fact::parse(name).filter(|fact| facts.contains(fact));
    answer.or_else(|| fact().map(Wrong::Fact))
}

/// Why a correction was not kept.
enum NotKept {
    /// It is none, in words.
    Wrong(String),
    /// It is not done.
    Not(NotDone),
}

impl From<NotDone> for NotKept {
    fn from(not: NotDone) -> Self {
        Self::Not(not)
    }
}

impl From<Refusal> for NotKept {
    fn from(refusal: Refusal) -> Self {
        Self::Not(refusal.into())
    }
}

/// `POST /gestion/dossiers/{reference}/corriger`
///
/// # Errors
///
/// When the database does not answer.
pub async fn send(desk: Desk, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let Some(id) = find(&desk, &reference).await? else { return missing(&desk).await };
    let visit = &desk.here.visit;
    let mut tx = desk.here.begin().await?;
    let before = match drafts::find(&mut tx, visit, Who::Staff(&desk.caller.person), id).await {
        Ok(state) if may_see(&desk, &state) => state,
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        Ok(_) | Err(_) => {
            drop(tx);
            return missing(&desk).await;
        }
    };
    let why = match correct(&mut tx, &desk, (id, &before), &form).await {
        Ok(state) => {
            again::tell(&mut tx, &desk, id, (Some(&before), &state)).await?;
            analytics::count(&mut tx, desk.here.state(), &visit.house, &state, visit.now).await?;
            tx.commit().await?;
            let version = state.version.to_string();
            let query = app::query::encode([("fait", "correct"), ("version", version.as_str())]);
            let address = format!("{}?{query}#facts", of(state.reference));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(why) => why,
    };
    // Nothing of it stands.
    drop(tx);
    let name = value(&form, "quoi");
    let control = Fact::parse(name).map_or("answer", Fact::id);
    let sent = Sent { typed: Some(value(&form, control)), ..Sent::default() };
    let sent = match why {
        NotKept::Wrong(error) => Sent { error: Some(error), ..sent },
        NotKept::Not(NotDone::Refused(refusal)) => Sent { problem: Some(refusal), ..sent },
        NotKept::Not(NotDone::Changed(changed)) => Sent { changed: Some(*changed), ..sent },
        NotKept::Not(NotDone::Missing) => return missing(&desk).await,
        NotKept::Not(NotDone::Failed(failure)) => return Err(failure.into()),
    };
    show(&desk, id, name, sent).await
}

/// Corrects what the form names, where the price can still be worked out of what is said then.
async fn correct(
    conn: &mut PgConnection,
    desk: &Desk,
    (id, before): (DossierId, &State),
    form: &[(String, String)],
) -> Result<State, NotKept> {
    let seen = Seen { by: &desk.caller.person, version: value(form, "version").parse().ok() };
    // A form that does not say what it was made from decides nothing.
    if seen.version.is_none() {
        return Err(Refusal::NoSuchStep.into());
    }
    let (rules, today, lang) = (desk.here.state().rules(), desk.today(), desk.here.asked.lang);
    let case = Case::of(before, &rules, today)?;
    let was = price(&desk.here, before, &case);
    let facts = asked_for(before, &case, &was);
    let wrong = chosen(&case, &facts, value(form, "quoi")).ok_or(Refusal::NoSuchThing)?;
    let text = value(form, wrong.control());
    let what = match &wrong {
        Wrong::Answer(rules, question) => {
            let read = rules.answer(&mut Answers::none(), &question.fact, text, today);
            read.map_err(|why| NotKept::Wrong(answer_refused(&why, lang)))?;
            Correction::Answer { question: &question.fact, text }
        }
        Wrong::Fact(fact) => Correction::Fact { fact: *fact, text },
    };
    let state = correcting::correct(conn, &desk.here.visit, seen, &rules, id, what).await?;
    let now = price(&desk.here, &state, &Case::of(&state, &rules, today)?);
    let known = contradictions(&was);
    let new = contradictions(&now)
        .iter()
        .filter(|error| error.name == wrong.name() || !known.contains(error));
    let mut sentences: Vec<String> = new.map(|error| message(error, lang)).collect();
    if let (Err(NoPrice::Lacks(lacking)), Wrong::Fact(fact)) = (&now, &wrong)
        && lacking.contains(fact)
    {
        let needed = lang.pick(
            "Sans cette information, le prix ne se calcule pas.",
            "Without it the price cannot be worked out.",
        );
        sentences.push(needed.to_owned());
    }
    if sentences.is_empty() { Ok(state) } else { Err(NotKept::Wrong(sentences.join(" "))) }
}

/// What keeps the price from being worked out because it is no value, or does not go together.
fn contradictions(price: &Result<Price, NoPrice>) -> &[FactError] {
    match price {
        Err(NoPrice::Said(errors)) => errors,
        _ => &[],
    }
}
