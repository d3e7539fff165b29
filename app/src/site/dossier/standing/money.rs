//! What was ordered, how it is paid, and how one goes back on it.

use dossiers::{PartyRole, PublicStatus};
use leptos::prelude::*;
use vocabulary::{Cents, Lang};
use wording::numbers::euros;

use super::super::{address, price, timeline};
use super::StandingView;
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::page::Page;
use crate::site::papers;
use crate::site::place::Place;

/// How to pay, while something is to be paid.
pub(super) fn payment(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    view.state.order.as_ref()?;
    if view.state.status != PublicStatus::APayer {
        return None;
    }
    let due = Cents(view.state.owed());
    let account = transfer(asked, view.id, due);
    if !view.card {
        return Some(
            view! {
                <section>
                    <h2>{lang.pick("Payer par virement", "Pay by transfer")}</h2>
                    {account}
                </section>
            }
            .into_any(),
        );
    }
    Some(
        view! {
            <section>
                <h2>{lang.pick("Payer", "Pay")}</h2>
                <p>
                    <a class="btn btn-primary" href=address(asked, Place::PayDossier, view.id)>
                        {format!(
                            "{} {}",
                            lang.pick("Payer par carte\u{202f}:", "Pay by card:"),
                            euros(due, lang),
                        )}
                    </a>
                </p>
                <details class="disclosure">
                    <summary>{lang.pick("Ou payer par virement", "Or pay by transfer")}</summary>
                    {account}
                </details>
            </section>
        }
        .into_any(),
    )
}

/// Where `due` is transferred to for the dossier `id`, and how long it takes.
pub(in super::super) fn transfer(asked: &Asked, id: &str, due: Cents) -> AnyView {
    let lang = asked.lang;
    let identity = &asked.tenant.identity;
    let row = |label: &'static str, value: String| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let account = if identity.iban.is_empty() {
        view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Les coordonnées bancaires vous sont données par e-mail.",
                        "The bank details are given to you by e-mail.",
                    )}
            </p>
        }
        .into_any()
    } else {
        view! {
            <dl class="facts">
                {row(lang.pick("Bénéficiaire", "Payee"), identity.legal_name.clone())}
                {row("IBAN", identity.iban.clone())} {row("BIC", identity.bic.clone())}
                {row(lang.pick("Montant", "Amount"), euros(due, lang))}
                {row(lang.pick("Libellé à recopier", "Reference to copy"), id.to_owned())}
            </dl>
        }
        .into_any()
    };
    view! {
        {account}
        <p class="field-help">
            {lang
                .pick(
                    "Un virement instantané arrive en quelques secondes, un virement ordinaire en un jour ouvré. Nous vous écrivons dès que nous le voyons.",
                    "An instant transfer takes seconds, an ordinary one a working day. We write to you as soon as we see it.",
                )}
        </p>
    }
    .into_any()
}

/// What was ordered, frozen.
pub(super) fn receipt(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let order = view.state.order.as_ref()?;
    let lines = order
        .lines
        .iter()
        .filter(|line| line.cents.0 != 0)
        .map(|line| {
            view! {
                <div>
                    <dt>{line.code.to_uppercase()}</dt>
                    <dd class="num">{euros(line.cents, lang)}</dd>
                </div>
            }
        })
        .collect_view();
    let fee = Cents(order.fee_net.0.saturating_add(order.fee_vat.0));
    Some(
        view! {
            <details class="disclosure">
                <summary>
                    {format!(
                        "{} {}",
                        lang.pick("Votre commande\u{202f}:", "Your order:"),
                        euros(order.total, lang),
                    )}
                </summary>
                <dl class="facts">
                    {lines} {price::sum(lang.pick("Total des taxes", "Taxes"), order.taxes, asked)}
                    {price::sum(
                        lang.pick("Nos frais, TVA comprise", "Our fee, VAT included"),
                        fee,
                        asked,
                    )} {price::sum(lang.pick("Total", "Total"), order.total, asked)}
                </dl>
                <p class="field-help">
                    {format!(
                        "{} {}, {} {}.",
                        lang.pick("Commandé le", "Ordered on"),
                        instant(timeline::moment(order.at), lang),
                        lang.pick("conditions générales du", "general terms of"),
                        order.terms,
                    )}
                </p>
            </details>
        }
        .into_any(),
    )
}

/// Its invoices and credit notes; of what was paid and has none yet, what the invoice waits for.
pub(super) fn papers(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let shown = if view.papers.is_empty() {
        let words = paper_waits(view, lang)?;
        view! { <p>{words}</p> }.into_any()
    } else {
        papers::papers(view.papers, lang)
    };
    Some(
        view! {
            <section id="factures">
                <h2>{lang.pick("Vos factures", "Your invoices")}</h2>
                {shown}
            </section>
        }
        .into_any(),
    )
}

/// Why what was paid is not invoiced yet: whoever is invoiced, a parent for a minor, has a name and an address first.
fn paper_waits(view: &StandingView<'_>, lang: Lang) -> Option<&'static str> {
    let state = view.state;
    let ended = state.closed.is_some() || state.filing.is_filed();
    if ended || state.paid() <= 0 || state.owed() > 0 {
        return None;
    }
    let holder = view.people.iter().find(|person| person.role != PartyRole::Minor);
    holder.is_none_or(|holder| !holder.complete).then(|| {
        lang.pick(
            "Votre facture vient dès que le titulaire est connu\u{202f}: elle porte son nom et son adresse.",
            "Your invoice comes as soon as the holder is known: it bears their name and address.",
        )
    })
}

/// The function of withdrawal (code de la consommation L221-21): in view for the whole fourteen days.
pub(super) fn withdrawal(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let until = view.withdrawal?;
    Some(
        view! {
            <section>
                <h2>{lang.pick("Changer d’avis", "Change your mind")}</h2>
                <p>
                    {format!(
                        "{} {}.",
                        lang
                            .pick(
                                "Vous pouvez renoncer sans motif jusqu’au",
                                "You may withdraw without a reason until",
                            ),
                        instant(until, lang),
                    )}
                </p>
                <p>
                    <a href=address(
                        asked,
                        Place::WithdrawDossier,
                        view.id,
                    )>{lang.pick("Renoncer au contrat ici", "Withdraw from the contract here")}</a>
                </p>
                <p class="field-help">
                    <a href=asked
                        .href(
                            Page::Terms,
                        )>
                        {lang
                            .pick(
                                "Ce que disent les conditions générales",
                                "What the general terms say",
                            )}
                    </a>
                </p>
            </section>
        }
        .into_any(),
    )
}
