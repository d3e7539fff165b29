//! The helpdesks that may ask where a dossier is.

use secrecy::ExposeSecret as _;

use super::PerHouse;

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] = &["HELPDESK_SECRET"];

/// Least characters of a secret: what signs is not guessed.
const LEAST: usize = 32;

/// What signs the questions of each house's helpdesk; none: nobody may ask. One without a host is of the only house: where
/// there are several, whoever has it would read the dossiers of the others, and it signs nothing.
pub(super) fn read<'text>(
    text: &dyn Fn(&str) -> Option<&'text str>,
    problems: &mut Vec<String>,
) -> PerHouse {
    let secrets = PerHouse::read(text("HELPDESK_SECRET").unwrap_or_default());
    if secrets.all().any(|secret| secret.expose_secret().chars().count() < LEAST) {
        problems.push(format!(
            "- HELPDESK_SECRET: shorter than {LEAST} characters; example: the output of openssl rand -hex 32"
        ));
    }
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_no_short_one_is_repeated() {
        let of = |value: &'static str| {
            let mut problems = Vec::new();
            let secrets = read(&|_| Some(value), &mut problems);
            (secrets, problems)
        };
        let (secrets, problems) = of("demo2.localhost=0123456789abcdef0123456789abcdef");
        assert!(problems.is_empty());
        assert_eq!(secrets.of("demo2.localhost").len(), 1);
        assert!(secrets.of("localhost").is_empty(), "another house has none");
        let (secrets, _) = of("0123456789abcdef0123456789abcdef");
        let hosts = ["localhost".to_owned()];
        assert_eq!(secrets.of_house(&hosts).len(), 1);
        assert!(secrets.own_of_house(&hosts).is_empty(), "one of all houses is none's own");
        let (_, problems) = of("0123456789abcdef0123456789abcdef,demo2.localhost=hunter2");
        assert_eq!(problems.len(), 1);
        assert!(!problems[0].contains("hunter2"));
    }
}
