//! How often something may be tried. The counts stand in the database: a restart forgets none.

use audit::IpPrefix;
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::audited::{Act, Whose, note};
use super::{Failure, store};
use crate::{Person, Visit};

/// What is counted, and by whom.
#[derive(Clone, Copy, Debug)]
pub enum Counted<'key> {
    /// Passwords tried for an address, whether somebody has it or not.
    Password(&'key str),
    /// Codes tried by a person whose password was right.
    Code(uuid::Uuid),
    /// Letters asked for to an address.
    Letter(&'key str),
    /// What is sent through a link for one task.
    Link(uuid::Uuid),
    /// Anything of this module, by the network it comes from.
    Network,
    /// Questions to passkeys, which a page asks by itself, by the network it comes from.
    Question,
    /// What was refused and written in the audit, by the network it comes from.
    Refusal,
}

impl Counted<'_> {
    /// How many, in how many minutes. `None`: as many as the settings say.
    const fn allowed(self) -> (i32, i64) {
        match self {
            Self::Password(_) => (10, 15),
            Self::Code(_) => (6, 15),
            Self::Letter(_) => (5, 60),
            Self::Link(_) => (30, 60),
            Self::Network | Self::Question => (0, 15),
            Self::Refusal => (20, 15),
        }
    }

    /// For the log, which names nobody.
    const fn name(self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::Code(_) => "code",
            Self::Letter(_) => "letter",
            Self::Link(_) => "link",
            Self::Network => "network",
            Self::Question => "question",
            Self::Refusal => "refusal",
        }
    }

    fn hash(self, visit: &Visit) -> [u8; 32] {
        let network = visit.network.as_ref().map_or("", IpPrefix::as_str);
        let text = match self {
            Self::Password(address) => format!("password {address}"),
            Self::Code(person) => format!("code {person}"),
            Self::Letter(address) => format!("letter {address}"),
            Self::Link(link) => format!("link {link}"),
            Self::Network => format!("network {network}"),
            Self::Question => format!("question {network}"),
            Self::Refusal => format!("refusal {network}"),
        };
        Sha256::digest(text.as_bytes()).into()
    }
}

/// Too often: how long to wait, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub i64);

/// Counts one more, and says whether it may be tried.
///
/// # Errors
///
/// When the database does not answer.
pub async fn count(
    conn: &mut PgConnection,
    visit: &Visit,
    counted: Counted<'_>,
) -> Result<Option<Wait>, sqlx::Error> {
    let (most, minutes) = match counted {
        Counted::Network | Counted::Question
            if visit.tries_per_network == 0 || visit.network.is_none() =>
        {
            return Ok(None);
        }
        Counted::Network => (visit.tries_per_network, 15),
        Counted::Question => (visit.tries_per_network.saturating_mul(20), 15),
        other => other.allowed(),
    };
    let until = visit.now + SignedDuration::from_mins(minutes);
    let (count, until) =
        store::attempts::count(conn, visit.tenant().0, counted.hash(visit), visit.now, until)
            .await?;
    if count == most + 1 {
        tracing::warn!(counted = counted.name(), "a limit is reached");
    }
    let wait = || Wait(until.duration_since(visit.now).as_secs().max(1));
    Ok((count > most).then(wait))
}

/// Writes in the audit that a request was refused: `person` may not do it, or nobody that we know asked. What one
/// network is refused again and again is written twenty times in a quarter of an hour, and no more.
///
/// # Errors
///
/// When the database or the audit fails.
pub async fn refused(
    conn: &mut PgConnection,
    visit: &Visit,
    person: Option<&Person>,
    way: &str,
) -> Result<(), Failure> {
    tracing::warn!(way, known = person.is_some(), "a request is refused");
    if count(conn, visit, Counted::Refusal).await?.is_some() {
        return Ok(());
    }
    let whose = person.map_or(Whose::House, Whose::own);
    note(conn, visit, Act::Refused, whose, &json!({ "way": way })).await
}

/// Forgets what was counted: it ended well.
///
/// # Errors
///
/// When the database does not answer.
pub async fn forget(
    conn: &mut PgConnection,
    visit: &Visit,
    counted: Counted<'_>,
) -> Result<(), sqlx::Error> {
    store::attempts::forget(conn, counted.hash(visit)).await
}
