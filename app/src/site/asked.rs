use std::sync::Arc;

use tenants::Tenant;
use vocabulary::{Date, FeeRule, Lang, codes};

use super::assets::Assets;
use super::page::Page;
use super::published::Published;

codes! {
    /// The theme that a person chose; without a choice the system's is followed.
    pub enum Theme {
        /// As the system says.
        Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// All that a page may know of the request: no clock, no database, no environment.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Language of the address.
    pub lang: Lang,
    /// Today in Paris.
    pub today: Date,
    /// The tenant of the host.
    pub tenant: Arc<Tenant>,
    /// Scheme and host of the tenant's canonical address, without a final slash.
    pub origin: String,
    /// The published tables and what is made of them.
    pub published: Arc<Published>,
    /// Names of the built files.
    pub assets: Arc<Assets>,
    /// The database cannot be reached: what needs it says so.
    pub degraded: bool,
    /// The tables in force today could not be read: those of before are shown, and nothing is ordered at their prices.
    pub outdated: bool,
    /// Chosen theme.
    pub theme: Theme,
    /// Path asked for.
    pub path: String,
    /// Query string, without the question mark.
    pub query: String,
    /// Name of the other provider that people may sign in by, when there is one.
    pub outside: Option<Arc<str>>,
}

impl Asked {
    /// Path of `page` in the language of the request.
    #[must_use]
    pub fn href(&self, page: Page) -> String {
        self.published.routes.path(page, self.lang)
    }

    /// Our price for a démarche today.
    #[must_use]
    pub fn fee(&self, demarche: Option<&str>) -> Option<FeeRule> {
        self.tenant.fee(demarche, self.today)
    }

    /// One of two texts, in the language of the request.
    #[must_use]
    pub fn say<'text>(&self, fr: &'text str, en: &'text str) -> &'text str {
        self.lang.pick(fr, en)
    }
}
