//! Pictures that say they are huge, that move, that never end.

use documents::Refusal;

use super::Hostile;
use crate::samples;

const FLOOD: &[Refusal] = &[Refusal::TooManyPixels];
const BROKEN: &[Refusal] = &[Refusal::Damaged];
const DEMANDING: &[Refusal] = &[Refusal::TooDemanding];
const MOVING: &[Refusal] = &[Refusal::Moving];
const ANY: &[Refusal] = &[Refusal::Damaged, Refusal::TooDemanding, Refusal::TooManyPixels];

pub(super) fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (width, height) in [(60_000, 60_000), (65_000, 1000), (10_000, 5200)] {
        let size = format!("{width} × {height}");
        let mut add = |what: &str, make: fn(u32, u32) -> Vec<u8>| {
            all.push(Hostile::new(format!("{what} of {size}"), FLOOD, move || make(width, height)));
        };
        add("a JPEG", huge_jpeg);
        add("a PNG", huge_png);
        add("a TIFF", huge_tiff);
        add("a BMP", huge_bmp);
        add("a HEIC", huge_heic);
        add("a WebP", huge_webp);
    }
    all.push(Hostile::new("a PNG bomb: 400 million dots in 50 kB", FLOOD, || {
        with_dots(&huge_png(20_000, 20_000), &samples::deflated_zeros(20_001 * 20_000 / 8))
    }));
    all.extend(endless());
    all.extend(moving());
    all.extend(broken());
    all
}

fn patched(mut file: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

fn find(file: &[u8], what: &[u8]) -> usize {
    memchr::memmem::find(file, what).unwrap()
}

fn huge_jpeg(width: u32, height: u32) -> Vec<u8> {
    let file = samples::jpeg(60, 40);
    let at = find(&file, b"\xFF\xC0") + 5;
    let side = |side: u32| u16::try_from(side).unwrap().to_be_bytes();
    patched(patched(file, at, &side(height)), at + 2, &side(width))
}

fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let mut header = [0; 13];
    header[..4].copy_from_slice(&width.to_be_bytes());
    header[4..8].copy_from_slice(&height.to_be_bytes());
    header[8..].copy_from_slice(&[1, 0, 0, 0, 0]);
    let file = samples::png(60, 40);
    let whole = samples::with_chunk(&file, *b"IHDR", &header);
    [&whole[..8], &whole[33..]].concat()
}

/// A PNG with other dots.
fn with_dots(png: &[u8], dots: &[u8]) -> Vec<u8> {
    let whole = samples::with_chunk(png, *b"IDAT", dots);
    let end = whole.len() - 12;
    let first = 33 + 12 + dots.len();
    [&whole[..first], &whole[end..]].concat()
}

fn huge_tiff(width: u32, height: u32) -> Vec<u8> {
    let mut file = samples::tiff_pages(1, None);
    for (entry, side) in [(0, width), (1, height), (7, height)] {
        let at = 8 + 256 + 2 + entry * 12;
        file[at + 2..at + 4].copy_from_slice(&4_u16.to_le_bytes());
        file[at + 8..at + 12].copy_from_slice(&side.to_le_bytes());
    }
    file
}

fn huge_bmp(width: u32, height: u32) -> Vec<u8> {
    let file = samples::bmp(60, 40);
    patched(patched(file, 18, &width.to_le_bytes()), 22, &height.to_le_bytes())
}

fn huge_heic(width: u32, height: u32) -> Vec<u8> {
    let file = samples::heic(128, 64);
    let at = find(&file, b"ispe") + 8;
    patched(patched(file, at, &width.to_be_bytes()), at + 4, &height.to_be_bytes())
}

/// The larger kind of WebP says its size in three bytes a side.
fn huge_webp(width: u32, height: u32) -> Vec<u8> {
    let mut header = vec![0; 10];
    header[4..7].copy_from_slice(&(width - 1).to_le_bytes()[..3]);
    header[7..10].copy_from_slice(&(height - 1).to_le_bytes()[..3]);
    let plain = samples::webp(60, 40);
    let whole = samples::with_riff_chunk(&plain, *b"VP8X", &header);
    let start = plain.len();
    [&whole[..12], &whole[start..], &whole[12..start]].concat()
}

