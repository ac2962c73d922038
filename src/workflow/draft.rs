//! `new`: from the difference between the schema source and the database to a migration that is
//! proven before it is kept.

use super::context::{Context, Progress, Silent, apply, empty_or_history, refuse_unsound};
use super::impact::{Impact, impacts};
use super::source;
use super::standing::{Standing, State};
use crate::dialect::contents::Loss;
use crate::dialect::{Database, Dialect, Form, Note, Run};
use crate::diff::{Candidate, Change, Rename, TableChange, candidates, compare};
use crate::draft::{Draft, Script};
use crate::error::{Error, Kind, Result};
use crate::migration::{History, clock, next_version, slug, write_pair};
use crate::schema::Schema;
use std::path::{Path, PathBuf};

/// What a draft is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// The development database where there is one, else the replay.
    #[default]
    Development,
    /// The history, applied to an empty database.
    Replay,
}

/// Both sides of a draft.
pub struct Comparison {
    /// The history.
    pub history: History,
    /// The development database, where it takes part.
    pub development: Option<Box<dyn Database>>,
    /// The history applied to an empty database.
    pub replay: Box<dyn Database>,
    /// The schema to start from.
    pub from: Schema,
    /// The schema to reach.
    pub to: Schema,
    /// The renames that comments in the schema source tell of and that are still to be made.
    pub told: Vec<Rename>,
}

/// Reads both sides.
///
/// # Errors
/// Where the development database is behind, or was changed by hand: a draft would then mix that
/// with the change.
pub fn compare_sides(
    context: &Context,
    start: Start,
    progress: &mut dyn Progress,
) -> Result<Comparison> {
    let history = empty_or_history(context)?;
    refuse_unsound(&history)?;
    let replay = context.replay(&history.migrations, &mut Silent)?;
    let development = match start {
        Start::Replay => None,
        Start::Development => context.development_if_there()?,
    };
    let development = match development {
        Some(database) if database.has_ledger()? || !database.is_empty()? => {
            super::roundtrip::refuse_interrupted(context)?;
            refuse_behind(&*database, &history)?;
            refuse_drift(&*database, &*replay)?;
            Some(database)
        }
        _ => None,
    };
    if development.is_none() && start == Start::Development && !history.migrations.is_empty() {
        progress.note("there is no development database: compared with a replay of the history");
    }
    let to = context.wanted(progress)?;
    let from = replay.inspect()?;
    for table in from.tables.iter().chain(&to.tables) {
        if let Some(reason) = &table.opaque {
            progress.warn(&format!(
                "table {} is compared as a whole: {reason}",
                table.name
            ));
        }
    }
    for (object, reason) in context.dialect()?.broken_objects(&to)? {
        progress.warn(&format!(
            "the schema source has a {object} that does not work: {reason}"
        ));
    }
    let told = source::told_renames(context, &from, &to)?;
    Ok(Comparison {
        history,
        development,
        replay,
        from,
        to,
        told,
    })
}

