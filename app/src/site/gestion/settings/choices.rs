//! What is chosen from a list: how forms are signed, and how each démarche is filed.

use demarches::kind::FilingChannel;
use leptos::prelude::*;
use tenants::SignatureWay;
use vocabulary::Lang;

use super::super::control::select;
use super::{SIGNATURE, SIV_ORDER, SettingsView, channel_control};
use crate::site::asked::Asked;
use crate::site::gestion::words;

pub(super) const fn signature_label(lang: Lang) -> &'static str {
    lang.pick("Les formulaires se signent", "Forms are signed")
}

const fn signature_words(way: SignatureWay, lang: Lang) -> &'static str {
    match way {
        SignatureWay::Both => lang.pick("à l’écran ou sur papier", "on the screen or on paper"),
        SignatureWay::Screen => lang.pick("à l’écran seulement", "on the screen only"),
        SignatureWay::Paper => lang.pick("sur papier seulement", "on paper only"),
    }
}

pub(super) fn signature(view: &SettingsView, lang: Lang) -> AnyView {
    let choices = SignatureWay::ALL
        .iter()
        .map(|way| (way.id().to_owned(), signature_words(*way, lang).to_owned()))
        .collect();
    view! {
        <fieldset>
            <legend>{lang.pick("Signature", "Signature")}</legend>
            <p class="field-help">
                {lang
                    .pick(
                        "À l’écran\u{202f}: code par e-mail et dossier de preuve. Sur papier\u{202f}: photo du formulaire signé, que vous vérifiez.",
                        "On the screen: code by e-mail and evidence file. On paper: photo of the signed form, which you check.",
                    )}
            </p>
            <div class="desk-fields">
                {select(
                    SIGNATURE,
                    signature_label(lang),
                    choices,
                    view.signature.id(),
                    !view.changes,
                )}
            </div>
        </fieldset>
    }
    .into_any()
}

/// A choice for each démarche that may be filed in two ways.
pub(super) fn channels(asked: &Asked, view: &SettingsView) -> AnyView {
    let lang = asked.lang;
    let rules = asked.published.demarches.all();
    let fields = view
        .channels
        .iter()
        .filter_map(|(kind, chosen)| {
            let demarche = rules.iter().find(|one| one.kind == *kind)?;
            let usual = *demarche.channels.first()?;
            let mut choices = vec![(
                String::new(),
                format!(
                    "{} ({})",
                    lang.pick("Comme d’usage", "As usual"),
                    words::channel(usual, lang)
                ),
            )];
            choices.extend(demarche.channels.iter().map(|channel| {
                (channel.id().to_owned(), words::channel(*channel, lang).to_owned())
            }));
            let chosen = chosen.map_or("", FilingChannel::id);
            let label = demarche.page.label.in_lang(lang);
            Some(select(&channel_control(*kind), label, choices, chosen, !view.changes))
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{lang.pick("Canal de dépôt", "Filing channel")}</legend>
            <p class="field-help">
                {lang
                    .pick(
                        "Pour les démarches que la maison peut déposer de deux façons, selon son habilitation.",
                        "For procedures that the house can file in two ways, depending on its habilitation.",
                    )}
            </p>
            <div class="desk-fields">{fields}</div>
        </fieldset>
    }
    .into_any()
}

pub(super) const fn order_label(lang: Lang) -> &'static str {
    lang.pick("Ordre des champs de l’écran du SIV", "Order of the fields of the SIV screen")
}

/// The order in which an export prints what is typed in the SIV.
pub(super) fn siv_order(view: &SettingsView, lang: Lang) -> AnyView {
    let help = format!("{SIV_ORDER}-help");
    view! {
        <fieldset>
            <legend>{lang.pick("Feuille de route", "Road sheet")}</legend>
            <div class="field">
                <label class="field-label" for=SIV_ORDER>
                    {order_label(lang)}
                </label>
                <p class="field-help" id=help.clone()>
                    {lang
                        .pick(
                            "Les noms des champs, séparés par des espaces\u{202f}: vehicle.plate vehicle.vin fiscal_cv… Vide\u{202f}: l’ordre du formulaire 13750.",
                            "The names of the fields, with spaces between: vehicle.plate vehicle.vin fiscal_cv… Empty: the order of form 13750.",
                        )}
                </p>
                <input
                    class="input"
                    id=SIV_ORDER
                    name=SIV_ORDER
                    type="text"
                    maxlength="2000"
                    autocomplete="off"
                    aria-describedby=help
                    value=view.siv_order.clone()
                    readonly=!view.changes
                />
            </div>
        </fieldset>
    }
    .into_any()
}
