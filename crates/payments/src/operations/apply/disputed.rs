//! What follows when a bank is asked to take a payment back, or has decided.

use accounts::Visit;
use dossiers::operations::money;
use dossiers::operations::{DossierId, Who, drafts};
use dossiers::tracks::{Payment, Reason};
use ledger::{Account, Kind};
use psp::DisputeStanding;
use sqlx::PgConnection;
use vocabulary::Cents;

use super::super::{NotDone, store};
use super::{Followed, book, left_over, task, there};
use crate::DisputeState;

/// Why a disputed payment moves the money of a dossier.
const DISPUTED: &str = "litige_bancaire";

/// What a dispute became.
///
/// # Errors
///
/// As [`super::checkout`].
pub async fn dispute(
    conn: &mut PgConnection,
    visit: &Visit,
    provider: &str,
    said: &DisputeStanding,
) -> Result<Followed, NotDone> {
    let Some(payment) = &said.payment else { return Ok(Followed::NotOurs) };
    let Some(checkout) = store::by_payment(conn, provider, payment).await? else {
        return Ok(Followed::NotOurs);
    };
    store::hold(conn, checkout.dossier).await?;
    let before = store::dispute(conn, checkout.id, &said.reference).await?;
    let state = DisputeState::from(said.state);
    if before
        .as_ref()
        .is_some_and(|it| it.state != DisputeState::Open && state == DisputeState::Open)
    {
        // Older than what we know.
        return Ok(Followed::Nothing);
    }
    let (was, taken_before) = before.map_or((None, Cents(0)), |it| (Some(it.state), it.taken));
    let mut taken = taken_before;
    for line in said.lines.iter().filter(|line| line.cents.0 != 0) {
        // Named by the provider's own line: each once, whatever is read twice, or late.
        let cause = (format!("dispute:{}:{}", said.reference, line.reference), Kind::Dispute);
        let accounts = (Account::Customer, Account::Provider);
        if book(conn, visit, &checkout, cause, accounts, line.cents).await? {
            taken = taken + line.cents;
        }
    }
    store::heard_dispute(conn, visit.tenant().0, &checkout, (said, taken), visit.now).await?;
    if was == Some(state) {
        return Ok(Followed::Nothing);
    }
    let dossier = DossierId(checkout.dossier);
    let to = match state {
        DisputeState::Open => Payment::Contestee,
        DisputeState::Won => after_won(conn, visit, dossier).await?,
        DisputeState::Lost => Payment::Rembourse,
    };
    let why = Reason::new(DISPUTED);
    let moved = money::move_payment(conn, visit, Who::House, dossier, to, why).await;
    // A dossier whose money was given back already has no step to « contestée »: the task says it all the same.
    if let Err(dossiers::operations::NotDone::Failed(failure)) = moved {
        return Err(dossiers::operations::NotDone::Failed(failure).into());
    }
    let words = match state {
        DisputeState::Open => {
            "La banque du client conteste le paiement\u{202f}: répondez chez le prestataire avant la date limite."
        }
        DisputeState::Won => "La contestation du paiement est tranchée en notre faveur.",
        DisputeState::Lost => {
            "La contestation du paiement est perdue\u{202f}: le client a été remboursé par sa banque."
        }
    };
    let Some(now) = task(conn, visit, dossier, words).await? else {
        let what = format!("dispute:{}:{}", said.reference, state.id());
        return left_over(conn, visit, &checkout, &what, -taken).await;
    };
    Ok(Followed::Disputed(Box::new(now), state))
}

/// Where the money of a dossier is once a dispute of it is won: disputed as long as another is open.
async fn after_won(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<Payment, NotDone> {
    let disputes = store::of_dossier(conn, dossier.0).await?.disputes;
    if disputes.iter().any(|it| it.state == DisputeState::Open) {
        return Ok(Payment::Contestee);
    }
    let state = there(drafts::find(conn, visit, Who::House, dossier).await)?;
    Ok(state.map_or(Payment::Soldee, |state| state.after_dispute()))
}
