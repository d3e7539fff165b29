//! What whoever keeps the accounts does: settles, exports, numbers.

use leptos::prelude::*;
use vocabulary::Lang;

use super::super::acts::Screen;
use super::super::control::{Tone, notice, select};
use super::{AccountsDone, AccountsView, DifferenceLine, NUMBER, note_of, words};

/// The form that settles a difference.
pub(super) fn settle(view: &AccountsView, one: &DifferenceLine, lang: Lang) -> AnyView {
    let id = one.id.to_string();
    let field = note_of(one);
    let sent = view.kept("id") == id;
    let typed = if sent { view.kept("note") } else { String::new() };
    let refused = view.refused().filter(|_| sent);
    let error = Wrong::of(refused, AccountsDone::NoteNeeded, &field, lang);
    // A hundred forms are told apart by what each is about.
    let about = if one.reference.is_empty() {
        one.about.clone()
    } else {
        format!("{} {}", one.reference, one.about)
    };
    view! {
        <form class="desk-act" method="post" action=Screen::Accounts.path()>
            <input type="hidden" name="id" value=id />
            <div class="field">
                <label class="field-label" for=field.clone()>
                    {lang.pick("Comment il s’explique", "How it is explained")}
                    <span class="sr-only">" " {about.clone()}</span>
                </label>
                {error.message}
                <input
                    class="input"
                    id=field
                    name="note"
                    type="text"
                    autocomplete="off"
                    maxlength="1000"
                    value=typed
                    aria-invalid=error.invalid
                    aria-describedby=error.described
                />
            </div>
            <button class="btn btn-small" type="submit" name="act" value="settle">
                {lang.pick("Régler l’écart", "Settle the difference")}
                <span class="sr-only">" " {about}</span>
            </button>
        </form>
    }
    .into_any()
}

/// What is said at a control that is wrong; nothing at one that is not.
#[derive(Default)]
struct Wrong {
    invalid: Option<&'static str>,
    described: Option<String>,
    message: Option<AnyView>,
}

impl Wrong {
    /// At `control`, where what was sent is `refused` for the reason `why`.
    fn of(refused: Option<AccountsDone>, why: AccountsDone, control: &str, lang: Lang) -> Self {
        if refused != Some(why) {
            return Self::default();
        }
        let id = format!("{control}-error");
        let message = view! {
            <p class="field-error" id=id.clone()>
                {words(why, lang)}
            </p>
        };
        Self { invalid: Some("true"), described: Some(id), message: Some(message.into_any()) }
    }
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
    // Number and name are right or wrong together: both are said to be, once.
    let error = Wrong::of(view.refused(), AccountsDone::BadNumber, NUMBER, lang);
    let (invalid, described) = (error.invalid, error.described);
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
                    aria-invalid=invalid
                    aria-describedby=described.clone()
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
                {error.message}
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
