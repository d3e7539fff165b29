//! Staff of a house: who gives which right, invitations, access to the SIV; people for a demonstration.

use access::{Act as Allowed, Reach, Role, may};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;
use vocabulary::{Date, Email};

use super::links::Purpose;
use super::people::{self, Righted};
use super::{Failure, sign_up, store};
use crate::{Person, PersonId, Profile, Tell, Visit};

/// The rights that somebody with `roles` gives and takes in their house, in the order they are shown.
///
/// A right over every house is given where the platform is run, and never by a house. A guest's comes with a link, and
/// whoever has an account is a customer.
pub fn given_by(roles: &[Role]) -> impl Iterator<Item = Role> + '_ {
    let gives = may(roles, Allowed::ChangeRights).is_some_and(|reach| reach >= Reach::House);
    let by_hand =
        |role: &Role| !matches!(role, Role::Client | Role::Invite | Role::PlateformeAdmin);
    Role::ALL.iter().copied().filter(move |role| gives && by_hand(role))
}

/// What became of a change of rights, or of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowing<T> {
    /// Whoever asked may do so: what came of it.
    Yes(T),
    /// They may not give or take that right.
    No,
}

/// Gives `role` to `person`, or takes it, if `actor` may. Their sessions end: rights are those of a new sign-in.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_right(
    conn: &mut PgConnection,
    visit: &Visit,
    actor: &Person,
    person: &Person,
    (role, given): (Role, bool),
) -> Result<Allowing<Righted>, Failure> {
    if !given_by(&actor.roles).any(|one| one == role) {
        return Ok(Allowing::No);
    }
    people::set_right(conn, visit, actor, person, (role, given)).await.map(Allowing::Yes)
}

/// Invites `email` with `roles`, if `actor` may give each of them (`None`: whoever runs the platform, who gives any):
/// the address of the link, shown once, whose letter leaves too. Earlier invitations to that address serve no more.
///
/// Where there is an account already the link goes by letter alone: it opens that account, and whoever invites is not
/// its person.
///
/// # Errors
///
/// When the database does not answer.
pub async fn invite(
    conn: &mut PgConnection,
    visit: &Visit,
    actor: Option<&Person>,
    email: &Email,
    roles: &[Role],
) -> Result<Allowing<Option<String>>, Failure> {
    let allowed = match actor {
        Some(actor) => {
            may(&actor.roles, Allowed::InviteStaff).is_some()
                && roles.iter().all(|role| given_by(&actor.roles).any(|one| one == *role))
        }
        None => true,
    };
    if !allowed || roles.is_empty() || roles.iter().any(|role| !role.is_staff()) {
        return Ok(Allowing::No);
    }
    withdraw(conn, email, visit.now).await?;
    let (link, known) = sign_up::invite(conn, visit, email, roles).await?;
    Ok(Allowing::Yes((actor.is_none() || !known).then_some(link)))
}

/// An invitation that waits for its guest.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// To whom.
    pub email: String,
    /// Whose account it opens, when there is one already.
    pub person: Option<PersonId>,
    /// The rights that it gives.
    pub roles: Vec<Role>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// The invitations of the house that wait for their guests at `now`, latest first.
///
/// # Errors
///
/// When the database does not answer.
pub async fn invitations(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<Invitation>, sqlx::Error> {
    let rows = store::staff::invitations(conn, Purpose::StaffInvite.id(), now).await?;
    Ok(rows
        .into_iter()
        .map(|row| Invitation {
            email: row.email,
            person: row.person_id.map(PersonId),
            roles: super::sign_up::invited_roles(&row.state),
            created_at: row.created_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        })
        .collect())
}

/// Takes back the invitations to `email`; `false` when there was none.
///
/// # Errors
///
/// When the database does not answer.
pub async fn withdraw(
    conn: &mut PgConnection,
    email: &Email,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let purpose = Purpose::StaffInvite.id();
    Ok(store::staff::use_up_to(conn, &email.folded(), purpose, now).await? > 0)
}

/// The day on which it was last checked that `person` may transmit to the SIV; `None`: they may not.
///
/// # Errors
///
/// When the database does not answer.
pub async fn siv_checked_on(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Date>, sqlx::Error> {
    store::staff::siv_checked_on(conn, person.0).await
}

/// Writes down that `person` may transmit to the SIV, as checked on `day`, or may not.
///
/// # Errors
///
/// When the database does not answer.
pub async fn set_siv_checked_on(
    conn: &mut PgConnection,
    person: PersonId,
    day: Option<Date>,
) -> Result<(), sqlx::Error> {
    store::staff::set_siv_checked_on(conn, person.0, day).await
}

/// Puts somebody into a demonstration, or finds them there: with a password where one is given, and these rights.
///
/// `None`, and nothing is done, in a house that is real.
///
/// # Errors
///
/// When the database does not answer.
pub async fn demonstrate(
    conn: &mut PgConnection,
    visit: &Visit,
    email: &Email,
    (first_names, last_name): (&str, &str),
    (password_hash, roles): (Option<&str>, &[Role]),
) -> Result<Option<PersonId>, Failure> {
    if !visit.house.identity.demo {
        return Ok(None);
    }
    let tenant = visit.tenant().0;
    store::people::insert(conn, tenant, Uuid::now_v7(), email, visit.lang, visit.now).await?;
    let Some(person) = people::by_email(conn, email).await? else {
        return Err(sqlx::Error::RowNotFound.into());
    };
    let profile = Profile {
        first_names: first_names.to_owned(),
        last_name: last_name.to_owned(),
        ..person.profile
    };
    let tell = Tell { reminders: true, sms: false, news: false };
    people::save_profile(conn, person.id, &profile, visit.lang, tell).await?;
    if let Some(hash) = password_hash {
        store::people::set_password(conn, person.id.0, Some(hash), visit.now).await?;
    }
    for role in roles {
        store::people::grant(conn, tenant, person.id.0, *role, None, visit.now).await?;
    }
    Ok(Some(person.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_gives_no_right_over_other_houses() {
        let given: Vec<Role> = given_by(&[Role::Admin]).collect();
        assert!(given.contains(&Role::Admin) && given.contains(&Role::Operateur));
        assert!(!given.contains(&Role::PlateformeAdmin) && !given.contains(&Role::Invite));
    }

    #[test]
    fn nobody_but_an_admin_gives_rights() {
        for role in Role::ALL {
            let gives = given_by(&[*role]).next().is_some();
            assert_eq!(gives, *role == Role::Admin, "{}", role.id());
        }
    }
}
