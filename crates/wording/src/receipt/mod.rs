//! What the receipt says: its lines, how each was worked out, its total, and what to know besides.

mod formula;
mod nil;
mod totals;
mod warnings;

use alloc::string::String;
use alloc::vec::Vec;

use simulator::answer::{Line, LineCode, Refund, RefundCode};
use simulator::baremes::Baremes;
use simulator::law::ORDER_OF_2015;
use vocabulary::{Date, Lang};

use crate::numbers::{date, euros};

pub use formula::formula;
pub use nil::{nil_reason, unknown_reason};
pub use totals::{amount, fee, missing, range, rounding, total};
pub use warnings::warning;

/// What a line is called: « Taxe régionale ».
#[must_use]
pub const fn line_label(code: LineCode, lang: Lang) -> &'static str {
    let (fr, en) = match code {
        LineCode::Y1 => ("Taxe régionale", "Regional tax"),
        LineCode::Y2 => ("Majoration transport", "Transport levy"),
        LineCode::Y3Co2 => ("Malus CO₂", "CO₂ penalty"),
        LineCode::Y3Mass => ("Malus masse", "Weight penalty"),
        LineCode::Y4 => ("Taxe fixe", "Fixed tax"),
        LineCode::Y5 => ("Redevance d’acheminement", "Delivery charge"),
    };
    lang.pick(fr, en)
}

/// The field of the certificate where a line is printed: both malus add up in Y.3.
#[must_use]
pub const fn line_code_field(code: LineCode) -> &'static str {
    match code {
        LineCode::Y1 => "Y.1",
        LineCode::Y2 => "Y.2",
        LineCode::Y3Co2 | LineCode::Y3Mass => "Y.3",
        LineCode::Y4 => "Y.4",
        LineCode::Y5 => "Y.5",
    }
}

/// What a line is called, with its field: « Taxe régionale (Y.1) ».
#[must_use]
pub fn line_title(code: LineCode, lang: Lang) -> String {
    [line_label(code, lang), " (", line_code_field(code), ")"].concat()
}

/// What a line pays for, in one sentence.
#[must_use]
pub const fn line_help(code: LineCode, lang: Lang) -> &'static str {
    let (fr, en) = match code {
        LineCode::Y1 => (
            "Votée par la région du titulaire\u{202f}: un tarif par cheval fiscal (CV).",
            "Set by the holder’s region: a rate for each fiscal horsepower (CV).",
        ),
        LineCode::Y2 => (
            "Finance la formation dans les transports. Due pour les utilitaires, camions et autocars seulement.",
            "Pays for training in the transport trade. Due for vans, lorries and coaches only.",
        ),
        LineCode::Y3Co2 => (
            "Due une fois, à la première immatriculation en France d’une voiture qui émet beaucoup de CO₂.",
            "The French “malus CO₂”, due once, when a car that emits much CO₂ is first registered in France.",
        ),
        LineCode::Y3Mass => (
            "Due une fois, à la première immatriculation en France d’une voiture lourde.",
            "The French “malus masse”, due once, when a heavy car is first registered in France.",
        ),
        LineCode::Y4 => (
            "La même partout en France, à chaque certificat établi ou modifié.",
            "The same all over France, for each certificate issued or changed.",
        ),
        LineCode::Y5 => (
            "L’envoi du certificat à votre adresse.",
            "For mailing the certificate to your address.",
        ),
    };
    lang.pick(fr, en)
}

/// The articles that a line rests on: `CIBS L421-41, L421-54-1`. Empty when the line names none.
///
/// The CIBS (Code des impositions sur les biens et services) is named once, before its first article; other texts
/// go by their title.
#[must_use]
pub fn legal_basis(line: &Line) -> String {
    let mut text = String::new();
    let mut code_named = false;
    for article in line.basis.iter().filter(|article| !article.is_empty()) {
        if !text.is_empty() {
            text.push_str(", ");
        }
        if !code_named && article.starts_with('L') {
            text.push_str("CIBS ");
            code_named = true;
        }
        text.push_str(match *article {
            ORDER_OF_2015 => "arrêté du 21 septembre 2015",
            article => article,
        });
    }
    text
}

/// The titles of the documents that a line was read in, each once, the first cited first.
#[must_use]
pub fn source(line: &Line, baremes: &Baremes) -> String {
    let mut cited: Vec<u16> = Vec::new();
    for id in line.cites.iter().flatten() {
        let sources = baremes.cites.get(usize::from(id.0)).map_or(&[][..], |cite| &cite.sources);
        for source in sources {
            if !cited.contains(source) {
                cited.push(*source);
            }
        }
    }
    let titles: Vec<&str> = cited
        .iter()
        .filter_map(|source| baremes.sources.get(usize::from(*source)))
        .map(|source| source.title.as_str())
        .collect();
    titles.join(" · ")
}

/// Since when a rate has been in force.
#[must_use]
pub fn in_force_since(day: Date, lang: Lang) -> String {
    [lang.pick("En vigueur depuis le ", "In force since "), &date(day, lang)].concat()
}

/// Since when the rate of a line has been in force; for a malus, the first registrations that its table is for.
#[must_use]
pub fn line_since(line: &Line, lang: Lang) -> Option<String> {
    let day = line.in_force_since?;
    Some(match line.code {
        LineCode::Y3Co2 | LineCode::Y3Mass => {
            let (fr, en) = (
                "Barème des premières immatriculations à partir du ",
                "Table for first registrations from ",
            );
            [lang.pick(fr, en), &date(day, lang)].concat()
        }
        LineCode::Y1 | LineCode::Y2 | LineCode::Y4 | LineCode::Y5 => in_force_since(day, lang),
    })
}

/// What can be asked back for a large family, and where.
#[must_use]
pub fn refund(refund: &Refund, lang: Lang) -> String {
    let (fr, en) = match refund.code {
        RefundCode::FamilyCo2 => ("malus CO₂", "CO₂ penalty"),
        RefundCode::FamilyMass => ("malus masse", "weight penalty"),
    };
    let sum = euros(refund.amount, lang);
    match lang {
        Lang::Fr => [
            "Famille nombreuse, ",
            fr,
            "\u{202f}: ",
            &sum,
            " à demander au service des impôts après le paiement. Cette somme n’est pas déduite du total.",
        ]
        .concat(),
        Lang::En => [
            "Large family, ",
            en,
            ": ",
            &sum,
            " to ask back from the tax office after payment. It is not deducted from the total.",
        ]
        .concat(),
    }
}

/// The articles that a refund rests on.
#[must_use]
pub const fn refund_legal_basis(code: RefundCode) -> &'static str {
    match code {
        RefundCode::FamilyCo2 => "CIBS L421-65 – L421-70",
        RefundCode::FamilyMass => "CIBS L421-79 – L421-81",
    }
}

/// That our fee can be avoided: stands under every total.
#[must_use]
pub const fn without_our_fee(lang: Lang) -> &'static str {
    lang.pick(
        "Sur le site de l’ANTS, vous payez les mêmes taxes, sans nos frais.",
        "On the ANTS website you pay the same taxes, without our fee.",
    )
}

/// When the tables were last compared with their sources.
#[must_use]
pub fn checked_on(baremes: &Baremes, lang: Lang) -> String {
    [lang.pick("Barèmes vérifiés le ", "Rates checked on "), &date(baremes.checked_on, lang)]
        .concat()
}
