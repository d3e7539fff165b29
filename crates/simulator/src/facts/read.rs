use alloc::string::String;
use alloc::vec::Vec;

use vocabulary::{Cents, Date};

use super::pairs::code_text;
use super::{
    EcCategory, ErrorBy, Exemption, Fact, FactError, FactErrorKind, Facts, Genre, Holder,
    NationalBody, Norm, Operation, Origin, Use,
};
use crate::baremes::Baremes;
use crate::rates::{region_by_code, region_of_departement};

/// A value as the caller's format knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// JSON `null`: as if it were not there.
    Null,
    /// JSON `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// An array, an object, a number with a fraction or too large.
    Other,
}

/// How strictly values are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// JSON: a number is a number, and `"6"` is none.
    Json,
    /// A query string or an HTML form: all is text, and an empty control is not said.
    Text,
}

/// Reads the facts from names and values, against the regions of `baremes`.
///
/// `today` stands in for `issued_on` where that is not said, to compare days; it is not written into the facts.
///
/// # Errors
///
/// Every error found, in the order of the values and then of the contradictions between them.
pub fn read<'a>(
    mode: Mode,
    given: impl IntoIterator<Item = (&'a str, Value<'a>)>,
    baremes: &Baremes,
    today: Date,
) -> Result<Facts, Vec<FactError>> {
    let mut facts = Facts::default();
    let mut errors = Vec::new();
    for (name, value) in given {
        let Some(value) = said(mode, value) else { continue };
        let read = match Fact::parse(name) {
            None => Err(FactErrorKind::UnknownField),
            Some(fact) if facts.get(fact).is_some() => Err(FactErrorKind::Duplicate),
            Some(fact) => set(&mut facts, fact, Reading { mode, value }),
        };
        if let Err(kind) = read {
            errors.push(FactError { name: String::from(name), kind });
        }
    }
    let mut refuse = |fact: Fact, kind| {
        // One error a fact: what could not be read is not compared as well.
        if !errors.iter().any(|error: &FactError| error.name == fact.id()) {
            errors.push(FactError { name: String::from(fact.id()), kind });
        }
    };
    if facts.operation.is_none() {
        refuse(Fact::Operation, FactErrorKind::Required);
    }
    for (fact, kind) in contradictions(&facts, baremes, today) {
        refuse(fact, kind);
    }
    if errors.is_empty() { Ok(facts) } else { Err(errors) }
}

impl Facts {
    /// Takes what a form says of `fact`, by itself: nothing is compared with the other facts. An empty text says nothing.
    ///
    /// # Errors
    ///
    /// Why no such fact can be so; the facts stay as they were.
    pub fn say(&mut self, fact: Fact, text: &str) -> Result<(), FactErrorKind> {
        match said(Mode::Text, Value::Text(text)) {
            Some(value) => set(self, fact, Reading { mode: Mode::Text, value }),
            None => Ok(()),
        }
    }
}

/// The value, unless it only says that nothing is said.
fn said(mode: Mode, value: Value<'_>) -> Option<Value<'_>> {
    match (mode, value) {
        (_, Value::Null) => None,
        (Mode::Text, Value::Text(text)) => match text.trim() {
            "" => None,
            text => Some(Value::Text(text)),
        },
        (_, value) => Some(value),
    }
}

/// One value to be read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    mode: Mode,
    value: Value<'a>,
}

