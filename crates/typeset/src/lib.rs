//! Documents of words and tables as PDF/A-3a that a screen reader can read (PDF/UA-1), by Typst.
//!
//! A [`Document`] is a template, what it is filled with, and the files that go inside it; [`Document::typeset`] makes the
//! bytes, the same ones each time. The one heavy dependency of the house is here: few crates depend on this one.
//!
//! A template reads what it is filled with as `it`, and may set everything but the title, the author and the language. It has
//! no other file, no network and no clock. Typesetting takes milliseconds of work: callers in async code run it under
//! `spawn_blocking`.
//!
//! Left out: what the documents say (invoices, filing); the administration's own forms (forms).

mod letters;
mod world;
mod xmp;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use vocabulary::Lang;

use world::Desk;
pub use xmp::{Property, Schema};

/// A document to be made. Does not print: what is printed ends in a log.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    /// Its title, which readers show in their window.
    pub title: &'a str,
    /// Who made it.
    pub author: &'a str,
    /// Its language: how it is read aloud.
    pub lang: Lang,
    /// Names it among all documents, stably: an invoice's number.
    pub ident: &'a str,
    /// When it was made, as it says itself.
    pub made_at: Timestamp,
    /// The template, in Typst.
    pub template: &'a str,
    /// What the template reads as `it`. A letter that the typeface lacks is shown as its nearest, or as `?`.
    pub it: &'a serde_json::Value,
    /// Files inside it.
    pub attachments: &'a [Attachment<'a>],
    /// What it says of itself to programs, beyond what every PDF says.
    pub schema: Option<&'a Schema<'a>>,
}

/// A file inside a document. Does not print either.
#[derive(Clone, Copy)]
pub struct Attachment<'a> {
    /// Its name. One of few in the whole program: names are never forgotten.
    pub name: &'static str,
    /// What it is, for people.
    pub description: &'a str,
    /// Its media type.
    pub media_type: &'static str,
    /// What it is to the document.
    pub relation: Relation,
    /// The file.
    pub bytes: &'a [u8],
}

vocabulary::codes! {
    /// What a file is to the document that holds it (PDF/A-3, AFRelationship).
    pub enum Relation {
        /// The document was made from it.
        Source = "source",
        /// The same, for programs.
        Alternative = "alternative",
        /// Something more.
        Supplement = "supplement",
    }
}

/// Why there is no document. None is anybody's fault but ours.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// The template does not fit what it is filled with; where, and why.
    #[error("the template: {0}")]
    Template(String),
    /// It cannot be written as PDF/A-3a and PDF/UA-1.
    #[error("the export: {0}")]
    Export(String),
    /// The written file is not as it is expected to be.
    #[error("the written file: {0}")]
    Written(&'static str),
    /// The moment is before the year 0.
    #[error("the moment")]
    Moment,
}

impl Document<'_> {
    /// The document, as PDF/A-3a and PDF/UA-1. The same document gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`Failure`].
    pub fn typeset(&self) -> Result<Vec<u8>, Failure> {
        let desk = Desk::new(self)?;
        let pages = typst::compile::<PagedDocument>(&desk);
        let written = match pages.output {
            Ok(pages) => typst_pdf::pdf(&pages, &self.options()?)
                .map_err(|problems| Failure::Export(desk.said(&problems))),
            Err(problems) => Err(Failure::Template(desk.said(&problems))),
        };
        // Nothing of one person's document is kept in memory for the next one.
        typst::comemo::evict(0);
        match self.schema {
            Some(schema) => xmp::add(written?, schema),
            None => written,
        }
    }

    fn options(&self) -> Result<PdfOptions, Failure> {
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1]);
        let standards =
            standards.map_err(|why| Failure::Export(why.message().as_str().to_owned()))?;
        Ok(PdfOptions {
            ident: Smart::Custom(self.ident.to_owned()),
            creator: Smart::Custom(Some("CarteClaire".to_owned())),
            timestamp: Some(typst_pdf::Timestamp::new_utc(moment(self.made_at)?)),
            standards,
            ..PdfOptions::default()
        })
    }
}

fn moment(at: Timestamp) -> Result<Datetime, Failure> {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    let part = |part: i8| u8::try_from(part).map_err(|_| Failure::Moment);
    let (month, day) = (part(at.month())?, part(at.day())?);
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    let moment = Datetime::from_ymd_hms(at.year().into(), month, day, hour, minute, second);
    moment.filter(|_| at.year() >= 0).ok_or(Failure::Moment)
}
