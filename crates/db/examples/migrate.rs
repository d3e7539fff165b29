//! Brings the database at the address given to the newest migration, for `cargo xtask prepare`, which cannot wait for the
//! program: that is built from what the queries are. The product migrates by itself when it starts.

use sqlx::Connection as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: migrate <address of a database>")?;
    let mut connection = sqlx::PgConnection::connect_with(&db::connect_options(&url)?).await?;
    db::MIGRATOR.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
