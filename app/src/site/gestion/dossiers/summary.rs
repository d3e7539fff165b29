use dossiers::State;
use vocabulary::Lang;

use super::words;
use crate::site::dossier::next_text;

/// Where a dossier is, in a few words that name nobody: what a helpdesk shows beside a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its status.
    pub status: &'static str,
    /// Whose move it is.
    pub whose_move: &'static str,
    /// What the customer is told to do, or to wait for.
    pub next: &'static str,
    /// The four tracks (pieces, signature, payment, filing), each with where it is.
    pub tracks: [(&'static str, &'static str); 4],
}

/// The summary of `state` in `lang`; `card`: its customer may pay by card.
#[must_use]
pub fn summary(state: &State, card: bool, lang: Lang) -> Summary {
    Summary {
        status: state.status.label(lang),
        whose_move: words::whose(state.status.whose_move(), lang),
        next: next_text(state, card, lang),
        tracks: words::tracks(state, lang),
    }
}
