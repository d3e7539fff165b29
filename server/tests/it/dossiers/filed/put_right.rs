//! What was recorded of a filing, put right.

use ::jobs::operations::{Page, WaitingJob};
use axum::Router;
use dossiers::record::Number;
use jiff::ToSpan as _;
use server::State;
use sqlx::PgPool;

use super::super::desk::does;
use super::super::sending::Folder;
use super::super::{Browser, dossier, paid, with_pieces};
use super::{letters, may_file, step, to_file};
use crate::somebody::{begin, visit};
use crate::support::{Answer, work_until};

/// Puts right what was recorded of `step`.
async fn corrects(
    desk: &mut Browser,
    site: &Router,
    reference: &str,
    step: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let mut all = vec![("step", step)];
    all.extend(fields);
    does(desk, site, reference, "filing_correction", &all).await
}

/// How many letters of `template` were written.
async fn told(pool: &PgPool, template: &str) -> usize {
    letters(pool).await.iter().filter(|one| *one == template).count()
}

/// The reminders of certificates that wait among `jobs`.
async fn waiting(jobs: &PgPool) -> Vec<WaitingJob> {
    let mut conn = jobs.acquire().await.unwrap();
    let all = ::jobs::operations::waiting(&mut conn, Page::default()).await.unwrap();
    all.into_iter().filter(|job| job.task == "remind_cpi").collect()
}

