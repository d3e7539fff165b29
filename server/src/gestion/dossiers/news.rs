//! What changes elsewhere while a page of dossiers is open, told as it happens (server-sent events).

use std::convert::Infallible;
use std::time::Duration;

use access::Act;
use accounts::PersonId;
use accounts::operations::people;
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use dossiers::operations::{DossierId, queues, workspace};
use futures_util::stream;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep, timeout_at};

use super::super::Desk;
use super::one::find;
use crate::people::{Answer, Broken, value};
use crate::state::DossierNews;

/// After so long the browser connects again, and whether it may is asked again.
const LASTS: Duration = Duration::from_mins(5);
/// What comes within so long is counted once.
const TOGETHER: Duration = Duration::from_secs(1);

/// What is heard, and for whom.
struct Listener {
    desk: Desk,
    news: Receiver<DossierNews>,
    /// The dossier that is open, and the version that its page shows.
    open: Option<(DossierId, i64)>,
    until: Instant,
}

/// `GET /gestion/dossiers/flux?d=…&v=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn listen(desk: Desk) -> Answer {
    let news = desk.here.state().hear_of_dossiers();
    let pairs = desk.pairs();
    let open = match value(&pairs, "d") {
        "" => None,
        reference => find(&desk, reference).await?,
    };
    let seen = value(&pairs, "v").parse().unwrap_or(i64::MAX);
    let open = open.map(|id| (id, seen));
    let until = Instant::now() + LASTS;
    let told = stream::unfold(Listener { desk, news, open, until }, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<Event, Infallible>(event), listener))
    });
    let mut answer: Response = Sse::new(told).keep_alive(KeepAlive::default()).into_response();
    // A proxy that waits for more would tell nothing.
    let headers = answer.headers_mut();
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

impl Listener {
    /// The next thing to tell; `None` once the time is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let heard = match timeout_at(self.until, self.news.recv()).await.ok()? {
                Ok(news) if news.tenant != self.desk.here.visit.tenant().0 => continue,
                Ok(news) => Some(news),
                // Too much at once: what it was is not known any more, the counts are read again.
                Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return None,
            };
            let event = match heard {
                Some(news) if self.concerns(&news) && news.read => Ok(Some(self.read())),
                Some(news) if self.concerns(&news) => self.changed(&news).await,
                Some(news) if !news.moved => continue,
                _ => self.counts().await,
            };
            match event {
                Ok(Some(event)) => return Some(event),
                Ok(None) => {}
                // Said in the log; the browser connects again.
                Err(Broken) => return None,
            }
        }
    }

    fn concerns(&self, news: &DossierNews) -> bool {
        self.open
            .is_some_and(|(id, seen)| id.0 == news.dossier && (news.read || news.version > seen))
    }

    /// A file of the dossier that is open may be shown now, or is not taken.
    fn read(&self) -> Event {
        let said = self.desk.here.asked.say(
            "Une pièce de ce dossier vient d’être lue.",
            "A document of this file has just been read.",
        );
        Event::default().event("changed").data(said)
    }

    /// Says who changed the dossier that is open; what one did oneself, the page shows already.
    async fn changed(&mut self, news: &DossierNews) -> Result<Option<Event>, Broken> {
        let mut tx = self.desk.here.begin().await?;
        let id = DossierId(news.dossier);
        let by = workspace::made_by(&mut tx, id, news.version).await?;
        let person = match by {
            Some(by) => people::find(&mut tx, PersonId(by)).await?,
            None => None,
        };
        tx.commit().await?;
        self.open = Some((id, news.version));
        if by == Some(self.desk.caller.person.id.0) {
            return Ok(None);
        }
        let say = |fr, en| self.desk.here.asked.say(fr, en).to_owned();
        let who = match person {
            Some(person) if person.is_staff() => {
                let profile = &person.profile;
                let name = format!("{} {}", profile.first_names, profile.last_name);
                let name = name.trim().to_owned();
                if name.is_empty() { person.email.as_str().to_owned() } else { name }
            }
            Some(_) => say("le client", "the customer"),
            None => say("quelqu’un", "somebody"),
        };
        let said = say("Ce dossier vient d’être modifié par", "This file was just changed by");
        Ok(Some(Event::default().event("changed").data(format!("{said} {who}."))))
    }

    /// How many stand in each queue, once what comes together has come.
    async fn counts(&mut self) -> Result<Option<Event>, Broken> {
        if !self.desk.may(Act::SeeOpenDossiers) {
            return Ok(None);
        }
        sleep(TOGETHER).await;
        let me = self.desk.caller.person.id.0;
        let mut tx = self.desk.here.begin().await?;
        let counts = queues::counts(&mut tx, me, crate::clock::now()).await?;
        tx.commit().await?;
        let lang = self.desk.here.asked.lang;
        let said = [
            ("to_check", counts.to_check),
            ("to_file", counts.ready),
            ("waiting_customer", counts.waiting),
            ("late", counts.late),
            ("mine", counts.mine),
        ]
        .map(|(name, count)| {
            format!("{name}={}", app::site::gestion::dossiers::shown(count, lang))
        });
        Ok(Some(Event::default().event("counts").data(said.join(" "))))
    }
}
