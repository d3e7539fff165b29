//! The simulator: questions on the left, the receipt on the right, and everything in the address.

use std::sync::OnceLock;

use leptos::prelude::*;
use simulator::facts::{Fact, Facts, Operation};
use vocabulary::{FeeRule, Lang};

use super::{Body, Page, head, ok, receipt};
use crate::design::certificate::Certificate;
use crate::design::icons::{Icon, IconName};
use crate::live::{self, Reading, messages, read_form, shared_pairs, versus};
use crate::receipt::{Priced, ReceiptText};
use crate::site::asked::Asked;
use crate::site::forms::{Controls, error_summary};
use crate::site::place::Place;
use crate::site::simulation::fees_for;

/// Facts in the order they are asked, by heading.
const QUESTIONS: &[(&str, &str, &[Fact])] = &[
    (
        "Votre démarche",
        "Your procedure",
        &[Fact::Operation, Fact::Departement, Fact::NewCertificate, Fact::ErrorBy],
    ),
    (
        "Le véhicule",
        "The vehicle",
        &[
            Fact::Genre,
            Fact::Energy,
            Fact::FiscalCv,
            Fact::NetPowerKw,
            Fact::FirstRegisteredOn,
            Fact::Origin,
            Fact::FirstRegisteredInFranceOn,
            Fact::PtacKg,
        ],
    ),
    (
        "Les malus",
        "The malus",
        &[
            Fact::Co2GKm,
            Fact::Co2Norm,
            Fact::MassInRunningOrderKg,
            Fact::ElectricRangeKm,
            Fact::ElectricPowerKw,
            Fact::Body,
            Fact::NationalBody,
            Fact::EcCategory,
            Fact::Seats,
            Fact::PriceCents,
            Fact::MalusSettled,
            Fact::MileageKm,
        ],
    ),
    (
        "Votre situation",
        "Your situation",
        &[
            Fact::Holder,
            Fact::DependentChildren,
            Fact::DisabilityCard,
            Fact::Collection,
            Fact::E85Converted,
            Fact::Exemption,
            Fact::Use,
            Fact::MaxTechnicalMassKg,
        ],
    ),
];

/// What may differ in a comparison.
const COMPARED: &[Fact] = &[
    Fact::IssuedOn,
    Fact::Departement,
    Fact::Energy,
    Fact::FiscalCv,
    Fact::FirstRegisteredOn,
    Fact::Co2GKm,
    Fact::MassInRunningOrderKg,
];

/// `/simulateur`, with or without a query.
pub(super) fn page(asked: &Asked) -> Body {
    let pairs = crate::query::pairs(&asked.query);
    let mut head = head(
        asked.say("Simulateur du prix de la carte grise", "Registration certificate price simulator"),
        asked.say(
            "Calculez au centime le prix de votre carte grise\u{202f}: taxe régionale, malus, frais. Chaque ligne montre son \
             calcul, sa loi et sa date. Gratuit, sans compte.",
            "Work out to the cent what your French registration certificate costs: regional tax, malus, fees. Each line \
             shows its working, its law and its date.",
        ),
        Page::Simulator,
    );
    head.noindex = !asked.query.is_empty();
    let reading = reading(asked, &pairs);
    let title = asked
        .say("Combien coûte ma carte grise\u{202f}?", "What will my certificate cost?")
        .to_owned();
    let lead = asked.say(
        "Répondez avec votre carte grise sous les yeux\u{202f}: le prix se met à jour à chaque réponse.",
        "Answer with the certificate in front of you: the price follows each answer.",
    );
    let errors = (!asked.query.is_empty())
        .then(|| error_summary(&messages(&reading.errors, asked.lang), asked.lang))
        .flatten();
    ok(
        head,
        view! {
            <h1>{title}</h1>
            <p class="lead">{lead.to_owned()}</p>
            {errors}
            {workbench(asked, &pairs, &reading)}
        },
    )
}

pub(super) fn reading(asked: &Asked, pairs: &[(String, String)]) -> Reading {
    read_form(pairs, &asked.published.baremes, asked.today)
}

/// The receipt of `facts` on this day, with our fee.
pub(super) fn receipt_text(asked: &Asked, facts: &Facts) -> ReceiptText {
    let baremes = &asked.published.baremes;
    let priced = Priced::new(facts, baremes, asked.today);
    ReceiptText::new(&priced, baremes, &fees_for(asked, facts.operation), asked.lang)
}

