use baremes::builtin;
use simulator::answer::{
    Formula, Line, LineCode, NilReason, Outcome, Refund, RefundCode, Simulation, Total,
    UnknownReason, Warning,
};
use simulator::facts::{Fact, FactError, FactErrorKind, Operation};
use vocabulary::{Amount, Cents, Lang};
use wording::answer::{Answer, Problem};

use crate::cases::{Y1, day, line};

fn nil(code: LineCode) -> Line {
    Line {
        code,
        outcome: Outcome::Due(Amount::ZERO),
        ..line(Formula::Nil(NilReason::Operation(Operation::ChangementTitulaire)))
    }
}

fn fixed(code: LineCode, cents: i64) -> Line {
    Line {
        code,
        outcome: Outcome::Due(Amount::from_cents(Cents(cents))),
        in_force_since: Some(day("2023-01-01")),
        ..line(Formula::Fixed)
    }
}

/// The example of the contract, put together by hand.
fn contract() -> Simulation {
    let y1 = Line {
        outcome: Outcome::Due(Amount::from_cents(Cents::euros(413, 70))),
        basis: ["L421-41", "L421-54-1", "", "", "", ""],
        in_force_since: Some(day("2026-03-01")),
        ..line(Formula::Y1(Y1))
    };
    Simulation {
        issued_on: day("2026-11-21"),
        lines: [
            y1,
            nil(LineCode::Y2),
            nil(LineCode::Y3Co2),
            nil(LineCode::Y3Mass),
            fixed(LineCode::Y4, 11_00),
            fixed(LineCode::Y5, 2_76),
        ],
        total: Total::Known { total: Cents::euros(427, 76), rounding: Cents(30) },
        refunds: vec![Refund { code: RefundCode::FamilyCo2, amount: Amount::ZERO }],
        missing: Vec::new(),
        warnings: vec![Warning::Assumed(Fact::Energy)],
    }
}

fn json(simulation: &Simulation, lang: Lang) -> String {
    serde_json::to_string(&Answer::new(simulation, builtin(), "sha256:00", lang)).unwrap()
}

#[test]
fn the_answer_has_the_keys_of_the_contract_in_their_order() {
    let text = json(&contract(), Lang::Fr);
    assert!(
        text.starts_with(concat!(
            r#"{"issued_on":"2026-11-21","baremes":"sha256:00","total_cents":42776,"rounding_cents":30,"#,
            r#""lines":[{"code":"y1","amount_cents":41370,"label":"Taxe régionale","#,
            r#""formula":"6 CV × (54,95 € + 14,00 €)","legal_basis":"CIBS L421-41, L421-54-1","#,
            r#""in_force_since":"2026-03-01","source":""},"#,
            r#"{"code":"y2","amount_cents":0,"label":"Majoration transport","#,
            r#""formula":"Rien à payer sur cette ligne pour cette démarche : Changement de titulaire","#,
            r#""legal_basis":"","in_force_since":null,"source":""},"#,
        )),
        "{text}"
    );
    assert!(
        text.ends_with(concat!(
            r#"{"code":"y5","amount_cents":276,"label":"Redevance d'acheminement","#,
            r#""formula":"Montant fixe de 2,76 €","legal_basis":"","in_force_since":"2023-01-01","source":""}],"#,
            r#""refunds":[{"code":"family_co2","amount_cents":0,"legal_basis":"CIBS L421-65 – L421-70"}],"#,
            r#""missing":[],"warnings":[{"code":"assumed_energy","#,
            r#""message":"Énergie non indiquée : nous comptons un moteur thermique. Vérifiez la case P.3."}]}"#,
        )),
        "{text}"
    );
}

