//! Words of addresses that are written in more than one way.

use alloc::string::String;
use alloc::vec::Vec;

use crate::plain;

/// Types of street: as it is stored, then the abbreviation that is printed where the line is short (annex of the standard
/// XPZ 10-011), then other ways of writing it. The whole word in plain capitals is understood too.
const TYPES: &[(&str, &str, &[&str])] = &[
    ("allée", "ALL", &["ALLEES"]),
    ("avenue", "AV", &["AVE", "AVN"]),
    ("boulevard", "BD", &["BLD", "BVD", "BLVD", "BOUL"]),
    ("carrefour", "CAR", &["CARR"]),
    ("chaussée", "CHS", &[]),
    ("chemin", "CHE", &["CH", "CHEM", "CHM"]),
    ("cité", "CITE", &[]),
    ("clos", "CLOS", &[]),
    ("corniche", "COR", &[]),
    ("cour", "COUR", &[]),
    ("cours", "CRS", &[]),
    ("descente", "DSC", &[]),
    ("domaine", "DOMAINE", &[]), // DOM and GAL begin names of people: Dom Pérignon, Gal Leclerc
    ("esplanade", "ESP", &[]),
    ("faubourg", "FG", &["FBG", "FAUB"]),
    ("galerie", "GALERIE", &[]),
    ("hameau", "HAM", &[]),
    ("impasse", "IMP", &[]),
    ("lotissement", "LOT", &[]),
    ("mail", "MAIL", &[]),
    ("montée", "MTE", &[]),
    ("parc", "PARC", &[]),
    ("parvis", "PRV", &[]),
    ("passage", "PAS", &["PASS", "PSG"]),
    ("place", "PL", &["PLC"]),
    ("promenade", "PROM", &[]),
    ("quai", "QUAI", &["QU"]),
    ("quartier", "QUA", &["QUART"]),
    ("résidence", "RES", &["RESID"]),
    ("rond-point", "RPT", &["RONDPOINT"]),
    ("route", "RTE", &[]),
    ("rue", "RUE", &["R"]),
    ("ruelle", "RLE", &[]),
    ("sente", "SENTE", &[]),
    ("sentier", "SEN", &["SENT"]),
    ("square", "SQ", &["SQR"]),
    ("traverse", "TRA", &[]),
    ("venelle", "VEN", &[]),
    ("villa", "VLA", &[]),
    ("voie", "VOI", &[]),
    ("zone", "ZONE", &[]),
];

/// Other words, in plain capitals: the whole word, then its abbreviations, the first of which is the one to print.
const OTHERS: &[(&str, &[&str])] = &[
    ("APPARTEMENT", &["APP", "APT", "APPT"]),
    ("BATIMENT", &["BAT", "BT"]),
    ("BOITE POSTALE", &["BP"]),
    ("CAPITAINE", &["CNE"]),
    ("COLONEL", &["COL"]),
    ("COMMANDANT", &["CDT"]),
    ("DOCTEUR", &["DR"]),
    ("ESCALIER", &["ESC"]),
    ("ETAGE", &["ETG"]),
    ("GENERAL", &["GAL", "GEN"]),
    ("GRAND", &["GD"]),
    ("GRANDE", &["GDE"]),
    ("IMMEUBLE", &["IMM"]),
    ("LIEU DIT", &["LD", "LIEUDIT"]),
    ("LIEUTENANT", &["LT"]),
    ("MARECHAL", &["MAL"]),
    ("MONSEIGNEUR", &["MGR"]),
    ("NOTRE DAME", &["ND"]),
    ("NUMERO", &["NO", "N"]),
    ("PAVILLON", &["PAV"]),
    ("PORTE", &["PTE"]),
    ("PRESIDENT", &["PDT"]),
    ("PROFESSEUR", &["PR", "PROF"]),
    ("REZ DE CHAUSSEE", &["RDC"]),
    ("SAINT", &["ST"]),
    ("SAINTE", &["STE"]),
    ("SAINTES", &["STES"]),
    ("SAINTS", &["STS"]),
    ("VIEUX", &["VX"]),
    ("ZONE ARTISANALE", &["ZA"]),
    ("ZONE INDUSTRIELLE", &["ZI"]),
];

/// Longest abbreviation of [`OTHERS`]: most words are longer, and need not be looked for.
const SHORT_MAX: usize = 7;

/// Words that people leave out.
const LITTLE: &[&str] =
    &["A", "AU", "AUX", "D", "DE", "DES", "DU", "EN", "ET", "L", "LA", "LE", "LES", "NUMERO"];

/// The type of street that `text` names, in full: `Bd.` is `boulevard`.
pub(super) fn street_type(text: &str) -> Option<&'static str> {
    let plain = plain::capitals(text);
    TYPES
        .iter()
        .find(|(full, short, others)| {
            plain == *short || others.contains(&plain.as_str()) || plain == plain::capitals(full)
        })
        .map(|(full, ..)| *full)
}

