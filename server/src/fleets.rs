//! The space of garages and fleets over HTTP: vehicles, lists from spreadsheets, the firm, dossiers for many at once.

pub mod begun;
pub mod firm;
pub mod sheet;
pub mod vehicles;

use ::fleets::operations::{Failure, VehicleId};
use app::site::Place;
use app::site::account::{AccountPage, FleetPage};
use axum::response::{IntoResponse as _, Redirect, Response};
use uuid::Uuid;

use crate::database::Chain;
use crate::people::{Broken, Here};

impl From<Failure> for Broken {
    fn from(failure: Failure) -> Self {
        accounts::operations::Failure::Audit(Chain(&failure).to_string()).into()
    }
}

/// A page of this space.
fn shown(here: &Here, page: FleetPage) -> Response {
    here.page(&AccountPage::Fleet(page))
}

/// Back to `place`, which says what was done.
fn done(here: &Here, place: Place, what: &str) -> Response {
    Redirect::to(&format!("{}?fait={what}", place.path(here.asked.lang))).into_response()
}

/// The vehicle that an address or a form names.
fn named(text: &str) -> Option<VehicleId> {
    text.parse::<Uuid>().ok().map(VehicleId)
}
