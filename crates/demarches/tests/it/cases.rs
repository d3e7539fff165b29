//! The lists of pieces, written by hand from the official cards, against what the rules answer.

use demarches::{DemarcheKind, KnownFacts, Need, builtin};

/// An adult with a proof of address, and a car of five years first registered in 2021.
const ADULT: &[(&str, &str)] = &[
    ("titulaire.kind", "particulier"),
    ("titulaire.is_minor", "false"),
    ("titulaire.is_protected_adult", "false"),
    ("titulaire.is_hosted", "false"),
    ("titulaire.cotitulaire_count", "0"),
    ("titulaire.cmi_invalidite", "false"),
];
const CAR: &[(&str, &str)] = &[
    ("vehicle.genre", "VP"),
    ("vehicle.age_years", "5"),
    ("vehicle.first_registration_year", "2021"),
    ("vehicle.is_leased", "false"),
];
/// What every new holder gives when a professional files.
const BASE: &[&str] =
    &["piece_identite", "justificatif_domicile", "permis_conduire", "attestation_assurance"];

/// Later pairs win over earlier ones.
fn known(parts: &[&[(&str, &str)]]) -> KnownFacts {
    builtin().facts(parts.iter().flat_map(|part| part.iter().copied())).expect("facts of the rules")
}

/// Nothing is left open, and the pieces that block are just `expected`.
fn check(kind: DemarcheKind, parts: &[&[(&str, &str)]], expected: &[&[&str]]) {
    let pieces = builtin().pieces(kind, &known(parts));
    let open: Vec<_> =
        pieces.iter().filter(|one| one.need == Need::Depends).map(|one| &one.kind.id).collect();
    assert!(open.is_empty(), "{kind:?} leaves open {open:?}");
    let mut asked: Vec<_> =
        pieces.iter().filter(|one| !one.optional).map(|one| one.kind.id.as_str()).collect();
    let mut wanted: Vec<_> = expected.concat();
    asked.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(asked, wanted, "{kind:?}");
}

#[test]
fn a_used_car_with_two_holders_of_whom_one_is_hosted() {
    let two_holders = &[("titulaire.is_hosted", "true"), ("titulaire.cotitulaire_count", "1")];
    let case: &[&[_]] = &[ADULT, CAR, two_holders, &[("seller.kind", "particulier")]];
    check(
        DemarcheKind::ChangementTitulaire,
        case,
        &[&[
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
        ]],
    );
    let pieces = builtin().pieces(DemarcheKind::ChangementTitulaire, &known(case));
    let count = |id: &str| pieces.iter().find(|one| one.kind.id == id).and_then(|one| one.count);
    assert_eq!(count("piece_identite"), Some(2));
    assert_eq!(count("piece_identite_hebergeant"), Some(1));
}

#[test]
fn a_used_car_from_the_european_union() {
    let import: &[_] = &[
        ("vehicle.is_new", "false"),
        ("vehicle.tax_status", "obtained"),
        ("vehicle.foreign_ci_usable", "true"),
        ("vehicle.foreign_ci_withheld", "false"),
    ];
    let own: &[_] = &[
        "demande_immatriculation",
        "certificat_immatriculation_etranger",
        "certificat_cession",
        "quitus_fiscal",
        "pv_controle_technique",
        "mandat",
    ];
    check(DemarcheKind::ImportUe, &[ADULT, CAR, import], &[BASE, own]);
    let unusable: &[_] = &[("vehicle.foreign_ci_usable", "false")];
    check(DemarcheKind::ImportUe, &[ADULT, CAR, import, unusable], &[BASE, own, &["coc"]]);
}

#[test]
fn a_car_from_outside_the_european_union_that_awaits_its_approval() {
    let import: &[_] = &[
        ("vehicle.is_new", "false"),
        ("vehicle.origin", "hors_ue"),
        ("vehicle.tax_status", "requested"),
        ("vehicle.awaiting_rti", "true"),
        ("vehicle.foreign_ci_withheld", "false"),
    ];
    check(
        DemarcheKind::ImmatriculationProvisoireWw,
        &[ADULT, CAR, import],
        &[
            BASE,
            &[
                "demande_immatriculation",
                "certificat_immatriculation_etranger",
                "certificat_cession",
                "preuve_demande_fiscale",
                "mandat",
            ],
        ],
    );
    let approved: &[_] = &[("vehicle.tax_status", "obtained"), ("vehicle.awaiting_rti", "false")];
    check(
        DemarcheKind::ImportHorsUe,
        &[ADULT, CAR, import, approved],
        &[
            BASE,
            &[
                "demande_immatriculation",
                "certificat_immatriculation_etranger",
                "certificat_cession",
                "certificat_846a",
                "coc",
                "pv_controle_technique",
                "mandat",
            ],
        ],
    );
}

#[test]
fn a_lost_certificate() {
    check(
        DemarcheKind::DuplicataPerte,
        &[ADULT, CAR],
        &[&["piece_identite", "pv_controle_technique", "mandat"]],
    );
    let pieces = builtin().pieces(DemarcheKind::DuplicataPerte, &known(&[ADULT, CAR]));
    let polite: Vec<_> =
        pieces.iter().filter(|one| one.optional).map(|one| one.kind.id.as_str()).collect();
    assert_eq!(polite, ["declaration_perte", "demande_immatriculation", "justificatif_domicile"]);
}

