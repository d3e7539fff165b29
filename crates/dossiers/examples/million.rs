//! x
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    clippy::allow_attributes,
    missing_docs
)]
use accounts::*;
use demarches::Versions;
use dossiers::operations::*;
use sqlx::*;
use std::sync::Arc;
use std::time::Instant;
#[tokio::main]
async fn main() {
    let n: u32 = std::env::args().nth(1).unwrap().parse().unwrap();
    let pool =
        PgPool::connect("postgres://carteclaire_owner@127.0.0.1:36183/million").await.unwrap();
    db::MIGRATOR.run(&pool).await.unwrap();
    let now: jiff::Timestamp = "2026-11-22T11:00:00Z".parse().unwrap();
    let mut c = pool.acquire().await.unwrap();
    tenants::operations::seed_if_empty(&mut c, now).await.unwrap();
    let house = Arc::clone(&tenants::Directory::builtin().unwrap().tenants[0]);
    let visit = Visit {
        house,
        origin: String::new(),
        now,
        lang: vocabulary::Lang::Fr,
        device: String::new(),
        network: None,
        keys: Arc::new(sealing::MasterKeys::random()),
        tries_per_network: 0,
        came_with: None,
    };
    let rules = Versions::new(demarches::builtin().clone());
    let staff: Vec<PersonId> = (1..=8u128).map(|i| PersonId(uuid::Uuid::from_u128(i))).collect();
    let start = Instant::now();
    let mut done = 0;
    while done < n {
        let k = 20_000.min(n - done);
        let mut tx = pool.begin().await.unwrap();
        query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
        tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
        demo::seed(&mut tx, &visit, &rules, &staff, (k, 42)).await.unwrap();
        tx.commit().await.unwrap();
        done += k;
        println!("{done} in {:?}", start.elapsed());
    }
    query("analyze dossiers").execute(&pool).await.unwrap();
    let _ = query("vacuum analyze dossiers").execute(&pool).await;
    use queues::*;
    let me = uuid::Uuid::from_u128(1);
    let mut tx = pool.begin().await.unwrap();
    query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
    tenants::operations::enter(&mut tx, visit.tenant()).await.unwrap();
    macro_rules! time {
        ($name:expr, $e:expr) => {{
            let mut t = vec![];
            let mut rows = 0;
            for _ in 0..40 {
                let s = Instant::now();
                let r = $e;
                t.push(s.elapsed());
                rows = r;
            }
            t.sort();
            println!("{:<28} median {:>10?} p95 {:>10?} rows {rows}", $name, t[20], t[37]);
        }};
    }
    for q in Queue::ALL {
        let f = Filter { queue: *q, kind: None, status: None, assignee: None };
        time!(q.id(), list(&mut tx, &f, me, None, now).await.unwrap().rows.len());
        let mut after = None;
        for _ in 0..10 {
            let p = list(&mut tx, &f, me, after, now).await.unwrap();
            if p.next.is_none() {
                break;
            }
            after = p.next;
        }
        time!(
            format!("{} page 11", q.id()),
            list(&mut tx, &f, me, after, now).await.unwrap().rows.len()
        );
    }
    for kind in [demarches::DemarcheKind::ChangementTitulaire, demarches::DemarcheKind::WGarage] {
        let f = Filter { queue: Queue::Waiting, kind: Some(kind), status: None, assignee: None };
        time!(
            format!("waiting {}", kind.id()),
            list(&mut tx, &f, me, None, now).await.unwrap().rows.len()
        );
        let f = Filter { queue: Queue::All, kind: Some(kind), status: None, assignee: None };
        time!(
            format!("all {}", kind.id()),
            list(&mut tx, &f, me, None, now).await.unwrap().rows.len()
        );
    }
    let f = Filter {
        queue: Queue::All,
        kind: None,
        status: Some(dossiers::PublicStatus::PretADeposer),
        assignee: None,
    };
    time!("all, status pret", list(&mut tx, &f, me, None, now).await.unwrap().rows.len());
    let f = Filter { queue: Queue::ToCheck, kind: None, status: None, assignee: Some(me) };
    time!("to_check, assignee", list(&mut tx, &f, me, None, now).await.unwrap().rows.len());
    let f = Filter { queue: Queue::All, kind: None, status: None, assignee: Some(me) };
    time!("all, assignee", list(&mut tx, &f, me, None, now).await.unwrap().rows.len());
    time!("counts", counts(&mut tx, me, now).await.unwrap().all);
    for w in [
        "martin",
        "lefèvre éloïse",
        "durand",
        "SS-123-AB",
        "SS123",
        "exemple-4217@",
        "VF1AB",
        "CG-2026-0042",
        "CG-2026-000999",
        "zzzzz",
        "mar",
        "emma martin",
    ] {
        time!(format!("search {w}"), search(&mut tx, w).await.unwrap().len());
    }
}
