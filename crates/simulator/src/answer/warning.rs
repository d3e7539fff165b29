use vocabulary::Date;

use super::{LineCode, TableRef};
use crate::baremes::CiteId;
use crate::facts::{Code2, Fact};

/// What the person must know besides the amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The fact was not said; its default could change an amount. Code `assumed_<fact>`.
    Assumed(Fact),
    /// The energy code is not listed: counted as thermal.
    UnknownEnergy(Code2),
    /// What the energy code changes is trade knowledge, not read in a source.
    UnconfirmedEnergy(Code2),
    /// V.7 was said to be WLTP, but no WLTP table exists for that first registration.
    NormMismatch,
    /// `y3_mass` is given before the cap on both malus, as the malus CO₂ is not known.
    SumCapNotApplied,
    /// Said to be new, but B is before the day of issue.
    NewButRegisteredEarlier,
    /// Sources disagree on a value that was used; the citation says how. `None`: on the operation as a whole.
    Doubt {
        /// The line.
        line: Option<LineCode>,
        /// Its `doubt` is set.
        cite: CiteId,
    },
    /// The value is indirect.
    LowConfidence {
        /// The line; `None`: the operation as a whole.
        line: Option<LineCode>,
        /// The citation.
        cite: CiteId,
    },
    /// Sources disagree on the amount of this very gram.
    GramInDoubt {
        /// The table.
        table: TableRef,
        /// The gram.
        g: u32,
        /// Euros kept.
        kept: u32,
        /// Euros of the other reading.
        other: u32,
    },
    /// The value is published up to that day only, and carried over.
    CarriedOver {
        /// The line.
        line: LineCode,
        /// Last day published.
        since: Date,
    },
    /// From 2027 the mileage weighs on the age reduction by a formula that no source gives: left out.
    UsageCoefficientUnknown,
    /// The cap at half of the price could apply, but the price is not known.
    PriceCapNotApplied,
    /// F.1 and F.2 fall in different brackets of Y.2; F.2 is used.
    MassBracketMismatch {
        /// F.1.
        max_technical_mass_kg: u32,
        /// F.2.
        ptac_kg: u32,
    },
    /// P.6 is an estimate from P.2.
    EstimatedFiscalCv {
        /// The estimate.
        cv: u32,
        /// Where the formula was read.
        cite: CiteId,
    },
    /// A VASP of exactly 3 500 kg: by its category here, one copy of the simulator's data says otherwise.
    SpecialPurposeAtLimit,
}

impl Warning {
    /// The code of the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Assumed(fact) => assumed_code(fact),
            Self::UnknownEnergy(_) => "unknown_energy",
            Self::UnconfirmedEnergy(_) => "unconfirmed_energy",
            Self::NormMismatch => "norm_mismatch",
            Self::SumCapNotApplied => "sum_cap_not_applied",
            Self::NewButRegisteredEarlier => "new_but_registered_earlier",
            Self::Doubt { .. } | Self::GramInDoubt { .. } => "doubt",
            Self::LowConfidence { .. } => "low_confidence",
            Self::CarriedOver { .. } => "carried_over",
            Self::UsageCoefficientUnknown => "usage_coefficient_unknown",
            Self::PriceCapNotApplied => "price_cap_not_applied",
            Self::MassBracketMismatch { .. } => "mass_bracket_mismatch",
            Self::EstimatedFiscalCv { .. } => "estimated_fiscal_cv",
            Self::SpecialPurposeAtLimit => "special_purpose_at_limit",
        }
    }
}

/// `assumed_` and the name of the fact: those that have a default.
const fn assumed_code(fact: Fact) -> &'static str {
    match fact {
        Fact::Genre => "assumed_genre",
        Fact::Energy => "assumed_energy",
        Fact::Origin => "assumed_origin",
        Fact::Co2Norm => "assumed_co2_norm",
        Fact::Seats => "assumed_seats",
        Fact::ElectricPowerKw => "assumed_electric_power_kw",
        Fact::Body => "assumed_body",
        Fact::EcCategory => "assumed_ec_category",
        Fact::Holder => "assumed_holder",
        Fact::MalusSettled => "assumed_malus_settled",
        Fact::NewCertificate => "assumed_new_certificate",
        Fact::ErrorBy => "assumed_error_by",
        _ => "assumed",
    }
}
