//! Official forms: drawn over, refused where they or their maps are wrong, harmless where they are hostile.

use std::io::Write as _;

use demarches::kind::Signer;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use forms::operations::{HouseKey, Signing, Template, overlay, sheet, sign};
use forms::{Case, Channel, FieldMap, Form, Mark, Origin, Problem, Proof, filled};
use proptest::prelude::*;
use vocabulary::Lang;

use crate::cases::{extreme, good_for, house, noon};
use crate::pages::{letters, spaceless};

/// A form that is not ours: our own sheet of an empty case would do, but it bears our mark. Two pages, one word each.
fn official() -> Vec<u8> {
    written(&["OFFICIEL RECTO", "OFFICIEL VERSO"], "")
}

/// A plain PDF of so many pages; `more` stands in its catalogue.
fn written(pages: &[&str], more: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|page| format!("{} 0 R", 4 + page * 2)).collect();
    let mut objects = vec![
        format!("<< /Type /Catalog /Pages 2 0 R {more} >>"),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", pages.len(), kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (page, word) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            5 + page * 2
        ));
        let content = format!("BT /F 24 Tf 60 780 Td ({word}) Tj ET");
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    file(&objects.iter().map(String::as_bytes).collect::<Vec<_>>())
}

fn file(objects: &[&[u8]]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table += format!("{:010} 00000 n \n", pdf.len()).as_str();
        pdf.extend(format!("{} 0 obj\n", number + 1).bytes());
        pdf.extend(*object);
        pdf.extend(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend(table.bytes());
    let trailer = format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    pdf.extend(trailer.bytes());
    pdf
}

/// A place for every field of the mandate, on the first page, but the signature.
fn places() -> String {
    let ids = [
        "mandant.last_name",
        "mandant.used_name",
        "mandant.first_names",
        "mandant.company_name",
        "mandant.siret",
        "mandant.representative",
        "mandant.floor",
        "mandant.building",
        "mandant.number",
        "mandant.extension",
        "mandant.street_type",
        "mandant.street",
        "mandant.locality",
        "mandant.postcode",
        "mandant.commune",
        "mandant.country",
        "agent.company_name",
        "agent.siret",
        "agent.full_address",
        "agent.habilitation",
        "operation",
        "vehicle.D.1",
        "vehicle.A",
        "vehicle.E",
        "place",
        "date",
        "signer.name",
        "signer.quality",
    ];
    let mut map = String::new();
    for (index, id) in ids.iter().enumerate() {
        let shape = match *id {
            "vehicle.E" => "shape = { cells = 17 }",
            "date" => "shape = { cells = 8 }",
            _ => "",
        };
        let y = 300 + index * 80;
        let head = format!("[[place]]\nfield = \"{id}\"\npage = 1\nx = 200\ny = {y}\n");
        map.push_str(&head);
        map.push_str("width = 1500\nheight = 70\n");
        map.push_str(shape);
        map.push('\n');
    }
    map
}

fn map() -> String {
    format!(
        "form = \"mandat\"\nversion = 3\n{}[[place]]\nfield = \"signature\"\npage = 2\nx = 200\ny = 400\nwidth = 900\nheight = 300\n",
        places()
    )
}

fn template() -> Template {
    Template::read(official(), &map(), Form::Mandat).unwrap()
}

#[track_caller]
fn refused(file: Vec<u8>, map: &str) -> Vec<Problem> {
    Template::check(file, map, Form::Mandat).into_iter().map(|one| one.0).collect()
}

#[test]
fn the_official_form_keeps_its_own_words_and_holds_every_value() {
    for case in [good_for(Form::Mandat), Case { signer: Signer::Mandant, ..extreme() }] {
        let filled = filled(Form::Mandat, &case).unwrap();
        let made = overlay(&template(), &filled, &house(), noon()).unwrap();
        assert_eq!(made.origin, Origin::Official(3));
        let pages = letters(&made.pdf);
        assert!(pages[0].contains("OFFICIELRECTO") && pages[1].contains("OFFICIELVERSO"));
        for line in filled.lines() {
            let mut text = spaceless(&line.text);
            if !pages[0].contains(&text) {
                text.retain(char::is_alphanumeric);
            }
            assert!(pages[0].contains(&text), "{}", line.id);
        }
        assert!(!pages.concat().contains("nonofficiel"));
        assert_eq!(overlay(&template(), &filled, &house(), noon()).unwrap().pdf, made.pdf);
    }
}

#[test]
fn the_official_form_is_signed_in_the_box_of_its_map() {
    let filled = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
    let shown = overlay(&template(), &filled, &house(), noon()).unwrap();
    let signing = Signing {
        shown: &shown,
        filled: &filled,
        mark: Mark::parse("t:Signature de Léa").unwrap(),
        lang: Lang::Fr,
        account: None,
        proofs: vec![Proof { channel: Channel::Sms, to: "+33600000000".into(), at: noon() }],
        ip: "192.0.2.7".into(),
        user_agent: String::new(),
        at: noon(),
    };
    let signed = sign(signing, &HouseKey::from_seed(&[7; 32])).unwrap();
    let pages = letters(&signed.pdf);
    assert!(pages[1].contains("SignaturedeLéa") && !pages[0].contains("SignaturedeLéa"));
    assert!(pages[0].contains("OFFICIELRECTO"));
}

#[test]
fn what_has_no_place_or_does_not_fit_is_refused_and_not_cut() {
    let good = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
    let narrow = map().replacen("width = 1500", "width = 40", 1);
    let template = Template::read(official(), &narrow, Form::Mandat).unwrap();
    let problems = overlay(&template, &good, &house(), noon()).unwrap_err();
    assert_eq!(problems[0].0, Problem::DoesNotFit { field: "mandant.last_name".into() });
    let boxes = map().replace("cells = 17", "cells = 9");
    let template = Template::read(official(), &boxes, Form::Mandat).unwrap();
    let problems = overlay(&template, &good, &house(), noon()).unwrap_err();
    assert_eq!(problems[0].0, Problem::DoesNotFit { field: "vehicle.E".into() });
    let bare =
        map().replace("field = \"mandant.used_name\"", "field = \"mandant.country\"").replacen(
            "field = \"mandant.country\"\npage = 1",
            "field = \"mandant.country\"\npage = 2",
            1,
        );
    let template = Template::read(official(), &bare, Form::Mandat).unwrap();
    let problems = overlay(&template, &good, &house(), noon()).unwrap_err();
    assert_eq!(problems[0].0, Problem::NoPlace { field: "mandant.used_name".into() });
    let other = filled(Form::Demande, &good_for(Form::Demande)).unwrap();
    assert!(matches!(
        overlay(&template, &other, &house(), noon()).unwrap_err()[0].0,
        Problem::OtherForm { .. }
    ));
}

#[test]
fn what_is_wrong_with_a_map_is_said_in_words_and_all_at_once() {
    let odd = map()
        .replace("\"place\"\npage = 1", "\"place\"\npage = 3")
        .replace("\"operation\"\npage = 1\nx = 200", "\"operation\"\npage = 1\nx = 900");
    assert_eq!(
        refused(official(), &odd),
        [
            Problem::Outside { field: "operation".into(), page: 1 },
            Problem::NoSuchPage { field: "place".into(), page: 3, pages: 2 },
        ]
    );
    let odd = map().replace("\"vehicle.E\"", "\"vehicle.Z\"").replace("\"signature\"", "\"place\"");
    assert_eq!(
        refused(official(), &odd),
        [
            Problem::UnknownField { field: "vehicle.Z".into() },
            Problem::NoPlace { field: "vehicle.E".into() },
            Problem::NoSignature,
        ]
    );
    let odd = map()
        .replace("\"mandant.used_name\"", "\"mandant.last_name\"")
        .replace("cells = 8", "cells = 0");
    assert_eq!(
        refused(official(), &odd),
        [
            Problem::Twice { field: "mandant.last_name".into() },
            Problem::BadSize { field: "date".into() },
        ]
    );
    assert!(matches!(refused(official(), "form = 3")[0], Problem::NotAMap { .. }));
    assert!(matches!(
        refused(official(), &map().replace("\"mandat\"", "\"autre\""))[0],
        Problem::OtherForm { .. }
    ));
    assert!(matches!(refused(official(), &" ".repeat(200_000))[0], Problem::TooLong { .. }));
    for problem in
        [Problem::NotAPdf, Problem::NoSignature, Problem::NoPlace { field: "place".into() }]
    {
        assert_ne!(problem.text(Lang::Fr), problem.text(Lang::En));
    }
}

#[test]
fn no_script_field_or_attachment_of_an_upload_is_handed_on() {
    let hostile = written(
        &["OFFICIEL RECTO", "OFFICIEL VERSO"],
        "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AcroForm << /Fields [] /XFA (x) >> /Names << /EmbeddedFiles << /Names [] >> >>",
    );
    let template = Template::read(hostile, &map(), Form::Mandat).unwrap();
    let filled = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
    let made = overlay(&template, &filled, &house(), noon()).unwrap();
    for word in [&b"JavaScript"[..], b"OpenAction", b"AcroForm", b"EmbeddedFiles", b"alert"] {
        assert!(!made.pdf.windows(word.len()).any(|window| window == word));
    }
}

fn zeros(mebibytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..mebibytes {
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

fn stream(dict: &str, body: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {dict} >>\nstream\n", body.len()).into_bytes();
    object.extend(body);
    object.extend(b"\nendstream");
    object
}

#[test]
fn a_map_to_begin_with_holds_every_field_of_its_form() {
    for form in Form::ALL.iter().copied().filter(|form| form.number().is_some()) {
        let page = written(&["OFFICIEL"], "");
        let template = Template::read(page, &FieldMap::sketch(form), form);
        let template = template.unwrap_or_else(|problems| panic!("{}: {problems:?}", form.id()));
        let filled = filled(form, &good_for(form)).unwrap();
        let made = overlay(&template, &filled, &house(), noon());
        assert!(made.is_ok(), "{}: {:?}", form.id(), made.err());
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let pages = &b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"[..];
    let page = &b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"[..];
    let catalog = &b"<< /Type /Catalog /Pages 2 0 R >>"[..];
    let one = stream("/Filter /FlateDecode", &zeros(60));
    assert_eq!(refused(file(&[catalog, pages, page, &one]), &map()), [Problem::TooDemanding]);
    let mut again = ZlibEncoder::new(Vec::new(), Compression::best());
    again.write_all(&zeros(20)).unwrap();
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &again.finish().unwrap());
    assert_eq!(refused(file(&[catalog, pages, page, &twice]), &map()), [Problem::TooDemanding]);
    let old = stream("/Filter /LZWDecode", b"\x80\x0b\x60\x50");
    assert_eq!(refused(file(&[catalog, pages, page, &old]), &map()), [Problem::TooDemanding]);
}

#[test]
fn what_is_no_form_is_refused_by_name() {
    assert_eq!(refused(Vec::new(), &map()), [Problem::NotAPdf]);
    assert_eq!(refused(b"%PDF-1.7 nothing".to_vec(), &map()), [Problem::NotAPdf]);
    assert_eq!(refused(b"\xff\xd8\xff\xe0 a picture".to_vec(), &map()), [Problem::NotAPdf]);
    let nine = written(&["x"; 9], "");
    assert_eq!(refused(nine, &map()), [Problem::TooManyPages { most: 8 }]);
    assert!(matches!(refused(vec![b' '; 9 << 20], &map())[..], [Problem::TooLong { .. }]));
    let huge = String::from_utf8(official()).unwrap().replace("595 842", "9595 84");
    assert_eq!(refused(huge.into_bytes(), &map()), [Problem::TooDemanding]);
}

#[test]
fn a_form_with_any_byte_damaged_is_drawn_over_or_refused() {
    let good = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
    let mut refused = 0;
    for at in 0..official().len() {
        let mut pdf = official();
        pdf[at] = b'#';
        match Template::read(pdf, &map(), Form::Mandat) {
            Ok(template) => {
                assert!(overlay(&template, &good, &house(), noon()).is_ok(), "byte {at}");
            }
            Err(problems) => refused += problems.len(),
        }
    }
    assert!(refused > 0);
}

fn with_page(page: &str) -> Vec<u8> {
    let pages = &b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"[..];
    let page = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} >>");
    file(&[b"<< /Type /Catalog /Pages 2 0 R >>", pages, page.as_bytes()])
}

#[test]
fn values_inside_each_other_without_end_are_refused() {
    let arrays = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let dicts = format!("{}{}", "<< /A ".repeat(100_000), ">> ".repeat(100_000));
    for value in [arrays, dicts] {
        for page in [format!("/Resources << /Font << /F {value} >> >>"), format!("/Group {value}")]
        {
            assert_eq!(refused(with_page(&page), &map()), [Problem::TooDemanding]);
        }
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(format!("7 0 {value}").as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let objects = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &packed);
        assert_eq!(refused(file(&[b"<< >>", &objects]), &map()), [Problem::TooDemanding]);
    }
}

#[test]
fn values_as_deep_as_is_let_through_are_read() {
    let value = format!("{}{}", "[".repeat(1900), "]".repeat(1900));
    let problems = refused(with_page(&format!("/Resources << /Font << /F {value} >> >>")), &map());
    assert!(problems.iter().all(|problem| *problem != Problem::TooDemanding));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_damaged_upload_crashes_the_reader(at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let made = sheet(&filled(Form::Mandat, &good_for(Form::Mandat)).unwrap(), &house(), noon());
        for mut pdf in [official(), made.pdf] {
            let at = at.index(pdf.len());
            pdf[at] = with;
            let filled = filled(Form::Mandat, &good_for(Form::Mandat)).unwrap();
            if let Ok(template) = Template::read(pdf.clone(), &map(), Form::Mandat) {
                let _ = overlay(&template, &filled, &house(), noon());
            }
            pdf.truncate(cut.index(pdf.len()));
            let _ = Template::check(pdf, &map(), Form::Mandat);
        }
    }
}
