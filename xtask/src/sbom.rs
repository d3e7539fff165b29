//! `cargo xtask sbom`: what the product is made of, as CycloneDX, from the locks alone.

use crate::{
    command::{Failure, Outcome, run},
    project::Project,
};
use std::fs;

/// A package of `Cargo.lock`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Package {
    name: String,
    version: String,
    /// SHA-256 of what the registry gave; none for what is ours.
    checksum: Option<String>,
}

/// Writes `target/sbom/`: `cargo.cdx.json`, and one file for each folder of npm packages.
///
/// # Errors
///
/// [`Failure::Failed`] when a lock cannot be read, or npm fails.
pub(crate) fn write(project: &Project) -> Outcome {
    let failed = |what: &str, error: std::io::Error| Failure::Failed(format!("{what}: {error}"));
    let lock = fs::read_to_string(project.root.join("Cargo.lock"))
        .map_err(|error| failed("Cargo.lock", error))?;
    let folder = project.root.join("target/sbom");
    fs::create_dir_all(&folder).map_err(|error| failed("target/sbom", error))?;
    let packages = packages(&lock);
    fs::write(folder.join("cargo.cdx.json"), document(&packages))
        .map_err(|error| failed("target/sbom/cargo.cdx.json", error))?;
    println!("target/sbom/cargo.cdx.json: {} packages", packages.len());
    for part in ["style", "end2end"] {
        let file = folder.join(format!("npm-{part}.cdx.json"));
        let out = fs::File::create(&file).map_err(|error| failed("target/sbom", error))?;
        let mut npm = project.command("npm");
        npm.args(["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]);
        run(npm.current_dir(project.root.join(part)).stdout(out))?;
        println!("target/sbom/npm-{part}.cdx.json");
    }
    Ok(())
}

fn packages(lock: &str) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    for line in lock.lines() {
        if line == "[[package]]" {
            packages.push(Package::default());
        }
        let (Some(package), Some((key, value))) = (packages.last_mut(), line.split_once(" = "))
        else {
            continue;
        };
        let value = value.trim_matches('"').to_owned();
        match key {
            "name" => package.name = value,
            "version" => package.version = value,
            "checksum" => package.checksum = Some(value),
            _ => {}
        }
    }
    packages
}

/// CycloneDX 1.6. Names and versions of packages hold no sign that JSON escapes.
fn document(packages: &[Package]) -> String {
    let components: Vec<String> = packages
        .iter()
        .map(|it| {
            let hashes = it.checksum.as_ref().map_or_else(String::new, |checksum| {
                format!(r#","hashes":[{{"alg":"SHA-256","content":"{checksum}"}}]"#)
            });
            format!(
                r#"{{"type":"library","name":"{name}","version":"{version}","purl":"pkg:cargo/{name}@{version}"{hashes}}}"#,
                name = it.name,
                version = it.version,
            )
        })
        .collect();
    format!(
        "{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[\n{}\n]}}\n",
        components.join(",\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_the_lock_is_listed_with_its_hash() {
        let lock = include_str!("../../Cargo.lock");
        let found = packages(lock);
        assert_eq!(found.len(), lock.lines().filter(|line| *line == "[[package]]").count());
        assert!(found.iter().all(|it| !it.name.is_empty() && !it.version.is_empty()));
        let ours = found.iter().find(|it| it.name == "server").map(|it| it.checksum.clone());
        assert_eq!(ours, Some(None));
        let theirs = found.iter().find(|it| it.name == "axum").and_then(|it| it.checksum.clone());
        let written = document(&found);
        assert!(theirs.is_some_and(|hash| hash.len() == 64 && written.contains(&hash)));
        assert_eq!(written.matches("\"purl\"").count(), found.len());
    }
}
