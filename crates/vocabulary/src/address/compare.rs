//! Whether two writings of an address are one place.

use alloc::string::String;
use alloc::vec::Vec;

use super::{AddressField, PostalAddress, town, words};
use crate::plain;

/// How alike two writings are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Likeness {
    /// One place: what differs is how it is written.
    Same,
    /// Perhaps one place: a person looks.
    Doubtful,
    /// Two places.
    Different,
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    parts: Vec<(AddressField, Likeness)>,
}

impl Comparison {
    /// The verdict: that of the part that is least alike.
    #[must_use]
    pub fn verdict(&self) -> Likeness {
        self.parts.iter().map(|(_, likeness)| *likeness).max().unwrap_or(Likeness::Same)
    }

    /// The parts that are not the same, in the order of the form.
    #[must_use]
    pub fn parts(&self) -> &[(AddressField, Likeness)] {
        &self.parts
    }
}

impl PostalAddress {
    /// Compares two writings of an address, whichever comes first.
    ///
    /// Case, accents, signs, abbreviations and little words tell nothing apart. A part that only one of them has is
    /// doubtful, and so is a name that is mistyped or shortened. Floor and building are free texts: never more than doubtful.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Comparison {
        let alone = inside(self) == inside(other);
        let one_town = towns(&self.commune, &other.commune);
        let parts = AddressField::ALL.iter().map(|field| {
            let (left, right) = (self.text(*field), other.text(*field));
            let likeness = match field {
                AddressField::Floor | AddressField::Building if alone => Likeness::Same,
                AddressField::Floor | AddressField::Building => {
                    names(left, right).min(Likeness::Doubtful)
                }
                AddressField::Number => numbers(left, right),
                AddressField::Extension => extensions(left, right),
                AddressField::StreetType | AddressField::Country => exact(left, right),
                AddressField::Street | AddressField::Locality => names(left, right),
                // A town may have several postcodes; two towns with two postcodes are two places.
                AddressField::Postcode if left == right => Likeness::Same,
                AddressField::Postcode if one_town == Likeness::Same => Likeness::Doubtful,
                AddressField::Postcode => Likeness::Different,
                AddressField::Commune => one_town,
            };
            (*field, likeness)
        });
        Comparison { parts: parts.filter(|(_, likeness)| *likeness != Likeness::Same).collect() }
    }
}

/// The words of floor and building: people put one in the place of the other.
fn inside(address: &PostalAddress) -> Vec<String> {
    let mut words = words::full_words(&address.floor);
    words.extend(words::full_words(&address.building));
    words.sort_unstable();
    words
}

/// What is the same for both, or missing on one side.
fn settled(left: &str, right: &str) -> Option<Likeness> {
    match (left.is_empty(), right.is_empty()) {
        _ if left == right => Some(Likeness::Same),
        (false, false) => None,
        _ => Some(Likeness::Doubtful),
    }
}

fn exact(left: &str, right: &str) -> Likeness {
    let (left, right) = (plain::capitals(left), plain::capitals(right));
    settled(&left, &right).unwrap_or(Likeness::Different)
}

/// `12` and `12-14` may be one door.
fn numbers(left: &str, right: &str) -> Likeness {
    let numbers = |text: &str| -> Vec<String> {
        let words = plain::words(text);
        words.iter().map(|word| String::from(word.trim_start_matches('0'))).collect()
    };
    let (left, right) = (numbers(left), numbers(right));
    settled(&left.join(" "), &right.join(" ")).unwrap_or_else(|| {
        let shared = left.iter().any(|number| right.contains(number));
        if shared { Likeness::Doubtful } else { Likeness::Different }
    })
}

/// `B` may be `bis`, or the letter of a door.
fn extensions(left: &str, right: &str) -> Likeness {
    let (left, right) = (plain::capitals(left), plain::capitals(right));
    settled(&left, &right).unwrap_or_else(|| {
        let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
        let bis = short.len() == 1 && long.starts_with(&short);
        if bis { Likeness::Doubtful } else { Likeness::Different }
    })
}

fn towns(left: &str, right: &str) -> Likeness {
    let (left, right) = (town(left), town(right));
    if left.replace(' ', "") == right.replace(' ', "") {
        return Likeness::Same;
    }
    names(&left, &right)
}

/// Names of streets, hamlets, buildings: by the words that tell.
fn names(left: &str, right: &str) -> Likeness {
    let (left, right) = (words::telling_words(left), words::telling_words(right));
    let (joined_left, joined_right) = (left.concat(), right.concat());
    if let Some(likeness) = settled(&joined_left, &joined_right) {
        return likeness;
    }
    // No slip of the pen makes the 8th of May of the 9th.
    let (figures_left, figures_right) = (figures(&left), figures(&right));
    let within = |one: &[String], all: &[String]| one.iter().all(|figure| all.contains(figure));
    if !within(&figures_left, &figures_right) && !within(&figures_right, &figures_left) {
        return Likeness::Different;
    }
    let longest = joined_left.chars().count().max(joined_right.chars().count());
    let mistyped = plain::distance(&joined_left, &joined_right) <= longest / 5;
    if mistyped || shortens(&left, &right) || shortens(&right, &left) {
        Likeness::Doubtful
    } else {
        Likeness::Different
    }
}

/// The numbers in the words.
fn figures(words: &[String]) -> Vec<String> {
    let digits = |word: &String| word.chars().filter(char::is_ascii_digit).collect::<String>();
    words.iter().map(digits).filter(|figure| !figure.is_empty()).collect()
}

/// Whether each word of `short` is one of `long`, or the initial of one.
fn shortens(short: &[String], long: &[String]) -> bool {
    let found = |word: &String| {
        long.iter()
            .any(|other| other == word || word.len() == 1 && other.starts_with(word.as_str()))
    };
    short.iter().all(found)
}
