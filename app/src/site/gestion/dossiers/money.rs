//! What was paid, by transfer and by card, and what goes back.

use dossiers::order::Means;
use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::{Cents, Date, Lang};
use wording::numbers::euros;

use super::by_transfer;
use super::giving::{Parts, Proposal, give_back};
use super::words;
use super::workspace::{WorkspaceView, form, key_of, shown_key, text};
use crate::design::table::{Column, table};
use crate::site::account::instant;
use crate::site::papers::papers;

/// What came by card, and went back.
#[derive(Clone, Debug, Default)]
pub struct CardMoney {
    /// What may still be given back.
    pub left: Cents,
    /// What may still be given back by transfer: what came so, or could not go back to a card.
    pub left_by_transfer: Cents,
    /// What was given back by transfer, and on which day it left.
    pub by_transfer: Vec<(Date, CardRefund)>,
    /// What of all that was paid is on its way back or with a bank, and what of it is our fee.
    pub gone: (Cents, Cents),
    /// What came.
    pub paid: Vec<CardLine>,
    /// What went back, or is to go.
    pub refunds: Vec<CardRefund>,
    /// What banks are asked to take back: how much, and where that stands.
    pub disputes: Vec<(Cents, &'static str)>,
    /// What one person gives back alone.
    pub limit: Cents,
    /// What is given back for each cause, by the table.
    pub proposals: Vec<Proposal>,
    /// What the order comes to now, where that is not what was ordered.
    pub price_now: Option<Cents>,
}

/// A payment by card.
#[derive(Clone, Debug)]
pub struct CardLine {
    /// How much.
    pub cents: Cents,
    /// When.
    pub at: Timestamp,
}

/// A refund.
#[derive(Clone, Debug)]
pub struct CardRefund {
    /// Its id.
    pub id: Uuid,
    /// How much.
    pub cents: Cents,
    /// What of it is what.
    pub parts: Parts,
    /// Why, in words.
    pub cause: &'static str,
    /// Where it stands, in words.
    pub state: &'static str,
    /// When it was asked for, or went.
    pub at: Timestamp,
    /// It waits for whoever looks.
    pub to_decide: bool,
}

pub(super) fn money(view: &WorkspaceView, lang: Lang) -> AnyView {
    let state = &view.state;
    let rows = state
        .transfers
        .values()
        .filter(|one| one.means == Means::Transfer)
        .map(|one| {
            view! {
                <tr>
                    <td>{wording::numbers::date(one.received_on, lang)}</td>
                    <td>{one.reference.clone().unwrap_or_default()}</td>
                    <td class="amount">{euros(one.cents, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    let some = state.transfers.values().any(|one| one.means == Means::Transfer);
    let transfers = some.then(|| {
        table(
            lang.pick("Virements reçus", "Transfers received").to_owned(),
            &[
                Column::Text(lang.pick("Reçu le", "Received on")),
                Column::Text(lang.pick("Référence", "Reference")),
                Column::Amount(lang.pick("Montant", "Amount")),
            ],
            rows.into_any(),
        )
    });
    let due = match &state.order {
        None => lang.pick("Rien n’est commandé.", "Nothing is ordered.").to_owned(),
        Some(order) => format!(
            "{} {} ({} {}, {} {}), {}",
            lang.pick("Commandé\u{202f}:", "Ordered:"),
            euros(order.total, lang),
            lang.pick("taxes", "taxes"),
            euros(order.taxes, lang),
            lang.pick("nos frais", "our fee"),
            euros(order.fee_net + order.fee_vat, lang),
            words::payment(state.payment, lang),
        ),
    };
    let record = (view.may.record && state.order.is_some()).then(|| record(view, lang));
    view! {
        <section id="money" aria-labelledby="money-title" tabindex="-1">
            <h2 id="money-title">{lang.pick("Paiement", "Payment")}</h2>
            <p>{due}</p>
            {reprice(view, lang)}
            {transfers}
            {cards(view, lang)}
            {by_transfer::table(view, lang)}
            {(!view.papers.is_empty()).then(|| papers(&view.papers, lang))}
            {record}
            {by_transfer::record(view, lang)}
        </section>
    }
    .into_any()
}

/// The price is not what was ordered any more: what follows, and the button.
fn reprice(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    let (now, order) = (view.cards.price_now?, view.state.order.as_ref()?);
    let kept = |name| view.kept("reprice", "", name);
    let more = now > order.total;
    let words = format!(
        "{} {} {} {}. {}",
        lang.pick(
            "Avec les réponses et les tarifs d’aujourd’hui, le total est de",
            "With the answers and the tables of today, the total is"
        ),
        euros(now, lang),
        lang.pick("au lieu de", "instead of"),
        euros(order.total, lang),
        if more {
            lang.pick(
                "Le client paiera la différence avant le dépôt.",
                "The customer will pay the difference before filing.",
            )
        } else {
            lang.pick(
                "La différence sera remboursée sur la carte.",
                "The difference will be given back to the card.",
            )
        },
    );
    let act = view.may.work.then(|| {
        form(
            view,
            None,
            view! {
                <input type="hidden" name="total" value=now.0 />
                {text(
                    ("reprice-why".to_owned(), "why"),
                    lang.pick("Pourquoi", "Why"),
                    kept("why"),
                    ("text", "200"),
                )}
                <button class="btn btn-small" type="submit" name="act" value="reprice">
                    {lang.pick("Appliquer le nouveau prix", "Apply the new price")}
                </button>
            },
        )
    });
    Some(
        view! {
            <div class="notice notice-warning" role="note">
                <p>{words}</p>
            </div>
            {act}
        }
        .into_any(),
    )
}

fn record(view: &WorkspaceView, lang: Lang) -> AnyView {
    let key = key_of("transfer");
    let kept = |name| view.kept("transfer", "", name);
    view! {
        <details class="desk-fold" open=!kept("act").is_empty()>
            <summary data-key=key aria-keyshortcuts=key>
                {lang.pick("Noter un virement…", "Record a transfer…")}
                {shown_key(key)}
            </summary>
            {form(
                view,
                None,
                view! {
                    {text(
                        ("transfer-sum".to_owned(), "sum"),
                        lang.pick("Montant en euros", "Amount in euros"),
                        kept("sum"),
                        ("text", "16"),
                    )}
                    {text(
                        ("transfer-on".to_owned(), "on"),
                        lang.pick("Reçu le", "Received on"),
                        kept("on"),
                        ("date", "10"),
                    )}
                    {text(
                        ("transfer-bank".to_owned(), "bank"),
                        lang.pick("Référence de la banque", "Reference of the bank"),
                        kept("bank"),
                        ("text", "140"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="transfer">
                        {lang.pick("Enregistrer le virement", "Record the transfer")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}

/// Payments by card, what went back of them, and the form that gives back.
fn cards(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    let cards = &view.cards;
    if cards.paid.is_empty() {
        return None;
    }
    let mut rows: Vec<AnyView> = cards
        .paid
        .iter()
        .map(|one| {
            let words = lang.pick("Payé par carte", "Paid by card");
            row(one.at, words.into_any(), one.cents, lang)
        })
        .collect();
    rows.extend(cards.refunds.iter().map(|one| {
        let words = view! {
            {format!("{} ({})", lang.pick("Remboursement", "Refund"), one.cause)}
            ", "
            {one.state}
            <span class="desk-under">{one.parts.words(lang)}</span>
            {(one.to_decide && view.may.decide).then(|| decision(view, one, lang))}
        };
        row(one.at, words.into_any(), -one.cents, lang)
    }));
    let disputes = cards
        .disputes
        .iter()
        .map(|(cents, state)| {
            view! { <p class="notice notice-warning">{format!("{state}, {}", euros(*cents, lang))}</p> }
        })
        .collect_view();
    let give = (view.may.refund && cards.left.0 > 0).then(|| give_back(view, lang));
    Some(
        view! {
            {table(
                lang.pick("Par carte", "By card").to_owned(),
                &[
                    Column::Text(lang.pick("Le", "On")),
                    Column::Text(lang.pick("Quoi", "What")),
                    Column::Amount(lang.pick("Montant", "Amount")),
                ],
                rows.collect_view().into_any(),
            )}
            {disputes}
            {give}
        }
        .into_any(),
    )
}

fn row(at: Timestamp, words: AnyView, cents: Cents, lang: Lang) -> AnyView {
    view! {
        <tr>
            <td>{instant(at, lang)}</td>
            <td>{words}</td>
            <td class="amount">{euros(cents, lang)}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn decision(view: &WorkspaceView, refund: &CardRefund, lang: Lang) -> AnyView {
    let button = |decision: &'static str, label: &'static str| {
        form(
            view,
            None,
            view! {
                <input type="hidden" name="refund" value=refund.id.to_string() />
                <input type="hidden" name="decision" value=decision />
                <button class="btn btn-small" type="submit" name="act" value="decide_refund">
                    {label}
                </button>
            },
        )
    };
    view! {
        {button("oui", lang.pick("Approuver", "Approve"))}
        {button("non", lang.pick("Refuser", "Decline"))}
    }
    .into_any()
}
