//! What can go wrong, and how a command ends when it did.

use std::error::Error as _;
use std::process::ExitCode;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The `.env` file is unreadable or malformed.
    #[error("cannot use the .env file")]
    Environment(#[source] dotenvy::Error),
    /// There is no such server or database, or it lets nobody in. The URL may hold a password and
    /// is not repeated.
    #[error("cannot open the database that DATABASE_URL names")]
    Open(#[source] sqlx::Error),
    /// Setting up would replace what is there, and nobody agreed to that.
    #[error("the database has {tables} tables of shelf already, and they were not to be replaced")]
    AlreadySetUp {
        /// How many.
        tables: i64,
    },
    /// A statement failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Error {
    /// What to do about it, where there is something to do.
    pub fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Open(_) => Some("is the server running? CREATE DATABASE makes a database"),
            Self::AlreadySetUp { .. } => Some("--force-yes replaces them, rows and all"),
            Self::Environment(_) | Self::Database(_) => None,
        }
    }

    fn exit_code(&self) -> u8 {
        match self {
            Self::Environment(_) | Self::Open(_) => 2,
            Self::AlreadySetUp { .. } => 3,
            Self::Database(_) => 1,
        }
    }
}

/// Tells on standard error what went wrong, and gives the exit code.
pub fn finish(result: Result<()>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    eprintln!("error: {error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because: {cause}");
        source = cause.source();
    }
    if let Some(advice) = error.advice() {
        eprintln!("  help: {advice}");
    }
    ExitCode::from(error.exit_code())
}
