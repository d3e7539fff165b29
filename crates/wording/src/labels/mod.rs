//! What facts, operations and choices are called, in one line each.

mod choices;
mod facts;
mod operations;

use alloc::string::String;

pub use choices::{
    body_label, ec_category_label, energy_label, error_by_label, exemption_label, genre_label,
    holder_label, national_body_label, norm_label, origin_label, use_label, yes_no,
};
pub(crate) use facts::push_fact;
pub use facts::{fact_field, fact_help, fact_label, fact_name, fact_unit};
pub use operations::{operation_help, operation_title};

/// `text` with a capital first letter; only the accents that begin our labels are known.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let mut capitalised = String::with_capacity(text.len());
    if let Some(first) = letters.next() {
        capitalised.push(if first == 'é' { 'É' } else { first.to_ascii_uppercase() });
    }
    capitalised.push_str(letters.as_str());
    capitalised
}
