//! The tables that the tax rules read: the project's own copy in TOML, what makes them sound, and their versions.
//!
//! Decides: whether a set of tables may be used at all ([`load`]: every fault at once, each with file, key and reason),
//! and which version is in force (`operations`). Leaves out: what the amounts mean, which is `simulator`'s.
//!
//! Read in this order: the files in `data/`, [`load`], [`Refusal`], then `operations`; [`reference`] compares two sets.

mod boundaries;
mod check;
mod cites;
mod document;
mod export;
mod load;
#[cfg(not(target_arch = "wasm32"))]
pub mod operations;
mod periods;
pub mod reference;
mod refusal;
mod tables;
mod values;

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use simulator::Baremes;
use vocabulary::Date;

pub use document::{Entry, FILES};
pub use export::export;
pub use load::{Loaded, load};
pub use refusal::{Reason, Refusal};

/// First day of issue that the tables must cover.
pub const FIRST_DAY: Date = match Date::new(2023, 1, 1) {
    Ok(day) => day,
    Err(_) => panic!("a day of the calendar"),
};

/// Last day of issue that the tables must cover; the end of a period that does not say its own.
pub const LAST_DAY: Date = match Date::new(2027, 12, 31) {
    Ok(day) => day,
    Err(_) => panic!("a day of the calendar"),
};

/// Names and texts of the files compiled in.
pub const BUILTIN_FILES: [(&str, &str); 13] = [
    ("sources.toml", include_str!("../data/sources.toml")),
    ("regions.toml", include_str!("../data/regions.toml")),
    ("y1_regional.toml", include_str!("../data/y1_regional.toml")),
    ("y2_transport.toml", include_str!("../data/y2_transport.toml")),
    ("y3_co2_wltp.toml", include_str!("../data/y3_co2_wltp.toml")),
    ("y3_co2_nedc.toml", include_str!("../data/y3_co2_nedc.toml")),
    ("y3_co2_cv.toml", include_str!("../data/y3_co2_cv.toml")),
    ("y3_reductions.toml", include_str!("../data/y3_reductions.toml")),
    ("malus_masse.toml", include_str!("../data/malus_masse.toml")),
    ("y4_y5_fixed.toml", include_str!("../data/y4_y5_fixed.toml")),
    ("energies.toml", include_str!("../data/energies.toml")),
    ("operations.toml", include_str!("../data/operations.toml")),
    ("certificate_fields.toml", include_str!("../data/certificate_fields.toml")),
];

/// The tables compiled in: what is used until a database says otherwise.
///
/// # Panics
///
/// Never in a build that passed its tests: one of them loads the same files.
#[must_use]
pub fn builtin() -> &'static Baremes {
    static BUILTIN: LazyLock<Baremes> = LazyLock::new(|| match load(&BUILTIN_FILES) {
        Ok(loaded) => loaded.baremes,
        Err(refusals) => panic!("the tables compiled in are refused: {refusals:?}"),
    });
    &BUILTIN
}

/// `sha256:` and the hash of a snapshot in hexadecimal: the name of a set of tables in addresses and answers.
#[must_use]
pub fn hash(snapshot: &[u8]) -> String {
    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(snapshot) {
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
    }
    text
}
