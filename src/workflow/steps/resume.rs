//! Finishes a run that broke off: goes on from what its record and the database say.

use super::cut::Step;
use super::record::Record;
use super::run::{clear_ruins, finish, set_session};
use super::verdict::{Difference, Verdict, judge};
use crate::dialect::steps::{Entry, Manner, Phase};
use crate::dialect::{Access, Database, Way};
use crate::error::{Error, Kind, Result};
use crate::workflow::context::{Context, Progress};
use crate::workflow::lock::LOCK_WAIT;
use std::time::{Duration, Instant};

/// How long to wait between two looks at whether a statement still runs.
const PAUSE: Duration = Duration::from_millis(200);

/// A run that broke off and was finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The version of its migration.
    pub version: i64,
    /// Which way it went.
    pub way: Way,
    /// The command that had begun it.
    pub command: String,
}

/// The record of a run that broke off in this database; none where there is none. One whose row in
/// the ledger was mended by hand is of no meaning any more.
pub(super) fn stranded(database: &dyn Database) -> Result<Option<Record>> {
    let applied = database.applied()?;
    // There is no such record without such a row: on most databases this is all that is asked.
    if applied.iter().all(|row| row.success) {
        return Ok(None);
    }
    let record = Record::of(database.record()?)?;
    Ok(record.filter(|record| {
        applied
            .iter()
            .any(|row| row.version == record.head.version && !row.success)
    }))
}

/// Finishes the run that broke off in the development database, if there is one. It runs the text
/// that was begun, whatever the file holds now. Whoever is still at it is waited for.
///
/// # Errors
/// Failed, where somebody is still at it after the wait. Broken, where it cannot be told whether a
/// step has happened, where it needs what ended with the session, or where a step fails: with what
/// there is, and the command that goes back.
pub fn resume(context: &Context, progress: &mut dyn Progress) -> Result<Option<Finished>> {
    let _lock = context.lock()?;
    let mut database = context.development(Access::Write)?;
    claim(&mut *database, progress)?;
    let database = &mut *database;
    let Some(mut record) = stranded(database)? else {
        return Ok(None);
    };
    let start = Instant::now();
    let from = record.next();
    let (name, of) = (record.name(), record.steps.len());
    let way = record.head.way.word();
    let at = (from + 1).min(of);
    progress.status("Resuming", &format!("{name} ({way}) at step {at} of {of}"));
    if from < of {
        settle(database, &mut record, from, progress)?;
    }
    let from = record.next();
    refuse_lost(&record, from)?;
    set_session(database, &record, from)
        .map_err(|error| record.with_commands(error.with_kind(Kind::Broken), from))?;
    let time = finish(database, &mut record, from, start, progress)?;
    let verb = match record.head.way {
        Way::Up => "Applied",
        Way::Down => "Reverted",
    };
    progress.timed(verb, &name, time);
    Ok(Some(Finished {
        version: record.head.version,
        way: record.head.way,
        command: record.head.command,
    }))
}

/// Takes the lock of those who migrate. The session of a killed run has it until its statement has
/// ended.
fn claim(database: &mut dyn Database, progress: &mut dyn Progress) -> Result<()> {
    if let Err(held) = database.claim(Duration::ZERO) {
        let who = held.notes().first().map_or(held.message(), String::as_str);
        progress.status("Waiting", &format!("for the lock: {who}"));
        database.claim(LOCK_WAIT)?;
    }
    Ok(())
}

/// Finds out whether the step at this place has happened, where its mark does not say.
fn settle(
    database: &mut dyn Database,
    record: &mut Record,
    position: usize,
    progress: &mut dyn Progress,
) -> Result<()> {
    wait_for_orphan(database, record.sql(position), progress)?;
    clear_ruins(database, record, progress)
        .map_err(|error| record.with_commands(error.with_kind(Kind::Broken), position))?;
    let number = u32::try_from(position + 1).unwrap_or(u32::MAX);
    match verdict(database, record, position)? {
        Some(Verdict::TookEffect) => {
            progress.note(&format!(
                "step {number} had taken effect: it is not run again"
            ));
            database.mark(number, Phase::Done)?;
            record.steps[position].phase = Phase::Done;
        }
        Some(Verdict::Unknown(differences)) => {
            return Err(in_doubt(record, position, &differences));
        }
        Some(Verdict::DidNotHappen) => {
            progress.note(&format!(
                "step {number} had not taken effect: it is run again"
            ));
        }
        Some(Verdict::Unseen) => {
            progress.note(&format!(
                "step {number} changes nothing that shows: it is run again"
            ));
        }
        None => {}
    }
    Ok(())
}

