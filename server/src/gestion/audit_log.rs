//! Who did and saw what.

use std::collections::{BTreeSet, HashMap};

use accounts::PersonId;
use accounts::operations::people;
use app::site::gestion::{AuditLine, AuditView, GestionPage, Somebody};
use audit::operations::{Cursor, Filter, Payload, Recorded, search as find};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Email;

use super::Desk;
use crate::people::{Answer, Broken, value};

/// Lines of a page.
const PAGE: u16 = 50;

/// Events with the addresses of whom they name, and where the next page begins.
pub(super) async fn search(
    conn: &mut PgConnection,
    desk: &Desk,
    filter: &Filter,
    cursor: Option<Cursor>,
    most: u16,
) -> Result<(Vec<AuditLine>, Option<Cursor>), Broken> {
    let page = find(conn, &desk.here.visit.keys, filter, cursor, most).await?;
    let named: BTreeSet<Uuid> =
        page.events.iter().flat_map(|it| [it.actor.person, it.about]).flatten().collect();
    let mut emails = HashMap::new();
    for id in named {
        if let Some(person) = people::find(conn, PersonId(id)).await? {
            emails.insert(id, person.email.as_str().to_owned());
        }
    }
    let lines = page.events.into_iter().map(|it| line(it, &emails)).collect();
    Ok((lines, page.next))
}

fn line(it: Recorded, emails: &HashMap<Uuid, String>) -> AuditLine {
    let somebody = |id: Uuid| Somebody { id, email: emails.get(&id).cloned() };
    let (payload, erased) = match it.payload {
        Payload::None => (String::new(), false),
        Payload::Open(json) => (said(&json), false),
        Payload::Erased => (String::new(), true),
        Payload::Closed => ("?".to_owned(), false), // another master key sealed it
    };
    AuditLine {
        at: it.at,
        actor: it.actor.person.map(somebody),
        role: it.actor.role,
        act: it.act,
        object: it.object,
        about: it.about.map(somebody),
        payload,
        erased,
        network: it.ip_prefix,
        sequence: it.sequence,
    }
}

/// A payload in a line: `role: admin`.
fn said(json: &serde_json::Value) -> String {
    let Some(pairs) = json.as_object() else { return json.to_string() };
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(all) => {
            let all: Vec<String> = all
                .iter()
                .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
                .collect();
            all.join(", ")
        }
        other => other.to_string(),
    };
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect();
    pairs.join("; ")
}

/// The beginning in Paris of the day written `text`, `later` days after it.
fn midnight(text: &str, later: i64) -> Option<Timestamp> {
    let day: jiff::civil::Date = text.trim().parse().ok()?;
    let day = day.checked_add(jiff::Span::new().days(later)).ok()?;
    let zone = TimeZone::get("Europe/Paris").ok()?;
    Some(day.to_zoned(zone).ok()?.timestamp())
}

/// `GET /gestion/audit?personne=…&par=…&acte=…&depuis=…&jusque=…&apres=…`: people by address or identifier.
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    let pairs = desk.pairs();
    let text = |name: &str| value(&pairs, name).trim().chars().take(254).collect::<String>();
    let (person, actor) = (text("personne"), text("par"));
    let (since, until) = (text("depuis"), text("jusque"));
    let act = audit::Act::parse(value(&pairs, "acte"));
    let mut tx = desk.here.begin().await?;
    let about = named(&mut tx, &person).await?;
    let by = named(&mut tx, &actor).await?;
    let unknown = |typed: &str, found: Option<Uuid>| !typed.is_empty() && found.is_none();
    let not_found = unknown(&person, about) || unknown(&actor, by);
    let filter = Filter {
        subject: None,
        about,
        actor: by,
        act,
        since: midnight(&since, 0),
        until: midnight(&until, 1),
    };
    let (events, next) = if not_found {
        (Vec::new(), None)
    } else {
        let cursor = Cursor::parse(value(&pairs, "apres"));
        search(&mut tx, &desk, &filter, cursor, PAGE).await?
    };
    let payload = act.map(|act| json!({ "act": act.id() }));
    desk.note(&mut tx, about, audit::Act::AuditViewed, None, payload).await?;
    tx.commit().await?;
    let next = next.map(|cursor| {
        let kept = pairs.iter().filter(|(name, _)| name != "apres");
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let cursor = cursor.to_string();
        let query = app::query::encode(kept.chain([("apres", cursor.as_str())]));
        format!("{}?{query}", desk.here.asked.path)
    });
    let view = AuditView { act, person, actor, since, until, not_found, events, next };
    desk.page(&GestionPage::Audit(Box::new(view))).await
}

/// Whoever is named by an address or an identifier.
async fn named(conn: &mut PgConnection, typed: &str) -> Result<Option<Uuid>, Broken> {
    if let Ok(id) = typed.parse::<Uuid>() {
        return Ok(Some(id));
    }
    let Ok(email) = Email::parse(typed) else { return Ok(None) };
    Ok(people::by_email(conn, &email).await?.map(|person| person.id.0))
}
