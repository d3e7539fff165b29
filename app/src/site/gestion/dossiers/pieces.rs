//! The pieces, each with its documents, what can be decided of it, and by which key.

use demarches::rejection::{Addition, Rejection};
use dossiers::tracks::{Filing, Pieces};
use dossiers::{Slot, SlotState};
use leptos::prelude::*;
use vocabulary::Lang;

use super::workspace::{WorkspaceView, button, form, key_of, shown_key, text};
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

/// The reason for which a piece was refused under the rules of the dossier.
fn reason<'view>(view: &'view WorkspaceView, code: &str) -> Option<&'view Rejection> {
    view.rules.as_ref()?.rejections().iter().find(|one| one.code == code)
}

/// What the customer reads of a refusal.
pub(super) fn sentence(one: &Rejection, words: Option<&str>, lang: Lang) -> String {
    let mut parts = Vec::new();
    if one.shown {
        parts.push(one.message.in_lang(lang).to_owned());
    }
    if let Some(words) = words.filter(|words| one.shown && !words.is_empty()) {
        let (open, close) = lang.pick(("«\u{202f}", "\u{202f}»."), ("“", "”."));
        parts.push(format!("{open}{words}{close}"));
    }
    parts.push(one.next.in_lang(lang).to_owned());
    parts.join(" ")
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

/// The documents that stand in the slot; once they are opened, their pages beside what is read on them.
fn documents(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> Option<AnyView> {
    let pages = viewer::documents(view, name, slot, lang)?;
    let read = (view.opened.as_deref() == Some(name)).then(|| reading::form_of(view, name, lang));
    let Some(read) = read.flatten() else { return Some(pages) };
    Some(view! { <div class="piece-open">{pages} {read}</div> }.into_any())
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
    let refuse = checking.then(|| refuse(view, name, slot, lang));
    let waive = (view.may.supervise && open && !settled).then(|| waive(view, name, lang));
    view! { <div class="piece-acts">{accept} {refuse} {waive}</div> }.into_any()
}

fn refuse(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> AnyView {
    let Some(rules) = view.rules.as_ref() else {
        return view! {
            <p class="muted">
                {lang
                    .pick(
                        "Les règles de ce dossier ne sont plus disponibles ici.",
                        "The rules of this file are no longer available here.",
                    )}
            </p>
        }
        .into_any();
    };
    let kept = view.kept("refuse", name, "reason");
    let words_id = format!("{}-words", anchor(name));
    let reasons = rules
        .rejections_for(&slot.kind)
        .filter(|one| !one.supervisor || view.may.supervise)
        .map(|one| {
            let key = one.shortcut.to_string();
            // Words that have to be added are asked for at once.
            let then = one.addition.map(|_| words_id.clone());
            let asks = one.addition.map(|addition| match addition {
                Addition::Field => lang.pick(" (précisez le champ)", " (name the field)"),
                Addition::Words => lang.pick(" (recopiez ses mots)", " (copy its words)"),
            });
            // The sentence is the one that the customer will read, in the language of the dossier.
            let preview = sentence(one, None, view.state.lang);
            view! {
                <li>
                    <label class="choice">
                        <input
                            type="radio"
                            name="reason"
                            value=one.code.clone()
                            checked=kept == one.code
                            required
                            data-key=key.clone()
                            data-then=then
                        />
                        <span>
                            <kbd aria-hidden="true">{key}</kbd>
                            " "
                            {one.label.in_lang(lang).to_owned()}
                            {asks}
                        </span>
                    </label>
                    <p class="reason-preview" lang=view.state.lang.id()>
                        {preview}
                    </p>
                </li>
            }
        })
        .collect_view();
    let key = key_of("refuse");
    view! {
        <details class="desk-fold" open=!kept.is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Refuser…", "Refuse…")}
                {shown_key(key)}
            </summary>
            <div data-scope="">
                {form(
                    view,
                    None,
                    view! {
                        <input type="hidden" name="slot" value=name.to_owned() />
                        <fieldset class="reasons">
                            <legend>
                                {lang
                                    .pick(
                                        "Motif, que le client lira",
                                        "Reason, which the customer will read",
                                    )}
                            </legend>
                            <ul>{reasons}</ul>
                        </fieldset>
                        {text(
                            (words_id.clone(), "words"),
                            lang
                                .pick(
                                    "Champ concerné, ou mots de l’administration",
                                    "Field concerned, or words of the administration",
                                ),
                            view.kept("refuse", name, "words"),
                            ("text", "2000"),
                        )}
                        <button class="btn btn-small" type="submit" name="act" value="refuse">
                            {lang.pick("Refuser la pièce", "Refuse the document")}
                            <kbd aria-hidden="true">{lang.pick("Entrée", "Enter")}</kbd>
                        </button>
                    },
                )}
            </div>
        </details>
    }
    .into_any()
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
