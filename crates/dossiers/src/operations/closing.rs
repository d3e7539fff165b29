//! Closing a dossier at the desk before it is filed: why, and what becomes of the money, which is said first.

use access::Act;
use accounts::Visit;
use demarches::delay::Delay;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

use super::pieces::Seen;
use super::{DossierId, NotDone, Who, acting, time};
use crate::items::Priority;
use crate::status::Closing;
use crate::tracks::{Pieces, Reason};
use crate::{Change, Personal, Refusal, State};

/// Days within which what is owed is given back.
const REFUND_DAYS: u16 = 14;

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
    /// At least: the taxes, which were not paid for them yet, and what was paid above the price.
    pub least: Cents,
    /// At most: all that was paid. Between the two, the fee is shared by the work that was done.
    pub most: Cents,
}

/// What is owed to the customer if the dossier is closed for `cause` now.
#[must_use]
pub fn owed(state: &State, cause: Cause) -> Owed {
    let paid = Cents(state.paid());
    let all = Owed { least: paid, most: paid };
    let Some(order) = &state.order else { return all };
    let begun = state.round > 0 || !matches!(state.pieces, Pieces::Attendues | Pieces::Recues);
    let whole = match cause {
        // Our finding, or work that nobody asked for twice.
        Cause::Impossible | Cause::Duplicate => true,
        // Work that was not asked to begin at once is not charged.
        Cause::CustomerAsked => !begun || !order.express_start,
        Cause::Silent => !begun,
    };
    if whole {
        return all;
    }
    let fee = order.fee_net.0.saturating_add(order.fee_vat.0);
    Owed { least: Cents(paid.0.saturating_sub(fee).max(0)), most: paid }
}

/// Closes the dossier for `cause`; where something was paid, a superviseur does it, and a task to give it back is left.
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
    if open.state.filing.is_filed() {
        return Err(Refusal::AlreadyFiled.into());
    }
    let paid = open.state.paid() > 0;
    if paid && access::may(&seen.by.roles, Act::SuperviseDossiers).is_none() {
        return Err(Refusal::SupervisorOnly.into());
    }
    open.make(change)?;
    if paid {
        let due_on = Delay::Days(REFUND_DAYS).last_day(time::paris(visit.now)?);
        let task = Change::TaskAdded {
            task: Uuid::now_v7().into(),
            assignee: None,
            priority: Priority::High,
            due_on,
        };
        // The house speaks French to itself.
        open.make_with(task, Personal::of_words(to_give_back(Lang::Fr)))?;
    }
    Ok(open.save(conn).await?)
}

/// What is left to do once a dossier that was paid for is closed.
const fn to_give_back(lang: Lang) -> &'static str {
    lang.pick(
        "Rembourser le client\u{202f}: le dossier est clos, la page du paiement dit combien.",
        "Give the customer their money back: the file is closed, its payment says how much.",
    )
}
