use std::collections::HashMap;

use minijinja::value::{Serde, Value as Filled};
use mrml::prelude::parser::ParserOptions;
use mrml::prelude::render::RenderOptions;
use serde_json::{Map, Value};
use vocabulary::Lang;

use crate::filling::{PAGE, fill, one_line};
use crate::letter::{Letter, Part};
use crate::markup;
use crate::notice::Channel;
use crate::template::Template;

/// Longest line of a text, in characters, unless a word is longer.
const WIDTH: usize = 76;

/// How the address of a link begins. A house in its workshop has no secured page.
const LEAD: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// A message, ready to be sent or looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject; empty for a text to a telephone.
    pub subject: String,
    /// The page; empty for a text to a telephone.
    pub html: String,
    /// The words.
    pub text: String,
}

/// Why a template could not be filled. Nothing in it quotes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unrenderable {
    /// A value is missing, or is not of its kind.
    #[error("the template could not be filled: {0}")]
    Filling(minijinja::ErrorKind),
    /// The letter has no words for the channel.
    #[error("the letter has no words for this channel")]
    NoWords,
    /// The page is no MJML.
    #[error("the page could not be laid out")]
    Page,
}

impl From<minijinja::Error> for Unrenderable {
    fn from(error: minijinja::Error) -> Self {
        Self::Filling(error.kind())
    }
}

/// The words that come with the program for `template`, in `lang`, with `values`: its [`required`](Template::required) ones
/// and `house`.
///
/// # Errors
///
/// [`Unrenderable`] when a value is missing.
pub fn render(
    template: Template,
    lang: Lang,
    values: &Map<String, Value>,
) -> Result<Rendered, Unrenderable> {
    render_letter(&Letter::built_in(template), template.channel(), lang, values)
}

/// `letter` as it goes by `channel`, in `lang`, with `values` as in [`render`].
///
/// # Errors
///
/// [`Unrenderable`] when a value is missing, or the letter does not go by that channel.
pub fn render_letter(
    letter: &Letter,
    channel: Channel,
    lang: Lang,
    values: &Map<String, Value>,
) -> Result<Rendered, Unrenderable> {
    let part = |part| letter.part(lang, part).ok_or(Unrenderable::NoWords);
    let filling = Filling { lang, values: Filled::from(Serde(values)) };
    if channel == Channel::Sms {
        let text = one_line(&filling.words(part(Part::Short)?, None, "")?);
        return Ok(Rendered { subject: String::new(), html: String::new(), text });
    }
    let words = filling.words(part(Part::Words)?, None, "")?;
    let (subject, body) = words.split_once('\n').ok_or(Unrenderable::Page)?;
    let subject = one_line(subject);
    let layout = lang.pick(
        include_str!("../templates/layout.fr.txt"),
        include_str!("../templates/layout.en.txt"),
    );
    let text = wrapped(&filling.words(layout, Some(body.trim()), &subject)?);
    Ok(Rendered { html: filling.page(part(Part::Page)?, &subject)?, subject, text })
}

/// A document as it is filled with `values`, before it is laid out; `name` says whether values are escaped.
pub(crate) fn filled(
    lang: Lang,
    name: &str,
    source: &str,
    values: &Map<String, Value>,
) -> Result<String, minijinja::Error> {
    let values = minijinja::context! { lang => lang.id(), ..Filled::from(Serde(values)) };
    fill(lang, name, source, values)
}

struct Filling {
    lang: Lang,
    values: Filled,
}

impl Filling {
    fn words(
        &self,
        source: &str,
        body: Option<&str>,
        subject: &str,
    ) -> Result<String, Unrenderable> {
        self.fill("words", source, body.map(Filled::from), subject)
    }

    fn page(&self, source: &str, subject: &str) -> Result<String, Unrenderable> {
        let body = self.fill(PAGE, source, None, subject)?;
        // Whoever wrote it, and whatever came in: it is looked at as it goes.
        let links = markup::links(&body).map_err(|_| Unrenderable::Page)?;
        if !links.iter().all(|link| LEAD.iter().any(|way| link.starts_with(way))) {
            return Err(Unrenderable::Page);
        }
        let body = Filled::from_safe_string(body);
        let layout = self.lang.pick(
            include_str!("../templates/layout.fr.mjml"),
            include_str!("../templates/layout.en.mjml"),
        );
        let mjml = self.fill(PAGE, layout, Some(body), subject)?;
        let parsed = mrml::parse_with_options(&mjml, &ParserOptions::default())
            .map_err(|_| Unrenderable::Page)?;
        // No fonts of others: a mail that is opened tells nobody.
        let options = RenderOptions { fonts: HashMap::new(), ..Default::default() };
        parsed.element.render(&options).map_err(|_| Unrenderable::Page)
    }

    fn fill(
        &self,
        name: &str,
        source: &str,
        body: Option<Filled>,
        subject: &str,
    ) -> Result<String, Unrenderable> {
        let values = minijinja::context! {
            lang => self.lang.id(),
            subject => subject,
            body => body.unwrap_or_default(),
            ..self.values.clone()
        };
        Ok(fill(self.lang, name, source, values)?)
    }
}

/// The text in lines that an old mailer shows whole; words are kept, and so are narrow spaces. An item of a list stays
/// under its dash.
fn wrapped(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let indent = if line.starts_with("- ") { "  " } else { "" };
        let mut current = String::new();
        for word in line.split(' ') {
            let longer = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && longer > WIDTH {
                lines.push(std::mem::replace(&mut current, indent.to_owned()));
            } else if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines.join("\n") + "\n"
}
