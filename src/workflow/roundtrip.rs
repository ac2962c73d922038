//! `roundtrip`: proves up, down, up. After down the schema is what it was, after the second up it
//! is what the first gave, and no row and no value is lost on the way.

mod judge;
mod proof;
mod walk;

pub use proof::{Proof, Proofs, Verdict};

use super::context::{Context, Progress, Silent, apply, take_back};
use super::lock::LOCK_WAIT;
use super::standing::Standing;
use crate::dialect::{Access, Database, Dialect};
use crate::error::{Error, Result};
use crate::journal::UnfinishedRun;
use crate::migration::{Bearing, History, Migration};
use std::collections::BTreeSet;
use walk::{Begin, apply_in_part, apply_leniently, on_rows, walk};

/// Which migrations are proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Those that the database does not have yet; where it has all, the newest.
    Pending,
    /// All of the folder.
    All,
    /// From the one after the first revision to the second.
    Range(String, String),
    /// One.
    One(String),
}

/// On what they are proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A private copy of the development database, rows and all.
    Snapshot,
    /// An empty database.
    Empty,
    /// The development database itself, with a backup that is put back.
    Development,
}

/// Proves the chosen migrations.
///
/// # Errors
/// Only where the proof can't be begun, or can't go on behind a finding.
pub fn prove(
    context: &Context,
    which: &Which,
    on: On,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let history = context.history()?;
    super::context::refuse_unsound(&history)?;
    if on != On::Empty && context.development_if_there()?.is_some() {
        refuse_interrupted(context)?;
    }
    match on {
        On::Empty => {
            let chosen = choose(context, &history, which, None)?;
            let dialect = context.dialect()?;
            let mut make = |before: i64, failing: &BTreeSet<i64>| {
                let mut database = context.empty()?;
                for migration in history
                    .migrations
                    .iter()
                    .take_while(|migration| migration.version < before)
                {
                    if failing.contains(&migration.version) {
                        apply_in_part(dialect, &mut *database, migration)?;
                    } else {
                        apply_leniently(&mut *database, migration, &mut Silent)?;
                    }
                }
                Ok(database)
            };
            walk(dialect, &chosen, &mut Begin::on_empty(&mut make), progress)
        }
        On::Snapshot => {
            let Some(development) = context.development_if_there()? else {
                return Err(no_development(context)?);
            };
            let standing = Standing::read(&*development, &history)?;
            standing.refuse_unsound(&history)?;
            let chosen = choose(context, &history, which, Some(&standing))?;
            let folder = context.temporary_folder();
            let dialect = context.dialect()?;
            let mut make = |before: i64, failing: &BTreeSet<i64>| {
                let mut snapshot = development.snapshot(&folder)?;
                prepare(
                    dialect,
                    &mut *snapshot,
                    &history,
                    &standing,
                    before,
                    failing,
                )?;
                Ok(snapshot)
            };
            let mut begin = Begin::on_rows(&mut make);
            on_rows(dialect, chosen, &standing, &mut begin, progress)
        }
        On::Development => in_place(context, &history, which, progress),
    }
}

/// How the journal names a proof on the development database.
pub(super) const ROUNDTRIP: &str = "roundtrip";

/// Refuses to go on with a development database in which a proof was killed: it stands somewhere
/// on the way, until its backup is put back.
pub fn refuse_interrupted(context: &Context) -> Result<()> {
    if context.project.database_url_if_set()?.is_none() {
        return Ok(());
    }
    let journal = context.journal()?;
    // A database that is not there stands nowhere; that is asked last, as a server takes its time.
    let Some(id) = journal.known_database(&context.database_key()?)? else {
        return Ok(());
    };
    let interrupted = |run: &UnfinishedRun| run.command == ROUNDTRIP;
    if !journal.unfinished_runs(id)?.iter().any(interrupted) || !context.development_is_there()? {
        return Ok(());
    }
    let backups = super::backup::list(context)?;
    let backup = backups.iter().find(|backup| backup.reason == ROUNDTRIP);
    let path = backup.map_or_else(
        || "FILE".to_owned(),
        |backup| backup.path.display().to_string(),
    );
    Err(
        Error::refused("a roundtrip on the development database was killed before it was put back")
            .hint(format!("cargo migrate restore {path}")),
    )
}

/// Notes that what an interrupted proof left has been mended.
pub fn mended(context: &Context) -> Result<()> {
    let (journal, id) = context.journal_entry()?;
    for run in journal
        .unfinished_runs(id)?
        .iter()
        .filter(|run| run.command == ROUNDTRIP)
    {
        journal.finish_run(run.id, "mended")?;
    }
    Ok(())
}

