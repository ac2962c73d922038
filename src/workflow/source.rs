//! The schema source: what says how the database should look.

use super::context::{Context, Progress};
use crate::dialect::{Database, Dialect, Ignore, Note, Piece, Run};
use crate::diff::{Change, Rename};
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

/// An empty database in which the files were run. What needs what stands further down, or in
/// another file, is tried again, so that files and statements may be in any order.
pub fn build(
    dialect: &dyn Dialect,
    mut database: Box<dyn Database>,
    files: &[SourceFile],
    progress: &mut dyn Progress,
) -> Result<Box<dyn Database>> {
    // Where a table is made for good at once, a file that fails half-way cannot be run again.
    let files_first = !dialect.defines_outside_transactions();
    let left = match files_first {
        true => whole_files(&mut *database, files, progress),
        false => files.iter().collect(),
    };
    let mut left: Vec<Part> = left
        .into_iter()
        .flat_map(|file| parts(dialect, file))
        .collect();
    while !left.is_empty() {
        let before = left.len();
        let mut first_error = None;
        left.retain(|part| match one(&mut *database, part, progress) {
            Ok(()) => false,
            Err(error) => {
                first_error.get_or_insert(error);
                true
            }
        });
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

/// Runs files as long as one of them succeeds, and gives those that don't.
fn whole_files<'a>(
    database: &mut dyn Database,
    files: &'a [SourceFile],
    progress: &mut dyn Progress,
) -> Vec<&'a SourceFile> {
    let mut left: Vec<&SourceFile> = files.iter().collect();
    loop {
        let before = left.len();
        left.retain(|file| whole(database, file, progress).is_err());
        if left.is_empty() || left.len() == before {
            return left;
        }
    }
}

/// A statement of a file, with the settings that stand before it there: it may come to run
/// behind those of other files.
struct Part<'a> {
    file: &'a SourceFile,
    piece: Piece,
    settings: String,
}

fn parts<'a>(dialect: &dyn Dialect, file: &'a SourceFile) -> Vec<Part<'a>> {
    let mut settings = String::new();
    let mut parts = Vec::new();
    for piece in dialect.statements(&file.sql) {
        let text = &file.sql[piece.range.clone()];
        let sets = piece.is(&["SET"]) || piece.is(&["SELECT"]) && text.contains("set_config(");
        if sets {
            settings.push_str(text);
            settings.push_str(";\n");
        } else {
            parts.push(Part {
                file,
                piece,
                settings: settings.clone(),
            });
        }
    }
    parts
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

fn one(database: &mut dyn Database, part: &Part, progress: &mut dyn Progress) -> Result<()> {
    let Part {
        file,
        piece,
        settings,
    } = part;
    let sql = format!("{settings}{}", &file.sql[piece.range.clone()]);
    let run = Run {
        path: &file.path,
        sql: &sql,
        no_transaction: true,
        note: Note::None,
    };
    let outcome = database.run(&run, &mut |sql, time| progress.statement(sql, time));
    let in_file = |at: usize| (at + piece.range.start).saturating_sub(settings.len());
    outcome
        .map(|_| ())
        .map_err(|error| match error.location().cloned() {
            Some(Location {
                path, range, label, ..
            }) => error.at(Location {
                path,
                text: file.sql.clone(),
                range: in_file(range.start)..in_file(range.end),
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

/// The file and line (from one) that make the first of these changes' objects that any of them
/// makes: where to look for a difference.
pub fn place_of(
    dialect: &dyn Dialect,
    files: &[SourceFile],
    changes: &[Change],
) -> Option<(PathBuf, usize)> {
    let mut makers = Vec::new();
    for file in files {
        for piece in dialect.statements(&file.sql) {
            let start = piece.range.start;
            if piece.is(&["CREATE"]) {
                makers.push((made_by(&file.sql[piece.range]), file, start));
            }
        }
    }
    changes.iter().find_map(|change| {
        let wanted = bare(change.name().as_str());
        let (_, file, start) = makers
            .iter()
            .find(|(names, ..)| names.iter().any(|name| name.eq_ignore_ascii_case(&wanted)))?;
        let line = file.sql[..*start].matches('\n').count() + 1;
        Some((file.path.clone(), line))
    })
}

/// The words of a statement that may name what it makes: those up to the first parenthesis, or to
/// the body of a view.
fn made_by(statement: &str) -> Vec<String> {
    let head = statement.split('(').next().unwrap_or_default();
    head.split_whitespace()
        .skip(1)
        .take_while(|word| {
            !["AS", "ON"]
                .iter()
                .any(|end| word.eq_ignore_ascii_case(end))
        })
        .map(bare)
        .collect()
}

/// A name without its schema, arguments, quotes and what it stands on.
fn bare(name: &str) -> String {
    let own = name.split(['(', ' ']).next().unwrap_or_default();
    let last = own.rsplit('.').next().unwrap_or_default();
    last.trim_matches(['"', '`', '[', ']']).to_owned()
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
