//! The frame of the public pages: banners, header, crumbs, footer.

use leptos::prelude::*;

use super::Head;
use crate::design::icons::{Icon, IconName};
use crate::site::asked::{Asked, Theme};
use crate::site::page::Page;
use crate::site::place::Place;

/// What stands around a page that is not of the back-office.
pub(super) fn public(asked: &Asked, head: &Head, view: AnyView) -> AnyView {
    view! {
        <header>{banners(asked)} {header(asked, head)}</header>
        <main id="contenu" tabindex="-1">
            {crumbs(asked, head)}
            {view}
        </main>
        {footer(asked)}
    }
    .into_any()
}

/// A demonstration says so, everywhere.
pub(in crate::site) fn demo_banner(asked: &Asked) -> Option<AnyView> {
    asked.tenant.identity.demo.then(|| {
        let text = asked.say(
            "Démonstration, aucune démarche réelle\u{202f}: les coordonnées et les numéros sont fictifs.",
            "Demonstration, no real procedure: names and numbers are fictitious.",
        );
        view! { <p class="banner-demo">{text.to_owned()}</p> }.into_any()
    })
}

/// What is said where the tables in force today could not be read.
fn outdated(asked: &Asked) -> Option<AnyView> {
    asked.outdated.then(|| {
        let text = asked.say(
            "Les barèmes en vigueur aujourd’hui n’ont pas pu être lus\u{202f}: les prix affichés sont ceux d’avant, et rien \
             ne peut être commandé pour le moment.",
            "The tables in force today could not be read: the prices shown are those of before, and nothing can be ordered \
             for now.",
        );
        view! {
            <p class="banner-degraded" role="status">
                <Icon name=IconName::Warning />
                {text.to_owned()}
            </p>
        }
        .into_any()
    })
}

fn banners(asked: &Asked) -> AnyView {
    let demo = demo_banner(asked);
    let private = asked.say(
        "Service privé et payant. Sur le site de l’ANTS, vous payez les mêmes taxes, sans nos frais.",
        "Private, paid service. On the ANTS website you pay the same taxes, without our fee.",
    );
    let degraded = asked.degraded.then(|| {
        let text = asked.say(
            "Une partie du service est en panne\u{202f}: enregistrer une simulation et nous écrire ne sont pas possibles \
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
        {outdated(asked)}
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

/// The button that goes on to the next theme.
pub(in crate::site) fn theme_switch(asked: &Asked) -> AnyView {
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
                asked.say("Accessibilité\u{202f}: non audité", "Accessibility: not audited")
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
                <p>
                    {format!(
                        "{mediator}{} {}",
                        asked.say("\u{202f}:", ":"),
                        identity.mediator_name,
                    )}
                </p>
            </div>
        </footer>
    }
    .into_any()
}
