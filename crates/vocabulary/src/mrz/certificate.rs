//! The two lines of 44 at the foot of the detachable coupon of the French registration certificate (model of 2009).
//!
//! No text of law describes them: the places were read off the printed specimen (`AB-123-CD`, formula `2009AS05284`), whose
//! five check digits all agree with them. What has no check digit (make, model, kind, body) is read as it stands.

use alloc::string::String;
use core::fmt;

use super::{InvalidMrz, MrzField, layout, lines};
use crate::{Date, Plate};

/// Length of a line.
const LENGTH: usize = 44;

/// What the zone of a registration certificate says. It names no holder.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateMrz {
    /// A: the plate, with its hyphens where it is one that we know.
    pub plate: String,
    /// E: the identification number, as printed: 17 signs, or fewer on an old vehicle.
    pub vin: String,
    /// B: the day of first registration.
    pub first_registered_on: Date,
    /// J.1: the national kind; empty where it is not printed.
    pub genre: String,
    /// J.3: the national body; empty where it is not printed.
    pub body: String,
    /// D.1: the make, cut at 14 signs.
    pub make: String,
    /// D.3: the commercial name, cut at 13 signs.
    pub model: String,
    /// The number of the form that it is printed on.
    pub formula_number: String,
}

/// Never what it says: what is printed ends in a log.
impl fmt::Debug for CertificateMrz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CertificateMrz(…)")
    }
}

