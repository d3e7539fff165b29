//! Rules across pieces and facts: whether what was read on the pieces agrees with what was declared.
//!
//! Pure: what was declared and what somebody read come in, findings go out, each green, amber or red with a sentence.
//! A field that nobody read yet gives no finding; a piece that is missing is not a matter of these rules.

mod due;
mod forms;
mod names;
mod people;
mod vehicle;

use std::{collections::BTreeMap, fmt};

use vocabulary::{Date, Lang};

use crate::{
    evaluate::Evaluation,
    facts::{FactType, Value},
    field::Role,
    kind::Signer,
    model::{Demarches, Text},
    piece_kind::PieceKind,
    rejection::Rejection,
};

vocabulary::codes! {
    /// A rule across pieces and facts.
    pub enum Rule {
        /// The name on each piece is the person's.
        Names = "names",
        /// A proof of address bears a first name.
        FirstName = "first_name",
        /// Papers are in force on the day of filing.
        InForce = "in_force",
        /// Papers are recent enough.
        Recent = "recent",
        /// The licence covers the vehicle.
        Licence = "licence",
        /// The company is the one declared.
        CompanyNumber = "company_number",
        /// The insurance is the buyer's.
        Insured = "insured",
        /// The identification number is the same everywhere.
        Vin = "vin",
        /// The plate is the same everywhere.
        Plate = "plate",
        /// The fiscal power is the same everywhere.
        FiscalPower = "fiscal_power",
        /// The day of the transfer is there and the same everywhere.
        CessionDay = "cession_day",
        /// The hour of the transfer is there and the same everywhere.
        CessionTime = "cession_time",
        /// The kilometres do not go backwards.
        Mileage = "mileage",
        /// The roadworthiness test is good and recent.
        Test = "test",
        /// Everybody who must has signed.
        Signatures = "signatures",
        /// A company's stamp is there.
        Seal = "seal",
        /// The title is crossed out and marked.
        StruckOut = "struck_out",
        /// Nothing was corrected by hand.
        CrossingOut = "crossing_out",
        /// The form is a current one.
        FormVersion = "form_version",
    }
}

vocabulary::codes! {
    /// What a finding comes to.
    pub enum Light {
        /// They agree.
        Green = "green",
        /// Somebody has to look.
        Amber = "amber",
        /// They do not agree: the piece cannot be filed so.
        Red = "red",
    }
}

/// A person's name as declared. Does not print: what is printed ends in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    /// The family name at birth.
    pub birth_name: String,
    /// The name in use, where it is another.
    pub used_name: Option<String>,
    /// The first names, in order.
    pub first_names: String,
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(…)")
    }
}

/// The people of a dossier. The vehicle, the transfer and the company are answers, and come with the evaluation.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The main holder; nobody where it is a company, or is not named yet.
    pub main: Option<PersonName>,
    /// The other holders, each at their place: nobody where one is not named yet.
    pub co_holders: Vec<Option<PersonName>>,
    /// The sellers.
    pub sellers: Vec<PersonName>,
    /// The host.
    pub host: Option<PersonName>,
    /// The parent or guardian.
    pub parent: Option<PersonName>,
}

impl Declared {
    /// The holder `person`, as the pieces count them: 0 is the main one.
    #[must_use]
    pub fn holder(&self, person: usize) -> Option<&PersonName> {
        match person.checked_sub(1) {
            None => self.main.as_ref(),
            Some(place) => self.co_holders.get(place)?.as_ref(),
        }
    }

    /// Every holder who is named, the main one first.
    pub fn holders(&self) -> impl Iterator<Item = &PersonName> {
        self.main.iter().chain(self.co_holders.iter().flatten())
    }
}

/// What somebody read on one piece, by field. Does not print.
#[derive(Clone, Default)]
pub struct Reading {
    /// The kind of piece.
    pub piece: String,
    /// Whose it is, where there is one for each holder: 0 is the main one.
    pub person: usize,
    /// What was read, by the id of the field.
    pub fields: BTreeMap<String, String>,
    /// Who signed, somebody of several as often as they are. `None` where nobody looked yet.
    pub signed_by: Option<Vec<Signer>>,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("piece", &self.piece).finish_non_exhaustive()
    }
}

/// The words of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) label: Text,
    pub(crate) green: Text,
    pub(crate) amber: Text,
    pub(crate) red: Text,
}

/// What a rule found on a piece.
#[derive(Clone, Debug)]
pub struct Finding<'a> {
    /// The rule.
    pub rule: Rule,
    /// What it comes to.
    pub light: Light,
    /// The piece.
    pub piece: &'a PieceKind,
    /// Whose piece, where there is one for each holder.
    pub person: usize,
    /// For the customer: what is the matter. Names nobody.
    pub customer: Text,
    /// For the operator: the rule, the piece, what was read and what was due. May name people.
    pub operator: Text,
    /// The reason to refuse the piece with, where it should be.
    pub rejection: Option<&'a Rejection>,
}

/// A finding before it has words.
struct Found<'a> {
    rule: Rule,
    light: Light,
    reading: &'a Reading,
    read: String,
    due: String,
    /// Who should have signed, where that is what was due.
    missing: Vec<Signer>,
    rejection: Option<&'static str>,
}

