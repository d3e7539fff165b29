//! `/gestion/reglages`: what the house shows of itself, and what it decides.

mod choices;
mod limits;

use demarches::DemarcheKind;
use demarches::kind::FilingChannel;
use leptos::prelude::*;
use limits::{limit_words, limits};
use tenants::{Limit, Mention, MentionFault, SignatureWay};
use vocabulary::Lang;

use super::acts::Screen;
use super::control::{Input, Tone, notice};
use super::{body, words};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsProblem {
    /// A mention.
    Mention(Mention, MentionFault),
    /// A limit is not a whole number within its bounds.
    Limit(Limit),
}

/// Something that somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The name of its control.
    pub name: String,
    /// What it was when the form was opened.
    pub before: String,
    /// What it is now.
    pub now: String,
}

/// The settings, as they are or as they were typed.
#[derive(Clone, Debug)]
pub struct SettingsView {
    /// Mentions.
    pub mentions: Vec<(Mention, String)>,
    /// Limits.
    pub limits: Vec<(Limit, String)>,
    /// How forms may be signed.
    pub signature: SignatureWay,
    /// The fields of the screen of the SIV, in its order.
    pub siv_order: String,
    /// Chosen channels.
    pub channels: Vec<(DemarcheKind, Option<FilingChannel>)>,
    /// Mentions without which no order may be taken, that are empty.
    pub missing: Vec<&'static str>,
    /// What the form was opened on: the instant of its last change, and all of it.
    pub seen: (String, String),
    /// The reader may change them.
    pub changes: bool,
    /// They were just saved.
    pub saved: bool,
    /// What is wrong.
    pub problems: Vec<SettingsProblem>,
    /// What somebody else changed since the form was opened: nothing was saved.
    pub changed: Option<Vec<Changed>>,
}

/// The parts of the form.
const GROUPS: [(&str, &str, &[Mention]); 5] = [
    (
        "Maison",
        "House",
        &[Mention::Brand, Mention::Phone, Mention::Email, Mention::HoursFr, Mention::HoursEn],
    ),
    (
        "Mentions légales",
        "Legal notice",
        &[
            Mention::LegalName,
            Mention::LegalForm,
            Mention::Capital,
            Mention::Address,
            Mention::Siren,
            Mention::Rcs,
            Mention::VatNumber,
            Mention::PublicationDirector,
            Mention::HostName,
            Mention::HostAddress,
            Mention::HostPhone,
            Mention::AccessibilityAuditedOn,
        ],
    ),
    (
        "Médiateur de la consommation",
        "Consumer mediator",
        &[Mention::MediatorName, Mention::MediatorAddress, Mention::MediatorUrl],
    ),
    ("Virements", "Bank transfers", &[Mention::Iban, Mention::Bic]),
    (
        "Habilitation",
        "Habilitation",
        &[
            Mention::HabilitationNumber,
            Mention::HabilitationDate,
            Mention::HabilitationProfile,
            Mention::AgrementNumber,
            Mention::Prefecture,
            Mention::Mandataire,
        ],
    ),
];

/// The control that a problem is about, and what is said.
fn problem(problem: SettingsProblem, lang: Lang) -> (String, String) {
    match problem {
        SettingsProblem::Mention(mention, fault) => {
            (mention.id().to_owned(), words::mention_fault(fault, lang))
        }
        SettingsProblem::Limit(limit) => {
            let (least, most) = limit.bounds();
            let text = format!(
                "{} {least} {} {most}.",
                lang.pick("Écrivez un nombre entier, de", "Write a whole number, from"),
                lang.pick("à", "to"),
            );
            (limit.id().to_owned(), text)
        }
    }
}

/// The name of the control that says how forms may be signed.
pub const SIGNATURE: &str = "signature";

/// The name of the control that says in which order the SIV asks.
pub const SIV_ORDER: &str = "siv_order";

/// The name of a control's démarche.
#[must_use]
pub fn channel_control(demarche: DemarcheKind) -> String {
    format!("channel_{}", demarche.id())
}

fn label_of(asked: &Asked, name: &str) -> String {
    let lang = asked.lang;
    let mention = Mention::parse(name).map(|it| words::mention(it, lang).to_owned());
    let limit = || Limit::parse(name).map(|it| limit_words(it, lang).0.to_owned());
    let demarche = || {
        let kind = DemarcheKind::parse(name.strip_prefix("channel_")?)?;
        let all = asked.published.demarches.all();
        let found = all.iter().find(|one| one.kind == kind)?;
        Some(found.page.label.in_lang(lang).to_owned())
    };
    let signature = || (name == SIGNATURE).then(|| choices::signature_label(lang).to_owned());
    let order = || (name == SIV_ORDER).then(|| choices::order_label(lang).to_owned());
    let named = mention.or_else(limit).or_else(signature).or_else(order);
    named.or_else(demarche).unwrap_or_else(|| name.to_owned())
}

