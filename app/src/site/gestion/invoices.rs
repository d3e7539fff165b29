//! `/gestion/factures`: the invoices and credit notes of the house.

use leptos::prelude::*;
use vocabulary::Lang;
use wording::numbers::{date, euros};

use super::acts::Screen;
use super::body;
use super::control::{empty, next_page};
use crate::design::table::{Column, table};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::papers::PaperLine;

/// A page of the list.
#[derive(Clone, Debug)]
pub struct InvoicesView {
    /// What is looked for.
    pub words: String,
    /// What was found, latest first.
    pub lines: Vec<PaperLine>,
    /// Where the next page begins, as the address says it.
    pub next: Option<String>,
}

pub(super) fn page(asked: &Asked, view: &InvoicesView) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Factures et avoirs", "Invoices and credit notes");
    let list = if view.lines.is_empty() {
        empty(lang.pick(
            "Aucune facture ne correspond. Elles sont émises dès qu’un dossier est payé.",
            "No invoice matches. They are issued as soon as a file is paid.",
        ))
    } else {
        table(
            lang.pick("Les dernières d’abord", "Latest first").to_owned(),
            &[
                Column::Text(lang.pick("Document", "Document")),
                Column::Text(lang.pick("Du", "Of")),
                Column::Text(lang.pick("Dossier", "File")),
                Column::Amount(lang.pick("Débours", "Taxes passed on")),
                Column::Amount(lang.pick("Nos frais, TVA comprise", "Our fee, VAT included")),
                Column::Amount(lang.pick("Total", "Total")),
            ],
            view.lines.iter().map(|line| row(line, lang)).collect_view().into_any(),
        )
    };
    body(
        title,
        200,
        view! {
            {search(view, lang)}
            {list}
            {next_page(view.next.clone(), lang)}
        },
    )
}

fn search(view: &InvoicesView, lang: Lang) -> AnyView {
    view! {
        <form class="desk-search" role="search" method="get" action=Screen::Invoices.path()>
            <div class="field">
                <label class="field-label" for="words">
                    {lang
                        .pick(
                            "Début du numéro de la facture ou du dossier",
                            "Beginning of the number of the invoice or of the file",
                        )}
                </label>
                <input
                    class="input"
                    id="words"
                    name="q"
                    type="search"
                    autocomplete="off"
                    maxlength="40"
                    value=view.words.clone()
                    data-search=""
                />
            </div>
            <button class="btn btn-small" type="submit">
                {lang.pick("Chercher", "Search")}
            </button>
        </form>
    }
    .into_any()
}

fn row(line: &PaperLine, lang: Lang) -> AnyView {
    // What a credit note takes back is taken off.
    let sum = |cents: vocabulary::Cents| euros(if line.credit { -cents } else { cents }, lang);
    let dossier = Screen::Dossier.path().replace("{reference}", &line.reference);
    view! {
        <tr>
            <td>{line.link(lang)}</td>
            <td>{date(line.issued_on, lang)}</td>
            <td>
                <a href=dossier data-row="">
                    {line.reference.clone()}
                </a>
            </td>
            <td class="amount">{sum(line.taxes)}</td>
            <td class="amount">{sum(line.fee)}</td>
            <td class="amount">{sum(line.total)}</td>
        </tr>
    }
    .into_any()
}
