//! The short words of a letter, to whoever wants to be told by SMS too. The letter goes by mail whatever becomes of them.

use accounts::operations::people;
use accounts::{PersonId, Visit};
use dossiers::operations::workspace;
use dossiers::{PartyRole, State as Dossier};
use mailer::Phone;
use notifications::operations::tell_at;
use notifications::{Channel, Disturbing, Notice, Quiet, Recipient, Template, ZONE, zone_of};
use serde_json::{Map, Value as Json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::letters::Untold;

/// The hours in which the house disturbs nobody.
pub(crate) fn quiet(visit: &Visit) -> Quiet {
    Quiet::of(&visit.house)
}

/// Tells the customer of `dossier` by SMS what `template` says in short, where they want it and it has short words: by day
/// where they live, and once a `key`.
pub(super) async fn also(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (template, key, what): (Template, &str, Disturbing),
    values: &Map<String, Json>,
) -> Result<(), Untold> {
    let by_sms = visit.house.settings.texts && template.goes_by(Channel::Sms);
    let Some(person) = dossier.person.filter(|_| by_sms) else { return Ok(()) };
    let Some(person) = people::find(conn, PersonId(Uuid::from(person))).await? else {
        return Ok(());
    };
    let phone = Phone::parse(&person.profile.phone).ok().filter(|_| person.tell.sms);
    let Some(phone) = phone else { return Ok(()) };
    let about = workspace::by_reference(conn, dossier.reference).await?;
    let postcode = postcode(&person.profile.postcode, dossier);
    let mut values = values.clone();
    // Should it wait until the evening, whoever sends it looks at the same clock.
    if let Some(overseas) = postcode.get(..3).filter(|it| *it > "970") {
        values.insert(ZONE.to_owned(), overseas.into());
    }
    let notice = Notice {
        tenant: visit.tenant(),
        person: Some(person.id.0),
        dossier: about.map(|id| id.0),
        to: Recipient::Sms(phone),
        template,
        lang: dossier.lang,
        values,
        key: Some(format!("sms:{key}")),
    };
    let at = quiet(visit).next_in(&zone_of(postcode), what, visit.now);
    let at = (at > visit.now).then_some(at);
    tell_at(conn, &notice, (visit.now, at)).await?;
    Ok(())
}

/// The postcode of an account, or of who will hold the certificate where the account says none.
fn postcode<'said>(own: &'said str, dossier: &'said Dossier) -> &'said str {
    if !own.is_empty() {
        return own;
    }
    let mut parties = dossier.parties.values();
    let holder = parties.find(|(role, _)| matches!(role, PartyRole::Holder | PartyRole::Company));
    holder.map_or("", |(_, party)| party.postcode.as_str())
}
