//! What a dossier is made of: its pieces, its people, what is still to be said of the vehicle, its forms.

use dossiers::items::{FormState, LinkTask};
use dossiers::tracks::Signature;
use leptos::prelude::*;
use vocabulary::Lang;

use super::super::{address_of, link, party, piece, question_address, signing};
use super::{StandingView, prepare};
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;
use crate::site::place::Place;

/// What became of the last link that somebody else was given for it.
fn link_of(view: &StandingView<'_>, task: LinkTask, target: &str, lang: Lang) -> Option<AnyView> {
    let links = view.state.links.values();
    let last = links
        .filter(|link| link.task == task && link.target == target)
        .max_by_key(|link| link.given_at)?;
    let said = link::state(last, view.now, lang);
    Some(view! { <p class="muted">{format!("{said}.")}</p> }.into_any())
}

pub(super) fn pieces(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.state.slots.is_empty() {
        return None;
    }
    let lines = view
        .state
        .slots
        .iter()
        .map(|(name, slot)| {
            let (class, word) = piece::state(slot.state, lang);
            let to = address_of(asked, Place::Piece, view.id, &name.replace('/', "."));
            let optional =
                slot.optional.then(|| lang.pick(" (facultatif)", " (optional)").to_owned());
            view! {
                <li class="slot" data-slot-name=name.clone() data-state=slot.state.id()>
                    <a href=to>{piece::title(view.rules, name, &slot.kind, lang)}</a>
                    {optional}
                    " "
                    <span class=class>{word}</span>
                    {link_of(view, LinkTask::Upload, name, lang)}
                    {piece::refusal(view.rules, slot, lang)}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Les pièces", "The papers")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// What does not agree on the pieces, with what can be done and the way to the piece.
pub(super) fn disagrees(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.disagrees.is_empty() {
        return None;
    }
    let lines = view
        .disagrees
        .iter()
        .map(|one| {
            let kind = view.state.slots.get(&one.slot).map_or("", |slot| slot.kind.as_str());
            let to = address_of(asked, Place::Piece, view.id, &one.slot.replace('/', "."));
            view! {
                <li class="slot">
                    <a href=to>{piece::title(view.rules, &one.slot, kind, lang)}</a>
                    <p>
                        <strong>{one.said.clone()}</strong>
                        " "
                        {one.next.clone()}
                    </p>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="notice notice-warning">
                <Icon name=IconName::Warning />
                <div>
                    <h2>{lang.pick("Ce qui ne concorde pas", "What does not agree")}</h2>
                    <p>
                        {lang
                            .pick(
                                "Nous avons comparé vos pièces à vos réponses. Tant que ceci n’est pas réglé, nous ne pouvons pas déposer le dossier.",
                                "We compared your documents with your answers. As long as this is not settled, we cannot file.",
                            )}
                    </p>
                    <ul class="pieces">{lines}</ul>
                </div>
            </section>
        }
        .into_any(),
    )
}

pub(super) fn people(asked: &Asked, view: &StandingView<'_>) -> AnyView {
    let lang = asked.lang;
    let lines = view
        .people
        .iter()
        .map(|person| {
            let to = address_of(asked, Place::Party, view.id, &person.name);
            let (class, word) = if person.complete {
                ("pill pill-success", lang.pick("Complet", "Complete"))
            } else {
                ("pill", lang.pick("À compléter", "To be completed"))
            };
            let shown =
                (!person.display.is_empty()).then(|| format!("\u{202f}: {}", person.display));
            view! {
                <li>
                    <a href=to>{party::title(person.role, person.number, lang)}</a>
                    {shown}
                    " "
                    <span class=class>{word}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.pick("Les personnes", "The people")}</h2>
            <ul class="pieces">{lines}</ul>
        </section>
    }
    .into_any()
}

/// What was left open about the vehicle, and is printed.
pub(super) fn vehicle(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    if view.later.is_empty() || view.state.status.is_closed() || view.state.filing.is_filed() {
        return None;
    }
    let lines = view
        .later
        .iter()
        .map(|(question, label)| {
            let to = question_address(asked, view.id, question);
            view! {
                <li>
                    <a href=to>{label.clone()}</a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Le véhicule", "The vehicle")}</h2>
                <p>
                    {lang
                        .pick(
                            "Ce que vous aviez laissé de côté, et que les formulaires impriment.",
                            "What you had left aside, and the forms print.",
                        )}
                </p>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}

/// In which quality a form is signed, when it says.
fn signer_of(name: &str, lang: Lang) -> Option<String> {
    let mut parts = name.split('/').skip(1);
    let signer = demarches::kind::Signer::parse(parts.next()?)?;
    let label = demarches::builtin().signer_label(signer)?.in_lang(lang).to_owned();
    let number = parts.next().map(|number| format!(" {number}")).unwrap_or_default();
    Some(format!(" ({label}{number})"))
}

/// The forms that wait for a signature, or were signed.
pub(super) fn forms(asked: &Asked, view: &StandingView<'_>) -> Option<AnyView> {
    let lang = asked.lang;
    let wanted = matches!(view.state.signature, Signature::APreparer | Signature::Perimee);
    if wanted && view.state.lets_work_begin() && !view.state.status.is_closed() {
        let ready = view.people.iter().all(|person| person.complete);
        let button = ready.then(|| prepare(asked, view));
        return Some(
            view! {
                <section>
                    <h2>{lang.pick("Les formulaires", "The forms")}</h2>
                    <p>
                        {lang
                            .pick(
                                "Nous remplissons les formulaires de l’administration avec ce que vous avez dit\u{202f}; il ne reste qu’à les signer.",
                                "We fill the forms of the administration with what you said; all that is left is to sign them.",
                            )}
                    </p>
                    {button}
                </section>
            }
            .into_any(),
        );
    }
    if view.state.forms.is_empty() {
        return None;
    }
    let lines = view
        .state
        .forms
        .iter()
        .map(|(name, form)| {
            let kind = name.split('/').next().unwrap_or(name);
            let label = view.rules.piece_kind(kind).map_or(kind, |kind| kind.label.in_lang(lang));
            let to = address_of(asked, Place::Form, view.id, &name.replace('/', "."));
            let (class, word) = match form.state {
                FormState::ToSign => ("pill", lang.pick("À signer", "To be signed")),
                FormState::ToCheck => (
                    "pill pill-info",
                    lang.pick("Signature en contrôle", "Signature being checked"),
                ),
                FormState::Refused => {
                    ("pill pill-danger", lang.pick("À signer de nouveau", "To be signed again"))
                }
                FormState::Signed => ("pill pill-success", lang.pick("Signé", "Signed")),
                FormState::Void => ("pill pill-danger", lang.pick("À refaire", "To be made again")),
            };
            view! {
                <li>
                    <a href=to>{label.to_owned()}</a>
                    {signer_of(name, lang)}
                    " "
                    <span class=class>{word}</span>
                    {link_of(view, LinkTask::Sign, name, lang)}
                    {signing::refusal(view.rules, form, lang)}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Les formulaires", "The forms")}</h2>
                <ul class="pieces">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}
