//! Ready to be filed, filed, followed to the title; or closed before.

mod ending;
mod noted;
mod vault;

use std::collections::{BTreeMap, BTreeSet};

use accounts::Visit;
use demarches::checks::{Light, Rule};
use demarches::kind::FilingChannel;
use demarches::{Demarches, Versions};
use jiff::Timestamp;
use sqlx::PgConnection;
use vocabulary::Date;

use super::acting::Open;
use super::drafts::rules_of;
use super::history::Entry;
use super::money::{Tables, evaluate};
use super::pieces::{Seen, decide};
use super::repricing::price_again;
use super::store::events;
use super::{DossierId, Failure, NotDone, Who, acting, checks, store, time};
use crate::record::Number;
use crate::tracks::Reason;
use crate::tracks::filing::Step;
use crate::{Change, Id, Personal, Record, Reference, Refusal, Slot, SlotState, State};

pub use ending::{cancel, give_up, withdraw};
pub use noted::note_again;
pub use vault::{ask_for_vault, deposit, out_of_vault};

/// Longest number of the administration, and longest reference of a vault, in characters.
const NUMBER_MAX: usize = 80;
/// Longest words that say why a rule is passed over, or that the administration wrote, in characters.
const WHY_MAX: usize = 2_000;
/// Months that a provisional certificate lasts, date to date.
const CPI_MONTHS: u16 = 1;
/// Dossiers of a list that are read at once.
const AT_ONCE: i64 = 1_000;

/// Marks it ready to be filed; `despite` says why a rule across pieces that is red is passed over.
///
/// # Errors
///
/// What is open, by name; [`Refusal::RedCheck`] while a rule is red and nobody says why, [`Refusal::RulesUnknown`] while
/// what was read cannot be compared and nobody says why; [`NotDone::Changed`].
pub async fn ready(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    seen: Seen<'_>,
    id: DossierId,
    despite: &str,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let change = Change::Ready { despite: Vec::new() };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    open.state.clear()?;
    let (red, refusal) = match rules_of(rules, &open.state) {
        Ok(rules) => {
            let red = red(&open.state, rules, time::paris(visit.now)?)?;
            let refusal = (!red.is_empty()).then_some(Refusal::RedCheck);
            (red, refusal)
        }
        // Nobody knows whether what was read agrees: that is no agreement.
        Err(unknown) => {
            let read = open.state.slots.values().any(Slot::is_read);
            (BTreeSet::new(), read.then_some(unknown))
        }
    };
    if let Some(refusal) = refusal {
        let why = despite.trim();
        if why.is_empty() {
            return Err(refusal.into());
        }
        if why.chars().count() > WHY_MAX || why.contains('\0') {
            return Err(Refusal::BadText.into());
        }
        let despite = red.into_iter().map(|rule| rule.id().to_owned()).collect();
        open.make_with(Change::Ready { despite }, Personal::of_words(why))?;
    } else {
        open.make(change)?;
    }
    Ok(open.save(conn).await?)
}

/// The rules across pieces that are red on the day `on`.
fn red(state: &State, rules: &Demarches, on: Date) -> Result<BTreeSet<Rule>, Refusal> {
    let found = checks::verdicts(state, rules, on)?;
    Ok(found.iter().filter(|one| one.light == Light::Red).map(|one| one.rule).collect())
}

/// Takes that back.
///
/// # Errors
///
/// [`NotDone::Changed`], or a [`Refusal`].
pub async fn not_ready(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    decide(conn, visit, seen, id, Change::NotReady { reason }, Personal::default()).await
}

/// A step of the filing, as somebody tells it.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// Which.
    pub step: Step,
    /// Why, for a step that wants it: a code or a few words, nothing personal.
    pub reason: Option<Reason>,
    /// What the administration wrote, copied; empty where it wrote nothing.
    pub said: &'a str,
    /// The day on which it was made.
    pub on: Date,
    /// The last day of what it gave, where that is not the usual one.
    pub until: Option<Date>,
    /// The numbers that it gave; empty ones are left out, and those that the step does not give.
    pub numbers: BTreeMap<Number, String>,
    /// Documents that are not kept any more: the pieces that they are of are expected anew, where it is taken up again.
    pub gone: Vec<Id>,
}

