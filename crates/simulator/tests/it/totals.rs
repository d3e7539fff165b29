use crate::case::{IMPORT, NEW, USED, cases};

#[test]
fn the_subtotal_is_rounded_once_half_up() {
    cases! { IMPORT;
        "official simulator", "y4_y5_fixed.toml, checks", "issued_on=2026-09-13 first_registered_on=2019-09-13 co2_norm=nedc co2_g_km=170 fiscal_cv=32" =>
            "y1=1376.00 y3_co2=2298.30 total=3687.76";
        "bill paid: 15 CV at 60, 4460 at 58 %", "y4_y5_fixed.toml, checks",
            "region=27 fiscal_cv=15 issued_on=2026-06-15 first_registered_on=2018-03-20 co2_norm=nedc co2_g_km=162" =>
            "y1=900.00 y3_co2=1873.20 total=2786.76 rounding=-0.20";
    }
    cases! { USED;
        "accredited reseller", "y4_y5_fixed.toml, checks", "" => "y1=413.70 total=427.76 rounding=0.30";
        "0.50 goes up", "baremes.md §8", "region=03 departement=973 fiscal_cv=5" => "y1=212.50 total=226.76 rounding=0.50";
        "nothing but Y.5", "baremes.md §8", "operation=changement_adresse" => "total=2.76 rounding=0.00";
        "13.76", "baremes.md §8", "operation=duplicata" => "total=13.76 rounding=0.00";
    }
    cases! { NEW; "a new car", "baremes.md §8", "co2_g_km=108 mass_in_running_order_kg=1500" => "total=288.76"; }
}

mod always {
    use proptest::prelude::*;
    use simulator::answer::{Line, Total};
    use simulator::facts::{
        EcCategory, Fact, Genre, Holder, Mode, Norm, Operation, Origin, Value, read,
    };
    use simulator::{Facts, simulate};
    use vocabulary::{Amount, Cents, Date};

    fn day() -> impl Strategy<Value = Date> {
        (2013_u16..=2028, 1_u8..=12, 1_u8..=28)
            .prop_map(|(y, m, d)| Date::new(y, m, d).expect("a day"))
    }

