//! `upgrade`, `downgrade`, `redo`, `stamp`: what will run, what it would cost, and running it.
//!
//! A run is planned, rehearsed on a snapshot and only then carried out. The rehearsal finds a
//! script that fails and rows that would be lost before the database itself is touched.

mod plan;
mod stamp;

pub use plan::{plan_downgrade, plan_redo, plan_rest_of_redo, plan_upgrade};
pub use stamp::stamp;

use super::backup;
use super::context::{Context, Progress, apply, take_back};
use super::impact::{Impact, impacts};
use super::lock::LOCK_WAIT;
use super::roundtrip::ROUNDTRIP;
use super::steps::{self, Course, Errand};
pub use crate::dialect::Way;
use crate::dialect::contents::Loss;
use crate::dialect::{Access, Database, Dialect};
use crate::diff::Rename;
use crate::error::{Error, Kind, Result};
use crate::journal::StoredScript;
use crate::migration::{Migration, Script};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

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

impl Plan {
    /// Whether a script runs outside a transaction, so that a part of it may stay where it fails.
    pub fn runs_outside_a_transaction(&self) -> bool {
        self.steps
            .iter()
            .any(|step| step.script().is_some_and(|script| script.no_transaction))
    }
}

/// What a rehearsal found.
#[derive(Debug, Clone, Default)]
pub struct Rehearsal {
    /// What each step loses.
    pub losses: Vec<(i64, Vec<Loss>)>,
    /// What each step does to tables with rows besides, as the engine itself says.
    pub impacts: Vec<(i64, Vec<Impact>)>,
    /// Views that no longer work after all steps, though they did before.
    pub broken: Vec<(String, String)>,
    /// Whether there were rows at all.
    pub had_rows: bool,
    /// What it showed of the scripts that run in steps, by version and way.
    pub courses: BTreeMap<(i64, Way), Course>,
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

/// Runs the plan on a snapshot, and says what it loses. Where there is no row to lose and every
/// script is rolled back if it fails, the run itself is the rehearsal. A script that runs in steps
/// is always rehearsed, on an empty database where there is none yet.
///
/// # Errors
/// That of the script which fails; the database itself is as it was.
pub fn rehearse(
    context: &Context,
    database: Option<&dyn Database>,
    plan: &Plan,
) -> Result<Rehearsal> {
    let mut rehearsal = Rehearsal::default();
    let dialect = context.dialect()?;
    let folder = context.temporary_folder();
    let mut snapshot = match database {
        Some(database) if is_worth_a_rehearsal(database, plan)? || in_steps(dialect, plan)? => {
            database.snapshot(&folder)?
        }
        None if in_steps(dialect, plan)? => context.empty()?,
        _ => return Ok(rehearsal),
    };
    let before = snapshot.contents()?;
    rehearsal.had_rows = before.total() > 0;
    let broken_before = snapshot.broken_objects()?;
    let steps = left_to_do(plan, &versions(&*snapshot)?)?;
    let mut renames = Vec::new();
    snapshot.observe(rehearsal.had_rows)?;
    for step in &steps {
        if let Some(course) = rehearse_step(dialect, &mut *snapshot, plan, step)? {
            let key = (step.migration.version, step.way);
            rehearsal.courses.insert(key, course);
        }
        let found = impacts(&mut *snapshot, &before)?;
        if !found.is_empty() {
            rehearsal.impacts.push((step.migration.version, found));
        }
        renames.extend(renames_of(dialect, step));
    }
    rehearsal.broken = snapshot
        .broken_objects()?
        .into_iter()
        .filter(|broken| !broken_before.contains(broken))
        .collect();
    if let Some(database) = database
        && !before.lost_in(&snapshot.contents()?, &renames).is_empty()
    {
        rehearsal.losses = losses_by_step(dialect, database.snapshot(&folder)?, plan)?;
    }
    Ok(rehearsal)
}

fn is_worth_a_rehearsal(database: &dyn Database, plan: &Plan) -> Result<bool> {
    Ok(!plan.steps.is_empty()
        && !database.is_empty()?
        && (database.may_have_rows() || plan.runs_outside_a_transaction()))
}

/// Whether a script of the plan runs in steps.
fn in_steps(dialect: &dyn Dialect, plan: &Plan) -> Result<bool> {
    for script in plan.steps.iter().filter_map(Step::script) {
        if steps::cut(dialect, script)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Only where something is lost is every row read at every step, to say which step loses it. This
/// snapshot is another one, so another run may have come further meanwhile.
fn losses_by_step(
    dialect: &dyn Dialect,
    mut snapshot: Box<dyn Database>,
    plan: &Plan,
) -> Result<Vec<(i64, Vec<Loss>)>> {
    let mut before = snapshot.contents()?;
    let mut all = Vec::new();
    for step in left_to_do(plan, &versions(&*snapshot)?)? {
        rehearse_step(dialect, &mut *snapshot, plan, step)?;
        let after = snapshot.contents()?;
        let losses = before.lost_in(&after, &renames_of(dialect, step));
        if !losses.is_empty() {
            all.push((step.migration.version, losses));
        }
        before = after;
    }
    Ok(all)
}

/// Runs a step on a snapshot. What that shows is given where the step's script runs in steps.
fn rehearse_step(
    dialect: &dyn Dialect,
    snapshot: &mut dyn Database,
    plan: &Plan,
    step: &Step,
) -> Result<Option<Course>> {
    let script = step.script();
    let cut = script
        .map(|script| steps::cut(dialect, script))
        .transpose()?;
    let outcome = match (script, cut.flatten()) {
        (Some(script), Some(cut)) => {
            let errand = errand(plan, step, script, None);
            steps::rehearse(dialect, snapshot, &errand, &cut)
                .map(Some)
                .map_err(|error| named(error, step))
        }
        _ => run_step(snapshot, step, &mut super::context::Silent).map(|_| None),
    };
    outcome.map_err(|error| {
        error
            .with_kind(Kind::Failed)
            .note("it failed on a snapshot; the database itself was not touched")
    })
}

fn errand<'a>(
    plan: &'a Plan,
    step: &'a Step,
    script: &'a Script,
    backup: Option<PathBuf>,
) -> Errand<'a> {
    Errand {
        migration: &step.migration,
        way: step.way,
        script,
        command: plan.command,
        to: plan.to,
        backup,
    }
}

/// Says of which migration the error is.
fn named(error: Error, step: &Step) -> Error {
    let what = match step.way {
        Way::Up => "applied",
        Way::Down => "taken back",
    };
    let (version, title) = (step.migration.version, step.migration.title());
    error.context(format!("migration {version} {title} cannot be {what}"))
}

fn renames_of(dialect: &dyn Dialect, step: &Step) -> Vec<Rename> {
    step.script()
        .map(|script| dialect.renames_made_by(&script.sql))
        .unwrap_or_default()
}

/// Carries the plan out on the open development database, which is made where there is none. A
/// backup is taken first where `with_backup` says so. Gives the database back, still claimed.
///
/// # Errors
/// That of the step which failed. Those before it stay; the message says where the database
/// stands. The kind is [`Kind::Broken`] where a step was kept in part, with the command that
/// restores the backup.
pub fn execute(
    context: &Context,
    database: Option<Box<dyn Database>>,
    plan: &Plan,
    rehearsal: &Rehearsal,
    with_backup: bool,
    progress: &mut dyn Progress,
) -> Result<(Outcome, Box<dyn Database>)> {
    let mut outcome = Outcome::default();
    // Before the database: what fails here must not leave an empty one behind.
    let (journal, id) = context.journal_entry()?;
    let _lock = context.lock()?;
    let mut database = match database {
        Some(database) => database,
        None => create(context, progress)?,
    };
    database.claim(LOCK_WAIT)?;
    let steps = left_to_do(plan, &versions(&*database)?)?;
    if steps.is_empty() {
        return Ok((outcome, database));
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
    // What broke off before is gone on with from here, or over.
    for left in journal.unfinished_runs(id)? {
        if left.command != ROUNDTRIP {
            journal.finish_run(left.id, "broke off")?;
        }
    }
    let run = journal.begin_run(id, plan.command, plan.from, plan.to)?;
    for step in steps {
        let key = (step.migration.version, step.way);
        let ran = match (rehearsal.courses.get(&key), step.script()) {
            (Some(course), Some(script)) => {
                let errand = errand(plan, step, script, outcome.backup.clone());
                steps::run(&mut *database, &errand, course, progress)
                    .map_err(|error| named(error, step))
            }
            (None, Some(script)) if steps::cut(context.dialect()?, script)?.is_some() => Err(
                Error::internal("a script that runs in steps was not rehearsed"),
            ),
            _ => run_step(&mut *database, step, progress),
        };
        match ran {
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
                let in_steps = rehearsal.courses.contains_key(&key);
                return Err(explain(error, &outcome, step, in_steps));
            }
        }
    }
    journal.finish_run(run, "done")?;
    Ok((outcome, database))
}

/// Makes the development database. One on a server is spoken of: it is there for others, too.
fn create(context: &Context, progress: &mut dyn Progress) -> Result<Box<dyn Database>> {
    let url = context.project.database_url()?;
    if let Some(host) = url.server_shown() {
        let name = url.database_name();
        progress.status("Creating", &format!("database {name} on {host}"));
    }
    context.development(Access::Create)
}

/// The versions in the ledger.
fn versions(database: &dyn Database) -> Result<Vec<i64>> {
    Ok(database.applied()?.iter().map(|row| row.version).collect())
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

fn explain(mut error: Error, outcome: &Outcome, step: &Step, in_steps: bool) -> Error {
    if !outcome.done.is_empty() {
        let this = match error.kind() {
            Kind::Broken => "",
            _ => "; this one was rolled back",
        };
        error = error.note(format!(
            "the {} before it ran and stay{this}",
            outcome.done.len()
        ));
    }
    if error.kind() == Kind::Broken && !in_steps {
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
