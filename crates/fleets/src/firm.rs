//! A firm, and the picture of its stamp.

use dossiers::{Party, PartyRole};
use vocabulary::Siren;

/// A firm as the forms want a company: its name, its number, its address, and the legal representative who signs. No more
/// is asked: the forms want no birth data of whoever signs for a company.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Firm(pub Party);

impl std::fmt::Debug for Firm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Firm(…)")
    }
}

impl Firm {
    /// In which quality it stands in its dossiers.
    pub const ROLE: PartyRole = PartyRole::Company;

    /// Whether its dossiers can be begun in its name: it is called something and has a number, an address and somebody who
    /// signs.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let party = &self.0;
        let said = [
            &party.company_name,
            &party.last_name,
            &party.first_names,
            &party.address_line,
            &party.postcode,
            &party.city,
        ];
        Siren::parse(&party.siren).is_ok() && said.iter().all(|text| !text.is_empty())
    }

    /// Whether `company` is this firm, by its number: a garage puts its stamp on its own forms, never on a customer's.
    #[must_use]
    pub fn is(&self, company: &Party) -> bool {
        let number = |party: &Party| Siren::parse(&party.siren).ok();
        number(company).is_some_and(|theirs| number(&self.0) == Some(theirs))
    }
}

/// The picture of a stamp: a JPEG that was made here, of so many pixels.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The bytes.
    pub picture: Vec<u8>,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stamp({} × {})", self.width, self.height)
    }
}

impl Stamp {
    /// The longest file that is taken, in bytes.
    pub const MOST_BYTES: usize = 1024 * 1024;
    /// The shortest side, in pixels: below, nothing could be read on paper.
    pub const LEAST: u32 = 80;
    /// The longest side, in pixels.
    pub const MOST: u32 = 2400;

    /// Its measures before its bytes: what is sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.width.to_be_bytes()[..], &self.height.to_be_bytes(), &self.picture].concat()
    }

    /// As [`to_bytes`](Self::to_bytes) wrote it.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let (width, rest) = bytes.split_first_chunk()?;
        let (height, picture) = rest.split_first_chunk()?;
        let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
        Some(Self { picture: picture.to_vec(), width, height })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn party(siren: &str) -> Party {
        Party { company_name: "Garage du Pont".into(), siren: siren.into(), ..Party::default() }
    }

    #[test]
    fn a_firm_is_known_by_its_number_and_not_by_its_name() {
        let firm = Firm(party("552 100 554"));
        assert!(firm.is(&party("552100554")));
        assert!(!firm.is(&party("732829320")));
        assert!(!firm.is(&party("")));
        assert!(!Firm(party("")).is(&party("")), "two firms without a number are not one");
    }

    #[test]
    fn a_firm_without_whoever_signs_or_with_a_wrong_number_is_not_whole() {
        let whole = Party {
            last_name: "Martin".into(),
            first_names: "Anne".into(),
            address_line: "3 rue du Pont".into(),
            postcode: "75011".into(),
            city: "Paris".into(),
            ..party("552100554")
        };
        assert!(Firm(whole.clone()).is_whole());
        assert!(!Firm(Party { siren: "552100555".into(), ..whole.clone() }).is_whole());
        assert!(!Firm(Party { last_name: String::new(), ..whole }).is_whole());
    }

    #[test]
    fn a_stamp_is_read_as_it_was_written() {
        let stamp = Stamp { picture: vec![1, 2, 3], width: 300, height: 150 };
        assert_eq!(Stamp::of_bytes(&stamp.to_bytes()), Some(stamp));
        assert_eq!(Stamp::of_bytes(&[0; 7]), None);
    }
}
