//! Forms, made and read again.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod cases;
mod pages;
mod printed;
mod signed;
mod templates;
mod who;
