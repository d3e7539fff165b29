//! How much the pages draw: a form drawn ten times by a form drawn ten times, and so on, is a bomb of a few lines.

use std::collections::HashMap;

use hayro_syntax::Pdf;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Name, ObjectIdentifier};
use hayro_syntax::page::Resources;

use crate::Refusal;

/// The most instructions of one page, those of what it draws included each time.
const MOST: u64 = 3_000_000;
/// What a group counts, which is a sheet of glass as large as the page: no page has three hundred.
const GROUP: u64 = 10_000;
/// The most forms inside each other.
const DEEPEST: u32 = 16;

pub(super) fn look(pdf: &Pdf) -> Result<(), Refusal> {
    let mut known = HashMap::new();
    for page in pdf.pages().iter() {
        count(page.typed_operations(), page.resources(), &mut known, 0)?;
    }
    Ok(())
}

fn count(
    mut content: TypedIter<'_>,
    resources: &Resources<'_>,
    known: &mut HashMap<ObjectIdentifier, u64>,
    depth: u32,
) -> Result<u64, Refusal> {
    if depth > DEEPEST {
        return Err(Refusal::TooDemanding);
    }
    let mut all: u64 = 0;
    while let Some(instruction) = content.next() {
        all += 1;
        if let TypedInstruction::XObject(drawn) = instruction {
            all = all.saturating_add(form(drawn.0, resources, known, depth)?);
        }
        if all > MOST {
            return Err(Refusal::TooDemanding);
        }
    }
    Ok(all)
}

fn form(
    name: &Name<'_>,
    resources: &Resources<'_>,
    known: &mut HashMap<ObjectIdentifier, u64>,
    depth: u32,
) -> Result<u64, Refusal> {
    let Some(stream) = resources.get_x_object(name) else { return Ok(0) };
    let dict = stream.dict();
    if dict.get::<Name<'_>>(b"Subtype").is_none_or(|kind| &*kind != b"Form") {
        return Ok(0);
    }
    if let Some(count) = known.get(&stream.obj_id()) {
        return Ok(*count);
    }
    let Ok(content) = stream.decoded() else { return Ok(0) };
    let own = dict.get::<Dict<'_>>(b"Resources").unwrap_or_default();
    let inner = Resources::from_parent(own, resources.clone());
    let group = if dict.contains_key(b"Group") { GROUP } else { 1 };
    let all = count(TypedIter::new(&content), &inner, known, depth + 1)?.saturating_add(group);
    known.insert(stream.obj_id(), all);
    Ok(all)
}