impl CertificateMrz {
    /// Reads the two lines, in capitals or not, with the spaces that a copy leaves, or as one; `on` tells the century.
    ///
    /// # Errors
    ///
    /// [`InvalidMrz`] with the first thing wrong: a sign that is in no zone, lines of another length or of another paper,
    /// a part whose check digit does not match.
    pub fn read(text: &str, on: Date) -> Result<Self, InvalidMrz> {
        let lines = layout::broken(lines(text)?);
        let [one, two] = lines.as_slice() else { return Err(InvalidMrz::Shape) };
        if one.len() != LENGTH || two.len() != LENGTH || !one.starts_with("CRFRA") {
            return Err(InvalidMrz::Shape);
        }
        layout::checked(&one[5..12], &one[12..13], MrzField::Plate)?;
        layout::checked(&one[13..30], &one[30..31], MrzField::Vin)?;
        layout::checked(&one[31..37], &one[37..38], MrzField::FirstRegistration)?;
        layout::checked(&two[31..42], &two[42..43], MrzField::Number)?;
        layout::checked_parts(&[&one[5..38], &two[31..43]], &two[43..44], MrzField::Whole)?;
        let (plate, vin) = (layout::plain(&one[5..12]), layout::plain(&one[13..30]));
        for (text, field) in [(&plate, MrzField::Plate), (&vin, MrzField::Vin)] {
            if text.is_empty() {
                return Err(InvalidMrz::Check(field));
            }
        }
        let wrong = InvalidMrz::Check(MrzField::FirstRegistration);
        let (year, month, day) = layout::ymd(&one[31..37]).ok_or(wrong)?;
        let near = |before| {
            let year = layout::century_before(u16::from(year), on) - before;
            Date::new(year, month, day).ok().filter(|date| *date <= on)
        };
        Ok(Self {
            plate: Plate::parse(&plate).map_or(plate, |plate| alloc::format!("{plate}")),
            vin,
            first_registered_on: near(0).or_else(|| near(100)).ok_or(wrong)?,
            genre: layout::plain(&one[38..44]),
            body: layout::plain(&two[0..4]),
            make: layout::plain(&two[4..18]),
            model: layout::plain(&two[18..31]),
            formula_number: layout::plain(&two[31..42]),
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString as _};

    use proptest::prelude::*;

    use super::*;

    /// The specimen that the State printed; its VIN holds an I, which no vehicle's does.
    const SPECIMEN: &str = "CRFRAAB123CD0VFSIV2009ASIV200929801059VP<<<<\nCI<<MARQUES<<<<<<<MODELE<<<<<<<2009AS0528402";

    fn on() -> Date {
        Date::parse("2026-11-21").unwrap()
    }

    /// The digit after a part, by the weights of the standard.
    fn digit(part: &str) -> char {
        let digits = ('0'..='9').map(|digit| digit.to_string());
        let right =
            digits.into_iter().find(|digit| layout::checked(part, digit, MrzField::Whole).is_ok());
        right.unwrap().chars().next().unwrap()
    }

    fn zone(plate: &str, vin: &str, day: &str, make: &str, formula: &str) -> String {
        let (one, two) = (format!("{plate:<<7}"), format!("{vin:<<17}"));
        let checked = format!("{one}{}{two}{}{day}{}", digit(&one), digit(&two), digit(day));
        let number = format!("{formula}{}", digit(formula));
        let whole = digit(&format!("{checked}{number}"));
        format!("CRFRA{checked}VP<<<<\nCI<<{make:<<14}{:<<13}{number}{whole}", "CLIO")
    }

    #[test]
    fn the_printed_specimen_is_read() {
        let read = CertificateMrz::read(SPECIMEN, on()).unwrap();
        assert_eq!((read.plate.as_str(), read.vin.as_str()), ("AB-123-CD", "VFSIV2009ASIV2009"));
        assert_eq!(read.first_registered_on.to_string(), "1998-01-05");
        assert_eq!((read.genre.as_str(), read.body.as_str()), ("VP", "CI"));
        assert_eq!((read.make.as_str(), read.model.as_str()), ("MARQUES", "MODELE"));
        assert_eq!(read.formula_number, "2009AS05284");
        let typed = SPECIMEN.to_lowercase().replace("<<", "«").replace('\n', "\r\n  ");
        assert_eq!(CertificateMrz::read(&typed, on()), Ok(read.clone()));
        assert_eq!(CertificateMrz::read(&SPECIMEN.replace('\n', ""), on()), Ok(read));
    }

    #[test]
    fn a_wrong_sign_is_named_by_its_part() {
        for (from, to, field) in [
            ("AB123CD", "AB128CD", MrzField::Plate),
            ("VFSIV2009A", "VFSIV2O09A", MrzField::Vin),
            ("980105", "980106", MrzField::FirstRegistration),
            ("<2009AS", "<2009A5", MrzField::Number),
            ("0528402", "0528403", MrzField::Whole),
        ] {
            let text = SPECIMEN.replace(from, to);
            assert_eq!(CertificateMrz::read(&text, on()), Err(InvalidMrz::Check(field)), "{to}");
        }
        for text in
            ["", "CRFRA", &SPECIMEN.replace("CRFRA", "IDFRA"), &SPECIMEN.replace("<<<<\n", "\n")]
        {
            assert_eq!(CertificateMrz::read(text, on()), Err(InvalidMrz::Shape), "{text}");
        }
        let typed = SPECIMEN.replace("MARQUES", "CITROËN");
        assert_eq!(CertificateMrz::read(&typed, on()), Err(InvalidMrz::Character('Ë')));
    }

    #[test]
    fn a_day_that_has_not_come_is_of_the_century_before() {
        let text = zone("AB123CD", "VF1RFB00X56789012", "261122", "RENAULT", "2019AB12345");
        let read = CertificateMrz::read(&text, on()).unwrap();
        assert_eq!(read.first_registered_on.to_string(), "1926-11-22");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read(
            plate in "[A-HJ-NP-TV-Z]{2}[0-9]{3}[A-HJ-NP-TV-Z]{2}",
            vin in "[A-HJ-NPR-Z0-9]{10,17}",
            year in 0u8..=26, month in 1u8..=10, day in 1u8..=28,
            make in "[A-Z]{1,14}",
            formula in "[0-9]{4}[A-Z]{2}[0-9]{5}",
        ) {
            let text = zone(&plate, &vin, &format!("{year:02}{month:02}{day:02}"), &make, &formula);
            let read = CertificateMrz::read(&text, on()).unwrap();
            prop_assert_eq!(read.plate.replace('-', ""), plate);
            prop_assert_eq!((read.vin, read.make, read.formula_number), (vin, make, formula));
            prop_assert_eq!(read.first_registered_on, Date::new(2000 + u16::from(year), month, day).unwrap());
        }

        #[test]
        fn one_wrong_digit_of_a_checked_part_is_always_seen(place in 5usize..38, other in 1u8..=9) {
            let text = zone("AB123CD", "VF1RFB00X56789012", "210514", "RENAULT", "2019AB12345");
            let was = text.as_bytes()[place];
            prop_assume!(was.is_ascii_digit());
            let digit = (was - b'0' + other) % 10 + b'0';
            let mut wrong = text.clone();
            wrong.replace_range(place..=place, core::str::from_utf8(&[digit]).unwrap());
            prop_assert!(CertificateMrz::read(&wrong, on()).is_err());
        }

        #[test]
        fn nothing_that_is_typed_makes_it_stop(text in any::<String>()) {
            drop(CertificateMrz::read(&text, on()));
        }
    }
}
