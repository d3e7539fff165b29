use audit::operations::{Filter, record, search};
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::house::{House, noon};
use crate::world::keys;

const TABLES: [&str; 4] = ["audit_events", "audit_heads", "audit_checkpoints", "audit_marks"];

/// The code of the refusal of `statement` by `role`; `None` when it is done.
async fn refused(house: &House, role: &str, statement: &str) -> Option<String> {
    let mut tx = house.within().await;
    sqlx::query(AssertSqlSafe(format!("set local role {role}"))).execute(&mut *tx).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut *tx).await;
    let error = done.err()?.into_database_error().unwrap();
    Some(error.code().unwrap().into_owned())
}

async fn with_events(pool: PgPool) -> House {
    let house = House::new(pool).await;
    let person = Uuid::now_v7();
    house.record(&[house.viewed(person, 1), house.viewed(person, 2)]).await;
    house.checkpoint().await;
    house
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_changes_deletes_and_empties_nothing(pool: PgPool) {
    let house = with_events(pool).await;
    for table in TABLES {
        for statement in [
            format!("update {table} set hash = hash"),
            format!("update {table} set tenant_id = tenant_id"),
            format!("delete from {table}"),
            format!("truncate {table}"),
            format!("alter table {table} disable trigger user"),
            format!("drop table {table}"),
        ] {
            let code = refused(&house, "carteclaire_app", &statement).await;
            let code = code.unwrap_or_default();
            // insufficient_privilege, undefined_column
            assert!(code == "42501" || code == "42703", "{statement}: {code:?}");
        }
    }
    let rights: Vec<(String, String)> = sqlx::query_as(
        "select table_name::text, string_agg(privilege_type, ' ' order by privilege_type)
         from information_schema.role_table_grants
         where grantee = 'carteclaire_app' and table_name like 'audit%'
         group by table_name order by table_name",
    )
    .fetch_all(&house.pool)
    .await
    .unwrap();
    let expected = [
        ("audit_checkpoints", "INSERT SELECT"),
        ("audit_events", "INSERT SELECT"),
        ("audit_heads", "SELECT"),
        ("audit_marks", "INSERT SELECT"),
    ];
    assert_eq!(rights, expected.map(|(table, rights)| (table.to_owned(), rights.to_owned())));
    let columns: i64 = sqlx::query_scalar(
        "select count(*) from information_schema.column_privileges
         where grantee in ('carteclaire_app', 'PUBLIC') and table_name like 'audit%' and privilege_type = 'UPDATE'",
    )
    .fetch_one(&house.pool)
    .await
    .unwrap();
    assert_eq!(columns, 0);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_owner_too_is_refused_until_the_triggers_are_gone(pool: PgPool) {
    let house = with_events(pool).await;
    for table in TABLES {
        for statement in [
            format!("update {table} set tenant_id = tenant_id"),
            format!("delete from {table}"),
            format!("truncate {table}"),
        ] {
            let code = refused(&house, "carteclaire_owner", &statement).await;
            assert_eq!(code.as_deref(), Some("23001"), "{statement}");
        }
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_can_neither_fork_a_chain_nor_leave_a_gap(pool: PgPool) {
    let house = with_events(pool).await;
    let again = "insert into audit_events
        select gen_random_uuid(), tenant_id, subject_kind, subject_id, SEQUENCE, at, actor_person, actor_role, act,
            object_kind, object_id, payload, key_person, ip_prefix, PREVIOUS, hash
        from audit_events where sequence = 2";
    for (sequence, previous) in [
        ("1", "null"),     // begins again
        ("2", "previous"), // beside the last
        ("3", "previous"), // does not follow from it
        ("4", "hash"),     // leaves a gap
        ("0", "previous"),
        ("1", "hash"),
        ("3", "null"),
    ] {
        let statement = again.replace("SEQUENCE", sequence).replace("PREVIOUS", previous);
        let code = refused(&house, "carteclaire_app", &statement).await;
        // restrict_violation, check_violation
        assert!(
            matches!(code.as_deref(), Some("23001" | "23514")),
            "{sequence} {previous}: {code:?}"
        );
    }
    let follows = again.replace("SEQUENCE", "3").replace("PREVIOUS", "hash");
    assert_eq!(refused(&house, "carteclaire_app", &follows).await, None);
    let head =
        "insert into audit_heads values (current_tenant(), 'person', gen_random_uuid(), 9, 'x')";
    assert_eq!(refused(&house, "carteclaire_app", head).await.as_deref(), Some("42501"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn another_house_sees_nothing_and_writes_nothing_here(pool: PgPool) {
    let house = with_events(pool).await;
    let mut tx = house.within_of(house.other).await;
    for table in TABLES {
        let seen: i64 = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(seen, 0, "{table}");
    }
    let page = search(&mut tx, &keys(), &Filter::default(), None, 10).await.unwrap();
    assert_eq!(page.events, []);
    let entry = house.viewed(Uuid::now_v7(), 1);
    let refused = record(&mut tx, &keys(), &entry, noon()).await;
    assert!(refused.is_err(), "an entry of the first house");
    drop(tx);
    // Without a key to make, it is the policy of the events that refuses.
    let mut tx = house.within_of(house.other).await;
    let entry = audit::Entry { payload: None, ..entry };
    assert!(record(&mut tx, &keys(), &entry, noon()).await.is_err());
    drop(tx);
    assert_eq!(house.check().await.events, 2);
}
