//! What is said of a fact that cannot be used: which one, what is wrong, how to mend it.

use alloc::string::String;

use simulator::facts::{Fact, FactError, FactErrorKind};
use vocabulary::{Cents, Lang};

use crate::labels::{fact_label, operation_title, origin_label};
use crate::numbers::{euros, integer};

/// What is wrong with a fact and how to mend it, as one or two sentences that read alone.
#[must_use]
pub fn message(error: &FactError, lang: Lang) -> String {
    let fact = Fact::parse(&error.name);
    let mut text = match fact {
        Some(fact) => fact_label(fact, lang),
        None => [lang.pick("«\u{202f}", "“"), &error.name, lang.pick("\u{202f}»", "”")].concat(),
    };
    text.push_str(lang.pick("\u{202f}: ", ": "));
    push_problem(&mut text, error.kind, fact, lang);
    text
}

/// Where the fact stands in the JSON that was sent (RFC 6901): `/fiscal_cv`.
#[must_use]
pub fn pointer(error: &FactError) -> String {
    let mut pointer = String::from("/");
    for letter in error.name.chars() {
        match letter {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(letter),
        }
    }
    pointer
}

fn push_problem(text: &mut String, kind: FactErrorKind, fact: Option<Fact>, lang: Lang) {
    let (fr, en) = match kind {
        FactErrorKind::UnknownField => (
            "aucune information ne porte ce nom. Vérifiez l’orthographe ou retirez-la.",
            "no fact has this name. Check the spelling or remove it.",
        ),
        FactErrorKind::Duplicate => {
            ("donné deux fois. Gardez une seule valeur.", "given twice. Keep one value only.")
        }
        FactErrorKind::Required => (
            "à indiquer, rien ne peut être calculé sans cela.",
            "give it, nothing can be worked out without it.",
        ),
        FactErrorKind::NotInteger if fact == Some(Fact::PriceCents) => (
            "donnez un nombre entier de centimes, ou une somme en euros avec son signe\u{202f}: 30000,00\u{202f}€.",
            "give a whole number of cents, or a sum in euros with its sign: 30000.00\u{202f}€.",
        ),
        FactErrorKind::NotInteger => (
            "donnez un nombre entier, sans virgule, espace ni unité.",
            "give a whole number, without decimals, spaces or unit.",
        ),
        FactErrorKind::NotBoolean => {
            ("répondez par oui (true) ou non (false).", "answer yes (true) or no (false).")
        }
        FactErrorKind::NotText => {
            ("donnez un texte, entre guillemets.", "give a text, between quotation marks.")
        }
        FactErrorKind::NotDate => (
            "donnez un jour du calendrier sous la forme AAAA-MM-JJ, par exemple 2021-05-14.",
            "give a day of the calendar as YYYY-MM-DD, for example 2021-05-14.",
        ),
        FactErrorKind::OutOfBounds { min, max } => {
            text.push_str(lang.pick("donnez une valeur comprise entre ", "give a value between "));
            push_bound(text, min, fact, lang);
            text.push_str(lang.pick(" et ", " and "));
            push_bound(text, max, fact, lang);
            text.push('.');
            return;
        }
        FactErrorKind::UnknownCode { accepted } => {
            text.push_str(lang.pick(
                "valeur inconnue. Choisissez parmi\u{202f}: ",
                "unknown value. Choose one of: ",
            ));
            text.push_str(&accepted.join(", "));
            text.push('.');
            return;
        }
        FactErrorKind::NotCode2 => (
            "donnez les deux lettres ou chiffres imprimés sur le certificat, par exemple ES ou BE.",
            "give the two letters or digits printed on the certificate, for example ES or BE.",
        ),
        FactErrorKind::UnknownDepartement => (
            "ce code n’est pas celui d’un département. Donnez par exemple 75, 2A ou 971.",
            "this is not the code of a département. Give for example 75, 2A or 971.",
        ),
        FactErrorKind::UnknownRegion => (
            "ce code n’est pas celui d’une région. Donnez le code INSEE à deux chiffres, par exemple 11.",
            "this is not the code of a region. Give the two-digit INSEE code, for example 11.",
        ),
        FactErrorKind::DepartementNotInRegion => (
            "ce département n’est pas dans la région donnée. Corrigez l’un des deux, ou ne gardez que le département.",
            "this département is not in the region given. Correct one of them, or keep the département only.",
        ),
        FactErrorKind::IssuedBeforeRegistered => (
            "le certificat ne peut pas être établi avant la première immatriculation. Corrigez l’une des deux dates.",
            "the certificate cannot be issued before the first registration. Correct one of the two dates.",
        ),
        FactErrorKind::FranceBeforeFirst => (
            "la première immatriculation en France ne peut pas précéder la première de toutes (case B). Corrigez l’une des deux dates.",
            "the first registration in France cannot come before the very first one (field B). Correct one of the two dates.",
        ),
        FactErrorKind::OriginContradictsOperation { operation, origin } => {
            text.push_str(lang.pick("«\u{202f}", "“"));
            text.push_str(origin_label(origin, lang));
            text.push_str(lang.pick(
                "\u{202f}» contredit la démarche «\u{202f}",
                "” contradicts the procedure “",
            ));
            text.push_str(operation_title(operation, lang));
            text.push_str(lang.pick(
                "\u{202f}». Corrigez l’une des deux, ou n’indiquez pas l’origine.",
                "”. Correct one of them, or leave the origin out.",
            ));
            return;
        }
    };
    text.push_str(lang.pick(fr, en));
}