#[test]
fn a_company_that_buys_from_a_dealer() {
    let company: &[_] = &[
        ("titulaire.kind", "personne_morale"),
        ("titulaire.signatory_is_legal_representative", "true"),
        ("titulaire.cotitulaire_count", "0"),
        ("seller.kind", "professionnel_auto"),
    ];
    let own: &[_] = &[
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
    check(DemarcheKind::ChangementTitulaire, &[CAR, company], &[own]);
    let by_proxy: &[_] = &[("titulaire.signatory_is_legal_representative", "false")];
    check(
        DemarcheKind::ChangementTitulaire,
        &[CAR, company, by_proxy],
        &[own, &["pouvoir_signature"]],
    );
}

#[test]
fn a_minor_with_a_moped() {
    let moped: &[_] = &[
        ("titulaire.is_minor", "true"),
        ("vehicle.genre", "CL"),
        ("vehicle.age_years", "3"),
        ("vehicle.first_registration_year", "2023"),
        ("vehicle.is_new", "false"),
    ];
    let own: &[_] = &[
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
    ];
    check(DemarcheKind::Cyclomoteur, &[ADULT, moped], &[own]);
    let new: &[_] = &[("vehicle.is_new", "true"), ("vehicle.age_years", "0")];
    let without_title: Vec<_> =
        own.iter().copied().filter(|id| *id != "certificat_immatriculation_barre").collect();
    check(DemarcheKind::Cyclomoteur, &[ADULT, moped, new], &[&without_title]);
}

#[test]
fn an_inheritance_kept_by_one_heir_of_three() {
    let estate: &[_] = &[("succession.heirs", "3"), ("succession.proof", "acte_notoriete")];
    let own: &[_] = &[
        "demande_immatriculation",
        "certificat_immatriculation",
        "acte_notoriete",
        "pv_controle_technique",
        "mandat",
    ];
    let kind = DemarcheKind::SuccessionConservation;
    check(kind, &[ADULT, CAR, estate], &[BASE, own, &["lettre_desistement"]]);
    // Nobody waives anything where the three become holders.
    let all_three: &[_] = &[("titulaire.cotitulaire_count", "2")];
    check(kind, &[ADULT, CAR, estate, all_three], &[BASE, own]);
}

#[test]
fn the_roadworthiness_test_begins_with_the_fourth_full_year_and_the_fifth_for_category_l() {
    for (genre, age, year, asked) in [
        ("VP", "3", "2022", false),
        ("VP", "4", "2022", true),
        ("MTT2", "4", "2022", false),
        ("MTT2", "5", "2021", true),
        ("TRA", "20", "2006", false),
        ("RESP", "20", "2006", false),
        ("VP", "67", "1959", true),
    ] {
        let vehicle: &[_] = &[
            ("vehicle.genre", genre),
            ("vehicle.age_years", age),
            ("vehicle.first_registration_year", year),
            ("vehicle.collection_already", "false"),
        ];
        let pieces = builtin().pieces(DemarcheKind::FinLeasing, &known(&[ADULT, vehicle]));
        let found = pieces.iter().any(|one| one.kind.id == "pv_controle_technique");
        assert_eq!(found, asked, "{genre} of {age} years");
    }
}

#[test]
fn a_collection_car_first_registered_before_1960_has_no_test() {
    let old: &[_] = &[
        ("vehicle.age_years", "67"),
        ("vehicle.first_registration_year", "1959"),
        ("vehicle.collection_already", "true"),
        ("seller.kind", "particulier"),
    ];
    let pieces = builtin().pieces(DemarcheKind::ChangementTitulaire, &known(&[ADULT, CAR, old]));
    assert!(pieces.iter().all(|one| one.kind.id != "pv_controle_technique"));
}

#[test]
fn the_test_of_a_lorry_is_left_to_an_operator() {
    let lorry: &[_] = &[("vehicle.genre", "CAM"), ("vehicle.age_years", "8")];
    let pieces = builtin().pieces(DemarcheKind::FinLeasing, &known(&[ADULT, CAR, lorry]));
    let test = pieces.iter().find(|one| one.kind.id == "pv_controle_technique").unwrap();
    assert_eq!(test.need, Need::Depends);
}

#[test]
fn a_public_page_tells_what_is_certain_from_what_depends_and_gives_each_condition() {
    for demarche in builtin().all() {
        let pieces = builtin().pieces(demarche.kind, &KnownFacts::none());
        assert!(pieces.iter().any(|one| one.need == Need::Always), "{:?}", demarche.kind);
        for piece in &pieces {
            assert_ne!(piece.need, Need::Here, "nothing is known");
            assert_eq!(piece.need == Need::Depends, piece.condition.is_some());
        }
        let first_open = pieces.iter().position(|one| one.need == Need::Depends);
        let last_sure = pieces.iter().rposition(|one| one.need == Need::Always);
        assert!(first_open.is_none_or(|open| last_sure < Some(open)), "certain ones come first");
    }
}

#[test]
fn facts_are_refused_by_name_and_by_value() {
    assert!(builtin().facts([("titulaire.kind", "martien")]).is_err());
    assert!(builtin().facts([("titulaire.age", "3")]).is_err());
    assert!(builtin().facts([("succession.heirs", "trois")]).is_err());
}

#[test]
fn legal_delays_run_date_to_date() {
    let day = |text: &str| vocabulary::Date::parse(text).unwrap();
    let last = |kind: DemarcheKind, from: &str| {
        builtin().get(kind).deadline.as_ref().unwrap().last_day(day(from)).unwrap()
    };
    assert_eq!(last(DemarcheKind::ChangementTitulaire, "2026-01-31"), day("2026-02-28"));
    assert_eq!(last(DemarcheKind::ChangementTitulaire, "2026-11-21"), day("2026-12-21"));
    assert_eq!(last(DemarcheKind::DeclarationCession, "2026-11-21"), day("2026-12-06"));
}
