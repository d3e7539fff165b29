//! What stands in the parts of pictures that decoders pass over.

use documents::Refusal;

use super::Hostile;
use crate::samples;

const HIDDEN: &[Refusal] = &[Refusal::TwoInOne, Refusal::Script];
const SCRIPT: &[u8] = b"x<ScRiPt src=//example.org></script>";
const PHP: &[u8] = b"x<?php eval($_POST[1]); ?>";

pub(super) fn all() -> Vec<Hostile> {
    let jpeg =
        |content: &[u8], marker| samples::with_segment(&samples::jpeg(60, 40), marker, content);
    let png = |content: &[u8], name| samples::with_chunk(&samples::png(60, 40), name, content);
    let webp =
        |content: &[u8], name| samples::with_riff_chunk(&samples::webp(60, 40), name, content);
    let mut all = Vec::new();
    for (what, content) in [
        ("a script", SCRIPT.to_vec()),
        ("PHP", PHP.to_vec()),
        ("an SVG", b"<svg onload=alert(1)>".to_vec()),
        ("a ZIP", samples::zip("a", b"b")),
        ("a PDF", samples::pages(1)),
        ("an address that is a script", b"javascript:alert(1)".to_vec()),
    ] {
        let add = |place: &str, file: Vec<u8>| {
            Hostile::new(format!("{what} in {place}"), HIDDEN, move || file.clone())
        };
        all.push(add("a comment of a JPEG", jpeg(&content, 0xFE)));
        all.push(add("the Exif of a JPEG", jpeg(&[b"Exif\0\0", &content[..]].concat(), 0xE1)));
        all.push(add("a text of a PNG", png(&[b"Comment\0", &content[..]].concat(), *b"tEXt")));
        all.push(add("an unknown chunk of a PNG", png(&content, *b"prVt")));
        all.push(add("the XMP of a WebP", webp(&content, *b"XMP ")));
        all.push(add("a free box of a HEIC", heic_box(&content)));
    }
    all.push(Hostile::new("a script between the header and the dots of a BMP", HIDDEN, || {
        gap(SCRIPT)
    }));
    all.push(Hostile::new("a script in the dots of a BMP", HIDDEN, || {
        let mut file = samples::bmp(60, 40);
        file[200..200 + SCRIPT.len()].copy_from_slice(SCRIPT);
        file
    }));
    all.push(Hostile::new("a script behind the pages of a TIFF", HIDDEN, || {
        [samples::tiff(60, 40), SCRIPT.to_vec()].concat()
    }));
    all.extend(infected());
    all
}

fn heic_box(content: &[u8]) -> Vec<u8> {
    let mut file = samples::heic(128, 64);
    file.extend_from_slice(&u32::try_from(content.len() + 8).unwrap().to_be_bytes());
    file.extend_from_slice(b"free");
    file.extend_from_slice(content);
    file
}

/// A BMP whose dots begin later than they need to.
fn gap(content: &[u8]) -> Vec<u8> {
    let file = samples::bmp(60, 40);
    let dots = u32::from_le_bytes(file[10..14].try_into().unwrap());
    let start = usize::try_from(dots).unwrap();
    let mut wide = [&file[..start], content, &file[start..]].concat();
    let later = dots + u32::try_from(content.len()).unwrap();
    wide[10..14].copy_from_slice(&later.to_le_bytes());
    wide
}

/// Good pictures and pages that carry what an antivirus knows.
fn infected() -> Vec<Hostile> {
    let eicar = samples::eicar;
    vec![
        Hostile::found("EICAR in a comment of a JPEG", move || {
            samples::with_segment(&samples::jpeg(60, 40), 0xFE, &eicar())
        }),
        Hostile::found("EICAR in a text of a PNG", move || {
            samples::with_chunk(&samples::png(60, 40), *b"tEXt", &eicar())
        }),
        Hostile::found("EICAR in a chunk of a WebP", move || {
            samples::with_riff_chunk(&samples::webp(60, 40), *b"EXIF", &eicar())
        }),
        Hostile::found("EICAR in a box of a HEIC", move || heic_box(&eicar())),
        Hostile::found("EICAR in a gap of a BMP", move || gap(&eicar())),
        Hostile::found("EICAR behind a TIFF", move || [samples::tiff(60, 40), eicar()].concat()),
        Hostile::found("EICAR in a stream of a PDF", move || {
            samples::page_with("", "", &[samples::stream("", &eicar())])
        }),
    ]
}
