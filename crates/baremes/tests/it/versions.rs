use std::time::Duration;

use baremes::operations::{
    Agreed, CHANNEL, ImportOutcome, Refused, State, VersionId, export, import,
    import_builtin_if_empty, list, publish, publish_revision, published, show,
};
use baremes::{BUILTIN_FILES, Reason, builtin, hash, load};
use jiff::Timestamp;
use revisions::operations::Beginning;
use revisions::{Step, Subject};
use simulator::snapshot::encode;
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use vocabulary::Date;

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("an instant")
}

fn today() -> Date {
    day("2026-11-21")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

fn one_o_clock() -> Timestamp {
    "2026-11-21T13:00:00Z".parse().expect("an instant")
}

/// The tables compiled in, with another rate in Auvergne-Rhône-Alpes.
fn another_rate() -> Vec<(&'static str, String)> {
    let change =
        |(name, text): (&'static str, &str)| (name, text.replace("\"43.00\"", "\"44.00\""));
    BUILTIN_FILES.into_iter().map(change).collect()
}

fn borrowed<N: AsRef<str>>(files: &[(N, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_ref(), text.as_str())).collect()
}

async fn draft(conn: &mut PgConnection, files: &[(&str, &str)]) -> VersionId {
    match import(conn, "paul@example.org", files, noon()).await {
        Ok(ImportOutcome::Drafted(id)) => id,
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_empty_database_gets_the_tables_compiled_in_once(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    assert_eq!(published(&mut conn, today()).await.unwrap(), None);

    let id = import_builtin_if_empty(&mut conn, noon()).await.unwrap().unwrap();
    let in_force = published(&mut conn, today()).await.unwrap().unwrap();
    assert_eq!(in_force.version.id, id);
    assert_eq!(&in_force.baremes, builtin());
    assert_eq!(in_force.version.name, "2026-11-21");
    assert_eq!(in_force.version.snapshot_sha256, hash(&encode(builtin())));
    assert_eq!(in_force.version.created_at, noon());
    let by = "carteclaire".to_owned();
    assert_eq!(in_force.version.state, State::Published { at: noon(), by });

    assert_eq!(import_builtin_if_empty(&mut conn, one_o_clock()).await.unwrap(), None);
    assert_eq!(list(&mut conn).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn two_servers_that_start_together_import_once(pool: PgPool) {
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    import_builtin_if_empty(&mut first, noon()).await.unwrap();
    let (late, ()) = tokio::join!(import_builtin_if_empty(&mut second, noon()), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert_eq!(late.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_exported_loads_to_the_same_snapshot(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let id = draft(&mut conn, &BUILTIN_FILES).await;
    let files = export(&mut conn, id).await.unwrap();
    assert_eq!(files.len(), BUILTIN_FILES.len());
    let again = load(&borrowed(&files)).unwrap();
    assert_eq!(encode(&again.baremes), encode(builtin()));
    assert_eq!(
        again.entries,
        load(&BUILTIN_FILES).unwrap().entries,
        "nothing but comments is lost"
    );
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn entries_say_when_they_hold_and_where_they_were_read(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let id = draft(&mut conn, &BUILTIN_FILES).await;
    let row: (String, String, Vec<String>, Option<String>, Option<String>) = sqlx::query_as(
        "select effective_from::text, effective_to::text, sources, confidence, doubt
         from bareme_entries where version_id = $1 and file = 'y3_reductions.toml' and key_path = 'age_yearly[0]'",
    )
    .bind(id.0)
    .fetch_one(&mut *conn)
    .await
    .unwrap();
    assert_eq!((row.0.as_str(), row.1.as_str()), ("2023-01-01", "2025-02-28"));
    assert_eq!(row.2, ["cibs-2023", "sp-f35947-2024"]);
    assert_eq!(row.3.as_deref(), Some("medium"));
    assert!(row.4.unwrap().starts_with("Nothing is taken off"));
    let rate: (String, String) = sqlx::query_as(
        "select effective_from::text, effective_to::text
         from bareme_entries where version_id = $1 and file = 'y1_regional.toml' and key_path = 'rate[1]'",
    )
    .bind(id.0)
    .fetch_one(&mut *conn)
    .await
    .unwrap();
    assert_eq!(rate, ("2023-01-01".to_owned(), "2027-12-31".to_owned()), "of its periods");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_is_not_in_force_until_it_is_published(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let first = import_builtin_if_empty(&mut conn, noon()).await.unwrap().unwrap();
    let files = another_rate();
    let second = draft(&mut conn, &borrowed(&files)).await;
    assert_eq!(published(&mut conn, today()).await.unwrap().unwrap().version.id, first);

    let put = publish(&mut conn, second, "anne@example.org", one_o_clock()).await.unwrap();
    let in_force = published(&mut conn, today()).await.unwrap().unwrap();
    assert_eq!(in_force, put);
    assert_ne!(&in_force.baremes, builtin());
    let (version, entries) = show(&mut conn, second).await.unwrap();
    assert_eq!(version.author, "paul@example.org");
    let by = "anne@example.org".to_owned();
    assert_eq!(version.state, State::Published { at: one_o_clock(), by });
    assert_eq!(entries.len(), load(&BUILTIN_FILES).unwrap().entries.len());
    let ids: Vec<VersionId> = list(&mut conn).await.unwrap().iter().map(|one| one.id).collect();
    assert_eq!(ids, [second, first]);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_in_force_already_makes_no_draft(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let id = import_builtin_if_empty(&mut conn, noon()).await.unwrap().unwrap();
    let outcome = import(&mut conn, "paul@example.org", &BUILTIN_FILES, one_o_clock()).await;
    assert_eq!(outcome.unwrap(), ImportOutcome::Unchanged(id));
    let exported = export(&mut conn, id).await.unwrap();
    let outcome = import(&mut conn, "paul@example.org", &borrowed(&exported), one_o_clock()).await;
    assert_eq!(outcome.unwrap(), ImportOutcome::Unchanged(id));
    // A sentence that no rule reads is a change all the same.
    let mut files = BUILTIN_FILES.map(|(name, text)| (name, text.to_owned()));
    files[9].1 = files[9].1.replace("every certificate printed", "each certificate printed");
    draft(&mut conn, &borrowed(&files)).await;
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn tables_that_are_not_sound_leave_no_trace(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let mut files = BUILTIN_FILES;
    let text = files[2].1.replace("\"43.00\"", "\"-43.00\"");
    files[2].1 = &text;
    let Err(Refused::Tables(refusals)) =
        import(&mut conn, "paul@example.org", &files, noon()).await
    else {
        panic!("negative rates are refused")
    };
    assert_eq!(refusals[0].file, "y1_regional.toml");
    assert_eq!(refusals[0].key, "rate[0].periods[0].amount");
    assert_eq!(refusals[0].reason, Reason::Negative("-43.00".to_owned()));
    assert_eq!(list(&mut conn).await.unwrap(), []);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_draft_that_became_unsound_is_not_published(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let id = draft(&mut conn, &BUILTIN_FILES).await;
    sqlx::query(
        "delete from bareme_entries where file = 'y4_y5_fixed.toml' and key_path = 'total'",
    )
    .execute(&mut *conn)
    .await
    .unwrap();
    let refused = publish(&mut conn, id, "anne@example.org", noon()).await;
    let Err(Refused::Tables(refusals)) = refused else { panic!("{refused:?}") };
    assert_eq!((refusals[0].key.as_str(), &refusals[0].reason), ("total", &Reason::Missing));
    assert_eq!(published(&mut conn, today()).await.unwrap(), None);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_version_is_published_once(pool: PgPool) {
    let id = draft(&mut pool.acquire().await.unwrap(), &BUILTIN_FILES).await;
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    publish(&mut first, id, "anne@example.org", noon()).await.unwrap();
    let (late, ()) = tokio::join!(publish(&mut second, id, "paul@example.org", noon()), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert!(matches!(late, Err(Refused::AlreadyPublished(other)) if other == id), "{late:?}");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_version_that_does_not_exist_is_said(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let id = VersionId(Uuid::nil());
    for refused in [
        show(&mut conn, id).await.unwrap_err(),
        export(&mut conn, id).await.unwrap_err(),
        publish(&mut conn, id, "anne@example.org", noon()).await.unwrap_err(),
    ] {
        assert!(matches!(refused, Refused::NoSuchVersion(other) if other == id), "{refused:?}");
    }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_of_a_published_version_ever_changes(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    import_builtin_if_empty(&mut conn, noon()).await.unwrap();
    for sql in [
        "update bareme_versions set name = 'another'",
        "update bareme_versions set status = 'draft', published_at = null, published_by = null",
        "delete from bareme_versions",
        "update bareme_entries set body = '{}'",
        "update bareme_entries set position = position + 1000",
        "delete from bareme_entries",
        "insert into bareme_entries (version_id, file, key_path, position, body, sources)
         select id, 'y1_regional.toml', 'rate[99]', 999, '{}', '{}' from bareme_versions",
        "truncate bareme_entries",
        "truncate bareme_versions cascade",
    ] {
        let error = sqlx::query(sql).execute(&mut *conn).await.unwrap_err();
        assert!(matches!(Refused::from(error), Refused::NeverChanges), "{sql}");
    }
    assert_eq!(&published(&mut conn, today()).await.unwrap().unwrap().baremes, builtin());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_entry_cannot_be_moved_into_a_published_version(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    import_builtin_if_empty(&mut conn, noon()).await.unwrap();
    let files = another_rate();
    let draft = draft(&mut conn, &borrowed(&files)).await;
    let moved = sqlx::query(
        "update bareme_entries set key_path = 'rate[99]', position = 999,
             version_id = (select id from bareme_versions where status = 'published')
         where version_id = $1 and file = 'y1_regional.toml' and key_path = 'rate[0]'",
    )
    .bind(draft.0)
    .execute(&mut *conn)
    .await;
    assert!(matches!(moved.map_err(Refused::from), Err(Refused::NeverChanges)));
    sqlx::query("delete from bareme_entries where version_id = $1")
        .bind(draft.0)
        .execute(&mut *conn)
        .await
        .expect("a draft may still change");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn an_entry_that_arrives_during_a_publication_waits_and_is_refused(pool: PgPool) {
    let id = draft(&mut pool.acquire().await.unwrap(), &BUILTIN_FILES).await;
    let (mut first, mut second) = (pool.begin().await.unwrap(), pool.begin().await.unwrap());
    publish(&mut first, id, "anne@example.org", noon()).await.unwrap();
    let late =
        sqlx::query("update bareme_entries set body = '{}' where version_id = $1").bind(id.0);
    let (late, ()) = tokio::join!(late.execute(&mut *second), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        first.commit().await.unwrap();
    });
    assert!(matches!(late.map_err(Refused::from), Err(Refused::NeverChanges)));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_version_cannot_begin_as_published(pool: PgPool) {
    let error = sqlx::query(
        "insert into bareme_versions
             (id, name, status, author, created_at, published_at, published_by, snapshot_sha256)
         values (gen_random_uuid(), 'x', 'published', 'x', now(), now(), 'x', 'sha256:' || repeat('0', 64))",
    )
    .execute(&pool)
    .await
    .unwrap_err();
    let constraint = error.as_database_error().and_then(|one| one.constraint());
    assert_eq!(constraint, Some("bareme_begins_as_draft"));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_publication_is_heard_by_those_who_listen(pool: PgPool) {
    let mut listener = PgListener::connect_with(&pool).await.unwrap();
    listener.listen(CHANNEL).await.unwrap();
    let mut conn = pool.acquire().await.unwrap();
    let id = import_builtin_if_empty(&mut conn, noon()).await.unwrap().unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(10), listener.recv()).await;
    assert_eq!(heard.unwrap().unwrap().payload(), id.0.to_string());
}

const ADA: Uuid = Uuid::from_u128(1);
const MAX: Uuid = Uuid::from_u128(2);

/// A revision of the desk that a second person published, in force from `from` on.
async fn agreed(conn: &mut PgConnection, from: &str) -> Agreed<'static> {
    let beginning = Beginning {
        subject: Subject::Baremes,
        part: "",
        note: "Tarifs 2027",
        based_on: "",
        documents: &[],
        file: None,
    };
    let revision =
        revisions::operations::begin(conn, ADA, beginning, noon()).await.expect("a draft");
    let which = (Subject::Baremes, revision.id);
    let step = |who, edition| Step { who, edition, today: today(), now: noon() };
    revisions::operations::ask(conn, which, step(ADA, 1), day(from)).await.expect("asked");
    revisions::operations::publish(conn, which, step(MAX, 2)).await.expect("published");
    let note = "Tarifs 2027";
    Agreed { revision: revision.id.0, author: ADA, by: MAX, note, from: day(from) }
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_published_for_a_day_is_in_force_from_that_day_on(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    import_builtin_if_empty(&mut conn, noon()).await.unwrap();
    let files = another_rate();
    let agreed = agreed(&mut conn, "2027-01-01").await;
    let put = publish_revision(&mut conn, agreed, &borrowed(&files), one_o_clock()).await.unwrap();
    let on = async |conn: &mut PgConnection, day: Date| {
        published(conn, day).await.unwrap().unwrap().baremes
    };
    assert_eq!(&on(&mut conn, day("2026-12-31")).await, builtin());
    assert_eq!(on(&mut conn, day("2027-01-01")).await, put.baremes);
    assert_eq!(put.version.revision, Some(agreed.revision));
    assert_eq!(put.version.from, Some(day("2027-01-01")));
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_publishes_nothing_that_one_person_alone_looked_at(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    import_builtin_if_empty(&mut conn, noon()).await.unwrap();
    let agreed = agreed(&mut conn, "2027-01-01").await;
    let files = another_rate();
    let files = borrowed(&files);
    let app = async || {
        let mut tx = pool.begin().await.unwrap();
        sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
        tx
    };
    let mut tx = app().await;
    let id = draft(&mut tx, &files).await;
    let alone = publish(&mut tx, id, "anne@example.org", noon()).await;
    assert!(matches!(alone, Err(Refused::FourEyes)), "{alone:?}");
    drop(tx);
    for other in
        [Agreed { revision: Uuid::nil(), ..agreed }, Agreed { from: day("2026-11-21"), ..agreed }]
    {
        let mut tx = app().await;
        let refused = publish_revision(&mut tx, other, &files, noon()).await;
        assert!(refused.is_err(), "{other:?}");
    }
    let mut tx = app().await;
    publish_revision(&mut tx, agreed, &files, noon()).await.unwrap();
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn the_application_may_do_what_it_does_and_no_more(pool: PgPool) {
    let mut tx = pool.begin().await.unwrap();
    import_builtin_if_empty(&mut tx, noon()).await.unwrap().unwrap();
    sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    assert!(published(&mut tx, today()).await.unwrap().is_some());
    tx.commit().await.unwrap();
    for (table, right) in [
        ("bareme_versions", "delete"),
        ("bareme_versions", "truncate"),
        ("bareme_entries", "update"),
        ("bareme_entries", "delete"),
    ] {
        let may: bool = sqlx::query_scalar("select has_table_privilege('carteclaire_app', $1, $2)")
            .bind(table)
            .bind(right)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert!(!may, "{right} on {table}");
    }
}
