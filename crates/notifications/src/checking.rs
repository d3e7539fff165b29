//! What a house may say in its own words: every value known, none of those that must be told left out, no link taken away,
//! and a page that brings nothing from elsewhere.

use std::collections::HashSet;

use minijinja::{Error, ErrorKind};
use mrml::prelude::parser::{Error as NoMjml, ParserOptions};
use serde_json::{Map, Value, json};
use vocabulary::Lang;

use crate::code::{self, Refused};
use crate::filling::{MOST_FILLED, PAGE, environment, escaped};
use crate::length::{Length, MOST_PARTS, plainly};
use crate::letter::{DOCUMENTS, Letter, Part};
use crate::markup;
use crate::notice::Channel;
use crate::rendering::{filled, render_letter};
use crate::template::Template;

/// Longest document, in bytes.
const LONGEST: usize = 32 * 1024;
/// What is known of the house.
const HOUSE: [&str; 8] =
    ["brand", "legal_name", "address", "phone", "email", "hours_fr", "hours_en", "site"];
/// Values that are addresses: where one is a link of our own page, it stays one.
const LINKS: [&str; 4] = ["link", "reset_link", "settings_link", "terms"];
/// How the address of a link begins.
const LEAD: [&str; 3] = ["https://", "mailto:", "tel:"];
/// What no page holds: it would tell others that a mail was opened, run, or break the sheet that it is laid out in. It is said
/// with its line; what else it may not hold, the page says once it is filled.
const FORBIDDEN: [&str; 20] = [
    "<mjml",
    "<mj-head",
    "<mj-body",
    "<mj-section",
    "<mj-column",
    "<mj-include",
    "<mj-image",
    "<mj-carousel",
    "<mj-raw",
    "<mj-style",
    "<mj-social",
    "<img",
    "<script",
    "<style",
    "<iframe",
    "<form",
    "url(",
    "javascript:",
    "|safe",
    "autoescape",
];

/// Something that is refused of a letter, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In which document.
    pub document: &'static str,
    /// On which line, from 1, where that is known.
    pub line: Option<usize>,
    /// Why.
    pub why: Why,
}

/// Why something is refused of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The document is not there, or says nothing.
    Missing,
    /// The letter does not go to telephones.
    NotShort,
    /// The first line holds no subject, or nothing follows it.
    NoSubject,
    /// A tag, a filter or a value is not written as it must be: what the library says, in English.
    Syntax(String),
    /// This letter has no such value.
    Unknown(String),
    /// A value is not told that must be.
    Untold(&'static str),
    /// The page has no link to this address any more.
    NoLink(&'static str),
    /// The page is not well formed.
    NotMjml,
    /// This stands in no letter.
    Forbidden(String),
    /// A link leads elsewhere than to a secured page, an address or a number.
    Address(String),
    /// It is too long: in parts for a telephone, in bytes else.
    TooLong {
        /// How long it may be.
        most: usize,
    },
}

/// What is refused of `letter`; nothing where it may be sent.
#[must_use]
pub fn check(letter: &Letter) -> Vec<Fault> {
    let (template, own) = (letter.template(), Letter::built_in(letter.template()));
    let mut faults = Vec::new();
    for lang in Lang::ALL.iter().copied() {
        for part in [Part::Words, Part::Page, Part::Short] {
            let document = part.document(lang);
            let fault = |line, why| Fault { document, line, why };
            match (letter.part(lang, part), own.part(lang, part)) {
                (Some(_), None) => faults.push(fault(None, Why::NotShort)),
                (text, Some(own)) => match text.filter(|text| !text.trim().is_empty()) {
                    None => faults.push(fault(None, Why::Missing)),
                    Some(text) => {
                        let checked = Checked { template, lang, part, text, own };
                        let found = checked.faults();
                        faults.extend(found.into_iter().map(|(line, why)| fault(line, why)));
                    }
                },
                (None, None) => {}
            }
        }
    }
    if faults.is_empty() {
        faults.extend(unrendered(letter));
    }
    faults.sort_by_key(|one| (DOCUMENTS.iter().position(|name| *name == one.document), one.line));
    faults
}

/// A document beside the one that comes with the program.
#[derive(Clone, Copy)]
struct Checked<'a> {
    template: Template,
    lang: Lang,
    part: Part,
    text: &'a str,
    own: &'a str,
}

type Found = (Option<usize>, Why);

