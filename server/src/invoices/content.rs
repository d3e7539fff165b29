//! What a paper says: what was sold and not taken back, whose it is, who issues it.

use accounts::operations::people;
use accounts::{Field, PersonId, Visit};
use demarches::Evaluation;
use dossiers::operations::money;
use dossiers::order::Means as Came;
use dossiers::{Party, PartyRole, State as Dossier};
use invoices::{Address, Buyer, Content, Item, Kind, Line, Means, Seller, Sum, Sums};
use jiff::Timestamp;
use ledger::Sale;
use payments::Money;
use simulator::answer::LineCode;
use sqlx::PgConnection;
use tenants::{Identity, Tenant};
use uuid::Uuid;
use vocabulary::{Cents, Date, FeeRule, Lang};

use crate::clock;
use crate::dossier::people::{is_complete, named, wanted};
use crate::state::State;

/// What was sold for `dossier` and not taken back, `sold` in the accounts, line by line; nothing while that is no whole: a
/// part of the price is still to come, or what it fell by to go back. `invoiced`: it has papers already.
pub(super) fn sold(dossier: &Dossier, sold: Sale, invoiced: bool) -> Option<Sums> {
    let order = dossier.order.as_ref()?;
    let waits = dossier.closed.is_none() || !invoiced;
    if waits && dossier.owed() > 0 {
        return None;
    }
    let taxes = order.lines.iter().map(|line| (line.code.as_str(), line.cents));
    let fee = Sum { net: order.fee_net, vat: order.fee_vat };
    let ordered = Sums::ordered(taxes, order.rounding, fee);
    ordered.sold(sold.taxes, Sum { net: sold.net, vat: sold.vat })
}

/// VAT on the fee of the order, in hundredths of a percent: the rate of the house on its day, which gives that VAT; else
/// another of its rates that does.
pub(super) fn vat_rate(house: &Tenant, dossier: &Dossier) -> Option<i64> {
    let order = dossier.order.as_ref()?;
    let fits = |vat: &i64| {
        let fee = FeeRule { fixed: order.fee_net, share: 0, vat: *vat };
        fee.on(Cents::ZERO).vat == order.fee_vat
    };
    let of_the_day = house.fee(Some(dossier.kind.id()), order.issued_on).map(|rule| rule.vat);
    of_the_day.into_iter().chain(house.fees.iter().map(|fee| fee.rule.vat)).find(fits)
}

/// The case of `dossier` today; nothing where its rules are gone.
fn case(state: &State, visit: &Visit, dossier: &Dossier) -> Option<Evaluation<'static>> {
    let rules = state.rules().by_version(&dossier.rules.hash)?;
    money::evaluate(dossier, rules, clock::day(visit.now).date).ok()
}

/// Who is invoiced, where `dossier` names them: the main holder, a parent for a minor.
fn holder<'dossier>(
    case: &Evaluation<'_>,
    dossier: &'dossier Dossier,
) -> Option<(PartyRole, &'dossier Party)> {
    let main = wanted(case).into_iter().find(|one| one.role != PartyRole::Minor)?;
    named(dossier, main).map(|(_, party)| (main.role, party))
}

/// Whether the name and the address of whoever is invoiced are there.
pub(super) fn is_named(state: &State, visit: &Visit, dossier: &Dossier) -> bool {
    case(state, visit, dossier)
        .and_then(|case| holder(&case, dossier))
        .is_some_and(|(role, party)| is_complete(role, party))
}

/// Who is invoiced: the main holder, a parent for a minor. Where nobody was named to the end, whoever ordered, and what the
/// answers say of the holder.
pub(super) async fn buyer(
    conn: &mut PgConnection,
    state: &State,
    visit: &Visit,
    dossier: &Dossier,
) -> Result<Buyer, accounts::operations::Failure> {
    let case = case(state, visit, dossier);
    let answer = |question: &str| {
        let said = case.as_ref().and_then(|case| case.facts.text(question));
        said.unwrap_or_default().to_owned()
    };
    let (answered, postcode) = (siren(&answer("titulaire.siren")), answer("titulaire.postcode"));
    let email = dossier.email.clone().unwrap_or_default();
    let party = case.as_ref().and_then(|case| holder(case, dossier)).map(|(_, party)| party);
    if let Some(party) = party.filter(|party| !party.display().is_empty()) {
        let (mut address, own) = (address_of(party), siren(&party.siren));
        if address.postcode.is_empty() {
            address.postcode = postcode;
        }
        let siren = if own.is_empty() { answered } else { own };
        return Ok(Buyer { name: party.display(), address, siren, email });
    }
    let person = match dossier.person {
        Some(person) => people::find(conn, PersonId(Uuid::from(person))).await?,
        None => None,
    };
    let text = |field| person.as_ref().map(|person| person.profile.text(field)).unwrap_or_default();
    let name = format!("{} {}", text(Field::LastName).to_uppercase(), text(Field::FirstNames));
    let name = name.trim().to_owned();
    let home = Address {
        line: text(Field::AddressLine),
        more: text(Field::AddressMore),
        postcode: text(Field::Postcode),
        city: text(Field::City),
    };
    // A holder who lives elsewhere does not live where whoever ordered does.
    let address = if postcode.is_empty() || postcode == home.postcode {
        home
    } else {
        Address { postcode, ..Address::default() }
    };
    let name = if name.is_empty() { email.clone() } else { name };
    Ok(Buyer { name, address, siren: answered, email })
}

