//! The receipt: what the certificate costs, line by line, the State's taxes and our fee in two blocks.
//!
//! [`ReceiptText`] is made of a simulation by a plain function, the same on the server and in the browser. The server
//! draws it once (`site`), each text in an element that names its [`slots`]; the browser only fills these again.

use simulator::answer::{Outcome, Simulation, Total};
use simulator::{Baremes, Facts};
use vocabulary::{Cents, Date, FeeRule, Lang};
use wording::numbers::euros;
use wording::receipt as words;

/// A line of the receipt, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineText {
    /// `y1`, `y2`…
    pub code: &'static str,
    /// « Taxe régionale (Y.1) ».
    pub title: String,
    /// The sum, or what stands in its place.
    pub amount: String,
    /// The sum in cents, when it is known.
    pub cents: Option<i64>,
    /// How it was computed.
    pub formula: String,
    /// The articles that it rests on.
    pub basis: String,
    /// Since when the rate holds.
    pub since: Option<String>,
    /// Where it was read.
    pub source: String,
}

/// The receipt, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptText {
    /// The six lines.
    pub lines: Vec<LineText>,
    /// What the one rounding adds or takes off; empty when nothing.
    pub rounding: String,
    /// The taxes, as printed.
    pub taxes: String,
    /// The taxes in cents, when they are known.
    pub taxes_cents: Option<i64>,
    /// Our fee, VAT included.
    pub fee: String,
    /// Our fee in cents, when it is known: a share of the taxes is known with them.
    pub fee_cents: Option<i64>,
    /// Everything, as printed.
    pub grand: String,
    /// Everything in cents, when it is known.
    pub grand_cents: Option<i64>,
    /// What is missing; empty when nothing.
    pub missing: String,
    /// What can be asked back afterwards.
    pub refunds: Vec<String>,
    /// What to know besides.
    pub warnings: Vec<String>,
    /// What waiting until the next 1 January would change; empty when nothing is known to change.
    pub wait: String,
}

/// Names of the elements that hold a text of the receipt (`data-slot`).
pub mod slots {
    /// In the whole receipt.
    pub const RECEIPT: [&str; 6] = ["rounding", "taxes", "fee", "grand", "missing", "wait"];
    /// In a line.
    pub const LINE: [&str; 5] = ["amount", "formula", "basis", "since", "source"];
}

/// What the rules answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The price.
    pub now: Simulation,
    /// The same on the next 1 January.
    pub next_year: Option<(Date, Simulation)>,
}

impl Priced {
    /// The price of `facts` with the tables `baremes`, on `today`.
    #[must_use]
    pub fn new(facts: &Facts, baremes: &Baremes, today: Date) -> Self {
        let issued_on = facts.issued_on.unwrap_or(today);
        let next_year = Date::new(issued_on.year() + 1, 1, 1).ok().map(|new_year| {
            // A car that is new today is first registered on the day it is issued.
            let moved = facts.first_registered_on == Some(issued_on);
            let later = Facts {
                issued_on: Some(new_year),
                first_registered_on: if moved { Some(new_year) } else { facts.first_registered_on },
                ..*facts
            };
            (new_year, simulator::simulate(&later, baremes, today))
        });
        Self { now: simulator::simulate(facts, baremes, today), next_year }
    }
}

impl LineText {
    /// The texts of [`slots::LINE`], in their order.
    #[must_use]
    pub fn texts(&self) -> [&str; 5] {
        [
            &self.amount,
            &self.formula,
            &self.basis,
            self.since.as_deref().unwrap_or(""),
            &self.source,
        ]
    }
}

impl ReceiptText {
    /// The texts of [`slots::RECEIPT`], in their order.
    #[must_use]
    pub fn texts(&self) -> [&str; 6] {
        [&self.rounding, &self.taxes, &self.fee, &self.grand, &self.missing, &self.wait]
    }

