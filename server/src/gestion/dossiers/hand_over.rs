//! The filed dossiers of a period, for the prefecture: their list, and the papers of the latest package of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::filing::operations;
use ::filing::packing::{NotPacked, hex, paper};
use ::filing::zip::{Room, Zip};
use ::filing::{NotRead, Plan};
use app::site::gestion::GestionPage;
use app::site::gestion::dossiers::HandOverView;
use axum::body::{Body, Bytes};
use dossiers::operations::{DossierId, NotDone, Who, drafts, filing};
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::{Reference, State as Dossier};
use futures_util::{Stream, StreamExt as _, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::super::Desk;
use super::export::{note, zipped};
use crate::database::Chain;
use crate::filings::{Shelf, not_kept};
use crate::people::{Answer, Broken, form, value};

/// Most days of a period.
const DAYS: i32 = 366;
/// Most dossiers of one hand-over: more are asked for by shorter periods.
const MOST: usize = 20_000;
/// What a line of the list comes to at most, in bytes.
const LINE: u64 = 2_000;
/// The list of the dossiers.
const LIST: &str = "liste.csv";
/// What a spreadsheet knows the letters by.
const MARK: &str = "\u{feff}";

/// `GET /gestion/remise`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    desk.page(&GestionPage::HandOver(HandOverView::default())).await
}

/// `POST /gestion/remise`: a ZIP, as it comes.
///
/// # Errors
///
/// When the database does not answer.
pub async fn make(desk: Desk, body: Bytes) -> Answer {
    let form = form(&body);
    let (from, to) = (value(&form, "from").trim(), value(&form, "to").trim());
    let wrong = |fits| HandOverView { from: from.to_owned(), to: to.to_owned(), wrong: true, fits };
    let Some(period) = period(from, to) else {
        return desk.page(&GestionPage::HandOver(wrong(None))).await;
    };
    let mut tx = desk.here.begin().await?;
    let mut all: Vec<(DossierId, Reference, Timestamp)> = Vec::new();
    let mut room = Room::default();
    // The list is one more entry.
    room.take(1, LINE);
    loop {
        let after = all.last().map(|(id, _, at)| (*at, *id));
        let found = filing::filed_between(&mut tx, period, after).await?;
        if found.is_empty() {
            break;
        }
        for one in found {
            let latest = operations::of_dossier(&mut tx, one.0).await?.into_iter().next();
            let (files, length) = latest.map_or((0, 0), |it| (u64::from(it.files), it.length));
            // Known before a byte is sent: what is cut on the way is of no use to anybody.
            if all.len() == MOST || !room.take(files, length.saturating_add(LINE)) {
                drop(tx);
                let fits = Some((all.len(), day_before(one.2)));
                return desk.page(&GestionPage::HandOver(wrong(fits))).await;
            }
            all.push(one);
        }
    }
    let payload = json!({ "from": from, "to": to, "dossiers": all.len() });
    desk.note(&mut tx, None, audit::Act::HandedOver, None, Some(payload)).await?;
    tx.commit().await?;
    let name = format!("remise_{from}_{to}.zip");
    let desk = Arc::new(desk);
    let parts = parts(&desk, all).inspect(|part| {
        if let Err(error) = part {
            tracing::error!(error = %Chain(error), "a hand-over cannot be made");
        }
    });
    Ok(zipped(Body::from_stream(parts), &name, None))
}

/// From the first instant of the first day to the one after the last, in Paris.
fn period(from: &str, to: &str) -> Option<(Timestamp, Timestamp)> {
    let (from, to): (Date, Date) = (from.parse().ok()?, to.parse().ok()?);
    let zone = TimeZone::get("Europe/Paris").ok()?;
    let days = (to - from).get_days();
    if !(0..=DAYS).contains(&days) {
        return None;
    }
    let begin = from.to_zoned(zone.clone()).ok()?.timestamp();
    let end = to.tomorrow().ok()?.to_zoned(zone).ok()?.timestamp();
    Some((begin, end))
}

/// The day in Paris before that of `at`.
fn day_before(at: Timestamp) -> Option<vocabulary::Date> {
    let day = crate::clock::civil(at).yesterday().ok()?;
    vocabulary::Date::parse(&day.to_string()).ok()
}