impl Told<'_> {
    /// `step` on the day `on`, and no more.
    #[must_use]
    pub const fn bare(step: Step, on: Date) -> Self {
        Self {
            step,
            reason: None,
            said: "",
            on,
            until: None,
            numbers: BTreeMap::new(),
            gone: Vec::new(),
        }
    }
}

/// Records that it was sent by `channel`, by whom: of the staff, with an access to the SIV that was checked. What it was
/// ordered at is compared with `tables`, where they are known, as they are on the day of the filing and as they are today.
///
/// # Errors
///
/// What stands in the way, by name ([`Refusal::OpenCorrection`], [`Refusal::NotPaid`], [`Refusal::NotSigned`] …);
/// [`Refusal::TaxesChanged`] on both days, [`Refusal::RedSince`] on that of the filing; [`Refusal::NoSivAccess`],
/// [`Refusal::WrongChannel`], [`Refusal::NumberNeeded`] and [`Refusal::NumberTaken`] of the ANTS, [`Refusal::BadDay`];
/// [`NotDone::Changed`].
pub async fn file(
    conn: &mut PgConnection,
    visit: &Visit,
    (rules, tables): (&Versions, Option<Tables<'_>>),
    seen: Seen<'_>,
    id: DossierId,
    (channel, told): (FilingChannel, Told<'_>),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let today = time::paris(visit.now)?;
    let record = Record { channel: Some(channel), ..Record::on(told.on) };
    let change = Change::FilingStepped {
        step: Step::File,
        reason: told.reason,
        record: Some(record),
        gone: Vec::new(),
    };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    let checked = accounts::operations::staff::siv_checked_on(conn, seen.by.id).await?;
    if checked.is_none_or(|day| day > today) {
        return Err(Refusal::NoSivAccess.into());
    }
    if told.on > today {
        return Err(Refusal::BadDay.into());
    }
    let rules = rules_of(rules, &open.state)?;
    if !rules.get(open.state.kind).channels.contains(&channel) {
        return Err(Refusal::WrongChannel.into());
    }
    let numbers = numbers(Step::File, told.numbers)?;
    let ants = numbers.get(Number::AntsDossier.id()).cloned();
    if channel == FilingChannel::AntsTp && ants.is_none() {
        return Err(Refusal::NumberNeeded.into());
    }
    open.make_with(change, Personal { numbers, ..Personal::default() })?;
    is_priced(visit, &open.state, rules, tables, [told.on, today])?;
    is_checked(conn, &open, rules, told.on).await?;
    if let Some(number) = ants
        && store::filing::holder(conn, visit.tenant().0, &number, id.0).await? != id.0
    {
        return Err(Refusal::NumberTaken.into());
    }
    Ok(open.save(conn).await?)
}

/// The taxes are those of one of `days`: of the filing, or of today, as whoever prices again has them. What cannot be worked
/// out is passed over.
fn is_priced(
    visit: &Visit,
    state: &State,
    rules: &Demarches,
    tables: Option<Tables<'_>>,
    days: [Date; 2],
) -> Result<(), Refusal> {
    let (Some(order), Some(tables)) = (&state.order, tables) else { return Ok(()) };
    let is_other = |on: Date| {
        let Ok(case) = evaluate(state, rules, on) else { return false };
        let price = price_again(visit, state, rules, &case, tables, on);
        price.is_ok_and(|price| price.taxes != order.taxes)
    };
    if days.into_iter().all(is_other) { Err(Refusal::TaxesChanged) } else { Ok(()) }
}

/// What is red on the day `on` was passed over when it was made ready, with a reason.
async fn is_checked(
    conn: &mut PgConnection,
    open: &Open,
    rules: &Demarches,
    on: Date,
) -> Result<(), NotDone> {
    let red = red(&open.state, rules, on)?;
    if red.is_empty() {
        return Ok(());
    }
    let mut passed = Vec::new();
    for row in events::after(conn, open.id.0, 0).await? {
        // The last time that it was made ready is the one that stands.
        if let Change::Ready { despite } = Entry::read(open.sealer(), &row)?.event.change {
            passed = despite;
        }
    }
    let all = red.iter().all(|rule| passed.iter().any(|one| one == rule.id()));
    if all { Ok(()) } else { Err(Refusal::RedSince.into()) }
}

/// Records any other step of the filing.
///
/// A provisional certificate lasts a month, date to date, where nothing else is told.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`], [`Refusal::ReasonNeeded`], [`Refusal::WordsNeeded`] where the administration wrote and nothing
/// was copied, [`Refusal::NumberNeeded`] of a provisional certificate, [`Refusal::NotInVault`], [`Refusal::BadDay`],
/// [`Refusal::BadText`]; [`NotDone::Changed`].
pub async fn step(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    told: Told<'_>,
) -> Result<State, NotDone> {
    if told.step == Step::File {
        return Err(Refusal::NoSuchStep.into());
    }
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let until = lasts_until(told.step, told.on, told.until);
    let record = Record { until, ..Record::on(told.on) };
    let gone = match told.step {
        Step::TakenUpAgain => without_papers(&open.state, &told.gone),
        _ => Vec::new(),
    };
    let change =
        Change::FilingStepped { step: told.step, reason: told.reason, record: Some(record), gone };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    let filed_on = open.state.records.get(&Step::File).map(|filed| filed.on);
    let too_early = filed_on.is_some_and(|day| told.on < day);
    if told.on > time::paris(visit.now)? || too_early || until.is_some_and(|day| day < told.on) {
        return Err(Refusal::BadDay.into());
    }
    let said = told.said.trim();
    if said.chars().count() > WHY_MAX || said.contains('\0') {
        return Err(Refusal::BadText.into());
    }
    if said.is_empty() && matches!(told.step, Step::Refused | Step::AsksMore) {
        return Err(Refusal::WordsNeeded.into());
    }
    let numbers = numbers(told.step, told.numbers)?;
    if told.step == Step::Provisional && !numbers.contains_key(Number::Cpi.id()) {
        return Err(Refusal::NumberNeeded.into());
    }
    let words = Some(said.to_owned()).filter(|said| !said.is_empty());
    open.make_with(change, Personal { words, numbers, ..Personal::default() })?;
    Ok(open.save(conn).await?)
}

/// The last day of what `step` gave on the day `on`: the one that is `told`, or the usual one.
fn lasts_until(step: Step, on: Date, told: Option<Date>) -> Option<Date> {
    match step {
        Step::Provisional => told.or_else(|| on.plus_months(CPI_MONTHS)),
        _ => None,
    }
}

/// The accepted pieces of which a document is `gone`.
fn without_papers(state: &State, gone: &[Id]) -> Vec<String> {
    let accepted = state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Accepted);
    let without = accepted.filter(|(_, slot)| slot.documents.iter().any(|id| gone.contains(id)));
    without.map(|(name, _)| name.clone()).collect()
}

/// The numbers that `step` gives, as they are kept: trimmed, by name; empty ones are left out.
fn numbers(
    step: Step,
    given: BTreeMap<Number, String>,
) -> Result<BTreeMap<String, String>, Refusal> {
    let mut numbers = BTreeMap::new();
    for (name, text) in given.into_iter().filter(|(name, _)| Number::given_by(step).contains(name))
    {
        let text = text.trim();
        if text.chars().count() > NUMBER_MAX || text.contains('\0') {
            return Err(Refusal::BadText);
        }
        if !text.is_empty() {
            numbers.insert(name.id().to_owned(), text.to_owned());
        }
    }
    Ok(numbers)
}

/// The dossiers that were filed from `from` on and before `before`, the oldest first, at most a thousand after `after`:
/// what the prefecture asks for.
///
/// # Errors
///
/// When the database does not answer.
pub async fn filed_between(
    conn: &mut PgConnection,
    (from, before): (Timestamp, Timestamp),
    after: Option<(Timestamp, DossierId)>,
) -> Result<Vec<(DossierId, Reference, Timestamp)>, Failure> {
    let after = after.map(|(at, id)| (at, id.0));
    let rows = store::filing::filed_between(conn, (from, before), after, AT_ONCE).await?;
    let each = rows.into_iter();
    each.map(|(id, reference, at)| {
        let reference = Reference::parse(&reference).ok_or(Failure::Row("reference"))?;
        Ok((DossierId(id), reference, at))
    })
    .collect()
}
