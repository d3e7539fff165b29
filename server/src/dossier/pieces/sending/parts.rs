//! A file that a script sends in parts: cut as often as it may be, it goes on where it was. The script of the page is the
//! only caller; whoever has none sends the form.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use documents::operations::uploads::{self, Begun, NotTaken, Received, Upload};
use documents::{Intake, Source};
use dossiers::{Refusal, Slot};
use sealing::Token;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;
use vocabulary::Lang;

use super::super::slot_of;
use super::{Kept, intake, not_now, not_taken, put};
use crate::dossier::{Mine, NotForThem, Opened};
use crate::people::{Answer, Broken};

/// A file that is about to be sent, or gone on with.
#[derive(Deserialize)]
pub struct Announced {
    name: String,
    size: u64,
    /// In hexadecimal digits; nothing where the browser cannot tell.
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    camera: bool,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    consent: bool,
    /// Of an upload that was cut.
    #[serde(default)]
    token: String,
}

/// A file whose parts were sent.
#[derive(Deserialize)]
pub struct Whole {
    token: String,
    #[serde(default)]
    kind: String,
}

/// What the script is told: a sentence for the person; whether the same is to be asked `again`, or begun `anew`.
fn refuse(status: StatusCode, said: &str, next: &str) -> Response {
    (status, Json(json!({ "said": said, "next": next }))).into_response()
}

fn refused(why: NotTaken, lang: Lang) -> Answer {
    let (status, next) = match &why {
        NotTaken::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "again"),
        NotTaken::Incomplete => (StatusCode::CONFLICT, "again"),
        NotTaken::Unknown | NotTaken::Altered => (StatusCode::CONFLICT, "anew"),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, "stop"),
    };
    Ok(refuse(status, &not_taken(why, Kept::Each, lang)?, next))
}

fn not_done(why: NotForThem, lang: Lang) -> Answer {
    match why {
        // It is where it was to go.
        NotForThem::Refused(Refusal::SameDocument) => Ok(there(false)),
        NotForThem::Refused(refusal) => {
            Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, refusal.sentence(lang), "stop"))
        }
        NotForThem::Missing => Ok(StatusCode::NOT_FOUND.into_response()),
        NotForThem::Broken(broken) => Err(broken),
    }
}

/// The file has its place in the dossier: now, or before.
fn there(new: bool) -> Response {
    Json(json!({ "there": true, "new": new })).into_response()
}

/// The kind that was chosen among those that the slot takes, else its own.
fn chosen<'a>(slot: &'a Slot, kind: &'a str) -> &'a str {
    if slot.or.iter().any(|one| one == kind) { kind } else { &slot.kind }
}

