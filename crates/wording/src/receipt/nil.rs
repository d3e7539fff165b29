use alloc::string::String;

use simulator::answer::{NilReason, OutOfScope, UnknownReason};
use simulator::baremes::Baremes;
use vocabulary::Lang;

use super::formula::{in_table_unit, push_months, table_name};
use crate::labels::{genre_label, operation_title};
use crate::numbers::{date, kg};

/// Why nothing is due on a line.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table of texts, an entry a reason")]
pub fn nil_reason(reason: NilReason, baremes: &Baremes, lang: Lang) -> String {
    let (fr, en) = match reason {
        NilReason::Operation(operation) => {
            let title = operation_title(operation, lang);
            return match lang {
                Lang::Fr => ["Rien à payer sur cette ligne pour cette démarche\u{202f}: ", title],
                Lang::En => ["Nothing to pay on this line for this procedure: ", title],
            }
            .concat();
        }
        NilReason::Genre(genre) => {
            return [
                lang.pick(
                    "Rien à payer pour ce genre de véhicule\u{202f}: ",
                    "Nothing to pay for this type of vehicle: ",
                ),
                genre_label(genre, lang),
                " (",
                genre.id(),
                ")",
            ]
            .concat();
        }
        NilReason::OutOfScope(why) => return out_of_scope(why, lang),
        NilReason::ReopensFrom(day) => {
            return [
                lang.pick(
                    "Véhicule exonéré à sa première immatriculation\u{202f}: son malus ne peut être réclamé que pour un certificat établi à partir du ",
                    "Vehicle exempt when first registered: its penalty can be claimed only for a certificate issued from ",
                ),
                &date(day, lang),
                lang.pick("", " on"),
            ]
            .concat();
        }
        NilReason::FirstRegisteredBefore(day) => {
            return [
                lang.pick("Première immatriculation avant le ", "First registered before "),
                &date(day, lang),
                lang.pick(
                    "\u{202f}: rien à payer sur cette ligne",
                    ": nothing to pay on this line",
                ),
            ]
            .concat();
        }
        NilReason::Aged { months } => {
            let mut text = String::from(lang.pick(
                "Réduction totale pour l’ancienneté\u{202f}: ",
                "Whole reduction for its age: ",
            ));
            push_months(&mut text, months, lang);
            text.push_str(
                lang.pick(" depuis la première immatriculation", " since the first registration"),
            );
            return text;
        }
        NilReason::UnderFirstGram { table, base, first } => {
            return [
                table_name(table, baremes, lang).as_str(),
                lang.pick("\u{202f}: ", ": "),
                &in_table_unit(table, base, lang),
                lang.pick(", sous le seuil de ", ", under the threshold of "),
                &in_table_unit(table, first, lang),
            ]
            .concat();
        }
        NilReason::UnderFirstKg { base_kg, first_kg } => {
            return [
                kg(base_kg, lang).as_str(),
                lang.pick(" à taxer, sous le seuil de ", " to be taxed, under the threshold of "),
                &kg(first_kg, lang),
            ]
            .concat();
        }
        NilReason::Spouse => (
            "Rien à payer sur cette ligne\u{202f}: seul le conjoint ou partenaire de PACS est ajouté ou retiré",
            "Nothing to pay on this line: only the spouse or PACS partner is added or removed",
        ),
        NilReason::Collection => {
            ("Un véhicule de collection ne la doit pas", "A collector’s vehicle does not owe it")
        }
        NilReason::EnergyWaived => (
            "Exonération totale pour cette énergie, dans cette région et à cette date",
            "Full exemption for this energy, in this region and on this date",
        ),
        NilReason::State => {
            ("Un véhicule de l’État ne la doit pas", "A vehicle of the State does not owe it")
        }
        NilReason::WeatherReplacement => (
            "Exonération\u{202f}: remplacement d’un véhicule détruit par une intempérie exceptionnelle",
            "Exempt: replaces a vehicle destroyed by exceptional weather",
        ),
        NilReason::CompetenceTransfer => (
            "Rien à payer sur cette ligne\u{202f}: transfert de compétence entre personnes publiques",
            "Nothing to pay on this line: transfer of powers between public bodies",
        ),
        NilReason::Demonstration => (
            "Exonération\u{202f}: véhicule de démonstration d’un professionnel",
            "Exempt: demonstration vehicle of the trade",
        ),
        NilReason::AlreadyInFrance => (
            "Véhicule déjà immatriculé en France\u{202f}: le malus n’est dû qu’à la première fois",
            "Vehicle already registered in France: the penalty is due only the first time",
        ),
        NilReason::NotConverted => (
            "La modification n’en fait pas une voiture particulière\u{202f}: pas de malus",
            "The change does not make it a passenger car: no penalty",
        ),
        NilReason::Electric => (
            "Exonération\u{202f}: électricité ou hydrogène seuls",
            "Exempt: electricity or hydrogen alone",
        ),
        NilReason::WheelchairAccessible => (
            "Exonération\u{202f}: véhicule accessible en fauteuil roulant",
            "Exempt: wheelchair-accessible vehicle",
        ),
        NilReason::DisabilityCard => (
            "Exonération\u{202f}: carte mobilité inclusion «\u{202f}invalidité\u{202f}»",
            "Exempt: disability card (CMI invalidité)",
        ),
        NilReason::CivilSecurity => (
            "Exonération\u{202f}: véhicule tout-terrain d’incendie, de secours ou de sécurité civile",
            "Exempt: off-road vehicle for fire, rescue or civil security",
        ),
        NilReason::PhevRange => (
            "Exonération\u{202f}: hybride rechargeable de plus de 50\u{202f}km d’autonomie en ville",
            "Exempt: plug-in hybrid with a range of more than 50\u{202f}km in town",
        ),
        NilReason::SumCap => (
            "Le malus CO₂ atteint à lui seul le plafond commun aux deux malus",
            "The CO₂ penalty alone reaches the ceiling shared by both penalties",
        ),
        NilReason::AddressLabel => (
            "Une étiquette d’adresse gratuite est envoyée, pas un nouveau certificat",
            "A free address label is sent, not a new certificate",
        ),
        NilReason::AdministrationError => (
            "L’administration corrige son erreur gratuitement",
            "The administration corrects its own mistake free of charge",
        ),
        NilReason::Moped => (
            "Rien n’est perçu pour l’envoi du certificat d’un cyclomoteur",
            "Nothing is charged for mailing the certificate of a moped",
        ),
    };
    lang.pick(fr, en).into()
}

