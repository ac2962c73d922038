//! What can go wrong, and how a command ends when it did.

use std::error::Error as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The `.env` file is unreadable or malformed.
    #[error("cannot use the .env file")]
    Environment(#[source] dotenvy::Error),
    /// There is no such database, or it is not one.
    #[error("cannot open the database {url}")]
    Open {
        /// As it was given.
        url: String,
        /// What SQLite says.
        source: sqlx::Error,
    },
    /// The database lacks what this release of forge needs.
    #[error("the database lacks {}", missing.join(", "))]
    Outdated {
        /// Tables and views that are in the schema but not in the database.
        missing: Vec<String>,
    },
    /// Setting up would replace what is there, and nobody agreed to that.
    #[error("the database has {tables} tables of forge already, and they were not to be replaced")]
    AlreadySetUp {
        /// How many.
        tables: usize,
    },
    /// Nobody can own what a scan finds.
    #[error("the database has no administrator")]
    NoAdministrator,
    /// Neither the command line nor the settings name a folder.
    #[error("no repositories folder is set")]
    NoRepositoriesFolder,
    /// The folder of repositories is not usable.
    #[error("cannot use the folder {}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The operating system gave no random bytes for a salt.
    #[error("cannot get random bytes")]
    Random(#[source] getrandom::Error),
    /// The question on the terminal got no answer.
    #[error("cannot read the answer")]
    Answer(#[source] std::io::Error),
    /// A statement failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Error {
    /// 2 for something to correct in the call or the configuration, 3 for
    /// something refused for safety, 1 for all else.
    fn exit_code(&self) -> u8 {
        match self {
            Self::Environment(_) | Self::Open { .. } | Self::NoRepositoriesFolder => 2,
            Self::AlreadySetUp { .. } => 3,
            _ => 1,
        }
    }

    /// What to do next, where that is known.
    fn help(&self) -> Option<&'static str> {
        match self {
            Self::Open { .. } => Some("set DATABASE_URL, for example to sqlite:dev.db"),
            Self::Outdated { .. } => Some(
                "bring it up to date with `cargo migrate upgrade`, or make a new one with `setup-db`",
            ),
            Self::AlreadySetUp { .. } => {
                Some("with --force-yes they are dropped, rows and all, and created again")
            }
            Self::NoAdministrator => Some("create one with `setup-db`"),
            Self::NoRepositoriesFolder => {
                Some("name it: `repo-scan DIR`, or `setup-db --repos DIR`")
            }
            _ => None,
        }
    }
}

/// Ends a command: shows why it failed on standard error, and gives its exit code.
pub fn finish(result: Result<()>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let reason = inner.to_string();
        // Some errors quote their own cause already.
        if !message.ends_with(&reason) {
            message = format!("{message}: {reason}");
        }
        cause = inner.source();
    }
    eprintln!("error: {message}");
    if let Some(help) = error.help() {
        eprintln!("help: {help}");
    }
    ExitCode::from(error.exit_code())
}
