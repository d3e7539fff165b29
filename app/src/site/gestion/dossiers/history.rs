//! What happened to the dossier, who did it, and when.

use dossiers::operations::Entry;
use dossiers::{Change, Side};
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::pieces::label;
use super::workspace::WorkspaceView;
use super::{forms, instant_of, refuse, uuid, words};
use crate::site::account::instant;

/// Lines that are shown before the rest is unfolded.
const SHOWN: usize = 12;

pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    let lines = lines(view, lang);
    let (shown, rest) = lines.split_at(lines.len().min(SHOWN));
    let rest = (!rest.is_empty()).then(|| {
        let older = format!("{} {}", rest.len(), lang.pick("lignes plus anciennes", "older lines"));
        view! {
            <details class="desk-fold">
                <summary>{older}</summary>
                {list(rest)}
            </details>
        }
    });
    view! {
        <section id="history" aria-labelledby="history-title" tabindex="-1">
            <h2 id="history-title">{lang.pick("Historique", "History")}</h2>
            {list(shown)}
            {rest}
        </section>
    }
    .into_any()
}

fn list(lines: &[(String, String)]) -> AnyView {
    let lines = lines
        .iter()
        .map(|(at, said)| {
            view! {
                <li>
                    <span class="muted">{at.clone()}</span>
                    <span>{said.clone()}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="dossier-history">{lines}</ol> }.into_any()
}

/// When and what, the latest first; what is said several times on end is one line.
fn lines(view: &WorkspaceView, lang: Lang) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    for entry in view.history.iter().rev() {
        let said = sentence(view, entry, lang);
        match lines.last_mut() {
            Some((_, last, times)) if *last == said => *times += 1,
            _ => {
                let at = instant_of(entry.event.at).map(|at| instant(at, lang));
                lines.push((at.unwrap_or_default(), said, 1));
            }
        }
    }
    let times = |times: usize| if times > 1 { format!(" (× {times})") } else { String::new() };
    lines.into_iter().map(|(at, said, count)| (at, format!("{said}{}", times(count)))).collect()
}

/// What happened, in a sentence that says who did it.
pub(super) fn sentence(view: &WorkspaceView, entry: &Entry, lang: Lang) -> String {
    let who = who(entry, |person| view.who(person, lang), lang);
    let (what, more) = told(view, entry, lang);
    let more = more.filter(|more| !more.is_empty());
    match more {
        Some(more) => format!("{what} ({more}), {} {who}", lang.pick("par", "by")),
        None => format!("{what}, {} {who}", lang.pick("par", "by")),
    }
}

/// The same without what it was about, where the dossier is not there to say it; `name` is how somebody is called.
pub(super) fn in_short(entry: &Entry, name: impl Fn(Uuid) -> String, lang: Lang) -> String {
    let what = words::change(&entry.event.change, lang);
    format!("{what}, {} {}", lang.pick("par", "by"), who(entry, name, lang))
}

fn who(entry: &Entry, name: impl Fn(Uuid) -> String, lang: Lang) -> String {
    let by = &entry.event.by;
    match (by.side, by.person) {
        (Side::Staff, Some(person)) => name(uuid(person)),
        (Side::Staff, None) => lang.pick("l’équipe", "the staff").to_owned(),
        (Side::Customer, _) => lang.pick("le client", "the customer").to_owned(),
        (Side::Guest, _) => lang.pick("un invité", "a guest").to_owned(),
        (Side::Machine, _) => lang.pick("la maison", "the house").to_owned(),
    }
}

/// What happened, and what is told of it.
fn told(view: &WorkspaceView, entry: &Entry, lang: Lang) -> (&'static str, Option<String>) {
    let (change, entry_words) = (&entry.event.change, entry.event.personal.words.as_deref());
    let piece = |slot: &str| {
        let kind = view.state.slots.get(slot).map_or(slot, |one| one.kind.as_str());
        label(view, slot, kind, lang)
    };
    let more = match change {
        Change::Received { slot, .. }
        | Change::TakenBack { slot }
        | Change::Accepted { slot }
        | Change::Read { slot, .. } => Some(piece(slot)),
        Change::Refused { slot, reason } => {
            let known = view
                .rules
                .as_ref()
                .and_then(|rules| rules.rejections().iter().find(|one| one.code == *reason));
            let reason = known.map_or(reason.as_str(), |one| one.label.in_lang(lang));
            Some(format!("{}, {}", piece(slot), reason.to_lowercase()))
        }
        Change::Signed { form, .. }
        | Change::SignedOnPaper { form, .. }
        | Change::SignatureAccepted { form } => Some(forms::label(view, form, lang)),
        Change::SignatureRefused { form, reason } => {
            let known = refuse::reason(view, reason);
            let reason = known.map_or(reason.as_str(), |one| one.label.in_lang(lang));
            Some(format!("{}, {}", forms::label(view, form, lang), reason.to_lowercase()))
        }
        Change::Waived { slot, reason } => Some(format!("{}, {}", piece(slot), reason.as_str())),
        Change::Reopened { reason }
        | Change::NotReady { reason }
        | Change::SignaturesVoided { reason }
        | Change::Listed { reason, .. } => Some(reason.as_str().to_owned()),
        Change::Closed { reason, .. } => {
            Some(words::cause(reason.as_str(), lang).trim_end_matches('.').to_lowercase())
        }
        Change::Ready { despite } if !despite.is_empty() => {
            let known = view.rules;
            let rules: Vec<String> =
                despite.iter().map(|code| words::rule(known, code, lang)).collect();
            let said = lang.pick("malgré le rouge\u{202f}:", "despite red:");
            let why = entry_words.map(|why| format!(" ({why})")).unwrap_or_default();
            Some(format!("{said} {}{why}", rules.join(", ")))
        }
        // Its rules were not there to be compared with.
        Change::Ready { .. } => entry_words.map(|why| {
            let said = lang.pick("sans vérification\u{202f}:", "nothing was checked:");
            format!("{said} {why}")
        }),
        Change::TransferRecorded { cents, .. } | Change::Refunded { cents, .. } => {
            Some(wording::numbers::euros(*cents, lang))
        }
        Change::Repriced { taxes, reason } => Some(format!(
            "{} {} ({})",
            lang.pick("taxes\u{202f}:", "taxes:"),
            wording::numbers::euros(taxes.taxes, lang),
            reason.as_str(),
        )),
        Change::PaymentMoved { to, .. } => Some(words::payment(*to, lang).to_owned()),
        Change::FilingStepped { step, .. } | Change::FilingCorrected { step, .. } => {
            Some(words::step(*step, lang).to_owned())
        }
        Change::Assigned { to } => Some(match to {
            Some(to) => view.who(uuid(*to), lang),
            None => lang.pick("personne", "nobody").to_owned(),
        }),
        Change::Prioritised { priority } => Some(words::priority(*priority, lang).to_lowercase()),
        Change::Undone { of, .. } => {
            let undone = view.history.iter().find(|entry| entry.sequence == *of);
            undone.map(|entry| words::change(&entry.event.change, lang).to_lowercase())
        }
        _ => None,
    };
    (words::change(change, lang), more)
}
