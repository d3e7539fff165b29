use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder};

/// Small print stays sharp; a page of A4 has about 600 kB.
const QUALITY: u8 = 85;

/// `picture` as a JPEG without metadata.
pub(super) fn encode(picture: &RgbImage) -> Vec<u8> {
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX); // no side is longer than `LONGEST_SIDE`
    let mut written = Vec::new();
    Encoder::new(&mut written, QUALITY)
        .encode(picture.as_raw(), side(picture.width()), side(picture.height()), ColorType::Rgb)
        .expect("a picture that was made here has as many dots as it says");
    written
}
