use simulator::answer::{Formula, MassSlice};
use simulator::mass::slices;
use simulator::simulate;
use vocabulary::Amount;

use crate::case::{IMPORT, NEW, cases, facts};
use crate::day;

#[test]
fn every_scale_taxes_both_ends_of_its_bands() {
    cases! { NEW;
        "2026: 1499", "malus_masse.toml", "mass_in_running_order_kg=1499" =>
            "y3_mass=0.00 why.y3_mass=UnderFirstKg{base_kg:1499,first_kg:1500} law.y3_mass=L421-71,L421-75 since.y3_mass=2026-01-01";
        "2026: 1500", "baremes.md §7", "mass_in_running_order_kg=1500" => "y3_mass=10.00 law.y3_mass=L421-71,L421-75";
        "2026: 1699", "malus_masse.toml", "mass_in_running_order_kg=1699" => "y3_mass=2000.00";
        "2026: 1700", "malus_masse.toml", "mass_in_running_order_kg=1700" => "y3_mass=2015.00";
        "2026: 1799", "malus_masse.toml", "mass_in_running_order_kg=1799" => "y3_mass=3500.00";
        "2026: 1800", "malus_masse.toml", "mass_in_running_order_kg=1800" => "y3_mass=3520.00";
        "2026: 1899", "malus_masse.toml", "mass_in_running_order_kg=1899" => "y3_mass=5500.00";
        "2026: 1900", "malus_masse.toml", "mass_in_running_order_kg=1900" => "y3_mass=5525.00";
        "2026: 1950", "malus_masse.toml, checks", "mass_in_running_order_kg=1950" => "y3_mass=6775.00";
        "2026: 1999", "malus_masse.toml", "mass_in_running_order_kg=1999" => "y3_mass=8000.00";
        "2026: 2000", "malus_masse.toml", "mass_in_running_order_kg=2000" => "y3_mass=8030.00";
        "2027 is like 2026", "malus_masse.toml", "issued_on=2027-12-31 mass_in_running_order_kg=1950" => "y3_mass=6775.00";
        "2025: 1599", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1599" => "y3_mass=0.00";
        "2025: 1600", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1600" => "y3_mass=10.00";
        "2025: 1799", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1799" => "y3_mass=2000.00";
        "2025: 1800", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1800" => "y3_mass=2015.00";
        "2025: 1849", "malus_masse.toml, checks", "issued_on=2025-06-15 mass_in_running_order_kg=1849" => "y3_mass=2750.00";
        "2025: 1899", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1899" => "y3_mass=3500.00";
        "2025: 1900", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1900" => "y3_mass=3520.00";
        "2025: 1950", "malus_masse.toml, checks", "issued_on=2025-06-15 mass_in_running_order_kg=1950" => "y3_mass=4520.00";
        "2025: 1999", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=1999" => "y3_mass=5500.00";
        "2025: 2000", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=2000" => "y3_mass=5525.00";
        "2025: 2099", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=2099" => "y3_mass=8000.00";
        "2025: 2100", "malus_masse.toml", "issued_on=2025-06-15 mass_in_running_order_kg=2100" => "y3_mass=8030.00";
        "2023: 1799", "malus_masse.toml", "issued_on=2023-06-15 mass_in_running_order_kg=1799" => "y3_mass=0.00 says.doubt=0";
        "2023: 1800", "baremes.md §12.10", "issued_on=2023-06-15 mass_in_running_order_kg=1800" => "y3_mass=10.00 says.doubt=1";
        "2023: 1900", "malus_masse.toml", "issued_on=2023-06-15 mass_in_running_order_kg=1900" => "y3_mass=1010.00";
    }
}

