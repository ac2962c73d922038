//! The lines for PostgreSQL, on a throwaway server. Each stands beside what does the same with the
//! server's own programs, since only that tells the program's time from the server's.

use super::{Bench, tell, tell_beside, timed};
use crate::process::{answers, command, executable};
use anyhow::Result;
use cargo_migrate::dialect::postgres::cluster::Cluster;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What no reader of a schema can do without: columns, indexes and constraints, each in one query.
const BULK: [&str; 3] = [
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace",
    "SELECT c.relname, x.indisunique, x.indisprimary, pg_get_indexdef(x.indexrelid)
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
    WHERE c.relnamespace = 'public'::regnamespace",
    "SELECT c.relname, o.conname, pg_get_constraintdef(o.oid)
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
    WHERE c.relnamespace = 'public'::regnamespace",
];

/// How often the long ones are measured.
const FEW: usize = 3;

/// A throwaway server with its programs.
struct Server {
    cluster: Cluster,
    programs: PathBuf,
}

pub(super) fn run(bench: &Bench) -> Result<()> {
    let server = Server {
        cluster: Cluster::start()?,
        programs: Cluster::programs()?.folder().to_owned(),
    };
    server.diff(bench)?;
    let project = bench.project(100)?;
    server.upgrade(bench, &project)?;
    server.roundtrip(bench, &project)
}

impl Server {
    fn diff(&self, bench: &Bench) -> Result<()> {
        let project = bench.project(1000)?;
        for (database, file) in [("before", "before.sql"), ("after", "schema.sql")] {
            self.make(database)?;
            timed(
                self.psql(database)
                    .args(["-1", "-f"])
                    .arg(project.join(file)),
            )?;
            timed(self.psql(database).args(["-c", "ANALYZE"]))?;
        }
        let (from, to) = (self.url("before"), self.url("after"));
        let sides = ["diff", "--from", &from, "--to", &to];
        tell_beside(
            super::RUNS,
            "PostgreSQL: diff of two databases of 1000 tables",
            &|| bench.once(&project, &from, &sides),
            "psql: three bulk queries of each",
            &|| Ok(self.read("before")? + self.read("after")?),
        )
    }

    fn read(&self, database: &str) -> Result<Duration> {
        let queries = BULK.iter().flat_map(|query| ["-c", query]);
        timed(self.psql(database).args(queries))
    }

    fn upgrade(&self, bench: &Bench, project: &Path) -> Result<()> {
        let (url, upgrade) = (self.url("dev"), ["upgrade", "--yes"]);
        let script = project.join("psql.sql");
        let mut sql = "CREATE TABLE ledger (version bigint PRIMARY KEY);\n".to_owned();
        for (number, up) in scripts(project, ".up.sql")?.iter().enumerate() {
            let up = fs::read_to_string(up)?;
            sql.push_str(&format!(
                "BEGIN;\n{up}INSERT INTO ledger VALUES ({number});\nCOMMIT;\n"
            ));
        }
        fs::write(&script, sql)?;
        tell_beside(
            super::RUNS,
            "PostgreSQL: upgrade, 100 migrations",
            &|| {
                self.make("dev")?;
                bench.once(project, &url, &upgrade)
            },
            "psql: the same, a transaction each",
            &|| {
                self.make("psql")?;
                timed(self.psql("psql").arg("-f").arg(&script))
            },
        )?;
        let what = "PostgreSQL: upgrade, nothing to do";
        let again: super::Run = &|| bench.once(project, &url, &upgrade);
        if !answers("sqlx", &["--version"]) {
            return tell(what, again);
        }
        tell_beside(super::RUNS, what, again, "sqlx migrate run", &|| {
            let arguments = ["migrate", "run", "--no-dotenv", "-D", &url];
            timed(command("sqlx", project).args(arguments))
        })
    }

    fn roundtrip(&self, bench: &Bench, project: &Path) -> Result<()> {
        let url = self.url("dev");
        tell_beside(
            FEW,
            "PostgreSQL: roundtrip --all --on empty, 100 migrations",
            &|| bench.once(project, &url, &["roundtrip", "--all", "--on", "empty"]),
            "psql and pg_dump: the same",
            &|| self.stairway(project),
        )
    }

    /// Up, down, up for each migration, with a dump behind each.
    fn stairway(&self, project: &Path) -> Result<Duration> {
        self.make("stairs")?;
        let mut time = Duration::ZERO;
        let (ups, downs) = (scripts(project, ".up.sql")?, scripts(project, ".down.sql")?);
        for (up, down) in ups.iter().zip(&downs) {
            for script in [up, down, up] {
                time += timed(self.psql("stairs").args(["-1", "-f"]).arg(script))?;
                time += timed(
                    self.program("pg_dump")
                        .args(["-s", "-d", &self.url("stairs")]),
                )?;
            }
        }
        Ok(time)
    }

    /// Makes an empty database anew.
    fn make(&self, database: &str) -> Result<()> {
        for sql in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
            let sql = format!("{sql} {database}");
            timed(self.psql("postgres").args(["-c", &sql]))?;
        }
        Ok(())
    }

    fn psql(&self, database: &str) -> Command {
        let mut psql = self.program("psql");
        psql.args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", &self.url(database)]);
        psql
    }

    fn program(&self, name: &str) -> Command {
        command(self.programs.join(executable(name)), Path::new("/"))
    }

    fn url(&self, database: &str) -> String {
        self.cluster.url(database).expose().to_owned()
    }
}

/// The scripts of a project's migrations that end so, in order.
fn scripts(project: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut scripts = Vec::new();
    for entry in fs::read_dir(project.join("migrations"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}
