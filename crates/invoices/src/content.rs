use std::fmt;

use serde::{Deserialize, Serialize};
use vocabulary::{Cents, Date};

use crate::{Item, Kind, Sum, Sums};

/// An address in France.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Number and street.
    pub line: String,
    /// Building, floor, « chez ».
    #[serde(default)]
    pub more: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
}

impl Address {
    /// An address written on one line: `1 rue de l’Exemple, 75011 Paris`. What has no postcode is all street.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let parted = text.rsplit_once([',', '\n']).and_then(|(line, rest)| {
            let (postcode, city) = rest.trim().split_once(' ')?;
            let digits = postcode.len() == 5 && postcode.bytes().all(|sign| sign.is_ascii_digit());
            digits.then(|| Self {
                line: line.trim().to_owned(),
                more: String::new(),
                postcode: postcode.to_owned(),
                city: city.trim().to_owned(),
            })
        });
        parted.unwrap_or_else(|| Self { line: text.trim().to_owned(), ..Self::default() })
    }

    /// Its lines, as they are printed.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        let town = format!("{} {}", self.postcode, self.city);
        [self.line.clone(), self.more.clone(), town.trim().to_owned()]
            .into_iter()
            .filter(|line| !line.is_empty())
    }
}

/// Who invoices, as they were when they did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the mentions of the law, by their names")]
pub struct Seller {
    pub name: String,
    pub brand: String,
    pub legal_form: String,
    pub capital: String,
    pub address: Address,
    pub siren: String,
    pub rcs: String,
    pub vat_number: String,
    pub email: String,
    pub phone: String,
    pub iban: String,
    /// A demonstration: the paper says that it is worth nothing.
    pub demo: bool,
}

/// Who is invoiced. Does not print: what is printed ends in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// A person, or a company.
    pub name: String,
    /// Where they live, as far as it is known.
    pub address: Address,
    /// A company's number, nine digits; empty for a person.
    pub siren: String,
    /// Where the paper is sent.
    pub email: String,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buyer(…)")
    }
}

vocabulary::codes! {
    /// How it was paid, or given back.
    pub enum Means {
        /// By card.
        Card = "card",
        /// By transfer.
        Transfer = "transfer",
    }
}

/// A line of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is for.
    pub item: Item,
    /// In words.
    pub label: String,
    /// How much.
    pub sum: Sum,
}

/// A paper that another one takes back, in part or whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Its number.
    pub number: String,
    /// Its day.
    pub issued_on: Date,
}

/// All that a paper says but its number and its day. Kept as data; nothing of it ever changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Who invoices.
    pub seller: Seller,
    /// Who is invoiced.
    pub buyer: Buyer,
    /// The dossier's reference.
    pub reference: String,
    /// What we do, in the words of the administration.
    pub service: String,
    /// The day from which on we do it.
    pub served_on: Date,
    /// The day on which it was paid, or given back.
    pub paid_on: Date,
    /// How: the id of a [`Means`].
    pub means: String,
    /// The lines, taxes first, our fee last.
    pub lines: Vec<Line>,
    /// VAT on our fee, in hundredths of a percent.
    pub vat_rate: i64,
    /// What a credit note takes back; empty for an invoice.
    #[serde(default)]
    pub corrects: Vec<Corrected>,
}

impl Content {
    /// Its sums.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        for line in &self.lines {
            sums.add(line.item.clone(), line.sum);
        }
        sums
    }

    /// Its débours: what is outside VAT.
    #[must_use]
    pub fn taxes(&self) -> Cents {
        self.sums().taxes()
    }

    /// Our fee.
    #[must_use]
    pub fn fee(&self) -> Sum {
        self.sums().get(&Item::Fee)
    }

    /// All of it, VAT included.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.sums().total()
    }

    /// How it was paid.
    pub(crate) fn means(&self) -> Means {
        Means::parse(&self.means).unwrap_or(Means::Transfer)
    }

    /// Whether the law of traders applies to it: late payment, forty euros.
    pub(crate) fn is_between_traders(&self) -> bool {
        !self.buyer.siren.is_empty()
    }

    /// Whether it may be issued as a paper of `kind`.
    pub(crate) fn is_one(&self, kind: Kind) -> bool {
        let taken_back = !self.corrects.is_empty();
        !self.lines.is_empty()
            && self.taxes().0 >= 0
            && self.fee().net.0 >= 0
            && self.fee().vat.0 >= 0
            && taken_back == (kind == Kind::CreditNote)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cii::tests::{content, line};

    #[test]
    fn taxes_alone_and_a_fee_alone_are_papers_and_what_is_below_nothing_is_none() {
        let (tax, fee) =
            (|net| line(Item::Rounding, (net, 0)), |net, vat| line(Item::Fee, (net, vat)));
        for (lines, is_invoice) in [
            (vec![tax(100)], true),
            (vec![fee(100, 0)], true),
            (vec![fee(100, 20)], true),
            (vec![], false),
            (vec![tax(-1), fee(100, 20)], false),
            (vec![tax(100), fee(-100, 0)], false),
            (vec![tax(100), fee(100, -20)], false),
        ] {
            let content = content(lines);
            assert_eq!(content.is_one(Kind::Invoice), is_invoice, "{:?}", content.lines);
            assert!(!content.is_one(Kind::CreditNote), "it takes nothing back");
            let day = content.paid_on;
            let corrects = vec![Corrected { number: "F-2026-000001".to_owned(), issued_on: day }];
            let back = Content { corrects, ..content };
            assert_eq!(back.is_one(Kind::CreditNote), is_invoice, "{:?}", back.lines);
            assert!(!back.is_one(Kind::Invoice));
        }
    }

    #[test]
    fn an_address_on_one_line_is_parted_at_its_postcode() {
        let read = Address::read("1 rue de l’Exemple, bâtiment B, 75011 Paris");
        assert_eq!(
            read.lines().collect::<Vec<_>>(),
            ["1 rue de l’Exemple, bâtiment B", "75011 Paris"]
        );
        assert_eq!((read.postcode.as_str(), read.city.as_str()), ("75011", "Paris"));
        for text in ["Hameau des Prés", "1 rue A, Paris", "1 rue A, 750 Paris", ""] {
            let read = Address::read(text);
            assert_eq!((read.line.as_str(), read.city.as_str()), (text, ""), "{text}");
        }
    }
}