/// All that the rules look at.
struct Case<'a> {
    rules: &'a Demarches,
    evaluation: &'a Evaluation<'a>,
    declared: &'a Declared,
    readings: &'a [Reading],
    on: Date,
    found: Vec<Found<'a>>,
}

/// The codes of [`Rejection`] that the rules here propose; the loader refuses rules without one of them.
pub(crate) const PROPOSED: &[&str] = &[
    "nom_different",
    "sans_prenom",
    "expiree",
    "trop_ancienne",
    "permis_inadapte",
    "vin_different",
    "immatriculation_differente",
    "date_cession_absente",
    "heure_cession_absente",
    "dates_incoherentes",
    "ct_perime",
    "ct_defavorable",
    "signature_manquante",
    "cosignature_manquante",
    "cachet_manquant",
    "non_barree",
    "mention_cede_absente",
    "rature",
    "formulaire_perime",
];

impl Demarches {
    /// What the rule is called, where the rules say so.
    #[must_use]
    pub fn check_label(&self, rule: Rule) -> Option<&Text> {
        self.checks.get(&rule).map(|words| &words.label)
    }

    /// Compares what was read on the pieces with what was declared, for a dossier that would be filed on the day `on`.
    ///
    /// Findings come rule by rule, in the order of [`Rule::ALL`]; a reading of a kind that the rules do not know is
    /// passed over.
    #[must_use]
    pub fn check<'a>(
        &'a self,
        evaluation: &'a Evaluation<'a>,
        declared: &'a Declared,
        readings: &'a [Reading],
        on: Date,
    ) -> Vec<Finding<'a>> {
        let mut case = Case { rules: self, evaluation, declared, readings, on, found: Vec::new() };
        people::check(&mut case);
        vehicle::check(&mut case);
        forms::check(&mut case);
        case.found.sort_by_key(|one| one.rule);
        case.found.iter().filter_map(|one| self.worded(one)).collect()
    }

    fn worded<'a>(&'a self, found: &Found<'a>) -> Option<Finding<'a>> {
        let piece = self.piece_kind(&found.reading.piece)?;
        let words = self.checks.get(&found.rule)?;
        let customer = match found.light {
            Light::Green => &words.green,
            Light::Amber => &words.amber,
            Light::Red => &words.red,
        };
        let said = |label: &str, piece: &str, read: &str, due: &str| {
            let mut said = format!("{label} · {piece}");
            for (sign, text) in [(" · ", read), (" ≠ ", due)] {
                if !text.is_empty() {
                    said.push_str(sign);
                    said.push_str(text);
                }
            }
            said
        };
        let due = |lang| {
            let signers = found.missing.iter().filter_map(|one| self.signer_label(*one));
            let signers: Vec<&str> = signers.map(|label| label.in_lang(lang)).collect();
            match (found.light, signers.is_empty()) {
                (Light::Green, _) => String::new(),
                (_, true) => found.due.clone(),
                (_, false) => signers.join(", "),
            }
        };
        Some(Finding {
            rule: found.rule,
            light: found.light,
            piece,
            person: found.reading.person,
            customer: customer.clone(),
            operator: Text {
                fr: said(&words.label.fr, &piece.label.fr, &found.read, &due(Lang::Fr)),
                en: said(&words.label.en, &piece.label.en, &found.read, &due(Lang::En)),
            },
            rejection: found.rejection.and_then(|code| {
                self.rejections.iter().find(|one| one.code == code && one.applies_to(&piece.id))
            }),
        })
    }
}

/// The worst light of each rule that found something, in the order of the rules.
#[must_use]
pub fn verdicts(findings: &[Finding<'_>]) -> BTreeMap<Rule, Light> {
    let mut worst = BTreeMap::new();
    for finding in findings {
        let light = worst.entry(finding.rule).or_insert(finding.light);
        *light = (*light).max(finding.light);
    }
    worst
}

impl<'a> Case<'a> {
    /// What was read under `role` on a piece, where it was: not empty.
    fn read(&self, reading: &'a Reading, role: Role) -> Option<&'a str> {
        reading
            .fields
            .iter()
            .filter(|(field, _)| self.rules.field(field).is_some_and(|one| one.role == role))
            .map(|(_, text)| text.trim())
            .find(|text| !text.is_empty())
    }

    fn read_day(&self, reading: &'a Reading, role: Role) -> Option<Date> {
        let day = FactType::Date { past: false };
        match day.read(self.read(reading, role)?) {
            Ok(Value::Day(day)) => Some(day),
            _ => None,
        }
    }

    /// Whether a tick was set; `None` where nobody looked.
    fn ticked(&self, reading: &'a Reading, role: Role) -> Option<bool> {
        self.read(reading, role)?.parse().ok()
    }

    fn kind(&self, reading: &Reading) -> Option<&'a PieceKind> {
        self.rules.piece_kind(&reading.piece)
    }

    /// The piece agrees.
    fn agrees(&mut self, rule: Rule, reading: &'a Reading, read: &str) {
        self.note(rule, Light::Green, reading, read, "", None);
    }

    fn note(
        &mut self,
        rule: Rule,
        light: Light,
        reading: &'a Reading,
        read: &str,
        due: &str,
        rejection: Option<&'static str>,
    ) {
        let (read, due) = (read.to_owned(), due.to_owned());
        let missing = Vec::new();
        self.found.push(Found { rule, light, reading, read, due, missing, rejection });
    }
}
