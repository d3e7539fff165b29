//! PDFs that run, carry, expand or never end.

use documents::Refusal;

use super::Hostile;
use crate::samples::{deflated, deflated_zeros, drawing, page_with, pages, pdf, stream};

const SCRIPT: &[Refusal] = &[Refusal::Script];
const ATTACHED: &[Refusal] = &[Refusal::Attachment];
const DEMANDING: &[Refusal] = &[Refusal::TooDemanding];
const FLOOD: &[Refusal] = &[Refusal::TooManyPixels];
const BROKEN: &[Refusal] = &[Refusal::Damaged];
const PAGES: &[Refusal] = &[Refusal::TooManyPages];
const ANY: &[Refusal] = &[Refusal::Damaged, Refusal::TooDemanding];

/// What stands in the catalog, and why it is refused.
const CATALOGS: [(&str, &[Refusal]); 16] = [
    ("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", SCRIPT),
    ("/OpenAction << /S /J#61vaScript /J#53 (1) >>", SCRIPT),
    ("/OpenAction << /S /Launch /F (cmd.exe) >>", SCRIPT),
    ("/OpenAction << /S /SubmitForm /F (http://example.org) >>", SCRIPT),
    ("/OpenAction << /S /ImportData /F (a.fdf) >>", SCRIPT),
    ("/OpenAction << /S /URI /URI (http://example.org) >>", SCRIPT),
    ("/OpenAction << /S /GoTo /D [4 0 R /Fit] /Next << /S /URI /URI (x) >> >>", SCRIPT),
    ("/OpenAction << /S /GoToR /F (\\\\\\\\example.org\\\\a.pdf) >>", SCRIPT),
    ("/OpenAction << /S /GoToE /T << /R /C /N (a) >> >>", SCRIPT),
    ("/AA << /WC << /S /JavaScript /JS 5 0 R >> >>", SCRIPT),
    ("/Names << /JavaScript << /Names [(a) 5 0 R] >> >>", SCRIPT),
    ("/AcroForm << /XFA [(template) 5 0 R] /Fields [] >>", SCRIPT),
    ("/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>", ATTACHED),
    ("/AF [<< /Type /Filespec /EF << /F 5 0 R >> >>]", ATTACHED),
    ("/Collection << /View /T >>", ATTACHED),
    ("/X [[[[[<< /Y [<< /S /Launch >>] >>]]]]]", SCRIPT),
];

/// What stands on the page as an annotation.
const ANNOTATIONS: [(&str, &[Refusal]); 11] = [
    ("/Subtype /Link /A << /S /JavaScript /JS (1) >>", SCRIPT),
    ("/Subtype /Link /A << /S /Launch /Win << /F (cmd) >> >>", SCRIPT),
    ("/Subtype /Widget /FT /Tx /AA << /K << /S /JavaScript /JS (1) >> >>", SCRIPT),
    ("/Subtype /Link /A << /S /Rendition /OP 0 >>", SCRIPT),
    ("/Subtype /Link /A << /S /Movie >>", SCRIPT),
    ("/Subtype /Link /A << /S /Sound >>", SCRIPT),
    ("/Subtype /FileAttachment /FS << /F (a.exe) >>", ATTACHED),
    ("/Subtype /RichMedia /RichMediaContent << >>", SCRIPT),
    ("/Subtype /Movie /Movie << /F (a.avi) >>", ATTACHED),
    ("/Subtype /Screen", ATTACHED),
    ("/Subtype /3D /3DD 5 0 R", ATTACHED),
];

/// What a picture inside says of itself.
const IMAGES: [(&str, &[u8], &[Refusal]); 5] = [
    ("/Width 60000 /Height 60000 /BitsPerComponent 1 /ColorSpace /DeviceGray", b"", FLOOD),
    (
        "/Width 9 /Height 9 /Filter /DCTDecode /ColorSpace /DeviceRGB /BitsPerComponent 8",
        b"\xFF\xD8\xFF\xC0\0\x11\x08\xEA\x60\xEA\x60\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xFF\xD9",
        FLOOD,
    ),
    (
        "/Width 9 /Height 9 /Filter /JPXDecode",
        b"\xFF\x4F\xFF\x51\0\x2F\0\0\0\0\xEA\x60\0\0\xEA\x60\0\0\0\0\0\0\0\0",
        FLOOD,
    ),
    (
        "/Width 9 /Height 9 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>",
        b"\0\x10\x01",
        FLOOD,
    ),
    (
        "/Width 9 /Height 9 /Filter [/FlateDecode /FlateDecode] /ColorSpace /DeviceGray",
        b"x\x9C\x03\0\0\0\0\x01",
        DEMANDING,
    ),
];

