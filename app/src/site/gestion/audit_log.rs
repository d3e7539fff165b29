//! `/gestion/audit`: who did and saw what.

use access::Role;
use audit::{Act, Kind, Thing};
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::acts::Screen;
use super::control::{Input, empty, lines, next_page, pill, select};
use super::{body, people, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;

/// A person in the audit.
#[derive(Clone, Debug)]
pub struct Somebody {
    /// Who.
    pub id: Uuid,
    /// Their address; `None` once they are gone.
    pub email: Option<String>,
}

/// An event.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// By whom; `None` for the house itself, and whoever is not known.
    pub actor: Option<Somebody>,
    /// As what.
    pub role: Option<Role>,
    /// What.
    pub act: Act,
    /// What was opened or changed.
    pub object: Option<Thing>,
    /// Whom it is about.
    pub about: Option<Somebody>,
    /// More, in words of the machine.
    pub payload: String,
    /// The person whom it was about was erased, and so was the rest.
    pub erased: bool,
    /// From which network.
    pub network: Option<String>,
    /// Its place in its chain.
    pub sequence: i64,
}

/// A page of the audit.
#[derive(Clone, Debug)]
pub struct AuditView {
    /// This act alone.
    pub act: Option<Act>,
    /// Of or about this person alone: what was typed.
    pub person: String,
    /// By this person alone: what was typed.
    pub actor: String,
    /// From this day on: what was typed.
    pub since: String,
    /// Until this day: what was typed.
    pub until: String,
    /// What cannot be used of all that.
    pub not_found: bool,
    /// Events.
    pub events: Vec<AuditLine>,
    /// Where the next page begins, as the address says it.
    pub next: Option<String>,
}

/// The audit about a person.
pub(super) fn about(person: Uuid) -> String {
    format!("{}?personne={person}", Screen::Audit.path())
}

pub(super) fn page(asked: &Asked, view: &AuditView) -> Body {
    let lang = asked.lang;
    body(
        "Audit",
        200,
        view! {
            <p class="muted">
                {lang
                    .pick(
                        "Chaque ligne suit la précédente et ne change plus\u{202f}; chaque consultation s’y ajoute.",
                        "Each line follows the one before and never changes; each look at it is added.",
                    )}
            </p>
            {filter(view, lang)}
            {if view.not_found {
                empty(
                    lang
                        .pick(
                            "Personne n’a cette adresse dans la maison.",
                            "Nobody has this address in the house.",
                        ),
                )
            } else {
                table(&view.events, lang)
            }}
            {next_page(view.next.clone(), lang)}
        },
    )
}

fn filter(view: &AuditView, lang: Lang) -> AnyView {
    let mut acts: Vec<(String, String)> = Act::ALL
        .iter()
        .map(|act| (act.id().to_owned(), words::act(*act, lang).to_owned()))
        .collect();
    acts.sort_by(|(_, one), (_, other)| one.cmp(other));
    acts.insert(0, (String::new(), lang.pick("Tous", "All").to_owned()));
    let input = |name, label, kind, value: &String| Input {
        name,
        label,
        kind,
        value: value.clone(),
        maxlength: (kind != "date").then(|| "254".to_owned()),
        ..Input::default()
    };
    view! {
        <form
            id="filter"
            class="desk-search"
            role="search"
            method="get"
            action=Screen::Audit.path()
        >
            {input("personne", lang.pick("Sur (adresse)", "About (address)"), "text", &view.person)
                .view()}
            {input("par", lang.pick("Par (adresse)", "By (address)"), "text", &view.actor).view()}
            {select("acte", lang.pick("Acte", "Act"), acts, view.act.map_or("", Act::id), false)}
            {input("depuis", lang.pick("Depuis le", "Since"), "date", &view.since).view()}
            {input("jusque", lang.pick("Jusqu’au", "Until"), "date", &view.until).view()}
            <button class="btn btn-small" type="submit">
                {lang.pick("Filtrer", "Filter")}
            </button>
        </form>
    }
    .into_any()
}

/// Events as a table.
pub(super) fn table(events: &[AuditLine], lang: Lang) -> AnyView {
    if events.is_empty() {
        return empty(lang.pick("Aucune ligne.", "No line."));
    }
    let rows = events.iter().map(|event| row(event, lang)).collect_view();
    lines(
        lang.pick("Audit, les dernières lignes d’abord", "Audit, latest lines first"),
        &[
            lang.pick("Quand", "When"),
            lang.pick("Qui", "Who"),
            lang.pick("Quoi", "What"),
            lang.pick("Sur", "About"),
            lang.pick("Précisions", "More"),
        ],
        rows.into_any(),
    )
}

fn somebody(it: &Somebody) -> AnyView {
    match &it.email {
        Some(email) => view! { <a href=people::of(it.id)>{email.clone()}</a> }.into_any(),
        None => view! { <code>{short(it.id)}</code> }.into_any(),
    }
}

/// Enough of an identifier to know it again.
fn short(id: Uuid) -> String {
    let text = id.to_string();
    format!("…{}", &text[text.len() - 12..])
}

fn row(event: &AuditLine, lang: Lang) -> AnyView {
    let actor = event.actor.as_ref().map_or_else(
        || {
            let nobody = event.role.is_none();
            let text = if nobody {
                lang.pick("la maison, ou un inconnu", "the house, or somebody unknown")
            } else {
                ""
            };
            text.into_any()
        },
        somebody,
    );
    let role = event.role.map(|role| {
        view! { <span class="desk-under">{words::role(role, lang)}</span> }
    });
    let about = event.about.as_ref().map(somebody);
    let object = event.object.filter(|it| it.kind != Kind::Person).map(|it| {
        view! {
            <span class="desk-under">
                {words::kind(it.kind, lang)} " " <code>{short(it.id)}</code>
            </span>
        }
    });
    let erased = event
        .erased
        .then(|| pill("", lang.pick("effacé avec la personne", "erased with the person")));
    view! {
        <tr>
            <td>
                {instant(event.at, lang)}
                <span class="desk-under">{format!("n° {}", event.sequence)}</span>
            </td>
            <td>
                {actor} {role}
                <span class="desk-under">{event.network.clone().unwrap_or_default()}</span>
            </td>
            <td>{words::act(event.act, lang)}</td>
            <td>{about} {object}</td>
            <td>
                <code class="desk-payload">{event.payload.clone()}</code>
                {erased}
            </td>
        </tr>
    }
    .into_any()
}
