//! What whoever keeps the accounts does: settles, exports, numbers.

use leptos::prelude::*;
use vocabulary::Lang;

use super::super::acts::Screen;
use super::super::control::{Tone, notice, select};
use super::{AccountsView, DifferenceLine};

/// The form that settles a difference.
pub(super) fn settle(view: &AccountsView, one: &DifferenceLine, lang: Lang) -> AnyView {
    let id = one.id.to_string();
    let field = format!("note-{id}");
    let typed = if view.kept("id") == id { view.kept("note") } else { String::new() };
    view! {
        <form class="desk-act" method="post" action=Screen::Accounts.path()>
            <input type="hidden" name="id" value=id />
            <div class="field">
                <label class="field-label" for=field.clone()>
                    {lang.pick("Comment il s’explique", "How it is explained")}
                </label>
                <input
                    class="input"
                    id=field
                    name="note"
                    type="text"
                    autocomplete="off"
                    maxlength="1000"
                    value=typed
                />
            </div>
            <button class="btn btn-small" type="submit" name="act" value="settle">
                {lang.pick("Régler l’écart", "Settle the difference")}
            </button>
        </form>
    }
    .into_any()
}

/// The file of a year.
pub(super) fn export(view: &AccountsView, lang: Lang) -> AnyView {
    let form = if view.siren {
        let years = view.years.iter().map(|year| (year.to_string(), year.to_string())).collect();
        let this = view.years.first().map(u16::to_string).unwrap_or_default();
        view! {
            <form
                class="desk-search"
                method="get"
                action=format!("{}/fec", Screen::Accounts.path())
            >
                {select("annee", lang.pick("Année", "Year"), years, &this, false)}
                <button class="btn btn-small" type="submit">
                    {lang.pick("Télécharger le FEC", "Download the FEC")}
                </button>
            </form>
        }
        .into_any()
    } else {
        notice(
            Tone::Beware,
            lang.pick(
                "Le fichier porte le SIREN de la maison\u{202f}: indiquez-le dans les réglages.",
                "The file bears the SIREN of the house: give it in the settings.",
            ),
        )
    };
    view! {
        <section id="export" aria-labelledby="export-title" tabindex="-1">
            <h2 id="export-title">
                {lang.pick("Fichier des écritures comptables", "File of the accounts (FEC)")}
            </h2>
            <p class="muted">
                {lang
                    .pick(
                        "Les écritures de l’année dans l’ordre où elles ont été passées (art. A47 A-1 du LPF). Le téléchargement est inscrit dans l’audit.",
                        "The entries of the year in the order in which they were booked (art. A47 A-1 of the LPF). The download is written in the audit.",
                    )}
            </p>
            {form}
        </section>
    }
    .into_any()
}

/// The numbers of the accounts.
pub(super) fn numbers(view: &AccountsView, lang: Lang) -> AnyView {
    let accounts = view
        .accounts
        .iter()
        .map(|one| (one.code.to_owned(), format!("{} {} ({})", one.number, one.label, one.usual)))
        .collect();
    let field = |name: &'static str, label: &'static str, most: &'static str| {
        view! {
            <div class="field">
                <label class="field-label" for=format!("account-{name}")>
                    {label}
                </label>
                <input
                    class="input"
                    id=format!("account-{name}")
                    name=name
                    type="text"
                    autocomplete="off"
                    maxlength=most
                    value=view.kept(name)
                />
            </div>
        }
    };
    view! {
        <section id="numbers" aria-labelledby="numbers-title" tabindex="-1">
            <h2 id="numbers-title">{lang.pick("Numéros de comptes", "Account numbers")}</h2>
            <p class="muted">
                {lang
                    .pick(
                        "Par défaut, ceux du plan comptable général. Videz le numéro et le nom pour y revenir.",
                        "By default those of the general chart. Empty number and name to go back to it.",
                    )}
            </p>
            <form class="desk-act" method="post" action=Screen::Accounts.path()>
                {select(
                    "account",
                    lang.pick("Compte", "Account"),
                    accounts,
                    &view.kept("account"),
                    false,
                )}
                {field("number", lang.pick("Numéro", "Number"), "12")}
                {field("label", lang.pick("Nom", "Name"), "80")}
                <button class="btn btn-small" type="submit" name="act" value="number">
                    {lang.pick("Numéroter", "Set the number")}
                </button>
            </form>
        </section>
    }
    .into_any()
}