pub(super) fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    for (catalog, end) in CATALOGS {
        all.push(Hostile::new(format!("a PDF with {catalog}"), end, move || {
            page_with(catalog, "", &[stream("/Type /Any", b"alert(1)")])
        }));
    }
    for (annotation, end) in ANNOTATIONS {
        all.push(Hostile::new(format!("a PDF with {annotation}"), end, move || {
            let annotation = format!("<< /Type /Annot /Rect [0 0 9 9] {annotation} >>");
            page_with("", &format!("/Annots [{annotation}]"), &[])
        }));
    }
    for (image, bytes, end) in IMAGES {
        all.push(Hostile::new(format!("a PDF with a picture of {image}"), end, move || {
            let image = stream(&format!("/Type /XObject /Subtype /Image {image}"), bytes);
            drawing(b"/I Do", "/XObject << /I 5 0 R >>", &[image])
        }));
    }
    all.push(Hostile::new("a PDF with a file", ATTACHED, || {
        page_with("", "", &[stream("/Type /EmbeddedFile", b"MZ")])
    }));
    all.push(Hostile::new("a PDF whose script is in packed objects", SCRIPT, || {
        packed(b"<< /S /JavaScript /JS (1) >>")
    }));
    all.push(Hostile::new("a PDF that launches from packed objects", SCRIPT, || {
        packed(b"<< /S /Launch /F (a) >>")
    }));
    all.push(Hostile::new("a PDF with a page in it", SCRIPT, || {
        page_with("/X (<script>alert\\(1\\)</script>)", "", &[])
    }));
    all.extend(pages_of_all_sorts());
    all.extend(bombs());
    all.extend(rings());
    all.extend(closed());
    all
}

/// A PDF whose object 6 is packed in the stream 5; read through a table that is a stream too.
fn packed(object: &[u8]) -> Vec<u8> {
    let inner = deflated(&[b"6 0 ", object].concat());
    let holder = stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &inner);
    let plain = page_with("", "/X 6 0 R", &[holder]);
    // The plain table goes, and one that knows packed objects comes.
    let end = memchr::memmem::rfind(&plain, b"xref\n0").unwrap();
    let mut file = plain[..end].to_vec();
    let mut table = vec![0, 0, 0, 0, 0, 0];
    for number in 1..=5 {
        let place =
            memchr::memmem::find(&file, format!("\n{number} 0 obj").as_bytes()).unwrap() + 1;
        table.push(1);
        table.extend_from_slice(&u32::try_from(place).unwrap().to_be_bytes());
        table.push(0);
    }
    table.extend_from_slice(&[2, 0, 0, 0, 5, 0]);
    table.push(1);
    table.extend_from_slice(&u32::try_from(end).unwrap().to_be_bytes());
    table.push(0);
    let table = stream("/Type /XRef /Size 8 /W [1 4 1] /Root 1 0 R", &table);
    file.extend_from_slice(b"7 0 obj\n");
    file.extend_from_slice(&table);
    file.extend_from_slice(format!("\nendobj\nstartxref\n{end}\n%%EOF\n").as_bytes());
    file
}

fn boxed(media: &str) -> Vec<u8> {
    let page = format!("<< /Type /Page /Parent 2 0 R /MediaBox [{media}] /Contents 3 0 R >>");
    pdf(
        &[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_vec(),
            stream("", b"0 0 9 9 re f"),
            page.into_bytes(),
        ],
        "",
    )
}

