use alloc::{format, string::ToString as _};

use proptest::prelude::*;

use super::*;

fn on() -> Date {
    Date::parse("2026-11-21").unwrap()
}

fn day(text: &str) -> Option<Date> {
    Date::parse(text).ok()
}

/// The specimens of ICAO document 9303.
const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const TD3: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
/// The specimens of the French card until 2021 and of the licence.
const CARD: &str = "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6";
const LICENCE: &str = "D1FRA13AA000026181231MARTIN<<9";

#[test]
fn the_specimens_of_the_standard_are_read() {
    for (text, kind, number) in [
        (TD1, MrzKind::Td1, "D23145890"),
        (TD2, MrzKind::Td2, "D23145890"),
        (TD3, MrzKind::Td3, "L898902C3"),
    ] {
        let mrz = Mrz::read(text, on()).unwrap();
        assert_eq!((mrz.kind, mrz.number.as_str()), (kind, number));
        assert_eq!((mrz.issuer.as_str(), mrz.surname.as_str()), ("UTO", "ERIKSSON"));
        assert_eq!(mrz.given_names, ["ANNA", "MARIA"]);
        assert_eq!((mrz.sex, mrz.nationality.as_deref()), (Some('F'), Some("UTO")));
        assert_eq!((mrz.born_on, mrz.expires_on), (day("1974-08-12"), day("2012-04-15")));
    }
}

#[test]
fn the_french_card_until_2021_tells_its_month_of_issue_and_no_end() {
    let mrz = Mrz::read(CARD, on()).unwrap();
    assert_eq!((mrz.kind, mrz.surname.as_str()), (MrzKind::FrenchCard, "BERTHIER"));
    assert_eq!(mrz.given_names, ["CORINNE"]);
    assert_eq!(mrz.born_on, day("1965-12-06"));
    assert_eq!((mrz.expires_on, mrz.issued_in), (None, Some((1988, 6))));
}

#[test]
fn the_french_licence_is_one_line() {
    let mrz = Mrz::read(LICENCE, on()).unwrap();
    assert_eq!((mrz.kind, mrz.number.as_str()), (MrzKind::FrenchLicence, "13AA00002"));
    assert_eq!((mrz.surname.as_str(), mrz.expires_on), ("MARTIN", day("2018-12-31")));
}

#[test]
fn a_zone_is_read_in_small_letters_with_spaces_or_as_one_line() {
    let spaced = TD3.to_lowercase().replace('\n', "\r\n \n ").replace("uto", "u t o");
    assert_eq!(Mrz::read(&spaced, on()), Mrz::read(TD3, on()));
    for text in [TD1, TD2, TD3, CARD] {
        assert_eq!(Mrz::read(&text.replace('\n', ""), on()), Mrz::read(text, on()));
    }
    assert_eq!(Mrz::read(&CARD.replace("<<", "«"), on()), Mrz::read(CARD, on()));
}

#[test]
fn a_wrong_digit_is_named_by_its_part() {
    for (from, to, field) in [
        ("L898902C3", "L898902D3", MrzField::Number),
        ("740812", "740813", MrzField::Birth),
        ("120415", "120416", MrzField::Expiry),
        ("ZE184226B", "ZE184226C", MrzField::Optional),
        ("<<<<<10", "<<<<<11", MrzField::Whole),
        ("ERIKSSON<<ANNA", "<<<<<<<<<<ANNA", MrzField::Name),
    ] {
        let text = TD3.replace(from, to);
        assert_eq!(Mrz::read(&text, on()), Err(InvalidMrz::Check(field)), "{to}");
    }
    let text = LICENCE.replace("MARTIN", "MARTIM");
    assert_eq!(Mrz::read(&text, on()), Err(InvalidMrz::Check(MrzField::Whole)));
}

#[test]
fn a_long_number_goes_on_after_its_filler() {
    // ICAO 9303-5, 4.2.2.1: D23145890734, its check digit 9 at the end.
    let text = TD1.replace("D231458907<<<<<<<<<<<<<<<", "D23145890<7349<<<<<<<<<<<");
    let whole = (0..10).find_map(|digit| {
        let text = text.replace("UTO<<<<<<<<<<<6", &format!("UTO<<<<<<<<<<<{digit}"));
        Mrz::read(&text, on()).ok()
    });
    assert_eq!(whole.unwrap().number, "D23145890734");
}

#[test]
fn the_century_follows_from_the_day_of_reading() {
    let on_the_day = |text: &str| Mrz::read(CARD, Date::parse(text).unwrap()).unwrap().born_on;
    assert_eq!(on_the_day("2065-12-06"), day("2065-12-06"));
    assert_eq!(on_the_day("2065-12-05"), day("1965-12-06"));
}

#[test]
fn what_is_no_zone_is_refused_with_its_cause() {
    for text in ["", "\n\n", "P<UTO", &"<".repeat(30), &"A".repeat(100_000)] {
        assert_eq!(Mrz::read(text, on()), Err(InvalidMrz::Shape));
    }
    assert_eq!(Mrz::read("P<UTÖ", on()), Err(InvalidMrz::Character('Ö')));
}

#[test]
fn what_it_says_does_not_print() {
    let printed = format!("{:?}", Mrz::read(TD3, on()).unwrap());
    assert!(!printed.contains("ERIKSSON") && !printed.contains("L898902"), "{printed}");
    assert_eq!(InvalidMrz::Shape.to_string(), "the lines have the length of no known zone");
}

proptest! {
    #[test]
    fn no_text_crashes_the_reader(text in ".{0,100}") {
        let _ = Mrz::read(&text, on());
    }

    #[test]
    fn no_zone_crashes_the_reader(
        text in "([A-Z0-9<]{30}\n){1,3}|([A-Z0-9<]{36}\n){2}|([A-Z0-9<]{44}\n){2}|(IDFRA[A-Z0-9<]{31}\n[A-Z0-9<]{36})|D1[A-Z0-9<]{28}"
    ) {
        let _ = Mrz::read(&text, on());
    }

    #[test]
    fn one_wrong_character_of_a_checked_part_is_always_seen(place in 0_usize..44, other in "[0-9]") {
        let checked = !(10..13).contains(&place) && place != 20;
        let (name, data) = TD3.split_once('\n').unwrap();
        let mut typed = data.as_bytes().to_vec();
        let before = core::mem::replace(&mut typed[place], other.as_bytes()[0]);
        // Ten apart is the same to the sum: 0 and A, 1 and B look alike to it.
        let worth = |c: u8| if c == b'<' { 0 } else { char::from(c).to_digit(36).unwrap() % 10 };
        if checked && worth(before) != worth(typed[place]) {
            let data = alloc::string::String::from_utf8(typed).unwrap();
            let text = format!("{name}\n{data}");
            prop_assert!(Mrz::read(&text, on()).is_err());
        }
    }
}
