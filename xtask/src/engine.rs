//! The engines that a developer's command can be run for.

use clap::ValueEnum;

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// SQLite
    Sqlite,
    /// PostgreSQL, on a throwaway server
    Postgres,
    /// MySQL or MariaDB, on a throwaway server
    Mysql,
}
