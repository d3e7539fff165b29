//! The link by which somebody else sends one piece or signs one form: what became of the last one, and where to send another.

use dossiers::PartyRole;
use dossiers::items::{Link, LinkTask};
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::{address_of, party, timeline};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::place::Place;

vocabulary::codes! {
    /// What was just done with a link.
    pub enum LinkDone {
        /// It is on its way.
        Sent = "lien",
        /// It was taken back.
        TakenBack = "lien_repris",
    }
}

/// Somebody whom a link is for, and what became of the last one.
#[derive(Clone, Debug)]
pub struct LinkView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// What it is for.
    pub task: LinkTask,
    /// The name of the piece or of the form in addresses.
    pub name: String,
    /// In which quality they are asked.
    pub role: PartyRole,
    /// Which of several.
    pub number: u32,
    /// The last link.
    pub last: Option<&'a Link>,
    /// Something can be done through one now.
    pub opens: bool,
    /// Their address, as it is known or as it was typed.
    pub email: String,
    /// What is wrong with it.
    pub problem: Option<&'static str>,
    /// What was just done.
    pub done: Option<LinkDone>,
    /// Now.
    pub now: Timestamp,
}

/// What is wrong with the address, for the summary of the page.
pub(super) fn fault(view: &LinkView<'_>) -> Option<(String, String)> {
    view.problem.map(|problem| ("email".to_owned(), problem.to_owned()))
}

/// What became of a link, at `now`.
pub(super) fn state(link: &Link, now: Timestamp, lang: Lang) -> String {
    let day = |at| instant(timeline::moment(at), lang);
    let sent = format!("{} {}", lang.pick("Lien envoyé le", "Link sent on"), day(link.given_at));
    let became = if link.used {
        lang.pick("utilisé", "used").to_owned()
    } else if link.ended_at.is_some() {
        lang.pick("repris", "taken back").to_owned()
    } else if link.expires_at <= now.into() {
        lang.pick("expiré", "expired").to_owned()
    } else {
        let until = day(link.expires_at);
        format!("{} {until}", lang.pick("ouvert jusqu’au", "open until"))
    };
    format!("{sent}, {became}")
}

/// Whether `link` opens something at `now`.
fn is_open(link: &Link, now: Timestamp) -> bool {
    link.ended_at.is_none() && link.expires_at > now.into()
}

/// « Envoyer un lien à … »
pub(super) fn section(asked: &Asked, view: &LinkView<'_>) -> AnyView {
    let lang = asked.lang;
    let who = party::title(view.role, view.number, lang);
    let done = view.done.map(|done| {
        let said = match done {
            LinkDone::Sent => lang.pick("Le lien est parti.", "The link is on its way."),
            LinkDone::TakenBack => {
                lang.pick("Le lien n’ouvre plus rien.", "The link opens nothing any more.")
            }
        };
        view! {
            <p class="notice notice-success" role="status">
                {said}
            </p>
        }
    });
    let last = view.last.map(|link| {
        let to = link.email.clone().map(|email| format!(" ({email})")).unwrap_or_default();
        let back = is_open(link, view.now).then(|| take_back(asked, view));
        view! {
            <p data-link-state="">{format!("{}{to}.", state(link, view.now, lang))}</p>
            {back}
        }
    });
    let again = view.last.is_some();
    let send = view.opens.then(|| send(asked, view, again));
    view! {
        <section id="invitation">
            <h2>
                {format!(
                    "{} {}",
                    lang
                        .pick(
                            "Une autre personne doit le faire\u{202f}:",
                            "Somebody else has to do it:",
                        ),
                    who.to_lowercase(),
                )}
            </h2>
            {done}
            {last}
            {send}
        </section>
    }
    .into_any()
}

fn take_back(asked: &Asked, view: &LinkView<'_>) -> AnyView {
    view! {
        <form method="post" action=address_of(asked, Place::GiveTask, view.id, &view.name)>
            <input type="hidden" name="task" value=view.task.id() />
            <button class="btn btn-small" type="submit" name="act" value="take_back">
                {asked.say("Reprendre le lien", "Take the link back")}
            </button>
        </form>
    }
    .into_any()
}

fn send(asked: &Asked, view: &LinkView<'_>, again: bool) -> AnyView {
    let lang = asked.lang;
    let right = view.problem.is_none();
    let invalid = if right { "false" } else { "true" };
    let word = if again {
        lang.pick("Envoyer un nouveau lien", "Send another link")
    } else {
        lang.pick("Envoyer un lien", "Send a link")
    };
    let what = match view.task {
        LinkTask::Upload => lang.pick(
            "Elle reçoit un lien qui sert une fois, pour envoyer cette pièce elle-même. Elle ne voit rien d’autre du dossier.",
            "They get a link that works once, to send this document themselves. They see nothing else of the dossier.",
        ),
        LinkTask::Sign => lang.pick(
            "Elle reçoit un lien qui sert une fois, pour lire et signer ce formulaire. Elle ne voit rien d’autre du dossier.",
            "They get a link that works once, to read and sign this form. They see nothing else of the dossier.",
        ),
    };
    view! {
        <form
            method="post"
            action=address_of(asked, Place::GiveTask, view.id, &view.name)
            novalidate
        >
            <input type="hidden" name="task" value=view.task.id() />
            <div class="field">
                <label class="field-label" for="email">
                    {lang.pick("Son adresse e-mail", "Their e-mail address")}
                </label>
                <p class="field-help" id="email-help">
                    {what}
                </p>
                <p class="field-error" id="email-error" hidden=right>
                    {view.problem}
                </p>
                <input
                    class="input"
                    id="email"
                    name="email"
                    type="email"
                    inputmode="email"
                    autocomplete="off"
                    maxlength="200"
                    value=view.email.clone()
                    aria-describedby="email-help email-error"
                    aria-invalid=invalid
                />
            </div>
            <button class="btn" type="submit" name="act" value="send">
                {word}
            </button>
        </form>
    }
    .into_any()
}
