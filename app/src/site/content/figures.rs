//! The figures that prose may name. None is typed in it: each comes from the tables in force.

use std::sync::Arc;

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind, context};
use vocabulary::{Amount, Date};
use wording::numbers::euros;

use crate::site::asked::Asked;
use crate::site::page::Page;
use crate::site::simulation;

fn wrong(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, what.into())
}

/// Gives `engine` every figure, for what was asked.
pub(super) fn define(engine: &mut Environment<'_>, asked: &Arc<Asked>) {
    let lang = asked.lang;
    engine.add_global("year", asked.today.year());
    engine.add_global("today", wording::numbers::date(asked.today, lang));
    engine.add_global("fee", our_fee(asked, None));
    engine.add_global("own_fees", own_fees(asked));
    let a = Arc::clone(asked);
    engine.add_function("fee_of", move |code: String| {
        let known = a.published.demarches.all().iter().any(|one| one.kind.id() == code);
        known.then(|| our_fee(&a, Some(&code))).ok_or_else(|| wrong(format!("no démarche {code}")))
    });
    if let Some((y4, y5)) = fixed(asked) {
        engine.add_global("y4", euros(y4, lang));
        engine.add_global("y5", euros(y5, lang));
    }
    let rates = simulation::rates(asked);
    let extreme = |entry: Option<&simulation::RegionRate>| {
        entry.map(|rate| context! { name => rate.name.clone(), rate => euros(rate.per_cv, lang) })
    };
    engine.add_global("cheapest_region", extreme(rates.iter().min_by_key(|rate| rate.per_cv)));
    engine.add_global("dearest_region", extreme(rates.iter().max_by_key(|rate| rate.per_cv)));

    let a = Arc::clone(asked);
    engine.add_function("rate", move |region: String| {
        simulation::rates(&a)
            .into_iter()
            .find(|rate| rate.code == region)
            .map(|rate| euros(rate.per_cv, lang))
            .ok_or_else(|| wrong(format!("no region {region}")))
    });
    let a = Arc::clone(asked);
    engine.add_function("price", move |query: String| price(&a, &query));
    let a = Arc::clone(asked);
    engine.add_function("link", move |key: String| {
        page_of(&a, &key).map(|page| a.href(page)).ok_or_else(|| wrong(format!("no page {key}")))
    });
    let a = Arc::clone(asked);
    engine.add_function("malus_co2", move |year: u16, grams: u32| {
        let table =
            simulation::wltp_of(&a.published.baremes, year).ok_or_else(|| wrong("no table"))?;
        Ok::<_, Error>(euros(simulation::at_gram(&a.published.baremes, table, grams), lang))
    });
    let a = Arc::clone(asked);
    engine.add_function("malus_first_gram", move |year: u16| {
        let table =
            simulation::wltp_of(&a.published.baremes, year).ok_or_else(|| wrong("no table"))?;
        Ok::<_, Error>(simulation::first_gram(table))
    });
    let a = Arc::clone(asked);
    engine.add_function("malus_ceiling", move |year: u16| {
        let table =
            simulation::wltp_of(&a.published.baremes, year).ok_or_else(|| wrong("no table"))?;
        Ok::<_, Error>(wording::numbers::euros_short(simulation::ceiling(table), lang))
    });
    let a = Arc::clone(asked);
    engine.add_function("malus_masse", move |year: u16, kg: u32| {
        let scale =
            simulation::scale_of(&a.published.baremes, year).ok_or_else(|| wrong("no scale"))?;
        Ok::<_, Error>(euros(simulation::at_kg(scale, kg), lang))
    });
    let a = Arc::clone(asked);
    engine.add_function("mass_threshold", move |year: u16| {
        let scale =
            simulation::scale_of(&a.published.baremes, year).ok_or_else(|| wrong("no scale"))?;
        let first = scale.bands.first().ok_or_else(|| wrong("an empty scale"))?;
        Ok::<_, Error>(wording::numbers::integer(u64::from(first.first), lang))
    });
}

