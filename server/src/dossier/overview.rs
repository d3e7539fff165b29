//! A dossier's own page: a draft at a glance, and its price; once it is ordered, where it stands.

use app::site::Place;
use app::site::dossier::{DossierPage, DraftDone, DraftView, PriceFacts, PriceView, draft};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use dossiers::operations::drafts;
use dossiers::operations::money::{self, NoPrice, Price, Tables};
use dossiers::{Refusal, State as Dossier};
use simulator::facts::Fact;

use super::{Case, Mine, NotForThem, Opened, standing};
use crate::people::{Answer, Here, form, value};

/// The price of `case` with the tables in force; none while they are not known.
pub(crate) fn price(here: &Here, dossier: &Dossier, case: &Case<'_>) -> Result<Price, NoPrice> {
    if !here.state().knows_prices() {
        return Err(NoPrice::Lacks(Vec::new()));
    }
    let published = &here.asked.published;
    let tables = Tables { baremes: &published.baremes, hash: &published.hash };
    let today = here.asked.today;
    money::price(&here.visit, dossier, case.rules, &case.evaluation, tables, today)
}

/// What a page says of a price.
pub(super) fn price_view(price: &Result<Price, NoPrice>) -> PriceView<'_> {
    match price {
        Ok(price) => PriceView::Known { simulation: &price.simulation, fee: price.fee },
        Err(NoPrice::Open) => PriceView::Open,
        Err(NoPrice::Said(errors)) => PriceView::Said(errors),
        Err(NoPrice::Lacks(facts)) if !facts.is_empty() => PriceView::Lacks(facts),
        Err(NoPrice::Lacks(_) | NoPrice::NoFee) => PriceView::Unknown,
    }
}

/// `GET /dossier/{token}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    if opened.state.order.is_some() {
        return standing::page(&mine, tx, &opened).await;
    }
    tx.commit().await?;
    Ok(shown(&mine, &opened, None))
}

/// The page of a draft; `email`: what was typed as an address, and why it is none.
pub(super) fn shown(mine: &Mine, opened: &Opened, email: Option<(&str, &str)>) -> Response {
    let pairs = app::query::pairs(&mine.here.asked.query);
    let done = match value(&pairs, "fait") {
        "lien" => Some(DraftDone::LinkSent),
        "ailleurs" => Some(DraftDone::AnsweredElsewhere),
        _ => None,
    };
    let refusal = Refusal::parse(value(&pairs, "refus"));
    let name = opened.name();
    // Without its rules nothing can be shown of it: the page says so.
    let Ok(case) = mine.case(&opened.state) else { return mine.here.error(503) };
    let price = price(&mine.here, &opened.state, &case);
    let draft_view = DraftView {
        id: &name,
        evaluation: &case.evaluation,
        answers: &case.answers,
        held: opened.held(),
    };
    let price = price_view(&price);
    let page = DossierPage::Overview { draft: draft_view, price, done, refusal, email };
    mine.here.rendered(draft(&mine.here.asked, &page))
}

/// What follows from the answers: from the démarche, from the postcode, from the day.
const fn follows(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::Operation | Fact::IssuedOn | Fact::Origin | Fact::Departement | Fact::Region
    )
}

/// The facts of the price that no question of the démarche asks for.
pub(crate) fn asked_for(
    dossier: &Dossier,
    case: &Case<'_>,
    price: &Result<Price, NoPrice>,
) -> Vec<Fact> {
    let answered_here =
        |fact: &Fact| case.rules.fact_rules().values().any(|rule| rule.contract == Some(*fact));
    let lacking: Vec<Fact> = match price {
        Err(NoPrice::Lacks(facts)) => facts.clone(),
        Err(NoPrice::Said(errors)) => {
            errors.iter().filter_map(|error| Fact::parse(&error.name)).collect()
        }
        _ => Vec::new(),
    };
    let said = dossier.facts.keys().filter_map(|name| Fact::parse(name));
    let mut facts: Vec<Fact> = said
        .filter(|fact| !answered_here(fact))
        .chain(lacking)
        .filter(|fact| !follows(*fact))
        .collect();
    facts.sort_by_key(|fact| Fact::ALL.iter().position(|one| one == fact));
    facts.dedup();
    facts
}

/// `GET /dossier/{token}/prix`: what the price still lacks.
///
/// # Errors
///
/// When the database does not answer.
pub async fn price_form(mine: Mine, Path(reference): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    tx.commit().await?;
    let typed: Vec<(String, String)> =
        opened.state.facts.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    Ok(price_shown(&mine, &opened, &typed, false))
}

fn price_shown(
    mine: &Mine,
    opened: &Opened,
    typed: &[(String, String)],
    refused: bool,
) -> Response {
    let name = opened.name();
    let case = match mine.case(&opened.state) {
        Ok(case) if opened.state.order.is_none() => case,
        _ => return mine.to(Place::Dossier, &name),
    };
    let price = price(&mine.here, &opened.state, &case);
    let facts = asked_for(&opened.state, &case, &price);
    if facts.is_empty() {
        return mine.to(Place::Dossier, &name);
    }
    let errors = match &price {
        Err(NoPrice::Said(errors)) => errors.as_slice(),
        _ => &[],
    };
    let page =
        PriceFacts { id: &name, kind: opened.state.kind, facts: &facts, typed, errors, refused };
    mine.here.rendered(draft(&mine.here.asked, &DossierPage::Price(page)))
}

/// `POST /dossier/{token}/prix`
///
/// # Errors
///
/// When the database does not answer.
pub async fn price_said(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    let typed = form(&body);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    let case = match mine.case(&opened.state) {
        Ok(case) => case,
        Err(refusal) => return mine.refused(&name, NotForThem::Refused(refusal)),
    };
    let before = price(&mine.here, &opened.state, &case);
    let mut state = opened.state.clone();
    for fact in asked_for(&opened.state, &case, &before) {
        let Some((_, text)) = typed.iter().find(|(one, _)| one == fact.id()) else { continue };
        let (who, visit) = (mine.who(&opened), &mine.here.visit);
        state = match drafts::say_fact(&mut tx, visit, who, opened.id, fact, text).await {
            Ok(state) => state,
            Err(why) => match NotForThem::from(why) {
                // One value is too long to be one: everything typed is shown again.
                NotForThem::Refused(Refusal::BadText) => {
                    return Ok(price_shown(&mine, &opened, &typed, true));
                }
                why => return mine.refused(&name, why),
            },
        };
    }
    tx.commit().await?;
    let opened = Opened { state, ..opened };
    match price(&mine.here, &opened.state, &case) {
        Err(NoPrice::Said(_)) => Ok(price_shown(&mine, &opened, &typed, true)),
        Err(NoPrice::Lacks(facts)) if !facts.is_empty() => {
            Ok(price_shown(&mine, &opened, &typed, true))
        }
        _ => {
            let address = Place::Dossier.with(&name, mine.here.asked.lang);
            Ok(Redirect::to(&format!("{address}#prix")).into_response())
        }
    }
}
