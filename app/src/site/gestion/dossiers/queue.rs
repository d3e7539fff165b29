//! The lists: counted, filtered, looked through, given to somebody; a filter may be kept under a name.

mod views;

use demarches::DemarcheKind;
use dossiers::PublicStatus;
use dossiers::operations::queues::{COUNTED, Counts, Row};
use dossiers::operations::views::View;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::Lang;

use super::{Colleague, List, named, of, words};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::gestion::acts::Screen;
use crate::site::gestion::body;
use crate::site::gestion::control::{Tone, empty, lines, next_page, notice, pill, select, tabs};

/// What came of what was asked of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueueDone {
    /// So many dossiers were given, and so many stayed as they are: somebody changed them meanwhile, or the rules say no.
    Given(usize, usize),
    /// A view is kept.
    Kept,
    /// A view is forgotten.
    Forgotten,
    /// A view was not kept: its name is empty or too long, or there are too many.
    NotKept,
    /// Nothing was chosen.
    Nothing,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct QueueView {
    /// Which.
    pub list: List,
    /// The lists that they may see.
    pub lists: Vec<List>,
    /// Of this démarche alone.
    pub kind: Option<DemarcheKind>,
    /// Of this status alone.
    pub status: Option<PublicStatus>,
    /// Of this member of the staff alone.
    pub assignee: Option<Uuid>,
    /// What was looked for, in all lists.
    pub words: String,
    /// How many there are; `None` for whom they are not counted.
    pub counts: Option<Counts>,
    /// The dossiers.
    pub rows: Vec<Row>,
    /// Where the next page begins, as the address says it.
    pub next: Option<String>,
    /// The staff.
    pub colleagues: Vec<Colleague>,
    /// Who looks.
    pub me: Uuid,
    /// They give dossiers to people.
    pub gives: bool,
    /// Their views.
    pub views: Vec<View>,
    /// Now.
    pub now: Timestamp,
    /// What came of what was asked.
    pub done: Option<QueueDone>,
}

impl QueueView {
    /// The filter as the address has it, what was typed left out.
    #[must_use]
    pub fn filter(&self) -> String {
        let assignee = self.assignee.map(|id| id.to_string()).unwrap_or_default();
        crate::query::encode([
            ("file", self.list.id()),
            ("demarche", self.kind.map_or("", DemarcheKind::id)),
            ("statut", self.status.map_or("", PublicStatus::id)),
            ("pour", assignee.as_str()),
        ])
    }

    fn count(&self, list: List) -> Option<i64> {
        let counts = self.counts?;
        Some(match list {
            List::ToCheck => counts.to_check,
            List::Waiting => counts.waiting,
            List::Ready => counts.ready,
            List::Late => counts.late,
            List::Mine => counts.mine,
            List::All => counts.all,
            List::Filed | List::Draft | List::Closed => return None,
        })
    }
}

/// A count as it is shown: no more than so many are counted.
#[must_use]
pub fn counted(count: i64, lang: Lang) -> String {
    if count > COUNTED {
        lang.pick("1\u{202f}000+", "1,000+").to_owned()
    } else {
        count.to_string()
    }
}

pub(in crate::site::gestion) fn page(asked: &Asked, view: &QueueView) -> Body {
    let lang = asked.lang;
    let title = if view.words.is_empty() {
        format!("{} · {}", lang.pick("Dossiers", "Files"), words::list(view.list, lang))
    } else {
        lang.pick("Dossiers trouvés", "Files found").to_owned()
    };
    body(
        title,
        200,
        view! {
            {done(view, lang)}
            {queues(view, lang)}
            {filter(asked, view)}
            {views::views(view, lang)}
            {table(asked, view)}
            {next_page(next(view), lang)}
        },
    )
}

fn next(view: &QueueView) -> Option<String> {
    let after = crate::query::encode([("apres", view.next.as_deref()?)]);
    Some(format!("{}?{}&{after}", Screen::Dossiers.path(), view.filter()))
}

