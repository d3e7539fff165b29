mod money;
mod talk;

use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Failure;
use super::super::acting::unhex;
use super::super::chain::Sealer;
use super::super::fold::Kept;
use super::super::time::{civil, maybe_stamp, stamp};
use crate::items::Form;
use crate::order::Order;
use crate::piece::Slot;
use crate::{Id, Party, PartyRole, State};

/// Writes what of `after` is not as in `before`: the row of the dossier always, and the rows that hang on it.
pub(in super::super) async fn state(
    conn: &mut PgConnection,
    sealer: &Sealer,
    before: Option<&State>,
    after: &State,
) -> Result<(), Failure> {
    row(conn, sealer, before.is_none(), after).await?;
    /// What is new or other in a map; then what is gone.
    macro_rules! differing {
        ($field:ident, $put:path) => {
            for (key, value) in &after.$field {
                let was = before.and_then(|before| before.$field.get(key));
                if was != Some(value) {
                    $put(conn, sealer, key, value).await?;
                }
            }
        };
    }
    macro_rules! gone {
        ($field:ident, $key:ty) => {
            before
                .iter()
                .flat_map(|before| before.$field.keys())
                .filter(|key| !after.$field.contains_key(*key))
                .cloned()
                .collect::<Vec<$key>>()
        };
    }
    let other = |(name, slot): &(&String, &Slot)| {
        before.and_then(|before| before.slots.get(*name)) != Some(*slot)
    };
    slots(conn, sealer, &after.slots.iter().filter(other).collect::<Vec<_>>()).await?;
    differing!(forms, form);
    differing!(parties, person);
    differing!(tasks, talk::task);
    differing!(notes, talk::note);
    differing!(messages, talk::message);
    differing!(links, talk::link);
    differing!(transfers, money::transfer);
    differing!(refunds, money::refund);
    money::without_refunds(conn, sealer, &gone!(refunds, Id)).await?;
    without_slots(conn, sealer, &gone!(slots, String)).await?;
    without_forms(conn, sealer, &gone!(forms, String)).await?;
    without_people(conn, sealer, &gone!(parties, Id)).await?;
    let other = |order: &&Order| before.and_then(|it| it.order.as_ref()) != Some(*order);
    if let Some(order) = after.order.as_ref().filter(other) {
        money::order(conn, sealer, &after.reference.to_string(), order).await?;
    }
    Ok(())
}