fn out_of_scope(why: OutOfScope, lang: Lang) -> String {
    let (fr, en) = match why {
        OutOfScope::Kind => (
            "Les malus ne visent que les voitures et certains pick-up",
            "The penalties concern only cars and some pick-ups",
        ),
        OutOfScope::SpecialPurpose => (
            "Un véhicule spécialisé (camping-car, ambulance…) ne doit pas de malus",
            "A special-purpose vehicle (motorhome, ambulance…) owes no penalty",
        ),
        OutOfScope::Van => ("Une camionnette ne doit pas de malus", "A van owes no penalty"),
        OutOfScope::DerivVp => (
            "Une voiture transformée en utilitaire (DERIV VP) ne doit pas de malus",
            "A car made into a van (DERIV VP) owes no penalty",
        ),
        OutOfScope::FewSeats => (
            "Un pick-up de moins de cinq places ne doit pas de malus",
            "A pick-up of fewer than five seats owes no penalty",
        ),
        OutOfScope::Before(day) => {
            return [
                lang.pick(
                    "Ce type d’utilitaire ne doit de malus que s’il a été immatriculé à partir du ",
                    "This type of van owes a penalty only if first registered from ",
                ),
                &date(day, lang),
                lang.pick("", " on"),
            ]
            .concat();
        }
        OutOfScope::Ski => (
            "Réservé aux remontées mécaniques et domaines skiables\u{202f}: pas de malus",
            "Used for ski lifts and ski areas only: no penalty",
        ),
    };
    lang.pick(fr, en).into()
}

/// Why no amount is given, and what to do.
#[must_use]
pub fn unknown_reason(reason: UnknownReason, baremes: &Baremes, lang: Lang) -> String {
    match reason {
        UnknownReason::IssuedOn(day) => [
            lang.pick(
                "Nos barèmes ne couvrent pas un certificat établi le ",
                "Our tables do not cover a certificate issued on ",
            ),
            &date(day, lang),
            lang.pick(". Choisissez une autre date.", ". Choose another date."),
        ]
        .concat(),
        UnknownReason::FirstRegisteredOn(day) => [
            lang.pick(
                "Aucun barème connu pour une première immatriculation le ",
                "No known table for a first registration on ",
            ),
            &date(day, lang),
            lang.pick(
                ". Vérifiez la date de la case B, ou contactez-nous avant de payer.",
                ". Check the date in field B, or contact us before you pay.",
            ),
        ]
        .concat(),
        UnknownReason::CvTable(table) => [
            table_name(table, baremes, lang).as_str(),
            lang.pick(
                "\u{202f}: introuvable dans nos sources, nous ne donnons pas de montant au hasard. Contactez-nous avant de payer.",
                ": found in none of our sources, and we do not guess. Contact us before you pay.",
            ),
        ]
        .concat(),
        UnknownReason::Operation(operation) => [
            operation_title(operation, lang),
            lang.pick(
                "\u{202f}: aucune de nos sources ne dit si cette ligne est due. Contactez-nous avant de payer.",
                ": none of our sources says whether this line is due. Contact us before you pay.",
            ),
        ]
        .concat(),
    }
}
