//! On the way to an account: signing up, signing in, letters and their links.

use leptos::prelude::*;

use super::form::{self, problems as said};
use super::words::Problem;
use super::{KeyButton, outside};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::place::Place;

/// What a link of a letter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Signs in.
    SignIn,
    /// Chooses another password.
    Reset,
    /// Takes a new address.
    ChangeEmail,
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// It is on its way.
    Leaving,
    /// It left.
    Sent,
    /// It could not leave yet: it is tried again.
    Late,
    /// It cannot be delivered.
    Failed,
    /// Nothing is known of it any more.
    Unknown,
}

fn status(problems: &[Problem]) -> u16 {
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
                        "Nous vous envoyons un lien. Vous choisissez ensuite comment revenir : une clé d’accès (empreinte, visage, code de l’appareil) ou un mot de passe.",
                        "We send you a link. You then choose how to come back: a passkey (fingerprint, face, device code) or a password.",
                    )}
            </p>
            <form method="post" action=Place::SignUp.path(lang) novalidate>
                {input.view(problems, lang)}
                {form::send(lang.pick("Recevoir le lien", "Get the link"))}
            </form>
            <p>
                {lang.pick("Vous avez déjà un compte ?", "Already have an account?")} " "
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
                // Password managers keep the address with the password.
                <input
                    class="sr-only"
                    type="email"
                    name="username"
                    autocomplete="username"
                    value=email.to_owned()
                    readonly
                    tabindex="-1"
                    aria-hidden="true"
                />
                {form::new_password(lang).view(problems, lang)}
                {form::send(lang.pick("Créer mon compte", "Create my account"))}
            </form>
        }
    });
    outside(
        asked,
        lang.pick("Comment voulez-vous revenir ?", "How do you want to come back?"),
        status(problems),
        Live::Keys,
        view! {
            {said(problems, lang)}
            <p class="lead">
                {lang.pick("Votre adresse est confirmée :", "Your address is confirmed:")} " "
                <strong>{email.to_owned()}</strong>
            </p>
            <h2>{lang.pick("Avec une clé d’accès", "With a passkey")}</h2>
            <p>
                {lang
                    .pick(
                        "Le plus simple et le plus sûr : rien à retenir, rien à recopier. Votre appareil vous reconnaît par l’empreinte, le visage ou son code.",
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
                        "Clé perdue ? Un administrateur peut vous envoyer une nouvelle invitation.",
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

/// `/connexion/lien`, `/mot-de-passe`
pub(super) fn ask_letter(asked: &Asked, kind: LinkKind, email: &str, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    let (title, lead, place) = match kind {
        LinkKind::Reset => (
            lang.pick("Choisir un autre mot de passe", "Choose another password"),
            lang.pick(
                "Nous vous envoyons un lien, bon dix minutes, pour choisir un autre mot de passe.",
                "We send you a link, good for ten minutes, to choose another password.",
            ),
            Place::Forgot,
        ),
        LinkKind::SignIn | LinkKind::ChangeEmail => (
            lang.pick("Recevoir un lien de connexion", "Get a sign-in link"),
            lang.pick(
                "Nous vous envoyons un lien, bon quinze minutes : il vous connecte sans mot de passe.",
                "We send you a link, good for fifteen minutes: it signs you in without a password.",
            ),
            Place::AskLink,
        ),
    };
    outside(
        asked,
        title,
        status(problems),
        Live::Never,
        view! {
            {said(problems, lang)}
            <p class="lead">{lead}</p>
            <form method="post" action=place.path(lang) novalidate>
                {form::email(email, "username", lang).view(problems, lang)}
                {form::send(lang.pick("Recevoir le lien", "Get the link"))}
            </form>
        },
    )
}

/// `/courrier/{token}`
pub(super) fn letter(asked: &Asked, state: LetterState) -> Body {
    let lang = asked.lang;
    let (class, text) = match state {
        LetterState::Leaving => (
            "notice notice-info",
            lang.pick("Le message part. Il arrive d’ordinaire en moins d’une minute.", "The message is leaving. It usually arrives within a minute."),
        ),
        LetterState::Sent => (
            "notice notice-success",
            lang.pick("Le message est parti.", "The message was sent."),
        ),
        LetterState::Late => (
            "notice notice-warning",
            lang.pick(
                "Notre messagerie a du retard. Votre demande est enregistrée et le message partira dès que possible : inutile de recommencer.",
                "Our mail is late. Your request is kept and the message will leave as soon as possible: no need to ask again.",
            ),
        ),
        LetterState::Failed => (
            "notice notice-warning",
            lang.pick(
                "Le message n’a pas pu être remis : vérifiez l’adresse et recommencez, ou appelez-nous.",
                "The message could not be delivered: check the address and try again, or call us.",
            ),
        ),
        LetterState::Unknown => (
            "notice notice-info",
            lang.pick("Cette demande est ancienne.", "This request is old."),
        ),
    };
    outside(
        asked,
        lang.pick("Regardez vos e-mails", "Check your e-mail"),
        200,
        Live::Never,
        view! {
            <p class=class role="status">
                {text}
            </p>
            <p>
                {lang
                    .pick(
                        "Suivez le lien que contient ce message, sur cet appareil ou sur un autre. Rien n’arrive ? Regardez dans les indésirables, puis rechargez cette page.",
                        "Follow the link in the message, on this device or another. Nothing arrives? Look in the spam folder, then reload this page.",
                    )}
            </p>
            <p class="actions-row">
                <a class="btn" href=asked.path.clone()>
                    {lang.pick("Recharger", "Reload")}
                </a>
                <a class="btn btn-quiet" href=Place::SignIn.path(lang)>
                    {lang.pick("Se connecter", "Sign in")}
                </a>
            </p>
            <p>
                {format!(
                    "{} {}",
                    lang.pick("Une personne vous aide au", "A person helps you on"),
                    asked.tenant.identity.phone,
                )}
            </p>
        },
    )
}

/// The link of a letter, before it is used.
pub(super) fn use_link(asked: &Asked, kind: LinkKind, email: &str) -> Body {
    let lang = asked.lang;
    let (title, button) = match kind {
        LinkKind::ChangeEmail => (
            lang.pick("Confirmer votre nouvelle adresse", "Confirm your new address"),
            lang.pick("Utiliser cette adresse", "Use this address"),
        ),
        LinkKind::SignIn | LinkKind::Reset => {
            (lang.pick("Se connecter", "Sign in"), lang.pick("Me connecter", "Sign me in"))
        }
    };
    outside(
        asked,
        title,
        200,
        Live::Never,
        view! {
            <p class="lead">
                <strong>{email.to_owned()}</strong>
            </p>
            <form method="post" action=asked.path.clone()>
                {form::send(button)}
            </form>
        },
    )
}

/// A link that cannot be used.
pub(super) fn dead_link(asked: &Asked, used: bool) -> Body {
    let lang = asked.lang;
    let text = if used {
        lang.pick(
            "Ce lien a déjà servi : il ne sert qu’une fois.",
            "This link was used already: it serves once.",
        )
    } else {
        lang.pick(
            "Ce lien n’est plus valable, ou n’a jamais existé. Les liens ne vivent que quelques minutes ou quelques heures.",
            "This link is no longer good, or never was. Links live for minutes or hours only.",
        )
    };
    outside(
        asked,
        lang.pick("Ce lien ne s’ouvre plus", "This link no longer opens"),
        410,
        Live::Never,
        view! {
            <p class="notice notice-warning">{text}</p>
            <p class="actions-row">
                <a class="btn btn-primary" href=Place::SignIn.path(lang)>
                    {lang.pick("Se connecter", "Sign in")}
                </a>
                <a class="btn" href=Place::AskLink.path(lang)>
                    {lang.pick("Recevoir un autre lien", "Get another link")}
                </a>
            </p>
        },
    )
}

/// `/mot-de-passe/{token}`
pub(super) fn new_password(asked: &Asked, email: &str, problems: &[Problem]) -> Body {
    let lang = asked.lang;
    outside(
        asked,
        lang.pick("Choisir un autre mot de passe", "Choose another password"),
        status(problems),
        Live::Never,
        view! {
            {said(problems, lang)}
            <form method="post" action=asked.path.clone() novalidate>
                <input
                    class="sr-only"
                    type="email"
                    name="username"
                    autocomplete="username"
                    value=email.to_owned()
                    readonly
                    tabindex="-1"
                    aria-hidden="true"
                />
                {form::new_password(lang).view(problems, lang)}
                {form::send(lang.pick("Garder ce mot de passe", "Keep this password"))}
            </form>
        },
    )
}

/// Another password was chosen.
pub(super) fn password_chosen(asked: &Asked) -> Body {
    let lang = asked.lang;
    outside(
        asked,
        lang.pick("C’est fait", "Done"),
        200,
        Live::Never,
        view! {
            <p class="notice notice-success" role="status">
                {lang
                    .pick(
                        "Votre mot de passe est changé, et vous êtes déconnecté partout.",
                        "Your password is changed, and you are signed out everywhere.",
                    )}
            </p>
            <p>
                <a class="btn btn-primary" href=Place::SignIn.path(lang)>
                    {lang.pick("Se connecter", "Sign in")}
                </a>
            </p>
        },
    )
}
