//! By what pieces are read, and who keeps their keys.

use std::path::PathBuf;

use documents::antivirus::Address;
use secrecy::SecretString;

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] =
    &["CLAMD_SOCKET", "PIECE_READER", "VAULT_ADDRESS", "VAULT_MOUNT", "VAULT_KEY", "VAULT_TOKEN"];

/// How pieces are taken in.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// Where the antivirus listens; without it pieces wait.
    pub clamd: Option<Address>,
    /// The program that reads one file; `None`: this one.
    pub reader: Option<PathBuf>,
    /// Who wraps the keys of pieces; `None`: the master keys of the settings.
    pub vault: Option<VaultSettings>,
}

/// The Transit engine of a Vault.
#[derive(Clone, Debug)]
pub struct VaultSettings {
    /// Its address.
    pub address: String,
    /// Where the engine is mounted.
    pub mount: String,
    /// The name of the key.
    pub key: String,
    /// Who asks.
    pub token: SecretString,
}

/// Reads the section; what cannot be used is a problem.
pub(super) fn read<'given>(
    text: &dyn Fn(&str) -> Option<&'given str>,
    production: bool,
    problems: &mut Vec<String>,
) -> Pieces {
    let clamd = text("CLAMD_SOCKET").and_then(|given| {
        let address = Address::parse(given);
        if address.is_none() {
            problems.push(format!(
                "- CLAMD_SOCKET: « {given} » is neither a path nor a host and a port; example: /run/clamav/clamd.ctl"
            ));
        }
        address
    });
    if production && text("CLAMD_SOCKET").is_none() {
        problems.push("- CLAMD_SOCKET: needed in production; without it pieces wait".to_owned());
    }
    let named = |name: &str| text(name).map(str::to_owned);
    let vault = match (named("VAULT_ADDRESS"), named("VAULT_KEY"), named("VAULT_TOKEN")) {
        (None, None, None) => None,
        (Some(address), Some(key), Some(token)) => {
            let safe = address.starts_with("https://")
                || address.starts_with("http://127.0.0.1")
                || address.starts_with("http://localhost");
            if !safe {
                problems.push("- VAULT_ADDRESS: https://, but on this machine".to_owned());
            }
            let mount = text("VAULT_MOUNT").unwrap_or("transit").to_owned();
            Some(VaultSettings { address, mount, key, token: SecretString::from(token) })
        }
        _ => {
            problems.push("- VAULT_ADDRESS, VAULT_KEY, VAULT_TOKEN: all three, or none".to_owned());
            None
        }
    };
    Pieces { clamd, reader: text("PIECE_READER").map(PathBuf::from), vault }
}
