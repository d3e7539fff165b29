use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use simulator::Baremes;

use super::content::Contents;
use super::page::Routes;

/// A published version of the tables with everything that follows from it alone.
#[derive(Debug)]
pub struct Published {
    /// The tables.
    pub baremes: Baremes,
    /// The canonical bytes that the browser receives.
    pub snapshot: Vec<u8>,
    /// SHA-256 of these bytes: `sha256:…`.
    pub hash: Arc<str>,
    /// The démarches.
    pub demarches: &'static demarches::Demarches,
    /// The prose.
    pub contents: &'static Contents,
    /// The addresses of the site.
    pub routes: Routes,
    /// Tells it from every other that this program showed: what is kept of pages names it.
    pub serial: u64,
}

impl Published {
    /// Everything that follows from `baremes`, with the rules compiled in.
    #[must_use]
    pub fn new(baremes: Baremes) -> Arc<Self> {
        Self::with(baremes, demarches::builtin())
    }

    /// Everything that follows from `baremes` and from the rules of the démarches in force.
    #[must_use]
    pub fn with(baremes: Baremes, demarches: &'static demarches::Demarches) -> Arc<Self> {
        static SERIAL: AtomicU64 = AtomicU64::new(0);
        let snapshot = simulator::snapshot::encode(&baremes);
        let hash: Arc<str> = baremes::hash(&snapshot).into();
        let contents = Contents::builtin();
        let routes = Routes::new(&baremes, demarches, contents);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self { baremes, snapshot, hash, demarches, contents, routes, serial })
    }

    /// Address of the snapshot: its name changes with its content.
    #[must_use]
    pub fn snapshot_path(&self) -> String {
        let digest = self.hash.strip_prefix("sha256:").unwrap_or(&self.hash);
        format!("/baremes/{digest}.bin")
    }
}
