//! Paying by card: the sum and the button, the way to the provider's page, and the way back, which proves nothing.

use std::sync::Arc;
use std::time::Duration;

use app::site::Place;
use app::site::dossier::{DossierPage, PayNotice, PayView, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use dossiers::State;
use dossiers::operations::money::Tables;
use dossiers::operations::repricing;
use dossiers::order::Order;
use dossiers::tracks::{Payment, Reason};
use payments::operations::checkout::{self, Begun};
use payments::operations::{NotDone, apply};
use payments::{Checkout, CheckoutState, Refusal};
use psp::{Careful, Demand, Failure, Line, Provider as _};
use simulator::answer::LineCode;
use vocabulary::Cents;

use super::{Mine, Opened};
use crate::database::Chain;
use crate::payments::follow_page;
use crate::people::{Answer, Broken, form, value};

/// How often it is looked whether the payment is known, while somebody waits.
const LOOK: Duration = Duration::from_millis(200);
/// How often at most: four seconds.
const LOOKS: u32 = 20;
/// Pages that are closed before another is opened: two at most, or something is wrong.
const TRIES: usize = 3;

fn provider(mine: &Mine) -> Option<&Arc<Careful>> {
    mine.here.state().providers().of(&mine.here.asked.tenant)
}

/// What is to be paid, as the customer reads it on both pages: a line for each tax and one for our fee. A complement, or what
/// a transfer left open, is one line.
fn lines(state: &State) -> Vec<Line> {
    let lang = state.lang;
    let owed = Cents(state.owed());
    let Some(order) = &state.order else { return Vec::new() };
    if owed != order.total {
        let label = if state.payment == Payment::ComplementDu {
            lang.pick("Complément de taxes", "Difference in taxes")
        } else {
            lang.pick("Reste à payer", "Left to pay")
        };
        return vec![Line { label: format!("{label} ({})", state.reference), cents: owed }];
    }
    let taxes = order.lines.iter().filter(|line| line.cents.0 != 0);
    let mut lines: Vec<Line> = taxes
        .filter_map(|line| {
            let code = LineCode::parse(&line.code)?;
            Some(Line { label: wording::receipt::line_title(code, lang), cents: line.cents })
        })
        .collect();
    // The rounding of the law goes to the first tax: no page takes a line below nothing.
    if let Some(first) = lines.first_mut() {
        first.cents = first.cents + order.rounding;
    }
    lines.retain(|line| line.cents.0 > 0);
    let fee = order.fee_net + order.fee_vat;
    let label = lang.pick("Nos frais, TVA comprise", "Our fee, VAT included").to_owned();
    if fee.0 > 0 {
        lines.push(Line { label, cents: fee });
    }
    let sum: Cents = lines.iter().map(|line| line.cents).sum();
    if sum == owed { lines } else { vec![Line { label: state.reference.to_string(), cents: owed }] }
}

/// The order at the price of today, where nothing was paid yet and that is not what was ordered: the customer says whether
/// they take it.
fn repriced(mine: &Mine, opened: &Opened) -> Option<Order> {
    let state = &opened.state;
    let order = state.order.as_ref()?;
    let untouched = state.payment == Payment::APayer && state.paid() == 0;
    if !untouched || !mine.here.state().knows_prices() {
        return None;
    }
    let (case, today) = (mine.case(state).ok()?, mine.here.asked.today);
    let (visit, tables) = (&mine.here.visit, tables(mine));
    let price =
        repricing::price_again(visit, state, case.rules, &case.evaluation, tables, today).ok()?;
    let taxes = repricing::new_taxes(&price, &case.evaluation, tables, today);
    (taxes.taxes != order.taxes).then(|| order.with(taxes))
}

fn tables(mine: &Mine) -> Tables<'_> {
    let published = &mine.here.asked.published;
    Tables { baremes: &published.baremes, hash: &published.hash }
}

fn shown(mine: &Mine, opened: &Opened, notice: Option<PayNotice>) -> Response {
    let Some(by) = provider(mine) else { return mine.to(Place::Dossier, &opened.name()) };
    let name = opened.name();
    let mut now = opened.state.clone();
    let before = repriced(mine, opened).and_then(|order| now.order.replace(order));
    let lines = lines(&now);
    let view = PayView {
        id: &name,
        lines: lines.iter().map(|line| (line.label.clone(), line.cents)).collect(),
        total: Cents(now.owed()),
        before: before.map(|order| order.total),
        least: Some(by.least()).filter(|least| now.owed() < least.0),
        notice,
        demo: mine.here.asked.tenant.identity.demo,
    };
    let mut rendered = draft(&mine.here.asked, &DossierPage::Pay(view));
    rendered.leads_to = by.pages().to_vec();
    mine.here.rendered(rendered)
}

