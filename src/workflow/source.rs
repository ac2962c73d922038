//! The schema source: what says how the database should look.

use super::context::{Context, Progress};
use crate::dialect::{Database, Dialect, Ignore, Note, Piece, Run};
use crate::diff::Rename;
use crate::error::{Error, IoContext, Kind, Location, Result};
use crate::schema::{Name, Schema};
use std::path::PathBuf;

/// A file of the schema source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text.
    pub sql: String,
}

/// The files that the configuration's `schema` names, with their texts.
///
/// # Errors
/// A usage error where an entry names nothing, or a file can't be read as UTF-8.
pub fn files(context: &Context) -> Result<Vec<SourceFile>> {
    context
        .project
        .schema_files()?
        .into_iter()
        .map(read)
        .collect()
}

/// Whether files say how the schema should look, rather than set-up commands alone.
pub fn has_files(context: &Context) -> bool {
    !context.project.schema.is_empty()
        && (context.project.setup.is_empty() || context.project.schema_files().is_ok())
}

/// Reads one file.
pub fn read(path: PathBuf) -> Result<SourceFile> {
    let bytes = std::fs::read(&path).doing(Kind::Usage, "read", &path)?;
    let sql = String::from_utf8(bytes).map_err(|cause| {
        let at = cause.utf8_error().valid_up_to();
        Error::usage(format!("{} is not UTF-8 (byte {at})", path.display()))
            .hint("save the file as UTF-8")
    })?;
    Ok(SourceFile { path, sql })
}

/// An empty database in which the files were run. Statements that need what stands further down
/// are tried again, so that the files may be in any order.
pub fn build(
    dialect: &dyn Dialect,
    mut database: Box<dyn Database>,
    files: &[SourceFile],
    progress: &mut dyn Progress,
) -> Result<Box<dyn Database>> {
    let mut left: Vec<(&SourceFile, Piece)> = Vec::new();
    for file in files {
        if whole(&mut *database, file, progress).is_ok() {
            continue;
        }
        left.extend(
            dialect
                .statements(&file.sql)
                .into_iter()
                .map(|piece| (file, piece)),
        );
    }
    while !left.is_empty() {
        let before = left.len();
        let mut first_error = None;
        left.retain(
            |(file, piece)| match one(&mut *database, file, piece, progress) {
                Ok(()) => false,
                Err(error) => {
                    first_error.get_or_insert(error);
                    true
                }
            },
        );
        if left.len() == before
            && let Some(error) = first_error
        {
            return Err(error
                .context("the schema source cannot be built")
                .with_kind(Kind::Failed));
        }
    }
    Ok(database)
}

fn whole(
    database: &mut dyn Database,
    file: &SourceFile,
    progress: &mut dyn Progress,
) -> Result<()> {
    let run = Run {
        path: &file.path,
        sql: &file.sql,
        no_transaction: false,
        note: Note::None,
    };
    database
        .run(&run, &mut |sql, time| progress.statement(sql, time))
        .map(|_| ())
}

fn one(
    database: &mut dyn Database,
    file: &SourceFile,
    piece: &Piece,
    progress: &mut dyn Progress,
) -> Result<()> {
    let sql = &file.sql[piece.range.clone()];
    let run = Run {
        path: &file.path,
        sql,
        no_transaction: true,
        note: Note::None,
    };
    let outcome = database.run(&run, &mut |sql, time| progress.statement(sql, time));
    outcome
        .map(|_| ())
        .map_err(|error| match error.location().cloned() {
            Some(Location {
                path, range, label, ..
            }) => error.at(Location {
                path,
                text: file.sql.clone(),
                range: range.start + piece.range.start..range.end + piece.range.start,
                label,
            }),
            None => error,
        })
}

/// The schema that the files make.
pub fn schema(
    dialect: &dyn Dialect,
    ignore: &Ignore,
    files: &[SourceFile],
    progress: &mut dyn Progress,
) -> Result<Schema> {
    let texts: Vec<&str> = files.iter().map(|file| file.sql.as_str()).collect();
    match dialect.read_texts(&texts, ignore) {
        Some(schema) => Ok(schema),
        None => build(dialect, dialect.empty(ignore)?, files, progress)?.inspect(),
    }
}

/// The renames that comments in the schema source tell of and that are still to be made between
/// these two schemas.
pub fn told_renames(context: &Context, from: &Schema, to: &Schema) -> Result<Vec<Rename>> {
    if !has_files(context) {
        return Ok(Vec::new());
    }
    told_in(context.dialect()?, &files(context)?, from, to)
}

/// The same, for these files.
pub fn told_in(
    dialect: &dyn Dialect,
    files: &[SourceFile],
    from: &Schema,
    to: &Schema,
) -> Result<Vec<Rename>> {
    let told: Vec<Rename> = files
        .iter()
        .flat_map(|file| dialect.renames_in(&file.sql))
        .collect();
    Ok(still_to_be_made(&told, from, to))
}

/// Comments stay in the source after the rename was made: those count no more.
fn still_to_be_made(told: &[Rename], from: &Schema, to: &Schema) -> Vec<Rename> {
    let tables: Vec<Rename> = told
        .iter()
        .filter(|rename| match rename {
            Rename::Table { from: old, to: new } => {
                from.table(old).is_some()
                    && from.table(new).is_none()
                    && to.table(old).is_none()
                    && to.table(new).is_some()
            }
            Rename::Column { .. } => false,
        })
        .cloned()
        .collect();
    let before = |table: &Name| {
        tables
            .iter()
            .find_map(|rename| match rename {
                Rename::Table { from, to } if to == table => Some(from.clone()),
                _ => None,
            })
            .unwrap_or_else(|| table.clone())
    };
    let columns = told.iter().filter(|rename| match rename {
        Rename::Table { .. } => false,
        Rename::Column {
            table,
            from: old,
            to: new,
        } => {
            let (Some(left), Some(right)) = (from.table(&before(table)), to.table(table)) else {
                return false;
            };
            left.column(old).is_some()
                && left.column(new).is_none()
                && right.column(old).is_none()
                && right.column(new).is_some()
        }
    });
    tables.iter().chain(columns).cloned().collect()
}

/// Refuses renames of which the two schemas say something else: that the old name is not there
/// before, or still there after, or the new one not.
pub fn refuse_contradicting(renames: &[Rename], from: &Schema, to: &Schema) -> Result<()> {
    let index = |schema: &Schema, name: &Name| {
        schema
            .tables
            .iter()
            .any(|table| table.index(name).is_some())
    };
    for rename in renames {
        if let Rename::Table { from: old, to: new } = rename
            && index(from, old)
            && index(to, new)
        {
            continue;
        }
        // A column's table may be renamed by another of them.
        let made = still_to_be_made(renames, from, to);
        if !made.contains(rename) {
            let (old, new) = match rename {
                Rename::Table { from, to } => (format!("table {from}"), format!("table {to}")),
                Rename::Column { table, from, to } => (
                    format!("column {table}.{from}"),
                    format!("column {table}.{to}"),
                ),
            };
            return Err(Error::usage(format!("--rename {rename} does not fit: a rename needs {old} only before and {new} only after"))
                .hint("change the name in the schema source first")
                .hint("cargo migrate diff     shows what differs"));
        }
    }
    Ok(())
}
