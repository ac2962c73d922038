//! The ledger: sqlx's own table, to the letter.

use super::Session;
use super::errors::{NO_SUCH_TABLE, plain};
use crate::dialect::Applied;
use crate::dialect::mysql::connect::failure::number;
use crate::dialect::mysql::quote::{binary, text};
use crate::error::{Error, Result};

impl Session {
    /// Makes the ledger, as sqlx does, where there is none.
    pub(super) fn ensure_ledger(&self) -> Result<()> {
        if self.has_ledger.get() || self.has_ledger()? {
            return Ok(());
        }
        self.execute(&self.ledger_definition()).map_err(|cause| {
            plain(&cause).context(format!("failed to make the ledger {}", self.ledger))
        })?;
        self.has_ledger.set(true);
        Ok(())
    }

    /// To the letter sqlx's own text (sqlx-mysql 0.9, `ensure_migrations_table`).
    pub(super) fn ledger_definition(&self) -> String {
        format!(
            "\nCREATE TABLE IF NOT EXISTS {} (\n    version BIGINT PRIMARY KEY,\n    description TEXT NOT NULL,\n    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    success BOOLEAN NOT NULL,\n    checksum BLOB NOT NULL,\n    execution_time BIGINT NOT NULL\n);\n                ",
            self.ledger
        )
    }

    /// Whether the database is under version control.
    pub(super) fn has_ledger(&self) -> Result<bool> {
        let sql = format!("SELECT 1 FROM {} LIMIT 0", self.ledger);
        let there = match self.execute(&sql) {
            Ok(()) => true,
            Err(cause) if number(&cause) == NO_SUCH_TABLE => false,
            Err(cause) => return Err(self.unreadable(&cause)),
        };
        self.has_ledger.set(there);
        Ok(there)
    }

    /// The ledger's rows by version; none where there is no ledger.
    pub(super) fn applied(&self) -> Result<Vec<Applied>> {
        let sql = format!(
            "SELECT version, description, DATE_FORMAT(installed_on, '%Y-%m-%d %H:%i:%s'), success, checksum, execution_time FROM {} ORDER BY version",
            self.ledger
        );
        let rows = match self.query(&sql) {
            Ok(rows) => rows,
            Err(cause) if number(&cause) == NO_SUCH_TABLE => return Ok(Vec::new()),
            Err(cause) => return Err(self.unreadable(&cause)),
        };
        self.has_ledger.set(true);
        rows.iter()
            .map(|row| {
                Some(Applied {
                    version: row.number(0)?,
                    description: row.text(1).to_owned(),
                    installed_on: row.text(2).to_owned(),
                    success: row.text(3) != "0",
                    checksum: row.bytes(4)?.to_vec(),
                    execution_time: row.number(5).unwrap_or(-1),
                })
            })
            .collect::<Option<Vec<Applied>>>()
            .ok_or_else(|| Error::internal("the server wrote a row of the ledger in another form"))
    }

    fn unreadable(&self, cause: &sqlx::Error) -> Error {
        plain(cause)
            .context(format!("the ledger {} cannot be read", self.ledger))
            .note("it should have the columns that sqlx gives it: version, description, installed_on, success, checksum, execution_time")
            .hint("if this table belongs to something else, name another ledger: table-name under [migrate] in sqlx.toml")
    }

    /// The statement that adds a row.
    pub(super) fn insert(
        &self,
        version: i64,
        description: &str,
        checksum: &[u8],
        success: bool,
    ) -> String {
        format!(
            "INSERT INTO {} (version, description, success, checksum, execution_time) VALUES ({version}, {}, {}, {}, -1)",
            self.ledger,
            text(description),
            if success { "TRUE" } else { "FALSE" },
            binary(checksum)
        )
    }

    /// Notes versions as applied, and others as not, without running anything; all or nothing.
    pub(super) fn stamp(&self, applied: &[Applied], removed: &[i64]) -> Result<()> {
        self.ensure_ledger()?;
        let ledger = &self.ledger;
        let mut statements: Vec<String> = removed
            .iter()
            .map(|version| format!("DELETE FROM {ledger} WHERE version = {version}"))
            .collect();
        for row in applied {
            statements.push(format!(
                "DELETE FROM {ledger} WHERE version = {}",
                row.version
            ));
            statements.push(self.insert(row.version, &row.description, &row.checksum, true));
        }
        if statements.is_empty() {
            return Ok(());
        }
        self.at_once(&statements.join(";\n")).map_err(|cause| {
            plain(&cause).context(format!("failed to write the ledger {}", self.ledger))
        })
    }
}
