//! The official form that the house fills at an instant, where it has published one; our working sheet otherwise.

use std::sync::Arc;

use forms::operations::{Made, Template, overlay, sheet};
use forms::{Filled, Form, House};
use jiff::Timestamp;
use revisions::operations::{documents, file, in_force_at};
use revisions::{RevisionId, Subject};
use sqlx::PgConnection;

use crate::clock;
use crate::database::Chain;
use crate::people::Broken;
use crate::state::State;

fn unreadable(error: &(dyn std::error::Error + 'static)) -> Broken {
    tracing::error!(error = %Chain(error), "the official forms could not be reached");
    Broken
}

/// Draws `filled` as of `at`: on `template`, the official form of that instant, so that who signs signs what they read; or
/// on our working sheet where there is none, or where something does not fit: nothing is left out or cut.
pub(super) fn drawn(
    template: Option<&Template>,
    (filled, house): (&Filled, &House),
    at: Timestamp,
) -> Made {
    let Some(template) = template else { return sheet(filled, house, at) };
    overlay(template, filled, house, at).unwrap_or_else(|problems| {
        let (form, count) = (filled.form.id(), problems.len());
        tracing::warn!(form, count, "fields do not fit on the official form: ours is used");
        sheet(filled, house, at)
    })
}

/// The official forms of the instants that a request may print a sheet of.
pub(in crate::dossier) struct Templates(Vec<(Timestamp, Option<Arc<Template>>)>);

impl Templates {
    /// Those of `form` at each of `instants`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub(in crate::dossier) async fn at(
        state: &State,
        conn: &mut PgConnection,
        form: Form,
        instants: impl IntoIterator<Item = Timestamp>,
    ) -> Result<Self, Broken> {
        let mut all = Vec::new();
        for at in instants {
            all.push((at, template(state, conn, form, at).await?));
        }
        Ok(Self(all))
    }

    /// The one of the instant `at`, where the house had one.
    pub(super) fn of(&self, at: Timestamp) -> Option<Arc<Template>> {
        self.0.iter().find(|(one, _)| *one == at)?.1.clone()
    }
}

/// The official PDF of `form` at the instant `at`, with its places.
async fn template(
    state: &State,
    conn: &mut PgConnection,
    form: Form,
    at: Timestamp,
) -> Result<Option<Arc<Template>>, Broken> {
    if form.number().is_none() {
        return Ok(None);
    }
    let when = (at, clock::day(at).date);
    let found = in_force_at(conn, (Subject::Form, form.id()), when).await;
    let Some(id) = found.map_err(|error| unreadable(&error))? else { return Ok(None) };
    if let Some(known) = state.official_forms().get(&id.0) {
        return Ok(known);
    }
    let read = read(conn, id, form).await?;
    state.official_forms().insert(id.0, read.clone());
    Ok(read)
}

async fn read(
    conn: &mut PgConnection,
    id: RevisionId,
    form: Form,
) -> Result<Option<Arc<Template>>, Broken> {
    let pdf = file(conn, id).await.map_err(|error| unreadable(&error))?;
    let places = documents(conn, id).await.map_err(|error| unreadable(&error))?;
    let (Some(pdf), Some(places)) = (pdf, places.into_iter().next()) else { return Ok(None) };
    let read = tokio::task::spawn_blocking(move || Template::read(pdf.bytes, &places.text, form));
    let read = read.await.map_err(|error| unreadable(&error))?;
    if read.is_err() {
        // It was sound when it was published: another version of this program reads less.
        tracing::error!(revision.id = %id.0, "a published form cannot be read: ours is used");
    }
    Ok(read.ok().map(Arc::new))
}
