//! What stands above the panes of a dossier: what came of what was asked, what the dossier is and whose move.

use leptos::prelude::*;
use vocabulary::Lang;

use super::workspace::{WorkspaceView, button, form};
use super::{decide, history, instant_of, words};
use crate::design::icons::{Icon, IconName};
use crate::design::plate::Plate;
use crate::site::asked::Asked;
use crate::site::gestion::control::{Tone, notice, pill};
use crate::site::gestion::frame::NEWS;

/// What came of what was asked, with the way to undo it.
pub(super) fn banner(view: &WorkspaceView, lang: Lang) -> AnyView {
    if let Some(changed) = &view.changed {
        let lines = changed
            .since
            .iter()
            .map(|entry| view! { <li>{history::sentence(view, entry, lang)}</li> })
            .collect_view();
        return view! {
            <div class="notice notice-warning" role="alert" id="undo" tabindex="-1">
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
                                "Ce que vous aviez saisi est resté dans son formulaire\u{202f}: vérifiez, puis envoyez de nouveau.",
                                "What you had typed is still in its form: check, then send again.",
                            )}
                    </p>
                </div>
            </div>
        }
        .into_any();
    }
    if let Some(problem) = view.problem {
        let said = format!(
            "{} {}",
            problem.sentence(lang),
            lang.pick("Rien n’a été enregistré.", "Nothing was saved."),
        );
        return notice(Tone::Beware, said);
    }
    let Some(done) = view.done.as_deref() else { return ().into_any() };
    let undo = view.undo.map(|of| {
        form(
            view,
            None,
            view! {
                <input type="hidden" name="of" value=of />
                {button("undo", "undo", lang.pick("Annuler", "Undo"))}
            },
        )
    });
    let hint = undo.is_some().then(|| lang.pick(" (10 secondes)", " (10 seconds)"));
    view! {
        <div class="notice notice-success desk-done" role="status" id="undo">
            <Icon name=IconName::Check />
            <p>{words::done(done, lang)} {hint}</p>
            {undo}
        </div>
    }
    .into_any()
}

pub(super) fn head(asked: &Asked, view: &WorkspaceView) -> AnyView {
    let lang = asked.lang;
    let state = &view.state;
    let plate = (!state.found_by.plate.is_empty()).then(|| {
        view! {
            <span class="dossier-plate">
                <Plate number=state.found_by.plate.clone() lang=lang />
            </span>
        }
    });
    let holder = match state.found_by.holder.as_str() {
        "" => lang.pick("Titulaire à nommer", "Holder to be named").to_owned(),
        holder => holder.to_owned(),
    };
    let since = instant_of(state.status_since);
    let since = since.map(|since| words::stretch(view.now.as_second() - since.as_second(), lang));
    let promise = state.promised_at.and_then(instant_of);
    let due = state.due_on.map(|day| {
        let said = lang.pick("délai légal", "legal delay");
        view! {
            <span class="desk-promise">
                {format!("{said} {}", wording::numbers::date(day, lang))}
            </span>
        }
    });
    let present = (!view.present.is_empty()).then(|| {
        let names: Vec<String> = view.present.iter().map(|one| view.who(*one, lang)).collect();
        let also = lang.pick("Aussi ouvert par", "Also open at");
        view! {
            <p class="dossier-present">
                <Icon name=IconName::Eye />
                {format!("{also} {}", names.join(", "))}
            </p>
        }
    });
    let query = [("d", state.reference.to_string()), ("v", state.version.to_string())];
    let query = crate::query::encode(query.iter().map(|(name, text)| (*name, text.as_str())));
    let news = format!("{NEWS}?{query}");
    let tracks = words::tracks(state, lang)
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <header class="dossier-head" data-news=news data-version=state.version>
            <div class="dossier-name">
                {plate} <div>
                    <p>
                        <strong>{holder}</strong>
                    </p>
                    <p class="muted">{words::demarche(asked, state.kind)}</p>
                </div>
            </div>
            <p class="dossier-status">
                {pill(words::tone(state.status), state.status.label(lang))}
                <span>{words::whose(state.status.whose_move(), lang)}</span>
                {since
                    .map(|since| {
                        view! { <span>{format!("{} {since}", lang.pick("depuis", "for"))}</span> }
                    })} {words::promise(promise, view.now, lang)} {due}
            </p>
            {decide::assignment(view, lang)}
            <dl class="dossier-tracks">{tracks}</dl>
            {present}
            <p class="dossier-live">
                <span role="status" data-live=""></span>
                " "
                <a href=view.address() hidden data-live-again="">
                    {lang.pick("Recharger le dossier", "Load the file again")}
                </a>
            </p>
        </header>
    }
    .into_any()
}
