//! Letters and their links: asked for, on their way, followed.

use accounts::Strength;
use leptos::prelude::*;

use super::entry::status;
use super::form::{self, problems as said};
use super::outside;
use super::words::{Problem, strength};
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
                "Nous vous envoyons un lien, bon quinze minutes\u{202f}: il vous connecte sans mot de passe.",
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
                "Notre messagerie a du retard. Votre demande est enregistrée et le message partira dès que possible\u{202f}: inutile de recommencer.",
                "Our mail is late. Your request is kept and the message will leave as soon as possible: no need to ask again.",
            ),
        ),
        LetterState::Failed => (
            "notice notice-warning",
            lang.pick(
                "Le message n’a pas pu être remis\u{202f}: vérifiez l’adresse et recommencez, ou appelez-nous.",
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
                        "Suivez le lien que contient ce message, sur cet appareil ou sur un autre. Rien n’arrive\u{202f}? Regardez dans les indésirables, puis rechargez cette page.",
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
            "Ce lien a déjà servi\u{202f}: il ne sert qu’une fois.",
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
                {form::username(email)}
                {form::new_password(lang).view(problems, lang)}
                {form::send(lang.pick("Garder ce mot de passe", "Keep this password"))}
            </form>
        },
    )
}

/// Another password was chosen.
pub(super) fn password_chosen(asked: &Asked, chosen: Strength) -> Body {
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
                " "
                {strength(chosen, lang)}
            </p>
            <p>
                <a class="btn btn-primary" href=Place::SignIn.path(lang)>
                    {lang.pick("Se connecter", "Sign in")}
                </a>
            </p>
        },
    )
}