/// Our fee by operation, for the browser: `operation:fixed/share/VAT`, `*` for the others; `|` between those of démarches
/// that cost otherwise.
pub(super) fn fees(asked: &Asked) -> String {
    let entry = |name: &str, rules: &[FeeRule]| {
        let each = rules.iter().map(|rule| format!("{}/{}/{}", rule.fixed.0, rule.share, rule.vat));
        format!("{name}:{}", each.collect::<Vec<_>>().join("|"))
    };
    let general = fees_for(asked, None);
    let mut entries = vec![entry("*", &general)];
    for operation in Operation::ALL {
        let rules = fees_for(asked, Some(*operation));
        if rules != general {
            entries.push(entry(operation.id(), &rules));
        }
    }
    entries.join(",")
}

/// The form and the receipt.
fn workbench(asked: &Asked, pairs: &[(String, String)], reading: &Reading) -> AnyView {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let text = receipt_text(asked, &reading.facts);
    let action = asked.href(Page::Simulator);
    let errors = messages(&reading.errors, lang);
    let controls = Controls { lang, baremes, pairs, errors: &errors, prefix: "" };
    let wanted = simulator::questions(&reading.facts, baremes, asked.today);
    let groups = QUESTIONS
        .iter()
        .map(|(fr, en, facts)| {
            let fields = facts
                .iter()
                .map(|fact| controls.field(*fact, wanted.contains(*fact)))
                .collect_view();
            view! {
                <fieldset>
                    <legend>{lang.pick(*fr, *en)}</legend>
                    {fields}
                </fieldset>
            }
        })
        .collect_view();
    let shared = shared_pairs(pairs, asked.today);
    let query =
        crate::query::encode(shared.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let link = format!("{}{action}?{query}", asked.origin);
    let what_if = what_if(asked, pairs, &text);
    view! {
        <form
            class="grid-sim"
            method="get"
            action=action
            data-live
            data-address
            data-query=asked.query.clone()
            data-today=asked.today.to_string()
            data-fees=fees(asked)
        >
            <div class="grid-sim-questions">
                {groups} {controls.field(Fact::IssuedOn, true)} {what_if} <p data-without-script>
                    <button class="btn btn-primary" type="submit">
                        {lang.pick("Calculer le prix", "Work out the price")}
                    </button>
                </p> {sums(&text, lang)}
            </div>
            <div class="certificate-box" inner_html=certificate(lang)></div>
            <div class="grid-sim-receipt">
                <div data-receipt>{receipt(&text, lang)}</div>
                {actions(asked, &link)}
            </div>
        </form>
        {deadline(asked)}
    }
    .into_any()
}

/// The two sums and their total, in sight on a phone while the questions go by. The browser fills the slots again.
fn sums(text: &ReceiptText, lang: Lang) -> AnyView {
    view! {
        <p class="sums" data-sums>
            <a href="#receipt-title">{lang.pick("Total avec nos frais", "Total with our fee")}</a>
            <strong class="sums-total" data-slot="grand">
                {text.grand.clone()}
            </strong>
            <span class="sums-parts">
                "Taxes " <span data-slot="taxes">{text.taxes.clone()}</span>
                {lang.pick(" + nos frais ", " + our fee ")}
                <span data-slot="fee">{text.fee.clone()}</span>
            </span>
        </p>
    }
    .into_any()
}

/// The drawing, which is the same on every page of a language: drawn once.
fn certificate(lang: Lang) -> &'static str {
    static DRAWN: OnceLock<[String; 2]> = OnceLock::new();
    let [fr, en] = DRAWN.get_or_init(|| {
        [Lang::Fr, Lang::En].map(|lang| view! { <Certificate lang /> }.into_any().to_html())
    });
    lang.pick(fr, en)
}

/// What the same certificate would cost on another day, elsewhere, or with another vehicle.
fn what_if(asked: &Asked, pairs: &[(String, String)], text: &ReceiptText) -> AnyView {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let other = versus(pairs);
    let compared = other
        .as_ref()
        .map(|other| {
            let other = receipt_text(asked, &reading(asked, other).facts);
            live::difference(text, &other, lang)
        })
        .unwrap_or_default();
    let controls = Controls { lang, baremes, pairs, errors: &[], prefix: live::VERSUS };
    let fields = COMPARED.iter().map(|fact| controls.field(*fact, true)).collect_view();
    view! {
        <details class="card what-if" open=other.is_some()>
            <summary>
                {lang
                    .pick(
                        "Et si… comparer une autre date, un autre département, un autre véhicule",
                        "What if… compare another date, place or vehicle",
                    )}
            </summary>
            <p class="field-help">
                {lang.pick("Ne remplissez que ce qui change.", "Fill in only what differs.")}
            </p>
            {fields}
            <p class="compared" data-compared aria-live="polite">
                {compared}
            </p>
        </details>
    }
    .into_any()
}

