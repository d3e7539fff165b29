use proptest::prelude::*;
use vocabulary::Lang;

use super::*;

fn today() -> Date {
    Date::parse("2026-11-21").unwrap()
}

fn names(text: &str) -> Vec<String> {
    let sheet = read(text, today()).unwrap();
    sheet.lines.iter().map(|line| line.read.as_ref().unwrap().name()).collect()
}

#[test]
fn a_list_is_read_whatever_parts_its_cells_and_whatever_its_columns_are_called() {
    for text in [
        "immatriculation;marque\nAB-123-CD;Renault\n",
        "plate,make\r\nAB-123-CD,Renault\r\n",
        "\u{feff}A;D.1\nab123cd;Renault",
        "sep=;\nImmatriculation;Marque\n\nAB-123-CD;Renault\n;;\n",
        "\"plate\"\t\"make\"\nAB-123-CD\tRenault",
        "PLATE\nAB-123-CD",
        "couleur;plaque\nbleu, vert, gris;AB-123-CD",
        ";;\nplate,make\nAB-123-CD,Renault",
        "plate;;\nAB-123-CD\n",
    ] {
        assert_eq!(names(text), ["AB-123-CD"], "{text}");
    }
}

#[test]
fn letters_of_every_encoding_of_spreadsheets_are_read() {
    let text = "référence;immatriculation\nÉtoile – 12;AB-123-CD\n";
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(text);
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), marked.as_bytes(), &windows, &utf16] {
        let sheet = read(&decoded(bytes).unwrap(), today()).unwrap();
        assert_eq!(sheet.lines[0].read.as_ref().unwrap().label, "Étoile – 12");
    }
    assert_eq!(decoded(&vec![b'a'; MOST_BYTES + 1]), Err(Unreadable::TooLong));
}

#[test]
fn what_is_wrong_stands_with_the_number_of_its_line_and_the_line_is_kept() {
    let text = "plate;vin;note\nAB-123-CD;;x\nAB-123;;\"a;b\"\n;;rien\nEF-456-GH;VF1;y;z\n";
    let sheet = read(text, today()).unwrap();
    assert_eq!(sheet.unknown, ["note"]);
    let wrong: Vec<_> = sheet.lines.iter().filter(|line| line.read.is_err()).collect();
    let numbers: Vec<_> = wrong.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [3, 4, 5]);
    let faults: Vec<_> = wrong.iter().map(|line| line.read.clone().unwrap_err()).collect();
    let shape = Fault::Plate(vocabulary::InvalidPlate::Shape);
    assert_eq!(faults[0], [(Some(Column::Plate), shape)]);
    assert_eq!(faults[1], [(Some(Column::Plate), Fault::Nameless)]);
    assert_eq!(faults[2], [(None, Fault::Cells)]);
    assert_eq!(
        sheet.again(wrong),
        "plate;vin;note\r\nAB-123;;\"a;b\"\r\n;;rien\r\nEF-456-GH;VF1;y;z\r\n"
    );
}

#[test]
fn a_line_has_the_number_that_an_editor_shows_whatever_ends_lines() {
    let text = "sep=;\n\nplate;label\n\n\nAB-123-CD;\"two\nlines\"\n\nEF-456-GH\n";
    for end in ["\n", "\r\n", "\r"] {
        let sheet = read(&text.replace('\n', end), today()).unwrap();
        let numbers: Vec<_> = sheet.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [6, 9], "{end:?}");
    }
}

#[test]
fn what_is_no_list_is_refused_with_its_cause() {
    for (text, cause) in [
        ("", Unreadable::Empty),
        (" \n\n;;\n", Unreadable::Empty),
        ("plate;vin\n", Unreadable::Empty),
        ("AB-123-CD;Renault\nEF-456-GH;BMW", Unreadable::NoHeader),
        ("marque;genre\nBMW;VP", Unreadable::NoHeader),
        ("plate;Immatriculation\nAB-123-CD;AB-123-CD", Unreadable::Twice(Column::Plate)),
    ] {
        assert_eq!(read(text, today()), Err(cause), "{text}");
    }
    let most = format!("plate\n{}", "AB-123-CD\n".repeat(MOST_LINES));
    assert_eq!(read(&most, today()).unwrap().lines.len(), MOST_LINES);
    assert_eq!(read(&format!("{most}AB-123-CD\n"), today()), Err(Unreadable::TooManyLines));
}

#[test]
fn no_cell_of_ours_is_a_formula() {
    for cell in ["=1+1", "+33", "-1", "@SUM(A1)", " =1", "'=1", "\t=1", "\rx", "＝1"] {
        assert!(neutral(cell).starts_with('\''), "{cell:?}");
    }
    assert_eq!(neutral("AB-123-CD"), "AB-123-CD");
    let label = "=HYPERLINK(\"http://evil.example\")";
    let vehicle =
        read(&format!("plate;label\nAB-123-CD;\"{}\"", label.replace('"', "\"\"")), today());
    let vehicle = vehicle.unwrap().lines[0].read.clone().unwrap();
    assert_eq!(vehicle.label, label, "it is kept as it was typed");
    let list = list(Lang::Fr, [&vehicle]);
    assert!(list.contains("'=HYPERLINK"), "{list}");
    assert!(!list.contains(";=HYPERLINK") && !list.contains("\"=HYPERLINK"), "{list}");
    assert_eq!(read(&list, today()).unwrap().lines[0].read, Ok(vehicle));
}

#[test]
fn the_template_is_a_list_of_one_vehicle_in_both_languages() {
    for lang in [Lang::Fr, Lang::En] {
        let sheet = read(&template(lang), today()).unwrap();
        assert_eq!((sheet.lines.len(), sheet.unknown.len()), (1, 0));
        assert!(sheet.lines[0].read.is_ok(), "{:?}", sheet.lines[0].read);
    }
}

proptest! {
    #[test]
    fn reading_never_panics_and_keeps_every_line(text in "((plate|vin|réf|A)[;,\t]){1,3}\n([A-Z0-9=+'\" ;,\t\n-]{0,40}\n){0,6}") {
        if let Ok(sheet) = read(&text, today()) {
            let again = sheet.again(&sheet.lines);
            let second = read(&again, today());
            // What was read is written so that the same is read again, but for the places of its lines.
            if let Ok(second) = second {
                let cells = |sheet: &Sheet| sheet.lines.iter().map(|line| line.cells.clone()).collect::<Vec<_>>();
                let results = |sheet: &Sheet| sheet.lines.iter().map(|line| line.read.clone()).collect::<Vec<_>>();
                prop_assert_eq!(cells(&second), cells(&sheet));
                prop_assert_eq!(results(&second), results(&sheet));
            } else {
                prop_assert!(false, "{again:?} is no list any more");
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(text) = decoded(&bytes) {
            let _ = read(&text, today());
        }
    }

    #[test]
    fn a_neutral_cell_is_read_as_it_was(cell in "['=+@ \ta-z-]{0,8}") {
        prop_assert_eq!(written::plain(&neutral(&cell)), cell);
    }
}
