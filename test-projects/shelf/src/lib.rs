//! The database of shelf, a small lending library.
//!
//! What the commands `setup-db` and `fill-dev` share: how a database is opened, created from
//! `schema/` and filled. How a database of an earlier release becomes one of this release is told
//! in `migrations/`, not here.

pub mod database;
mod error;

pub use error::{Error, Result, finish};

/// The whole schema, as a new installation gets it: the files of `schema/` in an order in which
/// they can be run.
pub const SCHEMA: [&str; 4] = [
    include_str!("../schema/catalogue.sql"),
    include_str!("../schema/members.sql"),
    include_str!("../schema/loans.sql"),
    include_str!("../schema/views.sql"),
];

/// Which database a command works on.
#[derive(Debug, clap::Args)]
pub struct DatabaseArgs {
    /// The database, for example mysql://localhost/shelf
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
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
