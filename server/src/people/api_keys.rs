//! Keys of programs, for professionals: made, shown once, revoked.

use ::tokens::operations::keys::{self, Made, Wanted};
use ::tokens::{Scope, Scopes};
use app::site::Place;
use app::site::account::{AccountPage, ApiKeyLine, ApiKeysView, Problem};
use axum::body::Bytes;
use uuid::Uuid;

use super::account::done;
use super::{Answer, Here, form, value};

fn blank() -> ApiKeysView {
    ApiKeysView {
        keys: Vec::new(),
        secret: None,
        revoked: false,
        name: String::new(),
        scopes: Vec::new(),
        days: keys::DAYS[1],
        problems: Vec::new(),
    }
}

async fn show(here: &Here, view: ApiKeysView) -> Answer {
    let person = here.caller()?.person.id;
    let mut tx = here.begin().await?;
    let listed = keys::list(&mut tx, person).await?;
    tx.commit().await?;
    let keys = listed
        .into_iter()
        .map(|key| ApiKeyLine {
            id: key.id.to_string(),
            lives: key.lives(here.visit.now),
            scopes: key.scopes.as_slice().to_vec(),
            name: key.name,
            prefix: key.prefix,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
        })
        .collect();
    Ok(here.page(&AccountPage::ApiKeys(Box::new(ApiKeysView { keys, ..view }))))
}

/// `GET /compte/cles-api`
///
/// # Errors
///
/// [`super::Broken`] when the database does not answer.
pub async fn form_page(here: Here) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    show(&here, ApiKeysView { revoked: here.asked.query == "fait=revoquee", ..blank() }).await
}

/// `POST /compte/cles-api`: one act, named by its form.
///
/// # Errors
///
/// [`super::Broken`] when the database does not answer.
pub async fn act(here: Here, body: Bytes) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    let form = form(&body);
    match value(&form, "act") {
        "make" => make(&here, &form).await,
        "revoke" => {
            let id = value(&form, "id").parse::<Uuid>().unwrap_or_default();
            let person = &here.caller()?.person;
            let mut tx = here.begin().await?;
            let revoked = keys::revoke(&mut tx, &here.visit, person, id).await?;
            tx.commit().await?;
            Ok(if revoked { done(&here, Place::ApiKeys, "revoquee") } else { here.error(404) })
        }
        _ => Ok(here.error(422)),
    }
}

async fn make(here: &Here, form: &[(String, String)]) -> Answer {
    let ticked: Vec<Scope> = form
        .iter()
        .filter(|(name, _)| name == "scope")
        .filter_map(|(_, value)| Scope::parse(value))
        .collect();
    let name = value(form, "name").to_owned();
    let days = value(form, "days").parse().unwrap_or_default();
    let typed = ApiKeysView { name: name.clone(), scopes: ticked.clone(), days, ..blank() };
    let refused = |problem| ApiKeysView { problems: vec![problem], ..typed.clone() };
    let Some(scopes) = Scopes::new(&ticked) else {
        return show(here, refused(Problem::NoScope)).await;
    };
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let made = keys::make(&mut tx, &here.visit, person, &Wanted { name, scopes, days }).await?;
    tx.commit().await?;
    match made {
        Made::Key(secret) => {
            show(here, ApiKeysView { secret: Some(secret.reveal()), ..blank() }).await
        }
        Made::Name => show(here, refused(Problem::KeyName)).await,
        Made::TooMany => show(here, refused(Problem::TooManyKeys)).await,
        // No form of ours offers it.
        Made::Days => Ok(here.error(422)),
    }
}
