//! Files as people send them, made here.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A picture with a red quarter at the top left, so that turning it shows.
pub(crate) fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([240, 240, 230]) }
    })
}

fn written(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture(width, height)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    written(width, height, ImageFormat::Jpeg)
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    written(width, height, ImageFormat::Png)
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    written(width, height, ImageFormat::WebP)
}

pub(crate) fn tiff(width: u32, height: u32) -> Vec<u8> {
    written(width, height, ImageFormat::Tiff)
}

pub(crate) fn bmp(width: u32, height: u32) -> Vec<u8> {
    written(width, height, ImageFormat::Bmp)
}

pub(crate) fn heic(width: u32, height: u32) -> Vec<u8> {
    let options = heifer::EncodeOptions { quality: 80, max_threads: 1 };
    heifer::encode_rgb8(width, height, picture(width, height).as_raw(), &options).unwrap()
}

/// A good file of each kind, with its ending.
pub(crate) fn each() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("jpg", jpeg(300, 200)),
        ("png", png(300, 200)),
        ("webp", webp(300, 200)),
        ("tif", tiff(300, 200)),
        ("bmp", bmp(300, 200)),
        ("heic", heic(128, 64)),
        ("pdf", pages(2)),
    ]
}

/// `jpeg` with a segment after its start.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let mut file = jpeg[..2].to_vec();
    file.extend_from_slice(&[0xFF, marker]);
    file.extend_from_slice(&u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    file.extend_from_slice(content);
    file.extend_from_slice(&jpeg[2..]);
    file
}

/// Exif that says how a picture is turned and where it was taken.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend_from_slice(b"\x01\x0F\0\x02\0\0\0\x13\0\0\0\x26\0\0\0\0");
    exif.extend_from_slice(b"GPS 48.8566 2.3522\0");
    exif
}

/// `png` with a chunk after its header.
pub(crate) fn with_chunk(png: &[u8], name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut checked = flate2::Crc::new();
    checked.update(&name);
    checked.update(content);
    let mut file = png[..33].to_vec();
    file.extend_from_slice(&u32::try_from(content.len()).unwrap().to_be_bytes());
    file.extend_from_slice(&name);
    file.extend_from_slice(content);
    file.extend_from_slice(&checked.sum().to_be_bytes());
    file.extend_from_slice(&png[33..]);
    file
}

/// `webp` with a chunk at its end.
pub(crate) fn with_riff_chunk(webp: &[u8], name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut file = webp.to_vec();
    file.extend_from_slice(&name);
    file.extend_from_slice(&u32::try_from(content.len()).unwrap().to_le_bytes());
    file.extend_from_slice(content);
    file.resize(file.len() + content.len() % 2, 0);
    let length = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&length.to_le_bytes());
    file
}

/// A TIFF of several pages, 16 by 16 grey dots each; the last leads to `after`, or ends the chain.
pub(crate) fn tiff_pages(count: u32, after: Option<u32>) -> Vec<u8> {
    const PAGE: u32 = 256 + 2 + 9 * 12 + 4;
    let mut file = b"II*\0".to_vec();
    file.extend_from_slice(&(8_u32 + 256).to_le_bytes());
    for page in 0..count {
        let start = 8 + page * PAGE;
        file.extend_from_slice(&[200; 256]);
        file.extend_from_slice(&9_u16.to_le_bytes());
        for (tag, kind, value) in [
            (256_u16, 3_u16, 16_u32),
            (257, 3, 16),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, start),
            (277, 3, 1),
            (278, 3, 16),
            (279, 4, 256),
        ] {
            file.extend_from_slice(&tag.to_le_bytes());
            file.extend_from_slice(&kind.to_le_bytes());
            file.extend_from_slice(&1_u32.to_le_bytes());
            file.extend_from_slice(&value.to_le_bytes());
        }
        let last = page + 1 == count;
        let next = if last { after.unwrap_or(0) } else { start + PAGE + 256 };
        file.extend_from_slice(&next.to_le_bytes());
    }
    file
}

/// A PDF made of `objects`, the first of which is its catalog and has the number 1; `trailer` is added to its own.
pub(crate) fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        writeln!(file, "{} 0 obj", index + 1).unwrap();
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    let count = objects.len() + 1;
    write!(file, "trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n")
        .unwrap();
    file
}

/// A stream with `dict` and `content`.
pub(crate) fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {dict} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend_from_slice(content);
    object.extend_from_slice(b"\nendstream");
    object
}

pub(crate) fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// `length` zeros, deflated, without holding them.
pub(crate) fn deflated_zeros(length: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    let mut left = length;
    while left > 0 {
        let now = left.min(zeros.len());
        encoder.write_all(&zeros[..now]).unwrap();
        left -= now;
    }
    encoder.finish().unwrap()
}

/// A page of A4 that shows a line of text; its parent is object 2.
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R \
                    /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>";

/// A PDF of `count` pages.
pub(crate) fn pages(count: usize) -> Vec<u8> {
    let kids = (0..count).map(|page| format!("{} 0 R", page + 4)).collect::<Vec<_>>().join(" ");
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {count} /Kids [{kids}] >>").into_bytes(),
        stream("", b"BT /F 40 Tf 60 700 Td (Facture) Tj ET 1 0 0 rg 60 400 100 100 re f"),
    ];
    objects.extend((0..count).map(|_| PAGE.as_bytes().to_vec()));
    pdf(&objects, "/Info << /Author (Zoe Elan) >>")
}

/// A PDF of one page, with more in its catalog and its page, and more objects from the number 5.
pub(crate) fn page_with(catalog: &str, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes(),
        b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_vec(),
        stream("", b"0 0 10 10 re f"),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R {page} >>")
            .into_bytes(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects, "")
}

/// A PDF whose page has `content` and `resources`, and more objects from the number 5.
pub(crate) fn drawing(content: &[u8], resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_vec(),
        stream("", content),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R \
             /Resources << {resources} >> >>"
        )
        .into_bytes(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects, "")
}

/// A ZIP of one file.
pub(crate) fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A test file that antivirus programs agree to find, in two halves: whole, they would find it here.
pub(crate) fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"]
        .concat()
        .into_bytes()
}
