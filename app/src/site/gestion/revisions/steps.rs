//! What can be done next with a version: one form a step.

use leptos::prelude::*;
use vocabulary::Lang;

use super::{Powers, RevisionProblem, RevisionView, Standing, address, screen_of, words};
use crate::site::gestion::control::{Input, Tone, notice};

pub(super) fn forms(view: &RevisionView, lang: Lang) -> Option<AnyView> {
    let line = view.line.as_ref()?;
    let path = address(view.subject, line.id);
    let waits = matches!(line.standing, Standing::InReview { .. });
    let own = (view.own && waits).then(|| {
        notice(
            Tone::Know,
            lang.pick(
                "Vous l’avez écrit\u{202f}: une autre personne doit le relire et le publier.",
                "You wrote it: somebody else has to look at it and publish it.",
            ),
        )
    });
    let powers = view.powers;
    let asks = powers.write.then(|| ask(view, &path, lang));
    let takes_back = powers.take_back.then(|| {
        button(view, &path, "take_back", lang.pick("Reprendre le brouillon", "Take the draft back"))
    });
    let reviews = powers.review.then(|| review(view, &path, lang));
    let gives_up = powers.write.then(|| {
        view! {
            <details id="give-up">
                <summary>{lang.pick("Abandonner ce brouillon", "Give this draft up")}</summary>
                <p>
                    {lang
                        .pick(
                            "Il reste lisible dans l’histoire, et ne peut plus être publié.",
                            "It can still be read in the history, and never be published.",
                        )}
                </p>
                {button(view, &path, "give_up", lang.pick("Abandonner", "Give up"))}
            </details>
        }
    });
    let nothing = (powers == Powers::default() && own.is_none()).then(|| {
        let words =
            lang.pick("Rien ne vous attend ici pour l’instant.", "Nothing here waits for you now.");
        view! { <p class="muted">{words}</p> }
    });
    let copies = powers.copy.then(|| copy(view, lang));
    Some(
        view! {
            <section id="steps" class="steps-next" aria-labelledby="steps-title">
                <h2 id="steps-title">{lang.pick("La suite", "What comes next")}</h2>
                {own}
                {nothing}
                {asks}
                {reviews}
                {takes_back}
                {copies}
                {gives_up}
            </section>
        }
        .into_any(),
    )
}

fn error_of(view: &RevisionView, wanted: &RevisionProblem, lang: Lang) -> Option<String> {
    view.problem.as_ref().filter(|it| *it == wanted).map(|it| words::problem(it, lang).1)
}

fn ask(view: &RevisionView, path: &str, lang: Lang) -> AnyView {
    let from = Input {
        name: "from",
        label: lang.pick("En vigueur à partir du", "In force from"),
        help: lang.pick(
            "Aujourd’hui ou un jour à venir. Si la relecture vient après, ce sera le jour de la publication.",
            "Today or a day to come. If the second look comes later, it is the day of publication.",
        ),
        kind: "date",
        value: view.from.clone(),
        error: error_of(view, &RevisionProblem::BadDay, lang),
        ..Input::default()
    };
    view! {
        <form id="ask" class="desk-begin" method="post" action=path.to_owned() novalidate>
            <input type="hidden" name="act" value="ask" />
            <input type="hidden" name="edition" value=view.edition.to_string() />
            {from.view()}
            <p>
                <button class="btn btn-primary btn-small" type="submit">
                    {lang.pick("Demander la relecture", "Ask for a second look")}
                </button>
            </p>
        </form>
    }
    .into_any()
}

fn review(view: &RevisionView, path: &str, lang: Lang) -> AnyView {
    let remark = Input {
        name: "remark",
        label: lang.pick("Ce qui doit changer", "What must change"),
        value: view.remark.clone(),
        error: error_of(view, &RevisionProblem::RemarkNeeded, lang)
            .or_else(|| error_of(view, &RevisionProblem::RemarkTooLong, lang)),
        maxlength: Some("500".to_owned()),
        ..Input::default()
    };
    let seen = lang.pick(
        "Regardez d’abord les différences et les essais\u{202f}: publier engage, et ne se défait que par une autre version.",
        "Look at the differences and the tries first: publishing binds, and is undone only by another version.",
    );
    view! {
        <p>{seen}</p>
        <div id="publish">
            {button(
                view,
                path,
                "publish",
                lang.pick("J’ai relu\u{202f}: publier", "I have looked at it: publish"),
            )}
        </div>
        <form id="send-back" class="desk-search" method="post" action=path.to_owned() novalidate>
            <input type="hidden" name="act" value="send_back" />
            <input type="hidden" name="edition" value=view.edition.to_string() />
            {remark.view()}
            <button class="btn btn-small" type="submit">
                {lang.pick("Renvoyer à l’auteur", "Send back to the author")}
            </button>
        </form>
    }
    .into_any()
}

fn button(view: &RevisionView, path: &str, act: &'static str, label: &'static str) -> AnyView {
    let class = if act == "publish" { "btn btn-primary btn-small" } else { "btn btn-small" };
    view! {
        <form method="post" action=path.to_owned()>
            <input type="hidden" name="act" value=act />
            <input type="hidden" name="edition" value=view.edition.to_string() />
            <button class=class type="submit">
                {label}
            </button>
        </form>
    }
    .into_any()
}

fn copy(view: &RevisionView, lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id).map(|id| id.to_string());
    view! {
        <form id="copy" method="post" action=screen_of(view.subject).path()>
            <input type="hidden" name="act" value="begin" />
            <input type="hidden" name="copy" value=id.unwrap_or_default() />
            <input type="hidden" name="note" value=view.note.clone() />
            <button class="btn btn-small" type="submit">
                {lang
                    .pick(
                        "Commencer un brouillon à partir de celle-ci",
                        "Begin a draft from this one",
                    )}
            </button>
        </form>
    }
    .into_any()
}
