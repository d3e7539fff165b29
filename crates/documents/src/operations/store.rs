pub(super) mod destructions;
pub(super) mod documents;
pub(super) mod reading;
pub(super) mod uploads;
