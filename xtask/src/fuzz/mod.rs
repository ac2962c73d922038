//! The schema fuzzer: random schemas, small random changes, rows, and the laws that must hold.
//!
//! From a seed comes a schema A, from A by a few changes a schema B, and rows. The drafts between
//! them are run as sqlx would run them, and what comes out is held against the laws (see [`Law`]),
//! by the tool's own comparison and by a second reader that shares no code with it. Seeds are
//! independent of each other and of the time: a seed that fails fails again.
//!
//! One folder an engine; `campaign` tries many seeds, `finding` is what comes of it, `shrink`
//! makes cases smaller, `dice` is chance.

mod campaign;
mod candidates;
mod dice;
mod facts;
mod finding;
mod judge;
mod laws;
mod maker;
mod model;
mod mysql;
mod postgres;
mod refusal;
mod rows;
mod settle;
mod shrink;
mod sqlite;

pub use finding::{Finding, Law};

use campaign::Options;
use std::process::ExitCode;

/// `cargo xtask fuzz [--engine sqlite|postgres|mysql] [--seeds N] [--start S] [--seed X] [--seconds N]
/// [--jobs N] [--shown N] [--shrink SECONDS] [--server URL]`. Exits with 1 where a law does not hold.
///
/// # Errors
/// Where an argument is not understood, or the engine's server does not start.
pub fn command(arguments: &[String]) -> anyhow::Result<ExitCode> {
    let options = Options::parse(arguments)?;
    match options.engine {
        campaign::Engine::Sqlite => campaign::run(&options, &|| Ok(Box::new(sqlite::judge))),
        campaign::Engine::Postgres => postgres::command(&options),
        campaign::Engine::Mysql => mysql::command(&options),
    }
}
