//! `cargo migrate history`

use super::shell::Shell;
use super::{DONE, OutputFormat};
use crate::error::Result;
use crate::report::style;
use crate::report::{Cell, Table};
use crate::workflow::standing::{Entry, Standing, State};
use clap::Args;
use serde_json::json;

/// List the migrations and how they stand: applied, pending, changed, missing
#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(shell: &Shell, _: &Arguments) -> Result<u8> {
    shell.formats(&[OutputFormat::Json])?;
    let context = shell.context()?;
    let history = context.history()?;
    let standing = match context.development_if_there()? {
        Some(database) => Standing::read(&*database, &history)?,
        None => Standing::of(false, Vec::new(), &history),
    };
    if shell.is_json() {
        let entries: Vec<_> = standing
            .entries
            .iter()
            .map(|entry| {
                json!({
                    "version": entry.version.to_string(),
                    "description": entry.title,
                    "state": entry.state.word(),
                    "labels": entry.labels,
                    "installed_on": entry.applied.as_ref().map(|row| &row.installed_on),
                })
            })
            .collect();
        shell.terminal.json(&json!({ "migrations": entries }))?;
        return Ok(DONE);
    }
    if standing.entries.is_empty() {
        shell.terminal.note(format!(
            "there are no migrations in {}",
            history.folder.display()
        ));
        return Ok(DONE);
    }
    let mut table = Table::new(1);
    for entry in standing.entries.iter().rev() {
        table.row([
            Cell::new(entry.version.to_string()),
            Cell::new(described(entry, &standing)),
            state(entry),
            Cell::new(
                entry
                    .applied
                    .as_ref()
                    .map_or("", |row| row.installed_on.as_str()),
            ),
        ]);
    }
    table.show(shell.terminal);
    Ok(DONE)
}

fn described(entry: &Entry, standing: &Standing) -> String {
    let mut marks: Vec<String> = entry.labels.clone();
    if standing.head == Some(entry.version) {
        marks.push("head".to_owned());
    }
    if standing.current == Some(entry.version) {
        marks.push("current".to_owned());
    }
    if marks.is_empty() {
        entry.title.clone()
    } else {
        format!("{} ({})", entry.title, marks.join(", "))
    }
}

fn state(entry: &Entry) -> Cell {
    let cell = Cell::new(entry.state.word());
    match entry.state {
        State::Applied => cell.styled(style::GOOD),
        State::Pending => cell.styled(style::WARNING),
        State::Changed | State::Missing | State::Failed | State::OutOfOrder => {
            cell.styled(style::ERROR)
        }
    }
}
