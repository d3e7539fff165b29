use leptos::prelude::*;
use simulator::facts::Fact;
use vocabulary::{Amount, Lang};
use wording::numbers::{euros_short, integer};

use super::{Body, Page, head, ok, prose, receipt, workbench};
use crate::design::charts::{ChartText, CurveChart, Series, Tick, Twin};
use crate::design::table::{Column, table};
use crate::live::read_form;
use crate::receipt::{Priced, ReceiptText};
use crate::site::asked::Asked;
use crate::site::document::Head;
use crate::site::forms::Controls;
use crate::site::simulation::{at_gram, at_kg, ceiling, fees_for, first_gram};

/// `/malus-co2`
pub(super) fn co2(asked: &Asked) -> Body {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let tables: Vec<_> = baremes.wltp.iter().rev().collect();
    let drawn: Vec<_> = tables.iter().take(3).copied().collect();
    let series = drawn
        .iter()
        .map(|table| Series {
            name: table.label.clone(),
            points: (100..=200)
                .map(|g| (i64::from(g), at_gram(baremes, table, g).to_cents().0 / 100))
                .collect(),
        })
        .collect::<Vec<_>>();
    let top = drawn.iter().map(|table| ceiling(table).to_cents().0 / 100).max().unwrap_or(0);
    let head_row = std::iter::once(lang.pick("Émissions", "Emissions").to_owned())
        .chain(tables.iter().map(|table| table.label.clone()))
        .collect();
    let rows = (100..=225)
        .step_by(5)
        .map(|g| {
            std::iter::once(wording::numbers::grams(g, lang))
                .chain(tables.iter().map(|table| euros_short(at_gram(baremes, table, g), lang)))
                .collect()
        })
        .collect();
    let title =
        lang.pick("Malus CO₂\u{202f}: barèmes et calcul", "CO₂ malus: scales and calculator");
    let facts = [
        Fact::Operation,
        Fact::FirstRegisteredOn,
        Fact::Co2GKm,
        Fact::MassInRunningOrderKg,
        Fact::Energy,
        Fact::Departement,
        Fact::FiscalCv,
    ];
    let summary = tables
        .iter()
        .map(|table| {
            view! {
                <tr>
                    <th scope="row">{table.label.clone()}</th>
                    <td class="amount">{wording::numbers::grams(first_gram(table), lang)}</td>
                    <td class="amount">{euros_short(ceiling(table), lang)}</td>
                </tr>
            }
        })
        .collect_view();
    let x_ticks = (100..=200)
        .step_by(20)
        .map(|g: i64| Tick { at: g, label: g.to_string() })
        .collect::<Vec<_>>();
    let twin = Twin { head: head_row, rows };
    let chart = view! {
        <CurveChart
            text=ChartText {
                id: "co2",
                title: lang
                    .pick("Malus selon les émissions WLTP", "Malus by WLTP emissions")
                    .to_owned(),
                description: lang
                    .pick(
                        "Le malus d’une voiture neuve, de 100 à 200 g/km, pour les trois derniers barèmes.",
                        "The malus of a new car from 100 to 200 g/km, for the last three scales.",
                    )
                    .to_owned(),
            }
            series
            x_ticks
            y_ticks=ticks(top, lang)
            x_unit="g/km"
            y_unit="€"
            twin
            lang
        />
    }
    .into_any();
    let table = table(
        lang.pick("Par année de première immatriculation", "By year of first registration")
            .to_owned(),
        &[
            Column::Text(lang.pick("Barème", "Scale")),
            Column::Amount(lang.pick("Premier gramme taxé", "First taxed gram")),
            Column::Amount(lang.pick("Plafond", "Ceiling")),
        ],
        summary.into_any(),
    );
    let description = lang.pick(
        "Barèmes du malus CO₂ gramme par gramme depuis 2020, courbes, plafonds, réduction pour l’âge, et calculateur qui montre chaque étape.",
        "CO₂ malus scales gram by gram since 2020, curves, ceilings, age reduction, and a calculator that shows each step.",
    );
    page(asked, Page::MalusCo2, title, description, "malus_co2", &facts, chart, table)
}

