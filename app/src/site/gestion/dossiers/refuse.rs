//! Refusing a piece or a signature on paper: the reasons of the rules, each with what the customer will read.

use demarches::rejection::{Addition, Rejection};
use leptos::prelude::*;
use vocabulary::Lang;

use super::workspace::{WorkspaceView, form, key_of, shown_key, text};

/// The reason for which a piece was refused under the rules of the dossier.
pub(super) fn reason<'view>(view: &'view WorkspaceView, code: &str) -> Option<&'view Rejection> {
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

/// What is refused, by which form.
pub(super) struct Refused<'a> {
    /// The act, as the form names it.
    pub(super) act: &'static str,
    /// The piece or the form.
    pub(super) name: &'a str,
    /// Of which kind it is.
    pub(super) kind: &'a str,
    /// Its anchor.
    pub(super) anchor: String,
}

/// The form that refuses it: a reason, each with its key, and what it wants added.
pub(super) fn form_of(
    view: &WorkspaceView,
    refused: &Refused<'_>,
    send: &'static str,
    lang: Lang,
) -> AnyView {
    let (act, name) = (refused.act, refused.name);
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
    let kept = view.kept(act, name, "reason");
    let words_id = format!("{}-words", refused.anchor);
    let reasons = rules
        .rejections_for(refused.kind)
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
                            view.kept(act, name, "words"),
                            ("text", "2000"),
                        )}
                        <button class="btn btn-small" type="submit" name="act" value=act>
                            {send}
                            <kbd aria-hidden="true">{lang.pick("Entrée", "Enter")}</kbd>
                        </button>
                    },
                )}
            </div>
        </details>
    }
    .into_any()
}