/// The upload of a token, where it is of this slot of this dossier.
async fn known(
    conn: &mut PgConnection,
    (mine, opened, name): (&Mine, &Opened, &str),
    token: &str,
) -> Result<Option<(Upload, Token)>, Broken> {
    let Some(token) = Token::parse(token) else { return Ok(None) };
    match uploads::find(conn, &token, mine.here.visit.now).await {
        Ok(upload) => {
            let about = (upload.intake.dossier, upload.intake.slot.as_str());
            Ok((about == (opened.id.0, name)).then_some((upload, token)))
        }
        Err(NotTaken::Database(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

fn announced(
    mine: &Mine,
    opened: &Opened,
    (name, slot): (&str, &Slot),
    said: &Announced,
) -> Option<Intake> {
    let rules = mine.rules().by_version(&opened.state.rules.hash);
    let kind = rules.and_then(|rules| rules.piece_kind(chosen(slot, &said.kind)));
    let source = if said.camera { Source::Camera } else { Source::File };
    let file = (said.name.clone(), source);
    let intake = intake(mine, opened, (name, kind), file, said.consent)?;
    Some(Intake { size: Some(said.size), sha256: digest(&said.sha256), ..intake })
}

/// 64 hexadecimal digits.
fn digest(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// `POST /dossier/{token}/piece/{name}/envois`: begins to send a file, or says what is still wanted of one that was cut.
///
/// # Errors
///
/// When the database does not answer.
pub async fn begin(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    Json(said): Json<Announced>,
) -> Answer {
    let (lang, now) = (mine.here.asked.lang, mine.here.visit.now);
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let known = known(&mut tx, (&mine, &opened, &name), &said.token).await?;
    tx.commit().await?;
    let Some((slot, one)) = slot_of(&opened, &name) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    if let Some(why) = not_now(&opened, one) {
        return not_done(NotForThem::Refused(why), lang);
    }
    let (objects, pool) = (mine.here.state().objects(), mine.here.state().pool().ok_or(Broken)?);
    let (upload, token) = if let Some(known) = known {
        known
    } else {
        let Some(intake) = announced(&mine, &opened, (&name, one), &said) else {
            return Ok(StatusCode::NOT_FOUND.into_response());
        };
        let tenant = mine.here.visit.tenant().0;
        match uploads::begin(pool, objects, tenant, &intake, now).await {
            Ok(Begun::Upload(upload, token)) => (*upload, token),
            Ok(Begun::Before(document)) => {
                let before = [Received { document, new: false }];
                let kind = chosen(one, &said.kind);
                return match put(&mine, &opened, (slot, kind), &before).await {
                    Ok(()) => Ok(there(true)),
                    Err(why) => not_done(why, lang),
                };
            }
            Err(why) => return refused(why, lang),
        }
    };
    match uploads::standing(objects, &upload, now).await {
        Ok(standing) => {
            let part = |part: uploads::Wanted| {
                json!({
                    "from": part.from,
                    "length": part.length,
                    "address": part.put.url,
                    "headers": part.put.headers,
                })
            };
            let parts: Vec<Value> = standing.wanted.into_iter().map(part).collect();
            let (token, arrived) = (token.reveal(), standing.arrived);
            Ok(Json(json!({ "token": token, "arrived": arrived, "parts": parts })).into_response())
        }
        Err(why) => refused(why, lang),
    }
}

/// `POST /dossier/{token}/piece/{name}/envois/fini`: all parts were sent; the file takes its place in the dossier.
///
/// # Errors
///
/// When the database does not answer.
pub async fn finish(
    mine: Mine,
    Path((reference, name)): Path<(String, String)>,
    Json(said): Json<Whole>,
) -> Answer {
    let lang = mine.here.asked.lang;
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let known = known(&mut tx, (&mine, &opened, &name), &said.token).await?;
    tx.commit().await?;
    let Some((upload, _)) = known else { return refused(NotTaken::Unknown, lang) };
    let Some((slot, one)) = slot_of(&opened, &name) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    // What took its place before, and may be looked at by now, is no error: only the answer was lost.
    if upload.document.is_some_and(|document| one.documents.contains(&document.into())) {
        return Ok(there(true));
    }
    if let Some(why) = not_now(&opened, one) {
        return not_done(NotForThem::Refused(why), lang);
    }
    let received = match taken(&mine, &upload).await {
        Ok(received) => received,
        Err(why) => return refused(why, lang),
    };
    match put(&mine, &opened, (slot, chosen(one, &said.kind)), &[received]).await {
        Ok(()) => Ok(there(true)),
        Err(why) => not_done(why, lang),
    }
}

async fn taken(mine: &Mine, upload: &Upload) -> Result<Received, NotTaken> {
    let (tenant, now) = (mine.here.visit.tenant().0, mine.here.visit.now);
    if let Some(document) = upload.document {
        return Ok(Received { document, new: false });
    }
    let gathered = uploads::gathered(mine.here.state().objects(), upload).await?;
    let mut tx = mine.here.begin().await?;
    let received = uploads::finish(&mut tx, tenant, upload, &gathered, now).await?;
    tx.commit().await?;
    Ok(received)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_digits() {
        let text = "00ff".repeat(16);
        assert_eq!(digest(&text).map(|bytes| (bytes[0], bytes[1])), Some((0, 255)));
        let bad = ["", "00", &"zz".repeat(32), &"é".repeat(32)];
        assert!(bad.iter().all(|text| digest(text).is_none()));
    }
}
