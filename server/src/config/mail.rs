//! By what mail and texts leave: which provider, which second one, and how each is reached.

use std::path::PathBuf;

use mailer::{Brevo, MessageBird, Patience, SmtpSettings, Tls, Twilio};
use secrecy::SecretString;

use super::AppEnv;

/// A provider of mail.
#[derive(Clone, Debug)]
pub enum MailBy {
    /// Written into a folder: for development.
    Folder(PathBuf),
    /// A mail server.
    Smtp(Box<SmtpSettings>),
    /// Brevo's API, at an address, with a key.
    Brevo(String, SecretString),
}

/// A provider of texts.
#[derive(Clone, Debug)]
pub enum SmsBy {
    /// Written into a folder: for development.
    Folder(PathBuf),
    /// Twilio's API, at an address, for an account, with its token.
    Twilio(String, String, SecretString),
    /// MessageBird's API, at an address, with a key.
    MessageBird(String, SecretString),
}

/// By what mail and texts leave.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The sender's address.
    pub from: String,
    /// The sender of texts.
    pub sms_from: String,
    /// The provider of mail, and the one that is asked when it fails.
    pub mail: (MailBy, Option<MailBy>),
    /// The provider of texts, and the one that is asked when it fails; without any, nobody is told by SMS.
    pub sms: Option<(SmsBy, Option<SmsBy>)>,
    /// What Brevo's reports must carry.
    pub brevo_reports: Option<SecretString>,
    /// What signs MessageBird's reports.
    pub messagebird_reports: Option<SecretString>,
}

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] = &[
    "MAIL_FROM",
    "MAIL_PROVIDER",
    "MAIL_FALLBACK",
    "MAIL_FOLDER",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMTP_TLS",
    "SMTP_USER",
    "SMTP_PASSWORD",
    "BREVO_URL",
    "BREVO_KEY",
    "BREVO_WEBHOOK_TOKEN",
    "SMS_FROM",
    "SMS_PROVIDER",
    "SMS_FALLBACK",
    "TWILIO_URL",
    "TWILIO_ACCOUNT",
    "TWILIO_TOKEN",
    "MESSAGEBIRD_URL",
    "MESSAGEBIRD_KEY",
    "MESSAGEBIRD_SIGNING_KEY",
];

/// Reads the section.
pub(super) struct Reading<'given, 'text, 'problems> {
    pub(super) text: &'text dyn Fn(&str) -> Option<&'given str>,
    pub(super) env: AppEnv,
    pub(super) problems: &'problems mut Vec<String>,
}

