//! Paying by card: what is to be paid, and the way to the provider's page and back.

use leptos::prelude::*;
use vocabulary::{Cents, Lang};
use wording::numbers::euros;

use super::standing::transfer;
use super::{address, body};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

/// What is said besides the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayNotice {
    /// It was ordered just now.
    Ordered,
    /// The person gave up on the provider's page.
    GivenUp,
    /// The provider does not answer.
    ProviderDown,
    /// The provider does not want to open a page for this.
    ProviderRefuses,
}

/// What is to be paid.
#[derive(Clone, Debug)]
pub struct PayView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// A line for each tax and one for our fee.
    pub lines: Vec<(String, Cents)>,
    /// Their sum.
    pub total: Cents,
    /// What was ordered, where the price has changed since: paying takes the new one.
    pub before: Option<Cents>,
    /// The least that the provider takes, where the sum is below it: it is paid by transfer.
    pub least: Option<Cents>,
    /// What is said besides.
    pub notice: Option<PayNotice>,
    /// A demonstration, where nothing is charged.
    pub demo: bool,
}

/// `/dossier/{id}/paiement`
pub(super) fn page(asked: &Asked, view: &PayView<'_>) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Payer par carte", "Pay by card");
    let notice = view.notice.map(|notice| said(notice, lang));
    let lines = view
        .lines
        .iter()
        .map(|(label, cents)| {
            view! {
                <div>
                    <dt>{label.clone()}</dt>
                    <dd class="num">{euros(*cents, lang)}</dd>
                </div>
            }
        })
        .collect_view();
    let pay = match view.before {
        Some(_) => lang.pick("Accepter le nouveau prix et payer", "Take the new price and pay"),
        None => lang.pick("Payer", "Pay"),
    };
    let status = match view.notice {
        Some(PayNotice::ProviderDown) => 503,
        Some(PayNotice::ProviderRefuses) => 422,
        _ => 200,
    };
    let refused = view.notice == Some(PayNotice::ProviderRefuses);
    let instead = (refused || view.least.is_some()).then(|| instead(asked, view));
    let form = view.least.is_none().then(|| {
        view! {
            <form method="post" action=address(asked, Place::PayDossier, view.id)>
                <input type="hidden" name="total" value=view.total.0 />
                <button class="btn btn-primary" type="submit">
                    {format!("{pay} {}", euros(view.total, lang))}
                </button>
            </form>
            <p class="field-help">
                {if view.demo {
                    lang.pick(
                        "Démonstration\u{202f}: la page suivante ne demande aucune carte, rien n’est débité.",
                        "Demonstration: the next page asks for no card, nothing is charged.",
                    )
                } else {
                    lang.pick(
                        "Vous passez sur la page sécurisée de notre prestataire. Nous ne voyons jamais le numéro de votre carte. Ce qui n’est pas déposé vous est remboursé.",
                        "You go to the secure page of our provider. We never see the number of your card. What is not filed is refunded to you.",
                    )
                }}
            </p>
        }
    });
    body(
        asked,
        title.to_owned(),
        status,
        Place::PayDossier.with(view.id, lang.other()),
        view! {
            {notice}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Mon dossier", "← My file")}</a>
            </p>
            <h1>{title}</h1>
            <p class="lead">{format!("{} {}", lang.pick("Dossier", "File"), view.id)}</p>
            <dl class="facts">
                {lines} <div>
                    <dt>
                        <strong>{lang.pick("Total", "Total")}</strong>
                    </dt>
                    <dd class="num">
                        <strong>{euros(view.total, lang)}</strong>
                    </dd>
                </div>
            </dl>
            {view.before.map(|before| changed((before, view.total), lang))}
            {form}
            {instead}
        },
    )
}

