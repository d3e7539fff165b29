//! The contact form: plain HTML, its errors on top and beside, nothing typed ever lost.

use contact::{Fault, Field, Topic};
use leptos::prelude::*;
use vocabulary::Lang;

use super::{Body, Page, head};
use crate::site::asked::Asked;
use crate::site::document::Head;
use crate::site::forms::error_summary;

/// What became of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactForm {
    /// Some fields are refused.
    Refused {
        /// What was typed, by field.
        typed: Vec<(Field, String)>,
        /// What is wrong.
        faults: Vec<(Field, Fault)>,
    },
    /// Too many messages from this address.
    TooMany {
        /// What was typed.
        typed: Vec<(Field, String)>,
    },
    /// It could not be stored.
    Unavailable {
        /// What was typed.
        typed: Vec<(Field, String)>,
    },
    /// It was stored.
    Sent,
}

impl ContactForm {
    fn typed(&self, field: Field) -> String {
        match self {
            Self::Refused { typed, .. } | Self::TooMany { typed } | Self::Unavailable { typed } => {
                typed
                    .iter()
                    .find(|(one, _)| *one == field)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default()
            }
            Self::Sent => String::new(),
        }
    }

    const fn status(&self) -> u16 {
        match self {
            Self::Refused { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::Unavailable { .. } => 503,
            Self::Sent => 200,
        }
    }
}

/// `/contact`
#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
pub(super) fn page(asked: &Asked, form: Option<&ContactForm>) -> Body {
    let lang = asked.lang;
    let sent = asked.query == "envoye=1" || form == Some(&ContactForm::Sent);
    let faults = match form {
        Some(ContactForm::Refused { faults, .. }) => faults.clone(),
        _ => Vec::new(),
    };
    let errors: Vec<(String, String)> = faults
        .iter()
        .map(|(field, fault)| (field.id().to_owned(), message(*field, *fault, lang)))
        .collect();
    let title = lang.pick("Nous écrire", "Contact us");
    let notice = notice(asked, form, sent);
    let identity = &asked.tenant.identity;
    let typed = |field| form.map(|form| form.typed(field)).unwrap_or_default();
    let error = |field: Field| {
        errors.iter().find(|(name, _)| name == field.id()).map(|(_, message)| message.clone())
    };
    let box_of = |field: Field, label: &'static str, control: AnyView| {
        view! {
            <div class="field">
                <label class="field-label" for=field.id()>
                    {label}
                </label>
                <p
                    class="field-error"
                    id=format!("{}-error", field.id())
                    hidden=error(field).is_none()
                >
                    {error(field)}
                </p>
                {control}
            </div>
        }
    };
    let invalid = |field: Field| if error(field).is_some() { "true" } else { "false" };
    let input = |field: Field, kind: &'static str, complete: &'static str| {
        view! {
            <input
                class="input"
                id=field.id()
                name=field.id()
                r#type=kind
                autocomplete=complete
                value=typed(field)
                aria-describedby=format!("{}-error", field.id())
                aria-invalid=invalid(field)
            />
        }
        .into_any()
    };
    let chosen = typed(Field::Topic);
    let topics = Topic::ALL
        .iter()
        .map(|topic| {
            view! {
                <option value=topic.id() selected=chosen == topic.id()>
                    {topic_label(*topic, lang)}
                </option>
            }
        })
        .collect_view();
    let topic = view! {
        <select
            class="select"
            id="topic"
            name="topic"
            aria-describedby="topic-error"
            aria-invalid=invalid(Field::Topic)
        >
            {topics}
        </select>
    }
    .into_any();
    let body = view! {
        <textarea
            class="input"
            id="body"
            name="body"
            rows="8"
            maxlength=contact::BODY_MAX.to_string()
            aria-describedby="body-error body-help"
            aria-invalid=invalid(Field::Body)
        >
            {typed(Field::Body)}
        </textarea>
        <p class="field-help" id="body-help">
            {lang
                .pick(
                    "N’envoyez ici ni copie de papiers, ni numéro de carte bancaire. Votre message est effacé après un an.",
                    "Send no copy of papers and no bank card number here. Your message is deleted after a year.",
                )}
        </p>
    }
    .into_any();
    Body {
        head: Head {
            crumbs: vec![(asked.say("Accueil", "Home").to_owned(), Page::Home)],
            ..head(
                title,
                lang.pick(
                    "Une question sur le prix, les pièces ou votre dossier\u{202f}? Écrivez-nous ou appelez-nous\u{202f}: une personne vous répond aux heures indiquées.",
                    "A question about the price, the papers or your file? Write or call: a person answers during the hours shown.",
                ),
                Page::Contact,
            )
        },
        status: form.map_or(200, ContactForm::status),
        fault: None,
        view: view! {
            <h1>{title}</h1>
            {notice}
            {error_summary(&errors, lang)}
            <p>
                {format!(
                    "{} {} · {}",
                    lang.pick("Téléphone\u{202f}:", "Telephone:"),
                    identity.phone,
                    lang.pick(&identity.hours_fr, &identity.hours_en),
                )}
            </p>
            <form method="post" action=asked.href(Page::Contact) novalidate>
                {box_of(
                    Field::Name,
                    lang.pick("Votre nom", "Your name"),
                    input(Field::Name, "text", "name"),
                )}
                {box_of(
                    Field::Email,
                    lang.pick("Votre adresse e-mail", "Your e-mail address"),
                    input(Field::Email, "email", "email"),
                )}
                {box_of(Field::Topic, lang.pick("Sujet", "Subject"), topic)}
                {box_of(Field::Body, lang.pick("Votre message", "Your message"), body)}
                // Left empty by people; filled by programs.
                <div class="sr-only" aria-hidden="true">
                    <label for="website">"Website"</label>
                    <input
                        id="website"
                        name="website"
                        r#type="text"
                        tabindex="-1"
                        autocomplete="off"
                    />
                </div>
                <button class="btn btn-primary" type="submit" disabled=asked.degraded>
                    {lang.pick("Envoyer", "Send")}
                </button>
            </form>
        }
        .into_any(),
    }
}

