//! The receipt as the server draws it; the browser fills its slots again.

use leptos::prelude::*;
use vocabulary::Lang;

use crate::receipt::{LineText, ReceiptText};

/// Draws a receipt. Slots that have nothing to say are there, hidden.
pub(super) fn receipt(text: &ReceiptText, lang: Lang) -> AnyView {
    let sentence = |class: &'static str, slot: &'static str, text: &str| {
        view! {
            <p class=class data-slot=slot hidden=text.is_empty()>
                {text.to_owned()}
            </p>
        }
    };
    let lines = text.lines.iter().map(|text| line(text, lang)).collect_view();
    let same = wording::receipt::without_our_fee(lang);
    view! {
        <section class="receipt" aria-labelledby="receipt-title">
            <h2 id="receipt-title">
                {lang.pick("Le prix de votre carte grise", "The price of your certificate")}
            </h2>
            <div class="receipt-block">
                <h3>
                    {lang
                        .pick(
                            "Taxes de l’État et de la région",
                            "Taxes of the State and the region",
                        )}
                </h3>
                {lines}
                {sentence("receipt-rounding", "rounding", &text.rounding)}
                <p class="receipt-line receipt-subtotal" data-total-cents=text.taxes_cents>
                    <span>{lang.pick("Total des taxes", "Total of the taxes")}</span>
                    <strong class="receipt-amount" data-slot="taxes">
                        {text.taxes.clone()}
                    </strong>
                </p>
            </div>
            <div class="receipt-block">
                <h3>{lang.pick("Notre service", "Our service")}</h3>
                <p class="receipt-line" data-fee-cents=text.fee_cents>
                    <span>{lang.pick("Nos frais, TVA comprise", "Our fee, VAT included")}</span>
                    <span class="receipt-amount" data-slot="fee">
                        {text.fee.clone()}
                    </span>
                </p>
            </div>
            <p
                class="receipt-total"
                data-grand-total-cents=text.grand_cents
                aria-live="polite"
                aria-atomic="true"
            >
                <span>{lang.pick("Total avec nos frais", "Total with our fee")}</span>
                <strong class="receipt-amount" data-slot="grand">
                    {text.grand.clone()}
                </strong>
            </p>
            <p class="receipt-ants">{same}</p>
            {sentence("notice notice-info", "missing", &text.missing)}
            {sentence("notice notice-info", "wait", &text.wait)}
            {sentences(
                lang.pick("Remboursement possible", "Possible refund"),
                "refunds",
                &text.refunds,
            )}
            {sentences(lang.pick("Bon à savoir", "Good to know"), "warnings", &text.warnings)}
        </section>
    }
    .into_any()
}

fn sentences(title: &'static str, list: &'static str, texts: &[String]) -> AnyView {
    let items = texts.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view();
    view! {
        <details class="receipt-notes" data-list=list hidden=texts.is_empty()>
            <summary>{title}</summary>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}

/// One line, that opens to its formula, its law, its date and its source.
fn line(text: &LineText, lang: Lang) -> AnyView {
    let [amount, formula, basis, since, source] = text.texts();
    let row = |label: &'static str, slot: &'static str, text: &str| {
        view! {
            <div hidden=text.is_empty()>
                <dt>{label}</dt>
                <dd data-slot=slot>{text.to_owned()}</dd>
            </div>
        }
    };
    view! {
        <details class="receipt-detail" data-line=text.code data-amount-cents=text.cents>
            <summary class="receipt-line">
                <span>{text.title.clone()}</span>
                <span class="receipt-amount" data-slot="amount">
                    {amount.to_owned()}
                </span>
            </summary>
            <dl>
                {row(lang.pick("Calcul", "Working"), "formula", formula)}
                {row(lang.pick("Loi", "Law"), "basis", basis)} {row("Date", "since", since)}
                {row("Source", "source", source)}
            </dl>
        </details>
    }
    .into_any()
}
