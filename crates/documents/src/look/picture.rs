//! How large pictures are, as their decoders read it, before a pixel is decoded.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::Property;
use image::{ImageDecoder as _, ImageFormat, ImageReader};

use crate::{Kind, Refusal, limits};

/// The most items of a HEIC: a photo of 50 million pixels has two hundred tiles.
const MOST_ITEMS: usize = 2000;

/// The decoder's name of a kind.
pub(crate) fn format(kind: Kind) -> ImageFormat {
    match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
        Kind::Tiff => ImageFormat::Tiff,
        Kind::Bmp => ImageFormat::Bmp,
        Kind::Jpeg | Kind::Heic | Kind::Pdf => ImageFormat::Jpeg,
    }
}

pub(super) fn look(file: &[u8], kind: Kind) -> Result<u64, Refusal> {
    look_from(Cursor::new(file), kind)
}

pub(super) fn look_from(file: impl BufRead + Seek, kind: Kind) -> Result<u64, Refusal> {
    let mut reader = ImageReader::with_format(file, format(kind));
    reader.no_limits(); // the process has its own, and these refuse by the wrong name
    let decoder = reader.into_decoder().map_err(|_| Refusal::Damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits::MOST_PIXELS || decoder.total_bytes() > limits::MOST_DECODED {
        Err(Refusal::TooManyPixels)
    } else if pixels == 0 {
        Err(Refusal::Damaged)
    } else {
        // Dots of eight bytes count twice.
        Ok(pixels.max(decoder.total_bytes() / 4))
    }
}

/// Every picture inside is measured, the tiles too.
pub(super) fn heic(file: &[u8]) -> Result<u64, Refusal> {
    let heif = HeifFile::parse(file).map_err(|_| Refusal::Damaged)?;
    if heif.items.len() > MOST_ITEMS {
        return Err(Refusal::TooDemanding);
    }
    let mut largest = 0;
    for item in &heif.items {
        let Ok(properties) = heif.item_properties(item.id) else { continue };
        for property in properties {
            if let Property::ImageSize { width, height } = property {
                largest = largest.max(u64::from(*width).saturating_mul(u64::from(*height)));
            }
        }
    }
    match largest {
        0 => Err(Refusal::Damaged),
        1..=limits::MOST_PIXELS => Ok(largest),
        _ => Err(Refusal::TooManyPixels),
    }
}

/// A file whose first eight bytes are others.
pub(super) struct Patched<'a> {
    head: [u8; 8],
    file: &'a [u8],
    at: usize,
}

impl<'a> Patched<'a> {
    pub(super) fn new(head: [u8; 8], file: &'a [u8]) -> Self {
        Self { head, file, at: 0 }
    }
}

impl Read for Patched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Patched<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let from: &[u8] = if self.at < 8 { &self.head } else { self.file };
        Ok(from.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

impl Seek for Patched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut cursor = Cursor::new(self.file);
        cursor.set_position(self.at as u64);
        let position = cursor.seek(to)?;
        self.at = usize::try_from(position).map_err(io::Error::other)?;
        Ok(position)
    }
}
