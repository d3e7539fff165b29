//! Keys, password, codes, sessions; and the proof that a sensitive act wants.

mod opened;
mod proofs;

use accounts::Strength;
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::Lang;

use super::form::{self, problems as said};
use super::words::{Problem, strength};
use super::{KeyButton, inside, instant};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

pub(super) use proofs::{codes, confirm};

/// A key in the list.
#[derive(Clone, Debug)]
pub struct KeyLine {
    /// Its name in forms.
    pub id: String,
    /// The name its owner gave it.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A session in the list.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// Its name in forms.
    pub id: String,
    /// The browser and its system.
    pub device: String,
    /// The network it was opened from.
    pub network: Option<String>,
    /// Last sign of life.
    pub last_seen_at: Timestamp,
    /// The one that asks.
    pub current: bool,
}

/// A program that is signed in.
#[derive(Clone, Debug)]
pub struct ProgramLine {
    /// Its name in forms.
    pub id: String,
    /// The program and its system, as it names itself.
    pub device: String,
    /// Since when.
    pub created_at: Timestamp,
}

/// What was just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityDone {
    /// A key was added.
    KeyAdded,
    /// A key was renamed.
    KeyRenamed,
    /// A key was removed.
    KeyRemoved,
    /// The password was changed, for one of this strength.
    Password(Strength),
    /// The password was removed.
    PasswordRemoved,
    /// The application of codes was given up.
    CodesRemoved,
    /// Sessions were ended.
    Ended,
    /// The address was changed.
    Email,
}

/// The page of keys, password, codes and sessions.
#[derive(Clone, Debug)]
pub struct SecurityView {
    /// The address.
    pub email: String,
    /// Keys.
    pub keys: Vec<KeyLine>,
    /// Has a password.
    pub has_password: bool,
    /// Uses codes; how many on paper are left.
    pub codes_left: Option<i64>,
    /// Sessions.
    pub sessions: Vec<SessionLine>,
    /// Programs that are signed in by the API.
    pub programs: Vec<ProgramLine>,
    /// What was just done.
    pub done: Option<SecurityDone>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// The page of the application of codes.
#[derive(Clone, Debug)]
pub enum CodesView {
    /// To be confirmed by a first code.
    Begin {
        /// The secret, to type.
        secret: String,
        /// The secret, drawn (SVG of our own making).
        drawing: Option<String>,
        /// What is wrong.
        problems: Vec<Problem>,
    },
    /// In use: the codes on paper, shown once.
    Done {
        /// The codes.
        codes: Vec<String>,
    },
}

const fn done_text(done: SecurityDone, lang: Lang) -> &'static str {
    match done {
        SecurityDone::KeyAdded => lang.pick("La clé est ajoutée.", "The passkey was added."),
        SecurityDone::KeyRenamed => lang.pick("La clé est renommée.", "The passkey was renamed."),
        SecurityDone::KeyRemoved => lang.pick("La clé est retirée.", "The passkey was removed."),
        SecurityDone::Password(_) => lang.pick(
            "Le mot de passe est changé\u{202f}; vos autres appareils sont déconnectés.",
            "The password was changed; your other devices are signed out.",
        ),
        SecurityDone::PasswordRemoved => {
            lang.pick("Le mot de passe est retiré.", "The password was removed.")
        }
        SecurityDone::CodesRemoved => {
            lang.pick("Les codes ne sont plus demandés.", "Codes are no longer asked for.")
        }
        SecurityDone::Ended => lang.pick("C’est déconnecté.", "Signed out."),
        SecurityDone::Email => {
            lang.pick("Votre adresse e-mail est changée.", "Your e-mail address was changed.")
        }
    }
}

/// A form of one button.
fn act(lang: Lang, name: &'static str, id: Option<&str>, label: &'static str) -> AnyView {
    let id = id.map(|id| view! { <input type="hidden" name="id" value=id.to_owned() /> });
    view! {
        <form method="post" action=Place::Security.path(lang)>
            {id}
            <button class="btn btn-small" type="submit" name="act" value=name>
                {label}
            </button>
        </form>
    }
    .into_any()
}

/// `/compte/securite`
pub(super) fn page(asked: &Asked, view: &SecurityView) -> Body {
    let lang = asked.lang;
    let done = view.done.map(|done| {
        view! {
            <p class="notice notice-success" role="status">
                {done_text(done, lang)}
                {match done {
                    SecurityDone::Password(chosen) => Some(format!(" {}", strength(chosen, lang))),
                    _ => None,
                }}
            </p>
        }
    });
    inside(
        asked,
        lang.pick("Connexion et sécurité", "Sign-in and security"),
        view.problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
        Live::Keys,
        view! {
            {done}
            {said(&view.problems, lang)}
            {keys(view, lang)}
            {password(view, lang)}
            {second_factor(view, lang)}
            {address(view, lang)}
            {opened::sessions(view, lang)}
            {opened::programs(view, lang)}
        },
    )
}

