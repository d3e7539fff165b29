//! The seven cases of the trade, answered question by question; lists, forms and delays written by hand from the cards.

use demarches::{
    Answers, DemarcheKind, Evaluation, block::Effect, builtin, delay::DueKind, kind::Signer,
};
use simulator::facts::Operation;
use vocabulary::Date;

/// The day of every journey.
pub(crate) fn today() -> Date {
    Date::parse("2026-11-21").unwrap()
}

/// Answers each question with what `given` says, passes over optional ones, and demands that all of `given` was asked.
pub(crate) fn answered(kind: DemarcheKind, given: &[(&str, &str)]) -> Evaluation<'static> {
    let rules = builtin();
    let mut answers = Answers::none();
    let mut used = 0;
    loop {
        let evaluation = rules.evaluate(kind, &answers, today());
        let Some(question) = evaluation.next_question() else {
            assert_eq!(used, given.len(), "{kind:?} does not ask all that is given");
            return evaluation;
        };
        let text = given.iter().find(|(fact, _)| *fact == question.fact).map(|(_, text)| *text);
        used += usize::from(text.is_some());
        let text = text.or(question.optional.then_some("")).unwrap_or_else(|| {
            panic!("{kind:?} asks for {} too", question.fact);
        });
        rules.answer(&mut answers, &question.fact, text, today()).unwrap();
    }
}

/// The pieces that block, which are just `expected`; nothing is left open.
#[track_caller]
fn asks(evaluation: &Evaluation<'_>, expected: &[&str]) {
    let mut asked: Vec<_> = evaluation
        .pieces
        .iter()
        .filter(|one| !one.optional)
        .map(|one| one.kind.id.as_str())
        .collect();
    let mut wanted = expected.to_vec();
    asked.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(asked, wanted);
    assert!(evaluation.is_answered());
}

fn count(evaluation: &Evaluation<'_>, id: &str) -> Option<u32> {
    evaluation.pieces.iter().find(|one| one.kind.id == id).and_then(|one| one.count)
}

fn signs(evaluation: &Evaluation<'_>, id: &str) -> Vec<(Signer, Option<u32>)> {
    let form = evaluation.forms.iter().find(|form| form.piece.id == id).unwrap();
    form.signers.iter().map(|one| (one.signer, one.count)).collect()
}

pub(crate) fn blocks<'a>(evaluation: &Evaluation<'a>) -> Vec<&'a str> {
    evaluation.blocks.iter().map(|block| block.id.as_str()).collect()
}

pub(crate) fn last_day(evaluation: &Evaluation<'_>) -> Option<String> {
    let due = evaluation.dues.first()?;
    assert!(matches!(due.what, DueKind::Legal(_)));
    due.last_day.map(|day| day.to_string())
}

/// Later pairs win over earlier ones.
pub(crate) fn with<'a>(parts: &[&[(&'a str, &'a str)]]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<(&str, &str)> = Vec::new();
    for pair in parts.iter().copied().flatten() {
        all.retain(|(fact, _)| *fact != pair.0);
        all.push(*pair);
    }
    all
}

pub(crate) const ADULT: &[(&str, &str)] = &[
    ("titulaire.kind", "particulier"),
    ("titulaire.is_minor", "false"),
    ("titulaire.is_protected_adult", "false"),
    ("titulaire.cotitulaire_count", "0"),
];
/// Where an address is printed, the proof of it may be the host's.
pub(crate) const AT_HOME: &[(&str, &str)] = &[("titulaire.is_hosted", "false")];
pub(crate) const DRIVER: &[(&str, &str)] =
    &[("titulaire.holds_licence", "true"), ("titulaire.postcode", "75011")];
pub(crate) const CAR: &[(&str, &str)] =
    &[("vehicle.genre", "VP"), ("vehicle.first_registered_on", "2021-03-15")];
pub(crate) const BOUGHT: &[(&str, &str)] = &[
    ("vehicle.situation", "aucune"),
    ("seller.kind", "particulier"),
    ("cession.on", "2026-10-31"),
    ("cession.at", "17:05"),
    ("vehicle.is_leased", "false"),
    ("vehicle.plate", "AB-123-CD"),
    ("vehicle.vin", "VF1RFB00X56789012"),
];