/// The mornings of all of them have come: how many letters were written by then.
async fn reminded(state: &State, pool: &PgPool, jobs: &PgPool) -> usize {
    let due = "update graphile_worker._private_jobs set run_at = now() where key like 'cpi:%'";
    assert!(sqlx::query(due).execute(jobs).await.unwrap().rows_affected() > 0);
    work_until(state, jobs, async || waiting(jobs).await.is_empty()).await;
    told(pool, "dossier_cpi_reminder").await
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_number_that_was_copied_wrongly_is_put_right_and_free_for_whose_it_is(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    let early = corrects(&mut desk, &site, &reference, "file", &[]).await;
    assert_eq!(early.status, 422, "nothing is recorded yet");
    let ants = |number| [("ants_dossier_number", number)];
    let wrong = [("channel", "ants_tp"), ("ants_dossier_number", "A-78")];
    step(&mut desk, &site, &reference, "file", &wrong).await;

    let (_, _, other) = paid(&site, &state, "max").await;
    sqlx::query(
        "insert into dossier_ants_numbers (tenant_id, number, dossier_id)
         select tenant_id, 'A-79', id from dossiers where reference = $1",
    )
    .bind(&other)
    .execute(&pool)
    .await
    .unwrap();
    for (given, said) in [
        ("", "Recopiez le numéro"),
        ("A-78", "C’est déjà ce qui est noté"),
        ("A-79", "Un autre dossier"),
    ] {
        let refused = corrects(&mut desk, &site, &reference, "file", &ants(given)).await;
        assert_eq!(refused.status, 422, "{given}");
        assert!(refused.body.contains(said), "{given}: {}", refused.body);
    }
    assert_eq!(told(&pool, "dossier_filed").await, 1);

    let right =
        [("ants_dossier_number", " A-77 "), ("siv_operation_ref", "S-1"), ("tracking", "2L")];
    let right = corrects(&mut desk, &site, &reference, "file", &right).await;
    assert_eq!(right.status, 303, "{}", right.body);
    let (id, found) = dossier(&state, &reference).await;
    assert_eq!(found.number(Number::AntsDossier), Some("A-77"));
    assert_eq!(found.number(Number::SivOperation), Some("S-1"));
    assert_eq!(found.number(Number::Tracking), None, "that is of another step");
    let held = "select number from dossier_ants_numbers where dossier_id = $1";
    let held: Vec<String> = sqlx::query_scalar(held).bind(id.0).fetch_all(&pool).await.unwrap();
    assert_eq!(held, ["A-77"], "nobody else is kept from the wrong one");
    assert_eq!(told(&pool, "dossier_filed").await, 2);
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("A-77") && !page.contains("A-78"), "{page}");
    assert!(page.contains("Données du dépôt corrigées"));
    let mut tx = begin(&state).await;
    let rebuilt = dossiers::operations::history::rebuild(&mut tx, &visit(&state), id).await;
    assert!(rebuilt.unwrap().agrees());
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn a_certificate_that_ends_otherwise_is_told_again_and_reminded_of_in_time(pool: PgPool) {
    let folder = Folder::new();
    let (site, state) = with_pieces(&pool, &folder.0).await;
    let (mut browser, mut desk, reference) = to_file(&site, &state, &pool).await;
    may_file(&state, &pool).await;
    let ants = [("channel", "ants_tp"), ("ants_dossier_number", "A-1")];
    step(&mut desk, &site, &reference, "file", &ants).await;
    let cpi = [("cpi_numero", "CPI-9"), ("immatriculation_attribuee", "GH-482-KL")];
    step(&mut desk, &site, &reference, "provisional", &cpi).await;
    let today: jiff::civil::Date = server::clock::today().to_string().parse().unwrap();
    let day = |days: i64| (today + days.days()).to_string();
    let (before, sooner) = (day(-1), day(10));
    let late = [("cpi_numero", "CPI-9"), ("until", before.as_str())];
    let late = corrects(&mut desk, &site, &reference, "provisional", &late).await;
    assert_eq!(late.status, 422);
    assert!(late.body.contains("CPI-9"), "what was typed stays");
    let mut right = [
        ("cpi_numero", "CPI-9"),
        ("immatriculation_attribuee", "GH-428-KL"),
        ("until", sooner.as_str()),
    ];
    let done = corrects(&mut desk, &site, &reference, "provisional", &right).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let (_, found) = dossier(&state, &reference).await;
    assert_eq!(found.cpi_until().map(|day| day.to_string()), Some(sooner.clone()));
    assert_eq!(found.number(Number::Plate), Some("GH-428-KL"));
    let page = browser.get(&site, &format!("/dossier/{reference}")).await.body;
    assert!(page.contains("GH-428-KL") && !page.contains("GH-482-KL"), "{page}");
    assert_eq!(told(&pool, "dossier_cpi").await, 2);
    let tenth = server::clock::now() + jiff::SignedDuration::from_hours(24 * 10);
    let jobs = ::jobs::operations::pool((*pool.connect_options()).clone(), 6);
    let waits = waiting(&jobs).await;
    let soon = waits.iter().filter(|job| job.run_at < tenth);
    assert_eq!(soon.count(), 1, "the day before it ends");
    assert_eq!(reminded(&state, &pool, &jobs).await, 1, "of the other end there is nothing to say");

    // What does not concern the customer any more is put right without a word.
    let post = [("tracking", "2L013")];
    step(&mut desk, &site, &reference, "produced", &[]).await;
    step(&mut desk, &site, &reference, "posted", &post).await;
    let filed = [("ants_dossier_number", "A-2")];
    let filed = corrects(&mut desk, &site, &reference, "file", &filed).await;
    assert_eq!(filed.status, 303, "{}", filed.body);
    assert_eq!(told(&pool, "dossier_filed").await, 1);
    let later = day(12);
    (right[0].1, right[2].1) = ("CPI-10", later.as_str());
    let cpi = corrects(&mut desk, &site, &reference, "provisional", &right).await;
    assert_eq!(cpi.status, 303, "{}", cpi.body);
    let posted = corrects(&mut desk, &site, &reference, "posted", &[("tracking", "2L014")]).await;
    assert_eq!(posted.status, 303, "{}", posted.body);
    assert_eq!((told(&pool, "dossier_cpi").await, told(&pool, "dossier_title").await), (3, 2));
    assert_eq!(reminded(&state, &pool, &jobs).await, 2, "of the end that it really has, too");
    let desks = desk.get(&site, &format!("/gestion/dossiers/{reference}")).await.body;
    assert!(desks.contains("données corrigées") && desks.contains("2L014"), "{desks}");
}
