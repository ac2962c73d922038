//! `cargo migrate hook`

use super::shell::Shell;
use super::{DONE, check};
use crate::error::Result;
use crate::workflow::check::Scope;
use crate::workflow::hook;
use clap::{Args, Subcommand};

/// Install, uninstall or run the Git pre-commit hook
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write the hook; one of somebody else is never changed
    Install,
    /// Remove the hook that install wrote
    Uninstall,
    /// What the hook does: check what the next commit would hold
    Run,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    match arguments.action {
        Action::Run => return check::look(shell, &Scope::Staged),
        Action::Install => {
            let installed = hook::install(&shell.context()?.project.root)?;
            let verb = if installed.changed {
                "Installed"
            } else {
                "Unchanged"
            };
            shell
                .terminal
                .status(verb, installed.path.display().to_string());
            for note in &installed.notes {
                shell.terminal.note(note);
            }
        }
        Action::Uninstall => match hook::uninstall(&shell.context()?.project.root)? {
            Some(path) => shell.terminal.status("Removed", path.display().to_string()),
            None => shell
                .terminal
                .status("Unchanged", "there is no hook of this tool"),
        },
    }
    Ok(DONE)
}
