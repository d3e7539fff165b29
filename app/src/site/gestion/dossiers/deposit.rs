//! The filing of a dossier: what was exported, what is recorded of each step, and what comes next.

mod corrections;
mod packages;

use demarches::kind::FilingChannel;
use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use dossiers::tracks::{Archive, Filing};
use leptos::prelude::*;
use vocabulary::{Date, Lang};
use wording::numbers;

use super::workspace::{WorkspaceView, form, text};
use super::{uuid, words};
use crate::site::gestion::control::{Tone, notice};
use crate::site::gestion::words::channel as filed_by;

pub use packages::PackageLine;

/// What is shown of the filing besides what the dossier says.
#[derive(Clone, Debug, Default)]
pub struct FilingView {
    /// The packages, the latest first.
    pub packages: Vec<PackageLine>,
    /// By which ways the démarche may be filed, the usual one of the house first.
    pub channels: Vec<FilingChannel>,
    /// Whoever looks has an access to the SIV that was checked.
    pub siv_access: bool,
    /// Today, in Paris.
    pub today: Option<Date>,
}

/// Everything about the filing from « ready » on.
pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    view! {
        {records(view, lang)}
        {corrections::list(view, lang)}
        {packages::list(view, lang)}
        {view.may.file.then(|| next(view, lang))}
    }
    .into_any()
}

/// The way by which it is filed.
pub(super) const fn channel(channel: FilingChannel, lang: Lang) -> &'static str {
    match channel {
        FilingChannel::SivPro => lang.pick("Par nous, dans le SIV", "By us, in the SIV"),
        FilingChannel::AntsTp => lang.pick("Sur le site de l’ANTS", "On the ANTS website"),
    }
}

const fn number(number: Number, lang: Lang) -> &'static str {
    match number {
        Number::AntsDossier => lang.pick("Numéro de dossier ANTS", "ANTS file number"),
        Number::SivOperation => lang.pick("Référence de l’opération SIV", "SIV operation"),
        Number::Plate => lang.pick("Immatriculation attribuée", "Registration number given"),
        Number::Cpi => lang.pick("Numéro du CPI", "Number of the provisional certificate"),
        Number::Formula => lang.pick("Numéro de formule du titre", "Formula number of the title"),
        Number::Tracking => lang.pick("Suivi de La Poste", "Tracking of the post"),
    }
}

const fn last_day(lang: Lang) -> &'static str {
    lang.pick(
        "Dernier jour (vide\u{202f}: un mois, de date à date)",
        "Last day (empty: a month, date to date)",
    )
}

