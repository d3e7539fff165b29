//! Papers: issued in a real database, made, read again by programs and by those who check them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod files;
mod issuing;
mod kept;
mod support;
mod validated;
