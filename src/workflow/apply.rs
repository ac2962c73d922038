//! `upgrade`, `downgrade`, `redo`, `stamp`: what will run, what it would cost, and running it.
//!
//! A run is planned, rehearsed on a snapshot and only then carried out. The rehearsal finds a
//! script that fails and rows that would be lost before the database itself is touched.

mod plan;

pub use plan::{plan_downgrade, plan_redo, plan_upgrade};

use super::backup;
use super::context::{Context, Progress, apply, take_back};
use super::lock::MigrationLock;
use crate::dialect::contents::Loss;
use crate::dialect::{Access, Applied, Database, Dialect};
use crate::diff::{Rename, compare};
use crate::error::{Error, Kind, Result};
use crate::journal::StoredScript;
use crate::migration::{Bearing, History, Migration, Script};
use std::path::PathBuf;
use std::time::Duration;

/// How long a run waits for another one on the same database.
const LOCK_WAIT: Duration = Duration::from_secs(60);

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It applies.
    Up,
    /// It takes back.
    Down,
}

/// One migration to be applied or taken back.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which way.
    pub way: Way,
    /// The migration, its down script as it was when it was applied.
    pub migration: Migration,
    /// Something to say about it, such as that its file has changed.
    pub note: Option<String>,
}

impl Step {
    /// The script that will run.
    pub fn script(&self) -> Option<&Script> {
        match self.way {
            Way::Up => Some(&self.migration.up),
            Way::Down => self.migration.down.as_ref(),
        }
    }
}

/// What a command will run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The command, for the journal.
    pub command: &'static str,
    /// Where the database stands.
    pub from: Option<i64>,
    /// Where it will stand.
    pub to: Option<i64>,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// What a rehearsal found.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    /// What each step loses.
    pub losses: Vec<(i64, Vec<Loss>)>,
    /// Views that no longer work after all steps, though they did before.
    pub broken: Vec<(String, String)>,
    /// Whether there were rows at all.
    pub had_rows: bool,
}

impl Rehearsal {
    /// Whether no row and no value is lost.
    pub fn is_lossless(&self) -> bool {
        self.losses.is_empty()
    }
}

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The backup that was taken first.
    pub backup: Option<PathBuf>,
    /// Each step with its time.
    pub done: Vec<(i64, String, Duration)>,
}

/// Settings of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Apply migrations that are older than one that is applied already.
    pub out_of_order: bool,
    /// Take back with the scripts of the folder rather than those stored when they were applied.
    pub use_files: bool,
}

/// Runs the plan on a snapshot, and says what it loses.
///
/// # Errors
/// That of the script which fails; the database itself is as it was.
pub fn rehearse(context: &Context, database: &dyn Database, plan: &Plan) -> Result<Rehearsal> {
    let mut rehearsal = Rehearsal::default();
    if plan.steps.is_empty() || database.is_empty()? {
        return Ok(rehearsal);
    }
    let dialect = context.dialect()?;
    let folder = context.temporary_folder();
    let mut snapshot = database.snapshot(&folder)?;
    let before = snapshot.contents()?;
    rehearsal.had_rows = before.total() > 0;
    let broken_before = snapshot.broken_objects()?;
    let applied: Vec<i64> = snapshot.applied()?.iter().map(|row| row.version).collect();
    let steps = left_to_do(plan, &applied)?;
    let mut renames = Vec::new();
    for step in &steps {
        rehearse_step(&mut *snapshot, step)?;
        renames.extend(renames_of(dialect, step));
    }
    rehearsal.broken = snapshot
        .broken_objects()?
        .into_iter()
        .filter(|broken| !broken_before.contains(broken))
        .collect();
    if before.lost_in(&snapshot.contents()?, &renames).is_empty() {
        return Ok(rehearsal);
    }
    // Only where something is lost is every row read at every step, to say which step loses it.
    let mut snapshot = database.snapshot(&folder)?;
    let mut before = snapshot.contents()?;
    for step in steps {
        rehearse_step(&mut *snapshot, step)?;
        let after = snapshot.contents()?;
        let losses = before.lost_in(&after, &renames_of(dialect, step));
        if !losses.is_empty() {
            rehearsal.losses.push((step.migration.version, losses));
        }
        before = after;
    }
    Ok(rehearsal)
}

fn rehearse_step(snapshot: &mut dyn Database, step: &Step) -> Result<()> {
    let outcome = run_step(snapshot, step, &mut super::context::Silent);
    outcome.map(|_| ()).map_err(|error| {
        error
            .with_kind(Kind::Failed)
            .note("it failed on a snapshot; the database itself was not touched")
    })
}

fn renames_of(dialect: &dyn Dialect, step: &Step) -> Vec<Rename> {
    step.script()
        .map(|script| dialect.renames_made_by(&script.sql))
        .unwrap_or_default()
}

