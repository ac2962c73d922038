//! Runs a script in steps: first on a snapshot, which shows what each does, then for good.

use super::cut::Step;
use super::effect::{Effect, Prints, effects, prints};
use super::record::{Head, Kept, Record};
use super::verdict::{Verdict, judge};
use crate::dialect::steps::{Manner, Phase, Ran, StepRun};
use crate::dialect::{Database, Dialect, Note, Run, Way};
use crate::error::{Error, Kind, Result};
use crate::failpoint;
use crate::migration::{Migration, Script};
use crate::workflow::context::{Progress, Silent};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The steps of a script with what a rehearsal has shown of them.
#[derive(Debug, Clone)]
pub struct Course {
    /// What the schema was before the first of them.
    start: Prints,
    steps: Vec<(Step, Vec<Effect>)>,
}

/// On whose behalf a script runs.
#[derive(Debug, Clone)]
pub struct Errand<'a> {
    /// The migration.
    pub migration: &'a Migration,
    /// Which way.
    pub way: Way,
    /// The script.
    pub script: &'a Script,
    /// The command.
    pub command: &'a str,
    /// The version to which it goes; none for the base.
    pub to: Option<i64>,
    /// The backup that was taken before.
    pub backup: Option<PathBuf>,
}

impl Errand<'_> {
    fn record(&self, steps: impl Iterator<Item = (Step, Vec<Effect>)>) -> Record {
        let checksum = self.migration.checksum();
        let mut hex = String::with_capacity(2 * checksum.len());
        for byte in checksum {
            write!(hex, "{byte:02x}").expect("a string takes all that is written");
        }
        let head = Head {
            format: 0,
            tool: String::new(),
            version: self.migration.version,
            title: self.migration.title(),
            checksum: hex,
            way: self.way,
            path: self.script.path.clone(),
            command: self.command.to_owned(),
            to: self.to,
            backup: self.backup.clone(),
            ruins: Vec::new(),
        };
        Record {
            head: head.stamped(),
            script: self.script.sql.clone(),
            rehearsed: false,
            steps: steps
                .map(|(step, effects)| Kept {
                    step,
                    effects,
                    phase: Phase::Pending,
                    at: String::new(),
                    session: String::new(),
                })
                .collect(),
        }
    }
}

/// Runs the steps on a snapshot: shows which of them can be in a transaction, and what the others
/// change.
///
/// # Errors
/// That of the step which fails.
pub fn rehearse(
    dialect: &dyn Dialect,
    snapshot: &mut dyn Database,
    errand: &Errand,
    steps: &[Step],
) -> Result<Course> {
    let mut record = errand.record(steps.iter().map(|step| (step.clone(), Vec::new())));
    record.rehearsed = true;
    let checksum = errand.migration.checksum();
    let before = prints(&snapshot.inspect()?);
    snapshot.begin_record(&record.lines()?, &record.opening(&checksum))?;
    let start = Instant::now();
    let mut known = Some(before.clone());
    for position in 0..record.steps.len() {
        let step = &record.steps[position].step;
        if known.is_none() && (step.manner == Manner::Alone || step.uncertain) {
            known = Some(look(snapshot, &record, position)?);
        }
        let mut ran = run_step(snapshot, &record, position, &mut Silent)?;
        if ran == Ran::NotInside {
            if known.is_none() {
                known = Some(look(snapshot, &record, position)?);
            }
            record.steps[position].step.manner = Manner::Alone;
            ran = run_step(snapshot, &record, position, &mut Silent)?;
        }
        let kept = &mut record.steps[position];
        if ran == Ran::Committed {
            kept.step.manner = Manner::Alone;
        }
        match kept.step.manner {
            Manner::Setting => {}
            Manner::Alone => {
                let after = look(snapshot, &record, position)?;
                let before = known.unwrap_or_default();
                record.steps[position].effects = effects(&before, &after);
                known = Some(after);
            }
            Manner::Inside | Manner::Group => {
                // In a transaction it is done or not, whatever it runs.
                kept.step.opaque = false;
                if !dialect.defines_outside_transactions() {
                    known = None;
                }
            }
        }
    }
    snapshot.end_record(&record.closing(start.elapsed()))?;
    snapshot.reset_session()?;
    Ok(Course {
        start: before,
        steps: record
            .steps
            .into_iter()
            .map(|kept| (kept.step, kept.effects))
            .collect(),
    })
}

