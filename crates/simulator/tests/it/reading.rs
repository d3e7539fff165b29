use simulator::Facts;
use simulator::facts::{
    EcCategory, Fact, FactError, FactErrorKind, Genre, Mode, NationalBody, Norm, Operation, Origin,
    Value, read,
};
use vocabulary::Cents;

use crate::day;

fn text(given: &[(&str, &str)]) -> Result<Facts, Vec<FactError>> {
    let values = given.iter().map(|(name, text)| (*name, Value::Text(text)));
    read(Mode::Text, values, baremes::builtin(), day("2026-11-21"))
}

fn json(given: &[(&str, Value<'_>)]) -> Result<Facts, Vec<FactError>> {
    let duplicata = [("operation", Value::Text("duplicata"))];
    read(Mode::Json, given.iter().copied().chain(duplicata), baremes::builtin(), day("2026-11-21"))
}

/// Name and code of each error.
fn codes(read: Result<Facts, Vec<FactError>>) -> Vec<(String, &'static str)> {
    let errors = read.expect_err("must be refused");
    errors.into_iter().map(|error| (error.name, error.kind.code())).collect()
}

fn one(name: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(name.to_owned(), code)]
}

#[test]
fn a_form_is_read_leniently() {
    let facts = text(&[
        ("operation", " duplicata "),
        ("departement", "2a"),
        ("region", ""),
        ("genre", "mtt2"),
        ("ec_category", "l3E"),
        ("energy", "es"),
        ("body", "be"),
        ("national_body", "deriv vp"),
        ("fiscal_cv", " 6 "),
        ("mass_in_running_order_kg", "1 320"),
        ("ptac_kg", "1\u{202f}800"),
        ("max_technical_mass_kg", "1\u{a0}900"),
        ("disability_card", "on"),
        ("collection", "0"),
        ("e85_converted", "1"),
        ("malus_settled", "off"),
        ("new_certificate", "false"),
        ("seats", "   "),
        ("price_cents", "1234567"),
    ]);
    let expected = Facts {
        operation: Some(Operation::Duplicata),
        departement: Some(*b"2A\0"),
        genre: Some(Genre::Mtt2),
        ec_category: Some(EcCategory::L3e),
        energy: Some(*b"ES"),
        body: Some(*b"BE"),
        national_body: Some(NationalBody::DerivVp),
        fiscal_cv: Some(6),
        mass_in_running_order_kg: Some(1320),
        ptac_kg: Some(1800),
        max_technical_mass_kg: Some(1900),
        disability_card: Some(true),
        collection: Some(false),
        e85_converted: Some(true),
        malus_settled: Some(false),
        new_certificate: Some(false),
        price_cents: Some(Cents(1_234_567)),
        ..Facts::default()
    };
    assert_eq!(facts, Ok(expected));
}

#[test]
fn json_is_read_strictly() {
    let facts = json(&[
        ("fiscal_cv", Value::Int(6)),
        ("seats", Value::Null),
        ("disability_card", Value::Bool(true)),
        ("co2_norm", Value::Text("wltp")),
        ("national_body", Value::Text("CI")),
        ("departement", Value::Text("971")),
    ]);
    let expected = Facts {
        operation: Some(Operation::Duplicata),
        fiscal_cv: Some(6),
        disability_card: Some(true),
        co2_norm: Some(Norm::Wltp),
        national_body: Some(NationalBody::Other),
        departement: Some(*b"971"),
        ..Facts::default()
    };
    assert_eq!(facts, Ok(expected));
    for (name, value, code) in [
        ("fiscal_cv", Value::Text("6"), "not_integer"),
        ("fiscal_cv", Value::Bool(true), "not_integer"),
        ("fiscal_cv", Value::Other, "not_integer"),
        ("fiscal_cv", Value::Int(-1), "out_of_bounds"),
        ("fiscal_cv", Value::Int(1000), "out_of_bounds"),
        ("price_cents", Value::Int(10_000_000_001), "out_of_bounds"),
        ("mileage_km", Value::Int(i64::MAX), "out_of_bounds"),
        ("seats", Value::Int(i64::MIN), "out_of_bounds"),
        ("disability_card", Value::Text("true"), "not_boolean"),
        ("disability_card", Value::Int(1), "not_boolean"),
        ("genre", Value::Int(1), "not_text"),
        ("genre", Value::Text(""), "unknown_code"),
        ("origin", Value::Text("NEW"), "unknown_code"),
        ("departement", Value::Int(75), "not_text"),
        ("departement", Value::Text("20"), "unknown_departement"),
        ("departement", Value::Text("7"), "unknown_departement"),
        ("departement", Value::Text("9711"), "unknown_departement"),
        ("departement", Value::Text("é"), "unknown_departement"),
        ("region", Value::Text("99"), "unknown_region"),
        ("region", Value::Text("001"), "unknown_region"),
        ("energy", Value::Text("ESS"), "not_code"),
        ("energy", Value::Text("E"), "not_code"),
        ("body", Value::Text("B-"), "not_code"),
        ("issued_on", Value::Text("21/11/2026"), "not_date"),
        ("issued_on", Value::Int(20_261_121), "not_date"),
        ("colour", Value::Text("red"), "unknown_field"),
        ("operation", Value::Text("duplicata"), "duplicate"),
    ] {
        assert_eq!(codes(json(&[(name, value)])), one(name, code), "{name} {value:?}");
    }
}

#[test]
fn the_widest_bounds_are_allowed() {
    let facts = json(&[
        ("fiscal_cv", Value::Int(999)),
        ("co2_g_km", Value::Int(9_999)),
        ("ptac_kg", Value::Int(999_999)),
        ("seats", Value::Int(999)),
        ("electric_range_km", Value::Int(9_999)),
        ("net_power_kw", Value::Int(9_999)),
        ("dependent_children", Value::Int(99)),
        ("mileage_km", Value::Int(9_999_999)),
        ("price_cents", Value::Int(10_000_000_000)),
        ("electric_power_kw", Value::Int(0)),
    ])
    .unwrap();
    assert_eq!((facts.fiscal_cv, facts.electric_power_kw), (Some(999), Some(0)));
}

#[test]
fn numbers_of_a_form_are_digits() {
    for wrong in
        ["x", "-", "--5", "6.5", "6,5", "1e3", "+6", "99999999999999999999", "9223372036854775808"]
    {
        let read = text(&[("operation", "duplicata"), ("fiscal_cv", wrong)]);
        assert_eq!(codes(read), one("fiscal_cv", "not_integer"), "{wrong}");
    }
    let read = text(&[("operation", "duplicata"), ("fiscal_cv", "-6")]);
    assert_eq!(codes(read), one("fiscal_cv", "out_of_bounds"));
    let read = text(&[("operation", "duplicata"), ("disability_card", "maybe")]);
    assert_eq!(codes(read), one("disability_card", "not_boolean"));
}

#[test]
fn a_form_takes_a_price_in_cents_or_in_euros() {
    let price = |typed| {
        text(&[("operation", "import_occasion"), ("price_cents", typed)])
            .map(|facts| facts.price_cents.map(|cents| cents.0))
            .map_err(|errors| errors[0].kind.code())
    };
    for (typed, cents) in [
        ("3000000", 3_000_000),
        ("30000 €", 3_000_000),
        ("30\u{202f}000\u{202f}€", 3_000_000),
        ("30 000,00", 3_000_000),
        ("30000,5 €", 3_000_050),
        ("30000.05", 3_000_005),
        ("0,99 €", 99),
    ] {
        assert_eq!(price(typed), Ok(Some(cents)), "{typed}");
    }
    for typed in ["30.000", "30,000 €", "30, 5", "30,-5", "€", "30 € 50", "12½"] {
        assert_eq!(price(typed), Err("not_integer"), "{typed}");
    }
    assert_eq!(price("-1 €"), Err("out_of_bounds"));
    assert_eq!(price("999999999999999999 €"), Err("not_integer"));
}

#[test]
fn every_error_is_said_at_once() {
    let read = text(&[
        ("fiscal_cv", "six"),
        ("genre", "CAR"),
        ("colour", "red"),
        ("issued_on", "2020-01-01"),
        ("first_registered_on", "2021-01-01"),
        ("departement", "99"),
    ]);
    assert_eq!(
        codes(read),
        [
            ("fiscal_cv".to_owned(), "not_integer"),
            ("genre".to_owned(), "unknown_code"),
            ("colour".to_owned(), "unknown_field"),
            ("operation".to_owned(), "required"),
            ("departement".to_owned(), "unknown_departement"),
            ("issued_on".to_owned(), "issued_before_registered"),
        ]
    );
}

#[test]
fn an_unknown_code_comes_with_those_that_exist() {
    let errors = text(&[("operation", "vente")]).unwrap_err();
    assert_eq!(
        errors,
        [FactError {
            name: "operation".to_owned(),
            kind: FactErrorKind::UnknownCode { accepted: Operation::IDS },
        }]
    );
    assert_eq!(Operation::IDS.len(), 21);
    assert_eq!(Operation::IDS[0], "vehicule_neuf");
}

#[test]
fn facts_that_contradict_one_another_are_refused() {
    let with = |given: &[(&'static str, &'static str)]| {
        let mut all = vec![("operation", "import_occasion"), ("issued_on", "2026-06-15")];
        all.extend_from_slice(given);
        text(&all)
    };
    assert_eq!(
        codes(with(&[("departement", "75"), ("region", "84")])),
        one("region", "departement_not_in_region")
    );
    assert!(with(&[("departement", "69"), ("region", "84")]).is_ok());
    assert_eq!(
        codes(with(&[("first_registered_on", "2026-06-16")])),
        one("issued_on", "issued_before_registered")
    );
    assert!(with(&[("first_registered_on", "2026-06-15")]).is_ok());
    assert_eq!(
        codes(text(&[("operation", "import_occasion"), ("first_registered_on", "2026-11-22")])),
        one("first_registered_on", "issued_before_registered")
    );
    assert_eq!(
        codes(with(&[("first_registered_in_france_on", "2026-06-16")])),
        one("first_registered_in_france_on", "issued_before_registered")
    );
    assert_eq!(
        codes(with(&[
            ("first_registered_in_france_on", "2020-01-01"),
            ("first_registered_on", "2020-01-02")
        ])),
        one("first_registered_in_france_on", "france_before_first")
    );
    assert!(
        with(&[
            ("first_registered_in_france_on", "2020-01-02"),
            ("first_registered_on", "2020-01-02")
        ])
        .is_ok()
    );
}

#[test]
fn the_origin_agrees_with_the_operation() {
    use Origin::{Converted, New, UsedFrance, UsedImport};
    for (operation, agreeing) in [
        ("vehicule_neuf", &[New][..]),
        ("import_neuf", &[New]),
        ("import_occasion", &[UsedImport, Converted]),
        ("changement_titulaire", &[UsedFrance, Converted]),
        ("modification_technique", &[UsedFrance, Converted]),
        ("rachat_leasing", &[New, UsedFrance, UsedImport, Converted]),
        ("duplicata", &[New, UsedFrance, UsedImport, Converted]),
    ] {
        for origin in Origin::ALL {
            let read = text(&[("operation", operation), ("origin", origin.id())]);
            if agreeing.contains(origin) {
                assert!(read.is_ok(), "{operation} {origin:?}");
            } else {
                let operation = Operation::parse(operation).unwrap();
                let kind = FactErrorKind::OriginContradictsOperation { operation, origin: *origin };
                assert_eq!(read, Err(vec![FactError { name: "origin".to_owned(), kind }]));
                assert_eq!(kind.code(), "origin_contradicts_operation");
            }
        }
    }
}

#[test]
fn an_origin_that_changes_no_line_is_no_contradiction() {
    let with = |genre, first| {
        let given = [
            ("operation", "vehicule_neuf"),
            ("origin", "used_france"),
            ("issued_on", "2026-06-15"),
            ("genre", genre),
            ("first_registered_on", first),
        ];
        text(&given).is_ok()
    };
    for genre in ["CL", "MTT2", "CAM", "REM", "TRA"] {
        assert!(with(genre, "1990-01-01"), "{genre}");
    }
    for genre in ["TM", "QM", "VASP"] {
        assert!(!with(genre, "2016-06-15"), "{genre}");
        assert!(with(genre, "2016-06-16"), "{genre}");
        assert!(with(genre, ""), "{genre}");
    }
    for genre in ["VP", "CTTE", ""] {
        assert!(!with(genre, "2026-06-01"), "{genre}");
    }
}

#[test]
fn every_fact_is_written_and_read_back() {
    let given = [
        ("issued_on", "2026-11-21"),
        ("operation", "changement_titulaire"),
        ("departement", "2A"),
        ("region", "94"),
        ("genre", "VP"),
        ("body", "AA"),
        ("national_body", "HANDICAP"),
        ("ec_category", "M1"),
        ("energy", "ES"),
        ("fiscal_cv", "6"),
        ("first_registered_on", "2021-05-14"),
        ("first_registered_in_france_on", "2022-01-01"),
        ("origin", "used_france"),
        ("co2_g_km", "118"),
        ("co2_norm", "wltp"),
        ("mass_in_running_order_kg", "1320"),
        ("ptac_kg", "1800"),
        ("max_technical_mass_kg", "1801"),
        ("seats", "5"),
        ("electric_range_km", "51"),
        ("electric_power_kw", "30"),
        ("net_power_kw", "96"),
        ("price_cents", "1999900"),
        ("holder", "company"),
        ("dependent_children", "3"),
        ("disability_card", "true"),
        ("collection", "false"),
        ("e85_converted", "true"),
        ("exemption", "competence_transfer"),
        ("use", "ski"),
        ("malus_settled", "false"),
        ("new_certificate", "true"),
        ("error_by", "administration"),
        ("mileage_km", "61000"),
    ];
    assert_eq!(given.map(|pair| pair.0), Fact::IDS, "the case holds every fact");
    let facts = text(&given).unwrap();
    let written: Vec<_> = facts.pairs().map(|(fact, text)| (fact.id(), text.to_string())).collect();
    assert_eq!(written, given.map(|(name, text)| (name, text.to_owned())));
    assert_eq!(Facts::default().pairs().count(), 0);
}
