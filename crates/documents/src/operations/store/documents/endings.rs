//! On which day the pieces of a dossier go, and by which rule.

use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Class, Rule};

/// The pieces of `class` of a dossier go on `day`, but for those that go by a rule of their own, or that the law keeps.
pub(in crate::operations) async fn end(
    conn: &mut PgConnection,
    dossier: Uuid,
    class: Class,
    (day, rule): (Date, Rule),
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set destroy_on = $3, rule = $4
        where dossier_id = $1
            and class = $2
            and state <> 'destroyed'
            and (rule is null or rule = any($5))
        "#,
        dossier,
        class.id(),
        day.to_sqlx() as _,
        rule.id(),
        &before(rule),
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// The dossier lives again: what went by its end does not go.
pub(in crate::operations) async fn reopen(
    conn: &mut PgConnection,
    dossier: Uuid,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set destroy_on = null, rule = null
        where dossier_id = $1 and state <> 'destroyed' and rule = any($2)
        "#,
        dossier,
        &of_endings(),
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

pub(in crate::operations) async fn hold(
    conn: &mut PgConnection,
    dossier: Uuid,
    held: bool,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        r#"
        update documents
        set held = $2 and class <> 'health'
        where dossier_id = $1 and state <> 'destroyed'
        "#,
        dossier,
        held,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Dossiers after `after` of which a piece has no day, or is held.
pub(in crate::operations) async fn unsettled(
    conn: &mut PgConnection,
    after: Uuid,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"
        select distinct dossier_id
        from documents
        where tenant_id = current_tenant()
            and dossier_id > $1
            and state <> 'destroyed'
            and (destroy_on is null or held)
        order by dossier_id
        limit $2
        "#,
        after,
        most,
    )
    .fetch_all(conn)
    .await
}

/// Everything of a dossier that no law keeps goes on `day`.
pub(in crate::operations) async fn ask(
    conn: &mut PgConnection,
    dossier: Uuid,
    day: Date,
) -> Result<u64, sqlx::Error> {
    let kept = Rule::ALL.iter().filter(|rule| rule.is_kept_by_law());
    let kept: Vec<String> = kept.map(|rule| rule.id().to_owned()).collect();
    sqlx::query!(
        r#"
        update documents
        set destroy_on = $2, rule = $3
        where dossier_id = $1
            and state <> 'destroyed'
            and class <> $4
            and (rule is null or rule <> all($5))
        "#,
        dossier,
        day.to_sqlx() as _,
        Rule::AskedFor.id(),
        Class::Contract.id(),
        &kept,
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// The rules of endings, by their names.
fn of_endings() -> Vec<String> {
    let rules = Rule::ALL.iter().filter(|rule| rule.is_of_an_ending());
    rules.map(|rule| rule.id().to_owned()).collect()
}

/// The rules of endings that `rule` may take the place of: what the law keeps goes no earlier than it says.
fn before(rule: Rule) -> Vec<String> {
    let rules = Rule::ALL
        .iter()
        .filter(|one| one.is_of_an_ending() && (rule.is_kept_by_law() || !one.is_kept_by_law()));
    rules.map(|one| one.id().to_owned()).collect()
}
