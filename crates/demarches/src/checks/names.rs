//! Whether two writings of a name are one person's.

use super::PersonName;

/// From here on two names are one, in thousandths of likeness.
const SAME: usize = 970;
/// From here on a person looks; below, they differ.
const CLOSE: usize = 850;

/// How alike two names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Different,
    Close,
    Same,
}

/// A name as it stands on a piece.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadName<'a> {
    /// Family names, each of which may be the one at birth or the one in use.
    pub(super) family: Vec<&'a str>,
    pub(super) first: Option<&'a str>,
    /// All in one, in any order.
    pub(super) full: Option<&'a str>,
}

/// Compares what was declared with what was read; `None` where nothing comparable was.
///
/// Case, accents, hyphens, order and a missing second first name do not tell two people apart; the name at birth and the
/// name in use are both the person's.
pub(super) fn compare(declared: &PersonName, read: &ReadName<'_>) -> Option<Likeness> {
    let families = families(declared);
    let first = words(&declared.first_names);
    if let Some(full) = read.full {
        let full = words(full);
        if full.is_empty() {
            return None;
        }
        let family = families.iter().map(|family| found_in(family, &full)).max().unwrap_or(0);
        let first = first.first().map_or(1000, |one| best(one, &full));
        return Some(likeness(family.min(first)));
    }
    let family = read
        .family
        .iter()
        .map(|one| words(one))
        .filter(|one| !one.is_empty())
        .flat_map(|one| families.iter().map(move |family| alike(&sorted(family), &sorted(&one))))
        .max();
    let first = read.first.map(words).filter(|read| !read.is_empty()).map(|read| {
        let (short, long) =
            if read.len() < first.len() { (&read, &first) } else { (&first, &read) };
        found_in(short, long)
    });
    let score = match (family, first) {
        (None, None) => return None,
        (Some(one), None) | (None, Some(one)) => one,
        (Some(family), Some(first)) => family.min(first),
    };
    Some(likeness(score))
}

/// The name at birth, the name in use, and both together.
fn families(declared: &PersonName) -> Vec<Vec<String>> {
    let birth = words(&declared.birth_name);
    let Some(used) = declared.used_name.as_deref().map(words).filter(|used| !used.is_empty())
    else {
        return vec![birth];
    };
    let both = birth.iter().chain(&used).cloned().collect();
    vec![birth, used, both]
}

const fn likeness(score: usize) -> Likeness {
    match score {
        SAME.. => Likeness::Same,
        CLOSE.. => Likeness::Close,
        _ => Likeness::Different,
    }
}

/// How well each word of `short` is found in `long`: the worst of the best.
fn found_in(short: &[String], long: &[String]) -> usize {
    short.iter().map(|word| best(word, long)).min().unwrap_or(0)
}

fn best(word: &str, words: &[String]) -> usize {
    words.iter().map(|other| alike(word, other)).max().unwrap_or(0)
}

fn sorted(words: &[String]) -> String {
    let mut words = words.to_vec();
    words.sort_unstable();
    words.join(" ")
}

/// Thousandths: 1000 less the share of letters to change.
fn alike(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let longest = left.len().max(right.len());
    if longest == 0 {
        return 0;
    }
    (longest - distance(&left, &right)) * 1000 / longest
}

