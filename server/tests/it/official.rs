//! An official form for the tests, which is nobody's: plain pages with a word each.

use std::fmt::Write as _;

use forms::{FieldMap, Form};
use revisions::operations::{self, Beginning};
use revisions::{Document, File, Step, Subject};
use server::clock;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

/// A plain PDF of so many pages; `more` stands in its catalogue, and `comment` is said of it.
pub(crate) fn pdf(pages: usize, more: &str, comment: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", 4 + page * 2)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {more} >>"),
        format!("<< /Type /Pages /Count {pages} /Kids [{}] >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for page in 0..pages {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            5 + page * 2
        ));
        let content = format!("BT /F 24 Tf 60 20 Td (OFFICIEL {page}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut pdf = format!("%PDF-1.7\n% {comment}\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", pdf.len()).unwrap();
        writeln!(pdf, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf += &table;
    writeln!(pdf, "trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").unwrap();
    pdf.into_bytes()
}

/// The places of the mandate, on the form of version 3.
pub(crate) fn places() -> String {
    FieldMap::sketch(Form::Mandat).replacen("version = 1", "version = 3", 1)
}

/// Whether a PDF says of itself that it is the official mandate in that version.
pub(crate) fn is_official(pdf: &str) -> bool {
    let wide: String = "13757*03".chars().flat_map(|sign| ['\0', sign]).collect();
    // In hexadecimal, as it is written where a letter of the whole text is not plain.
    let hex = "00310033003700350037002A00300033";
    [wide.as_str(), hex, "13757*03"].iter().any(|text| pdf.contains(text))
}

/// Two people publish the official mandate, to be used from `from` on.
pub(crate) async fn publish(conn: &mut PgConnection, from: Date) {
    publish_with(conn, from, places()).await;
}

/// The same, with these places.
pub(crate) async fn publish_with(conn: &mut PgConnection, from: Date, places: String) {
    let (ada, max) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let document = Document { name: "places.toml".to_owned(), text: places };
    let beginning = Beginning {
        subject: Subject::Form,
        part: "mandat",
        note: "Le mandat, version 3",
        based_on: "modèle",
        documents: &[document],
        file: Some(&File { name: "formulaire.pdf".to_owned(), bytes: pdf(2, "", "") }),
    };
    let now = clock::now();
    let id = operations::begin(conn, ada, beginning, now).await.unwrap().id;
    let step = |who, edition| Step { who, edition, today: clock::today(), now };
    operations::ask(conn, (Subject::Form, id), step(ada, 1), from).await.unwrap();
    operations::publish(conn, (Subject::Form, id), step(max, 2)).await.unwrap();
}
