//! Documents: made, and read again.
#![expect(clippy::unwrap_used, reason = "tests")]

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Stream};
use serde_json::{Value, json};
use typeset::{Attachment, Document, Failure, Property, Relation, Schema};
use vocabulary::Lang;

const TEMPLATE: &str = r#"#set page(paper: "a4")
= #it.title
#table(
  columns: 2,
  table.header[Ce qui est dû][Somme],
  ..it.lines.flatten(),
)
"#;

fn document(it: &Value) -> Document<'_> {
    Document {
        title: "Facture F-2026-000001",
        author: "CarteClaire",
        lang: Lang::Fr,
        ident: "F-2026-000001",
        made_at: "2026-11-21T12:00:00Z".parse().unwrap(),
        template: TEMPLATE,
        it,
        attachments: &[],
        schema: None,
    }
}

fn filling() -> Value {
    json!({ "title": "Facture", "lines": [["Taxe régionale", "413,70\u{a0}€"]] })
}

const FILE: Attachment<'_> = Attachment {
    name: "data.xml",
    description: "Les mêmes données, pour les programmes",
    media_type: "text/xml",
    relation: Relation::Alternative,
    bytes: b"<a>\xe6\xbc\xa2</a>",
};

const SCHEMA: Schema<'_> = Schema {
    name: "A schema",
    namespace: "urn:example:schema#",
    prefix: "ex",
    properties: &[Property { name: "Kind", description: "what it is", value: "EN 16931" }],
};

/// What the file says of itself, read as a reader reads it: from the table of its parts on.
fn said(pdf: &[u8]) -> String {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let metadata: Stream<'_> = root.get(b"Metadata".as_slice()).unwrap();
    String::from_utf8(metadata.decoded().unwrap().to_vec()).unwrap()
}

#[test]
fn a_document_says_that_it_is_kept_and_read_aloud_and_is_the_same_bytes_each_time() {
    let it = filling();
    let pdf = document(&it).typeset().unwrap();
    let said = said(&pdf);
    for wanted in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "Facture F-2026-000001",
        "2026-11-21T12:00:00",
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert_eq!(document(&it).typeset().unwrap(), pdf);
    assert_ne!(Document { ident: "F-2026-000002", ..document(&it) }.typeset().unwrap(), pdf);
}

#[test]
fn a_file_inside_says_what_it_is_to_the_document_and_loses_no_letter() {
    let it = filling();
    let pdf = Document { attachments: &[FILE], ..document(&it) }.typeset().unwrap();
    let pdf = Pdf::new(pdf).unwrap();
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let files: Array<'_> = root.get(b"AF".as_slice()).unwrap();
    let file: Dict<'_> = files.iter().next().unwrap();
    let relation: Name<'_> = file.get(b"AFRelationship".as_slice()).unwrap();
    assert_eq!(relation.as_ref(), b"Alternative");
    let kept: Dict<'_> = file.get(b"EF".as_slice()).unwrap();
    let kept: Stream<'_> = kept.get(b"F".as_slice()).unwrap();
    assert_eq!(kept.decoded().unwrap().as_ref(), FILE.bytes);
}

#[test]
fn what_is_said_to_programs_is_described_in_the_one_list_and_found_from_the_end_of_the_file() {
    let it = filling();
    let plain = document(&it).typeset().unwrap();
    let schema = Document { schema: Some(&SCHEMA), ..document(&it) };
    let pdf = schema.typeset().unwrap();
    assert!(pdf.starts_with(&plain), "it is added, nothing is changed");
    let said = said(&pdf);
    assert!(said.contains("<ex:Kind>EN 16931</ex:Kind>"), "{said}");
    assert_eq!(said.matches("<pdfaExtension:schemas>").count(), 1);
    assert!(said.contains("<pdfaSchema:prefix>ex</pdfaSchema:prefix>"));
    assert!(said.contains("<pdfaid:conformance>A</pdfaid:conformance>"));
    assert_eq!(schema.typeset().unwrap(), pdf);
}

#[test]
fn no_letter_of_a_name_makes_a_document_fail() {
    let it = json!({ "title": "漢字 \u{202e}😀 \u{202f}Ǎ\u{0}", "lines": [["ﷺ", "a"]] });
    document(&it).typeset().unwrap();
}

#[test]
fn a_template_that_does_not_fit_says_where_and_none_reads_a_file() {
    let it = filling();
    let wrong = Document { template: "= Titre\n#it.lacking\n", ..document(&it) };
    let Failure::Template(why) = wrong.typeset().unwrap_err() else { panic!() };
    assert!(why.starts_with("line 2: "), "{why}");
    for template in
        ["#read(\"/etc/hostname\")", "#read(\"Cargo.toml\")", "#import \"@preview/a:1.0.0\""]
    {
        let reads = Document { template, ..document(&it) };
        assert!(matches!(reads.typeset(), Err(Failure::Template(_))), "{template}");
    }
}

#[test]
fn a_picture_without_words_is_refused() {
    let it = filling();
    let template = "= Titre\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))";
    let mute = Document { template, ..document(&it) };
    assert!(matches!(mute.typeset(), Err(Failure::Export(_))));
}
