//! Money given back by a bank transfer: of what came by transfer, or of a card that did not take it back. It left our account
//! before it is recorded; above what one person gives back alone, a second one decides whether it is booked.

use accounts::{Person, Visit};
use dossiers::State;
use dossiers::operations::money::{self, GivenBack};
use dossiers::operations::{DossierId, Who, closing};
use dossiers::order::Means;
use ledger::{Account, Entry, Kind};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::refunds::{euros, task};
use super::{Failure, NotDone, invoice_soon, paris, sales, store};
use crate::{
    Cause, CheckoutId, CheckoutState, Money, RefundState, Refusal, Share, TransferBack,
    TransferBackState, shared,
};

/// A transfer that left our account for the customer.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// How much.
    pub cents: Cents,
    /// Why: what of it is what follows from it.
    pub cause: Cause,
    /// The day on which it left.
    pub on: Date,
    /// The bank's reference.
    pub reference: &'a str,
}

/// Records what `by` gave back by transfer for `dossier`: alone up to `limit`, what was asked before for the same dossier
/// counted, else a second person decides. Booked, the dossier, the accounts and the papers follow.
///
/// # Errors
///
/// [`Refusal::BadSum`] for a day that has not come, too; [`Refusal::MoreThanTransfers`], [`Refusal::SameTransfer`].
pub async fn record(
    conn: &mut PgConnection,
    visit: &Visit,
    (by, limit): (&Person, Cents),
    dossier: DossierId,
    sent: Sent<'_>,
) -> Result<TransferBackState, NotDone> {
    let reference = money::bank_reference(sent.reference);
    let reference = reference.map_err(dossiers::operations::NotDone::from)?;
    if sent.cents.0 <= 0 || sent.on > paris(visit.now)? {
        return Err(Refusal::BadSum.into());
    }
    store::hold(conn, dossier.0).await?;
    // What came by transfer has no page: who gives it back meanwhile waits for the dossier.
    let state = closing::held(conn, visit, Who::House, dossier).await?;
    let known = store::of_dossier(conn, dossier.0).await?;
    let held = holdings(conn, &state, &known).await?;
    let all = sum(held.iter().map(|(_, share)| *share));
    let mut left = shared(sent.cause, sent.cents, all).ok_or(Refusal::MoreThanTransfers)?;
    let alone = known.by_one_person() + sent.cents <= limit;
    let step = if alone { TransferBackState::Done } else { TransferBackState::Asked };
    let line = format!("{} {} {reference}", sent.on, sent.cents.0);
    let parts = held.into_iter().filter_map(|(checkout, held)| {
        let share = left.within(held);
        left = left.less(share);
        (share.sum().0 > 0).then_some((checkout, share))
    });
    for (part, (checkout, share)) in (1..).zip(parts) {
        let back = TransferBack {
            id: Uuid::now_v7(),
            dossier: dossier.0,
            checkout,
            share,
            cents: share.sum(),
            cause: sent.cause,
            state: step,
            sent_on: sent.on,
            asked_by: by.id.0,
            decided_by: None,
            asked_at: visit.now,
        };
        store::keep_transfer_back(conn, visit.tenant().0, &back, (&line, part)).await?;
        if step == TransferBackState::Done {
            book(conn, visit, &back, Some(reference)).await?;
        }
    }
    if step == TransferBackState::Asked {
        // The reference may name somebody: it is kept where it is sealed.
        let words = format!(
            "Un remboursement par virement attend une deuxième personne\u{202f}: {} partis le {}, référence «\u{a0}{reference}\u{a0}».",
            euros(sent.cents),
            sent.on,
        );
        task(conn, visit, dossier, &words).await?;
    }
    Ok(step)
}

/// How much may be given back by transfer for the dossier that is `state`.
#[must_use]
pub fn left(state: &State, known: &Money) -> Cents {
    let cards = of_cards(known).into_iter().map(|(_, share)| share.sum()).sum::<Cents>();
    let waits = of_transfers(known, TransferBackState::Asked).sum();
    cards + Cents((came_by_transfer(state, known) - waits).0.max(0))
}

/// What may be given back by transfer, in its parts: of each card that did not take it back, and of what came by transfer.
async fn holdings(
    conn: &mut PgConnection,
    state: &State,
    known: &Money,
) -> Result<Vec<(Option<CheckoutId>, Share)>, NotDone> {
    // What cards paid for, as the accounts have it: transfers paid for the rest.
    let mut by_card = Share::default();
    for page in known.checkouts.iter().filter(|it| it.state == CheckoutState::Paid) {
        let of_it = known.refunds.iter().filter(|it| it.checkout == page.id);
        let gone = of_it.filter(|it| matches!(it.state, RefundState::Sent | RefundState::Done));
        let gone = sum(gone.map(|it| it.share));
        let instead = known.by_transfer.iter().filter(|it| it.checkout == Some(page.id));
        let instead = instead.filter(|it| it.state == TransferBackState::Done);
        let instead = sum(instead.map(|it| it.share));
        by_card = by_card.and(page.share().less(gone).less(instead));
    }
    let there = came_by_transfer(state, known);
    let sold = ledger::operations::sold(conn, &state.reference.to_string()).await?;
    let sold = Share { taxes: sold.taxes, fee: sold.fee(), excess: Cents(0) }.less(by_card);
    // Never more than came: taxes before our fee, as payments sell them.
    let priced = shared(Cause::Fraud, there.min(sold.sum()), sold).unwrap_or_default();
    let share = Share { excess: there - priced.sum(), ..priced };
    let mut all = of_cards(known);
    all.push((None, share.less(of_transfers(known, TransferBackState::Asked))));
    Ok(all)
}

