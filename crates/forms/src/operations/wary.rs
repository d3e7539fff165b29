//! What is looked at before a PDF of others is read: the reader unpacks without end, goes down into values inside each
//! other as deep as they are, and panics on some that are damaged.

use std::io::{self, Read as _, Write};
use std::thread;

use flate2::read::ZlibDecoder;
use hayro_syntax::object::Name;
use hayro_syntax::object::array::Array;
use hayro_syntax::object::dict::Dict;

use crate::Problem;

/// Most bytes of all streams once unpacked.
const MOST_UNPACKED: u64 = 48 * 1024 * 1024;
/// Most values inside each other. Pictures by chance have hundreds of signs that look like such.
const DEEPEST: u32 = 2000;
/// Enough for values as deep as that.
const STACK: usize = 64 * 1024 * 1024;

/// Reads on a stack of its own; what panics is no PDF, and nobody's request ends by it.
pub(super) fn guarded<T: Send>(
    read: impl FnOnce() -> Result<T, Problem> + Send,
) -> Result<T, Problem> {
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read);
        reader.map_err(|_| Problem::TooDemanding)?.join().unwrap_or(Err(Problem::NotAPdf))
    })
}

/// Refuses packings that are seldom in forms and often in bombs: two in a row, or those whose length nobody measured.
pub(super) fn modest(dict: &Dict<'_>) -> Result<(), Problem> {
    let known: [&[u8]; 6] =
        [b"FlateDecode", b"Fl", b"DCTDecode", b"DCT", b"ASCIIHexDecode", b"ASCII85Decode"];
    let good = |name: &Name<'_>| known.contains(&&**name);
    let one = dict.get::<Name<'_>>(b"Filter").is_none_or(|name| good(&name));
    let several = dict.get::<Array<'_>>(b"Filter").is_none_or(|names| {
        let names: Vec<Name<'_>> = names.iter::<Name<'_>>().collect();
        let packed = names.iter().filter(|name| &***name == b"FlateDecode" || &***name == b"Fl");
        names.iter().all(good) && packed.count() <= 1
    });
    if one && several { Ok(()) } else { Err(Problem::TooDemanding) }
}

/// Measures the file and everything in it that can be unpacked, wherever it begins, without keeping it.
pub(super) fn unpacked(file: &[u8]) -> Result<(), Problem> {
    let mut raw = Depth::default();
    let _ = raw.write(file);
    if raw.deepest > DEEPEST {
        return Err(Problem::TooDemanding);
    }
    let mut sum = 0;
    let mut rest = file;
    while let Some(at) = rest.windows(6).position(|word| word == b"stream") {
        rest = rest.get(at + 6..).unwrap_or_default();
        let start = rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n' | b' ')).unwrap_or(0);
        let body = rest.get(start..).unwrap_or_default();
        if !is_packed(body) {
            continue;
        }
        let mut decoder = ZlibDecoder::new(body);
        let mut first = Vec::new();
        // What is damaged ends where it is: readers get no further either.
        let _ = decoder.by_ref().take(64).read_to_end(&mut first);
        let mut inner = Depth::default();
        let _ = inner.write(&first);
        sum += io::copy(&mut decoder.take(MOST_UNPACKED + 1), &mut inner).unwrap_or(0);
        // A stream of objects begins with their numbers; in another one the signs are no values.
        let objects = matches!(
            first.first(),
            Some(b'0'..=b'9' | b' ' | b'\t' | b'\r' | b'\n' | 0 | 12 | b'%' | b'+' | b'-')
        );
        let deep = objects && inner.deepest > DEEPEST;
        if sum > MOST_UNPACKED || deep || is_packed(&first) && unpacks(&first) {
            return Err(Problem::TooDemanding);
        }
    }
    Ok(())
}

/// Whether `bytes` begin as what zlib packs does.
fn is_packed(bytes: &[u8]) -> bool {
    let [first, second, ..] = bytes else { return false };
    let check = u32::from(*first) * 256 + u32::from(*second);
    first & 0x0f == 8 && check.is_multiple_of(31)
}

fn unpacks(bytes: &[u8]) -> bool {
    let mut some = [0; 16];
    ZlibDecoder::new(bytes).read(&mut some).is_ok_and(|count| count > 0)
}

/// How deep values are inside each other in what is written to it.
#[derive(Default)]
struct Depth {
    now: u32,
    deepest: u32,
    last: u8,
}

impl Write for Depth {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            match (self.last, byte) {
                (_, b'[') | (b'<', b'<') => self.now += 1,
                (_, b']') | (b'>', b'>') => self.now = self.now.saturating_sub(1),
                _ => {}
            }
            // `<<<<` opens two, not three.
            let pair = matches!((self.last, byte), (b'<', b'<') | (b'>', b'>'));
            self.last = if pair { 0 } else { *byte };
            self.deepest = self.deepest.max(self.now);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
