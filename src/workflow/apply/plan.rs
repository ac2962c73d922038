//! What `upgrade`, `downgrade` and `redo` will run.

use super::{Plan, Settings, Step, Way};
use crate::dialect::{Applied, Database};
use crate::error::{Error, Result};
use crate::journal::StoredScript;
use crate::migration::{Bearing, History, Migration, Script};
use crate::workflow::context::Context;
use crate::workflow::standing::{Standing, State};
use crate::workflow::steps::Finished;

/// Plans an upgrade to a revision (`head` where none is given) of a database that may still be to
/// be made.
///
/// # Errors
/// Where the history or the ledger can't be relied on, or the revision lies behind.
pub fn plan_upgrade(
    context: &Context,
    database: Option<&dyn Database>,
    history: &History,
    revision: Option<&str>,
    settings: Settings,
) -> Result<(Plan, Standing)> {
    let standing = match database {
        Some(database) => Standing::at_rest(context, database, history)?,
        None => Standing::of(false, Vec::new(), history),
    };
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
    // Another run may have begun meanwhile: its ledger is there before its first table.
    if let (false, Some(database)) = (standing.under_control, database)
        && !database.is_empty()?
        && !database.has_ledger()?
    {
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
    let plan = Plan {
        command: "upgrade",
        from: standing.current,
        to: target.max(standing.current),
        steps,
    };
    Ok((plan, standing))
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

/// The command that takes a migration back and applies it again.
const REDO: &str = "redo";

/// Plans what is left of a `redo` that broke off: to apply what it had taken back. None where none
/// broke off. `finished` is what was finished of a run in steps just now.
///
/// # Errors
/// As [`plan_upgrade`].
pub fn plan_rest_of_redo(
    context: &Context,
    database: &dyn Database,
    history: &History,
    finished: Option<&Finished>,
) -> Result<Option<Plan>> {
    let current = database.applied()?.last().map(|row| row.version);
    let version = match finished {
        Some(finished) if finished.command == REDO && finished.way == Way::Up => {
            return Ok(Some(Plan {
                command: REDO,
                from: current,
                to: current,
                steps: Vec::new(),
            }));
        }
        Some(finished) if finished.command == REDO => finished.version,
        Some(_) => return Ok(None),
        None => match taken_back_only(context, current, history)? {
            Some(version) => version,
            None => return Ok(None),
        },
    };
    let settings = Settings::default();
    let revision = version.to_string();
    let (plan, _) = plan_upgrade(context, Some(database), history, Some(&revision), settings)?;
    Ok(Some(plan))
}

/// The migration that a `redo` had just taken back when its process ended: it is the next one to
/// be applied.
fn taken_back_only(
    context: &Context,
    current: Option<i64>,
    history: &History,
) -> Result<Option<i64>> {
    let (journal, id) = context.journal_entry()?;
    let next = history.versions().find(|version| Some(*version) > current);
    let runs = journal.unfinished_runs(id)?;
    let newest = runs.last().filter(|run| run.command == REDO);
    Ok(newest
        .and_then(|run| run.to)
        .filter(|version| Some(*version) == next))
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
        command: REDO,
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
