use alloc::string::String;

use simulator::baremes::Energy;
use simulator::facts::{
    EcCategory, ErrorBy, Exemption, Genre, Holder, NationalBody, Norm, Origin, Use,
};
use vocabulary::Lang;

use super::capitalised;

/// « Oui » or « Non ».
#[must_use]
pub const fn yes_no(yes: bool, lang: Lang) -> &'static str {
    if yes { lang.pick("Oui", "Yes") } else { lang.pick("Non", "No") }
}

/// What a national vehicle type (J.1) is. The code itself is not repeated: [`Genre::id`] is printed beside it.
#[must_use]
pub const fn genre_label(genre: Genre, lang: Lang) -> &'static str {
    let (fr, en) = match genre {
        Genre::Vp => ("Voiture particulière", "Passenger car"),
        Genre::Ctte => ("Camionnette", "Van or pick-up"),
        Genre::Vasp => (
            "Véhicule spécialisé, comme un camping-car ou une ambulance",
            "Special-purpose vehicle, such as a motorhome or an ambulance",
        ),
        Genre::Mtl => ("Motocyclette légère, 125\u{202f}cm³", "Light motorcycle, 125\u{202f}cc"),
        Genre::Mtt1 => ("Motocyclette jusqu’à 25\u{202f}kW", "Motorcycle up to 25\u{202f}kW"),
        Genre::Mtt2 => ("Motocyclette", "Motorcycle"),
        Genre::Tm => ("Tricycle à moteur", "Motor tricycle"),
        Genre::Qm => ("Quadricycle ou voiturette", "Quadricycle or microcar"),
        Genre::Cl => ("Cyclomoteur", "Moped"),
        Genre::Cycl => ("Cyclomoteur à trois roues", "Three-wheeled moped"),
        Genre::Cam => ("Camion", "Lorry"),
        Genre::Trr => ("Tracteur routier", "Road tractor"),
        Genre::Tcp => ("Autobus ou autocar", "Bus or coach"),
        Genre::Tra => ("Tracteur agricole", "Farm tractor"),
        Genre::Maga => ("Machine agricole automotrice", "Self-propelled farm machine"),
        Genre::Rea => ("Remorque agricole", "Farm trailer"),
        Genre::Srea => ("Semi-remorque agricole", "Farm semi-trailer"),
        Genre::Miar => ("Machine agricole remorquée", "Towed farm machine"),
        Genre::Rem => ("Remorque", "Trailer"),
        Genre::Srem => ("Semi-remorque", "Semi-trailer"),
        Genre::Srat => ("Semi-remorque avant-train", "Dolly semi-trailer"),
        Genre::Srtc => ("Semi-remorque de transport combiné", "Combined-transport semi-trailer"),
        Genre::Retc => ("Remorque de transport combiné", "Combined-transport trailer"),
        Genre::Srsp => ("Semi-remorque spécialisée", "Special semi-trailer"),
        Genre::Resp => ("Remorque spécialisée ou caravane", "Special trailer or caravan"),
    };
    lang.pick(fr, en)
}

/// What a European category (J) is.
#[must_use]
pub const fn ec_category_label(category: EcCategory, lang: Lang) -> &'static str {
    let (fr, en) = match category {
        EcCategory::M1 => ("Voiture, 9 places au plus", "Car, 9 seats at most"),
        EcCategory::M1G => ("Voiture tout-terrain", "Off-road car"),
        EcCategory::M2 => ("Minibus jusqu’à 5\u{202f}t", "Minibus up to 5\u{202f}t"),
        EcCategory::M3 => ("Autocar de plus de 5\u{202f}t", "Coach over 5\u{202f}t"),
        EcCategory::N1 => ("Utilitaire jusqu’à 3,5\u{202f}t", "Van up to 3.5\u{202f}t"),
        EcCategory::N1G => ("Utilitaire tout-terrain", "Off-road van"),
        EcCategory::N2 => ("Camion jusqu’à 12\u{202f}t", "Lorry up to 12\u{202f}t"),
        EcCategory::N3 => ("Camion de plus de 12\u{202f}t", "Lorry over 12\u{202f}t"),
        EcCategory::L1e => ("Cyclomoteur à deux roues", "Two-wheeled moped"),
        EcCategory::L2e => ("Cyclomoteur à trois roues", "Three-wheeled moped"),
        EcCategory::L3e => ("Motocyclette", "Motorcycle"),
        EcCategory::L4e => ("Motocyclette avec side-car", "Motorcycle with sidecar"),
        EcCategory::L5e => ("Tricycle à moteur", "Motor tricycle"),
        EcCategory::L6e => ("Quadricycle léger", "Light quadricycle"),
        EcCategory::L7e => ("Quadricycle lourd", "Heavy quadricycle"),
        EcCategory::O1 => ("Remorque jusqu’à 750\u{202f}kg", "Trailer up to 750\u{202f}kg"),
        EcCategory::O2 => ("Remorque jusqu’à 3,5\u{202f}t", "Trailer up to 3.5\u{202f}t"),
        EcCategory::O3 => ("Remorque jusqu’à 10\u{202f}t", "Trailer up to 10\u{202f}t"),
        EcCategory::O4 => ("Remorque de plus de 10\u{202f}t", "Trailer over 10\u{202f}t"),
        EcCategory::T => ("Tracteur agricole à roues", "Wheeled farm tractor"),
        EcCategory::C => ("Tracteur agricole à chenilles", "Tracked farm tractor"),
        EcCategory::R => ("Remorque agricole", "Farm trailer"),
        EcCategory::S => ("Machine agricole remorquée", "Towed farm machine"),
    };
    lang.pick(fr, en)
}

