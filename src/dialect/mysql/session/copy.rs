//! Copies of a database. The server has no way to copy one: it is made anew from what the server
//! says of each object, and the rows are sent over.
//!
//! A copy sees one state. Where nobody else is at work in a database on the same server, its tables
//! are locked against writing, and the server copies the rows by itself; else they are read in one
//! transaction that sees a snapshot, and sent as literals, so that nobody waits. A backup is such a
//! copy too, written to a file.

pub(super) mod definitions;

use super::Session;
use super::errors::{LOCK_WAIT_TIMEOUT, plain};
use super::rows::BEGIN;
use crate::dialect::mysql::connect::Connection;
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::quote::ident;
use crate::error::{Error, Result};
use definitions::{Definitions, Table, dormant, make_code};
use std::time::{Duration, Instant};

/// For how long the schema may go on changing while it is read.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many bytes of rows go into one statement: far less than any server takes.
const BATCH: usize = 512 * 1024;

/// A state of the database that stays as it is until it is released.
pub(super) struct Frozen {
    /// What there is.
    pub(super) definitions: Definitions,
    /// Whether its tables are locked; else this session is in a transaction that sees a snapshot.
    locked: bool,
}

impl Session {
    /// A private copy that is thrown away.
    pub(super) fn copied(&self) -> Result<Self> {
        let sibling = self.server.create()?;
        let beside = self.server.is_beside(&self.url)?;
        {
            let mut target = Connection::open(sibling.url())?;
            let frozen = self.freeze(beside, !beside)?;
            let outcome = self.send(&frozen, &mut target);
            self.release(&frozen)?;
            outcome?;
        }
        Self::throwaway(&self.server, sibling, &self.ignore)
    }

    /// Holds the database in one state. With `to_server` it is held so that the server can copy
    /// rows by itself, where nobody else is there who would have to wait for it.
    pub(super) fn freeze(&self, to_server: bool, without_definers: bool) -> Result<Frozen> {
        let failed = |cause: sqlx::Error| plain(&cause).context("failed to read the database");
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let Some(definitions) = Definitions::read(self, without_definers)? else {
                continue;
            };
            let locked = to_server && self.lock(&definitions.tables).map_err(failed)?;
            if !locked {
                self.execute(BEGIN).map_err(failed)?;
            }
            let frozen = Frozen {
                definitions,
                locked,
            };
            // A table that somebody changed meanwhile is not what was read of it.
            let again = Definitions::tables_of(self, &frozen.definitions)?;
            if again == frozen.definitions.tables {
                return Ok(frozen);
            }
            self.release(&frozen)?;
        }
        Err(
            Error::failed("somebody goes on changing the schema, so that no copy can be made")
                .hint("wait until they are done, and run the command again"),
        )
    }

    /// Locks the tables against writing; false where somebody is at work there.
    fn lock(&self, tables: &[Table]) -> Result<bool, sqlx::Error> {
        if tables.is_empty() {
            return Ok(false);
        }
        if !self.sessions("COMMAND <> 'Binlog Dump'")?.is_empty() {
            return Ok(false);
        }
        let tables: Vec<String> = tables
            .iter()
            .map(|table| format!("{} READ", ident(&table.name)))
            .collect();
        let wait = self.one_text("SELECT @@lock_wait_timeout")?;
        self.execute("SET SESSION lock_wait_timeout = 1")?;
        let locked = self.execute(&format!("LOCK TABLES {}", tables.join(", ")));
        self.execute(&format!("SET SESSION lock_wait_timeout = {wait}"))?;
        match locked {
            Ok(()) => Ok(true),
            // Not everybody is seen by everybody, and not every user may lock tables.
            Err(cause) if [LOCK_WAIT_TIMEOUT, 1044, 1142].contains(&number(&cause)) => Ok(false),
            Err(cause) => Err(cause),
        }
    }

    /// Lets others go on.
    pub(super) fn release(&self, frozen: &Frozen) -> Result<()> {
        let end = if frozen.locked {
            "UNLOCK TABLES"
        } else {
            "ROLLBACK"
        };
        self.execute(end).map_err(|cause| plain(&cause))
    }

    /// Makes everything in an empty database.
    fn send(&self, frozen: &Frozen, target: &mut Connection) -> Result<()> {
        let failed = |cause: sqlx::Error| plain(&cause).context("failed to copy the database");
        let definitions = &frozen.definitions;
        target
            .execute(&definitions.before(self.flavour))
            .map_err(failed)?;
        let from = self
            .one_text("SELECT DATABASE()")
            .map_err(|cause| plain(&cause))?;
        for table in &definitions.tables {
            let outcome = match frozen.locked {
                true => target.execute(&table.copy_from(&from)),
                false => self.send_rows(table, target),
            };
            outcome.map_err(|cause| {
                failed(cause).note(format!("while copying the rows of {}", table.name))
            })?;
        }
        make_code(&dormant(definitions.code()), target)
    }

    fn send_rows(&self, table: &Table, target: &mut Connection) -> Result<(), sqlx::Error> {
        self.each_batch(table, &mut |sql| target.execute(sql))
    }

    /// Gives the rows of a table as statements that insert some of them each, in one line.
    pub(super) fn each_batch<E: From<sqlx::Error>>(
        &self,
        table: &Table,
        take: &mut dyn FnMut(&str) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let head = table.insert();
        let mut sql = String::new();
        let mut connection = self.connection.borrow_mut();
        connection.each(&table.select(), |row| {
            sql.push_str(if sql.is_empty() { &head } else { ", " });
            table.write_row(row, &mut sql);
            if sql.len() >= BATCH {
                take(&sql)?;
                sql.clear();
            }
            Ok::<(), E>(())
        })?;
        if sql.is_empty() { Ok(()) } else { take(&sql) }
    }
}