/// `/malus-masse`
#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
pub(super) fn masse(asked: &Asked) -> Body {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let scales: Vec<_> = baremes.mass.iter().rev().collect();
    let series = scales
        .iter()
        .map(|scale| Series {
            name: scale.label.clone(),
            points: (1400..=2600)
                .step_by(20)
                .map(|kg| (i64::from(kg), at_kg(scale, kg).to_cents().0 / 100))
                .collect(),
        })
        .collect::<Vec<_>>();
    let top = scales.iter().map(|scale| at_kg(scale, 2600).to_cents().0 / 100).max().unwrap_or(0);
    let head_row = std::iter::once(lang.pick("Masse (G)", "Mass (G)").to_owned())
        .chain(scales.iter().map(|scale| scale.label.clone()))
        .collect();
    let rows = (1500..=2600)
        .step_by(50)
        .map(|kg| {
            std::iter::once(wording::numbers::kg(kg, lang))
                .chain(scales.iter().map(|scale| euros_short(at_kg(scale, kg), lang)))
                .collect()
        })
        .collect();
    let bands = scales
        .iter()
        .flat_map(|scale| scale.bands.iter().map(move |band| (scale, band)))
        .map(|(scale, band)| {
            let range = match band.last {
                Some(last) => format!(
                    "{} – {}",
                    integer(u64::from(band.first), lang),
                    wording::numbers::kg(last, lang)
                ),
                None => format!("≥ {}", wording::numbers::kg(band.first, lang)),
            };
            view! {
                <tr>
                    <th scope="row">{scale.label.clone()}</th>
                    <td>{range}</td>
                    <td class="amount">
                        {euros_short(Amount::from_euros(i64::from(band.euros)), lang)}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let x_ticks = (1400..=2600)
        .step_by(300)
        .map(|kg: u32| Tick { at: i64::from(kg), label: integer(u64::from(kg), lang) })
        .collect::<Vec<_>>();
    let twin = Twin { head: head_row, rows };
    let chart = view! {
        <CurveChart
            text=ChartText {
                id: "mass",
                title: lang
                    .pick(
                        "Malus selon la masse en ordre de marche",
                        "Malus by mass in running order",
                    )
                    .to_owned(),
                description: lang
                    .pick(
                        "Le malus au poids de 1 400 à 2 600 kg, pour chaque barème.",
                        "The weight malus from 1,400 to 2,600 kg, for each scale.",
                    )
                    .to_owned(),
            }
            series
            x_ticks
            y_ticks=ticks(top, lang)
            x_unit="kg"
            y_unit="€"
            twin
            lang
        />
    }
    .into_any();
    let table = table(
        lang.pick("Prix de chaque kilogramme", "Price of each kilogram").to_owned(),
        &[
            Column::Text(lang.pick("Première immatriculation", "First registration")),
            Column::Text(lang.pick("Tranche", "Band")),
            Column::Amount(lang.pick("Par kilogramme", "Per kilogram")),
        ],
        bands.into_any(),
    );
    let facts = [
        Fact::Operation,
        Fact::FirstRegisteredOn,
        Fact::MassInRunningOrderKg,
        Fact::Energy,
        Fact::Co2GKm,
        Fact::Departement,
        Fact::FiscalCv,
    ];
    let description = lang.pick(
        "Barèmes du malus au poids depuis 2022, kilogramme par kilogramme, abattements des hybrides, plafond commun avec le CO₂, et calculateur.",
        "Weight malus scales since 2022, kilogram by kilogram, abatements of hybrids, common cap with CO₂, and a calculator.",
    );
    let title = lang
        .pick("Malus au poids\u{202f}: barèmes et calcul", "Weight malus: scales and calculator");
    page(asked, Page::MalusMasse, title, description, "malus_masse", &facts, chart, table)
}

/// Heights from nothing to `top` or just above it, in round steps: 1, 2 or 5 with noughts, some five of them.
fn ticks(top: i64, lang: Lang) -> Vec<Tick> {
    let mut step = 1;
    for factor in [2, 5, 10].into_iter().cycle() {
        if step * 6 >= top {
            break;
        }
        let decade = 10_i64.pow(step.ilog10());
        step = decade * factor;
    }
    (0..=(top + step - 1) / step)
        .map(|index| Tick {
            at: index * step,
            label: euros_short(Amount::from_euros(index * step), lang),
        })
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "the two malus pages differ in all of these")]
fn page(
    asked: &Asked,
    page: Page,
    title: &'static str,
    description: &'static str,
    key: &str,
    facts: &[Fact],
    chart: AnyView,
    table: AnyView,
) -> Body {
    let lang = asked.lang;
    let text = asked.published.contents.page(key, lang).map(|text| prose::article(asked, text));
    let text = match text.transpose() {
        Ok(text) => text,
        Err(reason) => return prose::fault(asked, reason),
    };
    ok(
        Head {
            crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
            ..head(title, description, page)
        },
        view! {
            <h1>{title}</h1>
            {calculator(asked, facts)}
            {chart}
            {table}
            {text}
        },
    )
}

/// A small form for a used import, the case in which people ask for the malus.
fn calculator(asked: &Asked, facts: &[Fact]) -> AnyView {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let pairs = vec![("operation".to_owned(), "import_occasion".to_owned())];
    let reading = read_form(&pairs, baremes, asked.today);
    let controls = Controls { lang, baremes, pairs: &pairs, errors: &[], prefix: "" };
    let fields = facts.iter().map(|fact| controls.field(*fact, true)).collect_view();
    let fees = fees_for(asked, reading.facts.operation);
    let text =
        ReceiptText::new(&Priced::new(&reading.facts, baremes, asked.today), baremes, &fees, lang);
    view! {
        <form
            class="grid-sim"
            method="get"
            action=asked.href(Page::Simulator)
            data-live
            data-today=asked.today.to_string()
            data-fees=workbench::fees(asked)
        >
            <div class="grid-sim-questions">
                <fieldset>
                    <legend>{lang.pick("Calculer mon malus", "Work out my malus")}</legend>
                    {fields}
                </fieldset>
                <p>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("Voir le calcul complet", "See the full working")}
                    </button>
                </p>
            </div>
            <div class="grid-sim-receipt">
                <div data-receipt>{receipt(&text, lang)}</div>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_round_and_few() {
        for (top, step, count) in
            [(1, 1, 2), (90_000, 20_000, 6), (95_000, 20_000, 6), (30, 5, 7), (12, 2, 7)]
        {
            let ticks: Vec<i64> = ticks(top, Lang::Fr).iter().map(|tick| tick.at).collect();
            assert_eq!(ticks[1], step, "{top}");
            assert_eq!(ticks.len(), count, "{top}");
            assert!(ticks[count - 1] >= top);
        }
    }
}
