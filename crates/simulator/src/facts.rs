//! The facts of a certificate, under the only names that they have (`POST /api/v1/simulations`, query, forms).

mod error;
mod pairs;
mod read;
mod set;

pub use error::{FactError, FactErrorKind};
pub use pairs::FactText;
pub use read::{Mode, Value, read};
pub use set::FactSet;

pub(crate) use pairs::code_text;

use vocabulary::{Cents, Date, codes};

codes! {
    /// A fact, by the name that the API, the query string and the forms share.
    pub enum Fact {
        /// Day of issue of the certificate.
        IssuedOn = "issued_on",
        /// What is asked for.
        Operation = "operation",
        /// INSEE code of the département.
        Departement = "departement",
        /// INSEE code of the region.
        Region = "region",
        /// J.1.
        Genre = "genre",
        /// J.2.
        Body = "body",
        /// J.3.
        NationalBody = "national_body",
        /// J.
        EcCategory = "ec_category",
        /// P.3.
        Energy = "energy",
        /// P.6.
        FiscalCv = "fiscal_cv",
        /// B.
        FirstRegisteredOn = "first_registered_on",
        /// First registration in France of a converted vehicle.
        FirstRegisteredInFranceOn = "first_registered_in_france_on",
        /// Where the vehicle comes from.
        Origin = "origin",
        /// V.7, g/km.
        Co2GKm = "co2_g_km",
        /// The norm of V.7.
        Co2Norm = "co2_norm",
        /// G, kg.
        MassInRunningOrderKg = "mass_in_running_order_kg",
        /// F.2, kg.
        PtacKg = "ptac_kg",
        /// F.1, kg.
        MaxTechnicalMassKg = "max_technical_mass_kg",
        /// S.1.
        Seats = "seats",
        /// Range in town of a rechargeable hybrid, km.
        ElectricRangeKm = "electric_range_km",
        /// Power of the electric machine, kW.
        ElectricPowerKw = "electric_power_kw",
        /// P.2, kW.
        NetPowerKw = "net_power_kw",
        /// Price paid, cents.
        PriceCents = "price_cents",
        /// Who will hold the certificate.
        Holder = "holder",
        /// Dependent children.
        DependentChildren = "dependent_children",
        /// CMI invalidité.
        DisabilityCard = "disability_card",
        /// Collection vehicle.
        Collection = "collection",
        /// Converted to E85 after its first registration.
        E85Converted = "e85_converted",
        /// Exemption of Y.1 claimed.
        Exemption = "exemption",
        /// Use of the vehicle.
        Use = "use",
        /// The malus was settled at the first French registration.
        MalusSettled = "malus_settled",
        /// A new certificate is printed (address).
        NewCertificate = "new_certificate",
        /// Whose error is corrected.
        ErrorBy = "error_by",
        /// Kilometres on the meter.
        MileageKm = "mileage_km",
    }
}

codes! {
    /// What is asked for: the ids of `operations.toml`.
    pub enum Operation {
        /// New vehicle bought in France.
        VehiculeNeuf = "vehicule_neuf",
        /// New vehicle brought from abroad.
        ImportNeuf = "import_neuf",
        /// Used vehicle brought from abroad.
        ImportOccasion = "import_occasion",
        /// Change of holder.
        ChangementTitulaire = "changement_titulaire",
        /// The tenant buys the leased vehicle.
        RachatLeasing = "rachat_leasing",
        /// New lessee.
        ChangementLocataire = "changement_locataire",
        /// Co-holder other than a spouse.
        CotitulaireAjoutRetrait = "cotitulaire_ajout_retrait",
        /// Spouse or PACS partner added or removed.
        Conjoint = "conjoint",
        /// Heir who keeps the vehicle.
        SuccessionHeritier = "succession_heritier",
        /// Change of address.
        ChangementAdresse = "changement_adresse",
        /// Duplicate.
        Duplicata = "duplicata",
        /// Change of civil status or company name.
        ChangementEtatCivil = "changement_etat_civil",
        /// Correction of an entry error.
        CorrectionErreurSaisie = "correction_erreur_saisie",
        /// New number after plate theft.
        Usurpation = "usurpation",
        /// From the old FNI number to the SIV.
        ConversionSiv = "conversion_siv",
        /// Technical change.
        ModificationTechnique = "modification_technique",
        /// Provisional WW.
        WwProvisoire = "ww_provisoire",
        /// Trade plate.
        WGarage = "w_garage",
        /// Demonstration vehicle.
        VehiculeDemonstration = "vehicule_demonstration",
        /// Back on the road after a withdrawal.
        RemiseEnCirculation = "remise_en_circulation",
        /// A declaration without certificate.
        DeclarationSeule = "declaration_seule",
    }
}

