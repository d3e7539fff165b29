use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::{Cents, Lang};
use wording::numbers::euros;

use super::{address, body};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::place::Place;

/// `/dossier/{id}/retractation`: the function that the law wants (code de la consommation L221-21, D221-5).
pub(super) fn page(asked: &Asked, id: &str, until: Timestamp, owed: (Cents, Cents)) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Renoncer au contrat", "Withdraw from the contract");
    body(
        asked,
        title.to_owned(),
        200,
        Place::WithdrawDossier.with(id, lang.other()),
        view! {
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            <h1>{title}</h1>
            <p class="lead">
                {format!(
                    "{} {id}, {} {}.",
                    lang.pick("Contrat du dossier", "Contract of the dossier"),
                    lang.pick("sans motif, jusqu’au", "without a reason, until"),
                    instant(until, lang),
                )}
            </p>
            <p>
                {lang
                    .pick(
                        "Le dossier est clos aussitôt. Les taxes qui ne sont pas déposées sont remboursées en entier, nos frais selon le travail déjà fait à votre demande. L’accusé de réception, avec la date et l’heure, part par e-mail.",
                        "The dossier is closed at once. Taxes that are not filed are refunded in full, our fee according to the work already done at your request. The acknowledgement, with day and hour, is sent by e-mail.",
                    )}
            </p>
            <p class="lead">{refunded(owed, lang)}</p>
            <form method="post" action=address(asked, Place::WithdrawDossier, id)>
                <button class="btn btn-danger" type="submit">
                    {lang.pick("Confirmer la rétractation", "Confirm the withdrawal")}
                </button>
            </form>
        },
    )
}

/// What comes back, said before it is confirmed.
fn refunded((least, most): (Cents, Cents), lang: Lang) -> String {
    if most.0 == 0 {
        let nothing = lang.pick(
            "Rien n’est à rembourser\u{202f}: vous n’avez rien payé, ou la somme est déjà en route vers vous, ou chez votre banque.",
            "There is nothing to refund: you paid nothing, or the sum is on its way to you already, or with your bank.",
        );
        return nothing.to_owned();
    }
    if least == most {
        let all = lang.pick("Vous serez remboursé de", "You will be refunded");
        return format!("{all} {}.", euros(most, lang));
    }
    match lang {
        Lang::Fr => format!(
            "Vous serez remboursé d’au moins {}, et au plus de {} selon le travail déjà fait à votre demande.",
            euros(least, lang),
            euros(most, lang),
        ),
        Lang::En => format!(
            "You will be refunded at least {}, and at most {} according to the work already done at your request.",
            euros(least, lang),
            euros(most, lang),
        ),
    }
}