/// Carries the plan out. A backup is taken first where `with_backup` says so.
///
/// # Errors
/// That of the step which failed. Those before it stay; the message says where the database
/// stands. The kind is [`Kind::Broken`] where a step was kept in part, with the command that
/// restores the backup.
pub fn execute(
    context: &Context,
    plan: &Plan,
    with_backup: bool,
    progress: &mut dyn Progress,
) -> Result<Outcome> {
    let path = context.development_path()?;
    let mut outcome = Outcome::default();
    // Before the database: what fails here must not leave an empty one behind.
    let (journal, id) = context.journal_entry()?;
    let _lock = MigrationLock::acquire(&path, LOCK_WAIT)?;
    let mut database = context.development(Access::Create)?;
    let applied: Vec<i64> = database.applied()?.iter().map(|row| row.version).collect();
    let steps = left_to_do(plan, &applied)?;
    if steps.is_empty() {
        return Ok(outcome);
    }
    if with_backup {
        outcome.backup = Some(backup::take(context, &*database, plan.command, progress)?);
    }
    let scripts: Vec<StoredScript> = steps
        .iter()
        .filter(|step| step.way == Way::Up)
        .map(|step| stored(&step.migration))
        .collect();
    journal.store_scripts(id, &scripts)?;
    let run = journal.begin_run(id, plan.command, plan.from, plan.to)?;
    for step in steps {
        match run_step(&mut *database, step, progress) {
            Ok(time) => {
                let title = step.migration.title();
                let verb = if step.way == Way::Up {
                    "Applied"
                } else {
                    "Reverted"
                };
                progress.timed(verb, &format!("{} {title}", step.migration.version), time);
                outcome.done.push((step.migration.version, title, time));
            }
            Err(error) => {
                journal.finish_run(run, "failed")?;
                return Err(explain(error, &outcome, step));
            }
        }
    }
    journal.finish_run(run, "done")?;
    Ok(outcome)
}

/// The steps that are left where another process has worked on the database since the plan was
/// made: an upgrade has less to do, everything else is planned anew.
fn left_to_do<'a>(plan: &'a Plan, applied: &[i64]) -> Result<Vec<&'a Step>> {
    let changed = applied.last().copied() != plan.from;
    if changed && plan.command != "upgrade" {
        return Err(Error::failed(
            "another process has changed the database since this run was planned",
        )
        .hint("run the command again: it goes on from where the database stands"));
    }
    let steps = plan.steps.iter();
    Ok(steps
        .filter(|step| !changed || !applied.contains(&step.migration.version))
        .collect())
}

fn explain(mut error: Error, outcome: &Outcome, step: &Step) -> Error {
    if !outcome.done.is_empty() {
        error = error.note(format!(
            "the {} before it ran and stay; this one was rolled back",
            outcome.done.len()
        ));
    }
    if error.kind() == Kind::Broken {
        error = error.note(format!(
            "{} runs outside a transaction, so that a part of it was kept",
            step.migration.version
        ));
        if let Some(backup) = &outcome.backup {
            error = error.hint(format!("cargo migrate restore {}", backup.display()));
        }
    }
    error
}

fn run_step(
    database: &mut dyn Database,
    step: &Step,
    progress: &mut dyn Progress,
) -> Result<Duration> {
    match step.way {
        Way::Up => apply(database, &step.migration, progress),
        Way::Down => take_back(database, &step.migration, progress),
    }
}

fn stored(migration: &Migration) -> StoredScript {
    StoredScript {
        version: migration.version,
        description: migration.description.clone(),
        up_sql: migration.up.sql.clone(),
        down_sql: migration.down.as_ref().map(|down| down.sql.clone()),
        checksum: migration.checksum(),
    }
}

/// Notes that the database stands at a revision, without running anything.
///
/// # Errors
/// Unless forced, where the schema is not what the migrations up to there make.
pub fn stamp(
    context: &Context,
    history: &History,
    revision: &str,
    force: bool,
) -> Result<Option<i64>> {
    let mut database = context.development(Access::Write)?;
    let applied = database.applied()?;
    let versions: Vec<i64> = applied.iter().map(|row| row.version).collect();
    let target = context.resolve(revision, history, &versions, Bearing::Any)?;
    let wanted = history.up_to(target);
    // At the base nothing is claimed of the schema.
    if !force && target.is_some() {
        refuse_other_schema(context, &*database, wanted, revision)?;
    }
    let add: Vec<Applied> = wanted
        .iter()
        .filter(|migration| {
            !applied.iter().any(|row| {
                row.version == migration.version
                    && row.success
                    && row.checksum == migration.checksum()
            })
        })
        .map(|migration| Applied {
            version: migration.version,
            description: migration.title(),
            installed_on: String::new(),
            success: true,
            checksum: migration.checksum(),
            execution_time: -1,
        })
        .collect();
    let remove: Vec<i64> = versions
        .iter()
        .copied()
        .filter(|version| {
            Some(*version) > target || !wanted.iter().any(|migration| migration.version == *version)
        })
        .collect();
    database.stamp(&add, &remove)?;
    let (journal, id) = context.journal_entry()?;
    let scripts: Vec<StoredScript> = wanted
        .iter()
        .filter(|migration| add.iter().any(|row| row.version == migration.version))
        .map(stored)
        .collect();
    journal.store_scripts(id, &scripts)?;
    Ok(target)
}

fn refuse_other_schema(
    context: &Context,
    database: &dyn Database,
    wanted: &[Migration],
    revision: &str,
) -> Result<()> {
    let replay = context.replay(wanted, &mut super::context::Silent)?;
    let changes = compare(&replay.inspect()?, &database.inspect()?);
    if changes.is_empty() {
        return Ok(());
    }
    let mut error = Error::refused(format!(
        "the schema of the database is not that of {revision}"
    ));
    let lines = super::draft::lines(&changes);
    for line in lines.iter().take(10) {
        error = error.note(line.clone());
    }
    if lines.len() > 10 {
        error = error.note(format!("and {} more", lines.len() - 10));
    }
    Err(error
        .hint(format!(
            "cargo migrate diff --from replay@{revision} --to dev     shows the difference as SQL"
        ))
        .hint(format!(
            "cargo migrate stamp --force {revision}     stamps all the same"
        )))
}
