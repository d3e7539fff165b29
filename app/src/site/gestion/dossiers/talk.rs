//! What is said about the dossier: messages to the customer, notes among us, what is to be done.

use dossiers::items::{Priority, Task};
use dossiers::{Id, PublicStatus, Side, SlotState};
use leptos::prelude::*;
use vocabulary::Lang;

use super::pieces::label;
use super::refuse::sentence;
use super::workspace::{WorkspaceView, form, key_of, prepared, shown_key, text};
use super::{instant_of, uuid, words};
use crate::site::account::instant;
use crate::site::gestion::control::select;

/// A text of several lines to write, and the button that sends it.
fn write(
    view: &WorkspaceView,
    (act, anchor): (&'static str, &'static str),
    label: &'static str,
    send: &'static str,
    prepared: Option<String>,
) -> AnyView {
    let kept = view.kept(act, "", "words");
    let words = if kept.is_empty() { prepared.unwrap_or_default() } else { kept };
    let key = key_of(act);
    form(
        view,
        None,
        view! {
            <div class="field desk-wide">
                <label class="field-label" for=anchor>
                    {label}
                    " "
                    {shown_key(key)}
                </label>
                <textarea
                    class="input"
                    id=anchor
                    name="words"
                    rows="4"
                    maxlength="5000"
                    data-key=key
                    aria-keyshortcuts=key
                >
                    {words}
                </textarea>
            </div>
            <button class="btn btn-small" type="submit" name="act" value=act>
                {send}
            </button>
        },
    )
}

/// Who wrote, and when.
fn signed(view: &WorkspaceView, by: Option<Id>, at: dossiers::At, lang: Lang) -> String {
    let who = by.map(|by| view.who(uuid(by), lang));
    let when = instant_of(at).map(|at| instant(at, lang));
    who.into_iter().chain(when).collect::<Vec<_>>().join(", ")
}

pub(super) fn messages(view: &WorkspaceView, lang: Lang) -> AnyView {
    let said = view
        .state
        .messages
        .values()
        .map(|one| {
            let ours = matches!(one.from, Side::Staff | Side::Machine);
            let from = if ours {
                signed(view, one.by, one.at, lang)
            } else {
                let customer = lang.pick("client", "customer").to_owned();
                let when = instant_of(one.at).map(|at| instant(at, lang));
                std::iter::once(customer).chain(when).collect::<Vec<_>>().join(", ")
            };
            let words =
                one.words.clone().unwrap_or_else(|| lang.pick("effacé", "erased").to_owned());
            view! {
                <li class=if ours { "said is-ours" } else { "said" }>
                    <p class="muted">{from}</p>
                    <p>{words}</p>
                </li>
            }
        })
        .collect_view();
    let none = view.state.messages.is_empty().then(|| {
        view! { <p class="muted">{lang.pick("Aucun message.", "No message.")}</p> }
    });
    let write = view.may.write.then(|| {
        let ready = templates_of(view);
        let templates = ready
            .iter()
            .map(|one| {
                let href = prepared(view.state.reference, &one.code);
                view! {
                    <li>
                        <a href=href>{one.name(lang)}</a>
                    </li>
                }
            })
            .collect_view();
        let wanted = view.template.as_deref();
        let text = wanted.and_then(|code| ready.iter().find(|one| one.code == code));
        let text = text.map(|one| one.text.clone());
        view! {
            <ul class="desk-views" aria-label=lang.pick("Modèles de message", "Message templates")>
                {templates}
            </ul>
            {write(
                view,
                ("message", "message-words"),
                lang.pick("Écrire au client", "Write to the customer"),
                lang.pick("Envoyer", "Send"),
                text,
            )}
        }
    });
    view! {
        <section id="messages" aria-labelledby="messages-title" tabindex="-1">
            <h2 id="messages-title">
                {lang.pick("Messages avec le client", "Messages with the customer")}
            </h2>
            {none}
            <ul class="dossier-said">{said}</ul>
            {write}
        </section>
    }
    .into_any()
}

/// A message that is ready to be sent, in the language of the customer.
struct Prepared {
    code: String,
    piece: Option<String>,
    text: String,
}

impl Prepared {
    fn name(&self, lang: Lang) -> String {
        match &self.piece {
            Some(piece) => format!("{} {piece}", lang.pick("Correction\u{202f}:", "Correction:")),
            None => words::template(&self.code, lang).to_owned(),
        }
    }
}

fn templates_of(view: &WorkspaceView) -> Vec<Prepared> {
    let lang = view.state.lang;
    let hello = lang.pick("Bonjour,", "Hello,");
    let bye = lang.pick("Cordialement,", "Kind regards,");
    let letter = |text: String| format!("{hello}\n\n{text}\n\n{bye}");
    let refused = view.state.slots.iter().filter(|(_, slot)| slot.state == SlotState::Refused);
    let mut all: Vec<Prepared> = refused
        .filter_map(|(name, slot)| {
            let rules = view.rules.as_ref()?;
            let reason = rules
                .rejections()
                .iter()
                .find(|one| slot.reason.as_deref() == Some(one.code.as_str()))?;
            let piece = label(view, name, &slot.kind, lang);
            let said = sentence(reason, slot.words.as_deref(), lang);
            let colon = lang.pick("\u{202f}:", ":");
            Some(Prepared {
                code: format!("piece.{name}"),
                text: letter(format!("{piece}{colon} {said}")),
                piece: Some(piece),
            })
        })
        .collect();
    let status = match view.state.status {
        PublicStatus::APayer => Some("paiement"),
        PublicStatus::ACompleter => Some("pieces"),
        PublicStatus::EnControle => Some("controle"),
        PublicStatus::PretADeposer => Some("pret"),
        _ => None,
    };
    let general = status.into_iter().chain(["renseignement"]);
    all.extend(general.map(|code| Prepared {
        code: code.to_owned(),
        piece: None,
        text: letter(words::prepared(code, lang).to_owned()),
    }));
    all
}

