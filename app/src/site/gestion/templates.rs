//! `/gestion/messages/modeles`: what messages say today, filled with nobody's values.

use ::revisions::Subject;
use leptos::prelude::*;
use notifications::{Channel, Length, Template};
use uuid::Uuid;
use vocabulary::Lang;

use super::acts::Screen;
use super::control::{lines, tabs};
use super::{body, revisions, words};
use crate::site::asked::Asked;
use crate::site::document::Body;

/// A template, filled.
#[derive(Clone, Debug)]
pub struct TemplateView {
    /// Which one.
    pub template: Template,
    /// In which language.
    pub lang: Lang,
    /// The subject; empty for a text to a telephone.
    pub subject: String,
    /// The words.
    pub text: String,
    /// It has a page, which is served apart.
    pub has_page: bool,
    /// What goes to a telephone, and how long it is.
    pub short: Option<(String, Length)>,
    /// The revision of the words; none for those that come with the program.
    pub version: Option<Uuid>,
}

fn address(template: Template, lang: Lang) -> String {
    let path = Screen::Template.path().replace("{template}", template.id());
    format!("{path}?langue={}", lang.id())
}

/// Where the page of a template is served, alone.
pub(super) fn preview(template: Template, lang: Lang) -> String {
    let path = Screen::Template.path().replace("{template}", template.id());
    format!("{path}/apercu?langue={}", lang.id())
}

pub(super) fn list(asked: &Asked) -> Body {
    let lang = asked.lang;
    let rows = Template::ALL
        .iter()
        .map(|template| {
            let channel = match (template.channel(), template.goes_by(Channel::Sms)) {
                (Channel::Email, false) => lang.pick("e-mail", "e-mail"),
                (Channel::Email, true) => lang.pick("e-mail, SMS", "e-mail, SMS"),
                (Channel::Sms, _) => lang.pick("SMS", "SMS"),
            };
            let languages = Lang::ALL
                .iter()
                .map(|in_lang| {
                    let name = in_lang.pick("français", "English");
                    view! {
                        <a href=address(*template, *in_lang) lang=in_lang.id()>
                            {name}
                            <span class="sr-only">
                                {format!(" {}", words::template(*template, lang))}
                            </span>
                        </a>
                        " "
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">
                        <a href=address(*template, lang) data-row="">
                            {words::template(*template, lang)}
                        </a>
                    </th>
                    <td>{channel}</td>
                    <td>{languages}</td>
                </tr>
            }
        })
        .collect_view();
    body(
        lang.pick("Modèles de messages", "Message templates"),
        200,
        view! {
            <p>
                <a href=Screen::Letters
                    .path()>{lang.pick("Changer une lettre", "Change a letter")}</a>
            </p>
            {lines(
                lang.pick("Modèles", "Templates"),
                &[
                    lang.pick("Modèle", "Template"),
                    lang.pick("Par", "By"),
                    lang.pick("Langues", "Languages"),
                ],
                rows.into_any(),
            )}
        },
    )
}

pub(super) fn page(asked: &Asked, view: &TemplateView) -> Body {
    let lang = asked.lang;
    let title = words::template(view.template, lang);
    let views = Lang::ALL
        .iter()
        .map(|it| {
            let name = it.pick("Français", "English").to_owned();
            (address(view.template, *it), name, *it == view.lang)
        })
        .collect();
    let drawn = if view.has_page {
        let name = format!(
            "{} {}",
            lang.pick("Page du message\u{202f}:", "Page of the message:"),
            view.subject
        );
        view! {
            <iframe
                id="preview"
                class="desk-preview"
                title=name
                src=preview(view.template, view.lang)
                sandbox=""
            ></iframe>
        }
        .into_any()
    } else {
        view! {
            <p id="preview" class="muted" tabindex="-1">
                {lang.pick("Un SMS n’a pas de page.", "A text has no page.")}
            </p>
        }
        .into_any()
    };
    let subject = (!view.subject.is_empty()).then(|| {
        view! {
            <p lang=view.lang.id()>
                <strong>{lang.pick("Objet\u{202f}: ", "Subject: ")}</strong>
                {view.subject.clone()}
            </p>
        }
    });
    let version = match view.version {
        Some(id) => {
            let address = revisions::address(Subject::Letter, Some(id));
            let words =
                lang.pick("Version de la maison, en vigueur", "The house’s version, in force");
            view! { <a href=address>{words}</a> }.into_any()
        }
        None => lang
            .pick("Texte livré avec le programme", "Words that come with the program")
            .into_any(),
    };
    let short = view
        .short
        .as_ref()
        .map(|(text, length)| revisions::short(text, *length, (view.lang, lang)));
    body(
        title,
        200,
        view! {
            <p>
                <a href=Screen::Templates
                    .path()>{lang.pick("Tous les modèles", "All templates")}</a>
            </p>
            <p class="muted">
                {lang
                    .pick(
                        "Rempli avec des valeurs d’exemple\u{202f}: ce ne sont celles de personne.",
                        "Filled with sample values: they are nobody’s.",
                    )}
            </p>
            {tabs(lang.pick("Langue du message", "Language of the message"), views)}
            <p>{version}</p>
            {subject}
            {short}
            <div class="desk-pair">
                <section aria-labelledby="page-title">
                    <h2 id="page-title">{lang.pick("Page", "Page")}</h2>
                    {drawn}
                </section>
                <section aria-labelledby="words-title">
                    <h2 id="words-title">{lang.pick("Texte", "Text")}</h2>
                    <div
                        class="table-scroll"
                        role="region"
                        tabindex="0"
                        aria-label=lang.pick("Texte du message", "Words of the message")
                    >
                        <pre class="desk-text" lang=view.lang.id()>
                            {view.text.clone()}
                        </pre>
                    </div>
                </section>
            </div>
        },
    )
}