#[test]
fn a_used_car_by_two_holders_of_whom_one_is_hosted() {
    let hosted: &[_] = &[("titulaire.is_hosted", "true"), ("titulaire.cotitulaire_count", "1")];
    let case = answered(
        DemarcheKind::ChangementTitulaire,
        &with(&[ADULT, AT_HOME, DRIVER, CAR, BOUGHT, hosted]),
    );
    asks(
        &case,
        &[
            "demande_immatriculation",
            "certificat_immatriculation_barre",
            "certificat_cession",
            "pv_controle_technique",
            "piece_identite",
            "piece_identite_hebergeant",
            "justificatif_domicile_hebergeant",
            "attestation_hebergement",
            "permis_conduire",
            "attestation_assurance",
            "mandat",
        ],
    );
    assert_eq!(count(&case, "piece_identite"), Some(2));
    assert_eq!(count(&case, "piece_identite_hebergeant"), Some(1));
    assert!(case.can_be_ordered() && case.blocks.is_empty());
    assert_eq!(case.operation, Some(Operation::ChangementTitulaire));
    assert_eq!(last_day(&case).as_deref(), Some("2026-11-30"), "the last day of a shorter month");
    assert_eq!(signs(&case, "mandat"), [(Signer::Titulaire, Some(1))]);
    assert_eq!(
        signs(&case, "demande_immatriculation"),
        [(Signer::Titulaire, Some(1)), (Signer::Cotitulaires, Some(1))]
    );
    assert_eq!(
        signs(&case, "attestation_hebergement"),
        [(Signer::Titulaire, Some(1)), (Signer::Hebergeant, Some(1))]
    );
    let seller = case.pieces.iter().find(|one| one.kind.id == "certificat_cession").unwrap();
    assert!(seller.condition.is_some() && !seller.why.fr.is_empty());
    assert!(seller.source.title.fr.contains("F1050"), "{:?}", seller.source);
}

#[test]
fn a_used_car_from_the_european_union() {
    let import: &[_] = &[
        ("vehicle.is_new", "false"),
        ("vehicle.foreign_ci_withheld", "false"),
        ("vehicle.foreign_ci_usable", "true"),
        ("vehicle.tax_status", "obtained"),
        ("arrival.on", "2026-11-02"),
        ("titulaire.cmi_invalidite", "false"),
    ];
    let own = [
        "demande_immatriculation",
        "certificat_immatriculation_etranger",
        "certificat_cession",
        "quitus_fiscal",
        "pv_controle_technique",
        "mandat",
        "piece_identite",
        "justificatif_domicile",
        "permis_conduire",
        "attestation_assurance",
    ];
    let case = answered(DemarcheKind::ImportUe, &with(&[ADULT, AT_HOME, DRIVER, CAR, import]));
    asks(&case, &own);
    assert!(case.can_be_ordered());
    assert_eq!(case.operation, Some(Operation::ImportOccasion));
    assert_eq!(last_day(&case).as_deref(), Some("2026-12-02"));
    // A title that lacks data asks for the conformity of the vehicle.
    let lacking: &[_] =
        &[("vehicle.foreign_ci_usable", "false"), ("vehicle.awaiting_rti", "false")];
    let case =
        answered(DemarcheKind::ImportUe, &with(&[ADULT, AT_HOME, DRIVER, CAR, import, lacking]));
    asks(&case, &[&own[..], &["coc"]].concat());
    // Without the quitus there is only the provisional number.
    let waiting: &[_] = &[("vehicle.tax_status", "requested")];
    let case =
        answered(DemarcheKind::ImportUe, &with(&[ADULT, AT_HOME, DRIVER, CAR, import, waiting]));
    assert_eq!(blocks(&case), ["quitus_attendu"]);
    assert_eq!(case.blocks[0].instead, Some(DemarcheKind::ImmatriculationProvisoireWw));
    assert!(!case.can_be_ordered());
}

