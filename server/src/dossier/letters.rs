//! The letters of a dossier, each told in the transaction of what it tells.

mod correction;
mod resume;

use accounts::Visit;
use app::site::{Place, page::Page};
use dossiers::State as Dossier;
use dossiers::operations::withdrawal;
use dossiers::order::Means;
use invoices::operations::Paper;
use jiff::SignedDuration;
use notifications::{Disturbing, Notice, Recipient, Template};
use serde_json::{Map, Value as Json, json};
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Email, Lang};

use super::sms;
use crate::database::Chain;
use crate::people::{Broken, Here};

pub use correction::{TellCorrection, tell_correction};
pub(crate) use correction::{correction_soon, to_replace};
pub use resume::send_link;

/// Tells the customer of `dossier` what `template` says, where there is an address to tell it to; by SMS too where they want
/// it.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (template, key): (Template, String),
    values: Json,
) -> Result<(), Untold> {
    tell_as(conn, visit, dossier, (template, key, Disturbing::News), values).await
}

/// The same, which may be a reminder.
pub(crate) async fn tell_as(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (template, key, what): (Template, String, Disturbing),
    values: Json,
) -> Result<(), Untold> {
    let short = values.as_object().cloned().unwrap_or_default();
    sms::also(conn, visit, dossier, (template, &key, what), &short).await?;
    let Some(email) = dossier.email.as_deref() else { return Ok(()) };
    let to = (email, dossier.person.map(Uuid::from));
    write(conn, visit, to, dossier.lang, (template, Some(key)), values).await
}

/// Writes to the address `email`, of `person` where they have an account; to nobody where it is none.
pub(super) async fn write(
    conn: &mut PgConnection,
    visit: &Visit,
    (email, person): (&str, Option<Uuid>),
    lang: Lang,
    letter: (Template, Option<String>),
    values: Json,
) -> Result<(), Untold> {
    let Ok(email) = Email::parse(email) else { return Ok(()) };
    told(conn, visit, (email, person), lang, letter, values).await
}

async fn told(
    conn: &mut PgConnection,
    visit: &Visit,
    (email, person): (Email, Option<uuid::Uuid>),
    lang: Lang,
    (template, key): (Template, Option<String>),
    values: Json,
) -> Result<(), Untold> {
    let values: Map<String, Json> = values.as_object().cloned().unwrap_or_default();
    let notice = Notice {
        tenant: visit.tenant(),
        person,
        dossier: None,
        to: Recipient::Email(email.as_str().to_owned()),
        template,
        lang,
        values,
        key,
    };
    notifications::operations::tell(conn, &notice, visit.now).await?;
    Ok(())
}

