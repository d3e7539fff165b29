//! What happened on an account, as its owner is told: roles and instants, never names.

use access::Role;
use accounts::PersonId;
use app::site::account::Looked;
use audit::Act;
use sqlx::PgConnection;
use vocabulary::Lang;

use super::{Broken, Here};

/// Lines that are shown.
const MOST: i64 = 100;

/// The views of `person`'s file, the latest first.
pub(super) async fn at(
    conn: &mut PgConnection,
    here: &Here,
    person: PersonId,
) -> Result<Vec<Looked>, Broken> {
    let seen = audit::operations::seen_by(conn, person.0, MOST).await?;
    Ok(seen
        .into_iter()
        .map(|seen| Looked {
            role: seen.role.unwrap_or(Role::Client),
            what: what(seen.act, here.asked.lang).to_owned(),
            at: seen.at,
        })
        .collect())
}

const fn what(act: Act, lang: Lang) -> &'static str {
    match act {
        Act::PersonViewed => lang.pick("A ouvert votre fiche", "Opened your file"),
        Act::ExportMade => lang.pick("A fait une copie de vos données", "Made a copy of your data"),
        Act::ExportDownloaded => {
            lang.pick("A téléchargé la copie de vos données", "Fetched the copy of your data")
        }
        Act::DocumentViewed => lang.pick("A ouvert un document", "Opened a document"),
        Act::DossierViewed => lang.pick("A ouvert votre dossier", "Opened your dossier"),
        Act::InvoiceViewed => lang.pick("A ouvert une facture", "Opened an invoice"),
        Act::NotificationViewed => lang
            .pick("A lu un message qui vous a été envoyé", "Read a message that was sent to you"),
        _ => lang.pick("A consulté votre compte", "Looked at your account"),
    }
}
