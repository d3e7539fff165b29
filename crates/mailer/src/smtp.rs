pub(crate) mod mime;
mod session;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::Instant;

use crate::message::Letter;
use crate::provider::{Accepted, Failure, Provider};
use session::Session;

/// How a mail server is reached.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Its name, also the name in its certificate.
    pub host: String,
    /// 587 (STARTTLS), 465 (TLS).
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User and password.
    pub credentials: Option<(String, SecretString)>,
    /// The name by which we greet it.
    pub hello: String,
    /// How long we wait.
    pub patience: Patience,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on this machine alone.
    None,
    /// Asked for by STARTTLS, and required.
    Starttls,
    /// From the first byte.
    Implicit,
}

/// How long we wait for a mail server.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a connection, greeting and sign-in included.
    pub connect: Duration,
    /// For each answer.
    pub answer: Duration,
    /// For the answer to the whole mail: servers filter before it.
    pub delivery: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(10),
            delivery: Duration::from_secs(30),
        }
    }
}

/// Connections kept for the next mail.
const IDLE: usize = 4;
/// How long one is kept: below the time-outs of servers.
const KEPT: Duration = Duration::from_secs(45);

/// Mail by SMTP. Servers keep no key: a repeated mail may arrive twice, with the same Message-ID.
pub struct Smtp {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Smtp").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Smtp {
    /// Its name in the log.
    pub const NAME: &'static str = "smtp";

    /// Reaches the server by `settings`; `roots` are certificates (DER) trusted beside the machine's own.
    ///
    /// # Errors
    ///
    /// [`Failure::Misconfigured`] when a root is no certificate, TLS cannot be set up, or an unprotected server is not on
    /// this machine.
    pub fn new(settings: SmtpSettings, roots: &[Vec<u8>]) -> Result<Self, Failure> {
        let tls = match settings.tls {
            Tls::None if !is_this_machine(&settings.host) => {
                return Err(Failure::Misconfigured("mail server elsewhere without TLS".into()));
            }
            Tls::None => None,
            Tls::Starttls | Tls::Implicit => Some(parameters(&settings.host, roots)?),
        };
        let hello = ClientId::Domain(settings.hello.clone());
        Ok(Self { settings, tls, hello, idle: Mutex::default() })
    }

    /// A connection that was used lately and still answers, or a new one, signed in.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Failure> {
        loop {
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some((since, mut connection)) = kept else { break };
            if since.elapsed() > KEPT {
                continue;
            }
            let answers = connection.test_connected();
            if tokio::time::timeout(self.settings.patience.answer, answers).await == Ok(true) {
                return Ok(connection);
            }
        }
        tokio::time::timeout(self.settings.patience.connect, self.connect())
            .await
            .unwrap_or_else(|_| Err(Failure::not_taken("no connection in time")))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let settings = &self.settings;
        let server = (settings.host.as_str(), settings.port);
        let implicit = self.tls.clone().filter(|_| settings.tls == Tls::Implicit);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, implicit, None)
                .await
                .map_err(|error| session::before_data("connect", &error))?;
        if let (Tls::Starttls, Some(tls)) = (settings.tls, &self.tls) {
            connection
                .starttls(tls.clone(), &self.hello)
                .await
                .map_err(|error| session::before_data("starttls", &error))?;
        }
        if let Some((user, password)) = &settings.credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection
                .auth(session::MECHANISMS, &credentials)
                .await
                .map_err(|error| session::before_data("auth", &error))?;
        }
        Ok(connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE && !connection.has_broken() {
            idle.push((Instant::now(), connection));
        }
    }
}

#[async_trait]
impl Provider<Letter> for Smtp {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn remembers(&self) -> Duration {
        Duration::ZERO
    }

    async fn send(&self, letter: &Letter) -> Result<Accepted, Failure> {
        let message = mime::message(letter)?;
        let connection = self.connection().await?;
        let mut session = Session { connection, patience: self.settings.patience };
        session.deliver(message.envelope(), &message.formatted()).await?;
        self.keep(session.connection);
        Ok(Accepted { provider: Self::NAME, message_id: Some(mime::message_id(letter)) })
    }
}

fn parameters(host: &str, roots: &[Vec<u8>]) -> Result<TlsParameters, Failure> {
    let failed = |_| Failure::Misconfigured("TLS of the mail server".into());
    let mut builder = TlsParameters::builder(host.to_owned());
    for root in roots {
        builder =
            builder.add_root_certificate(Certificate::from_der(root.clone()).map_err(failed)?);
    }
    builder.build_rustls().map_err(failed)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
