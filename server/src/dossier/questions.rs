//! One question a page: each answer is kept as soon as it is given.

mod coupon;

use app::site::Place;
use app::site::dossier::{CouponView, DossierPage, DraftView, QuestionView, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use demarches::answers::AnswerRefused;
use dossiers::operations::drafts;
use sqlx::{Postgres, Transaction};
use vocabulary::mrz::{CertificateMrz, InvalidMrz};

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
    let pairs = app::query::pairs(&mine.here.asked.query);
    let changing = !value(&pairs, "retour").is_empty();
    let typed = Typed { text: &kept, seen: &kept, changing, ..Typed::default() };
    let read = !value(&pairs, "coupon").is_empty();
    shown(&mine, &opened, &question, Typed { read, ..typed })
}

/// What stands in the page of a question.
#[derive(Clone, Copy, Default)]
struct Typed<'a> {
    text: &'a str,
    seen: &'a str,
    refused: Option<&'a AnswerRefused>,
    changing: bool,
    /// What was pasted of the coupon, and why it is not taken.
    coupon: (&'a str, Option<InvalidMrz>),
    /// The coupon was just read.
    read: bool,
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
    let read = if typed.read { coupon::said(&case, mine.here.asked.lang) } else { Vec::new() };
    let (pasted, wrong) = typed.coupon;
    let coupon = coupon::tells(&case, question).then_some(CouponView {
        typed: pasted,
        refused: wrong,
        read: &read,
    });
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
        coupon,
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
    let lines = value(&form, "coupon");
    if !lines.trim().is_empty() {
        return coupon(mine, tx, &opened, (&question, changing), lines).await;
    }
    let mut answers = case.answers.clone();
    if let Err(why) = case.rules.answer(&mut answers, &question, text, mine.here.asked.today) {
        tx.commit().await?;
        let typed = Typed { text, seen, refused: Some(&why), changing, ..Typed::default() };
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

/// Answers whatever the two lines of the coupon tell, and shows the question again.
async fn coupon(
    mine: Mine,
    mut tx: Transaction<'static, Postgres>,
    opened: &Opened,
    (question, changing): (&str, bool),
    pasted: &str,
) -> Answer {
    let name = opened.name();
    let read = match CertificateMrz::read(pasted, mine.here.asked.today) {
        Ok(read) => read,
        Err(why) => {
            tx.commit().await?;
            let kept = opened.state.answers.get(question).cloned().unwrap_or_default();
            let coupon = (pasted, Some(why));
            let typed = Typed { text: &kept, seen: &kept, changing, coupon, ..Typed::default() };
            return shown(&mine, opened, question, typed);
        }
    };
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&name, NotForThem::Refused(refusal)),
    };
    for (fact, text) in coupon::answers(&case, &opened.state, &read, mine.here.asked.today) {
        let (visit, who) = (&mine.here.visit, mine.who(opened));
        let answer = (fact, text.as_str());
        if let Err(why) =
            drafts::answer(&mut tx, visit, &mine.rules(), who, opened.id, answer, None).await
        {
            return mine.refused(&name, why.into());
        }
    }
    tx.commit().await?;
    let address = Place::Question.with(&name, mine.here.asked.lang).replace("{name}", question);
    let back = if changing { "&retour=1" } else { "" };
    Ok(Redirect::to(&format!("{address}?coupon=1{back}")).into_response())
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
