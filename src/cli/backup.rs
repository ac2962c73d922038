//! `cargo migrate backup`

use super::DONE;
use super::shell::Shell;
use crate::error::Result;
use crate::workflow::backup;
use clap::Args;
use std::path::PathBuf;

/// Write a backup of the development database
///
/// One consistent copy, also while an application writes. upgrade and downgrade take one by
/// themselves where rows could be lost.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The file to write [default: one in this tool's state folder]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    let context = shell.context()?;
    let path = backup::to(&context, arguments.file.as_deref(), &mut shell.progress())?;
    shell.terminal.hint(format!(
        "to go back: cargo migrate restore {}",
        path.display()
    ));
    Ok(DONE)
}
