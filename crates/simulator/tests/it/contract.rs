use simulator::answer::{Formula, LineCode, NilReason, Share, TableRef, Warning, Y1Formula};
use simulator::baremes::CiteId;
use simulator::facts::{Fact, Norm};
use simulator::simulate;
use vocabulary::Cents;

use crate::case::{IMPORT, NEW, USED, cases, facts};

#[test]
fn the_example_of_the_contract() {
    cases! { USED;
        "a used car in Paris", "contracts.md §1", "" =>
            "y1=413.70 y2=0.00 y3_co2=0.00 y3_mass=0.00 y4=11.00 y5=2.76 total=427.76 rounding=0.30 missing= \
             law.y1=L421-41,L421-54-1 since.y1=2026-03-01 why.y3_co2=AlreadyInFrance why.y2=Genre(Vp)";
    }
}

#[test]
fn the_formula_holds_its_numbers() {
    let simulation = simulate(&facts(USED, ""), baremes::builtin(), crate::day("2026-11-21"));
    let region = baremes::builtin().regions.iter().position(|region| region.code == "11").unwrap();
    assert_eq!(
        simulation.lines[0].formula,
        Formula::Y1(Y1Formula {
            cv: 6,
            cv_estimated: false,
            region: u8::try_from(region).unwrap(),
            rate: Cents::euros(54, 95),
            surcharge: Some(Cents::euros(14, 0)),
            share: Share::Full,
            waived_percent: 0,
            waived_cap: None,
        })
    );
    assert_eq!(simulation.lines[2].formula, Formula::Nil(NilReason::AlreadyInFrance));
}

#[test]
fn warnings_have_the_codes_of_the_contract() {
    let (line, cite) = (Some(LineCode::Y1), CiteId(0));
    let table = TableRef { norm: Norm::Wltp, index: 0 };
    for (warning, code) in [
        (Warning::UnknownEnergy(*b"ZZ"), "unknown_energy"),
        (Warning::UnconfirmedEnergy(*b"EL"), "unconfirmed_energy"),
        (Warning::NormMismatch, "norm_mismatch"),
        (Warning::SumCapNotApplied, "sum_cap_not_applied"),
        (Warning::NewButRegisteredEarlier, "new_but_registered_earlier"),
        (Warning::Doubt { line, cite }, "doubt"),
        (Warning::GramInDoubt { table, g: 157, kept: 6637, other: 6537 }, "doubt"),
        (Warning::LowConfidence { line, cite }, "low_confidence"),
        (
            Warning::CarriedOver { line: LineCode::Y1, since: crate::day("2026-11-21") },
            "carried_over",
        ),
        (Warning::UsageCoefficientUnknown, "usage_coefficient_unknown"),
        (Warning::PriceCapNotApplied, "price_cap_not_applied"),
        (
            Warning::MassBracketMismatch { max_technical_mass_kg: 1, ptac_kg: 2 },
            "mass_bracket_mismatch",
        ),
        (Warning::EstimatedFiscalCv { cv: 7, cite }, "estimated_fiscal_cv"),
        (Warning::SpecialPurposeAtLimit, "special_purpose_at_limit"),
    ] {
        assert_eq!(warning.code(), code);
    }
    for fact in [
        Fact::Genre,
        Fact::Body,
        Fact::EcCategory,
        Fact::Energy,
        Fact::Origin,
        Fact::Co2Norm,
        Fact::Seats,
        Fact::ElectricPowerKw,
        Fact::Holder,
        Fact::MalusSettled,
        Fact::NewCertificate,
        Fact::ErrorBy,
    ] {
        assert_eq!(Warning::Assumed(fact).code(), format!("assumed_{}", fact.id()));
    }
    // A claim has no default to assume.
    assert_eq!(Warning::Assumed(Fact::DisabilityCard).code(), "assumed");
}

#[test]
fn every_error_has_a_code_of_its_own() {
    use simulator::facts::FactErrorKind as Kind;
    use simulator::facts::{Operation, Origin};
    let kinds = [
        (Kind::UnknownField, "unknown_field"),
        (Kind::Duplicate, "duplicate"),
        (Kind::Required, "required"),
        (Kind::NotInteger, "not_integer"),
        (Kind::NotBoolean, "not_boolean"),
        (Kind::NotText, "not_text"),
        (Kind::NotDate, "not_date"),
        (Kind::OutOfBounds { min: 0, max: 1 }, "out_of_bounds"),
        (Kind::UnknownCode { accepted: &[] }, "unknown_code"),
        (Kind::NotCode2, "not_code"),
        (Kind::UnknownDepartement, "unknown_departement"),
        (Kind::UnknownRegion, "unknown_region"),
        (Kind::DepartementNotInRegion, "departement_not_in_region"),
        (Kind::IssuedBeforeRegistered, "issued_before_registered"),
        (Kind::FranceBeforeFirst, "france_before_first"),
        (
            Kind::OriginContradictsOperation {
                operation: Operation::Duplicata,
                origin: Origin::New,
            },
            "origin_contradicts_operation",
        ),
    ];
    for (kind, code) in kinds {
        assert_eq!(kind.code(), code);
    }
}

#[test]
fn a_line_cites_what_it_was_computed_from() {
    cases! { USED;
        "rate and surcharge", "issue §2", "" => "cites.y1=2 cites.y2=0 cites.y4=1 cites.y5=1";
        "rate alone", "issue §2", "departement=69" => "cites.y1=1";
        "rate and waiver", "issue §2", "departement=59 energy=EL" => "cites.y1=2";
        "waiver", "issue §2", "departement=59 energy=EL issued_on=2026-03-31" => "cites.y1=1";
        "bracket and genre", "issue §2", "genre=CAM" => "cites.y2=2";
        "a moped", "issue §2", "genre=CL" => "cites.y5=1";
    }
    cases! { IMPORT;
        "nothing due: the table", "issue §2", "" => "cites.y3_co2=1 cites.y3_mass=1";
        "table and age", "issue §2", "co2_g_km=150 mass_in_running_order_kg=1900" => "cites.y3_co2=2 cites.y3_mass=2";
        "E85", "issue §2", "co2_g_km=250 energy=FE" => "cites.y3_co2=3";
        "E85, nothing due", "issue §2", "co2_g_km=200 energy=FE" => "cites.y3_co2=2";
        "eight seats", "issue §2", "co2_g_km=230 holder=company seats=8" => "cites.y3_co2=3";
        "price", "issue §2", "co2_g_km=225 issued_on=2023-12-31 price_cents=100" => "cites.y3_co2=3";
        "hybrid", "issue §2", "energy=EH electric_power_kw=30 first_registered_on=2024-01-01 mass_in_running_order_kg=1900" =>
            "cites.y3_mass=3";
        "hybrid without effect", "issue §2", "energy=EH electric_power_kw=30 mass_in_running_order_kg=1900" => "cites.y3_mass=2";
        "hybrid without effect, nothing due", "issue §2", "energy=EH electric_power_kw=30" => "cites.y3_mass=1 law.y3_mass=L421-71,L421-75";
    }
    cases! { NEW;
        "no age", "issue §2", "co2_g_km=150 mass_in_running_order_kg=1900" => "cites.y3_co2=1 cites.y3_mass=1";
        "the ceiling of both", "issue §2", "co2_g_km=191 mass_in_running_order_kg=1900" => "cites.y3_mass=2";
    }
}