codes! {
    /// J.1, the national kind: those of `y1_regional.toml`.
    pub enum Genre {
        /// Passenger car.
        Vp = "VP",
        /// Van.
        Ctte = "CTTE",
        /// Special-purpose vehicle: camping-car, ambulance, hearse.
        Vasp = "VASP",
        /// Light motorcycle.
        Mtl = "MTL",
        /// Motorcycle up to 25 kW.
        Mtt1 = "MTT1",
        /// Other motorcycle.
        Mtt2 = "MTT2",
        /// Motor tricycle.
        Tm = "TM",
        /// Quad.
        Qm = "QM",
        /// Moped.
        Cl = "CL",
        /// Three-wheeled moped.
        Cycl = "CYCL",
        /// Lorry.
        Cam = "CAM",
        /// Road tractor.
        Trr = "TRR",
        /// Bus or coach.
        Tcp = "TCP",
        /// Farm tractor.
        Tra = "TRA",
        /// Self-propelled farm machine.
        Maga = "MAGA",
        /// Farm trailer.
        Rea = "REA",
        /// Farm semi-trailer.
        Srea = "SREA",
        /// Towed farm machine.
        Miar = "MIAR",
        /// Trailer.
        Rem = "REM",
        /// Semi-trailer.
        Srem = "SREM",
        /// Semi-trailer, national kind SRAT.
        Srat = "SRAT",
        /// Semi-trailer, national kind SRTC.
        Srtc = "SRTC",
        /// Trailer, national kind RETC.
        Retc = "RETC",
        /// Special semi-trailer.
        Srsp = "SRSP",
        /// Special trailer, caravan.
        Resp = "RESP",
    }
}

codes! {
    /// J, the European category.
    #[expect(missing_docs, reason = "the codes of directive 2007/46 and regulation 168/2013")]
    pub enum EcCategory {
        M1 = "M1", M1G = "M1G", M2 = "M2", M3 = "M3",
        N1 = "N1", N1G = "N1G", N2 = "N2", N3 = "N3",
        L1e = "L1e", L2e = "L2e", L3e = "L3e", L4e = "L4e", L5e = "L5e", L6e = "L6e", L7e = "L7e",
        O1 = "O1", O2 = "O2", O3 = "O3", O4 = "O4",
        T = "T", C = "C", R = "R", S = "S",
    }
}

codes! {
    /// J.3, the national bodies that change a tax; any other text is [`NationalBody::Other`].
    pub enum NationalBody {
        /// Van derived from a passenger car.
        DerivVp = "DERIV VP",
        /// Adapted to a disabled person.
        Handicap = "HANDICAP",
        /// Camping-car.
        Caravane = "CARAVANE",
        /// Any other.
        Other = "OTHER",
    }
}

codes! {
    /// Where the vehicle comes from.
    pub enum Origin {
        /// Never registered anywhere.
        New = "new",
        /// Already registered in France.
        UsedFrance = "used_france",
        /// Registered abroad.
        UsedImport = "used_import",
        /// Converted into a passenger vehicle.
        Converted = "converted",
    }
}

codes! {
    /// The norm of V.7.
    pub enum Norm {
        /// WLTP.
        Wltp = "wltp",
        /// NEDC.
        Nedc = "nedc",
        /// No EU type approval: the table in CV.
        None = "none",
    }
}

codes! {
    /// Who will hold the certificate.
    pub enum Holder {
        /// Natural person.
        Person = "person",
        /// Legal person.
        Company = "company",
        /// The State.
        State = "state",
    }
}

codes! {
    /// An exemption of Y.1 that is claimed.
    pub enum Exemption {
        /// Replaces what an exceptional weather event destroyed (L421-51, L421-40).
        WeatherReplacement = "weather_replacement",
        /// Follows a transfer of competence between public bodies (L421-35).
        CompetenceTransfer = "competence_transfer",
    }
}

codes! {
    /// Use of the vehicle.
    pub enum Use {
        /// Ordinary.
        Ordinary = "ordinary",
        /// Ski lifts and ski areas only.
        Ski = "ski",
        /// Fire, rescue and civil security, off-road.
        CivilSecurity = "civil_security",
        /// Demonstration by the trade.
        Demonstration = "demonstration",
    }
}

codes! {
    /// Whose error a correction mends.
    pub enum ErrorBy {
        /// The administration's.
        Administration = "administration",
        /// The applicant's.
        Applicant = "applicant",
    }
}

/// A code of two capital letters or digits: P.3, J.2, a region.
pub type Code2 = [u8; 2];

/// What is known of the certificate asked for. `None` is « not said ».
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the `Fact` of the same name, which says what it is")]
pub struct Facts {
    pub issued_on: Option<Date>,
    pub operation: Option<Operation>,
    /// Left-aligned, padded with zero bytes: `75`, `2A`, `971`.
    pub departement: Option<[u8; 3]>,
    pub region: Option<Code2>,
    pub genre: Option<Genre>,
    pub body: Option<Code2>,
    pub national_body: Option<NationalBody>,
    pub ec_category: Option<EcCategory>,
    pub energy: Option<Code2>,
    pub fiscal_cv: Option<u32>,
    pub first_registered_on: Option<Date>,
    pub first_registered_in_france_on: Option<Date>,
    pub origin: Option<Origin>,
    pub co2_g_km: Option<u32>,
    pub co2_norm: Option<Norm>,
    pub mass_in_running_order_kg: Option<u32>,
    pub ptac_kg: Option<u32>,
    pub max_technical_mass_kg: Option<u32>,
    pub seats: Option<u32>,
    pub electric_range_km: Option<u32>,
    pub electric_power_kw: Option<u32>,
    pub net_power_kw: Option<u32>,
    pub price_cents: Option<Cents>,
    pub holder: Option<Holder>,
    pub dependent_children: Option<u32>,
    pub disability_card: Option<bool>,
    pub collection: Option<bool>,
    pub e85_converted: Option<bool>,
    pub exemption: Option<Exemption>,
    pub use_: Option<Use>,
    pub malus_settled: Option<bool>,
    pub new_certificate: Option<bool>,
    pub error_by: Option<ErrorBy>,
    pub mileage_km: Option<u32>,
}
