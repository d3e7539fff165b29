//! The mentions of a house as its staff types them: each is checked, and every fault is said at once.

use vocabulary::{Date, Email, codes};

use crate::Identity;

codes! {
    /// A mention, by its name in the form and in the stored identity.
    #[expect(missing_docs, reason = "the names say it")]
    pub enum Mention {
        Brand = "brand",
        Phone = "phone",
        Email = "email",
        HoursFr = "hours_fr",
        HoursEn = "hours_en",
        LegalName = "legal_name",
        LegalForm = "legal_form",
        Capital = "capital",
        Address = "address",
        Siren = "siren",
        Rcs = "rcs",
        VatNumber = "vat_number",
        PublicationDirector = "publication_director",
        HostName = "host_name",
        HostAddress = "host_address",
        HostPhone = "host_phone",
        MediatorName = "mediator_name",
        MediatorAddress = "mediator_address",
        MediatorUrl = "mediator_url",
        Iban = "iban",
        Bic = "bic",
        HabilitationNumber = "habilitation_number",
        HabilitationDate = "habilitation_date",
        HabilitationProfile = "habilitation_profile",
        AgrementNumber = "agrement_number",
        Prefecture = "prefecture",
        Mandataire = "mandataire",
        AccessibilityAuditedOn = "accessibility_audited_on",
    }
}

/// Why a mention is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionFault {
    /// It must not be empty.
    Empty,
    /// Longer than so many characters.
    TooLong(usize),
    /// No address of mail.
    NotAnEmail,
    /// No telephone number.
    NotAPhone,
    /// Not nine digits, or they do not go together.
    NotASiren,
    /// No intra-community VAT number of France.
    NotAVatNumber,
    /// It does not go with the SIREN.
    OtherSiren,
    /// No number of an account (ISO 13616), or its check digits are wrong.
    NotAnIban,
    /// No address of a page, beginning with `https://`.
    NotAPage,
    /// No day that has been.
    NotAPastDay,
}

impl Mention {
    /// Most characters.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Brand => 40,
            Self::Phone | Self::HostPhone => 30,
            Self::Iban => 42,
            Self::Bic => 11,
            Self::Siren | Self::VatNumber | Self::HabilitationDate => 20,
            Self::AccessibilityAuditedOn => 10,
            Self::HabilitationNumber | Self::AgrementNumber | Self::LegalForm | Self::Capital => 60,
            Self::Email => 254,
            Self::MediatorUrl | Self::Address | Self::HostAddress | Self::MediatorAddress => 200,
            _ => 120,
        }
    }
}

