//! What is decided of the whole: whose it is, how much it presses, whether it is ready, what was paid.

use demarches::checks::Light;
use dossiers::Slot;
use dossiers::items::Priority;
use dossiers::tracks::Filing;
use leptos::prelude::*;
use vocabulary::Lang;

use super::workspace::{WorkspaceView, button, form, key_of, shown_key, text};
use super::{closing, deposit, reading, uuid, words};

/// A list to choose from in a form of its own: its key goes to the list, the button sends it.
fn choose(
    view: &WorkspaceView,
    act: &'static str,
    (name, label): (&'static str, &'static str),
    (choices, chosen): (Vec<(String, String)>, &str),
    word: &'static str,
) -> AnyView {
    let key = key_of(act);
    let options = choices
        .into_iter()
        .map(|(code, words)| {
            let selected = code == chosen;
            view! {
                <option value=code selected=selected>
                    {words}
                </option>
            }
        })
        .collect_view();
    form(
        view,
        None,
        view! {
            <div class="field">
                <label class="field-label" for=name>
                    {label}
                    " "
                    {shown_key(key)}
                </label>
                <select class="select" id=name name=name data-key=key aria-keyshortcuts=key>
                    {options}
                </select>
            </div>
            <button class="btn btn-small" type="submit" name="act" value=act>
                {word}
            </button>
        },
    )
}

pub(super) fn assignment(view: &WorkspaceView, lang: Lang) -> AnyView {
    let assignee = view.state.assignee.map(uuid);
    let said = match assignee {
        Some(person) if person == view.me => {
            lang.pick("Attribué à vous", "Given to you").to_owned()
        }
        Some(person) => {
            format!("{} {}", lang.pick("Attribué à", "Given to"), view.who(person, lang))
        }
        None => lang.pick("Attribué à personne", "Given to nobody").to_owned(),
    };
    let pressing = format!(
        "{} {}",
        lang.pick("priorité", "priority"),
        words::priority(view.state.priority, lang).to_lowercase(),
    );
    let acts = view.may.work.then(|| {
        let claim = assignee
            .is_none()
            .then(|| form(view, None, button("claim", "claim", lang.pick("Prendre", "Take"))));
        let release = (assignee == Some(view.me)).then(|| {
            form(view, None, button("release", "release", lang.pick("Laisser", "Give back")))
        });
        let nobody = (String::new(), lang.pick("Personne", "Nobody").to_owned());
        let people = std::iter::once(nobody)
            .chain(
                view.colleagues
                    .iter()
                    .filter(|one| one.works)
                    .map(|one| (one.id.to_string(), one.name.clone())),
            )
            .collect();
        let kept = view.kept("assign", "", "to");
        let chosen = if kept.is_empty() { assignee.map(|id| id.to_string()) } else { Some(kept) };
        let give = choose(
            view,
            "assign",
            ("to", lang.pick("Donner à", "Give to")),
            (people, &chosen.unwrap_or_default()),
            lang.pick("Donner", "Give"),
        );
        let priorities = Priority::ALL
            .iter()
            .map(|one| (one.id().to_owned(), words::priority(*one, lang).to_owned()))
            .collect();
        let press = choose(
            view,
            "prioritise",
            ("priority", lang.pick("Priorité", "Priority")),
            (priorities, view.state.priority.id()),
            lang.pick("Changer", "Change"),
        );
        view! {
            <div class="desk-acts">
                {claim} {release} <details class="desk-fold">
                    <summary>
                        {lang.pick("Donner, changer la priorité", "Give, change the priority")}
                    </summary>
                    <div class="desk-acts">{give} {press}</div>
                </details>
            </div>
        }
    });
    view! {
        <div class="dossier-who" id="assignment" tabindex="-1">
            <p>{said} ", " {pressing}</p>
            {acts}
        </div>
    }
    .into_any()
}

