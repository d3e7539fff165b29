use crate::case::{USED, cases};

#[test]
fn the_bracket_is_that_of_the_ptac_upper_bound_included() {
    cases! { USED;
        "a van at once", "y2_transport.toml, by_kind", "genre=CTTE ptac_kg=-" => "y2=34.00 law.y2=L421-55,L421-56,L421-57 since.y2=2023-01-01";
        "a lorry of 3500 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=3500" => "y2=34.00";
        "a lorry of 3501 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=3501" => "y2=127.00";
        "a lorry of 6000 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=6000" => "y2=127.00";
        "a lorry of 6001 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=6001" => "y2=189.00";
        "a lorry of 11000 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=11000" => "y2=189.00";
        "a lorry of 11001 kg", "y2_transport.toml, bracket", "genre=CAM ptac_kg=11001" => "y2=285.00 says.doubt=1";
        "a lorry of nought", "y2_transport.toml, bracket", "genre=CAM ptac_kg=0" => "y2=34.00";
        "a lorry without PTAC", "baremes.md §9", "genre=CAM ptac_kg=-" =>
            "y2=34.00..285.00 missing=ptac_kg total=254.76..505.76";
        "a road tractor of 3500 kg", "y2_transport.toml, by_kind", "genre=TRR ptac_kg=3500" => "y2=34.00";
        "a road tractor of 3501 kg", "baremes.md §12.8", "genre=TRR ptac_kg=3501" => "y2=285.00 says.doubt=2";
        "a road tractor without PTAC", "baremes.md §9", "genre=TRR ptac_kg=-" => "y2=34.00..285.00 missing=ptac_kg";
        "a minibus of 5 t", "y2_transport.toml, by_kind", "genre=TCP ptac_kg=5000" => "y2=127.00 says.doubt=2";
        "a coach without PTAC", "y2_transport.toml, by_kind", "genre=TCP ptac_kg=-" => "y2=285.00 missing=";
        "carried over", "y2_transport.toml", "genre=CTTE issued_on=2027-06-01" => "y2=34.00 says.carried_over=4";
        "outside the tables", "contracts.md §1", "genre=CTTE issued_on=2028-06-01" => "y2=!";
    }
}

#[test]
fn f1_in_another_bracket_is_said() {
    cases! { USED;
        "another bracket", "y2_transport.toml, mass_rule", "genre=CAM ptac_kg=5900 max_technical_mass_kg=6100" =>
            "y2=127.00 says.mass_bracket_mismatch=1";
        "the same bracket", "y2_transport.toml, mass_rule", "genre=CAM ptac_kg=5900 max_technical_mass_kg=6000" =>
            "y2=127.00 says.mass_bracket_mismatch=0";
        "a van reads neither", "y2_transport.toml, by_kind", "genre=CTTE ptac_kg=3500 max_technical_mass_kg=4000" =>
            "y2=34.00 says.mass_bracket_mismatch=0";
        "a tractor in the open bracket", "y2_transport.toml, by_kind", "genre=TRR ptac_kg=5000 max_technical_mass_kg=5500" =>
            "y2=285.00 says.mass_bracket_mismatch=0";
    }
}

#[test]
fn the_rest_owes_nothing() {
    cases! { USED;
        "a car", "y2_transport.toml, by_kind", "" => "y2=0.00 why.y2=Genre(Vp) law.y2=L421-55";
        "a camping-car", "y2_transport.toml, by_kind", "genre=VASP" => "y2=0.00";
        "a motorcycle", "y2_transport.toml, by_kind", "genre=MTT2" => "y2=0.00";
        "a trailer", "y2_transport.toml, by_kind", "genre=SREM" => "y2=0.00";
        "a farm tractor", "y2_transport.toml, by_kind", "genre=TRA" => "y2=0.00";
        "an old lorry in collection", "baremes.md §5", "genre=CAM collection=true" => "y2=0.00 why.y2=Collection";
        "a lorry that is not", "baremes.md §5", "genre=CAM collection=false ptac_kg=9000" => "y2=189.00";
        "a transfer of competence", "CIBS L421-35", "genre=CAM exemption=competence_transfer" => "y2=0.00 why.y2=CompetenceTransfer law.y2=L421-35";
        "a lorry after a weather event", "CIBS L421-51", "genre=CAM exemption=weather_replacement ptac_kg=9000" => "y2=189.00";
        "a duplicate", "y2_transport.toml, event", "genre=CAM operation=duplicata" => "y2=0.00 why.y2=Operation(Duplicata)";
        "a van for demonstration is not known", "operations.toml", "genre=CTTE operation=vehicule_demonstration origin=- body=BB" =>
            "y2=! why.y2=Operation(VehiculeDemonstration) total=?";
    }
}