fn pages_of_all_sorts() -> Vec<Hostile> {
    vec![
        Hostile::new("a PDF of 300 pages", PAGES, || pages(300)),
        Hostile::new("a PDF of 41 pages", PAGES, || pages(41)),
        Hostile::new("a PDF of one page, 5,000 times", PAGES, || {
            let kids = "4 0 R ".repeat(5000);
            pdf(
                &[
                    b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                    format!("<< /Type /Pages /Count 1 /Kids [{kids}] >>").into_bytes(),
                    stream("", b""),
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R >>".to_vec(),
                ],
                "",
            )
        }),
        Hostile::new("a PDF without pages", BROKEN, || pages(0)),
        Hostile::new(
            "a page as large as a field",
            &[Refusal::TooManyPixels, Refusal::Damaged],
            || boxed("0 0 1000000 1000000"),
        ),
        Hostile::new("a page without size", &[Refusal::Damaged, Refusal::TooManyPixels], || {
            boxed("0 0 0.001 842")
        }),
        Hostile::new("a page like a thread", BROKEN, || boxed("0 0 1 14000")),
        Hostile::new("a PDF without version", BROKEN, || {
            let mut file = pages(1);
            file[5..8].copy_from_slice(b"x.y");
            file
        }),
        Hostile::new("a PDF of nothing but its ends", BROKEN, || b"%PDF-1.7\n%%EOF".to_vec()),
        Hostile::new("a PDF with a long tail", &[Refusal::TwoInOne], || {
            let mut file = pages(1);
            file.extend_from_slice(&[b'a'; 5000]);
            file
        }),
    ]
}

fn bombs() -> Vec<Hostile> {
    let packed = |dict: &'static str, length: usize| {
        move || page_with("", "", &[stream(dict, &deflated_zeros(length))])
    };
    vec![
        Hostile::new("a PDF of one gigabyte", DEMANDING, packed("/Filter /FlateDecode", 1 << 30)),
        Hostile::new(
            "a PDF whose font is a bomb",
            DEMANDING,
            packed("/Subtype /Type1C /Filter /FlateDecode", 40 << 20),
        ),
        Hostile::new("a PDF whose packed objects are a bomb", DEMANDING, || {
            let bomb = stream(
                "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
                &deflated_zeros(400 << 20),
            );
            page_with("", "", &[bomb])
        }),
        Hostile::new("a PDF whose page is a bomb", DEMANDING, || {
            let mut objects = vec![
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>".to_vec(),
            ];
            objects.push(stream("/Filter /FlateDecode", &deflated_zeros(200 << 20)));
            objects.push(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 3 0 R >>".to_vec(),
            );
            pdf(&objects, "")
        }),
        Hostile::new("a bomb in a bomb", DEMANDING, || {
            let twice = deflated(&deflated_zeros(1 << 30));
            page_with("", "", &[stream("/Filter [/FlateDecode /FlateDecode]", &twice)])
        }),
        Hostile::new("a bomb in letters", DEMANDING, || {
            let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap();
            let letters: String = deflated_zeros(300 << 20)
                .iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                .collect();
            page_with(
                "",
                "",
                &[stream(
                    "/Filter [/ASCIIHexDecode /FlateDecode]",
                    format!("{letters}>").as_bytes(),
                )],
            )
        }),
        Hostile::new("a bomb of runs", DEMANDING, || {
            page_with("", "", &[stream("/Filter /RunLengthDecode", &[129, 0].repeat(2 << 20))])
        }),
        Hostile::new("six filters", DEMANDING, || {
            let filters = "/ASCIIHexDecode ".repeat(6);
            page_with("", "", &[stream(&format!("/Filter [{filters}]"), b"00>")])
        }),
        Hostile::new("four million instructions", DEMANDING, || {
            drawing(&b"q Q ".repeat(2_000_000), "", &[])
        }),
        Hostile::new("a form drawn ten times, nine deep", DEMANDING, || {
            let form = |inner: usize| {
                let dict = format!(
                    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F {inner} 0 R >> >>"
                );
                stream(&dict, &b"/F Do ".repeat(10))
            };
            let mut forms: Vec<Vec<u8>> = (6..14).map(form).collect();
            forms.push(stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"0 0 9 9 re f"));
            drawing(b"/F Do", "/XObject << /F 5 0 R >>", &forms)
        }),
        Hostile::new("a line of a million dashes, a hundred times", DEMANDING, || {
            drawing(&b"[0.001 0.001] 0 d 0 0 m 595 842 l S ".repeat(100), "", &[])
        }),
        Hostile::new("a shade that is computed for ever", DEMANDING, || {
            let program = format!("{{ pop {} dup dup }}", "1 add 1 sub ".repeat(5000));
            let dict = "/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]";
            let shade = "/Shading << /S << /ShadingType 1 /ColorSpace /DeviceRGB /Matrix [595 0 0 842 0 0] \
                         /Function 5 0 R >> >>";
            drawing(&b"/S sh ".repeat(20), shade, &[stream(dict, program.as_bytes())])
        }),
        Hostile::new("a page under ten thousand panes of glass", DEMANDING, || {
            let pane = stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /I true >>",
                b"0.9 g 0 0 595 842 re f",
            );
            let resources =
                "/XObject << /F 5 0 R >> /ExtGState << /G << /ca 0.5 /BM /Multiply >> >>";
            drawing(&b"/G gs /F Do ".repeat(10_000), resources, &[pane])
        }),
    ]
}

