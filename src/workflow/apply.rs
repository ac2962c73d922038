//! `upgrade`, `downgrade`, `redo`, `stamp`: what will run, what it would cost, and running it.
//!
//! A run is planned, rehearsed on a snapshot and only then carried out. The rehearsal finds a
//! script that fails and rows that would be lost before the database itself is touched.

use super::backup;
use super::context::{Context, Progress, apply, take_back};
use super::lock::MigrationLock;
use super::standing::{Standing, State};
use crate::dialect::contents::Loss;
use crate::dialect::{Access, Applied, Database};
use crate::diff::compare;
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

/// Plans an upgrade to a revision (`head` where none is given).
///
/// # Errors
/// Where the history or the ledger can't be relied on, or the revision lies behind.
pub fn plan_upgrade(
    context: &Context,
    database: &dyn Database,
    history: &History,
    revision: Option<&str>,
    settings: Settings,
) -> Result<Plan> {
    let standing = Standing::read(database, history)?;
    standing.refuse_unsound(history)?;
    if let Some(entry) = standing.in_state(State::Missing).next() {
        return Err(Error::refused(format!(
            "the database is at {} {}, of which there is no file",
            entry.version, entry.title
        ))
        .note("it was applied from another branch, or the file was deleted")
        .hint(format!(
            "cargo migrate downgrade {}-1     takes it back, by the SQL stored when it was applied",
            entry.version
        ))
        .hint("or switch back to the branch that has the file"));
    }
    if !standing.under_control && !database.is_empty()? {
        return Err(
            Error::refused("the database has tables and is not under version control")
                .hint("cargo migrate stamp head     if its schema is that of the newest migration")
                .hint("cargo migrate stamp REV     if it is that of an older one")
                .hint("cargo migrate stamp base     if its tables are none of the migrations'"),
        );
    }
    let target = context.resolve(
        revision.unwrap_or("head"),
        history,
        &standing.applied_versions(),
        Bearing::Up,
    )?;
    if let (Some(current), target) = (standing.current, target)
        && target.is_none_or(|target| target < current)
    {
        let shown = target.map_or("base".to_owned(), |target| target.to_string());
        return Err(Error::usage(format!(
            "{shown} lies behind {current}, where the database stands"
        ))
        .hint(format!("cargo migrate downgrade {shown}")));
    }
    let late: Vec<_> = standing.in_state(State::OutOfOrder).collect();
    if let (Some(entry), false) = (late.first(), settings.out_of_order) {
        return Err(Error::refused(format!(
            "migration {} {} is older than {}, which is applied already",
            entry.version,
            entry.title,
            standing.current.unwrap_or_default()
        ))
        .note("it came in by a merge; applied now, the order differs from a new database's")
        .hint("give it a new version: rename its files so that they come last")
        .hint("or apply it all the same: cargo migrate upgrade --out-of-order"));
    }
    let steps = history
        .up_to(target)
        .iter()
        .filter(|migration| !standing.applied_versions().contains(&migration.version))
        .map(|migration| Step {
            way: Way::Up,
            migration: migration.clone(),
            note: None,
        })
        .collect();
    Ok(Plan {
        command: "upgrade",
        from: standing.current,
        to: target.max(standing.current),
        steps,
    })
}

/// Plans a downgrade to a revision.
///
/// # Errors
/// Where a migration has no down script, or the revision lies ahead.
pub fn plan_downgrade(
    context: &Context,
    database: &dyn Database,
    history: &History,
    revision: &str,
    settings: Settings,
) -> Result<Plan> {
    let applied = database.applied()?;
    if applied.is_empty() {
        return Err(nothing_applied(database)?);
    }
    let versions: Vec<i64> = applied.iter().map(|row| row.version).collect();
    let current = versions.last().copied();
    let target = context.resolve(revision, history, &versions, Bearing::Down)?;
    if target > current {
        let shown = target.unwrap_or_default();
        return Err(Error::usage(format!(
            "{shown} lies ahead of {}, where the database stands",
            current.unwrap_or_default()
        ))
        .hint(format!("cargo migrate upgrade {shown}")));
    }
    let mut steps = Vec::new();
    for row in applied
        .iter()
        .rev()
        .filter(|row| Some(row.version) > target)
    {
        steps.push(down_step(context, row, history, settings)?);
    }
    Ok(Plan {
        command: "downgrade",
        from: current,
        to: target,
        steps,
    })
}

