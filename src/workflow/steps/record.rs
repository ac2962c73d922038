//! The record of a run in steps, as it lies in the database.

use super::cut::Step;
use super::effect::Effect;
use super::stranded::BY_HAND;
use crate::dialect::Way;
use crate::dialect::steps::{Entry, Line, Phase};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::time::Duration;

/// What the record is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// Of the record's form.
    pub(super) format: u32,
    /// The version of this tool that wrote it.
    pub(super) tool: String,
    /// The migration's version.
    pub(super) version: i64,
    /// Its description, with spaces.
    pub(super) title: String,
    /// The checksum of its up script, in hexadecimal.
    pub(super) checksum: String,
    /// Which way it goes.
    pub(super) way: Way,
    /// Where the script comes from.
    pub(super) path: PathBuf,
    /// The command that began it.
    pub(super) command: String,
    /// The version to which that command was to go; none for the base.
    pub(super) to: Option<i64>,
    /// The backup that was taken before.
    pub(super) backup: Option<PathBuf>,
    /// What was half-made before it.
    pub(super) ruins: Vec<String>,
}

/// The form that this version writes and reads.
const FORMAT: u32 = 1;

/// A step of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) step: Step,
    /// What it does, as the rehearsal showed.
    pub(super) effects: Vec<Effect>,
    pub(super) phase: Phase,
    /// When it got into this phase.
    pub(super) at: String,
    /// What gives a session what the step gave it.
    pub(super) session: String,
}

#[derive(Serialize, Deserialize)]
struct Facts {
    #[serde(flatten)]
    step: Step,
    effects: Vec<Effect>,
}

/// The record of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) head: Head,
    /// The whole script.
    pub(super) script: String,
    /// Whether it is that of a rehearsal.
    pub(super) rehearsed: bool,
    pub(super) steps: Vec<Kept>,
}

impl Head {
    pub(super) fn stamped(mut self) -> Self {
        self.format = FORMAT;
        env!("CARGO_PKG_VERSION").clone_into(&mut self.tool);
        self
    }
}

impl Record {
    /// Reads it; none where there is none.
    ///
    /// # Errors
    /// Failed, for one of another version of this tool.
    pub(super) fn of(lines: Vec<Line>) -> Result<Option<Self>> {
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else {
            return Ok(None);
        };
        let foreign = |cause: &dyn std::fmt::Display| {
            Error::failed(format!(
                "the record of the run that broke off cannot be read: {cause}"
            ))
            .hint("run the version of cargo-migrate that began the run")
        };
        let head: Head = serde_json::from_str(&first.facts).map_err(|cause| foreign(&cause))?;
        if head.format != FORMAT {
            return Err(foreign(&format!(
                "cargo-migrate {} wrote it, in another form",
                head.tool
            )));
        }
        let mut steps = Vec::new();
        for line in lines {
            let facts: Facts =
                serde_json::from_str(&line.facts).map_err(|cause| foreign(&cause))?;
            let inside = facts
                .step
                .statements
                .iter()
                .all(|range| first.sql.get(range.clone()).is_some());
            let in_order = usize::try_from(line.step) == Ok(steps.len() + 1);
            if !inside || !in_order || facts.step.statements.is_empty() {
                return Err(foreign(&"a step has no place in the script"));
            }
            steps.push(Kept {
                step: facts.step,
                effects: facts.effects,
                phase: line.phase,
                at: line.at,
                session: line.session,
            });
        }
        Ok(Some(Self {
            head,
            script: first.sql,
            rehearsed: false,
            steps,
        }))
    }

