//! One question a page: each answer is kept as soon as it is given.

use app::site::Place;
use app::site::dossier::{DossierPage, DraftView, QuestionView, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use demarches::answers::AnswerRefused;
use dossiers::operations::drafts;

use super::{Mine, NotForThem, Opened, begin};
use crate::people::{Answer, form, value};

/// `GET /dossier/{token}/question/{name}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path((reference, question)): Path<(String, String)>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let kept = opened.state.answers.get(&question).cloned().unwrap_or_default();
    let changing = mine.here.asked.query == "retour=1";
    shown(&mine, &opened, &question, Typed { text: &kept, seen: &kept, refused: None, changing })
}

/// What stands in the page of a question.
#[derive(Clone, Copy)]
struct Typed<'a> {
    text: &'a str,
    seen: &'a str,
    refused: Option<&'a AnswerRefused>,
    changing: bool,
}

fn shown(mine: &Mine, opened: &Opened, question: &str, typed: Typed<'_>) -> Answer {
    let name = opened.name();
    if opened.state.order.is_some() && !drafts::may_be_said_later(&opened.state, question) {
        return Ok(mine.to(Place::Dossier, &name));
    }
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&name, NotForThem::Refused(refusal)),
    };
    let asked_of = case.evaluation.questions.iter().find(|one| one.question.fact == question);
    // A question that does not apply any more, or that never did.
    let Some(one) = asked_of else { return Ok(mine.to(Place::Dossier, &name)) };
    let view = QuestionView {
        draft: DraftView {
            id: &name,
            evaluation: &case.evaluation,
            answers: &case.answers,
            held: opened.held(),
        },
        question: one.question,
        typed: typed.text,
        seen: typed.seen,
        refused: typed.refused,
        changing: typed.changing,
    };
    Ok(mine.here.rendered(draft(&mine.here.asked, &DossierPage::Question(view))))
}

/// `POST /dossier/{token}/question/{name}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn answer(
    mine: Mine,
    Path((reference, question)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    let form = form(&body);
    let passed = !value(&form, "passer").is_empty();
    let text = if passed { "" } else { value(&form, "answer") };
    let (seen, changing) = (value(&form, "seen"), !value(&form, "retour").is_empty());
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&name, NotForThem::Refused(refusal)),
    };
    let mut answers = case.answers.clone();
    if let Err(why) = case.rules.answer(&mut answers, &question, text, mine.here.asked.today) {
        tx.commit().await?;
        let typed = Typed { text, seen, refused: Some(&why), changing };
        return shown(&mine, &opened, &question, typed);
    }
    let done = drafts::answer(
        &mut tx,
        &mine.here.visit,
        &mine.rules(),
        mine.who(&opened),
        opened.id,
        (&question, text),
        Some(seen),
    )
    .await;
    let done = match done {
        Ok(done) => done,
        Err(why) => return mine.refused(&name, why.into()),
    };
    tx.commit().await?;
    if done.state.order.is_some() {
        return Ok(mine.done(&name, "fait=personnes"));
    }
    if done.replaced.is_some() {
        return Ok(mine.done(&name, "fait=ailleurs"));
    }
    if changing {
        // What the changed answer asks for besides comes next.
        let now = mine.case(&done.state).ok();
        let open = now.is_some_and(|case| !case.evaluation.is_answered());
        if !open {
            return Ok(mine.to(Place::Dossier, &name));
        }
    }
    let next = next_after(&mine, &done.state, &question);
    Ok(next.map_or_else(
        || begin::onward(&mine, &done.state),
        |next| {
            let address = Place::Question.with(&name, mine.here.asked.lang);
            Redirect::to(&address.replace("{name}", &next)).into_response()
        },
    ))
}

/// The question that is open after `question`: people go forward, also through what was left open before.
fn next_after(mine: &Mine, state: &dossiers::State, question: &str) -> Option<String> {
    let case = mine.case(state).ok()?;
    let here = case.evaluation.questions.iter().position(|one| one.question.fact == question)?;
    let after = case.evaluation.questions.iter().skip(here + 1);
    let open = |one: &&demarches::evaluate::AskedQuestion<'_>| {
        one.state == demarches::evaluate::QuestionState::Open
    };
    after.into_iter().find(open).map(|one| one.question.fact.clone())
}
