//! What the desk sees of the money of a dossier.

use app::site::gestion::dossiers::{CardLine, CardMoney, CardRefund, Parts, Proposal};
use demarches::Demarches;
use dossiers::State;
use dossiers::operations::{DossierId, money as of_dossiers, repricing};
use dossiers::tracks::Payment;
use payments::operations::{self as by_card, by_transfer, refunds};
use payments::{CheckoutState, RefundState, Share, TransferBackState};
use sqlx::PgConnection;
use vocabulary::Cents;

use super::super::super::Desk;
use super::{broken, tables};
use crate::people::Broken;

/// What came by card for the dossier `id`, and went back.
pub(in crate::gestion::dossiers) async fn of(
    conn: &mut PgConnection,
    desk: &Desk,
    (id, state): (DossierId, &State),
    rules: Option<&Demarches>,
) -> Result<CardMoney, Broken> {
    let lang = desk.here.asked.lang;
    let money = by_card::of_dossier(conn, id.0).await.map_err(|error| broken(&error))?;
    let me = desk.caller.person.id.0;
    let refunds = money.refunds.iter().map(|one| CardRefund {
        id: one.id.0,
        cents: one.cents,
        parts: parts(one.share),
        cause: one.cause.label(lang),
        state: refund_state(one.state, lang),
        at: one.done_at.unwrap_or(one.asked_at),
        to_decide: one.state == RefundState::Asked && one.asked_by != Some(me),
    });
    let by_transfer = money.by_transfer.iter().map(|one| {
        let refund = CardRefund {
            id: one.id,
            cents: one.cents,
            parts: parts(one.share),
            cause: one.cause.label(lang),
            state: transfer_state(one.state, lang),
            at: one.asked_at,
            to_decide: one.state == TransferBackState::Asked && one.asked_by != me,
        };
        (one.sent_on, refund)
    });
    let paid = money.checkouts.iter().filter(|one| one.state == CheckoutState::Paid);
    let waits = money.on_its_way();
    Ok(CardMoney {
        left: money.left(),
        left_by_transfer: by_transfer::left(state, &money),
        by_transfer: by_transfer.collect(),
        gone: (waits.sum() + money.disputed(), waits.fee),
        paid: paid
            .map(|one| CardLine { cents: one.cents, at: one.paid_at.unwrap_or(one.opened_at) })
            .collect(),
        refunds: refunds.collect(),
        disputes: money
            .disputes
            .iter()
            .map(|one| (one.cents, dispute_state(one.state, lang)))
            .collect(),
        limit: desk.here.asked.tenant.settings.refund_limit,
        proposals: refunds::proposals(&desk.here.visit, state, &money)
            .into_iter()
            .map(|(cause, share)| Proposal {
                code: cause.id(),
                label: cause.label(lang),
                parts: parts(share),
            })
            .collect(),
        price_now: rules.and_then(|rules| price_now(desk, state, rules)),
    })
}

const fn parts(share: Share) -> Parts {
    Parts { taxes: share.taxes, fee: share.fee, excess: share.excess }
}

/// What the order comes to today, where its taxes are others than were ordered and it may still be worked out again.
fn price_now(desk: &Desk, state: &State, rules: &Demarches) -> Option<Cents> {
    let order = state.order.as_ref()?;
    let over = state.closed.is_some()
        || state.filing.is_filed()
        || matches!(state.payment, Payment::Rembourse | Payment::Contestee);
    if over || !desk.here.state().knows_prices() {
        return None;
    }
    let (visit, today) = (&desk.here.visit, desk.today());
    let case = of_dossiers::evaluate(state, rules, today).ok()?;
    let price = repricing::price_again(visit, state, rules, &case, tables(desk), today).ok()?;
    (price.taxes != order.taxes).then(|| price.total())
}

const fn refund_state(state: RefundState, lang: vocabulary::Lang) -> &'static str {
    let (fr, en) = match state {
        RefundState::Asked => ("attend une deuxième personne", "waits for a second person"),
        RefundState::Planned => ("décidé, en cours", "decided, on its way"),
        RefundState::Sent => ("transmis à la banque", "handed to the bank"),
        RefundState::Done => ("remboursé", "given back"),
        RefundState::Failed => {
            ("échoué\u{202f}: à faire par virement", "failed: to be made by transfer")
        }
        RefundState::Declined => ("refusé", "declined"),
    };
    lang.pick(fr, en)
}

const fn transfer_state(state: TransferBackState, lang: vocabulary::Lang) -> &'static str {
    let (fr, en) = match state {
        TransferBackState::Asked => ("attend une deuxième personne", "waits for a second person"),
        TransferBackState::Done => ("remboursé", "given back"),
        TransferBackState::Declined => ("refusé", "declined"),
    };
    lang.pick(fr, en)
}

const fn dispute_state(state: payments::DisputeState, lang: vocabulary::Lang) -> &'static str {
    use payments::DisputeState::{Lost, Open, Won};
    let (fr, en) = match state {
        Open => ("contesté par la banque", "disputed by the bank"),
        Won => ("contestation gagnée", "dispute won"),
        Lost => ("contestation perdue", "dispute lost"),
    };
    lang.pick(fr, en)
}
