//! How long a text to a telephone is, and how it is paid for: in parts.

/// The signs of the default alphabet of GSM (3GPP TS 23.038), each a unit of seven bits.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The signs of its extension, each two units.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// Most parts of a text to a telephone: more is a letter.
pub const MOST_PARTS: usize = 3;

/// How long a text to a telephone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Units: of seven bits where [`plain`](Self::plain), else of sixteen.
    pub units: usize,
    /// Parts that it is sent and paid in.
    pub parts: usize,
    /// It is written with the signs of telephones alone: a part holds more then.
    pub plain: bool,
}

impl Length {
    /// The length of `text`, as providers count it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let units: Option<usize> = text.chars().map(units).sum();
        let (units, one, of_several, plain) = match units {
            Some(units) => (units, 160, 153, true),
            None => (text.encode_utf16().count(), 70, 67, false),
        };
        let parts = if units <= one { usize::from(units > 0) } else { units.div_ceil(of_several) };
        Self { units, parts, plain }
    }
}

fn units(sign: char) -> Option<usize> {
    if BASIC.contains(sign) { Some(1) } else { EXTENDED.contains(sign).then_some(2) }
}

/// `text` with the signs of typography that a telephone pays for written as typewriters did. Letters stay as they are.
#[must_use]
pub fn plainly(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\u{202f}' | '\u{a0}' | '\u{2009}' => plain.push(' '),
            '’' | '‘' => plain.push('\''),
            '“' | '”' | '«' | '»' => plain.push('"'),
            '–' | '—' | '‑' => plain.push('-'),
            '…' => plain.push_str("..."),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (usize, usize, bool) {
        let Length { units, parts, plain } = Length::of(text);
        (units, parts, plain)
    }

    #[test]
    fn a_part_holds_160_plain_signs_and_70_others() {
        assert_eq!(of(""), (0, 0, true));
        assert_eq!(of(&"e".repeat(160)), (160, 1, true));
        assert_eq!(of(&"e".repeat(161)), (161, 2, true));
        assert_eq!(of(&"é".repeat(306)), (306, 2, true));
        assert_eq!(of(&"é".repeat(307)), (307, 3, true));
        assert_eq!(of(&"ê".repeat(70)), (70, 1, false));
        assert_eq!(of(&"ê".repeat(71)), (71, 2, false));
        assert_eq!(of("10 €"), (5, 1, true));
        assert_eq!(of("🚗"), (2, 1, false));
    }

    #[test]
    fn what_is_set_for_a_page_is_written_plainly() {
        let text = plainly("Payé\u{202f}: 12\u{202f}€ «\u{202f}d’avance\u{202f}»…");
        assert_eq!(text, "Payé : 12 € \" d'avance \"...");
        assert!(Length::of(&text).plain);
    }
}
