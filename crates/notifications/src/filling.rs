//! What templates may do with their values, and how much.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, filters};
use vocabulary::Lang;

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a page that is filled; words have another.
pub(crate) const PAGE: &str = "page";

/// Instructions that a document may take: some lists in each other, and no more.
const FUEL: u64 = 20_000;
/// Most bytes that a document is filled to.
pub(crate) const MOST_FILLED: usize = 256 * 1024;

/// `source` filled with `values`; `name` says whether these are escaped.
///
/// # Errors
///
/// What the library says; that it cannot be written where it is longer than [`MOST_FILLED`].
pub(crate) fn fill(lang: Lang, name: &str, source: &str, values: Value) -> Result<String, Error> {
    let environment = environment(lang);
    let mut filled = Filled(Vec::new());
    let template = environment.template_from_named_str(name, source)?;
    drop(template.render_captured_to(values, &mut filled)?);
    String::from_utf8(filled.0).map_err(|_| wrong("no text"))
}

/// What is filled until now.
struct Filled(Vec<u8>);

impl io::Write for Filled {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.0.len() + part.len() > MOST_FILLED {
            return Err(io::Error::other("too long"));
        }
        self.0.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Templates in `lang`: a value that is not there is an error, and pages escape what is put into them. Of the library's own
/// filters those alone that make nothing longer and let no markup through.
pub(crate) fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name == PAGE { AutoEscape::Html } else { AutoEscape::None }
    });
    environment.set_formatter(|out, state, value| {
        if *state.auto_escape() == AutoEscape::Html && !value.is_safe() {
            return Ok(out.write_str(&escaped(&value.to_string()))?);
        }
        minijinja::escape_formatter(out, state, value)
    });
    environment.add_filter("default", filters::default);
    environment.add_filter("lines", filters::lines);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("capitalize", filters::capitalize);
    environment.add_filter("length", filters::length);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("title", filters::title);
    environment.add_test("defined", minijinja::tests::is_defined);
    environment.add_test("undefined", minijinja::tests::is_undefined);
    environment.add_test("none", minijinja::tests::is_none);
    environment.add_filter("moment", move |text: &str| moment(text, lang));
    environment.add_filter("day", move |text: &str| day(text, lang));
    environment.add_filter("days", move |count: Value| days(&count, lang));
    environment.add_filter("euros", move |cents: Value| euros(&cents, lang));
    environment.add_filter("listed", listed);
    environment.add_filter("join", join);
    environment.add_filter("one_line", one_line);
    environment.add_filter("first_name", first_name);
    environment
}

/// The text as a page holds it, in elements and in attributes. The library's own would write addresses with `&#x2f;`.
pub(crate) fn escaped(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            other => page.push(other),
        }
    }
    page
}

fn wrong(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, why)
}

/// An instant as a person in France reads it.
fn moment(text: &str, lang: Lang) -> Result<String, Error> {
    let moment = in_paris(text)?;
    let (day, hour, minute) = (date(moment.date(), lang), moment.hour(), moment.minute());
    Ok(match lang {
        Lang::Fr => format!("{day} à {hour}\u{202f}h\u{202f}{minute:02} (heure de Paris)"),
        Lang::En => format!("{day} at {hour}:{minute:02} (Paris time)"),
    })
}

fn in_paris(text: &str) -> Result<jiff::Zoned, Error> {
    let instant: Timestamp = text.parse().map_err(|_| wrong("no instant"))?;
    let zone = TimeZone::get("Europe/Paris").map_err(|_| wrong("no zone"))?;
    Ok(instant.to_zoned(zone))
}

/// A date, or the day of an instant in Paris.
fn day(text: &str, lang: Lang) -> Result<String, Error> {
    // An instant would parse as a date too, of the wrong zone.
    if text.contains('T') {
        return Ok(date(in_paris(text)?.date(), lang));
    }
    Ok(date(text.parse().map_err(|_| wrong("no day"))?, lang))
}

fn date(date: Date, lang: Lang) -> String {
    let months = lang.pick(MONTHS_FR, MONTHS_EN);
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| months.get(month));
    let month = month.copied().unwrap_or_default();
    let (day, year) = (date.day(), date.year());
    let first = if day == 1 { lang.pick("er", "") } else { "" };
    format!("{day}{first} {month} {year}")
}

/// A number of days, in words.
fn days(count: &Value, lang: Lang) -> Result<String, Error> {
    let count = whole(count)?;
    let one = matches!(count, 0 | 1) && (lang == Lang::Fr || count == 1);
    let unit = if one { lang.pick("jour", "day") } else { lang.pick("jours", "days") };
    Ok(format!("{count} {unit}"))
}

/// Whole cents as a sum: `1 234,50 €`, `€1,234.50`.
fn euros(cents: &Value, lang: Lang) -> Result<String, Error> {
    let cents = whole(cents)?;
    let digits = (cents / 100).to_string();
    let mut sum = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            sum.push(lang.pick('\u{202f}', ','));
        }
        sum.push(digit);
    }
    let cents = cents % 100;
    Ok(match lang {
        Lang::Fr => format!("{sum},{cents:02}\u{202f}€"),
        Lang::En => format!("€{sum}.{cents:02}"),
    })
}

fn whole(number: &Value) -> Result<u64, Error> {
    if number.kind() != ValueKind::Number {
        return Err(wrong("no number"));
    }
    u64::try_from(number.clone()).map_err(|_| wrong("no whole number"))
}

/// A list that names something: a letter that asks for nothing is not sent.
fn listed(list: Value) -> Result<Value, Error> {
    if list.kind() == ValueKind::Seq && list.len().is_some_and(|length| length > 0) {
        return Ok(list);
    }
    Err(wrong("no list"))
}

