//! An open SQLite database: scripts as sqlx would run them, the ledger, rows.

use super::inspect;
use super::lexer::{literal, quote};
use super::split;
use crate::dialect::{Access, Applied, Ignore, Note, Piece, Run, Trace};
use crate::error::{Error, Kind, Location, Result};
use crate::schema::Schema;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

    /// Runs a script as sqlx would, inside one transaction or, where the script says so, without,
    /// and notes it in the ledger. Inside a transaction the note is part of it. Outside, the note
    /// joins the script's own last transaction, so that no crash can part the two.
    ///
    /// # Errors
    /// Names the statement that failed. The kind is [`Kind::Failed`] where nothing of the script
    /// was kept, [`Kind::Broken`] where some was.
    pub fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        let start = Instant::now();
        refuse_nul(run)?;
        if !matches!(run.note, Note::None) {
            self.ensure_ledger()?;
        }
        let pieces = split::statements(run.sql);
        refuse_open_end(run, &pieces)?;
        let last_commit = pieces
            .iter()
            .rposition(|piece| piece.is(&["COMMIT"]) || piece.is(&["END"]));
        let before = self.changes();
        let mut noted = false;
        let mut kept = false;
        let outcome: Result<()> = (|| {
            if !run.no_transaction {
                self.execute("BEGIN IMMEDIATE")
                    .map_err(|cause| plain(&cause))?;
                self.refuse_if_noted(run)?;
            }
            for (position, piece) in pieces.iter().enumerate() {
                let last = run.no_transaction && Some(position) == last_commit;
                if last && !self.connection.is_autocommit() {
                    self.note(run, start)?;
                    noted = true;
                }
                let began = Instant::now();
                let sql = &run.sql[piece.range.clone()];
                self.execute(sql)
                    .map_err(|cause| statement_error(&cause, run, piece.range.start))?;
                trace(sql, began.elapsed());
                kept |= self.connection.is_autocommit() && !piece.is(&["PRAGMA"]);
            }
            if !noted {
                self.note(run, start)?;
            }
            if !self.connection.is_autocommit() {
                self.execute("COMMIT")
                    .map_err(|cause| plain(&cause).context("failed to commit"))?;
            }
            Ok(())
        })();
        if outcome.is_err() && !self.connection.is_autocommit() {
            // Its own error would hide the first one, and SQLite may have rolled back already.
            let _ = self.execute("ROLLBACK");
        }
        let settings = if self.foreign_keys { "ON" } else { "OFF" };
        let settings = self.execute(&format!(
            "PRAGMA foreign_keys = {settings}; PRAGMA legacy_alter_table = OFF"
        ));
        outcome.map_err(|error| {
            let changed = kept && self.changes() != before;
            error.with_kind(if changed { Kind::Broken } else { Kind::Failed })
        })?;
        settings.map_err(|cause| plain(&cause))?;
        Ok(start.elapsed())
    }

    /// Whether there can be rows: there were some at the start, or this session wrote some.
    pub fn may_have_rows(&self) -> bool {
        !self.began_empty || self.connection.total_changes() > self.notes.get()
    }

    /// Runs SQL that this tool wrote itself, any number of statements.
    pub fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.execute_batch(sql)
    }

    /// Grows with every change of rows or schema by this session.
    fn changes(&self) -> (u64, i64) {
        let schema = self
            .connection
            .query_row("PRAGMA schema_version", [], |row| row.get(0));
        (self.connection.total_changes(), schema.unwrap_or(-1))
    }

    /// Another process may have applied it while this one waited for the lock.
    fn refuse_if_noted(&self, run: &Run) -> Result<()> {
        let (version, wanted) = match run.note {
            Note::None => return Ok(()),
            Note::Applied { version, .. } => (version, false),
            Note::Reverted { version } => (version, true),
        };
        let sql = format!(
            "SELECT count(*) FROM {} WHERE version = ?1",
            quote(&self.ledger)
        );
        let found: i64 = self
            .connection
            .query_row(&sql, [version], |row| row.get(0))
            .map_err(|cause| plain(&cause))?;
        if (found > 0) == wanted {
            Ok(())
        } else {
            Err(Error::failed(format!(
                "another process has just changed migration {version} in this database"
            ))
            .hint("run the command again: it goes on from where the database stands"))
        }
    }

    fn note(&self, run: &Run, start: Instant) -> Result<()> {
        let ledger = quote(&self.ledger);
        let outcome = match &run.note {
            Note::None => return Ok(()),
            Note::Applied {
                version,
                description,
                checksum,
            } => {
                let nanoseconds = i64::try_from(start.elapsed().as_nanos()).unwrap_or(-1);
                self.connection.execute(
                    &format!("INSERT INTO {ledger} (version, description, success, checksum, execution_time) VALUES (?1, ?2, TRUE, ?3, ?4)"),
                    (version, description, checksum, nanoseconds),
                )
            }
            Note::Reverted { version } => self.connection.execute(
                &format!("DELETE FROM {ledger} WHERE version = ?1"),
                [version],
            ),
        };
        self.notes.set(self.notes.get() + 1);
        outcome.map(|_| ()).map_err(|cause| {
            plain(&cause).context(format!("failed to write the ledger {}", self.ledger))
        })
    }

    /// Makes the ledger, as sqlx does, where there is none.
    pub fn ensure_ledger(&self) -> Result<()> {
        if self.has_ledger()? {
            return Ok(());
        }
        // To the letter sqlx's own text (sqlx-sqlite 0.9, `ensure_migrations_table`).
        self.execute(&format!(
            "\nCREATE TABLE IF NOT EXISTS {} (\n    version BIGINT PRIMARY KEY,\n    description TEXT NOT NULL,\n    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    success BOOLEAN NOT NULL,\n    checksum BLOB NOT NULL,\n    execution_time BIGINT NOT NULL\n);\n",
            self.ledger
        ))
        .map_err(|cause| plain(&cause).context(format!("failed to make the ledger {}", self.ledger)))
    }

    /// Whether the database is under version control.
    pub fn has_ledger(&self) -> Result<bool> {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND lower(name) = lower(?1)";
        let found: i64 = self
            .connection
            .query_row(sql, [&self.ledger], |row| row.get(0))
            .map_err(|cause| plain(&cause))?;
        Ok(found > 0)
    }

    /// The ledger's rows by version; none where there is no ledger.
    pub fn applied(&self) -> Result<Vec<Applied>> {
        if !self.has_ledger()? {
            return Ok(Vec::new());
        }
        let read = || -> rusqlite::Result<Vec<Applied>> {
            let mut query = self.connection.prepare(&format!(
                "SELECT version, description, CAST(installed_on AS TEXT), success, checksum, execution_time FROM {} ORDER BY version",
                quote(&self.ledger)
            ))?;
            let rows = query.query_map([], |row| {
                Ok(Applied {
                    version: row.get(0)?,
                    description: row.get(1)?,
                    installed_on: row.get(2)?,
                    success: row.get(3)?,
                    checksum: row.get(4)?,
                    execution_time: row.get(5)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|cause| {
            Error::failed(format!("the ledger {} cannot be read: {cause}", self.ledger))
                .note("it should have the columns that sqlx gives it: version, description, installed_on, success, checksum, execution_time")
                .hint("if this table belongs to something else, name another ledger: table-name under [migrate] in sqlx.toml")
        })
    }

    /// Notes versions as applied, and others as not, without running anything; all or nothing.
    pub fn stamp(&mut self, applied: &[Applied], removed: &[i64]) -> Result<()> {
        self.ensure_ledger()?;
        let ledger = quote(&self.ledger);
        let outcome = (|| {
            let transaction = self.connection.transaction()?;
            for version in removed {
                transaction.execute(
                    &format!("DELETE FROM {ledger} WHERE version = ?1"),
                    [version],
                )?;
            }
            for row in applied {
                transaction.execute(
                    &format!("INSERT OR REPLACE INTO {ledger} (version, description, success, checksum, execution_time) VALUES (?1, ?2, TRUE, ?3, -1)"),
                    (row.version, &row.description, &row.checksum),
                )?;
            }
            transaction.commit()
        })();
        outcome.map_err(|cause| {
            plain(&cause).context(format!("failed to write the ledger {}", self.ledger))
        })
    }

    /// The name of the ledger.
    pub fn ledger(&self) -> &str {
        &self.ledger
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

    /// Rows that break a foreign key, as `child (rowid 3) -> parent`; at most `most`.
    pub fn foreign_key_violations(&self, most: usize) -> Result<Vec<String>> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut query = self.connection.prepare(
                "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT ?1",
            )?;
            let rows = query.query_map([i64::try_from(most).unwrap_or(i64::MAX)], |row| {
                let (table, rowid, parent): (String, Option<i64>, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(match rowid {
                    Some(rowid) => format!("{table} (rowid {rowid}) -> {parent}"),
                    None => format!("{table} -> {parent}"),
                })
            })?;
            rows.collect()
        };
        // A key without a unique parent makes the check itself fail; that is the schema's affair.
        Ok(read().unwrap_or_default())
    }

    /// `INSERT`-able text of a value, for messages.
    pub fn text_literal(text: &str) -> String {
        literal(text)
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

/// Refuses a script that leaves the transaction that its runner opened, or one of its own open:
/// what is then kept depends on the runner. Leaving it and opening another one is how scripts get
/// outside it, and is let be.
fn refuse_open_end(run: &Run, pieces: &[Piece]) -> Result<()> {
    let mut inside = !run.no_transaction;
    let mut last = None;
    for piece in pieces {
        let ends = piece.is(&["COMMIT"])
            || piece.is(&["END"])
            || piece.is(&["ROLLBACK"]) && !piece.head.iter().any(|word| word == "TO");
        if ends || piece.is(&["BEGIN"]) {
            inside = !ends;
            last = Some(piece);
        }
    }
    let Some(piece) = last else { return Ok(()) };
    if inside != run.no_transaction {
        return Ok(());
    }
    let location = Location {
        path: run.path.to_owned(),
        text: run.sql.to_owned(),
        range: piece.range.clone(),
        label: if inside { "never ended" } else { "ends it" }.to_owned(),
    };
    Err(if inside {
        Error::failed("the script begins a transaction and does not end it")
            .at(location)
            .hint("end it with COMMIT, or leave BEGIN and the first line `-- no-transaction` out")
    } else {
        Error::failed(
            "the script ends the transaction in which it runs, so that it could stop half-way",
        )
        .at(location)
        .hint("leave the statement out: the runner commits")
        .hint("or begin the file with `-- no-transaction`, and bring BEGIN and COMMIT")
    })
}

fn refuse_nul(run: &Run) -> Result<()> {
    match run.sql.find('\0') {
        None => Ok(()),
        Some(at) => Err(Error::failed(
            "the script holds a NUL byte, where SQLite would stop reading",
        )
        .at(Location {
            path: run.path.to_owned(),
            text: run.sql.to_owned(),
            range: at..at + 1,
            label: "here".to_owned(),
        })
        .hint("remove the byte; an editor may have saved the file as UTF-16")),
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

/// A hot journal, or a WAL without its companions, can't be read by who may not write.
fn may_need_recovery(cause: &rusqlite::Error) -> bool {
    matches!(
        cause.sqlite_error_code(),
        Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::CannotOpen)
    )
}

fn unreadable(path: &Path, cause: &rusqlite::Error) -> Error {
    let shown = path.display();
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Error::failed(format!(
            "{shown} is not a SQLite database, or it is encrypted"
        ))
        .hint("check the path in DATABASE_URL"),
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
            Error::failed(format!("{shown} cannot be opened: {}", short(cause)))
                .hint("check that you may read and write the file and its folder")
        }
        Some(rusqlite::ErrorCode::DatabaseBusy) => {
            Error::failed(format!("{shown} is locked by another process"))
                .hint("stop the application or the tool that writes to it, and try again")
        }
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            Error::failed(format!("{shown} is damaged: {}", short(cause)))
                .hint("cargo migrate restore     puts the newest backup in its place")
        }
        _ => Error::failed(format!("{shown} cannot be opened: {}", short(cause))),
    }
}

/// What SQLite said, without the statement that rusqlite appends.
pub(super) fn short(cause: &rusqlite::Error) -> String {
    match cause {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        other => other.to_string(),
    }
}

/// An error that speaks for itself.
pub(super) fn plain(cause: &rusqlite::Error) -> Error {
    let error = Error::failed(short(cause));
    match cause.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
            error.hint("another process holds the database: stop it, or wait, and try again")
        }
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            error.hint("cargo migrate restore     puts the newest backup in its place")
        }
        Some(rusqlite::ErrorCode::ReadOnly) => {
            error.hint("check that you may write the file and its folder")
        }
        _ => error,
    }
}

