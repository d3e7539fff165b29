use crate::case::{IMPORT, NEW, USED, cases};

#[test]
fn passenger_vehicles_are_in_the_rest_is_out() {
    // 999 g/km at the ceiling of 2026: whatever is in pays.
    cases! { NEW;
        "a car", "y3_reductions.toml, scope", "co2_g_km=999" => "y3_co2=80000.00";
        "an off-road car", "y3_reductions.toml, scope", "co2_g_km=999 ec_category=M1G" => "y3_co2=80000.00";
        "category not said", "contracts.md §1", "co2_g_km=999 ec_category=- body=-" => "y3_co2=80000.00";
        "a car of category M2", "y3_reductions.toml, scope", "co2_g_km=999 ec_category=M2" => "why.y3_co2=OutOfScope(Kind) law.y3_co2=L421-2 law.y3_mass=L421-2";
        "a camping-car", "y3_reductions.toml, scope", "co2_g_km=999 genre=VASP" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "a camping-car body", "y3_reductions.toml, scope", "co2_g_km=999 body=SA" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "an armoured car", "y3_reductions.toml, scope", "co2_g_km=999 body=SB" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "an ambulance", "y3_reductions.toml, scope", "co2_g_km=999 body=SC" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "a hearse", "y3_reductions.toml, scope", "co2_g_km=999 body=SD" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "a caravan body", "y3_reductions.toml, scope", "co2_g_km=999 national_body=CARAVANE" => "why.y3_co2=OutOfScope(SpecialPurpose)";
        "a van derived from a car", "y3_reductions.toml, scope", "co2_g_km=999 national_body=DERIV+VP" => "why.y3_co2=OutOfScope(DerivVp)";
        "another national body", "y3_reductions.toml, scope", "co2_g_km=999 national_body=CI" => "y3_co2=80000.00";
        "a motorcycle", "y3_reductions.toml, scope", "co2_g_km=999 genre=MTT2" => "why.y3_co2=OutOfScope(Kind)";
        "a lorry", "y3_reductions.toml, scope", "co2_g_km=999 genre=CAM" => "why.y3_co2=OutOfScope(Kind)";
        "a coach", "y3_reductions.toml, scope", "co2_g_km=999 genre=TCP" => "why.y3_co2=OutOfScope(Kind)";
        "a trailer", "y3_reductions.toml, scope", "co2_g_km=999 genre=REM" => "why.y3_co2=OutOfScope(Kind)";
        "a van", "y3_reductions.toml, scope", "co2_g_km=999 genre=CTTE ec_category=N1 body=BB" => "why.y3_co2=OutOfScope(Van) says.assumed_body=0";
        "a van of category not said", "y3_reductions.toml, scope", "co2_g_km=999 genre=CTTE ec_category=- body=BB" => "why.y3_co2=OutOfScope(Van)";
        "a van of body not said", "contracts.md §1", "co2_g_km=999 genre=CTTE ec_category=N1 body=-" => "why.y3_co2=OutOfScope(Van) says.assumed_body=1";
        "a van of another body", "y3_reductions.toml, scope", "co2_g_km=999 genre=CTTE ec_category=N1 body=BX" => "why.y3_co2=OutOfScope(Kind)";
        "a van of category M1", "y3_reductions.toml, scope", "co2_g_km=999 genre=CTTE" => "why.y3_co2=OutOfScope(Kind)";
    }
}

