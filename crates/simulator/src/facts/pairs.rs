use core::fmt;

use vocabulary::Date;

use super::{Fact, Facts};

/// The text of a fact, as [`super::read()`] takes it back: an address, a form control, a saved copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactText {
    /// A code of a closed list.
    Id(&'static str),
    /// A code of two or three characters, padded with zero bytes.
    Code([u8; 3]),
    /// A day.
    Day(Date),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl fmt::Display for FactText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Id(id) => f.write_str(id),
            Self::Code(code) => f.write_str(code_text(&code)),
            Self::Day(day) => fmt::Display::fmt(&day, f),
            Self::Number(number) => fmt::Display::fmt(&number, f),
            Self::Flag(flag) => f.write_str(if flag { "true" } else { "false" }),
        }
    }
}

/// The characters of a code without its padding.
pub(crate) fn code_text(code: &[u8]) -> &str {
    let end = code.iter().position(|byte| *byte == 0).unwrap_or(code.len());
    // Codes are only ever made of ASCII letters and digits; anything else matches no table.
    core::str::from_utf8(&code[..end]).unwrap_or_default()
}

fn code2(code: [u8; 2]) -> FactText {
    FactText::Code([code[0], code[1], 0])
}

fn number(value: u32) -> FactText {
    FactText::Number(i64::from(value))
}

impl Facts {
    /// What was said, by name, in the order of [`Fact::ALL`].
    pub fn pairs(&self) -> impl Iterator<Item = (Fact, FactText)> + '_ {
        Fact::ALL.iter().filter_map(|fact| Some((*fact, self.get(*fact)?)))
    }

    /// What was said of `fact`.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Option<FactText> {
        use FactText::{Code, Day, Flag, Id};
        match fact {
            Fact::IssuedOn => self.issued_on.map(Day),
            Fact::Operation => self.operation.map(|code| Id(code.id())),
            Fact::Departement => self.departement.map(Code),
            Fact::Region => self.region.map(code2),
            Fact::Genre => self.genre.map(|code| Id(code.id())),
            Fact::Body => self.body.map(code2),
            Fact::NationalBody => self.national_body.map(|code| Id(code.id())),
            Fact::EcCategory => self.ec_category.map(|code| Id(code.id())),
            Fact::Energy => self.energy.map(code2),
            Fact::FiscalCv => self.fiscal_cv.map(number),
            Fact::FirstRegisteredOn => self.first_registered_on.map(Day),
            Fact::FirstRegisteredInFranceOn => self.first_registered_in_france_on.map(Day),
            Fact::Origin => self.origin.map(|code| Id(code.id())),
            Fact::Co2GKm => self.co2_g_km.map(number),
            Fact::Co2Norm => self.co2_norm.map(|code| Id(code.id())),
            Fact::MassInRunningOrderKg => self.mass_in_running_order_kg.map(number),
            Fact::PtacKg => self.ptac_kg.map(number),
            Fact::MaxTechnicalMassKg => self.max_technical_mass_kg.map(number),
            Fact::Seats => self.seats.map(number),
            Fact::ElectricRangeKm => self.electric_range_km.map(number),
            Fact::ElectricPowerKw => self.electric_power_kw.map(number),
            Fact::NetPowerKw => self.net_power_kw.map(number),
            Fact::PriceCents => self.price_cents.map(|cents| FactText::Number(cents.0)),
            Fact::Holder => self.holder.map(|code| Id(code.id())),
            Fact::DependentChildren => self.dependent_children.map(number),
            Fact::DisabilityCard => self.disability_card.map(Flag),
            Fact::Collection => self.collection.map(Flag),
            Fact::E85Converted => self.e85_converted.map(Flag),
            Fact::Exemption => self.exemption.map(|code| Id(code.id())),
            Fact::Use => self.use_.map(|code| Id(code.id())),
            Fact::MalusSettled => self.malus_settled.map(Flag),
            Fact::NewCertificate => self.new_certificate.map(Flag),
            Fact::ErrorBy => self.error_by.map(|code| Id(code.id())),
            Fact::MileageKm => self.mileage_km.map(number),
        }
    }
}
