//! Issuing papers, and what is kept of them: in the caller's transaction, for the house that it entered.

mod keeping;
mod store;

use jiff::Timestamp;
use jobs::operations::{When, enqueue};
use sealing::MasterKeys;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use crate::{Content, Corrected, Kind, Number, RenderInvoice, Sums};

pub use keeping::{Past, forget, opened, past, rendered, sealed};

/// Years that a paper is kept after that of its day (code de commerce L123-22).
const KEPT_YEARS: u16 = 10;

/// What kept us from answering. Nothing is written then, and no number is lost.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or refused.
    #[error("the database did not answer, or refused")]
    Database(#[from] sqlx::Error),
    /// The key of a paper was not had, or does not open what was sealed under it.
    #[error("the key of a paper could not be had")]
    Keys(#[from] sealing::operations::Failed),
    /// What is kept is not what this crate writes.
    #[error("the papers hold what is never written: {0}")]
    Row(&'static str),
    /// What a paper says is no JSON.
    #[error("a paper cannot be read")]
    Content(#[from] serde_json::Error),
    /// Nothing, or less than nothing, would be invoiced.
    #[error("this is no paper: its sums, or what it takes back")]
    NoPaper,
}

/// The house that issues, and when.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    /// Which one: the transaction has entered it.
    pub tenant: Uuid,
    /// What seals.
    pub keys: &'a MasterKeys,
    /// When.
    pub now: Timestamp,
}

/// A paper that was issued, without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: Number,
    /// For which dossier.
    pub dossier: Uuid,
    /// Its reference, for people.
    pub reference: String,
    /// Its day, in Paris.
    pub issued_on: Date,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Its débours.
    pub taxes: Cents,
    /// Our fee, before VAT.
    pub net: Cents,
    /// VAT on our fee.
    pub vat: Cents,
    /// All of it.
    pub total: Cents,
    /// Its file, once it is made.
    pub file: Option<File>,
}

/// The file of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its key in the store. What is there is sealed.
    pub key: String,
    /// SHA-256 of the PDF.
    pub sha256: [u8; 32],
}

/// A paper to be issued.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// What it is.
    pub kind: Kind,
    /// What it is issued for: once, whoever asks how often.
    pub cause: &'a str,
    /// For which dossier.
    pub dossier: Uuid,
    /// What it says.
    pub content: &'a Content,
}

/// Issues a paper: its number follows the last one of its series, and a job makes its file. The paper of the same cause is
/// given back as it was issued.
///
/// Whoever issues in the same series meanwhile waits until this transaction ends: without its commit there is no number.
///
/// # Errors
///
/// [`Failure`].
pub async fn issue(
    conn: &mut PgConnection,
    house: House<'_>,
    new: New<'_>,
) -> Result<Paper, Failure> {
    if !new.content.is_one(new.kind) {
        return Err(Failure::NoPaper);
    }
    store::hold(conn, house.tenant, new.cause).await?;
    if let Some(known) = store::by_cause(conn, new.cause).await? {
        return Ok(known);
    }
    let id = Uuid::now_v7();
    let today = paris(house.now)?;
    let (place, issued_on) =
        store::next(conn, house.tenant, (new.kind, today.year()), today).await?;
    let number = Number { kind: new.kind, year: today.year(), place };
    let kept_until = Date::new(today.year() + KEPT_YEARS + 1, 1, 1);
    let content = keeping::seal_content(conn, house, id, new.content).await?;
    let fee = new.content.fee();
    let paper = Paper {
        id,
        number,
        dossier: new.dossier,
        reference: new.content.reference.clone(),
        issued_on,
        issued_at: house.now,
        taxes: new.content.taxes(),
        net: fee.net,
        vat: fee.vat,
        total: new.content.total(),
        file: None,
    };
    let kept_until = kept_until.map_err(|_| Failure::Row("a day out of the calendar"))?;
    store::insert(conn, house.tenant, &paper, new.cause, (&content, kept_until)).await?;
    let task = RenderInvoice { tenant: house.tenant, paper: id };
    let key = Some(format!("render_invoice:{id}"));
    enqueue(conn, &task, &When { key, at: None }).await?;
    Ok(paper)
}