#[test]
fn the_answer_speaks_english_when_asked() {
    let text = json(&contract(), Lang::En);
    assert!(
        text.contains(r#""label":"Regional tax","formula":"6 CV × (€54.95 + €14.00)""#),
        "{text}"
    );
}

#[test]
fn a_missing_fact_leaves_null_and_a_range() {
    let mut simulation = contract();
    simulation.lines[0].outcome =
        Outcome::Missing(Some((Amount::ZERO, Amount::from_cents(Cents::euros(900, 0)))));
    simulation.lines[0].formula = Formula::Lacks(Fact::FiscalCv);
    simulation.lines[1].outcome = Outcome::Missing(None);
    simulation.total = Total::Between(Cents::euros(13, 76), Cents::euros(914, 0));
    simulation.missing = vec![Fact::FiscalCv, Fact::PtacKg];
    let text = json(&simulation, Lang::Fr);
    assert!(
        text.contains(
            r#""total_cents":null,"range_cents":[1376,91400],"rounding_cents":null,"lines""#
        ),
        "{text}"
    );
    assert!(
        text.contains(concat!(
            r#"{"code":"y1","amount_cents":null,"label":"Taxe régionale","#,
            r#""formula":"À préciser : puissance fiscale (case P.6)","legal_basis":"CIBS L421-41, L421-54-1","#,
            r#""in_force_since":"2026-03-01","source":"","range_cents":[0,90000]}"#
        )),
        "{text}"
    );
    assert!(text.contains(r#""missing":["fiscal_cv","ptac_kg"]"#), "{text}");
    assert_eq!(text.matches("range_cents").count(), 2, "{text}");
}

#[test]
fn an_unknown_table_is_an_error_of_its_line() {
    let mut simulation = contract();
    simulation.lines[2].outcome = Outcome::UnknownBareme;
    simulation.lines[2].formula =
        Formula::Unknown(UnknownReason::FirstRegisteredOn(day("2028-01-01")));
    simulation.total = Total::Unknown;
    let text = json(&simulation, Lang::Fr);
    assert!(text.contains(r#""total_cents":null,"rounding_cents":null"#), "{text}");
    assert!(text.contains(r#""code":"y3_co2","amount_cents":null"#), "{text}");
    assert_eq!(text.matches(r#""error":"unknown_bareme"}"#).count(), 1, "{text}");
    assert!(!text.contains("range_cents"), "{text}");
}

#[test]
fn a_line_is_rounded_half_up_to_a_cent() {
    let mut simulation = contract();
    simulation.lines[0].outcome = Outcome::Due(Amount::from_millicents(206_847_500));
    assert!(json(&simulation, Lang::Fr).contains(r#""code":"y1","amount_cents":206848"#));
}

#[test]
fn every_faulty_fact_is_named_at_once() {
    let faulty = |name: &str, kind| FactError { name: name.to_owned(), kind };
    let problem = Problem::invalid(
        &[
            faulty("fiscal_cv", FactErrorKind::NotInteger),
            faulty("power", FactErrorKind::UnknownField),
        ],
        Lang::Fr,
    );
    assert_eq!(
        serde_json::to_string(&problem).unwrap(),
        concat!(
            r#"{"type":"about:blank","title":"Demande inexploitable","status":422,"#,
            r#""detail":"Corrigez les informations listées, puis envoyez de nouveau la demande. Rien n'a été enregistré.","#,
            r#""errors":[{"pointer":"/fiscal_cv","code":"not_integer","#,
            r#""message":"Puissance fiscale (case P.6) : donnez un nombre entier, sans virgule, espace ni unité."},"#,
            r#"{"pointer":"/power","code":"unknown_field","#,
            r#""message":"« power » : aucune information ne porte ce nom. Vérifiez l'orthographe ou retirez-la."}]}"#,
        )
    );
}

#[test]
fn a_body_that_is_no_json_is_a_problem_without_facts() {
    let problem = Problem::not_json(Lang::En);
    assert_eq!((problem.status, problem.errors.len()), (400, 0));
    assert_ne!(problem.title, Problem::not_json(Lang::Fr).title);
}
