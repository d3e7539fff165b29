//! The pages of an opened piece, and those of another beside it: all of them without script; one at a time with it, zoomed
//! and turned by the keys and buttons of the list of acts.

use dossiers::Slot;
use leptos::prelude::*;
use vocabulary::Lang;

use super::pieces::{anchor, label, may_see};
use super::uuid;
use super::workspace::{WorkspaceView, key_of, shown_key};
use crate::design::icons::{Icon, IconName};

/// What the buttons do, by their names in the list of acts and in the browser.
const TOOLS: &[(&str, &str, IconName, &str, &str)] = &[
    ("view_before", "before", IconName::ArrowLeft, "Page précédente", "Page before"),
    ("view_next", "next", IconName::ArrowRight, "Page suivante", "Next page"),
    ("view_larger", "larger", IconName::Plus, "Agrandir", "Larger"),
    ("view_smaller", "smaller", IconName::Minus, "Réduire", "Smaller"),
    ("view_turn", "turn", IconName::Refresh, "Tourner d’un quart", "Turn by a quarter"),
];

/// The documents that stand in the slot, with their pages where they may be seen.
pub(super) fn documents(
    view: &WorkspaceView,
    name: &str,
    slot: &Slot,
    lang: Lang,
) -> Option<AnyView> {
    if slot.documents.is_empty() {
        return None;
    }
    if !may_see(view, &slot.kind) {
        let count = slot.documents.len();
        let hidden = lang.pick(
            "document(s)\u{202f}: votre rôle ne permet pas de l’ouvrir.",
            "document(s): your role does not open it.",
        );
        return Some(view! { <p class="muted">{format!("{count} {hidden}")}</p> }.into_any());
    }
    if view.opened.as_deref() != Some(name) {
        return Some(to_open(view, name, slot, lang));
    }
    let beside = view.beside.as_deref().and_then(|other| {
        let slot = view.state.slots.get(other)?;
        may_see(view, &slot.kind).then(|| pane(view, other, slot, lang))
    });
    Some(
        view! {
            <div
                class="viewer"
                data-viewer=""
                data-says=lang
                    .pick(
                        "Page {p} sur {n}, zoom {z} %, tournée de {t}°",
                        "Page {p} of {n}, zoom {z} %, turned by {t}°",
                    )
            >
                {tools(lang)}
                <div class="viewer-panes">{pane(view, name, slot, lang)} {beside}</div>
                {compare(view, name, lang)}
            </div>
        }
        .into_any(),
    )
}

fn to_open(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> AnyView {
    let query = crate::query::encode([("piece", name)]);
    let href = format!("{}?{query}#{}", view.address(), anchor(name));
    let count = slot.documents.len();
    let label = format!("{} ({count})", lang.pick("Ouvrir la pièce", "Open the document"));
    let key = key_of("open_piece");
    view! {
        <p>
            <a href=href data-key=key aria-keyshortcuts=key>
                {label}
                " "
                {shown_key(key)}
            </a>
        </p>
    }
    .into_any()
}

/// The buttons, for whoever has the script: they say what they do, and by which key.
fn tools(lang: Lang) -> AnyView {
    let buttons = TOOLS
        .iter()
        .map(|(act, does, icon, fr, en)| {
            let key = key_of(act);
            // A plus sign stands between keys there.
            let said = key.map(|key| if key == "+" { "plus" } else { key });
            view! {
                <button
                    class="btn btn-small"
                    type="button"
                    data-view=*does
                    data-key=key
                    aria-keyshortcuts=said
                    title=lang.pick(*fr, *en)
                >
                    <Icon name=*icon />
                    <span class="sr-only">{lang.pick(*fr, *en)}</span>
                    {shown_key(key)}
                </button>
            }
        })
        .collect_view();
    view! {
        <div
            class="viewer-tools"
            role="group"
            aria-label=lang.pick("Affichage des pages", "How pages are shown")
            hidden
        >
            {buttons}
            <span role="status"></span>
        </div>
    }
    .into_any()
}

/// The pages of one piece.
fn pane(view: &WorkspaceView, name: &str, slot: &Slot, lang: Lang) -> AnyView {
    let title = label(view, name, &slot.kind, lang);
    let figures = slot
        .documents
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let number = format!("{} {}", lang.pick("Document", "Document"), place + 1);
            let pages = view.pages.get(&uuid(*id)).map(Vec::as_slice).unwrap_or_default();
            if pages.is_empty() {
                let waiting = lang.pick(
                    "pas encore lu\u{202f}: ses pages s’affichent ici une fois vérifiées.",
                    "not read yet: its pages show here once they are checked.",
                );
                return view! { <p class="piece-blank muted">{format!("{number} {waiting}")}</p> }
                    .into_any();
            }
            pages
                .iter()
                .map(|link| {
                    let page = format!("{number}, {} {}", lang.pick("page", "page"), link.page);
                    let region = format!("{title}, {page}");
                    view! {
                        <figure class="piece-page">
                            <div
                                class="viewer-frame"
                                role="region"
                                tabindex="0"
                                aria-label=region.clone()
                            >
                                <img src=link.href.clone() alt=region.clone() loading="lazy" />
                            </div>
                            <figcaption>
                                {page} " · "
                                <a href=link.href.clone() target="_blank" rel="noopener">
                                    {lang.pick("ouvrir seule", "open alone")}
                                </a>
                            </figcaption>
                        </figure>
                    }
                })
                .collect_view()
                .into_any()
        })
        .collect_view();
    view! {
        <section class="viewer-pane" data-pane="" aria-label=title.clone()>
            <h4>{title.clone()}</h4>
            <div class="viewer-pages">{figures}</div>
        </section>
    }
    .into_any()
}

/// Opens another piece beside this one.
fn compare(view: &WorkspaceView, name: &str, lang: Lang) -> Option<AnyView> {
    let others: Vec<_> = view
        .state
        .slots
        .iter()
        .filter(|(other, slot)| {
            *other != name && !slot.documents.is_empty() && may_see(view, &slot.kind)
        })
        .map(|(other, slot)| {
            let selected = view.beside.as_deref() == Some(other.as_str());
            view! {
                <option value=other.clone() selected=selected>
                    {label(view, other, &slot.kind, lang)}
                </option>
            }
        })
        .collect();
    if others.is_empty() {
        return None;
    }
    let key = key_of("compare");
    let id = format!("{}-beside", anchor(name));
    let action = format!("{}#{}", view.address(), anchor(name));
    Some(
        view! {
            <form class="desk-act" method="get" action=action>
                <input type="hidden" name="piece" value=name.to_owned() />
                <div class="field">
                    <label class="field-label" for=id.clone()>
                        {lang.pick("Comparer avec", "Compare with")}
                        " "
                        {shown_key(key)}
                    </label>
                    <select class="select" id=id name="avec" data-key=key aria-keyshortcuts=key>
                        {others}
                    </select>
                </div>
                <button class="btn btn-small" type="submit">
                    {lang.pick("Mettre côte à côte", "Put side by side")}
                </button>
            </form>
        }
        .into_any(),
    )
}
