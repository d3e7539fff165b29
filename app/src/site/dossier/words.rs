use demarches::Question;
use demarches::answers::AnswerRefused;
use demarches::facts::{InvalidValue, Value};
use demarches::text::{InvalidText, TextCheck};
use vocabulary::Lang;
use wording::numbers;

/// What is wrong with an answer, and how to mend it.
#[must_use]
pub fn refused(why: &AnswerRefused, lang: Lang) -> String {
    match why {
        AnswerRefused::Invalid { why, .. } => invalid(why, lang),
        AnswerRefused::Empty(_) => {
            lang.pick("Répondez à cette question.", "Answer this question.").to_owned()
        }
        AnswerRefused::UnknownQuestion(_) => lang
            .pick("Cette question ne se pose plus.", "This question is not asked any more.")
            .to_owned(),
    }
}

fn invalid(why: &InvalidValue, lang: Lang) -> String {
    match why {
        InvalidValue::NotYesOrNo | InvalidValue::NotListed(_) => {
            lang.pick("Choisissez une des réponses.", "Choose one of the answers.").to_owned()
        }
        InvalidValue::NotANumber { min, max } => format!(
            "{} {min} {} {max}.",
            lang.pick("Écrivez un nombre entier, de", "Write a whole number, from"),
            lang.pick("à", "to")
        ),
        InvalidValue::NotADay => lang
            .pick(
                "Écrivez une date, comme 21/11/2026.",
                "Write a date, like 21/11/2026 (day, month, year).",
            )
            .to_owned(),
        InvalidValue::InTheFuture => lang
            .pick("Cette date n’est pas encore passée.", "This date has not come yet.")
            .to_owned(),
        InvalidValue::Text(why) => text(*why, lang).to_owned(),
    }
}

const fn text(why: InvalidText, lang: Lang) -> &'static str {
    match why {
        InvalidText::Plate(_) => lang.pick(
            "Écrivez une immatriculation française, comme AB-123-CD ou 1234 AB 75.",
            "Write a French plate number, like AB-123-CD or 1234 AB 75.",
        ),
        InvalidText::Vin(_) => lang.pick(
            "Le numéro de série a 17 lettres et chiffres, sans I, O ni Q\u{202f}: case E de la carte grise.",
            "The serial number has 17 letters and digits, without I, O or Q: field E of the certificate.",
        ),
        InvalidText::Siren(_) => lang.pick(
            "Ce numéro n’existe pas\u{202f}: un SIREN a 9 chiffres, un SIRET 14, et le dernier les vérifie.",
            "There is no such number: a SIREN has 9 digits, a SIRET 14, and the last one checks them.",
        ),
        InvalidText::Shape(TextCheck::Postcode) => {
            lang.pick("Un code postal a 5 chiffres.", "A postcode has 5 digits.")
        }
        InvalidText::Shape(TextCheck::Time) => {
            lang.pick("Écrivez l’heure comme 17:05.", "Write the time like 17:05.")
        }
        InvalidText::Shape(TextCheck::FormulaNumber) => lang.pick(
            "Le numéro de formule s’écrit comme 2019AB12345.",
            "The number of the form is written like 2019AB12345.",
        ),
        InvalidText::Shape(TextCheck::CessionCode) => {
            lang.pick("Le code de cession a 5 chiffres.", "The transfer code has 5 digits.")
        }
        InvalidText::Shape(_) => {
            lang.pick("Écrivez une ligne, 120 caractères au plus.", "Write one line, 120 characters at most.")
        }
    }
}

/// An answer as it is shown.
pub(super) fn answer(question: &Question, value: Option<&Value>, lang: Lang) -> String {
    match value {
        None => lang.pick("Passée", "Passed over").to_owned(),
        Some(Value::Bool(yes)) => yes_or_no(*yes, lang).to_owned(),
        Some(Value::Day(day)) => numbers::date(*day, lang),
        Some(Value::Int(number)) => number.to_string(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Code(code)) => {
            let choice = question.choices.iter().find(|choice| choice.value == *code);
            choice.map_or_else(|| code.clone(), |choice| choice.label.in_lang(lang).to_owned())
        }
    }
}

pub(super) const fn yes_or_no(yes: bool, lang: Lang) -> &'static str {
    if yes { lang.pick("Oui", "Yes") } else { lang.pick("Non", "No") }
}

/// The field of the certificate that tells the answer to `question`.
pub(super) fn certificate_field(question: &str) -> Option<&'static str> {
    Some(match question {
        "vehicle.plate" | "vehicle.plate_system" => "A",
        "vehicle.first_registered_on" => "B",
        "vehicle.make" => "D.1",
        "vehicle.vin" => "E",
        "vehicle.ptac_kg" => "F.2",
        "vehicle.genre" => "J.1",
        "vehicle.collection_already" => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use demarches::DemarcheKind;

    use super::*;

    #[test]
    fn every_question_that_names_a_field_of_the_certificate_lights_it() {
        let rules = demarches::builtin();
        for question in DemarcheKind::ALL.iter().flat_map(|kind| rules.questions_of(*kind)) {
            let label = question.label_in(DemarcheKind::ChangementTitulaire);
            let named = label.fr.split_once("(case ").and_then(|(_, rest)| rest.split(')').next());
            let lit = certificate_field(&question.fact);
            assert!(named.is_none() || lit == named, "{}: {named:?} {lit:?}", question.fact);
        }
    }
}