fn address_of(party: &Party) -> Address {
    Address {
        line: party.address_line.clone(),
        more: party.address_more.clone(),
        postcode: party.postcode.clone(),
        city: party.city.clone(),
    }
}

/// Nine digits, or nothing.
fn siren(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 9 { digits } else { String::new() }
}

/// What a paper of `kind` says of `sums`, but for its rate and what it takes back. `money`: what moved by card.
pub(super) fn content(
    visit: &Visit,
    (dossier, money): (&Dossier, &Money),
    buyer: &Buyer,
    (kind, sums): (Kind, &Sums),
) -> Content {
    let lines = sums.iter().map(|(item, sum)| Line { item: item.clone(), label: label(item), sum });
    let today = clock::day(visit.now).date;
    let (came_by, came_on) = came(dossier, today);
    let (means, paid_on) = match kind {
        Kind::Invoice => (came_by, came_on),
        Kind::CreditNote => went(dossier, money, today).unwrap_or((came_by, today)),
    };
    let plate = dossier.answers.get("vehicle.plate").filter(|plate| !plate.is_empty());
    let nature = ::forms::nature(dossier.kind);
    Content {
        seller: seller(&visit.house.identity),
        buyer: buyer.clone(),
        reference: dossier.reference.to_string(),
        service: plate.map_or_else(
            || nature.to_owned(),
            |plate| format!("{nature}, véhicule immatriculé {plate}"),
        ),
        served_on: came_on,
        paid_on,
        means: means.id().to_owned(),
        lines: lines.collect(),
        vat_rate: 0,
        corrects: Vec::new(),
    }
}

/// How money came last, and on which day.
fn came(dossier: &Dossier, today: Date) -> (Means, Date) {
    let latest = dossier.transfers.values().max_by_key(|one| one.received_on);
    let means = match latest.map(|one| one.means) {
        Some(Came::Transfer) => Means::Transfer,
        _ => Means::Card,
    };
    (means, latest.map_or(today, |one| one.received_on))
}

/// How money went back last, and on which day it was known: to a card where a provider did it, else by transfer.
fn went(dossier: &Dossier, money: &Money, today: Date) -> Option<(Means, Date)> {
    let (id, latest) = dossier.refunds.iter().max_by_key(|(_, one)| one.at)?;
    let to_a_card = money.refunds.iter().any(|one| one.id.0 == Uuid::from(*id));
    let means = if to_a_card { Means::Card } else { Means::Transfer };
    let at = Timestamp::from_microsecond(latest.at.0);
    Some((means, at.map_or(today, |at| clock::day(at).date)))
}

fn label(item: &Item) -> String {
    match item {
        Item::Tax(code) => LineCode::parse(code).map_or_else(
            || code.to_uppercase(),
            |code| wording::receipt::line_title(code, Lang::Fr),
        ),
        Item::Rounding => "Arrondi à l’euro (CIBS, article L131-2)".to_owned(),
        Item::Fee => "Traitement de la démarche".to_owned(),
    }
}

fn seller(identity: &Identity) -> Seller {
    Seller {
        name: identity.legal_name.clone(),
        brand: identity.brand.clone(),
        legal_form: identity.legal_form.clone(),
        capital: identity.capital.clone(),
        address: Address::read(&identity.address),
        siren: identity.siren.clone(),
        rcs: identity.rcs.clone(),
        vat_number: identity.vat_number.clone(),
        email: identity.email.clone(),
        phone: identity.phone.clone(),
        iban: identity.iban.clone(),
        demo: identity.demo,
    }
}
