//! What is refused of a version: where, why, and how to mend it.

use leptos::prelude::*;
use vocabulary::Lang;

use super::{
    Fault, FaultWhy, RevisionView, address, letters, official, rules_faults, tables_faults,
};
use crate::site::gestion::control::{Tone, notice};

/// Most refusals that are shown: those that follow from others go with them.
const MOST: usize = 60;

pub(super) fn list(view: &RevisionView, lang: Lang) -> Option<AnyView> {
    view.line.as_ref()?;
    // A list of fees is checked as it is typed: nothing that is kept of it can be refused.
    if view.faults.is_empty() && view.fees.is_some() {
        return None;
    }
    if view.faults.is_empty() {
        let sound = notice(
            Tone::Know,
            lang.pick(
                "Le contrôle ne refuse rien de ces documents.",
                "The check refuses nothing of these documents.",
            ),
        );
        return Some(view! { <div id="faults">{sound}</div> }.into_any());
    }
    let rows = view.faults.iter().take(MOST).map(|it| row(view, it, lang)).collect_view();
    let more = view.faults.len().saturating_sub(MOST);
    let more = (more > 0).then(|| {
        view! {
            <p class="muted">
                {format!(
                    "{more} {}",
                    lang.pick("autres ne sont pas montrés.", "more are not shown."),
                )}
            </p>
        }
    });
    let title = format!(
        "{} {}",
        view.faults.len(),
        if view.faults.len() == 1 {
            lang.pick("point refusé par le contrôle", "thing refused by the check")
        } else {
            lang.pick("points refusés par le contrôle", "things refused by the check")
        },
    );
    Some(
        view! {
            <section id="faults" class="faults" aria-labelledby="faults-title" tabindex="-1">
                <h2 id="faults-title">{title}</h2>
                <ol>{rows}</ol>
                {more}
            </section>
        }
        .into_any(),
    )
}

fn row(view: &RevisionView, fault: &Fault, lang: Lang) -> AnyView {
    let (what, mend) = match &fault.why {
        FaultWhy::Table(reason) => tables_faults::said(reason, lang),
        FaultWhy::Rule(why) => rules_faults::said(why, lang),
        FaultWhy::Form(problem) => official::said(problem, lang),
        FaultWhy::Letter(why) => letters::said(why, lang),
        FaultWhy::NoPdf => (
            lang.pick("Il manque le PDF officiel.", "The official PDF is missing.").to_owned(),
            lang.pick(
                "Prenez-le dans «\u{202f}Prendre des fichiers\u{202f}», ci-dessous.",
                "Take it under “Take files”, below.",
            )
            .to_owned(),
        ),
        FaultWhy::Toml(said) => (
            format!("{} {said}", lang.pick("Ce n’est pas du TOML\u{202f}:", "This is no TOML:")),
            lang.pick(
                "Regardez cette ligne et celle d’avant\u{202f}: guillemet, virgule ou crochet oublié.",
                "Look at this line and the one before: a quote, comma or bracket is missing.",
            )
            .to_owned(),
        ),
    };
    let place = if fault.document.is_empty() {
        fault.key.clone().into_any()
    } else {
        let id = view.line.as_ref().and_then(|line| line.id);
        let query = crate::query::encode([("document", fault.document.as_str())]);
        let line = fault.line.map(|line| format!(", {} {line}", lang.pick("ligne", "line")));
        let words = format!("{}{}", fault.document, line.unwrap_or_default());
        view! {
            <a href=format!("{}?{query}#text", address(view.subject, id))>{words}</a>
            " "
            <code>{fault.key.clone()}</code>
        }
        .into_any()
    };
    view! {
        <li>
            <p>
                <strong>{place}</strong>
            </p>
            <p>{what}</p>
            <p class="muted">{mend}</p>
        </li>
    }
    .into_any()
}