#[test]
fn a_car_from_outside_the_european_union_that_awaits_its_approval() {
    let import: &[_] = &[
        ("vehicle.is_new", "false"),
        ("vehicle.origin", "hors_ue"),
        ("vehicle.tax_status", "requested"),
        ("vehicle.awaiting_rti", "true"),
        ("vehicle.ww_special", "false"),
    ];
    let genre = &CAR[..1];
    let kind = DemarcheKind::ImmatriculationProvisoireWw;
    let case = answered(kind, &with(&[ADULT, AT_HOME, DRIVER, genre, import]));
    asks(
        &case,
        &[
            "demande_immatriculation",
            "certificat_immatriculation_etranger",
            "certificat_cession",
            "preuve_demande_fiscale",
            "mandat",
            "piece_identite",
            "justificatif_domicile",
            "permis_conduire",
            "attestation_assurance",
        ],
    );
    assert!(case.can_be_ordered());
    assert_eq!(case.operation, Some(Operation::WwProvisoire));
    // The final certificate waits, and says so.
    let final_one: &[_] = &[
        ("vehicle.is_new", "false"),
        ("vehicle.foreign_ci_withheld", "false"),
        ("vehicle.tax_status", "obtained"),
        ("vehicle.awaiting_rti", "true"),
        ("arrival.on", "2026-11-02"),
        ("titulaire.cmi_invalidite", "false"),
    ];
    let case =
        answered(DemarcheKind::ImportHorsUe, &with(&[ADULT, AT_HOME, DRIVER, CAR, final_one]));
    assert_eq!(blocks(&case), ["reception_attendue"]);
    assert_eq!(case.blocks[0].instead, Some(kind));
}

#[test]
fn a_lost_certificate() {
    let lost: &[_] = &[("vehicle.is_leased", "false")];
    let case = answered(DemarcheKind::DuplicataPerte, &with(&[ADULT, CAR, lost]));
    asks(&case, &["piece_identite", "pv_controle_technique", "mandat"]);
    let polite: Vec<_> =
        case.pieces.iter().filter(|one| one.optional).map(|one| one.kind.id.as_str()).collect();
    assert_eq!(polite, ["declaration_perte", "demande_immatriculation", "justificatif_domicile"]);
    assert!(case.dues.is_empty() && case.can_be_ordered());
    assert_eq!(case.operation, Some(Operation::Duplicata));
    // The lessor of a leased vehicle gives the mandate.
    let leased: &[_] = &[("vehicle.is_leased", "true")];
    let case = answered(DemarcheKind::DuplicataPerte, &with(&[ADULT, CAR, leased]));
    asks(&case, &["piece_identite", "pv_controle_technique", "mandat", "mandat_bailleur"]);
    assert_eq!(signs(&case, "mandat"), [(Signer::Bailleur, Some(1))]);
}

#[test]
fn a_company_that_buys_from_a_dealer() {
    let company: &[_] = &[
        ("titulaire.kind", "personne_morale"),
        ("titulaire.siren", "732829320"),
        ("titulaire.signatory_is_legal_representative", "true"),
        ("titulaire.cotitulaire_count", "0"),
        ("titulaire.postcode", "69003"),
        ("seller.kind", "professionnel_auto"),
    ];
    let own = [
        "demande_immatriculation",
        "certificat_immatriculation_barre",
        "certificat_cession",
        "recepisse_declaration_achat",
        "pv_controle_technique",
        "extrait_kbis",
        "piece_identite_representant",
        "attestation_assurance",
        "mandat",
    ];
    let case = answered(DemarcheKind::ChangementTitulaire, &with(&[CAR, BOUGHT, company]));
    asks(&case, &own);
    assert_eq!(signs(&case, "mandat"), [(Signer::RepresentantLegal, Some(1))]);
    let cession = case.pieces.iter().find(|one| one.kind.id == "certificat_cession").unwrap();
    assert_eq!(
        cession.or.iter().map(|kind| kind.id.as_str()).collect::<Vec<_>>(),
        ["facture_vente"]
    );
    let proxy: &[_] = &[("titulaire.signatory_is_legal_representative", "false")];
    let case = answered(DemarcheKind::ChangementTitulaire, &with(&[CAR, BOUGHT, company, proxy]));
    asks(&case, &[&own[..], &["pouvoir_signature"]].concat());
    assert_eq!(signs(&case, "mandat"), [(Signer::Signataire, Some(1))]);
}

