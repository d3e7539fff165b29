//! Letters that the typeface lacks: PDF/A refuses a document with one of them, and a name may hold any.

use serde_json::Value;
use vocabulary::plain;

use crate::world::drawn;

/// `text` in letters that the typeface has: a letter without its accent where it lacks that one, else `?`. What is not seen
/// is left out.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\t' => shown.push(letter),
            letter if drawn(letter) => shown.push(letter),
            '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => shown.push('\u{a0}'),
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2015}' => shown.push('-'),
            '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{300}'..='\u{36f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' => {}
            letter => {
                let capitals = plain::capitals(letter.encode_utf8(&mut [0; 4]));
                let nearest =
                    if letter.is_lowercase() { capitals.to_lowercase() } else { capitals };
                let known = !nearest.is_empty() && nearest.chars().all(drawn);
                shown.push_str(if known { &nearest } else { "?" });
            }
        }
    }
    shown
}

/// Every text of `value` so.
pub(crate) fn shown_in(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(shown(text)),
        Value::Array(values) => values.iter().map(shown_in).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), shown_in(value)));
            Value::Object(fields.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_is_not_drawn_becomes_its_nearest_and_none_makes_a_document_fail() {
        assert_eq!(
            shown("Łucja Œuvrard, 1\u{202f}234,50\u{a0}€"),
            "Łucja Œuvrard, 1\u{a0}234,50\u{a0}€"
        );
        assert_eq!(shown("Ǎnh 漢\u{200b}\u{202e}\u{7}"), "?nh ?");
        assert_eq!(shown("e\u{301}"), "e");
        assert_eq!(shown("a\nb"), "a\nb");
    }

    #[test]
    fn texts_are_changed_wherever_they_stand() {
        let given = serde_json::json!({"漢": ["漢", 1, null, {"a": "漢"}]});
        assert_eq!(shown_in(&given), serde_json::json!({"漢": ["?", 1, null, {"a": "?"}]}));
    }
}
