use serde_json::{Map, Value, json};
use vocabulary::{Lang, codes};

use crate::notice::Channel;

codes! {
    /// What is said. The words are in `templates/`, a file a language.
    pub enum Template {
        /// A new account: is this address yours?
        VerifyEmail = "verify_email",
        /// A link that signs in.
        SignInLink = "sign_in_link",
        /// A link to choose a new password.
        PasswordReset = "password_reset",
        /// The password has changed.
        PasswordChanged = "password_changed",
        /// To the new address: is it yours?
        EmailChangeConfirm = "email_change_confirm",
        /// To the old address: it is about to change.
        EmailChangeTold = "email_change_told",
        /// A sign-in on a device that was not known.
        NewSignIn = "new_sign_in",
        /// A passkey was added.
        PasskeyAdded = "passkey_added",
        /// A passkey was removed.
        PasskeyRemoved = "passkey_removed",
        /// Two-step sign-in was switched on or off.
        TotpChanged = "totp_changed",
        /// Somebody tried to sign up with an address that has an account.
        AccountExists = "account_exists",
        /// Somebody tried to sign in with an address that has none.
        SignUpInvitation = "sign_up_invitation",
        /// The archive of a person's data can be fetched.
        ExportReady = "export_ready",
        /// Nobody uses the account: it is about to be closed.
        AccountQuiet = "account_quiet",
        /// The account is closed.
        AccountClosed = "account_closed",
        /// An invitation to work for the house.
        StaffInvitation = "staff_invitation",
        /// A message left by the contact form has arrived.
        ContactReceived = "contact_received",
        /// SMS: a code that works once.
        OneTimeCode = "one_time_code",
    }
}

/// The files of a template in a language: words, and page where there is one.
pub(crate) struct Source {
    pub(crate) text: &'static str,
    pub(crate) page: Option<&'static str>,
}

macro_rules! sources {
    ($template:expr, $lang:expr, mails: [$($mail:ident = $file:literal),* $(,)?], texts: [$($text:ident = $words:literal),* $(,)?]) => {
        match $template {
            $(Template::$mail => Source {
                text: $lang.pick(
                    include_str!(concat!("../templates/", $file, ".fr.txt")),
                    include_str!(concat!("../templates/", $file, ".en.txt")),
                ),
                page: Some($lang.pick(
                    include_str!(concat!("../templates/", $file, ".fr.mjml")),
                    include_str!(concat!("../templates/", $file, ".en.mjml")),
                )),
            },)*
            $(Template::$text => Source {
                text: $lang.pick(
                    include_str!(concat!("../templates/", $words, ".fr.txt")),
                    include_str!(concat!("../templates/", $words, ".en.txt")),
                ),
                page: None,
            },)*
        }
    };
}

impl Template {
    /// By what it goes.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::OneTimeCode => Channel::Sms,
            _ => Channel::Email,
        }
    }

    /// The values that it cannot do without, beside `house`.
    #[must_use]
    pub const fn required(self) -> &'static [&'static str] {
        match self {
            Self::VerifyEmail
            | Self::SignInLink
            | Self::PasswordReset
            | Self::EmailChangeConfirm
            | Self::SignUpInvitation
            | Self::AccountQuiet
            | Self::ExportReady => &["link", "until"],
            Self::PasswordChanged | Self::AccountClosed => &["at", "link"],
            Self::EmailChangeTold => &["at", "link", "new_address", "until"],
            Self::NewSignIn => &["at", "device", "link"],
            Self::PasskeyAdded | Self::PasskeyRemoved => &["at", "label", "link"],
            Self::TotpChanged => &["at", "enabled", "link"],
            Self::AccountExists => &["link", "reset_link"],
            Self::StaffInvitation => &["inviter", "link", "role", "until"],
            Self::ContactReceived => &["reference"],
            Self::OneTimeCode => &["code", "minutes"],
        }
    }

    /// Values to look at it with: nobody's.
    #[must_use]
    pub fn sample(self) -> Map<String, Value> {
        self.required().iter().map(|name| ((*name).to_owned(), sample(name))).collect()
    }

    pub(crate) fn source(self, lang: Lang) -> Source {
        sources!(self, lang,
            mails: [
                VerifyEmail = "verify_email",
                SignInLink = "sign_in_link",
                PasswordReset = "password_reset",
                PasswordChanged = "password_changed",
                EmailChangeConfirm = "email_change_confirm",
                EmailChangeTold = "email_change_told",
                NewSignIn = "new_sign_in",
                PasskeyAdded = "passkey_added",
                PasskeyRemoved = "passkey_removed",
                TotpChanged = "totp_changed",
                AccountExists = "account_exists",
                SignUpInvitation = "sign_up_invitation",
                ExportReady = "export_ready",
                AccountQuiet = "account_quiet",
                AccountClosed = "account_closed",
                StaffInvitation = "staff_invitation",
                ContactReceived = "contact_received",
            ],
            texts: [OneTimeCode = "one_time_code"]
        )
    }
}

fn sample(name: &str) -> Value {
    match name {
        "at" => json!("2026-11-21T09:30:00Z"),
        "until" => json!("2026-11-22T13:05:00Z"),
        "link" => {
            json!("https://carteclaire.example/compte/lien?jeton=7Q2mX0aV9bT4cR8dY1eW6fU3gS5hP")
        }
        "reset_link" => json!("https://carteclaire.example/compte/mot-de-passe"),
        "new_address" => json!("c…@exemple.fr"),
        "device" => json!("Firefox (Linux)"),
        "label" => json!("Téléphone d’Ada & Cie"),
        "enabled" => json!(true),
        "inviter" => json!("Camille Exemple"),
        "role" => json!("opérateur"),
        "reference" => json!("M-2026-0042"),
        "code" => json!("123 456"),
        "minutes" => json!(10),
        _ => Value::Null,
    }
}
