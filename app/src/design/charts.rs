//! Charts drawn on the server: whole numbers in, SVG out, and under each the same figures as a table.
//!
//! The plot stretches with the page while its text keeps its size: places are percentages, curves live in an inner
//! drawing that may be squeezed. Colours and dashes are classes; a series is told by its dash as well as by its colour.

use std::fmt::Write as _;

use leptos::prelude::*;
use vocabulary::{Date, Lang};

use self::frame::{curve_class, floor, framed, inner, labelled, legend, table};

mod frame;

/// Share of the drawing above the plot, in hundredths of a percent: room for the highest label.
const TOP: i64 = 1_100;
/// Height of the plot, in hundredths of a percent; the dates or quantities stand in what is left below.
const PLOT: i64 = 7_600;
/// The whole, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// What names a chart, on the page and for screen readers.
pub struct ChartText {
    /// Prefix of the identifiers; unique in the page.
    pub id: &'static str,
    /// The caption.
    pub title: String,
    /// What the chart shows, in a sentence, for those who do not see it.
    pub description: String,
}

/// A value that holds from a day on.
pub struct Step {
    /// First day.
    pub since: Date,
    /// The value, in any whole unit, at least 0.
    pub value: i64,
    /// The first day in words.
    pub since_label: String,
    /// The value with its unit.
    pub value_label: String,
}

/// A named line of a [`CurveChart`]: points (x, y) by rising x.
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Points in whole units, y at least 0.
    pub points: Vec<(i64, i64)>,
}

/// A labelled place on an axis.
pub struct Tick {
    /// In the unit of the axis.
    pub at: i64,
    /// As written.
    pub label: String,
}

/// The figures of a chart in words: a table of a heading, and rows of as many cells.
pub struct Twin {
    /// Headings, the first for the rows.
    pub head: Vec<String>,
    /// Rows; the first cell names the row.
    pub rows: Vec<Vec<String>>,
}

/// A row of a [`BarChart`].
pub struct Bar {
    /// What it is the bar of.
    pub label: String,
    /// Its length in any whole unit, at least 0.
    pub value: i64,
    /// The value with its unit.
    pub value_label: String,
    /// Whether the page is about this one.
    pub is_current: bool,
}

/// Dated values as stairs: the history of a rate, up to `until`. The scale begins at 0.
///
/// Labels that would overlap are left to the table.
#[component]
pub fn StepChart(
    /// Names of the chart.
    text: ChartText,
    /// Values by rising date; nothing is drawn without any.
    steps: Vec<Step>,
    /// The right edge: today, or the end of the last period.
    until: Date,
    /// Headings of the table: the day, the value.
    head: (String, String),
    /// Language of the table's own words.
    lang: Lang,
) -> impl IntoView {
    let first = steps.first().map_or(0, |step| day_number(step.since));
    let span = (day_number(until) - first).max(1);
    let highest = steps.iter().map(|step| step.value).max().unwrap_or(0).max(1);
    let left = |step: &Step| (day_number(step.since) - first) * WHOLE / span;
    let top = |step: &Step| TOP + PLOT - step.value * PLOT / highest;

    let mut line = String::new();
    let mut marks = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let (x, y) = (left(step), top(step));
        let end = steps.get(place + 1).map_or(WHOLE, left);
        let level = WHOLE - step.value * WHOLE / highest;
        let stroke = if place == 0 { 'M' } else { 'L' };
        // Writing to a String cannot fail.
        let _ = write!(line, "{stroke}{x} {level}H{end}");
        let is_last = place + 1 == steps.len();
        let shown = end - x >= 1_500 || is_last;
        let (anchor, at) = if is_last && x > 8_000 { (" chart-end", WHOLE) } else { ("", x) };
        marks.push(view! {
            {shown
                .then(|| {
                    view! {
                        <text
                            class=format!("chart-value{anchor}")
                            x=percent(at)
                            y=percent(y)
                            dy="-8"
                        >
                            {step.value_label.clone()}
                        </text>
                        <text class=format!("chart-tick{anchor}") x=percent(at) y="98%">
                            {step.since_label.clone()}
                        </text>
                    }
                })}
        });
    }
    let area = format!("{line}V{WHOLE}H0Z");
    let rows = steps.into_iter().map(|step| vec![step.since_label, step.value_label]).collect();
    let twin = Twin { head: vec![head.0, head.1], rows };
    framed(
        text,
        None,
        None,
        view! {
            {floor()}
            {inner(
                view! {
                    <path class="chart-area" d=area />
                    <path class="chart-curve" d=line />
                }
                    .into_any(),
            )}
            {marks}
        }
        .into_any(),
        twin,
        lang,
    )
}