/// What is under way of a hand-over.
struct Under {
    desk: Arc<Desk>,
    shelf: Shelf,
    zip: Zip,
    waiting: std::vec::IntoIter<(DossierId, Reference, Timestamp)>,
    open: Option<Package>,
    list: String,
}

/// The package of a dossier, paper by paper.
struct Package {
    dossier: DossierId,
    plan: Plan,
    place: usize,
    /// Its line of the list.
    cells: Vec<String>,
    /// The papers that are left out, and why.
    without: Vec<String>,
}

fn parts(
    desk: &Arc<Desk>,
    all: Vec<(DossierId, Reference, Timestamp)>,
) -> impl Stream<Item = Result<Bytes, NotPacked>> + Send + use<> {
    let here = &desk.here;
    let head = "reference;depose_le;voie;numero_ants;operation_siv;immatriculation;titulaire;coffre;dossier_zip;export;sha256;papiers_absents";
    let under = Under {
        shelf: Shelf { state: here.state().clone(), tenant: here.visit.tenant() },
        zip: Zip::new(here.visit.now),
        waiting: all.into_iter(),
        open: None,
        list: format!("{MARK}{head}\r\n"),
        desk: Arc::clone(desk),
    };
    stream::unfold(Some(under), |under| async move {
        let mut under = under?;
        match under.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(under))),
            Ok(None) => Some((under.end(), None)),
            Err(error) => Some((Err(error), None)),
        }
    })
}

impl Under {
    /// The bytes of the next paper, of this dossier or of the next that has a package. A paper that is not kept any more is
    /// named in the list, and the rest goes on.
    async fn next(&mut self) -> Result<Option<Bytes>, NotPacked> {
        loop {
            if let Some(mut open) = self.open.take() {
                let Some(one) = open.plan.papers.get(open.place) else {
                    self.list.push_str(&line(&open.cells, &open.without));
                    continue;
                };
                let made = paper(&open.plan, one, &self.shelf).await;
                let (name, place) = (one.name.clone(), open.place);
                open.place += 1;
                let bytes = match made {
                    Ok(made) => {
                        let whole = format!("{}/{name}", open.plan.folder);
                        Some(self.zip.entry(&whole, &made.bytes)?)
                    }
                    Err(why) => {
                        let why = self.left_out(&open, place, why).await?;
                        open.without.push(format!("{name}\u{202f}: {why}"));
                        None
                    }
                };
                self.open = Some(open);
                if let Some(bytes) = bytes {
                    return Ok(Some(bytes.into()));
                }
                continue;
            }
            let Some((id, reference, at)) = self.waiting.next() else { return Ok(None) };
            let opened = self.opened(id, reference, at).await;
            self.open = opened.map_err(|_| NotRead(format!("{reference} cannot be read")))?;
        }
    }

    /// Why the paper at `place` is left out while the rest goes on: it is not kept any more, or is not what it was. Whoever
    /// does not answer ends the whole.
    async fn left_out(
        &mut self,
        open: &Package,
        place: usize,
        why: NotPacked,
    ) -> Result<String, NotPacked> {
        match why {
            NotPacked::Paper(why) => {
                let gone = self.not_kept(open).await;
                gone.ok().and_then(|mut gone| gone.remove(&place)).ok_or(NotPacked::Paper(why))
            }
            NotPacked::Altered(_) | NotPacked::Unreadable => {
                tracing::error!(
                    dossier.id = %open.dossier.0, error = %Chain(&why),
                    "a paper is left out of a hand-over"
                );
                Ok("illisible".to_owned())
            }
            why => Err(why),
        }
    }

    async fn not_kept(&mut self, open: &Package) -> Result<BTreeMap<usize, String>, Broken> {
        let mut tx = self.desk.here.begin().await?;
        let gone = not_kept(&mut tx, open.dossier, &open.plan).await?;
        tx.commit().await?;
        Ok(gone)
    }

