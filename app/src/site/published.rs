use std::sync::Arc;

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
}

impl Published {
    /// Everything that follows from `baremes`.
    #[must_use]
    pub fn new(baremes: Baremes) -> Arc<Self> {
        let snapshot = simulator::snapshot::encode(&baremes);
        let hash: Arc<str> = baremes::hash(&snapshot).into();
        let demarches = demarches::builtin();
        let contents = Contents::builtin();
        let routes = Routes::new(&baremes, demarches, contents);
        Arc::new(Self { baremes, snapshot, hash, demarches, contents, routes })
    }

    /// Address of the snapshot: its name changes with its content.
    #[must_use]
    pub fn snapshot_path(&self) -> String {
        let digest = self.hash.strip_prefix("sha256:").unwrap_or(&self.hash);
        format!("/baremes/{digest}.bin")
    }
}