/// What is said above the sums.
fn said(notice: PayNotice, lang: Lang) -> AnyView {
    let (class, role, words) = match notice {
        PayNotice::Ordered => (
            "notice notice-success",
            "status",
            lang.pick(
                "Votre commande est enregistrée. La confirmation part par e-mail. Il reste à payer.",
                "Your order is recorded. The confirmation is on its way by e-mail. It remains to be paid.",
            ),
        ),
        PayNotice::GivenUp => (
            "notice notice-info",
            "status",
            lang.pick(
                "Vous n’avez pas payé\u{202f}: rien n’est débité. Votre commande reste enregistrée, vous pouvez payer maintenant ou plus tard.",
                "You did not pay: nothing was charged. Your order is kept, you can pay now or later.",
            ),
        ),
        PayNotice::ProviderDown => (
            "notice notice-warning",
            "alert",
            lang.pick(
                "Notre prestataire de paiement ne répond pas en ce moment\u{202f}: rien n’est débité. Votre commande reste enregistrée\u{202f}; réessayez dans quelques minutes, ou plus tard par le lien de votre e-mail.",
                "Our payment provider does not answer at the moment: nothing was charged. Your order is kept; try again in a few minutes, or later by the link in your e-mail.",
            ),
        ),
        PayNotice::ProviderRefuses => (
            "notice notice-warning",
            "alert",
            lang.pick(
                "Notre prestataire de paiement n’a pas accepté ce paiement par carte\u{202f}: rien n’est débité. Votre commande reste enregistrée\u{202f}; payez par virement, ou écrivez-nous.",
                "Our payment provider did not accept this card payment: nothing was charged. Your order is kept; pay by transfer, or write to us.",
            ),
        ),
    };
    view! {
        <p class=class role=role>
            {words}
        </p>
    }
    .into_any()
}

/// How it is paid without a card, and why, where the sum is too small for one.
fn instead(asked: &Asked, view: &PayView<'_>) -> AnyView {
    let lang = asked.lang;
    let why = view.least.map(|least| {
        let words = lang.pick(
            "Notre prestataire de paiement ne prend pas moins, par carte, que",
            "By card, our payment provider takes no less than",
        );
        let then = lang.pick("Payez cette somme par virement.", "Pay this sum by transfer.");
        view! {
            <p class="notice notice-info" role="status">
                {format!("{words} {}. {then}", euros(least, lang))}
            </p>
        }
    });
    view! {
        {why}
        <section>
            <h2>{lang.pick("Payer par virement", "Pay by transfer")}</h2>
            {transfer(asked, view.id, view.total)}
        </section>
    }
    .into_any()
}

/// The price is another than was ordered: from which sum to which.
fn changed((before, total): (Cents, Cents), lang: Lang) -> impl IntoView {
    view! {
        <p class="notice notice-warning" role="alert">
            {format!(
                "{} {} {} {}. {}",
                lang
                    .pick(
                        "Le prix a changé depuis votre commande\u{202f}:",
                        "The price has changed since you ordered:",
                    ),
                euros(total, lang),
                lang.pick("au lieu de", "instead of"),
                euros(before, lang),
                lang
                    .pick(
                        "Les taxes ont été recalculées au jour d’aujourd’hui\u{202f}; nos frais ne changent pas. Vous pouvez l’accepter et payer, ou renoncer sans frais.",
                        "The taxes were worked out again for today; our fee does not change. You can take it and pay, or withdraw free of charge.",
                    ),
            )}
        </p>
    }
}

/// `/dossier/{id}/paiement/retour`, while the provider has not said its word.
pub(super) fn waiting(asked: &Asked, id: &str) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Nous attendons votre banque", "We are waiting for your bank");
    let mut page = body(
        asked,
        title.to_owned(),
        200,
        Place::PaidDossier.with(id, lang.other()),
        view! {
            <h1>{title}</h1>
            <p role="status">
                {lang
                    .pick(
                        "La confirmation du paiement n’est pas encore arrivée. D’ordinaire elle prend quelques secondes\u{202f}; nous vous écrivons dès qu’elle est là. Vous pouvez fermer cette page, rien n’est perdu.",
                        "The confirmation of the payment has not arrived yet. Usually it takes a few seconds; we write to you as soon as it is here. You may close this page, nothing is lost.",
                    )}
            </p>
            <p>
                <a class="btn btn-primary" href=address(asked, Place::PaidDossier, id)>
                    {lang.pick("Regarder à nouveau", "Look again")}
                </a>
            </p>
            <p>
                <a href=address(
                    asked,
                    Place::PayDossier,
                    id,
                )>
                    {lang
                        .pick(
                            "Je n’ai pas payé\u{202f}: revenir au paiement",
                            "I did not pay: back to the payment",
                        )}
                </a>
            </p>
        },
    );
    page.head.live = Live::Never;
    page
}
