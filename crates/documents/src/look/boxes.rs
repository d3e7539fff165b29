//! The chunks and boxes of PNG, WebP, BMP and HEIC, up to their end.

use super::foreign;
use crate::Refusal;

/// The most chunks or boxes.
const MOST: usize = 50_000;

fn four(file: &[u8], at: usize) -> Result<[u8; 4], Refusal> {
    file.get(at..).and_then(|rest| rest.first_chunk::<4>()).copied().ok_or(Refusal::Damaged)
}

fn length(bytes: u32) -> Result<usize, Refusal> {
    usize::try_from(bytes).map_err(|_| Refusal::Damaged)
}

fn tail(file: &[u8], end: usize) -> Result<(), Refusal> {
    foreign::tail(file.get(end..).ok_or(Refusal::Damaged)?)
}

pub(super) fn png(file: &[u8]) -> Result<(), Refusal> {
    let mut at = 8;
    for _ in 0..MOST {
        let size = length(u32::from_be_bytes(four(file, at)?))?;
        let name = four(file, at + 4)?;
        let content = file.get(at + 8..at + 8 + size).ok_or(Refusal::Damaged)?;
        at += 12 + size;
        match &name {
            b"IEND" => return tail(file, at),
            b"acTL" => return Err(Refusal::Moving),
            b"IDAT" | b"IHDR" | b"PLTE" => {}
            _ => foreign::part(content)?,
        }
    }
    Err(Refusal::TooDemanding)
}

pub(super) fn webp(file: &[u8]) -> Result<(), Refusal> {
    let end = 8 + length(u32::from_le_bytes(four(file, 4)?))?;
    let mut at = 12;
    for _ in 0..MOST {
        if at >= end {
            return tail(file, end);
        }
        let name = four(file, at)?;
        let size = length(u32::from_le_bytes(four(file, at + 4)?))?;
        let content = file.get(at + 8..at + 8 + size).ok_or(Refusal::Damaged)?;
        at += 8 + size + size % 2;
        match &name {
            b"ANIM" | b"ANMF" => return Err(Refusal::Moving),
            b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" => {}
            _ => foreign::part(content)?,
        }
    }
    Err(Refusal::TooDemanding)
}

/// A BMP without compression says where its pixels begin and how many there are; one with compression, only how long
/// it is.
pub(super) fn bmp(file: &[u8]) -> Result<(), Refusal> {
    let pixels = length(u32::from_le_bytes(four(file, 10)?))?;
    let header = u32::from_le_bytes(four(file, 14)?);
    if header == 12 {
        return if pixels < file.len() { Ok(()) } else { Err(Refusal::Damaged) };
    }
    let width = u64::from(i32::from_le_bytes(four(file, 18)?).unsigned_abs());
    let height = u64::from(i32::from_le_bytes(four(file, 22)?).unsigned_abs());
    let bits = u64::from(u16::from_le_bytes([four(file, 28)?[0], four(file, 28)?[1]]));
    let end = if matches!(u32::from_le_bytes(four(file, 30)?), 0 | 3 | 6) {
        let line = width.saturating_mul(bits).div_ceil(32).saturating_mul(4);
        usize::try_from(line.saturating_mul(height)).map_err(|_| Refusal::TooManyPixels)?
    } else {
        length(u32::from_le_bytes(four(file, 34)?))?
    };
    match pixels.checked_add(end) {
        // A size past the limit of pixels is refused for that, by the decoder's own reading.
        Some(end)
            if end > file.len() && width.saturating_mul(height) > crate::limits::MOST_PIXELS =>
        {
            Err(Refusal::TooManyPixels)
        }
        Some(end) => tail(file, end),
        None => Err(Refusal::Damaged),
    }
}

pub(super) fn heic(file: &[u8]) -> Result<(), Refusal> {
    let mut at: usize = 0;
    for _ in 0..MOST {
        if at == file.len() {
            return Ok(());
        }
        let name = four(file, at + 4)?;
        let (header, size) = match u32::from_be_bytes(four(file, at)?) {
            0 => (8, file.len() - at),
            1 => {
                if four(file, at + 8)? != [0; 4] {
                    return Err(Refusal::Damaged);
                }
                (16, length(u32::from_be_bytes(four(file, at + 12)?))?)
            }
            size => (8, length(size)?),
        };
        let next = at.checked_add(size).filter(|next| size >= header && *next <= file.len());
        let next = next.ok_or(Refusal::Damaged)?;
        match &name {
            b"mdat" | b"ftyp" => {}
            b"moov" => return Err(Refusal::Moving),
            _ => foreign::part(file.get(at + header..next).unwrap_or_default())?,
        }
        at = next;
    }
    Err(Refusal::TooDemanding)
}
