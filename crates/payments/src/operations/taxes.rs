//! The taxes of an order, paid to the State when its dossier is filed: booked with the filing.
//!
//! They are drawn by whoever makes the title. What the administration refuses has none, so that a refusal gives them back
//! (demarches B5): they are held for the customer again, to be paid anew with the next filing or given back.

use accounts::Visit;
use dossiers::State;
use dossiers::tracks::filing::Step;
use ledger::{Account, Entry, Kind};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Cents;

use super::{Failure, paris};

/// Books that the taxes of `state` were paid to the State, now that it was filed for the `nth` time under the name `dossier`;
/// `false` when there are none, or that filing was booked before.
///
/// # Errors
///
/// [`Failure`].
pub async fn paid(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    (dossier, nth): (Uuid, usize),
) -> Result<bool, Failure> {
    let what = (filed(dossier, nth), Kind::Filing, Step::File);
    move_taxes(conn, visit, state, what, (Account::Debours, Account::Bank)).await
}

/// Books that the State gave them back, now that it refused what was filed for the `nth` time; `false` when they were never
/// booked as paid, or this was booked before.
///
/// # Errors
///
/// [`Failure`].
pub async fn returned(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    (dossier, nth): (Uuid, usize),
) -> Result<bool, Failure> {
    // What was filed before filings were booked left no taxes to come back.
    if !ledger::operations::is_booked(conn, &filed(dossier, nth)).await? {
        return Ok(false);
    }
    let cause = format!("filing_refused:{dossier}:{nth}");
    let what = (cause, Kind::TaxesReturned, Step::Refused);
    move_taxes(conn, visit, state, what, (Account::Bank, Account::Debours)).await
}

fn filed(dossier: Uuid, nth: usize) -> String {
    format!("filing:{dossier}:{nth}")
}

/// Books all the taxes of the order, which are what they were as long as it is filed, on the day of the step.
async fn move_taxes(
    conn: &mut PgConnection,
    visit: &Visit,
    state: &State,
    (cause, kind, step): (String, Kind, Step),
    accounts: (Account, Account),
) -> Result<bool, Failure> {
    let taxes = state.order.as_ref().map_or(Cents(0), |order| order.taxes);
    if taxes.0 <= 0 {
        return Ok(false);
    }
    let on = match state.records.get(&step) {
        Some(record) => record.on,
        None => paris(visit.now)?,
    };
    let entry = Entry::moved(cause, kind, state.reference.to_string(), on, accounts, taxes)?;
    Ok(ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?)
}
