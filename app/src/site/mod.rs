//! The pages, rendered on the server only: a page is a function of what was asked and of data already loaded,
//! so its status is known before its first byte.

/// Pages of somebody's own.
pub mod account;
mod asked;
/// Addresses of the built files.
pub mod assets;
pub mod content;
mod document;
/// Dossiers, for their customers.
pub mod dossier;
mod feeds;
mod forms;
/// The back-office.
pub mod gestion;
mod jsonld;
/// The letters of a developer's machine.
pub mod letters;
pub mod page;
mod pages;
mod papers;
mod place;
mod published;
mod receipt;
pub mod simulation;

pub use asked::{Asked, Theme};
pub use document::{Body, Head, Rendered};
pub use feeds::{calendar, due_calendar, feed, robots, service_worker, sitemap};
pub use pages::contact::ContactForm;
pub use pages::{error_page, kept_simulation, render};
pub use papers::PaperLine;
pub use place::Place;
pub use published::Published;
