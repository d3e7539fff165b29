//! The letters of a dossier, each told in the transaction of what it tells.

use std::sync::Arc;
use std::time::Duration;

use accounts::Visit;
use accounts::operations::limits::{self, Counted};
use app::site::{Place, page::Page};
use axum::body::Bytes;
use axum::extract::Path;
use dossiers::operations::{DossierId, NotDone, Who, drafts, signatures, withdrawal};
use dossiers::{Move, SlotState, State as Dossier};
use invoices::operations::Paper;
use jiff::SignedDuration;
use jobs::operations::{When, enqueue};
use jobs::{Attempt, Failed, Task};
use notifications::{Disturbing, Notice, Recipient, Template};
use sealing::Token;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};
use sqlx::PgConnection;
use tenants::TenantId;
use uuid::Uuid;
use vocabulary::{Email, Lang};

use super::{Mine, NotForThem, links, overview, sms};
use crate::database::{self, Chain};
use crate::people::{Answer, Broken, Here, form, of_house, value};
use crate::worker::Context;

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

/// Money went back to the card that paid.
pub(crate) async fn refunded(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: &Dossier,
    cents: vocabulary::Cents,
) -> Result<(), Untold> {
    let values = json!({
        "reference": dossier.reference.to_string(),
        "refund": cents.0,
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

/// Minutes between a refusal and the letter that tells it: what is refused in one go is told in one letter, and what was
/// undone in none.
const CORRECTION_WAITS: i64 = 3;

/// Tells the customer of a dossier which pieces are to be replaced.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct TellCorrection {
    /// In which house.
    pub tenant: Uuid,
    /// Of which dossier.
    pub dossier: Uuid,
}

impl Task for TellCorrection {
    const NAME: &'static str = "tell_correction";
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Will tell, in a while, what was refused.
pub(crate) async fn correction_soon(
    conn: &mut PgConnection,
    visit: &Visit,
    dossier: DossierId,
) -> Result<(), sqlx::Error> {
    let task = TellCorrection { tenant: visit.tenant().0, dossier: dossier.0 };
    let at = visit.now + SignedDuration::from_mins(CORRECTION_WAITS);
    let key = Some(format!("correction:{}", dossier.0));
    enqueue(conn, &task, &When { key, at: Some(at) }).await.map(drop)
}

/// The handler of that job. A letter for each state of the dossier: told twice, it is told once.
///
/// # Errors
///
/// When the database does not answer.
pub async fn tell_correction(
    context: Arc<Context>,
    task: TellCorrection,
    _: Attempt,
) -> Result<(), Failed> {
    let again = |error: &dyn std::error::Error| Failed::Again(Chain(error).to_string());
    let Some(visit) = of_house(&context.state, TenantId(task.tenant)) else {
        return Err(Failed::Again("the tenants are not read yet".to_owned()));
    };
    let mut tx = database::begin(&context.state, visit.tenant()).await?;
    let found = drafts::find(&mut tx, &visit, Who::House, DossierId(task.dossier)).await;
    let dossier = match found {
        Ok(dossier) => dossier,
        Err(NotDone::Failed(failure)) => return Err(again(&failure)),
        Err(_) => return Ok(()),
    };
    let Some(rules) = context.state.rules().by_version(&dossier.rules.hash) else { return Ok(()) };
    let pieces = to_replace(&dossier, rules);
    // Closed meanwhile, or with somebody else: nothing is asked of the customer any more.
    if dossier.status.whose_move() != Move::Customer || pieces.is_empty() {
        return Ok(());
    }
    let asked = links::ask_again(&mut tx, &visit, DossierId(task.dossier), (&dossier, rules));
    if asked.await.is_err() {
        return Err(Failed::Again("a link could not be given again".to_owned()));
    }
    let values = json!({
        "reference": dossier.reference.to_string(),
        "link": link(&visit, &dossier),
        "pieces": pieces,
    });
    let key = format!("correction:{}:{}", dossier.reference, dossier.version);
    let letter = (Template::DossierCorrection, key);
    tell(&mut tx, &visit, &dossier, letter, values).await.map_err(|error| again(&error))?;
    Ok(tx.commit().await?)
}

/// Pieces and forms that are to be replaced, and why, in the language of the customer.
pub(crate) fn to_replace(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let mut pieces = refused(dossier, rules);
    pieces.extend(refused_forms(dossier, rules));
    pieces
}

/// What is to be replaced, and why.
fn refused(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let lang = dossier.lang;
    let refused = dossier.slots.values().filter(|slot| slot.state == SlotState::Refused);
    refused
        .map(|slot| {
            let name = rules.piece_kind(&slot.kind).map(|kind| kind.label.in_lang(lang));
            let code = slot.reason.as_deref().unwrap_or_default();
            let reason = rules.rejections().iter().find(|one| one.code == code);
            // A suspicion is never told: what to do next is.
            let said = reason.map(|one| if one.shown { &one.message } else { &one.next });
            json!({
                "name": name.unwrap_or(&slot.kind),
                "reason": said.map(|text| text.in_lang(lang)).unwrap_or_default(),
            })
        })
        .collect()
}

/// Which forms are to be signed again, and why.
fn refused_forms(dossier: &Dossier, rules: &demarches::Demarches) -> Vec<Json> {
    let lang = dossier.lang;
    let forms = dossier.forms.iter();
    forms
        .filter_map(|(name, form)| {
            let (sentence, fix) = app::site::dossier::refused_words(rules, form, lang)?;
            let kind = signatures::kind_of(name);
            let label = rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang));
            let reason = sentence.map_or(fix.clone(), |sentence| format!("{sentence} {fix}"));
            Some(json!({ "name": label, "reason": reason }))
        })
        .collect()
}

/// `POST /dossier/{token}/lien`: a link to go on with the draft on another device. The link of before opens nothing more.
///
/// # Errors
///
/// When the database does not answer.
pub async fn send_link(mine: Mine, Path(reference): Path<String>, body: Bytes) -> Answer {
    let form = form(&body);
    let typed = value(&form, "email");
    let mut tx = mine.begin().await?;
    let Some(opened) = mine.open(&mut tx, &reference).await? else { return mine.missing(tx).await };
    let name = opened.name();
    if opened.held() {
        // The account is the way back.
        tx.commit().await?;
        return Ok(mine.to(Place::Dossier, &name));
    }
    let Ok(email) = Email::parse(typed) else {
        tx.commit().await?;
        let wrong = mine.here.asked.say(
            "Écrivez une adresse e-mail comme nom@exemple.fr.",
            "Write an e-mail address like name@example.org.",
        );
        return Ok(overview::shown(&mine, &opened, Some((typed, wrong))));
    };
    let (who, visit, token) = (mine.who(&opened), &mine.here.visit, Token::random());
    // Whoever asks names the address: nobody is to be written to without end.
    let network = limits::count(&mut tx, visit, Counted::Network).await?;
    let letter = limits::count(&mut tx, visit, Counted::Letter(email.as_str())).await?;
    if network.or(letter).is_some() {
        tx.commit().await?;
        let often = mine.here.asked.say(
            "Trop de liens ont été demandés pour cette adresse\u{202f}: réessayez dans une heure.",
            "Too many links were asked for to this address: try again in an hour.",
        );
        return Ok(overview::shown(&mine, &opened, Some((typed, often))));
    }
    let renewed = drafts::renew_link(&mut tx, visit, who, opened.id, &token, Some(&email)).await;
    if let Err(why) = renewed {
        return mine.refused(&name, NotForThem::from(why));
    }
    let path = Place::ResumeDossier.with(token.reveal(), mine.here.asked.lang);
    let until = visit.now + jiff::SignedDuration::from_hours(90 * 24);
    let values = json!({
        "link": format!("{}{path}", mine.here.asked.origin),
        "until": until.to_string(),
    });
    let to = (email, None);
    let letter = (Template::DossierResume, None);
    told(&mut tx, visit, to, mine.here.asked.lang, letter, values).await?;
    tx.commit().await?;
    let mut response = mine.done(&name, "fait=lien");
    mine.keep(&mut response, &token);
    Ok(response)
}
