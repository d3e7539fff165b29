//! What the house charges: the list of a day, and the form that a draft of it is written in.

use demarches::DemarcheKind;
use leptos::prelude::*;
use vocabulary::{Cents, FeeRule, Lang};
use wording::numbers::euros;

use super::tries::signed;
use super::{RevisionView, address, documents};
use crate::design::table::{Column, table};
use crate::site::gestion::control::{Input, empty};

/// A list of fees, as it is or was typed.
#[derive(Clone, Debug, Default)]
pub struct FeesForm {
    /// VAT in percent.
    pub vat: String,
    /// The line for every démarche without its own, then the démarches.
    pub lines: Vec<FeeField>,
    /// Prices of démarches that the rules in force do not know, by code: the fixed sum and the share. They stay.
    pub kept: Vec<(String, (Cents, i64))>,
    /// Controls that hold no number of theirs.
    pub faults: Vec<FeeFault>,
}

/// A line of the form.
#[derive(Clone, Debug)]
pub struct FeeField {
    /// The démarche; none for the general line.
    pub demarche: Option<DemarcheKind>,
    /// Its name.
    pub label: String,
    /// The fixed sum in euros, before VAT; empty where the general line holds.
    pub fixed: String,
    /// The share of the taxes in percent, before VAT.
    pub share: String,
}

/// A control that holds no number of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeeFault {
    /// The rate of VAT.
    Vat,
    /// The fixed sum of a démarche, or the general one.
    Fixed(Option<DemarcheKind>),
    /// The share of a démarche, or the general one.
    Share(Option<DemarcheKind>),
}

/// What a démarche costs under both lists, for some sums of taxes.
#[derive(Clone, Debug)]
pub struct FeeTry {
    /// Which.
    pub label: String,
    /// Before and after, VAT included, for each of [`TAXES`].
    pub sums: Vec<(Cents, Cents)>,
}

/// Sums of taxes that lists are tried on.
pub const TAXES: [Cents; 3] = [Cents(276), Cents(42_776), Cents(250_000)];

/// The name of the control of the fixed sum.
#[must_use]
pub fn fixed_control(demarche: Option<DemarcheKind>) -> String {
    demarche.map_or_else(|| "fixed".to_owned(), |kind| format!("fixed_{}", kind.id()))
}

/// What the names of the controls begin with that keep the prices of démarches which the rules do not know.
pub const KEPT_CONTROL: &str = "kept_";

/// The name of the control of the share.
#[must_use]
pub fn share_control(demarche: Option<DemarcheKind>) -> String {
    demarche.map_or_else(|| "share".to_owned(), |kind| format!("share_{}", kind.id()))
}

