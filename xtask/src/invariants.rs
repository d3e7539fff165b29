//! The invariants of the README that no compiler holds: who may know whom, and where what may stand.

use crate::{
    command::{Failure, Outcome, answer},
    project::Project,
    sources::{self, Line},
    wasm,
};
use std::{collections::BTreeSet, fs};

/// The provider of payments for development and tests: a server, which the product does not depend on.
const PAYSERVER: &str = "payserver";
/// The one file through which plain axum routes are registered, so that the access test sees them.
const ROUTES: &str = "server/src/routes.rs";

/// What the top level may hold besides dotfiles.
const TOP: [&str; 16] = [
    "app",
    "bench",
    "crates",
    "deploy",
    "docs",
    "end2end",
    "frontend",
    "migrations",
    "public",
    "server",
    "style",
    "target",
    "xtask",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
];

/// The crates whose purity is a compile error.
const PURE: [&str; 4] = ["communes", "simulator", "vocabulary", "wording"];

/// Says every invariant that is broken, and where.
///
/// # Errors
///
/// [`Failure::Failed`] when one is.
pub(crate) fn hold(project: &Project) -> Outcome {
    let mut broken = Vec::new();
    top_level(project, &mut broken);
    dependencies_of_crates(project, &mut broken)?;
    browser_graph(project, &mut broken)?;
    pure_crates(project, &mut broken);
    npm_locks(project, &mut broken);
    tests_of_the_standard(project, &mut broken);
    broken.extend(in_code(&sources::code(&project.root, &["app", "server", "frontend", "crates"])));
    broken.extend(in_prose(&prose(project)));
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(format!("{} broken:\n  {}", broken.len(), broken.join("\n  "))))
}

fn top_level(project: &Project, broken: &mut Vec<String>) {
    for entry in fs::read_dir(&project.root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !TOP.contains(&name.as_str()) {
            broken.push(format!(
                "the top level holds the drawn folders, manifests and dotfiles: not {name}"
            ));
        }
    }
}

/// A requirement of the ASVS is held by a test that exists: `path::name` in `docs/asvs.md`.
fn tests_of_the_standard(project: &Project, broken: &mut Vec<String>) {
    let text = fs::read_to_string(project.root.join("docs/asvs.md")).unwrap_or_default();
    for named in text.split('`').skip(1).step_by(2) {
        let Some((file, name)) = named.split_once("::").filter(|(file, _)| file.contains('/'))
        else {
            continue;
        };
        let code = fs::read_to_string(project.root.join(file)).unwrap_or_default();
        if !code.contains(&format!("fn {name}(")) && !code.contains(&format!("test(\"{name}\"")) {
            broken.push(format!("docs/asvs.md names a test that is not there: {named}"));
        }
    }
}