impl Checked<'_> {
    fn faults(self) -> Vec<Found> {
        if self.text.len() > LONGEST {
            return vec![(None, Why::TooLong { most: LONGEST })];
        }
        let mut faults = self.forbidden();
        let code = code::refused(self.text).into_iter();
        let code: Vec<Found> = code.map(|(line, refused)| (Some(line), why(refused))).collect();
        if !code.is_empty() {
            // What grows without end is not even read.
            faults.extend(code);
            return faults;
        }
        let environment = environment(self.lang);
        let parsed = environment.template_from_named_str(self.name(), self.text);
        let values = match parsed {
            Ok(parsed) => parsed.undeclared_variables(true),
            Err(error) => {
                faults.push(syntax(&error));
                return faults;
            }
        };
        faults.extend(self.unknown(&values));
        faults.extend(self.untold(&values));
        if self.part == Part::Page {
            faults.extend(self.links());
        }
        if self.part == Part::Words && !self.has_subject() {
            faults.push((Some(1), Why::NoSubject));
        }
        if faults.is_empty() {
            faults.extend(trials(self.template).into_iter().find_map(|values| self.tried(&values)));
        }
        faults
    }

    /// What the template is called: pages escape their values.
    const fn name(self) -> &'static str {
        if matches!(self.part, Part::Page) { PAGE } else { "words" }
    }

    /// The first line is a subject, and something follows it.
    fn has_subject(self) -> bool {
        let parts = self.text.split_once('\n');
        parts.is_some_and(|(subject, body)| !subject.trim().is_empty() && !body.trim().is_empty())
    }

    fn line_of(self, wanted: &str) -> Option<usize> {
        let line = self.text.lines().position(|line| line.contains(wanted))?;
        Some(line + 1)
    }

    fn forbidden(self) -> Vec<Found> {
        let mut faults = Vec::new();
        for (number, line) in (1..).zip(self.text.lines()) {
            let bare: String =
                line.to_lowercase().chars().filter(|sign| !sign.is_whitespace()).collect();
            for wrong in FORBIDDEN.iter().filter(|wrong| bare.contains(**wrong)) {
                faults.push((Some(number), Why::Forbidden((*wrong).to_owned())));
            }
        }
        faults
    }

    /// Values that this letter has not.
    fn unknown(self, values: &HashSet<String>) -> Vec<Found> {
        let (required, optional) = (self.template.required(), self.template.optional());
        let mut unknown: Vec<&String> = values
            .iter()
            .filter(|value| {
                let (head, rest) = value.split_once('.').unwrap_or((value.as_str(), ""));
                let known = required.contains(&head) || optional.contains(&head) || head == "lang";
                let of_house = head == "house" && HOUSE.contains(&rest);
                !known && !of_house
            })
            .collect();
        unknown.sort();
        unknown.into_iter().map(|it| (self.line_of(it), Why::Unknown(it.clone()))).collect()
    }

    /// Values that are told by what comes with the program, and are not told here.
    fn untold(self, values: &HashSet<String>) -> Vec<Found> {
        let environment = environment(self.lang);
        let own = environment.template_from_named_str(self.name(), self.own);
        let own = own.map(|own| own.undeclared_variables(true)).unwrap_or_default();
        let tells = |values: &HashSet<String>, name: &str| {
            values.iter().any(|value| value.split('.').next() == Some(name))
        };
        // A text to a telephone is short: what leads to the rest is enough.
        let must = |name: &&&'static str| {
            let short = self.part == Part::Short && self.template.channel() == Channel::Email;
            if short { LINKS.contains(*name) } else { true }
        };
        let required = self.template.required().iter();
        required
            .filter(must)
            .filter(|name| tells(&own, name) && !tells(values, name))
            .map(|name| (None, Why::Untold(name)))
            .collect()
    }

    /// Links of the page: those that must be there, and none to elsewhere.
    fn links(self) -> Vec<Found> {
        let (here, own) = (addresses(self.text), addresses(self.own));
        let leads = |all: &[(usize, String)], name: &str| {
            all.iter().any(|(_, address)| *address == format!("{{{{{name}}}}}"))
        };
        let gone = LINKS.iter().filter(|name| leads(&own, name) && !leads(&here, name));
        let gone = gone.map(|name| (None, Why::NoLink(name)));
        let known = |address: &str| {
            address.starts_with("{{") || LEAD.iter().any(|way| address.starts_with(way))
        };
        let elsewhere = here
            .iter()
            .filter(|(_, address)| !known(address))
            .map(|(line, address)| (Some(*line), Why::Address(address.clone())));
        gone.chain(elsewhere).collect()
    }

    /// What is refused of the links of what was `made` with `values`: a link that ours has with them is there, and each leads
    /// to where it may.
    fn led_astray(self, made: &str, values: &Map<String, Value>) -> Option<Found> {
        let own = filled(self.lang, self.name(), self.own, values).unwrap_or_default();
        let addresses = LINKS.iter().filter_map(|name| Some((*name, values.get(*name)?.as_str()?)));
        if self.part != Part::Page {
            let mut gone =
                addresses.filter(|(_, address)| own.contains(address) && !made.contains(address));
            return gone.next().map(|(name, _)| (None, Why::Untold(name)));
        }
        let here = match markup::links(made) {
            Ok(links) => links,
            Err(stray) => return Some((Some(stray.line), Why::Forbidden(stray.what))),
        };
        let own = markup::links(&own).unwrap_or_default();
        for (name, address) in addresses {
            let address = escaped(address);
            if own.contains(&address.as_str()) && !here.contains(&address.as_str()) {
                return Some((None, Why::NoLink(name)));
            }
        }
        let astray = here.iter().find(|link| !LEAD.iter().any(|way| link.starts_with(way)));
        astray.map(|link| (None, Why::Address((*link).to_owned())))
    }

    fn tried(self, values: &Map<String, Value>) -> Option<Found> {
        let made = match filled(self.lang, self.name(), self.text, values) {
            Ok(made) => made,
            Err(error) if error.kind() == ErrorKind::WriteFailure => {
                return Some((None, Why::TooLong { most: MOST_FILLED }));
            }
            Err(error) => return Some(syntax(&error)),
        };
        if let Some(found) = self.led_astray(&made, values) {
            return Some(found);
        }
        match self.part {
            Part::Words => None,
            Part::Short => {
                let length = Length::of(&plainly(made.trim()));
                (length.parts > MOST_PARTS).then_some((None, Why::TooLong { most: MOST_PARTS }))
            }
            Part::Page => {
                let before = "<mjml><mj-body><mj-section><mj-column>";
                let mjml = format!("{before}{made}</mj-column></mj-section></mj-body></mjml>");
                let error = mrml::parse_with_options(&mjml, &ParserOptions::default()).err()?;
                let line = position(&error)
                    .and_then(|place| mjml.get(..place))
                    .map(|read| read.matches('\n').count() + 1);
                Some((line, Why::NotMjml))
            }
        }
    }
}

