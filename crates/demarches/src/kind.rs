//! The closed lists: démarches, channels of filing, téléprocédures, qualities of a piece.

vocabulary::codes! {
    /// A démarche, by the code that the rules, the orders and the addresses share.
    pub enum DemarcheKind {
        /// Change of holder: purchase of a used vehicle, gift.
        ChangementTitulaire = "changement_titulaire",
        /// First registration of a new vehicle bought in France.
        VehiculeNeuf = "vehicule_neuf",
        /// Vehicle from the European Union.
        ImportUe = "import_ue",
        /// Vehicle from outside the European Union.
        ImportHorsUe = "import_hors_ue",
        /// Provisional WW registration.
        ImmatriculationProvisoireWw = "immatriculation_provisoire_ww",
        /// Duplicate after a loss.
        DuplicataPerte = "duplicata_perte",
        /// Duplicate after a theft.
        DuplicataVol = "duplicata_vol",
        /// Duplicate of a damaged certificate.
        DuplicataDeterioration = "duplicata_deterioration",
        /// Change of address.
        ChangementAdresse = "changement_adresse",
        /// Change of civil status.
        ChangementEtatCivil = "changement_etat_civil",
        /// Change of company name, same SIREN.
        ChangementRaisonSociale = "changement_raison_sociale",
        /// Co-holder added or removed.
        Cotitulaire = "cotitulaire",
        /// Seller's declaration of transfer.
        DeclarationCession = "declaration_cession",
        /// Dealer's purchase declaration.
        DeclarationAchat = "declaration_achat",
        /// Inherited vehicle that is kept.
        SuccessionConservation = "succession_conservation",
        /// Inherited vehicle that is sold or given.
        SuccessionCession = "succession_cession",
        /// Correction of an error.
        Correction = "correction",
        /// Identification sheet (FIV).
        FicheIdentification = "fiche_identification",
        /// Trade plate.
        WGarage = "w_garage",
        /// Moped, new or used.
        Cyclomoteur = "cyclomoteur",
        /// Old moped never registered.
        CyclomoteurAncien = "cyclomoteur_ancien",
        /// Collection vehicle.
        Collection = "collection",
        /// Technical change.
        ModificationTechnique = "modification_technique",
        /// The tenant buys the leased vehicle.
        FinLeasing = "fin_leasing",
        /// Voluntary withdrawal from traffic.
        RetraitCirculation = "retrait_circulation",
        /// Back on the road after a withdrawal.
        RemiseCirculation = "remise_circulation",
    }
}

vocabulary::codes! {
    /// How a dossier reaches the administration.
    pub enum FilingChannel {
        /// Sent straight into the SIV by the habilité professional.
        SivPro = "siv_pro",
        /// ANTS téléprocédure filed under mandate.
        AntsTp = "ants_tp",
    }
}

vocabulary::codes! {
    /// The ANTS téléprocédure that opens a démarche.
    pub enum AntsProcedure {
        /// Change of holder and used imports.
        Chgt = "chgt",
        /// Change of address.
        Chga = "chga",
        /// Declaration of transfer.
        Dces = "dces",
        /// Duplicate.
        Ddup = "ddup",
        /// Any other request.
        Adem = "adem",
    }
}

vocabulary::codes! {
    /// What makes a piece good, or what care it needs.
    pub enum Quality {
        /// Must be in force on the day of filing.
        InForce = "in_force",
        /// Must bear the holder's first and last name.
        BearsName = "bears_name",
        /// Both sides are needed.
        BothSides = "both_sides",
        /// Our platform prepares it.
        PreparedByUs = "prepared_by_us",
        /// An identity paper: highest care.
        Identity = "identity",
        /// Health data: its own consent, deleted at filing.
        Health = "health",
        /// No crossing-out is accepted.
        NoCrossingOut = "no_crossing_out",
        /// A company adds its stamp.
        SealIfCompany = "seal_if_company",
        /// Its category must be that of the vehicle.
        CategoryMatches = "category_matches",
        /// The police or the gendarmerie stamps it.
        StampedByPolice = "stamped_by_police",
        /// An electronic original is accepted.
        ElectronicAccepted = "electronic_accepted",
        /// The customer keeps the original.
        OriginalStaysWithCustomer = "original_stays_with_customer",
    }
}

vocabulary::codes! {
    /// Somebody who signs a form.
    pub enum Signer {
        /// The main holder.
        Titulaire = "titulaire",
        /// The other holders.
        Cotitulaires = "cotitulaires",
        /// Whoever gives the mandate; in a case, one of those below.
        Mandant = "mandant",
        /// The seller.
        Vendeur = "vendeur",
        /// The other holders who sell.
        Covendeurs = "covendeurs",
        /// The buyer.
        Acquereur = "acquereur",
        /// The others who buy.
        Coacquereurs = "coacquereurs",
        /// The host of a person without a proof of address.
        Hebergeant = "hebergeant",
        /// A parent of a minor.
        Parent = "parent",
        /// The guardian or curator of a protected adult.
        Tuteur = "tuteur",
        /// The legal representative of a company.
        RepresentantLegal = "representant_legal",
        /// Whoever holds an authority given by the legal representative.
        Signataire = "signataire",
        /// The lessor, who owns the vehicle.
        Bailleur = "bailleur",
        /// The maker or the seller of a new vehicle.
        ConstructeurOuVendeur = "constructeur_ou_vendeur",
        /// The dealer who buys.
        AcheteurProfessionnel = "acheteur_professionnel",
        /// The car professional who asks for a certificate of his own.
        Professionnel = "professionnel",
        /// The heir who acts.
        Heritier = "heritier",
        /// Every heir.
        TousLesHeritiers = "tous_les_heritiers",
        /// The heirs who do not become holders.
        AutresHeritiers = "autres_heritiers",
    }
}
