//! The parts that draw: icons, plates, the certificate, charts, the price map. They know no feature and no law.
//!
//! Server-only: what they draw is plain SVG and HTML, coloured by the classes of `style/`, without any inline style.
#![expect(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    reason = "`#[component]` writes the functions, takes whole values and drops `#[must_use]`"
)]

pub mod brand;
pub mod certificate;
pub mod charts;
#[cfg(test)]
mod contrast;
pub mod icons;
pub mod map;
pub mod plate;
pub mod table;
