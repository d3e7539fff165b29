//! The document around a page: head, header, banners, footer.

use leptos::prelude::*;

use super::asked::{Asked, Theme};
use super::jsonld;
use super::page::Page;
use super::place::Place;
use crate::design::icons::{Icon, IconName};
use vocabulary::Lang;

/// What a page says of itself to search engines and to the tab.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Title, without the brand.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// The page and its twin in the other language; `None` for pages without an address of their own.
    pub page: Option<Page>,
    /// Kept out of search engines.
    pub noindex: bool,
    /// JSON-LD besides the crumbs.
    pub json_ld: Vec<serde_json::Value>,
    /// Path of crumbs from the home to here: label and page.
    pub crumbs: Vec<(String, Page)>,
    /// When the browser's part is loaded.
    pub live: Live,
    /// Address of the twin in the other language, for pages that are in no list.
    pub twin: Option<String>,
}

/// When a page loads the browser's part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Live {
    /// Never: the page is plain HTML.
    #[default]
    Never,
    /// At the first touch of its form: who only reads downloads nothing.
    OnUse,
    /// At once.
    Now,
    /// At once, for the passkeys alone.
    Keys,
}

/// A page before its document.
pub struct Body {
    /// What it says of itself.
    pub head: Head,
    /// What stands in `<main>`.
    pub view: AnyView,
    /// HTTP status.
    pub status: u16,
    /// What went wrong on our side, for the log and never for the page.
    pub fault: Option<String>,
}

/// A whole document.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// HTTP status.
    pub status: u16,
    /// The document.
    pub html: String,
    /// The text of each inline script, for the content security policy.
    pub inline_scripts: Vec<String>,
    /// What went wrong on our side, for the log and never for the page.
    pub fault: Option<String>,
}

/// Renders `make`'s page in its document.
pub(super) fn document(asked: &Asked, make: impl FnOnce(&Asked) -> Body) -> Rendered {
    // Leptos wants an executor to exist even though nothing is awaited here.
    static EXECUTOR: std::sync::Once = std::sync::Once::new();
    EXECUTOR.call_once(|| drop(any_spawner::Executor::init_tokio()));
    let owner = Owner::new_root(Some(std::sync::Arc::new(
        hydration_context::SsrSharedContext::new_islands(),
    )));
    let rendered = owner.with(|| {
        let body = make(asked);
        let (status, fault) = (body.status, body.fault.clone());
        let boot = boot_script(asked, body.head.live);
        let inline_scripts = boot.iter().cloned().collect();
        let html = shell(asked, body, boot).to_html();
        Rendered { status, html: format!("<!DOCTYPE html>{html}"), inline_scripts, fault }
    });
    owner.unset();
    rendered
}

/// The module that loads the browser's part and wakes it.
fn boot_script(asked: &Asked, live: Live) -> Option<String> {
    let (js, wasm) = (asked.assets.js.as_ref()?, asked.assets.wasm.as_ref()?);
    // Once, at the first touch of the form (which may have come before this script); on the simulator at the latest
    // when all that is seen is there. The page can be read and filled in before, and what was typed is kept.
    let at_the_latest = match live {
        Live::Never => return None,
        Live::Keys => {
            return Some(format!(
                "import('{js}').then(m=>m.default({{module_or_path:'{wasm}'}}).then(()=>m.keys()))"
            ));
        }
        Live::Now => "addEventListener('load',g);",
        Live::OnUse => "",
    };
    Some(format!(
        "let d;const f=document.querySelector('form[data-live]'),\
         g=()=>d??=import('{js}').then(m=>m.default({{module_or_path:'{wasm}'}}).then(()=>m.wake()));\
         f.addEventListener('focusin',g);{at_the_latest}f.contains(document.activeElement)&&g()"
    ))
}

fn shell(asked: &Asked, body: Body, boot: Option<String>) -> impl IntoView + use<> {
    let Body { head, view, .. } = body;
    let theme = match asked.theme {
        Theme::Auto => None,
        chosen => Some(chosen.id()),
    };
    let header = header(asked, &head);
    let banners = banners(asked);
    let footer = footer(asked);
    let crumbs = crumbs(asked, &head);
    let skip = asked.say("Aller au contenu", "Skip to content").to_owned();
    view! {
        <html lang=asked.lang.id() data-theme=theme>
            {head_view(asked, &head, boot)}
            <body>
                <a class="skip-link" href="#contenu">
                    {skip}
                </a>
                <header>{banners} {header}</header>
                <main id="contenu" tabindex="-1">
                    {crumbs}
                    {view}
                </main>
                {footer}
            </body>
        </html>
    }
}

