//! `/gestion/dossiers/{reference}/corriger`: every answer and every fact of the price, and the form of the one to correct.

use demarches::{DemarcheKind, Demarches, Question};
use dossiers::operations::Changed;
use dossiers::{Reference, Refusal};
use leptos::prelude::*;
use simulator::facts::Fact;
use uuid::Uuid;
use vocabulary::{Date, Lang};
use wording::labels::fact_label;

use super::workspace::FactLine;
use super::{Colleague, history, named, of};
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::dossier::{Around, Heading, question_control};
use crate::site::forms::{Controls, error_summary};
use crate::site::gestion::acts::Screen;
use crate::site::gestion::body;
use crate::site::gestion::control::{Tone, notice};

/// What is corrected.
#[derive(Clone, Copy, Debug)]
pub enum Wrong {
    /// The answer to a question, under its rules.
    Answer(&'static Demarches, &'static Question),
    /// A fact of the price.
    Fact(Fact),
}

impl Wrong {
    /// Its name in addresses and forms.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Answer(_, question) => &question.fact,
            Self::Fact(fact) => fact.id(),
        }
    }

    /// The name of its control.
    #[must_use]
    pub const fn control(&self) -> &'static str {
        match self {
            Self::Answer(..) => "answer",
            Self::Fact(fact) => fact.id(),
        }
    }
}

