//! What a dossier costs, and the facts that the price still lacks.

use demarches::DemarcheKind;
use leptos::prelude::*;
use simulator::answer::Simulation;
use simulator::facts::{Fact, FactError};
use vocabulary::{Cents, FeeRule};
use wording::numbers::euros;

use super::{address, body};
use crate::design::certificate::Certificate;
use crate::receipt::{Priced, ReceiptText};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::{Controls, error_summary};
use crate::site::place::Place;
use crate::site::receipt::receipt;

/// What is known of a price.
#[derive(Clone, Copy, Debug)]
pub enum PriceView<'a> {
    /// A question decides what it is priced as.
    Open,
    /// The facts contradict each other.
    Said(&'a [FactError]),
    /// These facts are missing.
    Lacks(&'a [Fact]),
    /// No table covers it: somebody says it.
    Unknown,
    /// It is known.
    Known {
        /// The taxes.
        simulation: &'a Simulation,
        /// Our fee.
        fee: vocabulary::Fee,
    },
}

/// The facts that a price still lacks, asked for.
#[derive(Clone, Copy, Debug)]
pub struct PriceFacts<'a> {
    /// The dossier.
    pub id: &'a str,
    /// Its démarche.
    pub kind: DemarcheKind,
    /// What is asked for.
    pub facts: &'a [Fact],
    /// What was typed or is kept, by name.
    pub typed: &'a [(String, String)],
    /// What is wrong.
    pub errors: &'a [FactError],
    /// Something was sent, and is not enough.
    pub refused: bool,
}

/// The receipt of a price.
pub(super) fn receipt_of(asked: &Asked, simulation: &Simulation, fee: Cents) -> AnyView {
    let priced = Priced { now: simulation.clone(), next_year: None };
    let fee = FeeRule::flat(fee);
    let text = ReceiptText::new(&priced, &asked.published.baremes, &[fee], asked.lang);
    receipt(&text, asked.lang)
}

/// The price on the page of a draft.
pub(super) fn section(asked: &Asked, id: &str, price: &PriceView<'_>, answered: bool) -> AnyView {
    let lang = asked.lang;
    let complete = |label: &'static str| {
        view! {
            <p>
                <a class="btn" href=address(asked, Place::PriceDossier, id)>
                    {label}
                </a>
            </p>
        }
        .into_any()
    };
    let inner = match price {
        PriceView::Open => view! {
            <p>
                {lang
                    .pick(
                        "Le prix s’affiche ici dès que vos réponses le décident.",
                        "The price shows here as soon as your answers decide it.",
                    )}
            </p>
        }
        .into_any(),
        PriceView::Unknown => view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Nous ne pouvons pas calculer ce prix tout seuls\u{202f}: écrivez-nous, une personne vous répond.",
                        "We cannot work this price out by ourselves: write to us, somebody answers.",
                    )}
            </p>
        }
        .into_any(),
        PriceView::Lacks(_) => view! {
            <p>
                {lang
                    .pick(
                        "Il manque quelques informations de la carte grise pour calculer le prix au centime.",
                        "Some figures of the certificate are missing to work the price out to the cent.",
                    )}
            </p>
            {complete(lang.pick("Compléter pour voir le prix", "Complete to see the price"))}
        }
        .into_any(),
        PriceView::Said(_) => view! {
            <p class="notice notice-warning">
                {lang
                    .pick(
                        "Deux informations ne vont pas ensemble\u{202f}: le prix ne peut pas être calculé ainsi.",
                        "Two figures do not go together: the price cannot be worked out like this.",
                    )}
            </p>
            {complete(lang.pick("Corriger ces informations", "Mend these figures"))}
        }
        .into_any(),
        PriceView::Known { simulation, fee } => {
            let order = answered.then(|| {
                view! {
                    <p>
                        <a class="btn btn-primary" href=address(asked, Place::OrderDossier, id)>
                            {lang.pick("Continuer vers la commande", "Go on to the order")}
                        </a>
                    </p>
                }
            });
            view! {
                {receipt_of(asked, simulation, fee.gross())}
                {order}
                <p>
                    <a href=address(
                        asked,
                        Place::PriceDossier,
                        id,
                    )>
                        {lang
                            .pick(
                                "Changer les informations du calcul",
                                "Change the figures of the calculation",
                            )}
                    </a>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <section id="prix">
            <h2>{lang.pick("Le prix", "The price")}</h2>
            {inner}
        </section>
    }
    .into_any()
}

/// `/dossier/{id}/prix`
pub(super) fn page(asked: &Asked, view: &PriceFacts<'_>) -> Body {
    let lang = asked.lang;
    let mut errors: Vec<(String, String)> = view
        .errors
        .iter()
        .filter(|error| view.facts.iter().any(|fact| fact.id() == error.name))
        .map(|error| (error.name.clone(), wording::errors::message(error, lang)))
        .collect();
    if view.refused {
        // What is still empty is said too.
        let typed = |fact: &&Fact| {
            !view.typed.iter().any(|(name, text)| name == fact.id() && !text.is_empty())
        };
        for fact in view.facts.iter().filter(typed) {
            if !errors.iter().any(|(name, _)| name == fact.id()) {
                let text =
                    lang.pick("Répondez pour calculer le prix.", "Answer to work the price out.");
                errors.push((fact.id().to_owned(), text.to_owned()));
            }
        }
    }
    let status = if view.refused && !errors.is_empty() { 422 } else { 200 };
    let controls = Controls {
        lang,
        baremes: &asked.published.baremes,
        pairs: view.typed,
        errors: &errors,
        prefix: "",
    };
    let fields = view.facts.iter().map(|fact| controls.field(*fact, true)).collect_view();
    let title = lang.pick("Ce que le prix demande encore", "What the price still asks for");
    let kind = asked.published.demarches.get(view.kind).page.label.in_lang(lang).to_owned();
    body(
        asked,
        title.to_owned(),
        status,
        Place::PriceDossier.with(view.id, lang.other()),
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            <p class="muted">{kind}</p>
            <h1>{title}</h1>
            <p class="lead">
                {lang
                    .pick(
                        "Ces informations sont sur la carte grise, à la case indiquée.",
                        "These figures are on the certificate, in the field that is named.",
                    )}
            </p>
            <form
                class="grid-sim"
                method="post"
                action=address(asked, Place::PriceDossier, view.id)
                novalidate
            >
                <div class="grid-sim-questions">
                    {fields} <button class="btn btn-primary" type="submit">
                        {lang.pick("Calculer le prix", "Work out the price")}
                    </button>
                </div>
                <div class="certificate-box">
                    <Certificate lang=lang />
                </div>
            </form>
        },
    )
}

/// A sum, in words of its own line.
pub(super) fn sum(label: &'static str, cents: Cents, asked: &Asked) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd class="num">{euros(cents, asked.lang)}</dd>
        </div>
    }
    .into_any()
}
