//! The tables compiled in, what the loader refuses, and the versions in a database.

mod builtin;
mod refusals;
mod versions;
