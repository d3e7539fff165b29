use std::collections::BTreeSet;

use baremes::builtin;
use simulator::facts::{Genre, Operation};
use simulator::{Facts, simulate};
use vocabulary::Lang;
use wording::receipt;

use crate::cases::{day, labels, sentences};

const NARROW: char = '\u{202f}';

fn all(lang: Lang) -> Vec<String> {
    let mut texts = labels(lang);
    texts.extend(sentences(builtin(), lang));
    texts
}

/// Formulas and warnings of every operation, genre and energy, in French and in English.
fn simulated() -> Vec<(String, String)> {
    let mut texts = BTreeSet::new();
    for operation in Operation::ALL {
        for (at, genre) in Genre::ALL.iter().enumerate() {
            let energies = if at == 0 { &builtin().energies[..] } else { &builtin().energies[..1] };
            for energy in energies {
                for (first, issued) in DAYS {
                    let facts = Facts {
                        issued_on: Some(day(issued)),
                        operation: Some(*operation),
                        departement: Some(*b"59\0"),
                        genre: Some(*genre),
                        energy: energy.p3.as_bytes().try_into().ok(),
                        fiscal_cv: Some(9),
                        first_registered_on: Some(day(first)),
                        co2_g_km: Some(171),
                        mass_in_running_order_kg: Some(2_050),
                        ptac_kg: Some(3_500),
                        ..Facts::default()
                    };
                    let simulation = simulate(&facts, builtin(), day(issued));
                    for line in &simulation.lines {
                        let say = |lang| receipt::formula(line, builtin(), lang);
                        texts.insert((say(Lang::Fr), say(Lang::En)));
                    }
                    for warning in &simulation.warnings {
                        let say = |lang| receipt::warning(warning, builtin(), lang);
                        texts.insert((say(Lang::Fr), say(Lang::En)));
                    }
                }
            }
        }
    }
    texts.into_iter().collect()
}

/// First registrations and days of issue on either side of the great changes.
const DAYS: [(&str, &str); 8] = [
    ("2012-03-01", "2023-06-01"),
    ("2018-03-01", "2024-06-01"),
    ("2022-07-01", "2023-07-01"),
    ("2023-07-01", "2026-11-21"),
    ("2024-06-10", "2025-02-01"),
    ("2025-10-01", "2026-03-01"),
    ("2026-11-21", "2026-11-21"),
    ("2027-02-01", "2027-06-01"),
];

/// What is wrong with the spaces of a French text.
fn french_fault(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        match letter {
            ':' | ';' | '!' | '?' | '€' | '»' | '%' if at > 0 && before != Some(NARROW) => {
                return Some("no narrow no-break space before a high sign");
            }
            '«' if letters.get(at + 1) != Some(&NARROW) => return Some("no narrow space after «"),
            '\u{a0}' => return Some("a wide no-break space"),
            '\'' => return Some("a straight apostrophe"),
            '"' | '“' | '”' => return Some("quotation marks of another language"),
            _ => {}
        }
    }
    common_fault(text)
}

fn english_fault(text: &str) -> Option<&'static str> {
    let letters: Vec<char> = text.chars().collect();
    for (at, letter) in letters.iter().enumerate().skip(1) {
        if matches!(letter, ':' | ';' | '!' | '?') && letters[at - 1].is_whitespace() {
            return Some("a space before a high sign");
        }
        if matches!(letter, '«' | '»' | '"') {
            return Some("quotation marks of another language");
        }
    }
    common_fault(text)
}

fn common_fault(text: &str) -> Option<&'static str> {
    if text.contains("  ") || text != text.trim() {
        return Some("a space too many");
    }
    if text.contains("..") || text.contains(" .") || text.contains(" ,") {
        return Some("a stop too many");
    }
    if text.contains("CO2") {
        return Some("CO2 without its index");
    }
    None
}

#[test]
fn french_texts_are_set_with_narrow_spaces() {
    for text in all(Lang::Fr) {
        assert_eq!(french_fault(&text), None, "{text}");
    }
}

#[test]
fn what_is_said_of_real_prices_is_well_set() {
    for (fr, en) in simulated() {
        assert_eq!(french_fault(&fr), None, "{fr}");
        assert_eq!(english_fault(&en), None, "{en}");
        assert_ne!(fr, en);
    }
}

#[test]
fn english_texts_are_set_as_english() {
    for text in all(Lang::En) {
        assert_eq!(english_fault(&text), None, "{text}");
    }
}

#[test]
fn the_check_sees_a_bad_space() {
    assert!(french_fault("Énergie: essence").is_some());
    assert!(french_fault("Énergie : essence").is_some());
    assert!(french_fault("«essence»").is_some());
    assert!(french_fault("Total 11 €").is_some());
    assert!(french_fault("Énergie\u{202f}: «\u{202f}essence\u{202f}»").is_none());
    assert!(english_fault("Energy : petrol").is_some());
}

#[test]
fn every_sentence_exists_in_both_languages() {
    let (fr, en) = (sentences(builtin(), Lang::Fr), sentences(builtin(), Lang::En));
    assert_eq!(fr.len(), en.len());
    for (fr, en) in fr.iter().zip(&en) {
        assert!(!fr.is_empty() && !en.is_empty(), "{fr} / {en}");
        assert_ne!(fr, en);
    }
}

#[test]
fn nothing_claims_to_be_the_state() {
    for lang in Lang::ALL {
        for text in all(*lang) {
            let text = text.to_lowercase();
            for word in ["officiel", "official", "république", "préfecture", "gouvernement"] {
                assert!(!text.contains(word), "{text}");
            }
        }
    }
}

#[test]
fn people_are_addressed_with_vous() {
    for text in all(Lang::Fr) {
        let words = text.to_lowercase();
        for word in words.split(|letter: char| !letter.is_alphabetic()) {
            assert!(!matches!(word, "tu" | "toi" | "ton" | "tes"), "{text}");
        }
    }
}

#[test]
fn texts_keep_to_letters_that_the_web_font_has() {
    // The Latin subset, and what is added to it: U+202F, ₂, →, ≤, ×, ½.
    for lang in Lang::ALL {
        for text in all(*lang) {
            for letter in text.chars() {
                let known = matches!(letter,
                    '\u{20}'..='\u{7e}' | '\u{a1}'..='\u{ff}' | 'Œ' | 'œ' | '€' | '…' | '“' | '”' | '’' | '–'
                    | '\u{2212}' | NARROW | '₂' | '→' | '≤');
                assert!(known, "{letter:?} in {text}");
            }
        }
    }
}
