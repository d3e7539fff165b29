//! Inviting somebody to work for the house.

use access::Role;
use accounts::operations::people;
use accounts::operations::staff::{self, Allowing};
use app::site::gestion::{GestionPage, InvitationView, InviteProblem, Pending, Sent};
use axum::body::Bytes;
use axum::response::{IntoResponse as _, Redirect};
use serde_json::json;
use vocabulary::Email;

use super::Desk;
use crate::people::{Answer, form, value};

/// `GET /gestion/personnes/invitation`
///
/// # Errors
///
/// When the database does not answer.
pub async fn page(desk: Desk) -> Answer {
    show(&desk, (String::new(), Vec::new()), Vec::new(), None).await
}

async fn show(
    desk: &Desk,
    (email, roles): (String, Vec<Role>),
    problems: Vec<InviteProblem>,
    sent: Option<Sent>,
) -> Answer {
    let now = desk.here.visit.now;
    let mut tx = desk.here.begin().await?;
    let pending = staff::invitations(&mut tx, now).await?;
    tx.commit().await?;
    let view = InvitationView {
        email,
        roles,
        gives: staff::given_by(&desk.caller.person.roles).collect(),
        problems,
        pending: pending
            .into_iter()
            .map(|it| Pending {
                email: it.email,
                roles: it.roles,
                created_at: it.created_at,
                expires_at: it.expires_at,
            })
            .collect(),
        sent,
        confirmed: desk.caller.session.is_confirmed(now),
    };
    desk.page(&GestionPage::Invitation(Box::new(view))).await
}

/// `POST /gestion/personnes/invitation`: an invitation, or one that is taken back.
///
/// # Errors
///
/// When the database does not answer.
pub async fn act(desk: Desk, body: Bytes) -> Answer {
    if let Some(confirm) = desk.here.unconfirmed()? {
        return Ok(confirm);
    }
    let form = form(&body);
    let typed = value(&form, "email").to_owned();
    let roles: Vec<Role> = form
        .iter()
        .filter(|(name, _)| name == "role")
        .filter_map(|(_, role)| Role::parse(role))
        .collect();
    let email = match Email::parse(&typed) {
        Ok(email) => email,
        Err(error) => {
            let mut problems = vec![InviteProblem::Email(error)];
            problems.extend(roles.is_empty().then_some(InviteProblem::NoRole));
            return show(&desk, (typed, roles), problems, None).await;
        }
    };
    match value(&form, "act") {
        "withdraw" => withdraw(&desk, &email).await,
        _ if roles.is_empty() => {
            show(&desk, (typed, roles), vec![InviteProblem::NoRole], None).await
        }
        _ => invite(&desk, &email, &roles).await,
    }
}

async fn invite(desk: &Desk, email: &Email, roles: &[Role]) -> Answer {
    let actor = &desk.caller.person;
    let mut tx = desk.here.begin().await?;
    let visit = &desk.here.visit;
    let link = match staff::invite(&mut tx, visit, Some(actor), email, roles).await? {
        Allowing::Yes(link) => link,
        Allowing::No => return Ok(desk.here.error(404)),
    };
    // Whoever has no account yet is nobody the audit knows: only the rights are told then.
    let known = people::by_email(&mut tx, email).await?.map(|person| person.id.0);
    let names: Vec<&str> = roles.iter().map(|role| role.id()).collect();
    let payload = Some(json!({ "roles": names }));
    desk.note(&mut tx, known, audit::Act::StaffInvited, None, payload).await?;
    tx.commit().await?;
    let sent = Sent { email: email.as_str().to_owned(), link };
    show(desk, (String::new(), Vec::new()), Vec::new(), Some(sent)).await
}

async fn withdraw(desk: &Desk, email: &Email) -> Answer {
    let mut tx = desk.here.begin().await?;
    staff::withdraw(&mut tx, email, desk.here.visit.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(&desk.here.asked.path).into_response())
}
