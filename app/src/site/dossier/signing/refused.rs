//! A signature on paper that was looked at and is to be made again.

use demarches::Demarches;
use dossiers::items::{Form, FormState};
use leptos::prelude::*;
use vocabulary::Lang;

/// Why the photograph of the form was refused, and what to do.
pub(in super::super) fn refusal(rules: &Demarches, form: &Form, lang: Lang) -> Option<AnyView> {
    let (sentence, fix) = refused_words(rules, form, lang)?;
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
                    })} <p>{fix}</p>
            </div>
        }
        .into_any(),
    )
}

/// Why a form is to be signed again, where that is said, and what to do; nothing for one that was not refused.
#[must_use]
pub fn refused_words(
    rules: &Demarches,
    form: &Form,
    lang: Lang,
) -> Option<(Option<String>, String)> {
    let code = form.reason.as_deref().filter(|_| form.state == FormState::Refused)?;
    let again = lang.pick(
        "Signez le formulaire de nouveau, ou envoyez une autre photo.",
        "Sign the form again, or send another photo.",
    );
    let Some(reason) = rules.rejections().iter().find(|one| one.code == code) else {
        let unread = lang.pick(
            "La photo du formulaire signé n’a pas pu être ouverte.",
            "The photo of the signed form could not be opened.",
        );
        return Some((Some(unread.to_owned()), again.to_owned()));
    };
    let words = form.words.as_deref().map(|words| format!(" {words}")).unwrap_or_default();
    // A suspicion is never told: what to do next is.
    let shown = reason.shown.then(|| format!("{}{words}", reason.message.in_lang(lang)));
    Some((shown, format!("{} {again}", reason.next.in_lang(lang))))
}