impl Reading<'_, '_, '_> {
    fn wanted(&mut self, name: &str, by: &str) -> String {
        let value = (self.text)(name);
        if value.is_none() {
            self.problems.push(format!("- {name}: needed by {by}"));
        }
        value.unwrap_or_default().to_owned()
    }

    fn secret(&mut self, name: &str, by: &str) -> SecretString {
        SecretString::from(self.wanted(name, by))
    }

    fn optional_secret(&self, name: &str) -> Option<SecretString> {
        (self.text)(name).map(|text| SecretString::from(text.to_owned()))
    }

    fn or(&self, name: &str, default: &str) -> String {
        (self.text)(name).unwrap_or(default).to_owned()
    }

    fn folder(&self) -> PathBuf {
        self.or("MAIL_FOLDER", ".local/mail").into()
    }

    fn smtp(&mut self) -> SmtpSettings {
        let tls = match (self.text)("SMTP_TLS") {
            None | Some("starttls") => Tls::Starttls,
            Some("tls") => Tls::Implicit,
            Some("none") => Tls::None,
            Some(other) => {
                self.problems
                    .push(format!("- SMTP_TLS: « {other} » is not one of starttls, tls, none"));
                Tls::Starttls
            }
        };
        let usual = if tls == Tls::Implicit { 465 } else { 587 };
        let port = match (self.text)("SMTP_PORT").map(str::parse) {
            None => usual,
            Some(Ok(port)) => port,
            Some(Err(_)) => {
                self.problems.push("- SMTP_PORT: not a port; example: 587".to_owned());
                usual
            }
        };
        let user = (self.text)("SMTP_USER").map(str::to_owned);
        let credentials = user.map(|user| (user, self.secret("SMTP_PASSWORD", "SMTP_USER")));
        let from = self.or("MAIL_FROM", SENDER);
        SmtpSettings {
            host: self.wanted("SMTP_HOST", "smtp"),
            port,
            tls,
            credentials,
            hello: from.rsplit('@').next().unwrap_or_default().to_owned(),
            patience: Patience::default(),
        }
    }

    fn mail_by(&mut self, name: &str, named: &str) -> Option<MailBy> {
        Some(match named {
            "folder" => MailBy::Folder(self.folder()),
            "smtp" => MailBy::Smtp(Box::new(self.smtp())),
            "brevo" => {
                MailBy::Brevo(self.or("BREVO_URL", Brevo::BASE), self.secret("BREVO_KEY", "brevo"))
            }
            other => {
                self.problems
                    .push(format!("- {name}: « {other} » is not one of folder, smtp, brevo"));
                return None;
            }
        })
    }

    fn sms_by(&mut self, name: &str, named: &str) -> Option<SmsBy> {
        Some(match named {
            "folder" => SmsBy::Folder(self.folder()),
            "twilio" => SmsBy::Twilio(
                self.or("TWILIO_URL", Twilio::BASE),
                self.wanted("TWILIO_ACCOUNT", "twilio"),
                self.secret("TWILIO_TOKEN", "twilio"),
            ),
            "messagebird" => SmsBy::MessageBird(
                self.or("MESSAGEBIRD_URL", MessageBird::BASE),
                self.secret("MESSAGEBIRD_KEY", "messagebird"),
            ),
            other => {
                self.problems.push(format!(
                    "- {name}: « {other} » is not one of folder, twilio, messagebird"
                ));
                return None;
            }
        })
    }

    /// The whole section. In production nothing goes to a folder, and without a provider of texts no text leaves.
    pub(super) fn read(mut self) -> MailConfig {
        let production = self.env == AppEnv::Production;
        let first = (self.text)("MAIL_PROVIDER").map(str::to_owned);
        if production && first.is_none() {
            self.problems.push("- MAIL_PROVIDER: needed in production (smtp or brevo)".to_owned());
        }
        for (name, instead) in FOLDERS {
            if production && (self.text)(name) == Some("folder") {
                self.problems.push(format!("- {name}: a folder sends nothing; {instead}"));
            }
        }
        let first = first.unwrap_or_else(|| "folder".to_owned());
        let first = self.mail_by("MAIL_PROVIDER", &first);
        let second = (self.text)("MAIL_FALLBACK").map(str::to_owned);
        let second = second.and_then(|named| self.mail_by("MAIL_FALLBACK", &named));
        let sms = (self.text)("SMS_PROVIDER").map(str::to_owned);
        let sms = sms.or_else(|| (!production).then(|| "folder".to_owned()));
        let sms_second = (self.text)("SMS_FALLBACK").map(str::to_owned);
        if sms.is_none() && sms_second.is_some() {
            self.wanted("SMS_PROVIDER", "SMS_FALLBACK");
        }
        let sms = sms.and_then(|named| self.sms_by("SMS_PROVIDER", &named));
        let sms_second = sms_second.and_then(|named| self.sms_by("SMS_FALLBACK", &named));
        MailConfig {
            from: self.or("MAIL_FROM", SENDER),
            sms_from: self.or("SMS_FROM", "CarteClaire"),
            mail: (first.unwrap_or_else(|| MailBy::Folder(self.folder())), second),
            sms: sms.map(|first| (first, sms_second)),
            brevo_reports: self.optional_secret("BREVO_WEBHOOK_TOKEN"),
            messagebird_reports: self.optional_secret("MESSAGEBIRD_SIGNING_KEY"),
        }
    }
}

/// What may be no folder in production, and what it is instead.
const FOLDERS: [(&str, &str); 4] = [
    ("MAIL_PROVIDER", "smtp or brevo"),
    ("MAIL_FALLBACK", "smtp or brevo, or nothing"),
    ("SMS_PROVIDER", "twilio or messagebird, or nothing: then nobody is told by SMS"),
    ("SMS_FALLBACK", "twilio or messagebird, or nothing"),
];

/// The sender when nothing is said: an address that nobody has.
const SENDER: &str = "ne-pas-repondre@carteclaire.example";
