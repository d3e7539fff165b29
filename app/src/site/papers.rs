//! Invoices and credit notes, as pages list them.

use leptos::prelude::*;
use vocabulary::{Cents, Date, Lang};
use wording::numbers::{date, euros};

use crate::design::table::{Column, table};

/// An invoice or a credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLine {
    /// Its number.
    pub number: String,
    /// It takes back what an invoice asked for.
    pub credit: bool,
    /// The dossier's reference.
    pub reference: String,
    /// Its day.
    pub issued_on: Date,
    /// Taxes that were paid for the customer.
    pub taxes: Cents,
    /// Our fee, VAT included.
    pub fee: Cents,
    /// All of it.
    pub total: Cents,
    /// Where it is fetched; nothing while it is being made.
    pub address: Option<String>,
}

impl PaperLine {
    /// What it is.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        if self.credit {
            lang.pick("Avoir", "Credit note")
        } else {
            lang.pick("Facture", "Invoice")
        }
    }

    /// Its name and its number, which lead to it once it is made.
    pub(crate) fn link(&self, lang: Lang) -> AnyView {
        let name = format!("{} ", self.name(lang));
        // A number is not broken at its dashes.
        let number = view! { <span class="num">{self.number.clone()}</span> };
        match self.address.clone() {
            Some(address) => view! { <a href=address>{name} {number} " (PDF)"</a> }.into_any(),
            None => view! {
                {name}
                {number}
                {lang.pick(" (en préparation)", " (being made)")}
            }
            .into_any(),
        }
    }
}

/// A table of `papers`, latest last.
pub(crate) fn papers(papers: &[PaperLine], lang: Lang) -> AnyView {
    let rows = papers
        .iter()
        .map(|paper| {
            view! {
                <tr>
                    <td>{paper.link(lang)}</td>
                    <td>{date(paper.issued_on, lang)}</td>
                    <td class="amount">{euros(paper.total, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    table(
        lang.pick("Factures et avoirs", "Invoices and credit notes").to_owned(),
        &[
            Column::Text(lang.pick("Document", "Document")),
            Column::Text(lang.pick("Du", "Of")),
            Column::Amount(lang.pick("Montant", "Amount")),
        ],
        rows.into_any(),
    )
}
