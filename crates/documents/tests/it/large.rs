//! The largest good files fit the memory and the time that they are given.

use image::{DynamicImage, ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::{reader, samples};

/// Paper with print on it, which no encoder makes nothing of.
fn paper(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let ink = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 24;
        let part = u8::try_from(if (x / 7 + y / 11) % 5 == 0 { ink } else { 230 }).unwrap();
        image::Rgb([part, part, part.saturating_sub(9)])
    })
}

fn jpeg(width: u16, height: u16, progressive: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 70);
    encoder.set_progressive(progressive);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    let picture = paper(width.into(), height.into());
    encoder.encode(picture.as_raw(), width, height, ColorType::Rgb).unwrap();
    file
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A page that shows one picture.
fn page(dict: &str, picture: &[u8]) -> Vec<u8> {
    let dict =
        format!("/Type /XObject /Subtype /Image {dict} /ColorSpace /DeviceRGB /BitsPerComponent 8");
    let content = b"595 0 0 842 0 0 cm /I Do";
    samples::drawing(content, "/XObject << /I 5 0 R >>", &[samples::stream(&dict, picture)])
}

#[tokio::test]
async fn the_largest_good_files_are_converted() {
    let plain = DynamicImage::ImageRgb8(paper(5000, 5000));
    let heic = {
        let options = heifer::EncodeOptions { quality: 30, max_threads: 2 };
        heifer::encode_rgb8(2016, 1512, paper(2016, 1512).as_raw(), &options).unwrap()
    };
    let flat = paper(4960, 7016);
    for (what, file) in [
        ("a photo of 50 million dots", jpeg(8160, 6120, false)),
        ("a progressive photo of 48 million dots", jpeg(8000, 6000, true)),
        (
            "a PNG of eight bytes a dot",
            written(&DynamicImage::ImageRgba16(plain.to_rgba16()), ImageFormat::Png),
        ),
        ("a WebP", written(&DynamicImage::ImageRgb8(paper(4000, 3000)), ImageFormat::WebP)),
        ("a HEIC of 3 million dots", heic),
        (
            "a scan of A4 in a PDF, as a JPEG",
            page("/Width 4960 /Height 7016 /Filter /DCTDecode", &jpeg(4960, 7016, false)),
        ),
        (
            "a scan of A4 in a PDF, deflated",
            page(
                "/Width 4960 /Height 7016 /Filter /FlateDecode",
                &samples::deflated(flat.as_raw()),
            ),
        ),
    ] {
        let seen = reader().look(&file).await;
        let seen = seen.unwrap_or_else(|error| panic!("{what}: {error}"));
        let kept = reader().convert(&file, seen, None).await;
        let kept = kept.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(kept.pages.len(), 1, "{what}");
    }
}
