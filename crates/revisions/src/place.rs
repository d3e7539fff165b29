//! The line of a key: a refusal names a place as `rate[2].periods[1].amount`, and whoever mends it looks for a line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Keys by which an element of a list is named, in the words of the tables and of the rules.
const NAMES: [&str; 3] = ["code", "id", "fact"];

/// The line, from 1, on which the key at `path` of the TOML text `text` stands, or else the nearest table around it.
///
/// `None` when nothing of the path is there, or the text is no TOML. An element of a list is named by its place (`rate[2]`)
/// or by its `code`, `id` or `fact` (`procedure.changement_titulaire`); a key may hold dots (`facts.vehicle.genre`).
#[must_use]
pub fn line_of(text: &str, path: &str) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let start = in_table(table.get_ref(), path)?;
    Some(line_at(text, start))
}

/// The line, from 1, and the words of the parser, where `text` is no TOML.
#[must_use]
pub fn not_toml(text: &str) -> Option<(usize, String)> {
    let error = DeTable::parse(text).err()?;
    let start = error.span().map_or(0, |span| span.start);
    Some((line_at(text, start), error.message().to_owned()))
}

/// The line, from 1, of the byte at `start`.
fn line_at(text: &str, start: usize) -> usize {
    1 + text.get(..start).unwrap_or_default().matches('\n').count()
}

/// Where the key begins, in bytes.
fn in_table(table: &DeTable<'_>, path: &str) -> Option<usize> {
    // The longest key that the path begins with: some hold dots.
    let (key, value) = table
        .iter()
        .filter(|(key, _)| begins_with(path, key.get_ref()).is_some())
        .max_by_key(|(key, _)| key.get_ref().len())?;
    let rest = begins_with(path, key.get_ref())?;
    Some(in_value(value, rest).unwrap_or(key.span().start))
}

/// What follows `key` in `path`, when it is the first thing there.
fn begins_with<'path>(path: &'path str, key: &str) -> Option<&'path str> {
    let rest = path.strip_prefix(key)?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

fn in_value(value: &Spanned<DeValue<'_>>, rest: &str) -> Option<usize> {
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, rest.strip_prefix('.')?),
        DeValue::Array(list) => {
            if let Some((number, rest)) =
                rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
            {
                let element = list.get(number.parse::<usize>().ok()?)?;
                return Some(in_value(element, rest).unwrap_or(element.span().start));
            }
            let name = rest.strip_prefix('.')?;
            let (element, rest) = list.iter().find_map(|element| {
                let DeValue::Table(table) = element.get_ref() else { return None };
                let mut named = NAMES.iter().filter_map(|key| table.get(*key)?.get_ref().as_str());
                let rest = named.find_map(|own| begins_with(name, own))?;
                Some((element, rest))
            })?;
            Some(in_value(element, rest).unwrap_or(element.span().start))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# One.
[facts]
"vehicle.genre" = { type = "enum", values = ["VP"] }

[[rate]]
region = "11"
periods = [
  { amount = "54.95" },
  { amount = "-1" },
]

[[rate]]
region = "24"

[[procedure]]
code = "changement_titulaire"
requires = [
  { doc = "mandat" },
  { doc = "recepise" },
]
"#;

    #[test]
    fn a_key_is_found_by_its_place_by_a_name_and_through_dots() {
        for (path, line) in [
            ("rate[0].periods[1].amount", 9),
            ("rate[1]", 12),
            ("rate[1].region", 13),
            ("facts.vehicle.genre", 3),
            ("procedure.changement_titulaire", 15),
            ("procedure.changement_titulaire.requires[1]", 19),
            ("procedure.changement_titulaire.requires[1].doc", 19),
        ] {
            assert_eq!(line_of(TEXT, path), Some(line), "{path}");
        }
    }

    #[test]
    fn the_line_that_is_no_toml_is_named() {
        assert_eq!(not_toml(TEXT), None);
        assert_eq!(not_toml("a = 1\n= 3\n").map(|(line, _)| line), Some(2));
    }

    #[test]
    fn a_key_that_is_not_there_is_looked_for_in_the_table_around_it() {
        assert_eq!(line_of(TEXT, "rate[1].periods[0].amount"), Some(12));
        assert_eq!(line_of(TEXT, "procedure.changement_titulaire.deadline"), Some(15));
        assert_eq!(line_of(TEXT, "rates[1]"), None);
        assert_eq!(line_of("= 3", "rate[1]"), None);
    }
}
