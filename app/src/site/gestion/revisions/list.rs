//! The versions of a subject, and the form that begins a draft.

use leptos::prelude::*;
use revisions::Subject;
use vocabulary::Lang;

use super::{RevisionLine, RevisionProblem, RevisionsView, address, fees, screen_of, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::gestion::acts::Screen;
use crate::site::gestion::body;
use crate::site::gestion::control::{Input, Tone, empty, lines, notice, select};

pub(in crate::site::gestion) fn page(asked: &Asked, view: &RevisionsView) -> Body {
    let lang = asked.lang;
    let problem = view.problem.as_ref().map(|it| words::problem(it, lang));
    let summary: Vec<(String, String)> =
        problem.iter().map(|(control, text)| ((*control).to_owned(), text.clone())).collect();
    let status = if summary.is_empty() { 200 } else { 422 };
    let done = view.done.map(|it| notice(Tone::Done, words::done(it, lang)));
    let list = if view.lines.is_empty() {
        empty(words::none_yet(view.subject, lang))
    } else {
        table(view, lang)
    };
    let in_force = matches!(view.subject, Subject::Baremes | Subject::Demarches).then(|| {
        let words = lang.pick(
            "Voir et télécharger les documents en vigueur",
            "See and download the documents in force",
        );
        view! {
            <p>
                <a id="in-force" href=address(view.subject, None)>
                    {words}
                </a>
            </p>
        }
    });
    let sent = (view.subject == Subject::Letter).then(|| {
        let words = lang
            .pick("Voir ce que disent les lettres aujourd’hui", "See what the letters say today");
        view! {
            <p>
                <a href=Screen::Templates.path()>{words}</a>
            </p>
        }
    });
    let today = (!view.fees.is_empty()).then(|| fees::today(&view.fees, lang));
    body(
        words::subject(view.subject, lang),
        status,
        view! {
            {done}
            {error_summary(&summary, lang)}
            <p class="muted">{words::about(view.subject, lang)}</p>
            {in_force}
            {sent}
            {today}
            {begin(view, lang)}
            <section id="versions" aria-labelledby="versions-title">
                <h2 id="versions-title">{lang.pick("Versions", "Versions")}</h2>
                {list}
            </section>
        },
    )
}

fn begin(view: &RevisionsView, lang: Lang) -> AnyView {
    if !view.writes {
        return notice(
            Tone::Know,
            lang.pick(
                "Vous voyez les versions et leur histoire\u{202f}; les brouillons sont écrits par d’autres.",
                "You see the versions and their history; drafts are written by others.",
            ),
        );
    }
    let note = Input {
        name: "note",
        label: lang.pick("Pourquoi un nouveau brouillon\u{202f}?", "Why a new draft?"),
        help: lang.pick(
            "Une phrase\u{202f}: la loi, la délibération ou l’erreur que vous suivez.",
            "One sentence: the law, the vote or the mistake that you follow.",
        ),
        value: view.note.clone(),
        error: view
            .problem
            .as_ref()
            .filter(|it| matches!(it, RevisionProblem::NoteNeeded | RevisionProblem::NoteTooLong))
            .map(|it| words::problem(it, lang).1),
        maxlength: Some("500".to_owned()),
        ..Input::default()
    };
    let parts = (!view.parts.is_empty()).then(|| {
        let label = match view.subject {
            Subject::Letter => lang.pick("Quelle lettre\u{202f}?", "Which letter?"),
            _ => lang.pick("Quel formulaire\u{202f}?", "Which form?"),
        };
        select("part", label, view.parts.clone(), &view.part, false)
    });
    view! {
        <form
            id="begin"
            class="desk-begin"
            method="post"
            action=screen_of(view.subject).path()
            novalidate
        >
            <input type="hidden" name="act" value="begin" />
            {parts}
            {note.view()}
            <p>
                <button class="btn btn-primary btn-small" type="submit">
                    {lang.pick("Commencer un brouillon", "Begin a draft")}
                </button>
            </p>
        </form>
    }
    .into_any()
}

fn table(view: &RevisionsView, lang: Lang) -> AnyView {
    let rows = view.lines.iter().map(|line| row(view.subject, line, lang)).collect_view();
    lines(
        lang.pick("Versions, la dernière en premier", "Versions, the latest first"),
        &[
            lang.pick("Pourquoi", "Why"),
            lang.pick("État", "State"),
            lang.pick("Auteur", "Author"),
            lang.pick("Relecture", "Second look"),
            lang.pick("Dernier pas", "Last step"),
        ],
        rows.into_any(),
    )
}

fn row(subject: Subject, line: &RevisionLine, lang: Lang) -> AnyView {
    let why = if line.part.is_empty() {
        line.note.clone()
    } else {
        format!("{}{} {}", line.part, lang.pick("\u{202f}:", ":"), line.note)
    };
    let why = match line.id {
        Some(id) => view! {
            <a href=address(subject, Some(id)) data-row="">
                {why}
            </a>
        }
        .into_any(),
        None => why.into_any(),
    };
    let reviewer = line.reviewer.as_ref().map(|it| words::whom(it, lang));
    view! {
        <tr>
            <th scope="row">{why}</th>
            <td>{words::standing(line.standing, lang)}</td>
            <td>{words::whom(&line.author, lang)}</td>
            <td>{reviewer.unwrap_or_else(|| "—".to_owned())}</td>
            <td>{instant(line.at, lang)}</td>
        </tr>
    }
    .into_any()
}
