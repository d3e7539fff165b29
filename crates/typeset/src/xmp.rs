//! What a document says of itself to programs, added to what Typst writes.
//!
//! Typst has no way to add to it. What it writes is plain text in a file with a plain table of its parts, so that an update
//! appended to the file replaces it (ISO 32000-1, 7.5.6). Whatever is not as expected is an error, never a bad file.

use std::fmt::Write as _;

use crate::Failure;

/// A schema of metadata, and its values: PDF/A wants both (ISO 19005-3, 6.6.2.3.3). All texts are those of XML.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'a> {
    /// Its name, for people.
    pub name: &'a str,
    /// Its address.
    pub namespace: &'a str,
    /// How it is called in the file.
    pub prefix: &'a str,
    /// Its properties.
    pub properties: &'a [Property<'a>],
}

/// A property of a [`Schema`]: a text.
#[derive(Clone, Copy, Debug)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is, for people.
    pub description: &'a str,
    /// Its value.
    pub value: &'a str,
}

const SCHEMAS: &str = "<pdfaExtension:schemas><rdf:Bag>";
const END: &str = "</rdf:RDF>";

/// `pdf` with what `schema` says.
pub(crate) fn add(mut pdf: Vec<u8>, schema: &Schema<'_>) -> Result<Vec<u8>, Failure> {
    let start = last(&pdf, b"<?xpacket begin=").ok_or(Failure::Written("no metadata"))?;
    let until =
        find(&pdf, start, b"<?xpacket end=\"r\"?>").ok_or(Failure::Written("no metadata"))?;
    let until = until + b"<?xpacket end=\"r\"?>".len();
    let packet = pdf.get(start..until).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let packet = with(packet.ok_or(Failure::Written("no metadata"))?, schema)?;
    let object = object_around(&pdf, start)?;
    let trailer = Trailer::read(&pdf)?;
    // What ends the file ends its line too.
    pdf.push(b'\n');
    let offset = pdf.len();
    let mut update = format!(
        "{object} 0 obj\n<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n{packet}\nendstream\nendobj\n",
        packet.len()
    );
    let table = offset + update.len();
    // Writing to memory does not fail.
    let _ = write!(
        update,
        "xref\n0 1\n0000000000 65535 f \n{object} 1\n{offset:010} 00000 n \ntrailer\n<<{}/Prev {}>>\nstartxref\n{table}\n%%EOF\n",
        trailer.entries, trailer.table
    );
    pdf.extend_from_slice(update.as_bytes());
    Ok(pdf)
}

/// The metadata with the schema described, in the one list of them, and its values.
fn with(packet: &str, schema: &Schema<'_>) -> Result<String, Failure> {
    let Schema { name, namespace, prefix, properties } = schema;
    let (before, rest) =
        packet.split_once(SCHEMAS).ok_or(Failure::Written("no list of schemas"))?;
    let (between, after) = rest.rsplit_once(END).ok_or(Failure::Written("no end of metadata"))?;
    let mut described = format!(
        "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>{name}</pdfaSchema:schema>\
         <pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>\
         <pdfaSchema:prefix>{prefix}</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    );
    let mut values = format!("<rdf:Description rdf:about=\"\" xmlns:{prefix}=\"{namespace}\">");
    for Property { name, description, value } in *properties {
        // Writing to memory does not fail.
        let _ = write!(
            described,
            "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
             <pdfaProperty:valueType>Text</pdfaProperty:valueType>\
             <pdfaProperty:category>external</pdfaProperty:category>\
             <pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        );
        let _ = write!(values, "<{prefix}:{name}>{value}</{prefix}:{name}>");
    }
    described.push_str("</rdf:Seq></pdfaSchema:property></rdf:li>");
    values.push_str("</rdf:Description>");
    Ok(format!("{before}{SCHEMAS}{described}{between}{values}{END}{after}"))
}

/// The number of the object that holds what stands at `position`.
fn object_around(pdf: &[u8], position: usize) -> Result<u32, Failure> {
    let number = || {
        let before = pdf.get(..position)?;
        let end = last(before, b" 0 obj")?;
        // Nothing but its own dictionary is between the two.
        let own = before.get(end..)?;
        if find(own, 0, b"endobj").or(find(own, 0, b"/Filter")).is_some() {
            return None;
        }
        let start = before.get(..end)?.iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
        std::str::from_utf8(before.get(start..end)?).ok()?.parse().ok()
    };
    number().ok_or(Failure::Written("metadata in no object of its own"))
}

/// What stands at the end of the file.
struct Trailer {
    entries: String,
    table: usize,
}

impl Trailer {
    fn read(pdf: &[u8]) -> Result<Self, Failure> {
        let read = || {
            let text = std::str::from_utf8(pdf.get(last(pdf, b"\ntrailer")?..)?).ok()?;
            let (dictionary, table) = text.split_once("startxref")?;
            let entries = dictionary.trim_start_matches("\ntrailer").trim();
            let entries = entries.strip_prefix("<<")?.strip_suffix(">>")?.trim();
            let table = table.split_whitespace().next()?.parse().ok()?;
            // A file that was already added to is none of Typst's.
            (!entries.contains("/Prev")).then(|| Self { entries: entries.to_owned(), table })
        };
        read().ok_or(Failure::Written("no plain table of its parts"))
    }
}

fn find(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let found = bytes.get(from..)?.windows(wanted.len()).position(|part| part == wanted)?;
    Some(from + found)
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|part| part == wanted)
}
