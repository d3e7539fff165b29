//! What is said in the space of garages and fleets.

use fleets::sheet::{MOST_LINES, Unreadable};
use fleets::{Column, Fault, LONGEST};
use simulator::facts::{FactError, FactErrorKind};
use vocabulary::{InvalidPlate, InvalidVin, Lang};
use wording::labels;

use super::FleetDone;

pub(super) const fn done(done: FleetDone, lang: Lang) -> &'static str {
    match done {
        FleetDone::Added => lang.pick("Le véhicule est ajouté.", "The vehicle is added."),
        FleetDone::Changed => lang.pick("Le véhicule est modifié.", "The vehicle is changed."),
        FleetDone::Removed => lang.pick(
            "Le véhicule est retiré de la liste. Ses dossiers restent dans votre compte.",
            "The vehicle is taken off the list. Its files stay in your account.",
        ),
        FleetDone::Firm => lang.pick("Votre entreprise est enregistrée.", "Your company is saved."),
        FleetDone::Stamp => lang.pick(
            "Votre cachet est enregistré : il sera posé sur les formulaires que votre entreprise signe.",
            "Your stamp is saved: it will stand on the forms that your company signs.",
        ),
        FleetDone::StampRemoved => {
            lang.pick("Votre cachet est effacé.", "Your stamp is deleted.")
        }
    }
}

/// What a column is called beside its control, and the field of the certificate.
pub(super) fn label(column: Column, lang: Lang) -> (String, Option<&'static str>) {
    match (column, column.fact()) {
        (_, Some(fact)) => (labels::fact_label(fact, lang), None),
        (Column::Plate, _) => (lang.pick("Immatriculation", "Plate number").to_owned(), Some("A")),
        (Column::Vin, _) => (
            lang.pick("Numéro d’identification (VIN)", "Identification number (VIN)").to_owned(),
            Some("E"),
        ),
        (Column::Make, _) => (lang.pick("Marque", "Make").to_owned(), Some("D.1")),
        (_, None) => (lang.pick("Votre référence", "Your reference").to_owned(), None),
    }
}

/// What is wrong with a vehicle, and how to mend it.
pub(super) fn fault((column, fault): (Option<Column>, Fault), lang: Lang) -> String {
    let text = match fault {
        Fault::Nameless => lang.pick(
            "Donnez l’immatriculation ou le VIN : sans l’un des deux, le véhicule ne peut pas être reconnu.",
            "Give the plate number or the VIN: without either, the vehicle cannot be told from others.",
        ),
        Fault::Plate(why) => return plate(why, lang),
        Fault::Vin(why) => return vin(why, lang),
        Fault::Fact(kind) => return fact(column, kind, lang),
        Fault::Future => lang.pick(
            "Cette date est à venir. Recopiez la case B du certificat.",
            "This date is still to come. Copy field B of the certificate.",
        ),
        Fault::TooLong => {
            return format!(
                "{} {LONGEST} {}",
                lang.pick("Trop long : au plus", "Too long: at most"),
                lang.pick("caractères.", "characters.")
            );
        }
        Fault::Character(found) => {
            let found = found.escape_default();
            return format!(
                "{} {found} {}",
                lang.pick("Le caractère", "The character"),
                lang.pick("ne peut pas être imprimé. Retirez-le.", "cannot be printed. Remove it.")
            );
        }
        Fault::Elsewhere if column == Some(Column::Vin) => lang.pick(
            "Un autre véhicule de votre liste a déjà ce VIN. Modifiez celui-là, ou corrigez le numéro.",
            "Another vehicle of your list has this VIN already. Change that one, or correct the number.",
        ),
        Fault::Elsewhere => lang.pick(
            "Un autre véhicule de votre liste a déjà cette immatriculation. Modifiez celui-là, ou corrigez le numéro.",
            "Another vehicle of your list has this plate number already. Change that one, or correct the number.",
        ),
        Fault::Cells => lang.pick(
            "Cette ligne a plus de cellules que la première : un séparateur est de trop, ou un texte qui en contient n’est pas entre guillemets.",
            "This line has more cells than the first one: a separator is one too many, or a text that holds one has no quotation marks.",
        ),
        Fault::Full => lang.pick(
            "Votre liste est complète. Retirez des véhicules que vous n’avez plus, ou écrivez-nous.",
            "Your list is full. Take off vehicles that you no longer have, or write to us.",
        ),
    };
    text.to_owned()
}

