//! The file of a paper: what people read and what programs read, in one PDF.

use jiff::Timestamp;
use serde_json::{Value, json};
use typeset::{Attachment, Document, Failure, Property, Relation, Schema};
use vocabulary::{Date, Lang};

use crate::words::{day, euros, identity, mentions, percent};
use crate::{Content, Item, Kind, Line, Means, Number, cii};

const TEMPLATE: &str = include_str!("../templates/invoice.typ");

/// The name of the XML inside (Factur-X 1.0, 6.2).
pub const XML_NAME: &str = "factur-x.xml";

/// What the file says of the XML inside (Factur-X 1.0, 6.3). A credit note is an invoice there, too.
const SCHEMA: Schema<'static> = Schema {
    name: "Factur-X PDFA Extension Schema",
    namespace: "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    prefix: "fx",
    properties: &[
        Property {
            name: "DocumentFileName",
            description: "The name of the embedded XML document",
            value: XML_NAME,
        },
        Property {
            name: "DocumentType",
            description: "The type of the hybrid document in capital letters",
            value: "INVOICE",
        },
        Property { name: "Version", description: "The version of the standard", value: "1.0" },
        Property {
            name: "ConformanceLevel",
            description: "The conformance level of the embedded XML document",
            value: "EN 16931",
        },
    ],
};

/// The paper `number`, issued on the day `on` at the instant `at`, as Factur-X. The same paper gives the same bytes. Some
/// milliseconds of work: not on a thread that serves others.
///
/// # Errors
///
/// [`Failure`]: our fault, always.
pub fn pdf(
    number: Number,
    (on, at): (Date, Timestamp),
    content: &Content,
) -> Result<Vec<u8>, Failure> {
    let title = format!("{} {number}", number.kind.title());
    let xml = cii::written(number, on, content);
    let it = filled(number, on, content);
    Document {
        title: &title,
        author: &content.seller.name,
        lang: Lang::Fr,
        ident: &format!("{number} {}", content.seller.siren),
        made_at: at,
        template: TEMPLATE,
        it: &it,
        attachments: &[Attachment {
            name: XML_NAME,
            description: "Factur-X",
            media_type: "text/xml",
            relation: Relation::Alternative,
            bytes: xml.as_bytes(),
        }],
        schema: Some(&SCHEMA),
    }
    .typeset()
}

/// What the template is filled with: texts alone.
fn filled(number: Number, on: Date, content: &Content) -> Value {
    let (fee, taxes, total) = (content.fee(), content.taxes(), content.total());
    let Content { seller, buyer, .. } = content;
    let mut head = vec![
        ("Date", day(on)),
        ("Dossier", content.reference.clone()),
        ("Date de la prestation", day(content.served_on)),
        ("Nature de l’opération", "Prestation de services".to_owned()),
    ];
    for corrected in &content.corrects {
        let what = format!("{} du {}", corrected.number, day(corrected.issued_on));
        head.push(("Facture rectifiée", what));
    }
    let mut seller_lines = vec![seller.name.clone()];
    seller_lines.extend(seller.address.lines());
    let mut buyer_lines = vec![buyer.name.clone()];
    buyer_lines.extend(buyer.address.lines());
    if !buyer.siren.is_empty() {
        buyer_lines.push(format!("SIREN {}", buyer.siren));
    }
    let debours = content.lines.iter().filter(|line| line.item != Item::Fee);
    let fees = content.lines.iter().filter(|line| line.item == Item::Fee);
    let vat = if content.vat_rate == 0 {
        "TVA non applicable".to_owned()
    } else {
        format!("TVA {}", percent(content.vat_rate))
    };
    json!({
        "title": format!("{} {number}", number.kind.title()),
        "head": head,
        "seller": seller_lines,
        "buyer": buyer_lines,
        "service": content.service,
        "debours": debours.map(debours_line).collect::<Vec<_>>(),
        "debours_total": euros(taxes),
        "fees": fees.map(|line| fee_line(line, content.vat_rate)).collect::<Vec<_>>(),
        "sums": [
            ("Total hors taxes de nos frais", euros(fee.net)),
            (vat.as_str(), euros(fee.vat)),
            ("Total de nos frais, TVA comprise", euros(fee.gross())),
            ("Débours, non soumis à TVA", euros(taxes)),
        ],
        "total": (total_label(number.kind), euros(total)),
        "paid": paid(number.kind, content),
        "mentions": mentions(number.kind, content),
        "identity": identity(content),
        "demo": seller.demo,
    })
}

/// What is paid for the customer: in words, how much.
fn debours_line(line: &Line) -> Value {
    json!([line.label, euros(line.sum.net)])
}

/// What we ask: in words, how many, the price, the rate, how much.
fn fee_line(line: &Line, rate: i64) -> Value {
    json!([line.label, "1", euros(line.sum.net), percent(rate), euros(line.sum.net)])
}

const fn total_label(kind: Kind) -> &'static str {
    match kind {
        Kind::Invoice => "Total toutes taxes comprises",
        Kind::CreditNote => "Total de l’avoir",
    }
}

fn paid(kind: Kind, content: &Content) -> String {
    let by = match content.means() {
        Means::Card => "par carte",
        Means::Transfer => "par virement",
    };
    let on = day(content.paid_on);
    match kind {
        Kind::Invoice => format!("Payé {by} le {on}. Reste à payer\u{202f}: 0,00\u{a0}€."),
        Kind::CreditNote => format!("Remboursé {by} le {on}."),
    }
}
