//! Where files are.

use objects::Settings;
use secrecy::SecretString;

/// The variables of this section, in the order of `.env.sample`.
pub(super) const VARIABLES: &[&str] = &[
    "FILES",
    "FILES_FOLDER",
    "S3_ENDPOINT",
    "S3_REGION",
    "S3_BUCKET",
    "S3_KEY_ID",
    "S3_SECRET",
    "S3_ALLOW_HTTP",
    "AZURE_ENDPOINT",
    "AZURE_ACCOUNT",
    "AZURE_CONTAINER",
    "AZURE_KEY",
];

/// Reads the section; what is wanted and absent is a problem.
pub(super) fn read<'given>(
    text: &dyn Fn(&str) -> Option<&'given str>,
    problems: &mut Vec<String>,
) -> Settings {
    let mut wanted = |name: &str, by: &str| {
        let value = text(name);
        if value.is_none() {
            problems.push(format!("- {name}: needed by FILES={by}"));
        }
        value.unwrap_or_default().to_owned()
    };
    let folder =
        || Settings::Folder { path: text("FILES_FOLDER").unwrap_or(".local/files").into() };
    match text("FILES") {
        None | Some("folder") => folder(),
        Some("s3") => Settings::S3 {
            endpoint: wanted("S3_ENDPOINT", "s3"),
            region: text("S3_REGION").unwrap_or("eu-west-3").to_owned(),
            bucket: wanted("S3_BUCKET", "s3"),
            key_id: wanted("S3_KEY_ID", "s3"),
            secret: SecretString::from(wanted("S3_SECRET", "s3")),
            allow_http: text("S3_ALLOW_HTTP") == Some("true"),
        },
        Some("azure") => Settings::Azure {
            endpoint: text("AZURE_ENDPOINT").map(str::to_owned),
            account: wanted("AZURE_ACCOUNT", "azure"),
            container: wanted("AZURE_CONTAINER", "azure"),
            secret: SecretString::from(wanted("AZURE_KEY", "azure")),
            allow_http: false,
        },
        Some(other) => {
            problems.push(format!("- FILES: « {other} » is not one of folder, s3, azure"));
            folder()
        }
    }
}
