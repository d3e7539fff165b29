//! One-time links sent by mail. Looking at one changes nothing (programs open links too); using it does.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use sealing::Token;
use serde_json::{Value as Json, json};
use sqlx::PgConnection;
use vocabulary::{Email, Lang, codes};

use super::told::{self, Letter};
use super::{Failure, store};
use crate::{PersonId, Visit};

codes! {
    /// What a link is for.
    pub enum Purpose {
        /// Proves an address, and makes its account.
        SignUp = "sign_up",
        /// Signs in.
        SignIn = "sign_in",
        /// Chooses another password.
        Reset = "reset",
        /// Proves a new address of an account.
        ChangeEmail = "change_email",
        /// Makes the account of a member of staff, or gives roles to one.
        StaffInvite = "staff_invite",
    }
}

impl Purpose {
    /// The purposes whose earlier links to the same address end with a new one. Those that anybody may ask for end
    /// together: whether an address has an account decides which of them is sent, and must not be told by the work.
    const fn ends(self) -> &'static [Self] {
        match self {
            Self::SignUp | Self::SignIn | Self::Reset => &[Self::SignUp, Self::SignIn, Self::Reset],
            Self::ChangeEmail => &[Self::ChangeEmail],
            Self::StaffInvite => &[Self::StaffInvite],
        }
    }

    /// How long a link lives.
    #[must_use]
    pub const fn lives(self) -> SignedDuration {
        match self {
            Self::SignUp => SignedDuration::from_hours(24),
            Self::SignIn | Self::Reset => SignedDuration::from_mins(10),
            Self::ChangeEmail => SignedDuration::from_hours(1),
            Self::StaffInvite => SignedDuration::from_hours(72),
        }
    }

    /// Where it leads, in French and in English, before the token.
    const fn folder(self) -> (&'static str, &'static str) {
        match self {
            Self::SignUp => ("/inscription/", "/en/sign-up/"),
            Self::SignIn => ("/connexion/lien/", "/en/sign-in/link/"),
            Self::Reset => ("/mot-de-passe/", "/en/password/"),
            Self::ChangeEmail => ("/compte/e-mail/", "/en/account/email/"),
            Self::StaffInvite => ("/gestion/invitation/", "/gestion/invitation/"),
        }
    }
}

/// A link that may be used.
#[derive(Clone, Debug)]
pub struct Link {
    /// What for.
    pub purpose: Purpose,
    /// Whose; nobody's yet for a sign-up.
    pub person: Option<PersonId>,
    /// The address that it proves.
    pub email: Email,
    /// The language it was asked in.
    pub lang: Lang,
    /// Until when.
    pub expires_at: Timestamp,
    /// What waits for the proof.
    pub(super) state: Json,
}

/// What a link turned out to be.
#[derive(Clone, Debug)]
pub enum Looked {
    /// It may be used.
    Fresh(Box<Link>),
    /// It was used.
    Used,
    /// It never was, or is no more.
    Gone,
}

/// A link that was made: what it is kept under, and its address for the letter and for nothing else.
pub(super) struct Made {
    hash: [u8; 32],
    pub(super) address: String,
}

/// Makes a link.
pub(super) async fn make(
    conn: &mut PgConnection,
    visit: &Visit,
    purpose: Purpose,
    (person, email): (Option<PersonId>, &Email),
    state: Json,
) -> Result<Made, Failure> {
    let token = Token::random();
    let row = store::links::Row {
        purpose: purpose.id().to_owned(),
        person_id: person.map(|person| person.0),
        email: email.as_str().to_owned(),
        language: visit.lang.id().to_owned(),
        state,
        expires_at: (visit.now + purpose.lives()).to_sqlx(),
        used_at: None,
    };
    store::links::insert(conn, visit.tenant().0, token.hash(), &row, visit.now).await?;
    let (fr, en) = purpose.folder();
    let address = format!("{}{}", visit.address(fr, en), token.reveal());
    Ok(Made { hash: token.hash(), address })
}

/// The link under `token`, which stays locked until the transaction ends: of two uses one waits, and finds it used.
///
/// # Errors
///
/// When the database does not answer.
pub async fn look(
    conn: &mut PgConnection,
    token: &Token,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Looked, Failure> {
    let Some(row) = store::links::lock(conn, token.hash()).await? else { return Ok(Looked::Gone) };
    if row.purpose != purpose.id() {
        return Ok(Looked::Gone);
    }
    if row.used_at.is_some() {
        return Ok(Looked::Used);
    }
    if row.expires_at.to_jiff() <= now {
        return Ok(Looked::Gone);
    }
    let bad = |what| Failure::Row { table: "links", what };
    Ok(Looked::Fresh(Box::new(Link {
        purpose,
        person: row.person_id.map(PersonId),
        email: Email::parse(&row.email).map_err(|_| bad("email"))?,
        lang: Lang::parse(&row.language).ok_or(bad("language"))?,
        expires_at: row.expires_at.to_jiff(),
        state: row.state,
    })))
}

/// Uses a link up.
pub(super) async fn use_up(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    store::links::use_up(conn, token.hash(), now).await
}

/// Uses up the links of `purpose` that a person still has.
pub(super) async fn use_up_of(
    conn: &mut PgConnection,
    person: PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    store::links::use_up_of(conn, person.0, purpose.id(), now).await
}

/// Makes a link to `person` at `email` and sends it as `letter`. When that letter leaves, the links of earlier ones end:
/// the latest is the one that works.
pub(super) async fn send(
    conn: &mut PgConnection,
    visit: &Visit,
    purpose: Purpose,
    (person, email): (Option<PersonId>, &Email),
    letter: Letter,
) -> Result<told::Told, Failure> {
    let made = make(conn, visit, purpose, (person, email), json!({})).await?;
    let values = json!({
        "link": made.address,
        "until": (visit.now + purpose.lives()).to_string(),
        "reset_link": visit.address("/mot-de-passe", "/en/password"),
    });
    let to = told::To { person, email, lang: visit.lang };
    let once = told::tell_once(conn, visit, to, letter, values).await?;
    if once.now {
        let ended: Vec<String> =
            purpose.ends().iter().map(|purpose| purpose.id().to_owned()).collect();
        store::links::end_others(conn, &email.folded(), &ended, made.hash, visit.now).await?;
    }
    Ok(once.told)
}
