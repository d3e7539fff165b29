use simulator::answer::{Formula, NilReason};
use simulator::simulate;
use vocabulary::Date;

use crate::case::{IMPORT, cases, facts};
use crate::day;

/// `y3_reductions.toml`, age_band: from month, to month, percent.
const BANDS: &[(u32, u32, u8)] = &[
    (1, 3, 3),
    (4, 6, 6),
    (7, 9, 9),
    (10, 12, 12),
    (13, 18, 16),
    (19, 24, 20),
    (25, 36, 28),
    (37, 48, 33),
    (49, 60, 38),
    (61, 72, 43),
    (73, 84, 48),
    (85, 96, 53),
    (97, 108, 58),
    (109, 120, 64),
    (121, 132, 70),
    (133, 144, 76),
    (145, 156, 82),
    (157, 168, 88),
    (169, 180, 94),
    (181, 999, 100),
];

/// Months begun and percentage of an import at the ceiling of its table.
fn reduction(issued: Date, first: Date) -> Option<(u32, u8)> {
    let given = format!("issued_on={issued} first_registered_on={first} co2_norm=- co2_g_km=999");
    let simulation = simulate(&facts(IMPORT, &given), baremes::builtin(), issued);
    match simulation.lines[2].formula {
        Formula::Co2(formula) => formula.age.map(|age| (age.months, age.percent)),
        Formula::Nil(NilReason::Aged { months }) => Some((months, 100)),
        other => panic!("{issued} {first}: {other:?}"),
    }
}

/// The day on which a vehicle issued on the 15th has begun `months` months.
fn first(issued: Date, months: u32) -> Date {
    let index = u32::from(issued.year()) * 12 + u32::from(issued.month()) - 1 - (months - 1);
    let year = u16::try_from(index / 12).expect("a year");
    Date::new(year, u8::try_from(index % 12 + 1).expect("a month"), 10).expect("a day")
}

#[test]
fn each_month_begun_since_march_2025_has_its_band() {
    let issued = day("2027-12-15");
    for months in 1..=156 {
        let band = BANDS.iter().find(|band| (band.0..=band.1).contains(&months)).unwrap();
        assert_eq!(reduction(issued, first(issued, months)), Some((months, band.2)), "{months}");
    }
}

#[test]
fn the_bands_are_those_of_the_tables() {
    let bands: Vec<_> = baremes::builtin().age_bands[0]
        .bands
        .iter()
        .map(|band| (band.first, band.last.unwrap_or(999), u8::try_from(band.euros).unwrap()))
        .collect();
    assert_eq!(bands, BANDS);
}

#[test]
fn months_are_counted_as_the_official_simulator_does() {
    // y3_reductions.toml, age_reduction.months.checks
    for (from, to, months) in [
        ("2023-02-13", "2025-04-10", 26),
        ("2019-02-13", "2025-03-01", 73),
        ("2019-09-13", "2026-09-13", 85),
        ("2025-09-01", "2026-09-20", 13),
    ] {
        assert_eq!(reduction(day(to), day(from)).map(|age| age.0), Some(months), "{from} {to}");
    }
}

#[test]
fn years_were_counted_before_march_2025() {
    let issued = day("2025-02-15");
    for months in 1_u32..=110 {
        let percent = if months <= 6 { 0 } else { (10 * months.div_ceil(12)).min(100) };
        let expected = (percent > 0).then(|| (months, u8::try_from(percent).unwrap()));
        assert_eq!(reduction(issued, first(issued, months)), expected, "{months}");
    }
}

#[test]
fn the_method_changes_on_the_first_of_march_2025() {
    cases! { IMPORT;
        "yearly: 13 months, 20 %", "baremes.md §6.4", "issued_on=2025-02-28 first_registered_on=2024-02-20 co2_g_km=999" =>
            "y3_co2=48000.00 law.y3_co2=L421-58,L421-62,L421-60 says.doubt=1";
        "monthly: 13 months, 16 %", "baremes.md §6.4", "issued_on=2025-03-01 first_registered_on=2024-02-20 co2_g_km=999" =>
            "y3_co2=50400.00 law.y3_co2=L421-58,L421-62,L421-7-2 says.doubt=0";
        "the zero of before 2015 begins then", "baremes.md §6.4", "issued_on=2025-03-01 first_registered_on=2014-12-31 co2_norm=- co2_g_km=999" =>
            "y3_co2=0.00 why.y3_co2=FirstRegisteredBefore(Date{year:2015,month:1,day:1})";
        "before, ten years are the whole", "baremes.md §6.4", "issued_on=2025-02-28 first_registered_on=2014-12-31 co2_norm=- co2_g_km=999" =>
            "y3_co2=0.00 why.y3_co2=Aged{months:122}";
        "nine years are not", "baremes.md §6.4", "issued_on=2025-02-28 first_registered_on=2016-03-31 co2_norm=- co2_g_km=999" =>
            "y3_co2=800.00 says.doubt=0";
        "without V.7 before 2015", "baremes.md §9", "first_registered_on=2014-12-31 co2_norm=- co2_g_km=-" =>
            "y3_co2=0.00 missing=";
        "one day of foreign registration", "baremes.md §6.4", "first_registered_on=2026-06-14 co2_g_km=192" =>
            "y3_co2=77600.00";
        "both readings of the yearly method agree", "y3_reductions.toml, age_yearly",
            "issued_on=2025-02-28 first_registered_on=2024-08-20 co2_g_km=999" => "y3_co2=54000.00 says.doubt=0";
        "they do not in the first half of a later year", "y3_reductions.toml, age_yearly",
            "issued_on=2025-02-28 first_registered_on=2021-09-20 co2_g_km=999" => "y3_co2=18000.00 says.doubt=1";
    }
}

#[test]
fn the_anniversary_day_is_in_doubt_at_the_edge_of_a_band_only() {
    cases! { IMPORT;
        "to the day, at an edge", "baremes.md §12.3", "issued_on=2026-07-01 first_registered_on=2025-10-01 co2_g_km=193" =>
            "y3_co2=61600.00 says.doubt=1";
        "to the day, within a band", "baremes.md §12.3", "issued_on=2026-06-01 first_registered_on=2025-10-01 co2_g_km=193" =>
            "y3_co2=63700.00 says.doubt=0";
        "the day after", "baremes.md §12.3", "issued_on=2026-07-02 first_registered_on=2025-10-01 co2_g_km=193" =>
            "y3_co2=61600.00 says.doubt=0";
    }
}

#[test]
fn the_anniversary_is_a_switch() {
    let mut other = baremes::builtin().clone();
    other.anniversary_opens_month = false;
    let given = "issued_on=2026-07-01 first_registered_on=2025-10-01 co2_g_km=193";
    let simulation = simulate(&facts(IMPORT, given), &other, day("2026-11-21"));
    // The example of the official fiche: 9 months, 9 %.
    let Formula::Co2(formula) = simulation.lines[2].formula else { panic!("{simulation:?}") };
    assert_eq!(formula.age.map(|age| (age.months, age.percent)), Some((9, 9)));
    let given = "issued_on=2026-07-02 first_registered_on=2025-10-01 co2_g_km=193";
    let simulation = simulate(&facts(IMPORT, given), &other, day("2026-11-21"));
    let Formula::Co2(formula) = simulation.lines[2].formula else { panic!("{simulation:?}") };
    assert_eq!(formula.age.map(|age| age.months), Some(10));
}
