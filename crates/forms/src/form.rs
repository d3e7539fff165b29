use crate::catalogue;

vocabulary::codes! {
    /// A form that somebody signs, by the id of its piece in the rules of the démarches.
    pub enum Form {
        /// Power of attorney to a professional, 13757.
        Mandat = "mandat",
        /// Application for a certificate, 13750.
        Demande = "demande_immatriculation",
        /// Application for a new vehicle, 13749.
        DemandeVehiculeNeuf = "demande_immatriculation_vn",
        /// Certificate of transfer, 15776.
        CertificatCession = "certificat_cession",
        /// Purchase declaration of a dealer, 13751.
        DeclarationAchat = "declaration_achat",
        /// Application for a trade plate, 13752.
        DemandeWGarage = "demande_w_garage",
        /// Declaration of loss, 13753.
        DeclarationPerte = "declaration_perte",
        /// Declaration of withdrawal from traffic, 13756.
        RetraitCirculation = "declaration_retrait_circulation",
        /// Statement of a host and of whom he houses.
        Hebergement = "attestation_hebergement",
        /// Statement of a parent that a minor lives at home.
        DomicileMineur = "attestation_domicile_mineur",
        /// Consent of a parent.
        AutorisationParentale = "autorisation_parentale",
        /// Statement of all heirs.
        Heritiers = "attestation_heritiers",
        /// Waiver of an heir.
        Desistement = "lettre_desistement",
        /// Statement that the vehicle of a dead person was not driven.
        NonCirculation = "attestation_non_circulation",
    }
}

impl Form {
    /// The number of the official form; none for a statement in free words.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        catalogue::of(self).number
    }

    /// Its official title, in French: the administration reads it.
    #[must_use]
    pub fn title(self) -> &'static str {
        &catalogue::of(self).title
    }
}
