//! What stands beside the rights of a person: access to the SIV, sessions, a new key, the audit.

use leptos::prelude::*;
use vocabulary::Lang;

use super::PersonView;
use crate::site::account::instant;
use crate::site::gestion::control::{Input, empty, lines};
use crate::site::gestion::{audit_log, people};

pub(super) fn siv(view: &PersonView, lang: Lang) -> Option<AnyView> {
    if !view.roles.iter().any(|role| role.is_staff()) && view.siv_checked_on.is_none() {
        // An anchor all the same: the act says why there is nothing to do.
        return (!view.gives.is_empty()).then(|| {
            view! {
                <p id="siv" class="muted" tabindex="-1">
                    {lang
                        .pick(
                            "Accès au SIV\u{202f}: pour l’équipe seulement.",
                            "Access to the SIV: for the staff only.",
                        )}
                </p>
            }
            .into_any()
        });
    }
    let state = match view.siv_checked_on {
        Some(day) => format!(
            "{} {}.",
            lang.pick(
                "Peut transmettre au SIV\u{202f}: bulletin n° 2 vérifié le",
                "May transmit to the SIV: criminal record (bulletin n° 2) checked on",
            ),
            wording::numbers::date(day, lang),
        ),
        None => lang
            .pick(
                "Ne peut pas transmettre au SIV\u{202f}: son bulletin n° 2 n’est pas noté comme vérifié.",
                "May not transmit to the SIV: no check of the criminal record (bulletin n° 2) is written down.",
            )
            .to_owned(),
    };
    let form = (!view.gives.is_empty()).then(|| {
        let input = Input {
            name: "checked_on",
            label: lang
                .pick("Vérifié le (vide\u{202f}: pas d’accès)", "Checked on (empty: no access)"),
            kind: "date",
            value: view.siv_checked_on.map(|day| day.to_string()).unwrap_or_default(),
            ..Input::default()
        };
        view! {
            <form class="desk-search" id="siv" method="post" action=people::of(view.id)>
                {input.view()}
                <button class="btn btn-small" type="submit" name="act" value="siv">
                    {lang.pick("Noter", "Write down")}
                </button>
            </form>
        }
    });
    Some(
        view! {
            <section aria-labelledby="siv-title">
                <h2 id="siv-title">{lang.pick("Accès au SIV", "Access to the SIV")}</h2>
                <p>{state}</p>
                {form}
            </section>
        }
        .into_any(),
    )
}

pub(super) fn sessions(view: &PersonView, lang: Lang) -> AnyView {
    let rows = view
        .sessions
        .iter()
        .map(|session| {
            view! {
                <tr>
                    <th scope="row">
                        {if session.device.is_empty() {
                            lang.pick("Appareil inconnu", "Unknown device").to_owned()
                        } else {
                            session.device.clone()
                        }}
                    </th>
                    <td>{session.network.clone().unwrap_or_default()}</td>
                    <td>{instant(session.created_at, lang)}</td>
                    <td>{instant(session.last_seen_at, lang)}</td>
                </tr>
            }
        })
        .collect_view();
    let list = if view.sessions.is_empty() {
        empty(lang.pick("Aucune session ouverte.", "No open session."))
    } else {
        lines(
            lang.pick("Sessions ouvertes", "Open sessions"),
            &[
                lang.pick("Appareil", "Device"),
                lang.pick("Réseau", "Network"),
                lang.pick("Depuis", "Since"),
                lang.pick("Vue", "Seen"),
            ],
            rows.into_any(),
        )
    };
    let end = (!view.gives.is_empty()).then(|| {
        view! {
            <form id="end-sessions" method="post" action=people::of(view.id)>
                <button class="btn btn-small" type="submit" name="act" value="end_sessions">
                    {lang.pick("Déconnecter de tous les appareils", "Sign out of all devices")}
                </button>
            </form>
        }
    });
    view! {
        <section aria-labelledby="sessions-title">
            <h2 id="sessions-title">{lang.pick("Sessions", "Sessions")}</h2>
            {list}
            {end}
        </section>
    }
    .into_any()
}

pub(super) fn invite_again(view: &PersonView, lang: Lang) -> Option<AnyView> {
    if !view.invites {
        return None;
    }
    let staff = view.roles.iter().any(|role| role.is_staff());
    let content = if staff {
        view! {
            <p>
                {lang
                    .pick(
                        "Clé perdue, ou pas encore de clé\u{202f}? Un lien lui fait créer une clé d’accès pour ce compte.",
                        "Lost passkey, or none yet? A link has them make a passkey for this account.",
                    )}
            </p>
            <button class="btn btn-small" type="submit" name="act" value="invite_again">
                {lang.pick("Envoyer un lien", "Send a link")}
            </button>
        }
        .into_any()
    } else {
        view! {
            <p class="muted">
                {lang
                    .pick(
                        "Un lien n’est envoyé qu’à l’équipe\u{202f}: donnez d’abord un droit.",
                        "A link is sent to staff only: give a right first.",
                    )}
            </p>
        }
        .into_any()
    };
    Some(
        view! {
            <section aria-labelledby="invite-title">
                <h2 id="invite-title">{lang.pick("Nouvelle clé", "New passkey")}</h2>
                <form id="invite-again" method="post" action=people::of(view.id)>
                    {content}
                </form>
            </section>
        }
        .into_any(),
    )
}

pub(super) fn journal(view: &PersonView, lang: Lang) -> Option<AnyView> {
    let events = view.events.as_ref()?;
    Some(
        view! {
            <section id="journal" aria-labelledby="journal-title" tabindex="-1">
                <h2 id="journal-title">
                    {lang.pick("Dernières lignes de l’audit", "Last lines of the audit")}
                </h2>
                {audit_log::table(events, lang)}
                <p>
                    <a href=audit_log::about(
                        view.id,
                    )>
                        {lang
                            .pick(
                                "Tout l’audit de cette personne",
                                "This person’s whole audit",
                            )}
                    </a>
                </p>
            </section>
        }
        .into_any(),
    )
}
