//! The SQL of migrations as it was when they were applied.

use rusqlite::{OptionalExtension, Row};

use super::{DatabaseId, Journal, now};
use crate::Result;

/// A migration as it was when it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredScript {
    /// Its version.
    pub version: i64,
    /// Its description as the file's name has it, with underscores.
    pub description: String,
    /// The up script, byte for byte.
    pub up_sql: String,
    /// The down script, byte for byte; `None` where there was none.
    pub down_sql: Option<String>,
    /// The checksum that the ledger was given.
    pub checksum: Vec<u8>,
}

const COLUMNS: &str = "version, description, up_sql, down_sql, checksum";

impl Journal {
    /// Stores migrations, all or none; a version that is stored already is replaced. They stay
    /// when the migration is taken back.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn store_scripts(&self, database: DatabaseId, scripts: &[StoredScript]) -> Result<()> {
        let now = now()?;
        self.change(|transaction| {
            let mut insert = transaction.prepare(&format!(
                "INSERT OR REPLACE INTO applied_scripts (database_id, stored_at, {COLUMNS})
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            ))?;
            for script in scripts {
                insert.execute((
                    database.0,
                    &now,
                    script.version,
                    &script.description,
                    &script.up_sql,
                    &script.down_sql,
                    &script.checksum,
                ))?;
            }
            Ok(())
        })
    }

    /// The migration of this version as it was last applied to the database.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn stored_script(
        &self,
        database: DatabaseId,
        version: i64,
    ) -> Result<Option<StoredScript>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM applied_scripts WHERE database_id = ?1 AND version = ?2"
        );
        self.read(|connection| {
            connection
                .query_row(&sql, (database.0, version), script)
                .optional()
        })
    }

    /// All migrations that were ever applied to the database, by version.
    ///
    /// # Errors
    /// As [`Journal::database`].
    pub fn stored_scripts(&self, database: DatabaseId) -> Result<Vec<StoredScript>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM applied_scripts WHERE database_id = ?1 ORDER BY version"
        );
        self.read(|connection| {
            connection
                .prepare(&sql)?
                .query_map([database.0], script)?
                .collect()
        })
    }
}

fn script(row: &Row) -> rusqlite::Result<StoredScript> {
    Ok(StoredScript {
        version: row.get(0)?,
        description: row.get(1)?,
        up_sql: row.get(2)?,
        down_sql: row.get(3)?,
        checksum: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;

    fn sample(version: i64, up: &str, down: Option<&str>) -> StoredScript {
        StoredScript {
            version,
            description: "add_cool_feature".to_owned(),
            up_sql: up.to_owned(),
            down_sql: down.map(str::to_owned),
            checksum: vec![0, 255, version.to_le_bytes()[0]],
        }
    }

    #[test]
    fn stored_sql_comes_back_byte_for_byte() {
        let journal = Journal::in_memory().unwrap();
        let database = journal.database("sqlite:/dev.db").unwrap();
        let large = "SELECT 'ä';\n".repeat(100_000);
        let scripts = [
            sample(-1, "", Some("")),
            sample(1, "SELECT '\r\n\0\u{feff}';\n\n", None),
            sample(i64::MAX, &large, Some(" -- 🦀\t")),
        ];
        journal.store_scripts(database, &scripts).unwrap();
        for script in &scripts {
            let stored = journal.stored_script(database, script.version).unwrap();
            assert!(stored.as_ref() == Some(script), "{}", script.version);
        }
        assert!(journal.stored_scripts(database).unwrap() == scripts);
        assert_eq!(journal.stored_script(database, 2).unwrap(), None);
    }

    #[test]
    fn a_version_that_is_applied_again_replaces_the_stored_one_of_its_database_only() {
        let journal = Journal::in_memory().unwrap();
        let dev = journal.database("sqlite:/dev.db").unwrap();
        let other = journal.database("sqlite:/other.db").unwrap();
        let (before, after) = (
            sample(1, "SELECT 1;", None),
            sample(1, "SELECT 2;", Some("x")),
        );
        journal
            .store_scripts(dev, std::slice::from_ref(&before))
            .unwrap();
        journal
            .store_scripts(other, std::slice::from_ref(&before))
            .unwrap();
        journal
            .store_scripts(dev, std::slice::from_ref(&after))
            .unwrap();
        assert_eq!(journal.stored_scripts(dev).unwrap(), [after]);
        assert_eq!(journal.stored_scripts(other).unwrap(), [before]);
    }
}
