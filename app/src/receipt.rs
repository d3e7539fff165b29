//! The receipt: what the certificate costs, line by line, the State's taxes and our fee in two blocks.
//!
//! [`ReceiptText`] is made of a simulation by a plain function, the same on the server and in the browser;
//! [`Receipt`] draws it, and redraws only what changed.

use leptos::prelude::*;
use simulator::answer::{LineCode, Outcome, Simulation, Total};
use simulator::{Baremes, Facts};
use vocabulary::{Cents, Date, Lang};
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
    /// Our fee in cents.
    pub fee_cents: i64,
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

impl ReceiptText {
    /// The receipt of `facts` with the tables `baremes`, on `today`, with our `fee`.
    #[must_use]
    pub fn new(facts: &Facts, baremes: &Baremes, today: Date, fee: Cents, lang: Lang) -> Self {
        let simulation = simulator::simulate(facts, baremes, today);
        let mut text = Self::of(&simulation, baremes, fee, lang);
        text.wait = wait(facts, &simulation, baremes, today, lang);
        text
    }

    /// The receipt of a simulation that was made.
    #[must_use]
    pub fn of(simulation: &Simulation, baremes: &Baremes, fee: Cents, lang: Lang) -> Self {
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
        let (taxes, grand, known, rounding) = match simulation.total {
            Total::Known { total, rounding } => (
                euros(total, lang),
                euros(total + fee, lang),
                Some(total),
                words::rounding(rounding, lang),
            ),
            Total::Between(low, high) => (
                words::range(low, high, lang),
                words::range(low + fee, high + fee, lang),
                None,
                String::new(),
            ),
            Total::Unknown => {
                let open = lang.pick("à préciser", "to be completed");
                (open.to_owned(), open.to_owned(), None, String::new())
            }
        };
        Self {
            lines,
            rounding,
            taxes,
            taxes_cents: known.map(|total| total.0),
            fee: euros(fee, lang),
            fee_cents: fee.0,
            grand,
            grand_cents: known.map(|total| (total + fee).0),
            missing: words::missing(&simulation.missing, lang),
            refunds: simulation.refunds.iter().map(|refund| words::refund(refund, lang)).collect(),
            warnings: simulation
                .warnings
                .iter()
                .map(|warning| words::warning(warning, baremes, lang))
                .collect(),
            wait: String::new(),
        }
    }
}