fn fact(column: Option<Column>, kind: FactErrorKind, lang: Lang) -> String {
    let name = column.map_or("", Column::id).to_owned();
    wording::errors::message(&FactError { name, kind }, lang)
}

fn plate(why: InvalidPlate, lang: Lang) -> String {
    let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    match why {
        InvalidPlate::Character(found) => format!(
            "« {found} » {}",
            lang.pick("n’est sur aucune plaque. Retirez-le.", "is on no plate. Remove it.")
        ),
        InvalidPlate::Letter(found) => format!(
            "{} {found} {}",
            lang.pick("La lettre", "The letter"),
            lang.pick(
                "n’existe pas sur ces plaques : c’est sans doute un 1, un 0 ou un V.",
                "is not used on these plates: it may be a 1, a 0 or a V."
            )
        ),
        InvalidPlate::Series => {
            say("La série SS n’est jamais attribuée.", "The series SS is never given.")
        }
        InvalidPlate::Zero => say("Les numéros commencent à 1.", "Numbers begin at 1."),
        InvalidPlate::Departement => say(
            "La fin n’est pas un département : écrivez 123 AB 01.",
            "The end is no département: write 123 AB 01.",
        ),
        InvalidPlate::Empty | InvalidPlate::Shape => say(
            "Écrivez l’immatriculation comme AB-123-CD, ou 123 AB 01 pour une ancienne.",
            "Write the plate number like AB-123-CD, or 123 AB 01 for an old one.",
        ),
    }
}

fn vin(why: InvalidVin, lang: Lang) -> String {
    match why {
        InvalidVin::Letter(found) => format!(
            "{} {found} {}",
            lang.pick("La lettre", "The letter"),
            lang.pick(
                "n’est dans aucun VIN : c’est sans doute un 1 ou un 0.",
                "is in no VIN: it may be a 1 or a 0."
            )
        ),
        InvalidVin::Character(found) => format!(
            "« {found} » {}",
            lang.pick("n’est dans aucun VIN. Retirez-le.", "is in no VIN. Remove it.")
        ),
        InvalidVin::Length(found) => format!(
            "{found} {}",
            lang.pick(
                "caractères au lieu de 17. Recopiez la case E du certificat.",
                "characters instead of 17. Copy field E of the certificate."
            )
        ),
    }
}

/// Why a text is no list of vehicles, and what to do.
pub(super) fn unreadable(why: Unreadable, lang: Lang) -> String {
    let text = match why {
        Unreadable::Empty => lang.pick(
            "Il n’y a aucun véhicule à lire : choisissez un fichier, ou collez une liste.",
            "There is no vehicle to read: choose a file, or paste a list.",
        ),
        Unreadable::TooLong => lang.pick(
            "Cette liste dépasse 1 Mo. Envoyez-la en plusieurs fois.",
            "This list is longer than 1 MB. Send it in parts.",
        ),
        Unreadable::TooManyLines => {
            return format!(
                "{} {MOST_LINES} {}",
                lang.pick("Cette liste a plus de", "This list has more than"),
                lang.pick(
                    "véhicules. Envoyez-la en plusieurs fois : rien n’en a été pris.",
                    "vehicles. Send it in parts: nothing of it was taken."
                )
            );
        }
        Unreadable::NoHeader => lang.pick(
            "La première ligne doit nommer les colonnes, dont « immatriculation » ou « VIN ». Prenez le modèle comme exemple.",
            "The first line must name the columns, “plate” or “VIN” among them. Take the template as an example.",
        ),
        Unreadable::Twice(column) => {
            return format!(
                "{} « {} » {}",
                lang.pick("La colonne", "The column"),
                column.header(lang),
                lang.pick("est là deux fois. Gardez-en une.", "is there twice. Keep one of them.")
            );
        }
    };
    text.to_owned()
}
