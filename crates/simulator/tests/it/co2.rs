use simulator::answer::{Formula, TableRef};
use simulator::co2::{ceiling, first_taxed};
use simulator::facts::Norm;
use simulator::{co2_table, malus_co2_at, simulate};
use vocabulary::Amount;

use crate::case::{IMPORT, NEW, cases, facts};
use crate::co2_edges::EDGES;
use crate::day;

#[test]
fn every_table_holds_at_the_edges_of_its_rows_and_dates() {
    for (norm, first, points) in EDGES {
        let table = co2_table(baremes::builtin(), *norm, day(first)).unwrap();
        for (value, euros) in *points {
            let found = malus_co2_at(baremes::builtin(), table, *value);
            assert_eq!(found, Some(Amount::from_euros(*euros)), "{norm:?} {first} {value}");
        }
        let most = points.iter().map(|point| point.1).max().unwrap();
        assert_eq!(
            ceiling(baremes::builtin(), table),
            Some(Amount::from_euros(most)),
            "{norm:?} {first}"
        );
    }
}

#[test]
fn first_grams_and_ceilings() {
    // baremes.md §6.2
    for (first, gram, cap_from, cap) in [
        ("2020-03-01", 138, 213, 20_000),
        ("2021-01-01", 133, 219, 30_000),
        ("2022-01-01", 128, 224, 40_000),
        ("2023-01-01", 123, 226, 50_000),
        ("2024-01-01", 118, 194, 60_000),
        ("2025-02-28", 118, 194, 60_000),
        ("2025-03-01", 113, 193, 70_000),
        ("2026-01-01", 108, 192, 80_000),
        ("2027-01-01", 103, 190, 90_000),
    ] {
        let table = co2_table(baremes::builtin(), Norm::Wltp, day(first)).unwrap();
        let at = |g| malus_co2_at(baremes::builtin(), table, g).unwrap();
        assert_eq!(first_taxed(baremes::builtin(), table), gram, "{first}");
        assert_eq!(at(gram), Amount::from_euros(50), "{first}");
        assert_eq!(at(cap_from), Amount::from_euros(cap), "{first}");
        assert!(at(cap_from - 1) < at(cap_from), "{first}");
    }
}

#[test]
fn there_is_no_table_outside_its_dates() {
    for (norm, first) in [
        (Norm::Wltp, "2020-02-29"),
        (Norm::Wltp, "2028-01-01"),
        (Norm::Nedc, "2012-12-31"),
        (Norm::Nedc, "2028-01-01"),
        (Norm::None, "2012-12-31"),
    ] {
        assert_eq!(co2_table(baremes::builtin(), norm, day(first)), None, "{norm:?} {first}");
    }
    for norm in [Norm::Wltp, Norm::Nedc, Norm::None] {
        let beyond = TableRef { norm, index: 200 };
        assert_eq!(malus_co2_at(baremes::builtin(), beyond, 200), None);
        assert_eq!(ceiling(baremes::builtin(), beyond), None);
        assert_eq!(first_taxed(baremes::builtin(), beyond), 0);
    }
}

#[test]
fn a_new_car_pays_the_table() {
    cases! { NEW;
        "the last free gram", "y3_co2_wltp.toml", "co2_g_km=107" =>
            "y3_co2=0.00 why.y3_co2=UnderFirstGram{table:TableRef{norm:Wltp,index:6},base:107,first:108} since.y3_co2=2026-01-01";
        "the first taxed gram", "y3_co2_wltp.toml", "co2_g_km=108" =>
            "y3_co2=50.00 law.y3_co2=L421-58,L421-62 total=278.76 says.assumed_co2_norm=0";
        "the norm by the dates", "contracts.md §1", "co2_g_km=108 co2_norm=-" => "y3_co2=50.00 says.assumed_co2_norm=1";
        "before the ceiling", "y3_co2_wltp.toml", "co2_g_km=191" => "y3_co2=79911.00";
        "the ceiling", "y3_co2_wltp.toml", "co2_g_km=192" => "y3_co2=80000.00";
        "a gram in doubt", "y3_co2_wltp.toml, alternate_values", "co2_g_km=157" => "y3_co2=6637.00 says.doubt=1";
        "its neighbour", "y3_co2_wltp.toml", "co2_g_km=158" => "y3_co2=7248.00 says.doubt=0";
        "imported new", "operations.toml", "operation=import_neuf co2_g_km=108" => "y3_co2=50.00";
        "B before issue: no age", "contracts.md §1", "first_registered_on=2026-06-14 co2_g_km=108" =>
            "y3_co2=50.00 says.new_but_registered_earlier=1";
        "B on the day", "contracts.md §1", "first_registered_on=2026-06-15 co2_g_km=108" =>
            "y3_co2=50.00 says.new_but_registered_earlier=0";
        "table known from B, rates not", "contracts.md §1",
            "issued_on=2028-03-01 first_registered_on=2026-06-15 co2_g_km=108 mass_in_running_order_kg=1500" =>
            "y1=! y3_co2=50.00 y3_mass=10.00 y4=! total=?";
        "no table from B", "contracts.md §1", "issued_on=2028-03-01 co2_g_km=108" =>
            "y3_co2=! why.y3_co2=FirstRegisteredOn(Date{year:2028,month:3,day:1}) y3_mass=!";
        "the mileage coefficient spares new cars", "baremes.md §6.4", "issued_on=2027-06-15 co2_g_km=108" =>
            "y3_co2=170.00 says.usage_coefficient_unknown=0";
    }
}

