//! What a version would change: prices of cases, pieces of examples, before and after.

use baremes::reference::Compared;
use demarches::DemarcheKind;
use demarches::examples::{self, Asked as Piece};
use leptos::prelude::*;
use vocabulary::{Cents, Date, Lang};
use wording::numbers::{date, euros};
use wording::receipt::line_title;

use super::{RevisionView, Shown, Tries, address, fees, letters, official};
use crate::design::table::{Column, table};
use crate::site::asked::Asked;
use crate::site::gestion::control::{Input, Tone, empty, notice};

pub(super) fn page(asked: &Asked, view: &RevisionView) -> AnyView {
    let lang = asked.lang;
    let tried = match &view.tries {
        None | Some(Tries::NotSound) => notice(
            Tone::Beware,
            lang.pick(
                "Le contrôle refuse ce brouillon\u{202f}: rien ne peut être essayé avant qu’il soit corrigé.",
                "The check refuses this draft: nothing can be tried before it is mended.",
            ),
        ),
        Some(Tries::Tables { day, changing, cases }) => tables(view, *day, changing, cases, lang),
        Some(Tries::Fees(rows)) => fees::tries(rows, lang),
        Some(Tries::Form(tried)) => official::tries(view, tried, lang),
        Some(Tries::Letter(tried)) => letters::tries(view, tried, lang),
        Some(Tries::Rules { day, cases, names }) => rules(view, *day, cases, names, lang),
    };
    view! {
        <section id="tries" aria-labelledby="tries-title">
            <h2 id="tries-title">
                {lang.pick("Ce que cette version changerait", "What this version would change")}
            </h2>
            {tried}
        </section>
    }
    .into_any()
}

/// Chooses the day on which the cases are tried.
fn day_form(view: &RevisionView, day: Date, lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let input = Input {
        name: "jour",
        label: lang.pick("Essayer au jour du", "Try on the day of"),
        kind: "date",
        value: day.to_string(),
        ..Input::default()
    };
    view! {
        <form class="desk-search" method="get" action=address(view.subject, id)>
            <input type="hidden" name="vue" value=Shown::Tries.id() />
            {input.view()}
            <button class="btn btn-small" type="submit">
                {lang.pick("Essayer", "Try")}
            </button>
        </form>
    }
    .into_any()
}

fn unchanged(count: usize, of: usize, lang: Lang) -> String {
    let changed = of - count;
    format!(
        "{changed} {} {of} {}",
        lang.pick("cas sur", "cases of"),
        if changed == 1 {
            lang.pick("change.", "changes.")
        } else {
            lang.pick("changent.", "change.")
        },
    )
}

fn tables(
    view: &RevisionView,
    day: Date,
    changing: &[(Date, Date)],
    cases: &[Compared],
    lang: Lang,
) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let when = changing
        .iter()
        .map(|(first, last)| {
            let day = first.to_string();
            let query = crate::query::encode([("vue", Shown::Tries.id()), ("jour", day.as_str())]);
            let words = if first == last {
                format!("{} {}", lang.pick("le", "on"), date(*first, lang))
            } else {
                format!(
                    "{} {} {} {}",
                    lang.pick("du", "from"),
                    date(*first, lang),
                    lang.pick("au", "to"),
                    date(*last, lang),
                )
            };
            view! {
                <li>
                    <a href=format!("{}?{query}", address(view.subject, id))>{words}</a>
                </li>
            }
        })
        .collect_view();
    let when = if changing.is_empty() {
        view! {
            <p>
                {lang
                    .pick(
                        "Aucun de ces cas ne change de prix, de 2023 à 2027.",
                        "No price of these cases changes, from 2023 to 2027.",
                    )}
            </p>
        }
        .into_any()
    } else {
        view! {
            <p>
                {lang
                    .pick(
                        "Des prix changent pour les certificats délivrés",
                        "Prices change for certificates issued",
                    )}
            </p>
            <ul>{when}</ul>
        }
        .into_any()
    };
    let changed: Vec<&Compared> = cases.iter().filter(|case| case.changes()).collect();
    let rows = changed.iter().map(|case| case_rows(case, lang)).collect_view();
    let count = unchanged(cases.len() - changed.len(), cases.len(), lang);
    let caption = format!(
        "{} {}",
        lang.pick("Certificats délivrés le", "Certificates issued on"),
        date(day, lang)
    );
    let shown = if changed.is_empty() {
        empty(lang.pick("Aucun cas ne change ce jour-là.", "No case changes on that day."))
    } else {
        table(
            caption,
            &[
                Column::Text(lang.pick("Cas", "Case")),
                Column::Text(lang.pick("Ligne", "Line")),
                Column::Amount(lang.pick("En vigueur", "In force")),
                Column::Amount(lang.pick("Brouillon", "Draft")),
                Column::Amount(lang.pick("Différence", "Difference")),
            ],
            rows.into_any(),
        )
    };
    view! {
        {when}
        {day_form(view, day, lang)}
        <p>{count}</p>
        {shown}
    }
    .into_any()
}

