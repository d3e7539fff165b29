//! An invoice or a credit note, to its customer.

use axum::extract::Path;

use super::Mine;
use crate::invoices;
use crate::people::Answer;

/// `GET /dossier/{token}/facture/{number}`
///
/// # Errors
///
/// When the database or the store does not answer.
pub async fn show(mine: Mine, Path((reference, number)): Path<(String, String)>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    // Of another dossier it looks missing.
    let paper = invoices::named(&mut tx, &number).await?.filter(|it| it.dossier == opened.id.0);
    let Some(paper) = paper else { return mine.missing(tx).await };
    let shown = invoices::shown(&mut tx, mine.here.state(), &paper).await?;
    tx.commit().await?;
    Ok(shown.unwrap_or_else(|| mine.here.error(404)))
}
