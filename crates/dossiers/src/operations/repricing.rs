//! An ordered case priced again: its facts changed, or the law, before it is filed.

use accounts::Visit;
use demarches::{Demarches, Evaluation, Versions};
use sqlx::PgConnection;
use vocabulary::{Cents, Date};

use super::drafts::rules_of;
use super::money::{NoPrice, Price, Tables, evaluate, price};
use super::{DossierId, NotDone, Who, acting, time};
use crate::order::{Line, NewTaxes};
use crate::tracks::{Payment, Reason};
use crate::{Change, Refusal, State};

impl Price {
    /// The lines of its taxes, as an order keeps them.
    pub(super) fn lines(&self) -> Vec<Line> {
        let cents = |line: &simulator::answer::Line| line.amount().unwrap_or_default().to_cents();
        let lines = self.simulation.lines.iter();
        lines.map(|line| Line { code: line.code.id().to_owned(), cents: cents(line) }).collect()
    }
}

/// The price of an ordered case on the day `on`: its taxes as they are now, our fee as it was ordered.
///
/// # Errors
///
/// [`NoPrice`], and [`NoPrice::Open`] for what was not ordered.
pub fn price_again(
    visit: &Visit,
    state: &State,
    rules: &Demarches,
    case: &Evaluation<'_>,
    tables: Tables<'_>,
    on: Date,
) -> Result<Price, NoPrice> {
    let order = state.order.as_ref().ok_or(NoPrice::Open)?;
    let price = price(visit, state, rules, case, tables, on)?;
    Ok(Price { fee: vocabulary::Fee { net: order.fee_net, vat: order.fee_vat }, ..price })
}

/// The taxes of `price`, as an order takes them.
#[must_use]
pub fn new_taxes(price: &Price, case: &Evaluation<'_>, tables: Tables<'_>, on: Date) -> NewTaxes {
    NewTaxes {
        operation: case.operation.map(|one| one.id().to_owned()).unwrap_or_default(),
        issued_on: on,
        lines: price.lines(),
        rounding: price.rounding,
        taxes: price.taxes,
        baremes: tables.hash.to_owned(),
    }
}

/// Works out the taxes of an order again, to the total `seen` that a page showed, and why. Its customer may before anything
/// was paid; the staff until it is filed. What is owed more is due before that; what was paid above, payments give back.
///
/// # Errors
///
/// [`Refusal::NotOrdered`], [`Refusal::AlreadyFiled`], [`Refusal::PriceUnknown`], [`Refusal::PriceChanged`] when the page
/// showed another total, [`Refusal::NoSuchStep`] when the price is as it was.
pub async fn reprice(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    tables: Tables<'_>,
    who: Who<'_>,
    id: DossierId,
    (seen, reason): (Cents, Reason),
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    let untouched = open.state.payment == Payment::APayer && open.state.paid() == 0;
    if !who.is_of_the_house() && !untouched {
        return Err(Refusal::NoSuchStep.into());
    }
    let order = open.state.order.as_ref().ok_or(Refusal::NotOrdered)?;
    let today = time::paris(visit.now)?;
    let rules = rules_of(rules, &open.state)?;
    let case = evaluate(&open.state, rules, today)?;
    let price = price_again(visit, &open.state, rules, &case, tables, today);
    let price = price.map_err(|_| Refusal::PriceUnknown)?;
    if price.total() != seen {
        return Err(Refusal::PriceChanged.into());
    }
    if price.taxes == order.taxes {
        return Err(Refusal::NoSuchStep.into());
    }
    let taxes = new_taxes(&price, &case, tables, today);
    open.make(Change::Repriced { taxes, reason })?;
    Ok(open.save(conn).await?)
}
