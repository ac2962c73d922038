//! `cargo xtask demo`: the whole workflow on a copy of `test-projects/forge`, nothing of it
//! staged: every command is run, and a step that does not end as it should ends the demo.

use crate::process::{self, cargo, command, executable, root, show, target};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use walkdir::WalkDir;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Keep the project afterwards, and say where it is
    #[arg(long)]
    keep: bool,
}

/// What the developer of the demo changes in `schema.sql`: a renamed column, a new one, and a
/// constraint on a table that others refer to.
const EDITS: &[(&str, &str)] = &[
    (
        "    last_login_on TEXT\n",
        "    last_seen_on  TEXT -- renamed from: last_login_on\n",
    ),
    (
        "    path          TEXT    NOT NULL UNIQUE,\n",
        "    path          TEXT    NOT NULL UNIQUE CHECK (path <> ''),\n",
    ),
    (
        "    vanished_on   TEXT\n",
        "    vanished_on   TEXT,\n    archived_on   TEXT\n",
    ),
];

/// A copy of forge in a temporary folder, with everything that the workflow writes. Only what is
/// compiled of it goes below this repository's target folder, for the next demo.
struct Demo {
    folder: TempDir,
    project: PathBuf,
    products: PathBuf,
    path: OsString,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if !process::answers("git", &["--version"]) {
        bail!("the demo needs git; on Debian or Ubuntu: sudo apt-get install git");
    }
    let demo = Demo::prepare()?;
    demo.set_up()?;
    demo.change_the_schema()?;
    demo.draft()?;
    demo.apply()?;
    demo.commit()?;
    say("That is the whole workflow.")?;
    if arguments.keep {
        let project = demo.project.clone();
        let _ = demo.folder.keep();
        println!("The project is kept: {}", project.display());
    }
    Ok(())
}

