//! Words that every crate shares: exact money, civil dates, addresses, languages.
//!
//! `no_std`: nothing here can read a file, a socket or a clock. Read [`Amount`] first, then [`Date`].
//! Left out on purpose: time zones and instants (the server's), identifiers made at random (the server's).
#![no_std]

extern crate alloc;

pub mod address;
mod codes;
mod date;
mod email;
mod fee;
mod holidays;
mod lang;
mod money;
pub mod mrz;
pub mod plain;
mod plate;
mod siren;
mod vin;

pub use address::{AddressFault, AddressField, PostalAddress};
pub use date::{Date, InvalidDate};
pub use email::{Email, InvalidEmail};
pub use fee::{Fee, FeeRule};
pub use holidays::is_holiday;
pub use lang::Lang;
pub use money::{Amount, Cents};
pub use plate::{InvalidPlate, Plate, PlateSystem};
pub use siren::{InvalidSiren, Siren, Siret};
pub use vin::{InvalidVin, Vin};
