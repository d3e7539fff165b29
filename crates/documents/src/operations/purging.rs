//! Destroying what is past its time, and certifying that. Every night; safe to stop at any step and to run again.
//!
//! First the rows: the key and the names go, so nobody can read the files any more. Then the files. Only when they are
//! gone is it certified: one certificate a rule, whose count and hash are in the audit, which is anchored outside the
//! database.

use std::collections::BTreeMap;

use audit::{Act, Actor, Entry, Kind as AuditKind, Thing};
use jiff::Timestamp;
use jiff::civil::Date;
use objects::{Key, Objects};
use sealing::MasterKeys;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{entered, place, store};
use crate::{Class, Rule};

/// Rows of one transaction.
const AT_ONCE: i64 = 200;

/// A piece that was destroyed, as its certificate names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub document: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
    /// For what it was.
    pub slot: String,
    /// How long it was to be kept.
    pub class: Class,
    /// SHA-256 of the file as it was sent.
    pub sha256: [u8; 32],
}

/// A certificate of destruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Which.
    pub id: Uuid,
    /// Why.
    pub rule: Rule,
    /// When.
    pub at: Timestamp,
    /// What, in the order of the ids.
    pub lines: Vec<Line>,
    /// SHA-256 of all of that, as the audit has it.
    pub sha256: [u8; 32],
}

impl Certificate {
    fn of(rule: Rule, lines: Vec<Line>, at: Timestamp) -> Self {
        let mut certificate = Self { id: Uuid::now_v7(), rule, at, lines, sha256: [0; 32] };
        certificate.sha256 = certificate.computed();
        certificate
    }

    /// The hash of what it says: the same as [`sha256`](Self::sha256), unless somebody changed it.
    #[must_use]
    pub fn computed(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(format!("{} {}\n", self.rule.id(), self.lines.len()));
        for line in &self.lines {
            let hex = hex(&line.sha256);
            let Line { document, dossier, slot, class, .. } = line;
            hash.update(format!("{document} {dossier} {slot} {} {hex}\n", class.id()));
        }
        hash.finalize().into()
    }
}

/// What a purge did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Pieces that were destroyed and certified.
    pub documents: usize,
    /// Certificates.
    pub certificates: usize,
    /// Uploads that nobody finished, or that are over.
    pub uploads: usize,
}

