//! Texts in plain capitals: what the post prints, and what is compared where accents and case tell nothing apart.

use alloc::string::String;
use alloc::vec::Vec;

/// `text` in capitals without accents: letters and digits, one space between words. A dot joins (`S.N.C.F.` is `SNCF`);
/// every other sign parts.
#[must_use]
pub fn capitals(text: &str) -> String {
    words(text).join(" ")
}

/// The words of [`capitals`].
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        fold(letter, &mut plain);
    }
    plain.split_whitespace().map(String::from).collect()
}

/// The first character of `text` that cannot be printed in plain capitals: a letter of another script, a picture, or what is
/// not seen and may turn the text around.
#[must_use]
pub fn unprintable(text: &str) -> Option<char> {
    text.chars().find(|letter| {
        let mut plain = String::new();
        fold(*letter, &mut plain);
        let unseen = letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        unseen || *letter >= '\u{2190}' || !plain.is_ascii()
    })
}

/// One letter without its accent, in capitals.
fn fold(letter: char, plain: &mut String) {
    for capital in letter.to_uppercase() {
        let folded = match capital {
            'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Ā' | 'Ă' | 'Ą' => "A",
            'Ç' | 'Ć' | 'Č' => "C",
            'Ď' | 'Đ' | 'Ð' => "D",
            'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ę' | 'Ě' | 'Ė' => "E",
            'Ğ' | 'Ģ' => "G",
            'Ì' | 'Í' | 'Î' | 'Ï' | 'Ī' | 'İ' | 'Į' => "I",
            'Ķ' => "K",
            'Ł' | 'Ľ' | 'Ļ' => "L",
            'Ñ' | 'Ń' | 'Ň' | 'Ņ' => "N",
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
            'Ř' | 'Ŕ' => "R",
            'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
            'Ť' | 'Ţ' | 'Ț' => "T",
            'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
            'Ý' | 'Ÿ' => "Y",
            'Ź' | 'Ż' | 'Ž' => "Z",
            'Æ' => "AE",
            'Œ' => "OE",
            'Þ' => "TH",
            '\u{300}'..='\u{36f}' | '.' => "",
            other if other.is_alphanumeric() && !matches!(other, 'º' | 'ª') => {
                plain.push(other);
                continue;
            }
            _ => " ",
        };
        plain.push_str(folded);
    }
}

/// Letters to insert, take away or change to make `right` of `left` (Levenshtein).
#[must_use]
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (j, b) in right.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let here = (diagonal + usize::from(a != *b)).min(before + 1).min(above + 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_signs_leave_plain_capitals() {
        for (text, plain) in [
            ("  L'Haÿ-les-Roses ", "L HAY LES ROSES"),
            ("Œting, cœur", "OETING COEUR"),
            ("E\u{301}pinal", "EPINAL"),
            ("Z.A. n° 3", "ZA N 3"),
            ("Straße", "STRASSE"),
            ("…", ""),
        ] {
            assert_eq!(capitals(text), plain, "{text}");
        }
    }

    #[test]
    fn what_has_no_plain_capital_is_named() {
        assert_eq!(unprintable("12, rue de l’Église (bât. A)"), None);
        assert_eq!(unprintable("rue Ω"), Some('Ω'));
        for strange in ['\u{7}', '\u{202e}', '\u{200b}', '😀', '→', '²'] {
            assert_eq!(unprintable(&alloc::format!("a{strange}b")), Some(strange));
        }
    }

    #[test]
    fn a_distance_counts_the_letters_to_change() {
        for (left, right, due) in
            [("", "", 0), ("", "AB", 2), ("HUGO", "HUGOT", 1), ("AB", "BA", 2)]
        {
            assert_eq!(
                (distance(left, right), distance(right, left)),
                (due, due),
                "{left} {right}"
            );
        }
    }
}
