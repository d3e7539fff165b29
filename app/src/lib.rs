//! What people see: pages, islands, words on screen. Compiled for the server (`ssr`) and, twice, for the browser (`public`, `own`).
//!
//! Pages are server-only HTML (`site`); what moves in the browser is in [`live`], and [`receipt`] is shared by both.
//! Read `site::page` (which pages exist), then `site::document` (what surrounds them), then one page.
#![recursion_limit = "256"]

pub mod design;
pub mod live;
pub mod query;
pub mod receipt;
#[cfg(feature = "ssr")]
pub mod site;