pub(super) fn filing(view: &WorkspaceView, lang: Lang) -> AnyView {
    let state = &view.state;
    let content = if state.closed.is_some() {
        let reason = state.closed.as_ref().and_then(|closed| closed.reason.as_ref());
        let reason = reason.map(|reason| words::cause(reason.as_str(), lang).to_owned());
        let said = lang.pick("Ce dossier est clos.", "This file is closed.");
        view! { <p>{said} " " {reason}</p> }.into_any()
    } else {
        match state.filing {
            Filing::NonDepose(_) => match state.clear() {
                Ok(_) => {
                    let said = lang.pick(
                        "Tout est accepté, signé et payé\u{202f}: le dossier peut être déposé.",
                        "Everything is accepted, signed and paid: the file can be filed.",
                    );
                    let ready = view.may.work.then(|| ready(view, lang));
                    view! {
                        <p>{said}</p>
                        {ready}
                    }
                    .into_any()
                }
                Err(open) => {
                    let said = lang.pick("Pas encore prêt\u{202f}:", "Not ready yet:");
                    view! { <p>{format!("{said} {}", open.sentence(lang))}</p> }.into_any()
                }
            },
            Filing::Pret(_) => {
                let said = lang.pick("Prêt à déposer.", "Ready to file.");
                let back = view.may.work.then(|| not_ready(view, lang));
                view! {
                    <p>{said}</p>
                    {deposit::section(view, lang)}
                    {back}
                }
                .into_any()
            }
            filing => {
                let said = lang.pick("Déposé\u{202f}:", "Filed:");
                let said = format!("{said} {}", words::filing(filing, lang));
                view! {
                    <p>{said}</p>
                    {deposit::section(view, lang)}
                }
                .into_any()
            }
        }
    };
    view! {
        <section class="dossier-filing" id="filing" aria-labelledby="filing-title" tabindex="-1">
            <h2 id="filing-title">{lang.pick("Dépôt", "Filing")}</h2>
            {content}
            {closing::section(view, lang)}
        </section>
    }
    .into_any()
}

/// Marks it ready; while a rule is red, whoever does so writes why.
fn ready(view: &WorkspaceView, lang: Lang) -> AnyView {
    let red: Vec<AnyView> = view
        .verdicts
        .iter()
        .filter(|one| one.light == Light::Red)
        .map(|one| reading::verdict(one, true, lang))
        .collect();
    let label = lang.pick("Marquer prêt à déposer", "Mark ready to file");
    let unknown = view.rules.is_none() && view.state.slots.values().any(Slot::is_read);
    if red.is_empty() && !unknown {
        return form(view, None, button("ready", "ready", label));
    }
    let but = if unknown {
        lang.pick(
            "Mais les règles de ce dossier ne sont pas chargées\u{202f}: ce qui a été lu sur les pièces n’est comparé à rien.",
            "But the rules of this file are not loaded: what was read on the documents is compared with nothing.",
        )
    } else {
        lang.pick(
            "Mais des vérifications entre les pièces sont au rouge\u{202f}:",
            "But checks across the documents are red:",
        )
    };
    let red = (!red.is_empty()).then(|| view! { <ul class="verdicts">{red}</ul> });
    let key = key_of("ready");
    view! {
        <p>{but}</p>
        {red}
        <details class="desk-fold" open=!view.kept("ready", "", "act").is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Passer outre…", "Pass over them…")}
                {shown_key(key)}
            </summary>
            {form(
                view,
                None,
                view! {
                    {text(
                        ("ready-despite".to_owned(), "despite"),
                        lang.pick("Pourquoi vous passez outre", "Why you pass over them"),
                        view.kept("ready", "", "despite"),
                        ("text", "2000"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="ready">
                        {label}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}

fn not_ready(view: &WorkspaceView, lang: Lang) -> AnyView {
    let key = key_of("not_ready");
    view! {
        <details class="desk-fold" open=!view.kept("not_ready", "", "act").is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Revenir en arrière…", "Take that back…")}
                {shown_key(key)}
            </summary>
            {form(
                view,
                None,
                view! {
                    {text(
                        ("not-ready-why".to_owned(), "why"),
                        lang.pick("Pourquoi", "Why"),
                        view.kept("not_ready", "", "why"),
                        ("text", "200"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="not_ready">
                        {lang.pick("Le dossier n’est pas prêt", "The file is not ready")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}
