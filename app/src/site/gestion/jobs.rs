//! `/gestion/travaux`: what is done outside requests; what failed is run again or dropped here.

use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::{Lang, codes};

use super::acts::Screen;
use super::body;
use super::control::{Tone, empty, lines, next_page, notice, pill, tabs};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;

codes! {
    /// A list of jobs, as the address names it.
    pub enum JobList {
        /// Not tried any more.
        Dead = "dead",
        /// Failed, and tried again later.
        Failing = "failing",
        /// Waiting or running.
        Waiting = "waiting",
    }
}

impl JobList {
    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Dead => lang.pick("Abandonnés", "Given up"),
            Self::Failing => lang.pick("En échec", "Failing"),
            Self::Waiting => lang.pick("En attente", "Waiting"),
        }
    }

    const fn none(self, lang: Lang) -> &'static str {
        match self {
            Self::Dead => lang.pick("Aucun travail abandonné.", "No job was given up."),
            Self::Failing => lang.pick("Aucun travail en échec.", "No failing job."),
            Self::Waiting => lang.pick("Aucun travail en attente.", "No waiting job."),
        }
    }
}

/// A job: what was asked for is not shown.
#[derive(Clone, Debug)]
pub struct JobLine {
    /// Which one.
    pub id: i64,
    /// Name of its kind.
    pub task: String,
    /// What it replaces, and is replaced by.
    pub key: Option<String>,
    /// The house's own; else the platform's, which no house drops.
    pub of_the_house: bool,
    /// Attempts made, and those that it has.
    pub attempts: (i16, i16),
    /// Not before.
    pub run_at: Timestamp,
    /// When it was enqueued.
    pub created_at: Timestamp,
    /// Since when a worker has it.
    pub locked_since: Option<Timestamp>,
    /// What the last attempt said.
    pub last_error: Option<String>,
}

/// How many jobs of a kind there are.
#[derive(Clone, Debug)]
pub struct DepthLine {
    /// Name of the kind.
    pub task: String,
    /// Waiting, running, given up.
    pub counts: [i64; 3],
    /// Seconds since the hour of the oldest that waits.
    pub oldest_seconds: i64,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobDone {
    /// It runs again.
    Replayed,
    /// It was dropped.
    Discarded,
    /// It was no dead job any more.
    Gone,
}

/// The queue.
#[derive(Clone, Debug)]
pub struct JobsView {
    /// Which list.
    pub list: JobList,
    /// Its jobs.
    pub lines: Vec<JobLine>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// How many of each kind.
    pub depth: Vec<DepthLine>,
    /// The reader runs dead jobs again, and drops them.
    pub mends: bool,
    /// What was just done.
    pub done: Option<JobDone>,
    /// The queue does not answer from here.
    pub out_of_reach: bool,
}

fn address(list: JobList, after: Option<i64>) -> String {
    let after = after.map(|after| format!("&apres={after}")).unwrap_or_default();
    format!("{}?liste={}{after}", Screen::Jobs.path(), list.id())
}

pub(super) fn page(asked: &Asked, view: &JobsView) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Travaux", "Jobs");
    if view.out_of_reach {
        return body(
            title,
            503,
            notice(
                Tone::Beware,
                lang.pick(
                    "La file des travaux ne répond pas d’ici. Les travaux continuent là où ils sont faits\u{202f}; rechargez la page dans un moment.",
                    "The queue of jobs does not answer from here. Jobs go on where they are run; reload this page in a while.",
                ),
            ),
        );
    }
    let done = view.done.map(|done| match done {
        JobDone::Replayed => notice(
            Tone::Done,
            lang.pick(
                "Le travail est relancé, avec tous ses essais.",
                "The job runs again, with all its attempts.",
            ),
        ),
        JobDone::Discarded => {
            notice(Tone::Done, lang.pick("Le travail est abandonné.", "The job was dropped."))
        }
        JobDone::Gone => notice(
            Tone::Beware,
            lang.pick(
                "Ce travail n’est plus abandonné\u{202f}: quelqu’un l’a déjà relancé ou retiré.",
                "This job is no longer given up: somebody ran it again or dropped it.",
            ),
        ),
    });
    let views = JobList::ALL
        .iter()
        .map(|list| (address(*list, None), list.label(lang).to_owned(), *list == view.list))
        .collect();
    body(
        title,
        200,
        view! {
            {done}
            {depth(view, lang)}
            {tabs(lang.pick("Listes de travaux", "Lists of jobs"), views)}
            <div id="jobs" tabindex="-1">
                {list(view, lang)}
            </div>
            {next_page(view.next.map(|next| address(view.list, Some(next))), lang)}
        },
    )
}

