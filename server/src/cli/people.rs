//! `carteclaire staff` and `carteclaire demo`: the first people of a house, from where the program is run.

use std::io::Write as _;
use std::sync::Arc;

use access::Role;
use accounts::operations::staff::{self, Allowing};
use accounts::{Hasher, Password, Visit};
use clap::Subcommand;
use sealing::Token;
use secrecy::ExposeSecret as _;
use sqlx::{Connection as _, PgConnection};
use tenants::Tenant;
use vocabulary::{Email, Lang};

use super::Failure;
use crate::config::{AppEnv, Config};
use crate::{clock, state};

/// The staff.
#[derive(Debug, Subcommand)]
pub(super) enum Staff {
    /// Writes a link that makes a passkey, good once, for 72 hours; it leaves by e-mail too.
    Invite {
        /// To whom.
        #[arg(value_parser = parse_email)]
        email: Email,
        /// A right of theirs; several may be given.
        #[arg(long = "role", required = true, value_parser = parse_role)]
        roles: Vec<Role>,
        /// Short name of the house; without it, the one that answers by default.
        #[arg(long)]
        tenant: Option<String>,
        /// Language of the letter: fr or en.
        #[arg(long, default_value = "fr", value_parser = super::parse_lang)]
        lang: Lang,
    },
}

/// A demonstration.
#[derive(Debug, Subcommand)]
pub(super) enum Demo {
    /// Puts a person of each role into a house of demonstration, and writes how they come in. Never in production.
    People {
        /// Short name of the house; without it, the one that answers by default.
        #[arg(long)]
        tenant: Option<String>,
    },
    /// Adds dossiers of nobody to a house, to look at its lists or to measure them. Never in production.
    Seed {
        /// How many, begun over the last half year.
        #[arg(long, default_value_t = 0)]
        dossiers: u32,
        /// How many with their pieces received, signed and paid, to be checked; the references are written.
        #[arg(long, default_value_t = 0)]
        whole: u32,
        /// What they are drawn from: the same gives the same.
        #[arg(long, default_value_t = 42)]
        seed: u64,
        /// Short name of the house; without it, the one that answers by default.
        #[arg(long)]
        tenant: Option<String>,
    },
}

fn parse_email(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(|_| "an address such as name@example.org".to_owned())
}

fn parse_role(text: &str) -> Result<Role, String> {
    let staff = || Role::ALL.iter().copied().filter(|role| role.is_staff());
    staff()
        .find(|role| role.id() == text)
        .ok_or_else(|| format!("one of {}", staff().map(Role::id).collect::<Vec<_>>().join(", ")))
}

/// The application's connection to its database.
pub(super) async fn connect(config: &Config) -> Result<PgConnection, Failure> {
    let url = config.database_url.as_ref().ok_or("set DATABASE_URL to reach a database")?;
    Ok(PgConnection::connect_with(&db::connect_options(url.expose_secret())?).await?)
}

/// The house `slug`, or the one by default.
pub(super) async fn house(
    conn: &mut PgConnection,
    slug: Option<&str>,
) -> Result<Arc<Tenant>, Failure> {
    let mut tx = conn.begin().await?;
    let directory = tenants::operations::directory(&mut tx).await?;
    tx.commit().await?;
    let found = match slug {
        Some(slug) => directory.tenants.iter().find(|tenant| tenant.slug == slug),
        None => directory.tenants.iter().find(|tenant| tenant.is_default),
    };
    let known = || {
        let slugs: Vec<&str> = directory.tenants.iter().map(|it| it.slug.as_str()).collect();
        format!("no such house; there are: {}", slugs.join(", "))
    };
    Ok(Arc::clone(found.ok_or_else(known)?))
}

/// Where these commands come from, as far as an operation asks.
pub(super) fn visit(config: &Config, house: Arc<Tenant>, lang: Lang) -> Visit {
    let host = house.hosts.first().map_or("localhost", String::as_str);
    Visit {
        origin: config.origin(host),
        house,
        now: clock::now(),
        lang,
        device: String::new(),
        network: None,
        keys: Arc::new(state::master_keys(config)),
        tries_per_network: 0,
        came_with: None,
    }
}

/// `carteclaire staff …`
pub(super) async fn staff(command: Staff, config: &Config) -> Result<u8, Failure> {
    let Staff::Invite { email, roles, tenant, lang } = command;
    let mut conn = connect(config).await?;
    let house = house(&mut conn, tenant.as_deref()).await?;
    let visit = visit(config, house, lang);
    let link = invite(&mut conn, &visit, config.secrets_key.is_some(), (&email, &roles)).await?;
    writeln!(std::io::stdout(), "{link}")?;
    Ok(0)
}

