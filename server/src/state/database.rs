//! Whether the database answers, and what follows for the pages.

use std::sync::atomic::Ordering;

use super::State;

/// Whether the database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// Not tried yet.
    Starting,
    /// It answers.
    Up,
    /// It does not: what needs it says so, the rest goes on.
    Down,
    /// None was configured.
    Absent,
}

impl State {
    /// Whether the database answers.
    #[must_use]
    pub fn database(&self) -> Database {
        match self.0.database.load(Ordering::Relaxed) {
            0 => Database::Starting,
            1 => Database::Up,
            2 => Database::Down,
            _ => Database::Absent,
        }
    }

    /// Says whether the database answers; a change is logged once.
    pub fn set_database(&self, now: Database) {
        let before = self.0.database.swap(now as u8, Ordering::Relaxed);
        if before != now as u8 {
            match now {
                Database::Down => {
                    tracing::error!(
                        "the database does not answer: forms are closed, the rest goes on"
                    );
                }
                Database::Up => tracing::info!("the database answers"),
                Database::Starting | Database::Absent => {}
            }
        }
    }

    /// What needs the database is closed, and the pages say so.
    #[must_use]
    pub fn degraded(&self) -> bool {
        matches!(self.database(), Database::Down | Database::Absent)
    }
}
