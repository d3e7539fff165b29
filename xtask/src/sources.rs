//! The source files, and what stands in them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every file `*.extension` under `folders` of `root`, in order; build and npm folders left out.
pub(crate) fn files(root: &Path, folders: &[&str], extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        walk(&root.join(folder), extension, &mut found);
    }
    found.sort();
    found
}

fn walk(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !matches!(entry.file_name().to_str(), Some("target" | "node_modules")) {
                walk(&path, extension, found);
            }
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
}

/// One line of a source file.
pub(crate) struct Line {
    /// Relative to the checkout, with `/`.
    pub(crate) file: String,
    /// Counted from one.
    pub(crate) number: usize,
    pub(crate) text: String,
}

impl std::fmt::Display for Line {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.number, self.text)
    }
}

/// The lines of the files `*.extension` under `folders`.
pub(crate) fn lines(root: &Path, folders: &[&str], extension: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for path in files(root, folders, extension) {
        let file = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
        for (index, text) in fs::read_to_string(&path).unwrap_or_default().lines().enumerate() {
            lines.push(Line {
                file: file.clone(),
                number: index + 1,
                text: text.trim().to_owned(),
            });
        }
    }
    lines
}

/// The lines of code (comments left out) of the Rust files under `folders`.
pub(crate) fn code(root: &Path, folders: &[&str]) -> Vec<Line> {
    let mut lines = lines(root, folders, "rs");
    lines.retain(|line| !line.text.is_empty() && !line.text.starts_with("//"));
    lines
}
