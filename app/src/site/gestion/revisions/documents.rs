//! The documents of a version: one at a time, written in its box, taken from files or downloaded.

use leptos::prelude::*;
use revisions::Subject;
use vocabulary::Lang;

use super::{RevisionProblem, RevisionView, address, differences, letters, official, words};
use crate::site::gestion::control::{Input, tabs};

pub(super) fn shown(view: &RevisionView, lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let path = address(view.subject, id);
    let entries = view
        .documents
        .iter()
        .map(|document| {
            let query = crate::query::encode([("document", document.name.as_str())]);
            let mut words = document.name.clone();
            if document.faults > 0 {
                let to_mend = lang.pick("à corriger", "to mend");
                words = format!("{words} ({} {to_mend})", document.faults);
            } else if document.changed {
                words.push_str(lang.pick(" (modifié)", " (changed)"));
            }
            (format!("{path}?{query}"), words, document.name == view.open.0)
        })
        .collect();
    let values = view.letter.map(|template| letters::values(template, lang));
    let pdf = (view.subject == Subject::Form).then(|| official::pdf(view, lang));
    view! {
        <section id="document" aria-labelledby="document-title">
            <h2 id="document-title">{lang.pick("Documents", "Documents")}</h2>
            {pdf}
            {values}
            {tabs(lang.pick("Documents de la version", "Documents of the version"), entries)}
            {meanwhile(view, lang)}
            {editor(view, &path, lang)}
            {download(view, &path, lang)}
            {import(view, &path, lang)}
        </section>
    }
    .into_any()
}

/// What somebody else wrote meanwhile, against what was typed.
pub(super) fn meanwhile(view: &RevisionView, lang: Lang) -> Option<AnyView> {
    let groups = view.meanwhile.as_ref()?;
    let title = lang.pick(
        "Ce qui est enregistré, et ce que vous avez tapé",
        "What is saved, and what you typed",
    );
    Some(
        view! {
            <section aria-labelledby="meanwhile-title">
                <h3 id="meanwhile-title">{title}</h3>
                {differences::table(&view.open.0, groups, lang)}
            </section>
        }
        .into_any(),
    )
}

/// Why there is this draft, with what is wrong with the words that were typed.
pub(super) fn note(view: &RevisionView, lang: Lang) -> AnyView {
    let wrong = |it: &&RevisionProblem| {
        matches!(it, RevisionProblem::NoteNeeded | RevisionProblem::NoteTooLong)
    };
    Input {
        name: "note",
        label: lang.pick("Pourquoi ce brouillon", "Why this draft"),
        value: view.note.clone(),
        error: view.problem.as_ref().filter(wrong).map(|it| words::problem(it, lang).1),
        maxlength: Some("500".to_owned()),
        readonly: !view.powers.write,
        ..Input::default()
    }
    .view()
}

fn editor(view: &RevisionView, path: &str, lang: Lang) -> AnyView {
    let (name, text) = view.open.clone();
    let label = format!("{} {name}", lang.pick("Texte de", "Text of"));
    let read_only = !view.powers.write;
    let rows = text.lines().count().clamp(12, 40);
    let area = view! {
        <div class="field">
            <label class="field-label" for="text">
                {label}
            </label>
            <textarea
                class="input desk-code"
                id="text"
                name="text"
                rows=rows.to_string()
                wrap="off"
                spellcheck="false"
                autocomplete="off"
                readonly=read_only
            >
                // The parser of pages drops one line feed after the tag.
                {format!("\n{text}")}
            </textarea>
        </div>
    };
    if read_only {
        return area.into_any();
    }
    view! {
        <form method="post" action=path.to_owned() novalidate>
            <input type="hidden" name="act" value="save" />
            <input type="hidden" name="edition" value=view.edition.to_string() />
            <input type="hidden" name="document" value=name />
            {note(view, lang)}
            {area}
            <p class="desk-save">
                <button id="save" class="btn btn-primary btn-small" type="submit">
                    {lang.pick("Enregistrer et contrôler", "Save and check")}
                </button>
            </p>
        </form>
    }
    .into_any()
}

fn download(view: &RevisionView, path: &str, lang: Lang) -> AnyView {
    let links = view
        .documents
        .iter()
        .map(|document| {
            let query = crate::query::encode([("document", document.name.as_str())]);
            view! {
                <li>
                    <a href=format!("{path}/fichier?{query}") download=document.name.clone()>
                        {document.name.clone()}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <details id="download">
            <summary>{lang.pick("Télécharger les documents", "Download the documents")}</summary>
            <ul>{links}</ul>
        </details>
    }
    .into_any()
}

fn import(view: &RevisionView, path: &str, lang: Lang) -> Option<AnyView> {
    let (help, accept) = match view.subject {
        Subject::Form => (
            lang.pick(
                "Le PDF officiel, huit mégaoctets et huit pages au plus, sans script\u{202f}; ou places.toml, la place de chaque champ. L’antivirus voit le PDF avant qu’il soit pris.",
                "The official PDF, at most eight megabytes and eight pages, without script; or places.toml, the place of each field. The antivirus sees the PDF before it is taken.",
            ),
            ".pdf,application/pdf,.toml,text/plain",
        ),
        Subject::Letter => (
            lang.pick(
                "Un ou plusieurs, chacun sous le nom de son document, comme mail.fr.txt\u{202f}; il remplace ce texte.",
                "One or more, each under the name of its document, like mail.fr.txt; it replaces that text.",
            ),
            ".txt,.mjml,text/plain",
        ),
        _ => (
            lang.pick(
                "Un ou plusieurs, chacun sous le nom de son document\u{202f}; il remplace ce texte.",
                "One or more, each under the name of its document; it replaces that text.",
            ),
            ".toml,text/plain",
        ),
    };
    view.powers.write.then(|| {
        view! {
            <form
                id="import"
                method="post"
                action=format!("{path}/fichier")
                enctype="multipart/form-data"
                novalidate
            >
                <input type="hidden" name="edition" value=view.edition.to_string() />
                <div class="field">
                    <label class="field-label" for="files">
                        {lang.pick("Prendre des fichiers", "Take files")}
                    </label>
                    <p class="field-help" id="files-help">
                        {help}
                    </p>
                    <input
                        class="input"
                        type="file"
                        id="files"
                        name="files"
                        accept=accept
                        multiple
                        aria-describedby="files-help"
                    />
                </div>
                <p>
                    <button class="btn btn-small" type="submit">
                        {lang.pick("Mettre dans le brouillon", "Put into the draft")}
                    </button>
                </p>
            </form>
        }
        .into_any()
    })
}
