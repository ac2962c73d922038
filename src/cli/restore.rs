//! `cargo migrate restore`

use super::shell::Shell;
use super::{DONE, run};
use crate::error::Result;
use crate::report::format::{bytes, count};
use crate::report::{Cell, Table};
use crate::workflow::backup;
use clap::Args;
use std::path::PathBuf;

/// Put a backup in the place of the development database's content
///
/// What is there is backed up first. Applications that have the database open go on with the
/// restored content.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The backup [default: the newest]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// List the backups instead
    #[arg(long)]
    list: bool,
    /// The name of a protected database, in the place of typing it
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    if arguments.list {
        return list(shell, &context);
    }
    shell.confirm_target(&context, arguments.confirm.as_deref())?;
    let path = arguments
        .file
        .as_deref()
        .map(|path| context.directory.join(path));
    let question = match &path {
        Some(path) => format!(
            "Replace the content of the development database by {}?",
            path.display()
        ),
        None => "Replace the content of the development database by its newest backup?".to_owned(),
    };
    shell.confirm(&question)?;
    let (_, saved) = backup::restore(&context, path.as_deref(), &mut shell.progress())?;
    if let Some(saved) = saved {
        shell.terminal.hint(format!(
            "to undo this: cargo migrate restore {}",
            saved.display()
        ));
    }
    run::stands(shell, &context)?;
    Ok(DONE)
}

fn list(shell: &Shell, context: &crate::workflow::context::Context) -> Result<u8> {
    let backups = backup::list(context)?;
    if backups.is_empty() {
        shell.terminal.note(format!(
            "there is no backup of this database ({})",
            count(0u64, "file")
        ));
        return Ok(DONE);
    }
    let mut table = Table::new(3);
    for backup in backups {
        table.row([
            Cell::new(backup.made_at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            Cell::new(&backup.reason),
            Cell::new(bytes(backup.bytes)),
            Cell::new(backup.path.display().to_string()),
        ]);
    }
    table.show_whole(shell.terminal);
    Ok(DONE)
}
