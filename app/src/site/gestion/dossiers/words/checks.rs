//! What is read on pieces, in both languages.

use demarches::Demarches;
use demarches::checks::Rule;
use demarches::field::Shape;
use vocabulary::Lang;

/// How a field is written, for what was typed otherwise.
pub(in super::super) const fn written_as(shape: Shape, lang: Lang) -> &'static str {
    match shape {
        Shape::Day => lang.pick("Une date, comme 31/10/2026.", "A date, such as 31/10/2026."),
        Shape::Time => lang.pick("Une heure, comme 17:05.", "A time, such as 17:05."),
        Shape::Tick | Shape::TestResult | Shape::Nature => {
            lang.pick("Choisissez dans la liste.", "Choose from the list.")
        }
        Shape::Line => lang.pick(
            "200 signes au plus\u{202f}; = seulement là où le dossier dit quelque chose.",
            "200 characters at most; = only where the file says something.",
        ),
    }
}

/// What a roadworthiness test came to.
pub(in super::super) fn test_result(code: &str, lang: Lang) -> &'static str {
    match code {
        "favorable" => lang.pick("favorable", "passed"),
        "contre_visite" => lang.pick("contre-visite prescrite", "re-test prescribed"),
        _ => lang.pick("défavorable", "failed"),
    }
}

/// Which of the accepted papers it is; a code of newer rules is shown as it is.
pub(in super::super) fn nature(code: &str, lang: Lang) -> String {
    match code {
        "cni" => lang.pick("carte nationale d’identité", "national identity card"),
        "permis_rose" => lang.pick("permis rose (papier)", "pink paper licence"),
        "avis_imposition" => lang.pick("avis d’imposition", "tax notice"),
        "titre_propriete" => lang.pick("titre de propriété", "title deed"),
        "bail" => lang.pick("bail", "lease"),
        "assurance_logement" => lang.pick("assurance du logement", "home insurance"),
        other => return other.replace('_', " "),
    }
    .to_owned()
}

/// Why a dossier was closed: a code, or the words that were kept.
pub(in super::super) fn cause(code: &str, lang: Lang) -> &str {
    match code {
        "demande_client" => lang.pick("Le client le demande.", "The customer asks for it."),
        "doublon" => lang.pick("Commandé deux fois.", "Ordered twice."),
        "impossible" => {
            lang.pick("La démarche n’est pas possible.", "The procedure is not possible.")
        }
        "sans_reponse" => {
            lang.pick("Le client ne répond plus.", "The customer does not answer any more.")
        }
        other => other,
    }
}

/// A rule that was passed over, as the rules of the dossier call it; by its code where they do not.
pub(in super::super) fn rule(rules: Option<&Demarches>, code: &str, lang: Lang) -> String {
    let label = rules.zip(Rule::parse(code)).and_then(|(rules, rule)| rules.check_label(rule));
    label.map_or_else(|| code.replace('_', " "), |label| label.in_lang(lang).to_owned())
}