pub(super) fn page(asked: &Asked, view: &SettingsView) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view.problems.iter().map(|it| problem(*it, lang)).collect();
    let summary: Vec<(String, String)> = errors
        .iter()
        .map(|(name, text)| {
            (
                name.clone(),
                format!("{}{} {text}", label_of(asked, name), lang.pick("\u{202f}:", ":")),
            )
        })
        .collect();
    let status = match (&view.changed, errors.is_empty()) {
        (Some(_), _) => 409,
        (None, true) => 200,
        (None, false) => 422,
    };
    let saved = view.saved.then(|| {
        notice(
            Tone::Done,
            lang.pick(
                "Les réglages sont enregistrés, et déjà montrés au public.",
                "The settings are saved, and shown to the public already.",
            ),
        )
    });
    let missing = (!view.missing.is_empty()).then(|| {
        let names: Vec<String> = view.missing.iter().map(|name| label_of(asked, name)).collect();
        notice(
            Tone::Beware,
            format!(
                "{} {}.",
                lang.pick(
                    "Sans ces mentions, aucune commande n’est prise\u{202f}:",
                    "Without these mentions no order is taken:",
                ),
                names.join(", "),
            ),
        )
    });
    let only_seen = (!view.changes).then(|| {
        notice(
            Tone::Know,
            lang.pick(
                "Seul un administrateur change les réglages.",
                "Only an administrator changes the settings.",
            ),
        )
    });
    let groups = GROUPS
        .iter()
        .map(|(fr, en, mentions)| {
            let fields = mentions.iter().map(|it| field(view, *it, &errors, lang)).collect_view();
            view! {
                <fieldset>
                    <legend>{lang.pick(*fr, *en)}</legend>
                    <div class="desk-fields">{fields}</div>
                </fieldset>
            }
        })
        .collect_view();
    let save = view.changes.then(|| {
        view! {
            <p class="desk-save">
                <button id="save" class="btn btn-primary btn-small" type="submit">
                    {lang.pick("Enregistrer", "Save")}
                </button>
            </p>
        }
    });
    body(
        lang.pick("Réglages", "Settings"),
        status,
        view! {
            {saved}
            {changed(asked, view)}
            {error_summary(&summary, lang)}
            {only_seen}
            {missing}
            <form method="post" action=Screen::Settings.path() novalidate>
                <input type="hidden" name="seen" value=view.seen.0.clone() />
                <input type="hidden" name="was" value=view.seen.1.clone() />
                {groups}
                {limits(view, &errors, lang)}
                {choices::signature(view, lang)}
                {choices::channels(asked, view)}
                {choices::siv_order(view, lang)}
                {save}
            </form>
        },
    )
}

/// What somebody else changed, field by field.
fn changed(asked: &Asked, view: &SettingsView) -> Option<AnyView> {
    let lang = asked.lang;
    let lines = view
        .changed
        .as_ref()?
        .iter()
        .map(|it| {
            let (before, now) = (it.before.clone(), it.now.clone());
            view! {
                <li>
                    <a href=format!("#{}", it.name)>{label_of(asked, &it.name)}</a>
                    {lang.pick("\u{202f}:", ":")}
                    " "
                    <del>{before}</del>
                    " "
                    <ins>{now}</ins>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="changed-title">
                <h2 id="changed-title">
                    {lang
                        .pick(
                            "Quelqu’un a changé les réglages entre-temps",
                            "Somebody changed the settings meanwhile",
                        )}
                </h2>
                <p>
                    {lang
                        .pick(
                            "Rien n’a été enregistré. Voici ce qui a changé\u{202f}; ce que vous aviez tapé est gardé ci-dessous. Relisez, puis enregistrez de nouveau.",
                            "Nothing was saved. Here is what changed; what you had typed is kept below. Read it again, then save again.",
                        )}
                </p>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}

fn error_of(errors: &[(String, String)], name: &str) -> Option<String> {
    errors.iter().find(|(control, _)| control == name).map(|(_, text)| text.clone())
}

fn field(
    view: &SettingsView,
    mention: Mention,
    errors: &[(String, String)],
    lang: Lang,
) -> AnyView {
    let value = view.mentions.iter().find(|(one, _)| *one == mention);
    Input {
        name: mention.id(),
        label: words::mention(mention, lang),
        kind: match mention {
            Mention::Email => "email",
            Mention::MediatorUrl => "url",
            Mention::HabilitationDate | Mention::AccessibilityAuditedOn => "date",
            Mention::Phone | Mention::HostPhone => "tel",
            _ => "text",
        },
        value: value.map(|(_, text)| text.clone()).unwrap_or_default(),
        error: error_of(errors, mention.id()),
        readonly: !view.changes,
        maxlength: Some(mention.most().to_string()),
        ..Input::default()
    }
    .view()
}
