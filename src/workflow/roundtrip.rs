//! `roundtrip`: proves up, down, up. After down the schema is what it was, after the second up it
//! is what the first gave, and no row and no value is lost on the way.

mod proof;

pub use proof::{Proof, Proofs, Verdict};

use super::context::{Context, Progress, Silent, apply, take_back};
use super::standing::Standing;
use crate::dialect::contents::{Contents, Loss};
use crate::dialect::{Access, Database, Dialect};
use crate::diff::{Change, TableChange, compare, order_only};
use crate::error::{Error, Result};
use crate::migration::{Bearing, History, Migration};
use crate::schema::Schema;
use std::time::{Duration, Instant};

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
            let mut begin = |before: i64| {
                let mut database = context.empty()?;
                for migration in history
                    .migrations
                    .iter()
                    .take_while(|migration| migration.version < before)
                {
                    apply_leniently(&mut *database, migration, &mut Silent)?;
                }
                Ok(database)
            };
            walk(context.dialect()?, &chosen, &mut begin, progress)
        }
        On::Snapshot => {
            let Some(development) = context.development_if_there()? else {
                return Err(no_development(context)?);
            };
            let standing = Standing::read(&*development, &history)?;
            standing.refuse_unsound(&history)?;
            let chosen = choose(context, &history, which, Some(&standing))?;
            let folder = context.temporary_folder();
            let mut begin = |before: i64| {
                let mut snapshot = development.snapshot(&folder)?;
                prepare(&mut *snapshot, &history, &standing, before)?;
                Ok(snapshot)
            };
            on_rows(context.dialect()?, chosen, &standing, &mut begin, progress)
        }
        On::Development => in_place(context, &history, which, progress),
    }
}

/// How the journal names a proof on the development database.
const ROUNDTRIP: &str = "roundtrip";

/// Refuses to go on with a development database in which a proof was killed: it stands somewhere
/// on the way, until its backup is put back.
pub fn refuse_interrupted(context: &Context) -> Result<()> {
    if !context.development_path()?.exists() {
        return Ok(());
    }
    let (journal, id) = context.journal_entry()?;
    if !journal
        .unfinished_runs(id)?
        .iter()
        .any(|run| run.command == ROUNDTRIP)
    {
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
    let path = context.development_path()?;
    let _lock = super::lock::MigrationLock::acquire(&path, Duration::from_secs(60))?;
    let mut database = context.development(Access::Write)?;
    let standing = Standing::read(&*database, history)?;
    standing.refuse_unsound(history)?;
    let chosen = choose(context, history, which, Some(&standing))?;
    let (journal, id) = context.journal_entry()?;
    let backup = super::backup::take(context, &*database, "roundtrip", progress)?;
    let run = journal.begin_run(id, ROUNDTRIP, standing.current, standing.current)?;
    let mut begin = |before: i64| {
        let mut database = context.development(Access::Write)?;
        database.restore_from(&backup)?;
        prepare(&mut *database, history, &standing, before)?;
        Ok(database)
    };
    let outcome = on_rows(context.dialect()?, chosen, &standing, &mut begin, progress);
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
        Some(_) => Error::usage("there is no development database yet"),
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
    database: &mut dyn Database,
    history: &History,
    standing: &Standing,
    before: i64,
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
        if migration.version < before && !standing.applied_versions().contains(&migration.version) {
            apply(database, migration, &mut Silent)?;
        }
    }
    Ok(())
}

/// Makes a database at which the migration of this version is the next to be applied.
type Begin<'a> = &'a mut dyn FnMut(i64) -> Result<Box<dyn Database>>;

/// Runs a script as sqlx would; where it fails so, with foreign keys off, as some applications
/// run it. True where it needed that.
fn leniently(
    database: &mut dyn Database,
    script: &mut dyn FnMut(&mut dyn Database) -> Result<Duration>,
) -> Result<bool> {
    let Err(first) = script(database) else {
        return Ok(false);
    };
    database.set_foreign_keys(false)?;
    let second = script(database);
    database.set_foreign_keys(true)?;
    match second {
        Ok(_) => Ok(true),
        Err(_) => Err(first),
    }
}

