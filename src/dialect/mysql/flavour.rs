//! Which of the two a server is, MySQL or MariaDB, and in which version.
//!
//! What differs between them is asked for here and nowhere else. MariaDB is tested, from 10.6 on.
//! What only MySQL 8 does is written from its manual and has not been tried.

use crate::error::Error;
use std::fmt;

/// The program that a server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// MySQL, or a fork that follows it.
    MySql,
    /// MariaDB.
    MariaDb,
}

/// A server's product and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flavour {
    /// MySQL or MariaDB.
    pub product: Product,
    /// Major, minor and patch, as in 10.11.6.
    pub version: (u32, u32, u32),
}

impl Flavour {
    /// Reads what `SELECT VERSION()` says: `8.0.36`, `10.11.6-MariaDB-0+deb12u1`, and as older
    /// MariaDB wrote it for replication, `5.5.5-10.6.4-MariaDB`. None where that is no version.
    pub fn parse(said: &str) -> Option<Self> {
        let product = match said.to_ascii_lowercase().contains("mariadb") {
            true => Product::MariaDb,
            false => Product::MySql,
        };
        let said = match said.strip_prefix("5.5.5-") {
            Some(rest) if product == Product::MariaDb => rest,
            _ => said,
        };
        let mut numbers = said
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()?
            .split('.')
            .map(str::parse);
        let mut next = || numbers.next().and_then(Result::ok);
        let version = (next()?, next()?, next().unwrap_or(0));
        Some(Self { product, version })
    }

    /// Whether it is MariaDB.
    pub fn is_mariadb(self) -> bool {
        self.product == Product::MariaDb
    }

    /// Whether it is MariaDB of this version or later.
    pub fn is_mariadb_from(self, major: u32, minor: u32) -> bool {
        self.is_mariadb() && self.version >= (major, minor, 0)
    }

    /// Whether it is MySQL of this version or later.
    pub fn is_mysql_from(self, version: (u32, u32, u32)) -> bool {
        self.product == Product::MySql && self.version >= version
    }

    /// The oldest of its product that is spoken to: MariaDB 10.6 and MySQL 8.0.16, the first with
    /// CHECK constraints that are enforced.
    pub fn oldest(self) -> (u32, u32, u32) {
        match self.product {
            Product::MariaDb => (10, 6, 0),
            Product::MySql => (8, 0, 16),
        }
    }

    /// Why it is not spoken to where it is older than that.
    pub fn too_old(self) -> Error {
        let (major, minor, patch) = self.oldest();
        let oldest = match patch {
            0 => format!("{major}.{minor}"),
            _ => format!("{major}.{minor}.{patch}"),
        };
        Error::usage(format!("{self} is too old: {oldest} or later is needed"))
    }

    /// The argument by which the server makes its data itself, as MySQL's does, with a `root`
    /// that needs no password
    /// (<https://dev.mysql.com/doc/refman/8.0/en/data-directory-initialization.html>); none where
    /// another program makes them.
    pub(super) fn initialises_itself(self) -> Option<&'static str> {
        (self.product == Product::MySql).then_some("--initialize-insecure")
    }

    /// What only a throwaway server of this product is told.
    pub(super) fn server_settings(self) -> &'static [&'static str] {
        match self.product {
            Product::MariaDb => &[
                "--sync-frm=OFF",
                "--aria-pagecache-buffer-size=8M",
                "--aria-log-file-size=8M",
                "--collation-server=utf8mb4_general_ci",
            ],
            // Its second protocol would listen, too.
            Product::MySql => &["--mysqlx=OFF", "--log-error-verbosity=3"],
        }
    }

    /// The table of `information_schema` with InnoDB's tables.
    pub(super) fn innodb_tables(self) -> &'static str {
        match self.product {
            Product::MariaDb => "INNODB_SYS_TABLES",
            Product::MySql => "INNODB_TABLES",
        }
    }

    /// The tables of the database `mysql` with accounts and the roles that they have.
    pub(super) fn tables_of_accounts(self) -> &'static str {
        match self.product {
            Product::MariaDb => "mysql.global_priv, mysql.roles_mapping",
            Product::MySql => "mysql.user, mysql.role_edges, mysql.default_roles",
        }
    }

    /// What makes `information_schema.TABLES` say how things are, not how they were a day ago
    /// (<https://dev.mysql.com/doc/refman/8.0/en/information-schema-optimization.html>).
    pub(super) fn fresh_statistics(self) -> &'static str {
        match self.product {
            Product::MariaDb => "",
            Product::MySql => "SET SESSION information_schema_stats_expiry = 0;\n",
        }
    }

    /// What a session is told besides in which a copy is built: rows are as they were.
    pub(super) fn building(self) -> &'static str {
        match self.product {
            Product::MariaDb if self.inserts_history() => {
                "SET SESSION check_constraint_checks = 0, innodb_strict_mode = 0,
    system_versioning_insert_history = 1;\n"
            }
            Product::MariaDb => {
                "SET SESSION check_constraint_checks = 0, innodb_strict_mode = 0;\n"
            }
            Product::MySql => "",
        }
    }

    /// Whether the history of a versioned table can be written: MariaDB from 10.11 on
    /// (<https://mariadb.com/kb/en/system-versioned-tables/>).
    pub(super) fn inserts_history(self) -> bool {
        self.is_mariadb_from(10, 11)
    }

    /// Whether a routine can take another one's place and keep what is granted on it: MariaDB's
    /// CREATE OR REPLACE does, which MySQL has not
    /// (<https://mariadb.com/kb/en/create-procedure/>).
    pub(super) fn replaces_routines(self) -> bool {
        self.is_mariadb()
    }

    /// Whether a database can have a comment: MariaDB since 10.5; MySQL has none
    /// (<https://mariadb.com/kb/en/create-database/>).
    pub(super) fn comments_databases(self) -> bool {
        self.is_mariadb()
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
        })
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (major, minor, patch) = self.version;
        write!(f, "{} {major}.{minor}.{patch}", self.product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_servers_say_it() {
        for (said, read) in [
            ("8.0.36", Some("MySQL 8.0.36")),
            ("8.0.36-0ubuntu0.22.04.1", Some("MySQL 8.0.36")),
            ("8.4.3-debug", Some("MySQL 8.4.3")),
            ("10.11.19-MariaDB-0+deb12u1", Some("MariaDB 10.11.19")),
            ("5.5.5-10.6.4-MariaDB", Some("MariaDB 10.6.4")),
            ("11.4.2-MariaDB-log", Some("MariaDB 11.4.2")),
            ("5.5.5-log", Some("MySQL 5.5.5")),
            ("12.0-MariaDB", Some("MariaDB 12.0.0")),
            ("ProxySQL", None),
            ("", None),
        ] {
            let found = Flavour::parse(said).map(|flavour| flavour.to_string());
            assert_eq!(found.as_deref(), read, "{said}");
        }
    }
}