    /// What is said of a price worked out with the tables `baremes`, with our `fees`: one, or those of every démarche that
    /// it may be the price of.
    #[must_use]
    pub fn new(priced: &Priced, baremes: &Baremes, fees: &[FeeRule], lang: Lang) -> Self {
        let simulation = &priced.now;
        let lines = simulation
            .lines
            .iter()
            .map(|line| LineText {
                code: line.code.id(),
                title: words::line_title(line.code, lang),
                amount: words::amount(line, lang),
                cents: match line.outcome {
                    Outcome::Due(amount) => Some(amount.to_cents().0),
                    Outcome::Missing(_) | Outcome::UnknownBareme => None,
                },
                formula: words::formula(line, baremes, lang),
                basis: words::legal_basis(line),
                since: words::line_since(line, lang),
                source: words::source(line, baremes),
            })
            .collect();
        let (taxes, said, grand, known, rounding) = match simulation.total {
            Total::Known { total, rounding } => {
                let (least, most) = between(fees, total, total);
                (
                    euros(total, lang),
                    words::range(least, most, lang),
                    words::range(total + least, total + most, lang),
                    Some(total),
                    words::rounding(rounding, lang),
                )
            }
            Total::Between(low, high) => {
                let (least, most) = between(fees, low, high);
                (
                    words::range(low, high, lang),
                    words::range(least, most, lang),
                    words::range(low + least, high + most, lang),
                    None,
                    String::new(),
                )
            }
            Total::Unknown => {
                let open = lang.pick("à préciser", "to be completed");
                (open.to_owned(), fee_alone(fees, open, lang), open.to_owned(), None, String::new())
            }
        };
        // Without a share of the taxes it is known before they are; nothing is while it may be one of several.
        let fixed = known.or(is_fixed(fees).then_some(Cents::ZERO));
        let one = |taxes: Cents| {
            let (least, most) = between(fees, taxes, taxes);
            (least == most).then_some(least)
        };
        Self {
            lines,
            rounding,
            taxes,
            taxes_cents: known.map(|total| total.0),
            fee: said,
            fee_cents: fixed.and_then(one).map(|fee| fee.0),
            grand,
            grand_cents: known.and_then(|total| Some((total + one(total)?).0)),
            missing: words::missing(&simulation.missing, lang),
            refunds: simulation.refunds.iter().map(|refund| words::refund(refund, lang)).collect(),
            warnings: simulation
                .warnings
                .iter()
                .map(|warning| words::warning(warning, baremes, lang))
                .collect(),
            wait: wait(priced, lang),
        }
    }
}

/// The least of `fees` on taxes of `low`, and the most on taxes of `high`.
fn between(fees: &[FeeRule], low: Cents, high: Cents) -> (Cents, Cents) {
    let least = fees.iter().map(|fee| fee.gross(low)).min();
    let most = fees.iter().map(|fee| fee.gross(high)).max();
    (least.unwrap_or_default(), most.unwrap_or_default())
}

fn is_fixed(fees: &[FeeRule]) -> bool {
    fees.iter().all(|fee| fee.share == 0)
}

/// What is said of our fee while the taxes are not known.
fn fee_alone(fees: &[FeeRule], open: &str, lang: Lang) -> String {
    match fees {
        [fee] => words::fee(*fee, lang),
        several if is_fixed(several) => {
            let (least, most) = between(several, Cents::ZERO, Cents::ZERO);
            words::range(least, most, lang)
        }
        _ => open.to_owned(),
    }
}

/// What the same certificate costs if it is issued on the next 1 January, when that is known and another sum.
fn wait(priced: &Priced, lang: Lang) -> String {
    let Some((new_year, then)) = &priced.next_year else { return String::new() };
    let (Total::Known { total: now, .. }, Total::Known { total: then, .. }) =
        (priced.now.total, then.total)
    else {
        return String::new();
    };
    if now == then {
        return String::new();
    }
    let more = if then > now { then - now } else { now - then };
    let day = wording::numbers::date(*new_year, lang);
    let direction =
        if then > now { lang.pick("de plus", "more") } else { lang.pick("de moins", "less") };
    format!(
        "{} {day}{} {} ({} {direction}).",
        lang.pick("Si le certificat est délivré le", "If the certificate is issued on"),
        lang.pick("\u{202f}: taxes de", ": taxes of"),
        euros(then, lang),
        euros(more, lang),
    )
}
