//! Cases of nobody's, to see a form filled before anybody's is.

use demarches::DemarcheKind as Kind;
use demarches::kind::Signer;
use vocabulary::{Date, PostalAddress, codes};

use crate::{
    Case, Form, Guardian, House, Identity, Person, Representative, Transfer, Vehicle, from_lines,
};

codes! {
    /// Which case a form is filled with.
    pub enum Example {
        /// One as most are.
        Ordinary = "ordinaire",
        /// Names, an address and a number of holders that are as long as they get.
        Long = "longue",
    }
}

impl Example {
    /// The case for `form`, which somebody signs in it; of `house`.
    #[must_use]
    pub fn case(self, form: Form, house: &House) -> Case {
        let case = ordinary(form, house);
        match self {
            Self::Ordinary => case,
            Self::Long => Case {
                holder: if is_natural(&case.holder) { long() } else { case.holder },
                co_holders: (1..=5).map(co_holder).collect(),
                place: "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson".to_owned(),
                ..case
            },
        }
    }
}

fn is_natural(person: &Person) -> bool {
    matches!(person.identity, Identity::Natural(_))
}

/// A case in which `form` is signed by somebody.
fn ordinary(form: Form, house: &House) -> Case {
    let case = |kind, signer| Case { kind, signer, ..base(house) };
    let heirs = || vec![lea(), minor()];
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
            host: Some(at(Person::natural("Lambert", "Gaëlle"))),
            ..case(Kind::ChangementTitulaire, Signer::Hebergeant)
        },
        Form::DomicileMineur | Form::AutorisationParentale => Case {
            holder: minor(),
            guardian: Some(Guardian { person: lea(), is_parent: true }),
            ..case(Kind::Cyclomoteur, Signer::Parent)
        },
        Form::Heritiers => Case {
            heirs: heirs(),
            number: 2,
            ..case(Kind::SuccessionConservation, Signer::TousLesHeritiers)
        },
        Form::Desistement => Case {
            renouncing: vec![at(Person::natural("Durand", "Ilan"))],
            heirs: heirs(),
            ..case(Kind::SuccessionConservation, Signer::AutresHeritiers)
        },
        Form::NonCirculation => {
            Case { heirs: heirs(), ..case(Kind::SuccessionCession, Signer::Heritier) }
        }
        Form::Mandat => case(Kind::ChangementTitulaire, Signer::Mandant),
        Form::Demande => case(Kind::ChangementTitulaire, Signer::Titulaire),
    }
}

fn base(house: &House) -> Case {
    Case {
        kind: Kind::ChangementTitulaire,
        reference: "CG-2026-000001".to_owned(),
        rules: "sha256:0123".to_owned(),
        signer: Signer::Mandant,
        number: 1,
        holder: lea(),
        co_holders: Vec::new(),
        guardian: None,
        lessor: None,
        host: None,
        sellers: vec![at(Person::natural("Petit", "Aurélien"))],
        buyer: None,
        heirs: Vec::new(),
        renouncing: Vec::new(),
        professional: None,
        vehicle: vehicle(),
        transfer: Date::new(2026, 11, 20).ok().map(|on| Transfer {
            on,
            at: "14:30".to_owned(),
            code: "12345".to_owned(),
        }),
        house: house.clone(),
        place: "Paris".to_owned(),
        date: Date::new(2026, 11, 22).unwrap_or(Date::FIRST),
    }
}

fn paris() -> Option<PostalAddress> {
    from_lines("12 bis rue de la Paix", "Résidence Les Œillets", "75002", "Paris", "").ok()
}

fn at(person: Person) -> Person {
    Person { address: paris(), ..person }
}

fn lea() -> Person {
    let mut lea = Person::natural("Durand", "Léa Zoé");
    if let Identity::Natural(one) = &mut lea.identity {
        one.used_name = "Lefèvre".into();
        one.birth_date = Date::new(1991, 3, 7).ok();
        one.birth_place = "L’Haÿ-les-Roses (Val-de-Marne)".into();
    }
    at(lea)
}

fn minor() -> Person {
    let mut noa = Person::natural("Durand", "Noa");
    if let Identity::Natural(one) = &mut noa.identity {
        one.birth_date = Date::new(2011, 5, 2).ok();
        one.birth_place = "Nantes".into();
    }
    at(noa)
}

fn company() -> Person {
    let representative = Representative {
        name: "MERCIER Élodie".to_owned(),
        quality: "gérante".to_owned(),
        is_legal: true,
    };
    let company = Person::company("Garage de l’Œuvre", "73282932000074", Some(representative));
    let address = from_lines("5 avenue du Général Leclerc", "", "69007", "Lyon", "").ok();
    Person { address, ..company }
}

fn vehicle() -> Vehicle {
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
        plate: "AB-123-CD".to_owned(),
        vin: "VF1RFB00X56789012".to_owned(),
        first_registered_on: Date::new(2021, 5, 14).ok(),
        formula_number: "2021AB12345".to_owned(),
        mileage_km: Some(123_456),
        certificate: fields.map(|(code, text)| (code.to_owned(), text.to_owned())).into(),
    }
}

/// Names that are as long and as adorned as names get, and an address abroad.
fn long() -> Person {
    let mut holder = Person::natural(
        "Wëstphàl-Œuvrard de Montmorency-Luxembourg von Hohenzollern-Sigmaringen d’Ÿ Žižek",
        "Anne-Charlotte Maëlle Éloïse Françoise Noëlle Ludmiła Åsa Øyvind Đorđe",
    );
    if let Identity::Natural(one) = &mut holder.identity {
        one.used_name = "Șerban-Țepeș Łukasiewicz-Győrffy Ağaoğlu".into();
        one.birth_date = Date::new(1959, 12, 31).ok();
        one.birth_place =
            "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson (Marne), à côté du Meix-Tiercelin"
                .into();
    }
    let address = from_lines("Königsallee 5", "Hinterhaus", "40212", "Düsseldorf", "Allemagne");
    Person { address: address.ok(), ..holder }
}

fn co_holder(number: u8) -> Person {
    at(Person::natural("Nguyên", &format!("Cotitulaire{number} Jean-Loïc")))
}
