//! Money given back by transfer: what was, and the form that records it.

use leptos::prelude::*;
use vocabulary::Lang;
use wording::numbers::euros;

use super::money::decision;
use super::workspace::{WorkspaceView, form, text};
use crate::design::table::{self, Column};

/// What was given back by transfer, where anything was.
pub(super) fn table(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    if view.cards.by_transfer.is_empty() {
        return None;
    }
    let rows = view
        .cards
        .by_transfer
        .iter()
        .map(|(on, one)| {
            view! {
                <tr>
                    <td>{wording::numbers::date(*on, lang)}</td>
                    <td>
                        {one.cause} ", " {one.state}
                        <span class="desk-under">{one.parts.words(lang)}</span>
                        {(one.to_decide && view.may.decide).then(|| decision(view, one, lang))}
                    </td>
                    <td class="amount">{euros(-one.cents, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    Some(table::table(
        lang.pick("Remboursements par virement", "Refunds by transfer").to_owned(),
        &[
            Column::Text(lang.pick("Parti le", "Left on")),
            Column::Text(lang.pick("Quoi", "What")),
            Column::Amount(lang.pick("Montant", "Amount")),
        ],
        rows.into_any(),
    ))
}

/// The form that records a transfer that left our account for the customer.
pub(super) fn record(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    if !view.may.refund || view.cards.left_by_transfer.0 <= 0 {
        return None;
    }
    let kept = |name| view.kept("transfer_back", "", name);
    let alone = format!(
        "{} {}. {} {}.",
        lang.pick("À rembourser par virement au plus\u{202f}:", "By transfer at most:"),
        euros(view.cards.left_by_transfer, lang),
        lang.pick("Une deuxième personne décide au-dessus de", "A second person decides above"),
        euros(view.cards.limit, lang),
    );
    let fields = view! {
        <p class="muted">{alone}</p>
        {causes(view, &kept("refund_cause"), lang)}
        {text(
            ("transfer-back-sum".to_owned(), "sum"),
            lang.pick("Montant en euros", "Amount in euros"),
            kept("sum"),
            ("text", "16"),
        )}
        {text(
            ("transfer-back-on".to_owned(), "on"),
            lang.pick("Parti le", "Left on"),
            kept("on"),
            ("date", "10"),
        )}
        {text(
            ("transfer-back-bank".to_owned(), "bank"),
            lang.pick("Référence de la banque", "Reference of the bank"),
            kept("bank"),
            ("text", "140"),
        )}
        <button class="btn btn-small" type="submit" name="act" value="transfer_back">
            {lang.pick("Noter le remboursement", "Record the refund")}
        </button>
    };
    Some(
        view! {
            <details class="desk-fold" open=!kept("act").is_empty()>
                <summary>
                    {lang
                        .pick(
                            "Noter un remboursement par virement…",
                            "Record a refund by transfer…",
                        )}
                </summary>
                {form(view, None, fields)}
            </details>
        }
        .into_any(),
    )
}

/// The causes, of which each takes first what is its own.
fn causes(view: &WorkspaceView, chosen: &str, lang: Lang) -> AnyView {
    let options = view
        .cards
        .proposals
        .iter()
        .map(|one| {
            view! {
                <option value=one.code selected=one.code == chosen>
                    {one.label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="transfer-back-cause">
                {lang.pick("Cause", "Cause")}
            </label>
            <select class="select" id="transfer-back-cause" name="refund_cause">
                {options}
            </select>
        </div>
    }
    .into_any()
}