fn apply_leniently(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<bool> {
    leniently(database, &mut |database| {
        apply(database, migration, progress)
    })
}

fn take_back_leniently(
    database: &mut dyn Database,
    migration: &Migration,
    progress: &mut dyn Progress,
) -> Result<bool> {
    leniently(database, &mut |database| {
        take_back(database, migration, progress)
    })
}

/// What is remembered of a moment. Texts of the catalog are enough as long as they are equal.
struct Look {
    text: String,
    contents: Contents,
}

/// Rows are read only where there can be any.
fn look(database: &dyn Database) -> Result<Look> {
    let contents = if database.may_have_rows() {
        database.contents()?
    } else {
        Contents::default()
    };
    Ok(Look {
        text: database.catalog_text()?,
        contents,
    })
}

/// Proves what is pending forwards, and what is applied backwards from the newest: so that each
/// meets the rows that those after it leave.
fn on_rows(
    dialect: &dyn Dialect,
    chosen: Vec<Migration>,
    standing: &Standing,
    begin: Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let versions = standing.applied_versions();
    let (applied, pending): (Vec<Migration>, Vec<Migration>) = chosen
        .into_iter()
        .partition(|migration| versions.contains(&migration.version));
    let mut proofs = walk(dialect, &pending, begin, progress)?;
    let back = walk_back(dialect, &applied, begin, progress)?;
    proofs.rows = proofs.rows.max(back.rows);
    proofs.migrations.extend(back.migrations);
    proofs.migrations.sort_by_key(|proof| proof.version);
    Ok(proofs)
}

/// Up, down, up for each migration in turn. A finding does not stop it: it goes on from a fresh
/// database to which only ups were applied.
fn walk(
    dialect: &dyn Dialect,
    chosen: &[Migration],
    begin: Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let mut proofs = Proofs::default();
    let Some(first) = chosen.first() else {
        return Ok(proofs);
    };
    let mut database = begin(first.version)?;
    let mut before = look(&*database)?;
    proofs.rows = before.contents.total();
    for (position, migration) in chosen.iter().enumerate() {
        let mut proof = Proof::of(migration);
        let start = Instant::now();
        let clean = step(
            dialect,
            &mut *database,
            migration,
            &before,
            &mut proof,
            begin,
            progress,
        )?;
        proofs.add(proof, start, progress);
        let Some(next) = chosen.get(position + 1) else {
            break;
        };
        if let Some(after) = clean {
            before = after;
        } else if let Ok(fresh) = begin(next.version) {
            database = fresh;
            before = look(&*database)?;
        } else {
            progress.warn(&format!(
                "what comes after {} {} was not proven: its up has to be mended first",
                migration.version,
                migration.title()
            ));
            break;
        }
    }
    Ok(proofs)
}

/// The same from the newest to the oldest, on a database that has them all: each is taken back,
/// and then proven where it stood.
fn walk_back(
    dialect: &dyn Dialect,
    chosen: &[Migration],
    begin: Begin,
    progress: &mut dyn Progress,
) -> Result<Proofs> {
    let mut proofs = Proofs::default();
    let Some(newest) = chosen.last() else {
        return Ok(proofs);
    };
    let mut database = begin(newest.version.saturating_add(1))?;
    proofs.rows = look(&*database)?.contents.total();
    for (position, migration) in chosen.iter().enumerate().rev() {
        let mut proof = Proof::of(migration);
        let start = Instant::now();
        let older = position
            .checked_sub(1)
            .and_then(|position| chosen.get(position));
        if migration.down.is_none() {
            proof.verdict = Verdict::NoDown;
            proofs.add(proof, start, progress);
        } else {
            match take_back_leniently(&mut *database, migration, progress) {
                Ok(_) => {
                    let before = look(&*database)?;
                    let clean = step(
                        dialect,
                        &mut *database,
                        migration,
                        &before,
                        &mut proof,
                        begin,
                        progress,
                    )?;
                    proofs.add(proof, start, progress);
                    if older.is_none() {
                        break;
                    }
                    let back = clean.is_some()
                        && take_back_leniently(&mut *database, migration, &mut Silent).is_ok();
                    if !back {
                        database = begin(migration.version)?;
                    }
                    continue;
                }
                Err(error) => {
                    failed(&mut proof, Verdict::DownFails, &error);
                    proofs.add(proof, start, progress);
                }
            }
        }
        if older.is_some() {
            progress.warn(&format!(
                "what comes before {} {} was not proven on these rows: its down has to be mended first",
                migration.version,
                migration.title()
            ));
        }
        break;
    }
    Ok(proofs)
}

/// Proves one migration. Gives the state after it, where the database is to be trusted with the
/// next one.
fn step(
    dialect: &dyn Dialect,
    database: &mut dyn Database,
    migration: &Migration,
    before: &Look,
    proof: &mut Proof,
    begin: Begin,
    progress: &mut dyn Progress,
) -> Result<Option<Look>> {
    match apply_leniently(database, migration, progress) {
        Ok(false) => {}
        Ok(true) => proof.only_without_foreign_keys.push("up".to_owned()),
        Err(error) => {
            failed(proof, Verdict::UpFails, &error);
            return Ok(None);
        }
    }
    let after = look(database)?;
    let renames = dialect.renames_made_by(&migration.up.sql);
    proof.lost_in_up = texts(&before.contents.lost_in(&after.contents, &renames));
    if migration.down.is_none() {
        proof.verdict = Verdict::NoDown;
        return Ok(Some(after));
    }
    match take_back_leniently(database, migration, progress) {
        Ok(false) => {}
        Ok(true) => proof.only_without_foreign_keys.push("down".to_owned()),
        Err(error) => {
            failed(proof, Verdict::DownFails, &error);
            return Ok(None);
        }
    }
    let back = look(database)?;
    if back.text != before.text {
        // Read before the state before is brought about: on the development database that is done
        // in the same file.
        let model_back = database.inspect()?;
        let model_before = begin(migration.version)?.inspect()?;
        let nothing_done = back.text == after.text;
        judge(proof, &model_before, &model_back, nothing_done);
    }
    proof.lost = texts(&before.contents.lost_in(&back.contents, &[]));
    if !proof.verdict.is_good() {
        return Ok(None);
    }
    if let Err(error) = apply_leniently(database, migration, progress) {
        failed(proof, Verdict::UpFails, &error);
        proof
            .differences
            .insert(0, "the second up fails, where the first did not".to_owned());
        return Ok(None);
    }
    let again = look(database)?;
    proof.lost_by_redoing = texts(&after.contents.lost_in(&again.contents, &[]));
    if again.text == after.text {
        return Ok(Some(again));
    }
    let model_again = database.inspect()?;
    let mut once = begin(migration.version)?;
    apply_leniently(&mut *once, migration, &mut Silent)?;
    let changes = compare(&once.inspect()?, &model_again);
    if changes.is_empty() {
        return Ok(Some(again));
    }
    proof.verdict = Verdict::Nondeterministic;
    proof
        .differences
        .extend(changes.iter().map(|change| format!("second up: {change}")));
    Ok(None)
}

/// Decides by the models where the texts differ.
fn judge(proof: &mut Proof, before: &Schema, back: &Schema, nothing_done: bool) {
    let changes = compare(before, back);
    if changes.is_empty() {
        let moved = order_only(before, back);
        if !moved.is_empty() {
            proof.verdict = Verdict::OrderOnly;
            proof.differences = moved
                .iter()
                .map(|table| format!("{}: columns stand in another order", table.name))
                .collect();
        }
        return;
    }
    proof.verdict = if nothing_done {
        Verdict::EmptyDown
    } else {
        Verdict::Unfaithful
    };
    proof.differences = changes.iter().flat_map(after_down).collect();
}

fn after_down(change: &Change) -> Vec<String> {
    let line = |text: String| format!("after down: {text}");
    match change {
        Change::AlterTable { table, changes } => changes
            .iter()
            .map(|change| line(format!("{table}: {}", left_over(change))))
            .collect(),
        Change::AddTable(name) => vec![line(format!("table {name} is still there"))],
        Change::DropTable(name) => vec![line(format!("table {name} is gone"))],
        Change::AddObject(kind, name) => vec![line(format!("{kind} {name} is still there"))],
        Change::DropObject(kind, name) => vec![line(format!("{kind} {name} is gone"))],
        Change::ReplaceObject(kind, name) => vec![line(format!("{kind} {name} differs"))],
    }
}

/// A difference of the schema after down from the one before up, seen from there.
fn left_over(change: &TableChange) -> String {
    match change {
        TableChange::AddColumn(name) => format!("column {name} is still there"),
        TableChange::DropColumn(name) => format!("column {name} is gone"),
        TableChange::AddIndex(name) => format!("index {name} is still there"),
        TableChange::DropIndex(name) => format!("index {name} is gone"),
        other => other.to_string(),
    }
}

fn failed(proof: &mut Proof, verdict: Verdict, error: &Error) {
    proof.verdict = verdict;
    proof.differences.push(error.message().to_owned());
}

fn texts(losses: &[Loss]) -> Vec<String> {
    losses.iter().map(ToString::to_string).collect()
}
