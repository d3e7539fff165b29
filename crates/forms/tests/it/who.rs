//! Who gives the mandate, and who signs which copy (B4).

use demarches::DemarcheKind;
use demarches::kind::Signer;
use forms::{Case, Form, Guardian, Identity, Person, Why, filled, mandant};

use crate::cases::{case, company, extreme, lea, minor, of_a_company, of_a_minor, paris};

#[track_caller]
fn gives(case: &Case, name: &str, signer: Signer, signs: &str) {
    let (person, how) = mandant(case).unwrap();
    assert_eq!((person.full_name().as_str(), how), (name, signer));
    let signatory = Case { signer: Signer::Mandant, ..case.clone() }.signatory().unwrap();
    assert_eq!((signatory.name.as_str(), signatory.signer), (signs, signer));
}

#[test]
fn the_company_gives_the_mandate_and_its_representative_signs() {
    let case = of_a_company(DemarcheKind::ChangementTitulaire, Signer::Mandant);
    gives(&case, "Garage de l’Œuvre", Signer::RepresentantLegal, "MERCIER Élodie");
}

#[test]
fn an_employee_signs_for_the_company_by_an_authority_and_never_as_its_representative() {
    let mut case = of_a_company(DemarcheKind::ChangementTitulaire, Signer::Mandant);
    if let Identity::Company(company) = &mut case.holder.identity {
        company.representative.as_mut().unwrap().is_legal = false;
    }
    gives(&case, "Garage de l’Œuvre", Signer::Signataire, "MERCIER Élodie");
    let as_representative = Case { signer: Signer::RepresentantLegal, ..case.clone() };
    assert!(as_representative.signatory().is_none());
    if let Identity::Company(company) = &mut case.holder.identity {
        company.representative = None;
    }
    assert!(case.signatory().is_none(), "a company has no hand");
}

#[test]
fn the_parent_signs_for_a_minor_and_the_guardian_for_a_protected_adult() {
    let case = of_a_minor(DemarcheKind::Cyclomoteur);
    gives(&case, "DURAND Noa", Signer::Parent, "DURAND (nom d’usage LEFÈVRE) Léa Zoé");
    let himself = Case { signer: Signer::Titulaire, ..case.clone() };
    assert!(himself.signatory().is_none(), "a minor does not sign");
    let guardian = Some(Guardian { person: lea(), is_parent: false });
    let adult = Case { guardian, ..case };
    gives(&adult, "DURAND Noa", Signer::Tuteur, "DURAND (nom d’usage LEFÈVRE) Léa Zoé");
    assert!(Case { signer: Signer::Parent, ..adult }.signatory().is_none());
}

#[test]
fn the_main_one_of_several_holders_gives_the_mandate() {
    let case = Case {
        holder: lea(),
        co_holders: vec![Person::natural("Petit", "Aurélien"), Person::natural("Roux", "Inès")],
        ..extreme()
    };
    gives(
        &case,
        "DURAND (nom d’usage LEFÈVRE) Léa Zoé",
        Signer::Titulaire,
        "DURAND (nom d’usage LEFÈVRE) Léa Zoé",
    );
}

#[test]
fn the_lessor_of_a_leased_car_gives_the_mandate_and_its_tenant_is_printed_as_such() {
    let case =
        Case { lessor: Some(company()), ..case(DemarcheKind::ChangementAdresse, Signer::Mandant) };
    gives(&case, "Garage de l’Œuvre", Signer::Bailleur, "MERCIER Élodie");
    let demande = filled(Form::Demande, &Case { signer: Signer::Titulaire, ..case }).unwrap();
    assert_eq!(demande.text("holder.company_name"), Some("Garage de l’Œuvre"));
    assert_eq!(demande.text("lessee.1.full_name"), Some("DURAND (nom d’usage LEFÈVRE) Léa Zoé"));
    assert_eq!(demande.text("signer.quality"), Some("locataire"));
}

#[test]
fn the_garage_gives_its_own_mandate_for_its_purchase_and_its_trade_plate() {
    for kind in [DemarcheKind::DeclarationAchat, DemarcheKind::WGarage] {
        let case = Case { professional: Some(company()), ..case(kind, Signer::Mandant) };
        gives(&case, "Garage de l’Œuvre", Signer::Professionnel, "MERCIER Élodie");
        assert!(mandant(&Case { professional: None, ..case }).is_none());
    }
}

#[test]
fn an_heir_who_sells_gives_the_mandate() {
    let case = Case {
        heirs: vec![Person::natural("Roux", "Inès"), lea()],
        ..case(DemarcheKind::SuccessionCession, Signer::Mandant)
    };
    gives(&case, "ROUX Inès", Signer::Heritier, "ROUX Inès");
}

#[test]
fn each_co_holder_signs_a_copy_and_there_is_none_for_one_who_is_not_there() {
    let of = |number: u32| {
        Case { signer: Signer::Cotitulaires, number, ..extreme() }.signatory().map(|one| one.name)
    };
    assert_eq!(of(1).as_deref(), Some("NGUYÊN Cotitulaire1 Jean-Loïc"));
    assert_eq!(of(5).as_deref(), Some("NGUYÊN Cotitulaire5 Jean-Loïc"));
    assert_eq!((of(0), of(6)), (None, None));
    let nobody = Case { signer: Signer::Cotitulaires, number: 6, ..extreme() };
    let gaps = filled(Form::Demande, &nobody).unwrap_err().gaps;
    assert_eq!((gaps[0].field.as_str(), gaps[0].why), ("signer", Why::Nobody));
}

#[test]
fn the_host_and_the_one_housed_state_each_their_own_part() {
    let case = Case {
        host: Some(Person::natural("Lambert", "Gaëlle").at(paris())),
        holder: minor(),
        ..case(DemarcheKind::ChangementTitulaire, Signer::Hebergeant)
    };
    let first = |case: &Case| filled(Form::Hebergement, case).unwrap().statements[0].clone();
    assert!(first(&case).starts_with("Je soussigné(e) LAMBERT Gaëlle certifie"));
    let housed = Case { signer: Signer::Titulaire, ..case };
    assert!(first(&housed).starts_with("Je soussigné(e) DURAND Noa certifie"));
}
