use alloc::string::String;

use simulator::facts::Fact;
use vocabulary::Lang;

use super::capitalised;

/// What a fact is called inside a sentence, without article: « puissance fiscale ».
#[must_use]
pub const fn fact_name(fact: Fact, lang: Lang) -> &'static str {
    let (fr, en) = match fact {
        Fact::IssuedOn => {
            ("date d’établissement du certificat", "date of issue of the certificate")
        }
        Fact::Operation => ("démarche", "procedure"),
        Fact::Departement => ("département", "département"),
        Fact::Region => ("région", "region"),
        Fact::Genre => ("genre national", "national vehicle type"),
        Fact::Body => ("carrosserie européenne", "European body code"),
        Fact::NationalBody => ("carrosserie nationale", "national body code"),
        Fact::EcCategory => ("catégorie européenne", "European category"),
        Fact::Energy => ("énergie", "fuel or energy"),
        Fact::FiscalCv => ("puissance fiscale", "fiscal horsepower"),
        Fact::FirstRegisteredOn => {
            ("date de première immatriculation", "date of first registration")
        }
        Fact::FirstRegisteredInFranceOn => {
            ("date de première immatriculation en France", "date of first registration in France")
        }
        Fact::Origin => ("origine du véhicule", "origin of the vehicle"),
        Fact::Co2GKm => ("émissions de CO₂", "CO₂ emissions"),
        Fact::Co2Norm => ("norme de mesure du CO₂", "CO₂ test standard"),
        Fact::MassInRunningOrderKg => ("masse en ordre de marche", "mass in running order"),
        Fact::PtacKg => {
            ("PTAC, poids total autorisé en charge", "PTAC, maximum authorised laden weight")
        }
        Fact::MaxTechnicalMassKg => {
            ("masse maximale techniquement admissible", "maximum technically permissible mass")
        }
        Fact::Seats => ("nombre de places assises", "number of seats"),
        Fact::ElectricRangeKm => ("autonomie électrique en ville", "electric range in town"),
        Fact::ElectricPowerKw => ("puissance du moteur électrique", "power of the electric motor"),
        Fact::NetPowerKw => ("puissance nette maximale", "maximum net power"),
        Fact::PriceCents => ("prix d’achat TTC", "purchase price, tax included"),
        Fact::Holder => ("futur titulaire", "future holder"),
        Fact::DependentChildren => ("enfants à charge", "dependent children"),
        Fact::DisabilityCard => (
            "carte mobilité inclusion «\u{202f}invalidité\u{202f}»",
            "disability card (CMI invalidité)",
        ),
        Fact::Collection => ("véhicule de collection", "collector’s vehicle"),
        Fact::E85Converted => ("conversion au superéthanol E85", "conversion to E85"),
        Fact::Exemption => ("cas d’exonération", "ground for exemption"),
        Fact::Use => ("usage du véhicule", "use of the vehicle"),
        Fact::MalusSettled => ("malus déjà réglé en France", "penalties already settled in France"),
        Fact::NewCertificate => ("nouveau certificat imprimé", "new certificate printed"),
        Fact::ErrorBy => ("origine de l’erreur", "who made the mistake"),
        Fact::MileageKm => ("kilométrage au compteur", "mileage"),
    };
    lang.pick(fr, en)
}

/// The field of the present certificate where a fact is read: `P.6`. `None` where it is not printed there.
#[must_use]
pub const fn fact_field(fact: Fact) -> Option<&'static str> {
    match fact {
        Fact::Genre => Some("J.1"),
        Fact::Body => Some("J.2"),
        Fact::NationalBody => Some("J.3"),
        Fact::EcCategory => Some("J"),
        Fact::Energy => Some("P.3"),
        Fact::FiscalCv => Some("P.6"),
        Fact::FirstRegisteredOn => Some("B"),
        Fact::Co2GKm => Some("V.7"),
        Fact::MassInRunningOrderKg => Some("G"),
        Fact::PtacKg => Some("F.2"),
        Fact::MaxTechnicalMassKg => Some("F.1"),
        Fact::Seats => Some("S.1"),
        Fact::NetPowerKw => Some("P.2"),
        Fact::IssuedOn
        | Fact::Operation
        | Fact::Departement
        | Fact::Region
        | Fact::FirstRegisteredInFranceOn
        | Fact::Origin
        | Fact::Co2Norm
        | Fact::ElectricRangeKm
        | Fact::ElectricPowerKw
        | Fact::PriceCents
        | Fact::Holder
        | Fact::DependentChildren
        | Fact::DisabilityCard
        | Fact::Collection
        | Fact::E85Converted
        | Fact::Exemption
        | Fact::Use
        | Fact::MalusSettled
        | Fact::NewCertificate
        | Fact::ErrorBy
        | Fact::MileageKm => None,
    }
}