/// Letters to insert, take away or change (Levenshtein).
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (j, b) in right.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let here = (diagonal + usize::from(a != b)).min(before + 1).min(above + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(j) {
                *cell = before;
            }
            before = here;
        }
        if let Some(cell) = row.last_mut() {
            *cell = before;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The words of a name in plain capitals; a name is read no further than 200 characters.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::new();
    for letter in text.chars().take(200) {
        fold(letter, &mut plain);
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

/// One letter without its accent, in capitals; what separates becomes a space.
fn fold(letter: char, plain: &mut String) {
    for capital in letter.to_uppercase() {
        let folded = match capital {
            'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Ā' | 'Ă' | 'Ą' => "A",
            'Ç' | 'Ć' | 'Č' => "C",
            'Ď' | 'Đ' => "D",
            'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' => "E",
            'Ğ' => "G",
            'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'İ' => "I",
            'Ł' => "L",
            'Ñ' | 'Ń' | 'Ň' => "N",
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
            'Ř' => "R",
            'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
            'Ť' | 'Ţ' | 'Ț' => "T",
            'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ū' | 'Ů' | 'Ű' => "U",
            'Ý' | 'Ÿ' => "Y",
            'Ź' | 'Ż' | 'Ž' => "Z",
            'Æ' => "AE",
            'Œ' => "OE",
            'Þ' => "TH",
            '\u{300}'..='\u{36f}' | '.' => "",
            other if other.is_alphanumeric() => {
                plain.push(other);
                continue;
            }
            _ => " ",
        };
        plain.push_str(folded);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(birth: &str, used: Option<&str>, first: &str) -> PersonName {
        PersonName {
            birth_name: birth.to_owned(),
            used_name: used.map(str::to_owned),
            first_names: first.to_owned(),
        }
    }

    fn split(declared: &PersonName, family: &str, first: &str) -> Option<Likeness> {
        compare(declared, &ReadName { family: vec![family], first: Some(first), full: None })
    }

    #[test]
    fn accents_hyphens_case_and_order_tell_nobody_apart() {
        let helene = person("Lefèvre-Dûment", None, "Hélène Marie-Ève");
        for (family, first) in [
            ("LEFEVRE DUMENT", "HELENE MARIE EVE"),
            ("lefèvre-dûment", "Marie-Ève, Hélène"),
            ("DUMENT LEFEVRE", "Hélène"),
        ] {
            assert_eq!(split(&helene, family, first), Some(Likeness::Same), "{family} {first}");
        }
        let read = |full| ReadName { full: Some(full), ..ReadName::default() };
        assert_eq!(compare(&helene, &read("Mme Hélène LEFEVRE DUMENT")), Some(Likeness::Same));
        assert_eq!(compare(&helene, &read("M. Paul MARTIN")), Some(Likeness::Different));
        assert_eq!(
            compare(&person("Cœur", None, "Loïc"), &read("LOIC COEUR")),
            Some(Likeness::Same)
        );
    }

    #[test]
    fn the_name_at_birth_and_the_name_in_use_are_both_hers() {
        let anne = person("Durand", Some("Martin"), "Anne");
        for family in ["DURAND", "MARTIN", "Martin-Durand", "DURAND MARTIN"] {
            assert_eq!(split(&anne, family, "Anne"), Some(Likeness::Same), "{family}");
        }
        assert_eq!(split(&anne, "PETIT", "Anne"), Some(Likeness::Different));
        assert_eq!(split(&anne, "DURAND", "Julie"), Some(Likeness::Different));
    }

    #[test]
    fn one_letter_in_a_long_name_is_close_and_in_a_short_one_different() {
        let long = person("Vandenbroucke", None, "Anne");
        assert_eq!(split(&long, "VANDENBROUCK", "ANNE"), Some(Likeness::Close));
        assert_eq!(
            split(&person("Petit", None, "Anne"), "PETIS", "ANNE"),
            Some(Likeness::Different)
        );
    }

    #[test]
    fn the_bounds_are_those_of_the_trade() {
        let name = |n: usize| "a".repeat(n);
        // One letter of 34 is 970 thousandths, one of 33 is 969; three of 20 are 850, three of 19 are 842.
        for (length, changed, likeness) in [
            (34, 1, Likeness::Same),
            (33, 1, Likeness::Close),
            (20, 3, Likeness::Close),
            (19, 3, Likeness::Different),
        ] {
            let read = format!("{}{}", name(length - changed), "b".repeat(changed));
            let found = split(&person(&name(length), None, "Al"), &read, "Al");
            assert_eq!(found, Some(likeness), "{changed} of {length}");
        }
    }

    #[test]
    fn nothing_read_is_no_comparison() {
        let read = ReadName { family: vec![" - "], first: Some(""), full: None };
        assert_eq!(compare(&person("Durand", None, "Anne"), &read), None);
    }

    proptest! {
        #[test]
        fn comparing_never_panics_and_everybody_is_like_themselves(
            family in "\\PC{0,30}", first in "\\PC{0,30}",
        ) {
            let declared = person(&family, None, &first);
            let found = split(&declared, &family, &first);
            prop_assert!(matches!(found, None | Some(Likeness::Same)));
        }
    }
}