/// A while, in words.
fn while_of(seconds: i64, lang: Lang) -> String {
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} {}", seconds / 86_400, lang.pick("j", "d")),
    }
}

fn depth(view: &JobsView, lang: Lang) -> Option<AnyView> {
    if view.depth.is_empty() {
        // The list below says that there is nothing.
        return None;
    }
    let rows = view
        .depth
        .iter()
        .map(|line| {
            let cells = line
                .counts
                .iter()
                .map(|count| view! { <td class="num">{*count}</td> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">
                        <code>{line.task.clone()}</code>
                    </th>
                    {cells}
                    <td class="num">{while_of(line.oldest_seconds, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    Some(lines(
        lang.pick("Profondeur de la file", "Depth of the queue"),
        &[
            lang.pick("Sorte", "Kind"),
            lang.pick("En attente", "Waiting"),
            lang.pick("En cours", "Running"),
            lang.pick("Abandonnés", "Given up"),
            lang.pick("Plus ancien retard", "Oldest delay"),
        ],
        rows.into_any(),
    ))
}

fn list(view: &JobsView, lang: Lang) -> AnyView {
    if view.lines.is_empty() {
        return empty(view.list.none(lang));
    }
    let acts = view.mends && view.list == JobList::Dead;
    let rows = view.lines.iter().map(|line| row(line, acts, lang)).collect_view();
    let mut heads = vec![
        lang.pick("Travail", "Job"),
        lang.pick("Essais", "Attempts"),
        lang.pick("Créé", "Made"),
        lang.pick("Prochain essai", "Next attempt"),
        lang.pick("Dernière erreur", "Last error"),
    ];
    if acts {
        heads.push(lang.pick("Faire", "Do"));
    }
    lines(view.list.label(lang), &heads, rows.into_any())
}

fn row(line: &JobLine, acts: bool, lang: Lang) -> AnyView {
    let platform = (!line.of_the_house).then(|| pill("", lang.pick("plateforme", "platform")));
    let next = match line.locked_since {
        Some(since) => {
            format!("{} {}", lang.pick("en cours depuis", "running since"), instant(since, lang))
        }
        None if line.attempts.0 >= line.attempts.1 => lang.pick("aucun", "none").to_owned(),
        None => instant(line.run_at, lang),
    };
    let button = |act: &'static str, label: &'static str| {
        view! {
            <form method="post" action=Screen::Jobs.path()>
                <input type="hidden" name="id" value=line.id />
                <button class="btn btn-small" type="submit" name="act" value=act data-row="">
                    {label}
                    <span class="sr-only">{format!(" {} {}", line.task, line.id)}</span>
                </button>
            </form>
        }
    };
    let buttons = acts.then(|| {
        let discard = line.of_the_house.then(|| button("discard", lang.pick("Abandonner", "Drop")));
        view! {
            <td>
                <div class="desk-buttons">
                    {button("replay", lang.pick("Relancer", "Run again"))} {discard}
                </div>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <code>{line.task.clone()}</code>
                " "
                {platform}
                <span class="desk-under">
                    {format!("n° {} {}", line.id, line.key.clone().unwrap_or_default())}
                </span>
            </th>
            <td class="num">{format!("{}/{}", line.attempts.0, line.attempts.1)}</td>
            <td>{instant(line.created_at, lang)}</td>
            <td>{next}</td>
            <td>{line.last_error.clone().unwrap_or_default()}</td>
            {buttons}
        </tr>
    }
    .into_any()
}
