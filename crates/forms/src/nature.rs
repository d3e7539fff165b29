use demarches::DemarcheKind as Kind;

/// The nature of the operation of a démarche in official words, in French: what the mandate is given for, never the name
/// of a product.
#[must_use]
pub const fn nature(kind: Kind) -> &'static str {
    match kind {
        Kind::ChangementTitulaire => "Changement de titulaire du certificat d’immatriculation",
        Kind::VehiculeNeuf => "Première immatriculation d’un véhicule neuf",
        Kind::ImportUe => {
            "Première immatriculation en France d’un véhicule en provenance d’un État membre de l’Union européenne"
        }
        Kind::ImportHorsUe => {
            "Première immatriculation en France d’un véhicule en provenance d’un État non membre de l’Union européenne"
        }
        Kind::ImmatriculationProvisoireWw => {
            "Demande de certificat provisoire d’immatriculation WW (CPI WW)"
        }
        Kind::DuplicataPerte => {
            "Demande de duplicata du certificat d’immatriculation\u{202f}: perte"
        }
        Kind::DuplicataVol => "Demande de duplicata du certificat d’immatriculation\u{202f}: vol",
        Kind::DuplicataDeterioration => {
            "Demande de duplicata du certificat d’immatriculation\u{202f}: détérioration"
        }
        Kind::ChangementAdresse => {
            "Changement de domicile du titulaire du certificat d’immatriculation"
        }
        Kind::ChangementEtatCivil => {
            "Changement d’état civil ou d’état matrimonial du titulaire du certificat d’immatriculation"
        }
        Kind::ChangementRaisonSociale => {
            "Changement de raison sociale du titulaire du certificat d’immatriculation"
        }
        Kind::Cotitulaire => "Ajout ou retrait d’un cotitulaire du certificat d’immatriculation",
        Kind::DeclarationCession => "Déclaration de cession d’un véhicule d’occasion",
        Kind::DeclarationAchat => "Déclaration d’achat d’un véhicule d’occasion",
        Kind::SuccessionConservation => {
            "Changement de titulaire du certificat d’immatriculation à la suite d’une succession"
        }
        Kind::SuccessionCession => "Cession d’un véhicule d’occasion à la suite d’une succession",
        Kind::Correction => "Correction du certificat d’immatriculation",
        Kind::FicheIdentification => "Demande de fiche d’identification du véhicule",
        Kind::WGarage => "Demande de certificat d’immatriculation W garage",
        Kind::Cyclomoteur => "Immatriculation d’un cyclomoteur",
        Kind::CyclomoteurAncien => "Première immatriculation d’un cyclomoteur jamais immatriculé",
        Kind::Collection => "Demande de certificat d’immatriculation d’un véhicule de collection",
        Kind::ModificationTechnique => "Modification des caractéristiques techniques du véhicule",
        Kind::FinLeasing => {
            "Changement de titulaire du certificat d’immatriculation\u{202f}: rachat par le locataire"
        }
        Kind::RetraitCirculation => "Déclaration de retrait de la circulation d’un véhicule",
        Kind::RemiseCirculation => "Remise en circulation d’un véhicule retiré de la circulation",
    }
}

/// The box of the form 13750 that is ticked.
pub(crate) const fn ticked(kind: Kind) -> &'static str {
    match kind {
        Kind::DuplicataPerte | Kind::DuplicataVol | Kind::DuplicataDeterioration => {
            "request.duplicata"
        }
        Kind::Correction => "request.correction",
        Kind::ChangementAdresse => "request.domicile",
        Kind::ChangementEtatCivil | Kind::ChangementRaisonSociale => "request.etat_civil",
        Kind::ModificationTechnique => "request.technique",
        _ => "request.certificat",
    }
}
