//! By what mail and texts leave, made of the settings; and in whose name.

use std::sync::Arc;
use std::time::Duration;

use app::site::gestion::words;
use async_trait::async_trait;
use dossiers::operations::DossierId;
use dossiers::operations::talk::note_of_house;
use jobs::{Attempt, Failed};
use mailer::{Accepted, Brevo, FOREVER, Failure, Folder, Letter, MessageBird, Provider};
use mailer::{Route, Smtp, Text, Twilio};
use notifications::operations::{
    Channels, NO_NUMBER, NOT_FILLED, PERHAPS_SENT, SendNotification, given_up_text, send,
};
use notifications::{House, Houses};
use tenants::TenantId;
use url::Url;

use crate::clock;
use crate::config::{Config, MailBy, SmsBy};
use crate::database::{self, Chain};
use crate::people::of_house;
use crate::state::State;
use crate::worker::Context;

/// Why nothing can be sent.
#[derive(Debug, thiserror::Error)]
pub enum NoChannels {
    /// A provider's address cannot be called.
    #[error("a provider cannot be called")]
    Outbound(#[from] outbound::Unusable),
    /// The mail server cannot be used as it is set.
    #[error("the mail server cannot be used: {0:?}")]
    Smtp(mailer::Failure),
}

/// The ways of mail and texts.
///
/// # Errors
///
/// [`NoChannels`] when a setting names what cannot be called.
pub fn channels(state: &State) -> Result<Channels, NoChannels> {
    let config = state.config();
    // A second installation changes nothing: the program's first line does it, tests begin here.
    drop(rustls::crypto::ring::default_provider().install_default());
    let http = outbound::client(hosts(config).iter().map(String::as_str))?;
    let mail = |by: &MailBy| -> Result<Arc<dyn Provider<Letter>>, NoChannels> {
        Ok(match by {
            MailBy::Folder(path) => Arc::new(Folder::new(path)),
            MailBy::Smtp(settings) => {
                Arc::new(Smtp::new((**settings).clone(), &[]).map_err(NoChannels::Smtp)?)
            }
            MailBy::Brevo(base, key) => Arc::new(Brevo::new(http.clone(), base, key.clone())),
        })
    };
    let reports = |name: &str| Some(format!("{}/api/v1/reports/{name}", origin(state)));
    let sms = |by: &SmsBy| -> Arc<dyn Provider<Text>> {
        match by {
            SmsBy::Folder(path) => Arc::new(Folder::new(path)),
            SmsBy::Twilio(base, account, token) => {
                let to = reports("twilio");
                Arc::new(Twilio::new(http.clone(), base, account, token.clone(), to))
            }
            SmsBy::MessageBird(base, key) => {
                let to = reports("messagebird");
                Arc::new(MessageBird::new(http.clone(), base, key.clone(), to))
            }
        }
    };
    let (first, second) = &config.mail.mail;
    let mail = Route::new(mail(first)?, second.as_ref().map(mail).transpose()?);
    let sms = match &config.mail.sms {
        Some((first, second)) => Route::new(sms(first), second.as_ref().map(sms)),
        None => Route::<Text>::new(Arc::new(Nobody), None),
    };
    Ok(Channels { mail, sms, houses: Arc::new(InMemory(state.clone())) })
}

/// The hosts that may be called, and no other.
fn hosts(config: &Config) -> Vec<String> {
    let (mail, mail_second) = &config.mail.mail;
    let of_mail = std::iter::once(mail).chain(mail_second).filter_map(|by| match by {
        MailBy::Brevo(base, _) => Some(base),
        MailBy::Folder(_) | MailBy::Smtp(_) => None,
    });
    let sms = config.mail.sms.iter();
    let sms = sms.flat_map(|(first, second)| std::iter::once(first).chain(second));
    let of_sms = sms.filter_map(|by| match by {
        SmsBy::Twilio(base, ..) | SmsBy::MessageBird(base, _) => Some(base),
        SmsBy::Folder(_) => None,
    });
    let host = |base: &String| Url::parse(base).ok()?.host_str().map(str::to_owned);
    of_mail.chain(of_sms).filter_map(host).collect()
}

/// Who carries no text, where no provider is set. What waits since there was one is given up.
struct Nobody;

#[async_trait]
impl Provider<Text> for Nobody {
    fn name(&self) -> &'static str {
        "nobody"
    }