fn rings() -> Vec<Hostile> {
    let tree = |kids: &str, more: Vec<Vec<u8>>| {
        let mut objects = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            format!("<< /Type /Pages /Count 1 /Kids [{kids}] >>").into_bytes(),
        ];
        objects.extend(more);
        pdf(&objects, "")
    };
    vec![
        Hostile::new("pages that are their own pages", ANY, move || tree("2 0 R", Vec::new())),
        Hostile::new("pages, twenty thousand deep", ANY, move || {
            let link = |number: usize| {
                format!("<< /Type /Pages /Count 1 /Kids [{} 0 R] >>", number + 1).into_bytes()
            };
            tree("3 0 R", (3..20_000).map(link).collect())
        }),
        Hostile::new("arrays, a hundred thousand deep", ANY, || {
            let deep = "[".repeat(100_000) + &"]".repeat(100_000);
            page_with(&format!("/X {deep}"), "", &[])
        }),
        Hostile::new("arrays, fifty deep", DEMANDING, || {
            let deep = "[".repeat(50) + &"]".repeat(50);
            page_with(&format!("/X {deep}"), "", &[])
        }),
        Hostile::new("dictionaries, ten thousand deep", ANY, || {
            let deep = "<</X ".repeat(10_000) + "1" + &">>".repeat(10_000);
            page_with(&format!("/X {deep}"), "", &[])
        }),
        Hostile::new("a form that draws itself", DEMANDING, || {
            let form = stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>",
                b"/F Do /F Do",
            );
            drawing(b"/F Do", "/XObject << /F 5 0 R >>", &[form])
        }),
        Hostile::new("a hundred thousand and one objects", DEMANDING, || {
            page_with("", "", &vec![b"1".to_vec(); 100_001])
        }),
    ]
}

/// PDFs that open with a password only.
fn closed() -> Vec<Hostile> {
    let secret = "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF";
    let closed = move |dict: String| {
        move || {
            let mut objects = vec![
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Count 0 /Kids [] >>".to_vec(),
            ];
            objects.push(format!("<< /Filter /Standard /P -44 {dict} >>").into_bytes());
            pdf(&objects, "/Encrypt 3 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00>]")
        }
    };
    let password = &[Refusal::Password];
    let long = format!("{secret}{}", &secret[..32]);
    vec![
        Hostile::new(
            "a PDF with a password, RC4 of 40",
            password,
            closed(format!("/V 1 /R 2 /O <{secret}> /U <{secret}>")),
        ),
        Hostile::new(
            "a PDF with a password, RC4 of 128",
            password,
            closed(format!("/V 2 /R 3 /Length 128 /O <{secret}> /U <{secret}>")),
        ),
        Hostile::new(
            "a PDF with a password, AES of 256",
            password,
            closed(format!(
                "/V 5 /R 6 /Length 256 /O <{long}> /U <{long}> /OE <{secret}> /UE <{secret}> /Perms <{}> \
                 /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF",
                &secret[..32]
            )),
        ),
        Hostile::new(
            "a PDF under a lock of its maker",
            password,
            closed("/V 9 /R 9 /O <00> /U <00>".into()),
        ),
    ]
}