impl<'a> Reading<'a> {
    fn text(self) -> Result<&'a str, FactErrorKind> {
        match self.value {
            Value::Text(text) => Ok(text.trim()),
            _ => Err(FactErrorKind::NotText),
        }
    }

    fn int(self, max: i64) -> Result<i64, FactErrorKind> {
        let value = match (self.mode, self.value) {
            (_, Value::Int(value)) => value,
            (Mode::Text, Value::Text(text)) => whole(text).ok_or(FactErrorKind::NotInteger)?,
            _ => return Err(FactErrorKind::NotInteger),
        };
        if (0..=max).contains(&value) {
            Ok(value)
        } else {
            Err(FactErrorKind::OutOfBounds { min: 0, max })
        }
    }

    /// A sum in cents. A form may also write it in euros, which the sign €, a comma or a point tells apart.
    fn cents(self, max: i64) -> Result<i64, FactErrorKind> {
        let (Mode::Text, Value::Text(text)) = (self.mode, self.value) else {
            return self.int(max);
        };
        let signed = text.strip_suffix('€').map(str::trim_end);
        let sum = signed.unwrap_or(text);
        let (euros, decimals) = match sum.split_once([',', '.']) {
            Some(parts) => parts,
            None if signed.is_some() => (sum, ""),
            None => return self.int(max),
        };
        let tens = match decimals.len() {
            0 => 100,
            1 => 10,
            2 => 1,
            _ => return Err(FactErrorKind::NotInteger), // « 30.000 » could mean two sums
        };
        if !decimals.bytes().all(|letter| letter.is_ascii_digit()) {
            return Err(FactErrorKind::NotInteger);
        }
        let digits = [euros, decimals].concat();
        let cents = whole(&digits).and_then(|number| number.checked_mul(tens));
        Reading { mode: self.mode, value: Value::Int(cents.ok_or(FactErrorKind::NotInteger)?) }
            .int(max)
    }

    fn number(self, max: u32) -> Result<Option<u32>, FactErrorKind> {
        // Within the bounds, so it fits.
        self.int(i64::from(max)).map(|value| u32::try_from(value).ok())
    }

    fn flag(self) -> Result<Option<bool>, FactErrorKind> {
        match (self.mode, self.value) {
            (_, Value::Bool(flag)) => Ok(Some(flag)),
            (Mode::Text, Value::Text("true" | "on" | "1")) => Ok(Some(true)),
            (Mode::Text, Value::Text("false" | "off" | "0")) => Ok(Some(false)),
            _ => Err(FactErrorKind::NotBoolean),
        }
    }

    fn day(self) -> Result<Option<Date>, FactErrorKind> {
        let text = self.text().map_err(|_| FactErrorKind::NotDate)?;
        Date::parse(text).map(Some).map_err(|_| FactErrorKind::NotDate)
    }

    fn code<T>(
        self,
        parse: fn(&str) -> Option<T>,
        accepted: &'static [&'static str],
    ) -> Result<Option<T>, FactErrorKind> {
        let text = self.text()?;
        parse(text).map(Some).ok_or(FactErrorKind::UnknownCode { accepted })
    }

    /// Letters and digits of the certificate, in capitals, padded with zero bytes.
    fn printed<const N: usize>(
        self,
        not_one: FactErrorKind,
        shortest: usize,
    ) -> Result<Option<[u8; N]>, FactErrorKind> {
        let text = self.text()?.as_bytes();
        if !(shortest..=N).contains(&text.len()) || !text.iter().all(u8::is_ascii_alphanumeric) {
            return Err(not_one);
        }
        let mut code = [0; N];
        code[..text.len()].copy_from_slice(text);
        code.make_ascii_uppercase();
        Ok(Some(code))
    }
}

