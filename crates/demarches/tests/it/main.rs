//! The rules compiled in, from outside.

mod cases;
mod operations;
mod pages;
