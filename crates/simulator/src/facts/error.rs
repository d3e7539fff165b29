use alloc::string::String;

use super::{Operation, Origin};

/// A fact that cannot be used: which one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactError {
    /// The name as it was given; the JSON pointer is `/` and this name.
    pub name: String,
    /// Why.
    pub kind: FactErrorKind,
}

/// Why a fact cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactErrorKind {
    /// No fact has this name.
    UnknownField,
    /// Said twice.
    Duplicate,
    /// Must be said (`operation`).
    Required,
    /// Not a whole number.
    NotInteger,
    /// Not yes or no.
    NotBoolean,
    /// Not text.
    NotText,
    /// Not a day written `YYYY-MM-DD`.
    NotDate,
    /// Outside what such a fact can be; both ends are allowed.
    OutOfBounds {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// Not one of the codes of this fact.
    UnknownCode {
        /// The codes that exist.
        accepted: &'static [&'static str],
    },
    /// Not a code of two letters or digits (energy, body).
    NotCode2,
    /// No such département.
    UnknownDepartement,
    /// No such region.
    UnknownRegion,
    /// The département is in another region.
    DepartementNotInRegion,
    /// The certificate would be issued before B, or before the first registration in France.
    IssuedBeforeRegistered,
    /// First registration in France before the one anywhere.
    FranceBeforeFirst,
    /// The origin contradicts the operation, and changes a line that is due.
    OriginContradictsOperation {
        /// What was asked for.
        operation: Operation,
        /// Where the vehicle was said to come from.
        origin: Origin,
    },
}

impl FactErrorKind {
    /// The code of the API (`errors[].code`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown_field",
            Self::Duplicate => "duplicate",
            Self::Required => "required",
            Self::NotInteger => "not_integer",
            Self::NotBoolean => "not_boolean",
            Self::NotText => "not_text",
            Self::NotDate => "not_date",
            Self::OutOfBounds { .. } => "out_of_bounds",
            Self::UnknownCode { .. } => "unknown_code",
            Self::NotCode2 => "not_code",
            Self::UnknownDepartement => "unknown_departement",
            Self::UnknownRegion => "unknown_region",
            Self::DepartementNotInRegion => "departement_not_in_region",
            Self::IssuedBeforeRegistered => "issued_before_registered",
            Self::FranceBeforeFirst => "france_before_first",
            Self::OriginContradictsOperation { .. } => "origin_contradicts_operation",
        }
    }
}
