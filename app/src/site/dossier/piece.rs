//! One piece of a dossier: what makes it good, what was sent, why it was refused, and where to send it.

use demarches::Demarches;
use demarches::kind::Quality;
use documents::Document;
use dossiers::{Slot, SlotState};
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::link::{self, LinkView};
use super::{address, address_of, body, news};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::forms::error_summary;
use crate::site::place::Place;

mod sending;

use sending::form;
pub use sending::health_consent;

vocabulary::codes! {
    /// What was just done with a piece.
    pub enum Sent {
        /// Files came.
        Received = "recu",
        /// The same files were there already.
        Before = "deja",
        /// A file was taken back.
        TakenBack = "retire",
    }
}

/// A file that is open: addresses of its pages as pictures.
#[derive(Clone, Debug)]
pub struct DocumentPages {
    /// Which.
    pub document: Uuid,
    /// Its pages, in their order.
    pub pages: Vec<String>,
}

/// A piece.
#[derive(Clone, Debug)]
pub struct PieceView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// The rules that it is filled under.
    pub rules: &'a Demarches,
    /// Its name in addresses.
    pub name: &'a str,
    /// Its name in the dossier.
    pub slot: &'a str,
    /// Where it is.
    pub piece: &'a Slot,
    /// What was sent.
    pub files: Vec<&'a Document>,
    /// What was just done.
    pub sent: Option<Sent>,
    /// Why files were not taken, a sentence each.
    pub problems: &'a [String],
    /// The file that is open.
    pub shown: Option<DocumentPages>,
    /// Files may come now.
    pub may_send: bool,
    /// The most files.
    pub most: u16,
    /// The link by which somebody else sends it, where it is somebody else's.
    pub link: Option<LinkView<'a>>,
    /// How many events made the dossier: what came since is told.
    pub version: i64,
    /// A script may send them in parts.
    pub parts: bool,
}

/// What a piece is called: its kind, and which of several.
pub(super) fn title(rules: &Demarches, slot: &str, kind: &str, lang: Lang) -> String {
    let label = rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang));
    match slot.split_once('/') {
        Some((_, number)) => format!("{label} {number}"),
        None => label.to_owned(),
    }
}

/// Where a piece is, in words, with the look of its mark.
pub(super) const fn state(state: SlotState, lang: Lang) -> (&'static str, &'static str) {
    match state {
        SlotState::Expected => ("pill", lang.pick("À envoyer", "To be sent")),
        SlotState::Received => ("pill pill-info", lang.pick("Reçue", "Received")),
        SlotState::Checking => ("pill pill-info", lang.pick("En contrôle", "Being checked")),
        SlotState::Accepted => ("pill pill-success", lang.pick("Acceptée", "Accepted")),
        SlotState::Refused => ("pill pill-danger", lang.pick("À remplacer", "To be replaced")),
        SlotState::Waived => ("pill", lang.pick("Pas nécessaire", "Not needed")),
    }
}

/// Why a piece was refused, how to mend it, and what was added.
pub(super) fn refusal(rules: &Demarches, piece: &Slot, lang: Lang) -> Option<AnyView> {
    if piece.state != SlotState::Refused {
        return None;
    }
    let code = piece.reason.as_deref()?;
    let reason = rules.rejections().iter().find(|one| one.code == code);
    // A reason that is not said (a suspicion) leaves only what to do next.
    let shown = reason.filter(|one| one.shown);
    let sentence = shown.map(|one| one.message.in_lang(lang).to_owned());
    let fix = reason.map(|one| one.next.in_lang(lang).to_owned());
    let words = piece.words.clone().filter(|_| shown.is_some());
    Some(
        view! {
            <div class="notice notice-danger">
                {sentence
                    .map(|sentence| {
                        view! {
                            <p>
                                <strong>{sentence}</strong>
                            </p>
                        }
                    })} {words.map(|words| view! { <p>{words}</p> })}
                {fix.map(|fix| view! { <p>{fix}</p> })}
            </div>
        }
        .into_any(),
    )
}