fn head_view(asked: &Asked, head: &Head, boot: Option<String>) -> AnyView {
    let brand = asked.tenant.identity.brand.clone();
    let title =
        if head.title.is_empty() { brand.clone() } else { format!("{} | {brand}", head.title) };
    let links = head.page.map(|page| {
        let routes = &asked.published.routes;
        let [fr, en] =
            [Lang::Fr, Lang::En].map(|lang| format!("{}{}", asked.origin, routes.path(page, lang)));
        let canonical = asked.lang.pick(&fr, &en).clone();
        view! {
            <link rel="canonical" href=canonical.clone() />
            <link rel="alternate" hreflang="fr" href=fr.clone() />
            <link rel="alternate" hreflang="en" href=en />
            <link rel="alternate" hreflang="x-default" href=fr />
            {open_graph("og:url", canonical)}
        }
    });
    let json_ld = jsonld::of(asked, head)
        .into_iter()
        .map(|text| view! { <script type="application/ld+json" inner_html=text></script> })
        .collect_view();
    let places = boot.as_ref().map(|_| {
        view! {
            <meta name="baremes" content=asked.published.snapshot_path() />
            <meta name="service-worker" content="/sw.js" />
        }
    });
    let boot = boot.map(|text| view! { <script type="module" inner_html=text></script> });
    let assets = &asked.assets;
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title.clone()}</title>
            <meta name="description" content=head.description.clone() />
            {head.noindex.then(|| view! { <meta name="robots" content="noindex" /> })}
            <meta name="color-scheme" content="light dark" />
            {open_graph("og:type", "website".to_owned())}
            {open_graph("og:site_name", brand)}
            {open_graph("og:title", title)}
            {open_graph("og:description", head.description.clone())}
            {open_graph("og:image", format!("{}{}", asked.origin, assets.public("/og.png")))}
            {open_graph("og:locale", asked.say("fr_FR", "en_GB").to_owned())}
            <meta name="twitter:card" content="summary_large_image" />
            {links}
            <link
                rel="preload"
                href=assets.public(FONT)
                r#as="font"
                r#type="font/woff2"
                crossorigin=""
            />
            <link rel="stylesheet" href=assets.css.clone() />
            <link rel="icon" href=assets.public("/favicon.svg") r#type="image/svg+xml" />
            <link rel="icon" href=assets.public("/favicon.ico") sizes="32x32" />
            <link rel="apple-touch-icon" href=assets.public("/icons/apple-touch-icon.png") />
            <link rel="manifest" href="/manifest.webmanifest" />
            <link rel="alternate" r#type="application/rss+xml" href="/feed.xml" title="Barèmes" />
            {places}
            {json_ld}
            {boot}
        </head>
    }
    .into_any()
}

/// The one font, as the style sheet names it.
const FONT: &str = "/fonts/atkinson-hyperlegible-next.woff2";

fn banners(asked: &Asked) -> AnyView {
    let demo = asked.tenant.identity.demo.then(|| {
        let text = asked.say(
            "Démonstration, aucune démarche réelle : les coordonnées et les numéros sont fictifs.",
            "Demonstration, no real procedure: names and numbers are fictitious.",
        );
        view! { <p class="banner-demo">{text.to_owned()}</p> }
    });
    let private = asked.say(
        "Service privé et payant. Sur le site de l’ANTS, vous payez les mêmes taxes, sans nos frais.",
        "Private, paid service. On the ANTS website you pay the same taxes, without our fee.",
    );
    let degraded = asked.degraded.then(|| {
        let text = asked.say(
            "Une partie du service est en panne : enregistrer une simulation et nous écrire ne sont pas possibles \
             pour le moment. Le simulateur et toutes les pages fonctionnent.",
            "Part of the service is down: saving a simulation and writing to us are not possible for now. \
             The simulator and every page work.",
        );
        view! {
            <p class="banner-degraded" role="status">
                <Icon name=IconName::Warning />
                {text.to_owned()}
            </p>
        }
    });
    view! {
        {demo}
        <p class="banner-private">{private.to_owned()}</p>
        {degraded}
    }
    .into_any()
}

