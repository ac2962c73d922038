//! An open PostgreSQL database: scripts as sqlx would run them, the ledger, rows.

mod backup;
mod catalog;
mod claim;
mod copy;
mod errors;
mod ledger;
mod neighbours;
mod observe;
mod restore;
mod rows;
mod run;
mod steps;
#[cfg(test)]
mod tests;

pub use backup::check_backup;

use super::connect::Connection;
use super::server::{Server, Sibling};
use crate::dialect::contents::Contents;
use crate::dialect::looks::Looks;
use crate::dialect::throwaway::name::PREFIX;
use crate::dialect::{Access, Applied, Cascade, Database, Effect, Ignore, Run, Trace};
use crate::error::Result;
use crate::project::DatabaseUrl;
use crate::schema::Schema;
use errors::plain;
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// How long a statement waits for a lock that somebody else holds on the same table, unless a
/// setting of the URL, the role or the database says it: while it waits, all others who want the
/// table wait behind it.
const BOUNDED: &str =
    "SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0';";

const READ_ONLY: &str = "SET default_transaction_read_only = on;";

/// Takes back what a script has set for the session.
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;";

/// An open database.
pub struct Session {
    /// None only where a copy of this database could not be followed by a new connection.
    connection: RefCell<Option<Connection>>,
    /// Dropped after the connection is closed.
    sibling: Option<Sibling>,
    /// Whether it is a throwaway database beside those of others, on whose server scripts must
    /// change nothing else.
    beside: bool,
    server: Rc<Server>,
    url: DatabaseUrl,
    /// What it sets for itself, as statements.
    settings: String,
    ignore: Ignore,
    /// As sqlx writes it into its statements.
    ledger: String,
    has_ledger: Cell<bool>,
    /// Where the ledger and the record of a run in steps lie, once that was found out.
    books: RefCell<Option<steps::Books>>,
    /// Whether it holds the lock of those who migrate.
    claimed: bool,
    observing: bool,
    /// Whether each statement of a script goes alone, to be timed.
    timing: bool,
    effects: RefCell<Vec<Effect>>,
    /// Grows with everything that this session does to the database.
    changes: Cell<u64>,
    looks: Looks,
}

impl Session {
    /// Opens the database of this URL. Snapshots of it are made on `server`.
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
        let mut session = Self::with(server, url, settings, ignore);
        session.beside = url.database_name().starts_with(PREFIX) && !server.is_alone(url);
        session.connect()?;
        Ok(session)
    }

    /// Opens a throwaway database, which is dropped with the session.
    pub fn throwaway(server: &Rc<Server>, sibling: Sibling, ignore: &Ignore) -> Result<Self> {
        let mut session = Self::with(server, sibling.url(), "", ignore);
        session.beside = !sibling.is_alone();
        session.sibling = Some(sibling);
        session.connect()?;
        Ok(session)
    }

    /// A session that is not connected yet.
    fn with(server: &Rc<Server>, url: &DatabaseUrl, settings: &str, ignore: &Ignore) -> Self {
        let ledger = ignore.ledger.as_deref().unwrap_or("_sqlx_migrations");
        Self {
            connection: RefCell::new(None),
            sibling: None,
            beside: false,
            server: Rc::clone(server),
            url: url.clone(),
            settings: settings.to_owned(),
            ignore: ignore.clone(),
            ledger: ledger.to_owned(),
            has_ledger: Cell::new(false),
            books: RefCell::default(),
            claimed: false,
            observing: false,
            timing: true,
            effects: RefCell::default(),
            changes: Cell::new(0),
            looks: Looks::default(),
        }
    }

    fn connect(&self) -> Result<()> {
        let mut connection = Connection::open(&self.url)?;
        if !self.settings.is_empty() {
            connection
                .execute(&self.settings)
                .map_err(|cause| plain(&cause))?;
        }
        *self.connection.borrow_mut() = Some(connection);
        Ok(())
    }

    /// A private copy on the server: made by the server itself where nobody else is connected,
    /// which is also the reason why this session must let go of the database meanwhile; else row
    /// by row. So it is where this session holds the lock of those who migrate, which it would
    /// lose.
    fn snapshot(&self) -> Result<Self> {
        if !self.claimed {
            *self.connection.borrow_mut() = None;
            let copy = self.server.copy_of(&self.url);
            self.connect()?;
            if let Some(sibling) = copy? {
                return Self::throwaway(&self.server, sibling, &self.ignore);
            }
        }
        self.copy_by_rows()
    }

    /// Takes back what a script has set for the session, as `pg_dump` does with `search_path`:
    /// sqlx would let it go on into the next script, or not, as they happen to come in one run.
    fn reset(&self) -> String {
        format!("{RESET} {}", self.settings)
    }

    /// Does something with the connection.
    fn talk<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        match self.connection.borrow_mut().as_mut() {
            Some(connection) => work(connection),
            None => Err(sqlx::Error::PoolClosed),
        }
    }

    /// Runs statements in one message, as they stand.
    fn execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        self.talk(|connection| connection.execute(sql))
    }

    /// The first column of the first row; empty where there is none.
    fn one_text(&self, sql: &str) -> Result<String, sqlx::Error> {
        let rows = self.talk(|connection| connection.simple_query(sql))?;
        Ok(rows
            .first()
            .map(|row| row.text(0).to_owned())
            .unwrap_or_default())
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

    fn set_foreign_keys(&mut self, _: bool) -> Result<bool> {
        // The server has no switch for them that a table's owner may use, and no script needs it:
        // tables are changed in place.
        Ok(false)
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
        Ok(Box::new(self.snapshot()?))
    }

    fn back_up_to(&self, path: &Path) -> Result<()> {
        self.back_up_to(path)
    }

    fn restore_from(&mut self, backup: &Path) -> Result<()> {
        Self::restore_from(self, backup)
    }

    fn broken_objects(&self) -> Result<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    fn cascades(&mut self, _: &str) -> Result<Vec<(usize, Cascade)>> {
        // Dropping a table takes no row of another one along: the server refuses it, or drops the
        // foreign keys.
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
