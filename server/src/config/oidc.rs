//! Sign-in by another provider: all of its settings, or none.

use std::sync::Arc;

use secrecy::SecretString;

use super::AppEnv;

/// Who else is trusted to say who people are.
#[derive(Clone, Debug)]
pub struct Oidc {
    /// The provider, as it names itself.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: SecretString,
    /// What the button says after « Continue with ».
    pub name: Arc<str>,
}

const NAMES: [&str; 4] = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME"];

/// Reads the settings that `text` gives by name; what is wrong goes to `problems`.
pub(super) fn read<'given>(
    text: impl Fn(&str) -> Option<&'given str>,
    env: AppEnv,
    problems: &mut Vec<String>,
) -> Option<Oidc> {
    let [issuer, client_id, client_secret, name] = NAMES.map(&text);
    let given = [issuer, client_id, client_secret, name];
    if given.iter().all(Option::is_none) {
        return None;
    }
    if !cfg!(feature = "oidc") {
        problems.push("- OIDC_ISSUER: this program was built without the feature oidc".to_owned());
    }
    for (variable, value) in NAMES.iter().zip(given) {
        if value.is_none() {
            problems.push(format!("- {variable}: needed with the other settings of OIDC_*"));
        }
    }
    let local = issuer.is_some_and(|issuer| {
        ["http://localhost", "http://127.0.0.1"].iter().any(|here| {
            issuer
                .strip_prefix(here)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
    });
    let safe = issuer.is_none_or(|issuer| issuer.starts_with("https://"));
    if !(safe || local && env != AppEnv::Production) {
        problems
            .push("- OIDC_ISSUER: not an https address; example: https://login.example".to_owned());
    }
    Some(Oidc {
        issuer: issuer?.to_owned(),
        client_id: client_id?.to_owned(),
        client_secret: SecretString::from(client_secret?.to_owned()),
        name: name?.into(),
    })
}

#[cfg(all(test, feature = "oidc"))]
mod tests {
    use super::super::Config;

    fn read(issuer: &str, more: &[(&str, &str)]) -> Result<Config, String> {
        let mut given = vec![("OIDC_ISSUER", issuer)];
        given.extend_from_slice(more);
        let given =
            given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::from_variables(&given).map_err(|error| error.to_string())
    }

    const REST: [(&str, &str); 3] =
        [("OIDC_CLIENT_ID", "us"), ("OIDC_CLIENT_SECRET", "hunter2"), ("OIDC_NAME", "Example")];

    #[test]
    fn all_settings_of_a_provider_are_given_or_none() {
        assert!(read("", &[]).unwrap().oidc.is_none());
        let config = read("https://login.example", &REST).unwrap();
        assert_eq!(&*config.oidc.as_ref().unwrap().name, "Example");
        assert!(!format!("{config:?}").contains("hunter2"));
        for missing in 0..3 {
            let mut rest = REST.to_vec();
            let (name, _) = rest.remove(missing);
            let said = read("https://login.example", &rest).unwrap_err();
            assert!(said.contains(name) && !said.contains("hunter2"), "{said}");
        }
        assert!(read("", &REST).unwrap_err().contains("OIDC_ISSUER"));
    }

    #[test]
    fn a_provider_is_reached_over_tls_but_on_a_developers_machine() {
        assert!(read("http://localhost:8080", &REST).is_ok());
        assert!(read("http://127.0.0.1:8080/realm", &REST).is_ok());
        for issuer in ["http://login.example", "http://localhost.evil.example", "login.example"] {
            assert!(read(issuer, &REST).unwrap_err().contains("OIDC_ISSUER"), "{issuer}");
        }
        let production = [
            ("APP_ENV", "production"),
            ("CLAMD_SOCKET", "/run/clamav/clamd.ctl"),
            ("DATABASE_URL", "postgres://u@127.0.0.1/db"),
            ("MAIL_PROVIDER", "smtp"),
            ("SMTP_HOST", "127.0.0.1"),
            ("SECRETS_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="),
        ];
        let with =
            |more: &[(&'static str, &'static str)]| [&production[..], &REST[..], more].concat();
        assert!(read("https://login.example", &with(&[])).is_ok());
        assert!(read("http://localhost:8080", &with(&[])).is_err());
    }
}
