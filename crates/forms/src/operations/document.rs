//! A PDF: its pages, its fonts, the two objects that a signature replaces, and what readers are told of it.

use jiff::Timestamp;
use jiff::tz::Offset;
use pdf_writer::types::StructRole;
use pdf_writer::writers::StructTreeRoot;
use pdf_writer::{Chunk, Date, Filter, Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::canvas::{Canvas, length};
use super::font::{BOLD, REGULAR, packed};

const CATALOG: i32 = 1;
const PAGES: i32 = 2;
const INFO: i32 = 3;
const TREE: i32 = 4;
const WHOLE: i32 = 5;
/// What is drawn into the box of the signature: nothing, until it is signed.
pub(super) const MARK: i32 = 6;
/// What is drawn at the foot of each page: nothing, until it is signed.
pub(super) const FOOT: i32 = 7;
/// The fonts, five objects each.
pub(super) const FONTS: [i32; 2] = [8, 13];
/// What is drawn into the box of the stamp: nothing, until it is signed.
pub(super) const STAMP: i32 = 18;
/// The first number that is free.
pub(super) const FREE: i32 = 20;
/// Height of what is drawn at the foot of a page.
pub(super) const FOOT_HEIGHT: i32 = 170;

/// What readers are told of a PDF.
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) subject: &'a str,
    pub(super) house: &'a str,
    pub(super) at: Timestamp,
    /// Width and height of the box of the signature.
    pub(super) signature: (i32, i32),
    /// Width and height of the box of the stamp, where there is one.
    pub(super) stamp: Option<(i32, i32)>,
}

/// The PDF of `pages`; `under` holds what lies under each, and the objects that it is made of.
pub(super) fn write(
    pages: Vec<Canvas>,
    about: &About<'_>,
    under: Option<(&[Ref], &Chunk)>,
) -> Vec<u8> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let mut next = Ref::new(under.map_or(FREE, |(_, chunk)| {
        chunk.refs().map(|one| one.get() + 1).max().unwrap_or(FREE).max(FREE)
    }));
    let tree = Ref::new(TREE);
    catalog(&mut pdf, about);
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (next.bump(), next.bump())).collect();
    pdf.pages(Ref::new(PAGES))
        .kids(ids.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    let foot = pages.first().map_or(0, |page| page.size.0);
    let mut parents = Vec::new();
    for (index, (canvas, (page, content))) in (0_i32..).zip(pages.into_iter().zip(&ids)) {
        let (width, height) = canvas.size;
        let mut written = pdf.page(*page);
        written.parent(Ref::new(PAGES)).contents(*content).struct_parents(index);
        written.media_box(Rect::new(0.0, 0.0, points(width), points(height)));
        let mut resources = written.resources();
        resources.fonts().pair(Name(b"R"), Ref::new(FONTS[0])).pair(Name(b"B"), Ref::new(FONTS[1]));
        let mut objects = resources.x_objects();
        objects.pair(Name(b"Mark"), Ref::new(MARK)).pair(Name(b"Foot"), Ref::new(FOOT));
        if about.stamp.is_some() {
            objects.pair(Name(b"Stamp"), Ref::new(STAMP));
        }
        let below = under.and_then(|(below, _)| below.get(usize::try_from(index).ok()?));
        if let Some(below) = below {
            objects.pair(Name(b"Under"), *below);
        }
        objects.finish();
        resources.finish();
        written.finish();
        let bytes = packed(&canvas.content.finish());
        pdf.stream(*content, &bytes).filter(Filter::FlateDecode);
        parents.push(parts(&mut pdf, &mut next, *page, &canvas.parts));
    }
    pdf.struct_element(Ref::new(WHOLE))
        .kind(StructRole::Document)
        .parent(tree)
        .children()
        .items(parents.iter().flatten().copied());
    object(&mut pdf, MARK, about.signature);
    object(&mut pdf, FOOT, (foot, FOOT_HEIGHT));
    if let Some(size) = about.stamp {
        object(&mut pdf, STAMP, size);
    }
    REGULAR.write(&mut pdf, FONTS[0]);
    BOLD.write(&mut pdf, FONTS[1]);
    structure(&mut pdf, &parents);
    if let Some((_, chunk)) = under {
        pdf.extend(chunk);
    }
    pdf.finish()
}

fn catalog(pdf: &mut Pdf, about: &About<'_>) {
    let mut catalog = pdf.catalog(Ref::new(CATALOG));
    catalog.pages(Ref::new(PAGES)).lang(TextStr("fr-FR"));
    catalog.viewer_preferences().display_doc_title(true);
    catalog.mark_info().marked(true);
    catalog.pair(Name(b"StructTreeRoot"), Ref::new(TREE));
    catalog.finish();
    let mut info = pdf.document_info(Ref::new(INFO));
    info.title(TextStr(about.title)).subject(TextStr(about.subject));
    info.author(TextStr(about.house)).creation_date(date(about.at));
    info.finish();
}

/// The parts of a page, each an element of the structure.
fn parts(pdf: &mut Pdf, next: &mut Ref, page: Ref, roles: &[StructRole]) -> Vec<Ref> {
    let mut elements = Vec::new();
    for (number, role) in (0_i32..).zip(roles) {
        let id = next.bump();
        let mut element = pdf.struct_element(id);
        element.kind(*role).parent(Ref::new(WHOLE)).page(page);
        element.children().marked_content_id(number);
        element.finish();
        elements.push(id);
    }
    elements
}

/// Which element a marked part of a page belongs to.
fn structure(pdf: &mut Pdf, parents: &[Vec<Ref>]) {
    let mut root = pdf.indirect(Ref::new(TREE)).start::<StructTreeRoot<'_>>();
    root.child(Ref::new(WHOLE));
    root.parent_tree_next_key(i32::try_from(parents.len()).unwrap_or(i32::MAX));
    let mut tree = root.insert(Name(b"ParentTree")).dict();
    let mut numbers = tree.insert(Name(b"Nums")).array();
    for (page, elements) in (0_i32..).zip(parents) {
        numbers.push().primitive(page);
        numbers.push().array().items(elements.iter().copied());
    }
}

/// An object that draws nothing, and whose place a signature takes.
fn object(pdf: &mut Pdf, number: i32, size: (i32, i32)) {
    let mut written = pdf.form_xobject(Ref::new(number), b"");
    written.bbox(Rect::new(0.0, 0.0, length(size.0), length(size.1)));
}

/// Tenths of a point as points.
fn points(tenths: i32) -> f32 {
    format!("{}.{}", tenths / 10, tenths % 10).parse().unwrap_or_default()
}

fn date(at: Timestamp) -> Date {
    let day = Offset::UTC.to_datetime(at);
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    Date::new(u16::try_from(day.year()).unwrap_or_default())
        .month(part(day.month()))
        .day(part(day.day()))
        .hour(part(day.hour()))
        .minute(part(day.minute()))
        .second(part(day.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
