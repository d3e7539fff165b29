//! The invoices and credit notes of the house.

use app::site::gestion::{GestionPage, InvoicesView};
use audit::{Kind, Thing};
use axum::extract::Path;
use dossiers::operations::{DossierId, NotDone, Who, drafts};
use invoices::operations::{After, Paper, list as find};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::Desk;
use crate::invoices::{line, named, shown};
use crate::people::{Answer, value};

/// Lines of a page.
const PAGE: i64 = 50;

/// Where the desk fetches `paper`.
pub(in crate::gestion) fn address(paper: &Paper) -> String {
    format!("/gestion/factures/{}", paper.number)
}

/// `GET /gestion/factures?q=…&apres=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk) -> Answer {
    let pairs = desk.pairs();
    let words: String = value(&pairs, "q").trim().chars().take(40).collect();
    let mut tx = desk.here.begin().await?;
    let found = find(&mut tx, &words, after(value(&pairs, "apres")), PAGE).await?;
    tx.commit().await?;
    let full = i64::try_from(found.len()).is_ok_and(|found| found >= PAGE);
    let next = found.last().filter(|_| full).map(|last| {
        let cursor = format!("{}.{}", last.issued_at.as_microsecond(), last.id);
        let query = app::query::encode([("q", words.as_str()), ("apres", cursor.as_str())]);
        format!("{}?{query}", desk.here.asked.path)
    });
    let lines = found.iter().map(|paper| line(paper, address(paper))).collect();
    desk.page(&GestionPage::Invoices(Box::new(InvoicesView { words, lines, next }))).await
}

fn after(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(After { at, id: id.parse().ok()? })
}

/// `GET /gestion/factures/{number}`: written down in the audit, like whatever says who somebody is.
///
/// # Errors
///
/// When the database or the store does not answer.
pub async fn file(desk: Desk, Path(number): Path<String>) -> Answer {
    let mut tx = desk.here.begin().await?;
    let Some(paper) = named(&mut tx, &number).await? else { return Ok(desk.here.error(404)) };
    // While its file is being made nobody sees anything.
    let pdf = shown(&mut tx, desk.here.state(), &paper).await?;
    let Some(pdf) = pdf else { return Ok(desk.here.error(404)) };
    let id = DossierId(paper.dossier);
    let customer = match drafts::find(&mut tx, &desk.here.visit, Who::House, id).await {
        Ok(dossier) => dossier.person.map(Uuid::from),
        Err(NotDone::Failed(failure)) => return Err(failure.into()),
        // Papers outlive their dossier: then they are nobody's.
        Err(_) => None,
    };
    let thing = Thing { kind: Kind::Dossier, id: paper.dossier };
    let number = json!({ "number": paper.number.to_string() });
    let act = audit::Act::InvoiceViewed;
    desk.note(&mut tx, customer, act, Some(thing), Some(number)).await?;
    tx.commit().await?;
    Ok(pdf)
}
