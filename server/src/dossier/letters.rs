//! The letters of a dossier, each told in the transaction of what it tells.

use app::site::{Place, page::Page};
use axum::body::Bytes;
use axum::extract::Path;
use dossiers::State as Dossier;
use dossiers::operations::drafts;
use notifications::{Notice, Recipient, Template};
use sealing::Token;
use serde_json::{Map, Value as Json, json};
use sqlx::PgConnection;
use vocabulary::{Email, Lang};

use super::{Mine, NotForThem, overview};
use crate::database::Chain;
use crate::people::{Answer, Broken, Here, form, value};

/// Tells the customer of `dossier` what `template` says, where there is an address to tell it to.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    here: &Here,
    dossier: &Dossier,
    (template, key): (Template, String),
    values: Json,
) -> Result<(), Broken> {
    let Some(email) = dossier.email.as_deref().and_then(|email| Email::parse(email).ok()) else {
        return Ok(());
    };
    let to = (email, dossier.person.map(uuid::Uuid::from));
    told(conn, here, to, dossier.lang, (template, Some(key)), values).await
}

async fn told(
    conn: &mut PgConnection,
    here: &Here,
    (email, person): (Email, Option<uuid::Uuid>),
    lang: Lang,
    (template, key): (Template, Option<String>),
    values: Json,
) -> Result<(), Broken> {
    let values: Map<String, Json> = values.as_object().cloned().unwrap_or_default();
    let notice = Notice {
        tenant: here.visit.tenant(),
        person,
        to: Recipient::Email(email.as_str().to_owned()),
        template,
        lang,
        values,
        key,
    };
    match notifications::operations::tell(conn, &notice, here.visit.now).await {
        Ok(_) => Ok(()),
        Err(refused) => {
            tracing::error!(error = %Chain(&refused), "a letter of a dossier cannot be told");
            Err(Broken)
        }
    }
}

/// The whole address of the page of `dossier`, in the language of its customer.
pub(crate) fn link(here: &Here, dossier: &Dossier) -> String {
    let path = Place::Dossier.with(&dossier.reference.to_string(), dossier.lang);
    format!("{}{path}", here.asked.origin)
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
    let until = jiff::Timestamp::from_microsecond(order.at.0).unwrap_or(here.visit.now)
        + jiff::SignedDuration::from_secs(dossiers::Order::WITHDRAWAL_SECONDS);
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
        "link": link(here, dossier),
        "terms": format!("{}{}", here.asked.origin, here.asked.published.routes.path(Page::Terms, lang)),
        "express": order.express_start,
        "withdrawal_until": until.to_string(),
        "how_to_pay": how_to_pay,
    });
    let key = format!("ordered:{}", dossier.reference);
    tell(conn, here, dossier, (Template::DossierOrdered, key), values).await
}

/// The dossier is closed, and how.
pub(crate) async fn closed(
    conn: &mut PgConnection,
    here: &Here,
    dossier: &Dossier,
) -> Result<(), Broken> {
    let values = json!({
        "reference": dossier.reference.to_string(),
        "how": dossier.status.id(),
        "at": here.visit.now.to_string(),
        "link": link(here, dossier),
    });
    let key = format!("closed:{}:{}", dossier.reference, dossier.version);
    tell(conn, here, dossier, (Template::DossierClosed, key), values).await
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
    let email = match Email::parse(typed) {
        Ok(email) => email,
        Err(_) => {
            tx.commit().await?;
            let wrong = mine.here.asked.say(
                "Écrivez une adresse e-mail comme nom@exemple.fr.",
                "Write an e-mail address like name@example.org.",
            );
            return overview::shown(&mine, &opened, Some((typed, wrong)));
        }
    };
    let (who, visit, token) = (mine.who(&opened), &mine.here.visit, Token::random());
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
    told(&mut tx, &mine.here, to, mine.here.asked.lang, letter, values).await?;
    tx.commit().await?;
    let mut response = mine.done(&name, "fait=lien");
    mine.keep(&mut response, &token);
    Ok(response)
}
