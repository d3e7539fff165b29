//! Controls of the forms of an account, each with its label, its help and what is wrong with it.

use leptos::prelude::*;
use vocabulary::Lang;

use super::words::Problem;
use crate::site::forms::error_summary;

/// A control of one line.
#[derive(Clone, Copy, Default)]
pub(super) struct Input<'page> {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) help: &'static str,
    /// `text`, `email`, `password`, `date`, `tel`.
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) inputmode: Option<&'static str>,
    pub(super) value: &'page str,
    pub(super) maxlength: Option<&'static str>,
}

/// What is wrong with the control `name`.
fn error_of(problems: &[Problem], name: &str, lang: Lang) -> Option<String> {
    problems.iter().find(|problem| problem.control() == name).map(|problem| problem.text(lang))
}

impl Input<'_> {
    /// The control in its box.
    pub(super) fn view(self, problems: &[Problem], lang: Lang) -> AnyView {
        let error = error_of(problems, self.name, lang);
        let (help_id, error_id) = (format!("{}-help", self.name), format!("{}-error", self.name));
        let described = format!("{help_id} {error_id}");
        let right = error.is_none();
        let invalid = if right { "false" } else { "true" };
        view! {
            <div class="field">
                <label class="field-label" for=self.name>
                    {self.label}
                </label>
                <p class="field-help" id=help_id hidden=self.help.is_empty()>
                    {self.help}
                </p>
                <p class="field-error" id=error_id hidden=right>
                    {error}
                </p>
                <input
                    class="input"
                    id=self.name
                    name=self.name
                    r#type=self.kind
                    autocomplete=self.autocomplete
                    inputmode=self.inputmode
                    maxlength=self.maxlength
                    value=self.value.to_owned()
                    aria-describedby=described
                    aria-invalid=invalid
                />
            </div>
        }
        .into_any()
    }
}

/// The address.
pub(super) fn email<'page>(
    value: &'page str,
    autocomplete: &'static str,
    lang: Lang,
) -> Input<'page> {
    Input {
        name: "email",
        label: lang.pick("Adresse e-mail", "E-mail address"),
        kind: "email",
        autocomplete,
        inputmode: Some("email"),
        value,
        maxlength: Some("254"),
        ..Input::default()
    }
}

/// The password of an account.
pub(super) fn password(lang: Lang) -> Input<'static> {
    Input {
        name: "password",
        label: lang.pick("Mot de passe", "Password"),
        kind: "password",
        autocomplete: "current-password",
        ..Input::default()
    }
}

/// A password to be chosen.
pub(super) fn new_password(lang: Lang) -> Input<'static> {
    Input {
        name: "password",
        label: lang.pick("Choisissez un mot de passe", "Choose a password"),
        help: lang.pick(
            "8 caractères au moins, tous permis, espaces compris. Quatre mots pris au hasard sont faciles à retenir et difficiles à deviner.",
            "At least 8 characters, any of them, spaces too. Four random words are easy to remember and hard to guess.",
        ),
        kind: "password",
        autocomplete: "new-password",
        ..Input::default()
    }
}

/// Whose password a form is about: password managers keep the address with the password.
pub(super) fn username(email: &str) -> AnyView {
    view! {
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
    }
    .into_any()
}

/// A code of six digits, or one on paper.
pub(super) fn code(lang: Lang, help: &'static str) -> Input<'static> {
    Input {
        name: "code",
        label: lang.pick("Code", "Code"),
        help,
        kind: "text",
        autocomplete: "one-time-code",
        maxlength: Some("40"), // those on paper have 24 letters, in groups
        ..Input::default()
    }
}

/// A box to tick.
pub(super) fn tick(
    name: &'static str,
    label: &'static str,
    ticked: bool,
    problems: &[Problem],
    lang: Lang,
) -> AnyView {
    let error = error_of(problems, name, lang);
    let error_id = format!("{name}-error");
    let right = error.is_none();
    let invalid = if right { "false" } else { "true" };
    view! {
        <div class="field">
            <p class="field-error" id=error_id.clone() hidden=right>
                {error}
            </p>
            <label class="choice" for=name>
                <input
                    type="checkbox"
                    id=name
                    name=name
                    value="on"
                    checked=ticked
                    aria-describedby=error_id
                    aria-invalid=invalid
                />
                <span>{label}</span>
            </label>
        </div>
    }
    .into_any()
}

/// What is wrong, on top: first what concerns the whole form, then the list of controls.
pub(super) fn problems(problems: &[Problem], lang: Lang) -> AnyView {
    let whole = problems
        .iter()
        .filter(|problem| problem.control().is_empty())
        .map(|problem| {
            view! {
                <p class="notice notice-warning" role="alert">
                    {problem.text(lang)}
                </p>
            }
        })
        .collect_view();
    let errors: Vec<(String, String)> = problems
        .iter()
        .filter(|problem| !problem.control().is_empty())
        .map(|problem| (problem.control().to_owned(), problem.text(lang)))
        .collect();
    view! {
        {whole}
        {error_summary(&errors, lang)}
    }
    .into_any()
}

/// The button that sends a form.
pub(super) fn send(label: &'static str) -> AnyView {
    view! {
        <button class="btn btn-primary" type="submit">
            {label}
        </button>
    }
    .into_any()
}
