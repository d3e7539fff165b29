//! A PDF: its two ends, then each of its objects.

mod draws;
mod streams;

use std::sync::Arc;

use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{MaybeRef, Name, Object};
use hayro_syntax::{LoadPdfError, Pdf};
use memchr::memmem;

use super::foreign;
use crate::{Refusal, limits};

/// The most objects.
const MOST_OBJECTS: usize = 100_000;
/// The most dictionaries and arrays inside each other.
const DEEPEST: u32 = 32;
/// Where the end is looked for.
const END: usize = 2048;

/// Keys whose value is a script, or starts one.
const SCRIPTS: [&[u8]; 5] =
    [b"JS", b"JavaScript", b"XFA", b"RichMediaContent", b"RichMediaSettings"];
/// Keys under which other files are attached.
const ATTACHMENTS: [&[u8]; 4] = [b"EmbeddedFiles", b"EF", b"Collection", b"3DD"];
/// Kinds of actions that run, open or send something.
const ACTIONS: [&[u8]; 11] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"GoToR",
    b"Rendition",
    b"Movie",
    b"Sound",
    b"RichMediaExecute",
    b"GoTo3DView",
];
/// Kinds of annotations and streams that hold a file.
const HOLDERS: [&[u8]; 7] =
    [b"FileAttachment", b"EmbeddedFile", b"RichMedia", b"Movie", b"Screen", b"Sound", b"3D"];

pub(super) fn look(file: &Arc<Vec<u8>>) -> Result<(usize, u64), Refusal> {
    ends(file)?;
    let pdf = open(Arc::clone(file))?;
    if pdf.len() > MOST_OBJECTS {
        return Err(Refusal::TooDemanding);
    }
    let mut lengths = streams::Lengths::default();
    for object in pdf.objects() {
        search(&object, 0)?;
        if let Object::Stream(stream) = &object {
            lengths.measure(stream)?;
        }
    }
    starts_nothing(&pdf)?;
    let pages = pdf.pages().len();
    if pages == 0 {
        return Err(Refusal::Damaged);
    }
    if pages > limits::MOST_PAGES {
        return Err(Refusal::TooManyPages);
    }
    draws::look(&pdf)?;
    Ok((pages, lengths.pixels))
}

/// Opens a PDF that needs no password. Restrictions that only ask programs to comply (« no printing ») do not count:
/// what is kept is a picture of each page.
pub(crate) fn open(file: Arc<Vec<u8>>) -> Result<Pdf, Refusal> {
    Pdf::new(file).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Password,
        LoadPdfError::Invalid => Refusal::Damaged,
    })
}

/// A header with a version at the very beginning, an end near the end, and nothing foreign after it.
fn ends(file: &[u8]) -> Result<(), Refusal> {
    let version = file.get(5..8).unwrap_or_default();
    if !matches!(version, [b'1' | b'2', b'.', b'0'..=b'9']) {
        return Err(Refusal::Damaged);
    }
    let last = file.len().saturating_sub(END);
    let end = memmem::rfind(file, b"%%EOF").ok_or(Refusal::Damaged)?;
    foreign::part(file.get(end + 5..).unwrap_or_default())?;
    // A long tail is a second file, even if nobody knows its kind.
    if end < last { Err(Refusal::TwoInOne) } else { Ok(()) }
}

fn search(object: &Object<'_>, depth: u32) -> Result<(), Refusal> {
    if depth > DEEPEST {
        return Err(Refusal::TooDemanding);
    }
    match object {
        Object::Dict(dict) => search_dict(dict, depth),
        Object::Stream(stream) => search_dict(stream.dict(), depth),
        Object::Array(array) => array.raw_iter().try_for_each(|inner| search_inner(&inner, depth)),
        _ => Ok(()),
    }
}

/// What is elsewhere is an object of its own, and has its turn.
fn search_inner(inner: &MaybeRef<Object<'_>>, depth: u32) -> Result<(), Refusal> {
    match inner {
        MaybeRef::NotRef(object) => search(object, depth + 1),
        MaybeRef::Ref(_) => Ok(()),
    }
}

fn search_dict(dict: &Dict<'_>, depth: u32) -> Result<(), Refusal> {
    for (key, value) in dict.entries() {
        let key: &[u8] = &key;
        if SCRIPTS.contains(&key) {
            return Err(Refusal::Script);
        }
        if ATTACHMENTS.contains(&key) {
            return Err(Refusal::Attachment);
        }
        search_inner(&value, depth)?;
    }
    let is = |key: &[u8], names: &[&[u8]]| {
        dict.get::<Name<'_>>(key).is_some_and(|name| names.contains(&&*name))
    };
    if is(b"S", &ACTIONS) {
        Err(Refusal::Script)
    } else if is(b"Subtype", &HOLDERS) || is(b"Type", &HOLDERS) {
        Err(Refusal::Attachment)
    } else {
        Ok(())
    }
}

/// Opening the document may go to a page, and do nothing else.
fn starts_nothing(pdf: &Pdf) -> Result<(), Refusal> {
    let catalog: Option<Dict<'_>> = pdf.xref().get(pdf.xref().root_id());
    let action = catalog.and_then(|catalog| catalog.get::<Dict<'_>>(b"OpenAction"));
    let harmless = action.is_none_or(|action| {
        action.get::<Name<'_>>(b"S").is_some_and(|name| &*name == b"GoTo" || &*name == b"Named")
            && !action.contains_key(b"Next")
    });
    if harmless { Ok(()) } else { Err(Refusal::Script) }
}
