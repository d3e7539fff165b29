//! `/gestion/comptes`: what the accounts hold, what does not agree with the provider's report, the file of a year, and the
//! numbers of the accounts.

mod keeping;

use jiff::Timestamp;
use leptos::prelude::*;
use uuid::Uuid;
use vocabulary::{Cents, Lang, codes};
use wording::numbers::euros;

use keeping::{export, numbers, settle};

use super::acts::Screen;
use super::body;
use super::control::{Tone, empty, notice};
use crate::design::table::{Column, table};
use crate::site::account::instant;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;

codes! {
    /// What was just done, or why it was not, as the address says it.
    pub enum AccountsDone {
        /// A difference was settled.
        Settled = "regle",
        /// An account was numbered.
        Numbered = "numerote",
        /// A note is wanted.
        NoteNeeded = "note",
        /// The difference is settled already.
        Gone = "deja",
        /// A number or a name of an account is none.
        BadNumber = "numero",
        /// The house has no SIREN of nine digits: the file of a year is named by it.
        SirenNeeded = "siren",
    }
}

/// An account.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// Its name in the form.
    pub code: &'static str,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub label: String,
    /// Its number in the general chart.
    pub usual: &'static str,
    /// What it holds, more than nothing: a debit.
    pub cents: Cents,
}

/// What does not agree, or did not.
#[derive(Clone, Debug)]
pub struct DifferenceLine {
    /// Its id.
    pub id: Uuid,
    /// How, in words.
    pub what: &'static str,
    /// What about.
    pub about: String,
    /// The dossier, where there is one.
    pub reference: String,
    /// What we booked.
    pub booked: Cents,
    /// What the provider moved.
    pub moved: Cents,
    /// When it was found.
    pub found_at: Timestamp,
    /// When it was settled, and what was written.
    pub settled: Option<(Timestamp, String)>,
}

/// The accounts.
#[derive(Clone, Debug)]
pub struct AccountsView {
    /// What providers hold for us, by their reports.
    pub reported: Cents,
    /// What customers paid, less what went back to them.
    pub moved: Cents,
    /// What providers kept.
    pub fees: Cents,
    /// What they paid out.
    pub paid_out: Cents,
    /// What providers hold for us, by our accounts.
    pub booked: Cents,
    /// When the last of the reports moved.
    pub last: Option<Timestamp>,
    /// Every account.
    pub accounts: Vec<AccountLine>,
    /// Differences to settle.
    pub open: Vec<DifferenceLine>,
    /// Those that were.
    pub settled: Vec<DifferenceLine>,
    /// Years of which a file can be had.
    pub years: Vec<u16>,
    /// The house says its SIREN, of nine digits.
    pub siren: bool,
    /// The reader settles, exports and numbers.
    pub keeps: bool,
    /// What was just done, or why it was not.
    pub done: Option<AccountsDone>,
    /// What was sent and not done.
    pub kept: Vec<(String, String)>,
}