#[test]
fn the_scale_is_that_of_the_first_registration() {
    cases! { IMPORT;
        "2021", "malus_masse.toml", "first_registered_on=2021-12-31 mass_in_running_order_kg=3000" =>
            "y3_mass=0.00 why.y3_mass=FirstRegisteredBefore(Date{year:2022,month:1,day:1}) law.y3_mass=L421-71";
        "2021, G is not needed", "baremes.md §9", "first_registered_on=2021-12-31 mass_in_running_order_kg=-" => "y3_mass=0.00 missing=";
        "2022: 54 months", "malus_masse.toml", "first_registered_on=2022-01-01 mass_in_running_order_kg=1900" => "y3_mass=626.20";
        "end of 2023", "malus_masse.toml", "first_registered_on=2023-12-31 mass_in_running_order_kg=1700" => "y3_mass=0.00";
        "2024: 30 months", "malus_masse.toml", "first_registered_on=2024-01-01 mass_in_running_order_kg=1700" => "y3_mass=727.20";
        "end of 2025: 6 months", "malus_masse.toml", "first_registered_on=2025-12-31 mass_in_running_order_kg=1700" =>
            "y3_mass=949.40 law.y3_mass=L421-71,L421-75,L421-7-2";
        "2026: 6 months", "malus_masse.toml", "first_registered_on=2026-01-01 mass_in_running_order_kg=1700" => "y3_mass=1894.10";
        "yearly age", "y3_reductions.toml", "issued_on=2024-06-30 mass_in_running_order_kg=1900" =>
            "y3_mass=808.00 law.y3_mass=L421-71,L421-75,L421-73";
        "no age method, G missing", "contracts.md §1", "issued_on=2028-06-15 mass_in_running_order_kg=-" => "y3_mass=! missing=";
        "no age method, heavy", "contracts.md §1", "issued_on=2028-06-15 mass_in_running_order_kg=1900" => "y3_mass=!";
    }
}