/// The unit written after the value of a fact.
#[must_use]
pub const fn fact_unit(fact: Fact, lang: Lang) -> Option<&'static str> {
    match fact {
        Fact::FiscalCv => Some("CV"),
        Fact::Co2GKm => Some("g/km"),
        Fact::MassInRunningOrderKg | Fact::PtacKg | Fact::MaxTechnicalMassKg => Some("kg"),
        Fact::ElectricRangeKm | Fact::MileageKm => Some("km"),
        Fact::ElectricPowerKw | Fact::NetPowerKw => Some("kW"),
        Fact::PriceCents => Some(lang.pick("centimes", "cents")),
        Fact::Seats => Some(lang.pick("places", "seats")),
        Fact::DependentChildren => Some(lang.pick("enfants", "children")),
        _ => None,
    }
}

/// The label of a fact, with its field: « Puissance fiscale (case P.6) ».
#[must_use]
pub fn fact_label(fact: Fact, lang: Lang) -> String {
    let mut name = String::new();
    push_fact(&mut name, fact, lang);
    capitalised(&name)
}

/// Adds the name of a fact, with its field where it has one: « puissance fiscale (case P.6) ».
pub(crate) fn push_fact(text: &mut String, fact: Fact, lang: Lang) {
    text.push_str(fact_name(fact, lang));
    if let Some(field) = fact_field(fact) {
        text.push_str(lang.pick(" (case ", " (field "));
        text.push_str(field);
        text.push(')');
    }
}