/// `/dossier/{id}/piece/{name}`
pub(super) fn page(asked: &Asked, view: &PieceView<'_>) -> Body {
    let lang = asked.lang;
    let title = title(view.rules, view.slot, &view.piece.kind, lang);
    let wrong_link = view.link.as_ref().and_then(link::fault);
    let status = if view.problems.is_empty() && wrong_link.is_none() { 200 } else { 422 };
    let sent = view.sent.map(|sent| {
        let text = match sent {
            Sent::Received => lang.pick(
                "C’est arrivé. Nous vérifions que le fichier s’ouvre sans risque.",
                "It has arrived. We are checking that the file opens safely.",
            ),
            Sent::Before => lang.pick("Ce fichier était déjà là.", "This file was there already."),
            Sent::TakenBack => lang.pick("Le fichier est retiré.", "The file is taken back."),
        };
        view! {
            <p class="notice notice-success" role="status">
                {text}
            </p>
        }
    });
    let problems = (!view.problems.is_empty()).then(|| {
        let items = view
            .problems
            .iter()
            .map(|problem| {
                view! {
                    <li>
                        <a href="#files">{problem.clone()}</a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section
                class="error-summary"
                role="alert"
                tabindex="-1"
                aria-labelledby="refused-title"
            >
                <h2 id="refused-title">
                    {lang.pick("Tout n’a pas été pris", "Not everything was taken")}
                </h2>
                <ul>{items}</ul>
            </section>
        }
    });
    let (class, word) = state(view.piece.state, lang);
    let mut page = body(
        asked,
        title.clone(),
        status,
        Place::Piece.with(view.id, lang.other()).replace("{name}", view.name),
        view! {
            {problems}
            {error_summary(wrong_link.as_slice(), lang)}
            {sent}
            {news(
                asked,
                (view.id, view.version),
                address_of(asked, Place::Piece, view.id, view.name),
            )}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            <h1>{title}</h1>
            <p>
                <span class=class>{word}</span>
            </p>
            {refusal(view.rules, view.piece, lang)}
            {good(view, lang)}
            {files(asked, view)}
            {form(asked, view)}
            {view.link.as_ref().map(|link| link::section(asked, link))}
        },
    );
    page.head.live = Live::Dossier;
    page
}

/// What makes the piece good: why it is asked for, its rule, and which papers do.
fn good(view: &PieceView<'_>, lang: Lang) -> Option<AnyView> {
    let kind = view.rules.piece_kind(&view.piece.kind)?;
    let both = kind.has(Quality::BothSides).then(|| {
        lang.pick("Les deux côtés sont demandés.", "Both sides are asked for.").to_owned()
    });
    let lines =
        kind.rule.as_ref().map(|rule| rule.in_lang(lang).to_owned()).into_iter().chain(both);
    let rules = lines.map(|line| view! { <p>{line}</p> }).collect_view();
    let items = kind.accepted.iter().map(|text| view! { <li>{text.in_lang(lang).to_owned()}</li> });
    let accepted = (!kind.accepted.is_empty()).then(|| {
        view! {
            <p class="field-label">
                {lang.pick("Un de ces documents suffit\u{202f}:", "One of these will do:")}
            </p>
            <ul class="accepted">{items.collect_view()}</ul>
        }
    });
    Some(
        view! {
            <section>
                <h2>{lang.pick("Ce qui est demandé", "What is asked for")}</h2>
                <p>{kind.why.in_lang(lang).to_owned()}</p>
                {rules}
                {accepted}
            </section>
        }
        .into_any(),
    )
}

/// What was sent.
fn files(asked: &Asked, view: &PieceView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.files.is_empty() {
        return None;
    }
    let may_take_back = matches!(view.piece.state, SlotState::Received) && view.may_send;
    let lines = view
        .files
        .iter()
        .map(|file| {
            let name = file.name.clone().unwrap_or_default();
            let id = file.id.to_string();
            let open = view.shown.as_ref().filter(|shown| shown.document == file.id);
            let pages = open.map(|shown| {
                let pages = shown
                    .pages
                    .iter()
                    .enumerate()
                    .map(|(number, src)| {
                        let alt = format!("{name}, {} {}", lang.pick("page", "page"), number + 1);
                        view! { <img class="paper" src=src.clone() alt=alt loading="lazy" /> }
                    })
                    .collect_view();
                view! { <div class="papers">{pages}</div> }
            });
            let see = (file.state.accepted().is_some() && open.is_none()).then(|| {
                let here = address_of(asked, Place::Piece, view.id, view.name);
                let query = crate::query::encode([("voir", id.as_str())]);
                view! {
                    <a href=format!(
                        "{here}?{query}",
                    )>
                        {lang.pick("Voir", "See it")}
                        <span class="sr-only">" " {name.clone()}</span>
                    </a>
                }
            });
            let said = file.state.refusal().map_or_else(
                || file.state.sentence(lang).map(str::to_owned),
                |refusal| {
                    let said = refusal.sentence(lang);
                    Some(format!("{} {} {}", said.what, said.why, said.mend))
                },
            );
            let back = may_take_back.then(|| {
                view! {
                    <form
                        method="post"
                        action=address_of(asked, Place::TakeBack, view.id, view.name)
                    >
                        <input type="hidden" name="document" value=id.clone() />
                        <button class="btn btn-small" type="submit">
                            {lang.pick("Retirer", "Take back")}
                            <span class="sr-only">" " {name.clone()}</span>
                        </button>
                    </form>
                }
            });
            view! {
                <li>
                    <p>
                        <strong>{name.clone()}</strong>
                        " "
                        <span class="muted">{file.state.label(lang)}</span>
                        " "
                        {see}
                    </p>
                    {said.map(|said| view! { <p class="field-help">{said}</p> })}
                    {back}
                    {pages}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Ce que vous avez envoyé", "What you sent")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}
