//! Everything that can be set, read once from the environment (and `.env` in development).
//!
//! Every problem is reported at once, with the variable, what is wrong and an example. Secrets do not print.
//! `.env.sample` lists each variable with its default; a test loads it.

mod files;
mod helpdesk;
mod mail;
mod matomo;
mod oidc;
mod payments;
mod pieces;
mod production;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use secrecy::SecretString;

pub use mail::{MailBy, MailConfig, SmsBy};
pub use matomo::MatomoSettings;
pub use oidc::Oidc;
pub use payments::{PayPlugSettings, Payments, PerHouse, StripeSettings, Taker};
pub use pieces::{Pieces, VaultSettings};

/// Where the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppEnv {
    /// On a developer's machine: readable logs.
    Development,
    /// In tests.
    Test,
    /// For real: JSON logs, complete mentions, rate limits.
    Production,
}

/// Where jobs are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerPlace {
    /// In the server, beside the requests.
    Inside,
    /// Elsewhere: `carteclaire worker`.
    Elsewhere,
}

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the program runs.
    pub env: AppEnv,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where metrics are read; not for the public. Nowhere in tests, unless it is said.
    pub metrics: Option<SocketAddr>,
    /// The application's role in the database, which owns nothing.
    pub database_url: Option<SecretString>,
    /// The owner's role; without it migrations are not run at start.
    pub migrate_database_url: Option<SecretString>,
    /// The role of the jobs; without it none is run.
    pub jobs_database_url: Option<SecretString>,
    /// Where jobs are run.
    pub worker: WorkerPlace,
    /// Folder of the built site.
    pub site_root: PathBuf,
    /// Name of the built files.
    pub output_name: String,
    /// Scheme and port of the public addresses: `http` and `Some(3000)`.
    pub public_scheme: String,
    /// Port of the public addresses, when it is not the scheme's own.
    pub public_port: Option<u16>,
    /// Requests a second that one address may send; 0 for no limit.
    pub rate_limit_per_second: u32,
    /// How often one network may try to sign in or ask for letters in a quarter of an hour; 0 for no limit.
    pub tries_per_network: i32,
    /// Master key of what is sealed: base64 of 32 random bytes. Without it one is drawn at each start.
    pub secrets_key: Option<SecretString>,
    /// The keys that it replaced, latest first.
    pub secrets_key_previous: Vec<SecretString>,
    /// Where files are.
    pub files: objects::Settings,
    /// By what pieces are read, and who keeps their keys.
    pub pieces: Pieces,
    /// By what mail and texts leave.
    pub mail: MailConfig,
    /// Who takes money for us.
    pub payments: Payments,
    /// What signs the questions of each house's helpdesk.
    pub helpdesk: PerHouse,
    /// Where events are counted.
    pub matomo: Option<MatomoSettings>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Sign-in by another provider.
    pub oidc: Option<Oidc>,
    /// Levels of logs by target, as `RUST_LOG` has them: `info,sqlx=warn`.
    pub log: String,
}

/// The settings that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the configuration cannot be used:\n{}", .0.join("\n"))]
pub struct BadConfig(Vec<String>);

/// Where metrics are read when nothing is said.
const METRICS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464);