fn actions(asked: &Asked, link: &str) -> AnyView {
    let lang = asked.lang;
    let keep = lang.pick("/simulateur/enregistrer", "/en/simulator/keep");
    let closed = asked.degraded;
    view! {
        <div class="actions">
            <button
                class="btn btn-primary"
                type="submit"
                formmethod="post"
                formaction=Place::BeginDossier.path(lang)
                name="reprendre"
                value="1"
                disabled=closed
            >
                {lang.pick("Commencer mon dossier", "Start my file")}
            </button>
            <p class="field-help">
                {lang
                    .pick(
                        "Vos réponses sont reprises. Rien à payer maintenant, aucun compte à créer.",
                        "Your answers are carried over. Nothing to pay now, no account to create.",
                    )}
            </p>
            <button class="btn" type="submit" formmethod="post" formaction=keep disabled=closed>
                {lang.pick("Garder cette simulation", "Keep this simulation")}
            </button>
            <p class="field-help">
                {lang
                    .pick(
                        "Elle est gardée 90 jours sous un lien privé.",
                        "It is kept for 90 days under a private link.",
                    )}
            </p>
            <label class="field-label" for="share">
                {lang.pick("Lien vers cette simulation", "Link to this simulation")}
            </label>
            <input
                class="input"
                id="share"
                r#type="text"
                readonly
                value=link.to_owned()
                data-share
            />
            <div class="choice">
                <input id=live::SHARE_PRIVATE name=live::SHARE_PRIVATE r#type="checkbox" />
                <label for=live::SHARE_PRIVATE>
                    {lang
                        .pick(
                            "Inclure les enfants à charge et la carte d’invalidité dans le lien et dans la simulation enregistrée",
                            "Include dependent children and the disability card in the link and in the saved simulation",
                        )}
                </label>
            </div>
            <p class="actions-row" data-with-script hidden>
                <button class="btn btn-quiet" type="button" data-copy>
                    <Icon name=IconName::Copy />
                    {lang.pick("Copier le lien", "Copy the link")}
                </button>
                <button class="btn btn-quiet" type="button" data-print>
                    <Icon name=IconName::Printer />
                    {lang.pick("Imprimer", "Print")}
                </button>
                <span role="status" data-copied hidden>
                    {lang.pick("Lien copié", "Link copied")}
                </span>
            </p>
        </div>
    }
    .into_any()
}

/// A calendar file of the legal deadline.
fn deadline(asked: &Asked) -> AnyView {
    let lang = asked.lang;
    view! {
        <section class="card" aria-labelledby="deadline-title">
            <h2 id="deadline-title">
                {lang
                    .pick(
                        "Ne manquez pas le délai d’un mois",
                        "Do not miss the one-month deadline",
                    )}
            </h2>
            <p>
                {lang
                    .pick(
                        "Vous avez un mois après l’achat pour demander votre carte grise (Code de la route, R322-5). Au-delà, l’amende forfaitaire est celle de la 4ᵉ classe.",
                        "You have one month after the purchase to ask for your certificate (Code de la route, R322-5). Later, the fixed fine is that of the 4th class.",
                    )}
            </p>
            <form method="get" action=lang.pick("/echeance.ics", "/en/deadline.ics")>
                <div class="field">
                    <label class="field-label" for="from">
                        {lang.pick("Date de la vente", "Date of the sale")}
                    </label>
                    <input
                        class="input"
                        id="from"
                        name="from"
                        r#type="date"
                        required
                        value=asked.today.to_string()
                    />
                </div>
                <button class="btn btn-quiet" type="submit">
                    <Icon name=IconName::CalendarAdd />
                    {lang
                        .pick(
                            "Ajouter l’échéance à mon agenda",
                            "Add the deadline to my calendar",
                        )}
                </button>
            </form>
        </section>
    }
    .into_any()
}