fn case_rows(case: &Compared, lang: Lang) -> AnyView {
    let lines = case
        .lines
        .iter()
        .filter(|(_, before, after)| before != after)
        .map(|(code, before, after)| {
            sum_row(&line_title(*code, lang), None, (*before, *after), lang)
        })
        .collect_view();
    let total = sum_row(
        lang.pick("Total des taxes", "Total of the taxes"),
        Some(case.case.label(lang)),
        case.total,
        lang,
    );
    view! {
        {total}
        {lines}
    }
    .into_any()
}

fn sum_row(
    title: &str,
    case: Option<&str>,
    (before, after): (Option<Cents>, Option<Cents>),
    lang: Lang,
) -> AnyView {
    let sum = |sum: Option<Cents>| {
        sum.map_or_else(
            || lang.pick("pas calculable", "cannot be computed").to_owned(),
            |sum| euros(sum, lang),
        )
    };
    let difference = before.zip(after).map(|(before, after)| signed(after - before, lang));
    let head = match case {
        Some(case) => view! { <th scope="row">{case.to_owned()}</th> }.into_any(),
        None => view! { <td></td> }.into_any(),
    };
    view! {
        <tr>
            {head} <td>{title.to_owned()}</td> <td class="amount">{sum(before)}</td>
            <td class="amount">{sum(after)}</td>
            <td class="amount">{difference.unwrap_or_else(|| "—".to_owned())}</td>
        </tr>
    }
    .into_any()
}

/// A difference, with its sign.
pub(super) fn signed(sum: Cents, lang: Lang) -> String {
    match sum.0 {
        0 => euros(Cents::ZERO, lang),
        more if more > 0 => format!("+{}", euros(sum, lang)),
        _ => format!("−{}", euros(-sum, lang)),
    }
}

fn rules(
    view: &RevisionView,
    day: Date,
    cases: &[examples::Compared],
    names: &[(DemarcheKind, String)],
    lang: Lang,
) -> AnyView {
    let changed: Vec<_> = cases.iter().filter(|case| case.changes()).collect();
    let count = unchanged(cases.len() - changed.len(), cases.len(), lang);
    let shown =
        if changed.is_empty() {
            empty(lang.pick(
                "Aucun exemple ne demande autre chose.",
                "No example asks for anything else.",
            ))
        } else {
            changed.iter().map(|case| example(case, names, lang)).collect_view().into_any()
        };
    view! {
        {day_form(view, day, lang)}
        <p>{count}</p>
        {shown}
    }
    .into_any()
}

fn example(case: &examples::Compared, names: &[(DemarcheKind, String)], lang: Lang) -> AnyView {
    let kind = case.example.kind;
    let name = names.iter().find(|(one, _)| *one == kind).map_or(kind.id(), |(_, name)| name);
    let told = case.example.label.as_ref().map_or_else(
        || lang.pick("cas usuel", "usual case").to_owned(),
        |label| label.in_lang(lang).to_owned(),
    );
    let (before, after) = (&case.before, &case.after);
    let same = |one: &Piece, other: &[Piece]| other.iter().any(|it| it == one);
    let gone = before.pieces.iter().filter(|it| !same(it, &after.pieces));
    let come = after.pieces.iter().filter(|it| !same(it, &before.pieces));
    let gone = gone
        .map(|it| {
            view! {
                <li>
                    <del>{piece(it, lang)}</del>
                </li>
            }
        })
        .collect_view();
    let come = come
        .map(|it| {
            view! {
                <li>
                    <ins>{piece(it, lang)}</ins>
                </li>
            }
        })
        .collect_view();
    let kept = after.pieces.iter().filter(|it| same(it, &before.pieces)).count();
    let others = [
        (lang.pick("Blocages", "Blocks"), before.blocks.join(", "), after.blocks.join(", ")),
        (
            lang.pick("Prix de l’opération", "Priced as"),
            before.operation.map_or("?", simulator::facts::Operation::id).to_owned(),
            after.operation.map_or("?", simulator::facts::Operation::id).to_owned(),
        ),
        (
            lang.pick("Délais", "Delays"),
            days(&before.last_days, lang),
            days(&after.last_days, lang),
        ),
    ];
    let others = others
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| {
            let or_none = |text: String| {
                if text.is_empty() { lang.pick("aucun", "none").to_owned() } else { text }
            };
            view! {
                <li>
                    {format!("{what}{} ", lang.pick("\u{202f}:", ":"))} <del>{or_none(before)}</del>
                    " " <ins>{or_none(after)}</ins>
                </li>
            }
        })
        .collect_view();
    let kept =
        format!("{kept} {}", lang.pick("pièces ne changent pas.", "documents do not change."));
    view! {
        <h3>{format!("{name}{} {told}", lang.pick("\u{202f}:", ":"))}</h3>
        <ul>{gone} {come} {others}</ul>
        <p class="muted">{kept}</p>
    }
    .into_any()
}

fn piece(piece: &Piece, lang: Lang) -> String {
    let mut words = piece.label.in_lang(lang).to_owned();
    if piece.count != 1 {
        words = format!("{words} × {}", piece.count);
    }
    if piece.optional {
        words = format!("{words} ({})", lang.pick("facultative", "optional"));
    }
    if !piece.or.is_empty() {
        words = format!("{words} ({} {})", lang.pick("ou", "or"), piece.or.join(", "));
    }
    words
}

fn days(days: &[Date], lang: Lang) -> String {
    days.iter().map(|day| date(*day, lang)).collect::<Vec<_>>().join(", ")
}
