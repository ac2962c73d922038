//! `cargo xtask demo`: the whole workflow on a copy of a test project, nothing of it staged: every
//! command is run, and a step that does not end as it should ends the demo.

mod place;
mod story;

use crate::engine::Engine;
use crate::process::{self, cargo, command, executable, root, show, target};
use anyhow::{Context, Result, bail};
use clap::Args;
use place::Place;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use story::{Edits, Story};
use tempfile::TempDir;
use walkdir::WalkDir;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// On which engine: SQLite has the project forge, PostgreSQL meter, MariaDB shelf
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// A server to work on, as in `postgres://localhost` or `mysql://root@localhost`, rather than
    /// a throwaway one that is started for the demo; it makes a database there, and drops it at
    /// the end
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// Keep the project afterwards, and say where it is
    #[arg(long)]
    keep: bool,
}

/// A copy of a project in a temporary folder, with everything that the workflow writes. Only what
/// is compiled of it goes below this repository's target folder, for the next demo.
struct Demo {
    story: &'static Story,
    folder: TempDir,
    project: PathBuf,
    products: PathBuf,
    path: OsString,
    place: Place,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    if !process::answers("git", &["--version"]) {
        bail!("the demo needs git; on Debian or Ubuntu: sudo apt-get install git");
    }
    let demo = Demo::prepare(arguments)?;
    let outcome = demo.walk();
    if matches!(demo.place, Place::Server { .. }) {
        say("The server is left as it was.")?;
        demo.migrate(&["scratch", "--delete"])?;
        demo.place.leave()?;
    }
    outcome?;
    say("That is the whole workflow.")?;
    if arguments.keep {
        let project = demo.project.clone();
        let _ = demo.folder.keep();
        println!("The project is kept: {}", project.display());
        if demo.place.url("")?.is_some() {
            println!("Its database is gone: name another one in .env");
        }
    }
    Ok(())
}

