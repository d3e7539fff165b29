//! The form that somebody signs by their link: read, signed on the screen with a code by mail, or on paper.

use app::site::Place;
use app::site::dossier::{FormProblem, GuestDone};
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect};
use dossiers::items::LinkTask;
use dossiers::operations::NotDone;
use dossiers::operations::evidence::{self, Evidence};
use dossiers::operations::links::{self, Done};
use dossiers::{Id, Refusal};
use sqlx::{Postgres, Transaction};

use super::super::forms::signing::{Printed, Read, forget};
use super::super::forms::{AsOf, Asked, Said, Templates, as_pdf, forget_refused};
use super::super::pieces::named;
use super::super::pieces::sending;
use super::{Found, Guest, Wants, at_form, opened};
use crate::people::{Answer, Broken, form, value};

/// `GET /demande/{id}/pdf?a=…`: the very sheet that is signed.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sheet(guest: Guest, Path(id): Path<String>, Query(as_of): Query<AsOf>) -> Answer {
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, Wants::Look).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let (here, link) = (&guest.mine.here, &found.task.link);
    let one = Asked::named(&link.target).filter(|_| link.task == LinkTask::Sign);
    let asked = one.zip(as_of.instant(here.visit.now));
    let Some((one, at)) = asked else { return Ok(here.error(404)) };
    let templates = Templates::at(here.state(), &mut tx, one.form, [at]).await?;
    tx.commit().await?;
    let sheet = at_form(here, &found.task, &one, templates).made(at).await?;
    let Ok(Printed { made, .. }) = sheet else { return Ok(here.error(404)) };
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
    let (mut tx, found) = match guest.find(tx, &id, Wants::Sign).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let here = &guest.mine.here;
    let often = guest.too_often(&mut tx, &found.task).await?;
    let refused = async |why| guest.shown_with(&found, &[], &Said::default(), Some(why)).await;
    let one = Asked::named(&found.task.link.target);
    let Some(one) = one.filter(|_| found.task.link.task == LinkTask::Sign) else {
        tx.commit().await?;
        return refused(Refusal::LinkForAnother).await;
    };
    let read = Read::of(&form);
    let instants = Read::instants(read.as_ref(), here.visit.now);
    let templates = Templates::at(here.state(), &mut tx, one.form, instants).await?;
    let at = at_form(here, &found.task, &one, templates);
    if !at.on_screen() {
        tx.commit().await?;
        return refused(Refusal::NotOnScreen).await;
    }
    let problem = async |why| guest.shown(&found, &[], &Said::not_done(&form, why)).await;
    if let Some(minutes) = often {
        tx.commit().await?;
        return problem(FormProblem::TooOften(minutes)).await;
    }
    if value(&form, "act") == "code" {
        if !at.is_read(&form).await? {
            tx.commit().await?;
            return problem(FormProblem::Old).await;
        }
        let refused = at.send_code(&mut tx).await?;
        tx.commit().await?;
        if let Some(why) = refused {
            return problem(why).await;
        }
        let to = Place::Task.with(&id, here.asked.lang);
        let read = read.map(|read| read.query()).unwrap_or_default();
        return Ok(Redirect::to(&format!("{to}?fait=code{read}")).into_response());
    }
    let signed = at.sign(&mut tx, &headers, &form).await?;
    // What was tried counts.
    tx.commit().await?;
    let signed = match signed {
        Ok(signed) => signed,
        Err(why) => return problem(why).await,
    };
    let proof = at.put(&signed).await?;
    let said = Done::Signed(proof.id.into(), &found.task.state);
    let why = match done(&guest, &found, said, Some(&proof)).await {
        Ok(Ok(tx)) => {
            // Whether a commit that is not answered was done nobody knows: the files of the proof stay.
            tx.commit().await?;
            return Ok(guest.thanked(&id, GuestDone::Signed));
        }
        Ok(Err(why)) => Ok(why),
        Err(broken) => Err(broken),
    };
    forget(here, proof.id).await;
    let why = why?;
    if !matches!(why, NotDone::Refused(Refusal::FormChanged)) {
        return guest.ended(&id, found.token, why, Wants::Sign).await;
    }
    let tx = guest.mine.begin().await?;
    let (tx, found) = match guest.find(tx, &id, Wants::Sign).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    tx.commit().await?;
    guest.shown(&found, &[], &Said::not_done(&form, FormProblem::Old)).await
}

/// `POST /demande/{id}/papier`: the photograph of the form, signed by hand.
///
/// # Errors
///
/// When the database does not answer.
pub async fn paper(guest: Guest, Path(id): Path<String>, files: Multipart) -> Answer {
    let tx = guest.mine.begin().await?;
    let (mut tx, found) = match guest.find(tx, &id, Wants::Sign).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let often = guest.too_often(&mut tx, &found.task).await?;
    tx.commit().await?;
    let (mine, link) = (&guest.mine, &found.task.link);
    let refused = async |why| guest.shown_with(&found, &[], &Said::default(), Some(why)).await;
    if link.task != LinkTask::Sign {
        return refused(Refusal::LinkForAnother).await;
    }
    if !mine.here.asked.tenant.settings.signature.on_paper() {
        return refused(Refusal::NotOnPaper).await;
    }
    if let Some(minutes) = often {
        let said = Said { problem: Some(FormProblem::TooOften(minutes)), ..Said::default() };
        return guest.shown(&found, &[], &said).await;
    }
    let opened = opened(&found.task);
    let photograph = sending::photograph(mine, &opened, &named(&link.target), files).await?;
    let photograph = match photograph {
        Ok(photograph) => photograph,
        Err(why) => {
            let said = Said { paper: Some(&why), ..Said::default() };
            return guest.shown(&found, &[], &said).await;
        }
    };
    let signed = Done::SignedOnPaper(Id::from(photograph.document));
    match done(&guest, &found, signed, None).await? {
        Ok(tx) => {
            tx.commit().await?;
            Ok(guest.thanked(&id, GuestDone::Signed))
        }
        Err(why) => {
            sending::forget_unplaced(mine, &opened, &[photograph]).await?;
            guest.ended(&id, found.token, why, Wants::Sign).await
        }
    }
}

/// The transaction in which the task is done, with its `proof`, still to be committed; or why it is not done.
async fn done(
    guest: &Guest,
    found: &Found<'_>,
    done: Done<'_>,
    proof: Option<&Evidence>,
) -> Result<Result<Transaction<'static, Postgres>, NotDone>, Broken> {
    let mut tx = guest.mine.begin().await?;
    let (visit, task) = (&guest.mine.here.visit, &found.task);
    let by = match done {
        Done::SignedOnPaper(photograph) => Some(photograph),
        _ => None,
    };
    forget_refused(&mut tx, visit, &task.state, &task.link.target, by).await?;
    if let Err(why) = links::act(&mut tx, visit, found.token, done).await {
        return Ok(Err(why));
    }
    // After the dossier is locked: its row names the dossier, and two who sign at once would wait for each other.
    if let Some(proof) = proof {
        evidence::keep(&mut tx, visit, proof).await?;
    }
    Ok(Ok(tx))
}