fn keys(view: &SecurityView, lang: Lang) -> AnyView {
    let lines = view
        .keys
        .iter()
        .map(|key| {
            let used = key.last_used_at.map_or_else(
                || lang.pick("jamais utilisée", "never used").to_owned(),
                |at| format!("{} {}", lang.pick("utilisée le", "used on"), instant(at, lang)),
            );
            let field = format!("name-{}", key.id);
            view! {
                <li class="card">
                    <h3>{key.name.clone()}</h3>
                    <p class="muted">
                        {format!(
                            "{} {}, {used}",
                            lang.pick("Créée le", "Made on"),
                            instant(key.created_at, lang),
                        )}
                    </p>
                    <details class="disclosure">
                        <summary>{lang.pick("Renommer ou retirer", "Rename or remove")}</summary>
                        <form method="post" action=Place::Security.path(lang)>
                            <input type="hidden" name="id" value=key.id.clone() />
                            <div class="field">
                                <label class="field-label" for=field.clone()>
                                    {lang.pick("Nom de la clé", "Name of the passkey")}
                                </label>
                                <input
                                    class="input"
                                    id=field
                                    name="name"
                                    maxlength="60"
                                    value=key.name.clone()
                                />
                            </div>
                            <div class="actions-row">
                                <button
                                    class="btn btn-small"
                                    type="submit"
                                    name="act"
                                    value="rename_key"
                                >
                                    {lang.pick("Renommer", "Rename")}
                                </button>
                                <button
                                    class="btn btn-small btn-danger"
                                    type="submit"
                                    name="act"
                                    value="remove_key"
                                >
                                    {lang.pick("Retirer cette clé", "Remove this passkey")}
                                </button>
                            </div>
                        </form>
                    </details>
                </li>
            }
        })
        .collect_view();
    let none = view.keys.is_empty().then(|| {
        view! {
            <p>
                {lang
                    .pick(
                        "Aucune clé d’accès. C’est pourtant le plus simple\u{202f}: votre appareil vous reconnaît, sans mot de passe.",
                        "No passkey yet. It is the simplest way: your device knows you, without a password.",
                    )}
            </p>
        }
    });
    let add = KeyButton {
        ask: "new",
        label: lang.pick("Ajouter une clé d’accès", "Add a passkey"),
        next: "",
        token: "",
        conditional: false,
    };
    view! {
        <section>
            <h2>{lang.pick("Clés d’accès", "Passkeys")}</h2>
            {none}
            <ul class="cards">{lines}</ul>
            {add.view(lang)}
        </section>
    }
    .into_any()
}

fn password(view: &SecurityView, lang: Lang) -> AnyView {
    let text = if view.has_password {
        lang.pick("Vous avez un mot de passe.", "You have a password.")
    } else {
        lang.pick("Vous n’avez pas de mot de passe.", "You have no password.")
    };
    let remove = (view.has_password && !view.keys.is_empty()).then(|| {
        act(
            lang,
            "remove_password",
            None,
            lang.pick("Retirer le mot de passe", "Remove the password"),
        )
    });
    let summary = if view.has_password {
        lang.pick("Changer le mot de passe", "Change the password")
    } else {
        lang.pick("Choisir un mot de passe", "Choose a password")
    };
    let open = view.problems.iter().any(|problem| problem.control() == "password");
    view! {
        <section>
            <h2>{lang.pick("Mot de passe", "Password")}</h2>
            <p>{text}</p>
            <details class="disclosure" open=open>
                <summary>{summary}</summary>
                <form method="post" action=Place::Security.path(lang) novalidate>
                    {form::username(&view.email)}
                    {form::new_password(lang).view(&view.problems, lang)}
                    <button class="btn btn-primary" type="submit" name="act" value="password">
                        {lang.pick("Garder ce mot de passe", "Keep this password")}
                    </button>
                </form>
            </details>
            {remove}
        </section>
    }
    .into_any()
}

fn second_factor(view: &SecurityView, lang: Lang) -> AnyView {
    let body = if let Some(left) = view.codes_left {
        view! {
            <p>
                {format!(
                    "{} {left}.",
                    lang
                        .pick(
                            "Un code est demandé après le mot de passe ou le lien. Codes de secours restants\u{202f}:",
                            "A code is asked for after the password or the link. Recovery codes left:",
                        ),
                )}
            </p>
            <div class="actions-row">
                {act(
                    lang,
                    "new_codes",
                    None,
                    lang.pick("Refaire les codes de secours", "Make new recovery codes"),
                )}
                {act(
                    lang,
                    "remove_codes",
                    None,
                    lang.pick("Ne plus demander de code", "Ask for no code any more"),
                )}
            </div>
        }
        .into_any()
    } else {
        view! {
            <p>
                {lang
                    .pick(
                        "Avec un mot de passe, une application de codes protège votre compte même si le mot de passe est deviné.",
                        "With a password, an application of codes protects your account even if the password is guessed.",
                    )}
            </p>
            <p>
                <a class="btn" href=Place::Codes.path(lang)>
                    {lang.pick("Utiliser une application de codes", "Use an application of codes")}
                </a>
            </p>
        }
        .into_any()
    };
    view! {
        <section>
            <h2>{lang.pick("Code à usage unique", "One-time code")}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn address(view: &SecurityView, lang: Lang) -> AnyView {
    let open = view.problems.iter().any(|problem| problem.control() == "email");
    view! {
        <section>
            <h2>{lang.pick("Adresse e-mail", "E-mail address")}</h2>
            <p>
                <strong>{view.email.clone()}</strong>
            </p>
            <details class="disclosure" open=open>
                <summary>{lang.pick("Changer d’adresse", "Change the address")}</summary>
                <form method="post" action=Place::Security.path(lang) novalidate>
                    {form::email("", "email", lang).view(&view.problems, lang)}
                    <p class="field-help">
                        {lang
                            .pick(
                                "Un lien part à la nouvelle adresse\u{202f}; l’ancienne est prévenue.",
                                "A link goes to the new address; the old one is told.",
                            )}
                    </p>
                    <button class="btn btn-primary" type="submit" name="act" value="email">
                        {lang.pick("Recevoir le lien", "Get the link")}
                    </button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