/// `GET /dossier/{token}/paiement`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    if opened.state.owed() == 0 || opened.state.closed.is_some() || opened.state.order.is_none() {
        return Ok(mine.to(Place::Dossier, &opened.name()));
    }
    let pairs = app::query::pairs(&mine.here.asked.query);
    let notice = match (value(&pairs, "fait"), value(&pairs, "abandon")) {
        ("commande", _) => Some(PayNotice::Ordered),
        (_, "") => None,
        _ => Some(PayNotice::GivenUp),
    };
    Ok(shown(&mine, &opened, notice))
}

/// `POST /dossier/{token}/paiement`: on to the provider's page.
///
/// # Errors
///
/// When the database does not answer.
pub async fn pay(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    if let Some(answer) = confirmed(&mine, &reference, &body).await? {
        return Ok(answer);
    }
    let mut refused = false;
    for _ in 0..TRIES {
        let mut tx = mine.begin().await?;
        let Some(opened) = mine.open(&mut tx, &reference).await? else {
            return mine.missing(tx).await;
        };
        let Some(by) = provider(&mine).cloned() else {
            return Ok(mine.to(Place::Dossier, &opened.name()));
        };
        // What is too little for a card is paid otherwise: the page says how.
        let owed = opened.state.owed();
        if opened.state.closed.is_none() && owed > 0 && owed < by.least().0 {
            return Ok(shown(&mine, &opened, None));
        }
        let (who, visit) = (mine.who(&opened), &mine.here.visit);
        let begun = checkout::begin(&mut tx, visit, who, opened.id, by.name()).await;
        let begun = match begun {
            Ok(begun) => begun,
            Err(NotDone::Refused(Refusal::NothingDue | Refusal::Closed) | NotDone::Missing) => {
                return Ok(mine.to(Place::Dossier, &opened.name()));
            }
            // Another window was quicker: what it began is gone on with.
            Err(NotDone::Failed(payments::operations::Failure::Database(error)))
                if is_second(&error) =>
            {
                continue;
            }
            Err(why) => return Err(broken(&why)),
        };
        tx.commit().await?;
        match begun {
            Begun::ToOpen(planned, state) => {
                return match by.open(&demand(&mine, &state, &planned)).await {
                    Ok(page) => {
                        let mut tx = mine.begin().await?;
                        let known = checkout::opened(&mut tx, planned.id, &page).await;
                        let known = known.map_err(|why| broken(&why))?;
                        tx.commit().await?;
                        Ok(gone(&mine, &opened, known.page.as_deref()))
                    }
                    // Something of what was said before may have changed: a new page is asked for once, this one never was.
                    Err(failure @ Failure::Refused(_)) => {
                        let mut tx = mine.begin().await?;
                        let never = apply::never_opened(&mut tx, planned.id).await;
                        never.map_err(|why| broken(&why))?;
                        tx.commit().await?;
                        if refused {
                            return Ok(declined(&mine, &opened, &failure));
                        }
                        refused = true;
                        continue;
                    }
                    Err(failure) => Ok(unreachable(&mine, &opened, &failure)),
                };
            }
            Begun::Ready(known) => {
                let Some(reference) = known.provider_ref.as_deref() else { return Err(Broken) };
                match by.checkout(reference).await {
                    Ok(said) if said.state == psp::CheckoutState::Open => {
                        return Ok(gone(&mine, &opened, known.page.as_deref()));
                    }
                    // It was paid meanwhile, or takes no money any more: another is opened where one is due.
                    Ok(said) => followed(&mine, by.name(), said).await?,
                    Err(failure) => return Ok(unreachable(&mine, &opened, &failure)),
                }
            }
            Begun::ToClose(old) => {
                // A house may have changed its provider: whoever opened it closes it.
                let providers = mine.here.state().providers();
                let whose = providers.named(&mine.here.asked.tenant, &old.provider).cloned();
                let (Some(reference), Some(by)) = (old.provider_ref.as_deref(), whose) else {
                    return Err(Broken);
                };
                match by.close(reference).await {
                    Ok(said) => followed(&mine, by.name(), said).await?,
                    Err(failure) => return Ok(unreachable(&mine, &opened, &failure)),
                }
            }
        }
    }
    tracing::error!("a page of payment could not be begun");
    Err(Broken)
}