fn endless() -> Vec<Hostile> {
    vec![
        Hostile::new("a TIFF whose pages are a ring", DEMANDING, || {
            samples::tiff_pages(3, Some(264))
        }),
        Hostile::new("a TIFF of 300 pages", &[Refusal::TooManyPages], || {
            samples::tiff_pages(300, None)
        }),
        Hostile::new("a TIFF of 41 pages", &[Refusal::TooManyPages], || {
            samples::tiff_pages(41, None)
        }),
        Hostile::new("a TIFF whose pages are elsewhere", BROKEN, || {
            samples::tiff_pages(2, Some(0x7FFF_FFFF))
        }),
        Hostile::new("a TIFF of four billion strips", ANY, || {
            let mut file = samples::tiff_pages(1, None);
            for entry in [5, 8] {
                let at = 8 + 256 + 2 + entry * 12 + 4;
                file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            }
            file
        }),
        Hostile::new("a JPEG of a thousand scans", DEMANDING, || {
            let file = samples::jpeg(60, 40);
            let start = find(&file, b"\xFF\xDA");
            let end = file.len() - 2;
            let mut many = file[..start].to_vec();
            for _ in 0..1000 {
                many.extend_from_slice(&file[start..end]);
            }
            many.extend_from_slice(b"\xFF\xD9");
            many
        }),
        Hostile::new("a large JPEG of ninety scans", DEMANDING, || {
            let file = huge_jpeg(7000, 7000);
            let start = find(&file, b"\xFF\xDA");
            let end = file.len() - 2;
            let mut many = file[..start].to_vec();
            for _ in 0..90 {
                many.extend_from_slice(&file[start..end]);
            }
            many.extend_from_slice(b"\xFF\xD9");
            many
        }),
        Hostile::new("a PNG of sixty thousand chunks", DEMANDING, || {
            let file = samples::png(60, 40);
            let one = samples::with_chunk(&file, *b"prVt", b"");
            let chunk = one[33..45].repeat(60_000);
            [&file[..33], &chunk, &file[33..]].concat()
        }),
    ]
}

fn moving() -> Vec<Hostile> {
    vec![
        Hostile::new("a PNG that moves", MOVING, || {
            samples::with_chunk(&samples::png(60, 40), *b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0])
        }),
        Hostile::new("a WebP that moves", MOVING, || {
            samples::with_riff_chunk(&samples::webp(60, 40), *b"ANIM", &[0; 6])
        }),
        Hostile::new("a HEIC that moves", MOVING, || {
            [samples::heic(128, 64), b"\0\0\0\x08moov".to_vec()].concat()
        }),
    ]
}

fn broken() -> Vec<Hostile> {
    let flipped = |file: Vec<u8>, from: usize| {
        let mut file = file;
        for byte in file.iter_mut().skip(from).step_by(7) {
            *byte ^= 0x55;
        }
        file
    };
    vec![
        Hostile::new("a PNG with a wrong checksum", BROKEN, || {
            let file = samples::png(60, 40);
            let at = find(&file, b"IDAT") + 6;
            patched(file, at, b"\0\0\0\0")
        }),
        Hostile::new("a PNG without dots", BROKEN, || {
            let file = samples::png(60, 40);
            [&file[..33], &file[file.len() - 12..]].concat()
        }),
        Hostile::new("a WebP of noise", ANY, move || flipped(samples::webp(60, 40), 30)),
        Hostile::new("a TIFF of noise", ANY, move || flipped(samples::tiff(60, 40), 4)),
        Hostile::new("a HEIC of noise", ANY, move || flipped(samples::heic(128, 64), 40)),
        Hostile::new("a JPEG of no dots", BROKEN, || huge_jpeg(0, 0)),
        Hostile::new("a JPEG without a frame", BROKEN, || {
            let file = samples::jpeg(60, 40);
            let at = find(&file, b"\xFF\xC0");
            patched(file, at, b"\xFF\xEF")
        }),
        Hostile::new("a JPEG in a JPEG", &[Refusal::TwoInOne], || {
            let file = samples::jpeg(60, 40);
            [&file[..2], &file[..]].concat()
        }),
        Hostile::new("a BMP of no dots", &[Refusal::TwoInOne], || huge_bmp(0, 0)),
    ]
}
