//! A dossier, read from its tables.

mod money;
mod talk;

use std::collections::BTreeMap;

use demarches::DemarcheKind;
use money::{order, refunds, transfers};
use sqlx::PgConnection;
use talk::{links, messages, notes, tasks};
use uuid::Uuid;
use vocabulary::Lang;

use super::super::acting::hex;
use super::super::chain::Sealer;
use super::super::fold::Kept;
use super::super::time::date;
use super::super::{DossierId, Failure};
use crate::change::{FoundBy, Rules};
use crate::items::{Form, FormState, Priority};
use crate::party::PartyRole;
use crate::piece::{Slot, SlotState};
use crate::state::Closed;
use crate::status::Closing;
use crate::tracks::{Archive, Filing, Payment, Pieces, Reason, Signature};
use crate::{At, Id, PublicStatus, Reference, State};

/// Waits for the dossier `id`; `false` when the house has none.
pub(in super::super) async fn lock(conn: &mut PgConnection, id: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!("select id from dossiers where id = $1 for update", id)
        .fetch_optional(conn)
        .await
        .map(|found| found.is_some())
}

/// The draft whose link has this hash.
pub(in super::super) async fn by_link(
    conn: &mut PgConnection,
    hash: &[u8],
) -> Result<Option<DossierId>, sqlx::Error> {
    sqlx::query_scalar!("select id from dossiers where link_hash = $1", hash)
        .fetch_optional(conn)
        .await
        .map(|id| id.map(DossierId))
}

/// The dossier and the one-time link whose secret has this hash.
pub(in super::super) async fn by_one_time_link(
    conn: &mut PgConnection,
    hash: &[u8],
) -> Result<Option<(DossierId, Uuid)>, sqlx::Error> {
    let row = sqlx::query!("select dossier_id, id from dossier_links where token_hash = $1", hash)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (DossierId(row.dossier_id), row.id)))
}

fn known<T>(found: Option<T>, what: &'static str) -> Result<T, Failure> {
    found.ok_or(Failure::Row(what))
}

fn at(stamp: jiff_sqlx::Timestamp) -> At {
    stamp.to_jiff().into()
}

/// The dossier as the tables have it: ten queries, however large it is.
pub(in super::super) async fn state(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<Option<State>, Failure> {
    let Some(row) = sqlx::query!(
        r#"
        select
            reference, kind, rules_version, rules_hash, language, person_id, link_hash, personal, pieces, signature,
            payment, filing, archive, vault, closed, closed_reason, round, assignee, priority, status, status_since,
            promised_at, due_on, filed_at, holder, plate, vin, words, begun_at, changed_at, version
        from dossiers
        where id = $1
        "#,
        sealer.dossier,
    )
    .fetch_optional(&mut *conn)
    .await?
    else {
        return Ok(None);
    };
    let kept: Kept = match &row.personal {
        Some(bytes) => match sealer.open("row", bytes)? {
            Some(plain) => serde_json::from_slice(&plain)?,
            None => Kept::default(),
        },
        None => Kept::default(),
    };
    let records = kept.records();
    let closed = row.closed.as_deref().map(|how| {
        let reason = row.closed_reason.as_deref().and_then(Reason::new);
        known(Closing::parse(how), "closed").map(|how| Closed { how, reason })
    });
    let round = known(u16::try_from(row.round).ok(), "round")?;
    Ok(Some(State {
        version: row.version,
        reference: known(Reference::parse(&row.reference), "reference")?,
        kind: known(DemarcheKind::parse(&row.kind), "kind")?,
        rules: Rules { version: row.rules_version, hash: row.rules_hash },
        lang: known(Lang::parse(&row.language), "language")?,
        person: row.person_id.map(Id::from),
        link: row.link_hash.as_deref().map(hex),
        email: kept.email,
        answers: kept.answers,
        facts: kept.facts,
        pieces: known(Pieces::parse(&row.pieces), "pieces")?,
        signature: known(Signature::parse(&row.signature), "signature")?,
        payment: known(Payment::parse(&row.payment), "payment")?,
        filing: known(Filing::parse(&row.filing), "filing")?,
        archive: known(Archive::parse(&row.archive), "archive")?,
        vault: row.vault,
        closed: closed.transpose()?,
        round,
        slots: slots(conn, sealer).await?,
        forms: forms(conn, sealer).await?,
        parties: people(conn, sealer).await?,
        order: order(conn, sealer).await?,
        transfers: transfers(conn, sealer).await?,
        refunds: refunds(conn, sealer).await?,
        records,
        said: kept.said,
        numbers: kept.numbers,
        assignee: row.assignee.map(Id::from),
        priority: known(Priority::of_rank(row.priority), "priority")?,
        tasks: tasks(conn, sealer).await?,
        notes: notes(conn, sealer).await?,
        messages: messages(conn, sealer).await?,
        links: links(conn, sealer).await?,
        status: known(PublicStatus::parse(&row.status), "status")?,
        status_since: at(row.status_since),
        promised_at: row.promised_at.map(at),
        due_on: row.due_on.map(date).transpose()?,
        filed_at: row.filed_at.map(at),
        found_by: FoundBy { holder: row.holder, plate: row.plate, vin: row.vin, words: row.words },
        begun_at: at(row.begun_at),
        changed_at: at(row.changed_at),
    }))
}

async fn slots(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<String, Slot>, Failure> {
    let rows = sqlx::query!(
        r#"
        select slot, kind, alternatives, optional, state, documents, reason, words, round, typed, signed_by
        from dossier_pieces
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words = sealer.open_words(&format!("piece {}", row.slot), row.words.as_deref())?;
            let typed = row
                .typed
                .as_deref()
                .map(|sealed| sealer.open(&format!("piece {} typed", row.slot), sealed));
            let typed = match typed.transpose()?.flatten() {
                Some(plain) => serde_json::from_slice(&plain)?,
                None => BTreeMap::new(),
            };
            let slot = Slot {
                kind: row.kind,
                or: row.alternatives,
                optional: row.optional,
                state: known(SlotState::parse(&row.state), "state of a piece")?,
                documents: row.documents.into_iter().map(Id::from).collect(),
                reason: row.reason,
                words,
                round: known(u16::try_from(row.round).ok(), "round of a piece")?,
                typed,
                signed_by: row.signed_by,
            };
            Ok((row.slot, slot))
        })
        .collect()
}

async fn forms(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<String, Form>, Failure> {
    let rows = sqlx::query!(
        "select form, state, evidence_id, reason, words from dossier_forms where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let state = known(FormState::parse(&row.state), "state of a form")?;
            let words = sealer.open_words(&format!("form {}", row.form), row.words.as_deref())?;
            let evidence = row.evidence_id.map(Id::from);
            Ok((row.form, Form { state, evidence, reason: row.reason, words }))
        })
        .collect()
}

async fn people(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, (PartyRole, crate::Party)>, Failure> {
    let rows = sqlx::query!(
        "select id, role, personal from dossier_people where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = known(PartyRole::parse(&row.role), "role of a person")?;
            let party = match sealer.open(&format!("person {}", row.id), &row.personal)? {
                Some(plain) => serde_json::from_slice(&plain)?,
                None => crate::Party::default(),
            };
            Ok((row.id.into(), (role, party)))
        })
        .collect()
}