fn done(view: &QueueView, lang: Lang) -> Option<AnyView> {
    let say = |tone, fr: &str, en: &str| Some(notice(tone, lang.pick(fr, en).to_owned()));
    match view.done.as_ref()? {
        QueueDone::Given(given, 0) => {
            let said = lang.pick("dossier(s) attribué(s).", "file(s) given.");
            Some(notice(Tone::Done, format!("{given} {said}")))
        }
        QueueDone::Given(given, not) => {
            let said = [
                format!("{given} {}", lang.pick("dossier(s) attribué(s).", "file(s) given.")),
                format!(
                    "{not} {}",
                    lang.pick(
                        "modifié(s) entre-temps ou clos\u{202f}: resté(s) comme avant. Relisez la liste.",
                        "changed meanwhile, or closed: left as before. Read the list again.",
                    ),
                ),
            ];
            Some(notice(Tone::Beware, said.join(" ")))
        }
        QueueDone::Kept => say(Tone::Done, "La vue est enregistrée.", "The view is saved."),
        QueueDone::Forgotten => say(Tone::Done, "La vue est supprimée.", "The view is deleted."),
        QueueDone::NotKept => say(
            Tone::Beware,
            "La vue n’est pas enregistrée\u{202f}: donnez-lui un nom de 60 caractères au plus\u{202f}; 20 vues au plus.",
            "The view was not saved: give it a name of at most 60 characters; at most 20 views.",
        ),
        QueueDone::Nothing => say(
            Tone::Beware,
            "Aucun dossier n’était coché\u{202f}: rien n’a changé.",
            "No file was ticked: nothing changed.",
        ),
    }
}

fn queues(view: &QueueView, lang: Lang) -> AnyView {
    let entries = view
        .lists
        .iter()
        .map(|list| {
            let name = words::list(*list, lang);
            let label = match view.count(*list) {
                Some(count) => format!("{name} ({})", counted(count, lang)),
                None => name.to_owned(),
            };
            let address = format!("{}?file={}", Screen::Dossiers.path(), list.id());
            (address, label, *list == view.list && view.words.is_empty())
        })
        .collect();
    tabs(lang.pick("Files de dossiers", "Queues"), entries)
}

fn filter(asked: &Asked, view: &QueueView) -> AnyView {
    let lang = asked.lang;
    let any = || (String::new(), lang.pick("Toutes", "All").to_owned());
    let mut kinds: Vec<(String, String)> = DemarcheKind::ALL
        .iter()
        .map(|kind| (kind.id().to_owned(), words::demarche(asked, *kind)))
        .collect();
    kinds.sort_by(|one, other| one.1.cmp(&other.1));
    let kinds = std::iter::once(any()).chain(kinds).collect();
    let statuses = std::iter::once((String::new(), lang.pick("Tous", "All").to_owned()))
        .chain(
            PublicStatus::ALL
                .iter()
                .map(|status| (status.id().to_owned(), status.label(lang).to_owned())),
        )
        .collect();
    let people = std::iter::once(any())
        .chain(view.colleagues.iter().map(|one| (one.id.to_string(), one.name.clone())))
        .collect();
    let assignee = view.assignee.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <form
            class="desk-search"
            id="dossier-filter"
            role="search"
            method="get"
            action=Screen::Dossiers.path()
        >
            <input type="hidden" name="file" value=view.list.id() />
            <div class="field">
                <label class="field-label" for="dossier-words">
                    {lang
                        .pick(
                            "Référence, plaque, VIN, nom ou e-mail",
                            "Reference, plate, VIN, name or e-mail",
                        )}
                </label>
                <input
                    class="input"
                    id="dossier-words"
                    name="q"
                    type="search"
                    autocomplete="off"
                    maxlength="120"
                    value=view.words.clone()
                    data-search=""
                />
            </div>
            {select(
                "demarche",
                lang.pick("Démarche", "Procedure"),
                kinds,
                view.kind.map_or("", DemarcheKind::id),
                false,
            )}
            {select(
                "statut",
                lang.pick("Statut", "Status"),
                statuses,
                view.status.map_or("", PublicStatus::id),
                false,
            )}
            {select("pour", lang.pick("Attribué à", "Given to"), people, &assignee, false)}
            <button class="btn btn-small" type="submit">
                {lang.pick("Filtrer", "Filter")}
            </button>
        </form>
    }
    .into_any()
}

