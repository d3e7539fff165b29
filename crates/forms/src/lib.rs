//! The forms of the démarches: what is printed on them, as PDF, and the proof of their signature.
//!
//! A [`Case`] says what is known; [`filled`] makes of it what is printed on a [`Form`], or names what is missing. Then
//! [`operations`]: a sheet of our own, marked « modèle de travail, non officiel », or the official PDF drawn over by a
//! [`FieldMap`]; a [`Mark`] drawn into the box of the signature; an [`Evidence`] sealed by the house, which anybody who
//! holds both PDFs can verify. What is on each form is data (`data/forms.toml`).
//!
//! Left out: who may sign what and when (dossiers), one-time codes (accounts), where files are kept (documents).

mod address;
mod case;
mod catalogue;
mod consent;
mod evidence;
mod example;
mod filled;
mod form;
mod map;
mod mark;
mod nature;
mod people;
mod plain;
mod problem;
mod values;

#[cfg(not(target_arch = "wasm32"))]
pub mod operations;

pub use address::from_lines;
pub use case::{
    Case, Company, Guardian, House, Identity, Natural, Person, Representative, Transfer, Vehicle,
};
pub use catalogue::{Field, Printed, is_field, printed_fields};
pub use consent::{CONSENT_VERSION, consent};
pub use evidence::{Channel, Evidence, EvidenceBody, Origin, Proof, Sha256, SignerIdentity};
pub use example::Example;
pub use filled::{Block, Filled, Gap, Line, Missing, Why, filled, filled_by_hand};
pub use form::Form;
pub use map::{FieldMap, Place, Shape};
pub use mark::{InvalidMark, Mark, Stroke};
pub use nature::nature;
pub use people::{Signatory, mandant};
pub use plain::{Part, Sheet};
pub use problem::{Problem, TemplateProblem};

/// Keeps what is personal out of logs: it prints as its name alone.
macro_rules! silent {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )+};
}
pub(crate) use silent;
