//! `/gestion/remise`: the filed dossiers of a period, for the prefecture.

use leptos::prelude::*;
use vocabulary::{Date, Lang};
use wording::numbers::date;

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
    /// Where it holds too much: how many dossiers fit, and the day with which they end.
    pub fits: Option<(usize, Option<Date>)>,
}

pub(in crate::site::gestion) fn page(asked: &Asked, view: &HandOverView) -> Body {
    let lang = asked.lang;
    let problems: Vec<(String, String)> =
        view.wrong.then(|| ("from".to_owned(), wrong(view, lang))).into_iter().collect();
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

/// What is wrong with the period.
fn wrong(view: &HandOverView, lang: Lang) -> String {
    let Some((fits, until)) = view.fits else {
        let said = lang.pick(
            "Indiquez deux jours, le premier avant le second, à un an d’écart au plus.",
            "Give two days, the first before the second, a year apart at most.",
        );
        return said.to_owned();
    };
    let until = until.filter(|day| day.to_string() >= view.from);
    let until = until.map(|day| {
        format!(
            "{} {}",
            lang.pick(", par exemple jusqu’au", ", for example until"),
            date(day, lang)
        )
    });
    let until = until.unwrap_or_default();
    match lang {
        Lang::Fr => format!(
            "Cette période ne tient pas dans un seul fichier ZIP\u{202f}: ses {fits} premiers dossiers y tiennent. Choisissez-en une plus courte{until}."
        ),
        Lang::En => format!(
            "This period does not fit into one ZIP file: its first {fits} files do. Choose a shorter one{until}."
        ),
    }
}
