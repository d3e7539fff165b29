use std::collections::BTreeMap;

use demarches::DemarcheKind;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Cents, Lang};

use super::super::acting::hex;
use super::super::chain::Sealer;
use super::super::fold::Kept;
use super::super::time::date;
use super::super::{DossierId, Failure};
use crate::change::{FoundBy, Rules};
use crate::items::{Form, FormState, Link, LinkTask, Message, Note, Priority, Task};
use crate::order::{Line, Means, Order, Payment as Transfer, Refund};
use crate::party::PartyRole;
use crate::piece::{Slot, SlotState};
use crate::state::Closed;
use crate::status::Closing;
use crate::tracks::{Archive, Filing, Payment, Pieces, Reason, Signature};
use crate::{At, Id, PublicStatus, Reference, Side, State};

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

async fn order(conn: &mut PgConnection, sealer: &Sealer) -> Result<Option<Order>, Failure> {
    let row = sqlx::query!(
        r#"
        select
            operation, issued_on, lines, rounding_cents, taxes_cents, fee_net_cents, fee_vat_cents, total_cents,
            baremes_sha256, terms, express_start, ordered_at
        from dossier_orders
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Order {
            operation: row.operation,
            issued_on: date(row.issued_on)?,
            lines: serde_json::from_value::<Vec<Line>>(row.lines)?,
            rounding: Cents(row.rounding_cents),
            taxes: Cents(row.taxes_cents),
            fee_net: Cents(row.fee_net_cents),
            fee_vat: Cents(row.fee_vat_cents),
            total: Cents(row.total_cents),
            baremes: row.baremes_sha256,
            terms: row.terms,
            express_start: row.express_start,
            at: at(row.ordered_at),
        })
    })
    .transpose()
}

async fn transfers(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Transfer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, cents, received_on, bank_reference, recorded_at, means
        from dossier_payments
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let reference =
                sealer.open_words(&format!("payment {}", row.id), row.bank_reference.as_deref())?;
            let transfer = Transfer {
                means: known(Means::parse(&row.means), "means of a payment")?,
                cents: Cents(row.cents),
                received_on: date(row.received_on)?,
                reference,
                at: at(row.recorded_at),
            };
            Ok((row.id.into(), transfer))
        })
        .collect()
}

async fn refunds(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Refund>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, cents, given_cents, refunded_at
        from dossier_refunds
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (cents, given) = (Cents(row.cents), Cents(row.given_cents));
            (row.id.into(), Refund { cents, given, at: at(row.refunded_at) })
        })
        .collect())
}

async fn tasks(conn: &mut PgConnection, sealer: &Sealer) -> Result<BTreeMap<Id, Task>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, assignee, priority, due_on, done_at, words, created_at
        from dossier_tasks
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let task = Task {
                assignee: row.assignee.map(Id::from),
                priority: known(Priority::of_rank(row.priority), "priority of a task")?,
                due_on: row.due_on.map(date).transpose()?,
                done_at: row.done_at.map(at),
                words: sealer.open_words(&format!("task {}", row.id), row.words.as_deref())?,
                at: at(row.created_at),
            };
            Ok((row.id.into(), task))
        })
        .collect()
}

async fn notes(conn: &mut PgConnection, sealer: &Sealer) -> Result<BTreeMap<Id, Note>, Failure> {
    let rows = sqlx::query!(
        "select id, author, words, created_at from dossier_notes where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words = sealer.open_words(&format!("note {}", row.id), row.words.as_deref())?;
            let note = Note { by: row.author.map(Id::from), words, at: at(row.created_at) };
            Ok((row.id.into(), note))
        })
        .collect()
}

async fn messages(
    conn: &mut PgConnection,
    sealer: &Sealer,
) -> Result<BTreeMap<Id, Message>, Failure> {
    let rows = sqlx::query!(
        "select id, side, author, words, created_at from dossier_messages where dossier_id = $1",
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let words = sealer.open_words(&format!("message {}", row.id), row.words.as_deref())?;
            let message = Message {
                from: known(Side::parse(&row.side), "side of a message")?,
                by: row.author.map(Id::from),
                words,
                at: at(row.created_at),
            };
            Ok((row.id.into(), message))
        })
        .collect()
}

async fn links(conn: &mut PgConnection, sealer: &Sealer) -> Result<BTreeMap<Id, Link>, Failure> {
    let rows = sqlx::query!(
        r#"
        select id, token_hash, party_id, task, target, email, given_at, expires_at, ended_at, used
        from dossier_links
        where dossier_id = $1
        "#,
        sealer.dossier,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let link = Link {
                token_hash: hex(&row.token_hash),
                party: row.party_id.map(Id::from),
                task: known(LinkTask::parse(&row.task), "task of a link")?,
                target: row.target,
                email: sealer.open_words(&format!("link {}", row.id), row.email.as_deref())?,
                given_at: at(row.given_at),
                expires_at: at(row.expires_at),
                ended_at: row.ended_at.map(at),
                used: row.used,
            };
            Ok((row.id.into(), link))
        })
        .collect()
}
