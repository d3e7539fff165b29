//! What a paper says: what was sold and not taken back, whose it is, who issues it.

use accounts::operations::people;
use accounts::{Field, PersonId, Visit};
use dossiers::operations::money;
use dossiers::order::Means as Came;
use dossiers::{Party, PartyRole, State as Dossier};
use invoices::{Address, Buyer, Content, Item, Kind, Line, Means, Seller, Sum, Sums};
use ledger::Sale;
use simulator::answer::LineCode;
use sqlx::PgConnection;
use tenants::{Identity, Tenant};
use uuid::Uuid;
use vocabulary::{Cents, FeeRule, Lang};

use crate::clock;
use crate::dossier::people::{named, wanted};
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

/// Who is invoiced: the main holder, a parent for a minor; before they are named, whoever ordered.
pub(super) async fn buyer(
    conn: &mut PgConnection,
    state: &State,
    visit: &Visit,
    dossier: &Dossier,
) -> Result<Buyer, accounts::operations::Failure> {
    let today = clock::day(visit.now).date;
    let rules = state.rules().by_version(&dossier.rules.hash);
    let case = rules.and_then(|rules| money::evaluate(dossier, rules, today).ok());
    let main =
        case.and_then(|case| wanted(&case).into_iter().find(|one| one.role != PartyRole::Minor));
    let party = main.and_then(|one| named(dossier, one)).map(|(_, party)| party);
    let email = dossier.email.clone().unwrap_or_default();
    if let Some(party) = party.filter(|party| !party.display().is_empty()) {
        return Ok(Buyer {
            name: party.display(),
            address: address_of(party),
            siren: siren(&party.siren),
            email,
        });
    }
    let person = match dossier.person {
        Some(person) => people::find(conn, PersonId(Uuid::from(person))).await?,
        None => None,
    };
    let text = |field| person.as_ref().map(|person| person.profile.text(field)).unwrap_or_default();
    let name = format!("{} {}", text(Field::LastName).to_uppercase(), text(Field::FirstNames));
    let name = name.trim().to_owned();
    Ok(Buyer {
        name: if name.is_empty() { email.clone() } else { name },
        address: Address {
            line: text(Field::AddressLine),
            more: text(Field::AddressMore),
            postcode: text(Field::Postcode),
            city: text(Field::City),
        },
        siren: String::new(),
        email,
    })
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

/// What a paper of `kind` says of `sums`, but for its rate and what it takes back.
pub(super) fn content(
    visit: &Visit,
    dossier: &Dossier,
    buyer: &Buyer,
    (kind, sums): (Kind, &Sums),
) -> Content {
    let lines = sums.iter().map(|(item, sum)| Line { item: item.clone(), label: label(item), sum });
    let latest = dossier.transfers.values().max_by_key(|one| one.received_on);
    let today = clock::day(visit.now).date;
    let means = match latest.map(|one| one.means) {
        Some(Came::Transfer) => Means::Transfer,
        _ => Means::Card,
    };
    let paid_on = latest.map_or(today, |one| one.received_on);
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
        served_on: paid_on,
        paid_on: if kind == Kind::CreditNote { today } else { paid_on },
        means: means.id().to_owned(),
        lines: lines.collect(),
        vat_rate: 0,
        corrects: Vec::new(),
    }
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