impl AccountsView {
    fn kept(&self, name: &str) -> String {
        let pair = self.kept.iter().find(|(one, _)| one == name);
        pair.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Why what was sent is not done.
    fn refused(&self) -> Option<AccountsDone> {
        let refused = |done: &AccountsDone| match done {
            AccountsDone::NoteNeeded | AccountsDone::Gone | AccountsDone::BadNumber => true,
            AccountsDone::Settled | AccountsDone::Numbered | AccountsDone::SirenNeeded => false,
        };
        self.done.filter(refused).filter(|_| !self.kept.is_empty())
    }

    /// The control that is wrong, and how.
    fn wrong(&self, lang: Lang) -> Option<(String, String)> {
        let done = self.refused()?;
        let control = match done {
            AccountsDone::NoteNeeded => {
                let id = self.kept("id");
                let one = self.open.iter().find(|one| one.id.to_string() == id)?;
                note_of(one)
            }
            AccountsDone::BadNumber => NUMBER.to_owned(),
            _ => return None,
        };
        Some((control, words(done, lang).to_owned()))
    }
}

/// The control of an account's number.
const NUMBER: &str = "account-number";

/// The control of the note that settles `one`.
fn note_of(one: &DifferenceLine) -> String {
    format!("note-{}", one.id)
}

pub(super) fn page(asked: &Asked, view: &AccountsView) -> Body {
    let lang = asked.lang;
    let status = if view.refused().is_some() { 422 } else { 200 };
    let wrong = view.wrong(lang);
    let said = view.done.filter(|_| wrong.is_none()).map(|done| said(done, lang));
    body(
        lang.pick("Comptes", "Accounts"),
        status,
        view! {
            {error_summary(wrong.as_slice(), lang)}
            {said}
            {sums(view, lang)}
            {differences(view, lang)}
            {balances(view, lang)}
            {view.keeps.then(|| export(view, lang))}
            {view.keeps.then(|| numbers(view, lang))}
        },
    )
}

fn said(done: AccountsDone, lang: Lang) -> AnyView {
    let tone = match done {
        AccountsDone::Settled | AccountsDone::Numbered => Tone::Done,
        _ => Tone::Beware,
    };
    notice(tone, words(done, lang))
}

fn words(done: AccountsDone, lang: Lang) -> &'static str {
    match done {
        AccountsDone::Settled => lang.pick("L’écart est réglé.", "The difference is settled."),
        AccountsDone::Numbered => lang.pick("Le compte est numéroté.", "The account is numbered."),
        AccountsDone::NoteNeeded => lang.pick(
            "Écrivez comment l’écart s’explique, en mille caractères au plus.",
            "Write how the difference is explained, in a thousand characters at most.",
        ),
        AccountsDone::Gone => {
            lang.pick("Cet écart est déjà réglé.", "This difference is settled already.")
        }
        AccountsDone::BadNumber => lang.pick(
            "Écrivez un numéro de trois à douze chiffres et un nom, ou videz les deux.",
            "Write a number of three to twelve digits and a name, or empty both.",
        ),
        AccountsDone::SirenNeeded => lang.pick(
            "Le fichier des écritures porte le SIREN de la maison\u{202f}: indiquez ses neuf chiffres dans les réglages.",
            "The file of the accounts bears the SIREN of the house: give its nine digits in the settings.",
        ),
    }
}

fn sums(view: &AccountsView, lang: Lang) -> AnyView {
    let row = |label: &'static str, cents: Cents| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd class="num">{euros(cents, lang)}</dd>
            </div>
        }
    };
    let until = view.last.map_or_else(
        || lang.pick("Aucun relevé n’est encore lu.", "No report has been read yet.").to_owned(),
        |last| {
            let words = lang.pick("Dernier mouvement lu\u{202f}:", "Last movement read:");
            format!("{words} {}.", instant(last, lang))
        },
    );
    view! {
        <section aria-labelledby="sums-title">
            <h2 id="sums-title">
                {lang.pick("Chez le prestataire de paiement", "At the payment provider")}
            </h2>
            <dl class="desk-facts">
                {row(
                    lang
                        .pick(
                            "Payé par les clients, remboursements déduits",
                            "Paid by customers, less refunds",
                        ),
                    view.moved,
                )} {row(lang.pick("Commissions retenues", "Fees kept"), view.fees)}
                {row(lang.pick("Versé sur notre banque", "Paid out to our bank"), view.paid_out)}
                {row(lang.pick("Solde selon ses relevés", "Held, by its reports"), view.reported)}
                {row(lang.pick("Solde selon nos comptes", "Held, by our accounts"), view.booked)}
            </dl>
            <p class="muted">{until}</p>
        </section>
    }
    .into_any()
}

