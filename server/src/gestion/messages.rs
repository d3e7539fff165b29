//! What was sent to whom.

use app::site::gestion::{GestionPage, MessageLine, MessagesView};
use jiff::Timestamp;
use notifications::operations::{After, Entry, Filter, list as find};
use notifications::{State, Template};
use uuid::Uuid;

use super::Desk;
use crate::people::{Answer, value};

/// Lines of a page.
const PAGE: i64 = 50;

/// `GET /gestion/messages?etat=…&modele=…&a=…&personne=…&apres=…`
///
/// # Errors
///
/// When the database does not answer.
pub async fn list(desk: Desk) -> Answer {
    let pairs = desk.pairs();
    let state = State::parse(value(&pairs, "etat"));
    let template = Template::parse(value(&pairs, "modele"));
    let recipient: String = value(&pairs, "a").trim().chars().take(254).collect();
    let person = value(&pairs, "personne").parse::<Uuid>().ok();
    let filter = Filter {
        person,
        recipient: (!recipient.is_empty()).then(|| recipient.clone()),
        template: template.map(|template| template.id().to_owned()),
        state,
    };
    let mut tx = desk.here.begin().await?;
    let found = find(&mut tx, &filter, after(value(&pairs, "apres")), PAGE).await?;
    if let Some(person) = person {
        desk.note(&mut tx, Some(person), audit::Act::NotificationViewed, None, None).await?;
    }
    tx.commit().await?;
    let full = i64::try_from(found.len()).is_ok_and(|found| found >= PAGE);
    let next = found.last().filter(|_| full).map(|last| {
        let kept = pairs.iter().filter(|(name, _)| name != "apres");
        let cursor = cursor(last.after());
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let query = app::query::encode(kept.chain([("apres", cursor.as_str())]));
        format!("{}?{query}", desk.here.asked.path)
    });
    let lines = found.into_iter().map(line).collect();
    let view = MessagesView { state, template, recipient, person, lines, next };
    desk.page(&GestionPage::Messages(Box::new(view))).await
}

/// Where a page begins, as the address says it.
fn cursor(after: After) -> String {
    format!("{}.{}", after.created_at.as_microsecond(), after.id)
}

fn after(text: &str) -> Option<After> {
    let (at, id) = text.split_once('.')?;
    let created_at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(After { created_at, id: id.parse().ok()? })
}

fn line(entry: Entry) -> MessageLine {
    MessageLine {
        person: entry.person,
        template: Template::parse(&entry.template),
        channel: entry.channel,
        language: entry.language,
        recipient: entry.recipient,
        subject: entry.subject,
        state: entry.state,
        attempts: entry.attempts,
        last_error: entry.last_error,
        provider: entry.provider,
        created_at: entry.created_at,
        sent_at: entry.sent_at,
        version: entry.version,
    }
}
