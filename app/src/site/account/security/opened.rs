//! What is open: sessions of browsers, and sign-ins of programs.

use leptos::prelude::*;
use vocabulary::Lang;

use super::{SecurityView, act};
use crate::site::account::instant;

pub(super) fn sessions(view: &SecurityView, lang: Lang) -> AnyView {
    let lines = view
        .sessions
        .iter()
        .map(|session| {
            let device = if session.device.is_empty() {
                lang.pick("Appareil inconnu", "Unknown device").to_owned()
            } else {
                session.device.clone()
            };
            let network = session.network.clone().unwrap_or_default();
            let last = if session.current {
                view! {
                    <p>
                        <strong>{lang.pick("Cet appareil", "This device")}</strong>
                    </p>
                }
                .into_any()
            } else {
                act(lang, "end_session", Some(&session.id), lang.pick("Déconnecter", "Sign out"))
            };
            view! {
                <li class="card">
                    <h3>{device}</h3>
                    <p class="muted">
                        {format!(
                            "{} {} · {} {network}",
                            lang.pick("Vu le", "Seen on"),
                            instant(session.last_seen_at, lang),
                            lang.pick("réseau", "network"),
                        )}
                    </p>
                    {last}
                </li>
            }
        })
        .collect_view();
    let others = (view.sessions.len() > 1).then(|| {
        act(
            lang,
            "end_others",
            None,
            lang.pick("Déconnecter tous les autres", "Sign out all the others"),
        )
    });
    view! {
        <section>
            <h2>{lang.pick("Appareils connectés", "Signed-in devices")}</h2>
            <ul class="cards">{lines}</ul>
            {others}
        </section>
    }
    .into_any()
}

/// Nobody reads of programs who has none.
pub(super) fn programs(view: &SecurityView, lang: Lang) -> Option<AnyView> {
    if view.programs.is_empty() {
        return None;
    }
    let lines = view
        .programs
        .iter()
        .map(|program| {
            view! {
                <li class="card">
                    <h3>{program.device.clone()}</h3>
                    <p class="muted">
                        {format!(
                            "{} {}",
                            lang.pick("Connecté le", "Signed in on"),
                            instant(program.created_at, lang),
                        )}
                    </p>
                    {act(
                        lang,
                        "end_program",
                        Some(&program.id),
                        lang.pick("Déconnecter ce programme", "Sign this program out"),
                    )}
                </li>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{lang.pick("Programmes connectés", "Programs signed in")}</h2>
                <ul class="cards">{lines}</ul>
            </section>
        }
        .into_any(),
    )
}
