//! What a server reads again of its database, and two persons who are one.

use std::time::Duration;

use access::Role;
use accounts::operations::sessions::Method;
use baremes::BUILTIN_FILES;
use baremes::operations::{ImportOutcome, import, import_builtin_if_empty, publish};
use revisions::Step;
use revisions::operations::{Beginning, ask, begin};
use server::{clock, database};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::time::timeout;
use uuid::Uuid;

use super::{Desk, SUBJECTS, documents};
use crate::dossiers::{answered, total_of};
use crate::gestion::HOST;
use crate::somebody::served;
use crate::support::as_application;

/// Publishes tables with one euro more in Île-de-France, as the command line does.
pub(super) async fn dearer(pool: &PgPool) {
    let files = BUILTIN_FILES
        .map(|(name, text)| (name, text.replacen("amount = \"54.95\"", "amount = \"55.95\"", 1)));
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut tx = pool.begin().await.unwrap();
    let drafted = import(&mut tx, "ines", &files, clock::now()).await.unwrap();
    let ImportOutcome::Drafted(id) = drafted else { panic!("{drafted:?}") };
    publish(&mut tx, id, "ines", clock::now()).await.unwrap();
    tx.commit().await.unwrap();
}

pub(super) async fn desk(pool: PgPool) -> Desk {
    let desk = Desk::new(pool).await;
    let mut tx = desk.pool.begin().await.unwrap();
    import_builtin_if_empty(&mut tx, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    desk
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_was_read_first_is_never_shown_last(pool: PgPool) {
    let desk = desk(pool).await;
    let before = desk.state.published().hash.clone();
    // Beside, nobody waits for what is locked below; and publishing takes no look at it.
    for sql in [
        "create schema beside",
        "create table beside.revisions (like public.revisions)",
        "grant usage on schema beside to carteclaire_app",
        "grant select on beside.revisions to carteclaire_app",
        "alter table bareme_versions disable trigger user",
        "alter table bareme_versions drop constraint bareme_versions_revision_id_fkey",
    ] {
        sqlx::query(sql).execute(&desk.pool).await.unwrap();
    }
    let options = (*desk.pool.connect_options()).clone();
    let beside = PgPoolOptions::new().max_connections(2).after_connect(|conn, _| {
        Box::pin(async move {
            sqlx::Executor::execute(conn, "set role carteclaire_app").await.map(drop)
        })
    });
    let options = options.options([("search_path", "beside,public")]);
    let beside = beside.connect_with(options).await.unwrap();
    let mut lock = desk.pool.begin().await.unwrap();
    sqlx::query("lock table public.revisions in access exclusive mode")
        .execute(&mut *lock)
        .await
        .unwrap();
    let (state, own) = (desk.state.clone(), as_application(&desk.pool).await);
    let first =
        tokio::spawn(async move { database::reload(&state, &own, clock::today()).await.unwrap() });
    // Beside the databases of the other tests: locks of tuples and relations name theirs.
    let waiting = "select count(*) from pg_locks
        where not granted and database = (select oid from pg_database where datname = current_database())";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut *lock).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    dearer(&desk.pool).await;
    let state = desk.state.clone();
    let mut second = tokio::spawn(async move {
        database::reload(&state, &beside, clock::today()).await.unwrap();
    });
    let early = timeout(Duration::from_millis(500), &mut second).await;
    lock.rollback().await.unwrap();
    first.await.unwrap();
    if early.is_err() {
        second.await.unwrap();
    }
    assert_ne!(desk.state.published().hash, before, "the tables of before are shown again");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn tables_that_this_program_cannot_read_leave_those_that_are_shown(pool: PgPool) {
    let desk = desk(pool).await;
    let own = desk.state.pool().unwrap().clone();
    dearer(&desk.pool).await;
    database::reload(&desk.state, &own, clock::today()).await.unwrap();
    let shown = desk.state.published().hash.clone();
    for sql in [
        "alter table bareme_entries disable trigger user",
        "update bareme_entries set body = '{\"of_a_newer_program\": true}'",
    ] {
        sqlx::query(sql).execute(&desk.pool).await.unwrap();
    }
    let other = crate::support::state(Some(own.clone()));
    for state in [&desk.state, &other] {
        database::reload(state, &own, clock::today()).await.unwrap();
        assert!(!state.knows_prices(), "they are not those in force");
    }
    assert_eq!(desk.state.published().hash, shown);
    assert!(!other.directory().tenants.is_empty(), "the rest is read all the same");
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn nothing_is_ordered_while_the_tables_in_force_cannot_be_read(pool: PgPool) {
    let (site, state) = served(&pool, &[]).await;
    let mut tx = pool.begin().await.unwrap();
    import_builtin_if_empty(&mut tx, clock::now()).await.unwrap();
    tx.commit().await.unwrap();
    let (_, mut browser, reference) = answered(&site, &state, "lea").await;
    let path = format!("/dossier/{reference}/commande");
    let total = total_of(&browser.get(&site, &path).await.body);
    let fields = [("cgv", "1"), ("express", "1"), ("perte", "1"), ("total", total.as_str())];
    for sql in [
        "alter table bareme_entries disable trigger user",
        "create table kept as select bareme_entries as entry from bareme_entries",
        "update bareme_entries set body = '{\"of_a_newer_program\": true}'",
    ] {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    database::reload_now(&state).await;
    let refused = browser.send(&site, &path, &fields).await;
    assert!(refused.header("location").ends_with("?refus=price_unknown"), "{}", refused.body);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("ne pouvons pas calculer ce prix"), "{page}");
    let public = browser.get(&site, "/simulateur").await.body;
    assert!(public.contains("rien ne peut être commandé"), "{public}");

    for sql in
        ["delete from bareme_entries", "insert into bareme_entries select (entry).* from kept"]
    {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
    database::reload_now(&state).await;
    assert!(!browser.get(&site, "/simulateur").await.body.contains("rien ne peut être commandé"));
    let done = browser.send(&site, &path, &fields).await;
    assert!(done.header("location").ends_with("?fait=commande"), "{}", done.body);
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn who_has_an_account_in_two_houses_is_one_person(pool: PgPool) {
    let desk = Desk::new(pool).await;
    let admin = [Role::PlateformeAdmin];
    let here = desk.somebody(HOST, "ines@platform.example", &admin).await;
    let there = Uuid::now_v7();
    sqlx::query(
        "insert into people (id, tenant_id, email, email_folded, language, created_at, last_seen_at)
         select $1, $2, 'Ines@platform.example', email_folded, language, created_at, last_seen_at
         from people where id = $3",
    )
    .bind(there)
    .bind(desk.visit("demo2.localhost").tenant().0)
    .bind(here.id.0)
    .execute(&desk.pool)
    .await
    .unwrap();
    let here = desk.cookie(&here, Method::Passkey).await;
    let (_, another) = desk.sits(Role::PlateformeAdmin).await;
    let now = clock::now();
    for (subject, start) in SUBJECTS.into_iter().filter(|(subject, _)| subject.is_global()) {
        let mut documents = documents(subject);
        documents[0].text.push_str("\n# One line more.\n");
        let mut tx = desk.begin(desk.visit("demo2.localhost").tenant()).await;
        let beginning = Beginning {
            subject,
            part: "",
            note: "Essai",
            based_on: "x",
            documents: &documents,
            file: None,
        };
        let begun = begin(&mut tx, there, beginning, now).await.unwrap();
        let step = Step { who: there, edition: begun.edition, today: clock::today(), now };
        let asked = ask(&mut tx, (subject, begun.id), step, clock::today()).await.unwrap();
        tx.commit().await.unwrap();
        let path = format!("{start}/{}", begun.id.0);
        let edition = asked.edition.to_string();
        for act in [&[("act", "publish")][..], &[("act", "send_back"), ("remark", "Non.")]] {
            let fields = [act, &[("edition", edition.as_str())]].concat();
            let own = desk.post(&here, &path, &fields).await;
            assert_eq!(own.status.as_u16(), 422, "{}", own.body);
            assert!(own.body.contains("Vous avez écrit ce brouillon"), "{}", own.body);
        }
        let fields = [("act", "publish"), ("edition", edition.as_str())];
        let published = desk.post(&another, &path, &fields).await;
        assert!(super::is_done(&published, "publie"), "{}", published.body);
    }
}
