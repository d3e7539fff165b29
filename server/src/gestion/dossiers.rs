//! The dossiers of the house: their lists, and what is done to several at once.
//!
//! Read this, then [`one`] (a dossier) and [`acts`] (what is done to it).

pub mod acts;
mod again;
pub mod correct;
mod deposit;
pub mod export;
pub mod hand_over;
mod money;
pub mod news;
pub mod one;
mod readings;
mod signatures;
pub mod statistics;

use access::Act;
use accounts::PersonId;
use accounts::operations::people;
use app::site::gestion::GestionPage;
use app::site::gestion::dossiers::{Colleague, List, QueueDone, QueueView};
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Redirect};
use demarches::DemarcheKind;
use dossiers::PublicStatus;
use dossiers::items::Priority;
use dossiers::operations::queues::{self, After, Filter, Page};
use dossiers::operations::{DossierId, staff, views};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Desk;
use crate::people::{Answer, Broken, form, value};

/// Most pages of the staff that are read for their names.
const STAFF_PAGES: usize = 10;

/// Who works for the house, by name.
pub(super) async fn colleagues(conn: &mut PgConnection) -> Result<Vec<Colleague>, Broken> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..STAFF_PAGES {
        let found = people::list(conn, "", true, after).await?;
        let full = i64::try_from(found.len()).is_ok_and(|found| found >= people::PAGE);
        after = found.last().map(|line| line.id.0);
        all.extend(found.into_iter().map(|line| Colleague {
            id: line.id.0,
            name: if line.name.is_empty() { line.email } else { line.name },
            works: access::may(&line.roles, Act::WorkDossiers).is_some(),
        }));
        if !full {
            break;
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// The lists that whoever asks may see.
fn lists(desk: &Desk) -> Vec<List> {
    if !desk.may(Act::SeeOpenDossiers) {
        return vec![List::Closed];
    }
    let works = desk.may(Act::WorkDossiers);
    List::ALL.iter().copied().filter(|list| works || *list != List::Mine).collect()
}

/// What the address asks for.
struct Asked {
    list: List,
    words: String,
    filter: Filter,
    after: Option<After>,
}

fn asked(desk: &Desk, lists: &[List]) -> Asked {
    let pairs = desk.pairs();
    let list = List::parse(value(&pairs, "file")).filter(|list| lists.contains(list));
    let list = list.or(lists.first().copied()).unwrap_or(List::Closed);
    Asked {
        list,
        words: value(&pairs, "q").trim().chars().take(120).collect(),
        filter: Filter {
            queue: list.queue(),
            kind: DemarcheKind::parse(value(&pairs, "demarche")),
            status: PublicStatus::parse(value(&pairs, "statut")),
            assignee: value(&pairs, "pour").parse().ok(),
        },
        after: after(value(&pairs, "apres")),
    }
}

/// Where a page begins, as the address says it.
fn cursor(after: After) -> String {
    format!("{}.{}.{}", after.priority.rank(), after.since.as_microsecond(), after.id.0)
}

fn after(text: &str) -> Option<After> {
    let (rank, rest) = text.split_once('.')?;
    let (since, id) = rest.split_once('.')?;
    Some(After {
        priority: Priority::of_rank(rank.parse().ok()?)?,
        since: Timestamp::from_microsecond(since.parse().ok()?).ok()?,
        id: DossierId(id.parse().ok()?),
    })
}

/// `GET /gestion/dossiers?file=…&q=…&demarche=…&statut=…&pour=…&apres=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk) -> Answer {
    let done = match value(&desk.pairs(), "fait") {
        "garde" => Some(QueueDone::Kept),
        "oublie" => Some(QueueDone::Forgotten),
        "rien" => Some(QueueDone::Nothing),
        "donne" => {
            let pairs = desk.pairs();
            let number = |name: &str| value(&pairs, name).parse().unwrap_or_default();
            Some(QueueDone::Given(number("n"), number("non")))
        }
        _ => None,
    };
    show(&desk, done).await
}

async fn show(desk: &Desk, done: Option<QueueDone>) -> Answer {
    let lists = lists(desk);
    let asked = asked(desk, &lists);
    let (me, now) = (desk.caller.person.id, desk.here.visit.now);
    let mut tx = desk.here.begin().await?;
    let found = if asked.words.is_empty() {
        queues::list(&mut tx, &asked.filter, me.0, asked.after, now).await?
    } else {
        let mut rows = queues::search(&mut tx, &asked.words).await?;
        if !desk.may(Act::SeeOpenDossiers) {
            rows.retain(|row| row.status.is_closed());
        }
        Page { rows, next: None }
    };
    let colleagues = colleagues(&mut tx).await?;
    let views = views::of(&mut tx, me).await?;
    tx.commit().await?;
    let staff = desk.staff().await?;
    let view = QueueView {
        list: asked.list,
        lists,
        kind: asked.filter.kind,
        status: asked.filter.status,
        assignee: asked.filter.assignee,
        words: asked.words,
        counts: staff.counts.dossiers,
        next: found.next.map(cursor),
        rows: found.rows,
        colleagues,
        me: me.0,
        gives: desk.may(Act::WorkDossiers),
        views,
        now,
        done,
    };
    Ok(desk.page_for(&staff, &GestionPage::Dossiers(Box::new(view))))
}

/// `POST /gestion/dossiers?…`: gives the ticked dossiers to somebody, keeps or forgets a view.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, body: Bytes) -> Answer {
    let form = form(&body);
    match value(&form, "act") {
        "give" => give(&desk, &form).await,
        "keep_view" => keep_view(&desk, value(&form, "name")).await,
        "forget_view" => {
            let mut tx = desk.here.begin().await?;
            views::forget(&mut tx, desk.caller.person.id, value(&form, "name")).await?;
            tx.commit().await?;
            Ok(back(&desk, &[("fait", "oublie")]))
        }
        _ => Ok(desk.here.error(422)),
    }
}

