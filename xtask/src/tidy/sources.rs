//! What must not stand in the code.

use crate::process::root;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Above this a file holds two ideas. Tests beside the code do not count.
const MOST_LINES: usize = 600;

/// Text that must not be in any source, and why. In pieces, or this file would be a finding.
const NOWHERE: &[(&str, &str)] = &[
    (concat!("to", "do!("), "is not finished"),
    (concat!("unimpl", "emented!("), "is not finished"),
    (
        concat!("#[ig", "nore"),
        "a test that does not run proves nothing",
    ),
    (concat!("#[al", "low("), "use #[expect(…, reason = …)]"),
    (concat!("#![al", "low("), "use #![expect(…, reason = …)]"),
];

/// Text that only those modules may have that talk to a person.
const ONLY_REPORTS: &[&str] = &[
    "println!(",
    "print!(",
    "eprintln!(",
    "eprint!(",
    "io::stdout()",
];

/// A Rust source with its path from the top of the repository.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

impl Source {
    /// The lines before the tests that stand in the same file, numbered from 1, without those that
    /// are nothing but a comment.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self
            .text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"));
        lines
            .enumerate()
            .map(|(number, line)| (number + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Whether all of it is tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

/// The Rust sources below a folder of the repository, in the order of their paths.
pub(super) fn sources(folder: &str) -> Result<Vec<Source>> {
    let top = root();
    let mut paths = Vec::new();
    for entry in WalkDir::new(top.join(folder)) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ext| ext == "rs") {
            paths.push(entry.into_path());
        }
    }
    paths.sort();
    paths.iter().map(|path| read(&top, path)).collect()
}

fn read(top: &Path, path: &PathBuf) -> Result<Source> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("failed to read {}", path.display()))?;
    let path = path.strip_prefix(top)?.to_string_lossy().replace('\\', "/");
    Ok(Source { path, text })
}

pub(super) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for folder in ["src", "tests", "xtask/src"] {
        for source in sources(folder)? {
            forbidden(&source, &mut findings);
            if folder == "src" && !source.is_test() {
                prints(&source, &mut findings);
                too_long(&source, &mut findings);
            }
        }
    }
    Ok(findings)
}

fn forbidden(source: &Source, findings: &mut Vec<String>) {
    for (number, line) in source.text.lines().enumerate() {
        for (text, why) in NOWHERE {
            if line.contains(text) {
                findings.push(format!("{}:{}: {text}: {why}", source.path, number + 1));
            }
        }
    }
}

fn prints(source: &Source, findings: &mut Vec<String>) {
    let may = ["src/main.rs", "src/report/", "src/cli/"];
    if may.iter().any(|start| source.path.starts_with(start)) {
        return;
    }
    for (number, line) in source.code() {
        if ONLY_REPORTS.iter().any(|text| line.contains(text)) {
            let why = "only main, report and cli print";
            findings.push(format!("{}:{number}: {why}", source.path));
        }
    }
}

fn too_long(source: &Source, findings: &mut Vec<String>) {
    let lines = source
        .text
        .lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .count();
    if lines > MOST_LINES {
        findings.push(format!(
            "{}: {lines} lines, and {MOST_LINES} are enough for one idea",
            source.path
        ));
    }
}
