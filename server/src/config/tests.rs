use super::*;

fn given(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn without_anything_it_is_a_developers_machine() {
    let config = Config::from_variables(&BTreeMap::new()).unwrap();
    assert_eq!(config.env, AppEnv::Development);
    assert_eq!(config.origin("localhost"), "http://localhost:3000");
    assert!(config.database_url.is_none());
    assert!(matches!(config.mail.sms, Some((SmsBy::Folder(_), None))));
    assert_eq!(config.metrics, Some(METRICS));
}

#[test]
fn every_problem_is_said_at_once_and_no_secret_is_repeated() {
    let error = Config::from_variables(&given(&[
        ("APP_ENV", "prod"),
        ("LEPTOS_SITE_ADDR", "here"),
        ("METRICS_ADDR", "there"),
        ("DATABASE_URL", "mysql://user:hunter2@host/db"),
        ("JOBS_DATABASE_URL", "hunter2"),
        ("WORKER", "outside"),
        ("RATE_LIMIT_PER_SECOND", "many"),
        ("TRUSTED_PROXIES", "10.0.0.1,nobody"),
        ("PUBLIC_SCHEME", "ftp"),
    ]))
    .unwrap_err()
    .to_string();
    for name in [
        "APP_ENV",
        "LEPTOS_SITE_ADDR",
        "METRICS_ADDR",
        "- DATABASE_URL",
        "JOBS_DATABASE_URL",
        "WORKER",
        "RATE_LIMIT_PER_SECOND",
        "TRUSTED_PROXIES",
        "PUBLIC_SCHEME",
    ] {
        assert!(error.contains(name), "{name} is missing from {error}");
    }
    assert!(!error.contains("hunter2"));
}

#[test]
fn production_wants_a_database_and_limits_requests() {
    assert!(Config::from_variables(&given(&[("APP_ENV", "production")])).is_err());
    let mut complete = given(&[
        ("APP_ENV", "production"),
        ("CLAMD_SOCKET", "/run/clamav/clamd.ctl"),
        ("DATABASE_URL", "postgres://u:secret@host/db?sslmode=verify-full"),
        ("MAIL_PROVIDER", "smtp"),
        ("SMTP_HOST", "mail.example"),
        ("SECRETS_KEY", "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U="),
    ]);
    let config = Config::from_variables(&complete).unwrap();
    assert_eq!(config.origin("carteclaire.example"), "https://carteclaire.example");
    assert_eq!(config.rate_limit_per_second, 50);
    assert!(!format!("{config:?}").contains("u:secret@"));
    assert!(config.mail.sms.is_none(), "without a provider no text leaves");
    for (name, value) in [
        ("MAIL_FALLBACK", "folder"),
        ("SMS_PROVIDER", "folder"),
        ("SMS_FALLBACK", "folder"),
        ("PUBLIC_SCHEME", "http"),
        ("DATABASE_URL", "postgres://u:secret@host/db"),
        ("JOBS_DATABASE_URL", "postgres://u:secret@host/db?sslmode=require"),
        ("CLAMD_SOCKET", "clamd"),
    ] {
        let before = complete.insert(name.to_owned(), value.to_owned());
        let refused = Config::from_variables(&complete).unwrap_err().to_string();
        assert!(refused.contains(&format!("- {name}: ")) && !refused.contains("secret@"));
        match before {
            Some(before) => complete.insert(name.to_owned(), before),
            None => complete.remove(name),
        };
    }
}

#[test]
fn the_sample_names_every_variable_and_can_be_loaded() {
    let sample: BTreeMap<String, String> =
        dotenvy::from_path_iter(concat!(env!("CARGO_MANIFEST_DIR"), "/../.env.sample"))
            .unwrap()
            .map(Result::unwrap)
            .collect();
    let named: Vec<&str> = sample.keys().map(String::as_str).collect();
    let mut variables = [
        VARIABLES,
        mail::VARIABLES,
        files::VARIABLES,
        pieces::VARIABLES,
        payments::VARIABLES,
        helpdesk::VARIABLES,
        matomo::VARIABLES,
    ]
    .concat();
    variables.sort_unstable();
    assert_eq!(named, variables);
    Config::from_variables(&sample).unwrap();
}
