//! `init`: sets an existing project up. Adds what is missing, and never overwrites.
//!
//! Every step says what it did, and finds nothing left to do when it runs again. The
//! configuration's text is the business of `configuration`.

mod configuration;
mod schema;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::context::{Context, counted};
use crate::error::{IoContext, Kind, Result};
use crate::project::{self, Engine, Project};

/// What Git must not take: secrets, and databases with what SQLite puts beside them.
const IGNORED: [&str; 5] = [".env", "*.db", "*.db-wal", "*.db-shm", "*.db-journal"];

/// What of it there can be where databases are on a server.
const IGNORED_OF_SERVERS: usize = 1;

/// A checkout that turns LF into CRLF changes the checksum of every migration.
const ATTRIBUTE: &str = "*.sql text eol=lf";

/// Where and how to set up.
#[derive(Clone, Default)]
pub struct Options {
    /// Which project.
    pub project: project::Options,
    /// Configure in a `migrate.toml` rather than in `Cargo.toml`.
    pub migrate_toml: bool,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// What became of a file or folder, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// Something was added to it.
    Changed,
    /// It has all that it needs.
    Unchanged,
}

/// One file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub path: PathBuf,
    /// What became of it.
    pub outcome: Outcome,
    /// What was added, or why nothing was.
    pub detail: String,
}

/// What `init` did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InitReport {
    /// Each file and folder that was looked at, in order.
    pub entries: Vec<Entry>,
    /// What was found and kept.
    pub notes: Vec<String>,
    /// What to do next: commands.
    pub next: Vec<String>,
}

impl InitReport {
    /// Whether anything was done, or would be.
    pub fn changed(&self) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.outcome != Outcome::Unchanged)
    }
}

/// Sets a project up: configuration, migrations folder, schema file, `.gitattributes`,
/// `.gitignore`, `.env`. Where there are migrations or a database already, they are kept, and the
/// schema file is written from them.
///
/// # Errors
/// Usage errors where it is not clear which project is meant or its configuration is wrong;
/// failed where a file can't be written.
pub fn init(options: &Options) -> Result<InitReport> {
    let mut report = InitReport::default();
    let project = configure(options, &mut report)?;
    let mut setter = Setter {
        options,
        project: &project,
        report: &mut report,
    };
    setter.migrations()?;
    setter.git()?;
    setter.environment()?;
    setter.schema()?;
    setter.what_is_next()?;
    Ok(report)
}

/// Adds the keys that the configuration lacks, as comments with an example.
///
/// # Errors
/// As [`init`].
pub fn upgrade_config(options: &Options) -> Result<InitReport> {
    let mut report = InitReport::default();
    let path = match &options.project.config {
        Some(file) => options.project.directory.join(file),
        None => {
            let project = Project::discover(&options.project)?;
            match project.config_file {
                Some(file) => file,
                None => {
                    configure(options, &mut report)?;
                    return Ok(report);
                }
            }
        }
    };
    let text = read(&path)?.unwrap_or_default();
    let upgraded = configuration::upgrade(&path, &text)?;
    let outcome = outcome_of(&path, &text, &upgraded.text);
    save(options, &path, &text, &upgraded.text)?;
    report.entries.push(Entry {
        path,
        outcome,
        detail: upgraded.detail,
    });
    Ok(report)
}

/// Finds the project, and gives it its configuration table.
fn configure(options: &Options, report: &mut InitReport) -> Result<Project> {
    let directory = &options.project.directory;
    let path = match &options.project.config {
        Some(file) => directory.join(file),
        None => {
            let project = discover(options)?;
            match (&project.config_file, &project.manifest) {
                (Some(file), _) => file.clone(),
                (None, Some(manifest)) if !options.migrate_toml => manifest.clone(),
                (None, _) => project.root.join("migrate.toml"),
            }
        }
    };
    let text = read(&path)?.unwrap_or_default();
    let added = configuration::add(&path, &text, options.project.engine)?;
    let outcome = outcome_of(&path, &text, &added.text);
    save(options, &path, &text, &added.text)?;
    report.entries.push(Entry {
        path,
        outcome,
        detail: added.detail,
    });
    discover(options)
}

