use alloc::collections::BTreeMap;
use alloc::string::ToString as _;
use alloc::vec;

use proptest::prelude::*;
use vocabulary::AddressField;

use super::*;
use crate::list::{PARTS, TEXT};

fn postcodes() -> impl Iterator<Item = &'static str> {
    PARTS.1.lines().map(|line| &line[..5])
}

fn names(postcode: &str) -> Vec<String> {
    communes_of(postcode).map(|commune| commune.name()).collect()
}

fn codes(postcode: &str) -> Vec<String> {
    communes_of(postcode).map(|commune| commune.insee().into()).collect()
}

fn address(postcode: &str, commune: &str, country: &str) -> PostalAddress {
    PostalAddress::read(|field| match field {
        AddressField::Street => "rue Foch",
        AddressField::Postcode => postcode,
        AddressField::Commune => commune,
        AddressField::Country => country,
        _ => "",
    })
    .unwrap()
}

#[test]
fn the_list_is_small_sorted_and_says_whose_it_is() {
    assert!(TEXT.len() <= 500_000, "{} bytes", TEXT.len());
    assert!(postcodes().is_sorted_by(|one, next| one < next));
    for postcode in postcodes() {
        assert!(is_postcode(postcode), "{postcode}");
    }
    let head = PARTS.0;
    assert!(head.contains("Licence Ouverte") && head.contains("MIT") && head.contains("INSEE"));
    assert!(include_str!("../data/LICENSE.txt").starts_with("MIT License"));
}

/// The figures of the year 2026: whoever brings another year brings its figures.
#[test]
fn every_commune_is_there_once() {
    let mut communes = BTreeMap::new();
    let mut entries = 0;
    for commune in postcodes().flat_map(communes_of) {
        entries += 1;
        let name = commune.name();
        assert_eq!(*communes.entry(commune.insee).or_insert(name.clone()), name);
    }
    assert_eq!(postcodes().count(), 6310);
    assert_eq!(entries, 35_493);
    // 34,969 communes, 5 of which nobody lives in, 3 told by their 45 arrondissements.
    assert_eq!(communes.len(), 34_969 - 5 - 3 + 45);
    for (code, name) in &communes {
        let shape = code.len() == 5
            && code.bytes().enumerate().all(|(place, letter)| {
                letter.is_ascii_digit() || place == 1 && matches!(letter, b'A' | b'B')
            });
        assert!(shape, "{code}");
        let letters = name.chars().all(|letter| {
            letter.is_alphabetic()
                || matches!(letter, ' ' | '-' | '\'' | '(' | ')')
                || letter.is_ascii_digit() && name.ends_with(" Arrondissement")
        });
        assert!(letters && !name.is_empty(), "{code} {name}");
    }
    // 96 départements of the mainland and Corsica, 5 overseas, and 975, 977, 978, 986, 987, 988, 989.
    let mut departments: Vec<&str> = communes.keys().map(|code| department(code)).collect();
    departments.dedup();
    assert_eq!(departments.len(), 96 + 5 + 7);
}

#[test]
fn a_code_of_the_insee_finds_its_commune() {
    for (code, name) in [
        ("42218", "Saint-Étienne"),
        ("2A004", "Ajaccio"),
        ("2B033", "Bastia"),
        ("97411", "Saint-Denis"),
        ("98818", "Nouméa"),
        ("75056", "Paris"),
        ("69123", "Lyon"),
        ("13055", "Marseille"),
        ("69381", "Lyon 1er Arrondissement"),
        ("03250", "Saint-Pierre-Laval"), // of the Allier; its postcode is one of the Loire
    ] {
        assert_eq!(by_insee(code).map(|commune| commune.name()), Some(name.to_string()), "{code}");
    }
    for code in ["", "99999", "2a004", "20004", "7505", "+2A00", "35é8"] {
        assert_eq!(by_insee(code), None, "{code}");
    }
}

#[test]
fn a_postcode_finds_its_communes() {
    assert_eq!(names("35000"), ["Rennes"]);
    assert_eq!(
        (names("97400"), codes("97400")),
        (vec!["Saint-Denis".to_string()], vec!["97411".to_string()])
    );
    assert_eq!(codes("20000"), ["2A004"]);
    assert_eq!(names("51300").len(), 46, "the postcode of most communes");
    assert_eq!(names("97133"), ["Saint-Barthélemy"]);
    assert_eq!(names("97500"), ["Miquelon-Langlade", "Saint-Pierre"]);
    let (first, last) = (postcodes().next().unwrap(), postcodes().last().unwrap());
    assert!(names(first).len() + names(last).len() >= 2, "{first} {last}");
}

#[test]
fn an_arrondissement_has_the_name_of_its_city_in_an_address() {
    for (postcode, code, name, city) in [
        ("75001", "75101", "Paris 1er Arrondissement", "Paris"),
        ("75016", "75116", "Paris 16e Arrondissement", "Paris"),
        ("75116", "75116", "Paris 16e Arrondissement", "Paris"),
        ("69009", "69389", "Lyon 9e Arrondissement", "Lyon"),
        ("13016", "13216", "Marseille 16e Arrondissement", "Marseille"),
    ] {
        let found: Vec<Commune> = communes_of(postcode).collect();
        assert_eq!(found.len(), 1, "{postcode}: the whole city is not offered beside it");
        let commune = &found[0];
        assert_eq!((commune.insee(), commune.name().as_str(), commune.city()), (code, name, city));
    }
}

