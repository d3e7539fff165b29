//! On the way to an account: signing up, signing in.

use leptos::prelude::*;

use super::form::{self, problems as said};
use super::words::Problem;
use super::{KeyButton, outside};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

pub(super) fn status(problems: &[Problem]) -> u16 {
    problems.iter().map(|problem| problem.status()).max().unwrap_or(200)
}

/// `/inscription`
pub(super) fn sign_up(asked: &Asked, email: &str, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    let input = form::email(email, "email", lang);
    outside(
        asked,
        lang.pick("Créer un compte", "Create an account"),
        status(problems),
        Live::Never,
        view! {
            {said(problems, lang)}
            <p class="lead">
                {lang
                    .pick(
                        "Nous vous envoyons un lien. Vous choisissez ensuite comment revenir\u{202f}: une clé d’accès (empreinte, visage, code de l’appareil) ou un mot de passe.",
                        "We send you a link. You then choose how to come back: a passkey (fingerprint, face, device code) or a password.",
                    )}
            </p>
            <form method="post" action=Place::SignUp.path(lang) novalidate>
                {input.view(problems, lang)}
                {form::send(lang.pick("Recevoir le lien", "Get the link"))}
            </form>
            <p>
                {lang.pick("Vous avez déjà un compte\u{202f}?", "Already have an account?")} " "
                <a href=Place::SignIn.path(lang)>{lang.pick("Se connecter", "Sign in")}</a>
            </p>
        },
    )
}

/// `/inscription/{token}`
pub(super) fn join(asked: &Asked, email: &str, staff: bool, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    let token = asked.path.rsplit('/').next().unwrap_or_default();
    let key = KeyButton {
        ask: if staff { "invite" } else { "join" },
        label: lang.pick("Créer une clé d’accès", "Create a passkey"),
        next: "",
        token,
        conditional: false,
    };
    let by_password = (!staff).then(|| {
        view! {
            <h2>{lang.pick("Avec un mot de passe", "With a password")}</h2>
            <form method="post" action=asked.path.clone() novalidate>
                {form::username(email)}
                {form::new_password(lang).view(problems, lang)}
                {form::send(lang.pick("Créer mon compte", "Create my account"))}
            </form>
        }
    });
    outside(
        asked,
        lang.pick("Comment voulez-vous revenir\u{202f}?", "How do you want to come back?"),
        status(problems),
        Live::Keys,
        view! {
            {said(problems, lang)}
            <p class="lead">
                {lang.pick("Votre adresse est confirmée\u{202f}:", "Your address is confirmed:")}
                " " <strong>{email.to_owned()}</strong>
            </p>
            <h2>{lang.pick("Avec une clé d’accès", "With a passkey")}</h2>
            <p>
                {lang
                    .pick(
                        "Le plus simple et le plus sûr\u{202f}: rien à retenir, rien à recopier. Votre appareil vous reconnaît par l’empreinte, le visage ou son code.",
                        "The simplest and the safest: nothing to remember, nothing to copy. Your device knows you by fingerprint, face or its code.",
                    )}
            </p>
            {key.view(lang)}
            {by_password}
        },
    )
}

/// `/connexion`
pub(super) fn sign_in(
    asked: &Asked,
    email: &str,
    next: &str,
    ended: bool,
    problems: &[Problem],
) -> Body {
    let lang = asked.lang;
    let key = KeyButton {
        ask: "sign_in",
        label: lang.pick("Se connecter avec une clé d’accès", "Sign in with a passkey"),
        next,
        token: "",
        conditional: true,
    };
    let ended = ended.then(|| {
        view! {
            <p class="notice notice-info" role="status">
                {lang.pick("Vous êtes déconnecté.", "You are signed out.")}
            </p>
        }
    });
    outside(
        asked,
        lang.pick("Se connecter", "Sign in"),
        status(problems),
        Live::Keys,
        view! {
            {ended}
            {said(problems, lang)}
            {key.view(lang)}
            {super::outside::button(asked, next)}
            <form method="post" action=Place::SignIn.path(lang) novalidate>
                <input type="hidden" name="next" value=next.to_owned() />
                {form::email(email, "username webauthn", lang).view(problems, lang)}
                {form::password(lang).view(problems, lang)}
                {form::send(lang.pick("Se connecter", "Sign in"))}
            </form>
            <ul class="flow">
                <li>
                    <a href=Place::AskLink
                        .path(
                            lang,
                        )>
                        {lang
                            .pick(
                                "Recevoir un lien de connexion par e-mail",
                                "Get a sign-in link by e-mail",
                            )}
                    </a>
                </li>
                <li>
                    <a href=Place::Forgot
                        .path(lang)>{lang.pick("Mot de passe oublié", "Forgotten password")}</a>
                </li>
                <li>
                    <a href=Place::SignUp
                        .path(lang)>{lang.pick("Créer un compte", "Create an account")}</a>
                </li>
            </ul>
        },
    )
}

/// `/gestion/connexion`
pub(super) fn staff_sign_in(asked: &Asked, next: &str, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    let key = KeyButton {
        ask: "staff",
        label: lang.pick("Se connecter avec une clé d’accès", "Sign in with a passkey"),
        next,
        token: "",
        conditional: false,
    };
    outside(
        asked,
        lang.pick("Gestion", "Back-office"),
        status(problems),
        Live::Keys,
        view! {
            {said(problems, lang)}
            <p class="lead">
                {lang
                    .pick(
                        "L’espace de gestion s’ouvre avec une clé d’accès seulement, et demande JavaScript.",
                        "The back-office opens with a passkey only, and needs JavaScript.",
                    )}
            </p>
            {key.view(lang)}
            <p>
                {lang
                    .pick(
                        "Clé perdue\u{202f}? Un administrateur peut vous envoyer une nouvelle invitation.",
                        "Lost your passkey? An administrator can send you another invitation.",
                    )}
            </p>
        },
    )
}

/// `/connexion/code`
pub(super) fn code(asked: &Asked, next: &str, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    let input = form::code(
        lang,
        lang.pick(
            "Les six chiffres de votre application, ou l’un de vos codes de secours.",
            "The six digits of your application, or one of your recovery codes.",
        ),
    );
    outside(
        asked,
        lang.pick("Votre code", "Your code"),
        status(problems),
        Live::Never,
        view! {
            {said(problems, lang)}
            <form method="post" action=Place::Code.path(lang) novalidate>
                <input type="hidden" name="next" value=next.to_owned() />
                {input.view(problems, lang)}
                {form::send(lang.pick("Continuer", "Continue"))}
            </form>
            <p>
                <a href=Place::SignIn.path(lang)>{lang.pick("Recommencer", "Start again")}</a>
            </p>
        },
    )
}
