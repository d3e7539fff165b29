//! How long the streams of a PDF become, found without keeping them.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Name, Stream};

use crate::look::jpeg;
use crate::{Refusal, limits};

/// The most filters in a row.
const MOST_FILTERS: usize = 3;
/// The longest content, font or table, in bytes.
const LONGEST: u64 = 24 * 1024 * 1024;
/// The most bytes of all of them.
const MOST: u64 = 72 * 1024 * 1024;

/// The lengths seen so far.
#[derive(Default)]
pub(super) struct Lengths {
    all: u64,
    /// The pixels of the largest picture.
    pub(super) pixels: u64,
}

impl Lengths {
    pub(super) fn measure(&mut self, stream: &Stream<'_>) -> Result<(), Refusal> {
        let dict = stream.dict();
        let filters = stream.filters();
        let expanding = filters.iter().filter(|filter| expands(**filter)).count();
        if filters.len() > MOST_FILTERS || expanding > 1 {
            return Err(Refusal::TooDemanding);
        }
        let is_image = dict.get::<Name<'_>>(b"Subtype").is_some_and(|name| &*name == b"Image");
        if is_image {
            self.see(picture(dict))?;
        }
        let most = if is_image { limits::MOST_DECODED } else { LONGEST };
        let length = match filters.first() {
            Some(Filter::FlateDecode) => inflated(&stream.raw_data(), most),
            Some(Filter::DctDecode) => return self.see(jpeg::pixels(&stream.raw_data())?),
            Some(Filter::JpxDecode) => return self.see(jpx(&stream.raw_data())?),
            Some(Filter::CcittFaxDecode) => return self.see(fax(dict)),
            // Decoded whole: the process has little memory, and dies of a bomb.
            _ if expanding > 0 => stream.decoded().map_or(0, |bytes| bytes.len() as u64),
            _ => stream.raw_data().len() as u64,
        };
        if !is_image {
            self.all = self.all.saturating_add(length);
        }
        if length > most || self.all > MOST { Err(Refusal::TooDemanding) } else { Ok(()) }
    }

    fn see(&mut self, pixels: u64) -> Result<(), Refusal> {
        self.pixels = self.pixels.max(pixels);
        if pixels > limits::MOST_PIXELS { Err(Refusal::TooManyPixels) } else { Ok(()) }
    }
}

fn expands(filter: Filter) -> bool {
    matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
}

/// How many bytes `raw` inflates to; one more than `most` at most.
fn inflated(raw: &[u8], most: u64) -> u64 {
    let length = |stream: &mut dyn Read| {
        let mut counted = Counted(0);
        // A broken end is the reader's affair: what came before it counts.
        drop(io::copy(&mut stream.take(most + 1), &mut counted));
        counted.0
    };
    let with_header = length(&mut ZlibDecoder::new(raw));
    if with_header > 0 { with_header } else { length(&mut DeflateDecoder::new(raw)) }
}

struct Counted(u64);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the dictionary says of a picture.
fn picture(dict: &Dict<'_>) -> u64 {
    let side = |long: &[u8], short: &[u8]| {
        let side = dict.get::<i32>(long).or_else(|| dict.get::<i32>(short)).unwrap_or(0);
        u64::try_from(side).unwrap_or(0)
    };
    side(b"Width", b"W").saturating_mul(side(b"Height", b"H"))
}

/// A JPEG 2000 says its size after the marker SIZ.
fn jpx(raw: &[u8]) -> Result<u64, Refusal> {
    let at = memchr::memmem::find(raw, b"\xFF\x4F\xFF\x51").ok_or(Refusal::Damaged)?;
    let side = |offset: usize| {
        let bytes = raw.get(at + offset..).and_then(|rest| rest.first_chunk::<4>());
        bytes.map_or(u64::MAX, |bytes| u64::from(u32::from_be_bytes(*bytes)))
    };
    Ok(side(8).saturating_mul(side(12)))
}

/// A fax is as wide as its parameters say.
fn fax(dict: &Dict<'_>) -> u64 {
    let parameters = dict.get::<Dict<'_>>(b"DecodeParms").unwrap_or_default();
    let side = |key: &[u8], usual: i32| {
        u64::try_from(parameters.get::<i32>(key).unwrap_or(usual)).unwrap_or(u64::MAX)
    };
    side(b"Columns", 1728).saturating_mul(side(b"Rows", 1))
}
