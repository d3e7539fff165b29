//! Where things lie: the checkout, the cache of tools, the build folder; and the settings.

use crate::command::{Failure, Outcome};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// One checkout and the machine around it.
pub(crate) struct Project {
    /// The checkout: the folder of the workspace's manifest.
    pub(crate) root: PathBuf,
    /// Downloads and tools that checkouts share.
    pub(crate) cache: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// Private state of this checkout, not under version control.
    pub(crate) local: PathBuf,
    /// `KEY=value` of the checkout's `.env`; the environment wins.
    dotenv: Vec<(String, String)>,
}

impl Project {
    /// The checkout this program was started from.
    ///
    /// # Errors
    ///
    /// [`Failure::Missing`] without a home folder to keep tools in.
    pub(crate) fn open() -> Outcome<Self> {
        // `cargo run` gives the manifest's folder of the checkout at hand; a build folder that
        // checkouts share may hold a program that another one compiled.
        let manifest = variable("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf);
        let cache = variable("CARTECLAIRE_CACHE")
            .map(PathBuf::from)
            .or_else(|| variable("XDG_CACHE_HOME").map(|it| Path::new(&it).join("carteclaire")))
            .or_else(|| variable("HOME").map(|it| Path::new(&it).join(".cache/carteclaire")))
            .ok_or_else(|| {
                Failure::Missing("no place for tools: set CARTECLAIRE_CACHE or HOME".to_owned())
            })?;
        let target =
            variable("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |it| root.join(it));
        let dotenv =
            fs::read_to_string(root.join(".env")).map(|text| parse(&text)).unwrap_or_default();
        Ok(Self { cache: root.join(cache), local: root.join(".local"), root, target, dotenv })
    }

    /// A setting: from the environment, else from `.env`. Empty counts as not set.
    pub(crate) fn setting(&self, name: &str) -> Option<String> {
        let from_file =
            || self.dotenv.iter().rfind(|(key, _)| key == name).map(|(_, it)| it.clone());
        variable(name).or_else(from_file).filter(|value| !value.is_empty())
    }

    /// A command run in the checkout, with our tools first on the path.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path());
        // `cargo run` describes xtask to us; nobody further down should take that for themselves.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&*name);
            }
        }
        command
    }

    /// `cargo` in the checkout.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    /// A program that runs on the machine's own path, for what is there already.
    pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
        env::split_paths(&variable("PATH").unwrap_or_default())
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    }

    fn path(&self) -> String {
        let tools = crate::tools::folders(self).into_iter();
        let npm = ["style", "end2end"].map(|it| self.root.join(it).join("node_modules/.bin"));
        let machine = variable("PATH").unwrap_or_default();
        let ours = tools.chain(npm).map(|it| it.display().to_string());
        ours.chain([machine]).collect::<Vec<_>>().join(":")
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "xtask is no server: this is its one door to the environment"
)]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// `KEY=value` lines; comments, `export` and surrounding quotes are dropped.
fn parse(text: &str) -> Vec<(String, String)> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('='))
        .map(|(key, value)| {
            let value = value.trim();
            let quoted = |mark: char| value.strip_prefix(mark).and_then(|it| it.strip_suffix(mark));
            let bare = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
            (key.trim().to_owned(), bare.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_dotenv_line_loses_its_quotes_and_a_comment_is_no_setting() {
        let read = parse("# A=1\nexport B=\"two words\"\nC='x=y'\n\nD=plain\n");
        let expected = [("B", "two words"), ("C", "x=y"), ("D", "plain")];
        assert_eq!(read, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
}
