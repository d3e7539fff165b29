//! `/gestion/remise`: the filed dossiers of a period, for the prefecture.

use leptos::prelude::*;

use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::gestion::acts::Screen;
use crate::site::gestion::body;

/// What the page shows.
#[derive(Clone, Debug, Default)]
pub struct HandOverView {
    /// From which day, as it was typed.
    pub from: String,
    /// To which day, that one too.
    pub to: String,
    /// What was typed is no period, or holds too much.
    pub wrong: bool,
}

pub(in crate::site::gestion) fn page(asked: &Asked, view: &HandOverView) -> Body {
    let lang = asked.lang;
    let wrong = lang.pick(
        "Indiquez deux jours, le premier avant le second, à un an d’écart au plus.",
        "Give two days, the first before the second, a year apart at most.",
    );
    let problems: Vec<(String, String)> =
        view.wrong.then(|| ("from".to_owned(), wrong.to_owned())).into_iter().collect();
    let field = |name: &'static str, label: &'static str, value: &str| {
        let invalid = view.wrong.then_some("true");
        view! {
            <div class="field">
                <label class="field-label" for=name>
                    {label}
                </label>
                <input
                    class="input"
                    type="date"
                    id=name
                    name=name
                    value=value.to_owned()
                    aria-invalid=invalid
                    required
                />
            </div>
        }
    };
    body(
        lang.pick("Remise à la préfecture", "Hand-over to the prefecture"),
        if view.wrong { 422 } else { 200 },
        view! {
            {error_summary(&problems, lang)}
            <p>
                {lang
                    .pick(
                        "Un fichier ZIP avec la liste des dossiers déposés dans la période et les papiers de leur dernier export. Chaque remise est inscrite à l’audit.",
                        "A ZIP file with the list of the files that were filed in the period, and the papers of their latest export. Each hand-over is written in the audit.",
                    )}
            </p>
            <form class="desk-act" method="post" action=Screen::HandOver.path()>
                {field("from", lang.pick("Déposés du", "Filed from"), &view.from)}
                {field("to", lang.pick("au (inclus)", "to (included)"), &view.to)}
                <button id="hand-over" class="btn btn-small" type="submit">
                    {lang.pick("Préparer et télécharger", "Prepare and download")}
                </button>
            </form>
        },
    )
}