#[test]
fn the_table_is_that_of_the_first_registration() {
    // 140 g/km, issued on 2026-06-15: the amount of the table, less the age.
    cases! { IMPORT;
        "2014", "y3_reductions.toml, age_reduction", "first_registered_on=2014-12-31 co2_norm=- co2_g_km=140" =>
            "y3_co2=0.00 why.y3_co2=FirstRegisteredBefore(Date{year:2015,month:1,day:1}) law.y3_co2=L421-7-2 why.y3_mass=FirstRegisteredBefore(Date{year:2015,month:1,day:1})";
        "2015: 250, 138 months", "y3_co2_nedc.toml", "first_registered_on=2015-01-01 co2_norm=- co2_g_km=140" =>
            "y3_co2=60.00 law.y3_co2=L421-58,L421-63,L421-7-2";
        "end of 2016: 250, 114 months", "y3_co2_nedc.toml", "first_registered_on=2016-12-31 co2_norm=- co2_g_km=140" => "y3_co2=90.00";
        "2017: 473, 114 months", "y3_co2_nedc.toml", "first_registered_on=2017-01-01 co2_norm=- co2_g_km=140" => "y3_co2=170.28";
        "end of 2017: 473, 102 months", "y3_co2_nedc.toml", "first_registered_on=2017-12-31 co2_norm=- co2_g_km=140" => "y3_co2=198.66";
        "2018: 1050, 102 months", "y3_co2_nedc.toml", "first_registered_on=2018-01-01 co2_norm=- co2_g_km=140" => "y3_co2=441.00";
        "end of 2018: 1050, 90 months", "y3_co2_nedc.toml", "first_registered_on=2018-12-31 co2_norm=- co2_g_km=140" => "y3_co2=493.50";
        "2019: 690, 90 months", "y3_co2_nedc.toml", "first_registered_on=2019-01-01 co2_norm=- co2_g_km=140" => "y3_co2=324.30";
        "end of 2019: 690, 78 months", "y3_co2_nedc.toml", "first_registered_on=2019-12-31 co2_norm=- co2_g_km=140" => "y3_co2=358.80";
        "2020: 1901, 78 months", "y3_co2_nedc.toml", "first_registered_on=2020-01-01 co2_norm=- co2_g_km=140" => "y3_co2=988.52";
        "end of February 2020: NEDC 1901, 76 months", "baremes.md §6.2", "first_registered_on=2020-02-29 co2_norm=- co2_g_km=140" =>
            "y3_co2=988.52 says.assumed_co2_norm=1";
        "March 2020: WLTP 100, 76 months", "baremes.md §6.2", "first_registered_on=2020-03-01 co2_norm=- co2_g_km=140" =>
            "y3_co2=52.00 law.y3_co2=L421-58,L421-62,L421-7-2";
        "end of 2020: 100, 66 months", "y3_co2_wltp.toml", "first_registered_on=2020-12-31 co2_g_km=140" => "y3_co2=57.00";
        "2021: 210, 66 months", "y3_co2_wltp.toml", "first_registered_on=2021-01-01 co2_g_km=140" => "y3_co2=119.70";
        "end of 2021: 210, 54 months", "y3_co2_wltp.toml", "first_registered_on=2021-12-31 co2_g_km=140" => "y3_co2=130.20";
        "2022: 310, 54 months", "y3_co2_wltp.toml", "first_registered_on=2022-01-01 co2_g_km=140" => "y3_co2=192.20";
        "end of 2022: 310, 42 months", "y3_co2_wltp.toml", "first_registered_on=2022-12-31 co2_g_km=140" => "y3_co2=207.70";
        "2023: 540, 42 months", "y3_co2_wltp.toml", "first_registered_on=2023-01-01 co2_g_km=140" => "y3_co2=361.80";
        "end of 2023: 540, 30 months", "y3_co2_wltp.toml", "first_registered_on=2023-12-31 co2_g_km=140" => "y3_co2=388.80";
        "2024: 983, 30 months", "y3_co2_wltp.toml", "first_registered_on=2024-01-01 co2_g_km=140" => "y3_co2=707.76";
        "end of February 2025: table of 2024, 983, 16 months", "baremes.md §6.2", "first_registered_on=2025-02-28 co2_g_km=140" => "y3_co2=825.72";
        "March 2025: 1504, 16 months", "baremes.md §6.2", "first_registered_on=2025-03-01 co2_g_km=140" => "y3_co2=1263.36";
        "end of 2025: 1504, 6 months", "y3_co2_wltp.toml", "first_registered_on=2025-12-31 co2_g_km=140" => "y3_co2=1413.76";
        "2026: 2205, 6 months", "y3_co2_wltp.toml", "first_registered_on=2026-01-01 co2_g_km=140" => "y3_co2=2072.70";
        "the official simulator, second case", "y4_y5_fixed.toml, checks; 4890 at 53 %",
            "issued_on=2026-09-13 first_registered_on=2019-09-13 co2_norm=nedc co2_g_km=170 fiscal_cv=32" =>
            "y1=1376.00 y3_co2=2298.30 total=3687.76 rounding=-0.30 says.doubt=1";
        "before 2013 no table is needed", "y3_co2_nedc.toml, before_2013",
            "issued_on=2023-01-01 first_registered_on=2012-12-31 co2_norm=- co2_g_km=300" =>
            "y3_co2=0.00 why.y3_co2=Aged{months:121} law.y3_co2=L421-60 law.y3_mass=L421-73";
    }
    cases! { NEW;
        "a new car of before 2013 has no table", "y3_co2_nedc.toml", "first_registered_on=2012-12-31 co2_norm=-" =>
            "y3_co2=! why.y3_co2=FirstRegisteredOn(Date{year:2012,month:12,day:31})";
    }
}