/// A day or nothing, as text.
fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl Identity {
    /// A mention, as it is shown in the form.
    #[must_use]
    pub fn text(&self, mention: Mention) -> String {
        match mention {
            Mention::HabilitationDate => day(self.habilitation_date),
            Mention::AccessibilityAuditedOn => day(self.accessibility_audited_on),
            other => self.of(other).cloned().unwrap_or_default(),
        }
    }

    fn of(&self, mention: Mention) -> Option<&String> {
        Some(match mention {
            Mention::Brand => &self.brand,
            Mention::Phone => &self.phone,
            Mention::Email => &self.email,
            Mention::HoursFr => &self.hours_fr,
            Mention::HoursEn => &self.hours_en,
            Mention::LegalName => &self.legal_name,
            Mention::LegalForm => &self.legal_form,
            Mention::Capital => &self.capital,
            Mention::Address => &self.address,
            Mention::Siren => &self.siren,
            Mention::Rcs => &self.rcs,
            Mention::VatNumber => &self.vat_number,
            Mention::PublicationDirector => &self.publication_director,
            Mention::HostName => &self.host_name,
            Mention::HostAddress => &self.host_address,
            Mention::HostPhone => &self.host_phone,
            Mention::MediatorName => &self.mediator_name,
            Mention::MediatorAddress => &self.mediator_address,
            Mention::MediatorUrl => &self.mediator_url,
            Mention::Iban => &self.iban,
            Mention::Bic => &self.bic,
            Mention::HabilitationNumber => &self.habilitation_number,
            Mention::HabilitationProfile => &self.habilitation_profile,
            Mention::AgrementNumber => &self.agrement_number,
            Mention::Prefecture => &self.prefecture,
            Mention::Mandataire => &self.mandataire,
            Mention::HabilitationDate | Mention::AccessibilityAuditedOn => return None,
        })
    }

    fn of_mut(&mut self, mention: Mention) -> Option<&mut String> {
        Some(match mention {
            Mention::Brand => &mut self.brand,
            Mention::Phone => &mut self.phone,
            Mention::Email => &mut self.email,
            Mention::HoursFr => &mut self.hours_fr,
            Mention::HoursEn => &mut self.hours_en,
            Mention::LegalName => &mut self.legal_name,
            Mention::LegalForm => &mut self.legal_form,
            Mention::Capital => &mut self.capital,
            Mention::Address => &mut self.address,
            Mention::Siren => &mut self.siren,
            Mention::Rcs => &mut self.rcs,
            Mention::VatNumber => &mut self.vat_number,
            Mention::PublicationDirector => &mut self.publication_director,
            Mention::HostName => &mut self.host_name,
            Mention::HostAddress => &mut self.host_address,
            Mention::HostPhone => &mut self.host_phone,
            Mention::MediatorName => &mut self.mediator_name,
            Mention::MediatorAddress => &mut self.mediator_address,
            Mention::MediatorUrl => &mut self.mediator_url,
            Mention::Iban => &mut self.iban,
            Mention::Bic => &mut self.bic,
            Mention::HabilitationNumber => &mut self.habilitation_number,
            Mention::HabilitationProfile => &mut self.habilitation_profile,
            Mention::AgrementNumber => &mut self.agrement_number,
            Mention::Prefecture => &mut self.prefecture,
            Mention::Mandataire => &mut self.mandataire,
            Mention::HabilitationDate | Mention::AccessibilityAuditedOn => return None,
        })
    }

    /// Reads what was typed, on `today`; what no form changes (the demonstration) stays as it is.
    ///
    /// Numbers of a demonstration are fictitious, so only those of a real house are held to their check digits.
    ///
    /// # Errors
    ///
    /// Every mention that is refused, with the reason, in the order of the form.
    pub fn read(
        &self,
        typed: impl Fn(Mention) -> String,
        today: Date,
    ) -> Result<Self, Vec<(Mention, MentionFault)>> {
        let mut read = self.clone();
        let mut faults = Vec::new();
        for mention in Mention::ALL {
            let text = one_line(&typed(*mention));
            if let Some(fault) = fault(*mention, &text, self.demo, today) {
                faults.push((*mention, fault));
            }
            match mention {
                Mention::HabilitationDate => read.habilitation_date = Date::parse(&text).ok(),
                Mention::AccessibilityAuditedOn => {
                    read.accessibility_audited_on = Date::parse(&text).ok();
                }
                other => {
                    if let Some(place) = read.of_mut(*other) {
                        *place = text;
                    }
                }
            }
        }
        let (siren, vat) = (digits(&read.siren), digits(&read.vat_number));
        let apart = vat.len() == 11 && siren.len() == 9 && !vat.ends_with(&siren);
        if apart && !faults.iter().any(|(mention, _)| *mention == Mention::VatNumber) {
            faults.push((Mention::VatNumber, MentionFault::OtherSiren));
            faults.sort_by_key(|(mention, _)| *mention);
        }
        if faults.is_empty() { Ok(read) } else { Err(faults) }
    }
}

/// Without the lines and signs that no mention holds.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.trim().to_owned()
}

/// Whether `text` is an IBAN whose check digits are right (ISO 13616: the remainder by 97 is 1).
fn is_iban(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let shaped = (15..=34).contains(&plain.len())
        && plain.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && plain.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    let (Some(country), Some(rest)) = (plain.get(..4), plain.get(4..)) else { return false };
    let remainder = rest.chars().chain(country.chars()).try_fold(0_u32, |sum, c| {
        let digit = c.to_digit(36)?;
        Some((sum * if digit > 9 { 100 } else { 10 } + digit) % 97)
    });
    shaped && remainder == Some(1)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn fault(mention: Mention, text: &str, demo: bool, today: Date) -> Option<MentionFault> {
    if text.is_empty() {
        return (mention == Mention::Brand).then_some(MentionFault::Empty);
    }
    if text.chars().count() > mention.most() {
        return Some(MentionFault::TooLong(mention.most()));
    }
    let past = |text: &str| Date::parse(text).is_ok_and(|day| day <= today);
    let (right, fault) = match mention {
        Mention::Email => (Email::parse(text).is_ok(), MentionFault::NotAnEmail),
        Mention::Phone | Mention::HostPhone => (is_phone(text), MentionFault::NotAPhone),
        Mention::Siren => (is_siren(text, demo), MentionFault::NotASiren),
        Mention::VatNumber => (is_vat_number(text, demo), MentionFault::NotAVatNumber),
        Mention::MediatorUrl => (is_page(text), MentionFault::NotAPage),
        Mention::Iban => (is_iban(text), MentionFault::NotAnIban),
        Mention::HabilitationDate | Mention::AccessibilityAuditedOn => {
            (past(text), MentionFault::NotAPastDay)
        }
        _ => return None,
    };
    (!right).then_some(fault)
}

fn is_phone(text: &str) -> bool {
    let signs = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '.' | '-' | '(' | ')' | '\u{a0}'));
    signs && (4..=15).contains(&digits(text).len())
}

