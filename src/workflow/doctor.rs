//! `doctor`: looks at everything that the other commands rely on, and names the command that mends
//! what is wrong. Changes nothing.
//!
//! What concerns Git is looked at in `repository`, what this tool keeps itself in `state`.

mod repository;
mod state;

use std::fs;
use std::path::{Path, PathBuf};

use super::command::{Step, display};
use super::context::{Context, counted};
use super::source;
use super::standing::Standing;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::migration::{History, Severity};
use crate::project::{Engine, Project};

/// The first version of SQLite without the error that can damage a database in WAL mode when a
/// checkpoint and a write coincide (<https://sqlite.org/wal.html#walresetbug>).
const SAFE_SQLITE: [u64; 3] = [3, 51, 3];

/// The first version of sqlx that heeds `-- no-transaction` on SQLite.
const HEEDING_SQLX: [u64; 3] = [0, 9, 0];

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// As it should.
    Good,
    /// It works, and something about it should be known.
    Warning,
    /// Commands will fail.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What.
    pub name: &'static str,
    /// How it stands.
    pub outcome: Outcome,
    /// What was found.
    pub detail: String,
    /// The command that mends it.
    pub mend: Option<String>,
}

impl Check {
    fn good(name: &'static str, detail: impl Into<String>) -> Self {
        Self {
            name,
            outcome: Outcome::Good,
            detail: detail.into(),
            mend: None,
        }
    }

    fn warning(name: &'static str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            name,
            outcome: Outcome::Warning,
            detail: detail.into(),
            mend: Some(mend.into()),
        }
    }

    fn bad(name: &'static str, detail: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            name,
            outcome: Outcome::Bad,
            detail: detail.into(),
            mend: Some(mend.into()),
        }
    }

    /// What an error says, with the first of its ways out.
    fn of_error(name: &'static str, error: &Error) -> Self {
        let detail = error
            .notes()
            .iter()
            .fold(error.message().to_owned(), |all, note| {
                format!("{all}; {note}")
            });
        Self {
            name,
            outcome: Outcome::Bad,
            detail,
            mend: error.hints().first().cloned(),
        }
    }

    fn of(name: &'static str, check: Result<Self>) -> Self {
        check.unwrap_or_else(|error| Self::of_error(name, &error))
    }
}

/// Looks at everything, in the order in which it is needed. Where there is no project, only at
/// what does not need one.
pub fn examine(context: std::result::Result<&Context, &Error>) -> Vec<Check> {
    let context = match context {
        Ok(context) => context,
        Err(error) => {
            return vec![
                Check::of_error("project", error),
                engine_version(&format!("sqlite {}", rusqlite::version())),
                Check::of("journal", state::journal_alone()),
                state::snapshots(&std::env::temp_dir()),
            ];
        }
    };
    let project = &context.project;
    let mut checks = vec![self::project(project)];
    checks.push(Check::of("database", database(context)));
    match context.dialect() {
        Ok(dialect) => checks.push(engine_version(&dialect.version())),
        Err(error) => checks.push(Check::of_error("engine", &error)),
    }
    checks.extend(surroundings(context));
    checks.push(Check::of("migrations", migrations(context)));
    checks.push(Check::of("schema source", schema_source(context)));
    checks.extend(commands(project));
    checks.extend(sqlx_version(project));
    checks.extend(repository::examine(context));
    checks.push(Check::of("scratch database", state::scratch(context)));
    checks.push(Check::of("journal", state::journal(context)));
    checks.push(state::snapshots(&context.temporary_folder()));
    checks
}

fn project(project: &Project) -> Check {
    let what = match (&project.name, &project.manifest) {
        (Some(name), Some(manifest)) => format!("package {name}, {}", manifest.display()),
        (None, Some(manifest)) => manifest.display().to_string(),
        (_, None) => format!("{}, outside of Cargo", project.root.display()),
    };
    let database = project
        .database
        .as_ref()
        .map_or_else(String::new, |name| format!(", database {name}"));
    match &project.config_file {
        Some(file) => Check::good(
            "project",
            format!("{what}{database}, configured in {}", file.display()),
        ),
        None => Check::good(
            "project",
            format!("{what}{database}, with the default configuration"),
        ),
    }
}

