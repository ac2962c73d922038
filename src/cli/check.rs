//! `cargo migrate check`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::error::Result;
use crate::report::finding;
use crate::report::{Item, Severity};
use crate::workflow::check::{Found, Scope, Weight, check};
use clap::Args;
use std::path::Path;

/// Does every schema change ship with its migration, and is the history sound?
///
/// Silent where all is well. For hooks and CI.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Look at what the next commit would hold
    #[arg(long, conflicts_with = "since")]
    staged: bool,
    /// Look at every commit since this Git revision, too
    #[arg(long, value_name = "REV")]
    since: Option<String>,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json, OutputFormat::Github])?;
    let scope = match &arguments.since {
        Some(revision) => Scope::Since(revision.clone()),
        None if arguments.staged => Scope::Staged,
        None => Scope::WorkTree,
    };
    look(shell, &scope)
}

/// Checks a scope and shows what was found.
pub(super) fn look(shell: &Shell, scope: &Scope) -> Result<u8> {
    let context = shell.context()?;
    let found = check(&context, scope, &mut shell.progress())?;
    let failing = found.iter().any(|found| found.weight == Weight::Error);
    let human = shell.global.format == OutputFormat::Human;
    let items: Vec<Item> = found
        .into_iter()
        .map(|found| item(found, &context.directory, human))
        .collect();
    finding::show(&items, shell.terminal)?;
    if shell.global.format == OutputFormat::Human
        && let Some(summary) = finding::summary(&items)
    {
        shell.terminal.line(summary);
    }
    Ok(if failing { FOUND } else { DONE })
}

fn item(found: Found, directory: &Path, short: bool) -> Item {
    Item {
        severity: match found.weight {
            Weight::Error => Severity::Error,
            Weight::Warning => Severity::Warning,
        },
        code: found.code,
        path: found.path.map(|path| {
            path.strip_prefix(directory)
                .map(Path::to_path_buf)
                .unwrap_or(path)
        }),
        line: found.line,
        commit: found.commit,
        message: found.message,
        details: if short {
            shortened(found.details)
        } else {
            found.details
        },
        hint: found.hint,
    }
}

/// A person reads the beginning of a long draft, and where to find the rest.
fn shortened(mut details: Vec<String>) -> Vec<String> {
    const MOST: usize = 30;
    if details.len() > MOST {
        let more = details.len() - MOST + 1;
        details.truncate(MOST - 1);
        details.push(format!(
            "… and {more} lines more: cargo migrate new MESSAGE --dry-run"
        ));
    }
    details
}
