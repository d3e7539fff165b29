//! What changes while the page of a dossier is open, told as it happens (server-sent events): the staff accepted a piece, a
//! file was read, another window did something. The page says so, and nobody's typing is replaced.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use dossiers::operations::DossierId;
use futures_util::{StreamExt as _, stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use super::Mine;
use crate::people::{Answer, value};
use crate::state::DossierNews;

/// After so long the browser connects again, and whose dossier it is is asked again.
const LASTS: Duration = Duration::from_mins(5);

/// What is heard, about which dossier.
struct Listener {
    news: Receiver<DossierNews>,
    tenant: uuid::Uuid,
    id: DossierId,
    /// The version that the page shows.
    seen: i64,
    until: Instant,
    words: &'static str,
}

/// `GET /dossier/{token}/flux?v=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn listen(mine: Mine, Path(reference): Path<String>) -> Answer {
    // Heard before the dossier is read: what happens in between is not missed.
    let news = mine.here.state().hear_of_dossiers();
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let pairs = app::query::pairs(&mine.here.asked.query);
    let listener = Listener {
        news,
        tenant: mine.here.visit.tenant().0,
        id: opened.id,
        seen: value(&pairs, "v").parse().unwrap_or(opened.state.version),
        until: Instant::now() + LASTS,
        words: mine
            .here
            .asked
            .say("Votre dossier vient de changer.", "Your dossier has just changed."),
    };
    // The page may be older than the dossier already: that is told at once.
    let behind = opened.state.version > listener.seen;
    let first = behind.then(|| Ok::<Event, Infallible>(listener.said()));
    let later = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    });
    let told = stream::iter(first).chain(later);
    let mut answer: Response = Sse::new(told).keep_alive(KeepAlive::default()).into_response();
    // A proxy that waits for more would tell nothing.
    let headers = answer.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

impl Listener {
    fn said(&self) -> Event {
        Event::default().event("changed").data(self.words)
    }

    /// The next thing to tell; `None` once the time is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            match timeout_at(self.until, self.news.recv()).await.ok()? {
                Ok(news) if (news.tenant, news.dossier) != (self.tenant, self.id.0) => {}
                Ok(news) if news.read || news.version > self.seen => {
                    self.seen = self.seen.max(news.version);
                    return Some(self.said());
                }
                Ok(_) => {}
                // Too much at once: what it was is not known any more, the browser connects again and compares.
                Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            }
        }
    }
}
