//! The signatures of a dossier before whoever checks them: the signed form and its proof, or the photograph of a paper.

use std::collections::BTreeMap;

use app::site::gestion::dossiers::{OpenedSignature, PageLink, ScreenSignature};
use demarches::Demarches;
use documents::{Part, View};
use dossiers::State;
use dossiers::operations::evidence::{self, Evidence};
use dossiers::operations::{DossierId, signatures};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::Desk;
use super::one;
use crate::database::Chain;
use crate::people::{Broken, value};
use crate::{dossier, papers};

/// A signature that was asked for, its view written down.
pub(super) enum Asked {
    /// On a screen: its proof.
    Screen(Box<Evidence>),
    /// On paper: the pages of its photograph.
    Paper(BTreeMap<Uuid, Vec<PageLink>>),
}

/// The signature that the address asks for (`?formulaire=mandat/titulaire`), where whoever asks may open it; that they do
/// is written down.
pub(super) async fn opened(
    conn: &mut PgConnection,
    desk: &Desk,
    (id, state): (DossierId, &State),
    rules: Option<&Demarches>,
) -> Result<Option<(String, Asked)>, Broken> {
    let pairs = desk.pairs();
    let name = value(&pairs, "formulaire");
    let Some(signed) = state.forms.get(name).and_then(|form| form.evidence) else {
        return Ok(None);
    };
    if !one::may_open_kind(desk, rules, signatures::kind_of(name)) {
        return Ok(None);
    }
    let found = evidence::find(conn, Uuid::from(signed)).await?;
    let asked = match found.filter(|proof| proof.dossier == id) {
        Some(proof) => {
            let (visit, person) = (&desk.here.visit, &desk.caller.person);
            let about = state.person.map(Uuid::from);
            evidence::viewed(conn, visit, person, &proof, about).await?;
            Asked::Screen(Box::new(proof))
        }
        None => Asked::Paper(one::pages(conn, desk, state, &[signed]).await?),
    };
    Ok(Some((name.to_owned(), asked)))
}

/// What is shown of it: of one on a screen, whether its seal holds. Asked once the view is written down.
pub(super) async fn verified(
    desk: &Desk,
    asked: Option<(String, Asked)>,
) -> Option<(String, OpenedSignature)> {
    let (name, asked) = asked?;
    let proof = match asked {
        Asked::Paper(pages) => {
            let pages = pages.into_values().next().unwrap_or_default();
            return Some((name, OpenedSignature::Paper(pages)));
        }
        Asked::Screen(proof) => proof,
    };
    let (state, visit) = (desk.here.state(), &desk.here.visit);
    let verdict = crate::signatures::verified(state, &proof).await;
    let verdict = verdict.inspect_err(|error| {
        tracing::error!(error = %Chain(error), "a signature cannot be read");
    });
    let session = papers::session_of(desk.caller.session.id);
    let href = |part| {
        let view = View { tenant: visit.tenant().0, document: proof.id, part };
        format!("/signatures/{}", state.piece_links().sign(&view, &session, visit.now))
    };
    let shown = ScreenSignature {
        form: href(Part::SignedForm),
        proof: href(Part::Proof),
        verdict: verdict.ok(),
    };
    Some((name, OpenedSignature::Screen(Box::new(shown))))
}

/// Who signs each form, as it is printed on it.
pub(super) fn signatories(desk: &Desk, state: &State) -> BTreeMap<String, String> {
    let names = state.forms.keys();
    names
        .filter_map(|name| {
            Some((name.clone(), dossier::forms::signatory(&desk.here, state, name)?))
        })
        .collect()
}

/// The next form whose signature waits to be looked at, after `name` or from the first.
pub(super) fn next<'a>(state: &'a State, name: &str) -> Option<&'a str> {
    let waits = |form: &&String| {
        state.forms.get(*form).is_some_and(|one| one.state == dossiers::items::FormState::ToCheck)
    };
    let after = state.forms.keys().filter(|form| form.as_str() > name).find(waits);
    after.or_else(|| state.forms.keys().find(waits)).map(String::as_str)
}
