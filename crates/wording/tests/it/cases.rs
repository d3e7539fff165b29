//! One of each thing that can be said. The exhaustive `match`es break the build when a case is added without its text
//! being read here.

use simulator::answer::{
    AgeReduction, Co2Formula, Formula, Line, LineCode, MassFormula, NilReason, OutOfScope, Outcome,
    Refund, RefundCode, Share, TableRef, Total, UnknownReason, Warning, Y1Formula, Y2Formula,
};
use simulator::baremes::{Baremes, CiteId};
use simulator::facts::{
    EcCategory, ErrorBy, Exemption, Fact, FactError, FactErrorKind, Genre, Holder, NationalBody,
    Norm, Operation, Origin, Use,
};
use vocabulary::{Amount, Cents, Date, Lang};
use wording::{errors, labels as l, receipt};

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Every fixed text.
pub(crate) fn labels(lang: Lang) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut add = |text: &str| texts.push(text.to_owned());
    for fact in Fact::ALL {
        add(&l::fact_label(*fact, lang));
        add(l::fact_help(*fact, lang));
        if let Some(unit) = l::fact_unit(*fact, lang) {
            add(unit);
        }
    }
    for operation in Operation::ALL {
        add(l::operation_title(*operation, lang));
        add(l::operation_help(*operation, lang));
    }
    for genre in Genre::ALL {
        add(l::genre_label(*genre, lang));
    }
    for category in EcCategory::ALL {
        add(l::ec_category_label(*category, lang));
    }
    for body in NationalBody::ALL {
        add(l::national_body_label(*body, lang));
    }
    for origin in Origin::ALL {
        add(l::origin_label(*origin, lang));
    }
    for norm in Norm::ALL {
        add(l::norm_label(*norm, lang));
    }
    for holder in Holder::ALL {
        add(l::holder_label(*holder, lang));
    }
    for exemption in Exemption::ALL {
        add(l::exemption_label(*exemption, lang));
    }
    for use_ in Use::ALL {
        add(l::use_label(*use_, lang));
    }
    for error_by in ErrorBy::ALL {
        add(l::error_by_label(*error_by, lang));
    }
    for code in ["AA", "AB", "AC", "AD", "AE", "AF", "BA", "BB", "BE", "SA", "SH"] {
        add(l::body_label(code, lang).unwrap_or_default());
    }
    for yes in [true, false] {
        add(l::yes_no(yes, lang));
    }
    for code in LineCode::ALL {
        add(&receipt::line_title(*code, lang));
        add(receipt::line_help(*code, lang));
    }
    texts
}

/// Everything that can be said of a price, its numbers included.
pub(crate) fn sentences(baremes: &Baremes, lang: Lang) -> Vec<String> {
    let mut texts = Vec::new();
    texts.extend(nil_reasons().into_iter().map(|it| receipt::nil_reason(it, baremes, lang)));
    texts
        .extend(unknown_reasons().into_iter().map(|it| receipt::unknown_reason(it, baremes, lang)));
    texts.extend(formulas().into_iter().map(|it| receipt::formula(&line(it), baremes, lang)));
    texts.extend(warnings().iter().map(|it| receipt::warning(it, baremes, lang)));
    texts.extend(fact_errors().iter().map(|it| errors::message(it, lang)));
    for code in RefundCode::ALL {
        let amount = Amount::from_euros(1_234);
        texts.push(receipt::refund(&Refund { code: *code, amount }, lang));
    }
    for total in totals() {
        texts.push(receipt::total(total, lang));
    }
    texts.push(receipt::missing(Fact::ALL, lang));
    texts.push(receipt::rounding(Cents(30), lang));
    for code in LineCode::ALL {
        let in_force_since = Some(day("2026-03-01"));
        let line = Line { code: *code, in_force_since, ..line(Formula::Fixed) };
        texts.extend(receipt::line_since(&line, lang));
    }
    texts.push(receipt::without_our_fee(lang).to_owned());
    texts.push(receipt::checked_on(baremes, lang));
    for outcome in [
        Outcome::Due(Amount::from_euros(11)),
        Outcome::Missing(Some((Amount::ZERO, Amount::from_euros(1)))),
        Outcome::Missing(None),
        Outcome::UnknownBareme,
    ] {
        texts.push(receipt::amount(&Line { outcome, ..line(Formula::Fixed) }, lang));
    }
    texts
}

fn totals() -> Vec<Total> {
    vec![
        Total::Known { total: Cents::euros(427, 76), rounding: Cents(30) },
        Total::Between(Cents::euros(1, 0), Cents::euros(2, 0)),
        Total::Unknown,
    ]
}

/// A line of 34 euros worked out as `formula` says.
pub(crate) fn line(formula: Formula) -> Line {
    Line {
        code: LineCode::Y1,
        outcome: Outcome::Due(Amount::from_euros(34)),
        formula,
        basis: ["", "", "", "", "", ""],
        in_force_since: None,
        cites: [None; 4],
    }
}