    fn remembers(&self) -> Duration {
        FOREVER
    }

    async fn send(&self, _: &Text) -> Result<Accepted, Failure> {
        Err(Failure::Refused("no provider of texts".to_owned()))
    }
}

/// Where providers report to: the default tenant's address.
fn origin(state: &State) -> String {
    let directory = state.directory();
    let tenant = directory.tenants.iter().find(|tenant| tenant.is_default);
    let host = tenant.and_then(|tenant| tenant.hosts.first().cloned()).unwrap_or_default();
    state.config().origin(&host)
}

/// The houses, as the server knows them now.
struct InMemory(State);

impl Houses for InMemory {
    fn house(&self, tenant: TenantId) -> Option<House> {
        let directory = self.0.directory();
        let tenant = directory.tenants.iter().find(|one| one.id == tenant)?;
        let config = self.0.config();
        let site = config.origin(tenant.hosts.first()?);
        Some(House::of(tenant, &site, &config.mail.from, &config.mail.sms_from))
    }
}

/// The handler of the job that sends a message.
///
/// # Errors
///
/// As its job: again, or for good.
pub async fn send_notification(
    context: Arc<Context>,
    task: SendNotification,
    attempt: Attempt,
) -> Result<(), Failed> {
    let Some(pool) = context.state.pool() else {
        return Err(Failed::Again("no database of the application".to_owned()));
    };
    let sent = send(pool, &context.channels, &task, &attempt, clock::now()).await;
    let result = match &sent {
        Ok(()) => "done",
        Err(Failed::Again(_)) if !attempt.last => "again",
        Err(_) => "given_up",
    };
    metrics::counter!("notifications_total", "result" => result).increment(1);
    if let Err(Failed::ForGood(_)) = &sent {
        note_given_up(&context.state, &task).await;
    }
    sent
}

/// Notes at the desk that a text about a dossier is given up: its letter went by mail.
async fn note_given_up(state: &State, task: &SendNotification) {
    if let Err(why) = noted(state, task).await {
        tracing::error!(%why, "a text that is given up could not be noted in its dossier");
    }
}

async fn noted(state: &State, task: &SendNotification) -> Result<(), String> {
    let Some(visit) = of_house(state, TenantId(task.tenant)) else { return Ok(()) };
    let failed = |error: &(dyn std::error::Error + 'static)| Chain(error).to_string();
    let begun = database::begin(state, visit.tenant()).await;
    let mut tx = begun.map_err(|error| failed(&error))?;
    let found = given_up_text(&mut tx, task.notification).await.map_err(|it| failed(&it))?;
    let Some((dossier, template, why)) = found else { return Ok(()) };
    // The house speaks French to itself.
    let name = words::template(template, vocabulary::Lang::Fr);
    let became = in_french(&why);
    let words = format!(
        "Le SMS «\u{202f}{name}\u{202f}» {became}. Le même message est envoyé par courriel."
    );
    let noted = note_of_house(&mut tx, &visit, DossierId(dossier), &words).await;
    noted.map_err(|error| failed(&error))?;
    tx.commit().await.map_err(|error| failed(&error))
}

/// What became of a text that is given up for the reason `why`.
fn in_french(why: &str) -> String {
    match why {
        PERHAPS_SENT => {
            "est peut-être parti\u{202f}: le fournisseur n’a pas dit s’il l’a pris".to_owned()
        }
        NO_NUMBER => "n’est pas parti\u{202f}: ce numéro n’en est pas un".to_owned(),
        NOT_FILLED => "n’est pas parti\u{202f}: ses mots n’ont pas pu être composés".to_owned(),
        said => {
            format!("n’est pas parti\u{202f}: le fournisseur a répondu «\u{202f}{said}\u{202f}»")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_perhaps_left_is_not_said_to_be_here_still() {
        assert!(in_french("perhaps sent").starts_with("est peut-être parti"));
        let refused = in_french("twilio: 400 21211");
        assert!(refused.starts_with("n’est pas parti") && refused.contains("twilio: 400 21211"));
    }
}
