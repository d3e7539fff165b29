//! `99_manifest.json`: what the package holds, each file with its hash.

use jiff::Timestamp;
use serde::Serialize;

use crate::Plan;

/// A file that was packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pages: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) sources: Vec<From>,
}

/// A paper that a file was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct From {
    pub(crate) id: String,
    pub(crate) sha256: String,
}

#[derive(Serialize)]
struct Manifest<'a> {
    format: u8,
    dossier: &'a str,
    export: i32,
    version: i64,
    at: Timestamp,
    rules: &'a str,
    baremes: &'a str,
    files: &'a [Line],
}

/// The bytes of the manifest.
pub(crate) fn bytes(plan: &Plan, files: &[Line]) -> Result<Vec<u8>, serde_json::Error> {
    let manifest = Manifest {
        format: 1,
        dossier: &plan.reference,
        export: plan.number,
        version: plan.version,
        at: plan.at,
        rules: &plan.rules,
        baremes: &plan.baremes,
        files,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest)?;
    bytes.push(b'\n');
    Ok(bytes)
}
