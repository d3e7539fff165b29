//! What stands between braces in the words of a house: told apart from the words around it as the library does, and held so
//! short that reading it takes no depth, and filling it little time and memory.

/// Longest tag, in bytes.
const LONGEST: usize = 200;
/// Most tags of a document.
const MOST: usize = 300;
/// Most lists of a document: a list in a list in a list grows without end.
const MOST_LISTS: usize = 4;
/// What begins a statement. No other is known: a value that is kept, or text that is made twice of itself, grows without end.
const STATEMENTS: [&str; 6] = ["for", "endfor", "if", "elif", "else", "endif"];
/// Signs of a tag, beside letters, digits, spaces and quoted text: none that adds, repeats or lists.
const SIGNS: &str = "_.|,()=!<>-\"";

/// What is refused of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It has no end.
    Open,
    /// This stands in no tag.
    Forbidden(String),
}

/// What is refused of the tags of `text`, each with its line.
pub(crate) fn refused(text: &str) -> Vec<(usize, Refused)> {
    let (mut refused, mut tags, mut lists) = (Vec::new(), 0, 0);
    let mut rest = text;
    while let Some((begins, after)) = opening(rest) {
        let read = text.len() - after.len();
        let line = text.get(..read).unwrap_or_default().matches('\n').count() + 1;
        let Some((code, length, next)) = inside(begins, after) else {
            refused.push((line, Refused::Open));
            return refused;
        };
        rest = next;
        tags += 1;
        let word = code.split_whitespace().next().unwrap_or_default();
        if begins == '%' && word == "for" {
            lists += 1;
        }
        let known = |sign: &char| sign.is_ascii_alphanumeric() || sign.is_whitespace();
        let sign = code.chars().find(|sign| !known(sign) && !SIGNS.contains(*sign));
        let wrong = if begins == '#' {
            None
        } else if length > LONGEST || tags > MOST {
            Some("{{ … }}".to_owned())
        } else if let Some(sign) = sign {
            Some(sign.to_string())
        } else if begins == '%' && !STATEMENTS.contains(&word) {
            Some(format!("{{% {word} %}}"))
        } else if lists > MOST_LISTS {
            Some("{% for %}".to_owned())
        } else {
            // A list that tells itself again tells twice as much each time.
            code.split_whitespace().find(|word| *word == "recursive").map(str::to_owned)
        };
        if let Some(wrong) = wrong {
            refused.push((line, Refused::Forbidden(wrong)));
            return refused;
        }
    }
    refused
}

/// The sign after the brace that begins the next tag, and what follows it.
fn opening(text: &str) -> Option<(char, &str)> {
    text.match_indices('{').find_map(|(place, _)| {
        let after = text.get(place + 1..)?;
        let sign = after.chars().next().filter(|sign| matches!(sign, '{' | '%' | '#'))?;
        Some((sign, after.get(1..)?))
    })
}

/// What stands in the tag that `begins` so, with its quoted texts left out, how long it is, and what follows the tag.
fn inside(begins: char, text: &str) -> Option<(String, usize, &str)> {
    if begins == '#' {
        let (comment, after) = text.split_once("#}")?;
        return Some((String::new(), comment.len(), after));
    }
    let ends = if begins == '%' { "%}" } else { "}}" };
    let (mut code, mut quote) = (String::new(), None);
    let mut signs = text.char_indices();
    while let Some((place, sign)) = signs.next() {
        let here = text.get(place..)?;
        match quote {
            Some(_) if sign == '\\' => {
                signs.next();
            }
            Some(open) if sign == open => quote = None,
            Some(_) => {}
            None if here.starts_with(ends) => {
                let code = code.trim().trim_matches('-').trim().to_owned();
                return Some((code, place, here.get(ends.len()..)?));
            }
            None if here.starts_with("{{") || here.starts_with("{%") => return None,
            None if matches!(sign, '"' | '\'') => {
                quote = Some(sign);
                code.push_str("\"\"");
            }
            None => code.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(text: &str) -> Option<String> {
        match refused(text).pop() {
            Some((_, Refused::Forbidden(what))) => Some(what),
            Some((_, Refused::Open)) => Some("open".to_owned()),
            None => None,
        }
    }

    #[test]
    fn what_our_own_letters_say_is_allowed() {
        for text in [
            "Bonjour, {{ day | days }} {# {{ x ~ x }} #} 3 * 4 {x} ~",
            "{% for piece in pieces | listed -%}{{ piece.name | one_line }}{%- endfor %}",
            "{% if who | default(\"a ~ }} %} b\", true) | first_name %}{% elif day == 20 %}{% else %}{% endif %}",
            "{{ 'l\\'un }}' }}",
        ] {
            assert_eq!(forbidden(text), None, "{text}");
        }
    }

    #[test]
    fn what_grows_without_end_is_refused_wherever_it_hides() {
        for (text, what) in [
            ("{{ x ~ x }}", "~"),
            ("{{ \"x\" * 9999999 }}", "*"),
            ("{{ \"}}\" ~ x }}", "~"),
            ("{{ '\\'}}' ~ x }}", "~"),
            ("{% for x in [1, 2] %}{% endfor %}", "["),
            ("{%- set x = 1 %}", "{% set %}"),
            ("{%\nset x = 1 %}", "{% set %}"),
            ("{% raw %}{{ \" {% endraw %}", "{% raw %}"),
            ("{% macro x() %}{% endmacro %}", "{% macro %}"),
            ("{% for x in y recursive %}{% endfor %}", "recursive"),
            ("{{ {\"a\": 1} }}", "{"),
            ("{{ x", "open"),
            ("{{ x {{ y }}", "open"),
            ("{% if \"x %}", "open"),
        ] {
            assert_eq!(forbidden(text).as_deref(), Some(what), "{text}");
        }
        let lists = "{% for\nx in y %}{% endfor %}".repeat(5);
        assert_eq!(forbidden(&lists).as_deref(), Some("{% for %}"));
        let long = format!("{{{{ x{} }}}}", " | upper".repeat(40));
        assert_eq!(forbidden(&long).as_deref(), Some("{{ … }}"));
        assert_eq!(forbidden(&"{{ x }}".repeat(301)).as_deref(), Some("{{ … }}"));
    }

    #[test]
    fn it_is_said_with_its_line() {
        assert_eq!(refused("a\nb\n{{ x }} {{ x ~ y }}")[0].0, 3);
    }
}
