//! The look at a file: what it is, how long and how large, and what it hides. Nothing is decoded to the end here, so
//! that little memory is needed; what a look lets through is read again, whole, by [`convert`](crate::convert).

mod boxes;
mod foreign;
mod jpeg;
mod pdf;
mod picture;
mod tiff;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Kind, Refusal, limits};

pub(crate) use pdf::open as open_pdf;
pub(crate) use picture::format;
pub(crate) use tiff::{begin_at, pages as tiff_pages};

/// What the look at a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// What it is.
    pub kind: Kind,
    /// How many pages it has; one for a picture.
    pub pages: u16,
    /// How many pixels its largest picture has: converting it may take memory and time accordingly.
    pub pixels: u64,
}

/// Looks at `file`.
pub(crate) fn look(file: &Arc<Vec<u8>>) -> Result<Seen, Refusal> {
    if file.len() > limits::MOST_BYTES {
        return Err(Refusal::TooLong);
    }
    let kind = Kind::of(file)?;
    // Before anything is parsed: what hides in a file needs no parser to be found.
    foreign::whole(file, kind)?;
    let (pages, pixels) = match kind {
        Kind::Jpeg => (1, jpeg::look(file)?),
        Kind::Png => (1, boxes::png(file).and_then(|()| picture::look(file, kind))?),
        Kind::Webp => (1, boxes::webp(file).and_then(|()| picture::look(file, kind))?),
        Kind::Bmp => (1, boxes::bmp(file).and_then(|()| picture::look(file, kind))?),
        Kind::Heic => (1, boxes::heic(file).and_then(|()| picture::heic(file))?),
        Kind::Tiff => tiff::look(file)?,
        Kind::Pdf => pdf::look(file)?,
    };
    let pages = u16::try_from(pages).map_err(|_| Refusal::TooManyPages)?;
    Ok(Seen { kind, pages, pixels })
}
