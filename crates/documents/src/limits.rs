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
    step: Duration::from_millis(1500),
    whole: 2,
    clock: Duration::from_secs(20),
};

/// For a picture that was looked at: 50 million pixels are decoded, turned and made smaller.
pub(crate) const PICTURE: Share = Share {
    memory: 768 * 1024 * 1024,
    step: Duration::from_secs(15),
    whole: 20,
    clock: Duration::from_mins(1),
};

/// For pages that were looked at.
pub(crate) const PAGES: Share = Share {
    memory: 384 * 1024 * 1024,
    step: Duration::from_millis(1500),
    whole: 60,
    clock: Duration::from_mins(3),
};
