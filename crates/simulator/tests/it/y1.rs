use crate::case::{IMPORT, NEW, USED, cases};

#[test]
fn the_day_of_issue_chooses_the_rate() {
    cases! { USED;
        "before the surcharge", "y1_regional.toml, surcharge", "issued_on=2026-02-28" =>
            "y1=329.70 total=343.76 rounding=0.30 law.y1=L421-41 since.y1=2024-01-01";
        "first day of the surcharge", "y1_regional.toml, surcharge", "issued_on=2026-03-01" =>
            "y1=413.70 law.y1=L421-41,L421-54-1 since.y1=2026-03-01";
        "last day published", "y1_regional.toml, carry_over_from", "issued_on=2026-11-21" =>
            "y1=413.70 says.carried_over=0 says.doubt=1";
        "carried over", "y1_regional.toml, carry_over_from", "issued_on=2026-11-22" =>
            "y1=413.70 says.carried_over=3";
        "the default amount of 2027", "y1_regional.toml, surcharge", "issued_on=2027-01-01" =>
            "y1=401.70 since.y1=2027-01-01";
        "before the tables", "contracts.md §1", "issued_on=2022-12-31" =>
            "y1=! why.y1=IssuedOn(Date{year:2022,month:12,day:31}) y2=0.00 y4=! y5=! total=? missing= law.y1=L421-41";
        "after the tables", "contracts.md §1", "issued_on=2028-01-01" => "y1=! y4=! y5=! total=?";
        "the region may be said itself", "contracts.md §1", "departement=- region=11" => "y1=413.70";
        "Corse by its letters", "regions.toml", "departement=2a" => "y1=318.00";
        "overseas by its three digits", "regions.toml", "departement=976" => "y1=180.00";
    }
}

#[test]
fn half_from_the_tenth_anniversary_that_day_included() {
    cases! { USED;
        "the eve", "CIBS L421-45", "first_registered_on=2016-11-22" => "y1=413.70 law.y1=L421-41,L421-54-1";
        "the day", "CIBS L421-45", "first_registered_on=2016-11-21" =>
            "y1=206.85 law.y1=L421-41,L421-54-1,L421-45 total=220.76 rounding=0.15";
        "29 February has its anniversary on the 28th", "CIBS L421-45",
            "issued_on=2026-02-28 first_registered_on=2016-02-29" => "y1=164.85";
        "a collection vehicle has no tariff of its own", "baremes.md §4",
            "collection=true first_registered_on=1970-07-01" => "y1=206.85";
        "half of an odd rate keeps its thousandth", "baremes.md §3",
            "issued_on=2026-01-15 fiscal_cv=1 first_registered_on=2010-01-01" => "y1=27.47500 total=40.76 rounding=-0.48";
    }
    cases! { NEW;
        "a new vehicle has no ten years whatever B says", "contracts.md §1", "first_registered_on=2015-01-01" =>
            "y1=215.00 says.new_but_registered_earlier=1";
    }
    cases! { USED;
        "origin is ignored where no malus can be due", "contracts.md §1",
            "operation=rachat_leasing origin=new first_registered_on=2015-01-01" => "y1=206.85";
    }
}