/// What is recorded: each step with its day, then the numbers.
fn records(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    let state = &view.state;
    if state.records.is_empty() && state.vault.is_none() && state.said.is_none() {
        return None;
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    for (step, record) in &state.records {
        let mut said = vec![numbers::date(record.on, lang)];
        said.extend(record.channel.map(|one| filed_by(one, lang).to_owned()));
        said.extend(
            record.until.map(|day| {
                format!("{} {}", lang.pick("jusqu’au", "until"), numbers::date(day, lang))
            }),
        );
        said.extend(record.by.map(|by| view.who(uuid(by), lang)));
        rows.push((words::step(*step, lang).to_owned(), said.join(", ")));
    }
    for one in Number::ALL {
        let given = state.number(*one).map(str::to_owned);
        rows.extend(given.map(|given| (number(*one, lang).to_owned(), given)));
    }
    let vault = match (state.archive, &state.vault) {
        (Archive::Deposited, Some(vault)) => vault.clone(),
        (Archive::ToDeposit, _) => lang.pick("à noter", "to be recorded").to_owned(),
        _ => String::new(),
    };
    if !vault.is_empty() {
        rows.push((lang.pick("Référence du coffre", "Reference of the vault").to_owned(), vault));
    }
    let rows = rows
        .into_iter()
        .map(|(label, value)| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    let said = state.said.clone().map(|said| {
        view! {
            <p>{lang.pick("L’administration écrit\u{202f}:", "The administration writes:")}</p>
            <blockquote>{said}</blockquote>
        }
    });
    Some(
        view! {
            <dl class="desk-facts dossier-filing">{rows}</dl>
            {said}
        }
        .into_any(),
    )
}

/// What may be recorded next.
fn next(view: &WorkspaceView, lang: Lang) -> AnyView {
    let steps: &[Step] = match view.state.filing {
        Filing::Pret(_) => &[Step::File],
        Filing::Depose(_) => &[Step::Provisional, Step::TakenUp, Step::Refused, Step::Completed],
        Filing::InstructionAnts(_) => {
            &[Step::Provisional, Step::AsksMore, Step::Refused, Step::Completed]
        }
        Filing::ComplementAnts(_) => &[Step::Answered],
        Filing::CpiEmis(_) => &[Step::Produced, Step::Completed],
        Filing::TitreProduit(_) => &[Step::Posted, Step::Completed],
        Filing::TitreExpedie(_) => &[Step::Received],
        Filing::RefuseAnts(_) => &[Step::TakenUpAgain],
        Filing::NonDepose(_) | Filing::Recu(_) => &[],
    };
    let steps = steps.iter().map(|step| fold(view, *step, lang)).collect_view();
    let vault = (view.state.archive == Archive::ToDeposit).then(|| deposit(view, lang));
    view! {
        {steps}
        {vault}
    }
    .into_any()
}

/// What a step is called in the words of whoever records it.
const fn verb(step: Step, lang: Lang) -> &'static str {
    match step {
        Step::File => lang.pick("Noter le dépôt", "Record the filing"),
        Step::TakenUp => lang.pick("Noter la prise en charge", "Record that it is taken up"),
        Step::AsksMore => lang.pick("Noter une demande de complément", "Record a request for more"),
        Step::Answered => lang.pick("Noter le complément envoyé", "Record what was sent"),
        Step::Provisional => lang.pick("Noter le CPI", "Record the provisional certificate"),
        Step::Produced => lang.pick("Noter le titre produit", "Record the title made"),
        Step::Posted => lang.pick("Noter le titre expédié", "Record the title posted"),
        Step::Received => lang.pick("Terminer\u{202f}: titre reçu", "End: title received"),
        Step::Refused => lang.pick("Noter un refus", "Record a refusal"),
        Step::TakenUpAgain => lang.pick(
            "Reprendre pour corriger et redéposer",
            "Take up again, to correct and file anew",
        ),
        Step::Completed => {
            lang.pick("Terminer sans suivi de titre", "End without following a title")
        }
    }
}

fn fold(view: &WorkspaceView, step: Step, lang: Lang) -> AnyView {
    let act = if step == Step::File { "file" } else { "filing_step" };
    let mine = view.kept(act, "", "step") == step.id();
    let kept = |name: &str| if mine { view.kept(act, "", name) } else { String::new() };
    let id = |name: &str| format!("filing-{}-{name}", step.id());
    let on = Some(kept("on")).filter(|kept| !kept.is_empty());
    let on = on.or(view.filing.today.map(|day| day.to_string())).unwrap_or_default();
    let day = text((id("on"), "on"), lang.pick("Le", "On"), on, ("date", "10"));
    let given = Number::given_by(step)
        .iter()
        .map(|one| {
            text((id(one.id()), one.id()), number(*one, lang), kept(one.id()), ("text", "80"))
        })
        .collect_view();
    let until = (step == Step::Provisional)
        .then(|| text((id("until"), "until"), last_day(lang), kept("until"), ("date", "10")));
    let copied = matches!(step, Step::Refused | Step::AsksMore).then(|| {
        let label = lang
            .pick("Recopiez les mots de l’administration", "Copy the words of the administration");
        view! {
            <div class="field">
                <label class="field-label" for=id("said")>
                    {label}
                </label>
                <textarea class="input" id=id("said") name="said" rows="3" maxlength="2000">
                    {kept("said")}
                </textarea>
            </div>
        }
    });
    let why = matches!(step, Step::TakenUpAgain | Step::Completed).then(|| {
        text((id("why"), "why"), lang.pick("Pourquoi", "Why"), kept("why"), ("text", "200"))
    });
    let ways = (step == Step::File).then(|| ways(view, &kept("channel"), lang));
    let stands = (step == Step::File).then(|| in_the_way(view, lang)).flatten();
    view! {
        <details class="desk-fold" open=mine>
            <summary>{verb(step, lang)} "…"</summary>
            {stands}
            {form(
                view,
                None,
                view! {
                    <input type="hidden" name="step" value=step.id() />
                    {ways}
                    {day}
                    {given}
                    {until}
                    {copied}
                    {why}
                    <button class="btn btn-small" type="submit" name="act" value=act>
                        {verb(step, lang)}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}

/// The ways by which the démarche may be filed, the usual one chosen.
fn ways(view: &WorkspaceView, kept: &str, lang: Lang) -> AnyView {
    let of = &view.filing;
    let chosen = FilingChannel::parse(kept).or(of.channels.first().copied());
    let options = of
        .channels
        .iter()
        .map(|one| {
            view! {
                <option value=one.id() selected=chosen == Some(*one)>
                    {channel(*one, lang)}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class="field-label" for="filing-channel">
                {lang.pick("Voie de dépôt", "Way of filing")}
            </label>
            <select class="select" id="filing-channel" name="channel">
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// What would keep whoever looks from filing it now.
fn in_the_way(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    let open = view.state.clear().err();
    let open = open.or((!view.filing.siv_access).then_some(dossiers::Refusal::NoSivAccess))?;
    Some(notice(Tone::Beware, open.sentence(lang)).into_any())
}

fn deposit(view: &WorkspaceView, lang: Lang) -> AnyView {
    let kept = |name| view.kept("deposit", "", name);
    view! {
        <details class="desk-fold" open=!kept("act").is_empty()>
            <summary>
                {lang
                    .pick(
                        "Noter la référence du coffre…",
                        "Record the reference of the vault…",
                    )}
            </summary>
            {form(
                view,
                None,
                view! {
                    {text(
                        ("filing-vault".to_owned(), "vault"),
                        lang
                            .pick(
                                "Référence du coffre (NF Z 42-020)",
                                "Reference of the vault (NF Z 42-020)",
                            ),
                        kept("vault"),
                        ("text", "80"),
                    )}
                    <button class="btn btn-small" type="submit" name="act" value="deposit">
                        {lang.pick("Enregistrer la référence", "Save the reference")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}
