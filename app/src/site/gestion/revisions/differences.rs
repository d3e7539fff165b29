//! What a version changes, line by line.

use leptos::prelude::*;
use revisions::{Difference, Side};
use vocabulary::Lang;

use super::RevisionView;
use crate::design::table::scrolling;
use crate::site::gestion::control::empty;

pub(super) fn page(view: &RevisionView, lang: Lang) -> AnyView {
    let changed: Vec<_> =
        view.differences.iter().filter(|(_, groups)| !groups.is_empty()).collect();
    let shown = if changed.is_empty() {
        empty(lang.pick(
            "Aucune différence avec ce qui est en vigueur.",
            "No difference from what is in force.",
        ))
    } else {
        changed
            .iter()
            .map(|(name, groups)| {
                view! {
                    <h3>{name.clone()}</h3>
                    {table(name, groups, lang)}
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section id="differences" aria-labelledby="differences-title">
            <h2 id="differences-title">
                {lang
                    .pick(
                        "Ce qui diffère de ce qui est en vigueur",
                        "What differs from what is in force",
                    )}
            </h2>
            {shown}
        </section>
    }
    .into_any()
}

/// The lines of one document that differ, and those around them.
pub(super) fn table(name: &str, groups: &[Vec<Difference>], lang: Lang) -> AnyView {
    let last = groups.len().saturating_sub(1);
    let rows = groups
        .iter()
        .enumerate()
        .map(|(index, group)| {
            let lines = group.iter().map(|one| line(one, lang)).collect_view();
            let gap = (index < last).then(|| {
                view! {
                    <tr class="diff-gap">
                        <td colspan="4">"…"</td>
                    </tr>
                }
            });
            view! {
                {lines}
                {gap}
            }
        })
        .collect_view();
    let caption = format!("{} {name}", lang.pick("Lignes de", "Lines of"));
    scrolling(
        caption.clone(),
        view! {
            <table class="diff">
                <caption class="sr-only">{caption}</caption>
                <thead class="sr-only">
                    <tr>
                        <th scope="col">{lang.pick("Ligne avant", "Line before")}</th>
                        <th scope="col">{lang.pick("Ligne après", "Line after")}</th>
                        <th scope="col">{lang.pick("Changement", "Change")}</th>
                        <th scope="col">{lang.pick("Texte", "Text")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any(),
    )
}

fn line(one: &Difference, lang: Lang) -> AnyView {
    let number = |number: Option<usize>| number.map(|it| it.to_string()).unwrap_or_default();
    let text = one.line.clone();
    let (class, sign, said, text) = match one.side {
        Side::Both => ("", "", "", view! { <code>{text}</code> }.into_any()),
        Side::Before => (
            "diff-before",
            "−",
            lang.pick("retirée", "removed"),
            view! {
                <del>
                    <code>{text}</code>
                </del>
            }
            .into_any(),
        ),
        Side::After => (
            "diff-after",
            "+",
            lang.pick("ajoutée", "added"),
            view! {
                <ins>
                    <code>{text}</code>
                </ins>
            }
            .into_any(),
        ),
    };
    view! {
        <tr class=class>
            <td class="diff-number">{number(one.before)}</td>
            <td class="diff-number">{number(one.after)}</td>
            <td>
                <span aria-hidden="true">{sign}</span>
                <span class="sr-only">{said}</span>
            </td>
            <td>{text}</td>
        </tr>
    }
    .into_any()
}
