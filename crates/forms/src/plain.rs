//! A plain document: headings, lines with their labels, tables, boxes to tick. What it says is its maker's affair.

use serde::{Deserialize, Serialize};

use crate::silent;

/// A part of a plain document, from top to bottom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Lines: a label, and what stands there.
    Rows(Vec<(String, String)>),
    /// A table; widths are shares of the page.
    Table {
        /// What each column holds.
        head: Vec<(String, u8)>,
        /// Its lines: a text a column.
        rows: Vec<Vec<String>>,
    },
    /// Empty boxes with a label, to be filled in by hand.
    Boxes(Vec<String>),
    /// A drawing of squares, `side` a line, `true` where it is dark; beside it the words that it holds.
    Squares {
        /// How many squares a line has.
        side: usize,
        /// Every square, line by line.
        dark: Vec<bool>,
        /// The words.
        words: String,
    },
}

/// A plain document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What it is called.
    pub title: String,
    /// What readers are told that it is about.
    pub subject: String,
    /// Whose it is.
    pub house: String,
    /// What stands at the foot of every page, before its number.
    pub foot: String,
    /// What it says.
    pub parts: Vec<Part>,
}

silent!(Part, Sheet);
