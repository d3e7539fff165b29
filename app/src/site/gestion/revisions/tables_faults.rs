//! What the check of the tables refuses, in words, with how to mend it.

use baremes::Reason;
use vocabulary::Lang;
use wording::numbers::date;

/// What is wrong, and how to mend it.
pub(super) fn said(reason: &Reason, lang: Lang) -> (String, String) {
    (what(reason, lang), mend(reason, lang).to_owned())
}

#[expect(clippy::too_many_lines, reason = "a sentence for each reason, all in one list")]
fn what(reason: &Reason, lang: Lang) -> String {
    let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    let day = |day| date(day, lang);
    match reason {
        Reason::FileMissing => say("Ce document manque.", "This document is missing."),
        Reason::FileUnknown => {
            say("Aucun document ne porte ce nom.", "No document bears this name.")
        }
        Reason::FileTwice => {
            say("Ce document est donné deux fois.", "This document is given twice.")
        }
        Reason::Syntax(said) => {
            format!("{} {said}", lang.pick("Ce n’est pas du TOML\u{202f}:", "This is no TOML:"))
        }
        Reason::Shape(said) => {
            format!(
                "{} {said}",
                lang.pick(
                    "La valeur n’a pas la forme attendue\u{202f}:",
                    "The value has not the expected shape:"
                )
            )
        }
        Reason::Missing => {
            say("Cette clé doit être là, et manque.", "This key must be there, and is missing.")
        }
        Reason::KeyUnknown => {
            say("Ce document n’a pas de telle clé.", "This document has no such key.")
        }
        Reason::NotQuoted => say(
            "Un nombre à virgule ou une date est écrit sans guillemets.",
            "A number with decimals or a date is written without quotes.",
        ),
        Reason::ControlCharacter => say(
            "Le texte contient un caractère invisible.",
            "The text holds an invisible character.",
        ),
        Reason::BadDate(text) => {
            format!(
                "{text} {}",
                lang.pick("n’est pas un jour du calendrier.", "is no day of the calendar.")
            )
        }
        Reason::EndsBeforeItBegins { from, to } => format!(
            "{} {}, {} {}.",
            lang.pick("La période finit le", "The period ends on"),
            day(*to),
            lang.pick("avant de commencer, le", "before it begins, on"),
            day(*from),
        ),
        Reason::Overlap { with, from, to } => format!(
            "{} {} {} {}, {} {with} {}.",
            lang.pick("Du", "From"),
            day(*from),
            lang.pick("au", "to"),
            day(*to),
            lang.pick("cette valeur et", "this value and"),
            lang.pick("sont en vigueur ensemble", "are in force together"),
        ),
        Reason::Gap { what, from, to } => format!(
            "{} {what} {} {} {} {}.",
            lang.pick("Rien n’est en vigueur pour", "Nothing is in force for"),
            lang.pick("du", "from"),
            day(*from),
            lang.pick("au", "to"),
            day(*to),
        ),
        Reason::BadAmount(text) => {
            format!(
                "{text} {}",
                lang.pick("n’est pas un montant de cette unité.", "is no amount of this unit.")
            )
        }
        Reason::Negative(text) => {
            format!("{text} {}", lang.pick("est négatif.", "is negative."))
        }
        Reason::AboveCeiling { amount, ceiling } => format!(
            "{amount} {} {ceiling} {}",
            lang.pick("dépasse le plafond de", "is above the ceiling of"),
            lang.pick("par CV.", "per CV."),
        ),
        Reason::PercentAbove100(percent) => format!(
            "{percent} {}",
            lang.pick("dépasse cent pour cent.", "is more than a hundred per cent."),
        ),
        Reason::UnknownRegion(code) => named(
            code,
            lang,
            "La région",
            "n’est pas dans regions.toml.",
            "Region",
            "is not in regions.toml.",
        ),
        Reason::BadCode(code) => named(
            code,
            lang,
            "Le code",
            "n’est pas un code INSEE.",
            "The code",
            "is no INSEE code.",
        ),
        Reason::Twice(code) => named(
            code,
            lang,
            "La valeur",
            "est déjà écrite ailleurs.",
            "The value",
            "stands elsewhere already.",
        ),
        Reason::UnknownOperation(code) => named(
            code,
            lang,
            "L’opération",
            "n’existe pas dans le simulateur.",
            "Operation",
            "is unknown to the simulator.",
        ),
        Reason::MissingOperation(code) => {
            named(code, lang, "L’opération", "n’a pas de règle.", "Operation", "has no rule.")
        }
        Reason::UnknownGenre(code) => named(
            code,
            lang,
            "Le genre",
            "n’existe pas (J.1).",
            "The kind",
            "does not exist (J.1).",
        ),
        Reason::MissingGenre(code) => {
            named(code, lang, "Le genre", "n’a pas de règle.", "The kind", "has no rule.")
        }
        Reason::UnknownCategory(code) => named(
            code,
            lang,
            "La catégorie",
            "n’existe pas (J).",
            "The category",
            "does not exist (J).",
        ),
        Reason::UnknownFact(code) => named(
            code,
            lang,
            "La donnée",
            "n’existe pas dans le simulateur.",
            "The fact",
            "is unknown to the simulator.",
        ),
        Reason::UnknownSource(code) => named(
            code,
            lang,
            "La source",
            "n’est pas dans sources.toml.",
            "Source",
            "is not in sources.toml.",
        ),
        Reason::NoSource => say("Aucune source n’est citée.", "No source is named."),
        Reason::DoubtInOneLanguage => say(
            "Le doute n’est dit que dans une langue.",
            "The doubt is said in one language only.",
        ),
        Reason::UnknownWord { word, allowed } => format!(
            "{word} {} {allowed}.",
            lang.pick("n’est aucun des mots attendus\u{202f}:", "is none of the expected words:"),
        ),
        Reason::WrongLength { expected, found } => format!(
            "{found} {} {expected}.",
            lang.pick(
                "montants, là où first_g et cap_from_g en demandent",
                "amounts, where first_g and cap_from_g ask for"
            ),
        ),
        Reason::Falls { before, after } => format!(
            "{after} {} {before}{}",
            lang.pick("suit", "follows"),
            lang.pick("\u{202f}: un barème ne descend jamais.", ": a scale never falls."),
        ),
        Reason::NotContiguous { expected, found } => format!(
            "{} {found} {} {expected}.",
            lang.pick("La tranche commence à", "The bracket begins at"),
            lang.pick("au lieu de", "instead of"),
        ),
        Reason::OpenBracket => say(
            "La dernière tranche, et elle seule, n’a pas de borne haute.",
            "The last bracket, and only that one, has no upper bound.",
        ),
        Reason::NotTheTable { table, kept } => format!(
            "{} {table}, {} {kept}.",
            lang.pick("Le tableau dit", "The table says"),
            lang.pick("et non", "and not"),
        ),
        Reason::TooMany => say("Il y a trop de lignes.", "There are too many rows."),
    }
}

