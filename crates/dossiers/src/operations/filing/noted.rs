//! What was noted of a step of the filing, put right.

use std::collections::BTreeMap;

use accounts::Visit;
use demarches::kind::FilingChannel;
use sqlx::PgConnection;
use vocabulary::Date;

use super::super::pieces::Seen;
use super::super::{DossierId, NotDone, Who, acting, store};
use super::{lasts_until, numbers};
use crate::record::Number;
use crate::tracks::filing::Step;
use crate::{Change, Personal, Refusal, State};

/// Puts right the numbers that a step gave, and the last day of a provisional certificate: all of them are as
/// `given`, and it ends on `until` or on the usual day. The day, the way and whoever filed stay as they were recorded.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`] of a step that was not recorded or gives no number, [`Refusal::SameRecord`] where nothing is
/// other, [`Refusal::NumberNeeded`], [`Refusal::NumberTaken`], [`Refusal::BadDay`], [`Refusal::BadText`];
/// [`NotDone::Changed`].
pub async fn note_again(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    (step, until): (Step, Option<Date>),
    given: BTreeMap<Number, String>,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let names = Number::given_by(step);
    let record = open.state.records.get(&step).copied().filter(|_| !names.is_empty());
    let record = record.ok_or(Refusal::NoSuchStep)?;
    let until = lasts_until(step, record.on, until);
    let change = Change::FilingCorrected { step, until };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    if until.is_some_and(|day| day < record.on) {
        return Err(Refusal::BadDay.into());
    }
    let numbers = numbers(step, given)?;
    let needed = match (step, record.channel) {
        (Step::File, Some(FilingChannel::AntsTp)) => Some(Number::AntsDossier),
        (Step::Provisional, _) => Some(Number::Cpi),
        _ => None,
    };
    if needed.is_some_and(|one| !numbers.contains_key(one.id())) {
        return Err(Refusal::NumberNeeded.into());
    }
    let said = |one: Number| numbers.get(one.id()).map(String::as_str);
    let is_same = names.iter().all(|one| open.state.number(*one) == said(*one));
    if is_same && until == record.until {
        return Err(Refusal::SameRecord.into());
    }
    let ants = open.state.number(Number::AntsDossier).map(str::to_owned);
    if let (Step::File, Some(new)) = (step, said(Number::AntsDossier)) {
        let tenant = visit.tenant().0;
        if let Some(old) = ants.filter(|old| old != new) {
            store::filing::renumber(conn, tenant, (&old, new), id.0).await?;
        }
        if store::filing::holder(conn, tenant, new, id.0).await? != id.0 {
            return Err(Refusal::NumberTaken.into());
        }
    }
    open.make_with(change, Personal { numbers, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}
