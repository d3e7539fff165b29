//! What was said between the customer and us, and who looked.

use dossiers::Side;
use leptos::prelude::*;
use vocabulary::Lang;

use super::super::{address, timeline};
use super::StandingView;
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::place::Place;

pub(super) fn messages(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let mut all: Vec<_> = view.state.messages.values().collect();
    all.sort_by_key(|message| message.at);
    let lines = all
        .into_iter()
        .map(|message| {
            let from = match message.from {
                Side::Customer | Side::Guest => lang.pick("Vous", "You"),
                Side::Staff | Side::Machine => lang.pick("Notre équipe", "Our team"),
            };
            let words = message.words.clone().unwrap_or_default();
            view! {
                <li>
                    <p class="muted">
                        {format!("{from}, {}", instant(timeline::moment(message.at), lang))}
                    </p>
                    <p class="message-words">{words}</p>
                </li>
            }
        })
        .collect_view();
    let error = (!view.typed.is_empty())
        .then(|| lang.pick("Écrivez 5 000 caractères au plus.", "Write 5,000 characters at most."));
    let right = error.is_none();
    view! {
        <section id="messages">
            <h2>{lang.pick("Les messages", "Messages")}</h2>
            <ul class="pieces">{lines}</ul>
            <form method="post" action=address(asked, Place::WriteDossier, view.id) novalidate>
                <div class="field">
                    <label class="field-label" for="words">
                        {lang
                            .pick(
                                "Nous écrire au sujet de ce dossier",
                                "Write to us about this dossier",
                            )}
                    </label>
                    <p class="field-error" id="words-error" hidden=right>
                        {error}
                    </p>
                    <textarea
                        class="input"
                        id="words"
                        name="words"
                        rows="4"
                        maxlength="5000"
                        aria-describedby="words-error"
                    >
                        {view.typed.to_owned()}
                    </textarea>
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Envoyer le message", "Send the message")}
                </button>
            </form>
            {by_sms(asked, view)}
        </section>
    }
    .into_any()
}

/// Where whoever has an account chooses to be told by SMS too.
fn by_sms(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    view.state.person.filter(|_| asked.tenant.settings.texts)?;
    let lang = asked.lang;
    let href = Place::Profile.path(lang);
    Some(
        view! {
            <p class="muted">
                {lang
                    .pick(
                        "Chaque étape vous est annoncée par courriel. ",
                        "Each step is told to you by e-mail. ",
                    )}
                <a href=href>{lang.pick("Être prévenu aussi par SMS", "Be told by text too")}</a>
            </p>
        }
        .into_any(),
    )
}

pub(super) fn looked(view: &StandingView<'_>, lang: Lang) -> AnyView {
    let lines = view
        .looked
        .iter()
        .map(|(what, at)| view! { <li>{format!("{what}, {}", instant(*at, lang))}</li> })
        .collect_view();
    let none = view.looked.is_empty().then(|| {
        view! {
            <p>
                {lang
                    .pick(
                        "Personne n’a encore ouvert ce dossier.",
                        "Nobody has opened this dossier yet.",
                    )}
            </p>
        }
    });
    view! {
        <details class="disclosure">
            <summary>
                {lang.pick("Qui a consulté ce dossier", "Who looked at this dossier")}
            </summary>
            {none}
            <ul>{lines}</ul>
        </details>
    }
    .into_any()
}
