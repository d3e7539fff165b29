//! Two houses in a database, and files in a folder.

use std::path::PathBuf;

use access::Role;
use audit::checkpoint::Known;
use audit::operations::{record_all, verify};
use audit::{Act, Actor, Entry, Findings, Kind, Thing};
use jiff::Timestamp;
use objects::{LocalUrls, Objects, Settings};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tenants::{Directory, TenantId};
use uuid::Uuid;

use crate::world::keys;

/// Not to the microsecond, as clocks are.
pub(crate) fn noon() -> Timestamp {
    "2026-11-21T12:00:00.123456789Z".parse().expect("an instant")
}

pub(crate) struct House {
    pub(crate) pool: PgPool,
    pub(crate) tenant: TenantId,
    pub(crate) other: TenantId,
    pub(crate) objects: Objects,
    pub(crate) folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

impl House {
    pub(crate) async fn new(pool: PgPool) -> Self {
        tenants::operations::seed_if_empty(&mut pool.acquire().await.unwrap(), noon())
            .await
            .unwrap();
        let [tenant, other] = &Directory::builtin().unwrap().tenants[..] else {
            panic!("two houses")
        };
        let folder = std::env::temp_dir().join(format!("audit-{}", Uuid::now_v7()));
        let settings = Settings::Folder { path: folder.clone() };
        let objects = Objects::open(&settings, LocalUrls::new(&[])).unwrap();
        Self { pool, tenant: tenant.id, other: other.id, objects, folder }
    }

    /// A transaction of the application, in the first house.
    pub(crate) async fn within(&self) -> Transaction<'static, Postgres> {
        self.within_of(self.tenant).await
    }

    pub(crate) async fn within_of(&self, tenant: TenantId) -> Transaction<'static, Postgres> {
        let mut tx = self.pool.begin().await.unwrap();
        sqlx::query("set local role carteclaire_app").execute(&mut *tx).await.unwrap();
        tenants::operations::enter(&mut tx, tenant).await.unwrap();
        tx
    }

    /// A connection of the application.
    pub(crate) async fn connection(&self) -> sqlx::pool::PoolConnection<Postgres> {
        let mut conn = self.pool.acquire().await.unwrap();
        sqlx::query("set role carteclaire_app").execute(&mut *conn).await.unwrap();
        conn
    }

    pub(crate) async fn record(&self, entries: &[Entry]) {
        let mut tx = self.within().await;
        record_all(&mut tx, &keys(), entries, noon()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn checkpoint(&self) -> audit::checkpoint::Checkpoint {
        let mut conn = self.connection().await;
        let done =
            audit::operations::checkpoint(&mut conn, self.tenant, &keys(), &self.objects, noon())
                .await;
        sqlx::query("reset role").execute(&mut *conn).await.unwrap();
        done.unwrap()
    }

    pub(crate) async fn check(&self) -> Findings {
        self.check_with(&mut self.pool.acquire().await.unwrap()).await
    }

    pub(crate) async fn check_with(&self, conn: &mut PgConnection) -> Findings {
        verify(conn, self.tenant, &self.objects, &Known::of(&keys())).await.unwrap()
    }

    pub(crate) fn viewed(&self, person: Uuid, document: u128) -> Entry {
        let operator = Actor { person: Some(Uuid::from_u128(99)), role: Some(Role::Operateur) };
        Entry {
            object: Some(Thing { kind: Kind::Document, id: Uuid::from_u128(document) }),
            payload: Some(serde_json::json!({ "name": "Ada Lovelace" })),
            ..Entry::of_person(self.tenant.0, person, operator, Act::DocumentViewed)
        }
    }
}
