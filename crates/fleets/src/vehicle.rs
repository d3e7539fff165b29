//! A vehicle of a fleet, as its certificate tells.

use simulator::facts::{FactErrorKind, Facts};
use vocabulary::{Date, InvalidPlate, InvalidVin, Plate, Vin, plain};

use crate::Column;

/// The longest text of a column, in characters.
pub const LONGEST: usize = 60;

/// A vehicle: known by its plate, its identification number, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vehicle {
    /// Their own reference; may be empty.
    pub label: String,
    /// A.
    pub plate: Option<Plate>,
    /// E.
    pub vin: Option<Vin>,
    /// D.1; may be empty.
    pub make: String,
    /// What the certificate says for the price; of other facts nothing.
    pub facts: Facts,
}

/// Why something cannot be said of a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Neither plate nor identification number.
    Nameless,
    /// No plate.
    Plate(InvalidPlate),
    /// No identification number.
    Vin(InvalidVin),
    /// No such fact.
    Fact(FactErrorKind),
    /// A day that is still to come.
    Future,
    /// Longer than [`LONGEST`].
    TooLong,
    /// A character that cannot be printed.
    Character(char),
    /// Another vehicle of the fleet has it.
    Elsewhere,
    /// A line has more cells than the first one has columns.
    Cells,
    /// The fleet is as large as one may be.
    Full,
}

/// What is wrong, and with what of it; `None`: with the whole.
pub type Wrong = (Option<Column>, Fault);

impl Vehicle {
    /// Reads what was typed of a vehicle on the day `today`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, in the order of the columns.
    pub fn read<'a>(typed: impl Fn(Column) -> &'a str, today: Date) -> Result<Self, Vec<Wrong>> {
        let mut vehicle = Self::default();
        let mut wrong = Vec::new();
        for column in Column::ALL {
            let text = typed(*column).trim();
            if text.is_empty() {
                continue;
            }
            if let Err(fault) = vehicle.say(*column, text, today) {
                wrong.push((Some(*column), fault));
            }
        }
        let named = [Column::Plate, Column::Vin].iter().any(|one| !typed(*one).trim().is_empty());
        if !named {
            wrong.push((Some(Column::Plate), Fault::Nameless));
        }
        if wrong.is_empty() { Ok(vehicle) } else { Err(wrong) }
    }

    fn say(&mut self, column: Column, text: &str, today: Date) -> Result<(), Fault> {
        match (column, column.fact()) {
            (Column::Label, _) => self.label = words(text)?,
            (Column::Make, _) => self.make = words(text)?.to_uppercase(),
            (Column::Plate, _) => self.plate = Some(Plate::parse(text).map_err(Fault::Plate)?),
            (Column::Vin, _) => self.vin = Some(Vin::parse(text).map_err(Fault::Vin)?),
            (Column::FirstRegisteredOn, _) => {
                let day = Date::typed(text).map_err(|_| Fault::Fact(FactErrorKind::NotDate))?;
                if day > today {
                    return Err(Fault::Future);
                }
                self.facts.first_registered_on = Some(day);
            }
            (_, Some(fact)) => self.facts.say(fact, text).map_err(Fault::Fact)?,
            (_, None) => {}
        }
        Ok(())
    }

    /// What is known of `column`, as it is read again; empty where nothing is.
    #[must_use]
    pub fn text(&self, column: Column) -> String {
        match (column, column.fact()) {
            (Column::Label, _) => self.label.clone(),
            (Column::Make, _) => self.make.clone(),
            (Column::Plate, _) => self.plate.as_ref().map(Plate::to_string).unwrap_or_default(),
            (Column::Vin, _) => self.vin.as_ref().map(Vin::to_string).unwrap_or_default(),
            (_, Some(fact)) => {
                self.facts.get(fact).map(|text| text.to_string()).unwrap_or_default()
            }
            (_, None) => String::new(),
        }
    }

    /// What it is called: its plate, or its identification number.
    #[must_use]
    pub fn name(&self) -> String {
        let plate = self.text(Column::Plate);
        if plate.is_empty() { self.text(Column::Vin) } else { plate }
    }

    /// What this says, and where it says nothing, what `known` said.
    #[must_use]
    pub fn over(self, known: &Self) -> Self {
        let mut facts = known.facts;
        for (fact, text) in self.facts.pairs() {
            // As it was read before, so it is taken.
            let _ = facts.say(fact, &text.to_string());
        }
        let or = |new: String, known: &String| if new.is_empty() { known.clone() } else { new };
        Self {
            label: or(self.label, &known.label),
            plate: self.plate.or_else(|| known.plate.clone()),
            vin: self.vin.or_else(|| known.vin.clone()),
            make: or(self.make, &known.make),
            facts,
        }
    }
}