pub(super) fn notes(view: &WorkspaceView, lang: Lang) -> AnyView {
    let said = view
        .state
        .notes
        .values()
        .map(|one| {
            let words =
                one.words.clone().unwrap_or_else(|| lang.pick("effacée", "erased").to_owned());
            view! {
                <li class="said is-note">
                    <p class="muted">{signed(view, one.by, one.at, lang)}</p>
                    <p>{words}</p>
                </li>
            }
        })
        .collect_view();
    let write = view.may.write.then(|| {
        write(
            view,
            ("note", "note-words"),
            lang.pick(
                "Noter pour l’équipe (le client ne le voit jamais)",
                "Note for the staff (the customer never sees it)",
            ),
            lang.pick("Noter", "Note"),
            None,
        )
    });
    view! {
        <section id="notes" aria-labelledby="notes-title" tabindex="-1">
            <h2 id="notes-title">{lang.pick("Notes internes", "Internal notes")}</h2>
            <ul class="dossier-said">{said}</ul>
            {write}
        </section>
    }
    .into_any()
}

pub(super) fn tasks(view: &WorkspaceView, lang: Lang) -> AnyView {
    let lines = view.state.tasks.iter().map(|(id, one)| task(view, *id, one, lang)).collect_view();
    let none = view.state.tasks.is_empty().then(|| {
        view! { <p class="muted">{lang.pick("Aucune tâche.", "No task.")}</p> }
    });
    let add = view.may.work.then(|| add(view, lang));
    view! {
        <section id="tasks" aria-labelledby="tasks-title" tabindex="-1">
            <h2 id="tasks-title">{lang.pick("Tâches", "Tasks")}</h2>
            {none}
            <ul class="dossier-said">{lines}</ul>
            {add}
        </section>
    }
    .into_any()
}

fn task(view: &WorkspaceView, id: Id, one: &Task, lang: Lang) -> AnyView {
    let words = one.words.clone().unwrap_or_else(|| lang.pick("effacée", "erased").to_owned());
    let under: Vec<String> = [
        one.assignee.map(|who| view.who(uuid(who), lang)),
        Some(words::priority(one.priority, lang).to_lowercase()),
        one.due_on.map(|day| {
            format!("{} {}", lang.pick("pour le", "due"), wording::numbers::date(day, lang))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    let key = key_of("finish_task");
    let finish = match one.done_at {
        Some(_) => view! { <strong>{lang.pick("Faite", "Done")}</strong> }.into_any(),
        None if view.may.work => form(
            view,
            None,
            view! {
                <input type="hidden" name="task" value=id.to_string() />
                <button
                    class="btn btn-small"
                    type="submit"
                    name="act"
                    value="finish_task"
                    data-key=key
                    aria-keyshortcuts=key
                >
                    {lang.pick("Faite", "Done")}
                    <span class="sr-only">{format!(" {words}")}</span>
                    {shown_key(key)}
                </button>
            },
        ),
        None => ().into_any(),
    };
    view! {
        <li class="said">
            <p>{words.clone()}</p>
            <p class="muted">{under.join(", ")}</p>
            {finish}
        </li>
    }
    .into_any()
}

fn add(view: &WorkspaceView, lang: Lang) -> AnyView {
    let kept = |name| view.kept("add_task", "", name);
    let people = std::iter::once((String::new(), lang.pick("Personne", "Nobody").to_owned()))
        .chain(
            view.colleagues
                .iter()
                .filter(|one| one.works)
                .map(|one| (one.id.to_string(), one.name.clone())),
        )
        .collect();
    let priorities = Priority::ALL
        .iter()
        .map(|one| (one.id().to_owned(), words::priority(*one, lang).to_owned()))
        .collect();
    let chosen = kept("task_priority");
    let chosen = if chosen.is_empty() { Priority::Normal.id().to_owned() } else { chosen };
    let key = key_of("add_task");
    view! {
        <details class="desk-fold" open=!kept("act").is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Ajouter une tâche…", "Add a task…")}
                {shown_key(key)}
            </summary>
            {form(
                view,
                None,
                view! {
                    {text(
                        ("task-words".to_owned(), "words"),
                        lang.pick("Que faire", "What to do"),
                        kept("words"),
                        ("text", "5000"),
                    )}
                    {select(
                        "task_to",
                        lang.pick("Par qui", "By whom"),
                        people,
                        &kept("task_to"),
                        false,
                    )}
                    {select(
                        "task_priority",
                        lang.pick("Priorité de la tâche", "Priority of the task"),
                        priorities,
                        &chosen,
                        false,
                    )}
                    {text(
                        ("task-due".to_owned(), "due_on"),
                        lang.pick("Pour le", "Due on"),
                        kept("due_on"),
                        ("date", "10"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="add_task">
                        {lang.pick("Ajouter", "Add")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}