/// What we charge for a démarche, or for every one without a price of its own.
fn our_fee(asked: &Asked, demarche: Option<&str>) -> String {
    wording::receipt::fee(asked.fee(demarche).unwrap_or_default(), asked.lang)
}

/// The démarches that have a price of their own, with it.
fn own_fees(asked: &Asked) -> Vec<Value> {
    let general = asked.fee(None);
    let all = asked.published.demarches.all().iter();
    let own = all.filter(|one| asked.fee(Some(one.kind.id())) != general);
    own.map(|one| {
        let label = one.page.label.in_lang(asked.lang);
        context! { label => label, fee => our_fee(asked, Some(one.kind.id())) }
    })
    .collect()
}

fn fixed(asked: &Asked) -> Option<(Amount, Amount)> {
    let on = |lines: &[simulator::baremes::FixedAmount]| {
        let runs = |from: Date, to: Date| from <= asked.today && asked.today <= to;
        lines.iter().find(|line| runs(line.from, line.to)).map(|line| line.amount)
    };
    Some((on(&asked.published.baremes.y4)?, on(&asked.published.baremes.y5)?))
}

fn price(asked: &Asked, query: &str) -> Result<Value, Error> {
    let answer = simulation::from_query(asked, query)
        .map_err(|errors| wrong(format!("{query}: {} facts are wrong", errors.len())))?;
    let simulator::answer::Total::Known { total, .. } = answer.total else {
        return Err(wrong(format!("{query}: facts are missing {:?}", answer.missing)));
    };
    let line = |index: usize| match answer.lines[index].outcome {
        simulator::answer::Outcome::Due(amount) => euros(amount, asked.lang),
        _ => String::new(),
    };
    let pairs = crate::query::pairs(query);
    let operation = pairs.iter().find(|(name, _)| name == "operation");
    let operation = operation.and_then(|(_, code)| simulator::facts::Operation::parse(code));
    let fee = simulation::fee_for(asked, operation).gross(total);
    Ok(context! {
        total => euros(Amount::from_cents(total), asked.lang),
        fee => euros(Amount::from_cents(fee), asked.lang),
        grand_total => euros(Amount::from_cents(total + fee), asked.lang),
        y1 => line(0), y2 => line(1), y3_co2 => line(2), y3_mass => line(3), y4 => line(4), y5 => line(5),
    })
}

/// The page that prose calls `key`: `fees`, `region:11`, `demarche:changement_titulaire`, `guide:…`.
fn page_of(asked: &Asked, key: &str) -> Option<Page> {
    let regions = &asked.published.baremes.regions;
    match key.split_once(':') {
        Some(("region", code)) => {
            regions.iter().position(|region| region.code == code).map(Page::Region)
        }
        Some(("departement", code)) => regions.iter().enumerate().find_map(|(index, region)| {
            let place = region.departements.iter().position(|one| one == code)?;
            Some(Page::Departement(index, place))
        }),
        Some(("demarche", code)) => asked
            .published
            .demarches
            .all()
            .iter()
            .position(|demarche| demarche.kind.id() == code)
            .map(Page::Demarche),
        Some(("guide", key)) => asked
            .published
            .contents
            .guides
            .iter()
            .position(|guide| guide.key == key)
            .map(Page::Guide),
        Some(_) => None,
        None => Some(match key {
            "home" => Page::Home,
            "simulator" => Page::Simulator,
            "prices" => Page::Prices,
            "malus_co2" => Page::MalusCo2,
            "malus_masse" => Page::MalusMasse,
            "demarches" => Page::Demarches,
            "guides" => Page::Guides,
            "help" => Page::Help,
            "fees" => Page::Fees,
            "about" => Page::About,
            "contact" => Page::Contact,
            "legal" => Page::Legal,
            "terms" => Page::Terms,
            "privacy" => Page::Privacy,
            "accessibility" => Page::Accessibility,
            _ => return None,
        }),
    }
}