/// Where the price is another than was ordered: taken, when the form says the one of today; shown once more, when it does
/// not.
async fn confirmed(mine: &Mine, reference: &str, body: &Bytes) -> Result<Option<Response>, Broken> {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, reference).await? else { return Ok(None) };
    let Some(order) = repriced(mine, &opened) else { return Ok(None) };
    let seen = value(&form(body), "total").parse().map(Cents);
    if seen != Ok(order.total) {
        return Ok(Some(shown(mine, &opened, None)));
    }
    let (who, visit) = (mine.who(&opened), &mine.here.visit);
    let Some(reason) = Reason::new("prix_du_jour") else { return Err(Broken) };
    // Its pages before the dossier, always.
    payments::operations::hold(&mut tx, opened.id.0).await?;
    let what = (order.total, reason);
    let rules = mine.rules();
    match repricing::reprice(&mut tx, visit, &rules, tables(mine), who, opened.id, what).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(None)
        }
        Err(why) => mine.refused(&opened.name(), why.into()).map(Some),
    }
}

/// Writes what follows from what `provider` says of a page.
async fn followed(mine: &Mine, provider: &str, said: psp::Standing) -> Result<(), Broken> {
    let mut tx = mine.begin().await?;
    let of = (mine.here.state(), &mine.here.visit);
    let done = follow_page(&mut tx, of, provider, said).await;
    done.map_err(|why| accounts::operations::Failure::Audit(format!("{why:?}")))?;
    tx.commit().await?;
    Ok(())
}

fn is_second(error: &sqlx::Error) -> bool {
    let constraint = error.as_database_error().and_then(|error| error.constraint());
    constraint == Some("payment_checkout_one_open")
}

pub(super) fn broken(why: &NotDone) -> Broken {
    accounts::operations::Failure::Audit(Chain(why).to_string()).into()
}

/// The provider does not answer: nothing is lost, and the page says so.
fn unreachable(mine: &Mine, opened: &Opened, failure: &Failure) -> Response {
    tracing::error!(reason = %failure, "a page of payment could not be opened");
    metrics::counter!("payment_pages_total", "result" => "failed").increment(1);
    shown(mine, opened, Some(PayNotice::ProviderDown))
}

/// The provider does not open a page for this, and says so twice: it is paid otherwise.
fn declined(mine: &Mine, opened: &Opened, failure: &Failure) -> Response {
    tracing::error!(reason = %failure, "a provider refuses to open a page of payment");
    metrics::counter!("payment_pages_total", "result" => "refused").increment(1);
    shown(mine, opened, Some(PayNotice::ProviderRefuses))
}

fn gone(mine: &Mine, opened: &Opened, page: Option<&str>) -> Response {
    metrics::counter!("payment_pages_total", "result" => "opened").increment(1);
    match page {
        Some(page) => Redirect::to(page).into_response(),
        // Paid in the meantime, in another window.
        None => mine.to(Place::PaidDossier, &opened.name()),
    }
}

/// What is asked for: the lines are those of the very `state` that the sum was worked out on.
fn demand(mine: &Mine, state: &State, planned: &Checkout) -> Demand {
    let (asked, name) = (&mine.here.asked, state.reference.to_string());
    // Asked again, the same is said, whatever the language of the page that asks.
    let at = |place: Place| format!("{}{}", asked.origin, place.with(&name, state.lang));
    Demand {
        id: planned.id.0,
        reference: planned.reference.clone(),
        lines: lines(state),
        email: state.email.clone(),
        lang: state.lang,
        back: at(Place::PaidDossier),
        given_up: format!("{}?abandon=1", at(Place::PayDossier)),
        since: planned.opened_at,
        until: planned.until,
    }
}

/// `GET /dossier/{token}/paiement/retour`: waits a little for the provider's own word.
///
/// # Errors
///
/// When the database does not answer.
pub async fn back(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    let latest = checkout::came_back(&mut tx, &mine.here.visit, opened.id).await;
    let latest = latest.map_err(|why| broken(&why))?;
    tx.commit().await?;
    let Some(mut latest) = latest else { return Ok(mine.to(Place::PayDossier, &name)) };
    for _ in 0..LOOKS {
        match latest.state {
            CheckoutState::Paid => return Ok(mine.done(&name, "fait=paiement")),
            CheckoutState::Closed | CheckoutState::Planned => {
                return Ok(mine.to(Place::PayDossier, &name));
            }
            CheckoutState::Open => {}
        }
        tokio::time::sleep(LOOK).await;
        let mut tx = mine.begin().await?;
        latest = checkout::find(&mut tx, latest.id).await.map_err(|why| broken(&why))?;
        tx.commit().await?;
    }
    Ok(mine.here.rendered(draft(&mine.here.asked, &DossierPage::Paying(&name))))
}
