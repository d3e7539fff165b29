use uuid::Uuid;

/// A dossier changed, here or at another server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DossierNews {
    /// In which house.
    pub tenant: Uuid,
    /// Which.
    pub dossier: Uuid,
    /// Its version now.
    pub version: i64,
    /// It stands in another queue now.
    pub moved: bool,
    /// One of its files was read, or is not taken: the version stays what it was.
    pub read: bool,
}

impl DossierNews {
    /// Reads what the database says: house, dossier, version, `1` when it moved or `p` when a file was read.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (tenant, dossier) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let (version, what) = (words.next()?.parse().ok()?, words.next()?);
        Some(Self { tenant, dossier, version, moved: what == "1", read: what == "p" })
    }
}
