//! The invoices and credit notes of the house.

use app::site::gestion::{GestionPage, InvoicesView};
use audit::{Kind, Thing};
use axum::extract::Path;
use invoices::operations::{After, Paper, list as find};
use jiff::Timestamp;

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
    let pdf = shown(&mut tx, desk.here.state(), &paper).await?;
    let thing = Thing { kind: Kind::Dossier, id: paper.dossier };
    desk.note(&mut tx, None, audit::Act::InvoiceViewed, Some(thing), None).await?;
    tx.commit().await?;
    Ok(pdf.unwrap_or_else(|| desk.here.error(404)))
}