#[test]
fn the_norm_chooses_the_list() {
    cases! { IMPORT;
        "WLTP where there is none", "contracts.md §1", "first_registered_on=2020-02-29 co2_g_km=140" =>
            "y3_co2=0.00..10400.00 missing=co2_g_km says.norm_mismatch=1 total=228.76..10628.76";
        "NEDC after 2020 keeps the table of 2020", "y3_co2_nedc.toml", "co2_norm=nedc co2_g_km=140" =>
            "y3_co2=1368.72 says.norm_mismatch=0";
        "no EU type approval: the CV", "y3_co2_cv.toml", "co2_norm=none co2_g_km=-" =>
            "y3_co2=1620.00 law.y3_co2=L421-58,L421-64,L421-7-2 missing=";
        "CV below the first", "y3_co2_cv.toml", "co2_norm=none fiscal_cv=3" => "y3_co2=0.00";
        "CV missing", "contracts.md §1", "co2_norm=none fiscal_cv=-" =>
            "y1=? y3_co2=0.00..36000.00 missing=fiscal_cv";
        "CV estimated", "certificate_fields.toml", "co2_norm=none fiscal_cv=- net_power_kw=74" => "y3_co2=1620.00";
        "CV at the end of 2025", "y3_co2_cv.toml", "co2_norm=none first_registered_on=2025-12-31" => "y3_co2=3760.00";
        "CV of 2026 unknown", "baremes.md §12.1", "co2_norm=none first_registered_on=2026-01-01 mass_in_running_order_kg=1500" =>
            "y3_co2=! why.y3_co2=CvTable(TableRef{norm:None,index:10}) y3_mass=9.40 says.sum_cap_not_applied=1 total=? missing=";
        "V.7 missing", "contracts.md §1", "co2_g_km=-" =>
            "y3_co2=0.00..36000.00 why.y3_co2=co2_g_km missing=co2_g_km y3_mass=0.00 total=228.76..36228.76";
        "V.7 missing, heavy", "contracts.md §1", "co2_g_km=- mass_in_running_order_kg=1900" =>
            "y3_mass=727.20 says.sum_cap_not_applied=1 total=955.76..36228.76 missing=co2_g_km";
        "no age method for the day", "contracts.md §1", "issued_on=2028-06-15 co2_g_km=150" =>
            "y3_co2=! why.y3_co2=IssuedOn(Date{year:2028,month:6,day:15})";
        "no age method, nothing due", "contracts.md §1", "issued_on=2028-06-15" => "y3_co2=0.00 y3_mass=0.00";
        "no age method, V.7 missing", "contracts.md §1", "issued_on=2028-06-15 co2_g_km=-" => "y3_co2=! missing=";
        "issued before the tables of age", "contracts.md §1",
            "issued_on=2022-12-31 first_registered_on=2022-01-01 co2_g_km=150" => "y3_co2=!";
    }
    cases! { NEW;
        "converted, first in France before the import rule", "y3_reductions.toml, norm_choice",
            "operation=modification_technique origin=converted first_registered_on=2020-06-15 \
             first_registered_in_france_on=2020-12-31 co2_norm=- co2_g_km=140" => "y3_co2=988.52 law.y3_co2=L421-58,L421-63,L421-7-2";
        "converted, first in France under the import rule", "y3_reductions.toml, norm_choice",
            "operation=modification_technique origin=converted first_registered_on=2020-06-15 \
             first_registered_in_france_on=2021-01-01 co2_norm=- co2_g_km=140" => "y3_co2=52.00 law.y3_co2=L421-58,L421-62,L421-7-2";
        "converted, first in France at once", "y3_reductions.toml, norm_choice",
            "operation=modification_technique origin=converted first_registered_on=2020-06-15 co2_g_km=140" => "y3_co2=52.00";
    }
}

