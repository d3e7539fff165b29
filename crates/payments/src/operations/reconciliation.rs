//! Our accounts against the reports of providers: what they kept is booked, and what does not agree is somebody's to settle.
//!
//! The lines of a report are kept once, by their names. What each payment, refund and dispute moved there is compared with
//! what our account of the provider says of it. What moved since midnight is left to the next day: its other half may be on
//! its way.

use std::collections::{BTreeMap, BTreeSet};

use accounts::Visit;
use jiff::{SignedDuration, Timestamp};
use ledger::operations::Moved;
use ledger::{Account, Entry, Kind};
use psp::{Movement, MovementKind};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

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

/// A payment, a refund or a dispute, as one side moved it.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) about: String,
    pub(super) reference: String,
    pub(super) cents: Cents,
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
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

/// From when on a report is asked for: a week, or since the last line that is known when that is longer ago.
///
/// # Errors
///
/// [`Failure`].
pub async fn since(conn: &mut PgConnection, now: Timestamp) -> Result<Timestamp, Failure> {
    let week = now - SignedDuration::from_hours(7 * 24);
    let last = store::sums(conn).await?.last;
    Ok(last.map_or(now - COMPARED, |last| last.min(week)))
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

/// What an entry of our account of the provider is about; nothing for what is its own.
fn thing(moved: Moved) -> Option<Thing> {
    let mut parts = moved.cause.splitn(3, ':');
    let (kind, name) = (parts.next()?, parts.next()?);
    let about =
        matches!(kind, "payment" | "refund" | "dispute").then(|| format!("{kind}:{name}"))?;
    let Moved { reference, cents, at, .. } = moved;
    Some(Thing { about, reference, cents, first: at, last: at })
}

/// What does not agree of what both sides say, and the names of what is not compared: what began before the first instant of
/// `within`, or went on after the second.
fn differing(
    moved: impl IntoIterator<Item = Thing>,
    booked: impl IntoIterator<Item = Thing>,
    within: (Timestamp, Timestamp),
) -> (Vec<Disagreement>, Vec<String>) {
    /// Both sides of a thing: what was booked and moved, whether each has it, its ends.
    #[derive(Default)]
    struct Sides {
        reference: String,
        booked: Option<Cents>,
        moved: Option<Cents>,
        ends: Option<(Timestamp, Timestamp)>,
    }
    let mut sides: BTreeMap<String, Sides> = BTreeMap::new();
    let ours = booked.into_iter().map(|it| (it, true));
    for (one, is_ours) in ours.chain(moved.into_iter().map(|it| (it, false))) {
        let side = sides.entry(one.about).or_default();
        let sum = if is_ours { &mut side.booked } else { &mut side.moved };
        *sum = Some(sum.unwrap_or_default() + one.cents);
        if !one.reference.is_empty() {
            side.reference = one.reference;
        }
        let ends = side.ends.unwrap_or((one.first, one.last));
        side.ends = Some((ends.0.min(one.first), ends.1.max(one.last)));
    }
    let (mut found, mut left) = (Vec::new(), Vec::new());
    for (about, side) in sides {
        let (booked, moved) = (side.booked.unwrap_or_default(), side.moved.unwrap_or_default());
        let (from, until) = within;
        if side.ends.is_none_or(|(first, last)| first < from || last >= until) {
            left.push(about);
            continue;
        }
        if booked == moved {
            continue;
        }
        let kind = match (side.booked, side.moved) {
            _ if about.starts_with("movement:") => DifferenceKind::Unknown,
            (None, _) => DifferenceKind::NotBooked,
            (_, None) => DifferenceKind::NotMoved,
            _ => DifferenceKind::Amount,
        };
        found.push(Disagreement { kind, about, reference: side.reference, booked, moved });
    }
    (found, left)
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

    fn at(hour: i64) -> Timestamp {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        noon + SignedDuration::from_hours(hour)
    }

    fn one(about: &str, cents: i64, hour: i64) -> Thing {
        let reference = "CG-2026-000001".to_owned();
        let (first, last) = (at(hour), at(hour));
        Thing { about: about.to_owned(), reference, cents: Cents(cents), first, last }
    }

    fn kinds(moved: &[Thing], booked: &[Thing]) -> Vec<(String, DifferenceKind, i64, i64)> {
        let (found, _) = differing(moved.to_vec(), booked.to_vec(), (at(-48), at(0)));
        found.into_iter().map(|it| (it.about, it.kind, it.booked.0, it.moved.0)).collect()
    }

    #[test]
    fn what_both_sides_say_alike_is_no_difference() {
        let booked =
            [one("payment:1", 500, -5), one("refund:2", -100, -4), one("refund:2", 100, -3)];
        // A refund that came back moved twice there too, or not at all.
        assert_eq!(kinds(&[one("payment:1", 500, -5)], &booked), []);
        let both = [one("payment:1", 500, -5), one("refund:2", 0, -4)];
        assert_eq!(kinds(&both, &booked), []);
    }

    #[test]
    fn what_one_side_alone_says_or_otherwise_is_found() {
        let moved =
            [one("payment:1", 500, -5), one("payment:2", 300, -5), one("movement:3", -7, -5)];
        let booked = [one("payment:1", 400, -5), one("payment:4", 900, -5)];
        assert_eq!(
            kinds(&moved, &booked),
            [
                ("movement:3".to_owned(), DifferenceKind::Unknown, 0, -7),
                ("payment:1".to_owned(), DifferenceKind::Amount, 400, 500),
                ("payment:2".to_owned(), DifferenceKind::NotBooked, 0, 300),
                ("payment:4".to_owned(), DifferenceKind::NotMoved, 900, 0),
            ]
        );
    }

    #[test]
    fn what_moved_today_or_at_the_edge_waits() {
        let moved = [one("payment:1", 500, 1), one("payment:2", 500, -50)];
        let (found, left) = differing(moved, [one("payment:1", 400, -1)], (at(-48), at(0)));
        assert_eq!((found, left.len()), (Vec::new(), 2), "and settles nothing either");
    }

    #[test]
    fn an_entry_is_about_a_payment_a_refund_or_a_dispute_and_the_rest_is_the_providers_own() {
        let about = |cause: &str| {
            let (cause, reference) = (cause.to_owned(), String::new());
            thing(Moved { cause, reference, cents: Cents(1), at: at(0) }).map(|it| it.about)
        };
        assert_eq!(about("payment:1").as_deref(), Some("payment:1"));
        assert_eq!(about("refund:2:gone").as_deref(), Some("refund:2"));
        assert_eq!(about("dispute:du_1:0:500").as_deref(), Some("dispute:du_1"));
        assert_eq!(about("provider_fee:stripe:txn_1"), None);
        assert_eq!(about("payout:stripe:txn_2"), None);
    }
}
