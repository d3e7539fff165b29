//! The segments of a JPEG, up to its end.

use memchr::memchr_iter;

use super::foreign;
use crate::{Refusal, limits};

/// The most scans of a progressive JPEG; those of cameras and programs have twelve at most.
const MOST_SCANS: u32 = 100;

pub(super) fn look(file: &[u8]) -> Result<u64, Refusal> {
    let mut at = 2;
    let mut pixels = None;
    let mut scans = 0;
    loop {
        let (marker, next) = marker(file, at)?;
        match marker {
            0xD9 => {
                at = next;
                break;
            }
            // Without a length; a second start is a second picture.
            0xD8 => return Err(Refusal::TwoInOne),
            0x01 | 0xD0..=0xD7 => at = next,
            _ => {
                let segment = segment(file, next)?;
                at = next + 2 + segment.len();
                match marker {
                    0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                        pixels = Some(size(segment)?);
                    }
                    0xE0..=0xEF | 0xFE => foreign::part(segment)?,
                    0xDA => {
                        scans += 1;
                        at = after_scan(file, at)?;
                    }
                    _ => {}
                }
            }
        }
    }
    let pixels = pixels.filter(|_| scans > 0).ok_or(Refusal::Damaged)?;
    if scans > MOST_SCANS || u64::from(scans).saturating_mul(pixels) > limits::MOST_SCANNED {
        return Err(Refusal::TooDemanding);
    }
    foreign::tail(file.get(at..).unwrap_or_default())?;
    Ok(pixels)
}

/// How many pixels the JPEG inside a PDF has, read up to its frame alone.
pub(super) fn pixels(file: &[u8]) -> Result<u64, Refusal> {
    let mut at = 2;
    loop {
        let (marker, next) = marker(file, at)?;
        match marker {
            0x01 | 0xD0..=0xD8 => at = next,
            0xD9 | 0xDA => return Err(Refusal::Damaged),
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return size(segment(file, next)?);
            }
            _ => at = next + 2 + segment(file, next)?.len(),
        }
    }
}

/// The marker at `at`, and where what it says begins.
fn marker(file: &[u8], at: usize) -> Result<(u8, usize), Refusal> {
    let rest = file.get(at..).unwrap_or_default();
    if rest.first() != Some(&0xFF) {
        return Err(Refusal::Damaged);
    }
    let padding = rest.iter().position(|byte| *byte != 0xFF).ok_or(Refusal::Damaged)?;
    let marker = rest.get(padding).copied().ok_or(Refusal::Damaged)?;
    Ok((marker, at + padding + 1))
}

fn segment(file: &[u8], at: usize) -> Result<&[u8], Refusal> {
    let length = file.get(at..at + 2).ok_or(Refusal::Damaged)?;
    let length = usize::from(length[0]) << 8 | usize::from(length[1]);
    file.get(at + 2..at + length).ok_or(Refusal::Damaged)
}

fn size(frame: &[u8]) -> Result<u64, Refusal> {
    let [_, high, low, wide, narrow, components, ..] = frame else {
        return Err(Refusal::Damaged);
    };
    let side = |first: &u8, second: &u8| u64::from(*first) << 8 | u64::from(*second);
    let pixels = side(high, low) * side(wide, narrow);
    if pixels > limits::MOST_PIXELS {
        Err(Refusal::TooManyPixels)
    } else if pixels == 0 || !matches!(components, 1 | 3 | 4) {
        Err(Refusal::Damaged)
    } else {
        Ok(pixels)
    }
}

/// Where the marker after the pixels is: the first 0xFF that is followed by neither 0, 0xFF nor a restart.
fn after_scan(file: &[u8], at: usize) -> Result<usize, Refusal> {
    let rest = file.get(at..).unwrap_or_default();
    memchr_iter(0xFF, rest)
        .find(|index| {
            rest.get(index + 1).is_some_and(|next| !matches!(next, 0 | 0xFF | 0xD0..=0xD7))
        })
        .map(|index| at + index)
        .ok_or(Refusal::Damaged)
}
