//! Money at the desk: transfers that were seen, what is given back to a card, and what a closing means for it.

mod shown;

use audit::{Act, Kind, Thing};
use dossiers::operations::closing::{self, Cause};
use dossiers::operations::money::{self as of_dossiers, Tables, Transfer};
use dossiers::operations::pieces::Seen;
use dossiers::operations::{DossierId, NotDone, Who, repricing, workspace};
use dossiers::order::Means;
use dossiers::tracks::{Payment, Reason};
use dossiers::{Refusal, State};
use payments::operations::by_transfer::{self, Sent};
use payments::operations::refunds::{self, By};
use payments::operations::{self as by_card, sales};
use payments::{RefundId, TransferBackState};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Date};

use super::super::Desk;
use crate::database::Chain;
use crate::dossier::letters;
use crate::invoices;
use crate::people::{Broken, value};

pub(super) use shown::of;

type Made = Result<Result<State, NotDone>, Broken>;

fn broken(error: &dyn std::error::Error) -> Broken {
    accounts::operations::Failure::Audit(Chain(error).to_string()).into()
}

fn tables(desk: &Desk) -> Tables<'_> {
    let published = &desk.here.asked.published;
    Tables { baremes: &published.baremes, hash: &published.hash }
}

/// Works the price out again: the customer is asked for the difference, or has it back.
pub(super) async fn reprice(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let Some(reason) = Reason::new(value(form, "why")) else {
        return Ok(Err(Refusal::ReasonNeeded.into()));
    };
    let Ok(total) = value(form, "total").parse().map(Cents) else {
        return Ok(Err(Refusal::BadSum.into()));
    };
    let (visit, person) = (&desk.here.visit, &desk.caller.person);
    // Its pages before the dossier, always.
    by_card::hold(conn, id.0).await?;
    let rules = desk.here.state().rules();
    let what = (total, reason);
    let made =
        repricing::reprice(conn, visit, &rules, tables(desk), Who::Staff(person), id, what).await;
    let state = match made {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    let by = By::Staff(person, desk.here.asked.tenant.settings.refund_limit);
    let settled = refunds::settle_repriced(conn, visit, by, id, &state).await;
    let back = match settled {
        Ok(back) => back,
        Err(why) => return refused(why),
    };
    if state.payment == Payment::ComplementDu {
        letters::complement(conn, visit, &state).await?;
    }
    let payload = json!({ "total": total.0, "refund": back.map_or(0, |(cents, _)| cents.0) });
    after(conn, desk, id, (Act::OrderRepriced, payload)).await
}

/// Records a transfer, and books it.
pub(super) async fn transfer(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let (sum, on) = (cents(value(form, "sum")), Date::parse(value(form, "on").trim()));
    let (Some(cents), Ok(received_on)) = (sum, on) else { return Ok(Err(Refusal::BadSum.into())) };
    let bank = value(form, "bank").trim();
    let transfer = Transfer { cents, received_on, reference: bank };
    let (visit, who) = (&desk.here.visit, Who::Staff(&desk.caller.person));
    let state = match of_dossiers::record_transfer(conn, visit, who, id, transfer).await {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    // The same line of the statement is recorded once: no other is like it.
    let recorded = state.transfers.iter().find(|(_, one)| {
        one.cents == cents
            && one.received_on == received_on
            && one.reference.as_deref() == Some(bank)
    });
    if let Some((payment, _)) = recorded {
        let (payment, what) = (Uuid::from(*payment), (cents, received_on));
        let booked = sales::book_transfer(conn, visit, &state, payment, what).await;
        booked.map_err(|error| broken(&error))?;
        by_card::invoice_soon(conn, visit.tenant().0, id.0, payment).await?;
    }
    Ok(Ok(state))
}

/// Gives back what was paid by card: at once up to the limit of the house, else a second person decides.
pub(super) async fn give_back(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let visit = &desk.here.visit;
    let cause = payments::Cause::parse(value(form, "cause"));
    let cause = cause.filter(|cause| payments::Cause::AT_THE_DESK.contains(cause));
    let Some(cause) = cause else { return Ok(Err(Refusal::ReasonNeeded.into())) };
    let sum = match value(form, "sum").trim() {
        "" => proposed(conn, desk, id, cause).await?,
        typed => cents(typed),
    };
    let Some(cents) = sum else { return Ok(Err(Refusal::BadSum.into())) };
    let by = By::Staff(&desk.caller.person, desk.here.asked.tenant.settings.refund_limit);
    match refunds::give_back(conn, visit, by, id, (cents, cause)).await {
        Ok(_) => {
            let payload = json!({ "cents": cents.0, "cause": cause.id() });
            after(conn, desk, id, (Act::RefundAsked, payload)).await
        }
        Err(why) => refused(why),
    }
}

/// Records what was given back by transfer: at once up to the limit of the house, else a second person decides.
pub(super) async fn transfer_back(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let cause = payments::Cause::parse(value(form, "refund_cause"));
    let cause = cause.filter(|cause| payments::Cause::AT_THE_DESK.contains(cause));
    let Some(cause) = cause else { return Ok(Err(Refusal::ReasonNeeded.into())) };
    let (sum, on) = (cents(value(form, "sum")), Date::parse(value(form, "on").trim()));
    let (Some(cents), Ok(on)) = (sum, on) else { return Ok(Err(Refusal::BadSum.into())) };
    let by = (&desk.caller.person, desk.here.asked.tenant.settings.refund_limit);
    let sent = Sent { cents, cause, on, reference: value(form, "bank") };
    let visit = &desk.here.visit;
    match by_transfer::record(conn, visit, by, id, sent).await {
        Ok(state) => {
            let payload = json!({ "cents": cents.0, "cause": cause.id(), "by": "transfer" });
            let made = after(conn, desk, id, (Act::RefundAsked, payload)).await?;
            if let (Ok(dossier), TransferBackState::Done) = (&made, state) {
                letters::refunded(conn, visit, dossier, (cents, Means::Transfer)).await?;
            }
            Ok(made)
        }
        Err(why) => refused(why),
    }
}

/// What the table gives back for `cause`.
async fn proposed(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    cause: payments::Cause,
) -> Result<Option<Cents>, Broken> {
    let visit = &desk.here.visit;
    by_card::hold(conn, id.0).await?;
    let found = workspace::one(conn, visit, &desk.caller.person, id).await;
    let Ok(found) = found else { return Ok(None) };
    let money = by_card::of_dossier(conn, id.0).await.map_err(|error| broken(&error))?;
    let all = refunds::proposals(visit, &found.state, &money);
    let share = all.into_iter().find(|(one, _)| *one == cause).map(|(_, share)| share.sum());
    Ok(share.filter(|sum| sum.0 > 0))
}

/// Decides on a refund that somebody else asked for.
pub(super) async fn decide(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    form: &[(String, String)],
) -> Made {
    let Ok(refund) = value(form, "refund").parse() else {
        return Ok(Err(Refusal::NoSuchThing.into()));
    };
    let yes = value(form, "decision") == "oui";
    let (visit, by) = (&desk.here.visit, &desk.caller.person);
    let decided = match refunds::decide(conn, visit, by, RefundId(refund), yes).await {
        Ok(decided) => Ok((decided.dossier, decided.cents, Means::Card)),
        // It is none to a card: by transfer, then.
        Err(by_card::NotDone::Missing) => by_transfer::decide(conn, visit, by, refund, yes)
            .await
            .map(|decided| (decided.dossier, decided.cents, Means::Transfer)),
        Err(why) => Err(why),
    };
    match decided {
        Ok((dossier, cents, means)) if dossier == id.0 => {
            let payload = json!({ "cents": cents.0, "approved": yes });
            let made = after(conn, desk, id, (Act::RefundDecided, payload)).await?;
            // What goes back to a card is told once the provider says that it went.
            if let (Ok(dossier), true, Means::Transfer) = (&made, yes, means) {
                letters::refunded(conn, visit, dossier, (cents, means)).await?;
            }
            Ok(made)
        }
        Ok(_) => Ok(Err(Refusal::NoSuchThing.into())),
        Err(why) => refused(why),
    }
}

/// Closes the dossier, gives back what is certainly owed, and tells the customer.
pub(super) async fn close(
    conn: &mut PgConnection,
    visit: &accounts::Visit,
    seen: Seen<'_>,
    id: DossierId,
    cause: Cause,
) -> Made {
    // Its pages before the dossier, always.
    by_card::hold(conn, id.0).await?;
    let before = match closing::held(conn, visit, Who::Staff(seen.by), id).await {
        Ok(before) => before,
        Err(why) => return Ok(Err(why)),
    };
    let state = match closing::close(conn, visit, seen, id, cause).await {
        Ok(state) => state,
        Err(why) => return Ok(Err(why)),
    };
    let why = (cause, payments::Cause::Closed);
    let back = refunds::settle_closed(conn, visit, &before, id, why).await;
    let back = back.map_err(|error| broken(&error))?;
    invoices::soon(conn, visit, id, &state).await?;
    letters::closed(conn, visit, &state, back).await?;
    Ok(Ok(state))
}

/// The dossier as it is now, and the act in the audit.
async fn after(
    conn: &mut PgConnection,
    desk: &Desk,
    id: DossierId,
    (act, payload): (Act, serde_json::Value),
) -> Made {
    let found = workspace::one(conn, &desk.here.visit, &desk.caller.person, id).await;
    let thing = Thing { kind: Kind::Dossier, id: id.0 };
    desk.note(conn, None, act, Some(thing), Some(payload)).await?;
    Ok(found.map(|found| found.state))
}

fn refused(why: by_card::NotDone) -> Made {
    use payments::Refusal::{
        BadSum, Closed, Decided, MoreThanTransfers, NothingDue, SamePerson, SameTransfer, TooMuch,
    };
    match why {
        by_card::NotDone::Missing => Ok(Err(Refusal::NoSuchThing.into())),
        by_card::NotDone::Dossier(why) => Ok(Err(why)),
        by_card::NotDone::Failed(failure) => Err(broken(&failure)),
        by_card::NotDone::Refused(why) => Ok(Err(match why {
            TooMuch => Refusal::MoreThanPaid,
            MoreThanTransfers => Refusal::MoreThanTransfers,
            SameTransfer => Refusal::SamePayment,
            BadSum => Refusal::BadSum,
            SamePerson => Refusal::SamePerson,
            Decided | NothingDue => Refusal::NoSuchThing,
            Closed => Refusal::Closed,
        }
        .into())),
    }
}

/// A sum as people type it: `1 234,50`, `1234.5`, `1234`. Nothing below a cent, nothing above a million euros.
fn cents(text: &str) -> Option<Cents> {
    let text: String = text
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{202f}' | '\u{a0}' | '€'))
        .collect();
    let (euros, rest) = match text.split_once([',', '.']) {
        Some((euros, rest)) => (euros, rest),
        None => (text.as_str(), ""),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if euros.is_empty() || euros.len() > 7 || rest.len() > 2 || !digits(euros) || !digits(rest) {
        return None;
    }
    let cents: i64 = format!("{rest:0<2}").parse().ok()?;
    let sum = euros.parse::<i64>().ok()? * 100 + cents;
    (1..=100_000_000).contains(&sum).then_some(Cents(sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_read_as_people_type_it_and_nothing_else_is() {
        for (text, sum) in [
            ("1 234,50", 123_450),
            ("1234.5", 123_450),
            ("259,76 €", 25_976),
            ("1\u{202f}234", 123_400),
            ("0,01", 1),
        ] {
            assert_eq!(cents(text), Some(Cents(sum)), "{text}");
        }
        for text in ["", "0", "-5", "12,345", "1,2,3", "abc", ",50", "1e3", "99999999"] {
            assert_eq!(cents(text), None, "{text}");
        }
    }
}
