//! What may not be so where it is for real: what travels is encrypted, and secrets are there.

use std::net::IpAddr;
use std::str::FromStr as _;

use objects::Settings;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// What production wants of these settings.
pub(super) struct Wanted<'settings> {
    pub(super) scheme: &'settings str,
    pub(super) database: Option<&'settings SecretString>,
    /// Every address of the database, with its variable.
    pub(super) databases: [(&'static str, Option<&'settings SecretString>); 3],
    pub(super) files: &'settings Settings,
    pub(super) secrets_key: Option<&'settings SecretString>,
}

impl Wanted<'_> {
    /// Says what is missing or not safe.
    pub(super) fn check(&self, problems: &mut Vec<String>) {
        if self.scheme != "https" {
            problems.push("- PUBLIC_SCHEME: https in production; letters link to it".to_owned());
        }
        if self.database.is_none() {
            problems.push("- DATABASE_URL: needed in production".to_owned());
        }
        for (name, url) in self.databases {
            if url.is_some_and(|url| !is_safe(url.expose_secret())) {
                problems.push(format!(
                    "- {name}: a database that is not on this machine is reached by TLS; add ?sslmode=verify-full"
                ));
            }
        }
        if let Settings::S3 { endpoint, allow_http: true, .. } = self.files
            && !is_here(host_of(endpoint))
        {
            problems.push(
                "- S3_ALLOW_HTTP: not in production, but for a store on this machine".to_owned(),
            );
        }
        if self.secrets_key.is_none() {
            problems
                .push("- SECRETS_KEY: needed in production (openssl rand -base64 32)".to_owned());
        }
    }
}

/// Whether nobody between can read or change what is said to the database.
fn is_safe(url: &str) -> bool {
    let Ok(options) = PgConnectOptions::from_str(url) else {
        return true; // it is reported as no address
    };
    options.get_socket().is_some()
        || options.get_host().starts_with('/')
        || is_here(options.get_host())
        || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
}

fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once(':').map_or(host, |(host, _)| host)
}

fn is_here(host: &str) -> bool {
    host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_elsewhere_is_reached_by_tls_that_is_checked() {
        for (url, safe) in [
            ("postgres://u@127.0.0.1/db", true),
            ("postgres://u@localhost:5433/db", true),
            ("postgres://u@[::1]/db", true),
            ("postgres:///db?host=/run/postgresql&user=u", true),
            ("postgres://u@db.example/db?sslmode=verify-full", true),
            ("postgres://u@db.example/db", false),
            ("postgres://u@db.example/db?sslmode=require", false),
            ("postgres://u@10.0.0.2/db?sslmode=prefer", false),
        ] {
            assert_eq!(is_safe(url), safe, "{url}");
        }
    }

    #[test]
    fn the_host_of_an_endpoint_is_found() {
        for (address, host) in
            [("http://127.0.0.1:9000", "127.0.0.1"), ("https://s3.example/x", "s3.example")]
        {
            assert_eq!(host_of(address), host);
        }
        assert!(is_here("127.0.0.1") && !is_here("127.0.0.1.example"));
    }
}