#[test]
fn pickups_and_truck_bodies_of_five_seats_are_in() {
    cases! { NEW;
        "a pick-up owes Y.2 and both malus", "baremes.md §5", "genre=CTTE ec_category=N1 body=BE co2_g_km=999" => "y2=34.00 y3_co2=80000.00";
        "a pick-up of four seats", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1 body=BE seats=4 co2_g_km=999" => "why.y3_co2=OutOfScope(FewSeats)";
        "seats not said", "contracts.md §1", "genre=CTTE ec_category=N1 body=BE seats=- co2_g_km=999" => "y3_co2=80000.00 says.assumed_seats=1";
        "a pick-up for ski areas", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1 body=BE use=ski co2_g_km=999" => "why.y3_co2=OutOfScope(Ski)";
        "a truck body", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA co2_g_km=999" => "y3_co2=80000.00";
        "a truck body for ski areas", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA use=ski co2_g_km=999" => "why.y3_co2=OutOfScope(Ski)";
        "a truck body that is no off-road vehicle", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1 body=BA co2_g_km=999" => "why.y3_co2=OutOfScope(Kind) says.assumed_ec_category=0";
        "a truck body of category not said", "contracts.md §1", "genre=CTTE ec_category=- body=BA co2_g_km=999" => "why.y3_co2=OutOfScope(Kind) says.assumed_ec_category=1";
        "a pick-up of category not said", "contracts.md §1", "genre=CTTE ec_category=- body=BE co2_g_km=999" => "y3_co2=80000.00";
    }
    cases! { IMPORT;
        "a pick-up of June 2019", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1 body=BE co2_norm=- co2_g_km=999 first_registered_on=2019-06-30" =>
            "why.y3_co2=OutOfScope(Before(Date{year:2019,month:7,day:1})) says.doubt=0";
        "a pick-up of July 2019: 84 months", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1 body=BE co2_norm=- co2_g_km=999 first_registered_on=2019-07-01" =>
            "y3_co2=5460.00";
        "a truck body of 2025", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA co2_g_km=999 first_registered_on=2025-12-31" =>
            "why.y3_co2=OutOfScope(Before(Date{year:2026,month:1,day:1})) says.doubt=1";
        "a truck body of July 2019", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA first_registered_on=2019-07-01" => "says.doubt=1";
        "a truck body of June 2019", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA first_registered_on=2019-06-30" => "says.doubt=0";
        "a truck body of 2026", "y3_reductions.toml, scope", "genre=CTTE ec_category=N1G body=BA co2_g_km=999 first_registered_on=2026-01-01" =>
            "y3_co2=75200.00 says.doubt=0";
        "a pick-up of unknown day", "contracts.md §1", "genre=CTTE ec_category=N1 body=BE first_registered_on=-" =>
            "y3_co2=0.00..80000.00 y3_mass=0.00..80000.00 missing=first_registered_on";
        "a car of unknown day", "contracts.md §1", "first_registered_on=-" =>
            "y3_co2=0.00..80000.00 law.y3_co2=L421-58 law.y3_mass=L421-71 why.y3_co2=first_registered_on missing=first_registered_on total=121.76..80228.76";
        "a car of unknown day on the first day of a table", "contracts.md §1", "issued_on=2026-01-01 first_registered_on=-" =>
            "y3_co2=0.00..80000.00";
        "a car of unknown day on the eve of it", "contracts.md §1", "issued_on=2025-12-31 first_registered_on=-" =>
            "y3_co2=0.00..70000.00";
        "a car of unknown day, in CV, no bound since 2026", "contracts.md §1", "co2_norm=none first_registered_on=-" => "y3_co2=? total=?";
        "a car of unknown day, in CV, until 2025", "contracts.md §1", "issued_on=2025-12-31 co2_norm=none first_registered_on=-" => "y3_co2=0.00..70000.00";
    }
}

#[test]
fn exemptions_of_both_malus() {
    cases! { NEW;
        "electricity", "CIBS L421-67, L421-79", "energy=EL co2_g_km=- mass_in_running_order_kg=-" =>
            "y3_co2=0.00 why.y3_co2=Electric why.y3_mass=Electric law.y3_co2=L421-67 law.y3_mass=L421-79 missing=";
        "hydrogen", "CIBS L421-67", "energy=HH co2_g_km=999" => "why.y3_co2=Electric";
        "a wheelchair body", "CIBS L421-65", "body=SH co2_g_km=999" => "why.y3_co2=WheelchairAccessible law.y3_co2=L421-65";
        "a wheelchair conversion", "CIBS L421-65", "national_body=handicap co2_g_km=999" => "why.y3_mass=WheelchairAccessible";
        "a disability card", "CIBS L421-69", "disability_card=true co2_g_km=999" => "why.y3_co2=DisabilityCard law.y3_co2=L421-69";
        "no disability card", "CIBS L421-69", "disability_card=false co2_g_km=999" => "y3_co2=80000.00";
        "fire and rescue", "CIBS L421-70-1", "use=civil_security co2_g_km=999" => "why.y3_co2=CivilSecurity law.y3_co2=L421-70-1";
        "a hybrid is not exempt", "CIBS L421-67", "energy=EE co2_g_km=999" => "y3_co2=80000.00";
    }
}