/// The table of `norm` that holds a first registration on `day`.
pub(crate) fn table(norm: Norm, baremes: &Baremes, day: Date) -> TableRef {
    let index = match norm {
        Norm::Wltp => baremes.wltp.iter().position(|it| it.from <= day && day <= it.to),
        Norm::Nedc => baremes.nedc.iter().position(|it| it.from <= day && day <= it.to),
        Norm::None => baremes.cv.iter().position(|it| it.from <= day && day <= it.to),
    };
    TableRef { norm, index: u8::try_from(index.unwrap()).unwrap() }
}

const ANY_TABLE: TableRef = TableRef { norm: Norm::Wltp, index: 0 };

fn nil_reasons() -> Vec<NilReason> {
    use NilReason as R;
    let mut all = vec![
        R::Operation(Operation::Duplicata),
        R::Spouse,
        R::Genre(Genre::Cl),
        R::Collection,
        R::EnergyWaived,
        R::State,
        R::WeatherReplacement,
        R::CompetenceTransfer,
        R::Demonstration,
        R::AlreadyInFrance,
        R::ReopensFrom(day("2027-01-01")),
        R::NotConverted,
        R::Electric,
        R::WheelchairAccessible,
        R::DisabilityCard,
        R::CivilSecurity,
        R::FirstRegisteredBefore(day("2015-01-01")),
        R::Aged { months: 190 },
        R::UnderFirstGram { table: ANY_TABLE, base: 96, first: 138 },
        R::UnderFirstKg { base_kg: 1_320, first_kg: 1_500 },
        R::PhevRange,
        R::SumCap,
        R::AddressLabel,
        R::AdministrationError,
        R::Moped,
    ];
    all.extend(
        [
            OutOfScope::Kind,
            OutOfScope::SpecialPurpose,
            OutOfScope::Van,
            OutOfScope::DerivVp,
            OutOfScope::FewSeats,
            OutOfScope::Before(day("2019-07-01")),
            OutOfScope::Ski,
        ]
        .map(R::OutOfScope),
    );
    for reason in &all {
        match reason {
            R::Operation(_)
            | R::Spouse
            | R::Genre(_)
            | R::Collection
            | R::EnergyWaived
            | R::State
            | R::WeatherReplacement
            | R::CompetenceTransfer
            | R::Demonstration
            | R::AlreadyInFrance
            | R::ReopensFrom(_)
            | R::NotConverted
            | R::Electric
            | R::WheelchairAccessible
            | R::DisabilityCard
            | R::CivilSecurity
            | R::FirstRegisteredBefore(_)
            | R::Aged { .. }
            | R::UnderFirstGram { .. }
            | R::UnderFirstKg { .. }
            | R::PhevRange
            | R::SumCap
            | R::AddressLabel
            | R::AdministrationError
            | R::Moped
            | R::OutOfScope(
                OutOfScope::Kind
                | OutOfScope::SpecialPurpose
                | OutOfScope::Van
                | OutOfScope::DerivVp
                | OutOfScope::FewSeats
                | OutOfScope::Before(_)
                | OutOfScope::Ski,
            ) => {}
        }
    }
    all
}

fn unknown_reasons() -> Vec<UnknownReason> {
    let all = vec![
        UnknownReason::IssuedOn(day("2030-01-01")),
        UnknownReason::FirstRegisteredOn(day("2030-01-01")),
        UnknownReason::CvTable(TableRef { norm: Norm::None, index: 0 }),
        UnknownReason::Operation(Operation::WGarage),
    ];
    for reason in &all {
        match reason {
            UnknownReason::IssuedOn(_)
            | UnknownReason::FirstRegisteredOn(_)
            | UnknownReason::CvTable(_)
            | UnknownReason::Operation(_) => {}
        }
    }
    all
}

pub(crate) const Y1: Y1Formula = Y1Formula {
    cv: 6,
    cv_estimated: false,
    region: 0,
    rate: Cents::euros(54, 95),
    surcharge: Some(Cents::euros(14, 0)),
    share: Share::Full,
    waived_percent: 0,
    waived_cap: None,
};

pub(crate) const CO2: Co2Formula = Co2Formula {
    table: ANY_TABLE,
    measured: 180,
    e85_off: 0,
    seats_off: 0,
    base: 180,
    full: Amount::from_euros(10_000),
    age: None,
    price_cap: None,
};

pub(crate) const MASS: MassFormula = MassFormula {
    scale: 0,
    mass_kg: 1_950,
    energy_off_kg: 0,
    seats_off_kg: 0,
    base_kg: 1_950,
    full: Amount::from_euros(6_775),
    age: None,
    sum_cap: None,
};

pub(crate) const AGE: AgeReduction = AgeReduction { months: 26, percent: 28, yearly: false };

