//! What does not agree of two sides, without a database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::operations::Moved;
use vocabulary::Cents;

use super::{DifferenceKind, Disagreement};

/// A payment, a refund or a dispute, as one side moved it.
#[derive(Clone, Debug)]
pub(in super::super) struct Thing {
    pub(in super::super) about: String,
    pub(in super::super) reference: String,
    pub(in super::super) cents: Cents,
    pub(in super::super) first: Timestamp,
    pub(in super::super) last: Timestamp,
}

/// What an entry of our account of the provider is about; nothing for what is its own.
pub(super) fn thing(moved: Moved) -> Option<Thing> {
    let mut parts = moved.cause.splitn(3, ':');
    let (kind, name) = (parts.next()?, parts.next()?);
    let about =
        matches!(kind, "payment" | "refund" | "dispute").then(|| format!("{kind}:{name}"))?;
    let Moved { reference, cents, at, .. } = moved;
    Some(Thing { about, reference, cents, first: at, last: at })
}

/// What does not agree of what both sides say, and the names of what is not compared: what began before the first instant of
/// `within`, or went on after the second.
pub(super) fn differing(
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

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
    fn what_moved_at_midnight_is_of_the_day_that_begins_then() {
        let moved = [one("payment:1", 500, -48), one("payment:2", 500, 0)];
        let (found, left) = differing(moved, Vec::<Thing>::new(), (at(-48), at(0)));
        let found: Vec<&str> = found.iter().map(|it| it.about.as_str()).collect();
        assert_eq!((found, left), (vec!["payment:1"], vec!["payment:2".to_owned()]));
    }

    #[test]
    fn what_is_found_names_the_dossier_whichever_side_knows_it() {
        let named = one("payment:1", 400, -5);
        let nameless = Thing { reference: String::new(), ..one("payment:1", 500, -5) };
        for (moved, booked) in [(&nameless, &named), (&named, &nameless)] {
            let (found, _) = differing([moved.clone()], [booked.clone()], (at(-48), at(0)));
            assert_eq!(found[0].reference, "CG-2026-000001");
        }
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
