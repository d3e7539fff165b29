//! What goes back when the price falls after it was paid.

use accounts::Visit;
use dossiers::State;
use dossiers::operations::{DossierId, Who, drafts};
use sqlx::PgConnection;
use vocabulary::Cents;

use super::super::{NotDone, store};
use super::{By, euros, give, give_back, known, task};
use crate::{Cause, Money, Refund, RefundState, TaxesPart};

/// What follows when the price of `state` fell after it was paid: the difference goes back to the card, decided by a second
/// person above the limit of `by`; what came by transfer is left to somebody. Says what goes back, and whether it waits.
///
/// Whoever works the price out again called [`crate::operations::hold`] before.
///
/// # Errors
///
/// [`crate::operations::Failure`].
pub async fn settle_repriced(
    conn: &mut PgConnection,
    visit: &Visit,
    by: By<'_>,
    dossier: DossierId,
    state: &State,
) -> Result<Option<(Cents, RefundState)>, NotDone> {
    let money = store::of_dossier(conn, dossier.0).await?;
    let due = known(visit, state, &money).difference;
    let back = due.min(difference_held(&money));
    let mut gone = None;
    if back.0 > 0 {
        let step = give_back(conn, visit, by, dossier, (back, Cause::Repriced)).await?;
        gone = Some((back, step));
    }
    if back < due {
        let words = format!(
            "Le prix a baissé\u{202f}: rembourser {} au client par virement.",
            euros(due - back),
        );
        task(conn, visit, dossier, &words).await?;
    }
    Ok(gone)
}

/// What cards hold of what may be a difference: our fee is none.
pub(super) fn difference_held(money: &Money) -> Cents {
    let held = money.held();
    held.taxes + held.excess
}

/// The refund `gone` of `dossier` does not go after all: what the price fell by, and was counted with it, is asked for again.
/// A second person decides on it. What was itself of the difference is left to somebody.
pub(in crate::operations) async fn settle_again(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    gone: &Refund,
) -> Result<(), NotDone> {
    let state = drafts::find(conn, visit, Who::House, dossier).await?;
    if state.closed.is_some() {
        return Ok(());
    }
    let money = store::of_dossier(conn, dossier.0).await?;
    let due = known(visit, &state, &money).difference;
    let own = matches!(gone.cause, Cause::Excess | Cause::Outside)
        || gone.cause.row().taxes == TaxesPart::Difference;
    let back = if own { Cents(0) } else { due.min(difference_held(&money)) };
    if back.0 > 0 {
        let by = (None, RefundState::Asked);
        give(conn, visit, &money, (back, Cause::Repriced), by).await?;
    }
    if back < due {
        let words = format!(
            "Il reste {} à rembourser au client, payés au-dessus du prix\u{202f}: le remboursement prévu ne se fait pas.",
            euros(due - back),
        );
        task(conn, visit, dossier, &words).await?;
    }
    Ok(())
}
