//! A simulation kept under a private link.

use leptos::prelude::*;
use vocabulary::Date;

use super::workbench::{reading, receipt_text};
use super::{Body, Page, ok, receipt};
use crate::site::asked::Asked;
use crate::site::document::Head;

/// A simulation kept under a private link.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its facts, by name.
    pub pairs: Vec<(String, String)>,
    /// When it was kept.
    pub kept_on: Date,
    /// When it will be deleted.
    pub expires_on: Date,
    /// Whether the tables are still those it was computed with.
    pub same_baremes: bool,
}

/// A simulation kept under a private link: what it says, and how to come back.
pub(super) fn page(asked: &Asked, kept: &Kept) -> Body {
    let lang = asked.lang;
    let reading = reading(asked, &kept.pairs);
    let text = receipt_text(asked, &reading.facts);
    let query = crate::query::encode(
        kept.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let title = lang.pick("Votre simulation enregistrée", "Your saved simulation");
    let head = Head {
        title: title.to_owned(),
        description: String::new(),
        noindex: true,
        ..Default::default()
    };
    let day = |date| wording::numbers::date(date, lang);
    let changed = (!kept.same_baremes).then(|| {
        view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Les barèmes ont changé depuis l’enregistrement\u{202f}: voici le prix d’aujourd’hui.",
                        "The rates have changed since it was saved: this is today’s price.",
                    )}
            </p>
        }
    });
    ok(
        head,
        view! {
            <h1>{title}</h1>
            <p class="notice notice-info">
                {format!(
                    "{} {}. {} {}.",
                    lang.pick("Enregistrée le", "Saved on"),
                    day(kept.kept_on),
                    lang
                        .pick(
                            "Gardez l’adresse de cette page (favori ou message à vous-même)\u{202f}: elle seule y donne accès, jusqu’au",
                            "Keep the address of this page (bookmark it or send it to yourself): it is the only way back, until",
                        ),
                    day(kept.expires_on),
                )}
            </p>
            {changed}
            {receipt(&text, lang)}
            <p>
                <a class="btn btn-primary" href=format!("{}?{query}", asked.href(Page::Simulator))>
                    {lang.pick("Modifier la simulation", "Change the simulation")}
                </a>
            </p>
        },
    )
}
