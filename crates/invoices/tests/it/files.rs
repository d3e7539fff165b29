//! The file of a paper: what it says of itself, what is on it, the same bytes each time.

use std::sync::Arc;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};
use invoices::{Content, Kind, paper};

use crate::support::{content, credit_note, day, now, number};

pub(crate) fn made(kind: Kind, content: &Content) -> Vec<u8> {
    paper::pdf(number(kind, 1), (day("2026-11-21"), now()), content).unwrap()
}

#[derive(Default)]
struct Letters(String);

impl Device<'_> for Letters {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        _: Affine,
        _: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) => self.0.push(letter),
            Some(BfString::String(letters)) => self.0.push_str(&letters),
            None => {}
        }
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The letters of all pages, spaces left out: where a line ends is no matter.
fn letters(pdf: &[u8]) -> String {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).unwrap();
    let cache = InterpreterCache::new();
    let mut letters = Letters::default();
    for page in pdf.pages().iter() {
        let bounds = Rect::new(0.0, 0.0, 2000.0, 2000.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut letters);
    }
    spaceless(&letters.0)
}

fn spaceless(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[track_caller]
fn says(pdf: &[u8], texts: &[&str]) {
    let letters = letters(pdf);
    for text in texts {
        assert!(letters.contains(&spaceless(text)), "{text} is not on {letters}");
    }
}

#[test]
fn an_invoice_says_all_that_the_law_wants_with_debours_apart() {
    let pdf = made(Kind::Invoice, &content());
    says(
        &pdf,
        &[
            "Facture F-2026-000001",
            "Date : 21/11/2026",
            "Dossier : CG-2026-000001",
            "Date de la prestation : 21/11/2026",
            "Nature de l’opération : Prestation de services",
            "DURAND Léa <& fils>",
            "12 rue des Lilas",
            "69003 Lyon",
            "véhicule AB-123-CD",
            "Traitement du dossier 1 24,92 € 20 % 24,92 €",
            "Débours, non soumis à TVA",
            "Y.1 – Taxe régionale 413,70 €",
            "Y.4 – Taxe fixe 13,76 €",
            "Arrondi à l’euro −0,46 €",
            "Total des débours 427,00 €",
            "TVA 20 % 4,98 €",
            "Total de nos frais, TVA comprise 29,90 €",
            "Total toutes taxes comprises 456,90 €",
            "Payé par carte le 21/11/2026. Reste à payer : 0,00 €.",
            "article 267, II, 2° du code général des impôts",
            "Pas d’escompte pour paiement anticipé.",
            "SAS au capital de 10 000 €",
            "SIREN 732 829 320",
            "TVA FR44 732829320",
            "RCS Paris 732 829 320",
        ],
    );
    let letters = letters(&pdf);
    assert!(!letters.contains("40€"), "what is between traders is not said to people");
    assert!(!letters.contains("Démonstration–document"), "it is a real one");
}

#[test]
fn a_company_is_told_of_late_payment_and_a_credit_note_what_it_takes_back() {
    let mut of_company = credit_note();
    of_company.buyer.siren = "552081317".to_owned();
    of_company.means = "transfer".to_owned();
    says(
        &made(Kind::CreditNote, &of_company),
        &[
            "Avoir A-2026-000001",
            "Facture rectifiée : F-2026-000001 du 21/11/2026",
            "SIREN 552081317",
            "Total de l’avoir 456,90 €",
            "Remboursé par virement le 21/11/2026.",
        ],
    );
    of_company.corrects.clear();
    let invoice = made(Kind::Invoice, &of_company);
    says(&invoice, &["frais de recouvrement de 40 €", "trois fois l’intérêt légal"]);
}

#[test]
fn a_house_without_vat_says_why_and_a_demonstration_that_it_is_worth_nothing() {
    let mut without = content();
    without.vat_rate = 0;
    without.seller.demo = true;
    if let Some(fee) = without.lines.last_mut() {
        fee.sum.vat = vocabulary::Cents::ZERO;
    }
    says(
        &made(Kind::Invoice, &without),
        &["article 293 B", "TVA non applicable", "Démonstration – document sans valeur"],
    );
}

#[test]
fn a_file_is_pdf_a_3a_for_everybody_with_the_invoice_inside_and_the_same_bytes_each_time() {
    for (kind, content) in [(Kind::Invoice, content()), (Kind::CreditNote, credit_note())] {
        let bytes = made(kind, &content);
        assert_eq!(made(kind, &content), bytes);
        let pdf = Pdf::new(bytes).unwrap();
        let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
        let metadata: Stream<'_> = root.get(b"Metadata".as_slice()).unwrap();
        let metadata = String::from_utf8(metadata.decoded().unwrap().to_vec()).unwrap();
        for said in [
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\"",
            "<fx:DocumentType>INVOICE</fx:DocumentType>",
            "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
            "<fx:Version>1.0</fx:Version>",
            "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
            "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
        ] {
            assert_eq!(metadata.matches(said).count(), 1, "{said} in {metadata}");
        }
        let files: Array<'_> = root.get(b"AF".as_slice()).unwrap();
        let file: Dict<'_> = files.iter().next().unwrap();
        let relation: Name<'_> = file.get(b"AFRelationship".as_slice()).unwrap();
        assert_eq!(relation.as_ref(), b"Alternative");
        let inside: Dict<'_> = file.get(b"EF".as_slice()).unwrap();
        let inside: Stream<'_> = inside.get(b"F".as_slice()).unwrap();
        let xml = String::from_utf8(inside.decoded().unwrap().to_vec()).unwrap();
        let code = format!("<ram:TypeCode>{}</ram:TypeCode>", kind.code());
        assert!(xml.contains(&code) && xml.contains("DURAND Léa &lt;&amp; fils&gt;"), "{xml}");
    }
}
