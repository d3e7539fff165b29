//! Cases to fill forms with.

use demarches::DemarcheKind;
use demarches::kind::Signer;
use forms::{
    Case, Form, Guardian, House, Identity, Person, Representative, Transfer, Vehicle, from_lines,
};
use jiff::Timestamp;
use vocabulary::{Date, PostalAddress};

pub(crate) fn noon() -> Timestamp {
    "2026-11-22T11:00:00Z".parse().unwrap()
}

pub(crate) fn date(year: u16, month: u8, day: u8) -> Date {
    Date::new(year, month, day).unwrap()
}

pub(crate) fn paris() -> PostalAddress {
    from_lines("12 bis rue de la Paix", "Résidence Les Œillets", "75002", "Paris", "").unwrap()
}

pub(crate) fn house() -> House {
    House {
        brand: "CarteClaire".into(),
        legal_name: "CarteClaire Démonstration SAS".into(),
        siret: "73282932000074".into(),
        address: "1 place du Marché, 35000 Rennes".into(),
        habilitation: "000 000 (fictif)".into(),
    }
}

pub(crate) fn lea() -> Person {
    let mut lea = Person::natural("Durand", "Léa Zoé");
    if let Identity::Natural(one) = &mut lea.identity {
        one.used_name = "Lefèvre".into();
        one.birth_date = Some(date(1991, 3, 7));
        one.birth_place = "L’Haÿ-les-Roses (Val-de-Marne)".into();
    }
    lea.at(paris())
}

pub(crate) fn minor() -> Person {
    let mut noa = Person::natural("Durand", "Noa");
    if let Identity::Natural(one) = &mut noa.identity {
        one.birth_date = Some(date(2011, 5, 2));
        one.birth_place = "Nantes".into();
    }
    noa.at(paris())
}

pub(crate) fn company() -> Person {
    let representative =
        Representative {
            name: "MERCIER Élodie".into(), quality: "gérante".into(), is_legal: true
        };
    Person::company("Garage de l’Œuvre", "73282932000074", Some(representative)).at(from_lines(
        "5 avenue du Général Leclerc",
        "",
        "69007",
        "Lyon",
        "",
    )
    .unwrap())
}

pub(crate) fn vehicle() -> Vehicle {
    let fields = [
        ("D.1", "RENAULT"),
        ("D.2", "M10RENVP000A000"),
        ("D.2.1", "M10RENVP000A000"),
        ("D.3", "CLIO"),
        ("F.1", "1650"),
        ("F.2", "1650"),
        ("F.3", "2550"),
        ("G", "1180"),
        ("G.1", "1105"),
        ("J", "M1"),
        ("J.1", "VP"),
        ("J.2", "AB"),
        ("J.3", "CI"),
        ("K", "e2*2007/46*0000*01"),
        ("P.1", "999"),
        ("P.2", "67"),
        ("P.3", "ES"),
        ("P.6", "5"),
        ("Q", "0.06"),
        ("S.1", "5"),
        ("U.1", "72"),
        ("U.2", "3750"),
        ("V.7", "118"),
        ("V.9", "EURO6"),
    ];
    Vehicle {
        plate: "AB-123-CD".into(),
        vin: "VF1RFB00X56789012".into(),
        first_registered_on: Some(date(2021, 5, 14)),
        formula_number: "2021AB12345".into(),
        mileage_km: Some(123_456),
        certificate: fields.map(|(code, text)| (code.to_owned(), text.to_owned())).into(),
    }
}

pub(crate) fn case(kind: DemarcheKind, signer: Signer) -> Case {
    Case {
        kind,
        reference: "CG-2026-000001".into(),
        rules: "sha256:0123".into(),
        signer,
        number: 1,
        holder: lea(),
        co_holders: Vec::new(),
        guardian: None,
        lessor: None,
        host: None,
        sellers: vec![Person::natural("Petit", "Aurélien").at(paris())],
        buyer: None,
        heirs: Vec::new(),
        renouncing: Vec::new(),
        professional: None,
        vehicle: vehicle(),
        transfer: Some(Transfer {
            on: date(2026, 11, 20),
            at: "14:30".into(),
            code: "12345".into(),
        }),
        house: house(),
        place: "Paris".into(),
        date: date(2026, 11, 22),
    }
}

