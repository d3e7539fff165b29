//! `/gestion/messages`: what was sent to whom, and what became of it. What it said is not kept.

use ::revisions::Subject;
use jiff::Timestamp;
use leptos::prelude::*;
use notifications::{State, Template};
use uuid::Uuid;
use vocabulary::Lang;

use super::acts::Screen;
use super::control::{empty, lines, next_page, pill, select};
use super::{body, people, revisions, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;

/// A message.
#[derive(Clone, Debug)]
pub struct MessageLine {
    /// Whose.
    pub person: Option<Uuid>,
    /// Which template; `None` for one of another release.
    pub template: Option<Template>,
    /// `email` or `sms`.
    pub channel: String,
    /// Language.
    pub language: String,
    /// `a…@example.org`; none once it is erased.
    pub recipient: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// What became of it.
    pub state: State,
    /// Attempts.
    pub attempts: i16,
    /// Statuses and codes.
    pub last_error: Option<String>,
    /// Who carried it.
    pub provider: Option<String>,
    /// When it was told.
    pub created_at: Timestamp,
    /// When it left.
    pub sent_at: Option<Timestamp>,
    /// The revision of its words; none for those that come with the program.
    pub version: Option<Uuid>,
}

/// A page of the log.
#[derive(Clone, Debug)]
pub struct MessagesView {
    /// In this state alone.
    pub state: Option<State>,
    /// Of this template alone.
    pub template: Option<Template>,
    /// To this address or number alone.
    pub recipient: String,
    /// To this person alone.
    pub person: Option<Uuid>,
    /// Messages.
    pub lines: Vec<MessageLine>,
    /// Where the next page begins, as the address says it.
    pub next: Option<String>,
}

pub(super) fn page(asked: &Asked, view: &MessagesView) -> Body {
    let lang = asked.lang;
    let rows = view.lines.iter().map(|line| row(line, lang)).collect_view();
    let list = if view.lines.is_empty() {
        empty(lang.pick(
            "Aucun message ne correspond. L’adresse d’un destinataire est effacée après 90 jours.",
            "No message matches. A recipient’s address is erased after 90 days.",
        ))
    } else {
        lines(
            lang.pick("Messages, les derniers d’abord", "Messages, latest first"),
            &[
                lang.pick("Message", "Message"),
                lang.pick("Destinataire", "Recipient"),
                lang.pick("État", "State"),
                lang.pick("Essais", "Attempts"),
                lang.pick("Demandé", "Asked"),
                lang.pick("Parti", "Sent"),
            ],
            rows.into_any(),
        )
    };
    body(
        lang.pick("Messages envoyés", "Messages sent"),
        200,
        view! {
            {filter(view, lang)}
            <p>
                <a href=Screen::Templates
                    .path()>{lang.pick("Modèles de messages", "Message templates")}</a>
            </p>
            {list}
            {next_page(view.next.clone(), lang)}
        },
    )
}

fn filter(view: &MessagesView, lang: Lang) -> AnyView {
    let any = (String::new(), lang.pick("Tous", "All").to_owned());
    let states = std::iter::once(any.clone())
        .chain(
            State::ALL
                .iter()
                .map(|state| (state.id().to_owned(), words::state(*state, lang).1.to_owned())),
        )
        .collect();
    let templates = std::iter::once(any)
        .chain(
            Template::ALL
                .iter()
                .map(|it| (it.id().to_owned(), words::template(*it, lang).to_owned())),
        )
        .collect();
    let person = view.person.map(|person| {
        view! { <input type="hidden" name="personne" value=person.to_string() /> }
    });
    view! {
        <form class="desk-search" role="search" method="get" action=Screen::Messages.path()>
            {person}
            <div class="field">
                <label class="field-label" for="recipient">
                    {lang.pick("Adresse ou numéro entier", "Whole address or number")}
                </label>
                <input
                    class="input"
                    id="recipient"
                    name="a"
                    type="search"
                    autocomplete="off"
                    maxlength="254"
                    value=view.recipient.clone()
                    data-search=""
                />
            </div>
            {select(
                "etat",
                lang.pick("État", "State"),
                states,
                view.state.map_or("", State::id),
                false,
            )}
            {select(
                "modele",
                lang.pick("Modèle", "Template"),
                templates,
                view.template.map_or("", Template::id),
                false,
            )}
            <button class="btn btn-small" type="submit">
                {lang.pick("Filtrer", "Filter")}
            </button>
        </form>
    }
    .into_any()
}

fn row(line: &MessageLine, lang: Lang) -> AnyView {
    let (class, state) = words::state(line.state, lang);
    let name = line.template.map_or(lang.pick("Autre", "Other"), |it| words::template(it, lang));
    let recipient =
        line.recipient.clone().unwrap_or_else(|| lang.pick("effacé", "erased").to_owned());
    let recipient = match line.person {
        Some(person) => view! {
            <a href=people::of(person) data-row="">
                {recipient}
            </a>
        }
        .into_any(),
        None => recipient.into_any(),
    };
    let version = line.version.map(|id| {
        let address = revisions::address(Subject::Letter, Some(id));
        let words = lang.pick("version de la maison", "the house’s version");
        view! {
            <span class="desk-under">
                <a href=address>{words}</a>
            </span>
        }
    });
    let under = [line.channel.clone(), line.language.clone()].join(", ");
    view! {
        <tr>
            <th scope="row">
                {name} <span class="desk-under">{line.subject.clone().unwrap_or_default()}</span>
                <span class="desk-under">{under}</span> {version}
            </th>
            <td>{recipient}</td>
            <td>
                {pill(class, state)}
                <span class="desk-under">{line.last_error.clone().unwrap_or_default()}</span>
                <span class="desk-under">{line.provider.clone().unwrap_or_default()}</span>
            </td>
            <td class="num">{line.attempts}</td>
            <td>{instant(line.created_at, lang)}</td>
            <td>{line.sent_at.map(|at| instant(at, lang)).unwrap_or_default()}</td>
        </tr>
    }
    .into_any()
}
