use leptos::prelude::*;
use vocabulary::Date;
use wording::departements::departement_name;
use wording::numbers::{date, euros};

use super::{Body, Page, head, ok, prose, worked};
use crate::design::charts::{Bar, BarChart, ChartText, Step, StepChart};
use crate::design::map::{PriceMap, RegionPrice};
use crate::site::asked::Asked;
use crate::site::document::Head;
use crate::site::simulation::{RegionRate, rates};

/// `/prix-carte-grise`
pub(super) fn map(asked: &Asked) -> Body {
    let lang = asked.lang;
    let rates = rates(asked);
    let regions = rates
        .iter()
        .map(|rate| RegionPrice {
            code: rate.code.clone(),
            name: rate.name.clone(),
            href: asked.href(Page::Region(rate.index)),
            cents: Some(rate.per_cv.0),
            label: euros(rate.per_cv, lang),
        })
        .collect::<Vec<_>>();
    let mut sorted: Vec<&RegionRate> = rates.iter().collect();
    sorted.sort_by_key(|rate| (std::cmp::Reverse(rate.per_cv), rate.name.clone()));
    let bars = sorted
        .into_iter()
        .map(|rate| Bar {
            label: rate.name.clone(),
            value: rate.per_cv.0,
            value_label: euros(rate.per_cv, lang),
            is_current: false,
        })
        .collect::<Vec<_>>();
    let title = lang.pick("Prix de la carte grise par région", "Certificate price by region");
    let on = format!(
        "{} {}",
        lang.pick("Prix du cheval fiscal au", "Price of one fiscal horsepower on"),
        date(asked.today, lang)
    );
    let text =
        asked.published.contents.page("prices", lang).map(|text| prose::article(asked, text));
    let text = match text.transpose() {
        Ok(text) => text,
        Err(reason) => return prose::fault(asked, reason),
    };
    ok(
        Head {
            crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
            ..head(
                title,
                lang.pick(
                    "Carte et tableau du prix du cheval fiscal dans les 18 régions, à jour et daté, avec l’historique et des prix calculés par département.",
                    "Map and table of the price of one fiscal horsepower in the 18 regions, dated, with its history and worked prices by département.",
                ),
                Page::Prices,
            )
        },
        view! {
            <h1>{title}</h1>
            <PriceMap regions title=on.clone() lang />
            <BarChart
                text=ChartText {
                    id: "rates",
                    title: on,
                    description: lang
                        .pick(
                            "Un trait par région, de la plus chère à la moins chère.",
                            "A bar a region, the dearest first.",
                        )
                        .to_owned(),
                }
                bars
                head=(
                    lang.pick("Région", "Region").to_owned(),
                    lang.pick("Prix d’un CV", "Price of one CV").to_owned(),
                )
                lang
            />
            {text}
        },
    )
}

/// `/prix-carte-grise/{region}`
pub(super) fn region(asked: &Asked, index: usize) -> Body {
    let lang = asked.lang;
    let Some(region) = asked.published.baremes.regions.get(index) else {
        return prose::error(asked, 404);
    };
    let title = format!("{} {}", lang.pick("Carte grise", "Registration in"), region.name);
    let departements = region
        .departements
        .iter()
        .enumerate()
        .map(|(place, code)| {
            view! {
                <li>
                    <a href=asked
                        .href(
                            Page::Departement(index, place),
                        )>{format!("{} ({code})", departement_name(code).unwrap_or_default())}</a>
                </li>
            }
        })
        .collect_view();
    let code = region.departements.first().cloned().unwrap_or_default();
    ok(
        Head {
            crumbs: vec![
                (asked.say("Accueil", "Home").to_owned(), Page::Home),
                (asked.say("Prix par région", "Prices by region").to_owned(), Page::Prices),
            ],
            ..head(title.clone(), description(asked, index, &region.name), Page::Region(index))
        },
        view! {
            <h1>{title}</h1>
            {rate_block(asked, index, &region.name)}
            {worked::table(asked, &code)}
            {history(asked, index)}
            <section>
                <h2>{lang.pick("Par département", "By département")}</h2>
                <ul class="columns">{departements}</ul>
            </section>
        },
    )
}

