use demarches::block::Effect;
use demarches::delay::{Due, DueKind};
use demarches::evaluate::QuestionState;
use demarches::pieces::{Need, RequiredPiece};
use leptos::prelude::*;
use vocabulary::Lang;
use wording::numbers;

use super::price::{self, PriceView};
use super::{DraftDone, DraftView, body, question_address, refused, words};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::page::Page;
use crate::site::pages::demarches::piece_names;
use crate::site::place::Place;

/// `/dossier/{id}`
pub(super) fn page(
    asked: &Asked,
    draft: &DraftView<'_>,
    price: &PriceView<'_>,
    (done, refusal): (Option<DraftDone>, Option<dossiers::Refusal>),
    email: Option<(&str, &str)>,
) -> Body {
    let lang = asked.lang;
    let evaluation = draft.evaluation;
    let ready = evaluation.is_answered();
    let title = if ready {
        lang.pick("Vérifiez vos réponses", "Check your answers")
    } else {
        lang.pick("Votre dossier, à compléter", "Your dossier, to be completed")
    };
    let done = done.map(|done| {
        let text = match done {
            DraftDone::LinkSent => lang.pick(
                "Le lien pour revenir part à cette adresse.",
                "The link to come back is on its way to that address.",
            ),
            DraftDone::AnsweredElsewhere => lang.pick(
                "Cette question a été répondue aussi dans une autre fenêtre. C’est la dernière réponse qui est gardée\u{202f}: vérifiez-la ci-dessous.",
                "This question was also answered in another window. The latest answer is kept: check it below.",
            ),
        };
        view! {
            <p class="notice notice-success" role="status">
                {text}
            </p>
        }
    });
    let errors: Vec<(String, String)> =
        email.map(|(_, wrong)| ("email".to_owned(), wrong.to_owned())).into_iter().collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    body(
        asked,
        title.to_owned(),
        status,
        Place::Dossier.with(draft.id, lang.other()),
        view! {
            {error_summary(&errors, lang)}
            {refused(refusal, asked)}
            {done}
            <h1>{title}</h1>
            <p class="lead">{evaluation.demarche.page.label.in_lang(lang).to_owned()}</p>
            {go_on(asked, draft)}
            {blocks(asked, draft)}
            {answers(asked, draft)}
            {price::section(asked, draft.id, price, evaluation.can_be_ordered())}
            {dues(&evaluation.dues, lang)}
            {pieces(draft, lang)}
            {keep(asked, draft, email)}
        },
    )
}

/// To the first question that waits.
fn go_on(asked: &Asked, draft: &DraftView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let next = draft.evaluation.next_question()?;
    let left = draft
        .evaluation
        .questions
        .iter()
        .filter(|one| one.state == QuestionState::Open && !one.question.optional)
        .count();
    let label = if left == 0 {
        lang.pick("Compléter ce qui est facultatif", "Complete what is optional")
    } else {
        lang.pick("Continuer", "Continue")
    };
    Some(
        view! {
            <p>
                <a class="btn btn-primary" href=question_address(asked, draft.id, &next.fact)>
                    {label}
                </a>
            </p>
        }
        .into_any(),
    )
}

