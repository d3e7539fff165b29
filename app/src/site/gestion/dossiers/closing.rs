//! Closing a dossier before it is filed: why, and what it means for the money, said before it is done.

use dossiers::operations::closing::{Cause, owed_besides, was_filed};
use dossiers::tracks::Filing;
use leptos::prelude::*;
use vocabulary::{Cents, Lang};

use super::words;
use super::workspace::{WorkspaceView, form};

/// The fold that closes the dossier; an empty place where it cannot be closed any more.
pub(super) fn section(view: &WorkspaceView, lang: Lang) -> AnyView {
    let filed = view.state.filing;
    let open = !filed.is_filed() || matches!(filed, Filing::RefuseAnts(_));
    let open = view.may.work && view.state.closed.is_none() && open;
    let inner = open.then(|| fold(view, lang));
    view! {
        <div id="close" tabindex="-1">
            {inner}
        </div>
    }
    .into_any()
}

fn fold(view: &WorkspaceView, lang: Lang) -> AnyView {
    let paid = view.state.paid() > 0;
    if paid && !view.may.supervise {
        return view! {
            <p class="muted">
                {lang
                    .pick(
                        "Quelque chose a été payé\u{202f}: un superviseur peut clore ce dossier.",
                        "Something was paid: a supervisor can close this file.",
                    )}
            </p>
        }
        .into_any();
    }
    let kept = view.kept("close", "", "cause");
    let causes = Cause::ALL
        .iter()
        .map(|cause| {
            view! {
                <li>
                    <label class="choice">
                        <input
                            type="radio"
                            name="cause"
                            value=cause.id()
                            checked=kept == cause.id()
                            required
                        />
                        <span>
                            <strong>{words::cause(cause.id(), lang)}</strong>
                            " "
                            {money(view, *cause, lang)}
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="desk-fold" open=!view.kept("close", "", "act").is_empty()>
            <summary>{lang.pick("Clore le dossier…", "Close the file…")}</summary>
            {form(
                view,
                None,
                view! {
                    <fieldset class="reasons">
                        <legend>
                            {lang
                                .pick(
                                    "Pourquoi, et ce qui est rendu",
                                    "Why, and what is given back",
                                )}
                        </legend>
                        <ul class="closing-causes">{causes}</ul>
                    </fieldset>
                    <p class="muted">
                        {lang
                            .pick(
                                "Le client en est averti par e-mail\u{202f}; ses pièces sont détruites comme prévu pour un dossier non déposé. Un dossier clos ne se rouvre pas.",
                                "The customer is told by e-mail; their documents are destroyed as for a file that was never filed. A closed file is not opened again.",
                            )}
                    </p>
                    <button class="btn btn-small" type="submit" name="act" value="close">
                        {lang.pick("Clore le dossier", "Close the file")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}

/// What is owed to the customer for `cause`, in a sentence.
fn money(view: &WorkspaceView, cause: Cause, lang: Lang) -> String {
    let owed = owed_besides(&view.state, cause, view.cards.gone);
    let sum = |cents: Cents| wording::numbers::euros(cents, lang);
    if owed.most.0 == 0 && view.state.paid() > 0 {
        return lang
            .pick(
                "Tout est déjà en cours de remboursement, ou chez la banque\u{202f}: rien de plus à rendre.",
                "All of it is on its way back already, or with the bank: nothing more to give back.",
            )
            .to_owned();
    }
    if owed.most.0 == 0 {
        return lang
            .pick(
                "Rien n’a été payé\u{202f}: rien à rendre.",
                "Nothing was paid: nothing to give back.",
            )
            .to_owned();
    }
    if owed.least == owed.most {
        let all = lang
            .pick("Tout ce qui a été payé est rendu\u{202f}:", "All that was paid is given back:");
        return format!("{all} {}.", sum(owed.most));
    }
    if was_filed(&view.state) {
        return match lang {
            Lang::Fr => format!(
                "Le dossier a été déposé\u{202f}: {} reviennent au client, et des taxes ce que l’administration rend, au plus {} en tout.",
                sum(owed.least),
                sum(owed.most),
            ),
            Lang::En => format!(
                "The file was filed: {} go back to the customer, and of the taxes what the administration returns, at most {} in all.",
                sum(owed.least),
                sum(owed.most),
            ),
        };
    }
    match lang {
        Lang::Fr => format!(
            "Les taxes sont rendues, et de nos frais la part du travail qui n’est pas faite\u{202f}: entre {} et {}.",
            sum(owed.least),
            sum(owed.most),
        ),
        Lang::En => format!(
            "The taxes are given back, and of our fee the share of the work that was not done: between {} and {}.",
            sum(owed.least),
            sum(owed.most),
        ),
    }
}
