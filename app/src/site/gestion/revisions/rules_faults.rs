//! What the check of the rules refuses, in words, with how to mend it.

use demarches::expr::ExprError;
use demarches::refusal::Why;
use vocabulary::Lang;

/// What is wrong, and how to mend it.
pub(super) fn said(why: &Why, lang: Lang) -> (String, String) {
    (what(why, lang), mend(why, lang).to_owned())
}

fn what(why: &Why, lang: Lang) -> String {
    let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    let name = |fr: &str, name: &str, en: &str| format!("{} {name}", lang.pick(fr, en));
    match why {
        Why::Toml(said) => name(
            "Ce n’est pas du TOML, ou pas de cette forme\u{202f}:",
            said,
            "This is no TOML, or not of this shape:",
        ),
        Why::Version(version) => name(
            "Ce programme ne lit pas la forme (schema_version)",
            &version.to_string(),
            "This program does not read the shape (schema_version)",
        ),
        Why::Condition(error) => condition(error, lang),
        Why::Unknown(code, list) => format!(
            "{code} {} ({list}).",
            lang.pick("n’est pas sur sa liste", "is not on its list"),
        ),
        Why::Twice(code) => name("Écrit deux fois\u{202f}:", code, "Stands twice:"),
        Why::Missing(code) => name("Il manque\u{202f}:", code, "Missing:"),
        Why::Silent(language) => {
            name("Rien n’est écrit dans une langue\u{202f}:", language, "Nothing is written in")
        }
        Why::Uneven { fr, en } => format!(
            "{fr} {} {en} {}",
            lang.pick("entrées en français,", "entries in French,"),
            lang.pick("en anglais.", "in English."),
        ),
        Why::Delay => say(
            "Un délai est en mois ou en jours, l’un des deux.",
            "A delay is in months or in days, one of the two.",
        ),
        Why::Alternatives => say(
            "Les alternatives ne commencent pas par la pièce elle-même.",
            "The alternatives do not begin with the document itself.",
        ),
        Why::Derivation => say(
            "Une donnée déduite suit d’une seule façon, d’une donnée du bon type.",
            "A derived fact follows in one way, from a fact of the right type.",
        ),
        Why::Order(fact) => {
            name("N’est déduit que plus loin\u{202f}:", fact, "Is derived only later:")
        }
        Why::Bounds { min, max } => {
            format!(
                "{} {min} / {max}",
                lang.pick("Les bornes sont inversées\u{202f}:", "The bounds are reversed:")
            )
        }
        Why::AskedLater(fact) => {
            name("N’est demandé que plus loin\u{202f}:", fact, "Is asked only later:")
        }
        Why::Choices => say(
            "Les choix ne sont pas les valeurs de la donnée, chacune une fois.",
            "The choices are not the values of the fact, each once.",
        ),
        Why::NotAsked(fact) => name(
            "Une règle lit une donnée que personne ne donne\u{202f}:",
            fact,
            "A rule reads a fact that nobody gives:",
        ),
        Why::Unreachable => say(
            "Aucune suite de réponses ne mène à cette question.",
            "No answers lead to this question.",
        ),
        Why::StaysOpen { condition, answers } => {
            format!("{condition} {} {answers}.", lang.pick("reste ouverte avec", "stays open with"))
        }
        Why::TooWide(condition) => format!(
            "{condition} {}",
            lang.pick(
                "dépend de trop de réponses pour être parcourue.",
                "depends on too many answers to be walked through.",
            ),
        ),
        Why::Value(value) => {
            name("La donnée n’a pas cette valeur\u{202f}:", value, "The fact has no such value:")
        }
        Why::Set(fact) => name(
            "Est déduit, et ne peut être fixé\u{202f}:",
            fact,
            "Is derived, and cannot be set:",
        ),
        Why::Shortcut { shortcut, other, piece } => format!(
            "{} {shortcut} {} {other} ({piece}).",
            lang.pick("La touche", "The key"),
            lang.pick("est déjà celle de", "is already that of"),
        ),
        Why::Nowhere => say("Ne concerne aucune démarche.", "It concerns no procedure."),
    }
}

