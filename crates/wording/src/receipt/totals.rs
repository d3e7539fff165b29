use alloc::string::String;

use simulator::answer::{Line, Outcome, Total};
use simulator::facts::Fact;
use vocabulary::{Cents, FeeRule, Lang};

use crate::labels::push_fact;
use crate::numbers::{Sum, euros, share};

/// The amount of a line as the receipt prints it, or what stands in its place.
#[must_use]
pub fn amount(line: &Line, lang: Lang) -> String {
    match line.outcome {
        Outcome::Due(amount) => euros(amount, lang),
        Outcome::Missing(Some((low, high))) => range(low, high, lang),
        Outcome::Missing(None) => lang.pick("à préciser", "to be completed").into(),
        Outcome::UnknownBareme => lang.pick("barème inconnu", "rate unknown").into(),
    }
}

/// Two bounds, or the one sum when they are equal: « entre 10,00 € et 20,00 € ».
#[must_use]
pub fn range(low: impl Sum, high: impl Sum, lang: Lang) -> String {
    let (from, to) = (euros(low, lang), euros(high, lang));
    if from == to {
        return from;
    }
    [lang.pick("entre ", "between "), &from, lang.pick(" et ", " and "), &to].concat()
}

/// What a house charges, VAT included, while the taxes are not known: `29,90 €`, `29,90 € + 1,8 % des taxes`.
#[must_use]
pub fn fee(rule: FeeRule, lang: Lang) -> String {
    let fixed = euros(rule.gross(Cents::ZERO), lang);
    if rule.share == 0 {
        return fixed;
    }
    let part = share(rule.gross_share().unsigned_abs(), lang);
    let of = lang.pick(" des taxes", " of the taxes");
    if rule.fixed == Cents::ZERO {
        return [part.as_str(), of].concat();
    }
    [fixed.as_str(), " + ", &part, of].concat()
}

/// The total of the taxes, as a sentence.
#[must_use]
pub fn total(total: Total, lang: Lang) -> String {
    let text = match total {
        Total::Known { total, .. } => euros(total, lang),
        Total::Between(low, high) => range(low, high, lang),
        Total::Unknown => {
            return lang
                .pick(
                    "Le total des taxes ne peut pas encore être calculé.",
                    "The total of the taxes cannot be worked out yet.",
                )
                .into();
        }
    };
    [lang.pick("Total des taxes\u{202f}: ", "Total of the taxes: "), &text].concat()
}

/// What the one rounding of the total adds or takes off; empty when it changes nothing.
#[must_use]
pub fn rounding(rounding: Cents, lang: Lang) -> String {
    if rounding == Cents::ZERO {
        return String::new();
    }
    let sign = if rounding > Cents::ZERO { "+" } else { "" };
    [
        lang.pick("Arrondi à l’euro le plus proche\u{202f}: ", "Rounded to the nearest euro: "),
        sign,
        &euros(rounding, lang),
    ]
    .concat()
}

/// Which facts are missing and what to do; empty when none is.
#[must_use]
pub fn missing(facts: &[Fact], lang: Lang) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        lang.pick("Pour un montant exact, indiquez\u{202f}: ", "For an exact amount, give: "),
    );
    for (at, fact) in facts.iter().enumerate() {
        if at > 0 {
            text.push_str(lang.pick("\u{202f}; ", "; "));
        }
        push_fact(&mut text, *fact, lang);
    }
    text.push('.');
    text
}