/// Looks at the schema as every script finds the session: what the steps up to this place have set
/// may say how names are written.
fn look(database: &mut dyn Database, record: &Record, position: usize) -> Result<Prints> {
    let settings = record.steps[..position]
        .iter()
        .any(|kept| kept.step.is_setting());
    if !settings {
        return Ok(prints(&database.inspect()?));
    }
    database.reset_session()?;
    let found = prints(&database.inspect()?);
    // What was prepared in this session still is.
    let stays = |sql: &str| {
        let first = sql.split_whitespace().next().unwrap_or_default();
        ["prepare", "deallocate"]
            .iter()
            .any(|word| first.eq_ignore_ascii_case(word))
    };
    repeat_settings(database, record, position, &stays)?;
    Ok(found)
}

/// Sets again what the steps before this place have set, but for those that `stays` names.
fn repeat_settings(
    database: &mut dyn Database,
    record: &Record,
    position: usize,
    stays: &dyn Fn(&str) -> bool,
) -> Result<()> {
    for setting in 0..position {
        if record.steps[setting].step.is_setting() && !stays(record.sql(setting)) {
            run_step(database, record, setting, &mut Silent)?;
        }
    }
    Ok(())
}

/// Gives a new session all that the steps before this place gave the one of the run.
pub(super) fn set_session(
    database: &mut dyn Database,
    record: &Record,
    position: usize,
) -> Result<()> {
    for (before, kept) in record.steps[..position].iter().enumerate() {
        if kept.step.is_setting() {
            run_step(database, record, before, &mut Silent)?;
        } else if !kept.session.is_empty() {
            database.set_session(&kept.session)?;
        }
    }
    Ok(())
}

fn run_step(
    database: &mut dyn Database,
    record: &Record,
    position: usize,
    progress: &mut dyn Progress,
) -> Result<Ran> {
    let kept = &record.steps[position];
    let run = Run {
        path: &record.head.path,
        sql: &record.script,
        no_transaction: true,
        note: Note::None,
    };
    let step = StepRun {
        run: &run,
        number: number(position),
        way: record.head.way,
        statements: &kept.step.statements,
        manner: kept.step.manner,
        rehearsed: record.rehearsed,
    };
    database.run_step(&step, &mut |sql, time| progress.statement(sql, time))
}

fn number(position: usize) -> u32 {
    u32::try_from(position + 1).unwrap_or(u32::MAX)
}

/// Runs a script in steps for good.
///
/// # Errors
/// That of the step which failed. The kind is [`Kind::Failed`] where nothing of the script was
/// kept, and [`Kind::Broken`] where some was: with the commands that go on from there, or back.
pub fn run(
    database: &mut dyn Database,
    errand: &Errand,
    course: &Course,
    progress: &mut dyn Progress,
) -> Result<Duration> {
    let start = Instant::now();
    refuse_changed(database, course)?;
    let mut record = errand.record(course.steps.iter().cloned());
    record.head.ruins = database
        .ruins()?
        .into_iter()
        .map(|ruin| ruin.name)
        .collect();
    let checksum = errand.migration.checksum();
    let way = errand.way.word();
    failpoint::reach("before_begin", 0, way);
    database
        .begin_record(&record.lines()?, &record.opening(&checksum))
        .map_err(|error| not_begun(database, errand, error))?;
    failpoint::reach("after_begin", 0, way);
    finish(database, &mut record, 0, start, progress)
}

/// Another process may have applied it a moment ago, on an engine without a lock that all heed.
fn not_begun(database: &dyn Database, errand: &Errand, error: Error) -> Error {
    let version = errand.migration.version;
    let applied = database.applied().unwrap_or_default();
    let there = applied
        .iter()
        .any(|row| row.version == version && row.success);
    if there == (errand.way == Way::Up) {
        Error::failed(format!(
            "another process has just changed migration {version} in this database"
        ))
        .hint("run the command again: it goes on from where the database stands")
    } else {
        error
    }
}