fn formulas() -> Vec<Formula> {
    let all = vec![
        Formula::Nil(NilReason::Spouse),
        Formula::Lacks(Fact::FiscalCv),
        Formula::Unknown(UnknownReason::Operation(Operation::WGarage)),
        Formula::Fixed,
        Formula::Y1(Y1),
        Formula::Y1(Y1Formula { share: Share::HalfByKind, cv_estimated: true, ..Y1 }),
        Formula::Y1(Y1Formula { share: Share::HalfByAge, surcharge: None, ..Y1 }),
        Formula::Y1(Y1Formula { share: Share::Percent(25), waived_percent: 50, ..Y1 }),
        Formula::Y1(Y1Formula { waived_cap: Some(Amount::from_euros(750)), ..Y1 }),
        Formula::Y2(Y2Formula { ptac_kg: Some(4_500), above_kg: 3_500, up_to_kg: Some(6_000) }),
        Formula::Y2(Y2Formula { ptac_kg: None, above_kg: 11_000, up_to_kg: None }),
        Formula::Co2(CO2),
        Formula::Co2(Co2Formula {
            e85_off: 72,
            seats_off: 80,
            base: 28,
            age: Some(AgeReduction { yearly: true, ..AGE }),
            price_cap: Some(Amount::from_euros(9_000)),
            ..CO2
        }),
        Formula::Mass(MASS),
        Formula::Mass(MassFormula {
            energy_off_kg: 100,
            seats_off_kg: 400,
            mass_kg: 2_400,
            base_kg: 1_900,
            age: Some(AGE),
            sum_cap: Some(Amount::from_euros(500)),
            ..MASS
        }),
    ];
    for formula in &all {
        match formula {
            Formula::Nil(_)
            | Formula::Lacks(_)
            | Formula::Unknown(_)
            | Formula::Fixed
            | Formula::Y1(_)
            | Formula::Y2(_)
            | Formula::Co2(_)
            | Formula::Mass(_) => {}
        }
    }
    all
}

fn warnings() -> Vec<Warning> {
    let cite = CiteId(0);
    let mut all = vec![
        Warning::UnknownEnergy(*b"ZZ"),
        Warning::UnconfirmedEnergy(*b"GZ"),
        Warning::NormMismatch,
        Warning::SumCapNotApplied,
        Warning::NewButRegisteredEarlier,
        Warning::Doubt { line: Some(LineCode::Y1), cite },
        Warning::Doubt { line: None, cite },
        Warning::LowConfidence { line: None, cite },
        Warning::GramInDoubt { table: ANY_TABLE, g: 157, kept: 6_637, other: 6_537 },
        Warning::CarriedOver { line: LineCode::Y1, since: day("2026-11-21") },
        Warning::UsageCoefficientUnknown,
        Warning::PriceCapNotApplied,
        Warning::MassBracketMismatch { max_technical_mass_kg: 3_600, ptac_kg: 3_500 },
        Warning::EstimatedFiscalCv { cv: 7, cite },
        Warning::SpecialPurposeAtLimit,
    ];
    all.extend(Fact::ALL.iter().copied().map(Warning::Assumed));
    for warning in &all {
        match warning {
            Warning::Assumed(_)
            | Warning::UnknownEnergy(_)
            | Warning::UnconfirmedEnergy(_)
            | Warning::NormMismatch
            | Warning::SumCapNotApplied
            | Warning::NewButRegisteredEarlier
            | Warning::Doubt { .. }
            | Warning::LowConfidence { .. }
            | Warning::GramInDoubt { .. }
            | Warning::CarriedOver { .. }
            | Warning::UsageCoefficientUnknown
            | Warning::PriceCapNotApplied
            | Warning::MassBracketMismatch { .. }
            | Warning::EstimatedFiscalCv { .. }
            | Warning::SpecialPurposeAtLimit => {}
        }
    }
    all
}

fn fact_errors() -> Vec<FactError> {
    use FactErrorKind as K;
    let kinds = [
        K::UnknownField,
        K::Duplicate,
        K::Required,
        K::NotInteger,
        K::NotBoolean,
        K::NotText,
        K::NotDate,
        K::OutOfBounds { min: 1, max: 1_000 },
        K::UnknownCode { accepted: &["person", "company", "state"] },
        K::NotCode2,
        K::UnknownDepartement,
        K::UnknownRegion,
        K::DepartementNotInRegion,
        K::IssuedBeforeRegistered,
        K::FranceBeforeFirst,
        K::OriginContradictsOperation {
            operation: Operation::ImportOccasion,
            origin: Origin::UsedFrance,
        },
    ];
    for kind in &kinds {
        match kind {
            K::UnknownField
            | K::Duplicate
            | K::Required
            | K::NotInteger
            | K::NotBoolean
            | K::NotText
            | K::NotDate
            | K::OutOfBounds { .. }
            | K::UnknownCode { .. }
            | K::NotCode2
            | K::UnknownDepartement
            | K::UnknownRegion
            | K::DepartementNotInRegion
            | K::IssuedBeforeRegistered
            | K::FranceBeforeFirst
            | K::OriginContradictsOperation { .. } => {}
        }
    }
    let named = |name: &str, kind| FactError { name: name.to_owned(), kind };
    let mut all: Vec<FactError> = kinds.into_iter().map(|kind| named("fiscal_cv", kind)).collect();
    all.push(named("price_cents", K::NotInteger));
    all.push(named("price_cents", K::OutOfBounds { min: 0, max: 100 }));
    all.push(named("unheard_of", K::UnknownField));
    all
}