fn words(text: &str) -> Result<String, Fault> {
    if let Some(found) = plain::unprintable(text) {
        return Err(Fault::Character(found));
    }
    if text.chars().count() > LONGEST {
        return Err(Fault::TooLong);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &[(Column, &'static str)]) -> Result<Vehicle, Vec<Wrong>> {
        let of =
            |column| typed.iter().find(|(one, _)| *one == column).map_or("", |(_, text)| *text);
        Vehicle::read(of, Date::parse("2026-11-21").unwrap())
    }

    #[test]
    fn what_is_read_is_written_as_it_is_read_again() {
        let vehicle = read(&[
            (Column::Label, "Parc 12"),
            (Column::Plate, "ab123cd"),
            (Column::Vin, "vf1bm0b0h12345678"),
            (Column::Make, "Renault"),
            (Column::Genre, "vp"),
            (Column::FirstRegisteredOn, "14/05/2021"),
            (Column::Energy, "es"),
            (Column::FiscalCv, "6"),
            (Column::MassInRunningOrderKg, "1 320"),
        ])
        .unwrap();
        assert_eq!(vehicle.name(), "AB-123-CD");
        assert_eq!(vehicle.text(Column::FirstRegisteredOn), "2021-05-14");
        assert_eq!(vehicle.text(Column::MassInRunningOrderKg), "1320");
        let written: Vec<String> = Column::ALL.iter().map(|column| vehicle.text(*column)).collect();
        let again = |column: Column| written[column as usize].as_str();
        assert_eq!(Vehicle::read(again, Date::parse("2026-11-21").unwrap()), Ok(vehicle));
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let wrong = read(&[
            (Column::Label, "a\u{202e}b"),
            (Column::Vin, "VF1BM0B0H1234567"),
            (Column::Genre, "VOITURE"),
            (Column::FirstRegisteredOn, "2027-01-01"),
            (Column::FiscalCv, "six"),
        ])
        .unwrap_err();
        let columns: Vec<_> = wrong.iter().map(|(column, _)| column.unwrap()).collect();
        let expected = [
            Column::Label,
            Column::Vin,
            Column::Genre,
            Column::FirstRegisteredOn,
            Column::FiscalCv,
        ];
        assert_eq!(columns, expected);
        assert_eq!(wrong[1].1, Fault::Vin(InvalidVin::Length(16)));
        assert_eq!(wrong[3].1, Fault::Future);
    }

    #[test]
    fn a_vehicle_without_plate_and_number_is_none() {
        assert_eq!(
            read(&[(Column::Label, "12"), (Column::Make, "BMW")]),
            Err(vec![(Some(Column::Plate), Fault::Nameless)])
        );
    }

    #[test]
    fn an_empty_cell_leaves_what_was_known() {
        let known =
            read(&[(Column::Plate, "AB-123-CD"), (Column::Make, "BMW"), (Column::FiscalCv, "7")]);
        let known = known.unwrap();
        let said = read(&[(Column::Plate, "AB-123-CD"), (Column::FiscalCv, "8")]).unwrap();
        let both = said.over(&known);
        assert_eq!((both.make.as_str(), both.facts.fiscal_cv), ("BMW", Some(8)));
    }
}
