//! Ready to be filed, filed, followed to the title; or closed before.

use std::collections::{BTreeMap, BTreeSet};

use accounts::Visit;
use demarches::Versions;
use demarches::checks::{Light, Rule};
use sqlx::PgConnection;

use super::drafts::rules_of;
use super::pieces::{Seen, decide};
use super::{DossierId, NotDone, Who, acting, checks, time, withdrawal};
use crate::status::Closing;
use crate::tracks::Reason;
use crate::tracks::filing::Step;
use crate::{Change, Personal, Refusal, Slot, State};

/// Longest number of the administration, and longest reference of a vault, in characters.
const NUMBER_MAX: usize = 80;
/// Longest words that say why a rule is passed over, in characters.
const WHY_MAX: usize = 2_000;

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
            let found = checks::verdicts(&open.state, rules, time::paris(visit.now)?)?;
            let red: BTreeSet<Rule> =
                found.iter().filter(|one| one.light == Light::Red).map(|one| one.rule).collect();
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

/// Records a step of the filing, with the numbers that it gave by name (`ants_dossier_number`, `cpi_numero`, …).
///
/// # Errors
///
/// [`Refusal::NoSuchStep`], [`Refusal::ReasonNeeded`], [`Refusal::BadText`]; [`NotDone::Changed`].
pub async fn step(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    (step, reason): (Step, Option<Reason>),
    numbers: BTreeMap<String, String>,
) -> Result<State, NotDone> {
    let fits = |text: &String| text.chars().count() <= NUMBER_MAX && !text.contains('\0');
    if !numbers.iter().all(|(name, number)| fits(name) && fits(number)) {
        return Err(Refusal::BadText.into());
    }
    let numbers = numbers.into_iter().map(|(name, number)| (name, number.trim().to_owned()));
    let personal = Personal { numbers: numbers.collect(), ..Personal::default() };
    decide(conn, visit, seen, id, Change::FilingStepped { step, reason }, personal).await
}

/// Records that the vault has the papers, under `reference`.
///
/// # Errors
///
/// [`Refusal::NoSuchStep`] unless it is filed and not deposited yet.
pub async fn deposit(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    reference: &str,
) -> Result<State, NotDone> {
    let vault = reference.trim().to_owned();
    if vault.is_empty() || vault.chars().count() > NUMBER_MAX || vault.contains('\0') {
        return Err(Refusal::BadText.into());
    }
    decide(conn, visit, seen, id, Change::Deposited { vault }, Personal::default()).await
}

/// Cancels it, by the customer or the staff, before it is filed.
///
/// # Errors
///
/// [`Refusal::AlreadyFiled`], [`Refusal::Closed`].
pub async fn cancel(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    close(conn, visit, who, id, (Closing::Annule, reason)).await
}

/// Withdraws from the contract until [`withdrawal::ends`]. What is refunded, payments say.
///
/// # Errors
///
/// [`Refusal::TooLateToWithdraw`], [`Refusal::AlreadyFiled`], [`Refusal::NotOrdered`].
pub async fn withdraw(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    reason: Reason,
) -> Result<State, NotDone> {
    close(conn, visit, who, id, (Closing::Retracte, reason)).await
}

/// Gives it up, after reminders without an answer or because the house cannot do it.
///
/// # Errors
///
/// [`Refusal::AlreadyFiled`], [`Refusal::Closed`].
pub async fn give_up(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (how, reason): (Closing, Reason),
) -> Result<State, NotDone> {
    if !who.is_of_the_house() {
        return Err(NotDone::Missing);
    }
    close(conn, visit, who, id, (how, reason)).await
}

async fn close(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
    (how, reason): (Closing, Reason),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    if how == Closing::Retracte {
        let ordered = open.state.order.as_ref().ok_or(Refusal::NotOrdered)?.at;
        if open.now >= withdrawal::ends(ordered)?.into() {
            return Err(Refusal::TooLateToWithdraw.into());
        }
    }
    open.make(Change::Closed { how, reason })?;
    Ok(open.save(conn).await?)
}
