//! What is kept of a file: upright pictures, decoded and encoded anew, so that nothing of the file's own bytes is left,
//! no metadata, no script, no second file. Colours are those of sRGB: the profile of a HEIC is followed, that of
//! other kinds is dropped, which shows the widest ones a little paler.

mod jpeg;
mod pages;
mod picture;

use std::sync::Arc;

use image::RgbImage;

use crate::look::tiff_pages;
use crate::{Kind, Refusal, Watermark, limits, watermark};

/// One page of what is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// A JPEG.
    pub picture: Vec<u8>,
    /// A small JPEG.
    pub thumbnail: Vec<u8>,
    /// The picture's width, in pixels.
    pub width: u32,
    /// The picture's height, in pixels.
    pub height: u32,
}

/// What is kept of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its pages, one at least.
    pub pages: Vec<Page>,
    /// The pages in one PDF, when the file was a PDF or had several.
    pub pdf: Option<Vec<u8>>,
}

impl Kept {
    /// The file to keep and to hand over.
    #[must_use]
    pub fn file(&self) -> &[u8] {
        let first = || self.pages.first().map_or(&[][..], |page| &page.picture);
        self.pdf.as_deref().unwrap_or_else(first)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if self.pdf.is_some() { Kind::Pdf } else { Kind::Jpeg }
    }
}

/// Converts `file`, which was looked at; calls `step` before each page, whose time is counted from there.
pub(crate) fn convert(
    mut file: Arc<Vec<u8>>,
    watermark: Option<&Watermark>,
    step: &dyn Fn(),
) -> Result<Kept, Refusal> {
    let kind = Kind::of(&file)?;
    let mut kept = Vec::new();
    match kind {
        Kind::Pdf => pages::draw(file, |picture| {
            kept.push(page(picture, watermark));
            step();
        })?,
        Kind::Tiff => {
            for directory in tiff_pages(&file)? {
                step();
                let bytes = Arc::make_mut(&mut file);
                kept.push(page(picture::tiff(bytes, directory)?, watermark));
            }
        }
        _ => kept.push(page(picture::read(&file, kind)?, watermark)),
    }
    let pdf = (kind == Kind::Pdf || kept.len() > 1).then(|| pages::bind(&kept));
    if kept.is_empty() { Err(Refusal::Damaged) } else { Ok(Kept { pages: kept, pdf }) }
}

fn page(mut picture: RgbImage, over: Option<&Watermark>) -> Page {
    if let Some(over) = over {
        watermark::lay(over, &mut picture);
    }
    let (width, height) = picture.dimensions();
    let thumbnail = picture::within(&picture, limits::THUMBNAIL_SIDE);
    Page { picture: jpeg::encode(&picture), thumbnail: jpeg::encode(&thumbnail), width, height }
}
