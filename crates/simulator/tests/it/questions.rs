use simulator::facts::{Fact, FactSet};
use simulator::{Facts, questions};

use crate::case::{IMPORT, NEW, USED, facts};
use crate::day;

fn asked(facts: &Facts) -> Vec<&'static str> {
    questions(facts, baremes::builtin(), day("2026-11-21")).iter().map(Fact::id).collect()
}

#[test]
fn a_form_asks_what_can_matter() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("a moped", USED, "genre=CL", &["issued_on", "operation", "genre", "exemption"]),
        ("a label", USED, "operation=declaration_seule", &["issued_on", "operation"]),
        (
            "a duplicate",
            USED,
            "operation=duplicata",
            &["issued_on", "operation", "genre", "exemption"],
        ),
        (
            "a used French car",
            USED,
            "",
            &[
                "issued_on",
                "operation",
                "departement",
                "genre",
                "energy",
                "fiscal_cv",
                "first_registered_on",
                "holder",
                "exemption",
            ],
        ),
        (
            "a used French lorry",
            USED,
            "genre=CAM",
            &[
                "issued_on",
                "operation",
                "departement",
                "genre",
                "energy",
                "fiscal_cv",
                "ptac_kg",
                "holder",
                "collection",
                "exemption",
            ],
        ),
        (
            "an electric import",
            IMPORT,
            "energy=EL",
            &[
                "issued_on",
                "operation",
                "departement",
                "genre",
                "body",
                "national_body",
                "ec_category",
                "energy",
                "fiscal_cv",
                "first_registered_on",
                "holder",
                "exemption",
            ],
        ),
        (
            "a petrol import",
            IMPORT,
            "co2_g_km=150",
            &[
                "issued_on",
                "operation",
                "departement",
                "genre",
                "body",
                "national_body",
                "ec_category",
                "energy",
                "fiscal_cv",
                "first_registered_on",
                "co2_g_km",
                "co2_norm",
                "mass_in_running_order_kg",
                "electric_power_kw",
                "holder",
                "dependent_children",
                "disability_card",
                "exemption",
                "use",
            ],
        ),
    ];
    for (name, base, given, expected) in cases {
        assert_eq!(asked(&facts(base, given)), *expected, "{name}");
    }
}

#[test]
fn what_is_asked_follows_the_answers() {
    let asks = |base, given, fact: Fact| {
        questions(&facts(base, given), baremes::builtin(), day("2026-11-21")).contains(fact)
    };
    assert!(asks(IMPORT, "co2_norm=none", Fact::FiscalCv));
    assert!(!asks(IMPORT, "co2_norm=none", Fact::Co2GKm));
    assert!(asks(IMPORT, "issued_on=2023-12-31", Fact::PriceCents));
    assert!(!asks(IMPORT, "issued_on=2024-01-01", Fact::PriceCents));
    assert!(asks(IMPORT, "energy=EE", Fact::ElectricRangeKm));
    assert!(!asks(IMPORT, "energy=ES", Fact::ElectricRangeKm));
    assert!(asks(IMPORT, "holder=company", Fact::Seats));
    assert!(asks(IMPORT, "holder=company seats=-", Fact::Seats));
    assert!(asks(IMPORT, "genre=CTTE ec_category=N1 body=BE use=ski", Fact::Use));
    assert!(asks(USED, "departement=- issued_on=2024-02-29", Fact::E85Converted));
    assert!(asks(NEW, "energy=EL", Fact::Use));
    assert!(!asks(USED, "energy=EL", Fact::Use));
    assert!(!asks(IMPORT, "holder=company co2_g_km=190", Fact::DependentChildren));
    assert!(asks(IMPORT, "first_registered_on=-", Fact::Co2GKm));
    assert!(asks(IMPORT, "fiscal_cv=-", Fact::NetPowerKw));
    assert!(!asks(IMPORT, "fiscal_cv=7", Fact::NetPowerKw));
    assert!(asks(IMPORT, "energy=FE", Fact::E85Converted));
    assert!(asks(IMPORT, "issued_on=2027-06-01 co2_g_km=150", Fact::MileageKm));
    assert!(!asks(NEW, "issued_on=2027-06-01 co2_g_km=150", Fact::MileageKm));
    assert!(asks(NEW, "use=demonstration", Fact::Use));
    assert!(asks(USED, "issued_on=2027-01-01", Fact::MalusSettled));
    assert!(asks(USED, "issued_on=2027-01-01 malus_settled=true", Fact::MalusSettled));
    assert!(asks(
        USED,
        "issued_on=2027-01-01 malus_settled=false",
        Fact::FirstRegisteredInFranceOn
    ));
    assert!(!asks(USED, "issued_on=2026-12-31", Fact::MalusSettled));
    assert!(asks(USED, "operation=modification_technique origin=-", Fact::Origin));
    assert!(asks(USED, "operation=changement_adresse new_certificate=false", Fact::NewCertificate));
    assert!(asks(
        USED,
        "operation=correction_erreur_saisie error_by=administration",
        Fact::ErrorBy
    ));
    assert!(asks(USED, "genre=VASP", Fact::EcCategory));
    assert!(asks(USED, "departement=69 issued_on=2024-02-29", Fact::E85Converted));
    assert!(!asks(USED, "departement=69 issued_on=2024-03-01", Fact::E85Converted));
}

#[test]
fn a_set_holds_what_was_put_in_it() {
    let set = FactSet::EMPTY.with(Fact::MileageKm).with(Fact::IssuedOn).with(Fact::IssuedOn);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Fact::IssuedOn, Fact::MileageKm]);
    assert!(!set.contains(Fact::Operation));
}

#[test]
fn a_form_asks_for_whatever_keeps_the_price_open() {
    for operation in simulator::facts::Operation::ALL {
        for given in
            ["", "genre=VP", "genre=CTTE body=BE", "energy=EE", "co2_norm=none", "departement=75"]
        {
            let bare = Facts { operation: Some(*operation), ..facts("operation=duplicata", given) };
            let today = day("2026-11-21");
            let missing = simulator::simulate(&bare, baremes::builtin(), today).missing;
            let asked = questions(&bare, baremes::builtin(), today);
            for fact in missing {
                assert!(asked.contains(fact), "{} {given}: {}", operation.id(), fact.id());
            }
        }
    }
}
