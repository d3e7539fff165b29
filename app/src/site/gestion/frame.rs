//! What stands around a page of the back-office: header, rail, palette, help of the shortcuts.

use leptos::prelude::*;
use vocabulary::Lang;

use super::acts::{ACTS, SIGN_OUT, Screen, StaffAct, Way, acts_of};
use super::{Counts, Staff};
use crate::design::icons::{Icon, IconName};
use crate::site::asked::Asked;
use crate::site::document::{demo_banner, theme_switch};
use crate::site::place::Place;

/// The desk around `view`.
pub(super) fn desk(asked: &Asked, staff: &Staff, screen: Screen, view: AnyView) -> AnyView {
    view! {
        <div class="desk dense">
            <header class="desk-top">{demo_banner(asked)} {top(asked, staff)}</header>
            {rail(asked, staff, screen)}
            <main id="contenu" class="desk-main" tabindex="-1">
                {view}
            </main>
        </div>
        {palette(asked.lang, staff, screen)}
        {shortcuts(asked.lang, staff)}
    }
    .into_any()
}

fn top(asked: &Asked, staff: &Staff) -> AnyView {
    let lang = asked.lang;
    let house = asked.tenant.identity.brand.clone();
    view! {
        <div class="desk-bar">
            <a class="brand" href=Screen::Front.path()>
                <img src=asked.assets.public("/favicon.svg") alt="" width="28" height="28" />
                <span>{house}</span>
                <span class="desk-word">{lang.pick("Gestion", "Back-office")}</span>
            </a>
            <button class="desk-find" type="button" hidden data-opens="palette">
                <Icon name=IconName::Search />
                <span>
                    {lang.pick("Que voulez-vous faire\u{202f}?", "What do you want to do?")}
                </span>
                <kbd>"Ctrl K"</kbd>
            </button>
            <div class="desk-tools">
                <button class="desk-tool" type="button" hidden data-opens="shortcuts">
                    <kbd aria-hidden="true">"?"</kbd>
                    <span class="sr-only">
                        {lang.pick("Raccourcis clavier", "Keyboard shortcuts")}
                    </span>
                </button>
                {theme_switch(asked)}
                <a class="desk-who" href=Place::Account.path(lang)>
                    <Icon name=IconName::Person />
                    <span>{staff.name.clone()}</span>
                </a>
                <form id=SIGN_OUT method="post" action=Place::SignOut.path(lang)>
                    <button class="desk-tool" type="submit">
                        {lang.pick("Se déconnecter", "Sign out")}
                    </button>
                </form>
            </div>
        </div>
        <noscript>
            <p class="desk-noscript">
                {lang
                    .pick(
                        "Sans JavaScript, toutes les pages fonctionnent\u{202f}; la palette, les raccourcis et la connexion par clé d’accès en ont besoin.",
                        "Without JavaScript every page works; the palette, the shortcuts and signing in by passkey need it.",
                    )}
            </p>
        </noscript>
    }
    .into_any()
}

/// Where pages hear what changes elsewhere.
pub(super) const NEWS: &str = "/gestion/dossiers/flux";

/// What the rail says beside an entry, and how it is read out.
fn count(act: &StaffAct, counts: Counts, lang: Lang) -> Option<(i64, &'static str)> {
    let dossiers = counts.dossiers;
    let (count, words) = match act.id {
        "to_check" => (dossiers?.to_check, lang.pick("à contrôler", "to check")),
        "to_file" => (dossiers?.ready, lang.pick("prêts", "ready")),
        "waiting_customer" => (dossiers?.waiting, lang.pick("en attente", "waiting")),
        "late" => (dossiers?.late, lang.pick("en retard", "late")),
        "mine" => (dossiers?.mine, lang.pick("à vous", "yours")),
        "jobs" => (counts.dead_jobs?, lang.pick("abandonnés", "given up")),
        "messages" => {
            (counts.undelivered?, lang.pick("en échec cette semaine", "failed this week"))
        }
        _ => return None,
    };
    // What the page hears of anew has its place, even while there is none.
    (count > 0 || of_dossiers(act)).then_some((count, words))
}

/// Whether the count is one of dossiers.
fn of_dossiers(act: &StaffAct) -> bool {
    matches!(act.way, Way::Open(Screen::Dossiers, _))
}

/// A count that somebody has to do something about at once stands out.
fn count_class(act: &StaffAct) -> &'static str {
    if matches!(act.id, "jobs" | "messages" | "late") {
        "desk-count"
    } else {
        "desk-count is-quiet"
    }
}

/// Whether the screen that is open is where `act` leads.
fn is_here(act: &StaffAct, asked: &Asked, opened: Screen, query: &str, current: Screen) -> bool {
    if opened != current {
        return false;
    }
    if opened != Screen::Dossiers {
        return true;
    }
    let pairs = crate::query::pairs(&asked.query);
    let of = |name: &str| pairs.iter().find(|(one, _)| one == name).map(|(_, list)| list.as_str());
    if of("q").is_some_and(|words| !words.is_empty()) {
        return false;
    }
    match of("file") {
        Some(list) => query == format!("?file={list}"),
        None => act.id == "to_check",
    }
}