#[test]
fn the_energy_takes_kilograms_off() {
    cases! { IMPORT;
        "PHEV over 50 km, 2024: exempt", "malus_masse.toml", "energy=EE electric_range_km=51 first_registered_on=2024-12-31 mass_in_running_order_kg=1900" =>
            "y3_mass=0.00 why.y3_mass=PhevRange law.y3_mass=L421-79";
        "PHEV over 50 km, 2022: exempt", "malus_masse.toml", "energy=EE electric_range_km=51 first_registered_on=2022-01-01 mass_in_running_order_kg=1900" =>
            "y3_mass=0.00 why.y3_mass=PhevRange";
        "PHEV exempt, G missing", "malus_masse.toml", "energy=EE electric_range_km=51 first_registered_on=2024-12-31 mass_in_running_order_kg=-" =>
            "y3_mass=0.00 missing=";
        "PHEV over 50 km, 2025: 200 kg", "malus_masse.toml", "energy=EE electric_range_km=51 first_registered_on=2025-01-01 mass_in_running_order_kg=1900" =>
            "y3_mass=848.40 law.y3_mass=L421-71,L421-75,L421-79-1,L421-7-2 says.doubt=1";
        "PHEV over 50 km, March 2025", "malus_masse.toml", "energy=EE electric_range_km=51 first_registered_on=2025-03-01 mass_in_running_order_kg=1900" =>
            "y3_mass=848.40 says.doubt=0";
        "PHEV of 50 km: an ordinary hybrid", "malus_masse.toml", "energy=EE electric_range_km=50 electric_power_kw=60 first_registered_on=2025-01-01 mass_in_running_order_kg=1900" =>
            "y3_mass=1692.60";
        "PHEV of unknown range", "contracts.md §1", "energy=EE electric_power_kw=60 first_registered_on=2025-01-01 mass_in_running_order_kg=1900" =>
            "y3_mass=848.40..1692.60 missing=electric_range_km why.y3_mass=electric_range_km total=1076.76..1921.76";
        "PHEV of unknown range and power", "contracts.md §1", "energy=EE electric_power_kw=- first_registered_on=2025-01-01 mass_in_running_order_kg=1900" =>
            "y3_mass=848.40..1692.60 missing=electric_range_km";
        "PHEV of unknown range, 2024", "contracts.md §1", "energy=EE electric_power_kw=60 first_registered_on=2024-12-31 mass_in_running_order_kg=1900" =>
            "y3_mass=0.00..1692.60 missing=electric_range_km";
        "PHEV of unknown range, light", "contracts.md §1", "energy=EE electric_power_kw=60 mass_in_running_order_kg=1500" =>
            "y3_mass=0.00 missing=";
        "PHEV of unknown range and mass", "contracts.md §1", "energy=EE electric_power_kw=60 mass_in_running_order_kg=-" =>
            "y3_mass=0.00..36000.00 missing=mass_in_running_order_kg,electric_range_km";
        "PHEV before 2022", "contracts.md §1", "energy=EE first_registered_on=2021-12-31" => "y3_mass=0.00 missing=";
        "hybrid, 2023: nothing off", "malus_masse.toml", "energy=EH electric_power_kw=30 first_registered_on=2023-12-31 mass_in_running_order_kg=1900" => "y3_mass=727.20";
        "hybrid, 2024: 100 kg", "malus_masse.toml", "energy=EH electric_power_kw=30 first_registered_on=2024-01-01 mass_in_running_order_kg=1700" => "y3_mass=7.20 says.unconfirmed_energy=0";
        "an unconfirmed code that takes off", "energies.toml", "energy=GH electric_power_kw=30 first_registered_on=2024-01-01 mass_in_running_order_kg=1700" => "y3_mass=7.20 says.unconfirmed_energy=1";
        "micro-hybrid, 2023: nothing off", "malus_masse.toml", "electric_power_kw=29 first_registered_on=2023-12-31 mass_in_running_order_kg=1900" => "y3_mass=727.20";
        "micro-hybrid, 2024: 100 kg", "malus_masse.toml", "electric_power_kw=29 first_registered_on=2024-01-01 mass_in_running_order_kg=1700" => "y3_mass=7.20";
    }
    cases! { NEW;
        "hybrid, under the first kilogram by its abatement", "CIBS L421-79-1", "energy=EH electric_power_kw=30 mass_in_running_order_kg=1550" =>
            "y3_mass=0.00 law.y3_mass=L421-71,L421-75,L421-79-1";
        "under the first kilogram without it", "CIBS L421-75", "mass_in_running_order_kg=1400" => "y3_mass=0.00 law.y3_mass=L421-71,L421-75";
        "hybrid, 2026", "malus_masse.toml", "energy=EH electric_power_kw=30 mass_in_running_order_kg=1600" => "y3_mass=10.00 says.assumed_electric_power_kw=0";
        "micro-hybrid, end of 2026", "malus_masse.toml", "issued_on=2026-12-31 electric_power_kw=29 mass_in_running_order_kg=1600" => "y3_mass=10.00";
        "micro-hybrid, 2027", "malus_masse.toml", "issued_on=2027-01-01 electric_power_kw=29 mass_in_running_order_kg=1600" => "y3_mass=1010.00";
        "hybrid, 2027", "malus_masse.toml", "issued_on=2027-01-01 electric_power_kw=30 mass_in_running_order_kg=1600" => "y3_mass=10.00";
        "hybrid code of small power, 2027", "malus_masse.toml", "issued_on=2027-01-01 energy=EH electric_power_kw=29 mass_in_running_order_kg=1600" => "y3_mass=1010.00";
        "hybrid of unknown power, 2027", "contracts.md §1", "issued_on=2027-01-01 energy=EH electric_power_kw=- mass_in_running_order_kg=1600" => "y3_mass=10.00 says.assumed_electric_power_kw=1";
        "hybrid of unknown power, 2026", "contracts.md §1", "energy=EH electric_power_kw=- mass_in_running_order_kg=1600" => "y3_mass=10.00 says.assumed_electric_power_kw=0";
        "petrol of unknown power", "contracts.md §1", "electric_power_kw=- mass_in_running_order_kg=1600" => "y3_mass=1010.00 says.assumed_electric_power_kw=1";
        "petrol of unknown power, light", "contracts.md §1", "electric_power_kw=-" => "y3_mass=0.00 says.assumed_electric_power_kw=0";
        "PHEV at 15 % of its mass", "malus_masse.toml", "energy=EE electric_range_km=60 mass_in_running_order_kg=1333" =>
            "why.y3_mass=UnderFirstKg{base_kg:1134,first_kg:1500}";
        "PHEV at 200 kg", "malus_masse.toml", "energy=EE electric_range_km=60 mass_in_running_order_kg=1334" =>
            "why.y3_mass=UnderFirstKg{base_kg:1134,first_kg:1500}";
    }
}

