use serde::{Deserialize, Serialize};

use crate::Refusal;

/// What a file is, by its own first bytes: never by its name, nor by what the browser says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// HEIC or HEIF: the photos of many telephones.
    Heic,
    /// TIFF, of one page or several: scanners.
    Tiff,
    /// BMP.
    Bmp,
    /// PDF.
    Pdf,
}

/// Brands of HEIF files that hold still pictures in HEVC.
const HEIC_BRANDS: [&[u8]; 9] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1"];

/// First bytes of archives, and of office documents, which are archives or OLE containers.
const ARCHIVES: [&[u8]; 8] = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x1F\x8B",
    b"BZh",
    b"\xFD7zXZ",
    b"\xD0\xCF\x11\xE0",
];

impl Kind {
    /// The kind of `file`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Empty`], [`Refusal::Archive`], or [`Refusal::OtherKind`] when it is none of ours.
    pub fn of(file: &[u8]) -> Result<Self, Refusal> {
        let starts = |magic: &[u8]| file.starts_with(magic);
        let at = |offset: usize, magic: &[u8]| {
            file.get(offset..).is_some_and(|rest| rest.starts_with(magic))
        };
        if file.is_empty() {
            Err(Refusal::Empty)
        } else if starts(b"\xFF\xD8\xFF") {
            Ok(Self::Jpeg)
        } else if starts(b"\x89PNG\r\n\x1A\n") {
            Ok(Self::Png)
        } else if starts(b"RIFF") && at(8, b"WEBP") {
            Ok(Self::Webp)
        } else if at(4, b"ftyp") && HEIC_BRANDS.iter().any(|brand| at(8, brand)) {
            Ok(Self::Heic)
        } else if starts(b"II*\0") || starts(b"MM\0*") {
            Ok(Self::Tiff)
        } else if starts(b"BM") && is_bitmap_header(file) {
            Ok(Self::Bmp)
        } else if starts(b"%PDF-") {
            Ok(Self::Pdf)
        } else if ARCHIVES.iter().any(|magic| starts(magic)) {
            Err(Refusal::Archive)
        } else {
            Err(Refusal::OtherKind)
        }
    }

    /// Its type in HTTP.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Pdf => "application/pdf",
        }
    }

    /// How its names end.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Tiff => "tif",
            Self::Bmp => "bmp",
            Self::Pdf => "pdf",
        }
    }
}

/// « BM » alone is two letters that any text may begin with: the length of the second header says more.
fn is_bitmap_header(file: &[u8]) -> bool {
    let length = file.get(14..18).and_then(|four| <[u8; 4]>::try_from(four).ok());
    length
        .is_some_and(|four| matches!(u32::from_le_bytes(four), 12 | 40 | 52 | 56 | 64 | 108 | 124))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_bytes_count() {
        for (start, kind) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Kind::Jpeg),
            (b"\x89PNG\r\n\x1A\n", Kind::Png),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind::Webp),
            (b"\0\0\0\x18ftypheic", Kind::Heic),
            (b"\0\0\0\x18ftypmif1", Kind::Heic),
            (b"II*\0", Kind::Tiff),
            (b"MM\0*", Kind::Tiff),
            (b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Kind::Bmp),
            (b"%PDF-1.7", Kind::Pdf),
        ] {
            assert_eq!(Kind::of(start), Ok(kind));
        }
    }

    #[test]
    fn what_only_looks_alike_is_refused() {
        for (start, refusal) in [
            (&b""[..], Refusal::Empty),
            (b"BM, said the text", Refusal::OtherKind),
            (b" %PDF-1.7", Refusal::OtherKind),
            (b"RIFF\0\0\0\0WAVEfmt ", Refusal::OtherKind),
            (b"\0\0\0\x18ftypavif", Refusal::OtherKind),
            (b"GIF89a", Refusal::OtherKind),
            (b"<svg xmlns=", Refusal::OtherKind),
            (b"MZ\x90\0", Refusal::OtherKind),
            (b"PK\x03\x04", Refusal::Archive),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Refusal::Archive),
        ] {
            assert_eq!(Kind::of(start), Err(refusal));
        }
    }
}
