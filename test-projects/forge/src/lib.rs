//! The database of forge, a small repository-hosting service.
//!
//! What the commands `setup-db`, `repo-scan` and `fill-dev` share: how a
//! database is opened, created from `schema.sql` and asked about, how passwords
//! are kept, and how repositories are found on disk. How a database of an
//! earlier release becomes one of this release is told in `migrations/`, not
//! here.

pub mod database;
mod error;
pub mod password;
pub mod scan;

pub use error::{Error, Result, finish};

/// The whole schema, as a new installation gets it.
pub const SCHEMA: &str = include_str!("../schema.sql");

/// What a person or a group may do with a repository, from least to most.
pub const PERMISSIONS: [&str; 4] = [
    "repository.none",
    "repository.read",
    "repository.write",
    "repository.admin",
];

/// Which database a command works on.
#[derive(Debug, clap::Args)]
pub struct DatabaseArgs {
    /// The database, for example sqlite:forge.db
    #[arg(long, env = "DATABASE_URL", value_name = "URL")]
    pub database_url: String,
}

/// Adds what a `.env` file says to the environment, where one is there.
///
/// # Errors
///
/// [`Error::Environment`] for a file that cannot be read or parsed.
pub fn load_env_file() -> Result<()> {
    match dotenvy::dotenv() {
        Err(error) if !error.not_found() => Err(Error::Environment(error)),
        _ => Ok(()),
    }
}