    /// The package of a dossier, from the first paper; that it is handed over is written down before. Of one that has none,
    /// the line.
    async fn opened(
        &mut self,
        id: DossierId,
        reference: Reference,
        at: Timestamp,
    ) -> Result<Option<Package>, Broken> {
        let visit = &self.desk.here.visit;
        let mut tx = self.desk.here.begin().await?;
        let staff = Who::Staff(&self.desk.caller.person);
        let state = match drafts::find(&mut tx, visit, staff, id).await {
            Ok(state) => state,
            Err(NotDone::Failed(failure)) => return Err(failure.into()),
            // Purged since the list was read.
            Err(_) => return Ok(None),
        };
        let latest = operations::of_dossier(&mut tx, id).await?.into_iter().next();
        let found = match latest {
            Some(latest) => operations::find(&mut tx, visit, id, latest.number).await?,
            None => None,
        };
        if let Some((snapshot, _)) = &found {
            let act = audit::Act::PackageDownloaded;
            note(&mut tx, &self.desk, (id, &state), act, snapshot).await?;
        }
        tx.commit().await?;
        let kept = found.as_ref().map(|(snapshot, plan)| {
            let number = snapshot.number.to_string();
            (plan.folder.clone(), number, hex(&snapshot.sha256))
        });
        let cells = cells(reference, at, &state, kept);
        let Some((_, plan)) = found else {
            self.list.push_str(&line(&cells, &[]));
            return Ok(None);
        };
        Ok(Some(Package { dossier: id, plan, place: 0, cells, without: Vec::new() }))
    }

    fn end(mut self) -> Result<Bytes, NotPacked> {
        let mut last = self.zip.entry(LIST, self.list.as_bytes())?;
        last.extend(self.zip.end()?);
        Ok(last.into())
    }
}

/// A line of the list, with the papers that are left out of its package.
fn line(cells: &[String], without: &[String]) -> String {
    format!("{};{}\r\n", cells.join(";"), cell(&without.join(" | ")))
}

/// What the list says of a dossier.
fn cells(
    reference: Reference,
    at: Timestamp,
    state: &Dossier,
    kept: Option<(String, String, String)>,
) -> Vec<String> {
    let record = state.records.get(&Step::File);
    let day = record.map_or_else(|| crate::clock::civil(at).to_string(), |it| it.on.to_string());
    let channel = record.and_then(|record| record.channel).map_or("", |one| one.id());
    let number = |name| state.number(name).unwrap_or_default();
    let plate = Some(number(Number::Plate)).filter(|it| !it.is_empty());
    let (folder, export, sha256) = kept.unwrap_or_default();
    [
        reference.to_string().as_str(),
        &day,
        channel,
        number(Number::AntsDossier),
        number(Number::SivOperation),
        plate.unwrap_or(&state.found_by.plate),
        &state.found_by.holder,
        state.vault.as_deref().unwrap_or_default(),
        &folder,
        &export,
        &sha256,
    ]
    .map(cell)
    .to_vec()
}

/// A cell that no spreadsheet takes for a formula or for two.
fn cell(text: &str) -> String {
    let text: String = text.chars().filter(|sign| !sign.is_control()).collect();
    let formula = text.starts_with(['=', '+', '-', '@']);
    let quoted = text.replace('"', "\"\"");
    if formula { format!("\"'{quoted}\"") } else { format!("\"{quoted}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_whole_days_in_paris_and_a_year_at_most() {
        let (begin, end) = period("2026-03-01", "2026-03-31").unwrap();
        assert_eq!(begin.to_string(), "2026-02-28T23:00:00Z");
        assert_eq!(end.to_string(), "2026-03-31T22:00:00Z", "summer began meanwhile");
        assert!(period("2026-03-01", "2026-03-01").is_some());
        for (from, to) in [("2026-03-02", "2026-03-01"), ("2025-01-01", "2026-12-31"), ("", "")] {
            assert!(period(from, to).is_none(), "{from} {to}");
        }
    }

    #[test]
    fn a_cell_is_text_whatever_stands_in_it() {
        for (text, written) in [
            ("DURAND Léa", "\"DURAND Léa\""),
            ("=1+1", "\"'=1+1\""),
            ("a;\"b\"\r\nc", "\"a;\"\"b\"\"c\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
