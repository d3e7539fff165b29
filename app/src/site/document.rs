//! The document around a page: its head, and the frame that the page stands in.

use leptos::prelude::*;

use super::asked::{Asked, Theme};
use super::jsonld;
use super::page::Page;
use vocabulary::Lang;

mod public;

use public::public;
pub(in crate::site) use public::{demo_banner, theme_switch};

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
    /// At once, for what a page of a dossier sends, draws or hears.
    Dossier,
    /// At once, for the palette and the shortcuts of the back-office.
    Staff,
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
    /// The origin that its script sends files to, where that is not its own.
    pub sends_to: Option<String>,
    /// The origins that its forms lead to, besides its own.
    pub leads_to: Vec<String>,
    /// What went wrong on our side, for the log and never for the page.
    pub fault: Option<String>,
}

/// Renders `make`'s page in its document, as the public sees it.
pub(super) fn document(asked: &Asked, make: impl FnOnce(&Asked) -> Body) -> Rendered {
    framed(asked, make, (&[], public))
}

/// Renders `make`'s page in its document: with style sheets of its own besides that of all pages, and what
/// stands around it.
pub(super) fn framed(
    asked: &Asked,
    make: impl FnOnce(&Asked) -> Body,
    (sheets, frame): (&'static [&'static str], impl FnOnce(&Asked, &Head, AnyView) -> AnyView),
) -> Rendered {
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
        let html = shell(asked, body, (boot, sheets), frame).to_html();
        let html = format!("<!DOCTYPE html>{html}");
        Rendered { status, html, inline_scripts, sends_to: None, leads_to: Vec::new(), fault }
    });
    owner.unset();
    rendered
}

/// The module that loads the browser's part and wakes it.
fn boot_script(asked: &Asked, live: Live) -> Option<String> {
    let own = |entry| asked.assets.own.woken(entry);
    // Once, at the first touch of the form (which may have come before this script); on the simulator at the latest
    // when all that is seen is there. The page can be read and filled in before, and what was typed is kept.
    let at_the_latest = match live {
        Live::Never => return None,
        Live::Keys => return own("keys"),
        Live::Staff => return own("staff"),
        Live::Dossier => return own("dossier"),
        Live::Now => "addEventListener('load',g);",
        Live::OnUse => "",
    };
    let woken = asked.assets.module.woken("wake")?;
    Some(format!(
        "let d;const f=document.querySelector('form[data-live]'),\
         g=()=>d??={woken};\
         f.addEventListener('focusin',g);{at_the_latest}f.contains(document.activeElement)&&g()"
    ))
}

fn shell(
    asked: &Asked,
    body: Body,
    parts: (Option<String>, &'static [&'static str]),
    frame: impl FnOnce(&Asked, &Head, AnyView) -> AnyView,
) -> AnyView {
    let Body { head, view, .. } = body;
    let theme = match asked.theme {
        Theme::Auto => None,
        chosen => Some(chosen.id()),
    };
    let framed = frame(asked, &head, view);
    view! {
        <html lang=asked.lang.id() data-theme=theme>
            {head_view(asked, &head, parts)}
            <body>{skip_link(asked)} {framed}</body>
        </html>
    }
    .into_any()
}

fn skip_link(asked: &Asked) -> AnyView {
    view! {
        <a class="skip-link" href="#contenu">
            {asked.say("Aller au contenu", "Skip to content").to_owned()}
        </a>
    }
    .into_any()
}

fn head_view(
    asked: &Asked,
    head: &Head,
    (boot, sheets): (Option<String>, &'static [&'static str]),
) -> AnyView {
    let sheets = sheets
        .iter()
        .map(|path| view! { <link rel="stylesheet" href=asked.assets.public(path) /> })
        .collect_view();
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
            {sheets}
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

/// A property of Open Graph.
fn open_graph(property: &'static str, content: String) -> impl IntoView + use<> {
    leptos::html::meta().content(content).attr("property", property)
}