impl Demo {
    fn prepare() -> Result<Self> {
        say("Build cargo-migrate itself.")?;
        process::run(cargo().args(["build", "--package", "cargo-migrate"]))?;
        let target = target()?;
        let products = target.join("demo");
        // Cargo takes two copies of a package for one, wherever they lie: nothing of the last
        // demo's copy may pass for this one's. What it depends on stays compiled.
        for old in ["migrate", "debug/.fingerprint"] {
            forget_forge(&products.join(old))?;
        }
        let folder = tempfile::Builder::new()
            .prefix("cargo-migrate-demo-")
            .tempdir()?;
        let project = folder.path().join("forge");
        copy(&root().join("test-projects/forge"), &project)?;
        std::fs::write(folder.path().join("gitconfig"), "")?;
        // Cargo looks for subcommands in PATH; one that is installed must not come first.
        let programs = target.join("debug");
        if !programs.join(executable("cargo-migrate")).is_file() {
            bail!("there is no cargo-migrate in {}", programs.display());
        }
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&others)))?;
        Ok(Self {
            folder,
            project,
            products,
            path,
        })
    }

    fn set_up(&self) -> Result<()> {
        say("A project with a schema in code (schema.sql) and a history of migrations, in Git.")?;
        std::fs::copy(self.project.join(".env.example"), self.project.join(".env"))?;
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", "forge 0.5"])?;
        self.migrate(&["history"])?;

        say("The development database: what DATABASE_URL in .env names. It is not there yet.")?;
        self.migrate(&["upgrade"])?;
        say("It gets rows, so that there is something to lose.")?;
        self.cargo(&["run", "--quiet", "--bin", "fill-dev"])?;

        say("Is everything in place? Where does the database stand?")?;
        self.migrate(&["doctor"])?;
        self.migrate(&["current"])?;
        say("The hook refuses a commit that changes the schema without its migration.")?;
        self.migrate(&["hook", "install"])
    }

    fn change_the_schema(&self) -> Result<()> {
        say("Change the schema in code: rename a column, add one, add a constraint.")?;
        self.edit()?;
        self.git(&["--no-pager", "diff", "--unified=0", "schema.sql"])?;
        say(
            "Build the throwaway database from the code by the project's own commands, and see \
             what differs from the history.",
        )?;
        self.migrate(&["scratch"])
    }

    fn draft(&self) -> Result<()> {
        say("The difference of the development database and the schema in code.")?;
        self.migrate(&["diff"])?;
        say("Write the draft. It is run, up, down and up again, before it is kept.")?;
        self.migrate(&["new", "repositories: add archive"])?;
        say(
            "Read it. Other tables' rows refer to repositories, so they would go with its DROP \
             TABLE inside sqlx's transaction: the file takes care of that.",
        )?;
        let files = self.new_files()?;
        for file in files.iter().filter(|file| file.ends_with(".up.sql")) {
            self.shell("cat", &[file])?;
        }
        say("Beside each of them lies the way back.")?;
        self.shell("ls", &["-1", "migrations"])?;
        say("Prove it on a copy of the development database, with all its rows.")?;
        self.migrate(&["roundtrip"])
    }

    fn apply(&self) -> Result<()> {
        say("Apply it, take it back, apply it again.")?;
        self.migrate(&["upgrade", "--yes"])?;
        self.migrate(&["current"])?;
        self.migrate(&["downgrade", "-2", "--yes"])?;
        self.migrate(&["upgrade", "--yes"])?;
        self.migrate(&["history"])
    }

    fn commit(&self) -> Result<()> {
        say("Commit the schema and forget the migration: the hook says no.")?;
        self.git(&["add", "schema.sql"])?;
        let commit = ["commit", "--quiet", "--message", "Archive repositories"];
        expect_failure(&mut self.git_command(&commit))?;
        say("With the migration, the commit goes through.")?;
        self.git(&["add", "--all"])?;
        self.git(&commit)?;
        say("The same in CI, for every commit since another: silent where all is well.")?;
        self.migrate(&["check", "--since", "HEAD~1"])?;
        self.git(&["--no-pager", "log", "--oneline", "--stat", "-1"])
    }

    fn edit(&self) -> Result<()> {
        let path = self.project.join("schema.sql");
        let mut text = std::fs::read_to_string(&path)?;
        for (old, new) in EDITS {
            if text.matches(old).count() != 1 {
                bail!("schema.sql of forge no longer has `{}` once", old.trim());
            }
            text = text.replace(old, new);
        }
        Ok(std::fs::write(path, text)?)
    }

    /// The files in the migrations folder that Git does not know yet.
    fn new_files(&self) -> Result<Vec<String>> {
        let list = ["ls-files", "--others", "--exclude-standard", "migrations"];
        let output = self.git_command(&list).output()?;
        let files: Vec<String> = String::from_utf8(output.stdout)?
            .lines()
            .map(str::to_owned)
            .collect();
        if files.is_empty() {
            bail!("`new` has written no file");
        }
        Ok(files)
    }

    fn migrate(&self, arguments: &[&str]) -> Result<()> {
        let mut words = vec!["migrate"];
        words.extend(arguments);
        self.cargo(&words)
    }

    fn cargo(&self, arguments: &[&str]) -> Result<()> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        process::run(self.command(cargo).args(arguments))
    }

    fn git(&self, arguments: &[&str]) -> Result<()> {
        process::run(&mut self.git_command(arguments))
    }

    fn git_command(&self, arguments: &[&str]) -> Command {
        let mut git = self.command("git");
        git.args(arguments);
        git
    }

    fn shell(&self, program: &str, arguments: &[&str]) -> Result<()> {
        process::run(self.command(program).args(arguments))
    }

    /// A command in the project, with nothing of the caller's own configuration and state.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = command(program, &self.project);
        command
            .env("PATH", &self.path)
            .env("CARGO_TARGET_DIR", &self.products)
            .env("CARGO_MIGRATE_HOME", self.folder.path().join("state"))
            .env("GIT_CONFIG_GLOBAL", self.folder.path().join("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "J. Doe")
                .env(format!("GIT_{role}_EMAIL"), "doe@example.com");
        }
        command
    }
}

/// Deletes what lies in this folder under forge's name; nothing where there is no such folder.
fn forget_forge(folder: &Path) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name == "forge" || name.starts_with("forge-")) {
            std::fs::remove_dir_all(&path)
                .with_context(|| format!("failed to delete {}", path.display()))?;
        }
    }
    Ok(())
}

fn say(text: &str) -> Result<()> {
    use std::io::Write;
    let mut output = std::io::stdout().lock();
    writeln!(output, "\n# {text}")?;
    Ok(output.flush()?)
}

fn expect_failure(command: &mut Command) -> Result<()> {
    let shown = show(command)?;
    if command.status()?.success() {
        bail!("`{shown}` should have failed");
    }
    Ok(())
}

/// Copies what is part of the project: no build products and no databases.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let part = |name: &str| name != "target" && name != ".env" && !name.contains(".db");
    let entries = WalkDir::new(from)
        .into_iter()
        .filter_entry(|entry| entry.file_name().to_str().is_none_or(part));
    for entry in entries {
        let entry = entry?;
        let goal = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&goal)?;
        } else {
            std::fs::copy(entry.path(), &goal)
                .with_context(|| format!("failed to copy {}", entry.path().display()))?;
        }
    }
    Ok(())
}
