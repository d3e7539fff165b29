//! What follows what in the snapshot. Changing an order here changes the bytes, and so the name, of every set of tables.

use alloc::vec::Vec;

use super::reader::{Field, Reader};
use crate::baremes::{
    AgeBands, AgeYearly, Baremes, Bracket, Cite, CiteId, Confidence, CvTable, Due, E85Abatement,
    EightSeats, Energy, EnergyGroup, EnergyMass, Family, FiscalPower, FixedAmount, GramDoubt,
    GramScale, GramTable, KindFactor, MassClass, MassEffect, MassEightSeats, MassEnergy, MassScale,
    OperationRule, PriceCap, Rate, Region, Source, Text, Waiver, Y1Energy, Y2Bracket, Y2Kind,
    Y2Rule,
};

/// A struct: its fields, one after the other. One that is forgotten does not compile.
macro_rules! record {
    ($record:ident { $($field:ident),+ $(,)? }) => {
        impl Field for $record {
            fn put(&self, to: &mut Vec<u8>) {
                $(self.$field.put(to);)+
            }
            fn take(from: &mut Reader<'_>) -> Self {
                Self { $($field: Field::take(from)),+ }
            }
        }
    };
}

/// A choice without values: its rank.
macro_rules! choice {
    ($choice:ident { $($variant:ident),+ $(,)? }) => {
        impl $choice {
            const RANKED: &[Self] = &[$(Self::$variant),+];
        }
        impl Field for $choice {
            fn put(&self, to: &mut Vec<u8>) {
                enum Rank {
                    $($variant),+
                }
                to.push(match self { $(Self::$variant => Rank::$variant as u8),+ });
            }
            fn take(from: &mut Reader<'_>) -> Self {
                let rank = from.rank(Self::RANKED.len());
                Self::RANKED.get(rank).copied().unwrap_or(Self::RANKED[0])
            }
        }
    };
}

record!(Baremes {
    version,
    checked_on,
    regions,
    rates,
    surcharges,
    electric_waivers,
    alternative_waivers,
    e85_conversion_cap,
    e85_conversion_cite,
    kind_factors,
    age_half_from_years,
    stacking_cite,
    y2_brackets,
    y2_kinds,
    wltp,
    nedc,
    cv,
    mass,
    mass_energies,
    mass_eight_seats,
    mass_from,
    age_bands,
    age_yearly,
    age_zero_before,
    age_zero_rule_from,
    anniversary_opens_month,
    age_months_cite,
    e85,
    eight_seats,
    family,
    price_cap,
    sum_cap_cite,
    anti_circumvention_from,
    anti_circumvention_cite,
    usage_coefficient_from,
    usage_coefficient_cite,
    truck_body_from,
    pickup_from,
    scope_cite,
    wltp_from,
    wltp_import_from,
    norm_cite,
    energies,
    operations,
    y4,
    y5,
    y5_moped_cite,
    rounding_cite,
    fiscal_power,
    cites,
    sources
});
record!(Cite { sources, confidence, doubt });
choice!(Confidence { Solid, Medium, Low, Unknown });
record!(Text { fr, en });
record!(Source { id, title });
record!(Region { code, name, departements });
record!(Rate { region, from, to, per_cv, carry_over_from, cite });
record!(Waiver { region, from, to, percent, carry_over_from, cite });
record!(KindFactor { genres, categories, under_3500_kg, before_10y, from_10y, cite });
record!(Y2Bracket { from, to, above_kg, up_to_kg, amount, carry_over_from, cite });
record!(Y2Kind { genres, rule, cite });
choice!(Y2Rule { None, First, ByPtac, FirstOrLast, ByPtacOrLast });
record!(GramTable { label, from, to, scale, doubts, cite });
record!(Bracket { first, last, euros });
record!(GramDoubt { g, kept, other, cite });
record!(CvTable { label, from, to, rows, cite });
record!(MassScale { label, from, to, bands, cite });
record!(MassEnergy { class, from, to, effect, cite });
choice!(MassClass { ElectricHydrogen, Phev, Hybrid, MicroHybrid });
record!(MassEightSeats { from, to, kg, cite });
record!(AgeBands { from, to, bands, cite });
record!(AgeYearly { from, to, percent_per_period, period_months, no_reduction_up_to_month, cite });
record!(E85Abatement { co2_percent, excluded_above_g, cv, excluded_above_cv, cite });
record!(EightSeats { co2_g, cv, cite });
record!(Family { co2_g_per_child, cv_per_child, mass_kg_per_child, min_children, min_seats, cite });
record!(PriceCap { first_registered_from, first_registered_to, issued_to, percent, cite });
record!(Energy { p3, label, group, y1, mass, e85, confirmed });
choice!(EnergyGroup { Thermal, Electric, Hydrogen, Phev, Hev, E85, Lpg, Cng });
choice!(Y1Energy { None, Electric, Alternative });
choice!(EnergyMass { None, Exempt, Phev, Hybrid });
record!(OperationRule { id, y1, y2, malus_co2, malus_masse, y4, y5, age_reduction, cite });
choice!(Due { Due, No, If });
record!(FixedAmount { from, to, amount, carry_over_from, cite });
record!(FiscalPower { m1_from, m1, electric_other, m1_cite, electric_other_cite });

impl Field for CiteId {
    fn put(&self, to: &mut Vec<u8>) {
        self.0.put(to);
    }
    fn take(from: &mut Reader<'_>) -> Self {
        Self(u16::take(from))
    }
}

impl Field for GramScale {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::ByGram { first_g, cap_from_g, cap, amounts } => {
                to.push(0);
                first_g.put(to);
                cap_from_g.put(to);
                cap.put(to);
                amounts.put(to);
            }
            Self::ByBracket(brackets) => {
                to.push(1);
                brackets.put(to);
            }
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        if from.rank(2) == 0 {
            Self::ByGram {
                first_g: Field::take(from),
                cap_from_g: Field::take(from),
                cap: Field::take(from),
                amounts: Field::take(from),
            }
        } else {
            Self::ByBracket(Field::take(from))
        }
    }
}

impl Field for MassEffect {
    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Self::None => to.push(0),
            Self::Exempt => to.push(1),
            Self::Off { kg, max_percent } => {
                to.push(2);
                kg.put(to);
                max_percent.put(to);
            }
        }
    }
    fn take(from: &mut Reader<'_>) -> Self {
        match from.rank(3) {
            0 => Self::None,
            1 => Self::Exempt,
            _ => Self::Off { kg: Field::take(from), max_percent: Field::take(from) },
        }
    }
}
