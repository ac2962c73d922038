//! `cargo migrate init`

use super::DONE;
use super::shell::Shell;
use crate::error::Result;
use crate::workflow::init::{self, Options, Outcome};
use clap::Args;

/// Set a project up: configuration, folders, .gitignore
///
/// Changes nothing that is there already. In a project with migrations or a database the schema
/// file is written from them.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Add what an older configuration lacks
    #[arg(long)]
    upgrade_config: bool,
    /// Write migrate.toml rather than a table in Cargo.toml
    #[arg(long)]
    migrate_toml: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let directory = shell.directory()?;
    let options = Options {
        project: shell.global.options(directory.clone()),
        migrate_toml: arguments.migrate_toml,
        dry_run: arguments.dry_run,
    };
    let report = if arguments.upgrade_config {
        init::upgrade_config(&options)?
    } else {
        init::init(&options)?
    };
    for entry in &report.entries {
        let verb = match (&entry.outcome, arguments.dry_run) {
            (Outcome::Created, false) => "Created",
            (Outcome::Created, true) => "Would create",
            (Outcome::Changed, false) => "Changed",
            (Outcome::Changed, true) => "Would change",
            (Outcome::Unchanged, _) => "Unchanged",
        };
        let path = entry.path.strip_prefix(&directory).unwrap_or(&entry.path);
        let detail = if entry.detail.is_empty() {
            String::new()
        } else {
            format!(": {}", entry.detail)
        };
        shell
            .terminal
            .status(verb, format!("{}{detail}", path.display()));
    }
    for note in &report.notes {
        shell.terminal.note(note);
    }
    for command in &report.next {
        shell.terminal.hint(command);
    }
    Ok(DONE)
}