/// What each card did not take back, and is still held.
fn of_cards(known: &Money) -> Vec<(Option<CheckoutId>, Share)> {
    let paid = known.checkouts.iter().filter(|it| it.state == CheckoutState::Paid);
    paid.map(|page| {
        let failed = known.refunds.iter().filter(|it| it.checkout == page.id);
        let failed = failed.filter(|it| it.state == RefundState::Failed);
        let given = known.by_transfer.iter().filter(|it| it.checkout == Some(page.id));
        let given = given.filter(|it| it.state.counts());
        let left = sum(failed.map(|it| it.share)).less(sum(given.map(|it| it.share)));
        (Some(page.id), left.within(known.held_of(page)))
    })
    .collect()
}

/// What came by transfer, less what went back of it.
fn came_by_transfer(state: &State, known: &Money) -> Cents {
    let transfers = state.transfers.values().filter(|it| it.means == Means::Transfer);
    let came: Cents = transfers.map(|it| it.cents).sum();
    Cents((came - of_transfers(known, TransferBackState::Done).sum()).0.max(0))
}

/// Of what came by transfer, what was given back and stands so.
fn of_transfers(known: &Money, wanted: TransferBackState) -> Share {
    let back = known.by_transfer.iter().filter(|it| it.checkout.is_none() && it.state == wanted);
    sum(back.map(|it| it.share))
}

fn sum(shares: impl Iterator<Item = Share>) -> Share {
    shares.fold(Share::default(), Share::and)
}

/// It is in the accounts from now on, the dossier knows, and what it paid for is taken back. `reference`: where nothing else
/// keeps it.
async fn book(
    conn: &mut PgConnection,
    visit: &Visit,
    back: &TransferBack,
    reference: Option<&str>,
) -> Result<(), NotDone> {
    let given = GivenBack { refund: back.id, cents: back.cents, above: back.above(), reference };
    let state = money::record_refund(conn, visit, DossierId(back.dossier), given).await?;
    for (what, accounts) in [
        ("decided", (Account::Customer, Account::Refunds)),
        ("gone", (Account::Refunds, Account::Bank)),
    ] {
        let (cause, of) = (format!("refund:{}:{what}", back.id), state.reference.to_string());
        let entry = Entry::moved(cause, Kind::Refund, of, back.sent_on, accounts, back.cents);
        let entry = entry.map_err(Failure::from)?;
        ledger::operations::book(conn, visit.tenant().0, &entry, visit.now).await?;
    }
    let unsold = (-back.share.taxes, -back.share.fee);
    sales::sell(conn, visit, &state, format!("unsale:{}", back.id), unsold).await?;
    Ok(invoice_soon(conn, visit.tenant().0, back.dossier, back.id).await?)
}

/// A second person decides whether a transfer that somebody recorded is booked.
///
/// # Errors
///
/// [`Refusal::Decided`], [`Refusal::SamePerson`]; [`NotDone::Missing`].
pub async fn decide(
    conn: &mut PgConnection,
    visit: &Visit,
    by: &Person,
    id: Uuid,
    yes: bool,
) -> Result<TransferBack, NotDone> {
    let found = store::transfer_back(conn, id).await?.ok_or(NotDone::Missing)?;
    let dossier = DossierId(found.dossier);
    store::hold(conn, found.dossier).await?;
    closing::held(conn, visit, Who::House, dossier).await?;
    let found = store::transfer_back(conn, id).await?.ok_or(NotDone::Missing)?;
    if found.state != TransferBackState::Asked {
        return Err(Refusal::Decided.into());
    }
    if found.asked_by == by.id.0 {
        return Err(Refusal::SamePerson.into());
    }
    let to = if yes { TransferBackState::Done } else { TransferBackState::Declined };
    store::decide_transfer_back(conn, id, to, by.id.0, visit.now).await?;
    let found = TransferBack { state: to, decided_by: Some(by.id.0), ..found };
    if yes {
        book(conn, visit, &found, None).await?;
        return Ok(found);
    }
    let words = format!(
        "Un remboursement par virement de {} du {} a été refusé\u{202f}: s’il est parti de notre compte, il n’est pas dans les comptes.",
        euros(found.cents),
        found.sent_on,
    );
    task(conn, visit, dossier, &words).await?;
    // What waited for it to go back waits no more.
    invoice_soon(conn, visit.tenant().0, found.dossier, id).await?;
    Ok(found)
}
