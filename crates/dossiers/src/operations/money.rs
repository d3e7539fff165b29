//! The price of a case, the order that freezes it, and the transfers that pay for it.

mod moved;

use std::collections::BTreeMap;

use accounts::Visit;
use demarches::block::Effect;
use demarches::delay::DueKind;
use demarches::kind::Quality;
use demarches::{Demarches, Evaluation, Need, Versions};
use simulator::answer::Total;
use simulator::facts::{Fact, FactError, Mode, Value, read};
use simulator::{Baremes, Simulation, simulate};
use sqlx::PgConnection;
use vocabulary::{Cents, Date};

use super::drafts::rules_of;
use super::{DossierId, NotDone, Who, acting, time};
use crate::order::Order;
use crate::piece::Asked;
use crate::{At, Change, Refusal, State};

pub use moved::{
    GivenBack, Transfer, bank_reference, move_payment, record_card, record_refund, record_transfer,
    refund_returned,
};

/// The tables that a price is computed with, and their name.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    /// The tables in force.
    pub baremes: &'a Baremes,
    /// `sha256:…` of their snapshot.
    pub hash: &'a str,
}

/// Why a case has no price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPrice {
    /// A question decides what it is priced as.
    Open,
    /// What is said contradicts itself, or is no value.
    Said(Vec<FactError>),
    /// A line of the price cannot be computed: the facts that it lacks, none where a table is unknown.
    Lacks(Vec<Fact>),
    /// The house has no fee for it.
    NoFee,
}

/// The price of a case on a day: nothing is fixed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// The taxes, line by line, with formulae and warnings.
    pub simulation: Simulation,
    /// Their total.
    pub taxes: Cents,
    /// The total less the sum of the lines.
    pub rounding: Cents,
    /// Our fee, VAT in it.
    pub fee: vocabulary::Fee,
}

impl Price {
    /// What is to be paid.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.taxes + self.fee.gross()
    }
}

/// The case of `state` under `rules` on the day `on`.
///
/// # Errors
///
/// [`Refusal::RulesUnknown`] when an answer cannot be read again under these rules.
pub fn evaluate<'a>(
    state: &State,
    rules: &'a Demarches,
    on: Date,
) -> Result<Evaluation<'a>, Refusal> {
    let pairs = state.answers.iter().map(|(question, text)| (question.as_str(), text.as_str()));
    // An answer that another version of the rules took is left out: its question is open again.
    let known = pairs.filter(|pair| rules.answers([*pair]).is_ok());
    let answers = rules.answers(known).map_err(|_| Refusal::RulesUnknown)?;
    Ok(rules.evaluate(state.kind, &answers, on))
}

/// The price of an evaluated case.
///
/// # Errors
///
/// [`NoPrice`]: what is missing, or in the way.
pub fn price(
    visit: &Visit,
    state: &State,
    rules: &Demarches,
    case: &Evaluation<'_>,
    tables: Tables<'_>,
    on: Date,
) -> Result<Price, NoPrice> {
    let operation = case.operation.ok_or(NoPrice::Open)?;
    let mut facts: BTreeMap<&str, String> =
        state.facts.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    for (name, rule) in rules.fact_rules() {
        let Some((contract, value)) = rule.contract.zip(case.facts.get(name)) else { continue };
        facts.insert(contract.id(), contract_text(contract, &value.to_text()));
    }
    if let Some(departement) = case.facts.text("titulaire.postcode").and_then(departement) {
        facts.remove(Fact::Region.id());
        facts.insert(Fact::Departement.id(), departement);
    }
    // The operation says where the vehicle comes from; the day is that of the order.
    facts.remove(Fact::Origin.id());
    facts.insert(Fact::Operation.id(), operation.id().to_owned());
    facts.insert(Fact::IssuedOn.id(), on.to_string());
    let pairs = facts.iter().map(|(name, text)| (*name, Value::Text(text.as_str())));
    let facts = read(Mode::Text, pairs, tables.baremes, on).map_err(NoPrice::Said)?;
    let simulation = simulate(&facts, tables.baremes, on);
    let Total::Known { total, rounding } = simulation.total else {
        return Err(NoPrice::Lacks(simulation.missing));
    };
    let fee = visit.house.fee(Some(state.kind.id()), on).ok_or(NoPrice::NoFee)?;
    Ok(Price { simulation, taxes: total, rounding, fee: fee.on(total) })
}

/// How the simulator writes what the démarches call otherwise.
fn contract_text(contract: Fact, text: &str) -> String {
    match (contract, text) {
        (Fact::Holder, "particulier" | "entreprise_individuelle") => "person".to_owned(),
        (Fact::Holder, _) => "company".to_owned(),
        _ => text.to_owned(),
    }
}

