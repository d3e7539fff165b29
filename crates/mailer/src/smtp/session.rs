use std::fmt::Display;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailParameter};

use super::Patience;
use crate::provider::Failure;

/// Plain is what servers speak behind TLS; login is for old ones.
pub(super) const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];

/// One mail over a connection, step by step: only so is it known if the server can have taken it.
pub(super) struct Session {
    pub(super) connection: AsyncSmtpConnection,
    pub(super) patience: Patience,
}

impl Session {
    pub(super) async fn deliver(
        &mut self,
        envelope: &Envelope,
        mail: &[u8],
    ) -> Result<(), Failure> {
        let mut parameters = Vec::new();
        let mut addresses = envelope.to().iter().chain(envelope.from());
        let ascii = addresses.all(|one| AsRef::<str>::as_ref(one).is_ascii());
        if !ascii {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::Refused("mail: no SMTPUTF8".into()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        self.step("mail", Mail::new(envelope.from().cloned(), parameters)).await?;
        for recipient in envelope.to() {
            self.step("rcpt", Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        self.step("data", Data).await?;
        // From here on the server may have it, unless it says that it has not.
        match within(self.patience.delivery, self.connection.message(mail)).await {
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(after_data(&error)),
            None => Err(Failure::unknown("delivery: no answer in time")),
        }
    }

    async fn step(&mut self, name: &str, command: impl Display) -> Result<(), Failure> {
        match within(self.patience.answer, self.connection.command(command)).await {
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(before_data(name, &error)),
            None => Err(Failure::not_taken(format!("{name}: no answer in time"))),
        }
    }
}

async fn within<T>(limit: Duration, answer: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(limit, answer).await.ok()
}

/// What a failure means while the server has not yet been given the mail: it was certainly not taken.
pub(super) fn before_data(step: &str, error: &Error) -> Failure {
    let reason = match error.status() {
        Some(status) => format!("{step}: {status}"),
        None if error.is_tls() => format!("{step}: TLS"),
        None if error.is_client() => format!("{step}: not offered"),
        None => format!("{step}: no connection"),
    };
    match (step, error.is_permanent()) {
        // « 5.7.x » at this place is about policy: we may not send by this server.
        ("rcpt", true) if error.to_string().contains("5.7.") => Failure::Misconfigured(reason),
        ("rcpt" | "data", true) => Failure::Refused(reason),
        (_, true) => Failure::Misconfigured(reason),
        _ if error.is_tls() || error.is_client() => Failure::Misconfigured(reason),
        _ => Failure::not_taken(reason),
    }
}

/// What it means once the mail was given: an answer is an answer, a silence leaves it open.
fn after_data(error: &Error) -> Failure {
    match error.status() {
        Some(status) if error.is_permanent() => Failure::Refused(format!("delivery: {status}")),
        Some(status) => Failure::not_taken(format!("delivery: {status}")),
        None => Failure::unknown("delivery: connection cut"),
    }
}