pub(crate) fn of_a_company(kind: DemarcheKind, signer: Signer) -> Case {
    Case { holder: company(), ..case(kind, signer) }
}

pub(crate) fn of_a_minor(kind: DemarcheKind) -> Case {
    let guardian = Some(Guardian { person: lea(), is_parent: true });
    Case { holder: minor(), guardian, ..case(kind, Signer::Parent) }
}

/// Names that are as long and as adorned as names get, five co-holders, an address abroad.
pub(crate) fn extreme() -> Case {
    let long = "Wëstphàl-Œuvrard de Montmorency-Luxembourg von Hohenzollern-Sigmaringen d’Ÿ Žižek";
    let mut holder = Person::natural(
        long,
        "Anne-Charlotte Maëlle Éloïse Françoise Noëlle Ludmiła Åsa Øyvind Đorđe",
    );
    if let Identity::Natural(one) = &mut holder.identity {
        one.used_name = "Șerban-Țepeș Łukasiewicz-Győrffy Ağaoğlu".into();
        one.birth_date = Some(date(1959, 12, 31));
        one.birth_place =
            "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson (Marne), à côté du Meix-Tiercelin"
                .into();
    }
    holder.address = Some(
        from_lines("Königsallee 5", "Hinterhaus", "40212", "Düsseldorf", "Allemagne").unwrap(),
    );
    let co = |number: u8| {
        Person::natural(
            "Nguyễn".replace('ễ', "ê").as_str(),
            &format!("Cotitulaire{number} Jean-Loïc"),
        )
        .at(paris())
    };
    Case {
        holder,
        co_holders: (1..=5).map(co).collect(),
        ..case(DemarcheKind::ChangementTitulaire, Signer::Titulaire)
    }
}

/// A case in which each form is signed by somebody.
pub(crate) fn good_for(form: Form) -> Case {
    use DemarcheKind as Kind;
    let heirs = vec![lea(), minor()];
    match form {
        Form::DeclarationAchat => Case {
            professional: Some(company()),
            ..case(Kind::DeclarationAchat, Signer::AcheteurProfessionnel)
        },
        Form::DemandeWGarage => {
            Case { professional: Some(company()), ..case(Kind::WGarage, Signer::Professionnel) }
        }
        Form::DeclarationPerte => case(Kind::DuplicataPerte, Signer::Titulaire),
        Form::RetraitCirculation => case(Kind::RetraitCirculation, Signer::Titulaire),
        Form::CertificatCession => case(Kind::ChangementTitulaire, Signer::Vendeur),
        Form::DemandeVehiculeNeuf => case(Kind::VehiculeNeuf, Signer::Titulaire),
        Form::Hebergement => Case {
            host: Some(Person::natural("Lambert", "Gaëlle").at(paris())),
            ..case(Kind::ChangementTitulaire, Signer::Hebergeant)
        },
        Form::DomicileMineur | Form::AutorisationParentale => of_a_minor(Kind::Cyclomoteur),
        Form::Heritiers => Case {
            heirs,
            number: 2,
            ..case(Kind::SuccessionConservation, Signer::TousLesHeritiers)
        },
        Form::Desistement => Case {
            renouncing: vec![Person::natural("Durand", "Ilan").at(paris())],
            heirs,
            ..case(Kind::SuccessionConservation, Signer::AutresHeritiers)
        },
        Form::NonCirculation => Case { heirs, ..case(Kind::SuccessionCession, Signer::Heritier) },
        Form::Mandat => case(Kind::ChangementTitulaire, Signer::Mandant),
        Form::Demande => case(Kind::ChangementTitulaire, Signer::Titulaire),
    }
}
