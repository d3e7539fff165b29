//! `/gestion/statistiques`: how many dossiers, how late, refused why, decided by whom.

use dossiers::operations::statistics::{Delay, Refused, Statistics, Volume, Work};
use leptos::prelude::*;
use vocabulary::{Lang, codes};

use super::{Colleague, named, words};
use crate::design::charts::{Bar, BarChart, ChartText, CurveChart, Series, Tick, Twin};
use crate::design::table::{Column, table};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::gestion::acts::Screen;
use crate::site::gestion::body;
use crate::site::gestion::control::{empty, tabs};

codes! {
    /// A period up to today, as the address names it.
    pub enum Span {
        /// Seven days, by day.
        Week = "7",
        /// Thirty days, by day.
        Month = "30",
        /// Thirteen weeks, by week.
        Quarter = "91",
        /// Fifty-two weeks, by week.
        Year = "364",
    }
}

impl Span {
    /// How many days.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 91,
            Self::Year => 364,
        }
    }

    /// Counted by week.
    #[must_use]
    pub const fn by_week(self) -> bool {
        matches!(self, Self::Quarter | Self::Year)
    }

    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Week => lang.pick("7 jours", "7 days"),
            Self::Month => lang.pick("30 jours", "30 days"),
            Self::Quarter => lang.pick("13 semaines", "13 weeks"),
            Self::Year => lang.pick("52 semaines", "52 weeks"),
        }
    }
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct StatisticsView {
    /// Over which period.
    pub span: Span,
    /// What comes of it.
    pub found: Statistics,
    /// The staff.
    pub colleagues: Vec<Colleague>,
}

pub(in crate::site::gestion) fn page(asked: &Asked, view: &StatisticsView) -> Body {
    let lang = asked.lang;
    let spans = Span::ALL
        .iter()
        .map(|span| {
            let address = format!("{}?jours={}", Screen::Statistics.path(), span.id());
            (address, span.label(lang).to_owned(), *span == view.span)
        })
        .collect();
    body(
        lang.pick("Statistiques", "Statistics"),
        200,
        view! {
            {tabs(lang.pick("Période", "Period"), spans)}
            <section id="volume">{volume(&view.found.volume, view.span, lang)}</section>
            <section id="delays">{delays(&view.found.delays, lang)}</section>
            <div class="desk-pair">
                <section id="refusals">{refusals(asked, &view.found.refused, lang)}</section>
                <section id="operators">{work(view, lang)}</section>
            </div>
        },
    )
}

fn volume(found: &[Volume], span: Span, lang: Lang) -> AnyView {
    let place = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    let series = |name: &'static str, count: fn(&Volume) -> i64| Series {
        name: name.to_owned(),
        points: found.iter().enumerate().map(|(at, one)| (place(at), count(one))).collect(),
    };
    let (begun, filed) = (lang.pick("Commencés", "Begun"), lang.pick("Déposés", "Filed"));
    let most = found.iter().map(|one| one.begun.max(one.filed)).max().unwrap_or(0);
    let top = round_up(most);
    let y_ticks =
        [0, top / 2, top].into_iter().map(|at| Tick { at, label: at.to_string() }).collect();
    let last = found.len().saturating_sub(1);
    let x_ticks = [0, last / 2, last]
        .into_iter()
        .filter_map(|at| {
            let label = wording::numbers::date_short(found.get(at)?.day);
            Some(Tick { at: place(at), label })
        })
        .collect();
    let unit =
        if span.by_week() { lang.pick("semaine du", "week of") } else { lang.pick("jour", "day") };
    let twin = Twin {
        head: [unit, begun, filed].map(str::to_owned).to_vec(),
        rows: found
            .iter()
            .map(|one| {
                let day = wording::numbers::date(one.day, lang);
                vec![day, one.begun.to_string(), one.filed.to_string()]
            })
            .collect(),
    };
    view! {
        <CurveChart
            text=ChartText {
                id: "volume-chart",
                title: lang
                    .pick("Dossiers commencés et déposés", "Files begun and filed")
                    .to_owned(),
                description: lang
                    .pick(
                        "Nombre de dossiers commencés et déposés, dans le temps.",
                        "Number of files begun and filed, over time.",
                    )
                    .to_owned(),
            }
            series=vec![series(begun, |one| one.begun), series(filed, |one| one.filed)]
            x_ticks
            y_ticks
            x_unit=unit
            y_unit=lang.pick("dossiers", "files")
            twin
            lang
        />
    }
    .into_any()
}

