//! The rules compiled in, from outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod cases;
mod checks;
mod detours;
mod journeys;
mod operations;
mod pages;
mod tree;
mod words;
