use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Failure;
use super::super::chain::Row;
use super::super::time::{maybe_stamp, stamp};
use crate::State;

/// Writes dossiers that hold nothing personal and hang nothing on themselves, each with its one event.
pub(in super::super) async fn insert(
    conn: &mut PgConnection,
    made: &[(State, Row)],
) -> Result<(), Failure> {
    let Some((_, first)) = made.first() else { return Ok(()) };
    let column = |of: &dyn Fn(&State) -> String| -> Vec<String> {
        made.iter().map(|(state, _)| of(state)).collect()
    };
    let ids: Vec<Uuid> = made.iter().map(|(_, row)| row.dossier).collect();
    let stamps: Result<Vec<_>, Failure> =
        made.iter().map(|(state, _)| stamp(state.begun_at)).collect();
    let promised: Result<Vec<_>, Failure> =
        made.iter().map(|(state, _)| maybe_stamp(state.promised_at)).collect();
    let filed: Result<Vec<_>, Failure> =
        made.iter().map(|(state, _)| maybe_stamp(state.filed_at)).collect();
    let stamps = stamps?;
    let closed: Vec<Option<String>> = made
        .iter()
        .map(|(state, _)| state.closed.as_ref().map(|closed| closed.how.id().to_owned()))
        .collect();
    let assignees: Vec<Option<Uuid>> =
        made.iter().map(|(state, _)| state.assignee.map(Uuid::from)).collect();
    let priorities: Vec<i16> = made.iter().map(|(state, _)| state.priority.rank()).collect();
    let search = |state: &State| {
        let found = &state.found_by;
        let compact: String = found.plate.chars().filter(char::is_ascii_alphanumeric).collect();
        [found.holder.as_str(), &found.plate, &compact, &found.vin, &found.words].join(" ")
    };
    sqlx::query!(
        r#"
        insert into dossiers
            (id, tenant_id, reference, kind, rules_version, rules_hash, language, pieces, signature, payment, filing,
             archive, closed, round, assignee, priority, status, status_since, promised_at, filed_at, holder, plate, vin,
             words, search, begun_at, changed_at, version)
        select
            one.id, $1, one.reference, one.kind, one.rules_version, one.rules_hash, one.language, one.pieces,
            one.signature, one.payment, one.filing, one.archive, one.closed, 0, one.assignee, one.priority, one.status,
            one.at, one.promised_at, one.filed_at, one.holder, one.plate, one.vin, one.words, folded(one.search), one.at,
            one.at, 1
        from unnest(
            $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
            $11::text[], $12::text[], $13::text[], $14::uuid[], $15::smallint[], $16::text[], $17::timestamptz[],
            $18::timestamptz[], $19::timestamptz[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[]
        ) as one (
            id, reference, kind, rules_version, rules_hash, language, pieces, signature, payment, filing, archive,
            closed, assignee, priority, status, at, promised_at, filed_at, holder, plate, vin, words, search
        )
        "#,
        first.tenant,
        &ids,
        &column(&|state| state.reference.to_string()),
        &column(&|state| state.kind.id().to_owned()),
        &column(&|state| state.rules.version.clone()),
        &column(&|state| state.rules.hash.clone()),
        &column(&|state| state.lang.id().to_owned()),
        &column(&|state| state.pieces.id().to_owned()),
        &column(&|state| state.signature.id().to_owned()),
        &column(&|state| state.payment.id().to_owned()),
        &column(&|state| state.filing.id().to_owned()),
        &column(&|state| state.archive.id().to_owned()),
        &closed as _,
        &assignees as _,
        &priorities,
        &column(&|state| state.status.id().to_owned()),
        &stamps as _,
        &promised? as _,
        &filed? as _,
        &column(&|state| state.found_by.holder.clone()),
        &column(&|state| state.found_by.plate.clone()),
        &column(&|state| state.found_by.vin.clone()),
        &column(&|state| state.found_by.words.clone()),
        &column(&search),
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        insert into dossier_events (tenant_id, dossier_id, sequence, at, side, act, payload, hash)
        select $1, one.dossier_id, 1, one.at, one.side, one.act, one.payload::json, one.hash
        from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::bytea[])
            as one (dossier_id, at, side, act, payload, hash)
        "#,
        first.tenant,
        &ids,
        &stamps as _,
        &made.iter().map(|(_, row)| row.side.clone()).collect::<Vec<_>>(),
        &made.iter().map(|(_, row)| row.act.clone()).collect::<Vec<_>>(),
        &made.iter().map(|(_, row)| row.payload.clone()).collect::<Vec<_>>(),
        &made.iter().map(|(_, row)| row.hash.clone()).collect::<Vec<_>>(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
