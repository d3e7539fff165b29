//! The space of garages and fleets: their vehicles, lists from spreadsheets, their firm, dossiers for many at once.

mod begun;
mod firm;
mod list;
mod sheet;
mod vehicle;
mod words;

use leptos::prelude::*;

use super::profile::DossierLine;
use super::{Body, Live, inside};
use crate::site::asked::Asked;
use crate::site::place::Place;

pub use begun::{BegunLine, BegunView, Came, Waits};
pub use firm::{FirmView, StampProblem};
pub use list::{ListProblem, ListView, VehicleLine};
pub use sheet::{RefusedLine, SheetView, TakenView};
pub use vehicle::VehicleView;

/// A page of the space of a garage or a fleet.
#[derive(Clone, Debug)]
pub enum FleetPage {
    /// The vehicles.
    List(ListView),
    /// One of them.
    Vehicle(VehicleView),
    /// A list from a spreadsheet.
    Sheet(SheetView),
    /// Dossiers were begun.
    Begun(BegunView),
    /// The firm and its stamp.
    Firm(Box<FirmView>),
}

/// What was just done, to be said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FleetDone {
    /// A vehicle was added.
    Added,
    /// A vehicle was changed.
    Changed,
    /// A vehicle was removed.
    Removed,
    /// The firm was kept.
    Firm,
    /// The stamp was kept.
    Stamp,
    /// The stamp was taken away.
    StampRemoved,
}

pub(super) fn page(asked: &Asked, page: &FleetPage) -> Body {
    match page {
        FleetPage::List(view) => list::page(asked, view),
        FleetPage::Vehicle(view) => vehicle::page(asked, view),
        FleetPage::Sheet(view) => sheet::page(asked, view),
        FleetPage::Begun(view) => begun::page(asked, view),
        FleetPage::Firm(view) => firm::page(asked, view),
    }
}

/// A page of this space, with the way to its others above.
fn body(asked: &Asked, title: &'static str, status: u16, view: impl IntoAny) -> Body {
    let lang = asked.lang;
    let links = [
        (Place::Vehicles, lang.pick("Véhicules", "Vehicles")),
        (Place::VehicleSheet, lang.pick("Importer une liste", "Import a list")),
        (Place::Firm, lang.pick("Mon entreprise", "My company")),
    ]
    .into_iter()
    .map(|(place, label)| {
        let path = place.path(lang);
        let current = (asked.path == path).then_some("page");
        view! {
            <li>
                <a href=path aria-current=current>
                    {label}
                </a>
            </li>
        }
    })
    .collect_view();
    inside(
        asked,
        title,
        status,
        Live::Never,
        view! {
            <nav
                class="account-nav"
                aria-label=lang.pick("Espace professionnel", "Professional space")
            >
                <ul>{links}</ul>
            </nav>
            {view.into_any()}
        },
    )
}

/// What was just done.
fn done(asked: &Asked, done: Option<FleetDone>) -> Option<AnyView> {
    let text = words::done(done?, asked.lang);
    Some(
        view! {
            <p class="notice notice-success" role="status">
                {text}
            </p>
        }
        .into_any(),
    )
}

/// A dossier of a vehicle.
fn dossier(asked: &Asked, line: &DossierLine) -> AnyView {
    let lang = asked.lang;
    let label = asked.published.demarches.get(line.kind).page.label.in_lang(lang);
    view! {
        <p>
            <a href=Place::Dossier
                .with(&line.reference, lang)>{format!("{} {label}", line.reference)}</a>
            " "
            <span class="pill">{line.status.label(lang)}</span>
        </p>
    }
    .into_any()
}
