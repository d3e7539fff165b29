//! The order: everything that the law wants said before it, then the button that obliges to pay.

use demarches::Evaluation;
use demarches::delay::DueKind;
use leptos::prelude::*;
use simulator::answer::Simulation;
use vocabulary::{Cents, Lang};
use wording::numbers::{self, euros};

use super::price::receipt_of;
use super::{address, body};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::page::Page;
use crate::site::place::Place;

/// Why an order was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderProblem {
    /// The general terms were not accepted.
    Terms,
    /// To start at once was asked for without knowing what is lost, or the other way round.
    Express,
    /// The price is another one by now.
    PriceChanged,
}

impl OrderProblem {
    const fn control(self) -> &'static str {
        match self {
            Self::Terms => "cgv",
            Self::Express => "express",
            Self::PriceChanged => "total",
        }
    }

    fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Terms => lang.pick(
                "Acceptez les conditions générales pour commander.",
                "Accept the general terms to order.",
            ),
            Self::Express => lang.pick(
                "Pour commencer tout de suite, cochez les deux cases\u{202f}; pour attendre quatorze jours, aucune.",
                "To start at once, tick both boxes; to wait fourteen days, neither.",
            ),
            Self::PriceChanged => lang.pick(
                "Le prix a changé depuis l’affichage\u{202f}: relisez-le avant de commander.",
                "The price has changed since it was shown: read it again before you order.",
            ),
        }
    }
}

/// What is ordered.
#[derive(Clone, Debug)]
pub struct OrderView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// Its case.
    pub evaluation: &'a Evaluation<'a>,
    /// The taxes.
    pub simulation: &'a Simulation,
    /// Our fee.
    pub fee: vocabulary::Fee,
    /// Everything.
    pub total: Cents,
    /// Cards are taken here.
    pub card: bool,
    /// Nothing can be ordered here yet.
    pub closed: bool,
    /// Why it was not taken.
    pub problems: &'a [OrderProblem],
    /// What was ticked.
    pub ticked: Ticked,
}

/// What was ticked before an order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ticked {
    /// The terms.
    pub terms: bool,
    /// To start at once.
    pub express: bool,
    /// To know what is lost then.
    pub knows: bool,
}

/// A box to tick, with its sentence.
fn tick(name: &'static str, label: AnyView, ticked: bool, error: Option<&'static str>) -> AnyView {
    let (error_id, right) = (format!("{name}-error"), error.is_none());
    let invalid = if right { "false" } else { "true" };
    view! {
        <div class="field choice">
            <input
                type="checkbox"
                id=name
                name=name
                value="1"
                checked=ticked
                aria-describedby=error_id.clone()
                aria-invalid=invalid
            />
            <label class="field-label" for=name>
                {label}
            </label>
            <p class="field-error" id=error_id hidden=right>
                {error}
            </p>
        </div>
    }
    .into_any()
}

