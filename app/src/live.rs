//! What moves in the browser: the price is recomputed there at each keystroke, with no request.
//!
//! The form and the first receipt are the server's HTML and work without this. `wake` fetches the tables,
//! listens to the form, shows the questions that matter, and fills the slots of the receipt again. Nothing typed before is lost: the
//! controls keep their values, and are read again when this starts.

use simulator::Baremes;
use simulator::facts::{Fact, FactError, Facts, Mode, Value, read};
use vocabulary::{Cents, Date, FeeRule, Lang};

use crate::receipt::{Priced, ReceiptText};

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(all(target_arch = "wasm32", feature = "own"))]
pub mod own;
#[cfg(all(target_arch = "wasm32", feature = "public"))]
mod start;

/// Facts that say something of a person's family or health: left out of a link unless the person ticks a box.
pub const PRIVATE: [Fact; 2] = [Fact::DependentChildren, Fact::DisabilityCard];
/// Name of that box.
pub const SHARE_PRIVATE: &str = "share_private";
/// What the names of the second vehicle or date begin with.
pub const VERSUS: &str = "vs_";

/// Makes the forms marked `data-live` of this page answer at once.
///
/// The rules and the sentences are two parts, fetched side by side: a page without such a form downloads neither.
#[cfg(all(target_arch = "wasm32", feature = "public"))]
pub async fn wake() {
    let (start, words) = futures_util::future::join(rules(), words()).await;
    start(words);
}

/// What reads the form, works out the price and fills the page with the sentences that it is given.
#[cfg(all(target_arch = "wasm32", feature = "public"))]
#[leptos::prelude::lazy]
pub fn rules() -> fn(Words) {
    |words| wasm_bindgen_futures::spawn_local(start::start(words))
}

/// What says the price.
#[cfg(all(target_arch = "wasm32", feature = "public"))]
#[leptos::prelude::lazy]
pub fn words() -> Words {
    Words { receipt: ReceiptText::new, difference, errors: messages }
}

/// The sentences of the browser, which are a part of their own.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// [`ReceiptText::new`].
    pub receipt: fn(&Priced, &Baremes, &[FeeRule], Lang) -> ReceiptText,
    /// [`difference`].
    pub difference: fn(&ReceiptText, &ReceiptText, Lang) -> String,
    /// [`messages`].
    pub errors: fn(&[FactError], Lang) -> Messages,
}

/// What a form says, once it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The facts that can be used.
    pub facts: Facts,
    /// The facts that cannot.
    pub errors: Vec<FactError>,
}

/// Names of facts, with what is wrong with each.
pub type Messages = Vec<(String, String)>;

/// What is wrong with the facts that cannot be used.
#[must_use]
pub fn messages(errors: &[FactError], lang: Lang) -> Messages {
    errors.iter().map(|error| (error.name.clone(), wording::errors::message(error, lang))).collect()
}

/// Reads the controls of a form: what is wrong is said, and the rest is used.
///
/// `pairs` may hold names that are no facts (they belong to other parts of the page) and a second vehicle (`vs_…`).
#[must_use]
pub fn read_form(pairs: &[(String, String)], baremes: &Baremes, today: Date) -> Reading {
    let said = |skip: &[String]| {
        let given = pairs
            .iter()
            .filter(|(name, _)| Fact::parse(name).is_some() && !skip.contains(name))
            .map(|(name, value)| (name.as_str(), Value::Text(value.as_str())));
        let operation =
            (!pairs.iter().any(|(name, value)| name == "operation" && !value.is_empty()))
                .then_some(("operation", Value::Text("changement_titulaire")));
        read(Mode::Text, given.chain(operation), baremes, today)
    };
    let mut skip = Vec::new();
    let mut errors: Vec<FactError> = Vec::new();
    loop {
        match said(&skip) {
            Ok(facts) => return Reading { facts, errors },
            Err(found) => {
                let stuck = found.is_empty();
                skip.extend(found.iter().map(|error| error.name.clone()));
                errors.extend(found);
                // Each round drops at least one name; when nothing is left only the default operation stands.
                if stuck || errors.len() > Fact::ALL.len() {
                    return Reading { facts: Facts::default(), errors };
                }
            }
        }
    }
}

/// The second vehicle, date or place of a comparison: the first one with what was said otherwise.
///
/// `None` when nothing was said otherwise.
#[must_use]
pub fn versus(pairs: &[(String, String)]) -> Option<Vec<(String, String)>> {
    let other = |name: &str| {
        let wanted = format!("{VERSUS}{name}");
        pairs
            .iter()
            .find(|(name, value)| *name == wanted && !value.is_empty())
            .map(|(_, value)| value)
    };
    let differs = pairs.iter().any(|(name, value)| {
        name.strip_prefix(VERSUS).is_some_and(|name| Fact::parse(name).is_some())
            && !value.is_empty()
    });
    differs.then(|| {
        Fact::ALL
            .iter()
            .filter_map(|fact| {
                let first =
                    pairs.iter().find(|(name, _)| name == fact.id()).map(|(_, value)| value);
                let value = other(fact.id()).or(first)?;
                Some((fact.id().to_owned(), value.clone()))
            })
            .collect()
    })
}

/// How two receipts compare, in a sentence.
#[must_use]
pub fn difference(first: &ReceiptText, second: &ReceiptText, lang: Lang) -> String {
    let (Some(one), Some(other)) = (first.taxes_cents, second.taxes_cents) else {
        return format!(
            "{} {}",
            lang.pick("Taxes du second calcul\u{202f}:", "Taxes of the second:"),
            second.taxes
        );
    };
    let sum = |cents: i64| wording::numbers::euros(Cents(cents), lang);
    match other.cmp(&one) {
        std::cmp::Ordering::Equal => {
            format!("{} ({}).", lang.pick("Les mêmes taxes", "The same taxes"), sum(other))
        }
        std::cmp::Ordering::Greater => format!(
            "{} {}\u{202f}: {} {}.",
            lang.pick("Taxes de", "Taxes of"),
            sum(other),
            sum(other - one),
            lang.pick("de plus", "more"),
        ),
        std::cmp::Ordering::Less => format!(
            "{} {}\u{202f}: {} {}.",
            lang.pick("Taxes de", "Taxes of"),
            sum(other),
            sum(one - other),
            lang.pick("de moins", "less"),
        ),
    }
}

/// The pairs of a link to this simulation: facts that were said, the day of issue, the second vehicle.
///
/// Family and health are left out unless the person ticked to include them.
#[must_use]
pub fn shared_pairs(pairs: &[(String, String)], issued_on: Date) -> Vec<(String, String)> {
    let include = pairs.iter().any(|(name, value)| name == SHARE_PRIVATE && !value.is_empty());
    let mut shared: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, value)| {
            let fact = Fact::parse(name.strip_prefix(VERSUS).unwrap_or(name));
            !value.is_empty() && fact.is_some_and(|fact| include || !PRIVATE.contains(&fact))
        })
        .cloned()
        .collect();
    if include {
        shared.push((SHARE_PRIVATE.to_owned(), "on".to_owned()));
    }
    if !shared.iter().any(|(name, _)| name == Fact::IssuedOn.id()) {
        shared.push((Fact::IssuedOn.id().to_owned(), issued_on.to_string()));
    }
    shared
}
