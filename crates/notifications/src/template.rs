use serde_json::{Map, Value, json};
use vocabulary::{Lang, codes};

use crate::notice::Channel;
use crate::quiet::Disturbing;

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
        /// The link back to a draft, on any device.
        DossierResume = "dossier_resume",
        /// The order is confirmed, with its price and the right of withdrawal.
        DossierOrdered = "dossier_ordered",
        /// The payment has arrived: the pieces are wanted.
        DossierPaid = "dossier_paid",
        /// The taxes rose before filing: the difference is to be paid.
        DossierComplement = "dossier_complement",
        /// Money was given back to the card that paid.
        DossierRefunded = "dossier_refunded",
        /// An invoice or a credit note can be fetched.
        DossierInvoice = "dossier_invoice",
        /// Pieces are to be replaced, each for its reason.
        DossierCorrection = "dossier_correction",
        /// A message was left in the dossier, where it stays.
        DossierMessage = "dossier_message",
        /// Everything is accepted: the dossier is being filed.
        DossierReady = "dossier_ready",
        /// It is filed with the administration, under which number.
        DossierFiled = "dossier_filed",
        /// The provisional certificate is there, and until when.
        DossierCpi = "dossier_cpi",
        /// The title is on its way.
        DossierTitle = "dossier_title",
        /// The administration refused, or asks for more: its words.
        DossierRefusedByAdministration = "dossier_refused_by_administration",
        /// The provisional certificate comes to its end: was the title received?
        DossierCpiReminder = "dossier_cpi_reminder",
        /// The dossier is closed; of a withdrawal, its acknowledgement.
        DossierClosed = "dossier_closed",
        /// Pieces are still awaited.
        DossierReminder = "dossier_reminder",
        /// The price is still awaited.
        DossierUnpaid = "dossier_unpaid",
        /// A signature is still awaited.
        DossierToSign = "dossier_to_sign",
        /// Pieces are still to be replaced.
        DossierToCorrect = "dossier_to_correct",
        /// A draft is about to be erased.
        DossierDraftEnding = "dossier_draft_ending",
        /// To somebody who has no account: one piece to send or one form to sign.
        GuestTask = "guest_task",
        /// By mail: a code that works once, before a signature.
        SignatureCode = "signature_code",
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
    /// By what it goes to everybody.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::OneTimeCode => Channel::Sms,
            _ => Channel::Email,
        }
    }

    /// Whether it goes by `channel`: every letter goes by mail, some to a telephone too.
    #[must_use]
    pub fn goes_by(self, channel: Channel) -> bool {
        self.channel() == channel
            || channel == Channel::Sms && crate::short::short(self, Lang::Fr).is_some()
    }

    /// How a text of it disturbs; `None` where somebody waits for it, telephone in hand.
    pub(crate) const fn disturbs(self) -> Option<Disturbing> {
        match self {
            Self::OneTimeCode => None,
            Self::DossierReminder
            | Self::DossierUnpaid
            | Self::DossierToSign
            | Self::DossierToCorrect => Some(Disturbing::Reminder),
            _ => Some(Disturbing::News),
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
            | Self::ExportReady
            | Self::DossierResume => &["link", "until"],
            Self::PasswordChanged | Self::AccountClosed => &["at", "link"],
            Self::EmailChangeTold => &["at", "link", "new_address", "until"],
            Self::NewSignIn => &["at", "device", "link"],
            Self::PasskeyAdded | Self::PasskeyRemoved => &["at", "label", "link"],
            Self::TotpChanged => &["at", "enabled", "link"],
            Self::AccountExists => &["link", "reset_link"],
            Self::StaffInvitation => &["inviter", "link", "role", "until"],
            Self::ContactReceived => &["reference"],
            Self::DossierOrdered => &[
                "demarche",
                "express",
                "fee",
                "link",
                "reference",
                "taxes",
                "terms",
                "total",
                "withdrawal_until",
            ],
            Self::DossierComplement => &["due", "link", "reference", "total"],
            Self::DossierPaid | Self::DossierMessage | Self::DossierReady | Self::DossierTitle => {
                &["link", "reference"]
            }
            Self::DossierRefunded => &["link", "reference", "refund"],
            Self::DossierInvoice => &["credit", "link", "number", "reference", "total"],
            Self::DossierCorrection => &["link", "pieces", "reference"],
            Self::DossierFiled => &["filed_on", "link", "reference"],
            Self::DossierCpi => &["link", "number", "reference", "until"],
            Self::DossierRefusedByAdministration => &["link", "reference", "words"],
            Self::DossierCpiReminder => &["day", "link", "number", "reference", "until"],
            Self::DossierClosed => &["how", "link", "reference"],
            Self::DossierReminder => &["day", "link", "missing", "reference"],
            Self::DossierUnpaid => &["day", "link", "reference", "total"],
            Self::DossierToSign => &["day", "forms", "link", "reference"],
            Self::DossierToCorrect => &["day", "link", "pieces", "reference"],
            Self::DossierDraftEnding => &["demarche", "until"],
            Self::GuestTask => &["link", "until", "what"],
            Self::SignatureCode => &["code", "form", "until"],
            Self::OneTimeCode => &["code", "minutes"],
        }
    }

    /// The values that it tells when they are there.
    #[must_use]
    pub const fn optional(self) -> &'static [&'static str] {
        match self {
            Self::DossierOrdered => &["how_to_pay"],
            Self::DossierClosed => &["at", "refund"],
            Self::DossierRefunded => &["by"],
            Self::DossierFiled => &["corrected", "number"],
            Self::DossierCpi => &["corrected", "plate"],
            Self::DossierTitle => &["corrected", "tracking"],
            Self::DossierRefusedByAdministration => &["more"],
            Self::DossierReminder
            | Self::DossierUnpaid
            | Self::DossierToSign
            | Self::DossierToCorrect => &["last", "settings_link"],
            Self::DossierDraftEnding => &["link"],
            Self::GuestTask => &["who"],
            _ => &[],
        }
    }

    /// Values to look at it with: nobody's.
    #[must_use]
    pub fn sample(self) -> Map<String, Value> {
        let names = self.required().iter().chain(self.optional());
        names.map(|name| ((*name).to_owned(), sample(self, name))).collect()
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
                DossierResume = "dossier_resume",
                DossierOrdered = "dossier_ordered",
                DossierPaid = "dossier_paid",
                DossierComplement = "dossier_complement",
                DossierRefunded = "dossier_refunded",
                DossierInvoice = "dossier_invoice",
                DossierCorrection = "dossier_correction",
                DossierMessage = "dossier_message",
                DossierReady = "dossier_ready",
                DossierFiled = "dossier_filed",
                DossierCpi = "dossier_cpi",
                DossierTitle = "dossier_title",
                DossierRefusedByAdministration = "dossier_refused_by_administration",
                DossierCpiReminder = "dossier_cpi_reminder",
                DossierClosed = "dossier_closed",
                DossierReminder = "dossier_reminder",
                DossierUnpaid = "dossier_unpaid",
                DossierToSign = "dossier_to_sign",
                DossierToCorrect = "dossier_to_correct",
                DossierDraftEnding = "dossier_draft_ending",
                GuestTask = "guest_task",
                SignatureCode = "signature_code",
            ],
            texts: [OneTimeCode = "one_time_code"]
        )
    }
}