fn crates(project: &Project) -> Vec<String> {
    let folders = fs::read_dir(project.root.join("crates")).into_iter().flatten().flatten();
    let mut names: Vec<_> = folders
        .filter(|it| it.path().join("Cargo.toml").is_file())
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// `name features` of each package that `arguments` select.
fn tree(project: &Project, arguments: &[&str]) -> Outcome<BTreeSet<String>> {
    let mut cargo = project.cargo(&["tree", "--locked", "--prefix", "none"]);
    let said = answer(cargo.args(["--format", "{p} {f}"]).args(arguments)).ok_or_else(|| {
        Failure::Failed(format!(
            "`cargo tree {}` fails: is Cargo.lock up to date?",
            arguments.join(" ")
        ))
    })?;
    let line = |line: &str| -> Option<String> {
        // `(*)`: what stood above already. Spelt out again and again, the graph takes minutes.
        let line = line.strip_suffix(" (*)").unwrap_or(line);
        let (name, rest) = line.split_once(' ')?;
        let features = rest.rsplit_once(' ').map_or("", |(_, features)| features);
        Some(format!("{name} {features}"))
    };
    Ok(said.lines().filter_map(line).collect())
}

fn dependencies_of_crates(project: &Project, broken: &mut Vec<String>) -> Outcome {
    for name in crates(project).into_iter().filter(|name| name != PAYSERVER) {
        for line in tree(project, &["--package", &name])? {
            let dependency = line.split(' ').next().unwrap_or_default();
            if dependency.starts_with("leptos") || dependency.starts_with("axum") {
                broken.push(format!(
                    "crates/{name} knows no framework of pages: `{dependency}` is in its cargo tree"
                ));
            }
        }
    }
    Ok(())
}

fn browser_graph(project: &Project, broken: &mut Vec<String>) -> Outcome {
    let edges = [
        "--package",
        "frontend",
        "--all-features",
        "--target",
        wasm::TARGET,
        "--edges",
        "normal,no-proc-macro",
    ];
    broken.extend(tree(project, &edges)?.iter().filter_map(|line| unfit_for_browser(line)));
    // leptos_config names regex for the server's sake; the linker leaves it out. Nobody else may.
    let mut cargo = project.cargo(&["tree", "--locked", "--prefix", "depth", "--depth", "1"]);
    let dependents = answer(cargo.args(edges).args(["--invert", "regex"])).unwrap_or_default();
    let who = dependents.lines().filter_map(|line| line.strip_prefix('1')?.split(' ').next());
    for name in who.filter(|name| *name != "leptos_config") {
        broken.push(format!("the browser graph has no regex of our own: {name} brings it"));
    }
    Ok(())
}

/// Why a package (`name features`) must not reach the browser.
fn unfit_for_browser(line: &str) -> Option<String> {
    let (name, features) = line.split_once(' ')?;
    let server = ["sqlx", "tokio", "axum", "hyper", "reqwest", "rustls"];
    let heavy = ["chrono", "rust_decimal"];
    let is = |other: &&str| {
        name == *other || name.strip_prefix(*other).is_some_and(|it| it.starts_with(['-', '_']))
    };
    if server.iter().any(is) || heavy.contains(&name) {
        return Some(format!(
            "the browser graph has no {name}: see cargo tree -p frontend -i {name}"
        ));
    }
    let ids = name == "uuid" && features.split(',').any(|it| matches!(it, "v4" | "v7"));
    ids.then(|| "ids are made on the server: uuid has v4 or v7 in the browser graph".to_owned())
}

fn pure_crates(project: &Project, broken: &mut Vec<String>) {
    for name in PURE {
        let file = format!("crates/{name}/src/lib.rs");
        let text = fs::read_to_string(project.root.join(&file)).unwrap_or_default();
        if !text.lines().any(|line| line.starts_with("#![no_std]")) {
            broken.push(format!(
                "{file} begins with #![no_std]: no file, socket or clock exists to call"
            ));
        }
    }
}

/// The lock files name versions and hashes, not a host: each machine has its own registry.
fn npm_locks(project: &Project, broken: &mut Vec<String>) {
    for folder in ["style", "end2end"] {
        let file = format!("{folder}/package-lock.json");
        let text = fs::read_to_string(project.root.join(&file)).unwrap_or_default();
        if text.contains("\"resolved\": \"http") {
            broken.push(format!(
                "{file} names hosts: npm config set omit-lockfile-registry-resolved true"
            ));
        }
    }
}

/// What may stand where, line by line.
fn in_code(code: &[Line]) -> Vec<String> {
    let mut broken = Vec::new();
    let ssr: Vec<_> = code
        .iter()
        .filter(|line| line.file.starts_with("app/src/") && line.text.contains("feature = \"ssr\""))
        .collect();
    if ssr.len() != 1 {
        let places = ssr.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n    ");
        broken.push(format!(
            "app has exactly one cfg(feature = \"ssr\"), over the module of pages, not {}:\n    {places}",
            ssr.len()
        ));
    }
    for (index, line) in code.iter().enumerate() {
        let next = code.get(index + 1).map_or("", |next| next.text.as_str());
        broken.extend(misplaced(line, next).map(|rule| format!("{rule}\n    {line}")));
    }
    broken
}

/// The rule that `line` breaks where it stands.
fn misplaced(line: &Line, next: &str) -> Option<&'static str> {
    let Line { file, text, .. } = line;
    let has = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    let is_source = !file.contains("/tests/") && !file.contains("/benches/");
    let in_crates = file.starts_with("crates/");
    let in_store = in_crates
        && (file.ends_with("/operations/store.rs") || file.contains("/operations/store/"));
    let of_payserver = file.starts_with("crates/payserver/");
    if is_source
        && file != ROUTES
        && !of_payserver
        && has(&[".route(", ".route_service(", ".nest_service("])
    {
        return Some(
            "a plain axum route is registered in server/src/routes.rs, where the access test sees it",
        );
    }
    if is_source && !in_store && has(&SQL) {
        return Some("SQL stands only in operations/store modules");
    }
    if in_crates && text.ends_with("mod store;") && text.starts_with("pub") {
        return Some("a store is private: nobody else writes to a crate's tables");
    }
    if in_crates && is_source && has(&["target_arch"]) && !next.starts_with("pub mod operations") {
        return Some(
            "a crate has one cfg(not(target_arch = \"wasm32\")), over `pub mod operations`",
        );
    }
    if in_crates && has(&["feature = \"ssr\"", "feature = \"hydrate\""]) {
        return Some(
            "a crate asks for the target, which is a fact, and not for a feature, which can be forgotten",
        );
    }
    let shown = file.starts_with("app/src/") || file.starts_with("server/src/");
    if shown && !file.starts_with("server/src/config") && has(&WIDE_SPACES) {
        return Some("French stands with \\u{202f} before : ; ! ? » and after «");
    }
    if has(&["#[ignore", "#[should_panic"]) {
        return Some("a test runs, and says what it expects");
    }
    None
}

/// The lines of French that stand in no code: pages, and words of forms and démarches.
fn prose(project: &Project) -> Vec<Line> {
    let pages = sources::lines(&project.root, &["app/content/fr"], "md");
    let words = ["crates/forms/data", "crates/demarches/data", "crates/tenants/data"];
    let words = sources::lines(&project.root, &words, "toml").into_iter().filter(is_said);
    pages.into_iter().chain(words).collect()
}

