//! The query string as pairs, the same in the browser and on the server.

use std::fmt::Write as _;

/// More pairs than any form of ours has; the rest is not read.
const MOST_PAIRS: usize = 200;

/// The names and values of `query` (`application/x-www-form-urlencoded`), in order.
///
/// What is not well written is taken as it stands: this never fails.
#[must_use]
pub fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .take(MOST_PAIRS)
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// The query string of `pairs`, empty values left out.
#[must_use]
pub fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in pairs {
        if value.is_empty() {
            continue;
        }
        if !query.is_empty() {
            query.push('&');
        }
        encode_into(&mut query, name);
        query.push('=');
        encode_into(&mut query, value);
    }
    query
}

fn encode_into(query: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                query.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(query, "%{byte:02X}")),
        }
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1).zip(bytes.get(at + 2)))
            .flatten()
            .and_then(|(high, low)| Some(hex(*high)? * 16 + hex(*low)?));
        if let Some(byte) = escaped {
            out.push(byte);
            at += 3;
        } else {
            out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_badly_written_is_taken_as_it_stands() {
        let read = |query| pairs(query);
        assert_eq!(
            read("a=1&b=%C3%A9+x&&c"),
            [("a".into(), "1".into()), ("b".into(), "é x".into()), ("c".into(), String::new()),]
        );
        assert_eq!(read("a=%"), [("a".into(), "%".to_owned())]);
        assert_eq!(read("a=%4"), [("a".into(), "%4".to_owned())]);
        assert_eq!(read("a=%zz"), [("a".into(), "%zz".to_owned())]);
        assert_eq!(read("a=%ff"), [("a".into(), "\u{fffd}".to_owned())]);
        assert_eq!(read(&"a=1&".repeat(1000)).len(), MOST_PAIRS);
    }

    proptest! {
        #[test]
        fn reading_never_panics(query in ".*") {
            drop(pairs(&query));
        }

        #[test]
        fn what_is_written_is_read_back(pairs_in in prop::collection::vec(("[a-z_]{1,9}", ".{1,20}"), 0..9)) {
            let query = encode(pairs_in.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            prop_assert_eq!(pairs(&query), pairs_in);
        }
    }
}
