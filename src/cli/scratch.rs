//! `cargo migrate scratch`

use super::DONE;
use super::shell::Shell;
use crate::error::Result;
use crate::report::format::{count, duration};
use crate::workflow::draft::lines;
use crate::workflow::scratch::{self, Options, Scratch};
use crate::workflow::watch;
use clap::Args;
use std::ops::ControlFlow;

/// Make the throwaway database anew from the schema in code
///
/// Deletes it, runs the set-up and scan commands (or the schema files, where there are no
/// commands), and says what differs from the migrations. Nothing is done where nothing changed.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Do so on every save of a schema source
    #[arg(long)]
    watch: bool,
    /// Rebuild even if nothing has changed
    #[arg(long, short)]
    force: bool,
    /// Delete the throwaway database and make no new one
    #[arg(long, conflicts_with_all = ["watch", "force"])]
    delete: bool,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[])?;
    if arguments.delete {
        let deleted = scratch::delete(&shell.context()?)?;
        let (verb, what) = if deleted {
            ("Deleted", "the scratch database")
        } else {
            ("Unchanged", "there is no scratch database")
        };
        shell.terminal.status(verb, what);
        return Ok(DONE);
    }
    if !arguments.watch {
        once(shell, arguments.force)?;
        return Ok(DONE);
    }
    if let Err(error) = once(shell, arguments.force) {
        shell.terminal.error(&error);
    }
    let context = shell.context()?;
    shell
        .terminal
        .status("Watching", "the schema source; Ctrl-C ends it");
    watch::watch(&context, &mut |paths| {
        for path in paths.iter().take(1) {
            let shown = path.strip_prefix(&context.directory).unwrap_or(path);
            shell
                .terminal
                .status("Changed", shown.display().to_string());
        }
        // An error is the state of one save; the next one may mend it.
        if let Err(error) = once(shell, false) {
            shell.terminal.error(&error);
        }
        ControlFlow::Continue(())
    })?;
    Ok(DONE)
}

fn once(shell: &Shell, force: bool) -> Result<()> {
    let context = shell.context()?;
    let options = Options {
        force,
        output: shell.output(),
    };
    tell(
        shell,
        &scratch::rebuild(&context, options, &mut shell.progress())?,
    );
    Ok(())
}

fn tell(shell: &Shell, scratch: &Scratch) {
    let size = format!(
        "{} with {}",
        count(scratch.tables as u64, "table"),
        count(scratch.rows, "row")
    );
    let verb = if scratch.rebuilt {
        "Rebuilt"
    } else {
        "Unchanged"
    };
    let place = match scratch.url.server_shown() {
        _ if !scratch.stays => "in a throwaway server".to_owned(),
        // The URL has all that its server's has, and is long.
        Some(host) => format!("database {} on {host}", scratch.url.database_name()),
        None => scratch.url.to_string(),
    };
    shell.terminal.status(verb, format!("{place} ({size})"));
    if scratch.commands.len() > 1 {
        let total = scratch.commands.iter().map(|(_, time)| *time).sum();
        shell
            .terminal
            .note(format!("the commands took {}", duration(total)));
    }
    if !scratch.stays {
        shell
            .terminal
            .note("the server ends with this command, and the scratch database with it");
    }
    for line in lines(&scratch.source_differs) {
        shell.terminal.warn(format!(
            "the set-up commands and the schema files differ: {line}"
        ));
    }
    if scratch.pending.is_empty() {
        shell.terminal.status(
            "Finished",
            "the migrations make the same schema: nothing to draft",
        );
        return;
    }
    for line in &scratch.pending {
        shell.terminal.status("Pending", line);
    }
    shell
        .terminal
        .hint("cargo migrate new \"what the change is for\"");
}
