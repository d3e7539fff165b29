//! Cases beside the seven: what stands in the way, and when.

use demarches::{DemarcheKind, block::Effect};

use crate::journeys::{ADULT, AT_HOME, BOUGHT, CAR, DRIVER, answered, blocks, last_day, with};

#[test]
fn an_inherited_vehicle_sold_after_three_months_was_not_driven_or_goes_to_an_heir_first() {
    let sold: &[_] = &[
        ("titulaire.cotitulaire_count", "0"),
        ("succession.heirs", "1"),
        ("succession.proof", "attestation_notaire"),
        ("succession.died_on", "2026-08-21"),
        ("succession.vehicle_driven_since_death", "false"),
        ("cession.on", "2026-11-20"),
    ];
    let kind = DemarcheKind::SuccessionCession;
    let case = answered(kind, &with(&[ADULT, sold]));
    assert!(case.pieces.iter().any(|one| one.kind.id == "attestation_non_circulation"));
    assert!(case.can_be_ordered());
    let driven: &[_] = &[("succession.vehicle_driven_since_death", "true")];
    assert_eq!(blocks(&answered(kind, &with(&[ADULT, sold, driven]))), ["succession_a_roule"]);
    let sooner: &[_] = &[("succession.died_on", "2026-08-22")];
    let case = answered(kind, &with(&[ADULT, sold, driven, sooner]));
    assert_eq!(blocks(&case), ["succession_a_roule_moins_de_3_mois"]);
    assert!(case.can_be_ordered(), "an operator decides");
    assert!(case.pieces.iter().all(|one| one.kind.id != "attestation_non_circulation"));
}

#[test]
fn a_spouse_is_added_simply_within_the_month_of_the_wedding() {
    let wedding: &[_] = &[
        ("vehicle.is_leased", "false"),
        ("cotitulaire.change", "ajout_mariage"),
        ("wedding.on", "2026-10-21"),
        ("titulaire.cotitulaire_count", "1"),
        ("titulaire.postcode", "75011"),
    ];
    let kind = DemarcheKind::Cotitulaire;
    let case = answered(kind, &with(&[ADULT, AT_HOME, CAR, wedding]));
    assert_eq!(last_day(&case).as_deref(), Some("2026-11-21"), "today is the last day");
    assert!(case.can_be_ordered());
    let earlier: &[_] = &[("wedding.on", "2026-10-20")];
    assert_eq!(
        blocks(&answered(kind, &with(&[ADULT, AT_HOME, CAR, wedding, earlier]))),
        ["mois_du_mariage"]
    );
    let friend = with(&[ADULT, AT_HOME, CAR, wedding, &[("cotitulaire.change", "ajout")]]);
    let friend: Vec<_> = friend.into_iter().filter(|(fact, _)| *fact != "wedding.on").collect();
    let case = answered(kind, &friend);
    assert!(case.dues.is_empty(), "no delay but for a spouse");
    assert!(case.pieces.iter().any(|one| one.kind.id == "certificat_cession"));
}

#[test]
fn what_stops_says_the_way_out() {
    let case = |situation: &'static str| {
        let given: &[_] = &[("vehicle.situation", situation)];
        answered(
            DemarcheKind::ChangementTitulaire,
            &with(&[ADULT, AT_HOME, DRIVER, CAR, BOUGHT, given]),
        )
    };
    for (situation, id, effect) in [
        ("opposition", "opposition", Effect::Stops),
        ("gage", "gage", Effect::Warns),
        ("inconnue", "situation_inconnue", Effect::Operator),
    ] {
        let case = case(situation);
        assert_eq!(blocks(&case), [id]);
        assert_eq!(case.blocks[0].effect, effect);
        assert!(!case.blocks[0].way_out.fr.is_empty());
        assert_eq!(case.can_be_ordered(), effect != Effect::Stops);
    }
}
