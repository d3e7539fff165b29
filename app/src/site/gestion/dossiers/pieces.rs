//! The pieces, each with its documents, what can be decided of it, and by which key.

use dossiers::tracks::{Filing, Pieces};
use dossiers::{Slot, SlotState};
use leptos::prelude::*;
use vocabulary::Lang;

use super::refuse::{self, Refused, reason, sentence};
use super::workspace::{PageLink, WorkspaceView, button, form, key_of, shown_key, text};
use super::{reading, viewer, words};
use crate::site::gestion::control::{empty, pill};

/// The name of a piece among the anchors of the page.
#[must_use]
pub fn anchor(slot: &str) -> String {
    format!("piece-{}", slot.replace('/', "-"))
}

/// What a piece is called, with its number where there are several.
pub(super) fn label(view: &WorkspaceView, name: &str, kind: &str, lang: Lang) -> String {
    let known = view.rules.as_ref().and_then(|rules| rules.piece_kind(kind));
    let label = known.map_or(kind, |known| known.label.in_lang(lang));
    match name.rsplit_once('/') {
        Some((_, number)) => format!("{label} ({number})"),
        None => label.to_owned(),
    }
}

/// Whether the check can be worked on now.
fn in_check(view: &WorkspaceView) -> bool {
    matches!(view.state.pieces, Pieces::EnControle | Pieces::ACorriger)
        && matches!(view.state.filing, Filing::NonDepose(_))
        && view.state.closed.is_none()
}

pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    let cards =
        view.state.slots.iter().map(|(name, slot)| card(view, name, slot, lang)).collect_view();
    let list = if view.state.slots.is_empty() {
        empty(lang.pick(
            "Aucune pièce n’est demandée tant que la commande n’est pas passée.",
            "No document is asked for until it is ordered.",
        ))
    } else {
        cards.into_any()
    };
    view! {
        <section class="dossier-pieces" id="pieces" aria-labelledby="pieces-title">
            <div class="desk-row">
                <h2 id="pieces-title">{lang.pick("Pièces", "Documents")}</h2>
                {view.may.work.then(|| whole(view, lang))}
            </div>
            {list}
        </section>
    }
    .into_any()
}