/// Issues what the papers of `dossier` do not say yet of what was `sold`: an invoice for more, a credit note for less, both or
/// none. `content` says it, of the sums that are left to say and of what a credit note takes back.
///
/// Two who settle the same dossier do so one after the other: the second finds nothing left.
///
/// # Errors
///
/// [`Failure`].
pub async fn settle(
    conn: &mut PgConnection,
    house: House<'_>,
    dossier: Uuid,
    sold: &Sums,
    content: impl Fn(Kind, &Sums, Vec<Corrected>) -> Content,
) -> Result<Vec<Paper>, Failure> {
    store::hold(conn, house.tenant, &dossier.to_string()).await?;
    let papers = of_dossier(conn, dossier).await?;
    let mut said = Sums::default();
    for paper in &papers {
        let sign = if paper.number.kind == Kind::Invoice { 1 } else { -1 };
        for (item, sum) in content_of(conn, house.keys, paper.id).await?.sums().iter() {
            said.add(item.clone(), sum.times(sign));
        }
    }
    let (more, less) = said.to_issue(sold);
    let mut issued = Vec::new();
    for (kind, sums) in [(Kind::Invoice, more), (Kind::CreditNote, less)] {
        // Lines that change and come to nothing are no paper.
        if sums.total() == Cents::ZERO {
            continue;
        }
        let invoices = papers.iter().filter(|paper| paper.number.kind == Kind::Invoice);
        let corrects = invoices.map(|paper| Corrected {
            number: paper.number.to_string(),
            issued_on: paper.issued_on,
        });
        let corrects = if kind == Kind::CreditNote { corrects.collect() } else { Vec::new() };
        let cause = format!("dossier:{dossier}:{}", papers.len() + issued.len() + 1);
        let content = &content(kind, &sums, corrects);
        issued.push(issue(conn, house, New { kind, cause: &cause, dossier, content }).await?);
    }
    Ok(issued)
}

/// The papers of `dossier`, oldest first.
///
/// # Errors
///
/// [`Failure`].
pub async fn of_dossier(conn: &mut PgConnection, dossier: Uuid) -> Result<Vec<Paper>, Failure> {
    store::of_dossier(conn, dossier).await
}

/// The paper `id`; another house's looks missing.
///
/// # Errors
///
/// [`Failure`].
pub async fn find(conn: &mut PgConnection, id: Uuid) -> Result<Option<Paper>, Failure> {
    store::find(conn, id).await
}

/// The paper of a number; another house's looks missing.
///
/// # Errors
///
/// [`Failure`].
pub async fn by_number(conn: &mut PgConnection, number: Number) -> Result<Option<Paper>, Failure> {
    store::by_number(conn, number).await
}

/// What the paper `id` says.
///
/// # Errors
///
/// [`Failure`].
pub async fn content_of(
    conn: &mut PgConnection,
    keys: &MasterKeys,
    id: Uuid,
) -> Result<Content, Failure> {
    keeping::content(conn, keys, id).await
}

/// Where a list of papers goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// When the last one that was seen was issued.
    pub at: Timestamp,
    /// Which one it is.
    pub id: Uuid,
}

/// Papers of the house, latest first, at most `most`: those whose number, or whose dossier's reference, begins with `search`.
///
/// # Errors
///
/// [`Failure`].
pub async fn list(
    conn: &mut PgConnection,
    search: &str,
    after: Option<After>,
    most: i64,
) -> Result<Vec<Paper>, Failure> {
    let begins = search.trim().to_uppercase().replace(['%', '_', '\\'], "");
    store::list(conn, &format!("{begins}%"), after, most).await
}

/// The day in Paris: what numbers count in.
fn paris(now: Timestamp) -> Result<Date, Failure> {
    let bad = Failure::Row("an instant out of the calendar");
    let Ok(zone) = jiff::tz::TimeZone::get("Europe/Paris") else { return Err(bad) };
    Date::parse(&now.to_zoned(zone).date().to_string()).map_err(|_| bad)
}
