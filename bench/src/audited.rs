use std::sync::Arc;
use std::time::Instant;

use audit::checkpoint::Known;
use audit::operations::{checkpoint, record_all, verify};
use audit::{Act, Actor, Entry, Kind, Thing};
use jiff::Timestamp;
use objects::{LocalUrls, Objects, Settings};
use sealing::MasterKeys;
use sqlx::PgPool;
use tenants::{Directory, TenantId};
use uuid::Uuid;

use crate::own::{Failure, Own};

/// How events are recorded.
struct Way {
    name: &'static str,
    /// Connections that record at once.
    at_once: u32,
    /// Transactions of each.
    transactions: u32,
    /// Events of each transaction.
    events: u32,
    /// Chains that each connection goes through; 0: all go through the same one.
    chains: u32,
}

const WAYS: [Way; 4] = [
    Way { name: "one a transaction", at_once: 8, transactions: 500, events: 1, chains: 100 },
    Way {
        name: "one a transaction, one chain",
        at_once: 8,
        transactions: 250,
        events: 1,
        chains: 0,
    },
    Way { name: "ten a transaction", at_once: 8, transactions: 250, events: 10, chains: 100 },
    Way { name: "200 a transaction", at_once: 4, transactions: 25, events: 200, chains: 1000 },
];

/// S8: events of the audit a second, and its check.
pub(crate) async fn measure(own: Own) -> Result<(), Failure> {
    let (now, pool) = (own.now, own.pool);
    let tenant = Directory::builtin()?.tenants.first().ok_or("a house")?.id;
    let secret = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
    let keys = Arc::new(MasterKeys::new(&secret.into(), &[])?);

    for way in &WAYS {
        let start = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..way.at_once {
            let chains = (0..way.chains).map(|_| Uuid::now_v7()).collect::<Vec<_>>();
            let (transactions, events) = (way.transactions, way.events);
            let (pool, keys) = (pool.clone(), keys.clone());
            tasks.spawn(record(pool, keys, tenant, now, chains, transactions, events));
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        let events = u128::from(way.at_once * way.transactions * way.events);
        let rate = events * 1_000_000 / start.elapsed().as_micros().max(1);
        println!("S8  audit, {}, {} at once: {rate} events/s (goal 1500)", way.name, way.at_once);
    }

    let folder = std::env::temp_dir().join(format!("bench-audit-{}", std::process::id()));
    let objects = Objects::open(&Settings::Folder { path: folder.clone() }, LocalUrls::new(&[]))?;
    let mut conn = pool.acquire().await?;
    let start = Instant::now();
    checkpoint(&mut conn, tenant, &keys, &objects, now).await?;
    println!("S8  audit, checkpoint of all chains: {} ms", start.elapsed().as_millis());
    let start = Instant::now();
    let found = verify(&mut conn, tenant, &objects, &Known::of(&keys)).await?;
    let rate = u128::from(found.events) * 1_000_000 / start.elapsed().as_micros().max(1);
    println!(
        "S8  audit verify, {} events: {rate} events/s, whole: {}",
        found.events,
        found.is_whole()
    );
    drop(conn);
    std::fs::remove_dir_all(folder)?;
    pool.close().await;
    Ok(())
}

async fn record(
    pool: PgPool,
    keys: Arc<MasterKeys>,
    tenant: TenantId,
    now: Timestamp,
    chains: Vec<Uuid>,
    transactions: u32,
    events: u32,
) -> Result<(), Failure> {
    let everybody = [Uuid::from_u128(1)];
    let chains = if chains.is_empty() { &everybody[..] } else { &chains[..] };
    let mut next = chains.iter().cycle();
    let actor = Actor { person: Some(Uuid::now_v7()), role: Some(access::Role::Operateur) };
    for _ in 0..transactions {
        let persons = (0..events).filter_map(|_| next.next());
        let entries: Vec<Entry> = persons
            .map(|person| Entry {
                object: Some(Thing { kind: Kind::Document, id: Uuid::now_v7() }),
                payload: Some(serde_json::json!({ "kind": "identity", "page": 1 })),
                ..Entry::of_person(tenant.0, *person, actor, Act::DocumentViewed)
            })
            .collect();
        let mut tx = pool.begin().await?;
        tenants::operations::enter(&mut tx, tenant).await?;
        record_all(&mut tx, &keys, &entries, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
