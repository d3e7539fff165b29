//! The account's front page, the profile, one's data.

use accounts::operations::{people, sessions};
use accounts::{Fault, Field, Profile, Strength, Tell};
use app::site::Place;
use app::site::account::{AccountPage, DataView, DossierLine, Problem, ProfileView};
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Redirect, Response};
use dossiers::operations::purge;
use vocabulary::Lang;

use super::{Answer, Here, cookies, entry, form, guard, value};
use crate::retention;

/// `GET /compte`
///
/// # Errors
///
/// When the database does not answer.
pub async fn home(here: Here) -> Answer {
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let rows = dossiers::operations::workspace::of_person(&mut tx, person.id).await?;
    tx.commit().await?;
    let dossiers = rows
        .into_iter()
        .map(|row| DossierLine {
            reference: row.reference.to_string(),
            kind: row.kind,
            plate: row.plate,
            status: row.status,
        })
        .collect();
    let name = [person.profile.first_names.as_str(), person.profile.last_name.as_str()].join(" ");
    Ok(here.page(&AccountPage::Account {
        name: name.trim().to_owned(),
        email: person.email.as_str().to_owned(),
        chosen: here.asked.query.strip_prefix("mot-de-passe=").and_then(Strength::parse),
        staff: person.is_staff(),
        api_keys: access::may(&person.roles, access::Act::ManageApiKeys).is_some(),
        fleet: access::may(&person.roles, access::Act::ManageFleet).is_some(),
        dossiers,
    }))
}

/// `GET /compte/profil`
///
/// # Errors
///
/// When the database does not answer.
pub async fn profile_form(here: Here) -> Answer {
    let person = &here.caller()?.person;
    let typed = Field::ALL.iter().map(|field| (*field, person.profile.text(*field))).collect();
    let view = ProfileView {
        typed,
        lang: person.lang,
        tell: person.tell,
        saved: here.asked.query == "fait=1",
        problems: Vec::new(),
    };
    Ok(here.page(&AccountPage::Profile(Box::new(view))))
}

/// `POST /compte/profil`
///
/// # Errors
///
/// When the database does not answer.
pub async fn profile(here: Here, body: Bytes) -> Answer {
    let before = &here.caller()?.person;
    let person = before.id;
    let form = form(&body);
    let ticked = |name| !value(&form, name).is_empty();
    let tell = Tell {
        reminders: ticked("tell_reminders"),
        sms: here.asked.tenant.settings.texts && ticked("tell_sms"),
        news: ticked("tell_news"),
    };
    let lang = Lang::parse(value(&form, "language")).unwrap_or(here.asked.lang);
    let refused = |problems| {
        let typed =
            Field::ALL.iter().map(|field| (*field, value(&form, field.id()).to_owned())).collect();
        let view = ProfileView { typed, lang, tell, saved: false, problems };
        here.page(&AccountPage::Profile(Box::new(view)))
    };
    let read = Profile::read(|field| value(&form, field.id()).to_owned(), entry::today(&here));
    let profile = match read {
        Ok(profile) => profile,
        Err(faults) => {
            let problem = |(field, fault)| Problem::Profile(field, fault);
            return Ok(refused(faults.into_iter().map(problem).collect()));
        }
    };
    let (was, is) = (&before.profile.phone, &profile.phone);
    // Where no text can leave nobody is asked: what was consented to stands, for that telephone.
    let asked = here.asked.tenant.settings.texts;
    let kept = !asked && before.tell.sms && was == is && !is.is_empty();
    let tell = Tell { sms: tell.sms || kept, ..tell };
    if tell.sms && profile.phone.is_empty() {
        return Ok(refused(vec![Problem::Profile(Field::Phone, Fault::NotAPhone)]));
    }
    let saved = async {
        let mut tx = here.begin().await?;
        people::save_profile(&mut tx, person, &profile, lang, tell).await?;
        // What waits for its hour was for that telephone, and for whoever wanted it.
        if before.tell.sms && (!tell.sms || was != is) {
            notifications::operations::stop_texts(&mut tx, was, here.visit.now).await?;
        }
        tx.commit().await
    };
    Ok(match saved.await {
        Ok(()) => done(&here, Place::Profile, "1"),
        Err(error) => {
            drop(super::Broken::from(error));
            refused(vec![Problem::Unavailable])
        }
    })
}

/// Back to `place`, which says what was done.
pub(super) fn done(here: &Here, place: Place, what: &str) -> Response {
    Redirect::to(&format!("{}?fait={what}", place.path(here.asked.lang))).into_response()
}

/// `GET /compte/donnees`
///
/// # Errors
///
/// When the database does not answer.
pub async fn data_form(here: Here) -> Answer {
    let view = view(&here, Vec::new()).await?;
    Ok(here.page(&AccountPage::Data(Box::new(view))))
}

async fn view(here: &Here, problems: Vec<Problem>) -> Result<DataView, super::Broken> {
    let person = &here.caller()?.person;
    let mut tx = here.begin().await?;
    let looked = super::looked::at(&mut tx, here, person.id).await?;
    let export = super::exports::state(&mut tx, here, person.id).await?;
    tx.commit().await?;
    Ok(DataView { looked, export, problems })
}

/// `POST /compte/donnees`: a copy, or closing.
///
/// # Errors
///
/// When the database does not answer.
pub async fn data(here: Here, body: Bytes) -> Answer {
    if let Some(confirm) = here.unconfirmed()? {
        return Ok(confirm);
    }
    let person = &here.caller()?.person;
    let form = form(&body);
    let mut tx = here.begin().await?;
    match value(&form, "act") {
        "export" => {
            super::exports::ask(&mut tx, &here, person).await?;
            tx.commit().await?;
            Ok(here.to(Place::Data))
        }
        "close" if value(&form, "confirm").is_empty() => {
            drop(tx);
            let view = view(&here, vec![Problem::NotConfirmed]).await?;
            Ok(here.page(&AccountPage::Data(Box::new(view))))
        }
        "close" if !purge::under_way(&mut tx, person.id).await?.is_empty() => {
            drop(tx);
            let view = view(&here, vec![Problem::DossierUnderWay]).await?;
            Ok(here.page(&AccountPage::Data(Box::new(view))))
        }
        "close" => {
            retention::forget_drafts(&mut tx, person.id, here.visit.now).await?;
            people::close(&mut tx, &here.visit, person).await?;
            tx.commit().await?;
            let mut response = here.page(&AccountPage::Closed);
            cookies::leave(&mut response);
            Ok(response)
        }
        _ => Ok(here.error(422)),
    }
}

/// `POST /deconnexion`
///
/// # Errors
///
/// When the database does not answer.
pub async fn sign_out(here: Here) -> Answer {
    if let Some(caller) = guard::caller(here.state(), &here.headers).await? {
        let mut tx = here.begin().await?;
        sessions::sign_out(&mut tx, &here.visit, &caller.person, &caller.session).await?;
        tx.commit().await?;
    }
    let place = Place::SignIn.path(here.asked.lang);
    let mut response = Redirect::to(&format!("{place}?fin=1")).into_response();
    cookies::leave(&mut response);
    Ok(response)
}
