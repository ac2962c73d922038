//! `cargo xtask bench`: what this program takes on generated projects, as medians. Only numbers
//! of the same machine under the same load can be compared; where a line names what it is held
//! against, the two have taken turns.

mod postgres;

use crate::process::{self, cargo, command, executable, target};
use anyhow::{Result, bail};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often each is measured.
const RUNS: usize = 11;

/// The development database of the SQLite projects.
const SQLITE: &str = "sqlite:dev.db";

struct Bench {
    program: PathBuf,
    folder: tempfile::TempDir,
}

/// A measured time.
type Run<'a> = &'a dyn Fn() -> Result<Duration>;

pub(crate) fn run() -> Result<()> {
    process::run(cargo().args(["build", "--release", "--package", "cargo-migrate"]))?;
    let bench = Bench {
        program: target()?.join("release").join(executable("cargo-migrate")),
        folder: tempfile::tempdir()?,
    };
    println!("{:>10}  {:>10}", "median", "fastest");
    bench.sqlite()?;
    if crate::postgres::is_there() {
        postgres::run(&bench)?;
    } else {
        println!("PostgreSQL is left out: its server programs are not installed");
    }
    Ok(())
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}

/// Runs a command that must succeed, and says how long it took.
fn timed(command: &mut Command) -> Result<Duration> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status()?;
    let time = began.elapsed();
    if !status.success() {
        bail!("{command:?} failed: {status}");
    }
    Ok(time)
}

/// Measures, and shows the median and the fastest.
fn tell(what: &str, run: Run) -> Result<()> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        times.push(run()?);
    }
    show(what, &mut times);
    Ok(())
}

/// Measures two in turns, and shows also how the first compares with the second.
fn tell_beside(runs: usize, what: &str, run: Run, other: &str, beside: Run) -> Result<()> {
    let mut times = Vec::with_capacity(runs);
    let mut others = Vec::with_capacity(runs);
    for _ in 0..runs {
        times.push(run()?);
        others.push(beside()?);
    }
    let (median, of_other) = (show(what, &mut times), show(other, &mut others));
    let ratio = median.as_secs_f64() / of_other.as_secs_f64();
    println!("{:26}= {ratio:.2} x", "");
    Ok(())
}

fn show(what: &str, times: &mut [Duration]) -> Duration {
    times.sort();
    let (median, fastest) = (times[times.len() / 2], times[0]);
    let mut line = String::new();
    for time in [median, fastest] {
        let _ = write!(line, "{:>7.1} ms  ", time.as_secs_f64() * 1000.0);
    }
    println!("{line}{what}");
    median
}

impl Bench {
    fn sqlite(&self) -> Result<()> {
        let once = |project: &Path, arguments: &[&str]| self.once(project, SQLITE, arguments);
        tell("start-up (--version)", &|| {
            once(self.folder.path(), &["--version"])
        })?;
        for count in [100, 1000] {
            let project = self.project(count)?;
            // The first run proves what the following ones find proven.
            once(&project, &["check"])?;
            let what = format!("check, nothing changed, {count} migrations");
            tell(&what, &|| once(&project, &["check"]))?;
        }
        for count in [100, 1000] {
            let project = self.project(count)?;
            let what = format!("diff of {count} tables, one of them changed");
            let sides = [
                "diff",
                "--from",
                "file:before.sql",
                "--to",
                "file:schema.sql",
            ];
            tell(&what, &|| once(&project, &sides))?;
        }
        let project = self.project(100)?;
        tell("upgrade, 100 migrations", &|| {
            fs::remove_file(project.join("dev.db")).or_else(absent)?;
            once(&project, &["upgrade", "--yes"])
        })?;
        tell("roundtrip --all --on empty, 100 migrations", &|| {
            once(&project, &["roundtrip", "--all", "--on", "empty"])
        })
    }

    /// A project with this many migrations, each of which makes a table with an index.
    fn project(&self, count: usize) -> Result<PathBuf> {
        let folder = self.folder.path().join(format!("project-{count}"));
        let migrations = folder.join("migrations");
        fs::create_dir_all(folder.join("src"))?;
        fs::create_dir_all(&migrations)?;
        fs::write(folder.join("src/lib.rs"), "")?;
        fs::write(
            folder.join("Cargo.toml"),
            "[package]\nname = \"bench\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [package.metadata.migrate]\nschema = [\"schema.sql\"]\n\n[workspace]\n",
        )?;
        let mut schema = String::new();
        for number in 0..count {
            let table = table(number);
            let name = format!("{}_table_{number}", 20_260_101_000_000 + number);
            fs::write(migrations.join(format!("{name}.up.sql")), &table)?;
            let down = format!("DROP TABLE table_{number};\n");
            fs::write(migrations.join(format!("{name}.down.sql")), down)?;
            schema.push_str(&table);
        }
        fs::write(folder.join("schema.sql"), &schema)?;
        let before = schema.replacen("label TEXT NOT NULL", "label TEXT", 1);
        fs::write(folder.join("before.sql"), before)?;
        Ok(folder)
    }

    /// One run on the database of this URL.
    fn once(&self, folder: &Path, url: &str, arguments: &[&str]) -> Result<Duration> {
        timed(
            command(&self.program, folder)
                .args(arguments)
                .env("DATABASE_URL", url)
                .env("CARGO_MIGRATE_HOME", self.folder.path().join("state"))
                .env("CARGO_TARGET_DIR", self.folder.path().join("target")),
        )
    }
}

fn table(number: usize) -> String {
    let parent = number.saturating_sub(1);
    format!(
        "CREATE TABLE table_{number} (\n    id INTEGER PRIMARY KEY,\n    \
         parent_id INTEGER REFERENCES table_{parent} (id) ON DELETE CASCADE,\n    \
         label TEXT NOT NULL DEFAULT '',\n    made_on TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP\n);\n\
         CREATE INDEX table_{number}_by_parent ON table_{number} (parent_id, label);\n"
    )
}
