//! Hostile files, made here: no real malware, only what it hides in.

mod boxes;
mod foreign;
mod pdfs;
mod pictures;

use documents::Refusal;

/// How a hostile file is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// Refused, for one of these reasons.
    Refused(&'static [Refusal]),
    /// Found by the antivirus: nothing is wrong with the file but what it carries.
    Found,
}

/// A hostile file.
pub(crate) struct Hostile {
    /// What it is, for who reads a failure.
    pub(crate) what: String,
    /// What it is called.
    pub(crate) name: String,
    make: Box<dyn Fn() -> Vec<u8>>,
    /// How it is to end.
    pub(crate) end: End,
}

impl Hostile {
    fn new(
        what: impl Into<String>,
        end: &'static [Refusal],
        make: impl Fn() -> Vec<u8> + 'static,
    ) -> Self {
        let (what, make) = (what.into(), Box::new(make));
        Self { what, name: "piece.jpg".into(), make, end: End::Refused(end) }
    }

    fn found(what: impl Into<String>, make: impl Fn() -> Vec<u8> + 'static) -> Self {
        Self { end: End::Found, ..Self::new(what, &[], make) }
    }

    /// Its bytes; made anew each time, for some are long.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        (self.make)()
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Hostile> {
    let mut all = foreign::all();
    all.extend(boxes::all());
    all.extend(pictures::all());
    all.extend(pdfs::all());
    all
}