/// Back to the list as it was, which says what was done.
fn back(desk: &Desk, said: &[(&str, &str)]) -> axum::response::Response {
    let pairs = desk.pairs();
    let kept = pairs.iter().filter(|(name, _)| !["fait", "n", "non"].contains(&name.as_str()));
    let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
    let query = app::query::encode(kept.chain(said.iter().copied()));
    Redirect::to(&format!("{}?{query}", desk.here.asked.path)).into_response()
}

async fn keep_view(desk: &Desk, name: &str) -> Answer {
    let asked = asked(desk, &lists(desk));
    let assignee = asked.filter.assignee.map(|id| id.to_string()).unwrap_or_default();
    let query = app::query::encode([
        ("file", asked.list.id()),
        ("demarche", asked.filter.kind.map_or("", DemarcheKind::id)),
        ("statut", asked.filter.status.map_or("", PublicStatus::id)),
        ("pour", assignee.as_str()),
    ]);
    let mut tx = desk.here.begin().await?;
    let person = desk.caller.person.id;
    let kept = views::keep(&mut tx, &desk.here.visit, person, (name, &query)).await?;
    tx.commit().await?;
    match kept {
        Ok(()) => Ok(back(desk, &[("fait", "garde")])),
        Err(_) => show(desk, Some(QueueDone::NotKept)).await,
    }
}

async fn give(desk: &Desk, form: &[(String, String)]) -> Answer {
    if !desk.may(Act::WorkDossiers) {
        return Ok(desk.here.error(404));
    }
    let ticked: Vec<(DossierId, i64)> = form
        .iter()
        .filter(|(name, _)| name == "d")
        .filter_map(|(_, value)| {
            let (id, version) = value.split_once('.')?;
            Some((DossierId(id.parse().ok()?), version.parse().ok()?))
        })
        .collect();
    if ticked.is_empty() {
        return Ok(back(desk, &[("fait", "rien")]));
    }
    let mut tx = desk.here.begin().await?;
    let to = match value(form, "to") {
        "personne" => None,
        text => {
            let Some(to) = assignable(&mut tx, text).await? else {
                return Ok(desk.here.error(422));
            };
            Some(to)
        }
    };
    let visit = &desk.here.visit;
    let each = staff::assign_all(&mut tx, visit, &desk.caller.person, &ticked, to).await?;
    tx.commit().await?;
    let given = each.iter().filter(|(_, outcome)| outcome.is_ok()).count();
    let (given, not) = (given.to_string(), (each.len() - given).to_string());
    Ok(back(desk, &[("fait", "donne"), ("n", &given), ("non", &not)]))
}

/// The person that a form names, when dossiers may be given to them.
pub(super) async fn assignable(
    conn: &mut PgConnection,
    text: &str,
) -> Result<Option<PersonId>, Broken> {
    let Ok(id) = text.parse::<Uuid>() else { return Ok(None) };
    let person = people::find(conn, PersonId(id)).await?;
    let works = person.filter(|it| access::may(&it.roles, Act::WorkDossiers).is_some());
    Ok(works.map(|person| person.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_reads_as_it_is_written_and_nothing_looser() {
        let place = After {
            priority: Priority::High,
            since: Timestamp::from_microsecond(1_763_000_000_123_456).unwrap(),
            id: DossierId(Uuid::from_u128(7)),
        };
        assert_eq!(after(&cursor(place)), Some(place));
        for text in ["", "1", "1.2", "9.2.00000000-0000-0000-0000-000000000007", "1.x.y"] {
            assert_eq!(after(text), None, "{text}");
        }
    }
}