/// A letter could not be told: what it tells is not done either.
#[derive(Debug, thiserror::Error)]
pub enum Untold {
    /// It could not be stored.
    #[error("a letter of a dossier cannot be told")]
    Letter(#[from] notifications::operations::Refused),
    /// It is not known how its reader wants to be told.
    #[error("the reader of a letter of a dossier cannot be found")]
    Reader(#[from] accounts::operations::Failure),
    /// It is not known which dossier it is.
    #[error("the dossier of a letter cannot be found")]
    Dossier(#[from] dossiers::operations::Failure),
}

impl From<Untold> for Broken {
    fn from(untold: Untold) -> Self {
        tracing::error!(error = %Chain(&untold), "a letter of a dossier cannot be told");
        Self
    }
}

/// The whole address of the page of `dossier`, in the language of its customer.
pub(crate) fn link(visit: &Visit, dossier: &Dossier) -> String {
    let path = Place::Dossier.with(&dossier.reference.to_string(), dossier.lang);
    format!("{}{path}", visit.origin)
}

/// The whole address of the page on which whoever has an account says what they want to be told.
pub(crate) fn settings_link(visit: &Visit, dossier: &Dossier) -> String {
    format!("{}{}", visit.origin, Place::Profile.path(dossier.lang))
}

/// The order is confirmed, on a durable medium (code de la consommation L221-13).
pub(super) async fn ordered(
    conn: &mut PgConnection,
    here: &Here,
    dossier: &Dossier,
) -> Result<(), Broken> {
    let Some(order) = &dossier.order else { return Ok(()) };
    let lang = dossier.lang;
    let kind = here.asked.published.demarches.get(dossier.kind);
    let fee = vocabulary::Cents(order.fee_net.0.saturating_add(order.fee_vat.0));
    // The last day is told, which is whole.
    let until = withdrawal::ends(order.at)? - SignedDuration::from_secs(1);
    let identity = &here.asked.tenant.identity;
    let how_to_pay = if identity.iban.is_empty() {
        String::new()
    } else {
        let payee = &identity.legal_name;
        format!("{payee}\nIBAN {}\nBIC {}", identity.iban, identity.bic)
    };
    let values = json!({
        "reference": dossier.reference.to_string(),
        "demarche": kind.page.label.in_lang(lang),
        "total": order.total.0,
        "taxes": order.taxes.0,
        "fee": fee.0,
        "link": link(&here.visit, dossier),
        "terms": format!("{}{}", here.asked.origin, here.asked.published.routes.path(Page::Terms, lang)),
        "express": order.express_start,
        "withdrawal_until": until.to_string(),
        "how_to_pay": how_to_pay,
    });
    let key = format!("ordered:{}", dossier.reference);
    Ok(tell(conn, &here.visit, dossier, (Template::DossierOrdered, key), values).await?)
}

/// The dossier is closed, how, and what goes back to the card at once.
pub(crate) async fn closed(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    back: vocabulary::Cents,
) -> Result<(), Untold> {
    let mut values = json!({
        "reference": dossier.reference.to_string(),
        "how": dossier.status.id(),
        "at": visit.now.to_string(),
        "link": link(visit, dossier),
    });
    if back.0 > 0 {
        values["refund"] = back.0.into();
    }
    let key = format!("closed:{}:{}", dossier.reference, dossier.version);
    tell(conn, visit, dossier, (Template::DossierClosed, key), values).await
}

/// Money went back, `by` the card that paid or by transfer.
pub(crate) async fn refunded(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    (cents, by): (vocabulary::Cents, Means),
) -> Result<(), Untold> {
    let values = json!({
        "reference": dossier.reference.to_string(),
        "refund": cents.0,
        "by": by.id(),
        "link": link(visit, dossier),
    });
    let key = format!("refunded:{}:{}", dossier.reference, dossier.version);
    tell(conn, visit, dossier, (Template::DossierRefunded, key), values).await
}

/// The taxes rose: the difference is to be paid before it is filed.
pub(crate) async fn complement(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
) -> Result<(), Untold> {
    let key = format!("complement:{}:{}", dossier.reference, dossier.version);
    let values = complement_values(visit, dossier);
    tell(conn, visit, dossier, (Template::DossierComplement, key), values).await
}

/// What that letter tells.
pub(crate) fn complement_values(visit: &Visit, dossier: &Dossier) -> Json {
    let pay = Place::PayDossier.with(&dossier.reference.to_string(), dossier.lang);
    json!({
        "reference": dossier.reference.to_string(),
        "due": dossier.owed(),
        "total": dossier.order.as_ref().map_or(0, |order| order.total.0),
        "link": format!("{}{pay}", visit.origin),
    })
}

/// An invoice or a credit note can be fetched.
pub(crate) async fn invoiced(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    paper: &Paper,
) -> Result<(), Untold> {
    let number = paper.number.to_string();
    let values = json!({
        "credit": paper.number.kind == invoices::Kind::CreditNote,
        "number": number,
        "reference": dossier.reference.to_string(),
        "total": paper.total.0,
        "link": format!("{}#factures", link(visit, dossier)),
    });
    let key = format!("invoice:{number}");
    tell(conn, visit, dossier, (Template::DossierInvoice, key), values).await
}

/// The payment came, we wrote, or everything is ready: the dossier says the rest.
pub(crate) async fn short(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    template: Template,
) -> Result<(), Untold> {
    let values = json!({
        "reference": dossier.reference.to_string(),
        "link": link(visit, dossier),
    });
    let key = format!("{}:{}:{}", template.id(), dossier.reference, dossier.version);
    tell(conn, visit, dossier, (template, key), values).await
}
