//! `cargo xtask bench`: what this program takes on generated projects, as medians. Only numbers
//! of the same machine under the same load can be compared.

use crate::process::{self, cargo, command, executable, target};
use anyhow::{Result, bail};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// How often each is measured.
const RUNS: usize = 11;

struct Bench {
    program: PathBuf,
    folder: tempfile::TempDir,
}

pub(crate) fn run() -> Result<()> {
    process::run(cargo().args(["build", "--release", "--package", "cargo-migrate"]))?;
    let bench = Bench {
        program: target()?.join("release").join(executable("cargo-migrate")),
        folder: tempfile::tempdir()?,
    };
    println!("{:>10}  {:>10}", "median", "fastest");
    bench.tell(
        "start-up (--version)",
        bench.folder.path(),
        &["--version"],
        &|| Ok(()),
    )?;
    for count in [100, 1000] {
        let project = bench.project(count)?;
        // The first run proves what the following ones find proven.
        bench.once(&project, &["check"])?;
        let what = format!("check, nothing changed, {count} migrations");
        bench.tell(&what, &project, &["check"], &|| Ok(()))?;
    }
    for count in [100, 1000] {
        let project = bench.project(count)?;
        let what = format!("diff of {count} tables, one of them changed");
        let sides = [
            "diff",
            "--from",
            "file:before.sql",
            "--to",
            "file:schema.sql",
        ];
        bench.tell(&what, &project, &sides, &|| Ok(()))?;
    }
    let project = bench.project(100)?;
    let prepare = || Ok(fs::remove_file(project.join("dev.db")).or_else(absent)?);
    bench.tell(
        "upgrade, 100 migrations",
        &project,
        &["upgrade", "--yes"],
        &prepare,
    )?;
    let proof = ["roundtrip", "--all", "--on", "empty"];
    bench.tell(
        "roundtrip --all --on empty, 100 migrations",
        &project,
        &proof,
        &|| Ok(()),
    )
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}

impl Bench {
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

    fn once(&self, folder: &Path, arguments: &[&str]) -> Result<Duration> {
        let mut command = command(&self.program, folder);
        command
            .args(arguments)
            .env("DATABASE_URL", "sqlite:dev.db")
            .env("CARGO_MIGRATE_HOME", self.folder.path().join("state"))
            .env("CARGO_TARGET_DIR", self.folder.path().join("target"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let began = Instant::now();
        let status = command.status()?;
        let time = began.elapsed();
        if !status.success() {
            bail!("cargo-migrate {} failed: {status}", arguments.join(" "));
        }
        Ok(time)
    }

    fn tell(
        &self,
        what: &str,
        folder: &Path,
        arguments: &[&str],
        prepare: &dyn Fn() -> Result<()>,
    ) -> Result<()> {
        let mut times = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            prepare()?;
            times.push(self.once(folder, arguments)?);
        }
        times.sort();
        let mut line = String::new();
        for time in [times[RUNS / 2], times[0]] {
            write!(line, "{:>7.1} ms  ", time.as_secs_f64() * 1000.0)?;
        }
        println!("{line}{what}");
        Ok(())
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
