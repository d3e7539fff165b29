use crate::{Kind, Refusal};

/// The longest name shown, in characters.
const LONGEST: usize = 80;

/// The name of a file as it may be shown and saved: its last part, without signs that cannot be seen, ending as its
/// kind does. A name is never a key, nor a path.
///
/// # Errors
///
/// [`Refusal::DisguisedName`] when it holds signs that turn text around (`photo\u{202E}gpj.exe` reads `photoexe.jpg`).
pub fn shown(name: &str, kind: Kind) -> Result<String, Refusal> {
    if name.chars().any(turns_around) {
        return Err(Refusal::DisguisedName);
    }
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|sign| !is_unseen(*sign)).map(plain).collect();
    let words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = words.rsplit_once('.').map_or(words.as_str(), |(stem, _)| stem);
    let stem: String = stem.trim_matches(['.', ' ']).chars().take(LONGEST).collect();
    let stem = if stem.is_empty() { "piece" } else { stem.as_str() };
    Ok(format!("{stem}.{}", kind.extension()))
}

/// Embeddings, overrides and isolates: no name needs them. The marks of Arabic and Hebrew are only left out.
fn turns_around(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{2029}'
                | '\u{2060}'..='\u{2064}'
                | '\u{206A}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFC}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// What a file system or a shell reads as more than a letter becomes a dash.
fn plain(sign: char) -> char {
    if matches!(sign, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' | '$' | '%') {
        '-'
    } else {
        sign
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_last_part_and_ends_as_its_kind_does() {
        for (name, shown_as) in [
            ("CNI recto.JPG", "CNI recto.jpg"),
            ("C:\\Users\\Zoé\\permis.png", "permis.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("facture.pdf.exe", "facture.pdf.jpg"),
            ("a\u{200B}b\u{FEFF}\r\n\0c.jpg", "abc.jpg"),
            ("<script>.jpg", "-script-.jpg"),
            ("  ..  ", "piece.jpg"),
            ("", "piece.jpg"),
            ("…", "….jpg"),
        ] {
            assert_eq!(shown(name, Kind::Jpeg).as_deref(), Ok(shown_as), "{name:?}");
        }
        assert_eq!(shown(&"é".repeat(500), Kind::Pdf).unwrap().chars().count(), LONGEST + 4);
    }

    #[test]
    fn a_name_that_reads_backwards_is_refused() {
        for sign in ['\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}'] {
            let name = format!("photo{sign}gpj.exe");
            assert_eq!(shown(&name, Kind::Jpeg), Err(Refusal::DisguisedName));
        }
    }
}