/// `/dossier/{id}/commande`
#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
pub(super) fn page(asked: &Asked, view: &OrderView<'_>) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view
        .problems
        .iter()
        .map(|problem| (problem.control().to_owned(), problem.text(lang).to_owned()))
        .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let error = |name: &str| {
        view.problems.iter().find(|problem| problem.control() == name).map(|it| it.text(lang))
    };
    let title = lang.pick("Votre commande", "Your order");
    let last = view
        .evaluation
        .dues
        .iter()
        .find(|due| matches!(due.what, DueKind::Legal(_)))
        .and_then(|due| due.last_day)
        .map(|day| {
            view! {
                <p>
                    {lang
                        .pick(
                            "Dernier jour pour la démarche\u{202f}: ",
                            "Last day for the procedure: ",
                        )} <strong>{numbers::date(day, lang)}</strong> "."
                </p>
            }
        });
    let identity = &asked.tenant.identity;
    let mediator = (!identity.mediator_name.is_empty()).then(|| {
        view! {
            <p>
                {lang.pick("Médiateur de la consommation\u{202f}: ", "Consumer mediator: ")}
                {identity.mediator_name.clone()} ", " {identity.mediator_url.clone()} "."
            </p>
        }
    });
    let terms = view! {
        {lang.pick("J’accepte les ", "I accept the ")}
        <a href=asked.href(Page::Terms)>{lang.pick("conditions générales", "general terms")}</a>
        {lang
            .pick(
                " et je donne mandat de faire la démarche et de payer les taxes en mon nom.",
                " and give the mandate to carry out the procedure and to pay the taxes in my name.",
            )}
    }
    .into_any();
    let express = view! {
        {lang
            .pick(
                "Je demande expressément que vous commenciez avant la fin des quatorze jours de rétractation.",
                "I expressly ask you to start before the fourteen days of withdrawal are over.",
            )}
    }
    .into_any();
    let knows = view! {
        {lang
            .pick(
                "Je reconnais perdre mon droit de rétractation une fois la démarche entièrement faite.",
                "I acknowledge that I lose my right of withdrawal once the procedure is fully carried out.",
            )}
    }
    .into_any();
    let button = if view.closed {
        view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Les commandes ne sont pas encore ouvertes ici\u{202f}: il nous manque une mention obligatoire. Votre dossier est gardé.",
                        "Orders are not open here yet: a mandatory mention is missing. Your dossier is kept.",
                    )}
            </p>
        }
        .into_any()
    } else {
        view! {
            <button class="btn btn-primary" type="submit">
                {format!(
                    "{} {}",
                    lang
                        .pick(
                            "Commande avec obligation de paiement\u{202f}:",
                            "Order with obligation to pay:",
                        ),
                    euros(view.total, lang),
                )}
            </button>
        }
        .into_any()
    };
    body(
        asked,
        title.to_owned(),
        status,
        Place::OrderDossier.with(view.id, lang.other()),
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Retour à mes réponses", "← Back to my answers")}</a>
            </p>
            <h1>{title}</h1>
            <p class="lead">{view.evaluation.demarche.page.label.in_lang(lang).to_owned()}</p>
            {receipt_of(asked, view.simulation, view.fee.gross())}
            <section>
                <h2>{lang.pick("Ce que vous commandez", "What you order")}</h2>
                <p>
                    {lang
                        .pick(
                            "Nous vérifions vos pièces sous 24 heures ouvrées, nous déposons la démarche et nous payons les taxes pour vous, au centime. Notre service est privé et payant\u{202f}: sur le site de l’ANTS, vous payez les mêmes taxes, sans nos frais.",
                            "We check your papers within 24 working hours, file the procedure and pay the taxes for you, to the cent. Our service is private and paid: on the ANTS site you pay the same taxes, without our fee.",
                        )}
                </p>
                {last}
                <p>
                    {if view.card {
                        lang.pick(
                            "Vous payez juste après, par carte sur la page sécurisée de notre prestataire, ou par virement. Vous envoyez vos pièces une fois le paiement arrivé.",
                            "You pay right after, by card on the secure page of our provider, or by transfer. You send your papers once the payment has arrived.",
                        )
                    } else {
                        lang.pick(
                            "Vous payez par virement\u{202f}: les coordonnées bancaires s’affichent après la commande et vous sont envoyées par e-mail. Vous envoyez vos pièces une fois le virement reçu.",
                            "You pay by bank transfer: the bank details show after the order and are sent to you by e-mail. You send your papers once the transfer has arrived.",
                        )
                    }}
                </p>
                <p>
                    {lang
                        .pick(
                            "Vous pouvez renoncer au contrat pendant quatorze jours, sans motif, depuis la page de votre dossier («\u{202f}renoncer au contrat ici\u{202f}»). Ce qui n’est pas déposé est remboursé.",
                            "You may withdraw from the contract for fourteen days, without a reason, from the page of your dossier (“withdraw from the contract here”). What is not filed is refunded.",
                        )}
                </p>
                {mediator}
            </section>
            <form method="post" action=address(asked, Place::OrderDossier, view.id) novalidate>
                <input type="hidden" id="total" name="total" value=view.total.0.to_string() />
                {tick("cgv", terms, view.ticked.terms, error("cgv"))}
                <fieldset>
                    <legend>
                        {lang.pick("Commencer tout de suite\u{202f}?", "Start at once?")}
                    </legend>
                    <p class="field-help">
                        {lang
                            .pick(
                                "Sans ces deux cases, nous commençons après quatorze jours.",
                                "Without these two boxes, we start after fourteen days.",
                            )}
                    </p>
                    {tick("express", express, view.ticked.express, error("express"))}
                    {tick("perte", knows, view.ticked.knows, None)}
                </fieldset>
                {button}
            </form>
        },
    )
}
