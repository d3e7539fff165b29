//! Closing a dossier at the desk before it is filed: why, and what becomes of the money, which is said first.

use access::Act;
use accounts::Visit;
use sqlx::PgConnection;
use vocabulary::Cents;

use super::pieces::Seen;
use super::{DossierId, NotDone, Who, acting};
use crate::status::Closing;
use crate::tracks::{Filing, Pieces, Reason};
use crate::{Change, Refusal, State};

vocabulary::codes! {
    /// Why the house closes a dossier (demarches B5).
    pub enum Cause {
        /// The customer asked for it.
        CustomerAsked = "demande_client",
        /// The same was ordered twice.
        Duplicate = "doublon",
        /// The démarche cannot be done: an opposition, another démarche, another country.
        Impossible = "impossible",
        /// The customer did not answer the reminders.
        Silent = "sans_reponse",
    }
}

impl Cause {
    /// How the dossier is closed by it.
    #[must_use]
    pub const fn closing(self) -> Closing {
        match self {
            Self::CustomerAsked | Self::Duplicate => Closing::Annule,
            Self::Impossible => Closing::Refuse,
            Self::Silent => Closing::Expire,
        }
    }
}

/// What is owed to the customer once the dossier is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// At least: the taxes, unless they were paid to the State, and what was paid above the price.
    pub least: Cents,
    /// At most: all that was paid. Between the two, the fee is shared by the work that was done, and taxes that were paid
    /// to the State come back as the administration returns them.
    pub most: Cents,
}

/// What is owed to the customer if the dossier is closed for `cause` now.
#[must_use]
pub fn owed(state: &State, cause: Cause) -> Owed {
    owed_besides(state, cause, (Cents(0), Cents(0)))
}

/// The same where `gone` of what was paid is not ours to give any more, `of_fee` of it of our fee: it is on its way back, or
/// a bank took it.
#[must_use]
pub fn owed_besides(state: &State, cause: Cause, (gone, of_fee): (Cents, Cents)) -> Owed {
    let paid = Cents(state.paid().saturating_sub(gone.0).max(0));
    let all = Owed { least: paid, most: paid };
    let Some(order) = &state.order else { return all };
    let begun = is_begun(state);
    let whole = match cause {
        // Our finding, or work that nobody asked for twice.
        Cause::Impossible | Cause::Duplicate => true,
        // Work that was not asked to begin at once is not charged.
        Cause::CustomerAsked => !begun || !order.express_start,
        Cause::Silent => !begun,
    };
    // What was given back of the fee is not kept once more.
    let given = state.given().saturating_add(of_fee.0);
    let fee = order.fee_net.0.saturating_add(order.fee_vat.0).saturating_sub(given).max(0);
    let fee = if whole { 0 } else { fee };
    // The State had the taxes: they come back as the administration returns them (demarches B5).
    let taxes = if was_filed(state) { order.taxes.0 } else { 0 };
    let kept = fee.saturating_add(taxes);
    Owed { least: Cents(paid.0.saturating_sub(kept).max(0)), most: paid }
}

/// Whether it was filed once: what the administration refused, and what is taken up again after that, count too.
#[must_use]
pub fn was_filed(state: &State) -> bool {
    state.filed_at.is_some() || state.filing.is_filed()
}

/// The dossier `id` as it is, locked until the end of the transaction: what is owed once it is closed goes by that, and by
/// nothing read before.
///
/// # Errors
///
/// [`NotDone::Missing`].
pub async fn held(
    conn: &mut PgConnection,
    visit: &Visit,
    who: Who<'_>,
    id: DossierId,
) -> Result<State, NotDone> {
    Ok(acting::open(conn, visit, who, id).await?.state)
}

/// The work done on it, in hundredths: what an order whose customer asked that we begin is charged by, if they withdraw.
/// Our own scale, which the general terms give: the check begun, the pieces good, everything ready to be filed, filed.
#[must_use]
pub fn work_done(state: &State) -> u8 {
    if state.filing.is_filed() {
        return 100;
    }
    match (state.filing, state.pieces) {
        (Filing::Pret(_), _) => 90,
        (_, Pieces::Validees) => 70,
        _ if is_begun(state) => 40,
        _ => 0,
    }
}

fn is_begun(state: &State) -> bool {
    state.round > 0 || !matches!(state.pieces, Pieces::Attendues | Pieces::Recues)
}

/// Closes the dossier for `cause`; where something was paid, a superviseur does it. What is given back, payments say.
///
/// # Errors
///
/// [`Refusal::AlreadyFiled`], [`Refusal::Closed`], [`Refusal::SupervisorOnly`]; [`NotDone::Changed`].
pub async fn close(
    conn: &mut PgConnection,
    visit: &Visit,
    seen: Seen<'_>,
    id: DossierId,
    cause: Cause,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, Who::Staff(seen.by), id).await?;
    let reason = Reason::new(cause.id()).ok_or(Refusal::ReasonNeeded)?;
    let change = Change::Closed { how: cause.closing(), reason };
    open.unless_changed(conn, seen.version, &change.about()).await?;
    let refused = matches!(open.state.filing, Filing::RefuseAnts(_));
    if open.state.filing.is_filed() && !refused {
        return Err(Refusal::AlreadyFiled.into());
    }
    let paid = open.state.paid() > 0;
    if paid && access::may(&seen.by.roles, Act::SuperviseDossiers).is_none() {
        return Err(Refusal::SupervisorOnly.into());
    }
    open.make(change)?;
    Ok(open.save(conn).await?)
}
