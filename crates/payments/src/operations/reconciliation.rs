//! Our accounts against the reports of providers: what they kept is booked, and what does not agree is somebody's to settle.
//!
//! The lines of a report are kept once, by their names. What each payment, refund and dispute moved there is compared with
//! what our account of the provider says of it. What moved since midnight is left to the next day: its other half may be on
//! its way.

mod differing;

use std::collections::BTreeSet;

use accounts::Visit;
use jiff::{SignedDuration, Timestamp};
use ledger::{Account, Entry, Kind};
use psp::{Movement, MovementKind};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

pub(super) use differing::Thing;
use differing::{differing, thing};

use super::{Failure, paris, store};

/// Days that are compared each time.
const COMPARED: SignedDuration = SignedDuration::from_hours(60 * 24);
/// At the edge of these days one half of a thing may be outside.
const EDGE: SignedDuration = SignedDuration::from_hours(24);
/// A difference that was found within so many days and is there no more settled itself.
const FRESH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Longest note, in characters.
const NOTE_MAX: usize = 1_000;

/// The id of a [`Difference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DifferenceId(pub Uuid);

vocabulary::codes! {
    /// How a report and our accounts do not agree.
    pub enum DifferenceKind {
        /// Both have it, with other sums.
        Amount = "amount",
        /// The provider moved it, and we booked nothing.
        NotBooked = "not_booked",
        /// We booked it, and the provider moved nothing.
        NotMoved = "not_moved",
        /// The provider moved something that we cannot place.
        Unknown = "unknown",
        /// Both have it, and its dossier was deleted before it came: nobody works on it any more.
        DossierGone = "dossier_gone",
    }
}

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// How.
    pub kind: DifferenceKind,
    /// What about: `payment:…`, `refund:…`, `dispute:…`, or `movement:…` for a line of the report.
    pub about: String,
    /// The reference of the dossier, where there is one.
    pub reference: String,
    /// What we booked, more than nothing: to us.
    pub booked: Cents,
    /// What the provider moved.
    pub moved: Cents,
}

/// How a difference was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// By whom; nobody: it settled itself.
    pub by: Option<Uuid>,
    /// What they wrote.
    pub note: Option<String>,
}

/// Something that does not agree, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its id.
    pub id: DifferenceId,
    /// With whose report.
    pub provider: String,
    /// What.
    pub found: Disagreement,
    /// When.
    pub found_at: Timestamp,
    /// How it was settled.
    pub settled: Option<Settled>,
}

/// What the reports of all providers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// What customers paid, less what went back to them.
    pub moved: Cents,
    /// What providers kept.
    pub fees: Cents,
    /// What they paid out to our bank.
    pub paid_out: Cents,
    /// When the last of it moved.
    pub last: Option<Timestamp>,
}

impl Sums {
    /// What providers hold for us.
    #[must_use]
    pub fn held(&self) -> Cents {
        self.moved - self.fees - self.paid_out
    }
}

/// What came of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Lines of the report that are new.
    pub lines: usize,
    /// Differences that are open anew.
    pub found: usize,
    /// Differences that settled themselves.
    pub gone: u64,
}

/// From when on a report of `provider` is asked for: a week, or since the last line of it that is known when that is longer
/// ago. A report that could not be read leaves no line: it is asked for again from the same day, however others are read.
///
/// # Errors
///
/// [`Failure`].
pub async fn since(
    conn: &mut PgConnection,
    provider: &str,
    now: Timestamp,
) -> Result<Timestamp, Failure> {
    let week = now - SignedDuration::from_hours(7 * 24);
    let last = store::last_moved(conn, provider).await?;
    Ok(last.map_or(now - COMPARED, |last| last.min(week)))
}

/// Which of `lines` are about payments, refunds or disputes of the house: by their names, or by ours where a payment came of
/// which nothing has followed yet.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ours(
    conn: &mut PgConnection,
    provider: &str,
    lines: &[Movement],
) -> Result<BTreeSet<String>, sqlx::Error> {
    let sources: Vec<String> = lines.iter().filter_map(|line| line.source.clone()).collect();
    let known: BTreeSet<String> =
        store::known_sources(conn, provider, &sources).await?.into_iter().collect();
    let ids: Vec<Uuid> = lines.iter().filter_map(|line| line.ours).collect();
    let bears: BTreeSet<Uuid> = store::known_ids(conn, provider, &ids).await?.into_iter().collect();
    let about_ours = |line: &&Movement| {
        line.source.as_ref().is_some_and(|source| known.contains(source))
            || line.ours.is_some_and(|id| bears.contains(&id))
    };
    Ok(lines.iter().filter(about_ours).map(|line| line.reference.clone()).collect())
}

