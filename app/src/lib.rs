//! What people see: pages, islands, words on screen. Compiled twice: for the server (`ssr`) and the browser (`hydrate`).
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
