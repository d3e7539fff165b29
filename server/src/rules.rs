//! The rules of the démarches as the database has them: what a running server reads dossiers under.

use std::collections::BTreeMap;

use demarches::{Demarches, Versions, joined};
use revisions::operations::{documents, published};
use revisions::{Document, Refused, Revision, RevisionId, Subject, in_force};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::Date;

/// Versions that were read before, by their revision: none is read twice.
pub type Known = BTreeMap<Uuid, &'static Demarches>;

/// The rules of a database.
#[derive(Debug)]
pub struct Found {
    /// Every version, with the one in force.
    pub versions: Versions,
    /// Those that were published at the desk, by their revision.
    pub known: Known,
}

/// Every published version of the rules, the one in force on `today` among them. Those compiled in are kept too, and are in
/// force where none is published, or where this program cannot read the one that is: that is said in the log.
///
/// # Errors
///
/// When the database does not answer.
pub async fn in_database(
    conn: &mut PgConnection,
    today: Date,
    before: &Known,
) -> Result<Found, Refused> {
    let all = published(conn, Subject::Demarches).await?;
    let mut known = Known::new();
    for revision in &all {
        let id = revision.id.0;
        let rules = match before.get(&id) {
            Some(rules) => Some(*rules),
            None => read(conn, revision).await?,
        };
        if let Some(rules) = rules {
            known.insert(id, rules);
        }
    }
    let mut versions = Versions::new(demarches::builtin());
    for rules in known.values() {
        versions.keep(rules);
    }
    if let Some(rules) = in_force(&all, today).and_then(|revision| known.get(&revision.id.0)) {
        versions.publish(rules);
    }
    Ok(Found { versions, known })
}

async fn read(
    conn: &mut PgConnection,
    revision: &Revision,
) -> Result<Option<&'static Demarches>, Refused> {
    let text = text(conn, revision.id).await?;
    // It walks through every way of every démarche: others are served meanwhile.
    let read = tokio::task::spawn_blocking(move || demarches::versions::kept(&text)).await;
    match read {
        Ok(Ok(rules)) => Ok(Some(rules)),
        Ok(Err(refusals)) => {
            let first = refusals.first().map(ToString::to_string).unwrap_or_default();
            tracing::error!(
                revision = %revision.id.0,
                refusals = refusals.len(),
                first,
                "published rules of the démarches cannot be read by this program"
            );
            Ok(None)
        }
        Err(error) => {
            tracing::error!(%error, "the rules of the démarches could not be read");
            Ok(None)
        }
    }
}

/// The rules of a revision as one text.
///
/// # Errors
///
/// When the database does not answer.
pub async fn text(conn: &mut PgConnection, id: RevisionId) -> Result<String, Refused> {
    Ok(one_text(&documents(conn, id).await?))
}

/// The documents of a revision of the rules as one text.
#[must_use]
pub fn one_text(documents: &[Document]) -> String {
    let files: Vec<(&str, &str)> =
        documents.iter().map(|one| (one.name.as_str(), one.text.as_str())).collect();
    joined(&files)
}
