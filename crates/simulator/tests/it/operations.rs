use simulator::facts::{Fact, FactSet, Operation};
use simulator::{Facts, questions, simulate};

use crate::case::{NEW, USED, cases, facts, show};
use crate::day;

#[test]
fn each_operation_owes_its_lines() {
    // operations.toml, expected_total
    cases! { USED;
        "change of holder", "operations.toml", "" => "total=427.76";
        "the tenant buys", "operations.toml", "operation=rachat_leasing" =>
            "y1=413.70 why.y3_co2=Operation(RachatLeasing) law.y3_co2=L421-33 total=427.76";
        "a new tenant", "operations.toml", "operation=changement_locataire" => "y1=413.70 total=427.76";
        "a co-holder", "operations.toml", "operation=cotitulaire_ajout_retrait" => "y1=413.70 total=427.76";
        "a spouse", "operations.toml", "operation=conjoint" => "total=13.76 why.y2=Operation(Conjoint)";
        "an heir", "operations.toml", "operation=succession_heritier" => "total=427.76";
        "a new address", "operations.toml", "operation=changement_adresse" => "total=2.76 why.y1=Operation(ChangementAdresse) law.y1=L421-33";
        "a duplicate", "operations.toml", "operation=duplicata" => "total=13.76 missing= warnings=";
        "civil status", "operations.toml", "operation=changement_etat_civil" => "total=13.76";
        "a correction", "operations.toml", "operation=correction_erreur_saisie" => "total=2.76";
        "after plate theft", "operations.toml", "operation=usurpation" =>
            "y4=0.00 law.y4=L421-39 y5=! why.y5=Operation(Usurpation) total=? warnings=low_confidence,doubt";
        "from the FNI", "operations.toml", "operation=conversion_siv" => "total=2.76";
        "a technical change", "operations.toml", "operation=modification_technique" => "total=13.76 why.y3_co2=NotConverted";
        "a provisional number", "operations.toml", "operation=ww_provisoire" => "total=11.00 why.y5=Operation(WwProvisoire)";
        "a trade plate", "operations.toml", "operation=w_garage" =>
            "y1=! why.y1=Operation(WGarage) y4=11.00 y5=2.76 total=? warnings=low_confidence,doubt";
        "back on the road", "operations.toml", "operation=remise_en_circulation" => "total=13.76 warnings=low_confidence,doubt";
        "a declaration", "operations.toml", "operation=declaration_seule" =>
            "total=0.00 y4=0.00 y5=0.00 law.y4=L421-37 warnings= rounding=0.00";
    }
    cases! { NEW;
        "a new car", "operations.toml", "" => "total=228.76 rounding=0.00";
        "a new import", "operations.toml", "operation=import_neuf" => "total=228.76";
        "a demonstration car", "operations.toml", "operation=vehicule_demonstration origin=-" =>
            "y1=0.00 why.y1=Demonstration y2=0.00 y3_co2=! law.y3_co2=L421-58 why.y3_co2=Operation(VehiculeDemonstration) y3_mass=! total=? says.low_confidence=1";
        "an electric one", "operations.toml", "operation=vehicule_demonstration energy=EL" => "y3_co2=0.00 total=13.76";
    }
    cases! { crate::case::IMPORT; "a used import", "operations.toml", "" => "total=228.76"; }
}

#[test]
fn without_an_operation_nothing_is_computed() {
    let simulation = simulate(&Facts::default(), baremes::builtin(), day("2026-11-21"));
    let shown = show(&simulation);
    for line in ["y1", "y2", "y3_co2", "y3_mass", "y4", "y5", "total"] {
        assert_eq!(shown[line], "?", "{line}");
    }
    assert_eq!(shown["missing"], "operation");
    let asked = questions(&Facts::default(), baremes::builtin(), day("2026-11-21"));
    assert_eq!(asked, FactSet::EMPTY.with(Fact::Operation));
}

#[test]
fn an_operation_that_the_tables_do_not_know_is_unknown() {
    let mut without = baremes::builtin().clone();
    without.operations.retain(|rule| rule.id != "duplicata");
    let given = facts(USED, "operation=duplicata");
    let shown = show(&simulate(&given, &without, day("2026-11-21")));
    for line in ["y1", "y2", "y3_co2", "y3_mass", "y4", "y5"] {
        assert_eq!(shown[line], "!", "{line}");
        assert_eq!(shown[&format!("why.{line}")], "Operation(Duplicata)");
    }
    // Those behind it moved by one place and are found all the same.
    let given = facts(USED, "operation=conversion_siv");
    assert_eq!(show(&simulate(&given, &without, day("2026-11-21")))["total"], "2.76");
}

