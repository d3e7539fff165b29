//! A ZIP written from front to end: entries are stored as they are (papers are packed already), and every byte follows from
//! names, contents and one instant. No library's next version writes it otherwise.

use flate2::Crc;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A ZIP of more, or an entry of more, wants the format of large files, which is not written here.
const MOST: u64 = 0xffff_fffe;
const VERSION: u16 = 20;
/// Names are ASCII, which is UTF-8 too.
const FLAGS: u16 = 0x0800;

/// More than four gigabytes, or more than 65,535 entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a package is larger than a ZIP can be")]
pub struct TooLarge;

/// How much of a ZIP is taken, before a byte of it is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Room {
    entries: u64,
    bytes: u64,
}

impl Room {
    /// Takes room for `entries` that come to `bytes`, their names and their lines of the directory among them; where there
    /// is not enough, `false`, and nothing is taken.
    pub fn take(&mut self, entries: u64, bytes: u64) -> bool {
        let entries = self.entries.saturating_add(entries);
        let bytes = self.bytes.saturating_add(bytes);
        let fits = u16::try_from(entries).is_ok() && bytes <= MOST;
        if fits {
            *self = Self { entries, bytes };
        }
        fits
    }
}

/// What is left to be written at the end.
#[derive(Debug)]
pub struct Zip {
    day: u16,
    time: u16,
    at: u64,
    count: u16,
    directory: Vec<u8>,
}

impl Zip {
    /// One whose entries were all written at `at`, which is shown by the clock of Paris.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
        let local = at.to_zoned(zone).datetime();
        let part = |number: i8| u16::try_from(number).unwrap_or_default();
        let year = u16::try_from(local.year().saturating_sub(1980).clamp(0, 127)).unwrap_or(0);
        Self {
            day: year << 9 | part(local.month()) << 5 | part(local.day()),
            time: part(local.hour()) << 11 | part(local.minute()) << 5 | (part(local.second()) / 2),
            at: 0,
            count: 0,
            directory: Vec::new(),
        }
    }

    /// The bytes of the entry `name`.
    ///
    /// # Errors
    ///
    /// [`TooLarge`].
    pub fn entry(&mut self, name: &str, content: &[u8]) -> Result<Vec<u8>, TooLarge> {
        let length = u32::try_from(content.len()).map_err(|_| TooLarge)?;
        let offset = u32::try_from(self.at).map_err(|_| TooLarge)?;
        let mut crc = Crc::new();
        crc.update(content);
        let mut bytes = Vec::with_capacity(content.len() + name.len() + 30);
        let common = |out: &mut Vec<u8>| {
            for word in [VERSION, FLAGS, 0, self.time, self.day] {
                out.extend_from_slice(&word.to_le_bytes());
            }
            for number in [crc.sum(), length, length] {
                out.extend_from_slice(&number.to_le_bytes());
            }
            let name = u16::try_from(name.len()).unwrap_or(u16::MAX);
            out.extend_from_slice(&name.to_le_bytes());
            out.extend_from_slice(&0_u16.to_le_bytes());
        };
        bytes.extend_from_slice(b"PK\x03\x04");
        common(&mut bytes);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(content);
        let mut line = Vec::with_capacity(name.len() + 46);
        line.extend_from_slice(b"PK\x01\x02");
        line.extend_from_slice(&VERSION.to_le_bytes());
        common(&mut line);
        // No comment, one disk, an ordinary file.
        line.extend_from_slice(&[0; 10]);
        line.extend_from_slice(&offset.to_le_bytes());
        line.extend_from_slice(name.as_bytes());
        self.at += bytes.len() as u64;
        self.count = self.count.checked_add(1).ok_or(TooLarge)?;
        self.directory.extend_from_slice(&line);
        if self.at + self.directory.len() as u64 > MOST { Err(TooLarge) } else { Ok(bytes) }
    }

    /// The bytes after the last entry: without them nobody opens it.
    ///
    /// # Errors
    ///
    /// [`TooLarge`].
    pub fn end(self) -> Result<Vec<u8>, TooLarge> {
        let length = u32::try_from(self.directory.len()).map_err(|_| TooLarge)?;
        let at = u32::try_from(self.at).map_err(|_| TooLarge)?;
        let mut bytes = self.directory;
        bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        for _ in 0..2 {
            bytes.extend_from_slice(&self.count.to_le_bytes());
        }
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&at.to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_taken_to_the_last_entry_and_to_the_last_byte_and_no_further() {
        let mut room = Room::default();
        assert!(room.take(65_534, 4_000_000_000));
        assert!(!room.take(2, 0), "one entry is left");
        assert!(!room.take(1, 294_967_295), "one byte too many");
        assert!(room.take(1, 294_967_294), "what did not fit took nothing");
        assert!(!room.take(1, 0) && !room.take(0, 1) && !room.take(u64::MAX, u64::MAX));
    }
}
