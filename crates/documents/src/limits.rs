//! How much a file may ask for. What is said to persons ([`Refusal`](crate::Refusal)) reads these figures.

use std::time::Duration;

/// The longest file, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most pages.
pub const MOST_PAGES: usize = 40;
/// The most pixels of one picture: the largest photos of telephones have 50 million.
pub const MOST_PIXELS: u64 = 51_000_000;
/// The most bytes that one picture may take once decoded.
pub(crate) const MOST_DECODED: u64 = 208 * 1024 * 1024;
/// The most pixels that the scans of a progressive JPEG may go over, all in all.
pub(crate) const MOST_SCANNED: u64 = 700_000_000;
/// The longest side of what is kept, in pixels: A4 at 280 dots an inch.
pub(crate) const LONGEST_SIDE: u32 = 3300;
/// The longest side of a thumbnail, in pixels.
pub(crate) const THUMBNAIL_SIDE: u32 = 320;

/// What a child may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// Memory beyond that of a program that has done nothing yet, in bytes.
    pub(crate) memory: u64,
    /// Processor time of each step: the look at a file, one page.
    pub(crate) step: Duration,
    /// Processor time, all in all, in seconds.
    pub(crate) whole: u64,
    /// Time on the clock, after which nothing is known of the file and it is tried again.
    pub(crate) clock: Duration,
}

/// For the look at a file: no hostile one gets more than 64 MiB with the program itself.
pub(crate) const LOOK: Share = Share {
    memory: 52 * 1024 * 1024,
    step: Duration::from_secs(1),
    whole: 2,
    clock: Duration::from_secs(20),
};

/// The memory of a program that converts a picture of no pixels.
const BASE: u64 = 54 * 1024 * 1024;
/// How many bytes a pixel may take: decoded, in the decoder's own tables, converted.
const BYTES_A_PIXEL: u64 = 16;
/// The processor time of a page without pictures, in milliseconds.
const PAGE: u64 = 1000;
/// How many more pixels may take a millisecond.
const PIXELS_A_MILLISECOND: u64 = 4000;

/// For a file that was looked at, by the pages and the pixels that it has: one that says little of itself gets little.
pub(crate) fn convert(pages: u16, pixels: u64) -> Share {
    let pixels = pixels.min(MOST_PIXELS);
    let step = PAGE + pixels / PIXELS_A_MILLISECOND;
    let whole = step.saturating_mul(u64::from(pages.max(1))).div_ceil(1000) + 1;
    Share {
        memory: BASE + pixels * BYTES_A_PIXEL,
        step: Duration::from_millis(step),
        whole: whole.min(90),
        clock: Duration::from_mins(3),
    }
}
