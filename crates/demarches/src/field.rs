//! What is typed from a piece, by the customer or the operator who sees it.

use vocabulary::Date;

use crate::model::Text;

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
