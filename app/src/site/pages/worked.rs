//! Worked prices of a département.

use leptos::prelude::*;
use simulator::answer::Total;
use vocabulary::Cents;
use wording::numbers::{date, euros};

use crate::design::table::scrolling;
use crate::site::asked::Asked;
use crate::site::simulation::{fee_for, used_car};

/// Powers of the worked prices, in CV.
const WORKED_CV: [u32; 8] = [3, 4, 5, 6, 7, 8, 10, 15];
/// Years of age of the worked prices: one on each side of the tenth anniversary.
const WORKED_YEARS: [u16; 2] = [5, 11];

/// Prices of a used petrol car, by power and age: the taxes, our fee, and both.
pub(super) fn table(asked: &Asked, departement: &str) -> AnyView {
    let lang = asked.lang;
    let fee = fee_for(asked, Some(simulator::facts::Operation::ChangementTitulaire));
    let sum = |cv, years| match used_car(asked, departement, cv, years).total {
        Total::Known { total, .. } => Some(total),
        _ => None,
    };
    let show = |sum: Option<Cents>| sum.map(|sum| euros(sum, lang)).unwrap_or_default();
    let rows = WORKED_CV
        .into_iter()
        .map(|cv| {
            let [young, old] = WORKED_YEARS.map(|years| sum(cv, years));
            view! {
                <tr>
                    <th scope="row">{wording::numbers::cv(cv, lang)}</th>
                    <td class="amount">{show(young)}</td>
                    <td class="amount">{show(young.map(|taxes| taxes + fee.gross(taxes)))}</td>
                    <td class="amount">{show(old)}</td>
                    <td class="amount">{show(old.map(|taxes| taxes + fee.gross(taxes)))}</td>
                </tr>
            }
        })
        .collect_view();
    let ages = [
        lang.pick("Moins de 10 ans", "Under 10 years"),
        lang.pick("10 ans et plus", "10 years and over"),
    ]
    .map(|words| {
        view! {
            <th scope="colgroup" colspan="2">
                {words}
            </th>
        }
    })
    .into_iter()
    .collect_view();
    let sums = || {
        [lang.pick("Taxes", "Taxes"), lang.pick("Avec nos frais", "With our fee")]
            .map(|words| {
                view! {
                    <th scope="col" class="amount">
                        {words}
                    </th>
                }
            })
            .into_iter()
            .collect_view()
    };
    let caption = format!(
        "{} {} ({} {})",
        lang.pick(
            "Changement de titulaire d’une voiture essence, certificat délivré le",
            "Change of holder of a petrol car, certificate issued on",
        ),
        date(asked.today, lang),
        lang.pick("nos frais, TVA comprise\u{202f}:", "our fee, VAT included:"),
        wording::receipt::fee(fee, lang),
    );
    view! {
        <section>
            <h2>{lang.pick("Prix calculés", "Worked prices")}</h2>
            {scrolling(
                lang.pick("Prix calculés", "Worked prices").to_owned(),
                view! {
                    <table class="table">
                        <caption>{caption}</caption>
                        <thead>
                            <tr>
                                <th scope="col" rowspan="2">
                                    {lang.pick("Puissance", "Power")}
                                </th>
                                {ages}
                            </tr>
                            <tr>{sums()} {sums()}</tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                    .into_any(),
            )}
            <p>{wording::receipt::without_our_fee(lang)}</p>
        </section>
    }
    .into_any()
}
