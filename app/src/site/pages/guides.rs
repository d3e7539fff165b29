use leptos::prelude::*;
use serde_json::json;

use super::{Body, Page, head, ok, prose};
use crate::site::asked::Asked;
use crate::site::document::Head;

/// `/guides`
pub(super) fn list(asked: &Asked) -> Body {
    let lang = asked.lang;
    let cards = asked
        .published
        .contents
        .guides
        .iter()
        .enumerate()
        .map(|(index, guide)| {
            let prose = guide.prose(lang);
            view! {
                <li class="card">
                    <h2>
                        <a href=asked.href(Page::Guide(index))>{prose.title.clone()}</a>
                    </h2>
                    <p>{prose.description.clone()}</p>
                </li>
            }
        })
        .collect_view();
    ok(
        Head {
            crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
            ..head(
                asked.say("Guides de la carte grise", "Guides to the registration certificate"),
                asked.say(
                    "Comprendre le prix, lire les cases, importer, déménager, hériter\u{202f}: des guides clairs, vérifiés et datés, avec les chiffres du jour.",
                    "Understand the price, read the fields, import, move, inherit: clear guides, checked and dated, with today’s figures.",
                ),
                Page::Guides,
            )
        },
        view! {
            <h1>
                {asked
                    .say("Guides de la carte grise", "Guides to the registration certificate")
                    .to_owned()}
            </h1>
            <ul class="cards">{cards}</ul>
        },
    )
}

/// `/guides/{slug}`
pub(super) fn page(asked: &Asked, index: usize) -> Body {
    let Some(guide) = asked.published.contents.guides.get(index) else {
        return prose::error(asked, 404);
    };
    let text = guide.prose(asked.lang);
    let article = match prose::article(asked, text) {
        Ok(article) => article,
        Err(reason) => return prose::fault(asked, reason),
    };
    let page = Page::Guide(index);
    let block = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "description": text.description,
        "inLanguage": asked.lang.id(),
        "dateModified": text.updated.to_string(),
        "author": { "@type": "Organization", "name": asked.tenant.identity.brand },
        "mainEntityOfPage": format!("{}{}", asked.origin, asked.href(page)),
        "image": format!("{}{}", asked.origin, asked.assets.public("/og.png")),
    });
    ok(
        Head {
            crumbs: vec![
                (asked.say("Accueil", "Home").to_owned(), Page::Home),
                (asked.say("Guides", "Guides").to_owned(), Page::Guides),
            ],
            json_ld: vec![block],
            ..head(text.title.clone(), text.description.clone(), page)
        },
        view! {
            <h1>{text.title.clone()}</h1>
            {article}
            <p>
                <a class="btn btn-primary" href=asked.href(Page::Simulator)>
                    {asked.say("Calculer mon prix", "Work out my price").to_owned()}
                </a>
            </p>
        },
    )
}
