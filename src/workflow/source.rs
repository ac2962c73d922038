//! The schema source: what says how the database should look.

use super::context::{Context, Progress};
use crate::dialect::{Database, Dialect, Note, Piece, Run};
use crate::diff::Rename;
use crate::error::{Error, IoContext, Kind, Location, Result};
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

/// The renames that comments in these files tell of.
pub fn renames(dialect: &dyn Dialect, files: &[SourceFile]) -> Vec<Rename> {
    files
        .iter()
        .flat_map(|file| dialect.renames_in(&file.sql))
        .collect()
}