fn rail(asked: &Asked, staff: &Staff, screen: Screen) -> AnyView {
    let lang = asked.lang;
    let current = match screen {
        Screen::Person | Screen::Invitation => Screen::People,
        Screen::Template => Screen::Templates,
        Screen::Bareme => Screen::Baremes,
        Screen::Rule => Screen::Rules,
        Screen::FeeList => Screen::Fees,
        Screen::OfficialForm => Screen::Forms,
        Screen::Letter => Screen::Letters,
        other => other,
    };
    let entries = acts_of(&staff.roles)
        .filter_map(|act| {
            let Way::Open(opened, query) = act.way else { return None };
            let icon = act.rail?;
            let here = is_here(act, asked, opened, query, current).then_some("page");
            let count = count(act, staff.counts, lang).map(|(count, words)| {
                view! {
                    <span class=count_class(act) data-count=act.id hidden=count == 0>
                        <span data-number="">{super::dossiers::counted(count, lang)}</span>
                        <span class="sr-only">{format!(" {words}")}</span>
                    </span>
                }
            });
            Some(view! {
                <li>
                    <a href=format!("{}{query}", opened.path()) aria-current=here>
                        <Icon name=icon />
                        <span>{act.label(lang)}</span>
                        {count}
                    </a>
                </li>
            })
        })
        .collect_view();
    // An open dossier says of itself which it is.
    let news = (screen == Screen::Dossiers).then_some(NEWS);
    view! {
        <nav class="desk-rail" aria-label=lang.pick("Gestion", "Back-office") data-news=news>
            <ul>{entries}</ul>
        </nav>
    }
    .into_any()
}

/// The list of what this person may do from here; the script opens it, filters it and goes.
fn palette(lang: Lang, staff: &Staff, screen: Screen) -> AnyView {
    // What can be done on the open screen comes first.
    let here = |act: &&StaffAct| !matches!(act.way, Way::Here(..));
    let mut acts: Vec<&StaffAct> = acts_of(&staff.roles).collect();
    acts.sort_by_key(here);
    let options = acts
        .into_iter()
        .filter_map(|act| {
            let href = act.href(screen, lang)?;
            let send = matches!(act.way, Way::Send(_)).then_some("");
            let keys = keys(act.keys, lang);
            let where_it_is = matches!(act.way, Way::Here(..)).then(|| {
                view! { <span class="muted">{lang.pick("sur cette page", "on this page")}</span> }
            });
            Some(view! {
                <li
                    id=format!("act-{}", act.id)
                    role="option"
                    aria-selected="false"
                    data-go=href
                    data-send=send
                    data-keys=act.keys
                >
                    <span>{act.label(lang)}</span>
                    {where_it_is}
                    {keys}
                </li>
            })
        })
        .collect_view();
    let label = lang.pick("Que voulez-vous faire\u{202f}?", "What do you want to do?");
    view! {
        <dialog id="palette" class="palette dense" aria-label=label>
            <label class="sr-only" for="palette-words">
                {label}
            </label>
            <input
                id="palette-words"
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette-list"
                placeholder=label
            />
            <ul id="palette-list" role="listbox" aria-label=lang.pick("Actions", "Actions")>
                {options}
            </ul>
            <p
                class="palette-none"
                role="status"
                data-none=""
                data-say=lang.pick("Aucune action de ce nom.", "No action of that name.")
            ></p>
            <p class="palette-help muted">
                <kbd>"↑"</kbd>
                <kbd>"↓"</kbd>
                {lang.pick(" choisir, ", " choose, ")}
                <kbd>{lang.pick("Entrée", "Enter")}</kbd>
                {lang.pick(" faire, ", " do, ")}
                <kbd>{lang.pick("Échap", "Esc")}</kbd>
                {lang.pick(" fermer", " close")}
            </p>
        </dialog>
    }
    .into_any()
}

/// Keys pressed one after the other.
fn keys(keys: &'static str, lang: Lang) -> Option<AnyView> {
    if keys.is_empty() {
        return None;
    }
    let Some((first, second)) = keys.split_once(' ') else {
        return Some(view! { <kbd>{keys}</kbd> }.into_any());
    };
    let then = lang.pick(" puis ", " then ");
    Some(
        view! {
            <span class="keys">
                <kbd>{first.to_owned()}</kbd>
                <span class="sr-only">{then}</span>
                <kbd>{second.to_owned()}</kbd>
            </span>
        }
        .into_any(),
    )
}

fn shortcuts(lang: Lang, staff: &Staff) -> AnyView {
    let line = |keys: AnyView, label: &'static str| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td>{keys}</td>
            </tr>
        }
        .into_any()
    };
    let one = |text: &'static str| view! { <kbd>{text}</kbd> }.into_any();
    let always = [
        line(one("Ctrl K"), lang.pick("Palette (sur Mac\u{202f}: ⌘ K)", "Palette (on a Mac: ⌘ K)")),
        line(one("?"), lang.pick("Cette aide", "This help")),
        line(one("/"), lang.pick("Champ de recherche de la page", "Search field of the page")),
        line(
            view! {
                <kbd>"j"</kbd>
                " "
                <kbd>"k"</kbd>
            }
            .into_any(),
            lang.pick("Ligne suivante, précédente", "Next line, previous line"),
        ),
    ];
    let own = ACTS
        .iter()
        .filter(|act| act.is_for(&staff.roles))
        .filter_map(|act| Some(line(keys(act.keys, lang)?, act.label(lang))))
        .collect_view();
    let title = lang.pick("Raccourcis clavier", "Keyboard shortcuts");
    view! {
        <dialog id="shortcuts" class="palette dense" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">{title}</h2>
            <label class="choice" for="letters">
                <input type="checkbox" id="letters" checked />
                <span>
                    {lang
                        .pick(
                            "Raccourcis d’une lettre (sur cet appareil)",
                            "Single-letter shortcuts (on this device)",
                        )}
                </span>
            </label>
            <div class="table-scroll" role="region" tabindex="0" aria-label=title>
                <table class="table">
                    <caption class="sr-only">{title}</caption>
                    <tbody>{always} {own}</tbody>
                </table>
            </div>
            <form method="dialog">
                <button class="btn btn-small" type="submit">
                    {lang.pick("Fermer", "Close")}
                </button>
            </form>
        </dialog>
    }
    .into_any()
}
