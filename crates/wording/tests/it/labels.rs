use simulator::facts::{
    EcCategory, ErrorBy, Exemption, Fact, Genre, Holder, NationalBody, Norm, Operation, Origin, Use,
};
use vocabulary::Lang;
use wording::labels::{
    body_label, energy_label, fact_field, fact_help, fact_label, fact_name, fact_unit, genre_label,
    operation_title,
};

use crate::cases::labels;

#[test]
fn every_label_exists_in_both_languages() {
    let (fr, en) = (labels(Lang::Fr), labels(Lang::En));
    assert_eq!(fr.len(), en.len());
    for (fr, en) in fr.iter().zip(&en) {
        assert!(!fr.trim().is_empty() && !en.trim().is_empty(), "{fr} / {en}");
    }
}

#[test]
fn sentences_are_translated_not_copied() {
    for fact in Fact::ALL {
        assert_ne!(fact_help(*fact, Lang::Fr), fact_help(*fact, Lang::En), "{fact:?}");
    }
    // « département » is said so in English too, and a duplicate is nearly one.
    for fact in Fact::ALL.iter().filter(|fact| **fact != Fact::Departement) {
        assert_ne!(fact_name(*fact, Lang::Fr), fact_name(*fact, Lang::En), "{fact:?}");
    }
    for operation in Operation::ALL {
        assert_ne!(operation_title(*operation, Lang::Fr), operation_title(*operation, Lang::En));
    }
}

#[test]
fn a_label_names_the_field_of_the_certificate() {
    assert_eq!(fact_label(Fact::FiscalCv, Lang::Fr), "Puissance fiscale (case P.6)");
    assert_eq!(fact_label(Fact::FiscalCv, Lang::En), "Fiscal horsepower (field P.6)");
    assert_eq!(fact_label(Fact::Energy, Lang::Fr), "Énergie (case P.3)");
    assert_eq!(
        fact_label(Fact::PtacKg, Lang::Fr),
        "PTAC, poids total autorisé en charge (case F.2)"
    );
    assert_eq!(fact_label(Fact::Holder, Lang::En), "Future holder");
}

#[test]
fn fields_are_those_printed_on_the_certificate() {
    // certificate_fields.toml
    for (fact, field) in [
        (Fact::FirstRegisteredOn, "B"),
        (Fact::MaxTechnicalMassKg, "F.1"),
        (Fact::PtacKg, "F.2"),
        (Fact::MassInRunningOrderKg, "G"),
        (Fact::EcCategory, "J"),
        (Fact::Genre, "J.1"),
        (Fact::Body, "J.2"),
        (Fact::NationalBody, "J.3"),
        (Fact::NetPowerKw, "P.2"),
        (Fact::Energy, "P.3"),
        (Fact::FiscalCv, "P.6"),
        (Fact::Seats, "S.1"),
        (Fact::Co2GKm, "V.7"),
    ] {
        assert_eq!(fact_field(fact), Some(field));
        let help = fact_help(fact, Lang::Fr);
        assert!(help.contains(&format!("ase {field}")), "{help}");
        assert!(fact_help(fact, Lang::En).contains(&format!("ield {field}")), "{help}");
    }
    assert_eq!(Fact::ALL.iter().filter(|fact| fact_field(**fact).is_some()).count(), 13);
}

#[test]
fn measured_facts_have_a_unit() {
    assert_eq!(fact_unit(Fact::FiscalCv, Lang::Fr), Some("CV"));
    assert_eq!(fact_unit(Fact::Co2GKm, Lang::En), Some("g/km"));
    assert_eq!(fact_unit(Fact::PriceCents, Lang::Fr), Some("centimes"));
    assert_eq!(fact_unit(Fact::Holder, Lang::Fr), None);
    for fact in Fact::ALL {
        let unit = if fact.id().ends_with("_kg") {
            "kg"
        } else if fact.id().ends_with("_kw") {
            "kW"
        } else if fact.id().ends_with("_km") && *fact != Fact::Co2GKm {
            "km"
        } else {
            continue;
        };
        assert_eq!(fact_unit(*fact, Lang::Fr), Some(unit), "{fact:?}");
    }
}

#[test]
fn no_two_choices_of_a_list_read_the_same() {
    fn distinct<T: Copy>(all: &[T], label: impl Fn(T, Lang) -> &'static str) {
        for lang in Lang::ALL {
            for (at, choice) in all.iter().enumerate() {
                let text = label(*choice, *lang);
                assert!(all[..at].iter().all(|other| label(*other, *lang) != text), "{text}");
            }
        }
    }
    distinct(Operation::ALL, operation_title);
    distinct(Operation::ALL, wording::labels::operation_help);
    distinct(Genre::ALL, genre_label);
    distinct(EcCategory::ALL, wording::labels::ec_category_label);
    distinct(NationalBody::ALL, wording::labels::national_body_label);
    distinct(Origin::ALL, wording::labels::origin_label);
    distinct(Norm::ALL, wording::labels::norm_label);
    distinct(Holder::ALL, wording::labels::holder_label);
    distinct(Exemption::ALL, wording::labels::exemption_label);
    distinct(Use::ALL, wording::labels::use_label);
    distinct(ErrorBy::ALL, wording::labels::error_by_label);
}

#[test]
fn every_energy_of_the_tables_has_a_name_in_both_languages() {
    for energy in &baremes::builtin().energies {
        let (fr, en) = (energy_label(energy, Lang::Fr), energy_label(energy, Lang::En));
        assert!(
            fr.starts_with(char::is_uppercase) && en.starts_with(char::is_uppercase),
            "{fr} / {en}"
        );
    }
}

#[test]
fn bodies_that_change_a_tax_are_named_and_others_are_not_invented() {
    for code in ["BA", "BB", "BE", "SH"] {
        assert!(body_label(code, Lang::Fr).is_some(), "{code}");
    }
    assert_eq!(body_label("ZZ", Lang::Fr), None);
}
