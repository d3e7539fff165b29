mod coupon;

use demarches::answers::AnswerRefused;
use demarches::facts::FactType;
use demarches::text::TextCheck;
use demarches::{DemarcheKind, Demarches, Question};
use leptos::prelude::*;
use vocabulary::Lang;

pub use coupon::CouponView;

use super::{DraftView, address, body, question_address, words};
use crate::design::certificate::Certificate;
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::place::Place;

/// Longest list that is shown as buttons; a longer one folds.
const MOST_BUTTONS: usize = 8;

/// One question of a draft.
#[derive(Clone, Copy, Debug)]
pub struct QuestionView<'a> {
    /// The draft.
    pub draft: DraftView<'a>,
    /// The question.
    pub question: &'a Question,
    /// What was typed, wrong or right; the answer that is kept, when nothing was.
    pub typed: &'a str,
    /// The answer that was kept when the page was made: two pages never overwrite each other in silence.
    pub seen: &'a str,
    /// Why what was typed is not taken.
    pub refused: Option<&'a AnswerRefused>,
    /// Comes from the list of answers, and goes back there.
    pub changing: bool,
    /// The coupon, where its two lines tell the answer.
    pub coupon: Option<CouponView<'a>>,
}

/// `/dossier/{id}/question/{name}`
pub(super) fn page(asked: &Asked, view: &QuestionView<'_>) -> Body {
    let (lang, draft, question) = (asked.lang, &view.draft, view.question);
    let kind = draft.evaluation.demarche.kind;
    let label = question.label_in(kind).in_lang(lang).to_owned();
    let error = view.refused.map(|why| words::refused(why, lang));
    let of_coupon = view.coupon.and_then(|it| it.refused).map(|why| coupon::refused(why, lang));
    let errors: Vec<(String, String)> = [("answer", error.clone()), ("coupon", of_coupon)]
        .into_iter()
        .filter_map(|(control, text)| Some((control.to_owned(), text?)))
        .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let (id, name) = (draft.id, question.fact.as_str());
    let twin = Place::Question.with(id, lang.other()).replace("{name}", name);
    let back = view.changing.then(|| view! { <input type="hidden" name="retour" value="1" /> });
    let pass = question.optional.then(|| {
        view! {
            <button class="btn" type="submit" name="passer" value="1" formnovalidate>
                {lang.pick("Je ne l’ai pas, continuer", "I do not have it, go on")}
            </button>
        }
    });
    let address_of = question_address(asked, id, name);
    let coupon_form =
        view.coupon.map(|it| coupon::form(address_of.clone(), &it, view.changing, lang));
    let read = view.coupon.and_then(|it| coupon::done(&it, lang));
    let lit = words::certificate_field(name);
    let drawing = lit.map(|field| {
        view! {
            <div class="certificate-box">
                <Certificate lang=lang lit=vec![field] />
            </div>
        }
    });
    let class = drawing.is_some().then_some("question-drawn");
    let inner = view! {
        <div class=class>
            <div>{form(asked, view, error, (back, pass))} {coupon_form}</div>
            {drawing}
        </div>
    };
    body(
        asked,
        label,
        status,
        twin,
        view! {
            {error_summary(&errors, lang)}
            {read}
            <p>{back_link(asked, view)}</p>
            <p class="muted">{progress(draft, name, lang)}</p>
            {inner}
            <details class="disclosure">
                <summary>
                    {lang.pick("Pourquoi cette question\u{202f}?", "Why this question?")}
                </summary>
                <p>{question.why.in_lang(lang).to_owned()}</p>
            </details>
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    id,
                )>{lang.pick("Voir toutes mes réponses", "See all my answers")}</a>
            </p>
        },
    )
}

/// The form of the question.
fn form(
    asked: &Asked,
    view: &QuestionView<'_>,
    error: Option<String>,
    (back, pass): (impl IntoView, impl IntoView),
) -> AnyView {
    let (question, kind) = (view.question, view.draft.evaluation.demarche.kind);
    let name = question.fact.as_str();
    let around = Around { typed: view.typed, error, heading: Heading::Title };
    let control = control(asked.published.demarches, (question, kind), around, asked.lang);
    view! {
        <form method="post" action=question_address(asked, view.draft.id, name) novalidate>
            {back.into_any()}
            <input type="hidden" name="seen" value=view.seen.to_owned() />
            {control}
            <div class="actions-row">
                <button class="btn btn-primary" type="submit">
                    {asked.say("Continuer", "Continue").to_owned()}
                </button>
                {pass.into_any()}
            </div>
        </form>
    }
    .into_any()
}

/// To the question before, or to the list that this page was opened from.
fn back_link(asked: &Asked, view: &QuestionView<'_>) -> AnyView {
    let (lang, draft) = (asked.lang, &view.draft);
    let asked_before = &draft.evaluation.questions;
    let here = asked_before.iter().position(|one| one.question.fact == view.question.fact);
    let before = here.and_then(|at| at.checked_sub(1)).and_then(|at| asked_before.get(at));
    let to = match before {
        Some(one) if !view.changing => question_address(asked, draft.id, &one.question.fact),
        _ => address(asked, Place::Dossier, draft.id),
    };
    view! { <a href=to>{lang.pick("← Retour", "← Back")}</a> }.into_any()
}

/// Which question it is. How many there are depends on the answers: nobody is told a number that may grow.
fn progress(draft: &DraftView<'_>, name: &str, lang: Lang) -> String {
    let at = draft.evaluation.questions.iter().position(|one| one.question.fact == name);
    format!(
        "{}, {} {}",
        draft.evaluation.demarche.page.label.in_lang(lang),
        lang.pick("question", "question"),
        at.map_or(1, |at| at + 1)
    )
}

