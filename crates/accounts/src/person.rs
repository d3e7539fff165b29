//! A person and their profile.

use access::Role;
use jiff::Timestamp;
use uuid::Uuid;
use vocabulary::{Date, Email, Lang, codes};

/// Identifier of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub Uuid);

/// Somebody who has an account.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Where to write; proved.
    pub email: Email,
    /// In which language to write.
    pub lang: Lang,
    /// What the person is to the house.
    pub roles: Vec<Role>,
    /// Has a password.
    pub has_password: bool,
    /// Uses an application of one-time codes.
    pub has_totp: bool,
    /// Who they are, as they say.
    pub profile: Profile,
    /// What they want to be told.
    pub tell: Tell,
    /// Since when.
    pub created_at: Timestamp,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
}

impl Person {
    /// Works for the house.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.roles.iter().any(|role| role.is_staff())
    }
}

/// What a person wants to be told besides what the service owes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tell {
    /// Reminders of a delay that runs.
    pub reminders: bool,
    /// By SMS too.
    pub sms: bool,
    /// News of the service.
    pub news: bool,
}

codes! {
    /// A field of the profile, by its name in the form.
    pub enum Field {
        /// Last name.
        LastName = "last_name",
        /// First names.
        FirstNames = "first_names",
        /// Day of birth.
        BirthDate = "birth_date",
        /// Number and street.
        AddressLine = "address_line",
        /// Building, floor.
        AddressMore = "address_more",
        /// Postcode.
        Postcode = "postcode",
        /// Town.
        City = "city",
        /// Telephone.
        Phone = "phone",
    }
}

/// Why a field is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Longer than so many characters.
    TooLong(usize),
    /// No day, or one that cannot be a birth.
    NotABirth,
    /// Not five digits.
    NotAPostcode,
    /// No telephone number.
    NotAPhone,
}

/// A day of birth; may be left empty.
pub type Birth = Option<Date>;

/// Who a person is, as they say: each text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of the form, by their names")]
pub struct Profile {
    pub last_name: String,
    pub first_names: String,
    pub birth_date: Birth,
    pub address_line: String,
    pub address_more: String,
    pub postcode: String,
    pub city: String,
    /// In the international form: `+33612345678`.
    pub phone: String,
}

impl Profile {
    /// Reads what was typed, on `today`.
    ///
    /// # Errors
    ///
    /// Every field that is refused, with the reason, in the order of the form.
    pub fn read(typed: impl Fn(Field) -> String, today: Date) -> Result<Self, Vec<(Field, Fault)>> {
        let mut faults = Vec::new();
        let mut text = |field, most| {
            let value = typed(field).trim().replace('\0', "");
            if value.chars().count() > most {
                faults.push((field, Fault::TooLong(most)));
            }
            value
        };
        let mut profile = Self {
            last_name: text(Field::LastName, 120),
            first_names: text(Field::FirstNames, 120),
            birth_date: None,
            address_line: text(Field::AddressLine, 200),
            address_more: text(Field::AddressMore, 200),
            postcode: text(Field::Postcode, 12),
            city: text(Field::City, 120),
            phone: text(Field::Phone, 40),
        };
        let birth = typed(Field::BirthDate);
        match birth.trim() {
            "" => {}
            day => match Date::parse(day) {
                Ok(day) if day < today && day.year() >= today.year().saturating_sub(130) => {
                    profile.birth_date = Some(day);
                }
                _ => faults.push((Field::BirthDate, Fault::NotABirth)),
            },
        }
        let code = &profile.postcode;
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        if !code.is_empty() && (code.len() != 5 || !digits) {
            faults.push((Field::Postcode, Fault::NotAPostcode));
        }
        match international(&profile.phone) {
            Some(phone) => profile.phone = phone,
            None => faults.push((Field::Phone, Fault::NotAPhone)),
        }
        faults.sort_by_key(|(field, _)| *field);
        if faults.is_empty() { Ok(profile) } else { Err(faults) }
    }

    /// The field as it is shown in the form.
    #[must_use]
    pub fn text(&self, field: Field) -> String {
        match field {
            Field::LastName => self.last_name.clone(),
            Field::FirstNames => self.first_names.clone(),
            Field::BirthDate => self.birth_date.map(|day| day.to_string()).unwrap_or_default(),
            Field::AddressLine => self.address_line.clone(),
            Field::AddressMore => self.address_more.clone(),
            Field::Postcode => self.postcode.clone(),
            Field::City => self.city.clone(),
            Field::Phone => self.phone.clone(),
        }
    }
}

/// The number in the international form (E.164): a French one may be typed as people do. Empty stays empty.
fn international(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|character| {
            !matches!(character, ' ' | '.' | '-' | '(' | ')' | '\u{a0}' | '\u{202f}')
        })
        .collect();
    if digits.is_empty() {
        return Some(digits);
    }
    let number = match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => match digits.strip_prefix('0') {
            Some(rest) if rest.len() == 9 => format!("+33{rest}"),
            _ => digits,
        },
    };
    let rest = number.strip_prefix('+')?;
    let fits = (8..=15).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_digit())
        && !rest.starts_with('0');
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(Field, &str)]) -> Result<Profile, Vec<(Field, Fault)>> {
        let typed = |field| {
            pairs
                .iter()
                .find(|(one, _)| *one == field)
                .map(|(_, text)| (*text).to_owned())
                .unwrap_or_default()
        };
        Profile::read(typed, Date::parse("2026-11-22").unwrap())
    }

    #[test]
    fn an_empty_profile_is_one() {
        assert_eq!(read(&[]), Ok(Profile::default()));
    }

    #[test]
    fn every_fault_is_said_at_once_in_the_order_of_the_form() {
        assert_eq!(
            read(&[
                (Field::Phone, "12"),
                (Field::BirthDate, "2027-01-01"),
                (Field::Postcode, "7500"),
                (Field::LastName, &"x".repeat(121)),
            ]),
            Err(vec![
                (Field::LastName, Fault::TooLong(120)),
                (Field::BirthDate, Fault::NotABirth),
                (Field::Postcode, Fault::NotAPostcode),
                (Field::Phone, Fault::NotAPhone),
            ])
        );
    }

    #[test]
    fn a_telephone_number_is_typed_as_people_do() {
        for (typed, kept) in [
            ("06 12 34 56 78", "+33612345678"),
            ("+33 6 12 34 56 78", "+33612345678"),
            ("0033612345678", "+33612345678"),
            ("+49 30 901820", "+4930901820"),
            ("", ""),
        ] {
            assert_eq!(read(&[(Field::Phone, typed)]).unwrap().phone, kept, "{typed}");
        }
        for typed in ["0612", "hello", "+0612345678", "612345678901234567"] {
            assert!(read(&[(Field::Phone, typed)]).is_err(), "{typed}");
        }
    }
}
