//! MySQL and MariaDB: schemas of everything that they have, built on a server, and SHOW CREATE as
//! the second reader.

mod check;
mod dump;
mod generate;
mod model;
mod mutate;
mod names;
mod render;
mod rows;
mod server;
mod shrink;
mod slot;

use super::campaign::{self, Judge, Options};
use super::candidates;
use super::dice::Dice;
use super::finding::Failure;
use super::judge;
use super::settle::Site;
use cargo_migrate::dialect::mysql::cluster::Cluster;
use cargo_migrate::dialect::mysql::engine::Mysql;
use cargo_migrate::project::{DatabaseUrl, ScratchServer};
use check::Bench;
use model::{Schema, Words};
use server::Database;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two schemas and how they are held against the laws.
type Case = candidates::Case<Words>;

/// Tries the seeds on a throwaway server, or on the one that the options name.
///
/// # Errors
/// Where the server does not start or answer.
pub(super) fn command(options: &Options) -> anyhow::Result<ExitCode> {
    let failed = |error: cargo_migrate::Error| anyhow::anyhow!("{error}");
    let cluster;
    let base = match &options.server {
        Some(base) => DatabaseUrl::parse(base).map_err(failed)?,
        None => {
            cluster = Cluster::start().map_err(failed)?;
            cluster.url("mysql").map_err(failed)?
        }
    };
    let number = AtomicUsize::new(0);
    campaign::run(options, &|| {
        worker(&base, number.fetch_add(1, Ordering::Relaxed))
    })
}

fn worker(base: &DatabaseUrl, number: usize) -> anyhow::Result<Judge<'static>> {
    let database = |side: &str| {
        let name = format!("fuzz_{}_{number}_{side}", std::process::id());
        Database::new(&base.with_database(&name))
    };
    let mut bench = Bench {
        a: database("a")?,
        b: database("b")?,
        engine: Mysql::new(None, ScratchServer::default()),
    };
    Ok(Box::new(move |seed, smaller| {
        judge::judge(&mut bench, seed, smaller)
    }))
}

impl judge::Bench for Bench {
    type Words = Words;
    const PURPOSE: &'static str = "mysql";

    fn sites(&mut self) -> [&mut dyn Site; 2] {
        [&mut self.a, &mut self.b]
    }

    fn schema(dice: &mut Dice) -> Schema {
        generate::schema(dice)
    }

    fn change(schema: &mut Schema, dice: &mut Dice) {
        mutate::change(schema, dice);
    }

    fn check(&mut self, case: &Case) -> Result<Option<String>, Failure> {
        check::check(self, case)
    }

    fn plainer(case: &Case, all: &mut Vec<Case>) {
        shrink::plainer(case, all);
    }
}