fn differences(view: &AccountsView, lang: Lang) -> AnyView {
    let columns = [
        Column::Text(lang.pick("Quoi", "What")),
        Column::Text(lang.pick("Trouvé le", "Found on")),
        Column::Amount(lang.pick("Nos comptes", "Our accounts")),
        Column::Amount(lang.pick("Prestataire", "Provider")),
        Column::Amount(lang.pick("Écart", "Difference")),
        Column::Text(lang.pick("Suite", "What next")),
    ];
    let open = if view.open.is_empty() {
        empty(match view.last {
            Some(_) => lang.pick(
                "Nos comptes et les relevés du prestataire concordent.",
                "Our accounts and the provider’s reports agree.",
            ),
            None => lang.pick(
                "Rien n’est encore comparé\u{202f}: le prochain relevé du prestataire l’est la nuit qui suit.",
                "Nothing has been compared yet: the provider’s next report is, the night that follows.",
            ),
        })
    } else {
        let rows = view.open.iter().map(|one| row(view, one, lang)).collect_view();
        let caption = lang.pick("Écarts à régler", "Differences to settle").to_owned();
        table(caption, &columns, rows.into_any())
    };
    let settled = (!view.settled.is_empty()).then(|| {
        let rows = view.settled.iter().map(|one| row(view, one, lang)).collect_view();
        let caption = lang.pick("Écarts réglés", "Differences settled").to_owned();
        view! {
            <details class="desk-fold">
                <summary>{lang.pick("Voir les écarts réglés", "See what was settled")}</summary>
                {table(caption, &columns, rows.into_any())}
            </details>
        }
    });
    view! {
        <section id="differences" aria-labelledby="differences-title" tabindex="-1">
            <h2 id="differences-title">{lang.pick("Rapprochement", "Reconciliation")}</h2>
            {open}
            {settled}
        </section>
    }
    .into_any()
}

fn row(view: &AccountsView, one: &DifferenceLine, lang: Lang) -> AnyView {
    let dossier = (!one.reference.is_empty()).then(|| {
        let href = Screen::Dossier.path().replace("{reference}", &one.reference);
        view! {
            <a href=href data-row="">
                {one.reference.clone()}
            </a>
        }
    });
    let next = match &one.settled {
        Some((at, note)) => {
            view! { <span>{instant(*at, lang)} " · " {note.clone()}</span> }.into_any()
        }
        None if view.keeps => settle(view, one, lang),
        None => lang.pick("à régler par la comptabilité", "for accounting to settle").into_any(),
    };
    view! {
        <tr>
            <th scope="row">
                {one.what} <span class="desk-under">{dossier}</span> <span class="desk-under">
                    <code>{one.about.clone()}</code>
                </span>
            </th>
            <td>{instant(one.found_at, lang)}</td>
            <td class="amount">{euros(one.booked, lang)}</td>
            <td class="amount">{euros(one.moved, lang)}</td>
            <td class="amount">{euros(one.moved - one.booked, lang)}</td>
            <td>{next}</td>
        </tr>
    }
    .into_any()
}

fn balances(view: &AccountsView, lang: Lang) -> AnyView {
    let rows = view
        .accounts
        .iter()
        .map(|one| {
            view! {
                <tr>
                    <th scope="row">{one.number.clone()}</th>
                    <td>{one.label.clone()}</td>
                    <td class="amount">{euros(Cents(one.cents.0.max(0)), lang)}</td>
                    <td class="amount">{euros(Cents((-one.cents.0).max(0)), lang)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="balances-title">
            <h2 id="balances-title">{lang.pick("Soldes", "Balances")}</h2>
            {table(
                lang.pick("Soldes des comptes", "Balances of the accounts").to_owned(),
                &[
                    Column::Text(lang.pick("Compte", "Account")),
                    Column::Text(lang.pick("Nom", "Name")),
                    Column::Amount(lang.pick("Débit", "Debit")),
                    Column::Amount(lang.pick("Crédit", "Credit")),
                ],
                rows.into_any(),
            )}
        </section>
    }
    .into_any()
}
