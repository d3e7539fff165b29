//! The limits that the house sets: their words, and their part of the form.

use leptos::prelude::*;
use tenants::Limit;
use vocabulary::Lang;

use super::super::control::Input;
use super::{SettingsView, error_of};

pub(super) fn limits(view: &SettingsView, errors: &[(String, String)], lang: Lang) -> AnyView {
    let fields = view
        .limits
        .iter()
        .map(|(limit, text)| {
            let (label, help) = limit_words(*limit, lang);
            Input {
                name: limit.id(),
                label,
                help,
                value: text.clone(),
                error: error_of(errors, limit.id()),
                readonly: !view.changes,
                ..Input::default()
            }
            .view()
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{lang.pick("Limites", "Limits")}</legend>
            <div class="desk-fields">{fields}</div>
        </fieldset>
    }
    .into_any()
}

pub(super) const fn limit_words(limit: Limit, lang: Lang) -> (&'static str, &'static str) {
    match limit {
        Limit::Refund => (
            lang.pick(
                "Remboursement sans second regard, en euros, au plus",
                "Refund without a second person, in euros, at most",
            ),
            lang.pick(
                "Au-delà, un superviseur décide. De 0 à 5 000.",
                "Above it a supervisor decides. From 0 to 5,000.",
            ),
        ),
        Limit::SilentFee => (
            lang.pick(
                "Frais gardés si le client ne répond pas, en euros, au plus",
                "Fee kept when the customer does not answer, in euros, at most",
            ),
            lang.pick(
                "Comme le disent vos conditions générales, et jamais plus que le travail fait. De 0 à 500.",
                "As your general terms say, and never more than the work done. From 0 to 500.",
            ),
        ),
        Limit::FileMegabytes => (
            lang.pick(
                "Fichier d’un export, en mégaoctets, au plus",
                "File of an export, in megabytes, at most",
            ),
            lang.pick(
                "Au-delà, l’export le signale. 0\u{202f}: rien n’est signalé. De 0 à 100.",
                "Above it the export says so. 0: nothing is said. From 0 to 100.",
            ),
        ),
        Limit::VaultDays => (
            lang.pick(
                "Jours avant de réclamer la référence du coffre",
                "Days before the vault’s reference is asked for",
            ),
            lang.pick(
                "Après le dépôt d’un dossier. De 1 à 90.",
                "After a file is filed. From 1 to 90.",
            ),
        ),
        Limit::QuietFrom => (
            lang.pick(
                "Heure du soir à partir de laquelle personne n’est dérangé",
                "Hour of the evening from which nobody is disturbed",
            ),
            lang.pick(
                "Les SMS et les rappels attendent alors le matin, à l’heure de Paris. De 18 à 23. Personne n’est rappelé un dimanche ou un jour férié.",
                "Texts and reminders then wait for the morning, by the clock of Paris. From 18 to 23. Nobody is reminded on a Sunday or a holiday.",
            ),
        ),
        Limit::QuietUntil => (
            lang.pick(
                "Heure du matin à partir de laquelle on peut écrire",
                "Hour of the morning from which one may write",
            ),
            lang.pick("De 6 à 11.", "From 6 to 11."),
        ),
    }
}
