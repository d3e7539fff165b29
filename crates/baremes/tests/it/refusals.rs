mod regions;
mod scales; // the inside of tables: scales, codes, words

use std::borrow::Cow;

use baremes::{BUILTIN_FILES, Reason, Refusal, load};
use proptest::prelude::*;
use vocabulary::Date;

fn day(text: &str) -> Date {
    Date::parse(text).expect("a day of the calendar")
}

/// What is refused when, in `file`, `old` (which must stand there) is written `new`.
fn refused(file: &str, old: &str, new: &str) -> Vec<Refusal> {
    let files: Vec<(&str, Cow<'_, str>)> = BUILTIN_FILES
        .iter()
        .map(|(name, text)| {
            if *name != file {
                return (*name, Cow::Borrowed(*text));
            }
            assert!(text.contains(old), "{file} does not hold {old:?}");
            (*name, Cow::Owned(text.replacen(old, new, 1)))
        })
        .collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_ref())).collect();
    load(&files).err().unwrap_or_default()
}

/// One change, one refusal: this one.
fn check(file: &str, old: &str, new: &str, key: &str, reason: Reason) {
    let expected = Refusal { file: file.to_owned(), key: key.to_owned(), reason };
    assert_eq!(refused(file, old, new), [expected], "{old:?} -> {new:?}");
}

#[test]
fn a_file_missing_unknown_or_twice_is_named() {
    let none = load(&[]).unwrap_err();
    assert_eq!(none.len(), 13);
    assert!(none.iter().all(|one| one.reason == Reason::FileMissing), "{none:?}");

    let mut files = BUILTIN_FILES.to_vec();
    files.push(("notes.toml", ""));
    files.push(("regions.toml", ""));
    let refusals = load(&files).unwrap_err();
    let said: Vec<_> = refusals.iter().map(|one| (one.file.as_str(), &one.reason)).collect();
    assert_eq!(said, [("notes.toml", &Reason::FileUnknown), ("regions.toml", &Reason::FileTwice)]);
}

#[test]
fn broken_toml_is_named_with_its_line() {
    let refusals = refused("y4_y5_fixed.toml", "[[y4]]", "[[y4]");
    let [Refusal { file, key, reason: Reason::Syntax(said) }] = refusals.as_slice() else {
        panic!("{refusals:?}")
    };
    assert_eq!((file.as_str(), key.as_str()), ("y4_y5_fixed.toml", ""));
    assert!(said.starts_with("line 3: "), "{said}");
}

#[test]
fn every_fault_of_every_file_is_said_at_once() {
    let mut files = BUILTIN_FILES;
    let y1 =
        files[2].1.replacen("\"43.00\"", "\"-43.00\"", 1).replacen("\"51.00\"", "\"61.00\"", 1);
    files[2].1 = &y1;
    files[9].1 = "[[y4]";
    let refusals = load(&files).unwrap_err();
    let said: Vec<_> = refusals.iter().map(|one| (one.file.as_str(), one.key.as_str())).collect();
    assert_eq!(
        said,
        [
            ("y4_y5_fixed.toml", ""),
            ("y1_regional.toml", "rate[0].periods[0].amount"),
            ("y1_regional.toml", "rate[1].periods[0].amount"),
        ]
    );
}

#[test]
fn a_day_without_rate_is_refused() {
    check(
        "y1_regional.toml",
        r#"effective_to = "2024-06-30", amount = "51.00""#,
        r#"effective_to = "2024-06-15", amount = "51.00""#,
        "rate",
        Reason::Gap { what: "region 27".into(), from: day("2024-06-16"), to: day("2024-06-30") },
    );
    check(
        "y1_regional.toml",
        r#"effective_from = "2023-01-01", effective_to = "2027-12-31", amount = "43.00""#,
        r#"effective_from = "2023-01-02", effective_to = "2027-12-31", amount = "43.00""#,
        "rate",
        Reason::Gap { what: "region 84".into(), from: day("2023-01-01"), to: day("2023-01-01") },
    );
    check(
        "y1_regional.toml",
        r#"effective_to = "2027-12-31", amount = "43.00""#,
        r#"effective_to = "2027-12-30", amount = "43.00""#,
        "rate",
        Reason::Gap { what: "region 84".into(), from: day("2027-12-31"), to: day("2027-12-31") },
    );
}

