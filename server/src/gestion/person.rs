//! A person: who they are, their rights, their sessions.

use access::{Act, Role};
use accounts::operations::people::{self, Righted};
use accounts::operations::staff::{self, Allowing};
use accounts::operations::{passkeys, sessions};
use accounts::{Person, PersonId};
use app::site::gestion::{GestionPage, PersonDone, PersonProblem, PersonView, SessionLine};
use audit::operations::Filter;
use axum::body::Bytes;
use axum::extract::Path;
use serde_json::json;
use uuid::Uuid;
use vocabulary::Date;

use super::{Desk, audit_log, done};
use crate::people::{Answer, Broken, form, value};

/// What was done, as the address says it.
const DONE: &[(&str, PersonDone)] = &[
    ("donne", PersonDone::Given),
    ("retire", PersonDone::Taken),
    ("deconnecte", PersonDone::Ended),
    ("siv", PersonDone::Siv),
];

/// Lines of the audit on the page.
const EVENTS: u16 = 10;

/// `GET /gestion/personnes/{id}`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk, Path(id): Path<String>) -> Answer {
    let Some(person) = find(&desk, &id).await? else { return Ok(desk.here.error(404)) };
    show(&desk, &person, false, None).await
}

async fn find(desk: &Desk, id: &str) -> Result<Option<Person>, Broken> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
    let mut tx = desk.here.begin().await?;
    let person = people::find(&mut tx, PersonId(id)).await?;
    tx.commit().await?;
    Ok(person)
}

async fn show(
    desk: &Desk,
    person: &Person,
    link_sent: bool,
    problem: Option<PersonProblem>,
) -> Answer {
    let (caller, now) = (&desk.caller, desk.here.visit.now);
    let mut tx = desk.here.begin().await?;
    let keys = passkeys::list(&mut tx, person.id).await?;
    let open = sessions::list(&mut tx, person.id, now).await?;
    let siv_checked_on = staff::siv_checked_on(&mut tx, person.id).await?;
    let events = if desk.may(Act::SeeAudit) {
        let filter = Filter { about: Some(person.id.0), ..Filter::default() };
        let found = audit_log::search(&mut tx, desk, &filter, None, EVENTS).await?;
        Some(found.0)
    } else {
        None
    };
    desk.seen(&mut tx, person.id.0).await?;
    tx.commit().await?;
    let what = desk.pairs();
    let what = value(&what, "fait");
    let profile = &person.profile;
    let view = PersonView {
        id: person.id.0,
        email: person.email.as_str().to_owned(),
        name: format!("{} {}", profile.first_names, profile.last_name).trim().to_owned(),
        lang: person.lang,
        roles: person.roles.clone(),
        passkeys: keys.len(),
        has_password: person.has_password,
        has_totp: person.has_totp,
        created_at: person.created_at,
        last_seen_at: person.last_seen_at,
        sessions: open
            .into_iter()
            .map(|session| SessionLine {
                device: session.device,
                network: session.network,
                created_at: session.created_at,
                last_seen_at: session.last_seen_at,
            })
            .collect(),
        siv_checked_on,
        gives: staff::given_by(&caller.person.roles).collect(),
        invites: desk.may(Act::InviteStaff),
        confirmed: caller.session.is_confirmed(now),
        own: caller.person.id == person.id,
        events,
        link_sent,
        done: DONE.iter().find(|(name, _)| *name == what).map(|(_, done)| *done),
        problem,
    };
    desk.page(&GestionPage::Person(Box::new(view))).await
}

