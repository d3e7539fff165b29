//! The bytes: sheets, official forms drawn over, signatures, seals. Pure, but for the server alone.

mod canvas;
mod document;
mod font;
mod plain;
mod seal;
mod sheet;
mod sign;
mod template;
mod wary;

use crate::{Filled, House, Origin, TemplateProblem};
use jiff::Timestamp;

pub use plain::{Leaf, bound, plain};
pub use seal::{Broken, HouseKey, KnownKeys, sha256, verify, verify_kept};
pub use sign::{NotSigned, Signed, Signing, StampPicture, sign, sign_and_stamp};
pub use template::Template;

/// A form as a PDF.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// The bytes; the same for the same form, house and instant.
    pub pdf: Vec<u8>,
    /// Where they come from.
    pub origin: Origin,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Made({} bytes, {:?})", self.pdf.len(), self.origin)
    }
}

/// A sheet of ours does not go to the administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a working model is not exported in production: upload the official form first")]
pub struct Unofficial;

impl Made {
    /// Whether it is the official form.
    #[must_use]
    pub const fn is_official(&self) -> bool {
        self.origin.is_official()
    }
}

/// Refuses a sheet of ours for an export in `production`; a demonstration may hold some.
///
/// # Errors
///
/// [`Unofficial`].
pub const fn refuse_unofficial_in_production(
    origin: Origin,
    production: bool,
) -> Result<(), Unofficial> {
    if production && !origin.may_be_filed() { Err(Unofficial) } else { Ok(()) }
}

/// A sheet of our own with all that is printed on the form, marked on every page as no official one.
///
/// A statement in free words bears no such mark: there is no official form that it could be taken for.
#[must_use]
pub fn sheet(filled: &Filled, house: &House, at: Timestamp) -> Made {
    let origin = if filled.form.number().is_some() { Origin::Model } else { Origin::Statement };
    Made { pdf: sheet::draw(filled, house, at), origin }
}

/// The official form with its fields filled in.
///
/// # Errors
///
/// What has no place on it or does not fit: nothing is left out or cut.
pub fn overlay(
    template: &Template,
    filled: &Filled,
    house: &House,
    at: Timestamp,
) -> Result<Made, Vec<TemplateProblem>> {
    let pdf = template.draw(filled, house, at)?;
    Ok(Made { pdf, origin: Origin::Official(template.version()) })
}