/// Plans taking the newest applied migration back and applying it again.
pub fn plan_redo(
    context: &Context,
    database: &dyn Database,
    history: &History,
    settings: Settings,
) -> Result<Plan> {
    let applied = database.applied()?;
    let Some(row) = applied.last() else {
        return Err(nothing_applied(database)?);
    };
    let Some(migration) = history.find(row.version) else {
        return Err(Error::refused(format!(
            "migration {} {} cannot be applied again: its file is not there",
            row.version, row.description
        ))
        .hint(
            "cargo migrate downgrade -1     takes it back, by the SQL stored when it was applied",
        ));
    };
    let down = down_step(context, row, history, settings)?;
    let up = Step {
        way: Way::Up,
        migration: migration.clone(),
        note: None,
    };
    Ok(Plan {
        command: "redo",
        from: Some(row.version),
        to: Some(row.version),
        steps: vec![down, up],
    })
}

fn nothing_applied(database: &dyn Database) -> Result<Error> {
    Ok(if database.has_ledger()? {
        Error::usage("nothing is applied, so there is nothing to take back")
            .hint("cargo migrate upgrade")
    } else {
        Error::usage("the database is not under version control")
            .hint("cargo migrate stamp head     if its schema is that of the newest migration")
            .hint("cargo migrate upgrade     if it is empty")
    })
}

/// The SQL as it was when the migration was applied; the file's where nothing was stored then
/// (the application's own `sqlx::migrate!` stores nothing).
fn down_step(
    context: &Context,
    row: &Applied,
    history: &History,
    settings: Settings,
) -> Result<Step> {
    let (journal, id) = context.journal_entry()?;
    let stored = journal
        .stored_script(id, row.version)?
        .filter(|stored| stored.checksum == row.checksum);
    let file = history.find(row.version);
    let (migration, note) = match (stored, file) {
        (Some(stored), file) if !(settings.use_files && file.is_some()) => {
            let note = match file {
                None => Some("from the SQL stored when it was applied; its file is not there".to_owned()),
                Some(file) if file.down.as_ref().map(|down| &down.sql) != stored.down_sql.as_ref() => Some(
                    "from the SQL stored when it was applied; its down file has changed since (--use-files runs the file)".to_owned(),
                ),
                Some(_) => None,
            };
            (restored(row, &stored, file, history), note)
        }
        (_, Some(file)) => (file.clone(), None),
        (_, None) => {
            return Err(Error::refused(format!("migration {} {} cannot be taken back: its file is not there, and this tool did not apply it", row.version, row.description))
                .hint("switch to the branch that has the file, or restore it from Git"));
        }
    };
    if migration.down.is_none() {
        return Err(Error::refused(format!(
            "migration {} {} has no down script, so it cannot be taken back",
            row.version, row.description
        ))
        .hint(format!(
            "write {}_{}.down.sql, then: cargo migrate downgrade REV --use-files",
            migration.prefix(),
            migration.description
        )));
    }
    Ok(Step {
        way: Way::Down,
        migration,
        note,
    })
}

fn restored(
    row: &Applied,
    stored: &StoredScript,
    file: Option<&Migration>,
    history: &History,
) -> Migration {
    let name = |way: &str| {
        history.folder.join(format!(
            "{}_{}.{way}.sql",
            row.version,
            row.description.replace(' ', "_")
        ))
    };
    let path = |script: Option<&Script>, way: &str| {
        script.map_or_else(|| name(way), |script| script.path.clone())
    };
    let down_path = path(file.and_then(|file| file.down.as_ref()), "down");
    Migration {
        version: row.version,
        description: row.description.replace(' ', "_"),
        up: Script::new(path(file.map(|file| &file.up), "up"), stored.up_sql.clone()),
        down: stored
            .down_sql
            .clone()
            .map(|sql| Script::new(down_path, sql)),
        simple: file.is_some_and(|file| file.simple),
        labels: Vec::new(),
        ignored_chars: file
            .map(|file| file.ignored_chars.clone())
            .unwrap_or_default(),
    }
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
    let mut snapshot = database.snapshot(&context.temporary_folder())?;
    let mut before = snapshot.contents()?;
    rehearsal.had_rows = before.total() > 0;
    let dialect = context.dialect()?;
    let broken_before = snapshot.broken_objects()?;
    let applied: Vec<i64> = snapshot.applied()?.iter().map(|row| row.version).collect();
    for step in left_to_do(plan, &applied)? {
        run_step(&mut *snapshot, step, &mut super::context::Silent).map_err(|error| {
            error
                .with_kind(Kind::Failed)
                .note("it failed on a snapshot; the database itself was not touched")
        })?;
        let after = snapshot.contents()?;
        let renames = step
            .script()
            .map(|script| dialect.renames_made_by(&script.sql));
        let losses = before.lost_in(&after, &renames.unwrap_or_default());
        if !losses.is_empty() {
            rehearsal.losses.push((step.migration.version, losses));
        }
        before = after;
    }
    rehearsal.broken = snapshot
        .broken_objects()?
        .into_iter()
        .filter(|broken| !broken_before.contains(broken))
        .collect();
    Ok(rehearsal)
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