/// Every variable that is read, in the order of `.env.sample`.
pub const VARIABLES: &[&str] = &[
    "APP_ENV",
    "LEPTOS_SITE_ADDR",
    "METRICS_ADDR",
    "DATABASE_URL",
    "MIGRATE_DATABASE_URL",
    "JOBS_DATABASE_URL",
    "WORKER",
    "LEPTOS_SITE_ROOT",
    "LEPTOS_OUTPUT_NAME",
    "PUBLIC_SCHEME",
    "PUBLIC_PORT",
    "RATE_LIMIT_PER_SECOND",
    "TRIES_PER_NETWORK",
    "SECRETS_KEY",
    "SECRETS_KEY_PREVIOUS",
    "TRUSTED_PROXIES",
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_NAME",
    "RUST_LOG",
];

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// [`BadConfig`] with every variable that cannot be used.
    pub fn from_env() -> Result<Self, BadConfig> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
        let given = VARIABLES
            .iter()
            .chain(mail::VARIABLES)
            .chain(files::VARIABLES)
            .chain(pieces::VARIABLES)
            .chain(payments::VARIABLES)
            .chain(helpdesk::VARIABLES)
            .chain(matomo::VARIABLES)
            .filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)))
            .collect();
        Self::from_variables(&given)
    }

    /// Reads settings given by name. An empty value counts as absent.
    ///
    /// # Errors
    ///
    /// [`BadConfig`] with every variable that cannot be used.
    #[expect(
        clippy::too_many_lines,
        reason = "one setting after the other, in the order of the sample"
    )]
    pub fn from_variables(given: &BTreeMap<String, String>) -> Result<Self, BadConfig> {
        let mut problems = Vec::new();
        let text =
            |name: &str| given.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let mut parsed = |name: &str, example: &str| {
            text(name).and_then(|text| {
                let value = text.parse();
                if value.is_err() {
                    problems
                        .push(format!("- {name}: « {text} » is not usable; example: {example}"));
                }
                value.ok()
            })
        };
        let listen = parsed("LEPTOS_SITE_ADDR", "127.0.0.1:3000");
        let metrics = parsed("METRICS_ADDR", "127.0.0.1:9464");
        let env = match text("APP_ENV") {
            None | Some("development") => AppEnv::Development,
            Some("test") => AppEnv::Test,
            Some("production") => AppEnv::Production,
            Some(other) => {
                problems.push(format!(
                    "- APP_ENV: « {other} » is not one of development, test, production"
                ));
                AppEnv::Development
            }
        };
        let worker = match text("WORKER") {
            None | Some("inside") => WorkerPlace::Inside,
            Some("none") => WorkerPlace::Elsewhere,
            Some(other) => {
                problems.push(format!("- WORKER: « {other} » is not one of inside, none"));
                WorkerPlace::Inside
            }
        };
        let mut number = |name: &str| -> Option<u32> {
            let value = text(name)?;
            let number = value.parse().ok();
            if number.is_none() {
                problems.push(format!("- {name}: « {value} » is not a whole number"));
            }
            number
        };
        let rate_limit = number("RATE_LIMIT_PER_SECOND");
        let tries_per_network = number("TRIES_PER_NETWORK").and_then(|tries| tries.try_into().ok());
        let public_port = number("PUBLIC_PORT").map(u16::try_from);
        if public_port.is_some_and(|port| port.is_err()) {
            problems.push("- PUBLIC_PORT: not a port".to_owned());
        }
        let url = |name: &str, problems: &mut Vec<String>| {
            let value = text(name)?;
            if !value.starts_with("postgres://") && !value.starts_with("postgresql://") {
                // The value may hold a password: it is not repeated.
                problems.push(format!("- {name}: not an address of PostgreSQL; example: postgres://carteclaire_app@127.0.0.1/carteclaire"));
            }
            Some(SecretString::from(value.to_owned()))
        };
        let database_url = url("DATABASE_URL", &mut problems);
        let migrate_database_url = url("MIGRATE_DATABASE_URL", &mut problems);
        let jobs_database_url = url("JOBS_DATABASE_URL", &mut problems);
        let mut trusted_proxies = Vec::new();
        for address in text("TRUSTED_PROXIES").into_iter().flat_map(|list| list.split(',')) {
            match address.trim().parse() {
                Ok(address) => trusted_proxies.push(address),
                Err(_) => {
                    problems.push(format!("- TRUSTED_PROXIES: « {address} » is not an IP address"));
                }
            }
        }
        let usual = if env == AppEnv::Production { "https" } else { "http" };
        let public_scheme = text("PUBLIC_SCHEME").unwrap_or(usual).to_owned();
        if !matches!(public_scheme.as_str(), "http" | "https") {
            problems.push("- PUBLIC_SCHEME: http or https".to_owned());
        }
        let files = files::read(&text, &mut problems);
        let pieces = pieces::read(&text, env == AppEnv::Production, &mut problems);
        let mail = mail::Reading { text: &text, env, problems: &mut problems }.read();
        let payments = payments::read(&text, env == AppEnv::Production, &mut problems);
        let helpdesk = helpdesk::read(&text, &mut problems);
        let matomo = matomo::read(&text, env == AppEnv::Production, &mut problems);
        let secrets_key = text("SECRETS_KEY").map(|key| SecretString::from(key.to_owned()));
        let secrets_key_previous: Vec<SecretString> = text("SECRETS_KEY_PREVIOUS")
            .into_iter()
            .flat_map(|list| list.split(','))
            .map(|key| SecretString::from(key.trim().to_owned()))
            .collect();
        if let Some(key) = &secrets_key
            && let Err(error) = sealing::MasterKeys::new(key, &secrets_key_previous)
        {
            problems.push(format!(
                "- SECRETS_KEY: {error}; example: the output of openssl rand -base64 32"
            ));
        }
        let oidc = oidc::read(text, env, &mut problems);
        let production = env == AppEnv::Production;
        if production {
            let wanted = production::Wanted {
                scheme: &public_scheme,
                database: database_url.as_ref(),
                databases: [
                    ("DATABASE_URL", database_url.as_ref()),
                    ("MIGRATE_DATABASE_URL", migrate_database_url.as_ref()),
                    ("JOBS_DATABASE_URL", jobs_database_url.as_ref()),
                ],
                files: &files,
                secrets_key: secrets_key.as_ref(),
            };
            wanted.check(&mut problems);
        }
        if !problems.is_empty() {
            return Err(BadConfig(problems));
        }
        let listen = listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)));
        Ok(Self {
            env,
            listen,
            metrics: metrics.or_else(|| (env != AppEnv::Test).then_some(METRICS)),
            database_url,
            migrate_database_url,
            jobs_database_url,
            worker,
            site_root: text("LEPTOS_SITE_ROOT").unwrap_or("target/site").into(),
            output_name: text("LEPTOS_OUTPUT_NAME").unwrap_or("carteclaire").to_owned(),
            public_port: match public_port {
                Some(port) => port.ok(),
                None => (!production).then(|| listen.port()),
            },
            public_scheme,
            rate_limit_per_second: rate_limit.unwrap_or(if production { 50 } else { 0 }),
            tries_per_network: tries_per_network.unwrap_or(if production { 100 } else { 0 }),
            secrets_key,
            secrets_key_previous,
            files,
            pieces,
            mail,
            payments,
            helpdesk,
            matomo,
            trusted_proxies,
            oidc,
            log: text("RUST_LOG").unwrap_or("info,sqlx=warn").to_owned(),
        })
    }

    /// Scheme, host and port of a public address.
    #[must_use]
    pub fn origin(&self, host: &str) -> String {
        match self.public_port {
            Some(port) => format!("{}://{host}:{port}", self.public_scheme),
            None => format!("{}://{host}", self.public_scheme),
        }
    }
}

#[cfg(test)]
mod tests;