async fn row(
    conn: &mut PgConnection,
    sealer: &Sealer,
    new: bool,
    state: &State,
) -> Result<(), Failure> {
    let kept = Kept::of(state);
    let personal =
        if kept.is_empty() { None } else { Some(sealer.seal("row", &serde_json::to_vec(&kept)?)?) };
    let link = state.link.as_deref().and_then(unhex);
    let closed = state.closed.as_ref();
    let reason = closed.and_then(|closed| closed.reason.as_ref());
    let found = &state.found_by;
    let compact: String = found.plate.chars().filter(char::is_ascii_alphanumeric).collect();
    let given = crate::record::Number::ALL.iter().filter_map(|number| state.number(*number));
    let given = given.collect::<Vec<_>>().join(" ");
    let search =
        [found.holder.as_str(), &found.plate, &compact, &found.vin, &found.words, &given].join(" ");
    if new {
        sqlx::query!(
            r#"
            insert into dossiers
                (id, tenant_id, reference, kind, rules_version, rules_hash, language, pieces, signature, payment,
                 filing, archive, round, priority, status, status_since, holder, plate, vin, words, search, begun_at,
                 changed_at, version)
            values ($1, $2, $3, $4, $5, $6, $7, '', '', '', '', '', 0, 0, '', $8, '', '', '', '', '', $8, $8, 1)
            "#,
            sealer.dossier,
            sealer.tenant,
            state.reference.to_string(),
            state.kind.id(),
            state.rules.version,
            state.rules.hash,
            state.lang.id(),
            stamp(state.begun_at)? as _,
        )
        .execute(&mut *conn)
        .await?;
    }
    sqlx::query!(
        r#"
        update dossiers
        set
            kind = $2, rules_version = $3, rules_hash = $4, person_id = $5, link_hash = $6, personal = $7, pieces = $8,
            signature = $9, payment = $10, filing = $11, archive = $12, vault = $13, closed = $14, closed_reason = $15,
            round = $16, assignee = $17, priority = $18, status = $19, status_since = $20, promised_at = $21,
            due_on = $22, filed_at = $23, holder = $24, plate = $25, vin = $26, words = $27, search = folded($28),
            changed_at = $29, version = $30
        where id = $1
        "#,
        sealer.dossier,
        state.kind.id(),
        state.rules.version,
        state.rules.hash,
        state.person.map(Uuid::from),
        link,
        personal,
        state.pieces.id(),
        state.signature.id(),
        state.payment.id(),
        state.filing.id(),
        state.archive.id(),
        state.vault,
        closed.map(|closed| closed.how.id()),
        reason.map(crate::tracks::Reason::as_str),
        i16::try_from(state.round).unwrap_or(i16::MAX),
        state.assignee.map(Uuid::from),
        state.priority.rank(),
        state.status.id(),
        stamp(state.status_since)? as _,
        maybe_stamp(state.promised_at)? as _,
        state.due_on.map(civil).transpose()? as _,
        maybe_stamp(state.filed_at)? as _,
        found.holder,
        found.plate,
        found.vin,
        found.words,
        search,
        stamp(state.changed_at)? as _,
        state.version,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn slots(
    conn: &mut PgConnection,
    sealer: &Sealer,
    slots: &[(&String, &Slot)],
) -> Result<(), Failure> {
    for (name, slot) in slots {
        let documents: Vec<Uuid> = slot.documents.iter().copied().map(Uuid::from).collect();
        let words = sealer.seal_words(&format!("piece {name}"), slot.words.as_deref())?;
        let typed = if slot.typed.is_empty() {
            None
        } else {
            let plain = serde_json::to_vec(&slot.typed)?;
            Some(sealer.seal(&format!("piece {name} typed"), &plain)?)
        };
        sqlx::query!(
            r#"
            insert into dossier_pieces
                (tenant_id, dossier_id, slot, kind, alternatives, optional, state, documents, reason, words, round,
                 typed, signed_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            on conflict (dossier_id, slot) do update
            set
                kind = excluded.kind, alternatives = excluded.alternatives, optional = excluded.optional,
                state = excluded.state, documents = excluded.documents, reason = excluded.reason,
                words = excluded.words, round = excluded.round, typed = excluded.typed, signed_by = excluded.signed_by
            "#,
            sealer.tenant,
            sealer.dossier,
            name,
            slot.kind,
            &slot.or,
            slot.optional,
            slot.state.id(),
            &documents,
            slot.reason,
            words,
            i16::try_from(slot.round).unwrap_or(i16::MAX),
            typed,
            slot.signed_by.as_deref(),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

async fn form(
    conn: &mut PgConnection,
    sealer: &Sealer,
    name: &str,
    form: &Form,
) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into dossier_forms (tenant_id, dossier_id, form, state, evidence_id, reason, words)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (dossier_id, form) do update
        set
            state = excluded.state, evidence_id = excluded.evidence_id, reason = excluded.reason,
            words = excluded.words
        "#,
        sealer.tenant,
        sealer.dossier,
        name,
        form.state.id(),
        form.evidence.map(Uuid::from),
        form.reason,
        sealer.seal_words(&format!("form {name}"), form.words.as_deref())?,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn person(
    conn: &mut PgConnection,
    sealer: &Sealer,
    id: &Id,
    (role, party): &(PartyRole, Party),
) -> Result<(), Failure> {
    let id = Uuid::from(*id);
    sqlx::query!(
        r#"
        insert into dossier_people (tenant_id, dossier_id, id, role, personal)
        values ($1, $2, $3, $4, $5)
        on conflict (dossier_id, id) do update
        set role = excluded.role, personal = excluded.personal
        "#,
        sealer.tenant,
        sealer.dossier,
        id,
        role.id(),
        sealer.seal(&format!("person {id}"), &serde_json::to_vec(party)?)?,
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn without_slots(
    conn: &mut PgConnection,
    sealer: &Sealer,
    slots: &[String],
) -> Result<(), sqlx::Error> {
    if slots.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from dossier_pieces where dossier_id = $1 and slot = any($2)",
        sealer.dossier,
        slots,
    )
    .execute(conn)
    .await
    .map(drop)
}

async fn without_forms(
    conn: &mut PgConnection,
    sealer: &Sealer,
    forms: &[String],
) -> Result<(), sqlx::Error> {
    if forms.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from dossier_forms where dossier_id = $1 and form = any($2)",
        sealer.dossier,
        forms,
    )
    .execute(conn)
    .await
    .map(drop)
}

async fn without_people(
    conn: &mut PgConnection,
    sealer: &Sealer,
    people: &[Id],
) -> Result<(), sqlx::Error> {
    if people.is_empty() {
        return Ok(());
    }
    let people: Vec<Uuid> = people.iter().copied().map(Uuid::from).collect();
    sqlx::query!(
        "delete from dossier_people where dossier_id = $1 and id = any($2)",
        sealer.dossier,
        &people,
    )
    .execute(conn)
    .await
    .map(drop)
}
