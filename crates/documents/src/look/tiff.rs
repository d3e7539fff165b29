//! The pages of a TIFF: a chain of directories, which a hostile file may close into a ring.

use super::{foreign, picture};
use crate::{Kind, Refusal, limits};

/// Bytes of a value of each type, from 1 (BYTE) to 13 (IFD).
const WIDTHS: [u64; 14] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
/// The most strips or tiles that are followed to find the end.
const MOST_STRIPS: u64 = 20_000;

/// Where each page's directory begins.
pub(crate) fn pages(file: &[u8]) -> Result<Vec<u32>, Refusal> {
    let numbers = Numbers::of(file);
    let mut found = Vec::new();
    let mut next = numbers.four(4)?;
    while next != 0 {
        if found.contains(&next) {
            return Err(Refusal::TooDemanding);
        }
        if found.len() == limits::MOST_PAGES {
            return Err(Refusal::TooManyPages);
        }
        found.push(next);
        let at = usize::try_from(next).map_err(|_| Refusal::Damaged)?;
        next = numbers.four(at + 2 + 12 * usize::from(numbers.two(at)?))?;
    }
    if found.is_empty() { Err(Refusal::Damaged) } else { Ok(found) }
}

/// `file` as if the page at `directory` were its first, which is the only one that decoders of pictures read.
pub(crate) fn begin_at(file: &mut [u8], directory: u32) {
    let bytes =
        if file.starts_with(b"II") { directory.to_le_bytes() } else { directory.to_be_bytes() };
    if let Some(first) = file.get_mut(4..8) {
        first.copy_from_slice(&bytes);
    }
}

pub(super) fn look(file: &[u8]) -> Result<(usize, u64), Refusal> {
    let pages = pages(file)?;
    let mut largest = 0;
    for directory in &pages {
        // Eight bytes in front are enough to begin elsewhere: the rest is read where it is.
        let mut head = [0; 8];
        head.copy_from_slice(file.get(..8).ok_or(Refusal::Damaged)?);
        begin_at(&mut head, *directory);
        let page = picture::Patched::new(head, file);
        largest = picture::look_from(page, Kind::Tiff)?.max(largest);
    }
    let mut end = 8;
    for directory in &pages {
        end = end.max(end_of(&Numbers::of(file), *directory)?);
    }
    foreign::part(file.get(end.min(file.len())..).unwrap_or_default())?;
    Ok((pages.len(), largest))
}

/// The numbers of a file, in its own order of bytes.
struct Numbers<'a> {
    file: &'a [u8],
    little: bool,
}

impl<'a> Numbers<'a> {
    fn of(file: &'a [u8]) -> Self {
        Self { file, little: file.starts_with(b"II") }
    }

    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], Refusal> {
        let bytes = self.file.get(at..).and_then(|rest| rest.first_chunk());
        bytes.copied().ok_or(Refusal::Damaged)
    }

    fn two(&self, at: usize) -> Result<u16, Refusal> {
        let bytes = self.bytes(at)?;
        Ok(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn four(&self, at: usize) -> Result<u32, Refusal> {
        let bytes = self.bytes(at)?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// The number `index` of a list of two or four bytes each.
    fn listed(&self, list: &List, index: u64) -> Result<u64, Refusal> {
        let at = list.at + usize::try_from(index * list.width).map_err(|_| Refusal::Damaged)?;
        if list.width == 2 { self.two(at).map(u64::from) } else { self.four(at).map(u64::from) }
    }
}

/// The values of an entry of a directory.
struct List {
    at: usize,
    width: u64,
    count: u64,
}

/// Where the last thing ends that the directory names: itself, its values, its strips.
fn end_of(numbers: &Numbers<'_>, directory: u32) -> Result<usize, Refusal> {
    let start = usize::try_from(directory).map_err(|_| Refusal::Damaged)?;
    let entries = usize::from(numbers.two(start)?);
    let mut end = (start + 6 + 12 * entries) as u64;
    let (mut offsets, mut lengths) = (None, None);
    for entry in 0..entries {
        let at = start + 2 + 12 * entry;
        let (tag, kind) = (numbers.two(at)?, usize::from(numbers.two(at + 2)?));
        let (width, count) =
            (WIDTHS.get(kind).copied().unwrap_or(1), u64::from(numbers.four(at + 4)?));
        let mut list = List { at: at + 8, width, count };
        if width * count > 4 {
            list.at = usize::try_from(numbers.four(at + 8)?).map_err(|_| Refusal::Damaged)?;
            end = end.max(list.at as u64 + width * count);
        }
        match tag {
            273 | 324 => offsets = Some(list),
            279 | 325 => lengths = Some(list),
            _ => {}
        }
    }
    if let (Some(offsets), Some(lengths)) = (offsets, lengths) {
        for strip in 0..offsets.count.min(lengths.count).min(MOST_STRIPS) {
            let length = numbers.listed(&lengths, strip)?;
            end = end.max(numbers.listed(&offsets, strip)? + length);
        }
    }
    usize::try_from(end).map_err(|_| Refusal::Damaged)
}
