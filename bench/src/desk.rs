use std::sync::Arc;
use std::time::{Duration, Instant};

use access::Role;
use accounts::{PersonId, Visit};
use app::site::assets::Assets;
use app::site::gestion::dossiers::{List, QueueView};
use app::site::gestion::{Counts, GestionPage, Staff, gestion};
use app::site::{Asked, Theme};
use demarches::{DemarcheKind, Versions};
use dossiers::PublicStatus;
use dossiers::operations::demo;
use dossiers::operations::queues::{self, Filter, Page, Queue};
use jiff::Timestamp;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::Directory;
use uuid::Uuid;
use vocabulary::Lang;

use crate::own::{Failure, Own};

/// How many dossiers a house has, one size after the other in the same house.
const SIZES: [u32; 2] = [10_000, 1_000_000];
/// Dossiers written in one transaction.
const TOGETHER: u32 = 20_000;
/// Times that each thing is asked.
const TIMES: usize = 60;
/// Pages turned before a page further down is asked for.
const TURNED: usize = 10;
/// What people look for.
const WORDS: [&str; 9] = [
    "martin",
    "lefèvre éloïse",
    "SS-123-AB",
    "SS123",
    "exemple-4217@",
    "VF1AB",
    "CG-",
    "mar",
    "nobody-at-all",
];

/// P6: lists, filters, counts and search, in SQL as the application asks, and the page rendered.
pub(crate) async fn measure(own: Own) -> Result<(), Failure> {
    let house = Arc::clone(Directory::builtin()?.tenants.first().ok_or("a house")?);
    let visit = Visit {
        house,
        origin: "http://localhost:3000".to_owned(),
        now: own.now,
        lang: Lang::Fr,
        device: String::new(),
        network: None,
        keys: Arc::new(sealing::MasterKeys::random()),
        tries_per_network: 0,
        came_with: None,
    };
    let rules = Versions::new(demarches::builtin());
    let staff: Vec<PersonId> = (1..=8_u128).map(|it| PersonId(Uuid::from_u128(it))).collect();
    let mut small: Vec<Duration> = Vec::new();
    let mut made = 0;
    for size in SIZES {
        let start = Instant::now();
        while made < size {
            let now = TOGETHER.min(size - made);
            let mut tx = begin(&own.pool, &visit).await?;
            made += demo::seed(&mut tx, &visit, &rules, &staff, (now, 42)).await?;
            tx.commit().await?;
        }
        own.settle().await?;
        println!("P6  {size} dossiers in {} s", start.elapsed().as_secs());
        let mut tx = begin(&own.pool, &visit).await?;
        let found = all(&mut tx, Uuid::from_u128(1), own.now).await?;
        for (place, (name, p95)) in found.iter().enumerate() {
            let grown = small.get(place).map(|before| {
                // Below a quarter of a millisecond the clock says more than the query.
                let floor = Duration::from_micros(250);
                let grown = p95.max(&floor).as_micros() * 100 / before.max(&floor).as_micros();
                format!(", {grown} % of 10,000")
            });
            println!(
                "P6  {name}: p95 {} µs (goal 20000){}",
                p95.as_micros(),
                grown.unwrap_or_default()
            );
        }
        if small.is_empty() {
            small = found.into_iter().map(|(_, p95)| p95).collect();
        }
        rendered(&mut tx, &visit, own.now).await?;
    }
    Ok(())
}

async fn begin(pool: &PgPool, visit: &Visit) -> Result<Transaction<'static, Postgres>, Failure> {
    let mut tx = pool.begin().await?;
    tenants::operations::enter(&mut tx, visit.tenant()).await?;
    Ok(tx)
}

fn of(queue: Queue) -> Filter {
    Filter { queue, kind: None, status: None, assignee: None }
}

