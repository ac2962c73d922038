//! The ledger: sqlx's own table, to the letter.

use super::Session;
use super::errors::{UNDEFINED_TABLE, code, plain};
use crate::dialect::postgres::quote::literal;
use crate::dialect::{Applied, Note, Run};
use crate::error::{Error, Result};
use std::time::Instant;

impl Session {
    /// The statement by which the ledger is told of a script that has run; none where it is told
    /// nothing.
    pub(super) fn note(&self, run: &Run, start: Instant) -> Option<String> {
        let ledger = &self.ledger;
        match &run.note {
            Note::None => None,
            Note::Applied {
                version,
                description,
                checksum,
            } => Some(format!(
                "INSERT INTO {ledger} (version, description, success, checksum, execution_time) VALUES ({version}, {}, TRUE, {}, {})",
                literal(description),
                bytes(checksum),
                i64::try_from(start.elapsed().as_nanos()).unwrap_or(-1)
            )),
            Note::Reverted { version } => {
                Some(format!("DELETE FROM {ledger} WHERE version = {version}"))
            }
        }
    }

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

    /// To the letter sqlx's own text (sqlx-postgres 0.9, `ensure_migrations_table`).
    pub(super) fn ledger_definition(&self) -> String {
        format!(
            "\nCREATE TABLE IF NOT EXISTS {} (\n    version BIGINT PRIMARY KEY,\n    description TEXT NOT NULL,\n    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),\n    success BOOLEAN NOT NULL,\n    checksum BYTEA NOT NULL,\n    execution_time BIGINT NOT NULL\n);\n                ",
            self.ledger
        )
    }

    /// Whether the database is under version control.
    pub(super) fn has_ledger(&self) -> Result<bool> {
        let sql = format!("SELECT to_regclass({})::text", literal(&self.ledger));
        let found = self.one_text(&sql).map_err(|cause| plain(&cause))?;
        self.has_ledger.set(!found.is_empty());
        Ok(self.has_ledger.get())
    }

    /// The ledger's rows by version; none where there is no ledger.
    pub(super) fn applied(&self) -> Result<Vec<Applied>> {
        let sql = format!(
            "SELECT version::text, description, to_char(installed_on AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), success::text, encode(checksum, 'hex'), execution_time::text FROM {} ORDER BY version",
            self.ledger
        );
        let rows = match self.talk(|connection| connection.simple_query(&sql)) {
            Ok(rows) => rows,
            Err(cause) if code(&cause) == UNDEFINED_TABLE => return Ok(Vec::new()),
            Err(cause) => {
                return Err(plain(&cause)
                    .context(format!("the ledger {} cannot be read", self.ledger))
                    .note("it should have the columns that sqlx gives it: version, description, installed_on, success, checksum, execution_time")
                    .hint("if this table belongs to something else, name another ledger: table-name under [migrate] in sqlx.toml"));
            }
        };
        self.has_ledger.set(true);
        rows.iter()
            .map(|row| {
                Some(Applied {
                    version: row.text(0).parse().ok()?,
                    description: row.text(1).to_owned(),
                    installed_on: row.text(2).to_owned(),
                    success: row.text(3) == "true",
                    checksum: unhex(row.text(4))?,
                    execution_time: row.text(5).parse().unwrap_or(-1),
                })
            })
            .collect::<Option<Vec<Applied>>>()
            .ok_or_else(|| Error::internal("the server wrote a row of the ledger in another form"))
    }

    /// Notes versions as applied, and others as not, without running anything; all or nothing.
    pub(super) fn stamp(&self, applied: &[Applied], removed: &[i64]) -> Result<()> {
        self.ensure_ledger()?;
        let ledger = &self.ledger;
        let mut sql = String::from("BEGIN;\n");
        for version in removed {
            sql.push_str(&format!(
                "DELETE FROM {ledger} WHERE version = {version};\n"
            ));
        }
        for row in applied {
            sql.push_str(&format!(
                "DELETE FROM {ledger} WHERE version = {0};\nINSERT INTO {ledger} (version, description, success, checksum, execution_time) VALUES ({0}, {1}, TRUE, {2}, -1);\n",
                row.version,
                literal(&row.description),
                bytes(&row.checksum)
            ));
        }
        sql.push_str("COMMIT");
        self.execute(&sql).map_err(|cause| {
            // Its own error would hide the first one.
            let _ = self.execute("ROLLBACK");
            plain(&cause).context(format!("failed to write the ledger {}", self.ledger))
        })
    }
}

/// These bytes as an expression that no setting of the session reads otherwise.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("decode('{hex}', 'hex')")
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}
