//! A dossier begins: from a démarche, with the facts of a simulation if there was one.

use app::site::dossier::{DossierPage, draft};
use app::site::simulation::demarche_for;
use app::site::{Place, page::Page};
use axum::body::Bytes;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use demarches::DemarcheKind;
use dossiers::State as Dossier;
use dossiers::operations::drafts::{self, Beginning};
use sealing::Token;
use simulator::facts::{Fact, Operation};

use super::{Mine, NotForThem};
use crate::people::{Answer, form, value};

/// The longest value of a fact, in characters.
const LONGEST_FACT: usize = 40;

/// The facts among the pairs of an address or a form.
fn facts(pairs: &[(String, String)]) -> Vec<(Fact, String)> {
    pairs
        .iter()
        .filter(|(_, text)| !text.is_empty() && text.chars().count() <= LONGEST_FACT)
        .filter_map(|(name, text)| Some((Fact::parse(name)?, text.clone())))
        .collect()
}

/// `GET /dossier/nouveau?demarche=…&…`: what it takes; the facts of a simulation stand in the address.
///
/// # Errors
///
/// Never.
pub async fn form_page(mine: Mine) -> Answer {
    let asked = &mine.here.asked;
    let pairs = app::query::pairs(&asked.query);
    let Some(kind) = DemarcheKind::parse(value(&pairs, "demarche")) else {
        return Ok(Redirect::to(&asked.href(Page::Demarches)).into_response());
    };
    let facts = facts(&pairs);
    let query = app::query::encode(facts.iter().map(|(fact, text)| (fact.id(), text.as_str())));
    let page = DossierPage::Begin { kind, facts: &query };
    Ok(mine.here.rendered(draft(asked, &page)))
}

/// What was said to the simulator is carried over: posted, for some of it is nobody's business but theirs.
fn carried_over(mine: &Mine, form: &[(String, String)]) -> Response {
    let asked = &mine.here.asked;
    let said = Operation::parse(value(form, Fact::Operation.id()));
    let operation = said.unwrap_or(Operation::ChangementTitulaire);
    let Some(demarche) = demarche_for(asked, operation) else {
        return Redirect::to(&asked.href(Page::Demarches)).into_response();
    };
    let facts = facts(form);
    let query = app::query::encode(facts.iter().map(|(fact, text)| (fact.id(), text.as_str())));
    let page = DossierPage::Begin { kind: demarche.kind, facts: &query };
    mine.here.rendered(draft(asked, &page))
}

/// `POST /dossier/nouveau`
///
/// # Errors
///
/// When the database does not answer.
pub async fn begin(mine: Mine, body: Bytes) -> Answer {
    let form = form(&body);
    if !value(&form, "reprendre").is_empty() {
        return Ok(carried_over(&mine, &form));
    }
    let Some(kind) = DemarcheKind::parse(value(&form, "demarche")) else {
        return Ok(mine.here.error(422));
    };
    let simulation = facts(&app::query::pairs(value(&form, "facts")));
    let token = Token::random();
    let person = mine.caller().map(|caller| &caller.person);
    let beginning = Beginning { kind, simulation: &simulation, link: Some(&token), person };
    let mut tx = mine.begin().await?;
    match drafts::begin(&mut tx, &mine.here.visit, &mine.rules(), &beginning).await {
        Ok((_, state)) => {
            tx.commit().await?;
            let mut response = onward(&mine, &state);
            if person.is_none() {
                mine.keep(&mut response, &token);
            }
            Ok(response)
        }
        Err(why) => match NotForThem::from(why) {
            NotForThem::Broken(broken) => Err(broken),
            _ => Ok(mine.here.error(422)),
        },
    }
}

/// To the first question that waits, or to all the answers.
pub(super) fn onward(mine: &Mine, state: &Dossier) -> Response {
    let name = state.reference.to_string();
    let next = mine.case(state).ok().and_then(|case| case.evaluation.next_question());
    match next {
        Some(question) => {
            let address = Place::Question.with(&name, mine.here.asked.lang);
            Redirect::to(&address.replace("{name}", &question.fact)).into_response()
        }
        None => mine.to(Place::Dossier, &name),
    }
}

/// `GET /dossier/reprendre/{token}`: the link of the letter. Kept in this browser, then to the dossier.
///
/// # Errors
///
/// When the database does not answer.
pub async fn resume(mine: Mine, Path(token): Path<String>) -> Answer {
    let mut tx = mine.begin().await?;
    let found = match Token::parse(&token) {
        Some(token) => drafts::by_link(&mut tx, &token).await?.map(|id| (id, token)),
        None => None,
    };
    let Some((id, token)) = found else { return mine.missing(tx).await };
    let who = dossiers::operations::Who::Link(&token);
    let state = drafts::find(&mut tx, &mine.here.visit, who, id).await;
    let state = match state {
        Ok(state) => state,
        Err(why) => {
            return match NotForThem::from(why) {
                NotForThem::Broken(broken) => Err(broken),
                _ => mine.missing(tx).await,
            };
        }
    };
    tx.commit().await?;
    let mut response = mine.to(Place::Dossier, &state.reference.to_string());
    mine.keep(&mut response, &token);
    Ok(response)
}
