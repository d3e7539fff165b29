//! What answers at the addresses of a subject: its versions, one of them, and its files.

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get};
use revisions::Subject;

use super::{FILE_FORM_MAX, FORM_MAX, act, begin, download, import, list, page};
use crate::state::State;

/// A subject, as the table of routes names it.
pub trait Of: Send + Sync + 'static {
    /// Which.
    const SUBJECT: Subject;
    /// Most bytes of a form that brings files.
    const MOST: usize = FORM_MAX;
}

/// The tables of the taxes.
pub struct Baremes;

/// The rules of the démarches.
pub struct Demarches;

/// What the house charges.
pub struct Fees;

/// The official forms that the house fills.
pub struct Forms;

/// What the letters of the house say.
pub struct Letters;

impl Of for Letters {
    const SUBJECT: Subject = Subject::Letter;
}

impl Of for Forms {
    const SUBJECT: Subject = Subject::Form;
    const MOST: usize = FILE_FORM_MAX;
}

impl Of for Fees {
    const SUBJECT: Subject = Subject::Fees;
}

impl Of for Baremes {
    const SUBJECT: Subject = Subject::Baremes;
}

impl Of for Demarches {
    const SUBJECT: Subject = Subject::Demarches;
}

/// The versions, and the form that begins a draft.
pub fn all<S: Of>() -> MethodRouter<State> {
    get(|desk| list(desk, S::SUBJECT)).post(|desk, body| begin(desk, S::SUBJECT, body))
}

/// One version, and its steps.
pub fn one<S: Of>() -> MethodRouter<State> {
    get(|desk, id| page(desk, S::SUBJECT, id))
        .post(|desk, id, body| act(desk, S::SUBJECT, id, body))
        .layer(DefaultBodyLimit::max(FORM_MAX))
}

/// Its documents as files, both ways.
pub fn file<S: Of>() -> MethodRouter<State> {
    get(|desk, id| download(desk, S::SUBJECT, id))
        .post(|desk, id, files| import(desk, S::SUBJECT, id, files))
        .layer(DefaultBodyLimit::max(S::MOST))
}
