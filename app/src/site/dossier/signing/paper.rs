//! A form that was signed by hand: its photograph.

use leptos::prelude::*;
use vocabulary::Lang;

use super::FormView;
use crate::site::place::Place;

/// Where the photograph of a form that was signed by hand is sent.
pub(super) fn form(view: &FormView<'_>, title: &'static str, lang: Lang) -> AnyView {
    view! {
        <section>
            <h2>{title}</h2>
            <p>
                {lang
                    .pick(
                        "Imprimez le formulaire, signez-le à la main, puis envoyez sa photo ici. Nous vérifions la signature avant de l’accepter.",
                        "Print the form, sign it by hand, then send its photo here. We check the signature before we accept it.",
                    )}
            </p>
            <form
                method="post"
                enctype="multipart/form-data"
                action=view.from.to((Place::FormPaper, Place::TaskPaper), lang)
            >
                <div class="field">
                    <label class="field-label" for="files">
                        {lang
                            .pick(
                                "Photo ou PDF du formulaire signé",
                                "Photo or PDF of the signed form",
                            )}
                    </label>
                    <input
                        class="input"
                        id="files"
                        name="files"
                        type="file"
                        accept="image/*,.heic,.heif,application/pdf"
                    />
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Envoyer le formulaire signé", "Send the signed form")}
                </button>
            </form>
        </section>
    }
    .into_any()
}