fn database(context: &Context) -> Result<Check> {
    const NAME: &str = "database";
    let project = &context.project;
    let Some((url, from)) = project.database_url_if_set()? else {
        let error = project.database_url().err();
        let mend = error
            .and_then(|error| error.hints().first().cloned())
            .unwrap_or_default();
        return Ok(Check::bad(
            NAME,
            format!("{} is not set", project.url_env),
            mend,
        ));
    };
    let path = url.sqlite_path_in(&project.root);
    let shown = match &path {
        Some(path) => format!("{}, from {from}", path.display()),
        None => format!("{url}, from {from}"),
    };
    let Some(database) = context.development_if_there()? else {
        return Ok(Check::warning(
            NAME,
            format!("{shown}, is not there yet"),
            "cargo migrate upgrade",
        ));
    };
    let detail = match &path {
        Some(path) => format!("{shown}, {}", journal_mode(path)),
        None => shown,
    };
    if !project.migrations.is_dir() {
        return Ok(Check::good(NAME, detail));
    }
    let standing = Standing::read(&*database, &context.history()?)?;
    if let Err(error) = standing.refuse_unsound(&context.history()?) {
        return Ok(Check::of_error(NAME, &error));
    }
    Ok(match (standing.under_control, standing.behind()) {
        (false, _) if database.is_empty()? => {
            Check::warning(NAME, format!("{detail}, empty"), "cargo migrate upgrade")
        }
        (false, _) => Check::warning(
            NAME,
            format!("{detail}, not under version control"),
            "cargo migrate stamp head",
        ),
        (true, 0) => Check::good(NAME, format!("{detail}, at head")),
        (true, behind) => Check::warning(
            NAME,
            format!("{detail}, behind by {behind}"),
            "cargo migrate upgrade",
        ),
    })
}

/// The journal mode as the file's header has it (<https://sqlite.org/fileformat2.html>, 1.3.3).
fn journal_mode(path: &Path) -> &'static str {
    use std::io::Read;
    let mut header = [0; 20];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    match (read, header[18]) {
        (Ok(()), 2) => "journal mode WAL",
        (Ok(()), _) => "rollback journal",
        (Err(_), _) => "empty",
    }
}

/// Where throwaway databases are made, where the engine has servers.
fn surroundings(context: &Context) -> Vec<Check> {
    const NAME: &str = "throwaway databases";
    match context.dialect().and_then(Dialect::surroundings) {
        Ok(lines) => lines
            .into_iter()
            .map(|line| Check::good(NAME, line))
            .collect(),
        Err(error) => vec![Check::of_error(NAME, &error)],
    }
}

/// `version` is an engine's name and version, as a dialect gives it.
fn engine_version(version: &str) -> Check {
    const NAME: &str = "engine";
    match version.strip_prefix("sqlite ").map(numbers) {
        None if version.is_empty() => Check::good(NAME, "of a version that is not known yet"),
        None => Check::good(NAME, version),
        Some(found) if found < SAFE_SQLITE => Check::warning(
            NAME,
            format!("{version}, built in; before 3.51.3 a database in WAL mode could be damaged"),
            "cargo install cargo-migrate --force",
        ),
        _ => Check::good(NAME, format!("{version}, built in")),
    }
}

/// The numbers of a version; what is missing or no number counts as 0.
fn numbers(version: &str) -> [u64; 3] {
    let mut parts = version
        .split(['.', '-', '+'])
        .map(|part| part.parse().unwrap_or(0));
    std::array::from_fn(|_| parts.next().unwrap_or(0))
}