/// Values to try it with: all of them, without those that may be left out, and with every switch the other way.
fn trials(template: Template) -> [Map<String, Value>; 3] {
    let of_house = |name: &&str| match *name {
        "site" => ("site".to_owned(), json!("https://carteclaire.example")),
        name => (name.to_owned(), json!("CarteClaire")),
    };
    let house: Map<String, Value> = HOUSE.iter().map(of_house).collect();
    let mut whole = template.sample();
    whole.insert("house".to_owned(), Value::Object(house));
    let mut least = whole.clone();
    least.retain(|name, _| !template.optional().contains(&name.as_str()));
    let mut other = whole.clone();
    for value in other.values_mut() {
        if let Value::Bool(yes) = value {
            *yes = !*yes;
        }
    }
    [whole, least, other]
}

/// Why a tag is refused.
fn why(refused: Refused) -> Why {
    match refused {
        Refused::Open => Why::Syntax("unclosed tag".to_owned()),
        Refused::Forbidden(what) => Why::Forbidden(what),
    }
}

/// What the library says of a template, and on which line.
fn syntax(error: &Error) -> Found {
    let said = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    (error.line(), Why::Syntax(said))
}

/// The addresses of links, bare of spaces, each with its line.
fn addresses(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let bare: String = line.chars().filter(|sign| !sign.is_whitespace()).collect();
        for after in bare.split("href=").skip(1) {
            let quote = if after.starts_with('\'') { '\'' } else { '"' };
            let address = after.trim_start_matches(quote).split(quote).next().unwrap_or_default();
            found.push((number, address.to_owned()));
        }
    }
    found
}

/// Where a page is not well formed, in bytes.
fn position(error: &NoMjml) -> Option<usize> {
    match error {
        NoMjml::UnexpectedElement { position, .. }
        | NoMjml::UnexpectedToken { position, .. }
        | NoMjml::MissingAttribute { position, .. }
        | NoMjml::InvalidAttribute { position, .. }
        | NoMjml::InvalidFormat { position, .. } => Some(position.start),
        _ => None,
    }
}

/// A letter whose every document is sound is laid out once in each language, as it would be sent.
fn unrendered(letter: &Letter) -> Option<Fault> {
    let [values, ..] = trials(letter.template());
    Lang::ALL.iter().copied().find_map(|lang| {
        let channel = letter.template().channel();
        let document = if channel == Channel::Email { Part::Page } else { Part::Short };
        let document = document.document(lang);
        render_letter(letter, channel, lang, &values).err()?;
        Some(Fault { document, line: None, why: Why::NotMjml })
    })
}
