//! Keys of programs: made, shown once, listed, revoked.

use jiff::Timestamp;
use leptos::prelude::*;
use tokens::Scope;
use vocabulary::Lang;

use super::form::{Input, problems as said, send};
use super::words::Problem;
use super::{inside, instant};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

/// A key in the list.
#[derive(Clone, Debug)]
pub struct ApiKeyLine {
    /// Its name in forms.
    pub id: String,
    /// The name its owner gave it.
    pub name: String,
    /// What its secret begins with.
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// It may be used.
    pub lives: bool,
}

/// The page of keys.
#[derive(Clone, Debug)]
pub struct ApiKeysView {
    /// Keys, the dead of late too.
    pub keys: Vec<ApiKeyLine>,
    /// The secret of a key that was just made.
    pub secret: Option<String>,
    /// A key was just revoked.
    pub revoked: bool,
    /// What was typed: the name of a new key.
    pub name: String,
    /// What was ticked.
    pub scopes: Vec<Scope>,
    /// How many days were chosen.
    pub days: i64,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

const fn scope_text(scope: Scope, lang: Lang) -> &'static str {
    match scope {
        Scope::AccountRead => lang.pick("Lire le compte", "Read the account"),
        Scope::DossiersRead => lang.pick("Lire les dossiers", "Read dossiers"),
        Scope::DossiersWrite => {
            lang.pick("Créer et modifier des dossiers", "Make and change dossiers")
        }
    }
}

/// `/compte/cles-api`
pub(super) fn page(asked: &Asked, view: &ApiKeysView) -> Body {
    let lang = asked.lang;
    let revoked = view.revoked.then(|| {
        view! {
            <p class="notice notice-success" role="status">
                {lang
                    .pick(
                        "La clé est révoquée\u{202f}: les programmes qui l’utilisaient sont refusés.",
                        "The key is revoked: programs that used it are refused.",
                    )}
            </p>
        }
    });
    inside(
        asked,
        lang.pick("Clés d’API", "API keys"),
        view.problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
        Live::Never,
        view! {
            {revoked}
            {said(&view.problems, lang)}
            {shown_once(view, lang)}
            <p class="lead">
                {lang
                    .pick(
                        "Une clé laisse un de vos logiciels agir en votre nom. Une par logiciel\u{202f}: vous la révoquez sans gêner les autres.",
                        "A key lets a program of yours act in your name. One a program: you revoke it without disturbing the others.",
                    )} " "
                <a href="/api/openapi.json">
                    {lang.pick("Description de l’API", "Description of the API")}
                </a>
            </p>
            {new_key(view, lang)}
            {list(view, lang)}
        },
    )
}

fn shown_once(view: &ApiKeysView, lang: Lang) -> Option<AnyView> {
    let secret = view.secret.clone()?;
    Some(
        view! {
            <section class="notice notice-success" role="status">
                <p>
                    <strong>
                        {lang
                            .pick(
                                "Votre clé est créée. Copiez-la maintenant\u{202f}: elle ne sera plus montrée.",
                                "Your key is made. Copy it now: it will not be shown again.",
                            )}
                    </strong>
                </p>
                <code class="secret">{secret}</code>
            </section>
        }
        .into_any(),
    )
}

fn new_key(view: &ApiKeysView, lang: Lang) -> AnyView {
    let name = Input {
        name: "name",
        label: lang.pick("Nom de la clé", "Name of the key"),
        help: lang.pick(
            "Pour la reconnaître\u{202f}: le logiciel, le garage.",
            "To know it again: the program, the garage.",
        ),
        kind: "text",
        autocomplete: "off",
        value: &view.name,
        maxlength: Some("60"),
        ..Input::default()
    };
    let scopes = Scope::ALL
        .iter()
        .map(|scope| {
            let id = format!("scope-{}", scope.id().replace(':', "-"));
            let first = (*scope == Scope::AccountRead).then_some("scope-error");
            view! {
                <label class="choice" for=id.clone()>
                    <input
                        type="checkbox"
                        id=id.clone()
                        name="scope"
                        value=scope.id()
                        checked=view.scopes.contains(scope)
                        aria-describedby=first
                    />
                    <span>{scope_text(*scope, lang)}</span>
                </label>
            }
        })
        .collect_view();
    let no_scope = view.problems.iter().find(|problem| **problem == Problem::NoScope);
    let error = no_scope.map(|problem| problem.text(lang));
    let right = error.is_none();
    let days = tokens::operations::keys::DAYS
        .iter()
        .map(|days| {
            let text = format!("{days} {}", lang.pick("jours", "days"));
            view! {
                <option value=days.to_string() selected=*days == view.days>
                    {text}
                </option>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.pick("Créer une clé", "Make a key")}</h2>
            <form method="post" action=Place::ApiKeys.path(lang) novalidate>
                <input type="hidden" name="act" value="make" />
                {name.view(&view.problems, lang)}
                <fieldset>
                    <legend>{lang.pick("Ce qu’elle permet", "What it allows")}</legend>
                    <p class="field-error" id="scope-error" hidden=right>
                        {error}
                    </p>
                    {scopes}
                </fieldset>
                <div class="field">
                    <label class="field-label" for="days">
                        {lang.pick("Durée de validité", "Valid for")}
                    </label>
                    <select class="select" id="days" name="days">
                        {days}
                    </select>
                </div>
                {send(lang.pick("Créer la clé", "Make the key"))}
            </form>
        </section>
    }
    .into_any()
}

fn list(view: &ApiKeysView, lang: Lang) -> AnyView {
    let none = view.keys.is_empty().then(|| {
        view! { <p>{lang.pick("Aucune clé pour le moment.", "No key for now.")}</p> }
    });
    let lines = view.keys.iter().map(|key| line(key, lang)).collect_view();
    view! {
        <section>
            <h2>{lang.pick("Vos clés", "Your keys")}</h2>
            {none}
            <ul class="cards">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(key: &ApiKeyLine, lang: Lang) -> AnyView {
    let used = key.last_used_at.map_or_else(
        || lang.pick("jamais utilisée", "never used").to_owned(),
        |at| format!("{} {}", lang.pick("utilisée le", "used on"), instant(at, lang)),
    );
    let end = match key.revoked_at {
        Some(at) => format!("{} {}", lang.pick("Révoquée le", "Revoked on"), instant(at, lang)),
        None if key.lives => {
            format!(
                "{} {}",
                lang.pick("Valable jusqu’au", "Valid until"),
                instant(key.expires_at, lang)
            )
        }
        None => {
            format!("{} {}", lang.pick("Expirée le", "Expired on"), instant(key.expires_at, lang))
        }
    };
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope_text(*scope, lang)).collect();
    let made =
        format!("{} {}, {used}", lang.pick("Créée le", "Made on"), instant(key.created_at, lang));
    let revoke = key.lives.then(|| {
        let label = format!("{} {}", lang.pick("Révoquer", "Revoke"), key.name);
        view! {
            <form method="post" action=Place::ApiKeys.path(lang)>
                <input type="hidden" name="act" value="revoke" />
                <input type="hidden" name="id" value=key.id.clone() />
                <button class="btn btn-small btn-danger" type="submit">
                    {label}
                </button>
            </form>
        }
    });
    view! {
        <li class="card">
            <h3>{key.name.clone()}</h3>
            <p>
                <code>{format!("cc_live_{}_…", key.prefix)}</code>
            </p>
            <p>{scopes.join(", ")}</p>
            <p class="muted">{made}</p>
            <p class="muted">{end}</p>
            {revoke}
        </li>
    }
    .into_any()
}