#[test]
fn a_french_car_pays_again_only_if_it_escaped_and_from_2027() {
    cases! { USED;
        "settled, 2026", "y3_reductions.toml, event", "co2_g_km=140" => "why.y3_co2=AlreadyInFrance law.y3_co2=L421-36 law.y3_mass=L421-36";
        "escaped, end of 2026", "y3_reductions.toml, anti_circumvention", "co2_g_km=140 malus_settled=false issued_on=2026-12-31" =>
            "y3_co2=0.00 why.y3_co2=ReopensFrom(Date{year:2027,month:1,day:1}) says.doubt=2";
        "escaped, end of 2025", "y3_reductions.toml, anti_circumvention", "co2_g_km=140 malus_settled=false issued_on=2025-12-31" =>
            "why.y3_co2=ReopensFrom(Date{year:2027,month:1,day:1}) says.doubt=0";
        "escaped, 2027: 210 at 68 months", "y3_reductions.toml, anti_circumvention", "co2_g_km=140 malus_settled=false issued_on=2027-01-01" =>
            "y3_co2=119.70 says.usage_coefficient_unknown=1 says.assumed_malus_settled=0";
        "settled, 2027", "y3_reductions.toml, anti_circumvention", "co2_g_km=140 malus_settled=true issued_on=2027-01-01" =>
            "why.y3_co2=AlreadyInFrance says.assumed_malus_settled=0";
        "not said, 2027", "contracts.md §1", "co2_g_km=140 issued_on=2027-01-01" => "why.y3_co2=AlreadyInFrance says.assumed_malus_settled=1";
        "not said, 2026", "contracts.md §1", "co2_g_km=140" => "says.assumed_malus_settled=0";
        "escaped, of before 2015", "y3_reductions.toml, anti_circumvention", "co2_norm=- malus_settled=false issued_on=2027-01-01 first_registered_on=2014-12-31" =>
            "why.y3_co2=FirstRegisteredBefore(Date{year:2015,month:1,day:1})";
        "escaped, of 2015", "y3_reductions.toml, anti_circumvention", "co2_norm=- co2_g_km=140 malus_settled=false issued_on=2027-01-01 first_registered_on=2015-01-01" =>
            "y3_co2=45.00";
        "escaped, first in France later", "y3_reductions.toml, norm_choice",
            "co2_norm=- co2_g_km=140 malus_settled=false issued_on=2027-01-01 first_registered_on=2020-06-15 first_registered_in_france_on=2020-12-31" => "y3_co2=988.52";
        "escaped, exempt again", "y3_reductions.toml, anti_circumvention", "disability_card=true malus_settled=false issued_on=2027-01-01" => "why.y3_co2=DisabilityCard";
        "a motorcycle is not concerned", "y3_reductions.toml, scope", "genre=MTT2 malus_settled=false issued_on=2027-01-01" => "why.y3_co2=OutOfScope(Kind)";
    }
}

#[test]
fn a_conversion_opens_both_malus() {
    cases! { USED;
        "back to a car: 210 at 67 months", "y3_reductions.toml, conversion", "operation=modification_technique origin=converted co2_g_km=140" =>
            "y1=0.00 y3_co2=119.70 y4=11.00 total=133.76 says.assumed_origin=0";
        "one that has paid", "contracts.md §1", "operation=modification_technique origin=converted malus_settled=true co2_g_km=140" => "why.y3_co2=NotConverted";
        "another change", "operations.toml", "operation=modification_technique origin=used_france co2_g_km=140" =>
            "why.y3_co2=NotConverted law.y3_co2=L421-36 total=13.76 says.assumed_origin=0";
        "not said", "contracts.md §1", "operation=modification_technique origin=- co2_g_km=140" => "why.y3_co2=NotConverted says.assumed_origin=1";
        "not said, on a motorcycle", "contracts.md §1", "operation=modification_technique genre=MTT2 origin=-" => "says.assumed_origin=0 total=13.76";
        "holder not said", "contracts.md §1", "operation=modification_technique origin=converted co2_g_km=140 holder=- seats=8" =>
            "y3_co2=119.70 says.assumed_holder=1";
        "holder not said, five seats", "contracts.md §1", "operation=modification_technique origin=converted co2_g_km=140 holder=-" =>
            "y3_co2=119.70 says.assumed_holder=0";
        "with a new holder", "y3_reductions.toml, conversion", "origin=converted co2_g_km=140" => "y1=413.70 y3_co2=119.70";
        "of before 2015", "y3_reductions.toml, age_reduction", "operation=modification_technique origin=converted first_registered_on=2014-06-01 co2_norm=-" =>
            "why.y3_co2=FirstRegisteredBefore(Date{year:2015,month:1,day:1})";
    }
    cases! { IMPORT; "a conversion abroad", "y3_reductions.toml, conversion", "origin=converted co2_g_km=140" => "y3_co2=388.80"; }
}
