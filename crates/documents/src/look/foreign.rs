//! What has no place in a picture or a document: the signs of other kinds of files.

use memchr::{memchr_iter, memmem};

use crate::{Kind, Refusal};

/// Words that make a browser or a server run what follows, without their first sign, `<`.
const SCRIPTS: [&[u8]; 11] = [
    b"script",
    b"!doctype",
    b"iframe",
    b"?php",
    b"html",
    b"svg ",
    b"svg/",
    b"svg>",
    b"object",
    b"embed",
    b"img src",
];
/// Those of them that are too long to stand in a picture by chance.
const LONG: usize = 6;

/// Where the end of an archive is looked for: its comment has at most 65,535 bytes.
const ARCHIVE_END: usize = 66 * 1024;

/// Looks through the whole file.
pub(super) fn whole(file: &[u8], kind: Kind) -> Result<(), Refusal> {
    let last = file.get(file.len().saturating_sub(ARCHIVE_END)..).unwrap_or_default();
    // The numbers of the disks follow, which are nil: eight bytes do not stand there by chance.
    if memmem::find(last, b"PK\x05\x06\0\0\0\0").is_some() {
        return Err(Refusal::TwoInOne);
    }
    let after_magic = file.get(5..).unwrap_or_default();
    if memmem::find(after_magic, b"%PDF-").is_some() {
        return Err(Refusal::TwoInOne);
    }
    if has_script(file, LONG) {
        return Err(Refusal::Script);
    }
    let start = file.get(..1024).unwrap_or(file);
    if kind != Kind::Pdf && has_script(start, 0) { Err(Refusal::Script) } else { Ok(()) }
}

/// Looks at a part that no decoder reads: what follows the end, a comment, a chunk of text.
pub(super) fn part(part: &[u8]) -> Result<(), Refusal> {
    if has_script(part, 0) || memmem::find(part, b"javascript:").is_some() {
        return Err(Refusal::Script);
    }
    let starts = [
        &b"MZ"[..],
        b"#!",
        b"\x7FELF",
        b"\xCA\xFE\xBA\xBE",
        b"\xCF\xFA\xED\xFE",
        b"GIF8",
        b"\x1F\x8B",
        b"BZh",
        b"\xFD7zXZ",
        b"\xD0\xCF\x11\xE0",
        b"MSCF",
        b"Cr24",
    ];
    let anywhere = [
        &b"PK\x03\x04"[..],
        b"PK\x01\x02",
        b"Rar!\x1A\x07",
        b"7z\xBC\xAF\x27\x1C",
        b"%PDF-",
        b"\x7FELF\x02",
        b"This program cannot be run",
    ];
    let trimmed = trimmed(part);
    let found = starts.iter().any(|magic| trimmed.starts_with(magic))
        || anywhere.iter().any(|magic| memmem::find(part, magic).is_some())
        || part.get(257..262) == Some(b"ustar");
    if found { Err(Refusal::TwoInOne) } else { Ok(()) }
}

/// Looks at what follows the end of a picture. Telephones append a depth map, a brighter copy or a film, which are
/// dropped later; anything else that is long has no reason to be there.
pub(super) fn tail(tail: &[u8]) -> Result<(), Refusal> {
    part(tail)?;
    let rest = trimmed(tail);
    let known = rest.len() <= 64
        || rest.starts_with(b"\xFF\xD8\xFF")
        || memmem::find(rest.get(..16).unwrap_or(rest), b"ftyp").is_some()
        || rest.ends_with(b"SEFT")
        || rest.starts_with(b"SEFH");
    if known { Ok(()) } else { Err(Refusal::TwoInOne) }
}

fn has_script(bytes: &[u8], longer_than: usize) -> bool {
    memchr_iter(b'<', bytes).any(|at| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        SCRIPTS.iter().filter(|word| word.len() >= longer_than).any(|word| {
            rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
    })
}

/// Without the padding before and after.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let padding = |byte: &u8| matches!(byte, 0 | 0xFF | b' ' | b'\r' | b'\n' | b'\t');
    // A JPEG begins with 0xFF, which pads too: it is kept by keeping one.
    let Some(first) = bytes.iter().position(|byte| !padding(byte)) else { return &[] };
    let first = if first > 0 && bytes.get(first - 1) == Some(&0xFF) { first - 1 } else { first };
    let last = bytes.iter().rposition(|byte| !padding(byte)).unwrap_or(first);
    bytes.get(first..=last).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_telephones_append_is_no_second_file() {
        let mut film = b"\0\0\0\x18ftypmp42".to_vec();
        film.resize(5000, 7);
        let mut map = b"\0\0\xFF\xD8\xFF\xE0".to_vec();
        map.resize(5000, 7);
        let mut samsung = vec![7; 5000];
        samsung.extend_from_slice(b"SEFT");
        for tail_of in [&b""[..], &[0; 4000], &film, &map, &samsung] {
            assert_eq!(tail(tail_of), Ok(()));
        }
    }

    #[test]
    fn anything_else_after_the_end_is() {
        let mut long = b"unheard of ".to_vec();
        long.resize(5000, 7);
        for tail_of in [&long[..], b"\0\0MZ\x90", b"#!/bin/sh", b"  PK\x03\x04", b"\nGIF89a"] {
            assert_eq!(tail(tail_of), Err(Refusal::TwoInOne));
        }
        assert_eq!(tail(b"<?PHP system"), Err(Refusal::Script));
    }
}