/// `POST /gestion/personnes/{id}`: one act, named by its button.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, Path(id): Path<String>, body: Bytes) -> Answer {
    let Some(person) = find(&desk, &id).await? else { return Ok(desk.here.error(404)) };
    let form = form(&body);
    let name = value(&form, "act");
    let needs = if name == "invite_again" { Act::InviteStaff } else { Act::ChangeRights };
    if !desk.may(needs) {
        return Ok(desk.here.error(404));
    }
    if let Some(confirm) = desk.here.unconfirmed()? {
        return Ok(confirm);
    }
    match name {
        "give" => set_right(&desk, &person, value(&form, "role"), true).await,
        "take" => set_right(&desk, &person, value(&form, "role"), false).await,
        "end_sessions" => end_sessions(&desk, &person).await,
        "siv" => siv(&desk, &person, value(&form, "checked_on")).await,
        "invite_again" => invite_again(&desk, &person).await,
        _ => Ok(desk.here.error(422)),
    }
}

async fn set_right(desk: &Desk, person: &Person, role: &str, given: bool) -> Answer {
    let Some(role) = Role::parse(role) else { return Ok(desk.here.error(422)) };
    let mut tx = desk.here.begin().await?;
    let actor = &desk.caller.person;
    let right = (role, given);
    let righted = staff::set_right(&mut tx, &desk.here.visit, actor, person, right).await?;
    tx.commit().await?;
    let problem = match righted {
        Allowing::No => return Ok(desk.here.error(404)),
        Allowing::Yes(Righted::Done) => {
            return Ok(done(&desk.here.asked.path, if given { "donne" } else { "retire" }));
        }
        Allowing::Yes(Righted::Already) => PersonProblem::Already,
        Allowing::Yes(Righted::LastAdmin) => PersonProblem::LastAdmin,
        Allowing::Yes(Righted::OneSelf) => PersonProblem::OneSelf,
    };
    show(desk, person, false, Some(problem)).await
}

async fn end_sessions(desk: &Desk, person: &Person) -> Answer {
    let mut tx = desk.here.begin().await?;
    let own = desk.caller.person.id == person.id;
    let but = own.then_some(desk.caller.session.id);
    let ended = sessions::end_all(&mut tx, person.id, but).await?;
    let payload = Some(json!({ "ended": ended }));
    desk.note(&mut tx, Some(person.id.0), audit::Act::SessionEnded, None, payload).await?;
    tx.commit().await?;
    Ok(done(&desk.here.asked.path, "deconnecte"))
}

async fn siv(desk: &Desk, person: &Person, typed: &str) -> Answer {
    let day = match typed.trim() {
        "" => None,
        text => match Date::parse(text) {
            Ok(day) if day <= desk.today() => Some(day),
            _ => return show(desk, person, false, Some(PersonProblem::NotADay)).await,
        },
    };
    if day.is_some() && !person.is_staff() {
        return Ok(desk.here.error(422));
    }
    let mut tx = desk.here.begin().await?;
    staff::set_siv_checked_on(&mut tx, person.id, day).await?;
    // The one right that is no role: access to the SIV.
    let act = if day.is_some() { audit::Act::RoleGranted } else { audit::Act::RoleRevoked };
    let payload = Some(json!({ "siv": day.map(|day| day.to_string()) }));
    desk.note(&mut tx, Some(person.id.0), act, None, payload).await?;
    tx.commit().await?;
    Ok(done(&desk.here.asked.path, "siv"))
}

async fn invite_again(desk: &Desk, person: &Person) -> Answer {
    let actor = &desk.caller.person;
    // What they have already: the link adds a key, and no right.
    let given: Vec<Role> = staff::given_by(&actor.roles).collect();
    let roles: Vec<Role> = person
        .roles
        .iter()
        .copied()
        .filter(|role| role.is_staff() && given.contains(role))
        .collect();
    let mut tx = desk.here.begin().await?;
    let (visit, email) = (&desk.here.visit, &person.email);
    match staff::invite(&mut tx, visit, Some(actor), email, &roles).await? {
        Allowing::Yes(_) => {}
        Allowing::No => return Ok(desk.here.error(404)),
    }
    desk.note(&mut tx, Some(person.id.0), audit::Act::StaffInvited, None, None).await?;
    tx.commit().await?;
    show(desk, person, true, None).await
}
