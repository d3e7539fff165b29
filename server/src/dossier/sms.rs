//! The short words of a letter, to whoever wants to be told by SMS too. The letter goes by mail whatever becomes of them.

use accounts::operations::people;
use accounts::{PersonId, Visit};
use dossiers::State as Dossier;
use dossiers::operations::workspace;
use mailer::Phone;
use notifications::operations::tell_at;
use notifications::{Channel, Disturbing, Notice, Quiet, Recipient, Template};
use serde_json::{Map, Value as Json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::letters::Untold;

/// The hours in which the house disturbs nobody.
pub(crate) fn quiet(visit: &Visit) -> Quiet {
    let settings = &visit.house.settings;
    Quiet { from: settings.quiet_from, until: settings.quiet_until }
}

/// Tells the customer of `dossier` by SMS what `template` says in short, where they want it and it has short words: by day,
/// and once a `key`.
pub(super) async fn also(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (template, key, what): (Template, &str, Disturbing),
    values: &Map<String, Json>,
) -> Result<(), Untold> {
    let Some(person) = dossier.person.filter(|_| template.goes_by(Channel::Sms)) else {
        return Ok(());
    };
    let Some(person) = people::find(conn, PersonId(Uuid::from(person))).await? else {
        return Ok(());
    };
    let phone = Phone::parse(&person.profile.phone).ok().filter(|_| person.tell.sms);
    let Some(phone) = phone else { return Ok(()) };
    let about = workspace::by_reference(conn, dossier.reference).await?;
    let notice = Notice {
        tenant: visit.tenant(),
        person: Some(person.id.0),
        dossier: about.map(|id| id.0),
        to: Recipient::Sms(phone),
        template,
        lang: dossier.lang,
        values: values.clone(),
        key: Some(format!("sms:{key}")),
    };
    let at = quiet(visit).next(what, visit.now);
    let at = (at > visit.now).then_some(at);
    tell_at(conn, &notice, (visit.now, at)).await?;
    Ok(())
}