/// What is charged today, in words.
pub(super) fn today(lines: &[(String, FeeRule)], lang: Lang) -> AnyView {
    let rows = lines
        .iter()
        .map(|(label, rule)| {
            view! {
                <tr>
                    <th scope="row">{label.clone()}</th>
                    <td class="amount">{wording::receipt::fee(*rule, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section id="today" aria-labelledby="today-title">
            <h2 id="today-title">
                {lang
                    .pick("Ce que la maison demande aujourd’hui", "What the house charges today")}
            </h2>
            {table(
                lang.pick("Prix, TVA comprise", "Prices, VAT included").to_owned(),
                &[
                    Column::Text(lang.pick("Démarche", "Procedure")),
                    Column::Amount(lang.pick("Nos frais", "Our fee")),
                ],
                rows.into_any(),
            )}
        </section>
    }
    .into_any()
}

/// What is wrong with a control.
pub(super) fn fault(fault: &FeeFault, lang: Lang) -> (String, String) {
    let say = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    match fault {
        FeeFault::Vat => (
            "vat".to_owned(),
            say(
                "La TVA est un pourcentage, de 0 à 100\u{202f}: 20.",
                "VAT is a percentage from 0 to 100: 20.",
            ),
        ),
        FeeFault::Fixed(demarche) => (
            fixed_control(*demarche),
            say(
                "Le montant fixe est en euros, de 0 à 10\u{202f}000\u{202f}: 24,92.",
                "The fixed sum is in euros, from 0 to 10,000: 24.92.",
            ),
        ),
        FeeFault::Share(demarche) => (
            share_control(*demarche),
            say(
                "La part des taxes est un pourcentage, de 0 à 100\u{202f}: 1,5.",
                "The share of the taxes is a percentage from 0 to 100: 1.5.",
            ),
        ),
    }
}

/// The form of a draft; only read where it is no draft of whoever reads.
pub(super) fn form(view: &RevisionView, form: &FeesForm, lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let readonly = !view.powers.write;
    let error = |wanted: &FeeFault| form.faults.contains(wanted).then(|| fault(wanted, lang).1);
    let rows = form
        .lines
        .iter()
        .map(|line| {
            let (fixed, share) = (fixed_control(line.demarche), share_control(line.demarche));
            let fixed_label = format!(
                "{}, {}",
                line.label,
                lang.pick("montant fixe en euros", "fixed sum in euros")
            );
            let share_label = format!(
                "{}, {}",
                line.label,
                lang.pick("part des taxes en pour cent", "share of the taxes in per cent"),
            );
            let fixed_error = error(&FeeFault::Fixed(line.demarche));
            let share_error = error(&FeeFault::Share(line.demarche));
            view! {
                <tr>
                    <th scope="row">{line.label.clone()}</th>
                    <td>{number(fixed, fixed_label, &line.fixed, fixed_error, readonly)}</td>
                    <td>{number(share, share_label, &line.share, share_error, readonly)}</td>
                </tr>
            }
        })
        .collect_view();
    let vat = Input {
        name: "vat",
        label: lang.pick("TVA, en pour cent", "VAT, in per cent"),
        value: form.vat.clone(),
        error: error(&FeeFault::Vat),
        readonly,
        ..Input::default()
    };
    let save = view.powers.write.then(|| {
        view! {
            <p class="desk-save">
                <button id="save" class="btn btn-primary btn-small" type="submit">
                    {lang.pick("Enregistrer", "Save")}
                </button>
            </p>
        }
    });
    view! {
        <section id="document" aria-labelledby="document-title" tabindex="-1">
            <h2 id="document-title">{lang.pick("Les prix", "The prices")}</h2>
            {documents::meanwhile(view, lang)}
            <p class="muted">
                {lang
                    .pick(
                        "Hors taxe. Une ligne vide suit la première, qui vaut pour toutes les démarches sans prix à elles.",
                        "Before VAT. An empty line follows the first, which holds for every procedure without a price of its own.",
                    )}
            </p>
            <form method="post" action=address(view.subject, id) novalidate>
                <input type="hidden" name="act" value="save" />
                <input type="hidden" name="edition" value=view.edition.to_string() />
                <div class="desk-fields">{documents::note(view, lang)} {vat.view()}</div>
                {kept(form, lang)}
                {table(
                    lang.pick("Prix hors taxe", "Prices before VAT").to_owned(),
                    &[
                        Column::Text(lang.pick("Démarche", "Procedure")),
                        Column::Text(lang.pick("Montant fixe (€)", "Fixed sum (€)")),
                        Column::Text(lang.pick("Part des taxes (%)", "Share of the taxes (%)")),
                    ],
                    rows.into_any(),
                )}
                {save}
            </form>
        </section>
    }
    .into_any()
}

/// The prices that no control shows, for their démarches are none of the rules in force.
fn kept(form: &FeesForm, lang: Lang) -> Option<AnyView> {
    if form.kept.is_empty() {
        return None;
    }
    let controls = form.kept.iter().map(|(code, (fixed, share))| {
        let (name, value) = (format!("{KEPT_CONTROL}{code}"), format!("{}/{share}", fixed.0));
        view! { <input type="hidden" name=name value=value /> }
    });
    let codes: Vec<&str> = form.kept.iter().map(|(code, _)| code.as_str()).collect();
    let said = lang.pick(
        "Ces démarches ne sont plus dans les règles\u{202f}; leur prix est gardé tel quel\u{202f}:",
        "These procedures are in the rules no more; their price is kept as it is:",
    );
    Some(
        view! {
            {controls.collect_view()}
            <p class="muted">{format!("{said} {}.", codes.join(", "))}</p>
        }
        .into_any(),
    )
}

fn number(
    name: String,
    label: String,
    value: &str,
    error: Option<String>,
    readonly: bool,
) -> AnyView {
    let error_id = format!("{name}-error");
    let described = error.is_some().then(|| error_id.clone());
    let invalid = error.is_some().then_some("true");
    let error = error.map(|error| {
        view! {
            <p class="field-error" id=error_id.clone()>
                {error}
            </p>
        }
    });
    view! {
        {error}
        <input
            class="input fee-input"
            id=name.clone()
            name=name
            type="text"
            inputmode="decimal"
            autocomplete="off"
            aria-label=label
            value=value.to_owned()
            readonly=readonly
            aria-describedby=described
            aria-invalid=invalid
        />
    }
    .into_any()
}

/// What démarches cost before and after.
pub(super) fn tries(rows: &[FeeTry], lang: Lang) -> AnyView {
    let changed: Vec<&FeeTry> =
        rows.iter().filter(|row| row.sums.iter().any(|(before, after)| before != after)).collect();
    if changed.is_empty() {
        return empty(lang.pick("Aucun prix ne change.", "No price changes."));
    }
    let lines = changed
        .iter()
        .map(|row| {
            let cells = row
                .sums
                .iter()
                .map(|(before, after)| {
                    let difference = signed(*after - *before, lang);
                    view! {
                        <td class="amount">
                            <del>{euros(*before, lang)}</del>
                            " "
                            <ins>{euros(*after, lang)}</ins>
                            " "
                            {difference}
                        </td>
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{row.label.clone()}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let heads = TAXES
        .iter()
        .map(|taxes| {
            let words = format!("{} {}", lang.pick("Taxes de", "Taxes of"), euros(*taxes, lang));
            view! {
                <th scope="col" class="amount">
                    {words}
                </th>
            }
        })
        .collect_view();
    let caption = lang.pick(
        "Nos frais, TVA comprise\u{202f}: en vigueur, brouillon, différence",
        "Our fee, VAT included: in force, draft, difference",
    );
    crate::design::table::scrolling(
        caption.to_owned(),
        view! {
            <table class="table">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("Démarche", "Procedure")}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        }
        .into_any(),
    )
}
