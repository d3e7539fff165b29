//! Pictures of every kind, upright and no larger than needed.

use std::io::Cursor;

use heifer::Options;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, RgbImage, RgbaImage, imageops};

use crate::look::{begin_at, format};
use crate::{Kind, Refusal, limits};

pub(super) fn read(file: &[u8], kind: Kind) -> Result<RgbImage, Refusal> {
    match kind {
        // The container says how it is turned, and the decoder obeys: Exif would turn it twice.
        Kind::Heic => Ok(finish(heic(file)?, Orientation::NoTransforms)),
        _ => decoded(file, kind),
    }
}

/// The page of a TIFF whose directory is at `directory`.
pub(super) fn tiff(file: &mut [u8], directory: u32) -> Result<RgbImage, Refusal> {
    begin_at(file, directory);
    decoded(file, Kind::Tiff)
}

fn decoded(file: &[u8], kind: Kind) -> Result<RgbImage, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format(kind));
    reader.no_limits(); // the look counted the pixels, and the process has its own limits
    let mut decoder = reader.into_decoder().map_err(|_| Refusal::Damaged)?;
    if decoder.total_bytes() > limits::MOST_DECODED {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Refusal::Damaged)?;
    Ok(finish(picture, orientation))
}

fn heic(file: &[u8]) -> Result<DynamicImage, Refusal> {
    let options = Options { max_threads: 1, max_pixels: limits::MOST_PIXELS };
    let picture = heifer::decode_srgb_rgba8(file, &options)
        // Colours that cannot be converted are kept as they are: a piece is read, not admired.
        .or_else(|_| heifer::decode_rgba8(file, &options))
        .map_err(|_| Refusal::Damaged)?;
    RgbaImage::from_raw(picture.width, picture.height, picture.data)
        .map(DynamicImage::ImageRgba8)
        .ok_or(Refusal::Damaged)
}

/// Made smaller first, so that turning and the rest cost little; then laid on white paper.
fn finish(picture: DynamicImage, orientation: Orientation) -> RgbImage {
    let longest = limits::LONGEST_SIDE;
    let mut picture = if picture.width() > longest || picture.height() > longest {
        picture.thumbnail(longest, longest)
    } else {
        picture
    };
    picture.apply_orientation(orientation);
    if picture.color().has_alpha() { on_white(&picture.into_rgba8()) } else { picture.into_rgb8() }
}

fn on_white(picture: &RgbaImage) -> RgbImage {
    let mut paper = RgbImage::new(picture.width(), picture.height());
    for (dot, from) in paper.pixels_mut().zip(picture.pixels()) {
        let [red, green, blue, opacity] = from.0;
        dot.0 = [red, green, blue].map(|part| {
            let mixed = u32::from(part) * u32::from(opacity) + 255 * (255 - u32::from(opacity));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        });
    }
    paper
}

/// A copy of `picture` whose sides are `longest` at most.
pub(super) fn within(picture: &RgbImage, longest: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let long = width.max(height);
    if long <= longest {
        return picture.clone();
    }
    let side = |side: u32| (side * longest / long).max(1);
    imageops::thumbnail(picture, side(width), side(height))
}