fn header(asked: &Asked, head: &Head) -> AnyView {
    let entries = [
        (Page::Simulator, asked.say("Simulateur", "Simulator")),
        (Page::Demarches, asked.say("Démarches", "Procedures")),
        (Page::Prices, asked.say("Prix par région", "Prices by region")),
        (Page::Guides, asked.say("Guides", "Guides")),
        (Page::Help, asked.say("Aide", "Help")),
    ];
    let nav = entries
        .into_iter()
        .map(|(page, label)| {
            let current = (head.page == Some(page)).then_some("page");
            view! {
                <li>
                    <a href=asked.href(page) aria-current=current>
                        {label.to_owned()}
                    </a>
                </li>
            }
        })
        .collect_view();
    let other = asked.lang.other();
    let twin = head
        .twin
        .clone()
        .unwrap_or_else(|| asked.published.routes.path(head.page.unwrap_or(Page::Home), other));
    view! {
        <div class="site-header">
            <a class="brand" href=asked.href(Page::Home)>
                <img src=asked.assets.public("/favicon.svg") alt="" width="32" height="32" />
                <span>{asked.tenant.identity.brand.clone()}</span>
            </a>
            <nav class="site-nav" aria-label=asked.say("Menu principal", "Main menu").to_owned()>
                <ul>{nav}</ul>
            </nav>
            <div class="site-tools">
                <a class="account-link" href=Place::Account.path(asked.lang)>
                    <Icon name=IconName::Person />
                    <span>{asked.say("Mon compte", "My account").to_owned()}</span>
                </a>
                <a class="lang-switch" href=twin hreflang=other.id() lang=other.id()>
                    {other.pick("Français", "English")}
                </a>
                {theme_switch(asked)}
            </div>
        </div>
    }
    .into_any()
}

fn theme_switch(asked: &Asked) -> AnyView {
    let (next, icon, label) = match asked.theme {
        Theme::Dark => ("light", IconName::Sun, asked.say("Thème clair", "Light theme")),
        Theme::Light => ("auto", IconName::Device, asked.say("Thème du système", "System theme")),
        Theme::Auto => ("dark", IconName::Moon, asked.say("Thème sombre", "Dark theme")),
    };
    view! {
        <form class="theme-switch" method="post" action="/theme">
            <input type="hidden" name="back" value=asked.path.clone() />
            <button type="submit" name="theme" value=next title=label.to_owned()>
                <Icon name=icon />
                <span class="sr-only">{label.to_owned()}</span>
            </button>
        </form>
    }
    .into_any()
}

fn crumbs(asked: &Asked, head: &Head) -> Option<AnyView> {
    if head.crumbs.is_empty() {
        return None;
    }
    let items = head
        .crumbs
        .iter()
        .map(|(label, page)| {
            view! {
                <li>
                    <a href=asked.href(*page)>{label.clone()}</a>
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <nav class="crumbs" aria-label=asked.say("Fil d’Ariane", "Breadcrumb").to_owned()>
                <ol>{items} <li aria-current="page">{head.title.clone()}</li></ol>
            </nav>
        }
        .into_any(),
    )
}

fn footer(asked: &Asked) -> AnyView {
    let identity = &asked.tenant.identity;
    let link = |page, label: &str| {
        view! {
            <li>
                <a href=asked.href(page)>{label.to_owned()}</a>
            </li>
        }
    };
    let service = [
        link(Page::Fees, asked.say("Nos tarifs", "Our fees")),
        link(Page::MalusCo2, asked.say("Malus CO₂", "CO₂ malus")),
        link(Page::MalusMasse, asked.say("Malus au poids", "Weight malus")),
        link(Page::About, asked.say("À propos", "About us")),
        link(Page::Contact, asked.say("Nous écrire", "Contact us")),
    ]
    .collect_view();
    let law = [
        link(Page::Legal, asked.say("Mentions légales", "Legal notice")),
        link(Page::Terms, asked.say("Conditions de vente", "Terms of sale")),
        link(Page::Privacy, asked.say("Confidentialité", "Privacy")),
        link(
            Page::Accessibility,
            if identity.accessibility_audited_on.is_some() {
                asked.say("Accessibilité", "Accessibility")
            } else {
                asked.say("Accessibilité : non audité", "Accessibility: not audited")
            },
        ),
    ]
    .collect_view();
    let mediator = asked.say("Médiateur de la consommation", "Consumer mediator");
    view! {
        <footer class="site-footer">
            <nav aria-label=asked.say("Le service", "The service").to_owned()>
                <ul>{service}</ul>
            </nav>
            <nav aria-label=asked.say("Informations légales", "Legal information").to_owned()>
                <ul>{law}</ul>
            </nav>
            <div>
                <p>{format!("{} · {}", identity.legal_name, identity.phone)}</p>
                <p>{asked.lang.pick(&identity.hours_fr, &identity.hours_en).clone()}</p>
                <p>{format!("{mediator} : {}", identity.mediator_name)}</p>
            </div>
        </footer>
    }
    .into_any()
}

/// A property of Open Graph.
fn open_graph(property: &'static str, content: String) -> impl IntoView + use<> {
    leptos::html::meta().content(content).attr("property", property)
}