fn is_page(text: &str) -> bool {
    let rest = text.strip_prefix("https://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    host.contains('.')
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>'))
}

/// Nine digits whose check digit is right (Luhn), in groups or not.
fn is_siren(text: &str, demo: bool) -> bool {
    let number = digits(text);
    let plain = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    plain && number.len() == 9 && (demo || luhn(&number))
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// `FR`, a key of two digits, a SIREN: the key is (12 + 3 × (SIREN mod 97)) mod 97.
fn is_vat_number(text: &str, demo: bool) -> bool {
    let Some(rest) = text.strip_prefix("FR") else { return false };
    let number: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
    if number.len() != 11 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (key, siren) = number.split_at(2);
    let (Ok(key), Ok(siren)) = (key.parse::<u64>(), siren.parse::<u64>()) else { return false };
    demo || key == (12 + 3 * (siren % 97)) % 97
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Directory;

    fn today() -> Date {
        Date::parse("2026-11-22").unwrap()
    }

    /// A real house whose mentions are all right.
    fn house() -> Identity {
        let mut house = Directory::builtin().unwrap().tenants[0].identity.clone();
        house.demo = false;
        house.siren = "732 829 320".to_owned();
        house.vat_number = "FR44732829320".to_owned();
        house
    }

    fn read(
        house: &Identity,
        changes: &[(Mention, &str)],
    ) -> Result<Identity, Vec<(Mention, MentionFault)>> {
        let typed = |mention| {
            let said = changes.iter().find(|(one, _)| *one == mention);
            said.map_or_else(|| house.text(mention), |(_, text)| (*text).to_owned())
        };
        house.read(typed, today())
    }

    #[test]
    fn what_is_shown_in_the_form_is_read_back_as_it_was() {
        let mut house = house();
        house.habilitation_date = Date::parse("2024-03-01").ok();
        assert_eq!(read(&house, &[]), Ok(house.clone()));
        for tenant in &Directory::builtin().unwrap().tenants {
            assert_eq!(read(&tenant.identity, &[]), Ok(tenant.identity.clone()), "{}", tenant.slug);
        }
    }

    #[test]
    fn every_fault_is_said_at_once_in_the_order_of_the_form() {
        assert_eq!(
            read(
                &house(),
                &[
                    (Mention::AccessibilityAuditedOn, "2026-11-23"),
                    (Mention::MediatorUrl, "http://mediateur.example"),
                    (Mention::VatNumber, "FR45732829320"),
                    (Mention::Siren, "732 829 321"),
                    (Mention::Email, "nobody"),
                    (Mention::Phone, "call us"),
                    (Mention::Brand, " \n "),
                    (Mention::Rcs, &"x".repeat(121)),
                ]
            ),
            Err(vec![
                (Mention::Brand, MentionFault::Empty),
                (Mention::Phone, MentionFault::NotAPhone),
                (Mention::Email, MentionFault::NotAnEmail),
                (Mention::Siren, MentionFault::NotASiren),
                (Mention::Rcs, MentionFault::TooLong(120)),
                (Mention::VatNumber, MentionFault::NotAVatNumber),
                (Mention::MediatorUrl, MentionFault::NotAPage),
                (Mention::AccessibilityAuditedOn, MentionFault::NotAPastDay),
            ])
        );
    }

    #[test]
    fn the_vat_number_is_that_of_the_siren() {
        let other = read(&house(), &[(Mention::VatNumber, "FR83404833048")]);
        assert_eq!(other, Err(vec![(Mention::VatNumber, MentionFault::OtherSiren)]));
    }

    #[test]
    fn nobody_makes_a_real_house_of_a_demonstration_by_its_form() {
        let demo = Directory::builtin().unwrap().tenants[0].identity.clone();
        let changes = [(Mention::Siren, "123 456 789"), (Mention::VatNumber, "FR00123456789")];
        assert!(read(&demo, &changes).unwrap().demo);
    }

    #[test]
    fn a_mention_is_one_line() {
        let read = read(&house(), &[(Mention::Address, "1 rue A\r\n00000 B")]).unwrap();
        assert_eq!(read.address, "1 rue A  00000 B");
    }
}