/// The top of an axis: the next of 2, 4, 10, 20, 40, 100…
fn round_up(most: i64) -> i64 {
    let mut unit = 1;
    loop {
        for step in [2, 4, 10] {
            if most <= unit * step {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

fn delays(found: &[Delay], lang: Lang) -> AnyView {
    let title = lang.pick("Attente par statut, maintenant", "Wait by status, now");
    if found.is_empty() {
        return view! {
            <h2>{title}</h2>
            {empty(lang.pick("Aucun dossier ouvert.", "No open file."))}
        }
        .into_any();
    }
    let rows = found
        .iter()
        .map(|one| {
            let kept = if one.promised == 0 {
                lang.pick("sans promesse", "no promise").to_owned()
            } else {
                let late = lang.pick("en retard sur", "late of");
                format!("{} {late} {}", one.late, one.promised)
            };
            let class = if one.late > 0 { "desk-late" } else { "" };
            view! {
                <tr>
                    <th scope="row">{one.status.label(lang)}</th>
                    <td class="amount">{one.dossiers}</td>
                    <td class="amount">{words::stretch(one.median_seconds, lang)}</td>
                    <td class="amount">{words::stretch(one.longest_seconds, lang)}</td>
                    <td>
                        <span class=class>{kept}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    table(
        title.to_owned(),
        &[
            Column::Text(lang.pick("Statut", "Status")),
            Column::Amount(lang.pick("Dossiers", "Files")),
            Column::Amount(lang.pick("Attente médiane", "Median wait")),
            Column::Amount(lang.pick("La plus longue", "Longest")),
            Column::Text(lang.pick("Promesse", "Promise")),
        ],
        rows.into_any(),
    )
}

fn refusals(asked: &Asked, found: &[Refused], lang: Lang) -> AnyView {
    let title = lang.pick("Refus par motif", "Refusals by reason");
    if found.is_empty() {
        return view! {
            <h2>{title}</h2>
            {empty(lang.pick("Aucune pièce refusée.", "No document was refused."))}
        }
        .into_any();
    }
    let rules = asked.published.demarches;
    let bars = found
        .iter()
        .map(|one| {
            let known = rules.rejections().iter().find(|reason| reason.code == one.reason);
            let label = known.map_or(one.reason.as_str(), |reason| reason.label.in_lang(lang));
            Bar {
                label: label.to_owned(),
                value: one.times,
                value_label: one.times.to_string(),
                is_current: false,
            }
        })
        .collect();
    let head =
        (lang.pick("Motif", "Reason").to_owned(), lang.pick("Pièces", "Documents").to_owned());
    view! {
        <BarChart
            text=ChartText {
                id: "refusals-chart",
                title: title.to_owned(),
                description: lang
                    .pick(
                        "Nombre de pièces refusées pour chaque motif, les plus fréquents d’abord.",
                        "Number of documents refused for each reason, the most frequent first.",
                    )
                    .to_owned(),
            }
            bars
            head
            lang
        />
    }
    .into_any()
}

fn work(view: &StatisticsView, lang: Lang) -> AnyView {
    let title = lang.pick("Décisions par opérateur", "Decisions by operator");
    if view.found.work.is_empty() {
        return view! {
            <h2>{title}</h2>
            {empty(lang.pick("Aucune décision.", "No decision."))}
        }
        .into_any();
    }
    let row = |one: &Work| {
        let name = named(&view.colleagues, one.person);
        let name =
            name.unwrap_or_else(|| lang.pick("quelqu’un qui est parti", "somebody who left"));
        view! {
            <tr>
                <th scope="row">{name.to_owned()}</th>
                <td class="amount">{one.accepted}</td>
                <td class="amount">{one.refused}</td>
                <td class="amount">{one.validated}</td>
                <td class="amount">{one.ready}</td>
                <td class="amount">{one.messages}</td>
            </tr>
        }
    };
    let rows = view.found.work.iter().map(row).collect_view();
    table(
        title.to_owned(),
        &[
            Column::Text(lang.pick("Opérateur", "Operator")),
            Column::Amount(lang.pick("Acceptées", "Accepted")),
            Column::Amount(lang.pick("Refusées", "Refused")),
            Column::Amount(lang.pick("Validés", "Validated")),
            Column::Amount(lang.pick("Prêts", "Ready")),
            Column::Amount(lang.pick("Messages", "Messages")),
        ],
        rows.into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_an_axis_is_round_and_never_below_what_it_shows() {
        for (most, top) in [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (399, 400), (401, 1_000)] {
            assert_eq!(round_up(most), top, "{most}");
        }
    }
}
