//! An open MySQL or MariaDB database: scripts as sqlx would run them, the ledger, rows.
//!
//! `run` runs scripts, `neighbours` refuses what would reach beyond this database where it is one
//! that is thrown away, `events` sees to it that none runs there, `ledger` keeps the ledger, `rows` sums rows up, `copy` makes copies (a
//! `backup` is one in a file, `restore` takes it back), `claim` is the lock of those who migrate,
//! `observe` says what statements do to tables.

mod backup;
mod catalog;
mod claim;
mod copy;
mod errors;
mod events;
mod ledger;
mod literals;
mod neighbours;
mod observe;
mod reset;
mod restore;
mod rows;
mod run;
mod steps;
#[cfg(test)]
mod tests;
mod variables;

pub use backup::check_backup;

use super::connect::{Answer, Connection};
use super::dormant;
use super::flavour::Flavour;
use super::inspect::Known;
use super::server::{Server, Sibling};
use crate::dialect::contents::Contents;
use crate::dialect::looks::Looks;
use crate::dialect::{Access, Applied, Cascade, Database, Effect, Ignore, Run, Trace};
use crate::error::Result;
use crate::project::DatabaseUrl;
use crate::schema::Schema;
use errors::plain;
use rows::KnownColumns;
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// What every session is told: to refuse a value rather than to cut it to what fits, whatever the
/// server's own mode is.
const STRICT: &str = "SET SESSION sql_mode = IF(@@sql_mode REGEXP 'STRICT_(TRANS|ALL)_TABLES',
    @@sql_mode, CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES'));\n";

/// How long a statement waits for a table that somebody else holds, where the server would have it
/// wait for a day: while it waits, all others who want the table wait behind it.
const BOUNDED: &str = "SET SESSION lock_wait_timeout = LEAST(@@lock_wait_timeout, 10);\n";

const READ_ONLY: &str = "SET SESSION TRANSACTION READ ONLY;\n";

/// An open database.
pub struct Session {
    connection: RefCell<Connection>,
    /// Dropped after the connection is closed.
    sibling: Option<Sibling>,
    server: Rc<Server>,
    url: DatabaseUrl,
    flavour: Flavour,
    /// The session's variables that a script may have changed, as it should find them.
    variables: RefCell<Option<reset::Variables>>,
    /// The server's databases, once somebody asked.
    databases: RefCell<Option<Vec<String>>>,
    /// Whether its events are kept so that they do not run: see [`super::dormant`].
    dormant: bool,
    ignore: Ignore,
    /// As sqlx writes it into its statements.
    ledger: String,
    has_ledger: Cell<bool>,
    /// Whether it holds the lock of those who migrate.
    claimed: bool,
    observing: bool,
    /// Whether each statement of a script is to be timed on its own.
    timing: bool,
    effects: RefCell<Vec<Effect>>,
    /// Grows with everything that this session does to the database.
    changes: Cell<u64>,
    looks: Looks,
    known: RefCell<Known>,
    columns: RefCell<KnownColumns>,
}

impl Session {
    /// Opens the database of this URL. Snapshots of it are made on `server`.
    ///
    /// # Errors
    /// As [`Connection::try_open`].
    pub fn open(
        server: &Rc<Server>,
        url: &DatabaseUrl,
        access: Access,
        ignore: &Ignore,
    ) -> Result<Self> {
        if access == Access::Create && !server.exists(url)? {
            server.create_named(url)?;
        }
        let settings = match access {
            Access::Read => READ_ONLY,
            Access::Write | Access::Create => BOUNDED,
        };
        Self::with(server, url, settings, ignore)
    }

    /// Opens a throwaway database, which is dropped with the session.
    ///
    /// # Errors
    /// As [`Connection::try_open`].
    pub fn throwaway(server: &Rc<Server>, sibling: Sibling, ignore: &Ignore) -> Result<Self> {
        let url = sibling.url().clone();
        let mut session = Self::with(server, &url, BOUNDED, ignore)?;
        session.sibling = Some(sibling);
        Ok(session)
    }