    /// It as rows.
    pub(super) fn lines(&self) -> Result<Vec<Line>> {
        let json = |cause: serde_json::Error| Error::internal(format!("the record: {cause}"));
        let mut lines = vec![Line {
            step: 0,
            phase: Phase::Begun,
            sql: self.script.clone(),
            facts: serde_json::to_string(&self.head).map_err(json)?,
            at: String::new(),
            session: String::new(),
        }];
        for (number, kept) in (1..).zip(&self.steps) {
            let facts = Facts {
                step: kept.step.clone(),
                effects: kept.effects.clone(),
            };
            lines.push(Line {
                step: number,
                phase: kept.phase,
                sql: self.script[kept.step.range()].to_owned(),
                facts: serde_json::to_string(&facts).map_err(json)?,
                at: String::new(),
                session: String::new(),
            });
        }
        Ok(lines)
    }

    /// What the ledger is told when the run begins.
    pub(super) fn opening<'a>(&'a self, checksum: &'a [u8]) -> Entry<'a> {
        let version = self.head.version;
        match self.head.way {
            Way::Up => Entry::Add {
                version,
                description: &self.head.title,
                checksum,
            },
            Way::Down => Entry::Doubt { version },
        }
    }

    /// What the ledger is told when the run is done.
    pub(super) fn closing(&self, time: Duration) -> Entry<'_> {
        let version = self.head.version;
        match self.head.way {
            Way::Up => Entry::Trust {
                version,
                time: Some(time),
            },
            Way::Down => Entry::Remove { version },
        }
    }

    /// What the ledger is told when nothing of the run was kept.
    pub(super) fn taken_back(&self) -> Entry<'_> {
        let version = self.head.version;
        match self.head.way {
            Way::Up => Entry::Remove { version },
            Way::Down => Entry::Trust {
                version,
                time: None,
            },
        }
    }

    /// The place of the first step that is not done; behind the last where all are.
    pub(super) fn next(&self) -> usize {
        self.steps
            .iter()
            .position(|kept| !kept.step.is_setting() && kept.phase != Phase::Done)
            .unwrap_or(self.steps.len())
    }

    /// What steps before this one made that ended with the session of the run.
    pub(super) fn lost_before(&self, position: usize) -> Vec<&str> {
        let mut held: Vec<&str> = Vec::new();
        for kept in &self.steps[..position] {
            held.retain(|name| !kept.step.releases.iter().any(|released| released == name));
            held.extend(kept.step.holds.iter().map(String::as_str));
        }
        held
    }

    /// The SQL of a step.
    pub(super) fn sql(&self, position: usize) -> &str {
        &self.script[self.steps[position].step.range()]
    }

    /// The commands that end it: the one that goes on, and the one that goes back.
    pub(super) fn commands(&self) -> (String, Option<String>) {
        let revision = |to: Option<i64>| to.map_or("base".to_owned(), |to| to.to_string());
        let on = match self.head.command.as_str() {
            "downgrade" => format!("cargo migrate downgrade {}", revision(self.head.to)),
            "redo" => "cargo migrate redo".to_owned(),
            _ => "cargo migrate upgrade".to_owned(),
        };
        let back = self
            .head
            .backup
            .as_ref()
            .map(|path| format!("cargo migrate restore {}", path.display()));
        (on, back)
    }

    /// `20260303000000 orders wide`
    pub(super) fn name(&self) -> String {
        format!("{} {}", self.head.version, self.head.title)
    }

    /// Adds to an error how to go on from here, or back.
    pub(super) fn with_commands(&self, mut error: Error, position: usize) -> Error {
        let (on, back) = self.commands();
        if position < self.steps.len() {
            error = error.hint(format!(
                "mend the cause, then: {on}     goes on at step {} of {}",
                position + 1,
                self.steps.len()
            ));
        }
        self.with_way_back(error, back)
    }

    /// Adds to an error how to go back.
    pub(super) fn with_way_back(&self, error: Error, back: Option<String>) -> Error {
        match back {
            Some(back) => error.hint(format!("{back}     puts back what was there before")),
            None => error
                .note("no backup was taken before this run")
                .hint(format!("or {BY_HAND}")),
        }
    }
}
