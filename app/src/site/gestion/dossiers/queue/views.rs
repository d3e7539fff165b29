//! Filters that are kept under a name.

use leptos::prelude::*;
use vocabulary::Lang;

use super::QueueView;
use crate::design::icons::{Icon, IconName};
use crate::site::gestion::acts::Screen;

pub(super) fn views(view: &QueueView, lang: Lang) -> AnyView {
    let filter = view.filter();
    let action = format!("{}?{filter}", Screen::Dossiers.path());
    let kept = view
        .views
        .iter()
        .map(|one| {
            let here = (one.query == filter && view.words.is_empty()).then_some("page");
            let forget = lang.pick("Supprimer la vue", "Delete the view");
            view! {
                <li>
                    <a href=format!("{}?{}", Screen::Dossiers.path(), one.query) aria-current=here>
                        {one.name.clone()}
                    </a>
                    <form method="post" action=action.clone()>
                        <input type="hidden" name="name" value=one.name.clone() />
                        <button class="desk-tool" type="submit" name="act" value="forget_view">
                            <Icon name=IconName::Cross />
                            <span class="sr-only">{format!("{forget} {}", one.name)}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let list = (!view.views.is_empty()).then(|| view! { <ul class="desk-views">{kept}</ul> });
    view! {
        <details class="desk-fold" id="views" open=!view.views.is_empty()>
            <summary>{lang.pick("Mes vues", "My views")}</summary>
            {list}
            <form class="desk-search" id="keep-view" method="post" action=action>
                <div class="field">
                    <label class="field-label" for="view-name">
                        {lang
                            .pick(
                                "Garder ce filtre sous le nom",
                                "Keep this filter under the name",
                            )}
                    </label>
                    <input
                        class="input"
                        id="view-name"
                        name="name"
                        type="text"
                        autocomplete="off"
                        maxlength="60"
                    />
                </div>
                <button class="btn btn-small" type="submit" name="act" value="keep_view">
                    {lang.pick("Garder", "Keep")}
                </button>
            </form>
        </details>
    }
    .into_any()
}