fn sample(template: Template, name: &str) -> Value {
    match name {
        "at" => json!("2026-11-21T09:30:00Z"),
        "until" if matches!(template, Template::DossierCpi | Template::DossierCpiReminder) => {
            json!("2026-12-21")
        }
        "until" => json!("2026-11-22T13:05:00Z"),
        "link" => {
            json!("https://carteclaire.example/compte/lien?jeton=7Q2mX0aV9bT4cR8dY1eW6fU3gS5hP")
        }
        "settings_link" => json!("https://carteclaire.example/compte/profil"),
        "reset_link" => json!("https://carteclaire.example/compte/mot-de-passe"),
        "new_address" => json!("c…@exemple.fr"),
        "device" => json!("Firefox (Linux)"),
        "label" => json!("Téléphone d’Ada & Cie"),
        "credit" | "corrected" => json!(false),
        "by" => json!("transfer"),
        "enabled" | "express" | "last" | "more" => json!(true),
        "filed_on" => json!("2026-11-21"),
        "number" if template == Template::DossierInvoice => json!("F-2026-000042"),
        "number" if template == Template::DossierFiled => json!("2026-ANTS-004217"),
        "number" => json!("CPI-004217"),
        "plate" => json!("GH-482-KL"),
        "tracking" => json!("2L 013 579 246 81"),
        "words" => json!("Le justificatif de domicile est illisible."),
        "day" if template == Template::DossierCpiReminder => json!(20),
        "inviter" => json!("Camille Exemple"),
        "role" => json!("opérateur"),
        "reference" if template == Template::ContactReceived => json!("M-2026-0042"),
        "reference" => json!("CG-2026-004217"),
        "demarche" => json!("Changement de titulaire"),
        "taxes" => json!(23_766),
        "fee" => json!(2_990),
        "total" | "refund" => json!(26_756),
        "due" => json!(4_100),
        "terms" => json!("https://carteclaire.example/cgv"),
        "withdrawal_until" => json!("2026-12-07"),
        "how_to_pay" => {
            json!("CarteClaire Démonstration\nIBAN FR76 0000 0000 0000 0000 0000 000\nBIC XXXXFRXX")
        }
        "pieces" => json!([
            {
                "name": "Justificatif de domicile",
                "reason": "Il a plus de six mois. Envoyez-en un plus récent, à votre nom et à l’adresse du dossier.",
            },
            { "name": "Certificat de cession", "reason": "L’heure de la cession n’y est pas." },
        ]),
        "forms" => json!(["Mandat (formulaire 13757)"]),
        "missing" => json!(["Justificatif de domicile", "Mandat signé"]),
        "day" => json!(7),
        "how" => json!("retracte"),
        "who" => json!("Ada"),
        "what" => json!("l’attestation d’hébergement"),
        "form" => json!("Mandat (formulaire 13757)"),
        "code" => json!("123 456"),
        "minutes" => json!(10),
        _ => Value::Null,
    }
}
