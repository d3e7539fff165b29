use leptos::prelude::*;
use simulator::facts::Fact;

use super::{Body, Page, head, ok, receipt, workbench};
use crate::design::icons::{Icon, IconName};
use crate::live::read_form;
use crate::receipt::{Priced, ReceiptText};
use crate::site::asked::Asked;
use crate::site::forms::Controls;
use crate::site::simulation::fees_for;

/// `/`
#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
pub(super) fn page(asked: &Asked) -> Body {
    let lang = asked.lang;
    let baremes = &asked.published.baremes;
    let reading = read_form(&[], baremes, asked.today);
    let controls = Controls { lang, baremes, pairs: &[], errors: &[], prefix: "" };
    let fields = [Fact::Departement, Fact::Energy, Fact::FiscalCv, Fact::FirstRegisteredOn]
        .map(|fact| controls.field(fact, true))
        .into_iter()
        .collect_view();
    let text = ReceiptText::new(
        &Priced::new(&reading.facts, baremes, asked.today),
        baremes,
        &fees_for(asked, reading.facts.operation),
        lang,
    );
    let title = lang.pick(
        "Le vrai prix de votre carte grise, et la démarche sans stress",
        "The true price of your certificate, and the procedure without stress",
    );
    let lead = lang.pick(
        "Calcul au centime, ligne par ligne, avec la loi en face. Puis nous vérifions vos papiers et déposons le dossier pour vous.",
        "Worked out to the cent, line by line, with the law beside it. Then we check your papers and file for you.",
    );
    let steps = [
        (IconName::Calculator, lang.pick("Vous calculez", "You work it out"), lang.pick("Le simulateur est gratuit, sans compte, et marche même hors connexion.", "The simulator is free, needs no account, and works offline.")),
        (IconName::Receipt, lang.pick("Vous voyez tout", "You see it all"), lang.pick("Les taxes de l’État d’un côté, nos frais de l’autre. Jamais mélangés.", "The State’s taxes on one side, our fee on the other. Never mixed.")),
        (IconName::Check, lang.pick("Nous vérifions", "We check"), lang.pick("La liste exacte des pièces de votre cas, chacune avec sa raison. Une pièce refusée ne renvoie jamais tout le dossier.", "The exact list of papers for your case, each with its reason. One bad paper never sends back the whole file.")),
    ]
    .map(|(icon, title, text)| {
        view! {
            <li class="card">
                <Icon name=icon large=true />
                <h3>{title}</h3>
                <p>{text}</p>
            </li>
        }
    })
    .into_iter()
    .collect_view();
    let popular = [
        "changement_titulaire",
        "import_ue",
        "changement_adresse",
        "duplicata_perte",
        "vehicule_neuf",
        "succession_conservation",
    ]
    .into_iter()
    .filter_map(|code| {
        let index = asked.published.demarches.all().iter().position(|one| one.kind.id() == code)?;
        let demarche = &asked.published.demarches.all()[index];
        Some(view! {
            <li class="card">
                <h3>
                    <a href=asked
                        .href(
                            Page::Demarche(index),
                        )>{demarche.page.label.in_lang(lang).to_owned()}</a>
                </h3>
                <p>{demarche.page.summary.in_lang(lang).to_owned()}</p>
            </li>
        })
    })
    .collect_view();
    ok(
        head(
            lang.pick("Carte grise\u{202f}: le vrai prix, calculé ici", "French car registration: the true price"),
            lang.pick(
                "Calculez le prix exact de votre carte grise (certificat d’immatriculation), ligne par ligne, avec la loi. Service privé et payant, taxes et frais séparés.",
                "Work out the exact price of your French registration certificate, line by line, with the law. Private paid service, taxes and fee apart.",
            ),
            Page::Home,
        ),
        view! {
            <div class="hero">
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
            </div>
            <form
                class="grid-sim"
                method="get"
                action=asked.href(Page::Simulator)
                data-live
                data-today=asked.today.to_string()
                data-fees=workbench::fees(asked)
            >
                <div class="grid-sim-questions">
                    <fieldset>
                        <legend>
                            {lang.pick("Une voiture d’occasion\u{202f}?", "A used car?")}
                        </legend>
                        <input r#type="hidden" name="operation" value="changement_titulaire" />
                        {fields}
                    </fieldset>
                    <p>
                        <button class="btn btn-primary" type="submit">
                            {lang.pick("Voir le calcul complet", "See the full working")}
                            <Icon name=IconName::ArrowRight />
                        </button>
                    </p>
                    <p>
                        <a href=asked
                            .href(
                                Page::Simulator,
                            )>
                            {lang
                                .pick(
                                    "Un autre cas\u{202f}: neuf, import, moto, adresse, perte…",
                                    "Another case: new, import, motorcycle, address, loss…",
                                )}
                        </a>
                    </p>
                </div>
                <div class="grid-sim-receipt">
                    <div data-receipt>{receipt(&text, lang)}</div>
                </div>
            </form>
            <section aria-labelledby="how">
                <h2 id="how">{lang.pick("Comment ça marche", "How it works")}</h2>
                <ol class="steps cards">{steps}</ol>
            </section>
            <section aria-labelledby="popular">
                <h2 id="popular">
                    {lang.pick("Les démarches les plus demandées", "Most asked procedures")}
                </h2>
                <ul class="cards">{popular}</ul>
                <p>
                    <a href=asked
                        .href(
                            Page::Demarches,
                        )>{lang.pick("Toutes les démarches", "All procedures")}</a>
                </p>
            </section>
        },
    )
}
