//! What the build believes of each query is what PostgreSQL says of it, under the migrations as they are.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor as _, PgPool, SqlSafeStr as _};

/// What `cargo xtask prepare` wrote.
fn kept() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.sqlx");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut kept: Vec<(String, Value)> = files
        .filter(|file| file.extension().is_some_and(|it| it == "json"))
        .map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap())
        })
        .collect();
    kept.sort_by(|one, other| one.0.cmp(&other.0));
    kept
}

#[sqlx::test(migrator = "db::MIGRATOR")]
async fn what_is_kept_of_each_query_is_what_the_database_says(pool: PgPool) {
    let mut conn = pool.acquire().await.unwrap();
    let mut wrong = Vec::new();
    let kept = kept();
    assert!(kept.len() > 100, "{} queries", kept.len());
    for (name, file) in kept {
        let text = file["query"].as_str().unwrap().to_owned();
        // Our own queries, written down by the build.
        match conn.describe(AssertSqlSafe(text).into_sql_str()).await {
            Ok(said) => {
                let said = serde_json::to_value(&said).unwrap();
                if said != file["describe"] {
                    wrong.push(format!("{name}: kept {}, is {said}", file["describe"]));
                }
            }
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    assert!(wrong.is_empty(), "run `cargo xtask prepare`:\n{}", wrong.join("\n"));
}
