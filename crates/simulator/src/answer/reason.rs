use vocabulary::Date;

use super::TableRef;
use crate::facts::{Genre, Operation};

/// Why a line is nil.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NilReason {
    /// The operation does not owe it.
    Operation(Operation),
    /// Only a spouse or PACS partner is added or removed (L421-52).
    Spouse,
    /// No tariff for this genre (Y.1: mopeds, trailers, farm machines; Y.2: all but goods and passenger transport).
    Genre(Genre),
    /// Collection vehicles owe no Y.2.
    Collection,
    /// The energy is waived whole at this date and place (Y.1).
    EnergyWaived,
    /// A vehicle of the State (L421-53).
    State,
    /// Replaces what an exceptional weather event destroyed (L421-51, L421-40).
    WeatherReplacement,
    /// Transfer of competence between public bodies (L421-35).
    CompetenceTransfer,
    /// Demonstration by the trade (L421-54).
    Demonstration,
    /// Not a passenger vehicle in the sense of both malus (L421-2).
    OutOfScope(OutOfScope),
    /// Already registered in France, so already through its malus.
    AlreadyInFrance,
    /// It escaped its malus, but later changes of holder owe it only from this day of issue on (L421-36).
    ReopensFrom(Date),
    /// The technical change does not make a passenger vehicle of it.
    NotConverted,
    /// Electricity, hydrogen or both alone.
    Electric,
    /// Wheelchair-accessible (J.2 SH, J.3 HANDICAP).
    WheelchairAccessible,
    /// CMI invalidité.
    DisabilityCard,
    /// Fire, rescue, civil security.
    CivilSecurity,
    /// First registered before this day.
    FirstRegisteredBefore(Date),
    /// The age reduction is whole.
    Aged {
        /// Months begun since B.
        months: u32,
    },
    /// Below the first taxed gram or CV.
    UnderFirstGram {
        /// The table that was read.
        table: TableRef,
        /// The value looked up, after abatements.
        base: u32,
        /// The first taxed one.
        first: u32,
    },
    /// Below the first taxed kilogram.
    UnderFirstKg {
        /// Kilograms after abatements.
        base_kg: u32,
        /// The first taxed one.
        first_kg: u32,
    },
    /// Rechargeable hybrid of more than 50 km in town, exempt at the date of B.
    PhevRange,
    /// The malus CO₂ alone reaches the ceiling of both.
    SumCap,
    /// Nothing is printed: a label for the address is sent (Y.5).
    AddressLabel,
    /// The error corrected is the administration's (Y.5).
    AdministrationError,
    /// Mopeds: nothing is charged for the mailing (Y.5).
    Moped,
}

/// Why a vehicle is outside both malus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfScope {
    /// Neither a passenger car, nor a pick-up, nor an off-road truck body: by genre or category.
    Kind,
    /// Special-purpose vehicle (VASP).
    SpecialPurpose,
    /// Van body.
    Van,
    /// Van derived from a passenger car (J.3 DERIV VP).
    DerivVp,
    /// Pick-up or truck body of fewer than five seats.
    FewSeats,
    /// Pick-up or truck body first registered before this day.
    Before(Date),
    /// Pick-up or truck body used for ski lifts and ski areas only.
    Ski,
}

/// Why no source gives a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownReason {
    /// No period of the tables holds the day of issue.
    IssuedOn(Date),
    /// No malus table for this first registration.
    FirstRegisteredOn(Date),
    /// The CV table of that year was found in no source.
    CvTable(TableRef),
    /// Whether this operation owes the line was found in no source.
    Operation(Operation),
}
