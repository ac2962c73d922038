//! `cargo migrate current`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::dialect::Access;
use crate::error::Result;
use crate::report::format::count;
use crate::workflow::context::{Silent, empty_or_history};
use crate::workflow::draft::lines;
use crate::workflow::roundtrip::refuse_interrupted;
use crate::workflow::standing::{Standing, State};
use clap::Args;
use serde_json::json;

/// Say where the development database stands
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Exit with 1 unless the database is at head and nothing is amiss
    #[arg(long)]
    check: bool,
}

pub(super) fn run(shell: &Shell, arguments: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json])?;
    let context = shell.context()?;
    let history = empty_or_history(&context)?;
    let database = context.development(Access::Read)?;
    let standing = Standing::read(&*database, &history)?;
    if let Err(error) = refuse_interrupted(&context) {
        shell.terminal.error(&error);
        return Ok(if arguments.check { FOUND } else { DONE });
    }
    let drift = if standing.under_control {
        context.drift(&*database, &history, &mut Silent)?
    } else {
        None
    };
    let drifted = drift.as_ref().is_some_and(|changes| !changes.is_empty());
    if shell.is_json() {
        shell.terminal.json(&json!({
            "under_control": standing.under_control,
            "current": standing.current.map(|version| version.to_string()),
            "head": standing.head.map(|version| version.to_string()),
            "behind": standing.behind(),
            "at_head": standing.is_at_head(),
            "drift": drift.as_deref().map(lines),
        }))?;
    } else {
        shell.terminal.data(line(&standing) + "\n");
        for entry in &standing.entries {
            let hint = match entry.state {
                State::Changed => "was changed after it was applied",
                State::Missing => "is applied, and has no file here",
                State::Failed => "is marked as failed: a run broke off in it",
                State::OutOfOrder => "is not applied, though a newer one is",
                State::Applied | State::Pending => continue,
            };
            shell
                .terminal
                .data(format!("{} {} {hint}\n", entry.version, entry.title));
        }
        if standing.under_control {
            match &drift {
                None => shell
                    .terminal
                    .data("drift: not known, since files of applied migrations are missing\n"),
                Some(changes) if changes.is_empty() => shell.terminal.data("drift: no\n"),
                Some(changes) => {
                    shell
                        .terminal
                        .data("drift: yes, the schema was changed by hand\n");
                    for line in lines(changes) {
                        shell.terminal.data(format!("  {line}\n"));
                    }
                }
            }
        }
    }
    let well = standing.is_at_head() && !drifted;
    Ok(if arguments.check && !well {
        FOUND
    } else {
        DONE
    })
}

/// Where a database stands, in one line that is never empty.
pub(super) fn line(standing: &Standing) -> String {
    if !standing.under_control {
        return "not under version control: run cargo migrate stamp".to_owned();
    }
    let behind = standing.behind();
    let Some(entry) = standing.current_entry() else {
        return match behind {
            0 => "base (there are no migrations)".to_owned(),
            _ => format!(
                "base, behind by {behind} ({} to apply)",
                count(behind as u64, "migration")
            ),
        };
    };
    let mut marks: Vec<&str> = entry.labels.iter().map(String::as_str).collect();
    if behind == 0 && standing.current == standing.head {
        marks.push("head");
    } else if behind == 0 && standing.current > standing.head {
        marks.push("ahead of the migrations folder");
    }
    let mut line = format!("{} {}", entry.version, entry.title);
    if !marks.is_empty() {
        line.push_str(&format!(" ({})", marks.join(", ")));
    }
    if behind > 0 {
        line.push_str(&format!(", behind by {behind}"));
    }
    line
}
