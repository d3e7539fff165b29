use baremes::Reason;

use super::{check, refused};

#[test]
fn gram_tables_have_one_amount_a_gram_and_never_fall() {
    let file = "y3_co2_wltp.toml";
    check(
        file,
        "cap_from_g = 213",
        "cap_from_g = 214",
        "wltp[0].amounts",
        Reason::WrongLength { expected: 76, found: 75 },
    );
    check(
        file,
        "cap_from_g = 213",
        "cap_from_g = 13",
        "wltp[0].amounts",
        Reason::WrongLength { expected: 0, found: 75 },
    );
    check(file, "\"20000\"", "\"100\"", "wltp[0].cap", Reason::Falls { before: 19641, after: 100 });
    check(
        file,
        "50, 75, 100,",
        "50, 175, 100,",
        "wltp[0].amounts[2]",
        Reason::Falls { before: 175, after: 100 },
    );
    check(
        file,
        "kept = \"6537\"",
        "kept = \"6538\"",
        "gram_doubt[0].kept",
        Reason::NotTheTable { table: 6537, kept: 6538 },
    );
}

#[test]
fn brackets_hang_together() {
    check(
        "y2_transport.toml",
        "above_kg = 3500",
        "above_kg = 3501",
        "bracket[1]",
        Reason::NotContiguous { expected: 3501, found: 3502 },
    );
    check(
        "y3_co2_cv.toml",
        "from_cv = 8, to_cv = 9, amount = \"1400\"",
        "from_cv = 9, to_cv = 9, amount = \"1400\"",
        "cv[0].rows[1]",
        Reason::NotContiguous { expected: 8, found: 9 },
    );
    check(
        "y3_co2_nedc.toml",
        "from_g = 201, amount = \"8000\"",
        "from_g = 201, to_g = 300, amount = \"8000\"",
        "nedc_brackets[0].brackets[10]",
        Reason::OpenBracket,
    );
    check(
        "malus_masse.toml",
        "from_kg = 1800, to_kg = 1899, rate = \"15\"",
        "from_kg = 1801, to_kg = 1899, rate = \"15\"",
        "scale[1].bands[1]",
        Reason::NotContiguous { expected: 1800, found: 1801 },
    );
    check(
        "y3_reductions.toml",
        "from_month = 4,",
        "from_month = 5,",
        "age_band[0].bands[1]",
        Reason::NotContiguous { expected: 4, found: 5 },
    );
    check(
        "y3_reductions.toml",
        "percent = 6 }",
        "percent = 2 }",
        "age_band[0].bands[1].percent",
        Reason::Falls { before: 3, after: 2 },
    );
}

#[test]
fn operations_are_exactly_those_of_the_simulator() {
    let refusals = refused("operations.toml", "id = \"duplicata\"", "id = \"copie\"");
    assert_eq!(refusals.len(), 2, "{refusals:?}");
    assert_eq!(
        (refusals[0].key.as_str(), &refusals[0].reason),
        ("operation", &Reason::MissingOperation("duplicata"))
    );
    assert_eq!(
        (refusals[1].key.as_str(), &refusals[1].reason),
        ("operation[10].id", &Reason::UnknownOperation("copie".into()))
    );
    let refusals = refused("operations.toml", "id = \"import_neuf\"", "id = \"vehicule_neuf\"");
    assert_eq!(refusals[0].reason, Reason::Twice("vehicule_neuf".into()));
}

#[test]
fn genres_are_exactly_those_of_the_simulator() {
    for (file, list, at) in [
        ("y1_regional.toml", "factor", "factor[0]"),
        ("y2_transport.toml", "by_kind", "by_kind[4]"),
    ] {
        let refusals = refused(file, "\"VP\"", "\"VPX\"");
        assert_eq!(refusals.len(), 2, "{refusals:?}");
        assert_eq!(refusals[0].key, format!("{at}.genres[0]"));
        assert_eq!(refusals[0].reason, Reason::UnknownGenre("VPX".into()));
        assert_eq!(
            (refusals[1].key.as_str(), &refusals[1].reason),
            (list, &Reason::MissingGenre("VP"))
        );
    }
    check(
        "y2_transport.toml",
        "\"CAM\"",
        "\"CAM\",\"CTTE\"",
        "by_kind[1].genres",
        Reason::Twice("CTTE".into()),
    );
    check(
        "y1_regional.toml",
        "[\"M1\"]",
        "[\"M9\"]",
        "factor[0].categories[0]",
        Reason::UnknownCategory("M9".into()),
    );
}

#[test]
fn a_value_names_sources_that_exist() {
    let file = "y4_y5_fixed.toml";
    check(
        file,
        "\"sp-f19211\"",
        "\"sp-f00000\"",
        "y4[0].source[1]",
        Reason::UnknownSource("sp-f00000".into()),
    );
    check(
        file,
        "source = [\"cibs-2023\",\"sp-f19211\",\"prixcv-copy-2026\",\"real-q5-2026\"]",
        "source = []",
        "y4[0].source",
        Reason::NoSource,
    );
    let twice = refused("sources.toml", "id = \"lf2024\"", "id = \"lf2026\"");
    let said: Vec<_> = twice.iter().map(|one| (one.key.as_str(), &one.reason)).collect();
    let unknown = Reason::UnknownSource("lf2024".into());
    let expected =
        [("source[4]", &Reason::Twice("lf2026".into())), ("price_cap.source[1]", &unknown)];
    assert_eq!(said, expected);
    check(
        "malus_masse.toml",
        "\ndoubt_fr = ",
        "\nnote = ",
        "scale[0].doubt",
        Reason::DoubtInOneLanguage,
    );
}

#[test]
fn keys_and_words_that_nothing_reads_are_refused() {
    check(
        "y2_transport.toml",
        "[[alternate]]",
        "[[other]]\na = 1\n[[alternate]]",
        "other",
        Reason::KeyUnknown,
    );
    let refusals = refused("y2_transport.toml", "above_kg = 0", "above = 0");
    assert_eq!(refusals[0].key, "bracket[0].above");
    assert!(matches!(refusals[0].reason, Reason::Shape(_)), "{refusals:?}");
    let word = Reason::UnknownWord { word: "yes".into(), allowed: "due, no, if".into() };
    check("operations.toml", "y1 = \"due\"", "y1 = \"yes\"", "operation[0].y1", word);
    check(
        "certificate_fields.toml",
        "\"fiscal_cv\"",
        "\"cv\"",
        "field[14].fact",
        Reason::UnknownFact("cv".into()),
    );
    check(
        "y1_regional.toml",
        "[[exemption]]",
        "[other]\n[[exemption]]",
        "other",
        Reason::KeyUnknown,
    );
    check(
        "regions.toml",
        "Bretagne",
        "Bretagne\\u0000",
        "region[2].name",
        Reason::ControlCharacter,
    );
}
