use crate::case::{IMPORT, NEW, cases};

#[test]
fn a_family_of_three_is_refunded_never_deducted() {
    cases! { IMPORT;
        "three children: 190 - 60", "y3_reductions.toml, abatement", "dependent_children=3 co2_g_km=190" =>
            "y3_co2=10714.32 refund.family_co2=10563.12 refund.family_mass=";
        "four children: 190 - 80", "y3_reductions.toml, abatement", "dependent_children=4 co2_g_km=190" => "refund.family_co2=10714.32";
        "two children", "y3_reductions.toml, abatement", "dependent_children=2 co2_g_km=190" => "refund.family_co2=";
        "four seats", "y3_reductions.toml, abatement", "dependent_children=3 seats=4 co2_g_km=190" => "refund.family_co2=";
        "five by default", "contracts.md §1", "dependent_children=3 seats=- co2_g_km=190" => "refund.family_co2=10563.12 says.assumed_seats=1";
        "a company has no children", "y3_reductions.toml, abatement", "holder=company dependent_children=3 co2_g_km=190" => "refund.family_co2=";
        "holder not said", "contracts.md §1", "holder=- dependent_children=3 co2_g_km=190" => "refund.family_co2=10563.12";
        "in CV: 8 - 3", "y3_reductions.toml, abatement", "dependent_children=3 co2_norm=none fiscal_cv=8" => "y3_co2=4680.00 refund.family_co2=3060.00";
        "after E85: 150 - 60", "baremes.md §6.3", "energy=FE dependent_children=3 co2_g_km=250" => "refund.family_co2=1082.88";
        "nothing due, nothing back", "contracts.md §1", "dependent_children=3" => "refund.family_co2= refund.family_mass=";
        "the mass: 2000 - 600", "malus_masse.toml, holder", "dependent_children=3 mass_in_running_order_kg=2000" =>
            "y3_mass=1447.20 refund.family_mass=1447.20 refund.family_co2=";
        "the mass in part: 2500 - 600", "malus_masse.toml, holder", "dependent_children=3 mass_in_running_order_kg=2500" =>
            "y3_mass=5047.20 refund.family_mass=4320.00";
        "V.7 missing: the mass alone", "contracts.md §1", "dependent_children=3 co2_g_km=- mass_in_running_order_kg=2500" =>
            "refund.family_mass=4320.00 refund.family_co2=";
        "G missing: the CO2 alone", "contracts.md §1", "dependent_children=3 co2_g_km=190 mass_in_running_order_kg=-" =>
            "refund.family_co2=10563.12 refund.family_mass=";
        "both", "y3_reductions.toml, abatement", "dependent_children=3 co2_g_km=190 mass_in_running_order_kg=2500" =>
            "refund.family_co2=10563.12 refund.family_mass=4320.00";
        "the price caps what is given back", "baremes.md §6.5", "issued_on=2023-12-31 co2_g_km=225 price_cents=3000000 dependent_children=3" =>
            "y3_co2=15000.00 refund.family_co2=11148.90";
    }
    cases! { NEW;
        "under the cap, both come back together", "CIBS L421-74", "dependent_children=3 co2_g_km=200 mass_in_running_order_kg=2500" =>
            "y3_co2=80000.00 y3_mass=0.00 refund.family_co2=72270.00 refund.family_mass=";
        "under the cap with an unknown mass, nothing is promised", "CIBS L421-74", "dependent_children=3 co2_g_km=200 mass_in_running_order_kg=-" =>
            "y3_co2=80000.00 refund.family_co2= missing=";
        "no mass malus before 2022", "CIBS L421-74", "first_registered_on=2021-06-01 dependent_children=3 co2_g_km=225 mass_in_running_order_kg=-" =>
            "y3_co2=30000.00 refund.family_co2=27795.00";
        "from its first day on, it could take up what the CO₂ leaves", "CIBS L421-74", "first_registered_on=2022-01-01 dependent_children=3 co2_g_km=225 mass_in_running_order_kg=-" =>
            "y3_co2=40000.00 refund.family_co2=";
    }
}
