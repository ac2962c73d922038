//! `cargo xtask torture`: the tests that kill upgrades and downgrades, and those that start many
//! at once, many times over.

use crate::process::{self, cargo};
use anyhow::Result;
use clap::{Args, ValueEnum};

/// An engine whose runs are killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// SQLite
    Sqlite,
    /// PostgreSQL, on a throwaway server
    Postgres,
    /// MariaDB, on a throwaway server
    Mysql,
}

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// On which engine
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// How many runs are killed
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: u32,
    /// How many rounds of two to eight runs at once there are
    #[arg(long, value_name = "N", default_value_t = 50)]
    races: u32,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    // Of runs in one transaction, and of those in steps. Only a debug build can be made to die at
    // a place that is named.
    let (whole, steps, races) = match arguments.engine {
        Engine::Sqlite => (Some("kill::"), "steps::", "race::"),
        Engine::Postgres => (
            Some("postgres::kill::"),
            "postgres::steps::",
            "postgres::race::",
        ),
        Engine::Mysql => (None, "mysql::steps::", "mysql::race::"),
    };
    let others: &[&str] = match arguments.engine {
        Engine::Sqlite => &["postgres::", "mysql::"],
        _ => &[],
    };
    for (tests, profile) in [
        (whole, Some("--release")),
        (Some(steps), None),
        (Some(races), None),
    ] {
        let Some(tests) = tests else { continue };
        let mut command = cargo();
        command
            .env("KILLS", arguments.kills.to_string())
            .env("RACES", arguments.races.to_string())
            .args(["test", "--test", "it"])
            .args(profile)
            .args([tests, "--", "--nocapture"]);
        for other in others {
            command.args(["--skip", other]);
        }
        process::run(&mut command)?;
    }
    Ok(())
}
