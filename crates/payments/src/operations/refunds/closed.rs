//! What goes back when a dossier is closed.

use accounts::Visit;
use dossiers::State;
use dossiers::operations::DossierId;
use dossiers::operations::closing::{self, Owed};
use sqlx::PgConnection;
use vocabulary::Cents;

use super::super::{NotDone, store};
use super::repriced::difference_held;
use super::{By, euros, give_back, known, task};
use crate::{Cause, DisputeState, Known, Money, Share, proposed, shared};

/// What is owed to the customer of `state` if it is closed for `why` now, besides what is on its way to them and what banks
/// took or are asked to take.
#[must_use]
pub fn owed(state: &State, money: &Money, why: closing::Cause) -> Owed {
    let waits = money.on_its_way();
    closing::owed_besides(state, why, (waits.sum() + money.disputed(), waits.fee))
}

/// What follows for the money when the dossier that was `before` is closed for `why`: what is certainly owed goes back to the
/// card at once, what remains to be decided, or came by transfer, is left to somebody. Says what goes back by itself.
///
/// Whoever closes it called [`crate::operations::hold`] before, and then read `before` under its lock ([`closing::held`]).
///
/// # Errors
///
/// [`crate::operations::Failure`].
pub async fn settle_closed(
    conn: &mut PgConnection,
    visit: &Visit,
    before: &State,
    dossier: DossierId,
    (why, cause): (closing::Cause, Cause),
) -> Result<Cents, NotDone> {
    let money = store::of_dossier(conn, dossier.0).await?;
    tell_of_disputes(conn, visit, dossier, &money).await?;
    let owed = owed(before, &money, why);
    let cause = event(before, (why, cause));
    let known = known(visit, before, &money);
    let least = if cause == Cause::Silent {
        // The general terms say what is kept from whoever does not answer, however they paid.
        let all = Known { held: parts(before, owed.most), ..known };
        owed.least.max(proposed(cause, all).sum())
    } else {
        // Work begun is somebody's to weigh.
        owed.least
    };
    // What was paid above the price is no part of our fee: it goes back as what it is.
    let above = if cause == Cause::Refused {
        known.difference.min(least).min(difference_held(&money))
    } else {
        Cents(0)
    };
    let gone = shared(Cause::Repriced, above, known.held).unwrap_or_default();
    let known = Known { held: known.held.less(gone), ..known };
    // Taxes that the State had do not go back by themselves.
    let room = if cause == Cause::Refused { proposed(cause, known).sum() } else { money.left() };
    let rest = (least - above).min(room);
    for (cents, cause) in [(above, Cause::Repriced), (rest, cause)] {
        if cents.0 > 0 {
            give_back(conn, visit, By::House, dossier, (cents, cause)).await?;
        }
    }
    let back = above + rest;
    let most = if cause == Cause::Silent { least } else { owed.most };
    if back < most {
        // The house speaks French to itself.
        let closed = if cause == Cause::Refused {
            "Décider des taxes, selon ce que l’administration rend\u{202f}: le dossier est clos après avoir été déposé"
        } else {
            "Rembourser le client\u{202f}: le dossier est clos"
        };
        let words = format!(
            "{closed}, il lui revient entre {} et {}, dont {} rendus d’office par carte.",
            euros(least),
            euros(most),
            euros(back),
        );
        task(conn, visit, dossier, &words).await?;
    }
    Ok(back)
}

/// The parts of `cents` that are held for `state`: taxes are paid first, then our fee.
fn parts(state: &State, cents: Cents) -> Share {
    let order = state.order.as_ref();
    let (taxes, fee) =
        order.map_or((Cents(0), Cents(0)), |order| (order.taxes, order.fee_net + order.fee_vat));
    let taxes = taxes.min(cents);
    let fee = fee.min(cents - taxes);
    Share { taxes, fee, excess: cents - taxes - fee }
}

/// What banks took, or are asked to take, is not given back a second time: whoever settles the rest knows.
async fn tell_of_disputes(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
    money: &Money,
) -> Result<(), NotDone> {
    for dispute in money.disputes.iter().filter(|it| it.holds().0 > 0) {
        let sum = euros(dispute.holds());
        let words = match dispute.state {
            DisputeState::Open => format!(
                "Contestation bancaire en cours pour {sum}\u{202f}: le dossier est clos, rien n’en est rendu d’office. Décider de ce qui revient au client quand la banque aura tranché.",
            ),
            DisputeState::Won | DisputeState::Lost => format!(
                "Contestation bancaire perdue pour {sum}\u{202f}: le dossier est clos, la banque a déjà rendu cette somme au client, elle ne lui est pas rendue une seconde fois.",
            ),
        };
        task(conn, visit, dossier, &words).await?;
    }
    Ok(())
}

/// The event of B5 by which `before` is closed for `why`.
pub(super) fn event(before: &State, (why, cause): (closing::Cause, Cause)) -> Cause {
    if closing::was_filed(before) {
        return Cause::Refused;
    }
    let express = before.order.as_ref().is_some_and(|order| order.express_start);
    let begun = express && closing::work_done(before) > 0;
    match (why, cause) {
        (closing::Cause::CustomerAsked, _) if begun => Cause::Started,
        (closing::Cause::CustomerAsked, Cause::Withdrawal) => Cause::Withdrawal,
        (closing::Cause::CustomerAsked, _) => Cause::Cancelled,
        (closing::Cause::Impossible, _) => Cause::Ineligible,
        (closing::Cause::Silent, _) => Cause::Silent,
        (closing::Cause::Duplicate, _) => Cause::Closed,
    }
}