/// The project, also where there is none yet, or nothing says what database it has: then it is
/// going to be one of SQLite, in this folder.
fn discover(options: &Options) -> Result<Project> {
    let mut wanted = options.project.clone();
    if options.dry_run
        && wanted
            .config
            .as_ref()
            .is_some_and(|file| !wanted.directory.join(file).exists())
    {
        wanted.config = None;
    }
    let names_one =
        wanted.manifest_path.is_some() || wanted.package.is_some() || wanted.config.is_some();
    let directory =
        std::path::absolute(&wanted.directory).unwrap_or_else(|_| wanted.directory.clone());
    let is_there = |name: &str| {
        directory
            .ancestors()
            .any(|folder| folder.join(name).is_file())
    };
    if !names_one
        && !is_there("Cargo.toml")
        && !is_there("migrate.toml")
        && wanted.migrations.is_none()
    {
        wanted.migrations = Some("migrations".into());
    }
    let project = Project::discover(&wanted)?;
    if wanted.engine.is_some()
        || project.database_url_if_set()?.is_some()
        || project.engine().is_ok()
    {
        return Ok(project);
    }
    wanted.engine = Some(Engine::Sqlite);
    Project::discover(&wanted)
}

struct Setter<'a> {
    options: &'a Options,
    project: &'a Project,
    report: &'a mut InitReport,
}

