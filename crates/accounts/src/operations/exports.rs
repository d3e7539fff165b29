//! A copy of all that is kept of a person: asked for, made by a job, fetched, forgotten after seven days.

use std::io::{Cursor, Write as _};

use access::Role;
use jiff::{SignedDuration, Timestamp};
use jobs::operations::{When, enqueue};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;
use zip::write::SimpleFileOptions;

use super::audited::{Act, Whose, note};
use super::told::{self, Letter, To};
use super::{Failure, passkeys, sessions, store};
use crate::{Field, Person, PersonId, Visit};

/// How long a copy can be fetched.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The job that makes a copy.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct MakeExport {
    /// In which house.
    pub tenant: Uuid,
    /// Whose.
    pub person: Uuid,
    /// Which copy.
    pub export: Uuid,
}

impl jobs::Task for MakeExport {
    const NAME: &'static str = "make_export";
    const TIME_LIMIT: std::time::Duration = std::time::Duration::from_mins(10);
}

/// The latest copy of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Latest {
    /// None, or forgotten.
    None,
    /// Being made.
    Making,
    /// To be fetched.
    Ready {
        /// Key of the file.
        file: String,
        /// Until when.
        until: Timestamp,
    },
}

/// Asks for a copy, unless one is being made or can be fetched.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ask(conn: &mut PgConnection, visit: &Visit, person: &Person) -> Result<(), Failure> {
    if latest(conn, person.id, visit.now).await? != Latest::None {
        return Ok(());
    }
    let export = Uuid::now_v7();
    let until = visit.now + KEPT;
    store::exports::insert(conn, visit.tenant().0, export, person.id.0, (visit.now, until)).await?;
    let task = MakeExport { tenant: visit.tenant().0, person: person.id.0, export };
    enqueue(conn, &task, &When { key: Some(format!("export:{export}")), at: None }).await?;
    Ok(())
}