/// Refuses to run on a database that is not what the snapshot was: what its steps do would not be
/// told by the rehearsal.
fn refuse_changed(database: &dyn Database, course: &Course) -> Result<()> {
    if course.steps.iter().all(|(_, effects)| effects.is_empty()) {
        return Ok(());
    }
    let found = prints(&database.inspect()?);
    let touched = course.steps.iter().flat_map(|(_, effects)| effects);
    for Effect { object, .. } in touched {
        if found.get(object) != course.start.get(object) {
            return Err(Error::failed(format!(
                "{object} is not what it was on the snapshot on which this migration was rehearsed"
            ))
            .note("somebody has changed it meanwhile")
            .hint("run the command again"));
        }
    }
    Ok(())
}

/// Runs the steps from this place on that are not done, and ends the run.
pub(super) fn finish(
    database: &mut dyn Database,
    record: &mut Record,
    from: usize,
    start: Instant,
    progress: &mut dyn Progress,
) -> Result<Duration> {
    for position in from..record.steps.len() {
        if record.steps[position].phase == Phase::Done {
            continue;
        }
        let ran = run_step(database, record, position, progress);
        match ran {
            Ok(Ran::NotInside) => {
                let error = Error::internal(
                    "a step that was in a transaction in the rehearsal cannot be in one",
                );
                return Err(failed(database, record, position, error));
            }
            Ok(_) => record.steps[position].phase = Phase::Done,
            Err(error) => return Err(failed(database, record, position, error)),
        }
    }
    let way = record.head.way.word();
    let time = start.elapsed();
    failpoint::reach("before_end", 0, way);
    database
        .end_record(&record.closing(time))
        .map_err(|error| record.with_commands(error.with_kind(Kind::Broken), record.steps.len()))?;
    failpoint::reach("after_end", 0, way);
    database.reset_session()?;
    Ok(time)
}

/// Finds out what a step that failed has left, takes the run back where that is nothing, and says
/// how to go on.
fn failed(database: &mut dyn Database, record: &Record, position: usize, error: Error) -> Error {
    let of = record.steps.len();
    let verdict = left_by(database, record, position);
    let kept_before = record.steps[..position]
        .iter()
        .any(|kept| !kept.step.is_setting());
    let nothing = matches!(verdict, Ok(Verdict::DidNotHappen | Verdict::Unseen));
    if nothing && !kept_before && database.end_record(&record.taken_back()).is_ok() {
        return error.with_kind(Kind::Failed);
    }
    let mut error = error.with_kind(Kind::Broken);
    if kept_before {
        error = error.note(format!(
            "it runs outside a transaction: what came before this step, {} of {of}, is done and stays",
            position + 1
        ));
    }
    match verdict {
        Ok(Verdict::DidNotHappen | Verdict::Unseen) => {
            // Only for who reads it: what was begun is judged again in any case.
            let _ = database.mark(number(position), Phase::Pending);
            record.with_commands(error.note("nothing of this step was kept"), position)
        }
        Ok(Verdict::TookEffect) => {
            record.with_commands(error.note("it failed, and yet it took effect"), position)
        }
        Ok(Verdict::Unknown(differences)) => {
            for line in differences
                .iter()
                .flat_map(super::verdict::Difference::lines)
            {
                error = error.note(line);
            }
            let (_, back) = record.commands();
            record.with_way_back(error, back)
        }
        Err(_) => {
            let (on, back) = record.commands();
            let error = error.hint(format!(
                "{on}     finds out whether the step took effect, and goes on"
            ));
            record.with_way_back(error, back)
        }
    }
}

/// What a step that failed has left.
fn left_by(database: &mut dyn Database, record: &Record, position: usize) -> Result<Verdict> {
    database.reset_session()?;
    clear_ruins(database, record, &mut Silent)?;
    let kept = &record.steps[position];
    if kept.step.manner != Manner::Alone {
        return Ok(Verdict::DidNotHappen);
    }
    let found = prints(&database.inspect()?);
    Ok(judge(&kept.effects, kept.step.opaque, &found))
}

/// Puts away what statements of this run left half-made; what was so before it stays.
pub(super) fn clear_ruins(
    database: &mut dyn Database,
    record: &Record,
    progress: &mut dyn Progress,
) -> Result<()> {
    for ruin in database.ruins()? {
        if !record.head.ruins.contains(&ruin.name) {
            progress.status("Clearing", &ruin.name);
            database.clear(&ruin)?;
        }
    }
    Ok(())
}