impl Setter<'_> {
    fn say(&mut self, path: PathBuf, outcome: Outcome, detail: impl Into<String>) {
        self.report.entries.push(Entry {
            path,
            outcome,
            detail: detail.into(),
        });
    }

    fn context(&self) -> Context {
        Context::new(self.project.clone(), self.options.project.directory.clone())
    }

    /// Whether the database is on a server, rather than a file of the project.
    fn has_server(&self) -> bool {
        let engine = self.project.engine();
        engine.is_ok_and(|engine| engine != Engine::Sqlite)
    }

    fn migrations(&mut self) -> Result<()> {
        let folder = self.project.migrations.clone();
        if folder.is_dir() {
            self.say(folder, Outcome::Unchanged, "is there");
            return Ok(());
        }
        if !self.options.dry_run {
            fs::create_dir_all(&folder).doing(Kind::Failed, "make the folder", &folder)?;
        }
        self.say(folder, Outcome::Created, "the migrations folder");
        Ok(())
    }

    fn git(&mut self) -> Result<()> {
        self.lines(".gitattributes", &[ATTRIBUTE], |line| {
            let mut words = line.split_whitespace();
            if words.next() == Some("*.sql") && words.any(|word| word == "eol=lf") {
                vec![ATTRIBUTE]
            } else {
                vec![]
            }
        })?;
        let ignored = if self.has_server() {
            &IGNORED[..IGNORED_OF_SERVERS]
        } else {
            &IGNORED
        };
        self.lines(".gitignore", ignored, |line| {
            let line = line.trim_start_matches("**/").trim_start_matches('/');
            IGNORED
                .into_iter()
                .filter(|ignored| {
                    line == *ignored
                        || (line == "*.db*" && ignored.starts_with("*.db"))
                        || (line == ".env*" && *ignored == ".env")
                })
                .collect()
        })
    }

    /// Adds the lines that neither this file nor one of its name further up, within the same
    /// repository, has.
    fn lines(
        &mut self,
        name: &str,
        wanted: &[&str],
        covers: impl Fn(&str) -> Vec<&'static str>,
    ) -> Result<()> {
        let path = self.project.root.join(name);
        let mut found = Vec::new();
        for folder in self.project.root.ancestors() {
            if let Some(text) = read(&folder.join(name))? {
                found.extend(text.lines().flat_map(|line| covers(line.trim())));
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|line| !found.contains(line))
            .copied()
            .collect();
        if missing.is_empty() {
            self.say(path, Outcome::Unchanged, "has all lines");
            return Ok(());
        }
        let text = read(&path)?.unwrap_or_default();
        let added = append(&text, &missing);
        let outcome = outcome_of(&path, &text, &added);
        save(self.options, &path, &text, &added)?;
        self.say(path, outcome, missing.join(", "));
        Ok(())
    }

    /// A `.env` with the database's URL, where nothing says it: one further up would no longer be
    /// read if there were a nearer one.
    fn environment(&mut self) -> Result<()> {
        let path = self.project.root.join(".env");
        let variable = &self.project.url_env;
        if let Some((_, source)) = self.project.database_url_if_set()? {
            self.say(
                path,
                Outcome::Unchanged,
                format!("not needed: the URL comes from {source}"),
            );
            return Ok(());
        }
        let line = format!("{variable}={}", self.project.example_url());
        if self.has_server() {
            self.report
                .next
                .push(format!("echo '{line}' >> {}", path.display()));
            self.say(path, Outcome::Unchanged, "only you know the server's URL");
            return Ok(());
        }
        if let Some(there) = self
            .project
            .root
            .ancestors()
            .map(|folder| folder.join(".env"))
            .find(|path| path.is_file())
        {
            self.report
                .next
                .push(format!("echo '{line}' >> {}", there.display()));
            self.say(
                there,
                Outcome::Unchanged,
                format!("is there, and does not say {variable}"),
            );
            return Ok(());
        }
        save(self.options, &path, "", &format!("{line}\n"))?;
        self.say(path, Outcome::Created, line);
        Ok(())
    }

    /// The schema file, where the configuration names a single one that is not there. Its content
    /// is what the migrations lead to, or what the database holds: an empty one beside them would
    /// mean that everything is to be dropped.
    fn schema(&mut self) -> Result<()> {
        let [entry] = self.project.schema.as_slice() else {
            return Ok(());
        };
        let path = self.project.root.join(entry);
        if path.exists() || !entry.ends_with(".sql") || entry.contains(['*', '?', '[']) {
            if path.exists() {
                self.say(path, Outcome::Unchanged, "is there");
            }
            return Ok(());
        }
        let (text, detail) = match schema::found(&self.context()) {
            Ok(Some(found)) => found,
            Ok(None) => (
                schema::EMPTY.to_owned(),
                "a comment; write the schema there".to_owned(),
            ),
            Err(error) => {
                self.report
                    .notes
                    .push(format!("{} was not written: {error}", path.display()));
                return Ok(());
            }
        };
        if let (false, Some(folder)) = (self.options.dry_run, path.parent()) {
            fs::create_dir_all(folder).doing(Kind::Failed, "make the folder", folder)?;
        }
        save(self.options, &path, "", &text)?;
        self.say(path, Outcome::Created, detail);
        Ok(())
    }

    fn what_is_next(&mut self) -> Result<()> {
        let context = Context::new(self.project.clone(), self.options.project.directory.clone());
        let history = if self.project.migrations.is_dir() {
            Some(context.history()?)
        } else {
            None
        };
        let count = history
            .as_ref()
            .map_or(0, |history| history.migrations.len());
        if let Some(history) = history.filter(|_| count > 0) {
            self.report.notes.push(format!(
                "{} holds {}, kept as they are",
                self.project.migrations.display(),
                counted(count, "migration")
            ));
            let simple = history
                .migrations
                .iter()
                .filter(|migration| migration.down.is_none())
                .count();
            if simple > 0 {
                self.report.notes.push(format!(
                    "{simple} of them cannot be taken back: they have no down script"
                ));
            }
        }
        let database = context.development_if_there()?;
        let has_tables = database
            .as_ref()
            .is_some_and(|database| database.is_empty().is_ok_and(|empty| !empty));
        if has_tables {
            self.report
                .notes
                .push("the development database is there, and it is kept as it is".to_owned());
        }
        let is_known = database.is_some_and(|database| database.has_ledger().unwrap_or(false));
        self.report.next.push(match (count, has_tables, is_known) {
            (0, false, _) => {
                "cargo migrate new \"initial\"     when the schema is written".to_owned()
            }
            (0, true, _) => {
                "cargo migrate new --from replay \"initial\" && cargo migrate stamp head".to_owned()
            }
            (_, true, false) => {
                "cargo migrate stamp head     if the database is what the migrations make"
                    .to_owned()
            }
            _ => "cargo migrate current".to_owned(),
        });
        self.report.next.push("cargo migrate doctor".to_owned());
        self.report
            .next
            .push("cargo migrate hook install     checks every commit".to_owned());
        Ok(())
    }
}

/// The text of a file; `None` where it is not there.
fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause).doing(Kind::Usage, "read", path),
    }
}

fn outcome_of(path: &Path, before: &str, after: &str) -> Outcome {
    match (before == after, path.exists()) {
        (true, _) => Outcome::Unchanged,
        (false, true) => Outcome::Changed,
        (false, false) => Outcome::Created,
    }
}

fn save(options: &Options, path: &Path, before: &str, after: &str) -> Result<()> {
    if options.dry_run || before == after {
        return Ok(());
    }
    fs::write(path, after).doing(Kind::Failed, "write", path)
}

/// The text with these lines at its end, in its own line ends.
fn append(text: &str, lines: &[&str]) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = text.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    for line in lines {
        text.push_str(line);
        text.push_str(end);
    }
    text
}

#[cfg(test)]
#[path = "init/tests.rs"]
mod tests;