/// A whole number written in digits, with or without the spaces that people group them by.
fn whole(text: &str) -> Option<i64> {
    let grouped = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{202f}');
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut value: Option<i64> = None;
    for character in digits.chars().filter(|character| !grouped(*character)) {
        let digit = i64::from(character.to_digit(10)?);
        value = Some(value.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
    }
    value.map(|value| if negative { -value } else { value })
}

/// Most that each number of a certificate can be: beyond, it is a slip of the hand.
mod most {
    pub(super) const CV: u32 = 999;
    pub(super) const G_KM: u32 = 9_999;
    pub(super) const KG: u32 = 999_999;
    pub(super) const SEATS: u32 = 999;
    pub(super) const KM: u32 = 9_999;
    pub(super) const KW: u32 = 9_999;
    pub(super) const CHILDREN: u32 = 99;
    pub(super) const MILEAGE: u32 = 9_999_999;
    /// A hundred million euros.
    pub(super) const CENTS: i64 = 10_000_000_000;
}

fn set(facts: &mut Facts, fact: Fact, read: Reading<'_>) -> Result<(), FactErrorKind> {
    match fact {
        Fact::IssuedOn => facts.issued_on = read.day()?,
        Fact::Operation => facts.operation = read.code(Operation::parse, Operation::IDS)?,
        Fact::Departement => {
            facts.departement = read.printed(FactErrorKind::UnknownDepartement, 2)?;
        }
        Fact::Region => facts.region = read.printed(FactErrorKind::UnknownRegion, 2)?,
        Fact::Genre => facts.genre = read.code(Genre::parse_any_case, Genre::IDS)?,
        Fact::Body => facts.body = read.printed(FactErrorKind::NotCode2, 2)?,
        Fact::NationalBody => {
            let text = read.text()?;
            facts.national_body =
                Some(NationalBody::parse_any_case(text).unwrap_or(NationalBody::Other));
        }
        Fact::EcCategory => {
            facts.ec_category = read.code(EcCategory::parse_any_case, EcCategory::IDS)?;
        }
        Fact::Energy => facts.energy = read.printed(FactErrorKind::NotCode2, 2)?,
        Fact::FiscalCv => facts.fiscal_cv = read.number(most::CV)?,
        Fact::FirstRegisteredOn => facts.first_registered_on = read.day()?,
        Fact::FirstRegisteredInFranceOn => facts.first_registered_in_france_on = read.day()?,
        Fact::Origin => facts.origin = read.code(Origin::parse, Origin::IDS)?,
        Fact::Co2GKm => facts.co2_g_km = read.number(most::G_KM)?,
        Fact::Co2Norm => facts.co2_norm = read.code(Norm::parse, Norm::IDS)?,
        Fact::MassInRunningOrderKg => facts.mass_in_running_order_kg = read.number(most::KG)?,
        Fact::PtacKg => facts.ptac_kg = read.number(most::KG)?,
        Fact::MaxTechnicalMassKg => facts.max_technical_mass_kg = read.number(most::KG)?,
        Fact::Seats => facts.seats = read.number(most::SEATS)?,
        Fact::ElectricRangeKm => facts.electric_range_km = read.number(most::KM)?,
        Fact::ElectricPowerKw => facts.electric_power_kw = read.number(most::KW)?,
        Fact::NetPowerKw => facts.net_power_kw = read.number(most::KW)?,
        Fact::PriceCents => facts.price_cents = Some(Cents(read.cents(most::CENTS)?)),
        Fact::Holder => facts.holder = read.code(Holder::parse, Holder::IDS)?,
        Fact::DependentChildren => facts.dependent_children = read.number(most::CHILDREN)?,
        Fact::DisabilityCard => facts.disability_card = read.flag()?,
        Fact::Collection => facts.collection = read.flag()?,
        Fact::E85Converted => facts.e85_converted = read.flag()?,
        Fact::Exemption => facts.exemption = read.code(Exemption::parse, Exemption::IDS)?,
        Fact::Use => facts.use_ = read.code(Use::parse, Use::IDS)?,
        Fact::MalusSettled => facts.malus_settled = read.flag()?,
        Fact::NewCertificate => facts.new_certificate = read.flag()?,
        Fact::ErrorBy => facts.error_by = read.code(ErrorBy::parse, ErrorBy::IDS)?,
        Fact::MileageKm => facts.mileage_km = read.number(most::MILEAGE)?,
    }
    Ok(())
}

/// What cannot be true together, each with the fact that is shown to the person.
fn contradictions(
    facts: &Facts,
    baremes: &Baremes,
    today: Date,
) -> impl Iterator<Item = (Fact, FactErrorKind)> {
    [
        places(facts, baremes),
        registered_after(facts, today),
        in_france_after(facts, today),
        origins(facts, baremes, today),
    ]
    .into_iter()
    .flatten()
}

fn places(facts: &Facts, baremes: &Baremes) -> Option<(Fact, FactErrorKind)> {
    let region = facts.region.map(|code| region_by_code(baremes, code_text(&code)));
    let home = facts.departement.map(|code| region_of_departement(baremes, code_text(&code)));
    match (home, region) {
        (Some(None), _) => Some((Fact::Departement, FactErrorKind::UnknownDepartement)),
        (_, Some(None)) => Some((Fact::Region, FactErrorKind::UnknownRegion)),
        (Some(home), Some(region)) if home != region => {
            Some((Fact::Region, FactErrorKind::DepartementNotInRegion))
        }
        _ => None,
    }
}

fn registered_after(facts: &Facts, today: Date) -> Option<(Fact, FactErrorKind)> {
    let shown = if facts.issued_on.is_some() { Fact::IssuedOn } else { Fact::FirstRegisteredOn };
    (facts.first_registered_on? > facts.issued_on.unwrap_or(today))
        .then_some((shown, FactErrorKind::IssuedBeforeRegistered))
}

fn in_france_after(facts: &Facts, today: Date) -> Option<(Fact, FactErrorKind)> {
    let in_france = facts.first_registered_in_france_on?;
    let kind = if in_france > facts.issued_on.unwrap_or(today) {
        FactErrorKind::IssuedBeforeRegistered
    } else if facts.first_registered_on.is_some_and(|first| in_france < first) {
        FactErrorKind::FranceBeforeFirst
    } else {
        return None;
    };
    Some((Fact::FirstRegisteredInFranceOn, kind))
}

/// The origin, where it contradicts the operation and so changes a line that is due.
fn origins(facts: &Facts, baremes: &Baremes, today: Date) -> Option<(Fact, FactErrorKind)> {
    let (operation, origin) = (facts.operation?, facts.origin?);
    let changes = match facts.genre {
        // Both malus, or the half of ten years, depend on it.
        None | Some(Genre::Vp | Genre::Ctte) => true,
        Some(Genre::Tm | Genre::Qm | Genre::Vasp) => {
            let issued = facts.issued_on.unwrap_or(today);
            let half = facts.first_registered_on?.plus_years(baremes.age_half_from_years);
            half.is_some_and(|day| issued >= day)
        }
        // One tariff at every age, and no malus.
        Some(_) => false,
    };
    (changes && !agrees(operation, origin))
        .then_some((Fact::Origin, FactErrorKind::OriginContradictsOperation { operation, origin }))
}

/// Whether a vehicle of this origin can ask for that operation without changing a line that is due.
///
/// Where neither malus can be due, the origin changes nothing and is ignored.
fn agrees(operation: Operation, origin: Origin) -> bool {
    match operation {
        Operation::VehiculeNeuf | Operation::ImportNeuf => origin == Origin::New,
        Operation::ImportOccasion => matches!(origin, Origin::UsedImport | Origin::Converted),
        Operation::ChangementTitulaire | Operation::ModificationTechnique => {
            matches!(origin, Origin::UsedFrance | Origin::Converted)
        }
        _ => true,
    }
}
