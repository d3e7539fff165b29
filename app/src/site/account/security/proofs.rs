//! Proofs of who it is: the application of codes, and the page that a sensitive act wants first.

use leptos::prelude::*;

use super::CodesView;
use crate::site::account::form::{self, problems as said};
use crate::site::account::words::Problem;
use crate::site::account::{KeyButton, inside};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

/// `/compte/securite/code`
pub(in crate::site::account) fn codes(asked: &Asked, view: &CodesView) -> Body {
    let lang = asked.lang;
    let title = lang.pick("Application de codes", "Application of codes");
    match view {
        CodesView::Begin { secret, drawing, problems } => inside(
            asked,
            title,
            problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
            Live::Never,
            view! {
                {said(problems, lang)}
                <ol class="flow">
                    <li>
                        {lang
                            .pick(
                                "Ouvrez votre application de codes (gestionnaire de mots de passe, FreeOTP, Google Authenticator…).",
                                "Open your application of codes (password manager, FreeOTP, Google Authenticator…).",
                            )}
                    </li>
                    <li>
                        {lang
                            .pick(
                                "Photographiez ce dessin, ou tapez la clé\u{202f}:",
                                "Scan this drawing, or type the key:",
                            )}
                        <div
                            class="qr"
                            role="img"
                            aria-label=lang.pick("Code à photographier", "Code to scan")
                            inner_html=drawing.clone()
                        ></div> <code class="secret">{secret.clone()}</code>
                    </li>
                    <li>
                        {lang
                            .pick(
                                "Écrivez le code de six chiffres qu’elle montre.",
                                "Write the six-digit code that it shows.",
                            )}
                    </li>
                </ol>
                <form method="post" action=Place::Codes.path(lang) novalidate>
                    {form::code(lang, "").view(problems, lang)}
                    {form::send(lang.pick("Confirmer", "Confirm"))}
                </form>
            },
        ),
        CodesView::Done { codes } => inside(
            asked,
            title,
            200,
            Live::Never,
            view! {
                <p class="notice notice-success" role="status">
                    {lang
                        .pick("Les codes de secours sont prêts.", "The recovery codes are ready.")}
                </p>
                <p>
                    {lang
                        .pick(
                            "Imprimez-les ou notez-les\u{202f}: chacun sert une fois, si vous n’avez plus l’application. Nous ne pourrons plus vous les montrer.",
                            "Print them or write them down: each serves once, if you no longer have the application. We cannot show them again.",
                        )}
                </p>
                <ul class="secrets">
                    {codes
                        .iter()
                        .map(|code| {
                            view! {
                                <li>
                                    <code class="secret">{code.clone()}</code>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                <p>
                    <a class="btn btn-primary" href=Place::Security.path(lang)>
                        {lang.pick("C’est noté", "I have them")}
                    </a>
                </p>
            },
        ),
    }
}

/// `/compte/confirmer`
pub(in crate::site::account) fn confirm(
    asked: &Asked,
    (email, next): (&str, &str),
    (has_password, has_keys): (bool, bool),
    problems: &[Problem],
) -> Body {
    let lang = asked.lang;
    let key = has_keys.then(|| {
        KeyButton {
            ask: "confirm",
            label: lang.pick("Confirmer avec une clé d’accès", "Confirm with a passkey"),
            next,
            token: "",
            conditional: false,
        }
        .view(lang)
    });
    let by_password = has_password.then(|| {
        view! {
            <form method="post" action=Place::Confirm.path(lang) novalidate>
                <input type="hidden" name="next" value=next.to_owned() />
                {form::username(email)}
                {form::password(lang).view(problems, lang)}
                {form::send(lang.pick("Confirmer", "Confirm"))}
            </form>
        }
    });
    inside(
        asked,
        lang.pick("Confirmez que c’est vous", "Confirm that it is you"),
        problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
        Live::Keys,
        view! {
            {said(problems, lang)}
            <p class="lead">
                {lang
                    .pick(
                        "Ce que vous allez faire touche à la sécurité de votre compte. Confirmez une fois\u{202f}; c’est bon pour dix minutes.",
                        "What you are about to do touches the security of your account. Confirm once; it is good for ten minutes.",
                    )}
            </p>
            {key}
            {by_password}
            <form method="post" action=Place::Confirm.path(lang)>
                <input type="hidden" name="next" value=next.to_owned() />
                <button class="btn btn-quiet" type="submit" name="act" value="letter">
                    {lang
                        .pick(
                            "Recevoir plutôt un lien de connexion par e-mail",
                            "Get a sign-in link by e-mail instead",
                        )}
                </button>
            </form>
        },
    )
}
