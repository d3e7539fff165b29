//! What is said of a vehicle, and what the columns of a list are called.

use simulator::facts::Fact;
use vocabulary::{Lang, codes, plain};

codes! {
    /// Something that is said of a vehicle: the name of a control and of a column; facts have their own names.
    #[expect(missing_docs, reason = "the facts of the certificate, by their names")]
    pub enum Column {
        /// Their own reference.
        Label = "label",
        Plate = "plate",
        Vin = "vin",
        Make = "make",
        Genre = "genre",
        FirstRegisteredOn = "first_registered_on",
        Energy = "energy",
        FiscalCv = "fiscal_cv",
        Co2GKm = "co2_g_km",
        Co2Norm = "co2_norm",
        MassInRunningOrderKg = "mass_in_running_order_kg",
        PtacKg = "ptac_kg",
        Seats = "seats",
        Body = "body",
        NationalBody = "national_body",
        EcCategory = "ec_category",
        MaxTechnicalMassKg = "max_technical_mass_kg",
        NetPowerKw = "net_power_kw",
        ElectricPowerKw = "electric_power_kw",
        ElectricRangeKm = "electric_range_km",
    }
}

impl Column {
    /// The fact of the price that it says.
    #[must_use]
    pub fn fact(self) -> Option<Fact> {
        Fact::parse(self.id())
    }

    /// What it is called at the head of a list.
    #[must_use]
    pub const fn header(self, lang: Lang) -> &'static str {
        match self {
            Self::Label => lang.pick("référence", "reference"),
            Self::Plate => lang.pick("immatriculation", "plate"),
            Self::Vin => lang.pick("VIN", "VIN"),
            Self::Make => lang.pick("marque", "make"),
            Self::Genre => lang.pick("genre", "kind"),
            Self::FirstRegisteredOn => lang.pick("première immatriculation", "first registration"),
            Self::Energy => lang.pick("énergie", "energy"),
            Self::FiscalCv => lang.pick("puissance fiscale", "fiscal power"),
            Self::Co2GKm => lang.pick("CO2", "CO2"),
            Self::Co2Norm => lang.pick("norme CO2", "CO2 norm"),
            Self::MassInRunningOrderKg => {
                lang.pick("masse en ordre de marche", "mass in running order")
            }
            Self::PtacKg => lang.pick("PTAC", "gross weight"),
            Self::Seats => lang.pick("places", "seats"),
            Self::Body => lang.pick("carrosserie", "body"),
            Self::NationalBody => lang.pick("carrosserie nationale", "national body"),
            Self::EcCategory => lang.pick("catégorie CE", "EC category"),
            Self::MaxTechnicalMassKg => {
                lang.pick("masse maximale technique", "maximum technical mass")
            }
            Self::NetPowerKw => lang.pick("puissance nette", "net power"),
            Self::ElectricPowerKw => lang.pick("puissance électrique", "electric power"),
            Self::ElectricRangeKm => lang.pick("autonomie électrique", "electric range"),
        }
    }

    /// The field of the certificate, and other words that lists have for it.
    const fn others(self) -> &'static [&'static str] {
        match self {
            Self::Label => &["réf", "libellé", "nom", "name", "numéro de parc", "parc"],
            Self::Plate => &["A", "plaque", "immat", "numéro d’immatriculation", "registration"],
            Self::Vin => &["E", "numéro de série", "numéro d’identification", "châssis"],
            Self::Make => &["D.1", "brand"],
            Self::Genre => &["J.1"],
            Self::FirstRegisteredOn => &[
                "B",
                "date de première immatriculation",
                "date de 1re immatriculation",
                "1re immatriculation",
                "mise en circulation",
                "date de première mise en circulation",
            ],
            Self::Energy => &["P.3", "carburant", "fuel"],
            Self::FiscalCv => &["P.6", "CV", "CV fiscaux"],
            Self::Co2GKm => &["V.7"],
            Self::MassInRunningOrderKg => &["G"],
            Self::PtacKg => &["F.2"],
            Self::Seats => &["S.1"],
            Self::Body => &["J.2"],
            Self::NationalBody => &["J.3"],
            Self::EcCategory => &["J"],
            Self::MaxTechnicalMassKg => &["F.1"],
            Self::NetPowerKw => &["P.2"],
            Self::Co2Norm | Self::ElectricPowerKw | Self::ElectricRangeKm => &[],
        }
    }

    /// The column that a list calls `text`: in French, in English, by the field of the certificate or by its name here;
    /// capitals, accents and signs tell nothing apart.
    #[must_use]
    pub fn called(text: &str) -> Option<Self> {
        let sought = plain::capitals(text);
        if sought.is_empty() {
            return None;
        }
        let same = |name: &str| plain::capitals(name) == sought;
        Self::ALL.iter().copied().find(|column| {
            same(column.id())
                || same(column.header(Lang::Fr))
                || same(column.header(Lang::En))
                || column.others().iter().copied().any(same)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_but_the_four_of_our_own_is_a_fact_of_the_price() {
        for column in Column::ALL {
            let own = matches!(column, Column::Label | Column::Plate | Column::Vin | Column::Make);
            assert_eq!(column.fact().is_none(), own, "{}", column.id());
        }
    }

    #[test]
    fn a_column_is_known_by_each_of_its_names_and_by_no_other_columns() {
        for column in Column::ALL {
            let names = [column.id(), column.header(Lang::Fr), column.header(Lang::En)];
            for name in names.iter().chain(column.others()) {
                for name in [(*name).to_owned(), name.to_uppercase(), format!(" {name} ")] {
                    assert_eq!(Column::called(&name), Some(*column), "{name}");
                }
            }
        }
        for name in ["", " ", "couleur", "P.7"] {
            assert_eq!(Column::called(name), None, "{name}");
        }
    }
}
