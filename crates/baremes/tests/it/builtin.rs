use baremes::{BUILTIN_FILES, FILES, builtin, hash, load};
use simulator::baremes::{CiteId, Confidence, GramScale};
use simulator::facts::Operation;
use simulator::snapshot::encode;
use vocabulary::{Amount, Cents, Date};

fn day(text: &str) -> Date {
    Date::parse(text).expect("a day of the calendar")
}

#[test]
fn the_tables_compiled_in_are_accepted() {
    match load(&BUILTIN_FILES) {
        Ok(loaded) => assert_eq!(&loaded.baremes, builtin()),
        Err(refusals) => {
            let said: Vec<String> = refusals.iter().map(ToString::to_string).collect();
            panic!("{}", said.join("\n"));
        }
    }
    assert_eq!(BUILTIN_FILES.map(|(name, _)| name), FILES);
}

#[test]
fn all_regions_departements_and_operations_are_there() {
    let tables = builtin();
    assert_eq!(tables.regions.len(), 18);
    assert_eq!(tables.regions.iter().map(|region| region.departements.len()).sum::<usize>(), 101);
    assert_eq!(tables.operations.len(), Operation::ALL.len());
    assert_eq!(tables.version, "2026-11-21");
}

#[test]
fn rates_of_november_2026_are_the_published_ones() {
    // baremes.md, « Rates in force on 2026-11-21 »; prixcv-copy-2026
    let tables = builtin();
    let on = day("2026-11-21");
    let rate = |code: &str| {
        let rate = tables.rates.iter().find(|rate| {
            tables.regions[usize::from(rate.region)].code == code
                && rate.from <= on
                && on <= rate.to
        });
        rate.unwrap().per_cv
    };
    for (code, cents) in [
        ("84", 43_00),
        ("27", 60_00),
        ("53", 60_00),
        ("24", 60_00),
        ("94", 53_00),
        ("44", 60_00),
        ("32", 43_00),
        ("11", 54_95),
        ("28", 60_00),
        ("75", 58_00),
        ("76", 59_50),
        ("52", 51_00),
        ("93", 60_00),
        ("01", 41_00),
        ("02", 53_00),
        ("03", 42_50),
        ("04", 60_00),
        ("06", 30_00),
    ] {
        assert_eq!(rate(code), Cents(cents), "region {code}");
    }
    let surcharges: Vec<_> = tables.surcharges.iter().map(|one| (one.from, one.per_cv)).collect();
    assert_eq!(surcharges, [(day("2026-03-01"), Cents(14_00)), (day("2027-01-01"), Cents(12_00))]);
}

#[test]
fn fixed_lines_and_factors_keep_their_values() {
    let tables = builtin();
    assert_eq!(tables.y4[0].amount, Amount::from_euros(11));
    assert_eq!(tables.y5[0].amount, Amount::from_cents(Cents(2_76)));
    let y2: Vec<i64> = tables.y2_brackets.iter().map(|one| one.amount.to_cents().0 / 100).collect();
    assert_eq!(y2, [34, 127, 189, 285]);
    assert_eq!(tables.fiscal_power.m1, [180, 387, 134]);
    assert_eq!(tables.fiscal_power.electric_other, [1_000, 136]);
    let motorcycle = tables.kind_factors.iter().find(|one| one.genres.contains(&"MTL".to_owned()));
    assert_eq!(motorcycle.map(|one| (one.before_10y, one.from_10y)), Some((50, 50)));
}

#[test]
fn the_ceilings_of_the_wltp_tables_are_those_of_the_law() {
    // baremes.md §6.2
    let tables = builtin();
    let read: Vec<_> = tables
        .wltp
        .iter()
        .map(|table| match &table.scale {
            GramScale::ByGram { first_g, cap_from_g, cap, .. } => (*first_g, *cap, *cap_from_g),
            GramScale::ByBracket(_) => panic!("{} is no table by gram", table.label),
        })
        .collect();
    assert_eq!(
        read,
        [
            (138, 20_000, 213),
            (133, 30_000, 219),
            (128, 40_000, 224),
            (123, 50_000, 226),
            (118, 60_000, 194),
            (113, 70_000, 193),
            (108, 80_000, 192),
            (103, 90_000, 190),
        ]
    );
    assert_eq!(tables.wltp[4].to, day("2025-02-28"), "January and February 2025 use 2024");
}

#[test]
fn only_the_cv_tables_that_no_source_gives_are_empty() {
    let without: Vec<_> = builtin().cv.iter().filter(|table| table.rows.is_none()).collect();
    assert_eq!(
        without.iter().map(|table| table.label.as_str()).collect::<Vec<_>>(),
        ["2026", "2027"]
    );
    let CiteId(cite) = without[0].cite;
    assert_eq!(builtin().cites[usize::from(cite)].confidence, Confidence::Unknown);
}

#[test]
fn a_doubt_belongs_to_the_period_it_concerns() {
    let tables = builtin();
    let cite = |CiteId(number)| &tables.cites[usize::from(number)];
    let burgundy: Vec<_> = tables
        .rates
        .iter()
        .filter(|rate| tables.regions[usize::from(rate.region)].code == "27")
        .map(|rate| (cite(rate.cite).confidence, cite(rate.cite).doubt.is_some()))
        .collect();
    assert_eq!(
        burgundy,
        [(Confidence::Solid, false), (Confidence::Solid, false), (Confidence::Medium, true)]
    );
    assert_eq!(cite(tables.y5_moped_cite).confidence, Confidence::Medium);
    assert_eq!(cite(tables.usage_coefficient_cite).confidence, Confidence::Low);
}

#[test]
fn every_source_kept_is_cited_and_every_citation_names_one() {
    let tables = builtin();
    let cited =
        |n: usize| tables.cites.iter().any(|one| one.sources.iter().any(|s| usize::from(*s) == n));
    for (number, source) in tables.sources.iter().enumerate() {
        assert!(cited(number), "{}", source.id);
    }
    for cite in &tables.cites {
        assert_eq!(cite.sources.is_empty(), cite.confidence == Confidence::Unknown);
    }
    for (i, cite) in tables.cites.iter().enumerate() {
        assert!(!tables.cites[..i].contains(cite), "citation {i} stands twice");
    }
}

#[test]
fn the_snapshot_is_small_and_has_a_name() {
    let bytes = encode(builtin());
    assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
    assert!(hash(&bytes).starts_with("sha256:"));
    assert_eq!(hash(&bytes).len(), 7 + 64);
    assert_eq!(
        hash(b"abc"),
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
