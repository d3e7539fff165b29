//! The order: the price, what is accepted, and the button that obliges to pay.

use app::site::Place;
use app::site::dossier::{DossierPage, OrderProblem, OrderView, Ticked, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use dossiers::operations::money::{self, Accepted, NoPrice, Price, Tables};
use dossiers::{Refusal, State as Dossier};
use vocabulary::Cents;

use super::{Case, Mine, NotForThem, Opened, letters, overview};
use crate::analytics;
use crate::config::AppEnv;
use crate::people::{Answer, form, value};

/// `GET /dossier/{token}/commande`: for whoever is signed in, once everything is answered.
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    Ok(shown(&mine, &opened, &[], Ticked::default()))
}

fn shown(mine: &Mine, opened: &Opened, problems: &[OrderProblem], ticked: Ticked) -> Response {
    let name = opened.name();
    let lang = mine.here.asked.lang;
    if opened.state.order.is_some() {
        return mine.to(Place::Dossier, &name);
    }
    if mine.caller().is_none() {
        // The order, its papers and its bill are somebody's: they say who they are first.
        let next = Place::OrderDossier.with(&name, lang);
        let query = app::query::encode([("next", next.as_str())]);
        let address = format!("{}?{query}", Place::SignIn.path(lang));
        return Redirect::to(&address).into_response();
    }
    let Some((case, price)) = ready(mine, &opened.state) else {
        return mine.to(Place::Dossier, &name);
    };
    let Ok(known) = price else { return mine.to(Place::Dossier, &name) };
    let view = OrderView {
        id: &name,
        evaluation: &case.evaluation,
        simulation: &known.simulation,
        fee: known.fee,
        total: known.total(),
        card: mine.takes_cards(),
        closed: closed(mine),
        problems,
        ticked,
    };
    mine.here.rendered(draft(&mine.here.asked, &DossierPage::Order(Box::new(view))))
}

/// In production nothing is ordered from a house that does not say who it is (decision 13).
fn closed(mine: &Mine) -> bool {
    mine.here.state().config().env == AppEnv::Production
        && !mine.here.asked.tenant.identity.missing().is_empty()
}

/// The case and its price, once it may be ordered.
fn ready(mine: &Mine, dossier: &Dossier) -> Option<(Case<'static>, Result<Price, NoPrice>)> {
    let case = mine.case(dossier).ok().filter(|case| case.evaluation.can_be_ordered())?;
    let price = overview::price(&mine.here, dossier, &case);
    Some((case, price))
}

/// `POST /dossier/{token}/commande`
///
/// # Errors
///
/// When the database does not answer.
pub async fn order(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let ticked = |name| !value(&form, name).is_empty();
    let ticked =
        Ticked { terms: ticked("cgv"), express: ticked("express"), knows: ticked("perte") };
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    if mine.caller().is_none() || closed(&mine) {
        tx.commit().await?;
        return Ok(shown(&mine, &opened, &[], ticked));
    }
    if !mine.here.state().knows_prices() {
        return mine.refused(&name, NotForThem::Refused(Refusal::PriceUnknown));
    }
    let mut problems = Vec::new();
    if !ticked.terms {
        problems.push(OrderProblem::Terms);
    }
    // To start at once is asked for, and what is lost then is known: both, or neither.
    if ticked.express != ticked.knows {
        problems.push(OrderProblem::Express);
    }
    let total = value(&form, "total").parse().map(Cents).unwrap_or_default();
    if problems.is_empty() {
        let published = &mine.here.asked.published;
        let tables = Tables { baremes: &published.baremes, hash: &published.hash };
        let terms = published.contents.page("terms", mine.here.asked.lang);
        let terms = terms.map(|prose| prose.updated.to_string()).unwrap_or_default();
        let accepted = Accepted { terms: &terms, express_start: ticked.express, total };
        let who = mine.who(&opened);
        let visit = &mine.here.visit;
        match money::order(&mut tx, visit, &mine.rules(), tables, who, opened.id, accepted).await {
            Ok(state) => {
                letters::ordered(&mut tx, &mine.here, &state).await?;
                analytics::count(&mut tx, mine.here.state(), &visit.house, &state, visit.now)
                    .await?;
                tx.commit().await?;
                if mine.takes_cards() && state.owed() > 0 {
                    let pay = Place::PayDossier.with(&name, mine.here.asked.lang);
                    return Ok(Redirect::to(&format!("{pay}?fait=commande")).into_response());
                }
                return Ok(mine.done(&name, "fait=commande"));
            }
            Err(why) => match NotForThem::from(why) {
                NotForThem::Refused(Refusal::PriceChanged) => {
                    problems.push(OrderProblem::PriceChanged);
                }
                why => return mine.refused(&name, why),
            },
        }
    }
    tx.rollback().await?;
    Ok(shown(&mine, &opened, &problems, ticked))
}