/// One to three curves over a quantity: grams or kilograms against euros.
#[component]
pub fn CurveChart(
    /// Names of the chart.
    text: ChartText,
    /// The curves; a fourth one would share the third's look.
    series: Vec<Series>,
    /// Labelled places from left to right; the first and the last are the edges of the plot.
    x_ticks: Vec<Tick>,
    /// Labelled heights from 0 up; the last is the top of the plot.
    y_ticks: Vec<Tick>,
    /// What the horizontal axis counts.
    #[prop(into)]
    x_unit: String,
    /// What the vertical axis counts.
    #[prop(into)]
    y_unit: String,
    /// The figures in words.
    twin: Twin,
    /// Language of the table's own words.
    lang: Lang,
) -> impl IntoView {
    let start = x_ticks.first().map_or(0, |tick| tick.at);
    let width = (x_ticks.last().map_or(0, |tick| tick.at) - start).max(1);
    let height = y_ticks.last().map_or(0, |tick| tick.at).max(1);
    let last = x_ticks.len().saturating_sub(1);

    let levels = y_ticks
        .into_iter()
        .map(|tick| {
            let y = percent(TOP + PLOT - tick.at * PLOT / height);
            view! {
                <line class="chart-grid" x1="0" x2="100%" y1=y.clone() y2=y.clone() />
                <text class="chart-tick" x="0" y=y dy="-5">
                    {tick.label}
                </text>
            }
        })
        .collect_view();
    let places = x_ticks
        .into_iter()
        .enumerate()
        .map(|(place, tick)| {
            let class = match place {
                0 => "chart-tick",
                _ if place == last => "chart-tick chart-end",
                _ => "chart-tick chart-middle",
            };
            view! {
                <text class=class x=percent((tick.at - start) * WHOLE / width) y="97%">
                    {tick.label}
                </text>
            }
        })
        .collect_view();
    let curves = series
        .iter()
        .enumerate()
        .map(|(place, one)| {
            let points: Vec<String> = one
                .points
                .iter()
                .map(|(x, y)| {
                    let across = (x - start) * WHOLE / width;
                    format!("{across},{}", WHOLE - y * WHOLE / height)
                })
                .collect();
            view! { <polyline class=curve_class(place) points=points.join(" ") /> }
        })
        .collect_view();
    let legend = (series.len() > 1).then(|| legend(series));
    framed(
        text,
        Some((y_unit, x_unit)),
        legend,
        view! {
            {levels}
            {floor()}
            {inner(curves.into_any())}
            {places}
        }
        .into_any(),
        twin,
        lang,
    )
}

/// Height of a row of bars, in pixels: a line of text and the bar under it.
const ROW: usize = 44;

/// Bars of one quantity, one a row, in the order given: the regions' price of a fiscal horsepower.
#[component]
pub fn BarChart(
    /// Names of the chart.
    text: ChartText,
    /// The bars.
    bars: Vec<Bar>,
    /// Headings of the table: the name, the value.
    head: (String, String),
    /// Language of the table's own words.
    lang: Lang,
) -> impl IntoView {
    let longest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let height = bars.len() * ROW;
    let drawn = bars
        .iter()
        .enumerate()
        .map(|(place, bar)| {
            let y = place * ROW;
            let class = if bar.is_current { "chart-label is-current" } else { "chart-label" };
            view! {
                <g class=bar.is_current.then_some("is-current")>
                    <text class=class x="0" y=y + 18>
                        {bar.label.clone()}
                    </text>
                    <text class="chart-value chart-end" x="100%" y=y + 18>
                        {bar.value_label.clone()}
                    </text>
                    <rect class="chart-track" x="0" y=y + 25 width="100%" height="8" rx="2" />
                    <rect
                        class="chart-bar"
                        x="0"
                        y=y + 25
                        width=percent(bar.value * WHOLE / longest)
                        height="8"
                        rx="2"
                    />
                </g>
            }
        })
        .collect_view();
    let ChartText { id, title, description } = text;
    let name = title.clone();
    let rows = bars.into_iter().map(|bar| vec![bar.label, bar.value_label]).collect();
    view! {
        <figure class="chart">
            <figcaption>{title.clone()}</figcaption>
            <svg class="chart-bars" height=height role="img" aria-labelledby=labelled(id)>
                <title id=format!("{id}-title")>{title}</title>
                <desc id=format!("{id}-desc")>{description}</desc>
                {drawn}
            </svg>
            {table(
                name,
                Twin {
                    head: vec![head.0, head.1],
                    rows,
                },
                lang,
            )}
        </figure>
    }
}

/// Days counted in months of 31: near enough to place a date on a drawing, and rising with it.
fn day_number(date: Date) -> i64 {
    i64::from(date.year()) * 372 + i64::from(date.month()) * 31 + i64::from(date.day())
}

/// Hundredths of a percent as SVG writes them.
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths.rem_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> ChartText {
        ChartText { id: "rate", title: "Tarif".to_owned(), description: "Une marche.".to_owned() }
    }

    fn step(since: Date, value: i64) -> Step {
        let value_label = format!("{value} €");
        Step { since, value, since_label: since.to_string(), value_label }
    }

    #[test]
    fn every_figure_of_a_chart_is_in_its_table() {
        let (first, second) = (Date::new(2024, 1, 1).unwrap(), Date::new(2025, 7, 1).unwrap());
        let steps = vec![step(first, 51), step(second, 60)];
        let until = Date::new(2026, 12, 31).unwrap();
        let head = ("Depuis".to_owned(), "Tarif".to_owned());
        let html = view! { <StepChart text=text() steps until head lang=Lang::Fr /> }.to_html();
        for figure in ["2024-01-01", "51 €", "2025-07-01", "60 €"] {
            assert!(html.contains(&format!(">{figure}</t")), "{figure}: {html}");
        }
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_chart_of_nothing_is_drawn_without_fault() {
        let until = Date::new(2026, 12, 31).unwrap();
        let head = || (String::new(), String::new());
        let html = view! {
            <StepChart text=text() steps=Vec::new() until head=head() lang=Lang::Fr />
            <BarChart text=text() bars=Vec::new() head=head() lang=Lang::En />
        }
        .to_html();
        assert!(html.contains("</svg>"));
    }
}