fn named(
    code: &str,
    lang: Lang,
    fr: &'static str,
    fr_then: &'static str,
    en: &'static str,
    en_then: &'static str,
) -> String {
    format!("{} {code} {}", lang.pick(fr, en), lang.pick(fr_then, en_then))
}

fn mend(reason: &Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::FileMissing | Reason::FileUnknown | Reason::FileTwice => lang.pick(
            "Donnez chaque document une fois, sous son nom.",
            "Give each document once, under its name.",
        ),
        Reason::Syntax(_) => lang.pick(
            "Regardez cette ligne et celle d’avant\u{202f}: guillemet, virgule ou crochet oublié.",
            "Look at this line and the one before: a quote, comma or bracket is missing.",
        ),
        Reason::Shape(_) | Reason::UnknownWord { .. } | Reason::KeyUnknown => lang.pick(
            "Comparez avec une entrée voisine du même document, qui est juste.",
            "Compare with a neighbouring entry of the same document, which is right.",
        ),
        Reason::Missing => lang.pick(
            "Écrivez-la comme dans la version en vigueur.",
            "Write it as in the version in force.",
        ),
        Reason::NotQuoted | Reason::BadAmount(_) => lang.pick(
            "Entre guillemets, avec un point\u{202f}: amount = \"54.95\".",
            "Between quotes, with a point: amount = \"54.95\".",
        ),
        Reason::ControlCharacter => lang.pick(
            "Retapez ce texte\u{202f}: il vient sans doute d’un copier-coller.",
            "Type this text again: it probably comes from a copy and paste.",
        ),
        Reason::BadDate(_) | Reason::EndsBeforeItBegins { .. } => lang.pick(
            "Une date s’écrit \"2027-01-01\"\u{202f}; la fin est le dernier jour, inclus.",
            "A date is written \"2027-01-01\"; the end is the last day, included.",
        ),
        Reason::Overlap { .. } => lang.pick(
            "Finissez la première période la veille du début de la seconde.",
            "End the first period on the day before the second begins.",
        ),
        Reason::Gap { .. } => lang.pick(
            "Prolongez la période d’avant, ou ajoutez celle qui manque.",
            "Extend the period before, or add the one that is missing.",
        ),
        Reason::Negative(_) | Reason::AboveCeiling { .. } | Reason::PercentAbove100(_) => lang.pick(
            "Relisez le montant dans sa source\u{202f}; le plafond lui-même est dans le même document.",
            "Read the amount in its source again; the ceiling itself is in the same document.",
        ),
        Reason::UnknownRegion(_)
        | Reason::BadCode(_)
        | Reason::UnknownOperation(_)
        | Reason::UnknownGenre(_)
        | Reason::UnknownCategory(_)
        | Reason::UnknownFact(_) => lang.pick(
            "Corrigez le code\u{202f}: il est écrit comme dans les documents en vigueur.",
            "Mend the code: it is written as in the documents in force.",
        ),
        Reason::MissingOperation(_) | Reason::MissingGenre(_) => {
            lang.pick("Ajoutez son entrée.", "Add its entry.")
        }
        Reason::Twice(_) => lang.pick("Gardez-en une seule.", "Keep only one."),
        Reason::UnknownSource(_) | Reason::NoSource => lang.pick(
            "Ajoutez la source à sources.toml et citez son id\u{202f}: source = [\"…\"].",
            "Add the source to sources.toml and name its id: source = [\"…\"].",
        ),
        Reason::DoubtInOneLanguage => {
            lang.pick("Écrivez doubt et doubt_fr.", "Write doubt and doubt_fr.")
        }
        Reason::WrongLength { .. }
        | Reason::Falls { .. }
        | Reason::NotContiguous { .. }
        | Reason::OpenBracket
        | Reason::NotTheTable { .. } => lang.pick(
            "Un montant a été oublié, doublé ou mal recopié\u{202f}: comparez avec le tableau de la loi.",
            "An amount was left out, doubled or copied wrongly: compare with the table of the law.",
        ),
        Reason::TooMany => lang.pick("Réduisez le nombre de lignes.", "Reduce the number of rows."),
    }
}