/// Blames a statement of a script: the byte that SQLite points to, or the statement's beginning.
fn statement_error(cause: &rusqlite::Error, run: &Run, start: usize) -> Error {
    let offset = match cause {
        rusqlite::Error::SqlInputError { offset, .. } => usize::try_from(*offset).unwrap_or(0),
        _ => 0,
    };
    let mut at = (start + offset).min(run.sql.len());
    while !run.sql.is_char_boundary(at) {
        at -= 1;
    }
    let end = run.sql[at..].find(|c: char| c.is_whitespace() || ";(),".contains(c));
    let end = end
        .map_or(run.sql.len(), |length| at + length.max(1))
        .max(at);
    let mut error = plain(cause).at(Location {
        path: run.path.to_owned(),
        text: run.sql.to_owned(),
        range: at..end.min(run.sql.len()),
        label: "this statement failed".to_owned(),
    });
    let message = error.message().to_owned();
    if message.contains("no such function") {
        error = error.hint("the function may be one that only your application registers; this tool cannot run such a script");
    }
    if message.contains("not authorized") {
        error = error.note("scripts may not open other files: ATTACH and VACUUM INTO are denied");
    }
    if message.contains("cannot VACUUM from within a transaction") {
        error = error.hint("begin the file with `-- no-transaction`");
    }
    if message.contains("cannot start a transaction within a transaction") {
        error = error.hint("the script runs inside a transaction already: remove its BEGIN, or begin the file with `-- no-transaction`");
    }
    error
}