fn refuse_behind(database: &dyn Database, history: &History) -> Result<()> {
    let standing = Standing::read(database, history)?;
    if !standing.under_control {
        return Err(
            Error::refused("the development database is not under version control")
                .hint("cargo migrate stamp head     if its schema is that of the newest migration")
                .hint("cargo migrate stamp base     if its tables are none of the migrations'")
                .hint("cargo migrate new --from replay MESSAGE     leaves it out"),
        );
    }
    standing.refuse_unsound(history)?;
    if let Some(entry) = standing.in_state(State::Missing).next() {
        return Err(Error::refused(format!(
            "the development database is ahead of the migrations folder: {} {} has no file here",
            entry.version, entry.title
        ))
        .hint(format!("cargo migrate downgrade {}-1", entry.version))
        .hint("cargo migrate new --from replay MESSAGE     leaves the database out"));
    }
    let missing: Vec<_> = standing
        .entries
        .iter()
        .filter(|entry| entry.applied.is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut error = Error::refused("Target database is not up to date");
    for entry in missing.iter().take(5) {
        error = error.note(format!(
            "not applied yet: {} {}",
            entry.version, entry.title
        ));
    }
    if missing.len() > 5 {
        error = error.note(format!("and {} more", missing.len() - 5));
    }
    Err(error
        .hint("cargo migrate upgrade     applies them")
        .hint("cargo migrate new --from replay MESSAGE     compares with the history instead of the database"))
}

fn refuse_drift(database: &dyn Database, replay: &dyn Database) -> Result<()> {
    if database.catalog_text()? == replay.catalog_text()? {
        return Ok(());
    }
    let changes = compare(&replay.inspect()?, &database.inspect()?);
    if changes.is_empty() {
        return Ok(());
    }
    let mut error = Error::refused(
        "the development database was changed by hand: its schema is not what its migrations make",
    );
    for line in lines(&changes) {
        error = error.note(line);
    }
    Err(error
        .hint("cargo migrate diff --from dev --to replay --format sql     shows what takes it back")
        .hint("ignore = [\"NAME\"] in the configuration     leaves alone what is others'")
        .hint("cargo migrate new --from replay MESSAGE     leaves the database out"))
}

/// What differs in words, the renames first and what follows from them left out.
pub fn lines_with(
    dialect: &dyn Dialect,
    from: &Schema,
    to: &Schema,
    renames: &[Rename],
) -> Result<Vec<String>> {
    let mut all: Vec<String> = renames.iter().map(Rename::in_words).collect();
    all.extend(lines(&compare(&dialect.renamed(from, renames)?, to)));
    Ok(all)
}

/// Changes, one a line: those within a table each on its own.
pub fn lines(changes: &[Change]) -> Vec<String> {
    let mut lines = Vec::new();
    for change in changes {
        match change {
            Change::AlterTable { table, changes } => {
                lines.extend(changes.iter().map(|change| format!("{table}: {change}")));
            }
            other => lines.push(other.to_string()),
        }
    }
    lines
}

impl Comparison {
    /// What differs.
    pub fn changes(&self) -> Vec<Change> {
        compare(&self.from, &self.to)
    }

    /// Drops and adds that may be renames and of which nobody has said anything, with evidence.
    pub fn open_questions(&self, context: &Context, said: &[Rename]) -> Result<Vec<Candidate>> {
        let changes = self.changes();
        let mut found = candidates(&self.from, &self.to, &changes);
        found.retain(|candidate| {
            !said
                .iter()
                .any(|rename| concerns_the_same(rename, &candidate.rename))
        });
        for candidate in &mut found {
            self.add_values(context, candidate)?;
        }
        Ok(found)
    }

    /// Values of the development rows, so that a person sees what would move.
    fn add_values(&self, _context: &Context, candidate: &mut Candidate) -> Result<()> {
        let Some(development) = &self.development else {
            return Ok(());
        };
        match &candidate.rename {
            Rename::Column { table, from, .. } => {
                let rows = development.row_count(table.as_str())?;
                if rows > 0 {
                    let values = development.sample(table.as_str(), from.as_str(), 3)?;
                    candidate.evidence.push(format!(
                        "{rows} rows in the development database, as {}",
                        values.join(", ")
                    ));
                }
            }
            Rename::Table { from, .. } => {
                let rows = development.row_count(from.as_str())?;
                candidate
                    .evidence
                    .push(format!("{rows} rows in the development database"));
            }
        }
        Ok(())
    }

    /// The drafts for it.
    pub fn drafts(&self, context: &Context, renames: &[Rename], form: Form) -> Result<Vec<Draft>> {
        context
            .dialect()?
            .drafts(&self.from, &self.to, renames, form)
    }

    /// What a person should hear aloud: tables and columns that go with rows in them.
    pub fn goes_with_rows(&self, renames: &[Rename]) -> Result<Vec<String>> {
        let Some(development) = &self.development else {
            return Ok(Vec::new());
        };
        let mut lines = Vec::new();
        for change in self.changes() {
            match change {
                Change::DropTable(name) => {
                    let renamed = renames.iter().any(
                        |rename| matches!(rename, Rename::Table { from, .. } if *from == name),
                    );
                    let rows = development.row_count(name.as_str())?;
                    if rows > 0 && !renamed {
                        lines.push(format!("drops table {name} with {rows} rows"));
                    }
                }
                Change::AlterTable { table, changes } => {
                    for change in changes {
                        let TableChange::DropColumn(column) = change else {
                            continue;
                        };
                        let renamed = renames.iter().any(|rename| matches!(rename, Rename::Column { table: t, from, .. } if *t == table && *from == column));
                        let rows = development.row_count(table.as_str())?;
                        if rows > 0 && !renamed {
                            lines.push(format!("drops column {table}.{column} with {rows} rows"));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(lines)
    }
}

fn concerns_the_same(a: &Rename, b: &Rename) -> bool {
    match (a, b) {
        (Rename::Table { from: a, to: b }, Rename::Table { from: c, to: d }) => a == c || b == d,
        (
            Rename::Column {
                table: t,
                from: a,
                to: b,
            },
            Rename::Column {
                table: u,
                from: c,
                to: d,
            },
        ) => t == u && (a == c || b == d),
        _ => false,
    }
}

/// What the proof of a draft showed.
#[derive(Debug, Clone, Default)]
pub struct DraftProof {
    /// Whether it also ran on the rows of the development database.
    pub on_rows: Option<u64>,
    /// What up does to tables with rows besides, as the engine itself says.
    pub impacts: Vec<Impact>,
    /// Rows and values that up loses.
    pub lost: Vec<Loss>,
    /// Rows and values that do not come back after down.
    pub lost_for_good: Vec<Loss>,
    /// Why up does not run on the development rows, where a person must finish it first.
    pub stops_on_rows: Option<String>,
}

/// Proves a draft: on a replay, up gives exactly the goal, down exactly the start, up again the
/// goal, and where it runs outside a transaction twice is once; then the same on a snapshot of
/// the development database, with its rows.
///
/// # Errors
/// [`Kind::Internal`] where the draft is wrong although nothing is left to review: a bug.
pub fn prove(
    context: &Context,
    comparison: &Comparison,
    drafts: &[Draft],
    renames: &[Rename],
) -> Result<DraftProof> {
    let mut database = context.replay(&comparison.history.migrations, &mut Silent)?;
    let wrong = |what: &str, changes: &[Change]| {
        let mut error = Error::internal(format!("the draft is wrong: {what}"));
        for line in lines(changes) {
            error = error.note(line);
        }
        error.hint("nothing was written; please report this with your schema source")
    };
    let check = |database: &dyn Database, wanted: &Schema, what: &str| {
        let changes = compare(&database.inspect()?, wanted);
        if changes.is_empty() {
            Ok(())
        } else {
            Err(wrong(what, &changes))
        }
    };
    run_all(&mut *database, drafts, true)
        .map_err(|error| internal(&error, "up fails on an empty database"))?;
    check(
        &*database,
        &comparison.to,
        "up does not reach the schema source",
    )?;
    run_all(&mut *database, drafts, false)
        .map_err(|error| internal(&error, "down fails on an empty database"))?;
    check(
        &*database,
        &comparison.from,
        "down does not give back the start",
    )?;
    for draft in drafts {
        run_one(&mut *database, &draft.up)
            .map_err(|error| internal(&error, "the second up fails"))?;
        // It may be killed behind its last statement, before the ledger knows.
        if draft.up.no_transaction.is_some() {
            run_one(&mut *database, &draft.up)
                .map_err(|error| internal(&error, "up cannot be run twice"))?;
        }
    }
    check(
        &*database,
        &comparison.to,
        "the second up does not reach the schema source",
    )?;
    match &comparison.development {
        Some(development) if !development.is_empty()? => {
            on_rows(context, &**development, comparison, drafts, renames, &wrong)
        }
        _ => Ok(DraftProof::default()),
    }
}

fn internal(error: &Error, what: &str) -> Error {
    Error::internal(format!("the draft is wrong: {what}: {}", error.message()))
        .hint("nothing was written; please report this with your schema source")
}

fn on_rows(
    context: &Context,
    development: &dyn Database,
    comparison: &Comparison,
    drafts: &[Draft],
    renames: &[Rename],
    wrong: &dyn Fn(&str, &[Change]) -> Error,
) -> Result<DraftProof> {
    let mut snapshot = development.snapshot(&context.temporary_folder())?;
    let before = snapshot.contents()?;
    let mut proof = DraftProof {
        on_rows: Some(before.total()),
        ..DraftProof::default()
    };
    snapshot.observe(true)?;
    if let Err(error) = run_all(&mut *snapshot, drafts, true) {
        proof.stops_on_rows = Some(error.message().to_owned());
        return Ok(proof);
    }
    proof.impacts = impacts(&mut *snapshot, &before)?;
    snapshot.observe(false)?;
    let changes = compare(&snapshot.inspect()?, &comparison.to);
    if !changes.is_empty() {
        return Err(wrong(
            "up on a copy of the development database does not reach the schema source",
            &changes,
        ));
    }
    proof.lost = before.lost_in(&snapshot.contents()?, renames);
    match run_all(&mut *snapshot, drafts, false) {
        Ok(()) => proof.lost_for_good = before.lost_in(&snapshot.contents()?, &[]),
        Err(error) => proof.stops_on_rows = Some(format!("down: {}", error.message())),
    }
    Ok(proof)
}

fn run_all(database: &mut dyn Database, drafts: &[Draft], up: bool) -> Result<()> {
    let scripts: Vec<_> = if up {
        drafts.iter().map(|draft| &draft.up).collect()
    } else {
        drafts.iter().rev().map(|draft| &draft.down).collect()
    };
    scripts
        .into_iter()
        .try_for_each(|script| run_one(database, script))
}

fn run_one(database: &mut dyn Database, script: &Script) -> Result<()> {
    let sql = script.render();
    let run = Run {
        path: Path::new("draft"),
        sql: &sql,
        no_transaction: script.no_transaction.is_some(),
        note: Note::None,
    };
    database.run(&run, &mut |_, _| {}).map(|_| ())
}

/// A migration that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its version.
    pub version: i64,
    /// The up script.
    pub up: PathBuf,
    /// The down script.
    pub down: PathBuf,
}

/// What stands at the head of a draft.
#[derive(Debug, Clone, Default)]
pub struct Head<'a> {
    /// What the person said it is for.
    pub message: &'a str,
    /// A label, as in `0.4`.
    pub label: Option<&'a str>,
    /// What a person should know, such as rows that go.
    pub remarks: &'a [String],
}

/// The texts of both files of each draft. A label stands for all of them, at the last.
pub fn texts(drafts: &[Draft], head: &Head) -> Vec<(String, String)> {
    let last = drafts.len().saturating_sub(1);
    let labels = (0..drafts.len()).map(|position| head.label.filter(|_| position == last));
    let both = drafts.iter().zip(labels);
    both.map(|(draft, label)| {
        let mut up = String::from("Add up migration script here\n");
        up.push_str(head.message);
        if let Some(label) = label {
            up.push_str(&format!("\nlabel: {label}"));
        }
        for remark in head.remarks {
            up.push_str(&format!("\nNote: {remark}"));
        }
        let down = format!("Add down migration script here\n{}", head.message);
        (draft.up.render_with(&up), draft.down.render_with(&down))
    })
    .collect()
}

/// What each pair of files is called: renames that stand alone by what they are, what does not fit
/// into the first of the others by its number.
fn names(drafts: &[Draft], name: &str) -> Vec<String> {
    let renames = |draft: &Draft| {
        let statements = &draft.up.statements;
        statements.iter().all(|one| one.sql.contains(" RENAME ")) && !statements.is_empty()
    };
    let apart = drafts.len() > 1 && renames(&drafts[0]);
    let rest = drafts.len() - usize::from(apart);
    let numbered = (1..=rest).map(|number| match number {
        1 => name.to_owned(),
        _ => format!("{name}_{number}"),
    });
    let first = apart.then(|| format!("{name}_renames"));
    first.into_iter().chain(numbered).collect()
}

/// Writes the drafts, each as a pair of files; all of them or none.
pub fn write(context: &Context, drafts: &[Draft], head: &Head) -> Result<Vec<Written>> {
    let mut history = empty_or_history(context)?;
    let mut written: Vec<Written> = Vec::new();
    let names = names(drafts, &slug(head.message)?);
    for ((up, down), name) in texts(drafts, head).into_iter().zip(names) {
        let (prefix, version) = next_version(&history, clock::now()?);
        match write_pair(&context.project.migrations, &prefix, &name, &up, &down) {
            Ok((up, down)) => written.push(Written { version, up, down }),
            Err(error) => {
                for pair in &written {
                    let _ = std::fs::remove_file(&pair.up);
                    let _ = std::fs::remove_file(&pair.down);
                }
                return Err(error.with_kind(Kind::Failed));
            }
        }
        history = context.history()?;
    }
    Ok(written)
}

/// Proves that what was written, read back and applied as sqlx would, reaches the schema source.
pub fn prove_written(context: &Context, comparison: &Comparison) -> Result<()> {
    let history = context.history()?;
    let mut database = context.empty()?;
    for migration in &history.migrations {
        apply(&mut *database, migration, &mut Silent)?;
    }
    let changes = compare(&database.inspect()?, &comparison.to);
    if changes.is_empty() {
        return Ok(());
    }
    Err(
        Error::internal("the files that were written do not reach the schema source")
            .hint("please report this with your schema source"),
    )
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