#[test]
fn a_minor_with_a_moped() {
    let moped: &[_] = &[
        ("titulaire.kind", "particulier"),
        ("titulaire.is_minor", "true"),
        ("titulaire.minor_age", "15"),
        ("titulaire.cotitulaire_count", "0"),
        ("vehicle.genre", "CL"),
        ("vehicle.is_new", "false"),
        ("vehicle.first_registered_on", "2023-06-01"),
        ("vehicle.situation", "aucune"),
        ("cession.on", "2026-11-10"),
    ];
    let case = answered(DemarcheKind::Cyclomoteur, &with(&[DRIVER, moped]));
    asks(
        &case,
        &[
            "demande_immatriculation",
            "certificat_immatriculation_barre",
            "certificat_cession",
            "piece_identite_mineur",
            "piece_identite_parent",
            "justificatif_domicile_hebergeant",
            "attestation_domicile_mineur",
            "permis_conduire",
            "attestation_assurance",
            "mandat",
        ],
    );
    assert!(case.pieces.iter().any(|one| one.kind.id == "autorisation_parentale" && one.optional));
    // The parent signs everything.
    for form in ["mandat", "demande_immatriculation", "attestation_domicile_mineur"] {
        assert_eq!(signs(&case, form), [(Signer::Parent, Some(1))], "{form}");
    }
    assert!(case.can_be_ordered());
    assert_eq!(last_day(&case).as_deref(), Some("2026-12-10"));
    let with_parent: &[_] = &[("titulaire.cotitulaire_count", "2")];
    let shared = answered(DemarcheKind::Cyclomoteur, &with(&[DRIVER, moped, with_parent]));
    assert_eq!(count(&shared, "piece_identite_cotitulaire"), Some(2));
    assert_eq!(count(&shared, "piece_identite_mineur"), Some(1));
    let younger: &[_] = &[("titulaire.minor_age", "13")];
    let case = answered(DemarcheKind::Cyclomoteur, &with(&[DRIVER, moped, younger]));
    assert_eq!(blocks(&case), ["moins_de_14_ans"]);
    let car: &[_] = &[("vehicle.genre", "VP"), ("titulaire.holds_licence", "false")];
    let case = answered(DemarcheKind::Cyclomoteur, &with(&[DRIVER, moped, car]));
    assert_eq!(blocks(&case), ["sans_permis", "pas_un_cyclomoteur"]);
    assert!(case.blocks.iter().all(|block| block.effect == Effect::Stops));
}

#[test]
fn an_inheritance_kept_by_one_heir_of_three() {
    let estate: &[_] = &[
        ("succession.heirs", "3"),
        ("succession.proof", "acte_notoriete"),
        ("succession.sole_holder_is_spouse", "false"),
    ];
    let own = [
        "demande_immatriculation",
        "certificat_immatriculation",
        "acte_notoriete",
        "pv_controle_technique",
        "mandat",
        "piece_identite",
        "justificatif_domicile",
        "permis_conduire",
        "attestation_assurance",
    ];
    let kind = DemarcheKind::SuccessionConservation;
    let case = answered(kind, &with(&[ADULT, AT_HOME, DRIVER, CAR, estate]));
    asks(&case, &[&own[..], &["lettre_desistement"]].concat());
    assert_eq!(signs(&case, "lettre_desistement"), [(Signer::AutresHeritiers, Some(2))]);
    assert_eq!(case.operation, Some(Operation::SuccessionHeritier));
    assert!(case.can_be_ordered() && case.dues.is_empty());
    // Nobody waives anything where the three become holders.
    let all: &[_] = &[("titulaire.cotitulaire_count", "2")];
    asks(&answered(kind, &with(&[ADULT, AT_HOME, DRIVER, CAR, estate, all])), &own);
}
