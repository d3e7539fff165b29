//! What is typed from a piece, by the customer or the operator who sees it.

use vocabulary::Date;

use crate::{
    facts::{FactType, InvalidValue, Value},
    model::Text,
    text::TextCheck,
};

vocabulary::codes! {
    /// What a field is to the checks, whatever the paper calls it.
    pub enum Role {
        /// A plate number.
        Plate = "plate",
        /// An identification number.
        Vin = "vin",
        /// One of the two: an insurance certificate bears either.
        PlateOrVin = "plate_or_vin",
        /// The family name at birth.
        BirthName = "birth_name",
        /// The name in use.
        UsedName = "used_name",
        /// A family name, without saying which.
        FamilyName = "family_name",
        /// First names, in order.
        FirstNames = "first_names",
        /// First and family name in one, in any order.
        FullName = "full_name",
        /// Who is insured.
        Insured = "insured",
        /// A SIREN or a SIRET.
        CompanyNumber = "company_number",
        /// The day of the transfer.
        CessionDay = "cession_day",
        /// The hour of the transfer.
        CessionTime = "cession_time",
        /// The day on which a form was signed.
        SignedOn = "signed_on",
        /// Kilometres.
        Mileage = "mileage",
        /// P.6.
        FiscalPower = "fiscal_power",
        /// The day of issue.
        IssuedOn = "issued_on",
        /// The last day of validity.
        ExpiresOn = "expires_on",
        /// The day of birth.
        BornOn = "born_on",
        /// The day of a roadworthiness test.
        TestDay = "test_day",
        /// The result of a roadworthiness test: `favorable`, `contre_visite` or `defavorable`.
        TestResult = "test_result",
        /// Which of the accepted papers it is, as a code.
        Nature = "nature",
        /// Categories of a licence: `B, A1`.
        LicenceCategories = "licence_categories",
        /// The number of a form.
        FormNumber = "form_number",
        /// The version of a form.
        FormVersion = "form_version",
        /// Whether the title is crossed out.
        StruckOut = "struck_out",
        /// Whether the title says « vendu le » or « cédé le ».
        TransferMark = "transfer_mark",
        /// Whether a stamp is there.
        Seal = "seal",
        /// Whether something was crossed out or corrected.
        CrossingOut = "crossing_out",
        /// Nothing that a check reads: it is typed for the file.
        Other = "other",
    }
}

vocabulary::codes! {
    /// How a field is written down.
    pub enum Shape {
        /// One line of words.
        Line = "line",
        /// A day.
        Day = "day",
        /// A time of day.
        Time = "time",
        /// Yes or no.
        Tick = "tick",
        /// The result of a roadworthiness test.
        TestResult = "test_result",
        /// Which of the accepted papers it is.
        Nature = "nature",
    }
}

/// What a roadworthiness test may come to.
pub const TEST_RESULTS: [&str; 3] = ["favorable", "contre_visite", "defavorable"];

/// Longest text of a field, in characters.
pub const LONGEST: usize = 200;

vocabulary::codes! {
    /// Whose name a piece bears.
    pub enum Whose {
        /// A holder's; the reading says which.
        Titulaire = "titulaire",
        /// The host's, or the parent's of a minor who lives there.
        Hebergeant = "hebergeant",
        /// The parent's or guardian's.
        Parent = "parent",
        /// A seller's.
        Vendeur = "vendeur",
    }
}

/// A field that is typed from a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its id: a code of the certificate (`E`) or a word.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// What it is to the checks.
    pub role: Role,
}

impl Role {
    /// How what plays it is written down.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::CessionDay
            | Self::SignedOn
            | Self::IssuedOn
            | Self::ExpiresOn
            | Self::BornOn
            | Self::TestDay => Shape::Day,
            Self::CessionTime => Shape::Time,
            Self::StruckOut | Self::TransferMark | Self::Seal | Self::CrossingOut => Shape::Tick,
            Self::TestResult => Shape::TestResult,
            Self::Nature => Shape::Nature,
            _ => Shape::Line,
        }
    }
}

impl Field {
    /// Reads what was typed, and writes it in the one way in which it is kept. A plate or a number that is none is kept as
    /// it stands on the paper: the checks say so.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] with what is allowed.
    pub fn read(&self, text: &str) -> Result<String, InvalidValue> {
        let text = text.trim();
        let kept = |value: Value| value.to_text();
        match self.role.shape() {
            Shape::Day => FactType::Date { past: false }.read(text).map(kept),
            Shape::Time => FactType::Text(TextCheck::Time).read(text).map(kept),
            Shape::Tick => FactType::Bool.read(text).map(kept),
            Shape::TestResult => {
                FactType::Enum(TEST_RESULTS.map(str::to_owned).to_vec()).read(text).map(kept)
            }
            Shape::Nature | Shape::Line => {
                let fits = text.chars().count() <= LONGEST && !text.contains(char::is_control);
                let shape = crate::text::InvalidText::Shape(TextCheck::Line);
                fits.then(|| text.to_owned()).ok_or(InvalidValue::Text(shape))
            }
        }
    }
}

/// Which categories of licence cover a kind of vehicle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    pub(crate) genres: Vec<String>,
    pub(crate) categories: Vec<String>,
}

/// Papers that are good for longer than they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub(crate) nature: String,
    /// Issued between these days, to an adult where it says so: as many years more than printed.
    pub(crate) issued: Option<(Date, Date)>,
    pub(crate) adult: bool,
    pub(crate) years: u16,
    /// Whatever is printed: good until then.
    pub(crate) until: Option<Date>,
}
