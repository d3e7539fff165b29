pub(super) mod desk;
pub(super) mod events;
pub(super) mod evidence;
pub(super) mod filing;
pub(super) mod load;
pub(super) mod purging;
pub(super) mod queues;
pub(super) mod reminders;
pub(super) mod save;
pub(super) mod seeding;
pub(super) mod statistics;

/// The rest of the transaction is the application's: it may do what the application may.
#[cfg(test)]
pub(super) async fn as_application(conn: &mut sqlx::PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("set local role carteclaire_app").execute(conn).await?;
    Ok(())
}