#[test]
fn e85_takes_its_part_off_up_to_its_limit() {
    cases! { IMPORT;
        "250 g: 150", "baremes.md §6.3", "energy=FE co2_g_km=250" =>
            "y3_co2=1082.88 law.y3_co2=L421-58,L421-62,L421-65–L421-70,L421-7-2";
        "251 g: lost", "baremes.md §6.3", "energy=FE co2_g_km=251" => "y3_co2=36000.00";
        "205 g: 123", "baremes.md §6.3", "energy=FE co2_g_km=205" => "y3_co2=36.00";
        "206 g: 123.6, so 124", "baremes.md §6.3", "energy=FE co2_g_km=206" => "y3_co2=54.00";
        "207 g: 124.2, so 124", "baremes.md §6.3", "energy=FE co2_g_km=207" => "y3_co2=54.00";
        "a later conversion has none", "y3_reductions.toml, abatement", "energy=FE e85_converted=true co2_g_km=206" =>
            "y3_co2=19559.52";
        "a hybrid on E85", "energies.toml", "energy=FH co2_g_km=205" => "y3_co2=36.00";
        "ethanol alone is not in the family", "energies.toml", "energy=ET co2_g_km=205" => "y3_co2=18897.84";
        "energy not said", "contracts.md §1", "energy=- co2_g_km=205" => "y3_co2=18897.84 says.assumed_energy=1";
        "12 CV: 10", "baremes.md §6.3", "energy=FE co2_norm=none fiscal_cv=12" => "y3_co2=6840.00";
        "13 CV: lost", "baremes.md §6.3", "energy=FE co2_norm=none fiscal_cv=13" => "y3_co2=10440.00";
        "1 CV stays nought", "baremes.md §6.3", "energy=FE co2_norm=none fiscal_cv=1" => "y3_co2=0.00";
    }
}

