//! `/gestion/personnes/invitation`: inviting somebody to work for the house.

use access::Role;
use jiff::Timestamp;
use leptos::prelude::*;
use vocabulary::{InvalidEmail, Lang};

use super::acts::Screen;
use super::control::{Input, empty, lines};
use super::{body, people, person, words};
use crate::site::account::{Problem, instant};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;

/// What is wrong with an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteProblem {
    /// The address.
    Email(InvalidEmail),
    /// No right was ticked.
    NoRole,
}

/// An invitation that waits for its guest.
#[derive(Clone, Debug)]
pub struct Pending {
    /// To whom.
    pub email: String,
    /// The rights that it gives.
    pub roles: Vec<Role>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An invitation that was just made.
#[derive(Clone, Debug)]
pub struct Sent {
    /// To whom.
    pub email: String,
    /// The link, shown this once; `None`: it left by letter alone.
    pub link: Option<String>,
}

/// The page of invitations.
#[derive(Clone, Debug)]
pub struct InvitationView {
    /// What was typed.
    pub email: String,
    /// What was ticked.
    pub roles: Vec<Role>,
    /// The rights that the reader gives.
    pub gives: Vec<Role>,
    /// What is wrong.
    pub problems: Vec<InviteProblem>,
    /// Who was invited and did not come yet.
    pub pending: Vec<Pending>,
    /// The one that was just made.
    pub sent: Option<Sent>,
    /// Who the reader is was proved lately.
    pub confirmed: bool,
}

fn problem(problem: InviteProblem, lang: Lang) -> (String, String) {
    match problem {
        InviteProblem::Email(error) => ("email".to_owned(), Problem::Email(error).text(lang)),
        InviteProblem::NoRole => (
            "roles".to_owned(),
            lang.pick("Choisissez au moins un droit.", "Choose one right at least.").to_owned(),
        ),
    }
}

pub(super) fn page(asked: &Asked, view: &InvitationView) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view.problems.iter().map(|it| problem(*it, lang)).collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let sent = view.sent.as_ref().map(|sent| {
        view! {
            <p>
                <strong>{sent.email.clone()}</strong>
            </p>
            {person::link_once(sent.link.as_deref(), lang)}
        }
    });
    let form = if view.confirmed {
        form(view, &errors, lang)
    } else {
        person::confirm_first(asked, "invite-form")
    };
    body(
        lang.pick("Inviter dans l’équipe", "Invite to the staff"),
        status,
        view! {
            {error_summary(&errors, lang)}
            {sent}
            <p class="lead">
                {lang
                    .pick(
                        "La personne reçoit un lien, bon 72 heures, pour créer sa clé d’accès. Elle n’aura pas de mot de passe.",
                        "The person gets a link, good for 72 hours, to make a passkey. There will be no password.",
                    )}
            </p>
            {form}
            {pending(view, lang)}
        },
    )
}

fn form(view: &InvitationView, errors: &[(String, String)], lang: Lang) -> AnyView {
    let error = |name: &str| {
        errors.iter().find(|(control, _)| control == name).map(|(_, text)| text.clone())
    };
    let email = Input {
        name: "email",
        label: lang.pick("Adresse e-mail professionnelle", "Work e-mail address"),
        kind: "email",
        value: view.email.clone(),
        error: error("email"),
        maxlength: Some("254".to_owned()),
        ..Input::default()
    };
    let choices = view
        .gives
        .iter()
        .filter(|role| role.is_staff())
        .map(|role| {
            let id = format!("role-{}", role.id());
            let of = id.clone();
            view! {
                <label class="choice" for=of>
                    <input
                        type="checkbox"
                        id=id
                        name="role"
                        value=role.id()
                        checked=view.roles.contains(role)
                    />
                    <span>
                        {words::role(*role, lang)}
                        <span class="choice-help">{words::role_does(*role, lang)}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    let no_role = error("roles").map(|text| {
        view! {
            <p class="field-error" id="roles-error">
                {text}
            </p>
        }
    });
    let described = no_role.is_some().then_some("roles-error");
    view! {
        <form id="invite-form" method="post" action=Screen::Invitation.path() novalidate>
            {email.view()}
            <fieldset class="field" id="roles" tabindex="-1" aria-describedby=described>
                <legend class="field-label">{lang.pick("Droits", "Rights")}</legend>
                {no_role}
                <div class="desk-choices">{choices}</div>
            </fieldset>
            <button class="btn btn-primary btn-small" type="submit" name="act" value="invite">
                {lang.pick("Envoyer l’invitation", "Send the invitation")}
            </button>
        </form>
    }
    .into_any()
}

fn pending(view: &InvitationView, lang: Lang) -> AnyView {
    let rows = view
        .pending
        .iter()
        .map(|it| {
            view! {
                <tr>
                    <th scope="row">{it.email.clone()}</th>
                    <td>{people::roles(&it.roles, lang)}</td>
                    <td>{instant(it.created_at, lang)}</td>
                    <td>{instant(it.expires_at, lang)}</td>
                    <td>
                        <form method="post" action=Screen::Invitation.path()>
                            <input type="hidden" name="email" value=it.email.clone() />
                            <button
                                class="btn btn-small"
                                type="submit"
                                name="act"
                                value="withdraw"
                                data-row=""
                            >
                                {lang.pick("Retirer", "Withdraw")}
                                <span class="sr-only">{format!(" {}", it.email)}</span>
                            </button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let list = if view.pending.is_empty() {
        empty(lang.pick("Aucune invitation en attente.", "No pending invitation."))
    } else {
        lines(
            lang.pick("Invitations en attente", "Pending invitations"),
            &[
                lang.pick("Adresse", "Address"),
                lang.pick("Droits", "Rights"),
                lang.pick("Envoyée", "Sent"),
                lang.pick("Jusqu’au", "Until"),
                lang.pick("Retirer", "Withdraw"),
            ],
            rows.into_any(),
        )
    };
    view! {
        <section id="pending" aria-labelledby="pending-title" tabindex="-1">
            <h2 id="pending-title">{lang.pick("En attente", "Pending")}</h2>
            {list}
        </section>
    }
    .into_any()
}