#[test]
fn a_day_with_two_rates_is_refused() {
    check(
        "y1_regional.toml",
        r#"effective_to = "2024-06-30", amount = "51.00""#,
        r#"effective_to = "2024-07-01", amount = "51.00""#,
        "rate[1].periods[1]",
        Reason::Overlap {
            with: "rate[1].periods[0]".into(),
            from: day("2024-07-01"),
            to: day("2024-07-01"),
        },
    );
}

#[test]
fn gaps_and_overlaps_are_refused_in_every_dated_table() {
    // file, what is written, what it becomes, key, what has no value, first and last day
    for (file, old, new, key, what, from, to) in [
        ("y4_y5_fixed.toml", "2023-01-01", "2023-01-03", "y4", "y4", "2023-01-01", "2023-01-02"),
        (
            "malus_masse.toml",
            "2023-12-31\"\nbands",
            "2023-12-30\"\nbands",
            "scale",
            "the scale",
            "2023-12-31",
            "2023-12-31",
        ),
        (
            "malus_masse.toml",
            "2024-12-31\"\neffect",
            "2024-11-30\"\neffect",
            "energy",
            "phev",
            "2024-12-01",
            "2024-12-31",
        ),
        (
            "malus_masse.toml",
            "2025-12-31\", kg = 500",
            "2025-12-30\", kg = 500",
            "eight_seats_legal_person.periods",
            "eight seats",
            "2025-12-31",
            "2025-12-31",
        ),
        (
            "y3_co2_wltp.toml",
            "2025-02-28",
            "2025-02-27",
            "wltp",
            "WLTP",
            "2025-02-28",
            "2025-02-28",
        ),
        (
            "y3_co2_nedc.toml",
            "2016-12-31",
            "2016-12-30",
            "nedc",
            "NEDC",
            "2016-12-31",
            "2016-12-31",
        ),
        (
            "y3_co2_cv.toml",
            "2013-01-01",
            "2013-02-01",
            "cv",
            "the tables in CV",
            "2013-01-01",
            "2013-01-31",
        ),
        (
            "y3_reductions.toml",
            "2025-02-28\"\npercent_per",
            "2025-02-27\"\npercent_per",
            "age_band",
            "the age reduction",
            "2025-02-28",
            "2025-02-28",
        ),
        (
            "y1_regional.toml",
            "2025-04-30",
            "2025-04-29",
            "electric_exemption",
            "all regions",
            "2025-04-30",
            "2025-04-30",
        ),
    ] {
        let (from, to) = (day(from), day(to));
        check(file, old, new, key, Reason::Gap { what: what.into(), from, to });
    }
    for (file, old, new, key, with, on) in [
        (
            "y1_regional.toml",
            "2026-12-31\"\namount_per_cv",
            "2027-01-01\"\namount_per_cv",
            "surcharge[1]",
            "surcharge[0]",
            "2027-01-01",
        ),
        (
            "y1_regional.toml",
            "2026-03-31\"\npercent",
            "2026-04-01\"\npercent",
            "electric_exemption[3]",
            "electric_exemption[2]",
            "2026-04-01",
        ),
        ("y3_co2_wltp.toml", "2025-02-28", "2025-03-01", "wltp[5]", "wltp[4]", "2025-03-01"),
    ] {
        let reason = Reason::Overlap { with: with.into(), from: day(on), to: day(on) };
        check(file, old, new, key, reason);
    }
}

#[test]
fn a_negative_amount_is_refused() {
    let file = "y1_regional.toml";
    check(
        file,
        "\"43.00\"",
        "\"-43.00\"",
        "rate[0].periods[0].amount",
        Reason::Negative("-43.00".into()),
    );
    check(
        file,
        "\"14.00\"",
        "\"-0.01\"",
        "surcharge[0].amount_per_cv",
        Reason::Negative("-0.01".into()),
    );
    check(
        "y2_transport.toml",
        "\"127\"",
        "\"-127\"",
        "bracket[1].amount",
        Reason::Negative("-127".into()),
    );
    check(
        "y4_y5_fixed.toml",
        "\"2.76\"",
        "\"-2.76\"",
        "y5[0].amount",
        Reason::Negative("-2.76".into()),
    );
    check(
        "y3_co2_cv.toml",
        "\"800\"",
        "\"-800\"",
        "cv[0].rows[0].amount",
        Reason::Negative("-800".into()),
    );
    check(
        "malus_masse.toml",
        "rate = \"10\"",
        "rate = \"-10\"",
        "scale[0].bands[0].rate",
        Reason::Negative("-10".into()),
    );
    let refusals = refused("y3_co2_wltp.toml", "amounts = [\n  50,", "amounts = [\n  -50,");
    assert_eq!(refusals[0].key, "wltp[0].amounts[0]");
    assert_eq!(refusals[0].reason, Reason::Negative("-50".into()));
}

