//! What the charts share: caption and names, the stretched plot, the legend, the table.

use leptos::prelude::*;
use vocabulary::Lang;

use crate::design::table::scrolling;

use super::{ChartText, PLOT, Series, TOP, Twin, percent};

/// The frame that all plots share: caption, names, drawing, legend, table.
pub(super) fn framed(
    text: ChartText,
    units: Option<(String, String)>,
    legend: Option<AnyView>,
    drawing: AnyView,
    twin: Twin,
    lang: Lang,
) -> AnyView {
    let ChartText { id, title, description } = text;
    let name = title.clone();
    let (above, below) = units.unzip();
    view! {
        <figure class="chart">
            <figcaption>{title.clone()}</figcaption>
            {legend}
            {above.map(|unit| view! { <p class="chart-unit">{unit}</p> })}
            <svg role="img" aria-labelledby=labelled(id)>
                <title id=format!("{id}-title")>{title}</title>
                <desc id=format!("{id}-desc")>{description}</desc>
                {drawing}
            </svg>
            {below.map(|unit| view! { <p class="chart-unit chart-unit-end">{unit}</p> })}
            {table(name, twin, lang)}
        </figure>
    }
    .into_any()
}

/// The stretched drawing of the plot: 10,000 by 10,000, the origin in the upper left corner.
pub(super) fn inner(curves: AnyView) -> impl IntoView {
    view! {
        <svg
            x="0"
            y=percent(TOP)
            width="100%"
            height=percent(PLOT)
            viewBox="0 0 10000 10000"
            preserveAspectRatio="none"
        >
            {curves}
        </svg>
    }
}

/// The line of zero.
pub(super) fn floor() -> impl IntoView {
    let y = percent(TOP + PLOT);
    view! { <line class="chart-axis" x1="0" x2="100%" y1=y.clone() y2=y /> }
}

pub(super) fn legend(series: Vec<Series>) -> AnyView {
    let lines = series
        .into_iter()
        .enumerate()
        .map(|(place, one)| {
            view! {
                <li>
                    <svg viewBox="0 0 36 12" aria-hidden="true">
                        <path class=curve_class(place) d="M2 6H34" />
                    </svg>
                    {one.name}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chart-legend">{lines}</ul> }.into_any()
}

/// The table under the chart called `chart`: its region scrolls, so it has a name of its own.
pub(super) fn table(chart: String, twin: Twin, lang: Lang) -> impl IntoView {
    let summary = lang.pick("Voir les chiffres en tableau", "See the figures as a table");
    let name = format!("{chart}{}", lang.pick(" (tableau)", " (table)"));
    let head = twin.head.into_iter().enumerate().map(|(place, heading)| {
        let class = (place > 0).then_some("num");
        view! {
            <th scope="col" class=class>
                {heading}
            </th>
        }
    });
    let rows = twin.rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let name = cells.next();
        let rest = cells.map(|cell| view! { <td class="num">{cell}</td> }).collect_view();
        view! {
            <tr>
                <th scope="row">{name}</th>
                {rest}
            </tr>
        }
    });
    view! {
        <details class="disclosure">
            <summary>{summary}</summary>
            {scrolling(
                name,
                view! {
                    <table class="table">
                        <thead>
                            <tr>{head.collect_view()}</tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                }
                    .into_any(),
            )}
        </details>
    }
}

pub(super) fn labelled(id: &str) -> String {
    format!("{id}-title {id}-desc")
}

pub(super) const fn curve_class(place: usize) -> &'static str {
    match place {
        0 => "chart-curve",
        1 => "chart-curve is-2",
        _ => "chart-curve is-3",
    }
}
