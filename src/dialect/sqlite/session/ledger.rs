//! The ledger: sqlx's own table, to the letter.

use super::Session;
use super::errors::plain;
use crate::dialect::sqlite::lexer::quote;
use crate::dialect::{Applied, Note, Run};
use crate::error::{Error, Result};
use std::time::Instant;

impl Session {
    pub(super) fn note(&self, run: &Run, start: Instant) -> Result<()> {
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
}
