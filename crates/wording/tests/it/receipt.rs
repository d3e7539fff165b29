use baremes::builtin;
use simulator::answer::{
    AgeReduction, Co2Formula, Formula, Line, LineCode, MassFormula, NilReason, Refund, RefundCode,
    Share, Total, Warning, Y1Formula, Y2Formula,
};
use simulator::baremes::CiteId;
use simulator::facts::{Fact, Norm, Operation};
use vocabulary::{Amount, Cents, Lang};
use wording::receipt;

use crate::cases::{AGE, CO2, MASS, Y1, day, line, table};

fn fr(formula: Formula) -> String {
    receipt::formula(&line(formula), builtin(), Lang::Fr).replace('\u{202f}', " ")
}

fn en(formula: Formula) -> String {
    receipt::formula(&line(formula), builtin(), Lang::En).replace('\u{202f}', " ")
}

#[test]
fn the_regional_tax_is_shown_as_a_multiplication() {
    assert_eq!(
        receipt::formula(&line(Formula::Y1(Y1)), builtin(), Lang::Fr),
        "6\u{202f}CV × (54,95\u{202f}€ + 14,00\u{202f}€)"
    );
    assert_eq!(en(Formula::Y1(Y1)), "6 CV × (€54.95 + €14.00)");
    let plain = Y1Formula { surcharge: None, rate: Cents::euros(60, 0), ..Y1 };
    assert_eq!(fr(Formula::Y1(plain)), "6 CV × 60,00 €");
    assert_eq!(
        fr(Formula::Y1(Y1Formula { share: Share::HalfByAge, ..plain })),
        "6 CV × 60,00 € × ½ (véhicule de dix ans ou plus)"
    );
    assert_eq!(
        fr(Formula::Y1(Y1Formula { cv_estimated: true, share: Share::HalfByKind, ..plain })),
        "6 CV (estimés) × 60,00 € × ½ (demi-tarif de ce genre de véhicule)"
    );
    assert_eq!(
        fr(Formula::Y1(Y1Formula { waived_percent: 50, ..plain })),
        "6 CV × 60,00 € × 50 % (exonération partielle pour l’énergie)"
    );
    assert_eq!(
        fr(Formula::Y1(Y1Formula {
            waived_percent: 50,
            waived_cap: Some(Amount::from_euros(750)),
            ..plain
        })),
        "6 CV × 60,00 € − 750,00 € (exonération plafonnée pour l’énergie)"
    );
}

#[test]
fn the_transport_levy_names_its_bracket() {
    let y2 = |ptac_kg, above_kg, up_to_kg| Formula::Y2(Y2Formula { ptac_kg, above_kg, up_to_kg });
    assert_eq!(
        fr(y2(Some(6_000), 3_500, Some(6_000))),
        "Forfait de 34,00 € pour un PTAC de 6 000 kg (tranche de plus de 3 500 kg à 6 000 kg)"
    );
    assert_eq!(
        fr(y2(Some(3_500), 0, Some(3_500))),
        "Forfait de 34,00 € pour un PTAC de 3 500 kg (tranche jusqu’à 3 500 kg)"
    );
    assert_eq!(
        en(y2(Some(12_000), 11_000, None)),
        "Flat sum of €34.00 for a PTAC of 12,000 kg (bracket over 11,000 kg)"
    );
}

#[test]
fn a_bracket_that_does_not_hold_the_ptac_is_not_named() {
    // A road tractor of 5 t pays the last bracket; a van pays the first one without being asked.
    for y2 in [
        Y2Formula { ptac_kg: Some(5_000), above_kg: 11_000, up_to_kg: None },
        Y2Formula { ptac_kg: Some(4_000), above_kg: 0, up_to_kg: Some(3_500) },
        Y2Formula { ptac_kg: Some(3_500), above_kg: 3_500, up_to_kg: Some(6_000) },
        Y2Formula { ptac_kg: None, above_kg: 0, up_to_kg: Some(3_500) },
    ] {
        assert_eq!(
            fr(Formula::Y2(y2)),
            "Forfait de 34,00 € pour ce genre de véhicule, quel que soit le PTAC"
        );
    }
}

