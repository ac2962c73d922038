//! `cargo migrate current`

use super::shell::Shell;
use super::{DONE, FOUND, OutputFormat};
use crate::dialect::Access;
use crate::diff::Change;
use crate::error::Result;
use crate::report::format::count;
use crate::workflow::context::{Silent, empty_or_history};
use crate::workflow::draft::lines;
use crate::workflow::roundtrip::refuse_interrupted;
use crate::workflow::standing::{Drift, Standing, State};
use crate::workflow::steps::Stranded;
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
    // Half-way, it is at no version from which it could differ.
    let drift = if standing.under_control && standing.stranded.is_none() {
        match context.drift(&*database, &history, &mut Silent)? {
            // What was asked for cannot be found out.
            Drift::NotKnown(error) if arguments.check => return Err(error),
            drift => Some(drift),
        }
    } else {
        None
    };
    if shell.is_json() {
        shell.terminal.json(&json!({
            "under_control": standing.under_control,
            "current": standing.current.map(|version| version.to_string()),
            "head": standing.head.map(|version| version.to_string()),
            "behind": standing.behind(),
            "at_head": standing.is_at_head(),
            "drift": drift.as_ref().and_then(Drift::changes).map(lines),
            "half_way": standing.stranded.as_ref().map(half_way),
        }))?;
    } else {
        shell.terminal.data(line(&standing) + "\n");
        if let Some(stranded) = &standing.stranded {
            for detail in stranded.details() {
                shell.terminal.data(format!("  {detail}\n"));
            }
            for command in stranded.commands() {
                shell.terminal.hint(command);
            }
        }
        for entry in &standing.entries {
            let hint = match entry.state {
                State::Changed => "was changed after it was applied",
                State::Missing => "is applied, and has no file here",
                State::Failed if is_stranded(&standing, entry.version) => continue,
                State::Failed => "is marked as failed: a run broke off in it",
                State::OutOfOrder => "is not applied, though a newer one is",
                State::Applied | State::Pending => continue,
            };
            shell
                .terminal
                .data(format!("{} {} {hint}\n", entry.version, entry.title));
        }
        if let Some(drift) = &drift {
            tell(shell, drift);
        }
    }
    let same = |drift: &Drift| drift.changes().is_some_and(<[Change]>::is_empty);
    let well = standing.is_at_head() && drift.as_ref().is_none_or(same);
    Ok(if arguments.check && !well {
        FOUND
    } else {
        DONE
    })
}

/// Says whether the schema is what the ledger says, and if not, how it differs.
fn tell(shell: &Shell, drift: &Drift) {
    let terminal = shell.terminal;
    match drift {
        Drift::FilesMissing => {
            terminal.data("drift: not known, since files of applied migrations are missing\n");
        }
        Drift::NotKnown(error) => {
            terminal.data(format!("drift: not known: {}\n", error.message()));
            for hint in error.hints() {
                terminal.hint(hint);
            }
        }
        Drift::Known(changes) if changes.is_empty() => terminal.data("drift: no\n"),
        Drift::Known(changes) => {
            terminal.data("drift: yes, the schema was changed by hand\n");
            for line in lines(changes) {
                terminal.data(format!("  {line}\n"));
            }
        }
    }
}

fn is_stranded(standing: &Standing, version: i64) -> bool {
    let stranded = standing.stranded.as_ref();
    stranded.is_some_and(|stranded| stranded.version == version)
}

fn half_way(stranded: &Stranded) -> serde_json::Value {
    json!({
        "version": stranded.version.to_string(),
        "description": stranded.title,
        "direction": stranded.way.word(),
        "step": stranded.step,
        "of": stranded.of,
        "sql": stranded.sql,
        "begun": stranded.begun,
        "known": stranded.known,
        "differences": stranded.differences,
        "lost": stranded.lost,
        "resumable": stranded.resumable,
        "file_changed": stranded.file_changed,
        "go_on": stranded.on,
        "go_back": stranded.back,
    })
}

/// Where a database stands, in one line that is never empty.
pub(super) fn line(standing: &Standing) -> String {
    if !standing.under_control {
        return "not under version control: run cargo migrate stamp".to_owned();
    }
    if let Some(stranded) = &standing.stranded {
        return stranded.line();
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