/// Why a purge stopped. What is destroyed stays so; the rest follows when it is run again.
#[derive(Debug, thiserror::Error)]
pub enum NotPurged {
    /// The store of files does not answer.
    #[error("the store of files could not be reached")]
    Store(#[from] objects::Error),
    /// It could not be recorded.
    #[error("a destruction could not be recorded")]
    Audit(#[from] audit::operations::Failed),
    /// The database did not answer.
    #[error("the database could not be reached")]
    Database(#[from] sqlx::Error),
}

/// The pieces that [`purge`] destroys on `today` (in Paris), at most some after the piece `after`, each with its dossier:
/// what was read on them goes first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn due(
    conn: &mut PgConnection,
    today: Date,
    after: Uuid,
) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    store::destructions::due(conn, today, after, AT_ONCE).await
}

/// Destroys what is due in the house `tenant` on `today` (in Paris), certifies it, and forgets uploads that are over.
///
/// # Errors
///
/// [`NotPurged`]; run it again.
pub async fn purge(
    pool: &PgPool,
    (objects, keys): (&Objects, &MasterKeys),
    tenant: Uuid,
    (now, today): (Timestamp, Date),
) -> Result<Purged, NotPurged> {
    let mut purged = Purged::default();
    loop {
        let mut tx = entered(pool, tenant).await?;
        let destroyed = store::destructions::destroy_due(&mut tx, (now, today), AT_ONCE).await?;
        tx.commit().await?;
        if destroyed == 0 {
            break;
        }
    }
    loop {
        let certified = certify(pool, (objects, keys), tenant, now, &mut purged).await?;
        if certified == 0 {
            break;
        }
    }
    purged.uploads = forget_uploads(pool, objects, tenant, now).await?;
    Ok(purged)
}

/// Deletes the files of what is destroyed, then certifies it; how many pieces.
async fn certify(
    pool: &PgPool,
    (objects, keys): (&Objects, &MasterKeys),
    tenant: Uuid,
    now: Timestamp,
    purged: &mut Purged,
) -> Result<usize, NotPurged> {
    let mut tx = entered(pool, tenant).await?;
    let destroyed = store::destructions::uncertified(&mut tx, AT_ONCE).await?;
    drop(tx);
    let mut by_rule: BTreeMap<Rule, Vec<Line>> = BTreeMap::new();
    for (rule, line, sent) in destroyed {
        delete_files(objects, line.document).await?;
        if let Some(sent) = sent.as_deref().and_then(|sent| Key::parse(sent).ok()) {
            objects.delete(&sent).await?;
        }
        by_rule.entry(rule).or_default().push(line);
    }
    let mut done = 0;
    for (rule, lines) in by_rule {
        let certificate = Certificate::of(rule, lines, now);
        let ids: Vec<Uuid> = certificate.lines.iter().map(|line| line.document).collect();
        let mut tx = entered(pool, tenant).await?;
        store::destructions::insert(&mut tx, tenant, &certificate).await?;
        let certified = store::destructions::certify(&mut tx, certificate.id, &ids).await?;
        if usize::try_from(certified) != Ok(ids.len()) {
            continue; // another purge certified some of them: neither they nor this certificate stand twice
        }
        audit::operations::record(&mut tx, keys, &entry(tenant, &certificate), now).await?;
        tx.commit().await?;
        purged.documents += ids.len();
        purged.certificates += 1;
        done += ids.len();
    }
    Ok(done)
}

fn hex(hash: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in hash {
        let _ = write!(text, "{byte:02x}"); // writing to a string does not fail
    }
    text
}

/// What the audit says: nothing of a person.
fn entry(tenant: Uuid, certificate: &Certificate) -> Entry {
    let hex = hex(&certificate.sha256);
    let rule = certificate.rule.id();
    Entry {
        object: Some(Thing { kind: AuditKind::Destruction, id: certificate.id }),
        payload: Some(json!({ "rule": rule, "count": certificate.lines.len(), "sha256": hex })),
        ..Entry::of_house(tenant, Actor::default(), Act::DocumentsDestroyed)
    }
}

/// Deletes every file of a piece; done twice, it is as once.
pub(super) async fn delete_files(objects: &Objects, document: Uuid) -> Result<(), objects::Error> {
    objects.delete_below(&place(document)).await
}

/// Forgets the uploads that are over at `now`, with what was sent of them.
async fn forget_uploads(
    pool: &PgPool,
    objects: &Objects,
    tenant: Uuid,
    now: Timestamp,
) -> Result<usize, NotPurged> {
    let mut forgotten = 0;
    loop {
        let mut tx = entered(pool, tenant).await?;
        let over = store::uploads::over(&mut tx, now, AT_ONCE).await?;
        drop(tx);
        if over.is_empty() {
            return Ok(forgotten);
        }
        for upload in &over {
            let Ok(key) = Key::parse(&upload.object) else { continue };
            if let Some(parts) = &upload.parts {
                objects.drop_parts(&key, parts).await?;
            }
            if !upload.wanted {
                objects.delete(&key).await?;
            }
        }
        let ids: Vec<Uuid> = over.iter().map(|upload| upload.id).collect();
        let mut tx = entered(pool, tenant).await?;
        store::uploads::delete(&mut tx, &ids).await?;
        tx.commit().await?;
        forgotten += ids.len();
    }
}

/// The certificate `id`; another house's looks missing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn certificate(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Certificate>, sqlx::Error> {
    store::destructions::find(conn, id).await
}

/// The ids of the `most` latest certificates.
///
/// # Errors
///
/// When the database does not answer.
pub async fn certificates(conn: &mut PgConnection, most: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    store::destructions::latest(conn, most).await
}