#[test]
fn the_co2_malus_names_its_table_and_every_step() {
    let table_2026 = table(Norm::Wltp, builtin(), day("2026-06-01"));
    let co2 = Co2Formula { table: table_2026, ..CO2 };
    assert_eq!(fr(Formula::Co2(co2)), "Barème WLTP 2026 : 180 g/km → 10 000 €");
    assert_eq!(
        fr(Formula::Co2(Co2Formula {
            e85_off: 72,
            base: 108,
            full: Amount::from_euros(50),
            age: Some(AGE),
            ..co2
        })),
        "Barème WLTP 2026 : 180 g/km − 72 (E85) = 108 g/km → 50 €, moins 28 % pour l’ancienneté (26 mois commencés)"
    );
    assert_eq!(
        en(Formula::Co2(Co2Formula {
            seats_off: 80,
            base: 100,
            age: Some(AgeReduction { yearly: true, months: 1, ..AGE }),
            price_cap: Some(Amount::from_cents(Cents::euros(9_000, 50))),
            ..co2
        })),
        "Table WLTP 2026: 180 g/km − 80 (company, 8 seats or more) = 100 g/km → €10,000, less 28% for its age (1 month begun, counted by year), capped at half of the price paid: €9,000.50"
    );
}

#[test]
fn a_table_in_cv_counts_in_cv() {
    let cv = table(Norm::None, builtin(), day("2015-06-01"));
    assert_eq!(
        fr(Formula::Co2(Co2Formula { table: cv, measured: 9, base: 9, ..CO2 })),
        "Barème en CV 2014-2016 : 9 CV → 10 000 €"
    );
}

#[test]
fn a_table_is_named_by_years_even_where_its_label_has_words() {
    let nedc = table(Norm::Nedc, builtin(), day("2022-06-01"));
    let text = fr(Formula::Co2(Co2Formula { table: nedc, ..CO2 }));
    assert_eq!(text, "Barème NEDC 2020-2027 : 180 g/km → 10 000 €");
}

#[test]
fn the_mass_malus_adds_up_its_bands() {
    let scale = builtin().mass.iter().position(|scale| scale.label == "2026-2027").unwrap();
    let mass = MassFormula { scale: u8::try_from(scale).unwrap(), ..MASS };
    assert_eq!(
        fr(Formula::Mass(mass)),
        "Barème 2026-2027 : 1 950 kg → 200 kg × 10 € + 100 kg × 15 € + 100 kg × 20 € + 51 kg × 25 € = 6 775 €"
    );
    assert_eq!(
        fr(Formula::Mass(MassFormula {
            mass_kg: 1_600,
            energy_off_kg: 100,
            base_kg: 1_500,
            full: Amount::from_euros(10),
            age: Some(AGE),
            sum_cap: Some(Amount::from_euros(5)),
            ..mass
        })),
        "Barème 2026-2027 : 1 600 kg − 100 (hybride) = 1 500 kg → 1 kg × 10 €, moins 28 % pour l’ancienneté (26 mois commencés), ramené au plafond commun aux deux malus : 5 €"
    );
}

#[test]
fn a_nil_line_says_why() {
    assert_eq!(
        fr(Formula::Nil(NilReason::Operation(Operation::Duplicata))),
        "Rien à payer sur cette ligne pour cette démarche : Duplicata"
    );
    let table = table(Norm::Wltp, builtin(), day("2026-06-01"));
    assert_eq!(
        fr(Formula::Nil(NilReason::UnderFirstGram { table, base: 96, first: 108 })),
        "Barème WLTP 2026 : 96 g/km, sous le seuil de 108 g/km"
    );
    assert_eq!(
        en(Formula::Nil(NilReason::FirstRegisteredBefore(day("2015-01-01")))),
        "First registered before 1 January 2015: nothing to pay on this line"
    );
}

#[test]
fn a_line_that_lacks_a_fact_names_it_with_its_field() {
    assert_eq!(fr(Formula::Lacks(Fact::Co2GKm)), "À préciser : émissions de CO₂ (case V.7)");
    assert_eq!(
        receipt::missing(&[Fact::FiscalCv, Fact::PtacKg], Lang::En),
        "For an exact amount, give: fiscal horsepower (field P.6); PTAC, maximum authorised laden weight (field F.2)."
    );
    assert_eq!(receipt::missing(&[], Lang::Fr), "");
}