/// What a national body (J.3) is.
#[must_use]
pub const fn national_body_label(body: NationalBody, lang: Lang) -> &'static str {
    let (fr, en) = match body {
        NationalBody::DerivVp => ("Dérivé de voiture, deux places", "Two-seat van made from a car"),
        NationalBody::Handicap => {
            ("Adapté au transport de fauteuils roulants", "Adapted to carry wheelchairs")
        }
        NationalBody::Caravane => ("Camping-car", "Motorhome"),
        NationalBody::Other => ("Autre carrosserie", "Other body"),
    };
    lang.pick(fr, en)
}

/// What a European body code (J.2) is, for those that a tax depends on and the common cars.
#[must_use]
pub fn body_label(code: &str, lang: Lang) -> Option<&'static str> {
    let (fr, en) = match code {
        "AA" => ("Berline", "Saloon"),
        "AB" => ("Voiture à hayon", "Hatchback"),
        "AC" => ("Break", "Estate car"),
        "AD" => ("Coupé", "Coupé"),
        "AE" => ("Cabriolet", "Convertible"),
        "AF" => ("Véhicule à usages multiples", "Multi-purpose vehicle"),
        "BA" => ("Camion", "Lorry body"),
        "BB" => ("Fourgon", "Van"),
        "BE" => ("Pick-up", "Pick-up"),
        "SA" => ("Camping-car", "Motorhome"),
        "SH" => ("Accessible en fauteuil roulant", "Wheelchair accessible"),
        _ => return None,
    };
    Some(lang.pick(fr, en))
}

/// What a fuel or energy (P.3) is called, with a capital; its code stands beside it.
#[must_use]
pub fn energy_label(energy: &Energy, lang: Lang) -> String {
    capitalised(lang.pick(&energy.label.fr, &energy.label.en))
}

/// Where the vehicle comes from.
#[must_use]
pub const fn origin_label(origin: Origin, lang: Lang) -> &'static str {
    let (fr, en) = match origin {
        Origin::New => ("Neuf, jamais immatriculé", "New, never registered"),
        Origin::UsedFrance => {
            ("Occasion déjà immatriculée en France", "Used, already registered in France")
        }
        Origin::UsedImport => ("Occasion immatriculée à l’étranger", "Used, registered abroad"),
        Origin::Converted => {
            ("Transformé en voiture particulière", "Converted into a passenger car")
        }
    };
    lang.pick(fr, en)
}

/// How V.7 was measured.
#[must_use]
pub const fn norm_label(norm: Norm, lang: Lang) -> &'static str {
    let (fr, en) = match norm {
        Norm::Wltp => ("WLTP, la norme actuelle", "WLTP, the present standard"),
        Norm::Nedc => ("NEDC, l’ancienne norme", "NEDC, the former standard"),
        Norm::None => ("Aucune réception européenne", "No EU type approval"),
    };
    lang.pick(fr, en)
}

/// Who will hold the certificate.
#[must_use]
pub const fn holder_label(holder: Holder, lang: Lang) -> &'static str {
    let (fr, en) = match holder {
        Holder::Person => ("Un particulier", "A private person"),
        Holder::Company => ("Une société ou une association", "A company or an association"),
        Holder::State => ("L’État", "The State"),
    };
    lang.pick(fr, en)
}

/// A ground for exemption from the regional tax.
#[must_use]
pub const fn exemption_label(exemption: Exemption, lang: Lang) -> &'static str {
    let (fr, en) = match exemption {
        Exemption::WeatherReplacement => (
            "Remplacement d’un véhicule détruit par une intempérie exceptionnelle",
            "Replacement of a vehicle destroyed by exceptional weather",
        ),
        Exemption::CompetenceTransfer => (
            "Transfert de compétence entre personnes publiques",
            "Transfer of powers between public bodies",
        ),
    };
    lang.pick(fr, en)
}

/// What the vehicle is used for.
#[must_use]
pub const fn use_label(use_: Use, lang: Lang) -> &'static str {
    let (fr, en) = match use_ {
        Use::Ordinary => ("Usage ordinaire", "Ordinary use"),
        Use::Ski => {
            ("Remontées mécaniques et domaines skiables seulement", "Ski lifts and ski areas only")
        }
        Use::CivilSecurity => {
            ("Incendie, secours et sécurité civile", "Fire, rescue and civil security")
        }
        Use::Demonstration => ("Démonstration par un professionnel", "Demonstration by the trade"),
    };
    lang.pick(fr, en)
}

/// Whose mistake a correction mends.
#[must_use]
pub const fn error_by_label(error_by: ErrorBy, lang: Lang) -> &'static str {
    let (fr, en) = match error_by {
        ErrorBy::Administration => ("L’administration", "The administration"),
        ErrorBy::Applicant => ("Le demandeur", "The applicant"),
    };
    lang.pick(fr, en)
}
