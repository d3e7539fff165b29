//! What the program and its child say to each other: a line of JSON, then bytes whose lengths the line says.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::limits::{self, Share};
use crate::{Kept, Page, Refusal, Seen, Watermark};

/// The child gave up, because the file asked for too much time.
pub(crate) const TOO_SLOW: u8 = 75;
/// The child did not understand what it was asked.
pub(crate) const NOT_UNDERSTOOD: u8 = 64;
/// The longest line.
pub(crate) const LONGEST_LINE: u64 = 64 * 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Task {
    Look,
    Convert { seen: Seen, watermark: Option<Watermark> },
}

impl Task {
    /// What its child may take. What was seen is not believed beyond the limits of any file.
    pub(crate) fn share(&self) -> Share {
        match self {
            Self::Look => limits::LOOK,
            Self::Convert { seen, .. } => limits::convert(seen.pages, seen.pixels),
        }
    }
}

/// What the program asks; the file follows.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) task: Task,
    pub(crate) length: usize,
}

/// What the child answers; what is kept follows.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Refused(Refusal),
    Seen(Seen),
    Kept { pages: Vec<Lengths>, pdf: Option<usize> },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Lengths {
    picture: usize,
    thumbnail: usize,
    width: u32,
    height: u32,
}

/// What came of a task.
#[derive(Debug)]
pub(crate) enum Outcome {
    Seen(Seen),
    Kept(Kept),
}

/// Writes the answer of the child.
pub(crate) fn write(mut to: impl Write, outcome: &Result<Outcome, Refusal>) -> io::Result<()> {
    let answer = match outcome {
        Err(refusal) => Answer::Refused(*refusal),
        Ok(Outcome::Seen(seen)) => Answer::Seen(*seen),
        Ok(Outcome::Kept(kept)) => Answer::Kept {
            pages: kept.pages.iter().map(lengths).collect(),
            pdf: kept.pdf.as_ref().map(Vec::len),
        },
    };
    serde_json::to_writer(&mut to, &answer)?;
    to.write_all(b"\n")?;
    if let Ok(Outcome::Kept(kept)) = outcome {
        for page in &kept.pages {
            to.write_all(&page.picture)?;
            to.write_all(&page.thumbnail)?;
        }
        to.write_all(kept.pdf.as_deref().unwrap_or_default())?;
    }
    to.flush()
}

fn lengths(page: &Page) -> Lengths {
    let (picture, thumbnail) = (page.picture.len(), page.thumbnail.len());
    Lengths { picture, thumbnail, width: page.width, height: page.height }
}

/// Reads the answer of a child; `None` when it is none. The child read a stranger's file: nothing it says is believed
/// beyond its form.
pub(crate) fn read(answer: &[u8]) -> Option<Result<Outcome, Refusal>> {
    let line = answer.iter().position(|byte| *byte == b'\n')?;
    let (line, mut rest) = (answer.get(..line)?, answer.get(line + 1..)?);
    let mut take = |length: usize| {
        let (part, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(part.to_vec())
    };
    let outcome = match serde_json::from_slice(line).ok()? {
        Answer::Refused(refusal) => Err(refusal),
        Answer::Seen(seen) => Ok(Outcome::Seen(seen)),
        Answer::Kept { pages, pdf } => {
            let mut kept = Vec::new();
            for Lengths { picture, thumbnail, width, height } in pages {
                let (picture, thumbnail) = (take(picture)?, take(thumbnail)?);
                kept.push(Page { picture, thumbnail, width, height });
            }
            let pdf = match pdf {
                Some(length) => Some(take(length)?),
                None => None,
            };
            Ok(Outcome::Kept(Kept { pages: kept, pdf }))
        }
    };
    rest.is_empty().then_some(outcome)
}

#[cfg(test)]
mod tests;
