//! The form that somebody signs by their link: read, signed on the screen with a code by mail, or on paper.

use app::site::Place;
use app::site::dossier::{FormProblem, GuestDone};
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect};
use dossiers::items::LinkTask;
use dossiers::operations::links::{self, Done};
use dossiers::{Id, Refusal};
use sqlx::{Postgres, Transaction};

use super::super::forms::{AsOf, Asked, Said, as_pdf, forget_refused};
use super::super::pieces::named;
use super::super::pieces::sending;
use super::{Found, Guest, at_form, opened};
use crate::people::{Answer, form, value};

/// `GET /demande/{id}/pdf?a=…`: the very sheet that is signed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sheet(guest: Guest, Path(id): Path<String>, Query(as_of): Query<AsOf>) -> Answer {
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, true).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let (here, link) = (&guest.mine.here, &found.task.link);
    let one = Asked::named(&link.target).filter(|_| link.task == LinkTask::Sign);
    let asked = one.zip(as_of.instant());
    let Some((one, at)) = asked else { return Ok(here.error(404)) };
    let sheet = at_form(here, &found.task, &one).made(&mut tx, at).await?;
    tx.commit().await?;
    let Ok((_, made)) = sheet else { return Ok(here.error(404)) };
    Ok(as_pdf(made.pdf, &format!("{}.pdf", named(&link.target))))
}

/// `POST /demande/{id}/formulaire`: a code is sent, or the form is signed.
///
/// # Errors
///
/// When the database, the mail or the store of files does not answer.
pub async fn sign(guest: Guest, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Answer {
    let form = form(&body);
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, false).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let here = &guest.mine.here;
    let often = guest.too_often(&mut tx, &found.task).await?;
    let refused = |why| guest.shown_with(&found, &[], &Said::default(), Some(why));
    let one = Asked::named(&found.task.link.target);
    let Some(one) = one.filter(|_| found.task.link.task == LinkTask::Sign) else {
        return Ok(refused(Refusal::LinkForAnother));
    };
    let at = at_form(here, &found.task, &one);
    if !at.on_screen() {
        return Ok(refused(Refusal::NotOnScreen));
    }
    let typed = value(&form, "nom").trim();
    let problem = |code_sent, problem| {
        let said = Said { code_sent, problem: Some(problem), typed, ..Said::default() };
        Ok(guest.shown(&found, &[], &said))
    };
    if often {
        tx.commit().await?;
        return problem(false, FormProblem::TooOften);
    }
    if value(&form, "act") == "code" {
        let refused = at.send_code(&mut tx).await?;
        tx.commit().await?;
        if let Some(why) = refused {
            return problem(false, why);
        }
        let to = Place::Task.with(&id, here.asked.lang);
        return Ok(Redirect::to(&format!("{to}?fait=code")).into_response());
    }
    let proof = match at.sign(&mut tx, &headers, &form).await? {
        Ok(proof) => proof,
        Err(why) => {
            // What was tried counts.
            tx.commit().await?;
            return problem(true, why);
        }
    };
    done(&guest, tx, &found, (&id, Done::Signed(proof))).await
}

/// `POST /demande/{id}/papier`: the photograph of the form, signed by hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn paper(guest: Guest, Path(id): Path<String>, files: Multipart) -> Answer {
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, false).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let often = guest.too_often(&mut tx, &found.task).await?;
    tx.commit().await?;
    let (mine, link) = (&guest.mine, &found.task.link);
    let refused = |why| Ok(guest.shown_with(&found, &[], &Said::default(), Some(why)));
    if link.task != LinkTask::Sign {
        return refused(Refusal::LinkForAnother);
    }
    if !mine.here.asked.tenant.settings.signature.on_paper() {
        return refused(Refusal::NotOnPaper);
    }
    if often {
        let said = Said { problem: Some(FormProblem::TooOften), ..Said::default() };
        return Ok(guest.shown(&found, &[], &said));
    }
    let opened = opened(&found.task);
    let photograph = sending::photograph(mine, &opened, &named(&link.target), files).await?;
    let photograph: Id = match photograph {
        Ok(photograph) => photograph,
        Err(why) => {
            let said = Said { paper: Some(&why), ..Said::default() };
            return Ok(guest.shown(&found, &[], &said));
        }
    };
    let tx = mine.begin().await?;
    done(&guest, tx, &found, (&id, Done::SignedOnPaper(photograph))).await
}

/// Does the task, and thanks for it.
async fn done(
    guest: &Guest,
    mut tx: Transaction<'static, Postgres>,
    found: &Found<'_>,
    (id, done): (&str, Done<'_>),
) -> Answer {
    let (visit, task) = (&guest.mine.here.visit, &found.task);
    forget_refused(&mut tx, visit, &task.state, &task.link.target).await?;
    match links::act(&mut tx, visit, found.token, done).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(guest.thanked(id, GuestDone::Signed))
        }
        Err(why) => guest.ended(id, why),
    }
}