/// The printed abbreviation of a type of street stored in full.
pub(super) fn short_type(full: &str) -> Option<&'static str> {
    TYPES.iter().find(|(one, ..)| *one == full).map(|(_, short, _)| *short)
}

/// The words of `text` as they are compared: abbreviations in full, ordinals as numbers, `D 23` as `D23`.
pub(super) fn full_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in plain::words(text) {
        let after_number = words.last().is_some_and(|last| is_number(last));
        let letter = words.last_mut().filter(|last| last.len() == 1 && !is_number(last));
        match letter {
            Some(letter) if is_number(&word) => letter.push_str(&word),
            _ if word == "ET" && after_number => words.push("ETAGE".into()),
            _ => words.extend(whole_word(&word).split(' ').map(String::from)),
        }
    }
    words
}

/// An abbreviation in full, an ordinal as a number, any other word as it is.
fn whole_word(word: &str) -> &str {
    let short = OTHERS.iter().find(|(_, shorts)| word.len() <= SHORT_MAX && shorts.contains(&word));
    short.map_or_else(|| cardinal(word), |(full, _)| full)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|digit| digit.is_ascii_digit())
}

/// The words that tell one street, building or town from another.
pub(super) fn telling_words(text: &str) -> Vec<String> {
    let mut words = full_words(text);
    if words.iter().any(|word| !LITTLE.contains(&word.as_str())) {
        words.retain(|word| !LITTLE.contains(&word.as_str()));
    }
    words
}

/// The line in at most `most` characters: words are abbreviated, from the left, only as far as it is needed.
///
/// It stays longer where abbreviations do not suffice.
pub(super) fn fitted(line: &str, most: usize) -> String {
    let mut line = String::from(line);
    let pairs = || OTHERS.iter().filter_map(|(full, shorts)| Some((*full, *shorts.first()?)));
    while line.chars().count() > most {
        let first =
            pairs().filter_map(|(full, short)| Some((whole(&line, full)?, full, short))).min();
        let Some((place, full, short)) = first else { break };
        line.replace_range(place..place + full.len(), short);
    }
    line
}

/// Where `words` stand in `line` as whole words.
fn whole(line: &str, words: &str) -> Option<usize> {
    line.match_indices(words).map(|(place, _)| place).find(|place| {
        let before = line.get(..*place).is_none_or(|text| text.is_empty() || text.ends_with(' '));
        let after = line.get(place + words.len()..);
        before && after.is_none_or(|text| text.is_empty() || text.starts_with(' '))
    })
}

/// `3E`, `3EME`, `1ER` as `3`, `3`, `1`.
fn cardinal(word: &str) -> &str {
    let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    match word.strip_prefix(digits) {
        Some("E" | "EME" | "IEME" | "ER" | "ERE" | "ND" | "NDE") if !digits.is_empty() => digits,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_stands_for_one_word() {
        let types = TYPES.iter().flat_map(|(full, short, others)| {
            let full = plain::capitals(full);
            let shorts = others.iter().chain((*short != full).then_some(short));
            shorts.map(|short| String::from(*short)).chain([full]).collect::<Vec<_>>()
        });
        let others = OTHERS
            .iter()
            .flat_map(|(full, shorts)| shorts.iter().chain([full]).map(|word| String::from(*word)));
        for mut words in [types.collect::<Vec<_>>(), others.collect()] {
            words.sort_unstable();
            assert!(words.is_sorted_by(|one, next| one < next), "{words:?}");
            assert!(words.iter().all(|word| *word == plain::capitals(word)), "{words:?}");
        }
        let longest = OTHERS.iter().flat_map(|(_, shorts)| *shorts).map(|short| short.len()).max();
        assert_eq!(longest, Some(SHORT_MAX));
    }

    #[test]
    fn abbreviations_shorten_from_the_left_as_far_as_needed() {
        let line = "BATIMENT A PORTE DU GENERAL";
        assert_eq!(fitted(line, 27), line);
        assert_eq!(fitted(line, 26), "BAT A PORTE DU GENERAL");
        assert_eq!(fitted(line, 21), "BAT A PTE DU GENERAL");
        assert_eq!(fitted(line, 5), "BAT A PTE DU GAL");
        assert_eq!(fitted("SAINTETE", 5), "SAINTETE");
    }

    #[test]
    fn words_are_compared_in_full() {
        for (text, words) in [
            ("3ème ét. apt 12", "3 ETAGE APPARTEMENT 12"),
            ("rue D 23", "RUE D23"),
            ("n° 4", "NUMERO 4"),
            ("1er Mai", "1 MAI"),
            ("N.D. des Eaux", "NOTRE DAME DES EAUX"),
            ("3B", "3B"),
        ] {
            assert_eq!(full_words(text).join(" "), words, "{text}");
        }
    }
}