/// The latest copy of `person` at `now`.
///
/// # Errors
///
/// When the database does not answer.
pub async fn latest(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Latest, sqlx::Error> {
    Ok(match store::exports::latest(conn, person.0, now).await? {
        None => Latest::None,
        Some((None, _)) => Latest::Making,
        Some((Some(file), until)) => Latest::Ready { file, until },
    })
}

/// All that is kept of `person`, as a ZIP of JSON files and a page that says what they are. `dossiers` and `fleet`: what
/// whoever keeps those has of this person.
///
/// # Errors
///
/// When the database does not answer, or the archive cannot be written.
pub async fn archive(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    (dossiers, fleet): (Json, Json),
) -> Result<Vec<u8>, Failure> {
    let files = [
        ("account.json", account(person)),
        ("passkeys.json", keys(conn, person).await?),
        ("sessions.json", living(conn, visit, person).await?),
        ("dossiers.json", dossiers),
        ("fleet.json", fleet),
        ("messages.json", messages(conn, person).await?),
        ("who_looked.json", looked(conn, person).await?),
    ];
    let readme = person.lang.pick(README_FR, README_EN);
    zipped(readme, &files).map_err(|error| Failure::Sealed(error.to_string()))
}

const README_FR: &str = "Copie de vos données\n\n\
    account.json\u{202f}: vos coordonnées et vos choix\n\
    passkeys.json\u{202f}: vos clés d’accès (la partie publique reste chez nous, la clé secrète n’a jamais quitté vos appareils)\n\
    sessions.json\u{202f}: vos appareils connectés\n\
    dossiers.json\u{202f}: vos dossiers, vos réponses, les personnes que vous avez nommées, tout ce qui s’est passé\n\
    fleet.json\u{202f}: vos véhicules, votre entreprise et son cachet, si vous êtes professionnel\n\
    messages.json\u{202f}: les messages que nous vous avons envoyés\n\
    who_looked.json\u{202f}: qui a consulté vos données (rôle et heure)\n";
const README_EN: &str = "A copy of your data\n\n\
    account.json: your details and choices\n\
    passkeys.json: your passkeys (the secret key never left your devices)\n\
    sessions.json: your signed-in devices\n\
    dossiers.json: your dossiers, your answers, the people whom you named, all that happened\n\
    fleet.json: your vehicles, your company and its stamp, if you are a professional\n\
    messages.json: the messages that we sent you\n\
    who_looked.json: who looked at your data (role and time)\n";

fn zipped(readme: &str, files: &[(&str, Json)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file("README.txt", options)?;
    archive.write_all(readme.as_bytes())?;
    for (name, content) in files {
        archive.start_file(*name, options)?;
        archive.write_all(format!("{content:#}\n").as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn account(person: &Person) -> Json {
    let mut profile = serde_json::Map::new();
    for field in Field::ALL {
        profile.insert(field.id().to_owned(), person.profile.text(*field).into());
    }
    json!({
        "id": person.id.0,
        "email": person.email.as_str(),
        "language": person.lang.id(),
        "roles": person.roles.iter().map(|role: &Role| role.id()).collect::<Vec<_>>(),
        "has_password": person.has_password,
        "has_one_time_codes": person.has_totp,
        "profile": profile,
        "wants": {
            "reminders": person.tell.reminders,
            "sms": person.tell.sms,
            "news": person.tell.news,
        },
        "created_at": person.created_at.to_string(),
        "last_seen_at": person.last_seen_at.to_string(),
    })
}

async fn keys(conn: &mut PgConnection, person: &Person) -> Result<Json, Failure> {
    let keys = passkeys::list(conn, person.id).await?;
    Ok(keys
        .into_iter()
        .map(|key| {
            json!({
                "name": key.name,
                "created_at": key.created_at.to_string(),
                "last_used_at": key.last_used_at.map(|at| at.to_string()),
            })
        })
        .collect())
}

async fn living(conn: &mut PgConnection, visit: &Visit, person: &Person) -> Result<Json, Failure> {
    let sessions = sessions::list(conn, person.id, visit.now).await?;
    Ok(sessions
        .into_iter()
        .map(|session| {
            json!({
                "device": session.device,
                "network": session.network,
                "method": session.method.id(),
                "created_at": session.created_at.to_string(),
                "last_seen_at": session.last_seen_at.to_string(),
            })
        })
        .collect())
}

async fn messages(conn: &mut PgConnection, person: &Person) -> Result<Json, Failure> {
    let filter = notifications::operations::Filter {
        person: Some(person.id.0),
        ..notifications::operations::Filter::default()
    };
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = notifications::operations::list(conn, &filter, after, PAGE).await?;
        after = page.last().map(notifications::operations::Entry::after);
        let whole = i64::try_from(page.len()).is_ok_and(|count| count == PAGE);
        all.extend(page.into_iter().map(|entry| {
            json!({
                "template": entry.template,
                "channel": entry.channel,
                "recipient": entry.recipient,
                "subject": entry.subject,
                "state": entry.state.id(),
                "created_at": entry.created_at.to_string(),
                "sent_at": entry.sent_at.map(|at| at.to_string()),
            })
        }));
        if !whole {
            return Ok(all.into());
        }
    }
}

/// Messages that are read at a time.
const PAGE: i64 = 200;

async fn looked(conn: &mut PgConnection, person: &Person) -> Result<Json, Failure> {
    let seen = audit::operations::seen_by(conn, person.id.0, i64::from(u16::MAX)).await?;
    Ok(seen
        .into_iter()
        .map(|seen| {
            json!({
                "at": seen.at.to_string(),
                "role": seen.role.map(Role::id),
                "act": seen.act.id(),
            })
        })
        .collect())
}

/// The copy is in the store under `file`: the person is told. `false` when it is not wanted any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn ready(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
    export: Uuid,
    file: &str,
) -> Result<bool, Failure> {
    let until = visit.now + KEPT;
    if !store::exports::ready(conn, export, file, (visit.now, until)).await? {
        return Ok(false);
    }
    let page = person.lang.pick("/compte/donnees", "/en/account/data");
    let values = json!({ "link": format!("{}{page}", visit.origin), "until": until.to_string() });
    told::tell(conn, visit, To::person(person), Letter::ExportReady, values).await?;
    note(conn, visit, Act::ExportMade, Whose::own(person), &json!({})).await?;
    Ok(true)
}

/// The copy is about to be fetched: written down.
///
/// # Errors
///
/// When the database does not answer.
pub async fn fetched(
    conn: &mut PgConnection,
    visit: &Visit,
    person: &Person,
) -> Result<(), Failure> {
    note(conn, visit, Act::ExportDownloaded, Whose::own(person), &json!({})).await
}

/// Deletes the copies that are past their time; the keys of every file that nobody's row names any more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn past(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<String>, sqlx::Error> {
    store::exports::delete_past(conn, now).await?;
    store::exports::to_forget(conn).await
}

/// The file is gone from the store.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forgotten(conn: &mut PgConnection, file: &str) -> Result<(), sqlx::Error> {
    store::exports::forgotten(conn, file).await
}
