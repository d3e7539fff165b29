//! Which operation prices a démarche.

use demarches::{DemarcheKind as Kind, builtin};
use simulator::facts::Operation as Op;

fn priced(kind: Kind, pairs: &[(&str, &str)]) -> Option<Op> {
    let known = builtin().facts(pairs.iter().copied()).expect("facts of the rules");
    builtin().get(kind).operation_for(&known)
}

#[test]
fn each_demarche_is_priced_as_the_contract_says() {
    let new: &[_] = &[("vehicle.is_new", "true")];
    let used: &[_] = &[("vehicle.is_new", "false")];
    for (kind, pairs, operation) in [
        (Kind::VehiculeNeuf, &[] as &[_], Op::VehiculeNeuf),
        (Kind::ChangementTitulaire, &[], Op::ChangementTitulaire),
        (Kind::Collection, &[("collection.bought", "true")], Op::ChangementTitulaire),
        (Kind::Collection, &[("collection.bought", "false")], Op::ModificationTechnique),
        (Kind::ImportUe, new, Op::ImportNeuf),
        (Kind::ImportUe, used, Op::ImportOccasion),
        (Kind::ImportHorsUe, new, Op::ImportNeuf),
        (Kind::ImportHorsUe, used, Op::ImportOccasion),
        (Kind::Cotitulaire, &[("cotitulaire.change", "ajout_mariage")], Op::Conjoint),
        (Kind::Cotitulaire, &[("cotitulaire.change", "ajout_pacs")], Op::Conjoint),
        (Kind::Cotitulaire, &[("cotitulaire.change", "retrait_divorce")], Op::Conjoint),
        (Kind::Cotitulaire, &[("cotitulaire.change", "retrait_fin_pacs")], Op::Conjoint),
        (Kind::Cotitulaire, &[("cotitulaire.change", "retrait_deces")], Op::Conjoint),
        (Kind::Cotitulaire, &[("cotitulaire.change", "ajout")], Op::CotitulaireAjoutRetrait),
        (
            Kind::Cotitulaire,
            &[("cotitulaire.change", "retrait_autre")],
            Op::CotitulaireAjoutRetrait,
        ),
        (
            Kind::SuccessionConservation,
            &[("succession.sole_holder_is_spouse", "true")],
            Op::Conjoint,
        ),
        (
            Kind::SuccessionConservation,
            &[("succession.sole_holder_is_spouse", "false")],
            Op::SuccessionHeritier,
        ),
        (Kind::SuccessionCession, &[], Op::DeclarationSeule),
        (Kind::DuplicataPerte, &[], Op::Duplicata),
        (Kind::DuplicataVol, &[], Op::Duplicata),
        (Kind::DuplicataDeterioration, &[], Op::Duplicata),
        (Kind::ChangementEtatCivil, &[], Op::ChangementEtatCivil),
        (Kind::ChangementRaisonSociale, &[], Op::ChangementEtatCivil),
        (Kind::ModificationTechnique, &[], Op::ModificationTechnique),
        (Kind::Cyclomoteur, used, Op::ChangementTitulaire),
        (Kind::Cyclomoteur, new, Op::VehiculeNeuf),
        (Kind::CyclomoteurAncien, &[], Op::VehiculeNeuf),
        (Kind::FinLeasing, &[], Op::RachatLeasing),
        (Kind::ImmatriculationProvisoireWw, &[], Op::WwProvisoire),
        (Kind::ChangementAdresse, &[], Op::ChangementAdresse),
        (Kind::Correction, &[], Op::CorrectionErreurSaisie),
        (Kind::WGarage, &[], Op::WGarage),
        (Kind::RemiseCirculation, &[], Op::RemiseEnCirculation),
        (Kind::DeclarationCession, &[], Op::DeclarationSeule),
        (Kind::DeclarationAchat, &[], Op::DeclarationSeule),
        (Kind::FicheIdentification, &[], Op::DeclarationSeule),
        (Kind::RetraitCirculation, &[], Op::DeclarationSeule),
    ] {
        assert_eq!(priced(kind, pairs), Some(operation), "{kind:?} {pairs:?}");
    }
}

#[test]
fn the_operation_stays_open_until_the_fact_that_decides_is_known() {
    assert_eq!(priced(Kind::ImportUe, &[]), None);
    assert_eq!(priced(Kind::Cotitulaire, &[]), None);
}