#[test]
fn a_postcode_may_cross_a_border() {
    assert_eq!(departments_of("01200"), ["01", "74"]);
    assert_eq!(departments_of("05110"), ["04", "05"]);
    assert_eq!(departments_of("20200"), ["2B"]);
    assert_eq!(departments_of("97600"), ["976"]);
    assert_eq!(departments_of("33076"), [""; 0]);
    let crossing = postcodes().filter(|postcode| departments_of(postcode).len() > 1);
    assert_eq!(crossing.count(), 16);
}

#[test]
fn a_postcode_without_commune_says_why() {
    for cedex in ["92908", "33076", "75775", "59009", "98999"] {
        assert_eq!(find(cedex).err(), Some(NoCommune::NotServed), "{cedex}");
        assert_eq!(communes_of(cedex).count(), 0);
    }
    for text in ["", "7500", "750001", "2A004", "00100", "99000", " 35000", "35 00", "٣٥٠٠٠"] {
        assert_eq!(find(text).err(), Some(NoCommune::Shape), "{text}");
    }
    assert!(NoCommune::NotServed.to_string().contains("CEDEX"));
}

#[test]
fn a_name_is_one_however_it_is_written() {
    for (left, right) in [
        ("St Etienne", "Saint-Étienne"),
        ("STE MARIE", "Sainte-Marie"),
        ("L HAY LES ROSES", "L'Haÿ-les-Roses"),
        ("L’Haÿ les roses", "L'Haÿ-les-Roses"),
        ("CHALONS S/ SAONE", "Châlons-sur-Saône"),
        ("Villers lez Nancy", "Villers-lès-Nancy"),
        ("LILLE CEDEX 9", "Lille"),
        ("OETING", "Œting"),
        ("Lemans", "Le Mans"),
    ] {
        assert!(same_name(left, right) && same_name(right, left), "{left} {right}");
    }
    for (left, right) in
        [("Saint-Denis", "Saint-Denis-en-Val"), ("Pau", "Paul"), ("", ""), ("-", "'")]
    {
        assert!(!same_name(left, right), "{left} {right}");
    }
}

#[test]
fn no_postcode_serves_two_communes_of_one_name() {
    for postcode in postcodes() {
        let mut names: Vec<String> =
            communes_of(postcode).map(|commune| town(&commune.name()).replace(' ', "")).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{postcode}");
    }
}

#[test]
fn every_commune_is_found_as_the_post_writes_it() {
    for postcode in postcodes() {
        for commune in communes_of(postcode) {
            let words = vocabulary::plain::words(&commune.name()).into_iter();
            let short = words.map(|word| match word.as_str() {
                "SAINT" => "ST".into(),
                "SAINTE" => "STE".into(),
                _ => word,
            });
            let written = short.collect::<Vec<String>>().join(" ");
            assert_eq!(check(&address(postcode, &written, "")), Ok(Some(commune)), "{written}");
        }
    }
}

#[test]
fn an_address_names_a_commune_of_its_postcode() {
    let found = |postcode, commune| check(&address(postcode, commune, ""));
    let name = |postcode, commune| found(postcode, commune).unwrap().unwrap().name();
    for typed in
        ["Paris", "PARIS 01", "Paris 1er", "paris 1", "Paris 1er arrondissement", "Paris Cedex"]
    {
        assert_eq!(name("75001", typed), "Paris 1er Arrondissement", "{typed}");
    }
    assert!(matches!(found("75001", "Paris 2e"), Err(Mismatch::Commune(_))));
    assert_eq!(name("64370", "Castillon"), "Castillon (Canton d'Arthez-de-Béarn)");
    let Err(Mismatch::Commune(two)) = found("58120", "Château-Chinon") else {
        panic!("town and country share their name and their postcode: a person chooses");
    };
    assert!(two.iter().filter(|commune| commune.is_called("Chateau Chinon")).count() == 2);
    let Err(Mismatch::Commune(served)) = found("35000", "Nantes") else {
        panic!("Nantes is not there")
    };
    assert_eq!(served, communes_of("35000").collect::<Vec<_>>());
    assert_eq!(found("59009", "Lille Cedex 9"), Err(Mismatch::Postcode(NoCommune::NotServed)));
    assert_eq!(check(&address("1000", "Bruxelles", "Belgique")), Ok(None));
}

proptest! {
    #[test]
    fn halving_finds_what_reading_finds(postcode in "[0-9]{5}") {
        prop_assert_eq!(communes_of(&postcode).count() > 0, postcodes().any(|one| one == postcode));
    }

    #[test]
    fn looking_never_panics(text in ".{0,8}", other in ".{0,8}") {
        let _ = (find(&text).map(Iterator::count), by_insee(&text), departments_of(&text));
        prop_assert_eq!(same_name(&text, &other), same_name(&other, &text));
    }

    #[test]
    fn a_commune_is_found_by_its_code(place in 0_usize..6310) {
        let postcode = postcodes().nth(place).unwrap();
        for commune in communes_of(postcode) {
            prop_assert_eq!(by_insee(commune.insee()), Some(commune));
        }
    }
}
