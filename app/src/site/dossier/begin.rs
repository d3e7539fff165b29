use demarches::DemarcheKind;
use leptos::prelude::*;

use super::body;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::page::Page;
use crate::site::place::Place;

/// `/dossier/nouveau`: what it takes, before anything is asked.
pub(super) fn page(asked: &Asked, kind: DemarcheKind, facts: &str) -> Body {
    let lang = asked.lang;
    let rules = asked.published.demarches;
    let demarche = rules.get(kind);
    let title = demarche.page.label.in_lang(lang).to_owned();
    let index = rules.all().iter().position(|one| one.kind == kind).unwrap_or_default();
    let twin = format!("{}?demarche={}", Place::BeginDossier.path(lang.other()), kind.id());
    let carried = (!facts.is_empty()).then(|| {
        view! {
            <p class="notice notice-info">
                {lang
                    .pick(
                        "Ce que vous avez dit au simulateur est repris\u{202f}: vous n’aurez pas à le redire.",
                        "What you told the simulator is carried over: you will not be asked again.",
                    )}
            </p>
        }
    });
    body(
        asked,
        title.clone(),
        200,
        twin,
        view! {
            <h1>{title}</h1>
            <p class="lead">{demarche.page.summary.in_lang(lang).to_owned()}</p>
            {carried}
            <h2>{lang.pick("Comment cela se passe", "How it goes")}</h2>
            <ol class="steps">
                <li>
                    {lang
                        .pick(
                            "Quelques questions, une par page. Chaque réponse est gardée\u{202f}: vous pouvez vous arrêter et revenir.",
                            "A few questions, one a page. Each answer is kept: you can stop and come back.",
                        )}
                </li>
                <li>
                    {lang
                        .pick(
                            "La liste exacte des pièces de votre cas, avec la raison de chacune, et le prix.",
                            "The exact list of papers of your case, with the reason for each, and the price.",
                        )}
                </li>
                <li>
                    {lang
                        .pick(
                            "Vous commandez, ou non. Rien n’est payé avant, et aucun compte n’est demandé pour commencer.",
                            "You order, or not. Nothing is paid before, and no account is needed to begin.",
                        )}
                </li>
            </ol>
            <form method="post" action=Place::BeginDossier.path(lang)>
                <input type="hidden" name="demarche" value=kind.id() />
                <input type="hidden" name="facts" value=facts.to_owned() />
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Commencer", "Begin")}
                </button>
            </form>
            <p>
                <a href=asked
                    .href(
                        Page::Demarche(index),
                    )>
                    {lang
                        .pick(
                            "Relire ce que dit la page de cette démarche",
                            "Read the page of this procedure again",
                        )}
                </a>
            </p>
        },
    )
}