/// What stands around the control of a question besides its words.
pub(in crate::site) struct Around<'a> {
    /// What was typed, or is kept.
    pub(in crate::site) typed: &'a str,
    /// Why that is not taken.
    pub(in crate::site) error: Option<String>,
    /// Which heading the question is.
    pub(in crate::site) heading: Heading,
}

/// Which heading of its page a question is.
#[derive(Clone, Copy)]
pub(in crate::site) enum Heading {
    /// Its title.
    Title,
    /// That of a part.
    Part,
}

/// The control of `question` under its rules, which sends `answer`.
pub(in crate::site) fn control(
    rules: &Demarches,
    (question, kind): (&Question, DemarcheKind),
    around: Around<'_>,
    lang: Lang,
) -> AnyView {
    let Some(rule) = rules.fact_rules().get(&question.fact) else { return ().into_any() };
    let choices: Vec<(String, String)> = match &rule.fact_type {
        FactType::Bool => [true, false]
            .map(|yes| (yes.to_string(), words::yes_or_no(yes, lang).to_owned()))
            .to_vec(),
        FactType::Enum(_) => question
            .choices
            .iter()
            .map(|choice| (choice.value.clone(), choice.label.in_lang(lang).to_owned()))
            .collect(),
        FactType::Int { .. } | FactType::Date { .. } | FactType::Text(_) => Vec::new(),
    };
    let parts = Parts {
        label: question.label_in(kind).in_lang(lang).to_owned(),
        heading: around.heading,
        help: question.help.as_ref().map(|help| help.in_lang(lang).to_owned()),
        error: around.error,
        typed: around.typed.to_owned(),
    };
    if choices.is_empty() {
        line(&rule.fact_type, parts)
    } else if choices.len() <= MOST_BUTTONS {
        buttons(choices, &parts)
    } else {
        folded(choices, &parts, lang)
    }
}

/// What stands around every control.
struct Parts {
    label: String,
    heading: Heading,
    help: Option<String>,
    error: Option<String>,
    typed: String,
}

impl Parts {
    /// The question in its heading.
    fn headed(&self, words: AnyView) -> AnyView {
        match self.heading {
            Heading::Title => view! { <h1>{words}</h1> }.into_any(),
            Heading::Part => view! { <h2>{words}</h2> }.into_any(),
        }
    }

    /// The same, which names the control.
    fn title(&self) -> AnyView {
        let words = view! {
            <label class="field-title" for="answer">
                {self.label.clone()}
            </label>
        };
        self.headed(words.into_any())
    }

    fn messages(&self) -> AnyView {
        let (help, error) = (self.help.clone(), self.error.clone());
        let (no_help, right) = (help.is_none(), error.is_none());
        view! {
            <p class="field-help" id="answer-help" hidden=no_help>
                {help}
            </p>
            <p class="field-error" id="answer-error" hidden=right>
                {error}
            </p>
        }
        .into_any()
    }

    fn invalid(&self) -> &'static str {
        if self.error.is_some() { "true" } else { "false" }
    }
}

const DESCRIBED: &str = "answer-help answer-error";

fn buttons(choices: Vec<(String, String)>, parts: &Parts) -> AnyView {
    let (title, messages) = (parts.headed(parts.label.clone().into_any()), parts.messages());
    let invalid = parts.invalid();
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(at, (value, label))| {
            // The summary of errors leads to the first.
            let id = if at == 0 { "answer".to_owned() } else { format!("answer-{at}") };
            let (checked, of) = (value == parts.typed, id.clone());
            view! {
                <label class="choice" for=of>
                    <input type="radio" id=id name="answer" value=value checked=checked />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=DESCRIBED aria-invalid=invalid>
            <legend class="field-label">{title}</legend>
            {messages}
            <div class="choices">{items}</div>
        </fieldset>
    }
    .into_any()
}

fn folded(choices: Vec<(String, String)>, parts: &Parts, lang: Lang) -> AnyView {
    let (title, messages) = (parts.title(), parts.messages());
    let invalid = parts.invalid();
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            let selected = value == parts.typed;
            view! {
                <option value=value selected=selected>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            {title} {messages}
            <select
                class="select"
                id="answer"
                name="answer"
                aria-describedby=DESCRIBED
                aria-invalid=invalid
            >
                <option value="">{lang.pick("Choisissez", "Choose")}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn line(fact: &FactType, parts: Parts) -> AnyView {
    let (title, messages) = (parts.title(), parts.messages());
    let invalid = parts.invalid();
    let (kind, inputmode, autocomplete, size) = match fact {
        FactType::Date { .. } => ("date", None, "off", None),
        FactType::Int { .. } => ("text", Some("numeric"), "off", Some("10")),
        FactType::Text(TextCheck::Postcode) => ("text", Some("numeric"), "postal-code", Some("6")),
        FactType::Text(TextCheck::Time) => ("time", None, "off", None),
        FactType::Text(TextCheck::Siren | TextCheck::Siret | TextCheck::CessionCode) => {
            ("text", Some("numeric"), "off", Some("18"))
        }
        FactType::Text(TextCheck::Plate) => ("text", None, "off", Some("12")),
        FactType::Text(_) | FactType::Bool | FactType::Enum(_) => ("text", None, "off", Some("24")),
    };
    view! {
        <div class="field">
            {title} {messages}
            <input
                class="input"
                id="answer"
                name="answer"
                r#type=kind
                inputmode=inputmode
                autocomplete=autocomplete
                spellcheck="false"
                size=size
                value=parts.typed
                aria-describedby=DESCRIBED
                aria-invalid=invalid
            />
        </div>
    }
    .into_any()
}