#[test]
fn each_kind_has_its_share() {
    cases! { USED;
        "a van pays in full", "y1_regional.toml, factor", "genre=CTTE body=BB" => "y1=413.70";
        "a van of ten years", "y1_regional.toml, factor", "genre=CTTE first_registered_on=2015-01-01" => "y1=206.85";
        "a light motorcycle", "y1_regional.toml, factor", "genre=MTL" => "y1=206.85 law.y1=L421-41,L421-54-1,L421-46";
        "a motorcycle", "y1_regional.toml, factor", "genre=MTT1" => "y1=206.85";
        "another motorcycle", "y1_regional.toml, factor", "genre=MTT2" => "y1=206.85";
        "a motorcycle never reaches a quarter", "y1_regional.toml, factor",
            "genre=MTT2 first_registered_on=2010-01-01" => "y1=206.85 law.y1=L421-41,L421-54-1,L421-46";
        "a tricycle", "y1_regional.toml, factor", "genre=TM" => "y1=413.70";
        "an old tricycle", "y1_regional.toml, factor", "genre=TM first_registered_on=2010-01-01" => "y1=206.85";
        "a quad", "y1_regional.toml, factor", "genre=QM" => "y1=413.70";
        "an old quad", "y1_regional.toml, factor", "genre=QM first_registered_on=2010-01-01" => "y1=206.85";
        "a lorry", "y1_regional.toml, factor", "genre=CAM" => "y1=206.85 law.y1=L421-41,L421-54-1,L421-47";
        "an old lorry stays at one half", "y1_regional.toml, factor",
            "genre=CAM first_registered_on=2010-01-01" => "y1=206.85";
        "a road tractor", "y1_regional.toml, factor", "genre=TRR" => "y1=206.85";
        "a coach", "y1_regional.toml, factor", "genre=TCP" => "y1=206.85";
        "a moped", "y1_regional.toml, factor", "genre=CL" => "y1=0.00 why.y1=Genre(Cl) law.y1=L421-46";
        "a three-wheeled moped", "y1_regional.toml, factor", "genre=CYCL" => "y1=0.00 why.y1=Genre(Cycl)";
        "a farm tractor", "y1_regional.toml, factor", "genre=TRA" => "y1=0.00 law.y1=L421-48";
        "a farm machine", "y1_regional.toml, factor", "genre=MAGA" => "y1=0.00 law.y1=L421-48";
        "a farm trailer", "y1_regional.toml, factor", "genre=REA" => "y1=0.00 law.y1=L421-48";
        "a farm semi-trailer", "y1_regional.toml, factor", "genre=SREA" => "y1=0.00";
        "a towed machine", "y1_regional.toml, factor", "genre=MIAR" => "y1=0.00";
        "a trailer", "y1_regional.toml, factor", "genre=REM" => "y1=0.00 law.y1=L421-41 total=13.76";
        "a semi-trailer", "y1_regional.toml, factor", "genre=SREM" => "y1=0.00";
        "SRAT", "y1_regional.toml, factor", "genre=SRAT" => "y1=0.00";
        "SRTC", "y1_regional.toml, factor", "genre=SRTC" => "y1=0.00";
        "RETC", "y1_regional.toml, factor", "genre=RETC" => "y1=0.00";
        "SRSP", "y1_regional.toml, factor", "genre=SRSP" => "y1=0.00";
        "a caravan", "y1_regional.toml, factor", "genre=RESP" => "y1=0.00 missing=";
        "a moped needs no fact", "baremes.md §4",
            "genre=CL departement=- fiscal_cv=- first_registered_on=- energy=-" => "y1=0.00 missing= total=11.00 warnings=doubt";
    }
}

#[test]
fn a_special_purpose_vehicle_goes_by_its_category_then_by_its_ptac() {
    cases! { USED;
        "a camping-car of category M1", "baremes.md §4", "genre=VASP ec_category=M1 ptac_kg=4500" => "y1=413.70";
        "an off-road one", "baremes.md §4", "genre=VASP ec_category=M1G ptac_kg=4500" => "y1=413.70";
        "of category N2", "y1_regional.toml, factor", "genre=VASP ec_category=N2 ptac_kg=3000" =>
            "y1=206.85 law.y1=L421-41,L421-54-1,L421-47";
        "an old one of category M1", "y1_regional.toml, factor",
            "genre=VASP ec_category=M1 first_registered_on=2010-01-01" => "y1=206.85 law.y1=L421-41,L421-54-1,L421-45";
        "under 3500 kg", "y1_regional.toml, factor", "genre=VASP ptac_kg=3499" => "y1=413.70 says.special_purpose_at_limit=0";
        "over 3500 kg", "y1_regional.toml, factor", "genre=VASP ptac_kg=3501" => "y1=206.85";
        "at 3500 kg the category is asked for", "y1_regional.toml, factor", "genre=VASP ptac_kg=3500" =>
            "y1=206.85..413.70 missing=ec_category total=220.76..427.76 why.y1=ec_category";
        "at 3500 kg with its category", "baremes.md §12.7", "genre=VASP ptac_kg=3500 ec_category=M1" =>
            "y1=413.70 says.special_purpose_at_limit=1";
        "without either", "baremes.md §9", "genre=VASP ptac_kg=-" => "y1=206.85..413.70 missing=ptac_kg";
        "without either, old: it is one half anyhow", "baremes.md §9",
            "genre=VASP ptac_kg=- first_registered_on=2010-01-01" => "y1=206.85 missing=";
        "without either and no day", "baremes.md §9", "genre=VASP ptac_kg=- first_registered_on=-" =>
            "y1=206.85..413.70 missing=ptac_kg,first_registered_on";
        "a category that no special vehicle has says nothing", "y1_regional.toml, factor",
            "genre=VASP ptac_kg=3000 ec_category=T" => "y1=413.70";
    }
}