    fn with(
        server: &Rc<Server>,
        url: &DatabaseUrl,
        settings: &str,
        ignore: &Ignore,
    ) -> Result<Self> {
        let mut connection = Connection::open(url)?;
        let dormant = dormant::is_kept_so(&url.database_name());
        if dormant {
            events::put_to_sleep(&mut connection).map_err(|cause| plain(&cause))?;
        }
        connection
            .execute(&format!("{STRICT}{settings}"))
            .map_err(|cause| plain(&cause))?;
        let ledger = ignore.ledger.as_deref().unwrap_or("_sqlx_migrations");
        Ok(Self {
            flavour: connection.flavour(),
            connection: RefCell::new(connection),
            sibling: None,
            server: Rc::clone(server),
            url: url.clone(),
            variables: RefCell::default(),
            databases: RefCell::default(),
            dormant,
            ignore: ignore.clone(),
            ledger: ledger.to_owned(),
            has_ledger: Cell::new(false),
            claimed: false,
            observing: false,
            timing: true,
            effects: RefCell::default(),
            changes: Cell::new(0),
            looks: Looks::default(),
            known: RefCell::default(),
            columns: RefCell::default(),
        })
    }

    /// Runs statements in one message, as they stand.
    fn execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.connection.borrow_mut().execute(sql)
    }

    fn query(&self, sql: &str) -> Result<Vec<Answer>, sqlx::Error> {
        self.connection.borrow_mut().query(sql)
    }

    /// The first column of the first row; empty where there is none.
    fn one_text(&self, sql: &str) -> Result<String, sqlx::Error> {
        let rows = self.query(sql)?;
        Ok(rows
            .first()
            .map(|row| row.text(0).to_owned())
            .unwrap_or_default())
    }

    /// Runs statements of which each but the last one may commit only with all others.
    fn at_once(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.execute(&format!("START TRANSACTION;\n{sql};\nCOMMIT"))
            .inspect_err(|_| {
                // Its own error would hide the first one.
                let _ = self.execute("ROLLBACK");
            })
    }
}

impl Database for Session {
    fn inspect(&self) -> Result<Schema> {
        self.inspect()
    }

    fn catalog_text(&self) -> Result<String> {
        self.catalog_text()
    }

    fn remembered(&self, catalog_text: &str) -> Option<Schema> {
        self.looks.remembered(catalog_text)
    }

    fn contents(&self) -> Result<Contents> {
        self.contents()
    }

    fn contents_if_any(&self) -> Result<Contents> {
        // It asks first which tables have any.
        self.contents()
    }

    fn may_have_rows(&self) -> bool {
        self.may_have_rows()
    }

    fn is_empty(&self) -> Result<bool> {
        self.is_empty()
    }

    fn run(&mut self, run: &Run, trace: Trace) -> Result<Duration> {
        Self::run(self, run, trace)
    }

    fn time_statements(&mut self, on: bool) {
        self.timing = on;
    }

    fn set_foreign_keys(&mut self, on: bool) -> Result<bool> {
        let sql = format!("SET SESSION foreign_key_checks = {}", u8::from(on));
        self.execute(&sql).map_err(|cause| plain(&cause))?;
        // Scripts find the session so from now on.
        *self.variables.borrow_mut() = None;
        Ok(true)
    }

    fn has_ledger(&self) -> Result<bool> {
        self.has_ledger()
    }

    fn applied(&self) -> Result<Vec<Applied>> {
        self.applied()
    }

    fn stamp(&mut self, applied: &[Applied], removed: &[i64]) -> Result<()> {
        Self::stamp(self, applied, removed)
    }

    fn row_count(&self, table: &str) -> Result<u64> {
        self.row_count(table)
    }

    fn snapshot(&self, _: &Path) -> Result<Box<dyn Database>> {
        Ok(Box::new(self.copied()?))
    }

    fn back_up_to(&self, path: &Path) -> Result<()> {
        self.back_up_to(path)
    }

    fn restore_from(&mut self, backup: &Path) -> Result<()> {
        Self::restore_from(self, backup)
    }

    fn broken_objects(&self) -> Result<Vec<(String, String)>> {
        self.broken_objects()
    }

    fn cascades(&mut self, _: &str) -> Result<Vec<(usize, Cascade)>> {
        // Dropping a table takes no row of another one along: the server refuses it, or, with
        // foreign_key_checks off, leaves them as they are.
        Ok(Vec::new())
    }

    fn claim(&mut self, wait: Duration) -> Result<()> {
        Self::claim(self, wait)
    }

    fn observe(&mut self, on: bool) -> Result<()> {
        self.observing = on;
        Ok(())
    }

    fn effects(&mut self) -> Vec<Effect> {
        self.effects.take()
    }

    fn sample(&self, table: &str, column: &str, most: usize) -> Result<Vec<String>> {
        self.sample(table, column, most)
    }
}