fn table(asked: &Asked, view: &QueueView) -> AnyView {
    let lang = asked.lang;
    let list = if view.rows.is_empty() {
        empty(if !view.words.is_empty() {
            lang.pick(
                "Aucun dossier ne correspond. Essayez la plaque, un nom ou le début de la référence.",
                "No file matches. Try the plate, a name or the beginning of the reference.",
            )
        } else if view.kind.is_some() || view.status.is_some() || view.assignee.is_some() {
            lang.pick("Aucun dossier avec ce filtre.", "No file with this filter.")
        } else {
            words::nothing(view.list, lang)
        })
    } else {
        let rows = view.rows.iter().map(|row| line(asked, view, row)).collect_view();
        let mut heads = vec![
            lang.pick("Dossier", "File"),
            lang.pick("Véhicule", "Vehicle"),
            lang.pick("Démarche", "Procedure"),
            lang.pick("Statut", "Status"),
            lang.pick("Attente", "Waiting"),
            lang.pick("Attribué à", "Given to"),
            lang.pick("Priorité", "Priority"),
        ];
        if view.gives {
            heads.insert(0, lang.pick("Cocher", "Tick"));
        }
        lines(lang.pick("Dossiers", "Files"), &heads, rows.into_any())
    };
    if !view.gives {
        return list;
    }
    let people = std::iter::once((view.me.to_string(), lang.pick("Moi", "Me").to_owned()))
        .chain(
            view.colleagues
                .iter()
                .filter(|one| one.works && one.id != view.me)
                .map(|one| (one.id.to_string(), one.name.clone())),
        )
        .chain(std::iter::once(("personne".to_owned(), lang.pick("Personne", "Nobody").to_owned())))
        .collect();
    let action = format!("{}?{}", Screen::Dossiers.path(), view.filter());
    view! {
        <form class="desk-list" method="post" action=action>
            {list}
            <div class="desk-search" id="give">
                {select(
                    "to",
                    lang.pick("Donner les dossiers cochés à", "Give the ticked files to"),
                    people,
                    "",
                    false,
                )}
                <button class="btn btn-small" type="submit" name="act" value="give">
                    {lang.pick("Donner", "Give")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn line(asked: &Asked, view: &QueueView, row: &Row) -> AnyView {
    let lang = asked.lang;
    let reference = row.reference.to_string();
    let tick = view.gives.then(|| {
        let name = format!("{} {reference}", lang.pick("Cocher", "Tick"));
        let value = format!("{}.{}", row.id.0, row.version);
        view! {
            <td class="desk-tick">
                <input type="checkbox" name="d" value=value aria-label=name />
            </td>
        }
    });
    let assignee = match row.assignee {
        Some(id) if id == view.me => lang.pick("moi", "me").to_owned(),
        Some(id) => named(&view.colleagues, id).map_or_else(
            || lang.pick("quelqu’un d’autre", "somebody else").to_owned(),
            str::to_owned,
        ),
        None => lang.pick("personne", "nobody").to_owned(),
    };
    let pressing = row.priority.rank() < dossiers::items::Priority::Normal.rank();
    let priority_class = if pressing { "desk-pressing" } else { "muted" };
    let since = words::stretch(view.now.as_second() - row.status_since.as_second(), lang);
    view! {
        <tr>
            {tick} <th scope="row">
                <a href=of(row.reference) data-row="">
                    {reference}
                </a>
                <span class="desk-under">{row.holder.clone()}</span>
            </th> <td>
                <span class="desk-plate">{row.plate.clone()}</span>
                <span class="desk-under">{row.vin.clone()}</span>
            </td> <td>{words::demarche(asked, row.kind)}</td>
            <td>
                {pill(words::tone(row.status), row.status.label(lang))}
                <span class="desk-under">{words::whose(row.status.whose_move(), lang)}</span>
            </td>
            <td title=instant(
                row.status_since,
                lang,
            )>
                {format!("{} {since}", lang.pick("depuis", "for"))}
                <span class="desk-under">{words::promise(row.promised_at, view.now, lang)}</span>
            </td> <td>{assignee}</td> <td>
                <span class=priority_class>{words::priority(row.priority, lang)}</span>
            </td>
        </tr>
    }
    .into_any()
}