#[test]
fn electricity_alone_was_free_until_the_regions_decide() {
    cases! { USED;
        "the last free day", "y1_regional.toml, electric_exemption", "issued_on=2025-04-30 energy=EL" =>
            "y1=0.00 why.y1=EnergyWaived law.y1=L421-49 since.y1=2023-01-01 says.unconfirmed_energy=1";
        "the first day in full", "y1_regional.toml, electric_exemption", "issued_on=2025-05-01 energy=EL" =>
            "y1=329.70 law.y1=L421-41 says.unconfirmed_energy=0";
        "hydrogen too", "y1_regional.toml, electric_exemption", "issued_on=2025-04-30 energy=H2" => "y1=0.00";
        "free whatever the facts that are missing", "contracts.md §1",
            "issued_on=2025-04-30 energy=EL departement=- fiscal_cv=-" => "y1=0.00 missing=";
        "Hauts-de-France, free", "y1_regional.toml, electric_exemption",
            "departement=59 issued_on=2026-03-31 energy=EL" => "y1=0.00 since.y1=2025-05-01";
        "Hauts-de-France, half", "y1_regional.toml, electric_exemption",
            "departement=59 issued_on=2026-04-01 energy=EL" => "y1=129.00 law.y1=L421-41,L421-49 says.doubt=1";
        "Hauts-de-France, half of half", "baremes.md §12.13",
            "departement=59 issued_on=2026-04-01 energy=EL first_registered_on=2016-04-01" =>
            "y1=64.50 law.y1=L421-41,L421-45,L421-49 says.doubt=2";
        "Hauts-de-France, carried over", "y1_regional.toml, electric_exemption",
            "departement=59 issued_on=2027-06-01 energy=EL" => "y1=129.00 says.carried_over=3";
        "thermal next door", "y1_regional.toml", "departement=59 issued_on=2026-04-01" => "y1=258.00";
        "a motorcycle on electricity", "y1_regional.toml",
            "departement=59 issued_on=2026-04-01 energy=EL genre=MTT2" => "y1=64.50 says.doubt=1";
    }
}

#[test]
fn other_energies_were_waived_region_by_region() {
    cases! { USED;
        "Auvergne-Rhône-Alpes, last day", "y1_regional.toml, alternative_exemption",
            "departement=69 issued_on=2024-02-29 energy=EH" => "y1=0.00 why.y1=EnergyWaived law.y1=L421-50";
        "Auvergne-Rhône-Alpes, after", "y1_regional.toml", "departement=69 issued_on=2024-03-01 energy=EH" =>
            "y1=258.00";
        "Bourgogne-Franche-Comté, last day", "y1_regional.toml", "departement=21 issued_on=2023-06-30 energy=EE" =>
            "y1=0.00 says.doubt=1";
        "Bourgogne-Franche-Comté, after", "y1_regional.toml", "departement=21 issued_on=2023-07-01 energy=EE" =>
            "y1=306.00";
        "Bretagne, last day", "y1_regional.toml", "departement=35 issued_on=2023-04-30 energy=FE" => "y1=153.00";
        "Bretagne, after, at a new rate", "y1_regional.toml", "departement=35 issued_on=2023-05-01 energy=FE" =>
            "y1=330.00";
        "Centre, last day", "y1_regional.toml", "departement=45 issued_on=2023-12-31 energy=EH" =>
            "y1=149.40 says.low_confidence=1 says.doubt=1";
        "Centre, after", "y1_regional.toml", "departement=45 issued_on=2024-01-01 energy=EH" => "y1=330.00";
        "Corse, last day", "y1_regional.toml", "departement=2B issued_on=2024-12-31 energy=EP" => "y1=0.00";
        "Corse, after", "y1_regional.toml", "departement=2B issued_on=2025-01-01 energy=EP" => "y1=258.00";
        "Hauts-de-France, last day", "y1_regional.toml", "departement=80 issued_on=2025-02-28 energy=EH" =>
            "y1=108.60 law.y1=L421-41,L421-50";
        "Hauts-de-France, after", "y1_regional.toml", "departement=80 issued_on=2025-03-01 energy=EH" => "y1=252.00";
        "Île-de-France, last day", "y1_regional.toml", "issued_on=2023-07-31 energy=EH" => "y1=0.00";
        "Île-de-France, after", "y1_regional.toml", "issued_on=2023-08-01 energy=EH" => "y1=276.90";
        "Normandie, last day", "y1_regional.toml", "departement=14 issued_on=2023-12-31 energy=EH" => "y1=0.00";
        "Normandie, after", "y1_regional.toml", "departement=14 issued_on=2024-01-01 energy=EH" => "y1=276.00";
        "Occitanie, last day", "y1_regional.toml", "departement=31 issued_on=2023-02-28 energy=EH" => "y1=0.00";
        "Occitanie, after", "y1_regional.toml", "departement=31 issued_on=2023-03-01 energy=EH" => "y1=264.00";
        "Provence, last day", "y1_regional.toml", "departement=13 issued_on=2024-02-29 energy=EH" => "y1=0.00";
        "Provence, after", "y1_regional.toml", "departement=13 issued_on=2024-03-01 energy=EH" => "y1=307.20";
        "Grand Est waives nothing", "y1_regional.toml", "departement=67 issued_on=2023-01-15 energy=EH" => "y1=288.00";
        "petrol is no alternative", "energies.toml", "departement=69 issued_on=2024-02-29 energy=ES" => "y1=258.00";
        "an unlisted code counts as thermal", "contracts.md §1", "departement=69 issued_on=2024-02-29 energy=ZZ" =>
            "y1=258.00 says.unknown_energy=1";
        "without energy", "contracts.md §1", "departement=69 issued_on=2024-02-29 energy=-" =>
            "y1=258.00 says.assumed_energy=1";
    }
}