impl Demo {
    fn prepare(arguments: &Arguments) -> Result<Self> {
        let story = Story::of(arguments.engine);
        say("Build cargo-migrate itself.")?;
        process::run(cargo().args(["build", "--package", "cargo-migrate"]))?;
        let target = target()?;
        let products = target.join("demo");
        // Cargo takes two copies of a package for one, wherever they lie: nothing of the last
        // demo's copy may pass for this one's. What it depends on stays compiled.
        for old in ["migrate", "debug/.fingerprint"] {
            forget(story.project, &products.join(old))?;
        }
        let folder = tempfile::Builder::new()
            .prefix("cargo-migrate-demo-")
            .tempdir()?;
        let project = folder.path().join(story.project);
        copy(&root().join("test-projects").join(story.project), &project)?;
        std::fs::write(folder.path().join("gitconfig"), "")?;
        // Cargo looks for subcommands in PATH; one that is installed must not come first.
        let programs = target.join("debug");
        if !programs.join(executable("cargo-migrate")).is_file() {
            bail!("there is no cargo-migrate in {}", programs.display());
        }
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path =
            std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&others)))?;
        let place = Place::of(arguments.engine, arguments.server.as_deref())?;
        Ok(Self {
            story,
            folder,
            project,
            products,
            path,
            place,
        })
    }

    fn walk(&self) -> Result<()> {
        self.set_up()?;
        self.change_the_schema()?;
        let files = self.draft()?;
        self.apply(files)?;
        self.commit()?;
        if let Some(online) = &self.story.online {
            self.online(online)?;
        }
        self.back_up()
    }

    fn set_up(&self) -> Result<()> {
        say(&format!(
            "A project with a schema in code ({}) and a history of migrations, in Git.",
            self.story.schema
        ))?;
        self.write_env()?;
        self.git(&["init", "--quiet"])?;
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", self.story.release])?;
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

    /// The file that a newcomer copies; with the throwaway server's own URL where there is one.
    fn write_env(&self) -> Result<()> {
        let mut text = std::fs::read_to_string(self.project.join(".env.example"))?;
        if let Some(url) = self.place.url(self.story.project)? {
            text = format!("DATABASE_URL={}\n", url.expose());
        }
        Ok(std::fs::write(self.project.join(".env"), text)?)
    }

    fn change_the_schema(&self) -> Result<()> {
        say(self.story.change)?;
        self.edit(self.story.edits)?;
        self.git(&["--no-pager", "diff", "--unified=0", self.story.schema])?;
        say(
            "Build the throwaway database from the code by the project's own commands, and see \
             what differs from the history.",
        )?;
        self.migrate(&["scratch"])
    }

    /// Gives how many migrations were written.
    fn draft(&self) -> Result<usize> {
        say("The difference of the development database and the schema in code.")?;
        self.migrate(&["diff"])?;
        say("Write the draft. It is run, up, down and up again, before it is kept.")?;
        self.migrate(&["new", self.story.message])?;
        say(self.story.reading)?;
        let ups = self.show_new(".up.sql")?;
        say("Beside it lies the way back.")?;
        self.show_new(".down.sql")?;
        say("Prove it on a copy of the development database, with all its rows.")?;
        self.migrate(&["roundtrip"])?;
        Ok(ups)
    }

    /// Shows the new files whose names end so, and gives how many there are.
    fn show_new(&self, ending: &str) -> Result<usize> {
        let mut files = self.new_files()?;
        files.retain(|file| file.ends_with(ending));
        for file in &files {
            self.shell("cat", &[file])?;
        }
        Ok(files.len())
    }

    fn apply(&self, migrations: usize) -> Result<()> {
        say("Apply it, take it back, apply it again.")?;
        self.migrate(&["upgrade", "--yes"])?;
        self.migrate(&["current"])?;
        self.migrate(&["downgrade", &format!("-{migrations}"), "--yes"])?;
        if let Some(failpoint) = self.story.killed_at {
            self.break_off(failpoint)?;
        }
        self.migrate(&["upgrade", "--yes"])?;
        self.migrate(&["history"])
    }

    /// An upgrade that ends at a place behind which something is left to do.
    fn break_off(&self, failpoint: &str) -> Result<()> {
        say(
            "Each of these statements commits by itself, so a run can be killed half-way: here \
             the program ends itself behind the second of them, as kill -9 would have it.",
        )?;
        let mut upgrade = self.command(cargo_program());
        upgrade
            .args(["migrate", "upgrade", "--yes"])
            .env("CARGO_MIGRATE_FAILPOINT", failpoint);
        expect_failure(&mut upgrade)?;
        say(
            "What state is the database in? No application that checks its migrations with sqlx \
             starts on it.",
        )?;
        self.migrate(&["current"])?;
        say("The next call finishes what was begun.")
    }

    fn commit(&self) -> Result<()> {
        say("Commit the schema and forget the migration: the hook says no.")?;
        self.git(&["add", self.story.schema])?;
        let commit = ["commit", "--quiet", "--message", self.story.message];
        expect_failure(&mut self.git_command(&commit))?;
        say("With the migration, the commit goes through.")?;
        self.git(&["add", "--all"])?;
        self.git(&commit)?;
        say("The same in CI, for every commit since another: silent where all is well.")?;
        self.migrate(&["check", "--since", "HEAD~1"])?;
        self.git(&["--no-pager", "log", "--oneline", "--stat", "-1"])
    }

    /// Another change, drafted so that others can go on writing meanwhile.
    fn online(&self, (edits, message): &(Edits, &str)) -> Result<()> {
        say(
            "An index on a large table is better made while others write: outside a transaction, \
             so alone in its file.",
        )?;
        self.edit(edits)?;
        self.git(&["--no-pager", "diff", "--unified=0", self.story.schema])?;
        self.migrate(&["new", "--online", message])?;
        self.show_new(".up.sql")?;
        self.migrate(&["roundtrip"])?;
        self.migrate(&["upgrade", "--yes"])?;
        self.git(&["add", "--all"])?;
        self.git(&["commit", "--quiet", "--message", message])
    }

    fn back_up(&self) -> Result<()> {
        say("A backup by hand, as before an experiment.")?;
        self.migrate(&["backup"])?;
        say(
            "Back to an old release, which loses rows: that is said before, and a backup is taken \
             by itself.",
        )?;
        self.migrate(&["downgrade", self.story.old_release, "--yes"])?;
        say("That was a mistake: the newest backup brings it all back.")?;
        self.migrate(&["restore", "--yes"])?;
        self.migrate(&["current"])?;
        self.migrate(&["restore", "--list"])
    }

    fn edit(&self, edits: Edits) -> Result<()> {
        for (file, old, new) in edits {
            let path = self.project.join(file);
            let text = std::fs::read_to_string(&path)?;
            if text.matches(old).count() != 1 {
                bail!(
                    "{file} of {} no longer has `{}` once",
                    self.story.project,
                    old.trim()
                );
            }
            std::fs::write(path, text.replace(old, new))?;
        }
        Ok(())
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
        process::run(self.command(cargo_program()).args(arguments))
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

/// The cargo that runs this program.
fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Deletes what lies in this folder under a project's name; nothing where there is no such folder.
fn forget(project: &str, folder: &Path) -> Result<()> {
    let dashed = format!("{project}-");
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name == project || name.starts_with(&dashed)) {
            std::fs::remove_dir_all(&path)
                .with_context(|| format!("failed to delete {}", path.display()))?;
        }
    }
    Ok(())
}

/// Tells what comes next, in lines that fit a terminal of 80 columns.
fn say(text: &str) -> Result<()> {
    use std::io::Write;
    let mut lines = vec![String::from("#")];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < 79 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("# {word}")),
        }
    }
    let mut output = std::io::stdout().lock();
    writeln!(output, "\n{}", lines.join("\n"))?;
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
