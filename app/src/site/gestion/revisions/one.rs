//! One version: how far it has come, what it says, what differs, what it would change.

use leptos::prelude::*;
use revisions::Subject;
use vocabulary::Lang;

use super::{RevisionProblem, RevisionView, Shown, address, screen_of, words};
use super::{differences, documents, faults, fees, steps, tries};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::gestion::body;
use crate::site::gestion::control::{Tone, notice, tabs};

pub(in crate::site::gestion) fn page(asked: &Asked, view: &RevisionView) -> Body {
    let lang = asked.lang;
    let said = view.problem.iter().map(|it| words::problem(it, lang));
    let said = said.map(|(control, text)| {
        // A list of fees is written in many controls: the part of the page is shown that holds them.
        let control = if view.fees.is_some() && control == "text" { "document" } else { control };
        (control.to_owned(), text)
    });
    let of_fees = view.fees.iter().flat_map(|form| &form.faults).map(|it| fees::fault(it, lang));
    let summary: Vec<(String, String)> = said.chain(of_fees).collect();
    let status = match view.problem {
        None => 200,
        Some(
            RevisionProblem::Changed | RevisionProblem::ChangedSince | RevisionProblem::NoSuchStep,
        ) => 409,
        Some(_) => 422,
    };
    let which = view
        .line
        .as_ref()
        .map_or(lang.pick("documents en vigueur", "documents in force"), |line| line.note.as_str());
    let (subject, colon) = (words::subject(view.subject, lang), lang.pick("\u{202f}:", ":"));
    let title = format!("{subject}{colon} {which}");
    let done = view.done.map(|it| notice(Tone::Done, words::done(it, lang)));
    let beside = view.beside.iter().map(|it| notice(Tone::Beware, words::beside(it, lang)));
    let beside = beside.collect_view();
    let shown = match view.shown {
        Shown::Document => match &view.fees {
            Some(form) => fees::form(view, form, lang),
            None => documents::shown(view, lang),
        },
        Shown::Differences => differences::page(view, lang),
        Shown::Tries => tries::page(asked, view),
    };
    body(
        title,
        status,
        view! {
            <p>
                <a href=screen_of(view.subject)
                    .path()>{lang.pick("Toutes les versions", "All versions")}</a>
            </p>
            {done}
            {error_summary(&summary, lang)}
            {head(view, lang)}
            {beside}
            {faults::list(view, lang)}
            {steps::forms(view, lang)}
            {views(view, lang)}
            {shown}
        },
    )
}

fn head(view: &RevisionView, lang: Lang) -> AnyView {
    let Some(line) = &view.line else {
        return notice(
            Tone::Know,
            lang.pick(
                "Ce qui s’applique maintenant. Pour le changer, commencez un brouillon.",
                "What applies now. To change it, begin a draft.",
            ),
        );
    };
    let fact = |name: &'static str, said: AnyView| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{said}</dd>
            </div>
        }
    };
    let reviewer = line
        .reviewer
        .as_ref()
        .map(|it| fact(lang.pick("Relu par", "Looked at by"), words::whom(it, lang).into_any()));
    let returned = view.returned.as_ref().map(|(by, remark)| {
        let said = format!(
            "{} {}{} {remark}",
            lang.pick("Renvoyé par", "Sent back by"),
            words::whom(by, lang),
            lang.pick("\u{202f}:", ":"),
        );
        notice(Tone::Beware, said)
    });
    view! {
        <dl class="desk-facts">
            {fact(lang.pick("État", "State"), words::standing(line.standing, lang))}
            {fact(lang.pick("Auteur", "Author"), words::whom(&line.author, lang).into_any())}
            {reviewer} {fact(lang.pick("Parti de", "Made from"), view.based_on.clone().into_any())}
            {fact(lang.pick("Dernier pas", "Last step"), instant(line.at, lang).into_any())}
        </dl>
        {returned}
    }
    .into_any()
}

/// The three ways to look at a version; what is in force is only read.
fn views(view: &RevisionView, lang: Lang) -> Option<AnyView> {
    let line = view.line.as_ref()?;
    let path = address(view.subject, line.id);
    let entry = |shown: Shown, name: &'static str| {
        let query = app_query(shown, &view.open.0);
        (format!("{path}?{query}"), name.to_owned(), shown == view.shown)
    };
    let what = match view.subject {
        Subject::Baremes => lang.pick("Essais sur des cas", "Tried on cases"),
        Subject::Demarches => lang.pick("Essais sur des exemples", "Tried on examples"),
        Subject::Fees => lang.pick("Essais sur des prix", "Tried on prices"),
        Subject::Form => lang.pick("Rempli d’exemples", "Filled with examples"),
        Subject::Letter => lang.pick("Aperçu", "Preview"),
    };
    let documents = match view.subject {
        Subject::Fees => lang.pick("Prix", "Prices"),
        _ => "Documents",
    };
    let entries = vec![
        entry(Shown::Document, documents),
        entry(Shown::Differences, lang.pick("Différences", "Differences")),
        entry(Shown::Tries, what),
    ];
    let name = lang.pick("Ce que vous voyez de cette version", "What you see of this version");
    Some(view! { <div id="views">{tabs(name, entries)}</div> }.into_any())
}

fn app_query(shown: Shown, document: &str) -> String {
    match shown {
        Shown::Document => crate::query::encode([("document", document)]),
        other => crate::query::encode([("vue", other.id())]),
    }
}