#[test]
fn the_tables_know_every_operation_in_order() {
    let ids: Vec<_> = baremes::builtin().operations.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, Operation::IDS);
}

#[test]
fn tables_that_leave_a_line_undecided_answer_unknown() {
    use simulator::baremes::Due;
    let mut other = baremes::builtin().clone();
    let rule = other.operations.iter_mut().find(|rule| rule.id == "import_occasion").unwrap();
    (rule.y4, rule.malus_masse) = (Due::If, Due::No);
    let given = facts(crate::case::IMPORT, "co2_g_km=140 mass_in_running_order_kg=2500");
    let shown = show(&simulate(&given, &other, day("2026-11-21")));
    assert_eq!((&*shown["y4"], &*shown["y3_co2"], &*shown["y3_mass"]), ("!", "388.80", "0.00"));
    assert_eq!(shown["why.y3_mass"], "Operation(ImportOccasion)");
    let rule = other.operations.iter_mut().find(|rule| rule.id == "import_occasion").unwrap();
    (rule.malus_co2, rule.malus_masse) = (Due::No, Due::Due);
    let shown = show(&simulate(&given, &other, day("2026-11-21")));
    assert_eq!((&*shown["y3_co2"], &*shown["y3_mass"]), ("0.00", "5047.20"));
}

#[test]
fn the_tables_decide_not_the_code() {
    use simulator::baremes::{CiteId, EnergyMass};
    let shown = |tables: &simulator::Baremes, base, given| {
        show(&simulate(&facts(base, given), tables, day("2026-11-21")))
    };
    let mut other = baremes::builtin().clone();
    // A share that is neither whole nor half, from ten years on.
    let cars =
        other.kind_factors.iter_mut().find(|row| row.genres.iter().any(|genre| genre == "VP"));
    cars.unwrap().from_10y = 25;
    let found = shown(&other, USED, "first_registered_on=2010-01-01");
    assert_eq!((&*found["y1"], &*found["law.y1"]), ("103.42500", "L421-41,L421-54-1"));
    // An energy that spares the mass alone.
    other.energies.iter_mut().find(|energy| energy.p3 == "GN").unwrap().mass = EnergyMass::Exempt;
    let heavy = "energy=GN co2_g_km=150 mass_in_running_order_kg=2500";
    let found = shown(&other, NEW, heavy);
    assert_eq!((&*found["y3_co2"], &*found["y3_mass"]), ("4279.00", "0.00"));
    // A citation that is not there is not said.
    let rule = other.operations.iter_mut().find(|rule| rule.id == "w_garage").unwrap();
    rule.cite = CiteId(u16::MAX);
    assert_eq!(shown(&other, USED, "operation=w_garage")["warnings"], "");
    // Other abatements, other limits.
    (other.e85.cite, other.eight_seats.cite) = (other.stacking_cite, other.scope_cite);
    for given in ["energy=FE co2_g_km=200", "holder=company seats=8 co2_g_km=200"] {
        assert_eq!(shown(&other, NEW, given)["warnings"], "doubt", "{given}");
    }
    for table in &mut other.wltp {
        table.cite = other.stacking_cite;
    }
    assert_eq!(shown(&other, NEW, "")["warnings"], "doubt");
    (other.y4[0].cite, other.y5[0].cite) = (other.stacking_cite, other.scope_cite);
    assert_eq!(shown(&other, USED, "operation=duplicata")["warnings"], "doubt,doubt");
    let vans =
        other.y2_kinds.iter_mut().find(|kind| kind.genres.iter().any(|genre| genre == "CTTE"));
    vans.unwrap().genres.push("QM".to_owned());
    assert_eq!(shown(&other, USED, "genre=CTTE")["y2"], "34.00");
    assert_eq!(shown(&other, USED, "genre=QM")["y2"], "34.00");
    other.e85.co2_percent = 50;
    other.eight_seats.co2_g = 40;
    other.family.min_children = 2;
    assert_eq!(shown(&other, NEW, "energy=FE co2_g_km=216")["y3_co2"], "50.00");
    assert_eq!(shown(&other, NEW, "holder=company seats=8 co2_g_km=148")["y3_co2"], "50.00");
    assert_eq!(
        shown(&other, NEW, "dependent_children=2 co2_g_km=147")["refund.family_co2"],
        "3552.00"
    );
}
