//! One module a kind of page. Each is a plain function of what was asked.

use leptos::prelude::*;

use super::asked::Asked;
use super::document::{Body, Head, Rendered, document};
use super::page::Page;
use super::receipt::receipt;

pub(super) mod contact;
pub(super) mod demarches;
mod guides;
mod home;
pub(super) mod kept;
mod malus;
mod prices;
mod prose;
pub(super) mod workbench;
mod worked;

/// Renders a public page.
#[must_use]
pub fn render(asked: &Asked, page: Page, contact: Option<&contact::ContactForm>) -> Rendered {
    document(asked, |asked| match page {
        Page::Home => home::page(asked),
        Page::Simulator => workbench::page(asked),
        Page::Prices => prices::map(asked),
        Page::Region(region) => prices::region(asked, region),
        Page::Departement(region, place) => prices::departement(asked, region, place),
        Page::MalusCo2 => malus::co2(asked),
        Page::MalusMasse => malus::masse(asked),
        Page::Demarches => demarches::list(asked),
        Page::Demarche(index) => demarches::page(asked, index),
        Page::Guides => guides::list(asked),
        Page::Guide(index) => guides::page(asked, index),
        Page::Help => prose::page(asked, page, "help"),
        Page::Fees => prose::page(asked, page, "fees"),
        Page::About => prose::page(asked, page, "about"),
        Page::Contact => contact::page(asked, contact),
        Page::Legal => prose::page(asked, page, "legal"),
        Page::Terms => prose::page(asked, page, "terms"),
        Page::Privacy => prose::page(asked, page, "privacy"),
        Page::Accessibility => prose::page(asked, page, "accessibility"),
    })
}

/// What a person kept under a private link.
#[must_use]
pub fn kept_simulation(asked: &Asked, kept: &kept::Kept) -> Rendered {
    document(asked, |asked| kept::page(asked, kept))
}

/// A page that says what went wrong and where to go: 404, 421, 500, 503…
#[must_use]
pub fn error_page(asked: &Asked, status: u16) -> Rendered {
    document(asked, |asked| prose::error(asked, status))
}

/// A page's head with its title and its description.
fn head(title: impl Into<String>, description: impl Into<String>, page: Page) -> Head {
    Head {
        title: title.into(),
        description: description.into(),
        page: Some(page),
        live: page.live(),
        ..Head::default()
    }
}

/// A page that was found.
fn ok(head: Head, view: impl IntoAny) -> Body {
    Body { head, view: view.into_any(), status: 200, fault: None }
}