/// Keeps the lines of a report of `provider`, books what it kept and paid out, once, and compares all that is older than
/// `quiet` with our accounts.
///
/// # Errors
///
/// [`Failure`].
pub async fn report(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    lines: &[Movement],
    quiet: Timestamp,
) -> Result<Compared, Failure> {
    let mut compared = Compared::default();
    for line in lines {
        if store::keep_movement(conn, visit.tenant().0, provider, line).await? {
            compared.lines += 1;
            book(conn, visit, provider, line).await?;
        }
    }
    let since = visit.now - COMPARED;
    let moved = store::moved(conn, provider, since).await?;
    let others: BTreeSet<String> = store::of_others(conn, provider).await?.into_iter().collect();
    let booked = ledger::operations::on_account(conn, Account::Provider, since).await?;
    let booked = booked.into_iter().filter_map(thing).filter(|it| !others.contains(&it.about));
    let (found, left) = differing(moved, booked, (since + EDGE, quiet));
    let mut open = left;
    for one in &found {
        if store::disagrees(conn, visit.tenant().0, provider, one, visit.now).await? {
            compared.found += 1;
        }
        open.push(one.about.clone());
    }
    let fresh = visit.now - FRESH;
    compared.gone = store::settled_by_itself(conn, provider, &open, fresh, visit.now).await?;
    Ok(compared)
}

/// Books what the provider kept of a line, or paid out.
async fn book(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    line: &Movement,
) -> Result<(), Failure> {
    let on = paris(line.at)?;
    let kept = if line.kind == MovementKind::Fee { line.fee - line.gross } else { line.fee };
    let out = if line.kind == MovementKind::Payout { -line.gross } else { Cents(0) };
    let fee = (Kind::ProviderFee, (Account::ProviderFees, Account::Provider), kept);
    let payout = (Kind::Payout, (Account::Bank, Account::Provider), out);
    for (kind, accounts, cents) in [fee, payout] {
        if cents.0 != 0 {
            let cause = format!("{}:{provider}:{}", kind.id(), line.reference);
            let entry = Entry::moved(cause, kind, String::new(), on, accounts, cents)?;
            ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?;
        }
    }
    Ok(())
}

/// Why a difference was not settled.
#[derive(Debug, thiserror::Error)]
pub enum NotSettled {
    /// The note says nothing, or too much.
    #[error("a note says something, in few words")]
    Note,
    /// It is settled, or there is none.
    #[error("there is no such open difference")]
    Missing,
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// `by` settles the difference `id`: the `note` says why.
///
/// # Errors
///
/// [`NotSettled`].
pub async fn settle(
    conn: &mut PgConnection,
    id: DifferenceId,
    by: Uuid,
    note: &str,
    now: Timestamp,
) -> Result<(), NotSettled> {
    let note = note.trim();
    if note.is_empty() || note.chars().count() > NOTE_MAX || note.contains('\0') {
        return Err(NotSettled::Note);
    }
    if store::settle(conn, id, by, note, now).await? { Ok(()) } else { Err(NotSettled::Missing) }
}

/// Differences: those that are open first, then the latest that were settled; `most` of them.
///
/// # Errors
///
/// [`Failure`].
pub async fn differences(conn: &mut PgConnection, most: i64) -> Result<Vec<Difference>, Failure> {
    store::differences(conn, most).await
}

/// How many differences are open.
///
/// # Errors
///
/// When the database does not answer.
pub async fn open(conn: &mut PgConnection) -> Result<i64, sqlx::Error> {
    store::open_differences(conn).await
}

/// What the reports of all providers come to.
///
/// # Errors
///
/// When the database does not answer.
pub async fn sums(conn: &mut PgConnection) -> Result<Sums, sqlx::Error> {
    store::sums(conn).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_hold_what_was_paid_less_what_they_kept_and_paid_out() {
        let (moved, fees, paid_out) = (Cents(50_000), Cents(725), Cents(40_000));
        let sums = Sums { moved, fees, paid_out, last: None };
        assert_eq!(sums.held(), Cents(9_275));
    }
}