/// Each thing that the desk asks, with the time that 95 of 100 stay below.
async fn all(
    conn: &mut PgConnection,
    me: Uuid,
    now: Timestamp,
) -> Result<Vec<(String, Duration)>, Failure> {
    let mut filters: Vec<(String, Filter)> =
        Queue::ALL.iter().map(|queue| (queue.id().to_owned(), of(*queue))).collect();
    let kind = Some(DemarcheKind::WGarage);
    let status = Some(PublicStatus::PretADeposer);
    filters.extend([
        ("waiting, a rare démarche".to_owned(), Filter { kind, ..of(Queue::Waiting) }),
        ("all, a rare démarche".to_owned(), Filter { kind, ..of(Queue::All) }),
        ("all, a rare status".to_owned(), Filter { status, ..of(Queue::All) }),
        ("to check, of one".to_owned(), Filter { assignee: Some(me), ..of(Queue::ToCheck) }),
        ("all, of one".to_owned(), Filter { assignee: Some(me), ..of(Queue::All) }),
    ]);
    let mut found = Vec::new();
    for (name, filter) in filters {
        let mut after = None;
        for turned in 0..=TURNED {
            if turned == 0 || turned == TURNED {
                let mut taken = Vec::with_capacity(TIMES);
                for _ in 0..TIMES {
                    let start = Instant::now();
                    queues::list(conn, &filter, me, after, now).await?;
                    taken.push(start.elapsed());
                }
                let place = if turned == 0 { "" } else { ", further down" };
                found.push((format!("list {name}{place}"), p95(taken)));
            }
            let page = queues::list(conn, &filter, me, after, now).await?;
            after = page.next.or(after);
        }
    }
    for words in WORDS {
        let mut taken = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let start = Instant::now();
            queues::search(conn, words).await?;
            taken.push(start.elapsed());
        }
        found.push((format!("search « {words} »"), p95(taken)));
    }
    let mut taken = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        queues::counts(conn, me, now).await?;
        taken.push(start.elapsed());
    }
    found.push(("counts".to_owned(), p95(taken)));
    Ok(found)
}

fn p95(mut taken: Vec<Duration>) -> Duration {
    taken.sort_unstable();
    taken.get(taken.len() * 95 / 100).copied().unwrap_or_default()
}

/// The page of a list, rendered.
async fn rendered(conn: &mut PgConnection, visit: &Visit, now: Timestamp) -> Result<(), Failure> {
    let me = Uuid::from_u128(1);
    let asked = Asked {
        lang: Lang::Fr,
        today: server::clock::today(),
        tenant: Arc::clone(&visit.house),
        origin: visit.origin.clone(),
        published: server::cli::builtin_published(),
        assets: Arc::new(Assets { css: "/pkg/x.css".into(), ..Assets::default() }),
        degraded: false,
        outdated: false,
        theme: Theme::Auto,
        path: "/gestion/dossiers".to_owned(),
        query: String::new(),
        outside: None,
    };
    let Page { rows, .. } = queues::list(conn, &of(Queue::ToCheck), me, None, now).await?;
    let counts = Some(queues::counts(conn, me, now).await?);
    let shown = rows.len();
    let view = QueueView {
        list: List::ToCheck,
        lists: List::ALL.to_vec(),
        kind: None,
        status: None,
        assignee: None,
        words: String::new(),
        counts,
        rows,
        next: None,
        colleagues: Vec::new(),
        me,
        gives: true,
        views: Vec::new(),
        now,
        done: None,
    };
    let staff = Staff {
        name: "Ada".to_owned(),
        roles: vec![Role::Operateur],
        counts: Counts { dossiers: counts, ..Counts::default() },
    };
    let page = GestionPage::Dossiers(Box::new(view));
    let mut taken = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let start = Instant::now();
        std::hint::black_box(gestion(&asked, &staff, &page));
        taken.push(start.elapsed());
    }
    println!("P6  a page of {shown} rows rendered: p95 {} µs (goal 50000)", p95(taken).as_micros());
    Ok(())
}
