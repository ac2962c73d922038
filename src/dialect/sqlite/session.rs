//! An open SQLite database: scripts as sqlx would run them, the ledger, rows.

mod errors;
mod ledger;
mod run;
mod steps;

pub(super) use errors::{plain, short};

use super::inspect;
use super::lexer::quote;
use crate::dialect::{Access, Ignore};
use crate::error::{Error, Result};
use crate::schema::Schema;
use errors::{may_need_recovery, unreadable};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a statement waits for another process to release the database.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Debug)]
pub struct Session {
    connection: Connection,
    path: Option<PathBuf>,
    ignore: Ignore,
    ledger: String,
    /// Whether it began empty, so that only what this session writes counts.
    began_empty: bool,
    /// How many rows of the ledger this session has written.
    notes: std::cell::Cell<u64>,
    /// Whether scripts begin with foreign keys on.
    foreign_keys: bool,
    /// The folder of a copy that is thrown away, kept as long as the copy.
    pub(super) folder: Option<tempfile::TempDir>,
}

impl Session {
    /// Opens the database in this file.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        check_path(path, access)?;
        let read_only = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let read_write = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let session = match access {
            Access::Read => match Self::open_with(path, read_only) {
                // What a killed run left half-done must be rolled back first, and only who may
                // write can do that.
                Err(cause) if may_need_recovery(&cause) => {
                    let session =
                        Self::open_with(path, read_write).map_err(|_| unreadable(path, &cause))?;
                    session
                        .connection
                        .pragma_update(None, "query_only", true)
                        .map_err(|cause| plain(&cause))?;
                    session
                }
                outcome => outcome.map_err(|cause| unreadable(path, &cause))?,
            },
            Access::Write => {
                Self::open_with(path, read_write).map_err(|cause| unreadable(path, &cause))?
            }
            Access::Create => Self::open_with(path, read_write | OpenFlags::SQLITE_OPEN_CREATE)
                .map_err(|cause| unreadable(path, &cause))?,
        };
        Ok(session)
    }

    /// SQLite reads a file only when it must: it does so here, so that a file of another kind is
    /// named now.
    fn open_with(path: &Path, flags: OpenFlags) -> rusqlite::Result<Self> {
        let connection =
            Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        let session = Self::with(connection, Some(path.to_owned()))?;
        session
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(session)
    }

    /// An empty database in memory.
    pub fn in_memory() -> Result<Self> {
        let connection = Connection::open_in_memory().map_err(|cause| plain(&cause))?;
        let mut session = Self::with(connection, None).map_err(|cause| plain(&cause))?;
        session.began_empty = true;
        Ok(session)
    }

    /// A session on an open connection, with foreign keys on as sqlx has them.
    pub(super) fn with(connection: Connection, path: Option<PathBuf>) -> rusqlite::Result<Self> {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.authorizer(Some(authorize))?;
        connection.pragma_update(None, "foreign_keys", true)?;
        Ok(Self {
            connection,
            path,
            ignore: Ignore::default(),
            ledger: "_sqlx_migrations".to_owned(),
            began_empty: false,
            notes: std::cell::Cell::new(0),
            foreign_keys: true,
            folder: None,
        })
    }

    /// Leaves these objects out of every look at the schema and the rows.
    pub fn set_ignore(&mut self, ignore: Ignore) {
        self.ignore = ignore;
    }

    /// Keeps the ledger under another name than `_sqlx_migrations`.
    pub fn set_ledger(&mut self, table: &str) {
        table.clone_into(&mut self.ledger);
        self.ignore.ledger = Some(table.to_owned());
    }

    /// Whether scripts begin with foreign keys on, as sqlx has them.
    pub fn set_foreign_keys(&mut self, on: bool) -> Result<()> {
        self.foreign_keys = on;
        self.connection
            .pragma_update(None, "foreign_keys", on)
            .map_err(|cause| plain(&cause))
    }

    /// Trades safety against a crash for speed; only for databases that are thrown away.
    pub fn throw_away(&self) -> Result<()> {
        self.connection
            .execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA temp_store = MEMORY")
            .map_err(|cause| plain(&cause))
    }

    /// The file that it is in; none for one in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The connection, for the other rooms of this engine.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// What the looks leave out.
    pub(super) fn ignore(&self) -> &Ignore {
        &self.ignore
    }

    /// Reads the schema.
    pub fn inspect(&self) -> Result<Schema> {
        inspect::inspect(&self.connection, &self.ignore)
            .map_err(|cause| plain(&cause).context("failed to read the schema"))
    }

    /// A text that is equal where the schema is equal to the letter.
    pub fn catalog_text(&self) -> Result<String> {
        inspect::catalog_text(&self.connection, &self.ignore)
            .map_err(|cause| plain(&cause).context("failed to read the schema"))
    }

    /// Whether there can be rows: there were some at the start, or this session wrote some.
    pub fn may_have_rows(&self) -> bool {
        !self.began_empty || self.connection.total_changes() > self.notes.get()
    }

    /// Runs SQL that this tool wrote itself, any number of statements.
    pub fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(sql)
    }

    /// How many rows a table has; 0 where there is no such table.
    pub fn row_count(&self, table: &str) -> Result<u64> {
        let exists: i64 = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?1)", [table], |row| row.get(0))
            .map_err(|cause| plain(&cause))?;
        if exists == 0 {
            return Ok(0);
        }
        let count: i64 = self
            .connection
            .query_row(
                &format!("SELECT count(*) FROM {}", quote(table)),
                [],
                |row| row.get(0),
            )
            .map_err(|cause| plain(&cause))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Views and triggers that SQLite can no longer compile, each with its reason.
    pub fn broken_objects(&self) -> Result<Vec<(String, String)>> {
        let schema = self.inspect()?;
        let mut broken = Vec::new();
        for object in &schema.objects {
            let probe = match object.kind {
                crate::schema::ObjectKind::View => {
                    format!("SELECT * FROM {} LIMIT 0", quote(object.name.as_str()))
                }
                _ => continue,
            };
            if let Err(cause) = self.connection.prepare(&probe) {
                broken.push((format!("view {}", object.name), short(&cause)));
            }
        }
        Ok(broken)
    }
}

/// A script has no business with files other than its database's. `VACUUM` attaches a file
/// without a name, which is its own.
fn authorize(context: AuthContext) -> Authorization {
    match context.action {
        AuthAction::Attach { filename } if !filename.is_empty() => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

fn check_path(path: &Path, access: Access) -> Result<()> {
    let shown = path.display();
    if path.is_dir() {
        return Err(
            Error::usage(format!("{shown} is a folder, not a SQLite database"))
                .hint("check the path in DATABASE_URL"),
        );
    }
    if access != Access::Create && !path.exists() {
        return Err(Error::usage(format!("there is no database {shown}"))
            .hint("cargo migrate upgrade     makes it and applies every migration")
            .hint("or set DATABASE_URL, or --database-url, to the database that you mean"));
    }
    match path.parent() {
        Some(parent)
            if access == Access::Create && !parent.as_os_str().is_empty() && !parent.is_dir() =>
        {
            Err(
                Error::usage(format!("the folder {} is not there", parent.display()))
                    .hint(format!("mkdir -p {}", parent.display())),
            )
        }
        _ => Ok(()),
    }
}
