use simulator::{price_per_cv, rate_history};
use vocabulary::Cents;

use crate::day;

fn region(code: &str) -> usize {
    baremes::builtin().regions.iter().position(|region| region.code == code).expect(code)
}

/// Region, first and last day of issue, cents per CV: `y1_regional.toml`, each with its source there.
#[rustfmt::skip]
const RATES: &[(&str, &str, &str, i64)] = &[
    ("84", "2023-01-01", "2027-12-31", 4300),
    ("27", "2023-01-01", "2024-06-30", 5100),
    ("27", "2024-07-01", "2025-06-30", 5500),
    ("27", "2025-07-01", "2027-12-31", 6000),
    ("53", "2023-01-01", "2023-04-30", 5100),
    ("53", "2023-05-01", "2025-01-31", 5500),
    ("53", "2025-02-01", "2027-12-31", 6000),
    ("24", "2023-01-01", "2023-12-31", 4980),
    ("24", "2024-01-01", "2024-12-31", 5500),
    ("24", "2025-01-01", "2027-12-31", 6000),
    ("94", "2023-01-01", "2024-12-31", 2700),
    ("94", "2025-01-01", "2025-12-31", 4300),
    ("94", "2026-01-01", "2027-12-31", 5300),
    ("44", "2023-01-01", "2025-01-31", 4800),
    ("44", "2025-02-01", "2027-12-31", 6000),
    ("32", "2023-01-01", "2023-12-31", 3450),
    ("32", "2024-01-01", "2025-02-28", 3620),
    ("32", "2025-03-01", "2026-03-31", 4200),
    ("32", "2026-04-01", "2027-12-31", 4300),
    ("11", "2023-01-01", "2023-12-31", 4615),
    ("11", "2024-01-01", "2027-12-31", 5495),
    ("28", "2023-01-01", "2023-12-31", 3500),
    ("28", "2024-01-01", "2024-12-31", 4600),
    ("28", "2025-01-01", "2027-12-31", 6000),
    ("75", "2023-01-01", "2024-12-31", 4500),
    ("75", "2025-01-01", "2026-02-28", 5300),
    ("75", "2026-03-01", "2027-12-31", 5800),
    ("76", "2023-01-01", "2023-08-31", 4400),
    ("76", "2023-09-01", "2024-09-30", 4700),
    ("76", "2024-10-01", "2025-06-30", 5450),
    ("76", "2025-07-01", "2027-12-31", 5950),
    ("52", "2023-01-01", "2027-12-31", 5100),
    ("93", "2023-01-01", "2024-12-31", 5120),
    ("93", "2025-01-01", "2025-12-31", 5900),
    ("93", "2026-01-01", "2027-12-31", 6000),
    ("01", "2023-01-01", "2027-12-31", 4100),
    ("02", "2023-01-01", "2025-06-30", 3000),
    ("02", "2025-07-01", "2027-12-31", 5300),
    ("03", "2023-01-01", "2027-12-31", 4250),
    ("04", "2023-01-01", "2025-01-31", 5100),
    ("04", "2025-02-01", "2026-01-31", 5700),
    ("04", "2026-02-01", "2027-12-31", 6000),
    ("06", "2023-01-01", "2027-12-31", 3000),
];

#[test]
fn every_rate_holds_from_its_first_day_to_its_last() {
    for (code, from, to, cents) in RATES {
        for on in [from, to] {
            let price = price_per_cv(baremes::builtin(), region(code), day(on)).unwrap();
            assert_eq!(price.rate.per_cv, Cents(*cents), "{code} {on}");
        }
    }
    for code in RATES.iter().map(|rate| rate.0) {
        for on in ["2022-12-31", "2028-01-01"] {
            assert_eq!(
                price_per_cv(baremes::builtin(), region(code), day(on)),
                None,
                "{code} {on}"
            );
        }
    }
}

#[test]
fn the_table_of_the_day_it_was_checked() {
    // baremes.md §4, rates in force on 2026-11-21.
    for (code, cents) in [
        ("84", 43_00),
        ("27", 60_00),
        ("53", 60_00),
        ("24", 60_00),
        ("94", 53_00),
        ("44", 60_00),
        ("32", 43_00),
        ("11", 68_95),
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
        let price = price_per_cv(baremes::builtin(), region(code), day("2026-11-21")).unwrap();
        assert_eq!(price.total(), Cents(cents), "{code}");
    }
}

#[test]
fn the_surcharge_of_ile_de_france_is_part_of_the_price_of_a_cv() {
    // y1_regional.toml, surcharge: 14.00 from 2026-03-01, 12.00 in 2027.
    for (on, surcharge, total, since, until) in [
        ("2026-02-28", None, 54_95, "2024-01-01", "2027-12-31"),
        ("2026-03-01", Some(14_00), 68_95, "2026-03-01", "2026-12-31"),
        ("2026-12-31", Some(14_00), 68_95, "2026-03-01", "2026-12-31"),
        ("2027-01-01", Some(12_00), 66_95, "2027-01-01", "2027-12-31"),
    ] {
        let price = price_per_cv(baremes::builtin(), region("11"), day(on)).unwrap();
        assert_eq!(price.surcharge.map(|rate| rate.per_cv), surcharge.map(Cents), "{on}");
        assert_eq!(price.total(), Cents(total), "{on}");
        assert_eq!((price.since(), price.until()), (day(since), day(until)), "{on}");
    }
    let elsewhere = price_per_cv(baremes::builtin(), region("84"), day("2026-06-01")).unwrap();
    assert_eq!((elsewhere.surcharge, elsewhere.total()), (None, Cents(43_00)));
}

#[test]
fn a_history_names_every_day_on_which_the_price_changed() {
    let history = |code| -> Vec<_> {
        rate_history(baremes::builtin(), region(code))
            .map(|price| (price.since().to_string(), price.total().0))
            .collect()
    };
    let told = |steps: &[(&str, i64)]| -> Vec<_> {
        steps.iter().map(|(day, cents)| ((*day).to_owned(), *cents)).collect()
    };
    assert_eq!(
        history("11"),
        told(&[
            ("2023-01-01", 46_15),
            ("2024-01-01", 54_95),
            ("2026-03-01", 68_95),
            ("2027-01-01", 66_95)
        ])
    );
    assert_eq!(
        history("76"),
        told(&[
            ("2023-01-01", 44_00),
            ("2023-09-01", 47_00),
            ("2024-10-01", 54_50),
            ("2025-07-01", 59_50)
        ])
    );
    assert_eq!(history("84"), told(&[("2023-01-01", 43_00)]));
    assert_eq!(rate_history(baremes::builtin(), 99).count(), 0);
}

#[test]
fn a_departement_is_in_one_region() {
    use simulator::{region_by_code, region_of_departement};
    let tables = baremes::builtin();
    for (departement, region) in
        [("75", "11"), ("2A", "94"), ("971", "01"), ("69", "84"), ("976", "06")]
    {
        let found = region_of_departement(tables, departement);
        assert_eq!(found, region_by_code(tables, region), "{departement}");
        assert!(found.is_some(), "{departement}");
    }
    for code in ["20", "975", "", "7"] {
        assert_eq!(region_of_departement(tables, code), None, "{code}");
    }
    assert_eq!(region_by_code(tables, "99"), None);
    let departements: usize = tables.regions.iter().map(|region| region.departements.len()).sum();
    assert_eq!((tables.regions.len(), departements), (18, 101));
}