/// What stands in the way, and the way out.
fn blocks(asked: &Asked, draft: &DraftView<'_>) -> AnyView {
    let lang = asked.lang;
    draft
        .evaluation
        .blocks
        .iter()
        .map(|block| {
            let (class, heading) = match block.effect {
                Effect::Stops => (
                    "notice notice-danger",
                    lang.pick(
                        "Cette démarche ne peut pas être faite ainsi",
                        "This procedure cannot be done like this",
                    ),
                ),
                Effect::Operator => (
                    "notice notice-warning",
                    lang.pick("Une personne de chez nous vérifiera", "Somebody of ours will check"),
                ),
                Effect::Warns => ("notice notice-info", lang.pick("À savoir", "Good to know")),
            };
            let instead = block.instead.map(|kind| {
                let label = asked.published.demarches.get(kind).page.label.in_lang(lang).to_owned();
                let to = format!("{}?demarche={}", Place::BeginDossier.path(lang), kind.id());
                view! {
                    <p>
                        <a href=to>{label}</a>
                    </p>
                }
            });
            view! {
                <section class=class>
                    <h2>{heading}</h2>
                    <p>{block.message.in_lang(lang).to_owned()}</p>
                    <p>{block.way_out.in_lang(lang).to_owned()}</p>
                    {instead}
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn answers(asked: &Asked, draft: &DraftView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let evaluation = draft.evaluation;
    let answered: Vec<_> =
        evaluation.questions.iter().filter(|one| one.state != QuestionState::Open).collect();
    if answered.is_empty() {
        return None;
    }
    let rows = answered
        .into_iter()
        .map(|one| {
            let question = one.question;
            let label = question.label_in(evaluation.demarche.kind).in_lang(lang).to_owned();
            let value = words::answer(question, draft.answers.get(&question.fact), lang);
            let to = format!("{}?retour=1", question_address(asked, draft.id, &question.fact));
            view! {
                <div>
                    <dt>{label.clone()}</dt>
                    <dd>{value}</dd>
                    <dd class="answers-change">
                        <a href=to>
                            {lang.pick("Changer", "Change")}
                            <span class="sr-only">
                                {format!("{} {label}", lang.pick("\u{202f}:", ":"))}
                            </span>
                        </a>
                    </dd>
                </div>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Vos réponses", "Your answers")}</h2>
                <dl class="answers">{rows}</dl>
            </section>
        }
        .into_any(),
    )
}

/// The delays that run, with their last day where it is known.
fn dues(dues: &[Due<'_>], lang: Lang) -> Option<AnyView> {
    let lines: Vec<AnyView> = dues
        .iter()
        .filter_map(|due| {
            let last = numbers::date(due.last_day?, lang);
            let (what, fine) = match due.what {
                DueKind::Legal(legal) => (
                    lang.pick(
                        "Dernier jour pour faire la démarche",
                        "Last day to do the procedure",
                    )
                    .to_owned(),
                    legal.fine.as_ref().map(|fine| fine.text.in_lang(lang).to_owned()),
                ),
                DueKind::Term(term) => (term.label.in_lang(lang).to_owned(), None),
            };
            Some(
                view! {
                    <li>
                        <strong>{last}</strong>
                        {format!("{} {what}", lang.pick("\u{202f}:", ":"))}
                        {fine.map(|fine| view! { <p class="field-help">{fine}</p> })}
                    </li>
                }
                .into_any(),
            )
        })
        .collect();
    (!lines.is_empty()).then(|| {
        view! {
            <section>
                <h2>{lang.pick("Les délais", "Deadlines")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any()
    })
}

fn pieces(draft: &DraftView<'_>, lang: Lang) -> AnyView {
    let (depends, certain): (Vec<_>, Vec<_>) =
        draft.evaluation.pieces.iter().partition(|piece| piece.need == Need::Depends);
    let count = |one: &RequiredPiece<'_>| one.count.filter(|count| *count > 1);
    let items = |list: &[&RequiredPiece<'_>]| {
        list.iter()
            .map(|one| {
                let times = count(one).map(|count| format!(" × {count}"));
                let why = one.condition.unwrap_or(one.why).in_lang(lang).to_owned();
                let rule = one.kind.rule.as_ref().map(|rule| rule.in_lang(lang).to_owned());
                view! {
                    <li>
                        <strong>{piece_names(one, lang)} {times}</strong>
                        <p class="field-help">{why}</p>
                        {rule.map(|rule| view! { <p class="field-help">{rule}</p> })}
                        <p class="field-help">
                            {format!(
                                "{} {}",
                                lang.pick("Source\u{202f}:", "Source:"),
                                one.source.title.in_lang(lang),
                            )}
                        </p>
                    </li>
                }
            })
            .collect_view()
    };
    let open = (!depends.is_empty()).then(|| {
        view! {
            <h3>{lang.pick("Selon vos prochaines réponses", "Depending on your next answers")}</h3>
            <ul class="pieces">{items(&depends)}</ul>
        }
    });
    let none = certain.is_empty().then(|| {
        let text = lang.pick(
            "La liste se précise à chaque réponse.",
            "The list becomes clearer with each answer.",
        );
        view! { <p>{text}</p> }
    });
    view! {
        <section>
            <h2>{lang.pick("Les pièces de votre cas", "The papers of your case")}</h2>
            {none}
            <ul class="pieces">{items(&certain)}</ul>
            {open}
        </section>
    }
    .into_any()
}

/// How to come back: the account, or a link by mail.
fn keep(asked: &Asked, draft: &DraftView<'_>, email: Option<(&str, &str)>) -> AnyView {
    let lang = asked.lang;
    if draft.held {
        return view! {
            <p class="muted">
                {lang
                    .pick(
                        "Ce dossier est gardé dans votre compte\u{202f}: vous le retrouvez sur tous vos appareils.",
                        "This dossier is kept in your account: you find it again on all your devices.",
                    )}
            </p>
        }
        .into_any();
    }
    let (typed, error) = email
        .map_or((String::new(), None), |(typed, wrong)| (typed.to_owned(), Some(wrong.to_owned())));
    let right = error.is_none();
    let invalid = if right { "false" } else { "true" };
    let next = crate::query::encode([("next", Place::Dossier.with(draft.id, lang).as_str())]);
    view! {
        <section>
            <h2>{lang.pick("Revenir plus tard", "Come back later")}</h2>
            <p>
                {lang
                    .pick(
                        "Vos réponses sont gardées 90 jours sur ce navigateur. Pour continuer sur un autre appareil, recevez un lien, ou ",
                        "Your answers are kept for 90 days in this browser. To go on with another device, get a link, or ",
                    )}
                <a href=format!(
                    "{}?{next}",
                    Place::SignIn.path(lang),
                )>{lang.pick("connectez-vous", "sign in")}</a> "."
            </p>
            <form method="post" action=Place::SendDossier.with(draft.id, lang) novalidate>
                <div class="field">
                    <label class="field-label" for="email">
                        {lang.pick("Adresse e-mail", "E-mail address")}
                    </label>
                    <p class="field-error" id="email-error" hidden=right>
                        {error}
                    </p>
                    <input
                        class="input"
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="email"
                        inputmode="email"
                        maxlength="254"
                        value=typed
                        aria-describedby="email-error"
                        aria-invalid=invalid
                    />
                </div>
                <button class="btn" type="submit">
                    {lang.pick("Recevoir le lien", "Get the link")}
                </button>
            </form>
            <p>
                <a href=asked
                    .href(
                        Page::Contact,
                    )>
                    {lang.pick("Une question\u{202f}? Écrivez-nous", "A question? Write to us")}
                </a>
            </p>
        </section>
    }
    .into_any()
}
