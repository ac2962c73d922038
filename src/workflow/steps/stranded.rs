//! A run that broke off, in words.

use super::record::Record;
use super::resume::{one_line, rest, stranded, verdict};
use super::verdict::{Difference, Verdict};
use crate::dialect::steps::Phase;
use crate::dialect::{Database, Way};
use crate::error::{Error, Result};
use crate::migration::History;

/// What is said where the file is not the script that was begun.
pub const FILE_CHANGED: &str =
    "its file has changed since: what was begun is finished, not the new text";

/// How a run stands that broke off, or is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranded {
    /// The version of its migration.
    pub version: i64,
    /// Its description, with spaces.
    pub title: String,
    /// Which way it goes.
    pub way: Way,
    /// The number of the step that is next, from 1; one more than there are where all are done.
    pub step: usize,
    /// How many there are.
    pub of: usize,
    /// The beginning of that step's SQL.
    pub sql: String,
    /// When it was begun (UTC); none where it was not.
    pub begun: Option<String>,
    /// What is known of it, in words.
    pub known: String,
    /// Whether it can go on by itself.
    pub resumable: bool,
    /// What differs, where that cannot be told.
    pub differences: Vec<String>,
    /// What ended with the session of the run and that later steps need.
    pub lost: Vec<String>,
    /// The command that goes on.
    pub on: String,
    /// The command that goes back; none where no backup was taken.
    pub back: Option<String>,
    /// Whether the file holds another script now.
    pub file_changed: bool,
    /// The SQL of what is left.
    pub rest: Vec<String>,
}

/// The way out that is always there.
pub(super) const BY_HAND: &str =
    "end it by hand, then: cargo migrate stamp --force REV     notes what it came to";

impl Stranded {
    /// The run that broke off in this database; none where there is none.
    ///
    /// # Errors
    /// Failed, where the record or the schema cannot be read.
    pub fn read(database: &dyn Database, history: &History) -> Result<Option<Self>> {
        let Some(record) = stranded(database)? else {
            return Ok(None);
        };
        let next = record.next();
        let kept = record.steps.get(next);
        let verdict = verdict(database, &record, next)?;
        let (on, back) = record.commands();
        let begun = kept
            .filter(|kept| kept.phase == Phase::Begun)
            .map(|kept| kept.at.clone());
        let running = match kept {
            Some(_) => database.running(record.sql(next))?,
            None => None,
        };
        let mut differences = Vec::new();
        if let Some(Verdict::Unknown(found)) = &verdict {
            differences.extend(found.iter().flat_map(Difference::lines));
        }
        let lost: Vec<String> = record
            .lost_before(next)
            .into_iter()
            .filter(|_| kept.is_some())
            .map(str::to_owned)
            .collect();
        Ok(Some(Self {
            resumable: lost.is_empty() && !matches!(verdict, Some(Verdict::Unknown(_))),
            version: record.head.version,
            title: record.head.title.clone(),
            way: record.head.way,
            step: next + 1,
            of: record.steps.len(),
            sql: kept.map_or_else(String::new, |_| one_line(record.sql(next))),
            known: known(
                begun.as_deref(),
                verdict.as_ref(),
                running.as_deref(),
                kept.is_some(),
            ),
            begun,
            differences,
            lost,
            on,
            back,
            file_changed: file_changed(&record, history),
            rest: rest(&record).into_iter().map(str::to_owned).collect(),
        }))
    }

    /// It in one line: `the upgrade to 3 orders wide broke off at step 2 of 5`.
    pub fn line(&self) -> String {
        let what = match self.way {
            Way::Up => "applying",
            Way::Down => "taking back",
        };
        let at = if self.step > self.of {
            "after its last step".to_owned()
        } else {
            format!("at step {} of {}", self.step, self.of)
        };
        format!(
            "half-way: {what} {} {} broke off {at}",
            self.version, self.title
        )
    }

    /// What else there is to say.
    pub fn details(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.sql.is_empty() {
            lines.push(format!("step {}: {}", self.step, self.sql));
        }
        lines.push(self.known.clone());
        lines.extend(self.differences.iter().cloned());
        if !self.lost.is_empty() {
            lines.push(format!(
                "it cannot go on: {} ended with its session",
                self.lost.join(", ")
            ));
        }
        if self.file_changed {
            lines.push(FILE_CHANGED.to_owned());
        }
        lines
    }

    /// The commands that end it, each with what it does.
    pub fn commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        if self.resumable {
            commands.push(format!("{}     finishes it first", self.on));
        }
        match &self.back {
            Some(back) => commands.push(format!("{back}     puts back what was there before")),
            None if commands.is_empty() => commands.push(BY_HAND.to_owned()),
            None => commands.push(format!("or {BY_HAND}")),
        }
        commands
    }

    /// It as the error of a command that needs a database at some version.
    pub fn error(&self) -> Error {
        let mut error = Error::refused(format!("the database is {}", self.line()));
        for detail in self.details() {
            error = error.note(detail);
        }
        for command in self.commands() {
            error = error.hint(command);
        }
        error
    }
}

fn known(
    begun: Option<&str>,
    verdict: Option<&Verdict>,
    running: Option<&str>,
    is_step: bool,
) -> String {
    if let Some(running) = running {
        return format!("it still runs: {running}");
    }
    let begun = format!("it was begun at {} UTC", begun.unwrap_or_default());
    match verdict {
        None if !is_step => "every step is done, only the ledger was not told".to_owned(),
        None => "it has not happened".to_owned(),
        Some(Verdict::DidNotHappen) => format!("{begun} and has not happened"),
        Some(Verdict::TookEffect) => format!("{begun} and has happened"),
        Some(Verdict::Unseen) => {
            format!("{begun}; it changes nothing that shows, and may be done twice")
        }
        Some(Verdict::Unknown(_)) => format!("{begun}, and nothing shows whether it was done"),
    }
}

fn file_changed(record: &Record, history: &History) -> bool {
    history.find(record.head.version).is_some_and(|file| {
        let script = match record.head.way {
            Way::Up => Some(&file.up),
            Way::Down => file.down.as_ref(),
        };
        script.is_none_or(|script| script.sql != record.script)
    })
}