fn migrations(context: &Context) -> Result<Check> {
    const NAME: &str = "migrations";
    let folder = &context.project.migrations;
    if !folder.exists() {
        return Ok(Check::bad(
            NAME,
            format!("there is no folder {}", folder.display()),
            "cargo migrate init",
        ));
    }
    let history = context.history()?;
    let shown = folder.display();
    let count = |severity| {
        history
            .findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let all = format!("{} in {shown}{}", history.migrations.len(), head(&history));
    let first = history
        .findings
        .iter()
        .max_by_key(|finding| finding.severity == Severity::Error);
    Ok(match first {
        None => Check::good(NAME, all),
        Some(first) if errors > 0 => Check::bad(
            NAME,
            format!("{all}; {}: {}", counted(errors, "error"), first.message),
            "cargo migrate check",
        ),
        Some(first) => Check::warning(
            NAME,
            format!("{all}; {}: {}", counted(warnings, "warning"), first.message),
            "cargo migrate check",
        ),
    })
}

fn head(history: &History) -> String {
    history.head().map_or_else(String::new, |head| {
        format!(", head {} {}", head.prefix(), head.title())
    })
}

fn schema_source(context: &Context) -> Result<Check> {
    const NAME: &str = "schema source";
    let project = &context.project;
    let files = source::files(context)?;
    Ok(match (files.as_slice(), project.setup.len()) {
        ([], 0) => Check::bad(
            NAME,
            "neither `schema` nor `setup` says how the database should look",
            "cargo migrate init",
        ),
        ([], setup) => Check::good(NAME, counted(setup, "set-up command")),
        ([file], 0) => Check::good(NAME, file.path.display().to_string()),
        (files, 0) => Check::good(NAME, format!("{} files", files.len())),
        (files, setup) => Check::good(
            NAME,
            format!(
                "{}, and {}",
                counted(files.len(), "file"),
                counted(setup, "set-up command")
            ),
        ),
    })
}

/// Whether the programs of all commands are there. None where there are no commands.
fn commands(project: &Project) -> Option<Check> {
    const NAME: &str = "commands";
    let steps = [
        (Step::Setup, &project.setup),
        (Step::Scan, &project.scan),
        (Step::After, &project.after),
    ];
    let all: Vec<(Step, &Vec<String>)> = steps
        .into_iter()
        .flat_map(|(step, commands)| commands.iter().map(move |words| (step, words)))
        .collect();
    let missing = all.iter().find(|(_, words)| {
        words
            .first()
            .is_some_and(|program| find_program(project, program).is_none())
    });
    match (missing, all.len()) {
        (_, 0) => None,
        (None, count) => Some(Check::good(
            NAME,
            format!("the programs of all {count} are there"),
        )),
        (Some((step, words)), _) => Some(Check::bad(
            NAME,
            format!(
                "the program of `{}` in `{}` is not there",
                display(words),
                step.key()
            ),
            format!("install {}, or change `{}`", words[0], step.key()),
        )),
    }
}

fn find_program(project: &Project, program: &str) -> Option<PathBuf> {
    if program.contains(std::path::is_separator) {
        return Some(project.root.join(program)).filter(|path| path.is_file());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)))
        .find(|path| path.is_file())
}

/// The versions of sqlx that the project's lock file holds. None where it does not use sqlx.
fn sqlx_version(project: &Project) -> Option<Check> {
    const NAME: &str = "sqlx";
    let text = fs::read_to_string(project.workspace_root.join("Cargo.lock")).ok()?;
    let lock: toml::Table = text.parse().ok()?;
    let versions: Vec<&str> = lock
        .get("package")?
        .as_array()?
        .iter()
        .filter(|package| package.get("name").and_then(toml::Value::as_str) == Some("sqlx"))
        .filter_map(|package| package.get("version")?.as_str())
        .collect();
    let old = versions
        .iter()
        .find(|version| numbers(version) < HEEDING_SQLX);
    let is_sqlite = project
        .engine()
        .is_ok_and(|engine| engine == Engine::Sqlite);
    match (versions.as_slice(), old.filter(|_| is_sqlite)) {
        ([], _) => None,
        (_, Some(old)) => Some(Check::warning(
            NAME,
            format!(
                "sqlx {old} does not heed `-- no-transaction` on SQLite: it runs such a migration inside a transaction, where foreign keys stay on"
            ),
            "cargo update -p sqlx --precise 0.9.0     after sqlx = \"0.9\" in Cargo.toml",
        )),
        (versions, None) => Some(Check::good(NAME, versions.join(", "))),
    }
}

#[cfg(test)]
#[path = "doctor/tests.rs"]
mod tests;