    fn one<T: Copy + std::fmt::Debug + 'static>(
        of: &'static [T],
    ) -> impl Strategy<Value = Option<T>> {
        prop_oneof![1 => Just(None), 4 => prop::sample::select(of).prop_map(Some)]
    }

    const ENERGIES: &[[u8; 2]] = &[*b"ES", *b"GO", *b"EL", *b"EE", *b"EH", *b"FE", *b"FH", *b"ZZ"];
    const DEPARTEMENTS: &[[u8; 3]] = &[*b"75\0", *b"69\0", *b"2A\0", *b"971"];

    fn energy() -> impl Strategy<Value = Option<[u8; 2]>> {
        one(ENERGIES)
    }

    prop_compose! {
        fn vehicle()(
            first in prop::option::weighted(0.9, day()), energy in energy(), cv in prop::option::weighted(0.9, 0_u32..60),
            g in prop::option::weighted(0.9, 0_u32..260), norm in one(Norm::ALL),
            kg in prop::option::weighted(0.9, 700_u32..3500), ptac in prop::option::of(500_u32..40_000),
            seats in prop::option::of(1_u32..10), range in prop::option::of(0_u32..120),
            power in prop::option::of(0_u32..200), genre in one(Genre::ALL), category in one(EcCategory::ALL),
        ) -> Facts {
            Facts {
                first_registered_on: first, energy, fiscal_cv: cv, co2_g_km: g, co2_norm: norm,
                mass_in_running_order_kg: kg, ptac_kg: ptac, seats, electric_range_km: range,
                electric_power_kw: power, genre, ec_category: category, ..Facts::default()
            }
        }
    }

    prop_compose! {
        fn anything()(
            vehicle in vehicle(), issued in day(), operation in prop::sample::select(Operation::ALL),
            origin in one(Origin::ALL), departement in one(DEPARTEMENTS),
            holder in one(Holder::ALL), children in prop::option::of(0_u32..6), flags in any::<[Option<bool>; 4]>(),
            price in prop::option::of(0_i64..20_000_000),
        ) -> Facts {
            Facts {
                issued_on: Some(issued), operation: Some(operation), origin, departement, holder,
                dependent_children: children, disability_card: flags[0], collection: flags[1],
                e85_converted: flags[2], malus_settled: flags[3], price_cents: price.map(Cents), ..vehicle
            }
        }
    }

    prop_compose! {
        /// A used car from abroad, of an ordinary genre: what every malus can fall on.
        fn import()(vehicle in vehicle(), day in day(), holder in one(Holder::ALL)) -> Facts {
            let issued = vehicle.first_registered_on.map_or(day, |first| first.max(day));
            Facts {
                issued_on: Some(issued), operation: Some(Operation::ImportOccasion), genre: Some(Genre::Vp),
                ec_category: None, departement: Some(*b"69\0"), holder, ..vehicle
            }
        }
    }

    /// What both malus and Y.1 come to, where all of it is known.
    fn due(facts: &Facts) -> Option<[Amount; 3]> {
        let answer = simulate(facts, baremes::builtin(), crate::day("2026-11-21"));
        Some([answer.lines[0].amount()?, answer.lines[2].amount()?, answer.lines[3].amount()?])
    }

    proptest! {
        #[test]
        fn the_total_is_the_lines_and_the_rounding(facts in anything()) {
            let answer = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
            let known: Option<Vec<_>> = answer.lines.iter().map(Line::amount).collect();
            match (answer.total, known) {
                (Total::Known { total, rounding }, Some(lines)) => {
                    let sum: Cents = lines.iter().map(|line| line.to_cents()).sum();
                    prop_assert_eq!(total, sum + rounding);
                    prop_assert!(rounding.0.abs() <= 52, "{:?}", rounding);
                    prop_assert!(lines.iter().all(|line| *line >= Amount::ZERO));
                    prop_assert!(answer.missing.is_empty());
                }
                (Total::Between(low, high), None) => {
                    prop_assert!(low <= high);
                    prop_assert!(!answer.missing.is_empty());
                }
                (Total::Unknown, None) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn more_of_anything_never_costs_less(facts in import(), more in 0_u32..40) {
            let heavier = Facts { mass_in_running_order_kg: facts.mass_in_running_order_kg.map(|kg| kg + more), ..facts };
            let dirtier = Facts { co2_g_km: facts.co2_g_km.map(|g| g + more), ..facts };
            let stronger = Facts { fiscal_cv: facts.fiscal_cv.map(|cv| cv + more), ..facts };
            let now = due(&facts);
            for (what, then) in [("kg", due(&heavier)), ("g", due(&dirtier)), ("CV", due(&stronger))] {
                if let (Some(now), Some(then)) = (now, then) {
                    let sum = |lines: [Amount; 3]| lines.into_iter().sum::<Amount>();
                    prop_assert!(sum(then) >= sum(now), "{what}: {now:?} {then:?}");
                    prop_assert!(then[0] >= now[0] && then[1] >= now[1], "{what}: {now:?} {then:?}");
                }
            }
        }

        #[test]
        fn what_a_missing_fact_turns_out_to_be_falls_in_the_range(facts in import(), hidden in 0_usize..5) {
            let mut without = facts;
            match hidden {
                0 => without.co2_g_km = None,
                1 => without.mass_in_running_order_kg = None,
                2 => without.first_registered_on = None,
                3 => without.departement = None,
                _ => without.electric_range_km = None,
            }
            let full = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
            let partial = simulate(&without, baremes::builtin(), crate::day("2026-11-21"));
            if let (Total::Known { total, .. }, Total::Between(low, high)) = (full.total, partial.total) {
                prop_assert!(low <= total && total <= high, "{low:?} {total:?} {high:?}\n{full:?}\n{partial:?}");
            }
        }

        #[test]
        fn an_older_vehicle_never_pays_more_malus_by_its_age(facts in import(), later in 1_u16..24) {
            let issued = facts.issued_on.unwrap();
            let (from, to) = (crate::day("2025-03-01"), crate::day("2027-12-31"));
            let Some(then) = issued.plus_months(later).filter(|then| issued >= from && *then <= to) else { return Ok(()) };
            if let (Some(now), Some(then)) = (due(&facts), due(&Facts { issued_on: Some(then), ..facts })) {
                prop_assert!(then[1] <= now[1], "{now:?} {then:?}");
            }
        }

        #[test]
        fn a_family_never_gets_back_more_than_it_paid(facts in import(), children in 3_u32..9) {
            let facts = Facts { holder: Some(Holder::Person), dependent_children: Some(children), ..facts };
            let answer = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
            let back: Amount = answer.refunds.iter().map(|refund| refund.amount).sum();
            let paid: Amount = [2, 3].iter().filter_map(|line: &usize| answer.lines[*line].amount()).sum();
            prop_assert!(back <= paid);
            prop_assert!(answer.refunds.iter().all(|refund| refund.amount > Amount::ZERO));
        }

        #[test]
        fn what_is_written_is_read_back(facts in anything()) {
            let pairs: Vec<_> = facts.pairs().map(|(fact, text)| (fact, text.to_string())).collect();
            let values = pairs.iter().map(|(fact, text)| (fact.id(), Value::Text(text)));
            match read(Mode::Text, values, baremes::builtin(), crate::day("2026-11-21")) {
                Ok(back) => prop_assert_eq!(back, facts),
                Err(errors) => prop_assert!(errors.iter().all(|error| matches!(
                    Fact::parse(&error.name),
                    Some(Fact::Origin | Fact::IssuedOn)
                )), "{:?}", errors),
            }
        }

        #[test]
        fn no_text_makes_reading_panic(name in "\\PC{0,12}", text in "\\PC{0,16}", fact in prop::sample::select(Fact::ALL)) {
            let given = [(fact.id(), Value::Text(&text)), (&*name, Value::Text(&text)), ("operation", Value::Text("duplicata"))];
            for mode in [Mode::Json, Mode::Text] {
                if let Ok(facts) = read(mode, given, baremes::builtin(), crate::day("2026-11-21")) {
                    let _ = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
                }
            }
        }

        #[test]
        fn no_number_makes_reading_or_computing_panic(fact in prop::sample::select(Fact::ALL), number in any::<i64>(), operation in prop::sample::select(Operation::IDS)) {
            let given = [(fact.id(), Value::Int(number)), ("operation", Value::Text(operation))];
            if let Ok(facts) = read(Mode::Json, given, baremes::builtin(), crate::day("2026-11-21")) {
                let _ = simulate(&facts, baremes::builtin(), crate::day("2026-11-21"));
            }
        }
    }
}
