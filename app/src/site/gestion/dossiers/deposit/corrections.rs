//! What was recorded of a step, to be put right.

use dossiers::record::Number;
use dossiers::tracks::filing::Step;
use leptos::prelude::*;
use vocabulary::Lang;

use super::super::words;
use super::super::workspace::{WorkspaceView, form, text};
use super::{last_day, number};

const ACT: &str = "filing_correction";

/// A form for each step that was recorded and gave a number.
pub(super) fn list(view: &WorkspaceView, lang: Lang) -> Option<AnyView> {
    if !view.may.file || view.state.closed.is_some() {
        return None;
    }
    let steps = view.state.records.keys().filter(|step| !Number::given_by(**step).is_empty());
    Some(steps.map(|step| fold(view, *step, lang)).collect_view().into_any())
}

fn fold(view: &WorkspaceView, step: Step, lang: Lang) -> AnyView {
    let mine = view.kept(ACT, "", "step") == step.id();
    let noted = |name: &str, noted: Option<String>| {
        if mine { view.kept(ACT, "", name) } else { noted.unwrap_or_default() }
    };
    let id = |name: &str| format!("filing-again-{}-{name}", step.id());
    let given = Number::given_by(step)
        .iter()
        .map(|one| {
            let value = noted(one.id(), view.state.number(*one).map(str::to_owned));
            text((id(one.id()), one.id()), number(*one, lang), value, ("text", "80"))
        })
        .collect_view();
    let until = (step == Step::Provisional).then(|| {
        let value = noted("until", view.state.cpi_until().map(|day| day.to_string()));
        text((id("until"), "until"), last_day(lang), value, ("date", "10"))
    });
    view! {
        <details class="desk-fold" open=mine>
            <summary>
                {lang.pick("Corriger\u{202f}: ", "Correct: ")} {words::step(step, lang)} "…"
            </summary>
            {form(
                view,
                None,
                view! {
                    <input type="hidden" name="step" value=step.id() />
                    {given}
                    {until}
                    <p class="muted">
                        {lang
                            .pick(
                                "Tant que cela concerne le client, un message qui remplace le précédent lui est envoyé.",
                                "As long as it concerns the customer, they are sent a message that replaces the previous one.",
                            )}
                    </p>
                    <button class="btn btn-small" type="submit" name="act" value=ACT>
                        {lang.pick("Enregistrer la correction", "Save the correction")}
                    </button>
                },
            )}
        </details>
    }
    .into_any()
}