/// Invites; `seals`: there is a key that opens what is sealed today.
async fn invite(
    conn: &mut PgConnection,
    visit: &Visit,
    seals: bool,
    (email, roles): (&Email, &[Role]),
) -> Result<String, Failure> {
    let mut tx = conn.begin().await?;
    tenants::operations::enter(&mut tx, visit.tenant()).await?;
    let invited = staff::invite(&mut tx, visit, None, email, roles).await?;
    let Allowing::Yes(Some(link)) = invited else {
        return Err("an invitation gives rights of the staff".into());
    };
    let names: Vec<&str> = roles.iter().map(|role| role.id()).collect();
    let nobody = audit::Actor::default();
    let entry = audit::Entry {
        payload: seals.then(|| serde_json::json!({ "roles": names })),
        ..audit::Entry::of_house(visit.tenant().0, nobody, audit::Act::StaffInvited)
    };
    audit::operations::record(&mut tx, &visit.keys, &entry, visit.now).await?;
    tx.commit().await?;
    Ok(link)
}

/// `carteclaire demo …`
pub(super) async fn demo(command: Demo, config: &Config) -> Result<u8, Failure> {
    if config.env == AppEnv::Production {
        return Err("a demonstration has no place in production (APP_ENV)".into());
    }
    match command {
        Demo::People { tenant } => people(tenant, config).await,
        Demo::Seed { dossiers, whole, seed, tenant } => {
            super::dossiers::seed(config, tenant.as_deref(), (dossiers, whole, seed)).await
        }
    }
}

async fn people(tenant: Option<String>, config: &Config) -> Result<u8, Failure> {
    let mut conn = connect(config).await?;
    let house = house(&mut conn, tenant.as_deref()).await?;
    let visit = visit(config, house, Lang::Fr);
    let mut out = std::io::stdout();
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Invite) {
        let name = format!("{}@example.org", role.id().replace('_', "-"));
        let email = Email::parse(&name).map_err(|_| format!("{name} is no address"))?;
        // A customer comes with a password, drawn each time; the staff with a passkey, by a link.
        let password = (!role.is_staff()).then(|| Token::random().reveal()[..20].to_owned());
        let hash = match &password {
            Some(password) => {
                let chosen = Password::choose(password, &email, &visit.house.identity.brand)
                    .map_err(|_| "the drawn password is weak: try again")?;
                Some(Hasher::new(1).hash(&chosen).await?)
            }
            None => None,
        };
        let mut tx = conn.begin().await?;
        tenants::operations::enter(&mut tx, visit.tenant()).await?;
        let names = ("Démo", app::site::gestion::words::role(role, Lang::Fr));
        let roles = [role];
        let comes = (hash.as_deref(), roles.as_slice());
        if staff::demonstrate(&mut tx, &visit, &email, names, comes).await?.is_none() {
            return Err("this house is no demonstration: nobody was put into it".into());
        }
        tx.commit().await?;
        let way = match password {
            Some(password) => format!("password {password}"),
            None => {
                invite(&mut conn, &visit, config.secrets_key.is_some(), (&email, &roles)).await?
            }
        };
        writeln!(out, "{:<18} {:<32} {way}", role.id(), email.as_str())?;
    }
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_invited_as_a_customer() {
        assert_eq!(parse_role("admin"), Ok(Role::Admin));
        for role in ["client", "pro_client", "invite", "root", ""] {
            assert!(parse_role(role).is_err(), "{role}");
        }
    }

    #[tokio::test]
    async fn a_demonstration_is_refused_in_production() {
        let settings = [
            ("APP_ENV", "production"),
            ("CLAMD_SOCKET", "/run/clamav/clamd.ctl"),
            ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere"),
            ("MAIL_PROVIDER", "smtp"),
            ("SMTP_HOST", "127.0.0.1"),
            ("SECRETS_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::from_variables(&settings.into()).unwrap();
        let seed = Demo::Seed { dossiers: 1, whole: 0, seed: 1, tenant: None };
        for command in [Demo::People { tenant: None }, seed] {
            let refused = demo(command, &config).await.unwrap_err();
            assert!(refused.to_string().contains("production"), "{refused}");
        }
    }
}