/// Where a fact is found, or what it is for, in one line.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table of texts, an entry a fact")]
pub const fn fact_help(fact: Fact, lang: Lang) -> &'static str {
    let (fr, en) = match fact {
        Fact::IssuedOn => (
            "Le jour où le nouveau certificat est établi fixe les tarifs, et non le jour de l’achat.",
            "The rates are those of the day the new certificate is issued, not of the purchase.",
        ),
        Fact::Operation => (
            "Ce que vous demandez\u{202f}: les taxes dues en dépendent.",
            "What you are asking for: it decides which taxes are due.",
        ),
        Fact::Departement => (
            "Celui de l’adresse du futur titulaire\u{202f}; pour une société, de l’établissement qui utilise le véhicule.",
            "That of the future holder’s address; for a company, of the establishment that uses the vehicle.",
        ),
        Fact::Region => (
            "Celle de l’adresse du futur titulaire\u{202f}; le département suffit à la connaître.",
            "That of the future holder’s address; the département is enough to know it.",
        ),
        Fact::Genre => (
            "Case J.1\u{202f}: VP pour une voiture, CTTE pour une camionnette, MTT2 pour une moto.",
            "Field J.1: VP for a car, CTTE for a van, MTT2 for a motorcycle.",
        ),
        Fact::Body => (
            "Case J.2, deux lettres\u{202f}: AA pour une berline, AC pour un break, BE pour un pick-up.",
            "Field J.2, two letters: AA for a saloon, AC for an estate, BE for a pick-up.",
        ),
        Fact::NationalBody => (
            "Case J.3\u{202f}: seules DERIV VP, HANDICAP et CARAVANE changent une taxe.",
            "Field J.3: only DERIV VP, HANDICAP and CARAVANE change a tax.",
        ),
        Fact::EcCategory => (
            "Case J\u{202f}: M1 pour une voiture, N1 pour une camionnette. Vide\u{202f}? Elle se déduit du genre.",
            "Field J: M1 for a car, N1 for a van. Empty? It follows from the national type.",
        ),
        Fact::Energy => (
            "Case P.3, deux lettres\u{202f}: ES pour essence, GO pour gazole, EL pour électricité.",
            "Field P.3, two letters: ES for petrol, GO for diesel, EL for electricity.",
        ),
        Fact::FiscalCv => (
            "Case P.6, le nombre de chevaux fiscaux. Ce n’est pas la puissance en kW de la case P.2.",
            "Field P.6, in fiscal horsepower (CV). It is not the power in kW of field P.2.",
        ),
        Fact::FirstRegisteredOn => (
            "Case B, jour, mois et année\u{202f}: la première immatriculation, en France ou à l’étranger.",
            "Field B, day, month and year: the first registration, in France or abroad.",
        ),
        Fact::FirstRegisteredInFranceOn => (
            "Seulement pour un véhicule transformé\u{202f}: le jour de sa première immatriculation en France.",
            "For a converted vehicle only: the day it was first registered in France.",
        ),
        Fact::Origin => (
            "Neuf, déjà immatriculé en France, venu de l’étranger, ou transformé en voiture particulière.",
            "New, already registered in France, from abroad, or converted into a passenger car.",
        ),
        Fact::Co2GKm => (
            "Case V.7, en grammes par kilomètre. Vide\u{202f}? Regardez le certificat de conformité (COC).",
            "Field V.7, in grams per kilometre. Empty? Look at the certificate of conformity (COC).",
        ),
        Fact::Co2Norm => (
            "La case V.7 ne dit pas la norme\u{202f}: le certificat de conformité (COC) l’indique. Sans réponse, elle se déduit des dates.",
            "Field V.7 does not name the standard: the certificate of conformity (COC) does. Without an answer, it follows from the dates.",
        ),
        Fact::MassInRunningOrderKg => (
            "Case G. Attention, la case G.1 est plus basse d’environ 75\u{202f}kg\u{202f}: ne l’utilisez pas.",
            "Field G. Beware, field G.1 is about 75\u{202f}kg lower: do not use it.",
        ),
        Fact::PtacKg => ("Case F.2, en kilogrammes.", "Field F.2, in kilograms."),
        Fact::MaxTechnicalMassKg => (
            "Case F.1, en kilogrammes. Utile seulement si elle diffère de la case F.2.",
            "Field F.1, in kilograms. Needed only if it differs from field F.2.",
        ),
        Fact::Seats => ("Case S.1, conducteur compris.", "Field S.1, driver included."),
        Fact::ElectricRangeKm => (
            "Pour un hybride rechargeable, sur le certificat de conformité (COC)\u{202f}: autonomie en ville, en kilomètres.",
            "For a plug-in hybrid, on the certificate of conformity (COC): range in town, in kilometres.",
        ),
        Fact::ElectricPowerKw => (
            "Pour un hybride, sur le certificat de conformité (COC) ou la notice, en kW.",
            "For a hybrid, on the certificate of conformity (COC) or in the manual, in kW.",
        ),
        Fact::NetPowerKw => (
            "Case P.2, en kW. Sert à estimer la puissance fiscale d’un véhicule importé.",
            "Field P.2, in kW. Used to estimate the fiscal horsepower of an imported vehicle.",
        ),
        Fact::PriceCents => (
            "Le prix payé, toutes taxes comprises\u{202f}: il plafonnait le malus CO₂ jusqu’à la fin de 2023. En centimes, ou en euros avec leur signe\u{202f}: 30000\u{202f}€.",
            "The price paid, all taxes included: it capped the CO₂ penalty until the end of 2023. In cents, or in euros with their sign: 30000\u{202f}€.",
        ),
        Fact::Holder => (
            "La personne au nom de qui le certificat sera établi.",
            "In whose name the certificate will be issued.",
        ),
        Fact::DependentChildren => (
            "À partir de trois, une partie des malus peut vous être remboursée après paiement.",
            "From three on, part of the penalties can be paid back to you afterwards.",
        ),
        Fact::DisabilityCard => (
            "La mention «\u{202f}invalidité\u{202f}» exonère des malus, pas de la taxe régionale. Les mentions «\u{202f}stationnement\u{202f}» et «\u{202f}priorité\u{202f}» n’exonèrent de rien.",
            "The “invalidité” card lifts both penalties, not the regional tax. The “stationnement” and “priorité” cards lift nothing.",
        ),
        Fact::Collection => (
            "Si la mention «\u{202f}véhicule de collection\u{202f}» figure ou doit figurer en case Z.",
            "If the mention “véhicule de collection” is, or is to be, printed in field Z.",
        ),
        Fact::E85Converted => (
            "Si un boîtier E85 homologué a été posé après la première immatriculation.",
            "If an approved E85 kit was fitted after the first registration.",
        ),
        Fact::Exemption => (
            "Remplacement d’un véhicule détruit par une intempérie exceptionnelle, ou transfert de compétence entre collectivités.",
            "Replacement of a vehicle destroyed by exceptional weather, or transfer of powers between public bodies.",
        ),
        Fact::Use => (
            "L’usage réel du véhicule. Dans le doute, laissez «\u{202f}usage ordinaire\u{202f}».",
            "What the vehicle is really used for. When in doubt, leave “ordinary use”.",
        ),
        Fact::MalusSettled => (
            "Répondez non si la voiture a été exonérée de malus lors de sa première immatriculation en France.",
            "Answer no if the car was exempt from the penalties when it was first registered in France.",
        ),
        Fact::NewCertificate => (
            "Oui au quatrième changement d’adresse ou pour un ancien numéro (123 AB 01). Sinon, vous recevez une étiquette gratuite.",
            "Yes at the fourth change of address or for an old number (123 AB 01). Otherwise you receive a free label.",
        ),
        Fact::ErrorBy => (
            "L’administration corrige ses propres erreurs gratuitement.",
            "The administration corrects its own mistakes free of charge.",
        ),
        Fact::MileageKm => (
            "Les kilomètres au compteur. Ils pourront compter pour les certificats établis à partir de 2027.",
            "The kilometres on the meter. They may count for certificates issued from 2027 on.",
        ),
    };
    lang.pick(fr, en)
}