/// Whether a line of a table is words of ours: neither a comment, nor a condition, nor English, which may quote French.
fn is_said(line: &Line) -> bool {
    let (name, _) = line.text.split_once('=').unwrap_or((&line.text, ""));
    let name = name.trim();
    !name.starts_with('#') && !name.ends_with("when") && !name.ends_with("_en")
}

/// French whose spaces are wide, line by line.
fn in_prose(lines: &[Line]) -> Vec<String> {
    let wide = |text: &str| {
        let ends = [" :", " ;", " !", " ?", " »"].iter().any(|end| text.ends_with(end));
        ends || WIDE_SPACES.iter().any(|spaces| text.contains(spaces))
    };
    let found = lines.iter().filter(|line| wide(&line.text));
    found.map(|line| format!("French stands with narrow spaces: {line}")).collect()
}

/// Spaces where French has narrow ones; formatted code has none of these outside its sentences.
const WIDE_SPACES: [&str; 10] =
    [" : ", " ; ", " ! ", " ? ", " :\"", " ;\"", " !\"", " ?\"", "« ", " »"];

/// Signs of SQL.
const SQL: [&str; 7] = [
    "sqlx::query",
    "query!(",
    "query_as!(",
    "query_scalar!(",
    "query_file!(",
    "query_as(",
    "QueryBuilder",
];

#[cfg(test)]
mod tests {
    use super::{in_code, in_prose, is_said, misplaced, unfit_for_browser};
    use crate::sources::Line;

    fn at(file: &str, text: &str) -> Line {
        Line { file: file.to_owned(), number: 1, text: text.to_owned() }
    }

    #[test]
    fn wide_spaces_of_french_are_found_and_conditions_and_english_are_not_french() {
        let line = |text: &str| at("crates/forms/data/forms.toml", text);
        for wide in
            ["Ces démarches ont leur prix :", "text = \"En mon nom ; ensuite\"", "Dit « oui »."]
        {
            assert_eq!(in_prose(&[line(wide)]).len(), 1, "{wide}");
        }
        assert!(in_prose(&[line("Ces démarches ont leur prix\u{202f}:")]).is_empty());
        for other in ["ask_when = \"a != 'b'\"", "label_en = \"mention « invalidité »\"", "# a : b"]
        {
            assert!(!is_said(&line(other)), "{other}");
        }
        assert!(is_said(&line("label_fr = \"Neuf ?\"")));
    }

    #[test]
    fn sql_outside_a_store_is_found_and_inside_it_is_not() {
        let query = "sqlx::query!(\"select 1\")";
        assert!(misplaced(&at("crates/quotes/src/operations/mod.rs", query), "").is_some());
        assert!(misplaced(&at("server/src/ready.rs", query), "").is_some());
        assert!(misplaced(&at("crates/quotes/src/operations/store.rs", query), "").is_none());
        assert!(misplaced(&at("crates/quotes/src/operations/store/read.rs", query), "").is_none());
        assert!(misplaced(&at("crates/quotes/tests/it/main.rs", query), "").is_none());
    }

    #[test]
    fn a_route_is_registered_in_one_file_only() {
        let route = ".route(\"/x\", get(x))";
        assert!(misplaced(&at("server/src/lib.rs", route), "").is_some());
        assert!(misplaced(&at("server/src/routes.rs", route), "").is_none());
    }

    #[test]
    fn the_target_is_asked_for_over_operations_alone() {
        let cfg = at("crates/quotes/src/lib.rs", "#[cfg(not(target_arch = \"wasm32\"))]");
        assert!(misplaced(&cfg, "pub mod operations;").is_none());
        assert!(misplaced(&cfg, "pub mod clock;").is_some());
    }

    #[test]
    fn a_second_cfg_of_ssr_in_app_is_one_too_many() {
        let cfg = || at("app/src/lib.rs", "#[cfg(feature = \"ssr\")]");
        assert!(in_code(&[cfg()]).is_empty());
        assert_eq!(in_code(&[cfg(), cfg()]).len(), 1);
        assert_eq!(in_code(&[]).len(), 1);
    }

    #[test]
    fn french_has_narrow_spaces_where_people_read_it() {
        let said = |text: &str| misplaced(&at("app/src/site/x.rs", text), "").is_some();
        assert!(said("lang.pick(\"Prix : 3 €\", \"Price: 3 €\")"));
        assert!(said("\"Que faire ?\","));
        assert!(said("\"« Signer »\","));
        assert!(!said("\"Prix\\u{202f}: 3 €\", \"Price: 3 €\""));
        assert!(!said("let a: u8 = b?;"));
    }

    #[test]
    fn the_browser_gets_no_server_crate_and_makes_no_id() {
        for line in ["sqlx-core any,json", "tokio rt", "axum ", "chrono std", "uuid serde,v7"] {
            assert!(unfit_for_browser(line).is_some(), "{line}");
        }
        for line in ["serde derive", "uuid serde", "regex-lite ", "leptos islands"] {
            assert!(unfit_for_browser(line).is_none(), "{line}");
        }
    }
}