fn notice(asked: &Asked, form: Option<&ContactForm>, sent: bool) -> Option<AnyView> {
    let (class, text) = match form {
        _ if sent => (
            "notice notice-info",
            asked.say(
                "Message bien reçu. Nous répondons par e-mail, aux heures d’ouverture.",
                "Message received. We answer by e-mail, during opening hours.",
            ),
        ),
        Some(ContactForm::TooMany { .. }) => (
            "notice notice-warning",
            asked.say(
                "Vous nous avez déjà écrit plusieurs fois en une heure. Votre message est gardé ci-dessous\u{202f}: renvoyez-le plus tard, ou appelez-nous.",
                "You already wrote several times within an hour. Your message is kept below: send it later, or call us.",
            ),
        ),
        Some(ContactForm::Unavailable { .. }) => (
            "notice notice-warning",
            asked.say(
                "Nous n’avons pas pu enregistrer votre message. Il est gardé ci-dessous\u{202f}: réessayez dans quelques minutes, ou appelez-nous.",
                "We could not store your message. It is kept below: try again in a few minutes, or call us.",
            ),
        ),
        _ => return None,
    };
    Some(
        view! {
            <p class=class role="status">
                {text.to_owned()}
            </p>
        }
        .into_any(),
    )
}

const fn topic_label(topic: Topic, lang: Lang) -> &'static str {
    match topic {
        Topic::Price => lang.pick("Le prix", "The price"),
        Topic::Pieces => lang.pick("Les pièces à fournir", "The papers to provide"),
        Topic::Dossier => lang.pick("Un dossier en cours", "A file under way"),
        Topic::PersonalData => lang.pick("Mes données personnelles", "My personal data"),
        Topic::Accessibility => lang.pick("L’accessibilité du site", "Accessibility of the site"),
        Topic::Other => lang.pick("Autre chose", "Something else"),
    }
}

fn message(field: Field, fault: Fault, lang: Lang) -> String {
    match (field, fault) {
        (_, Fault::TooLong(most)) => format!(
            "{} {most} {}",
            lang.pick("Trop long\u{202f}: au plus", "Too long: at most"),
            lang.pick("caractères.", "characters.")
        ),
        (Field::Name, _) => lang.pick("Écrivez votre nom.", "Write your name.").to_owned(),
        (Field::Email, Fault::Empty) => lang
            .pick("Écrivez votre adresse e-mail, pour que nous puissions répondre.", "Write your e-mail address, so that we can answer.")
            .to_owned(),
        (Field::Email, _) => lang
            .pick(
                "Cette adresse n’est pas complète\u{202f}: il manque peut-être le @ ou la fin (exemple\u{202f}: nom@exemple.fr).",
                "This address is not complete: the @ or its end may be missing (example: name@example.org).",
            )
            .to_owned(),
        (Field::Topic, _) => lang.pick("Choisissez un sujet dans la liste.", "Choose a subject in the list.").to_owned(),
        (Field::Body, _) => lang.pick("Écrivez votre message.", "Write your message.").to_owned(),
    }
}