/// The texts of a list in one, no longer than a document: the library's own joins grow without end, one in another.
fn join(list: &Value, between: Option<&str>) -> Result<String, Error> {
    if list.kind() != ValueKind::Seq {
        return Err(wrong("no list"));
    }
    let mut joined = String::new();
    for (place, one) in list.try_iter()?.enumerate() {
        if place > 0 {
            joined.push_str(between.unwrap_or_default());
        }
        joined.push_str(&one.to_string());
        if joined.len() > MOST_FILLED {
            return Err(wrong("too long"));
        }
    }
    Ok(joined)
}

/// What a value brought is no second line of a header, of a list or of a text.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_control() || character == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Most characters of a first name that a letter repeats.
const LONGEST_NAME: usize = 40;

/// A first name, or nothing: whoever asks chose these words, and our letter carries no words or address of theirs to strangers.
fn first_name(text: &str) -> String {
    let name = one_line(text);
    let known = |character: char| character.is_alphabetic() || " -'’".contains(character);
    let is_name = name.chars().all(known)
        && name.chars().count() <= LONGEST_NAME
        && name.split(' ').count() <= 3;
    if is_name { name.replace('\'', "’") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_brings_is_no_markup() {
        let page = escaped("<b a='1'>\"é&é\"</b>");
        assert_eq!(page, "&lt;b a=&#39;1&#39;&gt;&quot;é&amp;é&quot;&lt;/b&gt;");
    }

    #[test]
    fn an_instant_is_told_by_the_clock_of_paris() {
        let fr = |text| moment(text, Lang::Fr).unwrap().replace('\u{202f}', " ");
        assert_eq!(fr("2026-11-21T13:05:00Z"), "21 novembre 2026 à 14 h 05 (heure de Paris)");
        assert_eq!(fr("2026-07-31T22:00:00Z"), "1er août 2026 à 0 h 00 (heure de Paris)");
        let en = moment("2026-07-31T22:00:00Z", Lang::En).unwrap();
        assert_eq!(en, "1 August 2026 at 0:00 (Paris time)");
        assert!(moment("tomorrow", Lang::En).is_err());
    }

    #[test]
    fn a_day_is_a_date_or_that_of_an_instant_in_paris() {
        assert_eq!(day("2026-12-01", Lang::Fr).unwrap(), "1er décembre 2026");
        assert_eq!(day("2026-12-01", Lang::En).unwrap(), "1 December 2026");
        assert_eq!(day("2026-11-30T23:30:00Z", Lang::En).unwrap(), "1 December 2026");
        assert!(day("2026-13-01", Lang::Fr).is_err() && day("7", Lang::Fr).is_err());
    }

    #[test]
    fn a_sum_is_told_to_the_cent() {
        let told = |cents: i64, lang| euros(&Value::from(cents), lang).unwrap();
        assert_eq!(told(123_456_705, Lang::Fr).replace('\u{202f}', " "), "1 234 567,05 €");
        assert_eq!(told(123_450, Lang::En), "€1,234.50");
        assert_eq!(told(99_900, Lang::En), "€999.00");
        assert_eq!(told(5, Lang::Fr).replace('\u{202f}', " "), "0,05 €");
        for wrong in [Value::from(-1), Value::from(1.5), Value::from("12"), Value::from(true)] {
            assert!(euros(&wrong, Lang::Fr).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_day_is_one_and_days_are_counted_not_dated() {
        let told = |count: i64, lang| days(&Value::from(count), lang).unwrap();
        assert_eq!([told(1, Lang::Fr), told(30, Lang::Fr)], ["1 jour", "30 jours"]);
        assert_eq!([told(1, Lang::En), told(30, Lang::En)], ["1 day", "30 days"]);
        assert!(days(&Value::from("2026-12-01"), Lang::Fr).is_err());
    }

    #[test]
    fn a_list_names_something() {
        assert!(listed(Value::from(vec!["a"])).is_ok());
        assert!(listed(Value::from(Vec::<String>::new())).is_err());
        assert!(listed(Value::from("a")).is_err() && listed(Value::UNDEFINED).is_err());
    }

    #[test]
    fn texts_are_joined_no_longer_than_a_document() {
        let list = |one: &str| Value::from(vec![one.to_owned(), "b".to_owned()]);
        assert_eq!(join(&list("a"), Some(", ")).unwrap(), "a, b");
        assert_eq!(join(&list("a"), None).unwrap(), "ab");
        assert!(join(&list(&"a".repeat(MOST_FILLED)), None).is_err());
        assert!(join(&Value::from("ab"), Some(",")).is_err());
        let values = minijinja::context! { names => vec!["<b>", " élodie "] };
        let filled = |source| fill(Lang::Fr, PAGE, source, values.clone()).unwrap();
        assert_eq!(filled("{{ names|join('<') }}"), "&lt;b&gt;&lt; élodie ");
        assert_eq!(filled("{{ names|last|trim|title }}{{ names|first }}"), "Élodie&lt;b&gt;");
    }

    #[test]
    fn a_first_name_brings_neither_an_address_nor_a_speech() {
        for name in ["Ada", "Jean-Noël", "Marie Ève", "N’Golo"] {
            assert_eq!(first_name(name), name);
        }
        assert_eq!(first_name(" D'Arcy\n"), "D’Arcy");
        for hostile in [
            "evil.example",
            "https://evil",
            "a@b",
            "<b>Ada",
            "Call 0899 now",
            "You must pay us now",
        ] {
            assert_eq!(first_name(hostile), "", "{hostile}");
        }
        assert_eq!(first_name(&"a".repeat(41)), "");
    }
}