fn condition(error: &ExprError, lang: Lang) -> String {
    let name = |fr: &str, name: &str, en: &str| format!("{} {name}", lang.pick(fr, en));
    match error {
        ExprError::UnexpectedChar(sign) => name(
            "La condition contient le signe",
            &sign.to_string(),
            "The condition holds the sign",
        ),
        ExprError::UnclosedQuote => lang
            .pick(
                "Un guillemet de la condition n’est pas fermé.",
                "A quote of the condition is not closed.",
            )
            .to_owned(),
        ExprError::NumberTooLarge => {
            lang.pick("Un nombre est trop grand.", "A number is too large.").to_owned()
        }
        ExprError::UnexpectedEnd => lang
            .pick("La condition s’arrête au milieu.", "The condition stops in the middle.")
            .to_owned(),
        ExprError::Unexpected(word) => {
            name("Ce mot ne peut pas être là\u{202f}:", word, "This word cannot stand there:")
        }
        ExprError::TooDeep => lang
            .pick(
                "Trop de parenthèses les unes dans les autres.",
                "Too many parentheses inside one another.",
            )
            .to_owned(),
        ExprError::UnknownFact(fact) => {
            name("Aucune donnée ne porte ce nom\u{202f}:", fact, "No fact bears this name:")
        }
        ExprError::NotYesOrNo(fact) => {
            name("N’est pas une donnée par oui ou non\u{202f}:", fact, "Is no yes-or-no fact:")
        }
        ExprError::BadComparison(fact) => {
            name("Ne peut pas être comparé ainsi\u{202f}:", fact, "Cannot be compared so:")
        }
    }
}

fn mend(why: &Why, lang: Lang) -> &'static str {
    match why {
        Why::Toml(_) => lang.pick(
            "Regardez cette ligne et celle d’avant, et comparez avec une entrée voisine.",
            "Look at this line and the one before, and compare with a neighbouring entry.",
        ),
        Why::Version(_) => lang.pick(
            "Gardez le schema_version des règles en vigueur.",
            "Keep the schema_version of the rules in force.",
        ),
        Why::Condition(_) => lang.pick(
            "Une condition s’écrit comme «\u{202f}seller.kind == 'particulier' and not vehicle.is_new\u{202f}», avec des données de [facts].",
            "A condition is written like “seller.kind == 'particulier' and not vehicle.is_new”, with facts of [facts].",
        ),
        Why::Unknown(..) | Why::Value(_) => lang.pick(
            "Corrigez le code, ou ajoutez-le d’abord à sa liste.",
            "Mend the code, or add it to its list first.",
        ),
        Why::Twice(_) | Why::Shortcut { .. } => {
            lang.pick("Gardez-en un seul.", "Keep only one.")
        }
        Why::Missing(_) => lang.pick(
            "Ajoutez-le\u{202f}: pour une condition, ses mots vont dans [[condition]].",
            "Add it: for a condition, its words go into [[condition]].",
        ),
        Why::Silent(_) | Why::Uneven { .. } => lang.pick(
            "Écrivez le même nombre de textes en français et en anglais.",
            "Write the same number of texts in French and in English.",
        ),
        Why::Delay | Why::Bounds { .. } | Why::Alternatives | Why::Derivation | Why::Choices => {
            lang.pick(
                "Comparez avec une entrée voisine du même document, qui est juste.",
                "Compare with a neighbouring entry of the same document, which is right.",
            )
        }
        Why::Order(_) | Why::AskedLater(_) => lang.pick(
            "Déplacez la question ou la déduction plus haut.",
            "Move the question or the derivation further up.",
        ),
        Why::NotAsked(_) => lang.pick(
            "Ajoutez une question, une déduction, ou fixez-la dans la démarche (sets).",
            "Add a question, a derivation, or set it in the procedure (sets).",
        ),
        Why::Unreachable | Why::Nowhere => lang.pick(
            "Retirez cette entrée, ou la condition qui l’empêche.",
            "Remove this entry, or the condition that prevents it.",
        ),
        Why::StaysOpen { .. } | Why::TooWide(_) => lang.pick(
            "Demandez ce qui manque avant, ou simplifiez la condition.",
            "Ask for what is missing before, or make the condition simpler.",
        ),
        Why::Set(_) => lang.pick(
            "Retirez-la de «\u{202f}sets\u{202f}» ou des déductions.",
            "Remove it from “sets” or from the derivations.",
        ),
    }
}