/// The form of what is corrected.
#[derive(Clone, Debug)]
pub struct CorrectionForm {
    /// What.
    pub wrong: Wrong,
    /// As it was answered until now, in words; nothing where it was not.
    pub before: String,
    /// What was typed, or is kept.
    pub typed: String,
    /// Why that is not taken.
    pub error: Option<String>,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct CorrectionView {
    /// The dossier.
    pub reference: Reference,
    /// Its démarche.
    pub kind: DemarcheKind,
    /// Its version.
    pub version: i64,
    /// Why nothing can be corrected any more.
    pub shut: Option<Refusal>,
    /// The answers, in the order of the questions; what is open has no value.
    pub answers: Vec<FactLine>,
    /// The facts of the price that no question asks for.
    pub facts: Vec<FactLine>,
    /// The form that is open.
    pub form: Option<CorrectionForm>,
    /// Why something was not done.
    pub problem: Option<Refusal>,
    /// What somebody else did meanwhile, where that is why.
    pub changed: Option<Changed>,
    /// The staff.
    pub colleagues: Vec<Colleague>,
}

/// The address that corrects `name` of the dossier `reference`; with no name, the list.
pub(super) fn correction(reference: Reference, name: &str) -> String {
    let path = Screen::Correction.path().replace("{reference}", &reference.to_string());
    if name.is_empty() {
        return path;
    }
    format!("{path}?{}#{FORM}", crate::query::encode([("quoi", name)]))
}

/// The place of the form in its page.
const FORM: &str = "correction";

pub(in crate::site::gestion) fn page(asked: &Asked, view: &CorrectionView) -> Body {
    let lang = asked.lang;
    let error =
        view.form.as_ref().and_then(|form| Some((form.wrong.control(), form.error.clone()?)));
    let errors: Vec<(String, String)> =
        error.into_iter().map(|(control, text)| (control.to_owned(), text)).collect();
    let status = match (&view.changed, view.problem) {
        (Some(_), _) => 409,
        (None, Some(_)) => 422,
        (None, None) if !errors.is_empty() => 422,
        (None, None) => 200,
    };
    let back = format!("{}#facts", of(view.reference));
    let title = lang.pick("Corriger une réponse", "Correct an answer");
    let mut page = body(
        title,
        status,
        view! {
            {error_summary(&errors, lang)}
            {said(view, lang)}
            <p>
                <a href=back>
                    {format!(
                        "{} {}",
                        lang.pick("← Retour au dossier", "← Back to the file"),
                        view.reference,
                    )}
                </a>
            </p>
            {view.form.as_ref().map(|form| corrects(asked, view, form, &errors))}
            {lines(view, ("answers-title", lang.pick("Réponses", "Answers")), &view.answers, lang)}
            {lines(
                view,
                ("price-title", lang.pick("Ce que le prix demande", "What the price asks for")),
                &view.facts,
                lang,
            )}
        },
    );
    page.head.title = format!("{title} · {}", view.reference);
    page
}

/// Why nothing was kept, or cannot be.
fn said(view: &CorrectionView, lang: Lang) -> Option<AnyView> {
    if let Some(changed) = &view.changed {
        return Some(by_others(view, changed, lang));
    }
    if let Some(problem) = view.problem {
        let kept = lang.pick("Rien n’a été enregistré.", "Nothing was saved.");
        return Some(notice(Tone::Beware, format!("{} {kept}", problem.sentence(lang))));
    }
    let shut = view.shut?.sentence(lang);
    let why = lang.pick("Ses réponses ne changent plus.", "Its answers do not change any more.");
    Some(notice(Tone::Know, format!("{shut} {why}")))
}

fn by_others(view: &CorrectionView, changed: &Changed, lang: Lang) -> AnyView {
    let name = |person: Uuid| {
        let name = named(&view.colleagues, person);
        name.unwrap_or_else(|| lang.pick("quelqu’un d’autre", "somebody else")).to_owned()
    };
    let lines = changed
        .since
        .iter()
        .map(|entry| view! { <li>{history::in_short(entry, name, lang)}</li> })
        .collect_view();
    view! {
        <div class="notice notice-warning" role="alert">
            <Icon name=IconName::Warning />
            <div>
                <p>
                    {lang
                        .pick(
                            "Rien n’a été enregistré\u{202f}: le dossier a changé depuis que vous l’avez ouvert.",
                            "Nothing was saved: the file changed since you opened it.",
                        )}
                </p>
                <ul>{lines}</ul>
                <p>
                    {lang
                        .pick(
                            "Ce que vous aviez saisi est resté dans le formulaire\u{202f}: vérifiez, puis envoyez de nouveau.",
                            "What you had typed is still in the form: check, then send again.",
                        )}
                </p>
            </div>
        </div>
    }
    .into_any()
}

/// The form of one answer, with the control that the customer has.
fn corrects(
    asked: &Asked,
    view: &CorrectionView,
    form: &CorrectionForm,
    errors: &[(String, String)],
) -> AnyView {
    let lang = asked.lang;
    let control = match form.wrong {
        Wrong::Answer(rules, question) => {
            let (typed, error) = (form.typed.as_str(), form.error.clone());
            let around = Around { typed, error, heading: Heading::Part };
            question_control(rules, (question, view.kind), around, lang)
        }
        Wrong::Fact(fact) => {
            let pairs = [(fact.id().to_owned(), form.typed.clone())];
            let baremes = &asked.published.baremes;
            let controls = Controls { lang, baremes, pairs: &pairs, errors, prefix: "" };
            controls.field(fact, true)
        }
    };
    let before = if form.before.is_empty() {
        lang.pick("Sans réponse jusqu’ici.", "Not answered until now.").to_owned()
    } else {
        format!("{} {}", lang.pick("Réponse actuelle\u{202f}:", "Answer of now:"), form.before)
    };
    view! {
        <form class="desk-act" id=FORM method="post" action=correction(view.reference, "")>
            <input type="hidden" name="version" value=view.version />
            <input type="hidden" name="quoi" value=form.wrong.name().to_owned() />
            {control}
            <p class="muted">{before}</p>
            <p class="muted">
                {lang
                    .pick(
                        "Ce qui en découle suit aussitôt\u{202f}: les pièces demandées, et les signatures à refaire si un champ imprimé change. Si le prix devient autre, la partie «\u{202f}Paiement\u{202f}» du dossier propose de l’appliquer.",
                        "What follows from it follows at once: the documents asked for, and the signatures to make again if a printed field changes. If the price becomes another, the part “Payment” of the file offers to apply it.",
                    )}
            </p>
            <button class="btn btn-small" type="submit">
                {lang.pick("Enregistrer la correction", "Save the correction")}
            </button>
        </form>
    }
    .into_any()
}

fn lines(
    view: &CorrectionView,
    (id, title): (&'static str, &'static str),
    lines: &[FactLine],
    lang: Lang,
) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let lines = lines
        .iter()
        .map(|line| {
            let value = if line.value.is_empty() {
                lang.pick("sans réponse", "not answered").to_owned()
            } else {
                line.value.clone()
            };
            let link = view.shut.is_none().then(|| link(view.reference, line, lang));
            view! {
                <div>
                    <dt>{line.label.clone()}</dt>
                    <dd>{value} " " {link}</dd>
                </div>
            }
        })
        .collect_view();
    Some(
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <dl class="desk-facts">{lines}</dl>
            </section>
        }
        .into_any(),
    )
}

/// The link that corrects `line`.
pub(super) fn link(reference: Reference, line: &FactLine, lang: Lang) -> AnyView {
    let word = lang.pick("Corriger", "Correct");
    let name = format!("{word}{} {}", lang.pick("\u{202f}:", ":"), line.label);
    view! {
        <a href=correction(reference, &line.name) aria-label=name>
            {word}
        </a>
    }
    .into_any()
}

/// The fact `fact` with its value `text`, in words.
#[must_use]
pub fn fact_line(fact: Fact, text: &str, lang: Lang) -> FactLine {
    let value = match text {
        "true" => lang.pick("oui", "yes").to_owned(),
        "false" => lang.pick("non", "no").to_owned(),
        _ => {
            let day = Date::parse(text).map(|day| wording::numbers::date(day, lang));
            day.unwrap_or_else(|_| text.to_owned())
        }
    };
    FactLine {
        section: String::new(),
        name: fact.id().to_owned(),
        label: fact_label(fact, lang),
        value,
    }
}
