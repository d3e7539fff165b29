//! What moves on the pages of somebody's own: a module apart, so that nothing of it is fetched with the pages of everybody.
//!
//! Those pages are the server's HTML and do all of it without this: files are sent by a plain form, a signature is typed, the
//! page is asked for again.

mod browser;
mod drawing;
mod news;
mod palette;
mod passkeys;
mod sending;

/// Gives the buttons for passkeys of this page their work.
pub fn keys() {
    passkeys::start();
}

/// Opens the palette and hears the shortcuts of the back-office.
pub fn staff() {
    palette::start();
}

/// Sends files in parts, takes a signature that is drawn, and hears what changes, on the pages of a dossier.
pub fn dossier() {
    sending::start();
    drawing::start();
    news::listen();
}