#[test]
fn a_conversion_to_e85_is_waived_up_to_a_cap() {
    // y1_regional.toml, e85_conversion: at most 750 euros are waived.
    cases! { USED;
        "under the cap", "CIBS L421-50", "departement=69 issued_on=2024-02-29 e85_converted=true fiscal_cv=17" =>
            "y1=0.00 why.y1=EnergyWaived law.y1=L421-50";
        "over the cap", "CIBS L421-50", "departement=69 issued_on=2024-02-29 e85_converted=true fiscal_cv=18" =>
            "y1=24.00 law.y1=L421-41,L421-50";
        "with the new code", "CIBS L421-50", "departement=69 issued_on=2024-02-29 energy=FE e85_converted=true fiscal_cv=20" =>
            "y1=110.00";
        "built so, no cap", "CIBS L421-50", "departement=69 issued_on=2024-02-29 energy=FE fiscal_cv=20" => "y1=0.00";
        "over the cap, of ten years", "CIBS L421-50",
            "departement=69 issued_on=2024-02-29 e85_converted=true fiscal_cv=40 first_registered_on=2010-01-01" => "y1=110.00 says.doubt=0";
        "where nothing is waived", "CIBS L421-50", "departement=69 issued_on=2024-03-01 e85_converted=true fiscal_cv=20" =>
            "y1=860.00";
        "a half waiver at the cap", "CIBS L421-50",
            "departement=80 issued_on=2025-02-28 e85_converted=true fiscal_cv=42" => "y1=770.40";
        "the cap needs P.6", "contracts.md §1",
            "departement=69 issued_on=2024-02-29 e85_converted=true fiscal_cv=-" => "y1=? missing=fiscal_cv";
    }
}