/// The département of a postcode: in Corsica by its third digit, overseas by three.
fn departement(postcode: &str) -> Option<String> {
    let two = postcode.get(..2)?;
    Some(match (two, postcode.get(2..3)?) {
        ("20", "0" | "1") => "2A".to_owned(),
        ("20", _) => "2B".to_owned(),
        ("97" | "98", _) => postcode.get(..3)?.to_owned(),
        _ => two.to_owned(),
    })
}

/// The pieces that the case asks the customer for, each under its name. What our platform prepares is signed instead.
#[must_use]
pub fn pieces_asked(case: &Evaluation<'_>) -> Vec<Asked> {
    let mut asked = Vec::new();
    let certain = case
        .pieces
        .iter()
        .filter(|piece| piece.need != Need::Depends && !piece.kind.has(Quality::PreparedByUs));
    for piece in certain {
        for number in 1..=piece.count.unwrap_or(1).max(1) {
            asked.push(Asked {
                slot: numbered(&piece.kind.id, number),
                kind: piece.kind.id.clone(),
                or: piece.or.iter().map(|kind| kind.id.clone()).collect(),
                optional: piece.optional,
            });
        }
    }
    asked
}

/// The forms that our platform prepares in the case, one a signature: `mandat/titulaire`.
#[must_use]
pub fn forms_asked(case: &Evaluation<'_>) -> Vec<String> {
    let mut asked = Vec::new();
    for form in case.forms.iter().filter(|form| form.prepared_by_us && !form.optional) {
        for signer in &form.signers {
            let name = format!("{}/{}", form.piece.id, signer.signer.id());
            for number in 1..=signer.count.unwrap_or(1).max(1) {
                asked.push(numbered(&name, number));
            }
        }
    }
    asked
}

fn numbered(name: &str, number: u32) -> String {
    if number == 1 { name.to_owned() } else { format!("{name}/{number}") }
}

/// The last day of the legal delay, where it runs.
pub(super) fn due_on(case: &Evaluation<'_>) -> Option<Date> {
    case.dues.iter().find(|due| matches!(due.what, DueKind::Legal(_))).and_then(|due| due.last_day)
}

/// What the customer accepted by ordering.
#[derive(Clone, Copy, Debug)]
pub struct Accepted<'a> {
    /// Version of the general terms.
    pub terms: &'a str,
    /// Asked that we start at once, and knows what is lost then.
    pub express_start: bool,
    /// The total that the page showed: another one is not ordered.
    pub total: Cents,
}

/// Orders: the price, the list of pieces and the delay are fixed.
///
/// # Errors
///
/// [`Refusal::NotAnswered`], [`Refusal::Stopped`], [`Refusal::PriceUnknown`], [`Refusal::PriceChanged`] when the page
/// showed another total, [`Refusal::EmailNeeded`] when the confirmation has nowhere to go.
pub async fn order(
    conn: &mut PgConnection,
    visit: &Visit,
    rules: &Versions,
    tables: Tables<'_>,
    who: Who<'_>,
    id: DossierId,
    accepted: Accepted<'_>,
) -> Result<State, NotDone> {
    let mut open = acting::open(conn, visit, who, id).await?;
    if open.state.order.is_some() {
        return Err(Refusal::AlreadyOrdered.into());
    }
    if open.state.email.is_none() {
        return Err(Refusal::EmailNeeded.into());
    }
    let today = time::paris(visit.now)?;
    let rules = rules_of(rules, &open.state)?;
    let case = evaluate(&open.state, rules, today)?;
    if !case.is_answered() {
        return Err(Refusal::NotAnswered.into());
    }
    if case.blocks.iter().any(|block| block.effect == Effect::Stops) {
        return Err(Refusal::Stopped.into());
    }
    let price = price(visit, &open.state, rules, &case, tables, today);
    let price = price.map_err(|_| Refusal::PriceUnknown)?;
    if price.total() != accepted.total {
        return Err(Refusal::PriceChanged.into());
    }
    let order = frozen(&price, &case, tables, accepted, today, open.now);
    let (pieces, due_on) = (pieces_asked(&case), due_on(&case));
    open.make(Change::Ordered { order, pieces, due_on })?;
    Ok(open.save(conn).await?)
}

fn frozen(
    price: &Price,
    case: &Evaluation<'_>,
    tables: Tables<'_>,
    accepted: Accepted<'_>,
    on: Date,
    at: At,
) -> Order {
    Order {
        operation: case.operation.map(|operation| operation.id().to_owned()).unwrap_or_default(),
        issued_on: on,
        lines: price.lines(),
        rounding: price.rounding,
        taxes: price.taxes,
        fee_net: price.fee.net,
        fee_vat: price.fee.vat,
        total: price.total(),
        baremes: tables.hash.to_owned(),
        terms: accepted.terms.to_owned(),
        express_start: accepted.express_start,
        at,
    }
}