/// Proves on the development database itself: with a backup, which is put back whatever happens.
fn in_place(
    context: &Context,
    history: &History,
    which: &Which,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let _lock = context.lock()?;
    let mut database = context.development(Access::Write)?;
    database.claim(LOCK_WAIT)?;
    let standing = Standing::read(&*database, history)?;
    standing.refuse_unsound(history)?;
    let chosen = choose(context, history, which, Some(&standing))?;
    let (journal, id) = context.journal_entry()?;
    let backup = super::backup::take(context, &*database, "roundtrip", progress)?;
    let run = journal.begin_run(id, ROUNDTRIP, standing.current, standing.current)?;
    let dialect = context.dialect()?;
    let mut make = |before: i64, failing: &BTreeSet<i64>| {
        let mut database = context.development(Access::Write)?;
        database.restore_from(&backup)?;
        prepare(dialect, &mut *database, history, &standing, before, failing)?;
        Ok(database)
    };
    let mut begin = Begin::on_rows(&mut make);
    let outcome = on_rows(dialect, chosen, &standing, &mut begin, progress);
    progress.status("Restoring", &backup.display().to_string());
    database.restore_from(&backup).map_err(|error| {
        error
            .with_kind(crate::Kind::Broken)
            .context("the development database was not put back")
            .hint(format!("cargo migrate restore {}", backup.display()))
    })?;
    journal.finish_run(run, "done")?;
    outcome
}

fn no_development(context: &Context) -> Result<Error> {
    let error = match context.project.database_url_if_set()? {
        Some((url, _)) => {
            Error::usage("there is no development database yet").note(format!("none at {url}"))
        }
        None => {
            return Ok(context
                .project
                .database_url()
                .err()
                .unwrap_or_else(|| Error::internal("the URL is set and not set")));
        }
    };
    Ok(error
        .hint("cargo migrate roundtrip --on empty     proves it without rows")
        .hint("cargo migrate upgrade     makes the development database"))
}

fn choose(
    context: &Context,
    history: &History,
    which: &Which,
    standing: Option<&Standing>,
) -> Result<Vec<Migration>> {
    let versions: Vec<i64> = match standing {
        Some(standing) => standing.applied_versions(),
        None => history.versions().collect(),
    };
    let resolve = |text: &str| context.resolve(text, history, &versions, Bearing::Any);
    let chosen: Vec<Migration> = match which {
        Which::All => history.migrations.clone(),
        Which::Range(from, to) => {
            let (text, (from, to)) = (format!("{from}..{to}"), (resolve(from)?, resolve(to)?));
            if from > to {
                let (first, second) = text.split_once("..").unwrap_or_default();
                return Err(Error::usage(format!("the range {text} goes back"))
                    .hint(format!("cargo migrate roundtrip {second}..{first}")));
            }
            history
                .up_to(to)
                .iter()
                .filter(|migration| Some(migration.version) > from)
                .cloned()
                .collect()
        }
        Which::One(revision) => {
            let version = resolve(revision)?;
            history
                .migrations
                .iter()
                .filter(|migration| Some(migration.version) == version)
                .cloned()
                .collect()
        }
        Which::Pending => {
            let pending: Vec<Migration> = history
                .migrations
                .iter()
                .filter(|migration| !versions.contains(&migration.version))
                .cloned()
                .collect();
            if pending.is_empty() {
                history.head().cloned().into_iter().collect()
            } else {
                pending
            }
        }
    };
    Ok(chosen)
}

/// Brings the database to where the migration `before` is the next to be applied.
fn prepare(
    dialect: &dyn Dialect,
    database: &mut dyn Database,
    history: &History,
    standing: &Standing,
    before: i64,
    failing: &BTreeSet<i64>,
) -> Result<()> {
    for version in standing
        .applied_versions()
        .into_iter()
        .rev()
        .filter(|version| *version >= before)
    {
        let Some(migration) = history.find(version) else {
            return Err(Error::refused(format!(
                "migration {version} is applied, and its file is not there"
            ))
            .hint("cargo migrate history"));
        };
        take_back(database, migration, &mut Silent).map_err(|error| {
            error
                .context("the copy cannot be brought back to where the proof begins")
                .with_kind(crate::Kind::Found)
                .hint(
                    "cargo migrate roundtrip --all --on empty     proves every migration by itself",
                )
        })?;
    }
    for migration in &history.migrations {
        if migration.version >= before || standing.applied_versions().contains(&migration.version) {
            continue;
        }
        if failing.contains(&migration.version) {
            apply_in_part(dialect, database, migration)?;
        } else {
            apply(database, migration, &mut Silent)?;
        }
    }
    Ok(())
}