/// A bound, a price in euros: cents would be hard to read.
fn push_bound(text: &mut String, bound: i64, fact: Option<Fact>, lang: Lang) {
    if fact == Some(Fact::PriceCents) {
        text.push_str(&euros(Cents(bound), lang));
        return;
    }
    if bound < 0 {
        text.push('\u{2212}');
    }
    text.push_str(&integer(bound.unsigned_abs(), lang));
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use simulator::facts::{Operation, Origin};

    use super::*;

    fn error(name: &str, kind: FactErrorKind) -> FactError {
        FactError { name: name.to_string(), kind }
    }

    #[test]
    fn a_message_names_the_fact_the_fault_and_the_cure() {
        let cases = [
            (
                error("fiscal_cv", FactErrorKind::OutOfBounds { min: 1, max: 1000 }),
                "Puissance fiscale (case P.6)\u{202f}: donnez une valeur comprise entre 1 et 1\u{202f}000.",
                "Fiscal horsepower (field P.6): give a value between 1 and 1,000.",
            ),
            (
                error("price_cents", FactErrorKind::OutOfBounds { min: 0, max: 10_000_000 }),
                "Prix d’achat TTC\u{202f}: donnez une valeur comprise entre 0,00\u{202f}€ et 100\u{202f}000,00\u{202f}€.",
                "Purchase price, tax included: give a value between €0.00 and €100,000.00.",
            ),
            (
                error("power", FactErrorKind::UnknownField),
                "«\u{202f}power\u{202f}»\u{202f}: aucune information ne porte ce nom. Vérifiez l’orthographe ou retirez-la.",
                "“power”: no fact has this name. Check the spelling or remove it.",
            ),
            (
                error(
                    "holder",
                    FactErrorKind::UnknownCode { accepted: &["person", "company", "state"] },
                ),
                "Futur titulaire\u{202f}: valeur inconnue. Choisissez parmi\u{202f}: person, company, state.",
                "Future holder: unknown value. Choose one of: person, company, state.",
            ),
            (
                error(
                    "origin",
                    FactErrorKind::OriginContradictsOperation {
                        operation: Operation::ImportOccasion,
                        origin: Origin::UsedFrance,
                    },
                ),
                "Origine du véhicule\u{202f}: «\u{202f}Occasion déjà immatriculée en France\u{202f}» contredit la démarche «\u{202f}Véhicule d’occasion venu de l’étranger\u{202f}». Corrigez l’une des deux, ou n’indiquez pas l’origine.",
                "Origin of the vehicle: “Used, already registered in France” contradicts the procedure “Used vehicle from abroad”. Correct one of them, or leave the origin out.",
            ),
        ];
        for (error, fr, en) in cases {
            assert_eq!(message(&error, Lang::Fr), fr);
            assert_eq!(message(&error, Lang::En), en);
        }
    }

    #[test]
    fn a_price_is_asked_in_cents() {
        let price = message(&error("price_cents", FactErrorKind::NotInteger), Lang::Fr);
        let power = message(&error("fiscal_cv", FactErrorKind::NotInteger), Lang::Fr);
        assert!(price.contains("centimes"));
        assert!(!power.contains("centimes"));
    }

    #[test]
    fn a_pointer_escapes_what_json_pointers_reserve() {
        assert_eq!(pointer(&error("fiscal_cv", FactErrorKind::Required)), "/fiscal_cv");
        assert_eq!(pointer(&error("a/b~c", FactErrorKind::UnknownField)), "/a~1b~0c");
    }

    #[test]
    fn a_negative_bound_keeps_its_sign() {
        let error = error("seats", FactErrorKind::OutOfBounds { min: -3, max: 2 });
        assert!(message(&error, Lang::En).ends_with("between \u{2212}3 and 2."));
    }
}
