//! Instants, days and ids, between the pure types and those of the database.

use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::Date;

use super::Failure;
use crate::{At, Id};

impl From<Uuid> for Id {
    fn from(id: Uuid) -> Self {
        Self(id.as_u128())
    }
}

impl From<Id> for Uuid {
    fn from(id: Id) -> Self {
        Self::from_u128(id.0)
    }
}

impl From<Timestamp> for At {
    /// To the microsecond, as the database keeps it.
    fn from(instant: Timestamp) -> Self {
        Self(instant.as_microsecond())
    }
}

/// The instant as jiff has it.
pub(super) fn instant(at: At) -> Result<Timestamp, Failure> {
    Timestamp::from_microsecond(at.0).map_err(|_| Failure::Row("an instant out of time"))
}

pub(super) fn stamp(at: At) -> Result<jiff_sqlx::Timestamp, Failure> {
    instant(at).map(jiff_sqlx::ToSqlx::to_sqlx)
}

pub(super) fn maybe_stamp(at: Option<At>) -> Result<Option<jiff_sqlx::Timestamp>, Failure> {
    at.map(stamp).transpose()
}

pub(super) fn civil(day: Date) -> Result<jiff_sqlx::Date, Failure> {
    day.to_string()
        .parse::<jiff::civil::Date>()
        .map(jiff_sqlx::ToSqlx::to_sqlx)
        .map_err(|_| Failure::Row("a day out of the calendar"))
}

pub(super) fn date(day: jiff_sqlx::Date) -> Result<Date, Failure> {
    Date::parse(&day.to_jiff().to_string()).map_err(|_| Failure::Row("a day out of the calendar"))
}

/// The day in Paris: what the law counts in.
pub(super) fn paris(now: Timestamp) -> Result<Date, Failure> {
    let zone = jiff::tz::TimeZone::get("Europe/Paris")
        .map_err(|_| Failure::Row("the time zone of Paris is not known"))?;
    let day = now.to_zoned(zone).date();
    Date::parse(&day.to_string()).map_err(|_| Failure::Row("a day out of the calendar"))
}