/// What the same certificate costs if it is issued on the next 1 January, when that is known and another sum.
fn wait(facts: &Facts, now: &Simulation, baremes: &Baremes, today: Date, lang: Lang) -> String {
    let issued_on = facts.issued_on.unwrap_or(today);
    let Ok(new_year) = Date::new(issued_on.year() + 1, 1, 1) else { return String::new() };
    // A car that is new today is first registered on the day it is issued.
    let moved = facts.first_registered_on == Some(issued_on);
    let later = Facts {
        issued_on: Some(new_year),
        first_registered_on: if moved { Some(new_year) } else { facts.first_registered_on },
        ..*facts
    };
    let then = simulator::simulate(&later, baremes, today);
    let (Total::Known { total: now, .. }, Total::Known { total: then, .. }) =
        (now.total, then.total)
    else {
        return String::new();
    };
    if now == then {
        return String::new();
    }
    let more = if then > now { then - now } else { now - then };
    let day = wording::numbers::date(new_year, lang);
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

/// A sentence in a list of the receipt, shown while it has something to say.
#[component]
fn Sentence(class: &'static str, text: Memo<String>) -> impl IntoView {
    view! {
        <p class=class hidden=move || text.with(String::is_empty)>
            {text}
        </p>
    }
}

/// Draws the receipt, and keeps it up to date.
#[component]
pub fn Receipt(
    /// What it says.
    text: Signal<ReceiptText>,
    /// In which language.
    lang: Lang,
) -> impl IntoView {
    let part = move |pick: fn(&ReceiptText) -> String| Memo::new(move |_| text.with(pick));
    let lines =
        (0..LineCode::ALL.len()).map(|index| view! { <Line index text lang /> }).collect_view();
    let same = lang.pick(
        "Sur le site de l’ANTS, vous payez les mêmes taxes, sans nos frais.",
        "On the ANTS website you pay the same taxes, without our fee.",
    );
    view! {
        <section class="receipt" aria-labelledby="receipt-title">
            <h2 id="receipt-title">{lang.pick("Le prix de votre carte grise", "The price of your certificate")}</h2>
            <div class="receipt-block">
                <h3>{lang.pick("Taxes de l’État et de la région", "Taxes of the State and the region")}</h3>
                {lines}
                <Sentence class="receipt-rounding" text=part(|text| text.rounding.clone()) />
                <p class="receipt-line receipt-subtotal" data-total-cents=move || text.with(|text| text.taxes_cents)>
                    <span>{lang.pick("Total des taxes", "Total of the taxes")}</span>
                    <strong class="receipt-amount">{part(|text| text.taxes.clone())}</strong>
                </p>
            </div>
            <div class="receipt-block">
                <h3>{lang.pick("Notre service", "Our service")}</h3>
                <p class="receipt-line" data-fee-cents=move || text.with(|text| text.fee_cents)>
                    <span>{lang.pick("Nos frais, TVA comprise", "Our fee, VAT included")}</span>
                    <span class="receipt-amount">{part(|text| text.fee.clone())}</span>
                </p>
            </div>
            <p
                class="receipt-total"
                data-grand-total-cents=move || text.with(|text| text.grand_cents)
                aria-live="polite"
                aria-atomic="true"
            >
                <span>{lang.pick("Total avec nos frais", "Total with our fee")}</span>
                <strong class="receipt-amount">{part(|text| text.grand.clone())}</strong>
            </p>
            <p class="receipt-ants">{same}</p>
            <Sentence class="notice notice-info" text=part(|text| text.missing.clone()) />
            <Sentence class="notice notice-info" text=part(|text| text.wait.clone()) />
            <Sentences title=lang.pick("Remboursement possible", "Possible refund") texts=Memo::new(move |_| text.with(|text| text.refunds.clone())) />
            <Sentences title=lang.pick("Bon à savoir", "Good to know") texts=Memo::new(move |_| text.with(|text| text.warnings.clone())) />
        </section>
    }
}

/// A titled list of sentences, shown while there is one.
#[component]
fn Sentences(title: &'static str, texts: Memo<Vec<String>>) -> impl IntoView {
    view! {
        <details class="receipt-notes" hidden=move || texts.with(Vec::is_empty)>
            <summary>{title}</summary>
            <ul>
                {move || texts.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
            </ul>
        </details>
    }
}

/// One line, that opens to its formula, its law, its date and its source.
#[component]
fn Line(index: usize, text: Signal<ReceiptText>, lang: Lang) -> impl IntoView {
    let line = Memo::new(move |_| text.with(|text| text.lines.get(index).cloned()));
    let part = move |pick: fn(&LineText) -> String| {
        Memo::new(move |_| line.with(|line| line.as_ref().map(pick).unwrap_or_default()))
    };
    let code = line.with_untracked(|line| line.as_ref().map(|line| line.code));
    let row = move |label: &'static str, value: Memo<String>| {
        view! {
            <div hidden=move || value.with(String::is_empty)>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <details
            class="receipt-detail"
            data-line=code
            data-amount-cents=move || line.with(|line| line.as_ref().and_then(|line| line.cents))
        >
            <summary class="receipt-line">
                <span>{part(|line| line.title.clone())}</span>
                <span class="receipt-amount">{part(|line| line.amount.clone())}</span>
            </summary>
            <dl>
                {row(lang.pick("Calcul", "Working"), part(|line| line.formula.clone()))}
                {row(lang.pick("Loi", "Law"), part(|line| line.basis.clone()))}
                {row(lang.pick("Date", "Date"), part(|line| line.since.clone().unwrap_or_default()))}
                {row(lang.pick("Source", "Source"), part(|line| line.source.clone()))}
            </dl>
        </details>
    }
}