/// What is decided of all pieces at once.
fn whole(view: &WorkspaceView, lang: Lang) -> AnyView {
    let filing = matches!(view.state.filing, Filing::NonDepose(_)) && view.state.closed.is_none();
    match view.state.pieces {
        Pieces::Recues if filing => {
            let label = lang.pick("Commencer le contrôle", "Begin the check");
            form(view, None, button("start_check", "start_check", label))
        }
        Pieces::EnControle | Pieces::ACorriger if filing => {
            let label = lang.pick("Tout accepter et valider", "Accept all and validate");
            form(view, None, button("validate_all", "validate_all", label))
        }
        Pieces::Validees if filing && view.may.supervise => view! {
            <details class="desk-fold" open=!view.kept("reopen", "", "act").is_empty()>
                <summary data-key=key_of(
                    "reopen",
                )>
                    {lang.pick("Rouvrir le contrôle", "Open the check again")}
                    {shown_key(key_of("reopen"))}
                </summary>
                {form(
                    view,
                    None,
                    view! {
                        {text(
                            ("reopen-why".to_owned(), "why"),
                            lang.pick("Pourquoi", "Why"),
                            view.kept("reopen", "", "why"),
                            ("text", "200"),
                        )}
                        <button class="btn btn-small" type="submit" name="act" value="reopen">
                            {lang.pick("Rouvrir", "Open again")}
                        </button>
                    },
                )}
            </details>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn card(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> AnyView {
    let (class, state) = words::slot(slot.state, lang);
    let id = anchor(name);
    let title = format!("{id}-title");
    let kind = view.rules.as_ref().and_then(|rules| rules.piece_kind(&slot.kind));
    let rule = kind.and_then(|kind| kind.rule.as_ref()).map(|rule| {
        view! { <p class="muted">{rule.in_lang(lang).to_owned()}</p> }
    });
    let optional = slot.optional.then(|| {
        view! { <span class="muted">{lang.pick(" facultative", " optional")}</span> }
    });
    let round = (slot.round > 0).then(|| {
        let times = lang.pick("fois refusée", "times refused");
        view! { <span class="muted">{format!(" · {} {times}", slot.round)}</span> }
    });
    view! {
        <article
            class="piece"
            id=id
            tabindex="-1"
            data-row=""
            data-scope=""
            aria-labelledby=title.clone()
        >
            <h3 id=title
                .clone()>
                {label(view, name, &slot.kind, lang)} " " {pill(class, state)} {optional} {round}
            </h3>
            {rule}
            {said(view, slot, lang)}
            {reading::found(view, name, lang)}
            {documents(view, name, slot, lang)}
            {view.may.work.then(|| decide(view, name, slot, lang))}
        </article>
    }
    .into_any()
}

/// Why it was refused, or done without.
fn said(view: &WorkspaceView, slot: &Slot, lang: Lang) -> Option<AnyView> {
    let code = slot.reason.as_deref()?;
    let text = match reason(view, code).filter(|_| slot.state == SlotState::Refused) {
        Some(one) => {
            format!("{} · {}", one.label.in_lang(lang), sentence(one, slot.words.as_deref(), lang))
        }
        None => code.to_owned(),
    };
    Some(view! { <p class="piece-said">{text}</p> }.into_any())
}

/// Whether whoever looks may open what is of the kind `kind`.
pub(super) fn may_see(view: &WorkspaceView, kind: &str) -> bool {
    let known = view.rules.as_ref().and_then(|rules| rules.piece_kind(kind));
    // Of a kind that is not known, the highest care is taken.
    let identity = known.is_none_or(|kind| kind.has(demarches::kind::Quality::Identity));
    view.may.see_pieces && (!identity || view.may.see_identity)
}

/// The documents that stand in the slot; once they are opened, their pages beside what is read on them.
fn documents(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> Option<AnyView> {
    let pages = viewer::documents(view, name, slot, lang)?;
    let read = (view.opened.as_deref() == Some(name)).then(|| reading::form_of(view, name, lang));
    let Some(read) = read.flatten() else { return Some(pages) };
    Some(view! { <div class="piece-open">{pages} {read}</div> }.into_any())
}

/// The pages of the document that is called `number`.
pub(super) fn figures(pages: &[PageLink], number: &str, lang: Lang) -> AnyView {
    pages
        .iter()
        .map(|link| {
            let page = format!("{number}, {} {}", lang.pick("page", "page"), link.page);
            view! {
                <figure class="piece-page">
                    <a href=link.href.clone() target="_blank" rel="noopener">
                        <img src=link.href.clone() alt=page.clone() loading="lazy" />
                    </a>
                    <figcaption>{page}</figcaption>
                </figure>
            }
        })
        .collect_view()
        .into_any()
}

fn decide(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> AnyView {
    let checking = in_check(view) && slot.state == SlotState::Checking;
    let settled = matches!(slot.state, SlotState::Accepted | SlotState::Waived);
    let open = matches!(view.state.filing, Filing::NonDepose(_)) && view.state.closed.is_none();
    let accept = checking.then(|| {
        form(
            view,
            None,
            view! {
                <input type="hidden" name="slot" value=name.to_owned() />
                {button("accept", "accept", lang.pick("Accepter", "Accept"))}
            },
        )
    });
    let refuse = checking.then(|| {
        let refused = Refused { act: "refuse", name, kind: &slot.kind, anchor: anchor(name) };
        let words = lang.pick("Refuser la pièce", "Refuse the document");
        refuse::form_of(view, &refused, words, lang)
    });
    let waive = (view.may.supervise && open && !settled).then(|| waive(view, name, lang));
    view! { <div class="piece-acts">{accept} {refuse} {waive}</div> }.into_any()
}

fn waive(view: &WorkspaceView, name: &str, lang: Lang) -> AnyView {
    let kept = view.kept("waive", name, "why");
    let key = key_of("waive");
    view! {
        <details class="desk-fold" open=!view.kept("waive", name, "act").is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Dispenser…", "Do without…")}
                {shown_key(key)}
            </summary>
            {form(
                view,
                None,
                view! {
                    <input type="hidden" name="slot" value=name.to_owned() />
                    {text(
                        (format!("{}-why", anchor(name)), "why"),
                        lang
                            .pick(
                                "Pourquoi cette pièce n’est pas nécessaire",
                                "Why it is not needed",
                            ),
                        kept,
                        ("text", "200"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="waive">
                        {lang.pick("Dispenser de la pièce", "Do without the document")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}
