//! PostgreSQL: schemas of everything that it has, built on a server, and pg_dump as the second
//! reader.

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
use cargo_migrate::dialect::postgres::cluster::Cluster;
use cargo_migrate::dialect::postgres::engine::Postgres;
use cargo_migrate::project::ScratchServer;
use check::Bench;
use model::{Schema, Words};
use server::Server;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Two schemas and how they are held against the laws.
type Case = candidates::Case<Words>;

/// Tries the seeds on a throwaway cluster, or on the server that the options name.
///
/// # Errors
/// Where the server does not start or answer.
pub(super) fn command(options: &Options) -> anyhow::Result<ExitCode> {
    let cluster;
    let server = match options.server.clone() {
        Some(base) => Server::new(Box::new(move |name| format!("{base}/{name}")))?,
        None => {
            cluster = Cluster::start().map_err(|error| anyhow::anyhow!("{error}"))?;
            let base = cluster.url("postgres");
            Server::new(Box::new(move |name| {
                base.with_database(name).expose().to_owned()
            }))?
        }
    };
    let number = AtomicUsize::new(0);
    campaign::run(options, &|| {
        let number = number.fetch_add(1, Ordering::Relaxed);
        Ok(worker(&server, number))
    })
}

fn worker(server: &Server, number: usize) -> Judge<'_> {
    let name = |side: &str| format!("fuzz_{}_{number}_{side}", std::process::id());
    let mut bench = Bench {
        a: server.database(&name("a")),
        b: server.database(&name("b")),
        engine: Postgres::new(None, ScratchServer::default()),
    };
    Box::new(move |seed, smaller| judge::judge(&mut bench, seed, smaller))
}

impl judge::Bench for Bench<'_> {
    type Words = Words;
    const PURPOSE: &'static str = "postgres";

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