#[test]
fn a_legal_person_with_eight_seats_takes_kilograms_off() {
    cases! { NEW;
        "2023: 400", "malus_masse.toml", "issued_on=2023-06-15 holder=company seats=8 mass_in_running_order_kg=2200" => "y3_mass=10.00";
        "2024: 500", "malus_masse.toml", "issued_on=2024-01-01 holder=company seats=8 mass_in_running_order_kg=2200" => "y3_mass=1010.00";
        "2025: 500", "malus_masse.toml", "issued_on=2025-12-31 holder=company seats=8 mass_in_running_order_kg=2200" => "y3_mass=1010.00";
        "2026: 600", "malus_masse.toml", "holder=company seats=8 mass_in_running_order_kg=2200" => "y3_mass=1010.00";
        "seven seats", "malus_masse.toml", "holder=company seats=7 mass_in_running_order_kg=2200" => "y3_mass=14030.00";
        "after the energy", "malus_masse.toml, holder_rule", "energy=EH electric_power_kw=50 holder=company seats=8 mass_in_running_order_kg=2300" => "y3_mass=1010.00";
        "seats of a company not said", "contracts.md §1", "holder=company seats=- co2_g_km=90 mass_in_running_order_kg=2200" => "says.assumed_seats=1";
        "seats not said, nothing due", "contracts.md §1", "holder=company seats=- co2_g_km=90 mass_in_running_order_kg=1400" => "y3_mass=0.00 says.assumed_seats=0";
        "holder not said", "contracts.md §1", "holder=- seats=8 mass_in_running_order_kg=2200" => "y3_mass=14030.00 says.assumed_holder=1";
    }
}

#[test]
fn the_mass_gives_way_to_the_ceiling_of_both() {
    cases! { NEW;
        "89 euros left", "CIBS L421-74", "co2_g_km=191 mass_in_running_order_kg=2000" =>
            "y3_co2=79911.00 y3_mass=89.00 law.y3_mass=L421-71,L421-75,L421-74";
        "just under", "CIBS L421-74", "co2_g_km=191 mass_in_running_order_kg=1507" => "y3_mass=80.00 law.y3_mass=L421-71,L421-75";
        "nothing left", "CIBS L421-74", "co2_g_km=192 mass_in_running_order_kg=2000" => "y3_mass=0.00 why.y3_mass=SumCap law.y3_mass=L421-74";
        "nothing left, G is not needed", "CIBS L421-74", "co2_g_km=192 mass_in_running_order_kg=-" => "y3_mass=0.00 missing=";
        "G missing: what is left bounds it", "contracts.md §1", "co2_g_km=191 mass_in_running_order_kg=-" =>
            "y3_mass=0.00..89.00 missing=mass_in_running_order_kg total=80139.76..80228.76";
        "both missing", "contracts.md §1", "co2_g_km=- mass_in_running_order_kg=-" =>
            "y3_co2=0.00..80000.00 y3_mass=0.00..80000.00 missing=co2_g_km,mass_in_running_order_kg total=228.76..80228.76";
        "in CV", "CIBS L421-74", "issued_on=2025-06-15 co2_norm=none fiscal_cv=15 mass_in_running_order_kg=2000" => "y3_co2=70000.00 why.y3_mass=SumCap";
    }
    cases! { IMPORT;
        "January 2025 has the ceiling of 2024, after age", "baremes.md §7",
            "first_registered_on=2025-01-15 co2_g_km=193 mass_in_running_order_kg=2200" => "y3_co2=46219.32 y3_mass=4180.68";
        "the price comes before", "baremes.md §7",
            "issued_on=2023-12-31 co2_g_km=226 price_cents=8800000 mass_in_running_order_kg=2500" => "y3_co2=44000.00 y3_mass=1000.00";
        "NEDC has its own ceiling", "CIBS L421-74", "co2_norm=nedc co2_g_km=184 mass_in_running_order_kg=2500" => "y3_co2=14141.52 y3_mass=258.48";
    }
}

#[test]
fn the_formula_holds_its_numbers() {
    let given = "energy=EH electric_power_kw=50 holder=company seats=8 mass_in_running_order_kg=2550 co2_g_km=90";
    let simulation = simulate(&facts(NEW, given), baremes::builtin(), day("2026-11-21"));
    let Formula::Mass(formula) = simulation.lines[3].formula else { panic!("{simulation:?}") };
    assert_eq!(
        (formula.mass_kg, formula.energy_off_kg, formula.seats_off_kg, formula.base_kg),
        (2550, 100, 600, 1850)
    );
    assert_eq!(formula.full, Amount::from_euros(4520));
    assert_eq!((formula.age, formula.sum_cap), (None, None));
    let scale = &baremes::builtin().mass[usize::from(formula.scale)];
    assert_eq!(scale.label, "2026-2027");
    let bands: Vec<_> = slices(scale, formula.base_kg).collect();
    assert_eq!(
        bands,
        [
            MassSlice { kg: 200, euros: 10 },
            MassSlice { kg: 100, euros: 15 },
            MassSlice { kg: 51, euros: 20 }
        ]
    );
    assert_eq!(slices(scale, 1499).count(), 0);
}
