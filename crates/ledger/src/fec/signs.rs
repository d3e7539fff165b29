//! The letters that the file may have, which is in ISO 8859-15.

/// Without what parts columns and lines.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

/// In ISO 8859-15; what it does not have is written without its ornaments, or as a question mark.
pub(super) fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|sign| match sign {
            '€' => 0xA4,
            'Š' => 0xA6,
            'š' => 0xA8,
            'Ž' => 0xB4,
            'ž' => 0xB8,
            'Œ' => 0xBC,
            'œ' => 0xBD,
            'Ÿ' => 0xBE,
            // Their places are taken by those above.
            '¤' | '¦' | '¨' | '´' | '¸' | '¼' | '½' | '¾' => b'?',
            '\u{2019}' | '\u{2018}' => b'\'',
            '\u{202f}' | '\u{2009}' => b' ',
            '\u{2013}' | '\u{2014}' => b'-',
            other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_a_line_and_what_latin_lacks_is_replaced() {
        assert_eq!(one_line("a\tb\nc"), "a b c");
        assert_eq!(latin("é’‘→"), [0xE9, b'\'', b'\'', b'?']);
        assert_eq!(latin("€ŠšŽžŒœŸ"), [0xA4, 0xA6, 0xA8, 0xB4, 0xB8, 0xBC, 0xBD, 0xBE]);
        assert_eq!(latin("¤¦¨´¸¼½¾"), [b'?'; 8], "the places of the eight above");
        assert_eq!(latin("\u{202f}\u{2009}\u{2013}\u{2014}"), b"  --");
    }
}