#[test]
fn an_amount_that_is_not_exact_is_refused() {
    let file = "y1_regional.toml";
    let key = "rate[0].periods[0].amount";
    check(file, "\"43.00\"", "\"43.001\"", key, Reason::BadAmount("43.001".into()));
    check(file, "\"43.00\"", "\"43,00\"", key, Reason::BadAmount("43,00".into()));
    check(file, "\"43.00\"", "43.00", key, Reason::NotQuoted);
    check(
        "y3_co2_wltp.toml",
        "\"20000\"",
        "\"20000.50\"",
        "wltp[0].cap",
        Reason::BadAmount("20000.50".into()),
    );
}

#[test]
fn only_a_surcharge_goes_beyond_the_ceiling() {
    check(
        "y1_regional.toml",
        "\"60.00\", carry_over_from",
        "\"60.01\", carry_over_from",
        "rate[1].periods[2].amount",
        Reason::AboveCeiling { amount: "60.01".into(), ceiling: "60.00".into() },
    );
    assert_eq!(refused("y1_regional.toml", "\"14.00\"", "\"61.00\""), []);
}

#[test]
fn a_percentage_above_100_is_refused() {
    for (file, old, new, key) in [
        (
            "y1_regional.toml",
            "percent = 50\ncarry",
            "percent = 101\ncarry",
            "electric_exemption[3].percent",
        ),
        (
            "y1_regional.toml",
            "percent_from_10y = 50",
            "percent_from_10y = 101",
            "factor[0].percent_from_10y",
        ),
        (
            "y3_reductions.toml",
            "percent = 100 }",
            "percent = 101 }",
            "age_band[0].bands[19].percent",
        ),
        (
            "y3_reductions.toml",
            "percent_per_period = 10",
            "percent_per_period = 101",
            "age_yearly[0].percent_per_period",
        ),
        ("y3_reductions.toml", "co2_percent = 40", "co2_percent = 101", "e85.co2_percent"),
        (
            "malus_masse.toml",
            "max_percent_of_mass = 15",
            "max_percent_of_mass = 101",
            "energy[2].max_percent_of_mass",
        ),
        ("y3_reductions.toml", "\npercent = 50", "\npercent = 101", "price_cap.percent"),
    ] {
        check(file, old, new, key, Reason::PercentAbove100(101));
    }
}

#[test]
fn bad_dates_are_refused_without_a_gap_besides() {
    let file = "y1_regional.toml";
    let key = "rate[1].periods[0].effective_to";
    check(file, "2024-06-30", "2024-06-31", key, Reason::BadDate("2024-06-31".into()));
    check(file, "2024-06-30", "30/06/2024", key, Reason::BadDate("30/06/2024".into()));
    check(file, "\"2024-06-30\"", "2024-06-30", key, Reason::NotQuoted);
    check(file, "\"2024-06-30\"", "20240630", key, Reason::BadDate("20240630".into()));
    check(
        file,
        "2024-06-30",
        "2022-06-30",
        "rate[1].periods[0]",
        Reason::EndsBeforeItBegins { from: day("2023-01-01"), to: day("2022-06-30") },
    );
    check(
        "y3_reductions.toml",
        "2019-07-01\"",
        "2019-07-32\"",
        "scope.pickup_from",
        Reason::BadDate("2019-07-32".into()),
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// Whatever is typed into a table, the loader answers; it never panics.
    #[test]
    fn no_text_makes_the_loader_panic(
        file in 0..13_usize,
        at in any::<prop::sample::Index>(),
        cut in 0..40_usize,
        typed in prop_oneof![
            "[ -~\n]{0,12}",
            Just("-1".to_owned()),
            Just("99999999999999999999".to_owned()),
            Just("4294967295".to_owned()),
            Just("[[rate]]".to_owned()),
            Just("\"".to_owned()),
            Just(" = {}\n".to_owned()),
            "\\PC{0,6}",
        ],
    ) {
        let mut files = BUILTIN_FILES;
        let mut text: Vec<char> = files[file].1.chars().collect();
        let from = at.index(text.len());
        let to = (from + cut).min(text.len());
        text.splice(from..to, typed.chars());
        let text: String = text.into_iter().collect();
        files[file].1 = &text;
        if let Err(refusals) = load(&files) {
            prop_assert!(!refusals.is_empty());
            prop_assert!(refusals.iter().all(|one| !one.to_string().is_empty()));
        }
    }
}
