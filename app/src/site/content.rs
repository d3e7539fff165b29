//! The prose: Markdown with a front matter, in French and English, whose figures are computed when a page is rendered.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Deserialize;
use vocabulary::{Date, Lang};

use super::asked::Asked;

mod figures;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// A text with what it says of itself, in one language.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Title of the page.
    pub title: String,
    /// One or two sentences for search engines.
    pub description: String,
    /// The day it was last compared with its sources.
    pub updated: Date,
    order: u32,
    template: String,
}

/// A guide, in both languages.
#[derive(Clone, Debug)]
pub struct Guide {
    /// Name of its files.
    pub key: String,
    /// Its slugs, French and English.
    pub slug: [String; 2],
    prose: [Prose; 2],
}

impl Guide {
    /// The text in `lang`.
    #[must_use]
    pub fn prose(&self, lang: Lang) -> &Prose {
        let [fr, en] = &self.prose;
        lang.pick(fr, en)
    }
}

/// All prose of the site.
#[derive(Debug)]
pub struct Contents {
    /// The guides, by key.
    pub guides: Vec<Guide>,
    pages: BTreeMap<String, [Prose; 2]>,
}

/// A file of prose that is not as it must be.
#[derive(Debug, thiserror::Error)]
#[error("content/{file}: {reason}")]
pub struct BadProse {
    file: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    description: String,
    updated: toml::value::Datetime,
    slug_fr: Option<String>,
    slug_en: Option<String>,
    /// Place among the guides, the lowest first.
    #[serde(default)]
    order: u32,
}

impl Contents {
    /// The prose that is compiled in.
    ///
    /// # Panics
    ///
    /// When a compiled-in file is not as it must be: a test reads them all.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static CONTENTS: LazyLock<Contents> = LazyLock::new(|| {
            Contents::read().unwrap_or_else(|bad| panic!("the compiled-in prose is broken: {bad}"))
        });
        &CONTENTS
    }

    fn read() -> Result<Self, BadProse> {
        let mut contents = Self { guides: Vec::new(), pages: BTreeMap::new() };
        for file in FILES.get_dir("fr").into_iter().flat_map(Dir::files) {
            if let Some(key) = key_of(file.path()) {
                let [(fr, _), (en, _)] = [load("fr", "", &key)?, load("en", "", &key)?];
                contents.pages.insert(key, [fr, en]);
            }
        }
        for file in FILES.get_dir("fr/guides").into_iter().flat_map(Dir::files) {
            if let Some(key) = key_of(file.path()) {
                let [(fr, slug), (en, _)] =
                    [load("fr", "guides/", &key)?, load("en", "guides/", &key)?];
                let slug = slug.ok_or_else(|| BadProse {
                    file: format!("fr/guides/{key}.md"),
                    reason: "slug_fr and slug_en are missing".into(),
                })?;
                contents.guides.push(Guide { key, slug, prose: [fr, en] });
            }
        }
        contents.guides.sort_by_key(|guide| guide.prose[0].order);
        Ok(contents)
    }

    /// The text of the page `key` in `lang`, if there is one.
    #[must_use]
    pub fn page(&self, key: &str, lang: Lang) -> Option<&Prose> {
        self.pages.get(key).map(|[fr, en]| lang.pick(fr, en))
    }
}

fn key_of(path: &std::path::Path) -> Option<String> {
    let markdown = path.extension().is_some_and(|ending| ending == "md");
    markdown.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
}

fn load(lang: &str, folder: &str, key: &str) -> Result<(Prose, Option<[String; 2]>), BadProse> {
    let file = format!("{lang}/{folder}{key}.md");
    let bad = |reason: String| BadProse { file: file.clone(), reason };
    let text = FILES
        .get_file(&file)
        .and_then(include_dir::File::contents_utf8)
        .ok_or_else(|| bad("the file is missing".into()))?;
    let (front, body) = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .ok_or_else(|| bad("no front matter between two lines +++".into()))?;
    let front: FrontMatter = toml::from_str(front).map_err(|error| bad(error.to_string()))?;
    let slug = front.slug_fr.zip(front.slug_en).map(|(fr, en)| [fr, en]);
    let prose = Prose {
        title: front.title,
        description: front.description,
        updated: Date::parse(&front.updated.to_string()).map_err(|error| bad(error.to_string()))?,
        order: front.order,
        // The figures of these pages stand above their text.
        template: body.replace("<!-- tables -->\n", ""),
    };
    Ok((prose, slug))
}

impl Prose {
    /// The text as HTML, its figures computed for what was asked.
    ///
    /// # Errors
    ///
    /// The text of the template engine, when the prose names a figure or a page that does not exist.
    pub fn html(&self, asked: &Asked) -> Result<String, minijinja::Error> {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        figures::define(&mut engine, &Arc::new(asked.clone()));
        let identity = &asked.tenant.identity;
        let markdown = engine
            .render_str(&self.template, context! { tenant => shown(identity, asked.lang) })?;
        Ok(to_html(&markdown, asked.lang))
    }
}

/// A tenant's identity as prose reads it: `tenant.legal_name`.
fn shown(identity: &tenants::Identity, lang: Lang) -> minijinja::Value {
    use serde_json::Value;
    let mut fields = match serde_json::to_value(identity) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let hours = lang.pick(&identity.hours_fr, &identity.hours_en);
    fields.insert("hours".to_owned(), Value::from(hours.as_str()));
    let fields: BTreeMap<String, minijinja::Value> = fields
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                Value::String(text) => minijinja::Value::from(text),
                Value::Bool(flag) => minijinja::Value::from(flag),
                _ => minijinja::Value::from(()),
            };
            (name, value)
        })
        .collect();
    minijinja::Value::from(fields)
}

/// Markdown to HTML: tables, and no raw HTML that the prose did not write itself.
fn to_html(markdown: &str, lang: Lang) -> String {
    use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
    let mut anchors = 0_u32;
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        // A wide table scrolls inside its own box, reachable by keyboard.
        Event::Start(Tag::Table(columns)) => {
            anchors += 1;
            let open = "<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"";
            let mut table = String::new();
            html::push_html(&mut table, [Event::Start(Tag::Table(columns))].into_iter());
            Event::Html(CowStr::from(format!(
                "{open}{} {anchors}\">{table}",
                lang.pick("Tableau", "Table")
            )))
        }
        Event::End(TagEnd::Table) => Event::Html(CowStr::from("</tbody></table></div>")),
        // The title of the page is the only first-level heading.
        Event::Start(Tag::Heading { level: HeadingLevel::H1, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, id, classes, attrs })
        }
        Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
            Event::End(TagEnd::Heading(HeadingLevel::H2))
        }
        other => other,
    });
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events);
    out
}