/// `/prix-carte-grise/{region}/{departement}`
pub(super) fn departement(asked: &Asked, index: usize, place: usize) -> Body {
    let lang = asked.lang;
    let Some((region, code)) = asked
        .published
        .baremes
        .regions
        .get(index)
        .and_then(|region| Some((region, region.departements.get(place)?)))
    else {
        return prose::error(asked, 404);
    };
    let name = departement_name(code).unwrap_or_default();
    let title = format!("{} {name} ({code})", lang.pick("Carte grise", "Registration in"));
    let others = region
        .departements
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .map(|(other, code)| {
            view! {
                <li>
                    <a href=asked
                        .href(
                            Page::Departement(index, other),
                        )>{format!("{} ({code})", departement_name(code).unwrap_or_default())}</a>
                </li>
            }
        })
        .collect_view();
    let alone = region.departements.len() == 1;
    let query = format!("operation=changement_titulaire&departement={code}");
    ok(
        Head {
            crumbs: vec![
                (asked.say("Accueil", "Home").to_owned(), Page::Home),
                (asked.say("Prix par région", "Prices by region").to_owned(), Page::Prices),
                (region.name.clone(), Page::Region(index)),
            ],
            ..head(
                title.clone(),
                description(asked, index, &format!("{name} ({code})")),
                Page::Departement(index, place),
            )
        },
        view! {
            <h1>{title}</h1>
            {rate_block(asked, index, &region.name)}
            <p>
                <a class="btn btn-primary" href=format!("{}?{query}", asked.href(Page::Simulator))>
                    {format!(
                        "{} {name}",
                        lang.pick("Calculer mon prix dans le département", "Work out my price in"),
                    )}
                </a>
            </p>
            {worked::table(asked, code)}
            {history(asked, index)}
            {(!alone)
                .then(|| {
                    view! {
                        <section>
                            <h2>
                                {lang
                                    .pick(
                                        "Les autres départements de la région",
                                        "Other départements of the region",
                                    )}
                            </h2>
                            <ul class="columns">{others}</ul>
                        </section>
                    }
                })}
        },
    )
}

fn description(asked: &Asked, index: usize, place: &str) -> String {
    let lang = asked.lang;
    let price = simulator::price_per_cv(&asked.published.baremes, index, asked.today)
        .map(|price| euros(price.total(), lang))
        .unwrap_or_default();
    match lang {
        vocabulary::Lang::Fr => format!(
            "{place}\u{202f}: le cheval fiscal coûte {price} au {}. Historique du tarif, prix calculés de 3 à 15 CV, avant et après dix ans.",
            date(asked.today, lang)
        ),
        vocabulary::Lang::En => format!(
            "{place}: one fiscal horsepower costs {price} on {}. History of the rate, worked prices from 3 to 15 CV, before and after ten years.",
            date(asked.today, lang)
        ),
    }
}

/// The price of a CV today, since when, and of what it is made.
fn rate_block(asked: &Asked, index: usize, name: &str) -> AnyView {
    let lang = asked.lang;
    let Some(price) = simulator::price_per_cv(&asked.published.baremes, index, asked.today) else {
        let unknown = lang.pick("Aucun tarif connu à cette date.", "No rate known on this day.");
        return view! { <p class="notice notice-warning">{unknown}</p> }.into_any();
    };
    let parts = price.surcharge.map(|surcharge| {
        let text = format!(
            "{} {} + {} {}",
            lang.pick("Tarif de la région\u{202f}:", "Rate of the region:"),
            euros(price.rate.per_cv, lang),
            lang.pick("majoration\u{202f}:", "surcharge:"),
            euros(surcharge.per_cv, lang)
        );
        view! { <p>{text}</p> }
    });
    let since = wording::receipt::in_force_since(price.since(), lang);
    let carried = price.rate.carry_over_from.filter(|last| asked.today > *last).map(|last| {
        let text = format!(
            "{} {}. {}",
            lang.pick("Tarif connu jusqu’au", "Rate known until"),
            date(last, lang),
            lang.pick(
                "Il est repris tel quel ensuite, faute de vote publié.",
                "It is carried over after that, as no vote is published."
            )
        );
        view! { <p class="notice notice-warning">{text}</p> }
    });
    view! {
        <section class="card rate">
            <h2>
                {format!("{} {name}", lang.pick("Un cheval fiscal en", "One fiscal horsepower in"))}
            </h2>
            <p class="rate-amount">
                <strong>{euros(price.total(), lang)}</strong>
                {lang.pick(" par CV", " per CV")}
            </p>
            {parts}
            <p>{since}</p>
            {carried}
        </section>
    }
    .into_any()
}

/// The history of the rate.
fn history(asked: &Asked, index: usize) -> AnyView {
    let lang = asked.lang;
    let steps: Vec<Step> = simulator::rate_history(&asked.published.baremes, index)
        .map(|price| Step {
            since: price.since(),
            value: price.total().0,
            since_label: date(price.since(), lang),
            value_label: euros(price.total(), lang),
        })
        .collect();
    let end = steps.last().map_or(asked.today, |step| step.since.max(asked.today));
    let until = Date::new(end.year(), 12, 31).unwrap_or(end);
    let title = lang.pick("Historique du prix d’un CV", "History of the price of one CV");
    view! {
        <section>
            <h2>{title}</h2>
            <StepChart
                text=ChartText {
                    id: "history",
                    title: title.to_owned(),
                    description: lang
                        .pick(
                            "Le prix d’un cheval fiscal depuis 2023, majorations comprises.",
                            "The price of one fiscal horsepower since 2023, surcharges included.",
                        )
                        .to_owned(),
                }
                steps
                until
                head=(
                    lang.pick("Depuis le", "Since").to_owned(),
                    lang.pick("Prix d’un CV", "Price of one CV").to_owned(),
                )
                lang
            />
        </section>
    }
    .into_any()
}