/// What is known of a step that was begun and is not done; none where it was in a transaction or
/// not begun, so that it has not happened.
pub(super) fn verdict(
    database: &dyn Database,
    record: &Record,
    position: usize,
) -> Result<Option<Verdict>> {
    let Some(kept) = record.steps.get(position) else {
        return Ok(None);
    };
    if kept.phase != Phase::Begun || kept.step.manner != Manner::Alone {
        return Ok(None);
    }
    let found = super::effect::prints(&database.inspect()?);
    Ok(Some(judge(&kept.effects, kept.step.opaque, &found)))
}

/// A statement goes on on the server when its client has died.
fn wait_for_orphan(database: &dyn Database, sql: &str, progress: &mut dyn Progress) -> Result<()> {
    let start = Instant::now();
    let mut told = false;
    while let Some(who) = database.running(sql)? {
        if start.elapsed() >= LOCK_WAIT {
            return Err(Error::failed(format!(
                "a statement of the run that broke off still runs: {who}"
            ))
            .note(one_line(sql))
            .hint("wait until it is done, and run the command again"));
        }
        if !told {
            progress.status("Waiting", &format!("for {who}: {}", one_line(sql)));
            told = true;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// The beginning of a statement, in one line.
pub(super) fn one_line(sql: &str) -> String {
    const WIDTH: usize = 70;
    let lines = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let line = words.join(" ");
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{} …", &line[..end]),
        None => line,
    }
}

fn in_doubt(record: &Record, position: usize, differences: &[Difference]) -> Error {
    let mut error = Error::broken(format!(
        "step {} of {} of {} was begun, and nothing shows whether it was done",
        position + 1,
        record.steps.len(),
        record.name()
    ))
    .note(one_line(record.sql(position)));
    for line in differences.iter().flat_map(Difference::lines) {
        error = error.note(line);
    }
    let (on, back) = record.commands();
    let error = record.with_way_back(error, back);
    if differences.is_empty() {
        return error.hint(
            "look what it has done; where it is undone or done: cargo migrate stamp --force REV",
        );
    }
    error.hint(format!(
        "or make these objects what they were before the step, or what it makes of them, then: {on}"
    ))
}

/// Refuses to go on without what ended with the session of the run.
fn refuse_lost(record: &Record, position: usize) -> Result<()> {
    let lost = record.lost_before(position);
    let needed = record.steps[position..]
        .iter()
        .any(|kept| !kept.step.is_setting());
    if lost.is_empty() || !needed {
        return Ok(());
    }
    let error = Error::broken(format!(
        "{} of {} broke off before step {} of {}, and cannot go on: {} ended with its session",
        record.head.way.word(),
        record.name(),
        position + 1,
        record.steps.len(),
        lost.join(", ")
    ));
    let (_, back) = record.commands();
    Err(record.with_way_back(error, back))
}

/// Forgets the record of a run that broke off, where a person says where the database stands.
pub(in crate::workflow) fn discard(database: &mut dyn Database, target: Option<i64>) -> Result<()> {
    let lines = database.record()?;
    if lines.is_empty() {
        return Ok(());
    }
    // Also one that this version cannot read.
    let entry = match Record::of(lines) {
        Ok(Some(record)) if Some(record.head.version) > target => Entry::Remove {
            version: record.head.version,
        },
        Ok(Some(record)) => Entry::Trust {
            version: record.head.version,
            time: None,
        },
        _ => Entry::Trust {
            version: target.unwrap_or_default(),
            time: None,
        },
    };
    database.end_record(&entry)
}

/// The steps that are left, as SQL, of a run that broke off.
pub(super) fn rest(record: &Record) -> Vec<&str> {
    let from = record.next();
    let left = |step: &Step, position: usize| position >= from || step.is_setting();
    record
        .steps
        .iter()
        .enumerate()
        .filter(|(position, kept)| left(&kept.step, *position))
        .map(|(position, _)| record.sql(position))
        .collect()
}
