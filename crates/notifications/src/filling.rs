//! What templates may do with their values.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
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

/// Templates in `lang`: a value that is not there is an error, and pages escape what is put into them.
pub(crate) fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::new();
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
    environment.add_filter("moment", move |text: &str| moment(text, lang));
    environment
}

/// The text as a page holds it, in elements and in attributes. The library's own would write addresses with `&#x2f;`.
fn escaped(text: &str) -> String {
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

/// An instant as a person in France reads it.
fn moment(text: &str, lang: Lang) -> Result<String, Error> {
    let wrong = |_| Error::new(ErrorKind::InvalidOperation, "no instant");
    let instant: Timestamp = text.parse().map_err(wrong)?;
    let zone = TimeZone::get("Europe/Paris").map_err(wrong)?;
    let moment = instant.to_zoned(zone);
    let months = lang.pick(MONTHS_FR, MONTHS_EN);
    let month = usize::try_from(moment.month() - 1).ok().and_then(|month| months.get(month));
    let month = month.copied().unwrap_or_default();
    let (day, year, hour, minute) = (moment.day(), moment.year(), moment.hour(), moment.minute());
    Ok(match lang {
        Lang::Fr => {
            let first = if day == 1 { "er" } else { "" };
            format!(
                "{day}{first} {month} {year} à {hour}\u{202f}h\u{202f}{minute:02} (heure de Paris)"
            )
        }
        Lang::En => format!("{day} {month} {year} at {hour}:{minute:02} (Paris time)"),
    })
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
}
