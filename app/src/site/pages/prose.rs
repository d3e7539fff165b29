use leptos::prelude::*;

use super::{Body, Page, head, ok};
use crate::site::asked::Asked;
use crate::site::content::Prose;
use crate::site::document::Head;

/// The text of a page as HTML. A text that cannot be rendered is a fault of ours: the page says so, with status 500.
pub(super) fn html(asked: &Asked, prose: &Prose) -> Result<String, String> {
    prose.html(asked).map_err(|error| format!("{error:#}"))
}

/// The block of a text, with the day it was checked.
pub(super) fn article(asked: &Asked, prose: &Prose) -> Result<AnyView, String> {
    let html = html(asked, prose)?;
    let checked = format!(
        "{} {}.",
        asked.say("Vérifié le", "Checked on"),
        wording::numbers::date(prose.updated, asked.lang)
    );
    Ok(view! {
        <div class="prose" inner_html=html></div>
        <p class="checked-on">{checked}</p>
    }
    .into_any())
}

/// A page that is all text.
pub(super) fn page(asked: &Asked, page: Page, key: &str) -> Body {
    let Some(prose) = asked.published.contents.page(key, asked.lang) else {
        return error(asked, 404);
    };
    match article(asked, prose) {
        Ok(article) => ok(
            Head {
                crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
                ..head(prose.title.clone(), prose.description.clone(), page)
            },
            view! {
                <h1>{prose.title.clone()}</h1>
                {article}
            },
        ),
        Err(reason) => fault(asked, reason),
    }
}

/// A page of ours that could not be made: `reason` is for the log.
pub(super) fn fault(asked: &Asked, reason: String) -> Body {
    Body { fault: Some(reason), ..error(asked, 500) }
}

/// A page that says what went wrong, what was kept, and where to go.
pub(super) fn error(asked: &Asked, status: u16) -> Body {
    let (title, text) = match status {
        404 => (
            asked.say("Cette page n’existe pas", "This page does not exist"),
            asked.say(
                "L’adresse est peut-être mal recopiée, ou la page a changé de place. Rien n’est perdu.",
                "The address may be mistyped, or the page has moved. Nothing is lost.",
            ),
        ),
        403 => (
            asked.say("Envoi refusé", "Refused"),
            asked.say(
                "Ce formulaire ne vient pas de notre site. Revenez à la page et envoyez-le de nouveau.",
                "This form does not come from our site. Go back to the page and send it again.",
            ),
        ),
        503 => (
            asked.say("Indisponible pour le moment", "Not available for now"),
            asked.say(
                "Nous ne pouvons pas enregistrer pour le moment. Revenez en arrière\u{202f}: ce que vous avez saisi est \
                 toujours dans la page. Le simulateur fonctionne.",
                "We cannot save for now. Go back: what you typed is still in the page. The simulator works.",
            ),
        ),
        _ => (
            asked.say("Une erreur de notre côté", "An error on our side"),
            asked.say(
                "Elle est notée, et nous la corrigerons. Réessayez dans un instant.",
                "It is recorded, and we will mend it. Please try again in a moment.",
            ),
        ),
    };
    Body {
        head: Head { title: title.to_owned(), noindex: true, ..Head::default() },
        status,
        fault: None,
        view: view! {
            <h1>{title.to_owned()}</h1>
            <p>{text.to_owned()}</p>
            <ul>
                <li>
                    <a href=asked.href(Page::Home)>{asked.say("Accueil", "Home").to_owned()}</a>
                </li>
                <li>
                    <a href=asked
                        .href(Page::Simulator)>{asked.say("Simulateur", "Simulator").to_owned()}</a>
                </li>
                <li>
                    <a href=asked
                        .href(
                            Page::Demarches,
                        )>{asked.say("Démarches", "Procedures").to_owned()}</a>
                </li>
                <li>
                    <a href=asked.href(Page::Help)>{asked.say("Aide", "Help").to_owned()}</a>
                </li>
            </ul>
        }
        .into_any(),
    }
}