#[test]
fn a_legal_person_with_eight_seats_takes_grams_off() {
    cases! { IMPORT;
        "eight seats: 210 - 80", "baremes.md §6.3", "holder=company seats=8 co2_g_km=210" => "y3_co2=151.20";
        "nine seats", "baremes.md §6.3", "holder=company seats=9 co2_g_km=210" => "y3_co2=151.20";
        "seven seats", "baremes.md §6.3", "holder=company seats=7 co2_g_km=210" => "y3_co2=22365.36";
        "the State is a legal person", "baremes.md §6.3", "holder=state seats=8 co2_g_km=210" => "y3_co2=151.20";
        "a person", "baremes.md §6.3", "seats=8 co2_g_km=210" => "y3_co2=22365.36";
        "seats not said", "contracts.md §1", "holder=company seats=- co2_g_km=210" => "y3_co2=22365.36 says.assumed_seats=1";
        "seats not said, nothing due", "contracts.md §1", "holder=company seats=- co2_g_km=110" => "says.assumed_seats=0";
        "after E85: 150 - 80", "baremes.md §6.3", "energy=FE holder=company seats=8 co2_g_km=250" => "y3_co2=0.00";
        "in CV: 8 - 4", "baremes.md §6.3", "holder=company seats=8 co2_norm=none fiscal_cv=8" => "y3_co2=360.00";
        "never below nought", "baremes.md §6.3", "holder=company seats=8 co2_g_km=30" =>
            "why.y3_co2=UnderFirstGram{table:TableRef{norm:Wltp,index:3},base:0,first:123}";
    }
}

#[test]
fn half_of_the_price_caps_the_malus_until_2023() {
    cases! { IMPORT;
        "issued in 2023", "baremes.md §6.5", "issued_on=2023-12-31 co2_g_km=225 price_cents=3000000" =>
            "y3_co2=15000.00 law.y3_co2=L421-58,L421-62,L421-60,L421-61";
        "a price too high to bite", "baremes.md §6.5", "issued_on=2023-12-31 co2_g_km=225 price_cents=8828461" =>
            "y3_co2=44142.30 law.y3_co2=L421-58,L421-62,L421-60";
        "half of an odd cent", "baremes.md §6.5", "issued_on=2023-12-31 co2_g_km=225 price_cents=8828459" =>
            "y3_co2=44142.29500";
        "no price", "contracts.md §1", "issued_on=2023-12-31 co2_g_km=225" =>
            "y3_co2=44142.30 says.price_cap_not_applied=1";
        "no price, nothing due", "contracts.md §1", "issued_on=2023-12-31 co2_g_km=100" => "says.price_cap_not_applied=0";
        "no V.7", "contracts.md §1", "issued_on=2023-12-31 co2_g_km=- price_cents=3000000" => "y3_co2=0.00..15000.00";
        "abolished", "baremes.md §12.5", "issued_on=2024-01-01 co2_g_km=225 price_cents=3000000" =>
            "y3_co2=44142.30 says.doubt=1 says.price_cap_not_applied=0";
        "first registered in 2022", "baremes.md §6.5",
            "issued_on=2023-12-31 first_registered_on=2022-01-01 co2_g_km=225 price_cents=3000000" => "y3_co2=15000.00";
        "first registered in 2021", "baremes.md §6.5",
            "issued_on=2023-12-31 first_registered_on=2021-12-31 co2_g_km=225 price_cents=3000000" => "y3_co2=21000.00";
        "first registered in 2024", "baremes.md §6.5",
            "issued_on=2024-03-31 first_registered_on=2024-01-01 co2_g_km=225 price_cents=3000000" => "y3_co2=60000.00 says.doubt=0";
    }
}

#[test]
fn the_formula_holds_its_numbers() {
    let given = "energy=FE holder=company seats=8 co2_g_km=249 first_registered_on=2025-03-01";
    let simulation = simulate(&facts(IMPORT, given), baremes::builtin(), day("2026-11-21"));
    // 249 g less 40 %: 149.4, so 149, less 80.
    let Formula::Nil(reason) = simulation.lines[2].formula else { panic!("{simulation:?}") };
    assert!(format!("{reason:?}").contains("base: 69"), "{reason:?}");
    let given = "co2_g_km=150 first_registered_on=2025-03-01";
    let simulation = simulate(&facts(IMPORT, given), baremes::builtin(), day("2026-11-21"));
    let Formula::Co2(formula) = simulation.lines[2].formula else { panic!("{simulation:?}") };
    assert_eq!(
        (formula.measured, formula.base, formula.e85_off, formula.seats_off),
        (150, 150, 0, 0)
    );
    assert_eq!(formula.full, Amount::from_euros(3119));
    assert_eq!(formula.age.map(|age| (age.months, age.percent, age.yearly)), Some((16, 16, false)));
    assert_eq!(formula.price_cap, None);
    assert_eq!(baremes::builtin().wltp[usize::from(formula.table.index)].label, "2025");
}
