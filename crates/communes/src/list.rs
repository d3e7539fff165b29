//! The list, searched where it lies. Its form is told in its first lines.

use alloc::format;
use alloc::string::String;

use crate::Commune;

pub(crate) const TEXT: &str = include_str!("../data/communes.txt");

/// Remarks and pieces of names; then a line a postcode, sorted.
pub(crate) const PARTS: (&str, &str) = TEXT.split_at(end_of_head(TEXT.as_bytes()));

/// Where the first line after the empty one begins.
const fn end_of_head(text: &[u8]) -> usize {
    let mut place = 1;
    while place < text.len() {
        if text[place - 1] == b'\n' && text[place] == b'\n' {
            return place + 1;
        }
        place += 1;
    }
    panic!("an empty line parts the head of the list from its postcodes")
}

/// The piece of a name that each token stands for.
const PIECES: [&str; 128] = pieces(PARTS.0);

const fn pieces(head: &'static str) -> [&'static str; 128] {
    let (text, mut pieces) = (head.as_bytes(), [""; 128]);
    let (mut start, mut end) = (0, 0);
    while end < text.len() {
        if text[end] == b'\n' {
            if end > start && text[start] != b'#' {
                pieces[text[start] as usize] = head.split_at(end).0.split_at(start + 1).1;
            }
            start = end + 1;
        }
        end += 1;
    }
    pieces
}

/// The communes of a postcode, one after the other.
#[derive(Clone, Debug)]
pub struct Communes {
    postcode: &'static str,
    rest: &'static str,
}

/// A commune as the list writes it.
struct Entry {
    mark: char,
    postcode: &'static str,
    /// The first characters of the INSEE code, and the others.
    code: (&'static str, &'static str),
    name: &'static str,
}

impl Entry {
    fn has_code(&self, code: &str) -> bool {
        code.strip_prefix(self.code.0) == Some(self.code.1)
    }

    fn commune(&self) -> Commune {
        let number = self.postcode.get(3..).and_then(|number| number.parse().ok());
        Commune {
            insee: format!("{}{}", self.code.0, self.code.1),
            city: spelled(self.name),
            arrondissement: number.filter(|_| self.mark == '/'),
        }
    }
}

impl Communes {
    /// Of a line of the list.
    fn of(line: &'static str) -> Option<Self> {
        line.split_at_checked(5).map(|(postcode, rest)| Self { postcode, rest })
    }

    /// The next entry, the whole cities included.
    fn entry(&mut self) -> Option<Entry> {
        let mark = self.rest.chars().next()?;
        let marked = matches!(mark, '+' | '/' | '*');
        let rest = self.rest.get(usize::from(marked)..)?;
        let (code, rest) = rest.split_at_checked(if mark == '+' { 5 } else { 3 })?;
        let end = rest.find(|next: char| next.is_ascii_digit() || matches!(next, '+' | '/' | '*'));
        let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
        self.rest = rest;
        let code = if mark == '+' { ("", code) } else { (self.postcode.get(..2)?, code) };
        Some(Entry { mark, postcode: self.postcode, code, name })
    }
}

impl Iterator for Communes {
    type Item = Commune;

    fn next(&mut self) -> Option<Commune> {
        loop {
            let entry = self.entry()?;
            if entry.mark != '*' {
                return Some(entry.commune());
            }
        }
    }
}

/// The communes of `postcode`, by halving.
pub(crate) fn line_of(postcode: &str) -> Option<Communes> {
    let lines = PARTS.1;
    let is_end = |byte: &u8| *byte == b'\n';
    // Both always stand at the beginning of a line, or past the end. Bytes: the middle may fall within a letter.
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let bytes = lines.as_bytes();
        let before = bytes.get(low..middle)?.iter().rposition(is_end);
        let start = before.map_or(low, |place| low + place + 1);
        let after = bytes.get(middle..high)?.iter().position(is_end);
        let end = after.map_or(high, |place| middle + place);
        let line = lines.get(start..end)?;
        match line.get(..5)?.cmp(postcode) {
            core::cmp::Ordering::Equal => return Communes::of(line),
            core::cmp::Ordering::Less => low = end + 1,
            core::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The commune of an INSEE code: looked for among the postcodes that begin like it, then among the entries of others.
pub(crate) fn by_insee(code: &str) -> Option<Commune> {
    if code.len() != 5
        || !code.bytes().all(|letter| letter.is_ascii_digit() || letter.is_ascii_uppercase())
    {
        return None;
    }
    let near = |line: &&str| line.get(..2) == code.get(..2);
    let lines = || PARTS.1.lines();
    let marked = format!("+{code}");
    let found = |line: &'static str| {
        let mut communes = Communes::of(line)?;
        let entry = core::iter::from_fn(|| communes.entry()).find(|entry| entry.has_code(code));
        entry.map(|entry| entry.commune())
    };
    lines()
        .filter(near)
        .find_map(found)
        .or_else(|| lines().filter(|line| line.contains(&marked)).find_map(found))
}

/// The name, each token replaced by the piece it stands for.
fn spelled(name: &str) -> String {
    let mut spelled = String::with_capacity(name.len() * 2);
    for letter in name.chars() {
        match PIECES.get(letter as usize) {
            Some(piece) if !piece.is_empty() => spelled.push_str(piece),
            _ => spelled.push(letter),
        }
    }
    spelled
}