#[test]
fn who_asks_and_why_can_exempt() {
    cases! { USED;
        "a spouse", "CIBS L421-52", "operation=conjoint" => "y1=0.00 why.y1=Spouse law.y1=L421-52 total=13.76";
        "the State", "CIBS L421-53", "holder=state" => "y1=0.00 why.y1=State law.y1=L421-53";
        "a company pays", "CIBS L421-43", "holder=company" => "y1=413.70 says.assumed_holder=0";
        "nobody said", "contracts.md §1", "holder=-" => "y1=413.70 says.assumed_holder=1";
        "after a weather event", "CIBS L421-51", "exemption=weather_replacement" =>
            "y1=0.00 why.y1=WeatherReplacement law.y1=L421-51 y4=0.00 why.y4=WeatherReplacement law.y4=L421-40 total=2.76";
        "a transfer of competence", "CIBS L421-35", "exemption=competence_transfer" =>
            "y1=0.00 why.y1=CompetenceTransfer law.y1=L421-35 y4=11.00";
        "a disability card exempts from the malus only", "y1_regional.toml, exemption", "disability_card=true" => "y1=413.70";
        "demonstration is for new vehicles", "CIBS L421-54", "use=demonstration" => "y1=413.70";
    }
    cases! { NEW;
        "demonstration", "CIBS L421-54", "use=demonstration" =>
            "y1=0.00 why.y1=Demonstration law.y1=L421-54 says.low_confidence=1";
        "demonstration up to 3.5 t", "CIBS L421-54", "use=demonstration ptac_kg=3500" => "y1=0.00";
        "demonstration above 3.5 t", "CIBS L421-54", "use=demonstration ptac_kg=3501" => "y1=215.00";
        "imported for demonstration", "CIBS L421-54", "operation=import_neuf use=demonstration" => "y1=0.00";
    }
}

#[test]
fn a_missing_fact_leaves_a_range() {
    cases! { USED;
        "no département", "contracts.md §1", "departement=-" =>
            "y1=180.00..413.70 missing=departement total=193.76..427.76 rounding=? why.y1=departement law.y1=L421-41";
        "no P.6", "contracts.md §1", "fiscal_cv=-" => "y1=? missing=fiscal_cv total=?";
        "no B", "contracts.md §1", "first_registered_on=-" => "y1=206.85..413.70 missing=first_registered_on";
        "nothing", "contracts.md §1", "departement=- fiscal_cv=- first_registered_on=-" =>
            "y1=? missing=departement,fiscal_cv,first_registered_on";
        "a half somewhere", "contracts.md §1", "departement=- issued_on=2026-04-01 energy=EL" =>
            "y1=129.00..413.70 missing=departement";
        "the genre is assumed", "contracts.md §1", "genre=-" => "y1=413.70 says.assumed_genre=1";
    }
}

#[test]
fn p6_is_estimated_for_imports_only() {
    // certificate_fields.toml, fiscal_power: 1.80 (kW/100)² + 3.87 (kW/100) + 1.34, half up.
    cases! { IMPORT;
        "100 kW: 7.01", "certificate_fields.toml", "fiscal_cv=- net_power_kw=100" =>
            "y1=301.00 says.estimated_fiscal_cv=1 missing=";
        "74 kW: 5.19", "certificate_fields.toml", "fiscal_cv=- net_power_kw=74" => "y1=215.00";
        "79 kW: 5.52", "certificate_fields.toml", "fiscal_cv=- net_power_kw=79" => "y1=258.00";
        "what is printed prevails", "certificate_fields.toml", "net_power_kw=100" =>
            "y1=215.00 says.estimated_fiscal_cv=0";
        "before 2021 there is no formula", "certificate_fields.toml",
            "fiscal_cv=- net_power_kw=100 first_registered_on=2020-12-31" => "y1=? missing=fiscal_cv";
        "from 2021-01-01", "certificate_fields.toml",
            "fiscal_cv=- net_power_kw=100 first_registered_on=2021-01-01" => "y1=301.00";
        "an electric van: 1 + 0.136 kW", "certificate_fields.toml",
            "genre=CTTE ec_category=N1 body=BB energy=EL fiscal_cv=- net_power_kw=100" => "y1=645.00";
        "an electric van, half up", "certificate_fields.toml",
            "genre=CTTE ec_category=- body=BB energy=EL fiscal_cv=- net_power_kw=18" => "y1=129.00";
        "a petrol van has no formula", "certificate_fields.toml",
            "genre=CTTE ec_category=N1 body=BB fiscal_cv=- net_power_kw=100" => "y1=? missing=fiscal_cv";
        "an unlisted energy has none", "certificate_fields.toml",
            "genre=CTTE ec_category=N1 body=BB energy=- fiscal_cv=- net_power_kw=100" => "y1=?";
        "no power, no estimate", "certificate_fields.toml", "fiscal_cv=-" => "y1=? missing=fiscal_cv";
    }
    cases! { NEW;
        "a new import", "certificate_fields.toml", "operation=import_neuf fiscal_cv=- net_power_kw=100" =>
            "y1=301.00 says.estimated_fiscal_cv=1";
        "a new French car has its P.6", "certificate_fields.toml", "fiscal_cv=- net_power_kw=100" => "y1=?";
    }
}
