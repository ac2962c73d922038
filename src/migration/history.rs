//! The migrations in order, as a folder holds them.

use std::borrow::Cow;
use std::path::PathBuf;

use sqlx::migrate::MigrationType;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::file::{FileName, Script};
use super::soundness::{Finding, Severity};

/// One migration: the script that leads to its version, and the one that leads back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// sqlx's version.
    pub version: i64,
    /// What the file's name says it does, with the underscores that stand there.
    pub description: String,
    /// The script that applies it.
    pub up: Script,
    /// The script that takes it back, where there is one.
    pub down: Option<Script>,
    /// Whether it is a `x.sql` rather than a pair.
    pub simple: bool,
    /// The names that `-- label: X` lines of the up script give it.
    pub labels: Vec<String>,
    /// Characters that count for nothing in the checksum, from `sqlx.toml`.
    pub ignored_chars: Vec<char>,
}

impl Migration {
    /// The description as sqlx stores it: underscores are spaces.
    pub fn title(&self) -> String {
        self.description.replace('_', " ")
    }

    /// The version as the file's name writes it, with leading zeros.
    pub fn prefix(&self) -> String {
        FileName::parse(&self.up.file_name())
            .map_or_else(|| self.version.to_string(), |name| name.prefix)
    }

    /// The checksum that sqlx would store, computed by sqlx itself; where `sqlx.toml` sets
    /// `ignored-chars`, over the text without them.
    pub fn checksum(&self) -> Vec<u8> {
        let sql = if self.ignored_chars.is_empty() {
            self.up.sql.clone()
        } else {
            self.up.sql.replace(self.ignored_chars.as_slice(), "")
        };
        sqlx::migrate::Migration::new(
            self.version,
            Cow::Owned(self.title()),
            if self.simple {
                MigrationType::Simple
            } else {
                MigrationType::ReversibleUp
            },
            AssertSqlSafe(sql).into_sql_str(),
            self.up.no_transaction,
        )
        .checksum
        .into_owned()
    }
}

/// What a migrations folder holds, and what is unsound about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The folder it was read from.
    pub folder: PathBuf,
    /// The migrations, ascending by version, each version once.
    pub migrations: Vec<Migration>,
    /// What a person should know before trusting it, by file and line.
    pub findings: Vec<Finding>,
}

impl History {
    /// Leaves these characters out of every checksum, as sqlx does where `sqlx.toml` says so.
    #[must_use]
    pub fn ignoring(mut self, characters: &[char]) -> Self {
        for migration in &mut self.migrations {
            migration.ignored_chars = characters.to_vec();
        }
        self
    }

    /// The newest migration.
    pub fn head(&self) -> Option<&Migration> {
        self.migrations.last()
    }

    /// The migration of this version.
    pub fn find(&self, version: i64) -> Option<&Migration> {
        self.migrations
            .binary_search_by_key(&version, |migration| migration.version)
            .ok()
            .map(|index| &self.migrations[index])
    }

    /// All versions, ascending.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = i64> + '_ {
        self.migrations.iter().map(|migration| migration.version)
    }

    /// The migrations up to and with this version; none for `None`, the base.
    pub fn up_to(&self, version: Option<i64>) -> &[Migration] {
        let end = version.map_or(0, |version| {
            self.migrations
                .partition_point(|migration| migration.version <= version)
        });
        &self.migrations[..end]
    }

    /// The findings that make `check` fail.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use std::path::Path;

    fn history(files: &[(&str, &str)]) -> History {
        let files = files
            .iter()
            .map(|(name, sql)| ((*name).to_owned(), sql.as_bytes().to_vec()))
            .collect();
        History::from_files(Path::new("migrations"), files)
    }

    #[test]
    fn the_checksum_and_the_title_are_those_of_sqlx() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("1_first_step.up.sql", "-- no-transaction\nSELECT 1;\n"),
            ("1_first_step.down.sql", "SELECT 2;\n"),
            ("0002_plain_a.b.sql", "SELECT '\r\n';"),
        ];
        for (name, sql) in files {
            std::fs::write(folder.path().join(name), sql).unwrap();
        }
        let ours = History::read(folder.path()).unwrap();
        let theirs = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(sqlx::migrate::Migrator::new(folder.path()))
            .unwrap();
        let theirs: Vec<_> = theirs
            .iter()
            .filter(|migration| migration.migration_type.is_up_migration())
            .map(|migration| {
                (
                    migration.version,
                    migration.description.to_string(),
                    migration.checksum.to_vec(),
                    migration.no_tx,
                )
            })
            .collect();
        let ours: Vec<_> = ours
            .migrations
            .iter()
            .map(|migration| {
                (
                    migration.version,
                    migration.title(),
                    migration.checksum(),
                    migration.up.no_transaction,
                )
            })
            .collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn ignored_characters_do_not_count_in_the_checksum() {
        let with = history(&[("1_a.sql", "SELECT 1;\r\n")]);
        let without = history(&[("1_a.sql", "SELECT 1;\n")]);
        assert_eq!(
            with.clone().ignoring(&['\r']).migrations[0].checksum(),
            without.migrations[0].checksum()
        );
        assert_ne!(
            with.migrations[0].checksum(),
            without.migrations[0].checksum()
        );
    }

    #[test]
    fn a_version_is_found_and_the_history_cut_there() {
        let history = history(&[("1_a.sql", "x"), ("003_c.sql", "x"), ("5_e.sql", "x")]);
        assert_eq!(history.head().unwrap().version, 5);
        assert_eq!(history.find(3).unwrap().prefix(), "003");
        assert!(history.find(2).is_none());
        assert_eq!(history.up_to(Some(4)).len(), 2);
        assert_eq!(history.up_to(Some(5)).len(), 3);
        assert!(history.up_to(None).is_empty());
    }
}
