//! What comes of all dossiers.

use app::site::gestion::GestionPage;
use app::site::gestion::dossiers::{Span, StatisticsView};
use dossiers::operations::statistics::{self, Period};
use jiff::{SignedDuration, Timestamp};

use super::super::Desk;
use super::colleagues;
use crate::people::{Answer, value};

/// The end of today in Paris, or the instant itself where the zone is not known.
fn end_of_today(now: Timestamp) -> Timestamp {
    let end = || {
        let zone = jiff::tz::TimeZone::get("Europe/Paris").ok()?;
        let tomorrow = now.to_zoned(zone).tomorrow().ok()?;
        Some(tomorrow.start_of_day().ok()?.timestamp())
    };
    end().unwrap_or(now)
}

/// `GET /gestion/statistiques?jours=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let now = desk.here.visit.now;
    let span = Span::parse(value(&desk.pairs(), "jours")).unwrap_or(Span::Month);
    let until = end_of_today(now);
    let since = until - SignedDuration::from_hours(24 * span.days());
    let period = Period { since, until, by_week: span.by_week() };
    let mut tx = desk.here.begin().await?;
    let found = statistics::of(&mut tx, period, now).await?;
    let colleagues = colleagues(&mut tx).await?;
    tx.commit().await?;
    let view = StatisticsView { span, found, colleagues };
    desk.page(&GestionPage::Statistics(Box::new(view))).await
}
