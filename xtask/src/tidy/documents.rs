//! The documents say what the program does: its commands, its keys, its exit codes.

use super::markdown::{code, section, table};
use crate::process::root;
use anyhow::{Context, Result};

/// Where commands are shown that a reader copies.
const DOCUMENTS: &[&str] = &["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"];

pub(super) fn check() -> Result<Vec<String>> {
    let readme = read("README.md")?;
    let mut findings = Vec::new();
    agree(&mut findings, &readme, "## Commands", &commands());
    agree(&mut findings, &readme, "## Configuration", &keys());
    agree(&mut findings, &readme, "## Exit codes", &exit_codes());
    for document in DOCUMENTS {
        for (line, code) in code(&read(document)?) {
            if let Some(why) = misused(&code) {
                findings.push(format!("{document}:{line}: `{code}`: {why}"));
            }
        }
    }
    Ok(findings)
}

fn read(name: &str) -> Result<String> {
    std::fs::read_to_string(root().join(name)).with_context(|| format!("failed to read {name}"))
}

fn commands() -> Vec<Vec<String>> {
    let command = cargo_migrate::cli::command();
    let shown = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    shown
        .map(|sub| {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            vec![format!("`{}`", sub.get_name()), about]
        })
        .collect()
}

fn keys() -> Vec<Vec<String>> {
    let row = |(key, example, meaning): &(&str, &str, &str)| {
        vec![
            format!("`{key}`"),
            format!("`{example}`"),
            (*meaning).to_owned(),
        ]
    };
    cargo_migrate::project::KEYS.iter().map(row).collect()
}

fn exit_codes() -> Vec<Vec<String>> {
    let command = cargo_migrate::cli::command();
    let help = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let lines = help
        .lines()
        .filter_map(|line| line.trim().split_once(' '))
        .filter(|(code, _)| code.parse::<u8>().is_ok());
    lines
        .map(|(code, meaning)| vec![format!("`{code}`"), meaning.trim().to_owned()])
        .collect()
}

fn agree(findings: &mut Vec<String>, readme: &str, heading: &str, wanted: &[Vec<String>]) {
    let Some(section) = section(readme, heading) else {
        findings.push(format!("README.md: there is no section `{heading}`"));
        return;
    };
    let rows = table(section);
    let shown = |row: &Vec<String>| format!("| {} |", row.join(" | "));
    for row in wanted.iter().filter(|row| !rows.contains(row)) {
        findings.push(format!("README.md: `{heading}` lacks {}", shown(row)));
    }
    for row in rows.iter().filter(|row| !wanted.contains(row)) {
        let row = shown(row);
        findings.push(format!(
            "README.md: `{heading}` has {row}, the code has not"
        ));
    }
}

/// Why the command line in a piece of code is none of this program. A piece with `…`, or with a
/// subcommand alone, speaks of the command and is only asked for its name.
fn misused(code: &str) -> Option<String> {
    let line = code.trim_start_matches("- run: ").trim_start_matches("$ ");
    let rest = line.strip_prefix("cargo migrate ")?;
    let rest = rest.split(" # ").next().unwrap_or(rest);
    let words = words(rest);
    let mut command = cargo_migrate::cli::command();
    if rest.contains('…') || words.len() == 1 {
        // Where no word is left, it is a flag that every command has.
        let name = words.iter().find(|word| !word.starts_with('-'))?;
        let known = name == "…" || command.find_subcommand(name).is_some();
        return (!known).then(|| "there is no such command".to_owned());
    }
    let line = std::iter::once("cargo migrate".to_owned()).chain(words);
    let error = command.try_get_matches_from_mut(line).err()?;
    error.use_stderr().then(|| {
        error
            .to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    })
}

/// The words of a command line, as a shell with nothing but quotes would split it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    for character in line.chars() {
        match (character, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(character),
            (' ', None) => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            (c, _) => word.push(c),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_does_not_exist_is_found() {
        let cases = [
            ("cargo build", false),
            ("cargo migrate upgrade", false),
            ("cargo migrate new", false),
            ("$ cargo migrate new \"users: add a name\" # why", false),
            ("cargo migrate …", false),
            ("cargo migrate diff --from … --to …", false),
            ("cargo migrate --help", false),
            ("cargo migrate grow", true),
            ("cargo migrate grow …", true),
            ("cargo migrate upgrade --faster", true),
        ];
        for (code, expected) in cases {
            assert_eq!(misused(code).is_some(), expected, "{code}");
        }
    }
}
