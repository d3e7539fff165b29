//! The one place where sentences about a price are made, in French and in English: for the pages, for the part that
//! runs in the browser, for the API and for the command line.
//!
//! Read in this order: [`numbers`], [`labels`], [`receipt`] (what a line, a total and a warning say), [`errors`], then
//! [`answer`], which puts them together as the JSON of `POST /api/v1/simulations`.
//!
//! Texts are `match`es over what the simulator answers, both languages side by side: a missing language does not
//! compile, nor does a new reason, warning or error without its text. French spacing (U+202F before `: ; ! ? €` and inside « ») and curly apostrophes are
//! written in the texts, and tested. Left out on purpose: amounts (they come from the tables), markup, and the texts of pages.
#![no_std]

extern crate alloc;

pub mod answer;
pub mod departements;
pub mod errors;
pub mod labels;
pub mod numbers;
pub mod receipt;
