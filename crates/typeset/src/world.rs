//! What a template sees while it is typeset: itself, what it is filled with, the files that go inside, the typeface.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::json;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};

use crate::{Attachment, Document, Failure, letters};

/// What is the same for every document of the process.
struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] = [
        include_bytes!("../../forms/data/fonts/regular.ttf"),
        include_bytes!("../../forms/data/fonts/bold.ttf"),
    ];
    let fonts: Vec<Font> =
        files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    Shelf {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// Whether the typeface has `letter`, in every weight.
pub(crate) fn drawn(letter: char) -> bool {
    SHELF.fonts.iter().all(|font| font.info().coverage.contains(letter.into()))
}

/// One line before the template: what a document says of itself, and the typeface.
const BEFORE: &str = "#let it = json(\"it.json\"); #let head = json(\"head.json\"); \
     #set document(title: head.title, author: head.author); \
     #set text(font: \"Atkinson Hyperlegible Next\", lang: head.lang, fallback: false)\n";

/// A document on the desk.
pub(crate) struct Desk {
    main: Source,
    files: Vec<(FileId, Bytes)>,
}

impl Desk {
    pub(crate) fn new(document: &Document<'_>) -> Result<Self, Failure> {
        let head = json!({
            "title": letters::shown(document.title),
            "author": letters::shown(document.author),
            "lang": document.lang.id(),
        });
        let mut files = vec![
            (named("head.json")?, Bytes::from_string(head.to_string())),
            (named("it.json")?, Bytes::from_string(letters::shown_in(document.it).to_string())),
        ];
        let mut text = format!("{BEFORE}{}\n", letters::shown(document.template));
        for attachment in document.attachments {
            files.push((named(attachment.name)?, Bytes::new(attachment.bytes.to_vec())));
            text.push_str(&attach(attachment)?);
        }
        Ok(Self { main: Source::new(named("main.typ")?, text), files })
    }

    /// What is wrong, and in which line of the template.
    pub(crate) fn said(&self, problems: &[SourceDiagnostic]) -> String {
        let mut said = String::new();
        for problem in problems {
            let line = self.range(problem.span).and_then(|range| {
                // The line before it does not count.
                self.main.lines().byte_to_line(range.start)
            });
            let part = if said.is_empty() { "" } else { "; " };
            // Writing to memory does not fail.
            let _ = match line {
                Some(line) => write!(said, "{part}line {line}: {}", problem.message),
                None => write!(said, "{part}{}", problem.message),
            };
        }
        said
    }
}

/// What puts a file inside the document.
fn attach(file: &Attachment<'_>) -> Result<String, Failure> {
    let word = |text: &str| {
        // A JSON string of letters is a string of Typst too.
        let plain = !text.contains(['"', '\\']) && !text.chars().any(char::is_control);
        plain.then(|| format!("\"{text}\"")).ok_or(Failure::Written("the words of an attachment"))
    };
    Ok(format!(
        "#pdf.attach({}, relationship: {}, mime-type: {}, description: {})\n",
        word(file.name)?,
        word(file.relation.id())?,
        word(file.media_type)?,
        word(file.description)?,
    ))
}

/// The name of a file, as Typst knows it.
fn named(name: &str) -> Result<FileId, Failure> {
    let path = VirtualPath::new(name).map_err(|_| Failure::Written("the name of an attachment"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHELF.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHELF.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHELF.fonts.get(index).cloned()
    }

    /// A document is made when its caller says, not when the machine thinks it is.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
