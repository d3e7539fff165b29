//! What is shown: the published tables, the rules and the tenants, each replaced whole.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use app::site::Published;
use demarches::Versions;
use tenants::Directory;

use super::{Database, State};
use crate::config::Config;
use crate::rules::Found;

impl State {
    /// The published tables.
    #[must_use]
    pub fn published(&self) -> Arc<Published> {
        // A panic while the lock was held left a whole value: it is only ever replaced.
        Arc::clone(&self.0.published.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Says whether the tables in force today could not be read: those of before are shown then.
    pub fn set_outdated(&self, outdated: bool) {
        self.0.outdated.store(outdated, Ordering::Relaxed);
    }

    /// The tables that are shown may not be those in force today: the pages say so.
    #[must_use]
    pub fn outdated(&self) -> bool {
        self.0.outdated.load(Ordering::Relaxed)
    }

    /// Whether the tables that are shown are those in force today: nothing is ordered at the price of others, nor of
    /// those compiled in while a database has not said which they are.
    #[must_use]
    pub fn knows_prices(&self) -> bool {
        !self.outdated() && self.database() != Database::Starting
    }

    /// The rules of the démarches, with every version that a dossier may be filled under.
    #[must_use]
    pub fn rules(&self) -> Versions {
        self.found_rules().versions.clone()
    }

    /// The same, with the revisions that they came from.
    #[must_use]
    pub fn found_rules(&self) -> Arc<Found> {
        Arc::clone(&self.0.rules.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Reads dossiers under these versions from now on.
    pub fn set_rules(&self, rules: Found) {
        *self.0.rules.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(rules);
    }

    /// Waits until nobody else reads again what the database says: whoever read first shows it first.
    pub async fn reloading(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.reloading.lock().await
    }

    /// Shows other tables from now on; pages rendered with the old ones are never served again.
    pub fn publish(&self, published: Arc<Published>) {
        *self.0.published.write().unwrap_or_else(std::sync::PoisonError::into_inner) = published;
        self.0.pages.invalidate_all();
    }

    /// The tenants.
    #[must_use]
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.0.directory.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Serves other tenants from now on.
    pub fn set_directory(&self, directory: Directory) {
        let directory = as_set(directory, self.config());
        let changed = *self.directory() != directory;
        *self.0.directory.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Arc::new(directory);
        if changed {
            self.0.pages.invalidate_all();
        }
    }
}

/// The houses as the settings let them be: without a provider of texts, none is told by SMS.
pub(super) fn as_set(mut directory: Directory, config: &Config) -> Directory {
    if config.mail.sms.is_none() {
        for tenant in &mut directory.tenants {
            Arc::make_mut(tenant).settings.texts = false;
        }
    }
    directory
}