#[test]
fn articles_follow_their_code() {
    let with = |basis| receipt::legal_basis(&Line { basis, ..line(Formula::Fixed) });
    assert_eq!(with(["L421-41", "L421-54-1", "", "", "", ""]), "CIBS L421-41, L421-54-1");
    assert_eq!(with(["arrete-2015-09-21", "", "", "", "", ""]), "arrêté du 21 septembre 2015");
    assert_eq!(with(["", "", "", "", "", ""]), "");
}

#[test]
fn a_source_is_named_once_by_its_title() {
    let rate = &builtin().rates[0];
    let cite = &builtin().cites[usize::from(rate.cite.0)];
    let first = &builtin().sources[usize::from(cite.sources[0])].title;
    let line =
        Line { cites: [Some(rate.cite), Some(rate.cite), None, None], ..line(Formula::Fixed) };
    let text = receipt::source(&line, builtin());
    assert!(text.starts_with(first.as_str()), "{text}");
    assert_eq!(text.matches(first.as_str()).count(), 1);
    let unknown = Line { cites: [Some(CiteId(u16::MAX)), None, None, None], ..line };
    assert_eq!(receipt::source(&unknown, builtin()), "");
}

#[test]
fn a_doubt_is_said_in_the_words_of_the_tables() {
    let doubted = builtin().cites.iter().position(|cite| cite.doubt.is_some()).unwrap();
    let doubt = builtin().cites[doubted].doubt.as_ref().unwrap();
    let warning =
        Warning::Doubt { line: Some(LineCode::Y1), cite: CiteId(u16::try_from(doubted).unwrap()) };
    let fr = receipt::warning(&warning, builtin(), Lang::Fr);
    let en = receipt::warning(&warning, builtin(), Lang::En);
    assert!(
        fr.starts_with("Taxe régionale\u{202f}: ")
            && fr.replace('\u{202f}', " ").ends_with(&doubt.fr),
        "{fr}"
    );
    assert!(en.starts_with("Regional tax: ") && en.ends_with(&doubt.en), "{en}");
}

#[test]
fn totals_and_what_rounds_them() {
    let known = Total::Known { total: Cents::euros(427, 76), rounding: Cents(30) };
    assert_eq!(receipt::total(known, Lang::Fr), "Total des taxes\u{202f}: 427,76\u{202f}€");
    assert_eq!(
        receipt::total(Total::Between(Cents::euros(13, 76), Cents::euros(1_000, 0)), Lang::En),
        "Total of the taxes: between €13.76 and €1,000.00"
    );
    assert_eq!(receipt::range(Cents::euros(5, 0), Cents::euros(5, 0), Lang::Fr), "5,00\u{202f}€");
    assert_eq!(
        receipt::rounding(Cents(30), Lang::Fr),
        "Arrondi à l’euro le plus proche\u{202f}: +0,30\u{202f}€"
    );
    assert_eq!(
        receipt::rounding(Cents(-20), Lang::En),
        "Rounded to the nearest euro: \u{2212}€0.20"
    );
    assert_eq!(receipt::rounding(Cents::ZERO, Lang::Fr), "");
}

#[test]
fn a_refund_is_never_said_to_be_deducted() {
    let refund = Refund { code: RefundCode::FamilyCo2, amount: Amount::from_euros(818) };
    assert_eq!(
        receipt::refund(&refund, Lang::Fr).replace('\u{202f}', " "),
        "Famille nombreuse, malus CO₂ : 818,00 € à demander au service des impôts après le paiement. Cette somme n’est pas déduite du total."
    );
    assert!(receipt::refund(&refund, Lang::En).ends_with("It is not deducted from the total."));
}

#[test]
fn a_rate_has_a_day_of_issue_and_a_malus_a_day_of_first_registration() {
    let since = |code| {
        let in_force_since = Some(day("2026-01-01"));
        receipt::line_since(&Line { code, in_force_since, ..line(Formula::Fixed) }, Lang::Fr)
    };
    assert_eq!(since(LineCode::Y1).as_deref(), Some("En vigueur depuis le 1er janvier 2026"));
    assert_eq!(
        since(LineCode::Y3Co2).as_deref(),
        Some("Barème des premières immatriculations à partir du 1er janvier 2026")
    );
    assert_eq!(receipt::line_since(&line(Formula::Fixed), Lang::Fr), None);
}
